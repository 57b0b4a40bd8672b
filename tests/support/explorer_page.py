"""What a visitor sees and does on the page, for the browser tests."""

import json
import re
import time
import unicodedata
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import Element

import numpy as np
from playwright.sync_api import Locator, Page, expect

from app.panels import PANELS
from app.url import from_query
from app.words.contents import told_experiment

_READ_SOURCE = """([name, columns]) => {
    const data = model_of(name).data
    const all = data instanceof Map ? [...data] : Object.entries(data)
    const entries = columns ? all.filter(([key]) => columns.includes(key)) : all
    const exact = (x) => (Object.is(x, -0) ? "-0" : Number.isFinite(x) ? x : String(x))
    return JSON.stringify(entries.map(([key, column]) => [key, Array.from(column, exact)]))
}"""
"""As a text: Playwright reads long lists slowly."""
PATIENCE = 30.0
"""Seconds that a test waits at most, enough for the slowest machine."""
_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
WATCH = _SCRIPT.replace("SECONDS", str(PATIENCE))
"""Helpers of tests in the page; this script runs before the page's own."""
_READY = """([waits_for, is_late]) => {
    if (window.unanswered || !document.documentElement.dataset.live) return false
    if (!window.Bokeh?.documents[0]?.is_idle) return false
    if (!is_late && document.querySelector("li[data-late]")) return false
    const tab = document.querySelector(".stage")?.dataset.shown
    const model = model_of(waits_for ?? (["pairs", "plane"].includes(tab) ? tab : "surface"))
    return model && Bokeh.index.find_one(model)?.frame.bbox.width > 0
}"""
_VISIT = """([shown, query, patience]) => new Promise((resolve, reject) => {
    setTimeout(reject, patience, new Error("the link is not shown"))
    document.activeElement?.blur()
    history.pushState({ shown }, "", query)
    const { expression } = JSON.parse(shown)
    hear("experiment", (shown) => {
        if (shown.settled && shown.expression === expression) resolve()
    })
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }))
})"""
"""Resolves once the link's function is shown. Parsing a new one takes the server a while."""
_DRAWN = "() => new Promise(requestAnimationFrame)"
FOLDED = ("ε", "Schedule")
_SETTLED = "() => until(() => !unanswered)"
_STILL = "() => until(() => !unanswered && is_still() && !is_fading())"
_IS_ONLINE = "() => fetch('?', { cache: 'no-store' }).then(() => true, () => false)"
_AT = """async ([w1, w2]) => {
    if (!(await until(is_still))) return null
    const view = Bokeh.index.find_one(model_of("surface"))
    const box = view.canvas_view.el.getBoundingClientRect()
    const { x_scale, y_scale } = view.frame
    return [box.left + x_scale.compute(w1), box.top + y_scale.compute(w2)]
}"""


def impatient(pause: int) -> str:
    """A script that shortens all timeouts of the page of `pause` ms to a tenth."""
    return f"""
        for (const name of ["setTimeout", "setInterval"]) {{
            const later = window[name]
            window[name] = (act, ms, ...more) => later(act, ms === {pause} ? ms / 10 : ms, ...more)
        }}
    """


def eventually(page: Page, check, seconds: float = PATIENCE):
    """Repeat `check()` until it raises nothing and returns None or something true; return that."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            result = check()
            if result is None or result:
                return result
            problem = AssertionError(f"{check} stayed false")
        except Exception as error:  # a missing element raises exceptions of other kinds
            problem = error
        if time.monotonic() > deadline:
            raise problem
        page.wait_for_timeout(30)


_PIXEL = """([name, x, y]) => {
    const view = Bokeh.index.find_one(model_of(name))
    const box = view.canvas_view.el.getBoundingClientRect()
    return [box.left + view.frame.x_scale.compute(x), box.top + view.frame.y_scale.compute(y)]
}"""
_MIDDLE = """(name) => {
    const view = Bokeh.index.find_one(model_of(name))
    const box = view.canvas_view.el.getBoundingClientRect()
    return [box.left + view.frame.bbox.hcenter, box.top + view.frame.bbox.vcenter]
}"""


def plain(text: str) -> str:
    """Return a text as a picture has it, with mathematics as plain letters: indices stand behind them."""
    return unicodedata.normalize("NFKC", re.sub(r"(?<=\d)e(?=[−\d])", "⋅10", text))


def words_of(drawn: Element, path: str = "{*}g/{*}text") -> list[str]:
    """Return the texts of a picture, such as its caption's, as `plain` has them."""
    return [plain("".join(text.itertext())) for text in drawn.iterfind(path)]


class ExplorerPage:
    """One tab with the explorer.

    It is ready once the figure `waits_for` is drawn, by default that of its tab. A busy server may parse a
    new function late, and the page is ready after it; with `is_late` it is ready before.
    """

    def __init__(self, page: Page, url: str, waits_for: str | None = None, is_late: bool = False):
        self.page = page
        self.waits_for = waits_for
        self.is_late = is_late
        page.add_init_script(WATCH)
        page.goto(url)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait after a load until the page is live, and the server's facts are drawn."""
        self.page.wait_for_function(_READY, arg=[self.waits_for, self.is_late])
        self.wait_until_drawn()

    def visit(self, query: str, width: int, height: int, waits_for: str | None = None) -> None:
        """Go to another link without a load, as the browser's Forward does, and move the pointer away."""
        self.waits_for = waits_for
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.mouse.move(1, 1)
        experiment, notices = from_query(query)
        assert not notices, "what a link has wrong is told at a load alone"
        told = told_experiment(experiment)
        shown = {name: told[name] for name in told if name not in ("values", "schedule", "query")}
        self.page.evaluate(_VISIT, [json.dumps(shown), query or "?", 1000 * PATIENCE])
        self.wait_until_ready()

    def wait_until_drawn(self) -> None:
        """Wait until the page has drawn what it has heard so far."""
        self.page.evaluate(_DRAWN)

    def wait_until_settled(self) -> None:
        """Wait until the server has answered everything, asks included, and its facts are drawn.

        The page's `data-settled` covers changes only.
        """
        assert self.page.evaluate(_SETTLED), "the server has not answered everything"

    def wait_until_quiet(self) -> None:
        """Wait until the first formula is set. Before, the page is so busy that presses count as long."""
        self.page.wait_for_function("() => document.querySelector('.formula math') !== null")

    def wait_until_still(self) -> None:
        """Wait until everything is answered and drawn, and the layout is final."""
        assert self.page.evaluate(_STILL), "the page does not come to rest"

    def wait_until_fine(self) -> None:
        """Wait until the surface has all its samples; the first ones are coarse."""
        self.page.wait_for_function("() => is_fine()")

    def resize(self, width: int, height: int) -> None:
        """Change the window's size, and wait for the final layout."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(f"() => innerWidth === {width} && innerHeight === {height}")
        self.wait_until_still()

    @contextmanager
    def cut_off(self):
        """Cut the network, and restore it. Chromium reports both too early, hence the waits."""
        self.page.context.set_offline(True)
        self.eventually(lambda: not self.page.evaluate(_IS_ONLINE))
        yield
        self.page.context.set_offline(False)
        self.eventually(lambda: self.page.evaluate(_IS_ONLINE))

    def allow_slow_hands(self) -> None:
        """Keep Bokeh from counting a slow press as a long one, which does not pan."""
        gestures = "Bokeh.index.roots[0].canvas_view.ui_event_bus.ui_gestures.constructor"
        self.page.evaluate(f"() => {{ {gestures}.press_threshold = 1e6 }}")  # ms

    # Controls, by their accessible names

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def pictures(self, **choices: str | bool) -> Locator:
        """Open the dialog of pictures, and choose: names with _ for a space, and what they are to be."""
        self.button("Share").click()
        self.button("Picture (PNG, SVG, PDF)").click()
        dialog = self.page.get_by_role("dialog", name="Picture")
        dialog.locator("img[src]").wait_for()
        for name, wanted in choices.items():
            before = dialog.locator("img").get_attribute("src")
            control = dialog.get_by_label(name.replace("_", " "), exact=True)
            if (control.is_checked() if isinstance(wanted, bool) else control.input_value()) == wanted:
                continue
            if isinstance(wanted, bool):
                control.set_checked(wanted)
            elif "Colours" in name or "Unit" in name:
                control.select_option(wanted)
            else:
                control.fill(wanted)
            expect(dialog.locator("img")).not_to_have_attribute("src", before)
        return dialog

    def picture(self, kind: str, **choices: str | bool) -> bytes:
        """Save a picture of a kind, SVG or PNG, and return the file."""
        dialog = self.pictures(**choices)
        with self.page.expect_download() as download:
            dialog.get_by_role("button", name=kind, exact=True).click()
        dialog.get_by_role("button", name="Close").click()
        assert download.value.suggested_filename == f"trajectory.{kind.lower()}"
        return Path(download.value.path()).read_bytes()

    def view_switch(self, name: str) -> Locator:
        """Open the menu of the view, and return one of its switches."""
        if not self.page.locator(".view-menu .items").is_visible():
            self.button("View").click()
        role = "checkbox" if name == "log scale" else "button"
        menu = self.page.locator(".view-menu .items")
        return menu.get_by_role(role, name=name, exact=True, include_hidden=True)

    def unfold(self, name: str) -> None:
        """Open a control that is folded away while it has its default."""
        press = self.button(name)
        if name in FOLDED and press.count() and press.get_attribute("aria-expanded") == "false":
            press.click()

    def tab(self, title: str) -> Locator:
        return self.page.get_by_role("tab", name=title, exact=True)

    def open_panel(self, title: str) -> None:
        """Press the tab of a side panel, after that of its group if it has one."""
        if not self.tab(title).is_visible():
            (group,) = {panel.group for panel in PANELS.values() if panel.title == title}
            self.tab(group).click()
        self.tab(title).click()

    def slider(self, symbol: str) -> Locator:
        self.unfold(symbol)
        return self.page.get_by_role("slider", name=symbol, exact=True)

    def hold(self, symbol: str, share: float):
        """Press the mouse on a slider at a share of its length; return a function that drags it."""
        box = self.slider(symbol).bounding_box()

        def move(share: float, **options) -> None:
            place = box["x"] + share * box["width"], box["y"] + box["height"] / 2
            self.page.mouse.move(*place, **options)

        move(share)
        self.page.mouse.down()
        return move

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("spinbutton", name=name, exact=True)

    def value(self, symbol: str) -> float:
        self.unfold(symbol)
        return float(self.box(f"{symbol} value").input_value())

    def start(self) -> tuple[float, float]:
        return float(self.box("w1").input_value()), float(self.box("w2").input_value())

    def enter(self, name: str, text: str) -> None:
        self.box(name).fill(text)
        self.box(name).press("Enter")

    def choose(self, name: str, key: str) -> None:
        self.unfold(name)
        self.page.get_by_role("combobox", name=name, exact=True).select_option(key)

    def expression(self) -> Locator:
        return self.page.get_by_role("textbox", name="Error function", exact=True)

    def says(self, text: str) -> bool:
        return self.page.get_by_text(text).first.is_visible()

    def history(self, name: str) -> Locator:
        """The button Undo or Redo of the page; a message may have a button Undo of its own."""
        return self.page.locator(".undo").get_by_role("button", name=name, exact=True)

    def sentence(self) -> Locator:
        """What happened, as it is seen below the surface."""
        return self.page.locator("[data-part=sentence] > p").first

    def status(self) -> Locator:
        """What is wrong with the run, as it is seen below the surface; empty if nothing is."""
        return self.page.locator(".status > p")

    # What the page holds

    def source(self, name: str, *columns: str) -> dict[str, np.ndarray]:
        """The columns of a source, or only some of them."""
        return {
            key: np.array([float(x) for x in column])
            for key, column in json.loads(self.page.evaluate(_READ_SOURCE, [name, list(columns) or None]))
        }

    def trajectory(self) -> dict[str, np.ndarray]:
        return self.source("trajectory")

    def path(self) -> np.ndarray:
        columns = self.source("trajectory", "w1", "w2")
        return np.array([columns["w1"], columns["w2"]])

    def range_of(self, figure: str, axis: str) -> tuple[float, float]:
        return tuple(
            self.page.evaluate(
                f"() => {{ const r = model_of('{figure}').{axis}_range; return [r.start, r.end] }}"
            )
        )

    def at(self, w1: float, w2: float) -> tuple[float, float]:
        """The pixel of a point of the surface, once it stands still."""
        place = self.page.evaluate(_AT, [w1, w2])
        assert place is not None, "the surface does not stand still"
        return tuple(place)

    def pixel(self, figure: str, x: float, y: float) -> list[float]:
        """The pixel of a place in a figure, by the numbers on its axes."""
        return self.page.evaluate(_PIXEL, [figure, x, y])

    def middle(self, figure: str, right: float = 0, down: float = 0) -> tuple[float, float]:
        """A pixel so far to the right of the middle of a figure's frame, and so far below it."""
        x, y = self.page.evaluate(_MIDDLE, figure)
        return x + right, y + down

    def eventually(self, check, seconds: float = PATIENCE):
        """Repeat `check()` until it raises nothing and returns None or something true; return that."""
        return eventually(self.page, check, seconds)

    def eventually_follows(self, oracle) -> None:
        """Wait until the path is what the oracle calculates: an array of shape (2, T+1)."""

        def compare():
            path = self.path()
            assert path.shape == oracle.shape
            np.testing.assert_allclose(path, oracle, rtol=1e-9, atol=1e-9)

        self.eventually(compare)
