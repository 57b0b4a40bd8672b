"""What a visitor's system asks of the page: forced colours, contrast, wide letters, a small window, paper."""

import re
from itertools import pairwise

import numpy as np
import pytest

LIGHT = {"color_scheme": "light"}
TWO = "?t=1&run=momentum:eta=0.01,alpha=0.9&run=adam:eta=0.5"
_STYLE = "(element, name) => getComputedStyle(element)[name]"
_SPACING = """() => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`
        * { letter-spacing: 0.12em !important; line-height: 1.5 !important; word-spacing: 0.16em !important; }
        p { margin-bottom: 2em !important; }
    `)
    document.adoptedStyleSheets = [sheet]
}"""
"""The spacing that WCAG 1.4.12 names."""
_OVERLAPS = """() => {
    const unseen = ".heard, .hint, script, style, select, thead, math, [popover], .tip, dialog"
    const shares = (one, other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2
        && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4
    // The part of a box that no ancestor hides
    const visible = ({ left, top, right, bottom }, element) => {
        for (let each = element; each && each !== document.body; each = each.parentElement) {
            if (getComputedStyle(each).overflow === "visible") continue
            const box = each.getBoundingClientRect()
            left = Math.max(left, box.left)
            top = Math.max(top, box.top)
            right = Math.min(right, box.right)
            bottom = Math.min(bottom, box.bottom)
        }
        return { left, top, right, bottom }
    }
    const boxes = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const { data, parentElement: of } = walker.currentNode
        if (!data.trim() || of.closest(unseen) || getComputedStyle(of).clipPath !== "none") continue
        if (!of.checkVisibility({ visibilityProperty: true })) continue
        const range = document.createRange()
        range.selectNodeContents(walker.currentNode)
        for (const box of range.getClientRects()) {
            const seen = visible(box, of)
            const text = data.trim()
            if (seen.right > seen.left && seen.bottom > seen.top) boxes.push({ of, text, ...seen })
        }
    }
    const wide = boxes.filter(({ right }) => right > innerWidth + 1).map(({ text }) => `${text} is cut`)
    const pairs = boxes.flatMap((one, at) => boxes.slice(at + 1).map((other) => [one, other]))
    return wide.concat(pairs
        .filter(([one, other]) => !one.of.contains(other.of) && !other.of.contains(one.of))
        .filter(([one, other]) => shares(one, other))
        .map(([one, other]) => `“${one.text}” and “${other.text}” meet`))
}"""
"""The visible texts of the page that meet each other, or that the edge of the window cuts."""
_IN_SIGHT = """() => {
    const { activeElement: element } = document
    const { left, right, top, bottom } = element.getBoundingClientRect()
    const x = (Math.max(0, left) + Math.min(innerWidth, right)) / 2
    const y = (Math.max(0, top) + Math.min(innerHeight, bottom)) / 2
    const there = document.elementFromPoint(x, y)
    const name = element.getAttribute("aria-label") ?? (element.textContent.trim() || element.outerHTML)
    return [element === document.body ? "" : name, there !== null && element.contains(there)]
}"""


def style(locator, name):
    return locator.evaluate(_STYLE, name)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_what_is_chosen_and_whose_colour_it_is(visit, scheme):
    explorer = visit(TWO, **LIGHT)
    page = explorer.page
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    assert page.evaluate("() => matchMedia('(forced-colors: active)').matches")
    page.wait_for_function(f"() => document.documentElement.dataset.theme === '{scheme}'")
    chosen, other = (page.get_by_role("tab", name=name, exact=True) for name in ("Path", "Basins"))
    assert style(chosen, "backgroundColor") != style(other, "backgroundColor")
    explorer.open_panel("Runs")
    inner = page.get_by_role("tab", name="Runs", exact=True)
    assert [style(inner, name) for name in ("backgroundColor", "color")] == [
        style(chosen, name) for name in ("backgroundColor", "color")
    ]
    for slider in (explorer.slider("η"), page.get_by_role("slider", name="Time")):
        assert "gradient" in style(slider, "backgroundImage")
    swatches = page.locator(".legend .swatch").all()
    assert len({style(each, "backgroundImage") for each in swatches}) == 2
    arrows = page.locator(".arrows span").all()
    assert len({style(each, "color") for each in arrows}) == 2  # −m and Δw are one arrow
    page.get_by_role("tab", name="Hyper-parameters").click()
    explorer.eventually(lambda: "gradient" in style(page.locator(".scale .swatch"), "backgroundImage"))
    page.emulate_media(forced_colors="none", color_scheme="light")


def test_more_contrast_has_stronger_edges_and_words(visit):
    looks, explorer = [], visit(TWO, **LIGHT)
    for contrast in ("more", "no-preference"):
        explorer.page.emulate_media(contrast=contrast)
        share = explorer.button("Share")
        meaning = explorer.page.locator(".meaning").first
        looks.append(
            [style(share, "borderTopColor"), style(share, "borderTopWidth"), style(meaning, "color")]
        )
    assert all(one != other for one, other in zip(*looks, strict=True))


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720), (768, 1024), (390, 844)])
def test_wide_letters_and_lines_meet_nowhere_and_are_not_cut(visit, size):
    explorer = visit(f"{TWO}&panel=runs", *size)
    page = explorer.page
    page.evaluate(_SPACING)
    explorer.wait_until_still()
    explorer.eventually(lambda: page.evaluate(_OVERLAPS) == [])


@pytest.mark.parametrize(
    ("size", "more"),
    [((320, 256), ""), ((360, 225), "&guess=place"), ((480, 300), ""), ((720, 450), "&guess=curve")],
)
def test_an_enlarged_page_shows_each_control_that_has_the_focus(new_page, size, more):
    explorer = new_page(TWO + more, *size)
    page = explorer.page
    assert page.evaluate(_OVERLAPS) == []
    page.evaluate(_SPACING)
    explorer.wait_until_still()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate(_OVERLAPS) == []
    found = []
    while not found or found[-1][0]:
        page.keyboard.press("Tab")
        explorer.wait_until_drawn()
        found.append(page.evaluate(_IN_SIGHT))
        assert len(found) < 100
    names = [name for name, _ in found]
    assert names[0] == "Skip to the figure"
    assert {"Surface", "α", "View", "Show it" if more else "Time", "E over t", "About: Details"} <= {*names}
    assert [name for name, is_seen in found[:-1] if not is_seen] == []


def test_the_name_of_an_axis_and_the_hint_below_the_surface_do_not_meet(visit):
    explorer = visit(TWO, 360, 640)
    hint = explorer.page.locator(".hint.click").bounding_box()
    surface = explorer.page.locator(".surface").bounding_box()
    middle = surface["x"] + explorer.page.evaluate(
        "() => Bokeh.index.find_one(model_of('surface')).frame.bbox.hcenter"
    )
    assert not hint["x"] - 8 < middle < hint["x"] + hint["width"] + 8


_PICTURE = """() => {
    const small = Object.assign(document.createElement("canvas"), { width: 100, height: 100 })
    const context = small.getContext("2d")
    context.drawImage(document.querySelector(".paper canvas"), 0, 0, 100, 100)
    return [...context.getImageData(0, 0, 100, 100).data]
}"""
_BOXES = """() => [...document.querySelectorAll(".paper > *")].map((each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect()
    return [left, right, top, bottom]
})"""


LETTER = "?e=k w1^2 %2B w2^2&let=k:5.1&run=adam:eta=0.5&run=adam:eta=0.5"


@pytest.mark.parametrize("query", [TWO, LETTER, "?tab=plane&run=adam:eta=0.5", "?lesson=adam"])
def test_paper_has_all_of_it_on_one_light_page_and_nothing_over_anything(new_page, query):
    explorer = new_page(query, color_scheme="dark")
    explorer.wait_until_still()
    page = explorer.page
    for paper, is_wide in (("A4", False), ("Letter", True)):
        pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format=paper, landscape=is_wide))
        assert len(pages) == 1, (paper, is_wide)
    page.emulate_media(media="print")
    sheet = page.locator(".paper")
    sheet.wait_for()
    assert style(page.locator("body"), "backgroundColor") == "rgb(255, 255, 255)"
    text = sheet.inner_text()
    assert page.url in text
    assert all(run["values"] in text for run in page.evaluate("module_store.known('runs')"))
    assert "t = " in text
    assert ("k = 5.1" in text) == ("let=k" in query)
    assert ("3.4 A path with Adam" in text) == ("lesson=adam" in query)
    assert sheet.locator("canvas").evaluate("({ width, height }) => width > 1000 && height > 800")
    assert sheet.locator("math").count() >= 4
    boxes = page.evaluate(_BOXES)
    assert all(one[3] <= other[2] for one, other in pairwise(boxes))
    page.emulate_media(media="screen")
    explorer.eventually(lambda: sheet.count() == 0)
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    explorer.wait_until_still()


def test_the_picture_on_paper_is_light_whatever_the_page_is(visit):
    pictures, explorer = [], visit(TWO, **LIGHT)
    for scheme in ("light", "dark"):
        explorer.page.emulate_media(color_scheme=scheme)
        explorer.page.wait_for_function(f"() => document.documentElement.dataset.theme === '{scheme}'")
        explorer.wait_until_still()
        explorer.wait_until_fine()
        explorer.page.emulate_media(media="print")
        explorer.page.locator(".paper canvas").wait_for()
        pictures.append(np.array(explorer.page.evaluate(_PICTURE), float))
        explorer.page.emulate_media(media="screen")
        explorer.eventually(lambda: explorer.page.locator(".paper").count() == 0)
    assert np.abs(pictures[0] - pictures[1]).mean() < 0.1
