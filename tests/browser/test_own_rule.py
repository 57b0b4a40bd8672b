"""A rule of one's own in the browser: typed, checked, linked, dragged, taken back."""

import re
from urllib.parse import quote

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect

from app.rules.gallery import EXAMPLES
from surfaces import GALLERY

START = (-15.0, 20.0)
ADAM = "m = β1 m + (1 - β1) g\ns = β2 s + (1 - β2) g^2\nw = w - η (m/(1 - β1^t))/sqrt(s/(1 - β2^t) + ε)"
SIGN = "w = w - η sign(g)"

ON_BOWL = GALLERY["bowl"].suggested["adam"]["eta"]


def rule(page):
    return page.page.get_by_role("textbox", name="Update rule", exact=True)


def verdict(page):
    return page.page.locator("#rule-verdict p")


def sliders(page):
    return page.page.locator(":is([data-part=sliders], [data-part=steps]) input[type=range]").evaluate_all(
        "all => all.filter((each) => each.checkVisibility()).map((each) => each.getAttribute('aria-label'))"
    )


def sign_descent(eta, steps=300):
    path = [np.array(START)]
    for _ in range(steps):
        path.append(path[-1] - eta * np.sign(by_hand.bowl(path[-1])))
    return np.array(path).T


@pytest.fixture
def explorer(visit):
    return visit()


@pytest.fixture
def own(explorer):
    """A page whose method is an own rule."""
    explorer.choose("Optimizer", "own")
    expect(rule(explorer)).to_have_value("m = α m + g\nw = w - η m")
    return explorer


def test_what_may_be_meant_otherwise_is_said_below_the_field(own):
    rule(own).fill("w = w - η/sqrt(t) g")
    expect(verdict(own)).to_have_text("Read as η/(sqrt(t) g): write * before g to multiply η/sqrt(t) by it.")
    expect(rule(own)).to_have_attribute("aria-invalid", "false")
    rule(own).fill("w = w - η/sqrt(t)*g")
    expect(verdict(own)).to_have_count(0)


def test_an_own_rule_begins_as_the_rule_that_was_shown(explorer):
    before = explorer.path()
    assert not rule(explorer).is_visible()
    explorer.page.get_by_role("button", name="Edit this rule", exact=True).click()
    expect(rule(explorer)).to_have_value("m = α m + g\nw = w - η m")
    expect(explorer.page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("own")
    explorer.eventually(lambda: "run=own" in explorer.page.url)
    np.testing.assert_array_equal(explorer.path(), before)


def test_a_typed_rule_is_followed_at_once_with_sliders_for_its_names(own):
    rule(own).fill(ADAM)
    own.eventually(lambda: sliders(own) == ["η", "β1", "β2", "Steps"])
    own.eventually_follows(by_hand.adam(START, 0.001, 0.9, 0.999, 1e-8, 300))
    expect(own.page.locator(".equation .formula")).to_have_count(
        3 + 2
    )  # two fractions have lines of their own
    own.enter("η value", "0.5")
    own.eventually_follows(by_hand.adam(START, 0.5, 0.9, 0.999, 1e-8, 300))
    rule(own).fill(ADAM.replace("g^2", "g g"))  # values are kept while one types on
    own.eventually(lambda: "g%20g" in own.page.url)
    assert own.value("η") == 0.5
    own.eventually_follows(by_hand.adam(START, 0.5, 0.9, 0.999, 1e-8, 300))


def test_a_slider_of_a_typed_rule_is_dragged_without_the_server(own):
    rule(own).fill("w = w - η sign(g) - p w")
    own.eventually(lambda: sliders(own) == ["η", "p", "Steps"])
    own.enter("p value", "0")
    own.eventually_follows(sign_descent(0.001))
    own.wait_until_quiet()
    with own.cut_off():
        own.enter("η value", "0.05")
        own.eventually_follows(sign_descent(0.05))


def test_a_bad_rule_is_explained_where_it_is_wrong_and_the_last_good_one_stays(own):
    before = own.path()
    rule(own).fill("m = α m + g\nw = w - η swish(m)")
    expect(verdict(own)).to_contain_text("unknown function swish")
    expect(own.page.locator("#rule-verdict code")).to_have_text("w = w - η swish(m)")
    expect(own.page.locator("#rule-verdict mark")).to_have_text("s")
    expect(rule(own)).to_have_attribute("aria-invalid", "true")
    np.testing.assert_array_equal(own.path(), before)
    own.slider("α").press("ArrowLeft")
    own.eventually_follows(by_hand.momentum(START, 0.001, 0.89, 300))
    expect(rule(own)).to_have_value("m = α m + g\nw = w - η swish(m)")
    rule(own).press("Escape")
    expect(rule(own)).to_have_value("m = α m + g\nw = w - η m")
    expect(verdict(own)).to_have_count(0)
    rule(own).fill("w = w - <img src=x onerror=alert(1)>")  # markup stays text
    expect(verdict(own)).not_to_be_empty()
    assert own.page.locator("#rule-verdict img").count() == 0


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720), (390, 844)])
def test_a_wrong_rule_stays_as_wide_as_it_was_with_its_message_below(visit, width, height):
    own = visit(f"?run=own&rule={quote(ADAM)}", width=width, height=height)
    good = rule(own).bounding_box()
    for wrong in (ADAM + " - swish(m)", ADAM + " + g" * 20 + " - swish(m)"):
        rule(own).fill(wrong)
        expect(own.page.locator("#rule-verdict code")).to_contain_text(wrong[-20:])  # not of the text before
        expect(verdict(own)).to_contain_text("unknown function swish")
        box = own.page.locator("#rule-verdict").bounding_box()
        field, words = rule(own).bounding_box(), verdict(own).bounding_box()
        assert field["width"] == good["width"]
        assert box["y"] >= field["y"] + field["height"]
        assert words["width"] > 0.9 * field["width"]
        expect(verdict(own)).to_be_in_viewport(ratio=0.9)


def test_a_link_brings_the_rules_back(own, visit):
    rule(own).fill(SIGN)
    own.eventually(lambda: "sign" in own.page.url)
    own.page.get_by_role("button", name="Pin run").click()
    rule(own).fill("w = w - η g/2")
    own.eventually(lambda: "g%2F2" in own.page.url and own.page.url.count("rule=") == 2)
    own.wait_until_settled()
    path, link = own.path(), own.page.url[own.page.url.index("?") :]
    visit("?run=adam")
    other = visit(link)
    expect(rule(other)).to_have_value("w = w - η g/2")
    np.testing.assert_array_equal(other.path(), path)
    pinned = other.page.locator(".legend .entry").nth(1)
    expect(pinned).to_have_attribute("title", re.compile(re.escape(SIGN)))
    pinned.click()
    other.eventually(lambda: "pins=-1" in other.page.url)


def test_undo_takes_a_typed_rule_back_and_another_method_closes_the_text(own):
    rule(own).fill(SIGN)
    own.eventually_follows(sign_descent(0.001))
    own.page.locator(".summary").click()
    own.history("Undo").click()
    expect(rule(own)).to_have_value("m = α m + g\nw = w - η m")
    own.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    own.choose("Optimizer", "adam")
    expect(rule(own)).to_be_hidden()
    own.eventually_follows(by_hand.adam(START, ON_BOWL, 0.9, 0.999, 1e-8, 300))


def test_an_example_is_one_choice_away_and_says_what_to_notice(own):
    for key, example in EXAMPLES.items():
        own.page.get_by_role("combobox", name="Example rules", exact=True).select_option(key)
        expect(rule(own)).to_have_value(example.text)
        expect(verdict(own)).to_have_text(example.words)


def test_other_states_are_traced_where_there_is_no_m_or_s_and_are_in_the_arithmetic_of_a_step(own):
    rule(own).fill("v = α v + g\nw = w - η v")
    own.eventually(lambda: "v1" in own.trajectory())
    path = own.trajectory()
    own.eventually(lambda: list(own.source("m_trace")["first"][1:3]) == list(path["v1"][1:3]))
    own.eventually(lambda: own.page.evaluate("() => model_of('m').left[0].axis_label") == "v")
    rule(own).fill("η_max = max(g, 3)\nw = w - η η_max")
    own.eventually(lambda: "eta_max1" in own.trajectory())
    for value in ("eta_max1(1) = 3", "w1(1) = −15.003", "eta_max2(1) = 400", "w2(1) = 19.6"):
        expect(own.page.get_by_title(value, exact=True)).to_be_attached()


def test_names_that_mean_something_elsewhere_are_names_like_any_other(own):
    for state, hyper in [
        ("constructor", "toString"),
        ("hasOwnProperty", "valueOf"),
        ("η", "noise"),
        ("noise", "length"),
        ("E2", "m"),
    ]:
        are_names_like_any_other(own, state, hyper)


def are_names_like_any_other(own, state, hyper):
    rule(own).fill(f"{hyper} in [0, 1] = 0.001\n{state} = 0.9 {state} + g\nw = w - {hyper} {state}")
    own.eventually(lambda: sliders(own) == [hyper, "Steps"])
    own.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    first = own.page.get_by_title(re.compile(r"^\w+1\(1\) = −90$"))
    expect(first).to_be_attached()
    own.eventually(lambda: own.page.evaluate("() => model_of('m').left[0].axis_label") == state)
    own.wait_until_quiet()
    with own.cut_off():
        own.enter(f"{hyper} value", "0.002")
        own.eventually_follows(by_hand.momentum(START, 0.002, 0.9, 300))
        expect(first).to_be_attached()


def test_the_hyper_parameter_map_is_over_the_names_of_the_typed_rule(own):
    rule(own).fill("w = w - η sign(g) p")
    own.eventually(lambda: sliders(own) == ["η", "p", "Steps"])
    own.page.get_by_role("tab", name="Hyper-parameters").click()
    vertical = own.page.get_by_role("combobox", name="Vertical axis", exact=True)
    expect(vertical).to_have_value("p")
    own.eventually(lambda: own.source("plane_best")["x"].size == 1)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_long_name_stays_above_its_slider(visit, width):
    link = quote("m = a_long_name_of_a_sum m + g\nw = w - a_long_name_of_rates m/1000")
    page = visit(f"?run=own&rule={link}", width=width)
    for name in ("a_long_name_of_a_sum", "a_long_name_of_rates"):
        label = page.page.locator(".label").filter(has_text=name)
        slider = page.slider(name)
        letters = label.evaluate(
            "each => { const all = document.createRange(); all.selectNodeContents(each);"
            " const { right, bottom } = all.getBoundingClientRect(); return [right, bottom] }"
        )
        box = slider.bounding_box()
        assert letters[0] <= box["x"] + box["width"]
        assert letters[1] <= box["y"] + 1


def test_the_map_of_a_rule_without_hyper_parameters_says_what_is_missing(own):
    own.page.get_by_role("tab", name="Hyper-parameters").click()
    own.eventually(lambda: own.source("plane_best")["x"].size == 1)
    rule(own).fill("w = w - g/100")
    legend, horizontal = (
        own.page.locator(".plane-legend"),
        own.page.get_by_role("combobox", name="Horizontal axis"),
    )
    expect(legend).to_have_text(re.compile("^The rule has no hyper-parameter"))
    expect(horizontal).to_be_disabled()
    expect(own.page.get_by_role("combobox", name="Vertical axis")).to_be_hidden()
    rule(own).fill("w = w - p g/100")
    own.eventually(lambda: own.source("plane_best")["x"].size == 1)
    expect(legend).not_to_contain_text("no hyper-parameter")
    expect(own.page.get_by_role("combobox", name="Colour")).to_be_enabled()


def test_where_epsilon_counts_the_page_says_where_it_stands_and_one_press_moves_it(visit):
    own = visit("?run=adam")
    aside = own.page.locator(".aside")
    expect(aside).to_be_hidden()
    own = visit("?e=1e-6 (w1^2 %2B 3 w2^2)&start=-15,20&run=adam")
    expect(own.page.locator(".aside")).to_contain_text("PyTorch")
    own.page.get_by_role("button", name="ε outside", exact=True).click()
    expect(rule(own)).to_have_value(re.compile(r"/\(sqrt\(s/\(1 - β2\^t\)\) \+ ε\)$"))
    expect(own.page.locator(".aside")).to_be_hidden()


def test_a_line_of_the_step_does_not_write_a_number_twice(visit):
    own = visit("?run=adan&t=1&start=1.00000012,2")
    line = own.page.locator(".step .formula[title^='previous1(1) = ']")
    expect(line).to_have_text(re.compile("^[^=≈]*[=≈][^=≈]*$"))
