"""A control that cannot act is disabled and says why; a refused value is told its limit."""

import re

from playwright.sync_api import expect

QUERY = "?e=3w1^2%2B10w2^2&start=-15,20&view=-25,25,-25,25&t=1&run=momentum:eta=0.001,alpha=0.9"


def is_refused(control, why):
    """Check that a control is disabled, and that its tooltip and its description say why."""
    expect(control).to_be_disabled()
    expect(control).to_have_attribute("title", why)
    expect(control).to_have_accessible_description(why)


def is_allowed(control):
    expect(control).to_be_enabled()


def test_after_eight_pinned_runs_the_button_says_that_these_are_the_most(visit):
    explorer = visit(QUERY + "&run=adam" * 7)
    pin = explorer.button("Pin run")
    is_allowed(pin)
    pin.click()
    expect(explorer.page.locator(".legend li")).to_have_count(9)
    is_refused(pin, re.compile("^8 pinned runs are the most"))
    pin.click(force=True)
    explorer.wait_until_settled()
    explorer.open_panel("Runs")
    rows = explorer.page.locator("[data-part=runs] tbody tr")
    expect(rows).to_have_count(9)
    rows.nth(3).get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(8)
    is_allowed(pin)


def test_the_cursor_says_where_the_path_begins_and_ends(visit):
    explorer = visit(QUERY)
    back, forth = explorer.button("Step back"), explorer.button("Step forward")
    explorer.page.locator(".summary").click()  # the keys act while no control has the focus
    explorer.page.keyboard.press("Home")
    is_refused(back, "t = 0 is the start")
    is_allowed(forth)
    explorer.page.keyboard.press("End")
    is_refused(forth, "t = 300 is the last step")
    is_allowed(back)
    back.click()
    is_allowed(forth)


def test_a_run_without_a_step_says_why_and_has_nothing_to_play(visit):
    explorer = visit("?e=log(w1)&start=-1,0&view=-3,3,-3,3")
    assert explorer.path().tolist() == [[-1], [0]]
    for words in ("No first step", "not defined"):
        expect(explorer.status()).to_contain_text(words)
    for control in (
        *(explorer.button(name) for name in ("First step", "Step back", "Play", "Step forward")),
        explorer.page.get_by_role("slider", name="Time", exact=True),
    ):
        is_refused(control, "The run has no step")
    explorer.page.keyboard.press(" ")
    expect(explorer.button("Play")).to_be_visible()
    explorer.enter("w1", "1")
    is_allowed(explorer.button("Play"))


def test_a_view_that_fits_cannot_be_fitted(visit):
    explorer = visit(QUERY)
    fit = explorer.view_switch("Fit view")
    is_allowed(fit)
    fit.click()
    explorer.view_switch("Fit view")
    is_refused(fit, "The view fits the path already")
    explorer.enter("w1", "30")
    is_allowed(explorer.view_switch("Fit view"))


def test_without_noise_its_seed_and_its_paths_are_not_to_be_chosen(visit):
    explorer = visit(f"{QUERY}&panel=noise")
    controls = [explorer.box("Seed"), explorer.box("Paths value"), explorer.slider("Paths")]
    for control in controls:
        is_refused(control, re.compile("set σ above 0"))
    explorer.enter("σ value", "1")
    for control in controls:
        is_allowed(control)


def test_a_lesson_has_neighbours_or_says_that_it_has_none(visit):
    explorer = visit("?panel=lesson")
    explorer.button("Begin with lesson 1.1").click()
    is_refused(explorer.button("Previous lesson"), "This is the first lesson")


def test_a_race_needs_a_method_and_takes_as_many_as_can_be_shown(visit):
    explorer = visit(f"{QUERY}&panel=race&race=adam")
    explorer.page.get_by_role("button", name="1 method").click()
    boxes = explorer.page.get_by_role("group", name="Methods").get_by_role("checkbox")
    go = explorer.button("Race")
    explorer.page.get_by_role("checkbox", name="Adam", exact=True).uncheck()
    is_refused(go, "Choose a method first")
    for k in range(9):
        boxes.nth(k).check()
    is_allowed(go)
    is_refused(boxes.nth(9), "At most 9 methods")


def test_a_method_with_one_hyper_parameter_has_one_axis(visit):
    explorer = visit("?tab=plane&steps=10&run=gradient-descent")
    axis = explorer.page.get_by_role("combobox", name="Horizontal axis")
    is_refused(axis, "The method has no other hyper-parameter")


def test_the_limit_of_a_refused_number_is_shown_until_a_number_is_taken(visit):
    explorer = visit(QUERY)
    for name, text, limit in [
        ("Steps value", "99999", "Steps: a whole number from 1 to 10000"),
        ("α value", "1.5", "α: a number from 0 to 1"),
        ("η value", "0", "η: a number above 0"),
        ("w1", "1e13", "up to ±1e12"),
    ]:
        kept = explorer.box(name).input_value()
        explorer.enter(name, text)
        message = explorer.page.get_by_text(limit)
        expect(message).to_be_visible()
        expect(explorer.box(name)).to_have_attribute("aria-invalid", "true")
        explorer.box("w2").focus()
        expect(explorer.box(name)).to_have_value(kept)
        expect(message).to_be_visible()
        explorer.enter(name, kept)
        expect(message).to_have_count(0)


def test_escape_or_another_accepted_number_clears_the_message(visit):
    explorer = visit(QUERY)
    steps = explorer.box("Steps value")
    message = explorer.page.get_by_text("Steps: a whole number from 1 to 10000")
    kept = steps.input_value()
    explorer.enter("Steps value", "99999")
    expect(message).to_be_visible()
    steps.press("Escape")
    expect(steps).to_have_value(kept)
    expect(message).to_have_count(0)
    steps.fill("37")  # is taken while it is typed
    explorer.eventually(lambda: "steps=37" in explorer.page.url)
    steps.press("Escape")
    expect(steps).to_have_value(kept)
    explorer.eventually(lambda: "steps=37" not in explorer.page.url)
    explorer.enter("Steps value", "99999")
    expect(message).to_be_visible()
    explorer.slider("α").press("ArrowLeft")
    expect(message).to_have_count(0)


def test_the_arrow_keys_of_a_box_stop_at_its_limit_and_say_so(visit):
    explorer = visit(f"{QUERY}&panel=noise&noise=1&steps=5000")
    explorer.box("Seed").press("ArrowDown")
    expect(explorer.page.get_by_text("Seed: a whole number from 0 to 4294967295")).to_be_visible()
    expect(explorer.box("Seed")).to_have_value("0")
    explorer.box("Seed").press("ArrowUp")
    expect(explorer.box("Seed")).to_have_value("1")
    explorer.box("Steps value").press("ArrowUp")  # beyond the slider a key does not bring it back
    expect(explorer.box("Steps value")).to_have_value("5000")
    explorer.box("Steps value").press("ArrowDown")
    expect(explorer.box("Steps value")).to_have_value("4990")


BELOW_ZERO = "?e=w1^2-50&start=5,0&view=-10,10,-10,10&run=gradient-descent:eta=0.1"


def note(explorer):
    return explorer.page.locator(".note > p").first


def test_words_at_the_plot_name_the_errors_that_its_axis_leaves_out(visit):
    explorer = visit(f"{BELOW_ZERO}&error=log")
    expect(note(explorer)).to_have_text("E is nowhere above 0, and a logarithmic axis shows nothing else.")
    explorer.enter("w1", "9")
    expect(note(explorer)).to_have_text("E ≤ 0 is left out.")
    explorer.view_switch("log scale").uncheck()
    explorer.page.keyboard.press("Escape")
    expect(note(explorer)).to_have_text("")
    explorer.wait_until_still()
    where = explorer.middle("error")
    explorer.page.mouse.move(*where)
    explorer.page.mouse.wheel(0, -300)
    expect(note(explorer)).to_have_text(re.compile(r"^E above \S+ is cut off; double click to show all\.$"))
    explorer.page.mouse.dblclick(*where)
    expect(note(explorer)).to_have_text("")


def test_words_tell_that_an_error_below_forty_decades_is_cut_off(visit):
    explorer = visit(f"{QUERY}&error=log")
    expect(note(explorer)).to_have_text("")
    explorer.enter("α value", "0.2")
    explorer.enter("η value", "0.1")
    expect(note(explorer)).to_have_text("E below 10⁻³⁶ is cut off.")


def test_a_view_that_can_be_zoomed_no_farther_names_the_limit(visit):
    explorer = visit("?e=w1^2%2Bw2^2&start=1,1&view=99.9999,100.0001,99.9999,100.0001")
    explorer.wait_until_still()
    explorer.page.mouse.move(*explorer.at(100, 100))
    for _ in range(60):
        explorer.page.mouse.wheel(0, -300)
    expect(explorer.status()).to_contain_text("The wheel zooms in to 1e−9 of w and no farther.")
    explorer.eventually(lambda: f"view={explorer.range_of('surface', 'x')[0]}," in explorer.page.url)
    low, high = explorer.range_of("surface", "x")
    assert high - low > 1e-9 * high


STATES = [
    f"{QUERY}&run=adam&run=lion&panel=runs&t=0",
    f"{QUERY}&panel=race&race=",
    f"{QUERY}&panel=noise&noise=3&fan=5&steps=20",
    "?lesson=momentum-by-hand",
    "?tab=plane&steps=10&run=gradient-descent",
    "?tab=basins&e=log(w1)&start=-1,0&view=-3,3,-3,3&panel=curvature",
]
_CONTROLS = """() => [...document.querySelectorAll("button, input, select")].map((control) => ({
    name: control.getAttribute("aria-label") || control.textContent || control.id,
    title: control.title,
    disabled: control.disabled || control.getAttribute("aria-disabled") === "true",
    seen: control.checkVisibility(),
    chosen: control.getAttribute("aria-selected") === "true",
    kind: control.tagName,
}))"""
_BUTTON = """(name) => [...document.querySelectorAll("button:enabled:not([aria-disabled=true])")]
    .filter((each) => each.checkVisibility())
    .find((each) => (each.getAttribute("aria-label") || each.textContent) === name)"""
"""Finds an enabled button by its name; finding it by its role takes much longer on a large page."""
_SHOWN = """() => [
    document.body.outerHTML,
    document.documentElement.dataset.theme,
    document.documentElement.dataset.projector,
    Boolean(document.fullscreenElement),
    [...document.querySelectorAll("[popover]")].map((list) => list.matches(":popover-open")).join(),
    [...document.querySelectorAll("input, select")].map((box) => [box.value, box.checked].join()).join(),
    location.search,
].join("|")"""
_WATCH_SHOWN = f"""() => {{
    const shown = {_SHOWN}
    const before = shown()
    let differs = false
    window.differs_now = () => (differs ||= shown() !== before)
    window.watch?.disconnect()
    window.watch = new MutationObserver(differs_now)
    watch.observe(document.body, {{ attributes: true, characterData: true, childList: true, subtree: true }})
}}"""
"""Remembers what is shown, and notes whether it ever differs from then on, even for a moment."""
_PAUSE = "() => document.querySelector('[aria-label=Pause]')?.click()"
_CLIPBOARD = "navigator.clipboard.write = async ([item]) => void (await item.getType('text/plain'))"


def test_every_control_that_cannot_act_says_why_and_every_button_does_something(new_page):
    """A button that is there in several states is pressed in the first of them."""
    pressed = set()
    for link in STATES:
        explorer = new_page(link, script=_CLIPBOARD)
        explorer.wait_until_still()
        controls = explorer.page.evaluate(_CONTROLS)
        refused = [control for control in controls if control["disabled"]]
        assert refused  # there is nothing to undo
        for control in refused:
            assert len(control["title"].split()) > 2, control
        buttons = {
            control["name"]
            for control in controls
            if control["kind"] == "BUTTON" and control["seen"]
            if not (control["disabled"] or control["chosen"])
        }
        assert len(buttons) > 10
        for name in sorted(buttons - pressed):
            if press_acts(explorer, name):
                pressed.add(name)
        explorer.page.context.close()


def press_acts(explorer, name):
    """Press a button and wait until something has changed; False if another button has taken it away."""
    page = explorer.page
    explorer.wait_until_settled()
    found = page.evaluate_handle(_BUTTON, name).as_element()
    if found is None:
        return False
    page.evaluate(_WATCH_SHOWN)
    found.click()

    def has_acted():
        assert page.evaluate("differs_now()"), name

    explorer.eventually(has_acted)
    page.evaluate(_PAUSE)  # a play that comes to its end takes buttons away
    page.keyboard.press("Escape")  # closes a menu, and leaves full screen
    return True
