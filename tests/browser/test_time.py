"""The time cursor: what moves it, and the arrows and the arithmetic of its step."""

import re

import by_hand
import numpy as np
import pytest
from playwright.sync_api import expect

from surfaces import GALLERY

START = (-15.0, 20.0)
SHOWN = 5e-6
"""How far a number of six digits is off at most, as a share of it."""

ON_BOWL = GALLERY["bowl"].suggested["adam"]["eta"]


@pytest.fixture
def explorer(visit):
    return visit()


def cursor(explorer) -> int:
    return int(explorer.page.get_by_role("slider", name="Time", exact=True).input_value())


def line_of(explorer, name) -> float:
    """The value that a line of the arithmetic ends with, which has six digits."""
    texts = explorer.page.locator(f".step .formula[title^='{name} = ']").all_text_contents()
    return float(re.split("[=≈]", texts[0])[-1].replace("−", "-").replace("⋅", "").replace("\u2009", ""))


def test_keys_move_the_cursor_but_belong_to_the_control_that_has_the_focus(explorer):
    assert cursor(explorer) == 1
    for key, t in [("ArrowRight", 2), ("ArrowRight", 3), ("ArrowLeft", 2), ("End", 300), ("Home", 0)]:
        explorer.page.keyboard.press(key)
        assert cursor(explorer) == t
    explorer.slider("α").press("ArrowLeft")
    explorer.box("w1").press("End")
    explorer.expression().press("ArrowRight")
    assert cursor(explorer) == 0


def test_buttons_the_slider_and_a_press_on_a_trace_move_the_cursor(explorer):
    explorer.button("Step forward").click()
    explorer.button("Step forward").click()
    explorer.button("Step back").click()
    assert cursor(explorer) == 2
    explorer.page.get_by_role("slider", name="Time", exact=True).fill("120")
    assert cursor(explorer) == 120
    path = by_hand.momentum(START, 0.001, 0.9, 300)

    def is_there():
        point = explorer.source("cursor")
        return (point["w1"][0], point["w2"][0]) == pytest.approx(tuple(path[:, 120]))

    explorer.eventually(is_there)
    for name in ("error", "m", "s"):
        where = f"model_of('{name}').renderers.at(0).data_source.data.t[0]"
        assert explorer.page.evaluate(where) == 120
    explorer.wait_until_still()
    explorer.page.mouse.click(*explorer.pixel("m", 150, 0))
    assert abs(cursor(explorer) - 150) <= 1


def test_playing_moves_the_cursor_until_it_is_paused(explorer):
    explorer.page.keyboard.press(" ")
    explorer.eventually(lambda: cursor(explorer) > 20)
    explorer.button("Pause").click()
    t = cursor(explorer)
    explorer.eventually(lambda: f"&t={t}&" in explorer.page.url)  # is written when it rests
    assert cursor(explorer) == t


def test_playing_ends_at_the_last_step_and_starts_again(explorer):
    explorer.page.get_by_role("slider", name="Time", exact=True).fill("290")
    explorer.button("Play").click()
    explorer.eventually(lambda: cursor(explorer) == 300)
    expect(explorer.button("Play")).to_be_visible()
    explorer.button("Play").click()
    explorer.eventually(lambda: 0 < cursor(explorer) < 290)
    explorer.button("Pause").click()


def test_text_that_changes_in_every_frame_is_not_read_out(explorer):
    expect(explorer.page.locator("output")).to_have_attribute("aria-live", "off")


def test_playing_asks_nothing_of_the_server(visit):
    explorer = visit()
    explorer.page.evaluate(
        "() => { window.sent = 0; const send = WebSocket.prototype.send;"
        " WebSocket.prototype.send = function (...data) { window.sent++; return send.apply(this, data) } }"
    )
    explorer.button("Play").click()
    explorer.eventually(lambda: cursor(explorer) > 40)
    assert explorer.page.evaluate("window.sent") <= 3  # at most what was under way


def test_the_arithmetic_of_a_step_has_the_numbers_of_the_path(explorer):
    explorer.page.keyboard.press("ArrowRight")
    m = 0.9 * np.array([-90, 400]) + by_hand.bowl((-14.91, 19.6))
    w = np.array([-14.91, 19.6]) - 0.001 * m
    explorer.eventually(lambda: line_of(explorer, "m1(2)") == pytest.approx(-170.46, rel=SHOWN))
    for i in (0, 1):
        assert line_of(explorer, f"m{i + 1}(2)") == pytest.approx(m[i], rel=SHOWN)
        assert line_of(explorer, f"w{i + 1}(2)") == pytest.approx(w[i], rel=SHOWN)
    explorer.choose("Optimizer", "adam")
    explorer.eventually(lambda: line_of(explorer, "s2(2)") > 0)
    path = by_hand.adam(START, ON_BOWL, 0.9, 0.999, 1e-8, 2)
    explorer.eventually(lambda: line_of(explorer, "w1(2)") == pytest.approx(path[0, 2], rel=SHOWN))


def test_at_the_start_there_is_no_step_and_the_arithmetic_of_the_first_follows_a_slider(explorer):
    explorer.page.keyboard.press("Home")
    expect(explorer.page.get_by_text("no step has led here")).to_be_visible()
    assert explorer.page.evaluate("model_of('arrows').data.x0.length") == 0
    explorer.page.keyboard.press("ArrowRight")
    explorer.slider("η").press("ArrowRight")
    explorer.eventually(lambda: line_of(explorer, "w1(1)") == pytest.approx(-15 + 90 * 0.00112, rel=SHOWN))


def test_arrows_show_the_gradient_the_moment_and_the_update_to_the_scale_that_is_stated(explorer):
    explorer.page.get_by_role("slider", name="Time", exact=True).fill("12")
    explorer.eventually(lambda: "&t=12&" in explorer.page.url)  # it rests: the scales are those of this step
    explorer.wait_until_settled()
    words = explorer.page.locator(".arrows span").all_inner_texts()
    for word in words:
        expect(explorer.view_switch(word.split(" × ")[0])).to_have_attribute("aria-pressed", "true")
    scales = {word.split(" × ")[0]: float(word.split(" × ")[1].replace("−", "-")) for word in words}
    path = by_hand.momentum(START, 0.001, 0.9, 12)
    moment = np.zeros(2)
    for t in range(12):
        moment = 0.9 * moment + by_hand.bowl(path[:, t])
    vectors = {"−∇E": -by_hand.bowl(path[:, 11]), "−m": -moment, "Δw": path[:, 12] - path[:, 11]}
    drawn = explorer.page.evaluate(
        "() => { const { x0, y0, x1, y1 } = model_of('arrows').data;"
        " return x0.map((x, i) => [x, y0[i], x1[i] - x, y1[i] - y0[i]]) }"
    )
    assert (len(drawn), len(scales)) == (2, 3)
    for (name, vector), arrow in zip(vectors.items(), (drawn[0], drawn[1], drawn[1]), strict=True):
        assert arrow == pytest.approx([*path[:, 11], *(scales[name] * vector)])


def test_a_link_brings_the_cursor_back(visit):
    page = visit("?t=77&steps=200")
    assert cursor(page) == 77
    page.slider("Steps").press("Home")  # the path is now shorter than the cursor's t
    page.eventually(lambda: cursor(page) == 10)
    page.slider("Steps").press("End")
    page.eventually(lambda: cursor(page) == 77)


def test_the_pointer_over_the_path_or_a_trace_shows_the_values_of_that_step(explorer):
    path = by_hand.momentum(START, 0.001, 0.9, 300)
    tip = explorer.page.locator(".unseen > .tip")
    explorer.wait_until_still()
    x, y = explorer.at(*path[:, 10])
    explorer.page.mouse.move(x + 2, y + 1)
    expect(tip).to_contain_text("t10")
    expect(tip).to_contain_text(f"w₁{path[0, 10]:.5g}".replace("-", "−"))
    x, y = explorer.at(10, -10)
    explorer.page.mouse.move(x, y)
    expect(tip).to_contain_text(re.compile(r"E1[23]\d\d"))  # E(10, −10) is 1300; samples are 0.2 apart
    explorer.page.mouse.move(*explorer.pixel("error", 40, 2000))
    expect(tip).to_contain_text(re.compile("t(39|40|41)E"))
    explorer.page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


_PLAY = """async () => {
    const play = document.querySelector(".play")
    const formulas = document.querySelector(".step").getElementsByClassName("formula")
    const time = () => model_of("time").data
    const found = []
    let t, bar
    play.click()
    do {
        await new Promise(requestAnimationFrame)
        t = (time().get ? time().get("t") : time().t)[0]
        bar = document.querySelector("output").textContent
        const step = [...formulas].map((each) => each.title).join(" ")
        found.push({ t, bar, step, title: play.title })
    } while (!(UNTIL))
    return found
}"""
"""Plays, and returns what the page says in each frame until something holds."""


def play(page, until):
    return page.page.evaluate(_PLAY.replace("UNTIL", until))


@pytest.mark.parametrize("key", ["momentum:eta=0.001,alpha=0.9", "adam:eta=0.1"])
def test_while_the_path_plays_all_of_the_page_shows_one_step(visit, key):
    page = visit(f"?start=-15,20&t=1&run={key}")
    page.wait_until_quiet()
    expect(page.page.locator(".step")).not_to_have_class(re.compile("late"))
    written = "Number(new URLSearchParams(location.search).get('t')) >= 20"
    frames = play(page, f"{written} && new Set(found.map(({{ t }}) => t)).size > 5")
    for frame in frames:
        assert frame["bar"].startswith(f"t = {frame['t']} ")
        assert f"w1({frame['t']}) = " in frame["step"]
        assert frame["title"].startswith("Pause")  # the address is written meanwhile
    page.button("Pause").click()


def test_the_last_step_that_is_played_is_that_of_all_of_the_page(visit):
    page = visit("?start=-15,20&steps=40&t=30&run=momentum:eta=0.001,alpha=0.9")
    page.wait_until_quiet()
    frames = play(page, "t === 40 && bar.startsWith('t = 40 ')")
    assert all(frame["bar"].startswith(f"t = {frame['t']} ") for frame in frames)
    expect(page.button("Play")).to_be_visible()


def test_a_number_has_its_digits_in_the_table_and_is_short_at_the_cursor(visit):
    page = visit("?start=-15,20&t=300&steps=300&run=momentum:eta=0.001,alpha=0.9&panel=runs")
    expect(page.page.locator("output")).to_contain_text("E = 6e−11 ")
    expect(page.page.locator("[data-part=runs]")).to_contain_text("6.1987e−11")


_OPENED = """async (name) => {
    const panel = document.querySelector(".dock")
    const tabs = [...panel.querySelectorAll("[role=tab]")]
    tabs.find(({ textContent }) => textContent === name).click()
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame)
    const step = document.querySelector(".step")
    const lines = [...step.getElementsByClassName("formula")].map((each) => each.title)
    return [step.classList.contains("late"), ...lines]
}"""
"""Opens a panel, and returns what stands in the step when its first frame is painted."""


def test_the_arithmetic_is_set_only_while_it_is_shown_and_of_the_present_step_at_once(new_page):
    page = new_page("?start=-15,20&t=3&panel=runs&run=momentum:eta=0.001,alpha=0.9")
    page.wait_until_quiet()
    page.page.keyboard.press("ArrowRight")
    page.wait_until_still()
    assert cursor(page) == 4
    assert page.page.locator(".step .formula").count() == 0
    assert page.page.evaluate(_OPENED, "Step")[-1].startswith("w2(4) = ")
    page.page.evaluate(_OPENED, "Runs")
    page.enter("α value", "0.5")
    page.button("Step forward").click()
    page.wait_until_still()
    late, *lines = page.page.evaluate(_OPENED, "Step")
    weights = by_hand.momentum(START, 0.001, 0.5, 300)[:, 5]
    assert not late
    assert line_of(page, "w2(5)") == pytest.approx(weights[1], rel=SHOWN)
    assert lines[-1].startswith("w2(5) = ")
