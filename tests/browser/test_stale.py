"""A tip under a resting pointer is about what is shown now, or disappears."""

import pytest
from playwright.sync_api import expect

QUERY = "?e=3w1^2%2B10w2^2&start=-15,20&view=-25,25,-25,25&t=1&run=momentum:eta=0.001,alpha=0.9"


def tip(explorer):
    """The words of the visible tips."""
    return explorer.page.locator(".tip:visible").all_inner_texts()


def press(name, key):
    return lambda explorer: explorer.slider(name).press(key)


def fill(text):
    def act(explorer):
        explorer.expression().focus()
        explorer.page.keyboard.press("Control+A")
        explorer.page.keyboard.insert_text(text)

    return act


def wheel(explorer):
    explorer.page.mouse.wheel(0, -300)


def select(name, key):
    return lambda explorer: explorer.choose(name, key)


CHANGES = {
    "another function": fill("w1^2 + 5 w2^2 + 1"),
    "another surface": select("Surface", "himmelblau"),
    "another learning rate": press("η", "PageUp"),
    "fewer steps": press("Steps", "Home"),
    "another method": select("Optimizer", "adam"),
    "the wheel": wheel,
}
PLACES = {
    "surface": QUERY,
    "m": QUERY,
    "plane": f"{QUERY}&tab=plane&steps=20",
    "pairs": f"{QUERY}&tab=pairs",
}


TWIN = {"script": "window.is_twin = true"}
"""Options with which `visit` uses a second page."""


def rest(page, place):
    """Wait until all is answered and drawn, and the map is fine if there is one."""
    page.wait_until_still()
    if place == "plane":
        expect(page.page.locator(".plane-legend > span").first).to_be_visible()
        expect(page.page.locator(".map-progress:visible > :not([hidden])")).to_have_count(0)


@pytest.mark.parametrize("place", PLACES)
def test_with_the_pointer_at_rest_a_tip_is_that_of_a_pointer_that_has_just_come(visit, place):
    explorer, twin = (visit(PLACES[place], waits_for=place, **options) for options in ({}, TWIN))
    for page in (explorer, twin):
        rest(page, place)
    x, y = explorer.middle(place, 20, 30)
    explorer.page.mouse.move(x, y)
    explorer.eventually(lambda: tip(explorer) != [])
    for change in CHANGES:
        for page in (explorer, twin):
            page.page.mouse.move(x, y)
            CHANGES[change](page)
        for page in (explorer, twin):
            rest(page, place)
        explorer.eventually(lambda: explorer.path().tolist() == twin.path().tolist())
        twin.page.mouse.move(5, 5)
        twin.eventually(lambda: tip(twin) == [])
        twin.page.mouse.move(x, y)
        explorer.eventually(lambda: tip(explorer) == tip(twin))


def test_a_tip_disappears_with_its_object(visit):
    explorer = visit(QUERY)
    explorer.wait_until_still()
    explorer.page.mouse.move(*explorer.middle("m", 20, 30))
    explorer.eventually(lambda: tip(explorer) != [])
    explorer.choose("Optimizer", "gradient-descent")  # it keeps no moment
    explorer.eventually(lambda: not any("m₁" in line for line in tip(explorer)))
    explorer.choose("Optimizer", "momentum")
    explorer.eventually(lambda: tip(explorer) != [])
    explorer.enter("η value", "5")  # the run ends before the step at the pointer
    explorer.eventually(lambda: tip(explorer) == [])
