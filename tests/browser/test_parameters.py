"""Letters of a function on the page: a slider each, which moves E as one of a method moves the run."""

import numpy as np
import pytest
from playwright.sync_api import expect

from optimizers import OPTIMIZERS, descend
from surfaces import Surface

TEXT = "w1^2 + k w2^2"
LINK = (
    f"?e={TEXT.replace('+', '%2B')}&let=k:4&start=-4,3&view=-5,5,-4,4&steps=40&run=gradient-descent:eta=0.03"
)


def descent(k: float) -> np.ndarray:
    run = OPTIMIZERS["gradient-descent"](eta=0.03)
    path = descend(run, Surface.parse(TEXT).at(k=k), (-4.0, 3.0), 40)
    return np.array([path.w1, path.w2])


def test_the_path_the_link_and_undo_follow_a_letters_slider(visit):
    page = visit(LINK)
    page.eventually_follows(descent(4))
    assert page.value("k") == 4
    page.slider("k").press("ArrowRight")
    page.eventually_follows(descent(4.1))
    page.eventually(lambda: "&let=k:4.1&" in page.page.url)
    page.enter("k value", "37")
    page.eventually_follows(descent(37))
    expect(page.slider("k")).to_have_attribute("max", "50")
    page.eventually(lambda: "&let=k:37.0&" in page.page.url)
    page.page.reload()
    page.wait_until_ready()
    page.eventually_follows(descent(37))
    page.history("Undo").click()
    page.eventually_follows(descent(4.1))
    expect(page.slider("k")).to_have_attribute("max", "10")


def test_the_ground_is_coarse_while_the_slider_is_held_and_fine_at_rest(visit):
    page = visit(LINK)
    shape = "model_of('ground').data.image[0].shape"

    def samples():
        return page.page.evaluate(f"{shape}[0] * {shape}[1]")

    page.eventually(lambda: samples() > 40_000)
    page.hold("k", 0.9)
    page.eventually(lambda: samples() < 20_000)
    assert page.value("k") > 8
    page.page.mouse.up()
    page.eventually(lambda: samples() > 40_000)
    page.eventually_follows(descent(page.value("k")))


def test_a_declared_range_binds_and_a_letter_of_a_method_is_told_apart(visit):
    page = visit("?e=w1^2 %2B α w2^2; α in [1, 100] = 10&start=-4,3&run=momentum:eta=0.01,alpha=0.5")
    assert page.value("α of E") == 10
    assert page.value("α") == 0.5
    page.box("α of E value").fill("1000")
    expect(page.page.get_by_text("α of E: a number from 1 to 100")).to_be_visible()
    page.slider("α of E").press("End")
    page.eventually(lambda: "&let=alpha:100.0&" in page.page.url)


def test_a_typed_letter_gets_a_slider_and_keeps_its_number_while_the_text_changes(visit):
    page = visit(LINK)
    page.expression().fill("2 w1^2 + k w2^2 + b w1")
    expect(page.slider("b")).to_be_visible()
    assert page.value("b") == 1
    assert page.value("k") == 4
    page.expression().fill("2 w1^2 + w2^2")
    expect(page.slider("k")).to_have_count(0)
    page.eventually(lambda: "let=" not in page.page.url)


def sweep(page):
    return page.page.get_by_role("button", name="Sweep k", exact=True)


def test_a_sweep_moves_the_path_over_a_coarse_ground_until_a_touch_and_is_one_step_of_undo(new_page):
    page = new_page(LINK)
    shape = "model_of('ground').data.image[0].shape.join()"
    page.wait_until_still()
    fine = page.page.evaluate(shape)
    sweep(page).click()
    expect(sweep(page)).to_have_attribute("aria-pressed", "true")
    page.eventually(lambda: page.value("k") > 5)
    page.eventually(lambda: page.page.evaluate(shape) != fine)
    page.page.keyboard.press("Shift")
    expect(sweep(page)).to_have_attribute("aria-pressed", "false")
    there = page.value("k")
    page.eventually(lambda: page.page.evaluate(shape) == fine)
    page.eventually_follows(descent(there))
    page.eventually(lambda: f"&let=k:{there!r}&" in page.page.url)
    page.history("Undo").click()
    page.eventually_follows(descent(4))
    expect(page.history("Undo")).to_be_disabled()


@pytest.mark.parametrize("touch", ["the button", "the wheel", "the mouse", "Enter"])
def test_a_sweep_stops_on_any_touch_and_is_taken_back_at_once(visit, touch):
    page = visit(LINK)
    sweep(page).click()
    page.eventually(lambda: page.value("k") > 4)
    if touch == "the button":
        sweep(page).hover()
        page.page.mouse.down()
        at_press = page.value("k")
        page.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        page.page.mouse.up()
        assert page.value("k") == at_press
    elif touch == "Enter":
        sweep(page).press("Enter")
    elif touch == "the wheel":
        page.page.mouse.wheel(0, 10)
    else:
        page.page.mouse.click(720, 20)
    expect(sweep(page)).to_have_attribute("aria-pressed", "false")
    page.wait_until_settled()
    there = page.value("k")
    page.eventually_follows(descent(there))
    assert page.value("k") == there
    page.history("Undo").click()
    page.eventually_follows(descent(4))


def test_without_motion_a_sweep_goes_in_steps(new_page):
    page = new_page(LINK, reduced_motion="reduce")
    sweep(page).click()
    seen = set()
    page.eventually(lambda: seen.add(page.value("k")) or len(seen) > 2)
    sweep(page).click()
    assert seen <= {4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0}


def test_a_surface_of_the_menu_has_its_number_on_a_slider_and_stays_that_surface(visit):
    page = visit("")
    expect(page.expression()).to_have_value("3 w1^2 + 10 w2^2")
    expect(page.page.locator("[data-part=parameters] .row")).to_have_count(0)
    page.choose("Surface", "rosenbrock")
    assert page.value("b") == 100
    expect(page.page.get_by_text("steepness of the valley's sides")).to_be_visible()
    marked = "model_of('known_minima').data.w1.length"
    assert page.page.evaluate(marked) == 1
    page.slider("b").press("PageDown")
    page.eventually(lambda: "&let=b:31.6&" in page.page.url)
    expect(page.page.get_by_role("combobox", name="Surface", exact=True)).to_have_value("rosenbrock")
    assert page.page.evaluate(marked) == 1
    page.choose("Surface", "bowl")
    assert page.value("k") == 10
    page.page.reload()
    page.wait_until_ready()
    expect(page.page.get_by_role("combobox", name="Surface", exact=True)).to_have_value("bowl")


def test_a_bad_number_in_a_link_is_named_and_the_default_stands(new_page):
    page = new_page(LINK.replace("k:4", "q:3"))
    expect(page.page.get_by_text("was not used")).to_be_visible()
    page.eventually_follows(descent(1))
