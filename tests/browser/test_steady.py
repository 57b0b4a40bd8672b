"""Ranges and scales hold still while a control moves; at rest they are those of a fresh page."""

import pytest
from playwright.sync_api import expect

FAR = "?e=3w1^2%2B10w2^2&start=-15,20&view=-25,25,-25,25&"
_RANGES = """() => ["error_range", "error_log_range", "m_range", "s_range", "t_range"].map((name) => {
    const { start, end } = model_of(name)
    return [start, end]
})"""


def ranges(explorer):
    return explorer.page.evaluate(_RANGES)


def scales(explorer):
    return explorer.page.locator(".arrows span").all_inner_texts()


def fresh(new_page, explorer):
    """A page at the link of what another shows."""
    explorer.wait_until_settled()
    explorer.page.evaluate("() => module_history.update_address()")
    return new_page("?" + explorer.page.url.partition("?")[2])


def is_as_fresh(new_page, explorer):
    other = fresh(new_page, explorer)
    other.eventually(lambda: scales(other) != [])
    explorer.eventually(lambda: ranges(explorer) == ranges(other))
    explorer.eventually(lambda: scales(explorer) == scales(other))
    other.page.context.close()


def test_a_slider_that_is_held_keeps_the_ranges_and_let_go_has_those_of_a_fresh_page(visit, new_page):
    explorer = visit(f"{FAR}run=momentum:eta=0.001,alpha=0.9&t=30")
    explorer.eventually(lambda: len(scales(explorer)) == 3)
    before, error = ranges(explorer), explorer.trajectory()["error"][-1]
    move = explorer.hold("η", 0.35)
    move(0.5, steps=5)
    explorer.eventually(lambda: explorer.trajectory()["error"][-1] != error)
    explorer.wait_until_settled()  # the server answers while the slider is held
    held = ranges(explorer)
    assert held[0] == before[0]  # the error begins where it did, and fills its range
    low, high = held[1]
    assert low <= before[1][0]
    assert high == before[1][1]
    move(0.15, steps=5)  # slow: its errors would need less
    explorer.page.mouse.up()
    is_as_fresh(new_page, explorer)


@pytest.mark.parametrize(
    "keys",
    [
        ["Home", "PageUp", "PageUp", "PageUp", "PageUp", "PageUp"],
        ["End", "PageDown", "PageDown", "PageDown"],
    ],
)
def test_after_keys_the_ranges_and_scales_are_those_of_a_fresh_page(visit, new_page, keys):
    explorer = visit(f"{FAR}run=momentum:eta=0.001,alpha=0.9&run=adam:eta=0.1&t=1")
    for key in keys:
        explorer.slider("η").press(key)
    is_as_fresh(new_page, explorer)


def test_after_the_cursor_moved_the_arrows_are_those_of_a_fresh_page(visit, new_page):
    explorer = visit(f"{FAR}run=momentum:eta=0.001,alpha=0.9&t=1")
    explorer.page.get_by_role("slider", name="Time", exact=True).fill("6")
    explorer.eventually(lambda: "&t=6&" in explorer.page.url)
    explorer.page.get_by_role("slider", name="Time", exact=True).fill("9")
    explorer.eventually(lambda: "&t=9&" in explorer.page.url)
    is_as_fresh(new_page, explorer)


def test_hidden_pins_name_no_moments(visit):
    explorer = visit(f"{FAR}run=gradient-descent:eta=0.01&run=momentum:eta=0.001,alpha=0.9")

    trace = explorer.page.locator('.trace[data-trace="m"]')
    expect(trace.locator(".trace-head > span")).to_have_text("momentum, pinned runs only")
    explorer.page.locator(".legend button").click()
    expect(trace).to_be_hidden()
    explorer.page.locator(".legend button").click()
    expect(trace.locator(".trace-head > span")).to_have_text("momentum, pinned runs only")


def test_the_wheel_crops_the_linear_error_and_no_other(visit):
    explorer = visit(f"{FAR}run=momentum:eta=0.001,alpha=0.9&error=log")
    explorer.wait_until_still()
    where = explorer.middle("error")
    log_scale = explorer.view_switch("log scale")
    explorer.page.keyboard.press("Escape")
    explorer.page.mouse.move(*where)
    explorer.page.mouse.wheel(0, -300)
    expect(log_scale).to_be_checked()
    explorer.view_switch("log scale").uncheck()
    explorer.page.keyboard.press("Escape")
    explorer.page.mouse.move(*where)
    explorer.wait_until_settled()
    explorer.eventually(lambda: explorer.range_of("error", "y") == (-250, 4750))
    explorer.eventually(lambda: "error=linear" in explorer.page.url)
    assert "crop=" not in explorer.page.url
    explorer.page.mouse.move(*where)
    explorer.page.mouse.wheel(0, -300)
    explorer.eventually(lambda: explorer.range_of("error", "y")[1] < 2500)
    explorer.eventually(lambda: "crop=" in explorer.page.url)
    explorer.view_switch("log scale").check()
    explorer.page.keyboard.press("Escape")
    explorer.page.mouse.move(*where)
    explorer.page.mouse.dblclick(*where)
    explorer.view_switch("log scale").uncheck()
    explorer.page.keyboard.press("Escape")
    explorer.page.mouse.move(*where)
    explorer.wait_until_settled()
    assert explorer.range_of("error", "y")[1] < 2500
