"""Undo, redo and the browser's Back: every change of the page can be taken back and repeated."""

import re

import by_hand
import pytest
from playwright.sync_api import expect

START = (-15.0, 20.0)
LINK = (
    "?e=3 w1^2 %2B 10 w2^2&start=-15,20&steps=300&view=-25,25,-25,25&error=linear&panel=step&tab=path"
    "&t=1&run=momentum:eta=0.001,alpha=0.9"
)


def undo(page):
    page.history("Undo").click()


def redo(page):
    page.history("Redo").click()


def can(page, name):
    return page.history(name).get_attribute("aria-disabled") == "false"


def link(page):
    return page.page.url.partition("?")[2]


def rests(page):
    """Wait until the address's experiment is an entry of the history. Wait for the address before."""
    page.page.wait_for_function(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("explorer:history"))
            return kept && history.state?.shown === kept.entries[kept.at]
        }"""
    )


@pytest.fixture
def explorer(new_page):
    """A page on which nothing can be undone."""
    return new_page(LINK)


TIMERS = """
    window.timers = new Map()
    const [later, clear] = [setTimeout, clearTimeout]
    window.setTimeout = (act, pause, ...more) => {
        const id = later(() => (timers.delete(id), act(...more)), pause)
        timers.set(id, pause)
        return id
    }
    window.clearTimeout = (id) => (timers.delete(id), clear(id))
"""
"""A script that notes the timers of the page and their pauses."""


def wait_for_what_is_put_off(page):
    """Wait until all that the page has put off by up to a second, such as a cursor, is done and answered."""
    page.page.wait_for_function("() => [...timers.values()].every((pause) => pause > 1000)")
    page.wait_until_settled()


@pytest.fixture
def visited(visit):
    """A page that other tests have used."""
    explorer = visit(LINK, script=TIMERS)
    rests(explorer)
    return explorer


def drag_start(page):
    start, *others = [page.at(w1, w2) for w1, w2 in (START, (-14, 12), (-12, 12), (-10, 12), (-8, 12))]
    page.page.mouse.move(*start)
    page.page.mouse.down()
    for other in others:
        page.page.mouse.move(*other)
    page.page.mouse.up()


def drag_slider(page):
    move = page.hold("α", 0.9)
    for share in (0.8, 0.7, 0.6, 0.5):
        move(share)
    page.page.mouse.up()


def drag_from_the_track(page):
    move = page.hold("η", 0.2)
    for share in (0.3, 0.4):
        move(share)
    page.page.mouse.up()


def zoom(page):
    page.page.mouse.move(*page.at(0, 0))
    page.page.mouse.wheel(0, -120)


def wheel_over_error(page):
    page.page.mouse.move(*page.middle("error"))
    page.page.mouse.wheel(0, -100)


def choose_lesson(page):
    page.button("Lessons").click()
    page.page.get_by_role("button", name="1.5 A factor of 1/(1 − α)").click()


def press_keys(page):
    """Five presses of a key, with no time between them on any machine."""
    page.slider("η").evaluate(
        """(slider) => {
            const key = (kind) => slider.dispatchEvent(new KeyboardEvent(kind, { key: "ArrowRight" }))
            for (let i = 0; i < 5; i++) key("keydown")
            key("keyup")
        }"""
    )


ACTS = {
    "a drag of a slider": drag_slider,
    "a drag that begins beside the thumb": drag_from_the_track,
    "a burst of keys": press_keys,
    "a typed number": lambda page: page.enter("α value", "0.625"),
    "a drag of the start": drag_start,
    "a click on the surface": lambda page: page.page.mouse.click(*page.at(-10, -5)),
    "a zoom": zoom,
    "a crop": wheel_over_error,
    "a scale": lambda page: page.view_switch("log scale").check(),
    "a t": lambda page: page.button("Step forward").click(),
    "a panel": lambda page: page.open_panel("Runs"),
    "a pin": lambda page: page.button("Pin run").click(),
    "a hidden pin": lambda page: page.page.get_by_role("button", name="Hide run").click(),
    "a method": lambda page: page.choose("Optimizer", "adam"),
    "a typed function": lambda page: page.expression().fill("w1^2 + 7 w2^2"),
    "a surface": lambda page: page.choose("Surface", "rosenbrock"),
    "an activated pin": lambda page: page.page.get_by_role("button", name="Activate run").click(),
    "a removed pin": lambda page: page.page.get_by_role("button", name="Remove run").click(),
    "a lesson": choose_lesson,
    "a tab": lambda page: page.tab("Hyper-parameters").click(),
}
"""All kinds of changes, in an order in which each is possible."""


HASTY = """
    const later = setTimeout
    const shorter = (pause) => ([250, 500].includes(pause) ? pause / 5 : pause)
    window.setTimeout = (act, pause, ...more) => later(act, shorter(pause), ...more)
"""
"""A script that shortens the pauses before an entry and before an address to a fifth."""


def test_every_change_is_one_step_of_undo_and_redo(new_page):
    explorer = new_page(LINK, script=HASTY)
    rests(explorer)
    assert not can(explorer, "Undo")
    links, paths = [link(explorer)], [explorer.path().tolist()]
    for act in ACTS.values():
        act(explorer)
        explorer.eventually(lambda: link(explorer) != links[-1])
        explorer.wait_until_settled()
        rests(explorer)
        links.append(link(explorer))
        paths.append(explorer.path().tolist())
    for name, there in [("Undo", range(len(ACTS))[::-1]), ("Redo", range(1, len(ACTS) + 1))]:
        for i in there:
            explorer.history(name).click()
            explorer.eventually(lambda i=i: link(explorer) == links[i])
            explorer.eventually(lambda i=i: explorer.path().tolist() == paths[i])
        assert not can(explorer, name)
        rests(explorer)
        assert link(explorer) == links[there[-1]]


def test_undo_takes_back_a_pin_that_is_not_answered_yet(visited):
    visited.enter("α value", "0.5")
    visited.eventually(lambda: "alpha=0.5" in link(visited))
    rests(visited)
    visited.page.evaluate(
        """() => {
            const press = (name) => document.querySelector(name).click()
            press(".with-pin > button")
            press("[data-part=undo] button")
        }"""
    )
    visited.eventually(lambda: can(visited, "Redo"))
    expect(visited.page.locator(".legend .entry")).to_have_count(1)
    assert visited.value("α") == 0.5
    redo(visited)
    expect(visited.page.locator(".legend .entry")).to_have_count(2)


def test_the_keys_go_back_and_forth_but_in_a_text_field_they_are_the_browsers(visit):
    other = LINK.replace("10 w2^2", "9 w2^2")  # no way back leads to a surface of the gallery
    explorer = visit(other, script=TIMERS)
    rests(explorer)
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: "alpha=0.89" in link(explorer))
    for keys, alpha in [
        ("Control+z", 0.9),
        ("Control+Shift+Z", 0.89),
        ("Control+z", 0.9),
        ("Control+y", 0.89),
    ]:
        explorer.page.keyboard.press(keys)
        explorer.eventually(lambda alpha=alpha: explorer.value("α") == alpha)
    explorer.expression().focus()
    explorer.page.keyboard.press("End")
    explorer.page.keyboard.type(" + 1")
    explorer.eventually(lambda: "%20%2B%201&" in link(explorer))
    explorer.page.keyboard.press("Control+z")
    expect(explorer.expression()).not_to_have_value("3 w1^2 + 9 w2^2 + 1")
    explorer.wait_until_settled()
    assert explorer.value("α") == 0.89


def test_another_change_drops_what_was_undone(visited):
    visited.slider("α").press("ArrowLeft")
    visited.eventually(lambda: "alpha=0.89" in link(visited))
    undo(visited)
    visited.eventually(lambda: can(visited, "Redo"))
    visited.slider("η").press("ArrowRight")
    visited.eventually(lambda: not can(visited, "Redo"))
    visited.page.keyboard.press("Control+Shift+Z")
    undo(visited)
    visited.eventually(lambda: visited.value("η") == 0.001)
    assert visited.value("α") == 0.9


def test_a_hundred_steps_go_back(visited):
    # Each step is a press of a control of its own, so that no two of them are one burst of keys.
    log = visited.view_switch("log scale")
    log.evaluate(
        """(box) => {
            for (let i = 0; i < 103; i++) {
                window.dispatchEvent(new PointerEvent("pointerdown"))
                window.dispatchEvent(new PointerEvent("pointerup"))
                box.click()
            }
        }"""
    )
    steps = "() => JSON.parse(sessionStorage.getItem('explorer:history')).entries.length"
    visited.eventually(lambda: visited.page.evaluate(steps) == 101)
    expect(log).to_be_checked()
    count = visited.history("Undo").evaluate(
        """async (button) => {
            let count = 0
            for (; button.ariaDisabled === "false"; count++) {
                button.click()
                await new Promise(requestAnimationFrame)
            }
            return count
        }"""
    )
    assert count == 100
    expect(log).to_be_checked()  # of 103 changes, 100 are taken back
    redo(visited)
    expect(log).not_to_be_checked()


def test_a_reload_keeps_undo_and_redo(explorer):
    explorer.enter("α value", "0.5")
    explorer.eventually(lambda: "alpha=0.5" in link(explorer))
    explorer.choose("Surface", "rosenbrock")
    explorer.eventually(lambda: "b%20(w2" in link(explorer))
    undo(explorer)
    explorer.eventually(lambda: "alpha=0.5" in link(explorer) and "b%20(w2" not in link(explorer))
    rests(explorer)
    explorer.page.reload()
    explorer.wait_until_ready()
    assert can(explorer, "Undo")
    assert can(explorer, "Redo")
    redo(explorer)
    expect(explorer.expression()).to_have_value(re.compile("100"))
    undo(explorer)
    undo(explorer)
    explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    assert not can(explorer, "Undo")
    assert can(explorer, "Redo")
    explorer.page.goto(explorer.page.url.replace("eta=0.001", "eta=0.002"))  # another link is another visit
    explorer.wait_until_ready()
    assert not can(explorer, "Undo")
    assert not can(explorer, "Redo")


def test_a_reload_right_after_a_change_keeps_it(visited):
    log = visited.view_switch("log scale")
    for checked, pause in ((True, 0), (False, 200)):
        visited.page.evaluate(
            """(pause) => {
                window.is_before = true
                const labels = [...document.querySelectorAll("label")]
                labels.find((each) => each.textContent === "log scale").click()
                pause ? setTimeout(() => location.reload(), pause) : location.reload()
            }""",
            pause,
        )
        visited.page.wait_for_function("() => !window.is_before")
        visited.wait_until_ready()
        expect(log).to_be_checked(checked=checked)
        error = "error=log" if checked else "error=linear"
        visited.page.wait_for_function("(error) => location.search.includes(error)", arg=error)
    undo(visited)
    expect(log).to_be_checked()


def test_a_reload_keeps_a_change_whose_address_is_written_while_it_is_under_way(visited):
    page, log, held = visited.page, visited.view_switch("log scale"), []
    page.route(lambda url: "panel=step" in url, lambda route: held.append(route))
    page.evaluate(
        """() => {
            window.is_before = true
            const labels = [...document.querySelectorAll("label")]
            labels.find((each) => each.textContent === "log scale").click()
            setTimeout(() => location.reload())
        }"""
    )
    visited.eventually(lambda: held and "error=log" in page.url)
    for route in held:
        route.continue_()
    page.wait_for_function("() => !window.is_before")
    page.unroute_all()
    visited.wait_until_ready()
    expect(log).to_be_checked()
    page.wait_for_function("() => location.search.includes('error=log')")
    undo(visited)
    expect(log).not_to_be_checked()


def test_back_goes_over_surfaces_methods_lessons_and_functions_but_not_over_ticks(explorer):
    page = explorer.page
    rests(explorer)
    first = link(explorer)
    press_keys(explorer)
    explorer.eventually(lambda: "eta=0.001," not in link(explorer))
    rests(explorer)
    length = page.evaluate("history.length")
    moved = link(explorer)
    explorer.choose("Optimizer", "adam")
    explorer.eventually(lambda: "run=adam" in link(explorer))
    explorer.choose("Surface", "himmelblau")
    explorer.eventually(lambda: "11)%5E2" in link(explorer))
    page.mouse.click(*explorer.at(-2, 3))
    explorer.eventually(lambda: "start=0.0,0.0" not in link(explorer))
    there = link(explorer)
    choose_lesson(explorer)
    explorer.eventually(lambda: link(explorer) == "lesson=speed-up")
    explorer.expression().fill("w1^2 + 5 w2^2")
    explorer.eventually(lambda: "5%20w2" in link(explorer))
    assert page.evaluate("history.length") == length + 4
    page.go_back()
    explorer.eventually(lambda: link(explorer) == "lesson=speed-up")
    expect(explorer.expression()).to_have_value("w1 + 2 w2")
    page.go_back()
    explorer.eventually(lambda: link(explorer) == there)
    explorer.eventually(lambda: explorer.start()[0] == pytest.approx(-2, abs=0.05))
    expect(page.get_by_role("combobox", name="Surface", exact=True)).to_have_value("himmelblau")
    page.go_back()
    expect(explorer.expression()).to_have_value("3 w1^2 + 10 w2^2")
    page.go_back()
    explorer.eventually(lambda: link(explorer) == moved)
    expect(page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("momentum")
    page.go_forward()
    expect(page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("adam")
    assert page.evaluate("history.length") == length + 4
    assert moved != first
    page.go_back()
    explorer.eventually(lambda: link(explorer) == moved)
    undo(explorer)  # what Back has done can be taken back, too
    expect(page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("adam")


def test_a_function_that_is_typed_in_pieces_is_one_step_of_back(visited):
    rests(visited)
    length = visited.page.evaluate("history.length")
    visited.expression().fill("w1^2")
    visited.eventually(lambda: link(visited).startswith("e=w1%5E2&"))
    rests(visited)
    visited.page.keyboard.type(" + 4 w2^2")
    visited.eventually(lambda: "4%20w2%5E2" in link(visited))
    rests(visited)
    assert visited.page.evaluate("history.length") == length + 1
    visited.page.keyboard.press("Enter")
    visited.page.keyboard.press("Backspace")
    visited.page.keyboard.type("4")
    visited.eventually(lambda: "w2%5E4" in link(visited))
    visited.page.go_back()
    expect(visited.expression()).to_have_value("w1^2 + 4 w2^2")
    visited.page.go_back()
    expect(visited.expression()).to_have_value("3 w1^2 + 10 w2^2")


def test_undo_replaces_a_text_that_is_wrong(visited):
    field = visited.expression()
    field.fill("w1^2 + 5 w2^2")
    visited.eventually(lambda: "5%20w2%5E2" in link(visited))
    rests(visited)
    field.fill("w1^2 +")
    expect(field).to_have_attribute("aria-invalid", "true")
    undo(visited)
    expect(field).to_have_value("3 w1^2 + 10 w2^2")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_back_after_a_reload_restores_without_a_load(visited):
    choose_lesson(visited)
    visited.eventually(lambda: link(visited) == "lesson=speed-up")
    visited.page.reload()
    visited.wait_until_ready()
    visited.page.evaluate("window.marked = true")
    visited.page.go_back()
    visited.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    assert visited.page.evaluate("window.marked")


LATE = """
    const send = WebSocket.prototype.send
    WebSocket.prototype.send = function (message) {
        setTimeout(() => send.call(this, message), window.late ?? 0)
    }
"""
"""A script that keeps what the page sends back, for window.late ms."""


def test_values_that_a_slow_line_brings_for_a_method_are_no_step_of_their_own(new_page):
    explorer = new_page("?steps=30&run=momentum:eta=0.001,alpha=0.9", script=HASTY + LATE)
    rests(explorer)
    explorer.page.evaluate("() => { window.late = 600 }")
    explorer.choose("Optimizer", "adam")
    explorer.eventually(lambda: explorer.value("η") == 1)  # it begins with 0.2
    rests(explorer)
    explorer.history("Undo").click()
    expect(explorer.page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("momentum")
    assert not can(explorer, "Undo")


@pytest.mark.parametrize("pause", [0, 60, 150])
def test_a_text_that_enter_ends_is_one_step_whenever_that_comes(explorer, pause):
    page = explorer.page
    rests(explorer)
    first = link(explorer)
    explorer.expression().click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("(w1^2 - 1)^2 + w2^2", delay=90)
    page.wait_for_timeout(pause)
    page.keyboard.press("Enter")
    explorer.eventually(lambda: "start=-15" not in link(explorer))  # it was found, too
    rests(explorer)
    undo(explorer)
    explorer.eventually(lambda: link(explorer) == first)
    assert not can(explorer, "Undo")
    redo(explorer)
    explorer.eventually(lambda: "start=-15" not in link(explorer))


def test_a_text_whose_beginning_was_just_searched_is_one_step_with_its_end(new_page):
    explorer = new_page(script=LATE)
    page = explorer.page
    rests(explorer)
    first = link(explorer)
    page.evaluate(
        """() => {
            const field = document.querySelector("#expression")
            const type_on = () => {
                field.value += "^2"
                field.dispatchEvent(new Event("input", { bubbles: true }))
                field.dispatchEvent(new Event("change", { bubbles: true }))
            }
            hear("experiment", ({ expression, query }) => {
                const is_found = expression.endsWith("+ w2") && query && !query.includes("start=-15")
                if (window.late || !is_found) return
                window.late = 600
                setTimeout(type_on)
            })
        }"""
    )
    explorer.expression().fill("(w1^2 - 1)^2 + w2")
    explorer.eventually(lambda: "1)%5E2%20%2B%20w2%5E2" in link(explorer))
    rests(explorer)
    page.evaluate("() => { window.late = 0 }")
    undo(explorer)
    explorer.eventually(lambda: link(explorer) == first)


def change_before_an_answer(explorer, way):
    """Type a function, go back by Undo or Back, and set α before the server has answered."""
    rests(explorer)
    explorer.expression().fill("w1^4 + w2^2")
    explorer.expression().press("Enter")
    explorer.eventually(lambda: "e=w1%5E4" in link(explorer) and "start=-15" not in link(explorer))
    rests(explorer)
    explorer.page.evaluate("() => { window.late = 1500 }")
    if way == "Undo":
        undo(explorer)
    else:
        explorer.page.evaluate("history.back()")
    explorer.page.wait_for_timeout(200)
    explorer.enter("α value", "0.5")


@pytest.mark.parametrize("way", ["Undo", "Back"])
def test_a_change_before_the_answer_is_a_step_of_its_own(new_page, way):
    explorer = new_page(LINK, script=LATE)
    first = link(explorer)
    change_before_an_answer(explorer, way)
    changed = first.replace("alpha=0.9", "alpha=0.5")
    explorer.eventually(lambda: link(explorer) == changed)
    rests(explorer)
    explorer.page.evaluate("() => { window.late = 0 }")
    undo(explorer)
    explorer.eventually(lambda: link(explorer) == first)


@pytest.mark.parametrize("way", ["Undo", "Back"])
def test_a_reload_keeps_a_change_before_the_answer_and_what_it_was_made_to(new_page, way):
    explorer = new_page(LINK, script=LATE)
    first = link(explorer)
    change_before_an_answer(explorer, way)
    explorer.page.wait_for_timeout(200)
    explorer.page.reload()
    explorer.wait_until_ready()
    explorer.eventually(lambda: link(explorer) == first.replace("alpha=0.9", "alpha=0.5"))
    rests(explorer)
    undo(explorer)
    explorer.eventually(lambda: link(explorer) == first)


@pytest.mark.parametrize(("menu", "key"), [("Surface", "rosenbrock"), ("Optimizer", "adam")])
def test_a_choice_outlives_a_reload_as_soon_as_it_is_shown(visited, menu, key):
    visited.page.evaluate(
        """() => {
            window.is_before = true
            hear("experiment", ({ settled }) => {
                if (settled) setTimeout(() => location.reload())
            })
        }"""
    )
    visited.choose(menu, key)
    visited.page.wait_for_function("() => !window.is_before")
    visited.wait_until_ready()
    expect(visited.page.get_by_role("combobox", name=menu, exact=True)).to_have_value(key)
    visited.page.go_back()
    visited.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))


def cursor(page):
    return page.page.get_by_role("slider", name="Time", exact=True)


@pytest.mark.parametrize("key", ["End", " "], ids=["a step", "playing"])
def test_back_leads_to_the_step_of_its_address_also_right_after_a_move(visited, key):
    visited.choose("Optimizer", "adam")
    visited.eventually(lambda: "run=adam" in link(visited))
    rests(visited)
    visited.page.evaluate("document.activeElement.blur()")
    visited.page.keyboard.press(key)
    visited.eventually(lambda: cursor(visited).input_value() != "1")
    visited.page.go_back()
    expect(visited.page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("momentum")
    expect(cursor(visited)).to_have_value("1")
    wait_for_what_is_put_off(visited)
    expect(cursor(visited)).to_have_value("1")
    expect(visited.button("Play")).to_be_visible()
    assert "&t=1&" in link(visited)


def test_a_lesson_opens_at_its_step_also_right_after_a_move(visited):
    visited.button("Lessons").click()
    visited.page.evaluate(
        """() => {
            const named = (name) => (each) => each.ariaLabel === name || each.textContent.includes(name)
            const [back, open] = ["Step forward", "1.5 "].map((name) =>
                [...document.querySelectorAll("button")].find(named(name)))
            back.click()
            open.click()
        }"""
    )
    visited.eventually(lambda: link(visited) == "lesson=speed-up")
    step = cursor(visited).input_value()
    wait_for_what_is_put_off(visited)
    assert link(visited) == "lesson=speed-up"
    assert cursor(visited).input_value() == step


def test_back_to_a_function_that_must_be_parsed_again_keeps_forward(visited):
    rests(visited)
    first = link(visited)
    unread = "+".join(f"sin({k}w1+w2^{k % 5})" for k in range(1, 21))
    length = visited.page.evaluate(
        """(expression) => {
            const shown = history.state.shown
            const other = JSON.stringify({ ...JSON.parse(shown), expression })
            history.replaceState({ shown: other }, "", location.href)
            history.pushState({ shown }, "", location.href)
            return history.length
        }""",
        unread,
    )
    visited.page.go_back()
    expect(visited.expression()).to_have_value(unread)
    visited.eventually(lambda: "sin(20" in link(visited))
    rests(visited)
    assert visited.page.evaluate("history.length") == length
    visited.page.go_forward()
    expect(visited.expression()).to_have_value("3 w1^2 + 10 w2^2")
    visited.eventually(lambda: link(visited) == first)
