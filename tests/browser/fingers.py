"""Touches of a page with one or several fingers, and waiting for the page to come to rest."""

_WATCH = """() => {
    if ("scrolling" in window) return
    window.scrolling = false
    addEventListener("scroll", () => (window.scrolling = true))
    addEventListener("scrollend", () => (window.scrolling = false))
}"""
_AT_REST = """() => {
    const { settled } = document.documentElement.dataset
    const rests = settled === "yes" && !scrolling && scrollY === window.was_at
    window.was_at = scrollY
    window.frames_at_rest = rests ? (window.frames_at_rest ?? 0) + 1 : 0
    return frames_at_rest > 5
}"""
"""Several frames at rest are needed: on a busy machine the scroll event comes late."""
_HELD = 100
"""Milliseconds after its last move, when Chromium has forgotten how fast a finger was."""


class Fingers:
    """The fingers of a visitor of `page`, a page of Playwright's that has touch."""

    def __init__(self, page):
        self.page = page
        self.session = page.context.new_cdp_session(page)
        page.evaluate(_WATCH)

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Send the event "touchStart", "touchMove" or "touchEnd" of fingers at points of the window."""
        places = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def swipe(self, start: tuple[float, float], by: tuple[float, float], steps: int = 10) -> None:
        """Move one finger, hold it still, lift it, and wait until the page rests.

        Without the hold the page would scroll on, by a distance that depends on the machine's speed.
        """
        self.touch("touchStart", start)
        for k in range(1, steps + 1):
            self.touch("touchMove", tuple(a + d * k / steps for a, d in zip(start, by, strict=True)))
        self.page.wait_for_timeout(_HELD)
        self.touch("touchEnd")
        self.come_to_rest()

    def come_to_rest(self) -> None:
        """Wait until the page has stopped scrolling and has settled."""
        self.page.evaluate("() => new Promise(requestAnimationFrame)")  # so that its scroll event has come
        self.page.wait_for_function(_AT_REST)
