"""The schedule of a run on the page: chosen, dragged, seen in its curve and in the step, and undone."""

import numpy as np
import pytest

from optimizers import OPTIMIZERS, SCHEDULES, descend
from surfaces import GALLERY

BOWL = GALLERY["bowl"]


def oracle(schedule, steps=300, **values):
    run = OPTIMIZERS["momentum"](**values)
    path = descend(run, BOWL, BOWL.start, steps, schedule=schedule)
    return np.array([path.w1, path.w2])


def test_a_schedule_is_chosen_changed_and_in_the_link(visit):
    page = visit("?run=momentum:eta=0.001,alpha=0.9")
    page.choose("Schedule", "cosine")
    page.eventually_follows(oracle(SCHEDULES["cosine"](), eta=0.001, alpha=0.9))
    page.enter("warm-up value", "20")
    page.eventually_follows(oracle(SCHEDULES["cosine"](warm_up=20.0), eta=0.001, alpha=0.9))
    page.eventually(lambda: "alpha=0.9/cosine:warm_up=20" in page.page.url)
    page.slider("floor").press("ArrowRight")
    page.eventually_follows(oracle(SCHEDULES["cosine"](warm_up=20.0, floor=0.01), eta=0.001, alpha=0.9))
    page.choose("Schedule", "linear")  # keeps what both have
    page.eventually_follows(oracle(SCHEDULES["linear"](warm_up=20.0, floor=0.01), eta=0.001, alpha=0.9))
    page.history("Undo").click()
    page.eventually_follows(oracle(SCHEDULES["cosine"](warm_up=20.0, floor=0.01), eta=0.001, alpha=0.9))
    page.eventually(lambda: page.slider("warm-up").input_value() == "20")


def test_it_is_seen_in_the_curve_in_the_step_in_the_equation_and_in_the_runs(visit):
    page = visit("?run=momentum:eta=0.001,alpha=0.9&panel=step&t=150")
    page.wait_until_quiet()
    curve = page.page.locator(".course path")
    assert not curve.get_attribute("d")
    assert "η(t)" not in formulas(page, ".rule")
    page.choose("Schedule", "linear")
    page.eventually(lambda: curve.get_attribute("d"))
    page.eventually(lambda: "η(150)=0.001⋅0.503333" in formulas(page, ".step"))
    page.eventually(lambda: "−η(t)m(t)" in formulas(page, ".rule"))
    page.eventually(lambda: "η(t)/η=1−" in formulas(page, ".rule"))
    assert "warm-up" not in formulas(page, ".rule")
    page.enter("warm-up value", "3")
    page.eventually(lambda: "t≤warm-up" in formulas(page, ".rule"))
    page.enter("warm-up value", "0")
    page.eventually(lambda: "linear, warm-up 0" in page.page.locator(".legend").inner_text())
    page.choose("Schedule", "constant")
    page.eventually(lambda: not curve.get_attribute("d"))
    page.eventually(lambda: "η(150)" not in formulas(page, ".step"))
    page.eventually_follows(oracle(None, eta=0.001, alpha=0.9))


def formulas(page, place):
    return " ".join(page.page.locator(f"{place} .formula").all_text_contents())


def test_where_none_applies_the_select_says_why(visit):
    page = visit("?run=rprop/cosine:warm_up=20")
    select = page.page.get_by_role("combobox", name="Schedule", exact=True)
    assert select.is_disabled()
    assert select.get_attribute("title").startswith("No schedule applies: ")
    assert page.page.get_by_role("slider", name="warm-up").count() == 0
    page.choose("Optimizer", "adam")
    page.eventually(select.is_enabled)
    page.eventually(lambda: page.slider("warm-up").is_visible())
    assert select.input_value() == "cosine"


def test_the_tip_has_the_rate_of_a_step(visit):
    page = visit("?run=momentum:eta=0.001,alpha=0.9/linear:")
    page.wait_until_still()
    place = page.middle("error")

    def said():
        page.page.mouse.move(*place)
        words = page.page.locator(".unseen > .tip").locator("span, b").all_inner_texts()
        found = dict(zip(words[::2], words[1::2], strict=True))
        t, rate = int(found["t"]), float(found["η"].replace("−", "-"))
        assert rate == pytest.approx(0.001 * (1 - (t - 1) / 300), rel=1e-4)

    page.eventually(said)


def test_a_field_of_the_schedule_is_along_an_axis_and_a_press_sets_it(visit):
    page = visit("?tab=plane&axes=eta,schedule.warm_up&run=momentum:eta=0.001,alpha=0.9/linear:")
    vertical = page.page.get_by_role("combobox", name="Vertical axis", exact=True)
    page.eventually(lambda: vertical.input_value() == "schedule.warm_up")
    page.eventually(lambda: page.says("no stability border"))
    page.wait_until_still()
    page.page.mouse.click(*page.middle("plane"))
    page.eventually(lambda: 20 < page.value("warm-up") < 80)
    warm_up, eta = page.value("warm-up"), page.value("η")
    page.eventually_follows(oracle(SCHEDULES["linear"](warm_up=warm_up), eta=eta, alpha=0.9))
    page.eventually(lambda: page.page.evaluate("model_of('plane_y').location") == warm_up)
