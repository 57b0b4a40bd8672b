"""The page leads the eye: few controls at the opening, and blue belongs to runs alone."""

import io

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from app import look

IN_SIGHT = """() => [...document.querySelectorAll("*")].filter((each) => {
    if (each.tabIndex < 0 || each.disabled || each.ariaDisabled === "true") return false
    if (each.closest(".heard, .unseen") || !each.checkVisibility({ visibilityProperty: true })) return false
    const { top, left, bottom, right } = each.getBoundingClientRect()
    return bottom > top && right > left && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth
}).map((each) => each.ariaLabel ?? each.title ?? each.id)"""
"""What the Tab key reaches and a press acts on: a list of tabs is one, since the arrow keys move in it."""


def test_at_the_opening_few_controls_are_in_sight_and_blue_belongs_to_runs_alone(new_page):
    page = new_page("?")
    page.wait_until_still()
    found = page.page.evaluate(IN_SIGHT)
    assert len(found) <= 30, found
    page.page.keyboard.press("Tab")  # the outline of the focus is seen, too
    page.page.add_style_tag(content="[data-figure], [data-run-colour] { visibility: hidden !important }")
    for scheme in ("light", "dark"):
        page.page.emulate_media(color_scheme=scheme)
        page.page.wait_for_function(f"() => document.documentElement.dataset.theme === '{scheme}'")
        page.wait_until_still()
        assert blue_share(page) <= 0.0005, scheme


def test_what_is_rarely_used_is_one_press_away(visit):
    explorer = visit()
    names = ["3-D", "Tune", "1:1", "Fit view", "−∇E", "−m", "Δw", "log scale"]
    for name in names:
        expect(explorer.view_switch(name)).to_be_visible()
    explorer.page.keyboard.press("Escape")
    expect(explorer.view_switch("Tune")).to_be_visible()
    explorer.view_switch("Tune").click()
    expect(explorer.button("Tune")).to_be_visible()
    explorer.button("Tune").click()
    expect(explorer.page.locator(".strip")).to_be_hidden()
    expect(explorer.button("Tune")).to_be_hidden()


def test_the_controls_stand_in_three_groups(visit):
    explorer = visit()
    for name, controls in {
        "Function": ["#expression", "select"],
        "Method": ["select", "input[type=range]", ".equation"],
        "Run": ["input[aria-label=Steps]", "input[aria-label=w1]", ".fold"],
    }.items():
        group = explorer.page.get_by_role("region", name=name, exact=True)
        expect(group.locator(".group")).to_have_text(name)
        for control in controls:
            expect(group.locator(control).first).to_be_visible()


def blue_share(page):
    """The share of what is seen that is blue."""
    image = Image.open(io.BytesIO(page.page.screenshot())).convert("RGB")
    lab = look._oklab([f"#{colour:06x}" for colour in colours_of(image)[0]])
    chroma, hue = np.hypot(lab[:, 1], lab[:, 2]), np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    is_blue = (chroma > 0.05) & (hue >= 240) & (hue <= 290)
    counts = colours_of(image)[1]
    return counts[is_blue].sum() / counts.sum()


def colours_of(image):
    """The colours of an image as numbers, and how many pixels have each."""
    red, green, blue = np.moveaxis(np.asarray(image, dtype=np.int64), 2, 0)
    return np.unique(red << 16 | green << 8 | blue, return_counts=True)


PHONE = """() => Object.fromEntries(
    [".surface", ".sentence", ".rows.sliders input[type=range]", ".equation", "header"].map((name) => {
        const { top, bottom } = document.querySelector(name).getBoundingClientRect()
        return [name, [Math.round(top), Math.round(bottom)]]
    })
)"""


def test_a_phone_shows_the_figure_first_then_what_happened_then_the_sliders(new_page):
    page = new_page("?", width=390, height=844)
    page.wait_until_still()
    at = page.page.evaluate(PHONE)
    assert at["header"][1] <= 50  # one row
    assert at[".surface"][0] <= 110
    assert at[".surface"][1] < at[".sentence"][0]
    assert at[".sentence"][1] < at[".rows.sliders input[type=range]"][0] <= 700
    assert at[".rows.sliders input[type=range]"][1] < at[".equation"][0]
