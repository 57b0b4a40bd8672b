"""The page shows a typed function well, offers repairs for a bad run, and tunes the rate."""

import itertools

import numpy as np
import pytest
from room import formulas_are_whole

from app.experiment import Experiment
from app.runs.worth import worth
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

INVITATION = "Type a function of your own: the page finds a rate, a start and a view that show it."
STEEP = "1000 w1^2 + 3000 w2^2"
BAD = "?run=momentum:eta=0.6,alpha=0.9"
SIZES = [(1440, 900), (1366, 768), (891, 700), (768, 1024), (390, 844)]


@pytest.fixture
def explorer(visit):
    return visit()


def line(explorer):
    """The remark below the field of E."""
    return explorer.page.locator("#verdict .remark")


def press(explorer, name, place=""):
    explorer.page.locator(place or "body").get_by_role("button", name=name, exact=True).click()


def shown(explorer):
    """The start, the view and the values on the page."""
    return (
        explorer.start(),
        explorer.range_of("surface", "x"),
        explorer.range_of("surface", "y"),
        explorer.value("η"),
        explorer.value("α"),
    )


def is_worth_seeing(explorer, text):
    surface = Surface.parse(text)
    run = OPTIMIZERS["momentum"](eta=explorer.value("η"), alpha=explorer.value("α"))
    path = descend(run, surface, explorer.start(), 300)
    np.testing.assert_allclose(explorer.path(), [path.w1, path.w2], rtol=1e-9, atol=1e-9)
    view = (explorer.range_of("surface", "x"), explorer.range_of("surface", "y"))
    return worth(path, view) == ()


@pytest.mark.parametrize("text", [STEEP, "(w1 - 300)^2 + (w2 + 500)^2"])
def test_a_typed_function_is_shown_with_a_run_worth_seeing(explorer, text):
    explorer.expression().fill(text)
    explorer.eventually(lambda: is_worth_seeing(explorer, text))


def test_undo_below_the_field_restores_the_settings_and_keeps_the_text(explorer):
    before = shown(explorer)
    text = "(w1 - 300)^2 + 1000 (w2 + 500)^2"
    explorer.expression().fill(text)
    explorer.eventually(lambda: "Chosen" in line(explorer).inner_text())
    assert shown(explorer) != before
    room = line(explorer).locator("xpath=ancestor::*[contains(@class, 'verdict')]")
    assert room.evaluate("(place) => place.scrollHeight <= place.clientHeight"), "the words are cut"
    press(explorer, "Undo", ".remark")
    explorer.eventually(lambda: shown(explorer) == before)
    explorer.eventually(lambda: line(explorer).count() == 0)
    assert explorer.expression().input_value() == text


SLOW = """
    const onmessage = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage")
    const take = (act) => (event) => (window.since ? held.push(() => act(event)) : act(event))
    window.held = []
    Object.defineProperty(WebSocket.prototype, "onmessage", {
        ...onmessage,
        set(act) { onmessage.set.call(this, take(act)) },
    })
    const note = ({ seeking }) => seeking && (window.since = performance.now())
    addEventListener("DOMContentLoaded", () => module_store.follow(["met"], note))
"""
"""Holds the server's messages back once it has begun to search settings for a function."""


def test_one_undo_takes_back_a_typed_text_with_the_settings_found_for_it(new_page):
    explorer = new_page(script=SLOW)
    before = shown(explorer)
    explorer.expression().fill(STEEP)
    longer = "() => performance.now() > window.since + 700"  # than what makes an entry otherwise
    explorer.page.wait_for_function(longer)
    explorer.page.evaluate(
        """() => {
            since = 0
            for (const hear of held) hear()
        }"""
    )
    explorer.eventually(lambda: explorer.value("η") < 1e-4)
    explorer.wait_until_settled()
    explorer.expression().press("Tab")
    press(explorer, "Undo", "header")
    explorer.eventually(lambda: explorer.expression().input_value() == Experiment().expression)
    explorer.eventually(lambda: shown(explorer) == before)


def test_settings_missing_from_a_link_are_searched_and_the_others_kept(new_page):
    explorer = new_page(f"?e={STEEP.replace('+', '%2B')}")
    assert explorer.value("η") < 1e-4
    assert explorer.status().inner_text() == ""
    explorer = new_page("?e=(w1^2-1)^2 %2B w2^2&run=momentum:eta=0.002,alpha=0.8")
    assert (explorer.value("η"), explorer.value("α")) == (0.002, 0.8)
    assert explorer.range_of("surface", "x")[1] < 4


WELLS = "(w1^2-1)^2 + w2^2"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_two_wells_are_seen_after_enter_and_the_view_is_changed_once(visit, width, height):
    explorer = visit(width=width, height=height)
    explorer.page.evaluate(
        """() => {
            window.views = []
            hear("experiment", (experiment) => {
                const view = JSON.stringify(experiment.view)
                if (views.at(-1) !== view) views.push(view)
            })
        }"""
    )
    explorer.expression().fill(WELLS)
    explorer.expression().press("Enter")
    explorer.eventually(lambda: "2 minima and a saddle" in line(explorer).inner_text())
    explorer.wait_until_settled()
    assert len(explorer.page.evaluate("views")) <= 2
    low, high = explorer.range_of("surface", "x")
    assert low < -1.1
    assert 1.1 < high < 5
    before = shown(explorer)
    explorer.expression().fill("(w1^2-1.1)^2 + 1.3 w2^2")
    explorer.expression().press("Enter")
    explorer.eventually(lambda: "1.3" in explorer.page.url)
    explorer.wait_until_settled()
    assert shown(explorer) == before


# Surfaces and texts


def test_a_newcomer_reads_what_happens_when_a_function_is_typed_until_one_is(new_page):
    explorer = new_page()
    assert line(explorer).inner_text() == INVITATION
    explorer.expression().fill("w1^2 + 5 w2^2 + ")
    explorer.eventually(lambda: explorer.page.locator("#verdict mark").count() == 1)
    explorer.expression().fill("w1^2 + 5 w2^2")
    explorer.eventually(lambda: explorer.page.locator("#verdict p").count() == 0)


# A run that goes badly


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
@pytest.mark.parametrize(
    "link",
    [
        "?e=w1^2 w2^2&start=2,2&view=-5,5,-5,5&run=momentum:eta=0.2,alpha=0.99",
        "?e=w1^2 %2B 10w2^2&start=-15,20&view=-300,300,-2500,500&run=gradient-descent:eta=0.3",
    ],
)
def test_a_long_message_and_its_buttons_have_room(visit, link, width, height):
    explorer = visit(link, width=width, height=height)
    status = explorer.page.locator(".status")
    explorer.eventually(
        lambda: status.locator(".trouble").count() and status.locator(".offers button").count()
    )
    explorer.wait_until_still()
    assert status.locator("p").evaluate("(words) => words.scrollHeight <= words.clientHeight")
    for button in status.get_by_role("button").all():
        button.click(trial=True)  # nothing covers it, nor does it cover the time
    explorer.page.get_by_role("button", name="Play").click(trial=True)


def test_a_bad_run_says_why_and_a_button_mends_it_and_is_taken_back(visit):
    explorer = visit(BAD)
    for width, height in SIZES:
        explorer.resize(width, height)
        says_why_and_is_mended_and_taken_back(explorer, width)


def says_why_and_is_mended_and_taken_back(explorer, width):
    status = explorer.page.locator(".status")
    explorer.eventually(lambda: "3.2 times the stability limit" in explorer.status().inner_text())
    offers = status.locator(".offers").get_by_role("button")
    explorer.eventually(lambda: offers.count() == 1)
    explorer.wait_until_still()
    room = status.bounding_box()
    assert status.locator("p").evaluate("(words) => words.scrollHeight <= words.clientHeight")
    mend = offers.first
    eta = float(mend.inner_text().removeprefix("Use η = ").replace("−", "-"))
    assert eta < 0.19
    for button in status.get_by_role("button").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        button.click(trial=True)  # nothing covers it
    for tab in explorer.page.locator(".tabs-place").get_by_role("tab").all():
        tab.click(trial=True)
    mend.click()
    explorer.eventually(lambda: explorer.value("η") == eta)
    explorer.eventually(lambda: explorer.status().inner_text() == "")
    if width > 890:  # on a narrower page it lies on the surface, where its size moves nothing
        assert status.bounding_box()["height"] == room["height"]
    press(explorer, "Undo", ".status")
    explorer.eventually(lambda: explorer.value("η") == 0.6)
    explorer.eventually(lambda: status.get_by_role("button", name="Undo").count() == 0)


def test_a_path_that_leaves_the_view_is_no_failure_and_fit_view_shows_it(visit):
    explorer = visit("?view=-16,-10,10,25&start=-15,20")
    before = shown(explorer)
    explorer.eventually(lambda: "The path leaves the view." in explorer.status().inner_text())
    fit = explorer.page.get_by_role("button", name="Fit view")
    assert "wanted" in fit.get_attribute("class")
    assert explorer.page.locator(".offers button").count() == 0
    ink = explorer.page.evaluate(
        """() => {
            const colour = (element) => getComputedStyle(element).color
            return colour(document.querySelector(".status .outside")) === colour(document.body)
        }"""
    )
    assert ink
    fit.click()
    explorer.eventually(lambda: "The path leaves the view." not in explorer.status().inner_text())
    after = shown(explorer)
    assert (after[0], after[3:]) == (before[0], before[3:])
    assert after[1] != before[1]


def test_each_surface_of_the_gallery_opens_with_a_path_that_needs_no_repair(visit):
    explorer = visit("?run=momentum", width=390, height=844)
    methods = itertools.cycle(["adam", "momentum"])
    for i, key in enumerate(GALLERY):
        explorer.choose("Surface", key)
        explorer.eventually(lambda key=key: explorer.expression().input_value() == GALLERY[key].text)
        if i % 4 == 0:
            explorer.choose("Optimizer", next(methods))
        explorer.wait_until_still()
        assert explorer.start() == tuple(explorer.path()[:, 0])
        assert explorer.path().shape[1] == 301
        status = explorer.page.locator(".status")
        assert status.locator(".ended, .trouble").count() == 0, key
        assert status.locator(".offers button").count() == 0, key
        assert "leaves" not in explorer.status().inner_text(), key
        assert explorer.page.locator("#verdict").inner_text() in ("", INVITATION), key
        formulas_are_whole(explorer)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_undo_is_whole_beside_words_that_are_longer_than_their_room(visit, width, height):
    explorer = visit(width=width, height=height)
    explorer.expression().fill("w1^2 + 4 w2")
    explorer.eventually(lambda: "No minimum was found" in line(explorer).inner_text())
    room, undo = (
        explorer.page.locator("#verdict").bounding_box(),
        line(explorer).locator("button").bounding_box(),
    )
    assert room["y"] <= undo["y"]
    assert undo["y"] + undo["height"] <= room["y"] + room["height"]


def test_the_surface_of_a_phone_covers_what_is_said_of_a_rate(visit):
    explorer = visit(width=390, height=844)
    explorer.choose("Optimizer", "adam")
    explorer.page.locator(".message.quiet", has_text="with this method").wait_for()
    message, surface = (
        explorer.page.locator(each).evaluate("(it) => Number(getComputedStyle(it).zIndex)")
        for each in (".message.quiet", ".surface")
    )
    assert message < surface


def test_while_a_control_moves_no_old_repair_is_offered(visit):
    explorer = visit(BAD)
    explorer.eventually(lambda: explorer.page.locator(".offers button").count() == 1)
    explorer.page.evaluate(
        """() => {
            window.counts = []
            const offers = document.querySelector(".offers")
            const note = () => counts.push(offers.children.length)
            new MutationObserver(note).observe(offers, { childList: true })
        }"""
    )
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: explorer.page.evaluate("counts") == [0, 1])


# Tune


def strip(explorer):
    return explorer.page.locator(".strip")


def test_tune_opens_a_strip_that_says_how_the_run_ends_for_every_rate(explorer):
    assert not strip(explorer).is_visible()
    explorer.view_switch("Tune").click()
    explorer.eventually(lambda: "good from η" in explorer.page.locator(".strip-words").inner_text())
    assert explorer.page.locator(".strip rect").count() == 1
    assert explorer.page.locator(".strip .bound").count() == 1
    explorer.eventually(lambda: "tune=on" in explorer.page.url)
    press(explorer, "Tune")
    explorer.eventually(lambda: not strip(explorer).is_visible())


def test_a_press_on_the_strip_takes_the_rate_that_is_there(visit):
    explorer = visit("?tune=on")
    explorer.eventually(lambda: explorer.page.locator(".strip .here").count() == 1)
    explorer.wait_until_still()
    box = strip(explorer).bounding_box()
    slider = explorer.slider("η").bounding_box()
    assert box["x"] == pytest.approx(slider["x"] + 8, abs=1)
    assert box["width"] == pytest.approx(slider["width"] - 16, abs=1)
    explorer.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 20)
    # the slider goes from 1e-5 to 10
    explorer.eventually(lambda: explorer.value("η") == pytest.approx(0.01, rel=0.05))
    explorer.eventually(
        lambda: explorer.trajectory()["w1"][1] == pytest.approx(-15 + 90 * explorer.value("η"))
    )
