"""Everything has enough room: a wide page is one screen, nothing is cut off, nothing moves meanwhile."""

import itertools
import re

import pytest
from playwright.sync_api import expect
from room import SCROLLING, formulas_are_whole

from app.contract import TABS
from app.lessons import LESSONS

DESKS = [(1920, 1080), (1366, 768), (1280, 720)]
TWO = "?run=momentum:eta=0.001,alpha=0.9&run=adam:eta=1&start=-15,20"
NINE = (
    "?run=momentum:eta=0.001,alpha=0.9&run=adam:eta=1&run=adam:eta=0.1&run=momentum:eta=0.002,alpha=0.8"
    "&run=rmsprop:eta=0.3&run=nesterov&run=adagrad:eta=2&run=lion&run=gradient-descent:eta=0.01"
)
LONG_STEP = "?run=adam:eta=0.5&run=momentum:eta=0.001,alpha=0.9&t=31"
TALL_STEP = "?e=w1^2%2B8w2^2%2B6sin(w1)w2&start=10,14&run=rmsprop:eta=0.0316&run=momentum&t=5"
FRACTIONS = "?e=w1^2/(1%2Bw2^2)%2Bexp(-w1^2)&run=momentum:eta=0.001,alpha=0.9"
STATES = [
    "",
    TWO,
    NINE,
    "?run=adam&panel=noise",
    LONG_STEP,
    TALL_STEP,
    FRACTIONS,
    *(f"?tab={tab}" for tab in list(TABS)[1:]),
]

CUT_OFF = """() => {
    const LEFT_OUT = "svg, math, [data-figure], .heard, .verdict code, select, .formula"
    const found = []
    const hiding = (overflow) => ["hidden", "clip"].includes(overflow)
    const goes_over = ({ scrollWidth, clientWidth }) => scrollWidth > clientWidth
    const scrolls = (each) => getComputedStyle(each).overflowX === "auto" && goes_over(each)
    const is_reached = ({ parentElement: each }) => each !== null && (scrolls(each) || is_reached(each))
    const around = ({ parentElement: each }) =>
        getComputedStyle(each).overflowX === "visible" && each.parentElement ? around(each) : each
    const name = (element) => `${element.tagName}.${element.className} “${element.textContent.slice(0, 40)}”`
    for (const element of document.querySelectorAll("body *")) {
        if (!element.checkVisibility() || element.closest(LEFT_OUT)) continue
        const style = getComputedStyle(element)
        const hides = [style.overflowX, style.overflowY].map(hiding)
        const over = [element.scrollWidth - element.clientWidth, element.scrollHeight - element.clientHeight]
        if (over.some((px, i) => hides[i] && px > 1)) found.push(`cut off: ${name(element)}`)
        if (over[0] > 1 && style.overflowX === "auto") found.push(`scrolls sideways: ${name(element)}`)
        const words = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
        const { left, right } = element.getBoundingClientRect()
        const is_cut = element.type === "range" && left - 1 < around(element).getBoundingClientRect().left
        if (is_cut) found.push(`cut thumb: ${name(element)}`) // which is 1 px wider than its slider
        const beyond = left < -1 || right > innerWidth + 1
        if (words && beyond && !is_reached(element)) found.push(`beyond the screen: ${name(element)}`)
    }
    return found
}"""
TOO_LONG = """() => [...document.querySelectorAll("select")].flatMap((select) =>
    [...(select.checkVisibility() ? select.options : [])].map((option) => {
        const copy = select.cloneNode(false)
        copy.append(option.cloneNode(true))
        Object.assign(copy.style, { position: "absolute", width: "max-content" })
        select.after(copy)
        const over = copy.offsetWidth - select.offsetWidth
        copy.remove()
        return over > 0 ? `${option.text}: ${over}` : ""
    }).filter(Boolean)
)"""
EMPTY = """() => {
    const { top, bottom } = document.querySelector("main").getBoundingClientRect()
    const empty = {}
    const ENDS = ":is(input, textarea, svg, math, p, dd, button, canvas)"
    for (const column of [".controls", ".side"]) {
        const ends = [...document.querySelectorAll(`${column} ${ENDS}`)]
            .filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect().bottom)
        empty[column] = (bottom - Math.max(...ends)) / (bottom - top)
    }
    return empty
}"""
"""The share of each column that is empty at its end."""
PLACES = ["function", "settings", "surface", "time", "traces", "dock", "rule", "status", "tabs", "legend"]
BOXES = """(names) => Object.fromEntries(
    names.map((name) => {
        const { left, top, width, height } = document.querySelector(`.${name}`).getBoundingClientRect()
        return [name, [left, top, width, height].map(Math.round)]
    })
)"""


def open_quiet(visit, query, size):
    page = visit(query, width=size[0], height=size[1])
    page.wait_until_still()
    return page


def wait_for_map(page):
    """Wait until the map of the open tab is there, and a finer one does not follow."""
    expect(page.page.locator(".basin-legend li, .plane-legend > span").first).to_be_visible()
    expect(page.page.locator(".map-progress:visible > :not([hidden])")).to_have_count(0)
    page.wait_until_still()


def scrolled_size(page):
    return page.page.evaluate(
        "() => [document.body.parentNode.scrollWidth, document.body.parentNode.scrollHeight]"
    )


@pytest.mark.parametrize("state", STATES)
def test_a_desk_shows_all_of_it_on_one_screen(visit, state):
    page = open_quiet(visit, state, DESKS[0])
    for size in DESKS if state == "" else DESKS[::2]:
        page.resize(*size)
        if "tab=basins" in state or "tab=plane" in state:
            wait_for_map(page)
        assert scrolled_size(page) == list(size)

        def nothing_is_cut_off(size=size):
            assert page.page.evaluate(CUT_OFF) == [], size

        page.eventually(nothing_is_cut_off)
        bottom = page.page.evaluate("() => document.querySelector('main').getBoundingClientRect().bottom")
        assert bottom <= size[1]
        page.eventually(lambda: page.page.evaluate(SCROLLING) == [])
        if state == "":
            assert max(page.page.evaluate(EMPTY).values()) < 1 / 3


def test_the_lines_of_a_step_are_in_sight_and_say_their_names(visit):
    page = open_quiet(visit, "?run=adam:eta=0.5&t=290", (1440, 900))
    for method in ("adam", "momentum"):
        page.choose("Optimizer", method)
        page.wait_until_still()
        formulas_are_whole(page)
        step = page.page.locator(".step")
        assert step.evaluate("(step) => step.scrollHeight - step.clientHeight") <= 1
    expect(page.page.locator(".step .formula").first).to_have_attribute("title", re.compile(r"g1 = −?\d"))


def test_no_panel_leaves_a_third_of_its_column_empty(visit):
    page = open_quiet(visit, "", DESKS[0])
    sizes = itertools.cycle([DESKS[::2], DESKS[::-2]])  # the next panel begins at the last size
    for panel in ("Runs", "Curvature", "Stability", "Race", "Noise", "Lesson"):
        page.open_panel(panel)
        for width, height in next(sizes):
            page.page.set_viewport_size({"width": width, "height": height})
            page.wait_until_still()
            assert page.page.evaluate(EMPTY)[".side"] < 1 / 3, (panel, width)
    page.open_panel("Race")
    expect(
        page.page.get_by_text("share of the runs")
    ).to_be_visible()  # the columns are explained before the first race


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)], ids=str)
def test_the_list_of_lessons_takes_no_room_from_the_traces(visit, size):
    page = open_quiet(visit, "", size)
    before = page.page.locator(".traces").bounding_box()
    page.open_panel("Lesson")
    titles = page.page.locator(".lesson-list")
    expect(titles.locator("li button")).to_have_count(len(LESSONS))
    parts = list(dict.fromkeys(lesson.part for lesson in LESSONS.values()))
    expect(titles.get_by_role("heading")).to_have_text(parts)
    page.wait_until_still()
    assert page.page.locator(".traces").bounding_box() == before
    for part in (*parts[1:], parts[0]):  # the first is open
        titles.get_by_role("heading", name=part, exact=True).click()
        expect(titles.locator("details[open] li button")).to_have_count(
            sum(lesson.part == part for lesson in LESSONS.values())
        )
        assert page.page.evaluate(SCROLLING) == [], part


@pytest.mark.parametrize("size", [(1280, 720), (390, 844), (360, 640)], ids=str)
def test_every_choice_of_a_menu_and_every_run_of_the_legend_is_read_whole(visit, size):
    page = open_quiet(visit, "?lesson=warm-up-and-decay", size)
    assert page.page.evaluate(TOO_LONG) == []
    assert scrolled_size(page)[0] == size[0]
    course, name = (page.page.locator(place) for place in (".course", ".with-course .choice > span"))
    expect(course).to_be_visible()
    expect(name).not_to_be_visible()  # the curve stands in its place
    page.choose("Schedule", "constant")
    expect(course).not_to_be_visible()
    expect(name).to_be_visible()


def test_a_trace_that_no_run_has_is_hidden_until_a_pinned_run_has_it(visit):
    page = visit()
    shown = lambda: [part.is_visible() for part in page.page.locator(".trace").all()]  # noqa: E731
    axes = """() => ["error", "m", "s"].filter((name) => model_of(name).below[0].visible)"""
    page.eventually(lambda: shown() == [True, True, False])
    page.eventually(lambda: page.page.evaluate(axes) == ["m"])
    page.wait_until_still()
    before = page.page.locator("[data-trace=m]").bounding_box()["height"]
    page.choose("Optimizer", "gradient-descent")
    page.eventually(lambda: shown() == [True, False, False])
    page.choose("Optimizer", "adam")
    page.eventually(lambda: shown() == [True, True, True])
    page.eventually(lambda: page.page.evaluate(axes) == ["s"])
    page.page.get_by_role("button", name="Pin run", exact=True).click()
    page.choose("Optimizer", "gradient-descent")
    page.eventually(lambda: shown() == [True, True, True])
    expect(page.page.locator("[data-trace=s] .trace-head > span")).to_have_text(
        "second moment, pinned runs only"
    )
    colours = page.page.evaluate(
        """() => ["m", "s"].map((name) => document.querySelectorAll(`[data-trace=${name}] .keys .line`))
            .flatMap((lines) => [...lines].map((line) => getComputedStyle(line).borderTopColor))"""
    )
    assert set(colours) == {"rgb(92, 99, 109)"}  # the colour of words, not that of a run
    lefts = "() => ['error', 'm', 's'].map((name) => Bokeh.index.find_one(model_of(name)).frame.bbox.left)"
    page.eventually(lambda: len(set(page.page.evaluate(lefts))) == 1)
    page.page.locator(".legend button").click()
    page.eventually(lambda: shown() == [True, False, False])
    assert page.page.locator("[data-trace=error]").bounding_box()["height"] > before


def test_each_run_of_nine_says_in_the_legend_what_it_is(visit):
    page = open_quiet(visit, NINE, (1280, 720))
    words = [entry.inner_text() for entry in page.page.locator(".legend .entry").all()]
    assert len(set(words)) == 9
    assert [words[1], words[2]] == ["1Adam η 1", "2Adam η 0.1"]
    assert "α 0.9" in words[0]
    assert "α 0.8" in words[3]
    legend = page.page.locator(".legend").bounding_box()
    for entry in page.page.locator(".legend .entry").all():
        box = entry.bounding_box()
        assert legend["x"] <= box["x"]
        assert box["x"] + box["width"] <= legend["x"] + legend["width"] + 1
        assert box["y"] + box["height"] <= legend["y"] + legend["height"] + 1


@pytest.mark.parametrize("query", ["", TWO], ids=["one run", "two runs"])
def test_nothing_moves_while_one_drags_hovers_or_types(visit, query):
    page = open_quiet(visit, query, (1366, 768))
    before = page.page.evaluate(BOXES, PLACES)
    mouse = page.page.mouse
    move = page.hold("η", 1 / 3)
    for share in (0.35, 0.5, 0.65, 0.3, 0.33):
        move(share, steps=3)
        assert page.page.evaluate(BOXES, PLACES) == before
    mouse.up()
    page.wait_until_settled()
    assert page.page.evaluate(BOXES, PLACES) == before
    for place in (".surface", ".traces", ".legend", ".rule"):
        page.page.locator(place).hover()
        assert page.page.evaluate(BOXES, PLACES) == before
    page.expression().fill("3 w1^2 + foo(w2")
    expect(page.page.locator("#verdict mark")).to_be_visible()
    assert page.page.evaluate(BOXES, PLACES) == before
    page.expression().press("Escape")
    page.enter("α value", "7")
    expect(page.page.locator(".message:not(:empty)")).to_have_count(1)
    assert page.page.evaluate(BOXES, PLACES) == before
    page.box("α value").press("Escape")
    expect(page.page.locator(".message:not(:empty)")).to_have_count(0)
