"""Keys: their list, keys of figures, letters that can be turned off. And the surface's text alternative."""

import numpy as np
import pytest
from playwright.sync_api import expect


@pytest.fixture
def explorer(visit):
    return visit()


def figure(explorer, name):
    return explorer.page.get_by_role("application", name=name, exact=True)


def surface(explorer):
    return figure(explorer, "Surface with the path")


def keys(explorer):
    return explorer.page.get_by_role("dialog", name="Keys")


def has_focus_in_sight(locator) -> bool:
    """Whether an element has the focus, in the window, with an outline around it."""
    return locator.evaluate(
        """(element) => {
            const { outlineStyle, outlineWidth } = getComputedStyle(element)
            const { top, bottom, left, right } = element.getBoundingClientRect()
            const is_in = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
            return document.activeElement === element && element.matches(":focus-visible") && is_in
                && outlineStyle !== "none" && parseFloat(outlineWidth) >= 1
        }"""
    )


# The list


def test_a_question_mark_and_a_button_open_the_list_of_the_keys(explorer):
    explorer.page.keyboard.press("?")
    expect(keys(explorer)).to_be_visible()
    for text in ("Space", "Ctrl-Z", "move the start", "zoom"):
        expect(keys(explorer).get_by_text(text).first).to_be_visible()
    over = "(list) => list.scrollHeight - list.clientHeight"
    assert keys(explorer).evaluate(over) <= 1  # all of it is in sight
    for _ in range(2):  # is the dialog's: it turns letters off and on
        explorer.page.keyboard.press("Space")
    expect(explorer.page.get_by_role("button", name="Play", exact=True)).to_have_count(1)
    explorer.page.keyboard.press("Escape")
    expect(keys(explorer)).to_be_hidden()
    explorer.wait_until_still()
    assert explorer.page.evaluate("() => document.activeElement === document.body")  # as before
    explorer.page.get_by_role("button", name="Keys", exact=True).press("Enter")
    expect(keys(explorer)).to_be_visible()
    keys(explorer).get_by_role("button", name="Close").click()
    expect(keys(explorer)).to_be_hidden()
    field = explorer.expression()  # where letters are text
    field.press("End")
    field.press("?")
    assert field.input_value().endswith("?")
    explorer.page.get_by_role("combobox", name="Surface", exact=True).press("?")  # where they choose
    expect(keys(explorer)).to_be_hidden()


def test_a_phone_has_the_end_of_the_list_in_sight_and_no_keys_of_a_projector(visit):
    explorer = visit("", width=360, height=640)
    explorer.page.get_by_role("button", name="Keys", exact=True).click()
    close = keys(explorer).get_by_role("button", name="Close")
    expect(close).to_be_in_viewport(ratio=1)
    expect(keys(explorer).get_by_text("projector")).to_have_count(0)
    close.click()
    explorer.resize(1280, 720)
    explorer.page.keyboard.press("?")
    expect(keys(explorer).get_by_role("heading", name="On the projector")).to_be_visible()
    step = keys(explorer).locator("h3:text('While no control') + dl").get_by_text("go back and forth")
    expect(step).to_be_visible()
    explorer.page.keyboard.press("Escape")
    explorer.page.keyboard.press("p")
    explorer.page.keyboard.press("?")
    expect(keys(explorer).get_by_text("do the same, while no control has the focus")).to_be_visible()
    expect(step).to_have_count(0)
    for text in ("takes a pen", "wipes what the pen has drawn"):
        expect(keys(explorer).get_by_text(text)).to_be_visible()
    explorer.page.keyboard.press("Escape")
    explorer.page.keyboard.press("p")


def test_letters_that_were_turned_off_do_nothing_after_a_reload_either(new_page):
    explorer = new_page()
    explorer.page.keyboard.press("?")
    keys(explorer).get_by_role("checkbox").press("Space")
    explorer.page.keyboard.press("Escape")
    explorer.page.keyboard.press("?")
    expect(keys(explorer)).to_be_hidden()
    explorer.page.reload()
    explorer.wait_until_ready()
    explorer.page.keyboard.press("?")
    expect(keys(explorer)).to_be_hidden()
    explorer.page.get_by_role("button", name="Keys", exact=True).click()
    expect(keys(explorer).get_by_role("checkbox")).not_to_be_checked()
    keys(explorer).get_by_role("checkbox").check()
    explorer.page.keyboard.press("Escape")
    explorer.page.keyboard.press("?")
    expect(keys(explorer)).to_be_visible()


def rule_field(explorer):
    return explorer.page.get_by_role("textbox", name="Update rule", exact=True)


def test_escape_closes_a_notice_but_not_from_a_text_field(new_page):
    explorer = new_page("?unknown=1")
    explorer.choose("Optimizer", "own")
    notice = explorer.page.get_by_role("dialog", name="Notices")
    expect(notice).to_be_visible()
    for field in (explorer.box("w1"), rule_field(explorer)):
        field.press("Escape")  # is the field's
        expect(notice).to_be_visible()
    explorer.page.get_by_role("heading", level=1).click()
    explorer.page.keyboard.press("Escape")
    expect(notice).to_be_hidden()


# Figures


def test_the_tab_key_reaches_every_control_and_figure_with_the_focus_in_sight(new_page):
    explorer = new_page()
    explorer.wait_until_still()
    page = explorer.page
    seen = []
    for _ in range(120):
        page.keyboard.press("Tab")
        focused = page.locator(":focus").first
        if not focused.count():
            break
        name = focused.evaluate("(e) => e.getAttribute('aria-label') || e.textContent || e.id || e.className")
        assert has_focus_in_sight(focused), name
        seen.append(name.strip())
        if seen.count(seen[0]) > 1:
            break
    for name in (
        "Keys",
        "expression",
        "Surface",
        "α",
        "w1",
        "Surface with the path",
        "E over t",
        "m over t",
        "Time",
    ):
        assert name in seen, f"{name} is not among {seen}"


def test_a_press_of_the_mouse_gives_no_figure_a_frame(visit):
    explorer = visit("?panel=stability&run=adam:eta=0.5", waits_for="stability")
    focused = """() => {
        let element = document.activeElement
        while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        return [element.tagName, getComputedStyle(element).outlineStyle]
    }"""
    for tab, figures in {
        "Path": ("surface", "error", "m", "s", "stability"),
        "Hyper-parameters": ("plane",),
        "Gradient pairs": ("pairs",),
    }.items():
        explorer.page.get_by_role("tab", name=tab, exact=True).click()
        for name in figures:
            place = explorer.page.locator(f"[data-figure={name}] .bk-events")
            place.wait_for()
            place.click(position={"x": 150, "y": 20})
            assert explorer.page.evaluate(focused) == ["BODY", "none"], name
            place.focus()  # a program may ask for it, and Bokeh has done so
            assert explorer.page.evaluate(focused)[1] == "none", name


def test_arrow_keys_move_the_start_while_the_surface_has_the_focus(explorer):
    surface(explorer).focus()
    w1, w2 = explorer.start()
    for key, (dx, dy) in {
        "ArrowRight": (1, 0),
        "ArrowUp": (0, 1),
        "ArrowLeft": (-1, 0),
        "ArrowDown": (0, -1),
    }.items():
        before = explorer.start()
        explorer.page.keyboard.press(key)
        moved = np.subtract(explorer.start(), before)
        assert np.array_equal(np.sign(moved), (dx, dy)), key
    assert explorer.start() == (w1, w2)


def test_plus_and_minus_zoom_and_shift_moves_the_view(explorer):
    explorer.wait_until_still()
    surface(explorer).focus()

    def width(axis="x"):
        low, high = explorer.range_of("surface", axis)
        return high - low

    wide = width(), width("y")
    explorer.page.keyboard.press("+")
    explorer.eventually(lambda: width() < wide[0] and width("y") < wide[1])
    explorer.page.keyboard.press("-")
    explorer.eventually(lambda: (width(), width("y")) == pytest.approx(wide))
    low, high = explorer.range_of("surface", "x")
    start = explorer.start()
    explorer.page.keyboard.press("Shift+ArrowRight")
    explorer.eventually(
        lambda: explorer.range_of("surface", "x") == pytest.approx((low + wide[0] / 10, high + wide[0] / 10))
    )
    assert explorer.start() == start


def test_a_press_on_the_surface_leaves_the_keys_to_the_time(explorer):
    x, y = explorer.at(5, 5)
    explorer.expression().focus()
    explorer.page.mouse.click(x, y)
    explorer.eventually(lambda: explorer.start() == pytest.approx((5, 5), abs=0.2))
    start = explorer.start()
    explorer.page.keyboard.press("ArrowRight")
    assert explorer.start() == start
    assert explorer.page.get_by_role("slider", name="Time", exact=True).input_value() == "2"


def test_keys_on_a_trace_step_hide_its_lines_and_crop_the_error(explorer):
    figure(explorer, "m over t").focus()
    explorer.page.keyboard.press("ArrowRight")
    assert explorer.page.get_by_role("slider", name="Time", exact=True).input_value() == "2"
    explorer.page.keyboard.press("2")
    explorer.eventually(lambda: "hide=m2" in explorer.page.url)
    explorer.page.keyboard.press("2")
    explorer.eventually(lambda: "hide=" not in explorer.page.url)
    explorer.wait_until_settled()
    figure(explorer, "E over t").focus()
    _, high = explorer.range_of("error", "y")
    explorer.page.keyboard.press("+")
    explorer.eventually(lambda: explorer.range_of("error", "y")[1] < high)
    explorer.page.keyboard.press("0")
    explorer.eventually(lambda: explorer.range_of("error", "y")[1] == pytest.approx(high))


def test_arrow_keys_on_the_map_set_both_values(visit):
    explorer = visit("?tab=plane", waits_for="plane")
    figure(explorer, "Map of the hyper-parameters").focus()
    eta, alpha = explorer.value("η"), explorer.value("α")
    explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("ArrowDown")
    changed = [explorer.value("η") != eta, explorer.value("α") != alpha]
    assert changed == [True, True]


def test_arrow_keys_on_the_map_of_pairs_read_it(visit):
    explorer = visit("?tab=pairs", waits_for="pairs")
    figure(explorer, "Map of gradient pairs").focus()
    for key in ("ArrowRight", "ArrowUp"):
        explorer.page.keyboard.press(key)
    expect(explorer.page.locator(".tip").filter(has_text="g").first).to_be_visible()
    reach = explorer.range_of("pairs", "x")[1]
    explorer.page.keyboard.press("-")
    explorer.eventually(lambda: explorer.range_of("pairs", "x")[1] > reach)


# Motion


def moving(explorer) -> int:
    """How many elements would change by a transition or an animation."""
    return explorer.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((element) => {
            const { transitionDuration, animationName } = getComputedStyle(element)
            return transitionDuration.split(", ").some((each) => parseFloat(each)) || animationName !== "none"
        }).length"""
    )


def test_nothing_moves_by_itself_for_those_who_want_less_motion_but_play_plays(visit, explorer):
    assert moving(explorer) > 0
    still = visit(reduced_motion="reduce")
    assert moving(still) == 0
    still.page.keyboard.press("Space")
    time = still.page.get_by_role("slider", name="Time", exact=True)
    still.eventually(lambda: int(time.input_value()) > 5)


# The text alternative


def happened(explorer):
    return explorer.page.locator("#alternative")


def test_the_surface_says_what_happened(visit):
    explorer = visit("?run=momentum:eta=0.01,alpha=0.8&run=adam:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-8")
    expect(happened(explorer)).to_contain_text(
        "Momentum starts at (−15, 20). With α = 0.8 it overshoots five times and arrives near (0, 0) after "
    )
    expect(happened(explorer)).to_contain_text("Adam starts at (−15, 20).")
    description = surface(explorer).get_attribute("aria-describedby")
    assert explorer.page.locator(f"#{description}").inner_text() == happened(explorer).inner_text()


# The focus


def has_focus(explorer, role, name):
    element = explorer.page.get_by_role(role, name=name, exact=True)
    explorer.eventually(lambda: element.evaluate("(element) => element === document.activeElement"))


def press(explorer, control):
    control.focus()
    explorer.page.keyboard.press("Enter")


def test_what_removes_the_focused_control_gives_the_focus_to_what_is_at_its_place(visit):
    explorer = visit("?t=1&panel=runs&run=momentum:eta=0.01,alpha=0.9&run=adam:eta=0.5&run=nesterov:eta=0.01")
    page = explorer.page
    for left in (1, 0):
        press(explorer, page.get_by_role("button", name="Remove run").last)
        explorer.eventually(lambda left=left: page.get_by_role("button", name="Remove run").count() == left)
        has_focus(explorer, *[("button", "Pin this run"), ("button", "Remove run 1, Adam")][left])
    press(explorer, explorer.button("Edit this rule"))
    has_focus(explorer, "textbox", "Update rule")


def test_the_buttons_of_messages_give_the_focus_on(visit):
    explorer = visit("?t=1&run=gradient-descent:eta=0.3")
    page = explorer.page
    press(explorer, page.locator(".offers button").first)
    explorer.eventually(lambda: page.locator(".offers").get_by_text("Undo").count() == 1)
    explorer.eventually(lambda: page.evaluate("() => document.activeElement.textContent") == "Undo")
    page.keyboard.press("Enter")
    explorer.eventually(lambda: page.evaluate("() => document.activeElement.closest('.middle') !== null"))
    field = explorer.expression()
    field.fill("(w1^2-1)^2+w2^2")
    field.press("Enter")
    press(explorer, page.locator("#verdict button"))
    has_focus(explorer, "textbox", "Error function")


# Descriptions


def description(explorer, name):
    return figure(explorer, name).evaluate(
        "(element) => document.getElementById(element.getAttribute('aria-describedby'))?.textContent"
    )


def test_every_figure_has_a_name_and_says_what_it_shows(visit):
    explorer = visit("?t=1&tab=plane&panel=stability&run=momentum:eta=0.01,alpha=0.9")
    figures = explorer.page.get_by_role("application").all()
    names = [each.get_attribute("aria-label") for each in figures]
    assert len(figures) == 5
    assert "undefined" not in names
    for name, words in {
        "E over t": "E goes from 4675 to ",
        "m over t": "m₁ goes from 0 to ",
        "Map of the hyper-parameters": "Horizontal: η, now 0.01. Vertical: α, now 0.9.",
        "Sharpness over t": "bound",
    }.items():
        explorer.eventually(lambda name=name, words=words: words in description(explorer, name))
    explorer.page.get_by_role("tab", name="Gradient pairs").click()
    explorer.eventually(lambda: "g₁ and g₂ from −" in description(explorer, "Map of gradient pairs"))
    explorer.page.get_by_role("tab", name="Path", exact=True).click()
    explorer.enter("η value", "0.02")
    explorer.eventually(lambda: "4675" in description(explorer, "E over t"))
