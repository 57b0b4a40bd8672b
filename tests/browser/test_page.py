"""The page in Chromium: after clicks, texts and keys the path is that of an independent calculation."""

import re
from urllib.parse import unquote

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect

from surfaces import GALLERY

START = (-15.0, 20.0)


@pytest.fixture
def explorer(visit):
    return visit()


def test_the_default_page_is_the_momentum_example(explorer):
    explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    columns = explorer.trajectory()
    assert set(columns) == {"t", "w1", "w2", "error", "g1", "g2", "m1", "m2"}
    np.testing.assert_allclose(columns["error"], 3 * columns["w1"] ** 2 + 10 * columns["w2"] ** 2)
    np.testing.assert_allclose((columns["g1"], columns["g2"]), by_hand.bowl((columns["w1"], columns["w2"])))


def test_each_key_on_a_slider_moves_the_path(explorer):
    kept = {name: explorer.value(name) for name in ("η", "α", "Steps")}
    for symbol, value in kept.items():
        each_key_moves_the_path(explorer, symbol)
        explorer.enter(f"{symbol} value", f"{value:g}")


def each_key_moves_the_path(explorer, symbol):
    for key in ("ArrowRight", "ArrowLeft", "PageDown", "PageUp", "Home", "End"):
        before = {name: explorer.value(name) for name in ("η", "α", "Steps")}
        explorer.slider(symbol).press(key)
        after = {name: explorer.value(name) for name in before}
        assert after[symbol] != before[symbol]
        assert all(after[name] == before[name] for name in before if name != symbol)
        with np.errstate(all="ignore"):
            oracle = by_hand.momentum(START, after["η"], after["α"], int(after["Steps"]))
            error = 3 * oracle[0] ** 2 + 10 * oracle[1] ** 2
        finite = np.isfinite(error).cumprod().astype(bool)
        explorer.eventually_follows(oracle[:, finite])


def test_one_tick_is_a_round_number_and_a_drag_ends_at_its_last_value(explorer):
    for symbol, key, value in [
        ("α", "ArrowLeft", 0.89),
        ("α", "ArrowRight", 0.9),
        ("η", "ArrowRight", 0.00112),
        ("η", "ArrowLeft", 0.001),
        ("Steps", "ArrowRight", 310),
    ]:
        explorer.slider(symbol).press(key)
        assert explorer.value(symbol) == value
    move = explorer.hold("α", 0.9)
    move(0.2, steps=25)
    explorer.page.mouse.up()
    alpha = explorer.value("α")
    assert 0.1 < alpha < 0.3
    explorer.eventually_follows(by_hand.momentum(START, 0.001, alpha, 310))


def test_a_number_box_keeps_the_exact_value_or_says_what_it_takes(explorer):
    for text in ("−0", "nonsense", "-1", ""):
        explorer.enter("η value", text)
        expect(explorer.page.get_by_text("η: a number above 0")).to_be_visible()
        expect(explorer.box("η value")).to_have_attribute("aria-invalid", "true")
        explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
        explorer.box("α value").focus()
        expect(explorer.box("η value")).to_have_value("0.001")
        explorer.enter("η value", "0.001")
        expect(explorer.page.get_by_text("η: a number above 0")).to_have_count(0)
    for text, legal in {"0.0137": 0.0137, "1e-4": 1e-4, "0,002": 0.002, "1/500": 0.002}.items():
        explorer.enter("η value", text)
        explorer.eventually_follows(by_hand.momentum(START, legal, 0.9, 300))
        explorer.slider("α").press("ArrowLeft")
        explorer.eventually_follows(by_hand.momentum(START, legal, 0.89, 300))
        assert explorer.value("η") == legal
        explorer.slider("α").press("ArrowRight")


def test_every_method_of_the_menu_follows_its_sliders(explorer):
    oracles = {
        "gradient-descent": lambda v: by_hand.momentum(START, v("η"), 0.0, 300),
        "momentum": lambda v: by_hand.momentum(START, v("η"), v("α"), 300),
        "rmsprop": lambda v: by_hand.rmsprop(START, v("η"), v("β"), v("ε"), 300),
        "adam": lambda v: by_hand.adam(START, v("η"), v("β1"), v("β2"), v("ε"), 300),
    }
    for key, oracle in oracles.items():
        explorer.choose("Optimizer", key)
        expect(explorer.slider("η")).to_have_count(1)
        explorer.eventually(lambda oracle=oracle: explorer.path().shape == oracle(explorer.value).shape)
        explorer.eventually(
            lambda oracle=oracle: np.allclose(explorer.path(), oracle(explorer.value), atol=1e-9)
        )
        explorer.slider("η").press("ArrowLeft")
        explorer.eventually_follows(oracle(explorer.value))
    expect(explorer.slider("β1")).to_have_count(1)
    expect(explorer.slider("α")).to_have_count(0)
    assert {"m1", "m2", "s1", "s2"} <= set(explorer.trajectory())


# The start


def test_a_click_and_number_boxes_set_the_start(explorer):
    explorer.page.mouse.click(*explorer.at(5, -10))
    explorer.eventually(lambda: explorer.start() != START)
    assert explorer.start() == pytest.approx((5, -10), abs=0.1)
    explorer.eventually_follows(by_hand.momentum(explorer.start(), 0.001, 0.9, 300))
    explorer.enter("w1", "3.25")
    explorer.enter("w2", "-7")
    explorer.eventually_follows(by_hand.momentum((3.25, -7), 0.001, 0.9, 300))
    explorer.enter("w2", "far")
    expect(explorer.page.get_by_text("w2: a number, such as −1.5")).to_be_visible()


def test_dragging_the_marker_moves_the_start_and_not_the_view(explorer):
    explorer.wait_until_still()
    mouse, before = explorer.page.mouse, explorer.range_of("surface", "x")
    target = explorer.at(10, 10)
    mouse.move(*explorer.at(*START))
    mouse.down()
    mouse.move(*target, steps=12)
    mouse.up()
    assert explorer.start() == pytest.approx((10, 10), abs=0.1)
    explorer.eventually_follows(by_hand.momentum(explorer.start(), 0.001, 0.9, 300))
    assert explorer.range_of("surface", "x") == before


# Honesty


def test_an_overflow_is_explained_and_not_drawn(visit):
    page = visit("?run=momentum:eta=0.2,alpha=0&steps=400")
    assert page.path().shape[1] == 320
    expect(page.status()).to_contain_text("The run ends at t = 320")
    expect(page.status()).to_contain_text("too large for floating-point numbers")


def test_a_screen_reader_hears_what_is_new_and_nothing_else(explorer):
    seen = explorer.sentence()
    assert seen.get_attribute("role") is None  # what is seen follows every frame of a drag
    heard = explorer.page.locator(".sentence [role=status]")
    expect(heard).to_have_text(seen.text_content())
    explorer.page.evaluate(
        """() => {
            window.heard = []
            const line = document.querySelector(".sentence [role=status]")
            new MutationObserver(() => heard.push(line.textContent)).observe(line, { childList: true })
        }"""
    )
    explorer.page.get_by_role("button", name="Step forward").click()
    explorer.eventually(lambda: "&t=2&" in explorer.page.url)
    assert explorer.page.evaluate("heard") == []
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.89, 300))
    explorer.eventually(lambda: explorer.page.evaluate("heard") == [seen.text_content()])


def test_a_quartic_with_a_large_step_ends_within_a_few(visit):
    page = visit("?e=0.1 w1^4&start=4,0&run=gradient-descent:eta=1")
    assert page.path().shape[1] < 9
    expect(page.status()).to_contain_text(re.compile("The run ends at t = [3-8]:"))


# Typing


def test_a_bad_text_is_explained_while_the_last_good_surface_stays(explorer):
    before = explorer.path()
    explorer.expression().fill("3 w1^2 + w3")
    expect(explorer.page.locator("#verdict p")).to_contain_text("w3")
    expect(explorer.page.locator("#verdict mark")).to_have_text("w")
    expect(explorer.expression()).to_have_attribute("aria-invalid", "true")
    np.testing.assert_array_equal(explorer.path(), before)
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.89, 300))
    assert explorer.expression().input_value() == "3 w1^2 + w3"
    explorer.expression().fill("w1^2 + 4 w2^2")
    expect(explorer.page.locator("#verdict p")).to_have_count(0)


def test_a_typed_function_is_followed_at_once_and_escape_takes_a_text_back_that_is_none(explorer):
    before = explorer.path()
    for text in ("3 w1^2 + w3", "3 w1^2 +", "(("):
        explorer.expression().fill(text)
        expect(explorer.page.locator("#verdict p")).not_to_be_empty()
        explorer.expression().press("Escape")
        expect(explorer.expression()).to_have_value("3 w1^2 + 10 w2^2")
        expect(explorer.expression()).to_have_attribute("aria-invalid", "false")
        expect(explorer.page.locator("#verdict p")).to_have_count(0)
    np.testing.assert_array_equal(explorer.path(), before)
    explorer.expression().fill("w1^2 + 4 w2^2")
    explorer.eventually_follows(
        by_hand.momentum(START, 0.001, 0.9, 300, gradient=lambda w: np.array([2 * w[0], 8 * w[1]]))
    )
    expect(explorer.page.get_by_role("combobox", name="Surface", exact=True)).to_have_value("")
    explorer.expression().press("Escape")
    expect(explorer.expression()).to_have_value(
        "w1^2 + 4 w2^2"
    )  # Undo takes a function back, as the tip says
    assert explorer.expression().get_attribute("title").endswith("Undo a function")
    explorer.expression().fill("<img src=x onerror=alert(1)> w1")  # what is typed is never markup
    expect(explorer.page.locator("#verdict p")).not_to_be_empty()
    assert explorer.page.locator("#verdict img").count() == 0


# The link


@pytest.mark.parametrize(
    "parts",
    [
        {
            "run=adam:eta=nan": "“nan” was not used",
            "steps=99999999999": "“99999999999” was not used",
            "start=inf,-inf": "“inf,-inf” was not used",
            "colour=blue": "colour “blue” was not used",
            "run=nosuch:eta=1": "nosuch",
            "e=<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",
            "view=1,0,a": "“1,0,a” was not used",
        },
        {"&".join(["run=momentum"] * 60): "60", "e=w1%00%ff??e=": "was not used: "},
    ],
    ids=["values", "sixty runs and bytes"],
)
def test_bad_parts_of_a_link_are_named_and_never_break_the_page(new_page, parts):
    page = new_page(f"?{'&'.join(parts)}")
    said = page.page.get_by_role("alert").get_by_role("listitem")
    expect(said).to_have_count(len(parts))
    for named in parts.values():
        expect(said.filter(has_text=named).first).to_be_visible()
    assert page.page.locator("img").count() == 0
    before = page.path()
    page.slider("Steps").press("ArrowRight")
    page.eventually(lambda: page.path().shape[1] > before.shape[1])
    page.page.get_by_role("button", name="Dismiss").click()
    expect(page.page.get_by_role("alert")).to_have_count(0)


# The traces and the gallery


def test_a_key_of_a_trace_hides_its_line_and_a_box_makes_the_axis_of_the_error_logarithmic(explorer):
    def visible():
        return explorer.page.evaluate(
            "['first_line', 'second_line'].map((name) => model_of('m')"
            ".renderers.find((renderer) => renderer.name === name).visible)"
        )

    key = explorer.page.get_by_role("button", name="m₁", exact=True)
    assert visible() == [True, True]
    key.click()
    explorer.eventually(lambda: visible() == [False, True])
    expect(key).to_have_attribute("aria-pressed", "false")
    key.press("Enter")
    explorer.eventually(lambda: visible() == [True, True])
    explorer.view_switch("log scale").check()
    explorer.eventually(lambda: "error=log" in explorer.page.url)
    axes = "model_of('error').left.map((axis) => [axis.type, axis.visible])"
    explorer.eventually(lambda: explorer.page.evaluate(axes) == [["LinearAxis", False], ["LogAxis", True]])


# The menu of surfaces and the field of the function


def surface_menu(page):
    return page.page.get_by_role("combobox", name="Surface", exact=True)


def test_own_function_asks_for_a_text_and_is_chosen_once_there_is_one(explorer):
    explorer.choose("Surface", "")
    expect(explorer.expression()).to_be_focused()
    selected = "() => document.activeElement.selectionEnd - document.activeElement.selectionStart"
    assert explorer.page.evaluate(selected) == len("3 w1^2 + 10 w2^2")
    expect(surface_menu(explorer)).to_have_value("bowl")
    explorer.page.keyboard.type("w1^2 + 5 w2^2")
    expect(surface_menu(explorer)).to_have_value("")
    explorer.page.keyboard.press("Tab")
    explorer.choose("Surface", "ravine")
    expect(explorer.expression()).to_have_value(GALLERY["ravine"].text)
    expect(surface_menu(explorer)).to_have_value("ravine")


def test_a_choice_replaces_a_text_that_was_typed_before_and_is_still_unsent(explorer):
    explorer.page.evaluate("""() => {
        const [field, menu] = ["#expression", "[aria-label=Surface]"].map((it) => document.querySelector(it))
        for (const text of ["w1^2 + 7 w2^2", "w1^2 + 8 w2^2"]) {
            field.value = text
            field.dispatchEvent(new Event("input", { bubbles: true }))
        }
        menu.value = "ravine"
        menu.dispatchEvent(new Event("change", { bubbles: true }))
    }""")
    explorer.eventually(lambda: "e=w1^2/κ" in unquote(explorer.page.url))
    explorer.wait_until_quiet()
    expect(explorer.expression()).to_have_value(GALLERY["ravine"].text)
    expect(surface_menu(explorer)).to_have_value("ravine")
    explorer.expression().fill("w1^2 + 9 w2^2")
    explorer.eventually(lambda: "e=w1^2 + 9" in unquote(explorer.page.url))


@pytest.mark.parametrize("text", ["3w1²+10w2²", "10*w2^2 + 3*w1^2"])
def test_a_typed_bowl_is_recognized_and_its_text_is_kept(explorer, visit, text):
    explorer.expression().fill("w1^2 + 5 w2^2")
    expect(surface_menu(explorer)).to_have_value("")
    explorer.expression().fill(text)
    expect(surface_menu(explorer)).to_have_value("bowl")
    explorer.eventually(lambda: explorer.source("known_minima")["w1"].tolist() == [0])
    explorer.choose("Optimizer", "adagrad")
    explorer.eventually(lambda: explorer.value("η") == 2)  # what the gallery suggests on the bowl
    explorer.eventually(lambda: "run=adagrad:eta=2.0" in explorer.page.url)
    assert unquote(explorer.page.url).startswith(f"{explorer.page.url.partition('?')[0]}?e={text}&")
    link = "?" + explorer.page.url.partition("?")[2]
    visit("?e=w1^2")
    copy = visit(link)
    expect(copy.expression()).to_have_value(text)
    expect(surface_menu(copy)).to_have_value("bowl")
