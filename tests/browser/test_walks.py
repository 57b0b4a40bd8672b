"""A page after any walk is the page at its link: random walks on a real page, compared with a fresh page.

HYPOTHESIS_PROFILE=thorough walks longer and more often.
"""

import json
import os
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from optimizers import OPTIMIZERS
from surfaces import GALLERY

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"

VISITORS_OWN = (
    ".notices",  # what was wrong with a link that was opened earlier
    ".connection",
    ".heard",  # for screen readers: what has just happened
    "[data-part=undo]",  # what can be undone
    "[data-part=theme]",
    ".toast",
    ".tip",
    ".met",
    ".verdict",  # what the page did for a typed function, and what is wrong with a text
)
"""What belongs to the visitor and not to the link."""

SNAPSHOT = """(own) => {
    const exact = (value) =>
        Array.isArray(value) || ArrayBuffer.isView(value)
            ? Array.from(value, exact)
            : typeof value === "number" && !Number.isFinite(value) ? String(value) : value
    const { constants, first } = JSON.parse(document.getElementById("page").textContent)
    const sources = { ...constants, ...first }.contract.sources
    const tab = new URLSearchParams(location.search).get("tab") ?? "path"
    const traces = /^(trajectory|time|.*_trace|pin_(error|m|s)|[ms]_limits)$/
    const in_sight = (name) => {
        if (traces.test(name)) return true
        if (/^(pairs|plane)/.test(name)) return name.startsWith(tab)
        return tab === "path" || tab === "basins"
    }
    const found = {}
    for (const name of Object.keys(sources).filter(in_sight)) {
        const data = model_of(name)?.data
        if (!data) continue
        const entries = data instanceof Map ? [...data] : Object.entries(data)
        for (const [column, values] of entries) found[`source ${name} ${column}`] = exact(values)
    }
    for (const place of document.querySelectorAll("[data-figure]")) {
        const name = place.dataset.figure
        const model = model_of(name)
        if (!model || !place.checkVisibility()) continue
        found[`${name} ranges`] = [model.x_range, model.y_range].map(({ start, end }) => [start, end])
    }
    const name_of = (element) =>
        element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.title
    for (const element of document.querySelectorAll("input, select, textarea")) {
        if (!element.checkVisibility()) continue
        const value = element.type === "checkbox" ? element.checked : element.value
        found[`control ${name_of(element).trim()}`] = [value, element.disabled]
    }
    for (const element of document.querySelectorAll("[data-part], .rule")) {
        if (!element.checkVisibility() || element.closest(own.join(", "))) continue
        const hidden = [...element.querySelectorAll(own.join(", "))]
        for (const part of hidden) part.style.display = "none"
        const words = element.innerText.replace(/\\s+/g, " ").trim()
        found[`words ${element.dataset.part ?? element.className}`] = words
        for (const part of hidden) part.style.display = ""
    }
    for (const name of ["error", "m", "s"]) {
        const { left, renderers } = model_of(name)
        found[`${name} axes`] = left.map(({ axis_label, visible }) => (visible ? axis_label : null))
        found[`${name} seen`] = renderers.map(({ visible }) => visible)
    }
    return found
}"""


# The moves: each is a name and what it takes, so that a failed walk can be read and kept as an example.

TEXTS = (
    "w1^2 + w2^2",
    "(1 - w1)^2 + 100 (w2 - w1^2)^2",
    "abs(w1) + abs(w2)",
    "log(w1) + w2^2",
    "3w1^2+10w2^2",
    "5",
)
UNIT = st.integers(5, 95)
MOVES = st.one_of(
    st.tuples(st.just("surface"), st.sampled_from(sorted(GALLERY))),
    st.tuples(st.just("type"), st.sampled_from(TEXTS)),
    st.tuples(st.just("method"), st.sampled_from(sorted(OPTIMIZERS))),
    st.tuples(st.just("slider"), UNIT),
    st.tuples(st.just("key"), st.sampled_from(["ArrowLeft", "PageUp", "PageDown", "ArrowRight"])),
    st.tuples(st.just("start"), st.sampled_from(["-3.5", "0.25", "12", "1e-3"])),
    st.tuples(st.just("steps"), st.sampled_from(["1", "40", "300", "2000"])),
    st.tuples(st.just("click"), UNIT, UNIT),
    st.tuples(st.just("zoom"), UNIT, st.sampled_from([-300, 300])),
    st.tuples(st.just("pin")),
    st.tuples(st.just("hide")),
    st.tuples(st.just("unpin")),
    st.tuples(st.just("log")),
    st.tuples(st.just("tab"), st.sampled_from(["Path", "Basins", "Hyper-parameters", "Gradient pairs"])),
    st.tuples(st.just("panel"), st.sampled_from(["Step", "Runs", "Curvature", "Race", "Noise"])),
    st.tuples(st.just("lesson"), st.integers(0, 11)),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
    st.tuples(st.just("back")),
    st.tuples(st.just("theme")),
    st.tuples(st.just("resize"), st.sampled_from([(1440, 900), (1366, 768), (768, 1024), (390, 844)])),
    st.tuples(st.just("cursor"), UNIT),
    st.tuples(st.just("play")),
)


def first_slider(walker):
    return walker.page.locator("[data-part=sliders] input[type=range]").first


def press_if_there(locator):
    """Press what is there and can act. What cannot act any more does nothing, as for a hand that is late."""
    if locator.count() and locator.first.is_visible() and locator.first.is_enabled():
        locator.first.evaluate("(element) => element.click()")


class Walker:
    """Moves on a page as a visitor would; a move that is impossible now does nothing."""

    def __init__(self, explorer):
        self.explorer, self.page = explorer, explorer.page

    def walk(self, name, *how):
        getattr(self, name)(*how)
        self.page.evaluate("() => new Promise(requestAnimationFrame)")

    def surface(self, key):
        self.explorer.choose("Surface", key)

    def type(self, text):
        self.explorer.expression().fill(text)

    def method(self, key):
        self.explorer.choose("Optimizer", key)

    def slider(self, share):
        slider = first_slider(self)
        low, high = (float(slider.get_attribute(end)) for end in ("min", "max"))
        slider.fill(str(round(low + (high - low) * share / 100, 2)))

    def key(self, key):
        first_slider(self).press(key)

    def start(self, text):
        self.explorer.enter("w1", text)

    def steps(self, text):
        box = self.page.get_by_role("spinbutton", name="Steps value", exact=True)
        box.fill(text)
        box.press("Enter")

    def place(self, across, up):
        box = self.page.locator("[data-figure=surface]").bounding_box()
        return box and (
            box["x"] + 60 + (box["width"] - 80) * across / 100,
            box["y"] + 10 + (box["height"] - 60) * up / 100,
        )

    def click(self, across, up):
        if self.page.locator("[data-figure=surface]").is_visible():
            self.page.locator("[data-figure=surface]").scroll_into_view_if_needed()
            self.page.mouse.click(*self.place(across, up))

    def zoom(self, across, ticks):
        if self.page.locator("[data-figure=surface]").is_visible():
            self.page.locator("[data-figure=surface]").scroll_into_view_if_needed()
            self.page.mouse.move(*self.place(across, across))
            self.page.mouse.wheel(0, ticks)

    def pin(self):
        press_if_there(self.page.get_by_role("button", name="Pin run"))

    def hide(self):
        press_if_there(self.page.locator(".legend li button").nth(1))

    def unpin(self):
        press_if_there(self.page.locator(".legend li button[aria-label^=Remove]"))

    def log(self):
        press_if_there(self.page.get_by_role("checkbox", name="log scale"))

    def tab(self, name):
        self.page.get_by_role("tab", name=name, exact=True).click()

    def panel(self, name):
        self.page.get_by_role("tab", name=name, exact=True).click()

    def lesson(self, number):
        self.page.locator("[data-part=lessons] button").first.click()
        entries = self.page.locator("[data-part=lessons] [role=menuitem]:visible")
        if entries.count():
            entries.nth(number % entries.count()).click()
        else:
            self.page.keyboard.press("Escape")

    def undo(self):
        press_if_there(self.page.get_by_role("button", name="Undo", exact=True))

    def redo(self):
        press_if_there(self.page.get_by_role("button", name="Redo", exact=True))

    def back(self):
        if self.page.evaluate("() => window.navigation?.canGoBack"):
            self.page.go_back()
            self.explorer.wait_until_ready()

    def theme(self):
        press_if_there(self.page.locator("[data-part=theme] button"))

    def resize(self, size):
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def cursor(self, share):
        slider = self.page.locator("[data-part=time] input[type=range]")
        slider.fill(str(int(int(slider.get_attribute("max")) * share / 100)))

    def play(self):
        self.page.get_by_role("button", name="Play", exact=True).click()
        self.page.wait_for_timeout(150)
        press_if_there(self.page.get_by_role("button", name="Pause", exact=True))


def differences(one, other):
    return {
        name: (json.dumps(one.get(name))[:300], json.dumps(other.get(name))[:300])
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name)
    }


def query_of(page):
    return page.evaluate("() => location.search")


def rests(page):
    return page.evaluate(
        """() => {
            const { settled, late } = document.documentElement.dataset
            const computing = document.querySelector("progress:not([hidden])")?.checkVisibility()
            return settled === "yes" && late !== "yes" && !computing
        }"""
    )


@settings(
    max_examples=200 if THOROUGH else 6,
    deadline=None,
    derandomize=not THOROUGH,  # all runs of the gate walk the same ways
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate] + ([Phase.shrink] if THOROUGH else []),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(MOVES, min_size=3, max_size=12 if THOROUGH else 7))
@example(
    [("surface", "rosenbrock"), ("method", "adam"), ("pin",), ("slider", 70), ("tab", "Basins"), ("undo",)]
)
@example([("lesson", 3), ("tab", "Gradient pairs"), ("log",), ("click", 30, 40), ("cursor", 50)])
def test_a_page_after_a_walk_is_the_page_at_its_link(new_page, moves):
    walked = new_page()
    walker = Walker(walked)
    for move in moves:
        walker.walk(*move)
    walked.page.mouse.move(1, 1)
    walked.eventually(lambda: rests(walked.page), seconds=30)
    while not is_as_at_its_link(walked, new_page, moves):
        pass  # it has found something better to show meanwhile, and has another link
    walked.page.context.close()


def is_as_at_its_link(walked, new_page, moves):
    """Compare the page with a fresh one; False if its link changes meanwhile."""
    query = query_of(walked.page)
    size = walked.page.viewport_size
    tab = parse_qs(query[1:]).get("tab", ["path"])[0]
    fresh = new_page(query, **size, waits_for=tab if tab in ("pairs", "plane") else "surface")
    fresh.page.mouse.move(1, 1)
    if walked.page.evaluate("() => document.documentElement.dataset.theme") != fresh.page.evaluate(
        "() => document.documentElement.dataset.theme"
    ):
        Walker(fresh).theme()
    own = list(VISITORS_OWN)

    def same():
        if query_of(walked.page) != query:
            return
        assert rests(walked.page)
        assert rests(fresh.page)
        found = differences(walked.page.evaluate(SNAPSHOT, own), fresh.page.evaluate(SNAPSHOT, own))
        assert not found, f"{moves}\n{query}\n" + "\n".join(
            f"{name}:\n  walked {one}\n  fresh  {other}" for name, (one, other) in found.items()
        )

    walked.eventually(same, seconds=20)
    fresh.page.context.close()
    return query_of(walked.page) == query


@pytest.mark.parametrize("change", ["() => { model_of('path').data = { w1: [], w2: [], share: [] } }"])
def test_a_walk_would_notice_what_differs(new_page, change):
    one, other = new_page(), new_page()
    one.page.evaluate(change)
    own = list(VISITORS_OWN)
    assert differences(one.page.evaluate(SNAPSHOT, own), other.page.evaluate(SNAPSHOT, own))


def test_what_was_typed_right_after_a_choice_stays_in_the_field(new_page):
    late = """
        const send = WebSocket.prototype.send
        window.held = []
        WebSocket.prototype.send = function (message) {
            if (window.holding) held.push([this, message])
            else send.call(this, message)
        }
        window.let_go = () => {
            window.holding = false
            for (const [socket, message] of held) send.call(socket, message)
        }
    """
    page = new_page(script=late)
    page.page.evaluate("() => { window.holding = true }")
    page.choose("Surface", "booth")
    page.expression().fill("w1^2 + 7 w2^2")
    page.page.evaluate("() => let_go()")
    page.eventually(lambda: "7 w2^2" in page.page.evaluate("() => decodeURIComponent(location.search)"))
    page.eventually(lambda: page.expression().input_value() == "w1^2 + 7 w2^2")
