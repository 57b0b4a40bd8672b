"""The lessons in the browser: each opens from its short address, and they can be walked through."""

import json
import re

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect
from room import SCROLLING

from app.lessons import LESSONS
from optimizers import OPTIMIZERS, descend
from surfaces import Surface

HELD: list[str] = []
"""The beginnings of the lessons' sentences about the page that tests of this file check."""


def holds(*beginnings):
    """Mark a test as the check of sentences of lessons, by their beginnings."""
    HELD.extend(beginnings)
    return lambda test: test


@pytest.fixture
def explorer(visit):
    return visit()


def heading(page):
    return page.page.locator("[data-part=lesson]").get_by_role("heading", level=2)


def test_each_lesson_is_read_without_scrolling_and_locks_nothing_and_the_next_follows(visit):
    page = visit(f"?lesson={next(iter(LESSONS))}", width=1280, height=720)
    forth = page.page.get_by_role("button", name="Next lesson")
    for i, lesson in enumerate(LESSONS.values()):
        if i:
            forth.click()
        expect(heading(page)).to_have_text(f"{lesson.number}  {lesson.title}")
        page.eventually(lambda lesson=lesson: page.page.url.endswith(f"?lesson={lesson.key}"))
        page.eventually(lambda: page.page.evaluate(SCROLLING) == [])
        page.page.get_by_text("Read on").click()
        expect(page.page.locator(".lesson-words math").first).to_be_visible()
        if i % 4 == 0:  # as the controls are the same in all of them
            before = page.path()
            page.slider("η").press("ArrowLeft")
            page.eventually(lambda before=before: not np.array_equal(page.path(), before))
            moved = f"lesson={lesson.key}&"
            page.eventually(lambda moved=moved: moved in f"{page.page.url}&" and "run=" in page.page.url)
            expect(heading(page)).to_be_visible()
    expect(forth).to_be_disabled()
    page.page.get_by_role("button", name="Previous lesson").click()
    expect(heading(page)).to_contain_text(list(LESSONS.values())[-2].number)


def test_the_menu_opens_a_lesson_with_its_function_values_and_path(explorer):
    explorer.page.get_by_role("button", name="Lessons", exact=True).click()
    explorer.page.get_by_role("button", name="1.5 A factor of 1/(1 − α)").click()
    expect(explorer.expression()).to_have_value("w1 + 2 w2")
    assert explorer.value("η") == 0.01
    assert explorer.start() == (9, 18)
    plane = by_hand.momentum((9, 18), 0.01, 0.9, 100, gradient=lambda w: np.array([1.0, 2.0]))
    explorer.eventually_follows(plane)
    limits = "Array.from(model_of('m_limits').data.at)"
    assert explorer.page.evaluate(limits) == pytest.approx([10, 20])
    drawn = lambda: explorer.source("error_trace", "t")["t"][-1]  # noqa: E731
    assert drawn() == 40, "its question is how far the run gets"
    expect(explorer.sentence()).to_contain_text("How does it go on?")
    explorer.page.get_by_text("Read on").click()
    explorer.eventually(lambda: drawn() == 100)
    expect(explorer.sentence()).to_contain_text("after 100 steps")


def test_a_question_about_data_is_asked_before_the_figure_draws_the_end(explorer):
    explorer.page.get_by_role("button", name="Lessons", exact=True).click()
    explorer.page.get_by_role("button", name="5.1 A line through points").click()
    names = explorer.page.locator(".data-key span:visible")
    expect(names).to_have_text(["start", "t = 2"])
    explorer.eventually(lambda: explorer.source("data_cursor", "x")["x"].size > 1)
    assert explorer.source("data_end", "x")["x"].size == 0
    explorer.page.get_by_text("Read on").click()
    expect(names).to_have_text(["start", "t = 2", "end"])
    explorer.eventually(lambda: explorer.source("data_end", "x")["x"].size > 1)


@holds("The dotted lines in the trace")
def test_both_limits_are_visible_and_named_for_every_alpha(visit):
    page = visit("?lesson=speed-up")
    for alpha, limits in [("0.9", [10, 20]), ("0.99", [100, 200]), ("0.5", [2, 4])]:
        page.enter("α value", alpha)
        at = "Array.from(model_of('m_limits').data.at)"
        page.eventually(lambda at=at, limits=limits: page.page.evaluate(at) == pytest.approx(limits))
        words = page.page.evaluate("Array.from(model_of('m_limits').data.word)")
        assert words == [f"m₁ → {limits[0]}", f"m₂ → {limits[1]}"]
        page.wait_until_settled()  # at rest the range is no wider than it must be
        low, high = page.range_of("m", "y")
        assert low <= 0 < limits[1] < high < 1.3 * limits[1]
        first, second = page.page.evaluate("Array.from(model_of('m_limits').data.colour)")
        style = "() => ['--first', '--second'].map((name) => getComputedStyle(document.documentElement)"
        assert [first, second] == page.page.evaluate(f"{style}.getPropertyValue(name).trim())")


def test_each_proposal_of_a_lesson_needs_one_click(visit):
    page = visit("?lesson=small-hole")
    page.page.get_by_role("button", name="It stays, β1 = 0.90").click()
    page.eventually(lambda: abs(page.path()[0, -1] + 0.33) < 0.01)
    page.page.get_by_role("button", name="It passes, β1 = 0.91").click()
    page.eventually(lambda: page.path()[0, -1] > 1)


@holds("The error over 700 steps")
def test_the_error_axis_of_the_convergence_lesson_is_cropped_until_a_double_click(visit):
    page = visit("?lesson=convergence")
    assert page.range_of("error", "y")[1] == 600
    drawn = page.source("error_trace")["error"]
    assert np.nanmax(drawn) <= 600 + 1e-9
    where = page.middle("error")
    page.page.mouse.move(*where)
    page.page.mouse.wheel(0, -100)
    page.eventually(lambda: page.range_of("error", "y")[1] < 600)
    page.page.mouse.dblclick(*where)
    page.eventually(lambda: page.range_of("error", "y")[1] > 4600)


@holds("The arrows show")
def test_the_first_lesson_draws_the_arrows_of_both_steps_and_hides_them_by_name(visit):
    page = visit("?lesson=momentum-by-hand")
    names = (
        "[model_of('arrows').data.x0.length, ...model_of('arrow_names').data.name.filter((n) => n[0] != 'w')]"
    )
    both = [4, "−m, Δw", "−∇E"]
    page.eventually(lambda: page.page.evaluate(names) == both)
    for hidden, left in (("−∇E", [2, "−m, Δw"]), ("−m", [4, "Δw", "−∇E"]), ("Δw", [4, "−m", "−∇E"])):
        page.view_switch(hidden).click()
        page.eventually(lambda left=left: page.page.evaluate(names) == left)
        page.view_switch(hidden).click()
        page.eventually(lambda: page.page.evaluate(names) == both)


@holds("Open “Step” for the arithmetic")
def test_the_first_lesson_has_the_arithmetic_of_both_steps(visit):
    page = visit("?lesson=momentum-by-hand")
    page.open_panel("Step")
    weights = page.page.locator("[data-part=step] .weights")
    expect(page.page.get_by_title("m2(2) = 752", exact=True)).to_be_visible()
    page.page.get_by_role("button", name="Step back").click()
    expect(page.page.get_by_title("m2(1) = 400", exact=True)).to_be_visible()
    expect(weights).to_be_visible()


PAIR_MAPS = """(names) => names.map((name) => {
    const image = model_of(`${name}_image`)?.data.image[0]
    if (!image) return null
    const side = Math.sqrt(image.length)
    const at = (g) => Math.floor(((g + 3) / 6) * side)
    return {
        title: model_of(`${name}_title`).text,
        pairs: [[2, 1], [2, 2.9], [0.5, 0.5], [2.9, 2.9]].map(([g1, g2]) => image[at(g2) * side + at(g1)]),
    }
})"""


@pytest.mark.parametrize(
    ("key", "signs"), [("two-cases", [-1, 1, None, None]), ("amplify-attenuate", [None, None, 1, -1])]
)
@holds("The map shows by how much the momentum has grown", "The map shows how much longer")
def test_a_map_of_pairs_is_red_above_zero_and_green_below(visit, key, signs):
    page = visit(f"?lesson={key}", waits_for="pairs")
    page.eventually(lambda: page.page.evaluate(PAIR_MAPS, ["pairs"])[0] is not None)
    (shown,) = page.page.evaluate(PAIR_MAPS, ["pairs"])
    assert all(np.sign(value) == sign for value, sign in zip(shown["pairs"], signs, strict=True) if sign)
    tones = page.page.evaluate(
        "() => { const t = model_of('pairs_tones'); return [t.low, t.high, t.palette] }"
    )
    low, high, palette = tones
    assert low == -high < 0
    green, red = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) for colour in (palette[0], palette[-1])
    )
    assert green.argmax() == 1
    assert red.argmax() == 0


@holds("The wheel over the map")
def test_the_wheel_looks_closer_at_the_origin(visit):
    page = visit("?lesson=amplify-attenuate", waits_for="pairs")
    page.eventually(lambda: page.range_of("pairs", "x") == (-3, 3))
    page.page.mouse.move(*page.middle("pairs"))
    page.page.mouse.wheel(0, -100)
    page.eventually(lambda: page.range_of("pairs", "x")[1] < 3)
    page.page.mouse.wheel(0, 100)
    page.eventually(lambda: page.range_of("pairs", "x")[1] == 3)
    page.page.mouse.wheel(0, 100)
    page.eventually(lambda: page.range_of("pairs", "x")[1] > 3)


@holds("Watch $m_1$, the solid lines")
def test_the_first_component_is_solid_and_the_dashed_one_is_hidden_by_its_key(visit):
    page = visit("?lesson=first-moment")
    lines = """(tag) => model_of("m").renderers
        .filter(({ glyph }) => glyph.tags[0] === tag)
        .map(({ glyph, visible }) => [Array.from(glyph.line_dash.value ?? glyph.line_dash), visible])"""
    assert all(dash == [] and visible for dash, visible in page.page.evaluate(lines, "first"))
    assert all(dash and visible for dash, visible in page.page.evaluate(lines, "second"))
    page.page.get_by_role("button", name="m₂", exact=True).click()
    page.eventually(lambda: not any(visible for _, visible in page.page.evaluate(lines, "second")))
    assert all(visible for _, visible in page.page.evaluate(lines, "first"))


@holds("The maps show how much longer")
def test_bias_correction_has_both_maps_on_one_scale(visit):
    page = visit("?lesson=bias-correction", waits_for="pairs_other")
    page.eventually(lambda: None not in page.page.evaluate(PAIR_MAPS, ["pairs", "pairs_other"]))
    left, right = page.page.evaluate(PAIR_MAPS, ["pairs", "pairs_other"])
    assert "without" not in left["title"]
    assert "without bias correction" in right["title"]
    assert max(left["pairs"]) < max(right["pairs"])
    mappers = """() => ["pairs", "pairs_other"].map(
        (name) => model_of(name).renderers.find(({ glyph }) => glyph.type === "Image").glyph.color_mapper.id
    )"""
    assert len(set(page.page.evaluate(mappers))) == 1
    page.wait_until_still()
    upper, lower = (
        page.page.locator(f'[data-figure="{name}"]').bounding_box() for name in ("pairs", "pairs_other")
    )
    assert upper["y"] + upper["height"] <= lower["y"]
    assert (upper["x"], upper["width"]) == (lower["x"], lower["width"])


@holds("This is Adam as text", "Each button takes something away")
def test_adam_stands_as_text_and_each_button_takes_something_away(visit):
    page = visit("?lesson=adam-apart")
    rule = page.page.get_by_role("textbox", name="Update rule", exact=True)
    adam = last = rule.input_value()
    assert len(adam.splitlines()) == 3
    for words, _ in LESSONS["adam-apart"].tries:
        page.page.get_by_role("button", name=words, exact=True).click()
        expect(rule).not_to_have_value(last)
        last = rule.input_value()
        assert len(last) < len(adam)
        expect(page.page.locator(".legend .entry").nth(1)).to_have_attribute(
            "title", re.compile(re.escape(adam))
        )
    page.wait_until_settled()
    rule.fill(adam.replace("1 - β1^t", "1"))
    page.eventually(lambda: "s1" in page.trajectory())
    expect(rule).to_have_attribute("aria-invalid", "false")


@holds("Each of the 20 paths has noise of its own")
def test_each_path_of_the_fan_has_noise_of_its_own(visit):
    page = visit("?lesson=warm-up-and-decay")
    lines = page.page.evaluate("JSON.stringify(model_of('fan').data.w1.map((line) => Array.from(line)))")
    paths = [*json.loads(lines), page.trajectory()["w1"].tolist()]
    assert len(paths) == len(set(map(tuple, paths))) == 20


@holds("“Stability” in “Shape” draws both over")
def test_the_sharpness_and_its_bound_are_drawn_over_t(visit):
    page = visit("?lesson=edge-of-stability")
    page.open_panel("Stability")
    page.eventually(lambda: len(page.source("stability_sharpness")["t"]) == 300)
    assert set(page.source("stability_bound")["value"]) == {5}


@holds("“η against k” draws that border")
def test_a_letter_is_an_axis_of_the_map_and_the_border_is_that_of_its_number(visit):
    page = visit("?lesson=condition-number")
    page.page.get_by_role("button", name="η against k", exact=True).click()
    page.eventually(lambda: page.source("plane_border")["x"].size > 0)
    border = page.source("plane_border")
    k, eta = 10 ** border["x"], 10 ** border["y"]
    np.testing.assert_allclose(eta, 2 / k, rtol=1e-6)
    page.wait_until_still()
    page.page.mouse.click(*page.pixel("plane", np.log10(5), np.log10(0.1)))  # below the border
    page.eventually(lambda: page.value("k") == pytest.approx(5, rel=0.1))
    page.eventually(lambda: page.value("η") == pytest.approx(0.1, rel=0.1))
    page.wait_until_settled()
    surface = Surface.parse("(w1^2 + k w2^2)/2").at(k=page.value("k"))
    path = descend(OPTIMIZERS["gradient-descent"](eta=page.value("η")), surface, (-4, 1.5), 100)
    page.eventually_follows(np.array([path.w1, path.w2]))


RELIEF = "() => document.querySelector('.relief:not([hidden])')?.dataset.camera"


@holds("Turn the surface to see it")
def test_the_saddle_stands_in_three_dimensions_and_is_turned_by_dragging(visit):
    page = visit("?lesson=saddle")
    page.eventually(lambda: page.page.evaluate(RELIEF) is not None)
    page.wait_until_still()
    before = page.page.evaluate(RELIEF)
    box = page.page.locator(".relief").bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 0.9 * box["height"])
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + 0.9 * box["height"], steps=3)
    page.page.mouse.up()
    page.eventually(lambda: page.page.evaluate(RELIEF) != before)
    assert page.start() == (1, 0.001)


@holds("The height is $\\log E$")
def test_the_curved_valley_has_log_heights_until_their_box_is_unticked(visit):
    page = visit("?lesson=curved-valley")
    said = page.page.locator(".relief-words span")
    expect(said).to_contain_text("height log E")
    page.page.get_by_label("log height").uncheck()
    expect(said).not_to_contain_text("log E")
    expect(said).to_contain_text(re.compile("^E from"))


def test_each_sentence_about_the_page_is_checked_by_a_test_of_this_file():
    sentences = [
        sentence.words
        for lesson in LESSONS.values()
        for paragraph in lesson.sentences
        for sentence in paragraph
        if sentence.is_seen
    ]
    for words in sentences:
        assert any(words.startswith(beginning) for beginning in HELD), words
    for beginning in HELD:
        assert any(words.startswith(beginning) for words in sentences), beginning


def question(page):
    return page.page.locator(".question")


def test_a_lesson_asks_and_tells_its_answer_after_the_guess_alone(new_page):
    page = new_page("?lesson=saddle", reduced_motion="reduce")
    lesson = LESSONS["saddle"]
    words = page.page.locator(".lesson-words")
    expect(words).not_to_contain_text("A short gradient does not mean")
    question(page).get_by_role("button", name="Answer it").click()
    page.eventually(lambda: page.trajectory()["t"].size == 1)
    expect(question(page)).to_have_text(lesson.question.words)
    expect(words.locator("p")).to_have_count(1)
    page.page.get_by_role("button", name="Show it", exact=True).click()
    expect(words).to_contain_text("A short gradient does not mean")
    expect(words).to_contain_text("Turn the surface to see it from all sides.")


def test_on_a_phone_a_lessons_sliders_and_what_happened_come_after_its_question_and_its_cases_with_its_words(
    new_page,
):
    page = new_page("?lesson=adam", 390, 844)
    (words, _), *_ = LESSONS["adam"].tries
    case = page.page.get_by_role("tabpanel").get_by_role("button", name=words, exact=True)
    expect(question(page)).to_be_in_viewport(ratio=1)
    for seen in (page.page.locator(".sentence"), page.slider("β2")):
        expect(seen).to_be_in_viewport(ratio=1)
    expect(case).not_to_be_visible()
    page.page.get_by_text("Read on").click()
    expect(case).to_be_visible()


def test_a_goal_of_a_lesson_folds_its_words_and_is_in_sight_with_its_slider(new_page):
    page = new_page("?lesson=momentum", 390, 844)
    question(page).get_by_role("button", name="Try it").click()
    goal = page.page.locator("[data-part=goal]")
    expect(goal).to_have_attribute("data-reached", "no")
    expect(page.slider("α")).to_be_focused()
    for place in (goal, page.slider("α")):
        expect(place).to_be_in_viewport(ratio=1)
    expect(page.page.get_by_text("The trace of")).not_to_be_visible()
    page.page.get_by_text("Read how").click()
    expect(page.page.get_by_text("The trace of")).to_be_visible()
    tops = lambda: [page.page.locator(each).bounding_box()["y"] for each in (".bar", ".sentence")]  # noqa: E731
    assert tops() == sorted(tops())
    page.enter("α value", "0.88")
    expect(goal).to_have_attribute("data-reached", "yes")
    assert tops() == sorted(tops())


def test_a_lesson_tells_its_answer_once_its_goal_is_reached_and_what_is_tried_then_is_not_to_be_guessed(
    new_page,
):
    page = new_page("?lesson=momentum", reduced_motion="reduce")
    question(page).get_by_role("button", name="Try it").click()
    words = page.page.locator(".lesson-words")
    expect(words).not_to_contain_text("Drag α to both sides")
    page.enter("α value", "0.88")
    expect(words).to_contain_text("Drag α to both sides")
    page.page.get_by_role("button", name="Next lesson").click()
    question(page).get_by_role("button", name="Answer it").click()
    page.page.get_by_role("button", name="Show it", exact=True).click()
    before = page.path()
    page.slider("η").press("ArrowLeft")
    page.eventually(lambda: not np.array_equal(page.path(), before))
    expect(page.page.get_by_role("button", name="Guess first")).to_have_attribute("aria-pressed", "false")
    expect(words).to_contain_text(LESSONS["convergence"].question.answer[0].words[:20])


def test_the_list_of_lessons_says_what_one_can_do_and_where_one_was(new_page):
    page = new_page("?lesson=speed-up", reduced_motion="reduce")
    question(page).get_by_role("button", name="Answer it").click()
    page.eventually(lambda: page.trajectory()["t"].size == 1)
    page.page.mouse.click(*page.at(0, 0))
    page.eventually(lambda: page.trajectory()["t"].size == 101)
    page.wait_until_settled()
    page.page.goto(page.page.url.partition("?")[0])
    page.wait_until_ready()
    page.open_panel("Lesson")
    listed = page.page.locator(".lesson-list li", has_text="A factor of")
    expect(listed).to_contain_text("seen · Right")
    expect(page.page.locator(".lessons-seen")).to_contain_text("You have seen 1 of")
    page.page.get_by_role("button", name="Lessons", exact=True).click()
    opener = page.page.locator(".lessons").get_by_role("button", name="1.5  A factor of 1/(1 − α)")
    expect(opener).to_contain_text("Say how much longer steps become on a constant slope. 2 min")
    page.page.keyboard.press("Escape")
    page.button("Go on with lesson 1.1").click()
    expect(heading(page)).to_contain_text("Two steps by hand")
