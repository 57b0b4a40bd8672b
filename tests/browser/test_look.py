"""The look of the page in Chromium: tabs, sizes, colours and positions."""

import by_hand
import pytest
from playwright.sync_api import expect

START = (-15.0, 20.0)


@pytest.fixture
def explorer(visit):
    return visit(color_scheme="light")


# Tabs


def test_the_arrow_keys_go_from_tab_to_tab_and_the_tab_key_to_the_chosen_one(explorer):
    tabs = explorer.page.get_by_role("tablist", name="Details").get_by_role("tab")
    lesson, step, noise = tabs.nth(0), tabs.nth(1), tabs.last
    step.focus()
    before = explorer.page.locator("output").inner_text()
    for key, tab in [
        ("ArrowLeft", lesson),
        ("ArrowLeft", noise),
        ("ArrowRight", lesson),
        ("End", noise),
        ("Home", lesson),
    ]:
        explorer.page.keyboard.press(key)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        assert [each.get_attribute("tabindex") for each in tabs.all()].count("0") == 1
        expect(tab).to_have_attribute("tabindex", "0")
        panel = explorer.page.get_by_role("tabpanel", name=tab.inner_text(), exact=True)
        expect(panel).to_be_visible()
        assert panel.get_attribute("id") == tab.get_attribute("aria-controls")
    explorer.eventually(lambda: "panel=lesson" in explorer.page.url)
    assert explorer.page.locator("output").inner_text() == before  # the time cursor has not moved


def test_panels_of_one_group_share_a_tab_which_opens_the_one_that_was_open_last(explorer):
    groups = {title: explorer.page.get_by_role("tablist", name=title) for title in ("Compare", "Shape")}
    for title, members in {"Compare": ("Runs", "Race"), "Shape": ("Curvature", "Stability")}.items():
        explorer.tab(title).click()
        assert groups[title].get_by_role("tab").all_inner_texts() == list(members)
        for opened in members:
            explorer.tab(opened).click()
            expect(explorer.page.get_by_role("tabpanel", name=opened, exact=True)).to_be_visible()
            chosen = explorer.page.locator(".dock [role=tab][aria-selected=true]:visible")
            assert chosen.all_inner_texts() == [title, opened]
    expect(groups["Compare"]).to_be_hidden()
    explorer.tab("Compare").click()
    expect(explorer.page.get_by_role("tabpanel", name="Race", exact=True)).to_be_visible()
    explorer.tab("Race").focus()
    explorer.page.keyboard.press("ArrowRight")
    expect(explorer.tab("Runs")).to_be_focused()
    explorer.eventually(lambda: "panel=runs" in explorer.page.url)
    explorer.tab("Noise").click()
    for hidden in groups.values():
        expect(hidden).to_be_hidden()


def test_the_stage_is_named_by_its_tab(explorer):
    for name in ("Basins", "Hyper-parameters", "Gradient pairs", "Path"):
        tab = explorer.page.get_by_role("tab", name=name)
        tab.click()
        panel = explorer.page.get_by_role("tabpanel", name=name, exact=True)
        expect(panel).to_have_id(tab.get_attribute("aria-controls"))


# Sizes and colours


@pytest.mark.parametrize("width", [360, 768])
def test_no_tab_is_wider_than_a_narrow_screen(visit, width):
    page = visit("?run=adam&run=momentum&panel=runs", width=width, height=740)
    stage = ("Path", "Basins", "Hyper-parameters", "Gradient pairs")
    for name in (*stage, "Compare", "Race", "Shape", "Noise", "Lesson"):
        tab = page.tab(name)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        page.eventually(lambda: page.page.evaluate("document.documentElement.scrollWidth") == width)
        assert page.page.locator(".legend").bounding_box()["width"] > 300


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_pressed_switch_has_the_accents_border(visit, scheme):
    page = visit("?run=adam", color_scheme=scheme)
    accent = page.page.locator("input[type=range]").first.evaluate("(it) => getComputedStyle(it).accentColor")
    page.page.keyboard.press("p")
    button = page.button("Arithmetic")
    border = "(it) => getComputedStyle(it).borderTopColor"
    up = button.evaluate(border)
    button.click()
    page.page.mouse.move(0, 0)
    expect(button).to_have_attribute("aria-pressed", "true")
    assert up != button.evaluate(border) == accent
    page.page.keyboard.press("p")


_RUN_COLOURS = """() => {
    const surface = model_of("surface")
    const drawn = (name) => surface.renderers.find((each) => each.data_source.name === name).glyph
    const { palette, low_color } = drawn("path").line_color.transform
    return {
        swatches: [...document.querySelectorAll(".legend .swatch")]
            .map((mark) => getComputedStyle(mark).backgroundImage),
        strip: document.querySelector(".time input[type=range]").style.getPropertyValue("--times"),
        path: [...palette, low_color],
        ends: [drawn("ends").line_color.value, ...drawn("ends").fill_color.transform.palette],
        pins: drawn("covered_ends").fill_color.transform.palette,
        names: [...model_of("arrow_names").data.colour],
        others: [drawn("fan").line_color.value, drawn("fan_ends").fill_color.value],
    }
}"""


def test_the_colours_of_runs_are_those_of_the_theme_also_after_it_has_been_switched_and_it_stays(
    visit, new_page
):
    query = "?lesson=momentum-by-hand"
    light, dark = new_page(query), visit(query, color_scheme="dark")
    found = [page.page.evaluate(_RUN_COLOURS) for page in (light, dark)]
    assert len(found[0]["swatches"]) > 1
    for kind, colours in found[0].items():
        assert colours != found[1][kind], kind
    light.page.get_by_role("button", name="Dark colours").click()
    light.eventually(lambda: light.page.evaluate(_RUN_COLOURS) == found[1])
    light.page.reload()
    light.page.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")


def test_the_page_works_in_a_browser_without_storage(new_page):
    forbidden = """for (const name of ["localStorage", "sessionStorage"])
        Object.defineProperty(window, name, { get: () => { throw new DOMException("forbidden") } })"""
    page = new_page(script=forbidden)
    page.slider("α").press("ArrowLeft")
    page.eventually_follows(by_hand.momentum(START, 0.001, 0.89, 300))
    page.expression().fill("w1^2 + 4 w2^")
    expect(page.page.locator("#verdict p")).not_to_be_empty()
    page.page.get_by_role("button", name="Dark colours").click()
    assert page.page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_formulas_are_set_as_mathematics(explorer):
    formulas = explorer.page.get_by_role("math")
    # E and ∇E; the rule; for both weights, three lines of a step, each with its result
    expect(formulas).to_have_count(3 + 2 + 2 * 3 * 2)
    texts = [text.replace("\u2061", "") for text in formulas.all_text_contents()]
    assert texts[:5] == ["E=3w12+10w22", "∂E/∂w1=6w1", "∂E/∂w2=20w2", "m(t)=αm(t−1)+g", "w(t)=w(t−1)−ηm(t)"]
    assert texts[5:7] == ["g1=∂E/∂w1(t=0)", "=−90"]
    assert explorer.page.evaluate("() => document.fonts.check('16px \"Latin Modern Math\"')")


def test_an_index_of_beta_stands_as_high_as_that_of_w(visit):
    heights = visit("?run=adam:eta=0.5").page.evaluate(
        """() => ["w", "β"].map((letter) => {
            const all = [...document.querySelectorAll("math msub")]
            const [found] = all.filter((each) => each.firstChild.textContent === letter)
            const line = document.createElement("span")
            line.style = "display: inline-block"
            found.parentElement.closest("math").before(line)
            const [base, index] = [line, found.children[1]].map((each) => each.getBoundingClientRect().bottom)
            line.remove()
            return base - index
        })"""
    )
    assert heights[0] < 0
    assert heights[1] == pytest.approx(heights[0], abs=0.6)


def test_formulas_without_room_come_whole_in_front_of_the_page(explorer):
    place = explorer.page.locator(".mathematics")
    expect(place).not_to_have_attribute("data-cut", "")
    explorer.expression().fill("+".join(f"sin({k} w1 + {k} w2)/{k}" for k in range(1, 7)))
    expect(place).to_have_attribute("data-cut", "")
    expect(place).not_to_have_attribute("data-below", "")  # it continues on the right alone
    whole = """(place) => [...place.querySelectorAll(".formula")].every((line) => {
        const { right, bottom } = line.getBoundingClientRect()
        const end = [...line.children].at(-1).getBoundingClientRect().right
        const seen = document.elementFromPoint(end - 2, bottom - 8)
        return end <= right + 1 && seen?.closest(".formula") === line
    })"""
    assert not place.evaluate(whole)
    place.hover()
    explorer.eventually(lambda: place.evaluate(whole))
    explorer.page.mouse.move(700, 500)
    explorer.expression().fill("exp(-(w1^2 + w2^2)/2)")  # exponents make lines higher
    expect(place).not_to_have_attribute("data-cut", "")
    explorer.expression().fill("w1^2/(1 + 1/(1 + w2^2))")
    expect(place).to_have_attribute("data-below", "")
    place.evaluate("(place) => place.scrollTo(0, place.scrollHeight)")
    expect(place).not_to_have_attribute("data-below", "")


def test_while_a_text_is_wrong_no_formulas_of_another_are_in_sight(explorer):
    explorer.expression().fill("w1^2 + pi(w2")
    expect(explorer.page.locator(".formulas")).to_be_hidden()
    explorer.expression().fill("w1^2 + w2^2")
    expect(explorer.page.locator(".formulas")).to_be_visible()


def test_a_formula_that_is_too_long_scrolls_in_its_line_and_fades_where_it_goes_on(explorer):
    explorer.expression().fill("+".join(f"sin({k} w1 + {k} w2)" for k in range(1, 12)))
    line = explorer.page.locator(".formulas .formula").first
    expect(line).to_have_attribute("data-more", "right")
    expect(line).to_have_attribute("tabindex", "0")
    line.evaluate("(line) => line.scrollTo(40, 0)")
    expect(line).to_have_attribute("data-more", "left right")
    line.evaluate("(line) => line.scrollTo(line.scrollWidth, 0)")
    expect(line).to_have_attribute("data-more", "left")
    explorer.expression().fill("w1^2 + w2^2")
    expect(line).to_have_attribute("data-more", "")
    expect(line).not_to_have_attribute("tabindex", "0")


def test_the_status_stands_below_the_surface_whatever_the_tab(explorer):
    head, status = explorer.page.locator(".tabs-place"), explorer.page.locator(".status")
    for tab, stage in [("Gradient pairs", ".pairs"), ("Basins", ".surface"), ("Path", ".surface")]:
        explorer.page.get_by_role("tab", name=tab).click()
        expect(explorer.page.locator(stage)).to_be_visible()
        explorer.wait_until_still()
        tops = [part.bounding_box()["y"] for part in (head, explorer.page.locator(stage), status)]
        assert tops == sorted(tops)
        assert explorer.page.locator(stage).bounding_box()["height"] > 300
