"""Copy link copies what is shown at the moment of the press, and a page at the link shows it again."""

from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from surfaces import GALLERY

QUERY = "?start=-15,20&t=1&run=momentum:eta=0.001,alpha=0.9"
_CLIPBOARD = """
window.copied = []
navigator.clipboard.write = async ([item]) => {
    const blob = await item.getType("text/plain")
    window.copied.push(await blob.text())
}
window.said = []
addEventListener("DOMContentLoaded", () => {
    const place = document.querySelector("[data-part=exports]")
    const note = () => said.push(place.querySelector("[role=status]").textContent)
    new MutationObserver(note).observe(place, { childList: true, subtree: true })
})
addEventListener("DOMContentLoaded", () => module_store.follow(["cursor"], ({ t }) => (window.step = t)))
"""
"""Records what is copied, the brief words about it, and the newest t, which the bar shows later."""


@pytest.fixture
def explorer(visit):
    explorer = visit(QUERY, script=_CLIPBOARD)
    explorer.page.evaluate("() => { copied.length = said.length = 0 }")
    return explorer


def cursor(explorer) -> int:
    return int(explorer.page.get_by_role("slider", name="Time", exact=True).input_value())


def copied(explorer):
    """The link that a press copies; the page says so."""
    explorer.page.evaluate("() => { copied.length = said.length = 0 }")
    explorer.button("Share").click()
    explorer.button("Copy link").click()
    explorer.page.wait_for_function("() => said.includes('Copied')")
    (link,) = explorer.page.evaluate("copied")
    return link.partition("?")[2]


def test_while_the_path_plays_the_link_has_the_step_of_the_press(explorer):
    explorer.button("Play").click()
    explorer.eventually(lambda: cursor(explorer) > 30)
    before = cursor(explorer)
    link = copied(explorer)
    t = int(link.partition("&t=")[2].partition("&")[0])
    assert before <= t <= explorer.page.evaluate("step")
    explorer.eventually(lambda: cursor(explorer) >= min(t + 10, 300))  # it goes on


def test_right_after_keys_the_link_has_the_step_that_they_lead_to(explorer):
    explorer.page.keyboard.press("ArrowRight")
    explorer.page.keyboard.press("ArrowRight")
    assert "&t=3&" in copied(explorer)


def test_right_after_the_wheel_the_link_has_the_view_that_is_shown(explorer, visit):
    explorer.page.mouse.move(*explorer.at(5, 5))
    explorer.page.mouse.wheel(0, -300)
    explorer.eventually(lambda: explorer.range_of("surface", "x")[1] < 25)
    explorer.page.evaluate(
        """() => [...document.querySelectorAll("button")]
            .find((each) => each.textContent === "Copy link").click()"""
    )
    explorer.page.wait_for_function("() => copied.length > 0")
    link = explorer.page.evaluate("copied[0]")
    again = visit("?" + link.partition("?")[2])
    for page in (explorer, again):
        page.wait_until_still()
    for axis in "xy":
        assert again.range_of("surface", axis) == explorer.range_of("surface", axis)


@pytest.mark.parametrize(
    ("field", "value", "event", "wanted"),
    [
        ("select[aria-label=Surface]", "booth", "change", GALLERY["booth"].text),
        ("#expression", "w1^2 + 3.125 w2^2", "input", "w1^2 + 3.125 w2^2"),
    ],
)
def test_right_after_a_choice_or_a_text_the_link_has_it(explorer, field, value, event, wanted):
    explorer.page.evaluate(
        """([field, value, event]) => {
            Object.assign(document.querySelector(field), { value }).dispatchEvent(new Event(event))
            const buttons = [...document.querySelectorAll("button")]
            buttons.find((each) => each.textContent === "Copy link").click()
        }""",
        [field, value, event],
    )
    explorer.page.wait_for_function("() => copied.length > 0")
    assert parse_qs(urlsplit(explorer.page.evaluate("copied[0]")).query)["e"] == [wanted]


def lines(explorer, figure):
    """Whether the lines of each component of a moment are visible; None where they are not all alike."""
    return explorer.page.evaluate(
        """(name) => ["first", "second"].map((component) => {
            const its = model_of(name).renderers.filter(({ glyph }) => glyph?.tags[0] === component)
            const [first, ...others] = its.map(({ visible }) => visible)
            return others.every((each) => each === first) ? first : null
        })""",
        figure,
    )


def press_key(explorer, word):
    """Press a button of a trace's legend."""
    explorer.page.get_by_role("button", name=word, exact=True).click()


def test_the_link_contains_hidden_arrows(explorer, visit):
    explorer.view_switch("Δw").click()
    explorer.page.keyboard.press("Escape")
    press_key(explorer, "m₂")
    explorer.eventually(lambda: lines(explorer, "m") == [True, False])
    link = copied(explorer)
    assert "hide=update,m2" in link
    again = visit("?" + link)
    again.eventually(lambda: lines(again, "m") == [True, False])
    assert lines(again, "s") == [True, True]
    again.eventually(lambda: again.page.evaluate("model_of('arrow_names').data.name.length") == 2)
    assert {*again.page.evaluate("model_of('arrow_names').data.name")} == {"−∇E", "−m"}
    again.view_switch("Δw").click()
    again.page.keyboard.press("Escape")
    press_key(again, "m₂")
    again.eventually(lambda: lines(again, "m") == [True, True])
    names = "model_of('arrow_names').data.name"
    again.eventually(lambda: {*again.page.evaluate(names)} == {"−∇E", "−m, Δw"})
    again.eventually(lambda: "hide=" not in again.page.url)


def test_a_copied_link_shows_the_path_again_to_the_bit(explorer):
    before = explorer.path()
    explorer.slider("η").press("ArrowRight")
    explorer.slider("α").press("ArrowLeft")
    link = copied(explorer)
    explorer.wait_until_settled()
    path = explorer.path()
    for query, shown in ((QUERY, before), (f"?{link}", path)):
        explorer.visit(query, 1440, 900)
        np.testing.assert_array_equal(explorer.path(), shown)
