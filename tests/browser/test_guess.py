"""Guess first: nothing tells how the run ends before a guess is made, and then it is shown."""

import json
import struct
from xml.etree import ElementTree

import numpy as np
import pytest
from explorer_page import ExplorerPage, words_of
from playwright.sync_api import expect

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

LINK = (
    "?e=3%20w1%5E2%20%2B%2010%20w2%5E2&start=-13,17&steps=23&guess=place&run=momentum:eta=0.0137,alpha=0.83"
)
PATH = descend(OPTIMIZERS["momentum"](eta=0.0137, alpha=0.83), GALLERY["bowl"], (-13.0, 17.0), 23)
ENDS = [
    float(column[-1]) for column in (PATH.w1, PATH.w2, PATH.error, PATH.state["m"][0], PATH.state["m"][1])
]
STILL = {"reduced_motion": "reduce"}
"""A path that does not draw itself, so that what follows a guess is seen at once."""

_EVERYTHING = """() => {
    const texts = [document.documentElement.outerHTML]
    for (const each of document.querySelectorAll("input, select, textarea")) texts.push(each.value)
    const numbers = []
    const add = (value) => {
        if (typeof value === "number") numbers.push(value)
        else if (typeof value === "string") texts.push(value)
        else if (value instanceof Map) for (const each of value.values()) add(each)
        else if (value && typeof value[Symbol.iterator] === "function") for (const each of value) add(each)
        else if (value && value.constructor === Object) for (const each of Object.values(value)) add(each)
    }
    for (const of of Bokeh.documents)
        for (const model of of._all_models.values()) {
            if (model.type === "ColumnDataSource") add(model.data)
            if (model.type === "Range1d") add([model.start, model.end])
        }
    return JSON.stringify([texts, numbers.filter(Number.isFinite)])
}"""


def everything(explorer):
    """All texts and numbers that the page holds, seen or not."""
    return json.loads(explorer.page.evaluate(_EVERYTHING))


def assert_nothing_tells(explorer, ends=ENDS):
    texts, numbers = everything(explorer)
    assert len(numbers) > 100
    for end in ends:
        assert np.abs(np.array(numbers) / end - 1).min() > 1e-6
        digits = f"{abs(end):.4g}".split("e")[0]
        assert not [text for text in texts if digits in text and len(digits) > 4], digits


def rows(explorer):
    return explorer.trajectory()["t"].size


def guess(explorer):
    return explorer.page.get_by_role("button", name="Guess first", exact=True)


def show_it(explorer):
    return explorer.page.get_by_role("button", name="Show it", exact=True)


def test_nothing_tells_the_end_before_the_guess_neither_the_page_nor_the_wire(chromium, address):
    frames = []
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: frames.append(frame)))
    explorer = ExplorerPage(page, f"{address}{LINK}")
    try:
        explorer.wait_until_still()
        assert rows(explorer) == 1
        assert_nothing_tells(explorer)
        received = b"".join(each if isinstance(each, bytes) else each.encode() for each in frames)
        assert len(received) > 1000
        for end in ENDS:
            assert struct.pack("<d", end) not in received
            assert repr(end).encode() not in received
        # The same reading finds the end once it is told.
        show_it(explorer).click()
        explorer.eventually(lambda: rows(explorer) == 24)
        with pytest.raises(AssertionError):
            assert_nothing_tells(explorer)
    finally:
        context.close()


def test_what_was_told_before_is_taken_back(visit):
    shown = LINK.replace("&guess=place", "") + "&tab=basins&panel=stability&tune=on"
    explorer = visit(shown, **STILL)
    explorer.eventually(lambda: explorer.source("basins", "x")["x"].size)
    explorer.open_panel("Stability")
    explorer.button("Pin run").click()
    explorer.wait_until_settled()
    guess(explorer).click()
    explorer.eventually(lambda: rows(explorer) == 1)
    explorer.wait_until_still()
    explorer.eventually(lambda: explorer.source("basins", "x")["x"].size == 0)
    explorer.eventually(lambda: assert_nothing_tells(explorer))
    assert explorer.tab("Path").get_attribute("aria-selected") == "true"
    expect(explorer.tab("Basins")).to_have_attribute("aria-disabled", "true")


def test_a_drag_keeps_the_run_hidden(visit):
    explorer = visit(LINK, **STILL)
    move = explorer.hold("α", 0.5)
    for share in (0.6, 0.7, 0.4):
        move(share)
        explorer.wait_until_drawn()
        assert rows(explorer) == 1
    explorer.page.mouse.up()
    explorer.wait_until_settled()
    assert rows(explorer) == 1
    said = words_of(ElementTree.fromstring(explorer.picture("SVG")))
    assert said[-1].startswith("Momentum  η = ")
    assert not any("E = " in words for words in said)


def test_a_click_guesses_and_the_truth_is_shown_and_undo_hides_it_again(visit):
    explorer = visit(LINK, **STILL)
    before = explorer.start()
    explorer.page.mouse.click(*explorer.at(10, 10))
    explorer.eventually(lambda: rows(explorer) == 24)
    expect(explorer.sentence()).to_contain_text("off: w is at (")
    marked = explorer.source("guesses", "w1", "w2")
    assert np.hypot(marked["w1"][0] - 10, marked["w2"][0] - 10) < 0.3
    assert explorer.start() == before
    explorer.wait_until_settled()
    explorer.history("Undo").click()
    explorer.eventually(lambda: rows(explorer) == 1)
    explorer.history("Redo").click()
    explorer.eventually(lambda: rows(explorer) == 24)


def test_a_change_after_the_guess_hides_the_next_run(visit):
    explorer = visit(LINK, **STILL)
    show_it(explorer).click()
    explorer.eventually(lambda: rows(explorer) == 24)
    explorer.enter("η value", "0.01")
    explorer.eventually(lambda: rows(explorer) == 1)
    expect(show_it(explorer)).to_be_visible()
    guess(explorer).click()
    explorer.eventually(lambda: rows(explorer) == 24)
    expect(guess(explorer)).to_have_attribute("aria-pressed", "false")


def test_a_guess_is_made_with_the_keyboard(visit):
    explorer = visit(LINK, **STILL)
    explorer.page.locator("[data-figure=surface]").focus()
    for _ in range(3):
        explorer.page.keyboard.press("ArrowRight")
    explorer.eventually(lambda: explorer.source("guesses", "w1")["w1"].tolist() == [-10])
    expect(explorer.sentence()).to_contain_text("press Enter")
    assert rows(explorer) == 1
    explorer.page.keyboard.press("Enter")
    explorer.eventually(lambda: rows(explorer) == 24)
    assert explorer.start() == (-13, 17)


def test_a_finger_guesses(visit):
    explorer = visit(LINK, width=390, height=844, has_touch=True, is_mobile=True, **STILL)
    explorer.page.touchscreen.tap(*explorer.at(5, -5))
    explorer.eventually(lambda: rows(explorer) == 24)
    expect(explorer.sentence()).to_contain_text("w is at (")


def test_the_slider_of_t_chooses_the_step_that_is_guessed(visit):
    explorer = visit(LINK, **STILL)
    time = explorer.page.get_by_role("slider", name="Time", exact=True)
    assert time.input_value() == "23"
    time.fill("4")
    expect(explorer.sentence()).to_contain_text("at t = 4?")
    explorer.page.mouse.click(*explorer.at(10, 10))
    expect(explorer.sentence()).to_contain_text("at t = 4,")
    assert time.input_value() == "4"


def test_after_a_guess_the_path_draws_itself_and_then_a_line_joins_both(visit):
    explorer = visit(LINK)
    explorer.page.evaluate("""() => {
        window.ends = []
        hear("cursor", ({ until }) => ends.push(until))
    }""")
    explorer.page.mouse.click(*explorer.at(10, 10))
    explorer.eventually(lambda: explorer.page.evaluate("() => ends.at(-1) === null || ends.at(-1) > 1e9"))
    ends = explorer.page.evaluate("() => ends.filter(Number.isFinite)")
    assert ends[0] == 0
    assert ends == sorted(ends)
    assert ends[-1] > 0


def test_the_curve_of_the_end_of_data_is_hidden_too(visit):
    explorer = visit("?e=line&panel=data&guess=place", **STILL)
    names = explorer.page.locator(".data-key span:visible")
    expect(names).to_have_text(["start", "t = 0"])
    assert explorer.source("data_end", "x")["x"].size == 0
    show_it(explorer).click()
    expect(names.last).to_have_text("end")
    explorer.eventually(lambda: explorer.source("data_end", "x")["x"].size > 1)


def test_the_key_hides_and_shows(visit):
    explorer = visit(LINK.replace("&guess=place", ""), **STILL)
    explorer.eventually(lambda: rows(explorer) == 24)
    explorer.page.keyboard.press("g")
    explorer.eventually(lambda: rows(explorer) == 1)
    explorer.page.keyboard.press("g")
    explorer.eventually(lambda: rows(explorer) == 24)


def test_on_a_projector_three_guesses_are_marked_with_letters(visit):
    explorer = visit(LINK, **STILL)
    explorer.page.keyboard.press("p")
    for place in ((5, 5), (-5, 5), (0, -8)):
        explorer.page.mouse.click(*explorer.at(*place))
    explorer.eventually(lambda: explorer.source("guesses", "w1")["w1"].size == 3)
    assert rows(explorer) == 1
    explorer.page.keyboard.press("g")
    explorer.eventually(lambda: rows(explorer) == 24)
    expect(explorer.sentence()).to_contain_text("is nearest")


CURVE = LINK.replace("guess=place", "guess=curve")


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_curve_is_drawn_and_then_the_truth_over_it(new_page, scale):
    explorer = new_page(f"{CURVE}&error={scale}", **STILL)
    assert_nothing_tells(explorer)
    from_x, y = explorer.middle("error", right=-150)
    explorer.page.mouse.move(from_x, y)
    explorer.page.mouse.down()
    explorer.page.mouse.move(from_x + 100, y + 10, steps=4)
    explorer.eventually(lambda: explorer.source("guess_curve")["t"].size > 2)
    assert rows(explorer) == 1
    explorer.page.mouse.move(from_x + 600, y + 20, steps=9)
    explorer.page.mouse.up()
    explorer.eventually(lambda: rows(explorer) == 24)
    expect(explorer.sentence()).to_contain_text("E has fallen by nine tenths at t = ")
    drawn = explorer.source("guess_curve")
    assert (drawn["t"][0], drawn["t"][-1], drawn["error"][0]) == (0, 23, PATH.error[0].round())


def test_a_curve_is_drawn_with_the_keyboard(visit):
    explorer = visit(CURVE, **STILL)
    explorer.page.locator("[data-figure=error]").focus()
    for key in ("Home", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown"):
        explorer.page.keyboard.press(key)
    explorer.eventually(lambda: explorer.source("guess_curve")["t"].tolist() == [0, 5, 9, 14, 18, 23])

    def is_lowered():
        heights = explorer.source("guess_curve")["error"]
        return heights[1] < heights[2] < heights[3] == heights[0]

    explorer.eventually(is_lowered)
    explorer.page.keyboard.press("Enter")
    explorer.eventually(lambda: rows(explorer) == 24)
