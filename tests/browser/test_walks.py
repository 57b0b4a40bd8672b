"""A page after any walk is the page at its link: random walks on a real page, compared with a fresh page.

HYPOTHESIS_PROFILE=thorough walks longer and more often.
"""

import io
import json
import os

import numpy as np
from explorer_page import PATIENCE
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.panels import FIGURES, PANELS, TABS
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"

VISITORS_OWN = {
    ".notices": "what was wrong with a link that was opened earlier",
    ".connection": "whether the server is there",
    ".heard": "what a screen reader says of what has just happened",
    "[role=status].message": "which number was not taken",
    "[data-part=undo]": "what can be undone",
    ".offers [title^=Take]": "the way back from what a button has mended",
    "[data-part=theme]": "light or dark",
    ".tip": "what is under the pointer",
    ".hint, .purpose": "what a visitor has not tried yet",
    ".remark": "what the page did for a typed function",
    ".verdict": "what is wrong with a text that is being typed",
    ".race > table, .race > p, .race > .conditions, .race-bar > [role=status]": "the last race",
    ".race > fieldset": "whether the list of methods is open",
}
"""What belongs to the visitor and not to the link, and what it is."""
OWN = ", ".join(VISITORS_OWN)

SNAPSHOT = """(own) => {
    const exact = (value) =>
        Array.isArray(value) || ArrayBuffer.isView(value)
            ? Array.from(value, exact)
            : typeof value === "number" && !Number.isFinite(value) ? String(value) : value
    const { constants, first } = JSON.parse(document.getElementById("page").textContent)
    const sources = { ...constants, ...first }.contract.sources
    const [tab, panel] = ["stage", "dock"].map((name) => document.querySelector(`.${name}`).dataset.shown)
    const traces = /^(trajectory|time|.*_trace|pin_(error|m|s)|[ms]_limits)$/
    const in_sight = (name) => {
        if (traces.test(name)) return true
        if (/^(pairs|plane)/.test(name)) return name.startsWith(tab)
        if (name.startsWith("stability")) return panel === "stability"
        return tab === "path" || tab === "basins"
    }
    const found = {}
    for (const name of Object.keys(sources).filter(in_sight)) {
        const data = model_of(name)?.data
        if (!data) continue
        const entries = data instanceof Map ? [...data] : Object.entries(data)
        for (const [column, values] of entries)
            found[`source ${name} ${column}`] = JSON.stringify(exact(values))
    }
    for (const place of document.querySelectorAll("[data-figure]")) {
        const name = place.dataset.figure
        const model = model_of(name)
        if (!model || !place.checkVisibility()) continue
        found[`${name} ranges`] = [model.x_range, model.y_range].map(({ start, end }) => [start, end])
    }
    const menu = document.querySelector(".view-menu .items")
    menu.togglePopover(true)
    const name_of = (element) =>
        element.getAttribute("aria-label") || element.labels?.[0]?.textContent || element.title
    for (const element of document.querySelectorAll("input, select, textarea")) {
        if (!element.checkVisibility() || element.closest(own)) continue
        const value = element.type === "checkbox" ? element.checked : element.value
        const refused = element.ariaInvalid === "true"
        found[`control ${name_of(element).trim()}`] = refused ? "refused" : [value, element.disabled]
    }
    for (const element of document.querySelectorAll("button")) {
        if (!element.checkVisibility() || element.closest(own)) continue
        const is = (what) => element.getAttribute(`aria-${what}`) === "true"
        const state = ["pressed", "selected", "disabled"].map(is)
        found[`button ${element.getAttribute("aria-label") ?? element.innerText} ${element.title}`] = state
    }
    for (const element of document.querySelectorAll("[data-part], .rule")) {
        if (!element.checkVisibility() || element.closest(own)) continue
        const hidden = [...element.querySelectorAll(own)]
        for (const part of hidden) part.style.display = "none"
        const words = element.innerText.replace(/\\s+/g, " ").trim()
        const refused = element.querySelector("[aria-invalid=true]") // no formula is shown beside such a text
        found[`words ${element.dataset.part ?? element.className}`] = refused ? "refused" : words
        for (const part of hidden) part.style.display = ""
    }
    menu.togglePopover(false)
    for (const name of ["error", "m", "s"]) {
        const { left, renderers } = model_of(name)
        found[`${name} axes`] = left.map(({ axis_label, visible }) => (visible ? axis_label : null))
        found[`${name} seen`] = renderers.map(({ visible }) => visible)
    }
    return found
}"""
"""What a visitor sees, by name, with the menu of the view open, which is closed after it.

Columns come as texts: Playwright reads long lists slowly.
"""


# The moves: each is a name and what it takes, so that a failed walk can be read and kept as an example.

TEXTS = (
    "w1^2 + w2^2",
    "(1 - w1)^2 + 100 (w2 - w1^2)^2",
    "abs(w1) + abs(w2)",
    "log(w1) + w2^2",
    "3w1^2+10w2^2",
    "5",
)
RULES = ("w = w - η sign(g)", "m = α m + g; w = w - η m", "p in [-1, 1]; w = w - p g", "w = w - η g +")
UNIT = st.integers(5, 95)
HOW = {
    "surface": [st.sampled_from(sorted(GALLERY))],
    "type": [st.sampled_from(TEXTS)],
    "method": [st.sampled_from(sorted(OPTIMIZERS))],
    "slider": [UNIT],
    "key": [st.sampled_from(["ArrowLeft", "PageUp", "PageDown", "ArrowRight"])],
    "start": [st.sampled_from(["-3.5", "0.25", "12", "1e-3"])],
    "steps": [st.sampled_from(["1", "40", "300", "2000"])],
    "click": [UNIT, UNIT],
    "zoom": [UNIT, st.sampled_from([-300, 300])],
    "pin": [],
    "hide": [],
    "unpin": [],
    "log": [],
    "tab": [st.sampled_from([tab.title for tab in TABS.values()])],
    "panel": [st.sampled_from(sorted({panel.title for panel in PANELS.values()} - {"Lesson"}))],
    "lesson": [st.integers(0, 11)],
    "undo": [],
    "redo": [],
    "back": [],
    "theme": [],
    "resize": [st.sampled_from([(1440, 900), (1366, 768), (768, 1024), (390, 844)])],
    "cursor": [UNIT],
    "play": [],
    "race": [],
    "activate": [],
    "noise": [st.sampled_from(["0", "3", "300"]), st.sampled_from(["1", "7", "50"])],
    "rule": [st.sampled_from(RULES)],
    "mend": [],
    "take_back": [],
    "fit": [],
    "arrows": [st.integers(0, 2)],
    "component": [st.sampled_from(["m", "s"]), st.integers(0, 1)],
    "crop": [st.sampled_from([-300, 300])],
    "press": [UNIT, UNIT],
    "drag": [UNIT, UNIT],
    "tune": [],
    "schedule": [st.sampled_from(sorted(SCHEDULES))],
    "units": [],
    "reload": [],
}
"""What a move takes."""
MOVES = st.one_of(*(st.tuples(st.just(name), *how) for name, how in HOW.items()))


def first_slider(walker):
    return walker.page.locator("[data-part=sliders] input[type=range]").first


def press_if_there(locator):
    """Press a control if it is visible. A press on a disabled one does nothing, as for a visitor."""
    locator.evaluate_all("([first]) => first?.checkVisibility() && first.click()")


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

    def move_to(self, figure, across, up):
        """Move the pointer to a place in a figure; False if the figure is not in sight."""
        place = self.page.evaluate(
            """([figure, across, up]) => {
                const place = document.querySelector(`[data-figure=${figure}]`)
                if (!place.checkVisibility()) return null
                place.scrollIntoViewIfNeeded()
                const { left, top, width, height } = place.getBoundingClientRect()
                return [left + 60 + ((width - 80) * across) / 100, top + 10 + ((height - 60) * up) / 100]
            }""",
            [figure, across, up],
        )
        if place:
            self.page.mouse.move(*place)
        return place is not None

    def press_at(self, figure, across, up):
        if self.move_to(figure, across, up):
            self.page.mouse.down()
            self.page.mouse.up()

    def click(self, across, up):
        self.press_at("surface", across, up)

    def press(self, across, up):
        self.press_at("plane", across, up)

    def drag(self, across, up):
        if self.move_to("surface", 50, 50):
            self.explorer.allow_slow_hands()
            self.page.mouse.down()
            self.move_to("surface", across, up)
            self.page.mouse.up()

    def zoom(self, across, ticks):
        for figure in ("surface", "pairs"):
            if self.move_to(figure, across, across):
                self.page.mouse.wheel(0, ticks)

    def crop(self, ticks):
        if self.move_to("error", 50, 50):
            self.page.mouse.wheel(0, ticks)

    def pin(self):
        press_if_there(self.page.get_by_role("button", name="Pin run"))

    def hide(self):
        press_if_there(self.page.locator(".legend li button"))

    def unpin(self):
        self.panel("Runs")
        press_if_there(self.page.get_by_role("button", name="Remove run"))

    def log(self):
        self.explorer.view_switch("log scale").click()

    def tab(self, name):
        self.page.get_by_role("tab", name=name, exact=True).click()

    def rest(self):
        """Wait until all is done, such as a race."""
        come_to_rest(self.explorer)

    def panel(self, name):
        self.explorer.open_panel(name)

    def lesson(self, number):
        self.page.get_by_role("button", name="Lessons", exact=True).click()
        entries = self.page.locator("[data-part=lessons] .items button")
        entries.nth(number % entries.count()).click()

    def race(self):
        """Race, and go on while it is under way, or after it."""
        self.panel("Race")
        press_if_there(self.page.get_by_role("button", name="Race", exact=True))

    def activate(self):
        """Take a run of the table, such as one that has raced."""
        self.panel("Runs")
        press_if_there(self.page.get_by_role("button", name="Activate run").last)

    def noise(self, size, paths):
        self.panel("Noise")
        self.explorer.enter("σ value", size)
        if self.explorer.box("Paths value").is_enabled():
            self.explorer.enter("Paths value", paths)

    def rule(self, text):
        press_if_there(self.page.get_by_role("button", name="Edit this rule"))
        field = self.page.get_by_role("textbox", name="Update rule", exact=True)
        self.explorer.wait_until_settled()
        if field.is_visible():
            field.fill(text)

    def mend(self):
        press_if_there(self.page.locator(".offers button"))

    def take_back(self):
        press_if_there(self.page.locator(".remark button"))

    def fit(self):
        press_if_there(self.explorer.view_switch("Fit view"))

    def arrows(self, number):
        self.explorer.view_switch("Fit view")
        press_if_there(self.page.locator(".view-menu .switches button").nth(number))

    def component(self, figure, number):
        press_if_there(self.page.locator(f"[data-trace={figure}] .keys button").nth(number))

    def tune(self):
        press_if_there(self.explorer.view_switch("Tune"))

    def schedule(self, key):
        self.explorer.unfold("Schedule")
        menu = self.page.get_by_role("combobox", name="Schedule", exact=True)
        if menu.is_enabled():
            menu.select_option(key)

    def units(self):
        press_if_there(self.page.locator(".units"))

    def reload(self):
        self.page.reload()
        self.explorer.wait_until_ready()

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
        press_if_there(self.page.get_by_role("button", name="Play", exact=True))
        self.page.wait_for_timeout(150)
        press_if_there(self.page.get_by_role("button", name="Pause", exact=True))


def differences(one, other):
    """The differences between two snapshots; refused texts belong to the visitor and do not count."""
    return {
        name: (json.dumps(one.get(name))[:300], json.dumps(other.get(name))[:300])
        for name in sorted({*one, *other})
        if one.get(name) != other.get(name) and "refused" not in (one.get(name), other.get(name))
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
    max_examples=200 if THOROUGH else 1,
    deadline=None,
    derandomize=not THOROUGH,  # the same walks each time
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate] + ([Phase.shrink] if THOROUGH else []),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(MOVES, min_size=3, max_size=12 if THOROUGH else 7), st.booleans())
@example(
    [("surface", "rosenbrock"), ("method", "adam"), ("pin",), ("slider", 70), ("tab", "Basins"), ("undo",)],
    True,
)
@example([("lesson", 3), ("tab", "Gradient pairs"), ("log",), ("click", 30, 40), ("cursor", 50)], True)
@example(
    [
        ("noise", "3", "50"),
        ("tab", "Gradient pairs"),
        ("lesson", 1),
        ("back",),
        ("redo",),
        ("rule", RULES[3]),
    ],
    True,
)
@example([("steps", "40"), ("race",), ("rest",), ("activate",), ("theme",), ("resize", (1366, 768))], True)
def test_a_page_after_a_walk_is_the_page_at_its_link(new_page, moves, looks):
    """With `looks`, the pixels of the figures are compared, too."""
    walked = new_page()
    walker = Walker(walked)
    for move in moves:
        walker.walk(*move)
    come_to_rest(walked)
    while not is_as_at_its_link(walked, new_page, moves, looks):
        pass  # the server has found better settings meanwhile, so that the link is another
    walked.page.context.close()


def come_to_rest(explorer):
    explorer.page.mouse.move(1, 1)
    explorer.wait_until_settled()
    explorer.eventually(lambda: rests(explorer.page), seconds=4 * PATIENCE)


def is_as_at_its_link(walked, new_page, moves, looks):
    """Compare the page with a fresh one; False if its link changes meanwhile."""
    query = query_of(walked.page)
    size = walked.page.viewport_size
    fresh = new_page(query, **size)
    fresh.page.mouse.move(1, 1)
    if theme_of(walked.page) != theme_of(fresh.page):
        Walker(fresh).theme()

    def same():
        if query_of(walked.page) != query:
            return
        assert rests(walked.page)
        assert rests(fresh.page)
        found = differences(walked.page.evaluate(SNAPSHOT, OWN), fresh.page.evaluate(SNAPSHOT, OWN))
        assert not found, f"{moves}\n{query}\n" + "\n".join(
            f"{name}:\n  walked {one}\n  fresh  {other}" for name, (one, other) in found.items()
        )

    def same_pixels():
        if query_of(walked.page) != query:
            return
        for figure in FIGURES:
            one, other = pixels(walked.page, figure), pixels(fresh.page, figure)
            assert (one is None) == (other is None), (
                f"{moves}\n{query}\n{figure} is in sight of one page only"
            )
            if one is not None:
                wrong = different_pixels(one, other)
                assert wrong == 0, f"{moves}\n{query}\n{wrong} pixels of {figure} differ"

    walked.eventually(same)
    if looks:
        for explorer in (walked, fresh):
            explorer.page.evaluate(HIDE, OWN)
        walked.eventually(same_pixels)
    fresh.page.context.close()
    return query_of(walked.page) == query


# Pixels

HIDE = """(own) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`:is(${own}) { display: none !important }`)
    document.adoptedStyleSheets.push(sheet)
    document.activeElement?.blur()
    scrollTo(0, 0)
}"""
"""Takes what belongs to the visitor away, the focus too, so that all else has the same room."""


def theme_of(page):
    return page.evaluate("() => document.documentElement.dataset.theme")


def pixels(page, figure):
    """What is seen of a figure, shape (height, width, 3), or None."""
    place = page.locator(f"[data-figure={figure}]")
    if not place.is_visible():
        return None
    return np.asarray(Image.open(io.BytesIO(place.screenshot())).convert("RGB")).astype(np.int16)


def different_pixels(one, other):
    """How many pixels of one picture have a colour that is not between those around them in the other.

    A line that is drawn a part of a pixel beside itself has other shades at its edges, and all of them are
    between its colour and the ground's, which are there in both pictures.
    """
    if one.shape != other.shape:
        return max(one.size, other.size)
    if np.array_equal(one, other):
        return 0
    return int(max((strange(one, other)).sum(), strange(other, one).sum()))


def strange(one, other):
    edge = np.pad(other, ((1, 1), (1, 1), (0, 0)), mode="edge")
    height, width, _ = other.shape
    around = [edge[i : i + height, j : j + width] for i in range(3) for j in range(3)]
    low, high = np.min(around, axis=0), np.max(around, axis=0)
    return ((one < low - SHADE) | (one > high + SHADE)).any(axis=2)


SHADE = 2
"""By how much rounding may change a colour, of 255."""


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
    page.expression().press("ControlOrMeta+a")
    page.expression().press_sequentially("w1^2 + 7 w2^2")  # only the first letter is sent
    page.page.evaluate("() => let_go()")
    page.eventually(lambda: "7 w2^2" in page.page.evaluate("() => decodeURIComponent(location.search)"))
    page.eventually(lambda: page.expression().input_value() == "w1^2 + 7 w2^2")
