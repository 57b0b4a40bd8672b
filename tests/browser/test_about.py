"""Tips: each tab has one; a small "i" shows it on touch, explains its terms, and leads to all words."""

import pytest
from playwright.sync_api import expect
from tips import plain

from app.lessons import LESSONS
from app.panels import PANELS, TABS
from app.words.glossary import WORDS


def popover(page, section):
    return page.page.locator(f"section[aria-label='{section}'] [data-part=about] > [popover]:popover-open")


WITHOUT_TIP = """() => [...document.querySelectorAll("button, select, textarea, input")]
    .filter((each) => each.checkVisibility() && !each.title && !each.closest("label[title]"))
    .map((each) => each.getAttribute("aria-label") || each.textContent || each.id)"""


@pytest.mark.parametrize(
    "query",
    [
        "?run=adam/cosine&run=momentum&panel=noise&noise=1",
        "?run=adam&panel=race&tab=plane",
        "?run=own&rule=w = w - η g&panel=step&camera=20,30",
    ],
)
def test_every_control_has_a_tip(visit, query):
    page = visit(query)
    page.wait_until_still()
    assert page.page.evaluate(WITHOUT_TIP) == []


def test_every_tab_says_what_it_is_for(visit):
    page = visit()
    for panel in (*TABS.values(), *PANELS.values()):
        if panel.group:
            page.open_panel(panel.title)
        expect(page.tab(panel.title)).to_have_attribute("title", plain(panel.tip))
    expect(page.tab("Shape")).to_have_attribute(
        "title",
        "\n".join(f"{PANELS[key].title}: {plain(PANELS[key].tip)}" for key in ("curvature", "stability")),
    )


@pytest.mark.parametrize("size", [(1440, 900), (390, 844)], ids=str)
def test_the_i_tells_of_the_open_panel_and_leads_to_all_words(visit, size):
    page = visit("?panel=curvature", *size)
    press = page.button("About: Details")
    press.click()
    told = popover(page, "Details")
    expect(told).to_be_visible()
    expect(told).to_contain_text(plain(PANELS["curvature"].tip))
    expect(told.get_by_role("term")).to_contain_text(["Hessian"])
    expect(told).to_contain_text(WORDS["Hessian"])
    box = told.bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert box["y"] + box["height"] <= size[1]
    told.get_by_role("button", name="All words").click()
    dialog = page.page.get_by_role("dialog", name="What the words mean")
    assert dialog.get_by_role("term").all_inner_texts() == list(WORDS)
    page.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(press).to_be_focused()
    page.open_panel("Step")
    press.click()
    expect(popover(page, "Details")).to_contain_text(plain(PANELS["step"].tip))
    page.page.keyboard.press("Escape")


def test_a_list_is_not_seen_before_it_has_its_place(visit):
    """One frame of it where its button stood in another window would be a jump."""
    page = visit("?panel=curvature", 1440, 900)
    for width in (1440, 390):
        page.page.set_viewport_size({"width": width, "height": 844})
        places = page.page.evaluate(
            """async () => {
                const press = document.querySelector("[aria-label='About: Details']")
                press.click()
                const list = press.popoverTargetElement
                const places = []
                for (let i = 0; i < 3; i++) {
                    const is_seen = list.checkVisibility({ visibilityProperty: true })
                    if (is_seen) places.push(Math.round(list.getBoundingClientRect().left))
                    await new Promise(requestAnimationFrame)
                }
                list.hidePopover()
                return places
            }"""
        )
        assert len(set(places)) == 1, places
        assert 0 <= places[0] < width


def test_on_touch_each_part_of_the_page_explains_its_words(visit):
    page = visit("?run=adam", 390, 844, has_touch=True, is_mobile=True)
    words = {
        "Function": ["error", "weight", "gradient"],
        "Method": ["optimizer", "learning rate", "memory"],
        "Traces": ["error", "step"],
        "Path and maps": ["contour line", "path"],
    }
    for section, terms in words.items():
        page.button(f"About: {section}").click()
        expect(popover(page, section).get_by_role("term")).to_contain_text(terms)
        page.page.keyboard.press("Escape")
        expect(popover(page, section)).to_have_count(0)


def test_a_lesson_of_traces_keeps_its_words_in_sight(visit):
    page = visit(f"?lesson={next(key for key, lesson in LESSONS.items() if lesson.about == 'traces')}")
    expect(page.page.locator(".lesson-words")).to_be_visible()


def test_the_list_of_words_opens_from_the_keys(visit):
    page = visit()
    page.page.keyboard.press("?")
    page.button("What the words mean").click()
    dialog = page.page.get_by_role("dialog", name="What the words mean")
    expect(dialog).to_be_visible()
    expect(page.page.get_by_role("dialog", name="Keys")).to_be_hidden()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
