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


def test_the_ground_is_coarse_while_the_slider_is_held_and_fine_at_rest(visit):
    page = visit(LINK)
    shape = "model_of('ground').data.image[0].shape.join()"
    fine = page.page.evaluate(shape)
    page.hold("k", 0.9)
    page.eventually(lambda: page.page.evaluate(shape) != fine)
    assert page.value("k") > 8
    page.page.mouse.up()
    page.eventually(lambda: page.page.evaluate(shape) == fine)
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


@pytest.mark.parametrize("bad", ["k:x", "q:3", "k", "k:1e400"])
def test_a_bad_number_in_a_link_is_named_and_the_default_stands(new_page, bad):
    page = new_page(LINK.replace("k:4", bad))
    expect(page.page.get_by_text("was not used")).to_be_visible()
    page.eventually_follows(descent(1))
