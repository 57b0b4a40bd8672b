"""The lessons in the browser: each opens from its short address, and they can be walked through."""

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect

from app.lessons import LESSONS
from app.url import lesson_experiment

START = (-15.0, 20.0)


def heading(page):
    return page.page.get_by_role("heading", level=2)


@pytest.mark.parametrize("lesson", LESSONS.values(), ids=LESSONS.keys())
def test_a_lesson_opens_from_its_address_and_locks_nothing(new_page, lesson):
    tab = lesson_experiment(lesson.key).tab
    page = new_page(f"?lesson={lesson.key}", waits_for="surface" if tab == "path" else "pairs")
    expect(heading(page)).to_have_text(f"{lesson.number}  {lesson.title}")
    expect(page.page.locator(".lesson-words svg").first).to_be_visible()
    before = page.path()
    page.slider("η").press("ArrowLeft")
    page.eventually(lambda: not np.array_equal(page.path(), before))
    page.eventually(lambda: f"lesson={lesson.key}" in page.page.url and "run=" in page.page.url)
    expect(heading(page)).to_be_visible()


def test_next_and_previous_walk_through_the_series(explorer):
    explorer.page.get_by_role("tab", name="Lesson").click()
    for lesson in LESSONS.values():
        explorer.page.get_by_role("button", name="Next lesson").click()
        expect(heading(explorer)).to_have_text(f"{lesson.number}  {lesson.title}")
        explorer.eventually(lambda lesson=lesson: explorer.page.url.endswith(f"?lesson={lesson.key}"))
    expect(explorer.page.get_by_role("button", name="Next lesson")).to_be_disabled()
    explorer.page.get_by_role("button", name="Previous lesson").click()
    expect(heading(explorer)).to_contain_text("3.3")


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


def test_both_limits_are_in_sight_and_say_whose_they_are_whatever_alpha(new_page):
    page = new_page("?lesson=speed-up")
    for alpha, limits in [("0.9", [10, 20]), ("0.99", [100, 200]), ("0.5", [2, 4])]:
        page.enter("α value", alpha)
        at = "Array.from(model_of('m_limits').data.at)"
        page.eventually(lambda at=at, limits=limits: page.page.evaluate(at) == pytest.approx(limits))
        words = page.page.evaluate("Array.from(model_of('m_limits').data.word)")
        assert words == [f"m₁ → {limits[0]}", f"m₂ → {limits[1]}"]
        low, high = page.range_of("m", "y")
        assert low <= 0 < limits[1] < high < 1.3 * limits[1]
        first, second = page.page.evaluate("Array.from(model_of('m_limits').data.colour)")
        style = "() => ['--first', '--second'].map((name) => getComputedStyle(document.documentElement)"
        assert [first, second] == page.page.evaluate(f"{style}.getPropertyValue(name).trim())")


def test_what_a_lesson_proposes_is_one_click_away(new_page):
    page = new_page("?lesson=small-hole")
    page.page.get_by_role("button", name="It stays, β1 = 0.90").click()
    page.eventually(lambda: abs(page.path()[0, -1] + 0.33) < 0.01)
    page.page.get_by_role("button", name="It passes, β1 = 0.91").click()
    page.eventually(lambda: page.path()[0, -1] > 1)


def test_the_error_axis_of_the_convergence_lesson_is_cropped_until_a_double_click(new_page):
    page = new_page("?lesson=convergence")
    assert page.range_of("error", "y")[1] == 600
    drawn = page.source("error_trace")["error"]
    assert np.nanmax(drawn) <= 600 + 1e-9
    where = page.page.evaluate(
        """() => {
            const view = Bokeh.index.find_one(model_of("error"))
            const box = view.canvas_view.el.getBoundingClientRect()
            return [box.left + view.frame.bbox.hcenter, box.top + view.frame.bbox.vcenter]
        }"""
    )
    page.page.mouse.move(*where)
    page.page.mouse.wheel(0, -100)
    page.eventually(lambda: page.range_of("error", "y")[1] < 600)
    page.page.mouse.dblclick(*where)
    page.eventually(lambda: page.range_of("error", "y")[1] > 4600)


def test_the_first_lesson_draws_the_arrows_of_both_steps_and_hides_them_by_name(new_page):
    page = new_page("?lesson=momentum-by-hand")
    count = "model_of('arrows').data.x0.length"
    page.eventually(lambda: page.page.evaluate(count) == 6)
    page.page.get_by_role("button", name="Hide −m").click()
    page.eventually(lambda: page.page.evaluate(count) == 4)
    page.page.get_by_role("button", name="Show −m again").click()
    page.eventually(lambda: page.page.evaluate(count) == 6)
