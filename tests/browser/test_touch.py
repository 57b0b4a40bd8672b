"""A page that is touched: the surface stays in sight, a finger scrolls, taps and drags, all is large."""

import pytest
from fingers import Fingers
from playwright.sync_api import expect

SMALL = [(1024, 768), (768, 1024), (390, 844), (360, 640)]
PHONE = (390, 844)
ON_ITS_SIDE = [(844, 390), (932, 430)]
TARGETS = """() => [...document.querySelectorAll("button, select, input:not([type=checkbox]), label")]
    .filter((each) => each.checkVisibility() && !each.closest(".remark, .typing, dialog"))
    .filter((each) => each.tagName !== "LABEL" || each.querySelector("input"))
    .map((each) => [each.className || each.id || each.textContent, each.getBoundingClientRect().height])
    .filter(([, height]) => height < 39.5 && height > 0)"""
BOXES = """() => [...document.querySelectorAll("input[type=checkbox]")]
    .filter((each) => each.checkVisibility())
    .map((each) => each.getBoundingClientRect().height)
    .filter((height) => height < 24)"""
TEXTS = """() => [...document.querySelectorAll("body *")]
    .filter((each) => each.checkVisibility() && !each.closest("svg, math, [data-figure], .heard"))
    .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((each) => [each.textContent.slice(0, 30), parseFloat(getComputedStyle(each).fontSize)])
    .filter(([, size]) => size < 14)"""


@pytest.fixture
def touched(visit):
    def touched(query="", size=PHONE, opens=visit):
        page = opens(query, width=size[0], height=size[1], has_touch=True, is_mobile=True)
        if opens is visit:
            page.page.evaluate("() => scrollTo(0, 0)")
        page.wait_until_still()
        page.fingers = Fingers(page.page)
        return page

    return touched


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def scroll_to(page, locator):
    locator.evaluate("(each) => each.scrollIntoView({ block: 'center' })")
    page.fingers.come_to_rest()


def scrolled(page):
    return page.page.evaluate("() => scrollY")


def test_the_surface_stays_in_sight_while_a_slider_is_moved(touched):
    page = touched("?run=adam")
    for size in SMALL:
        page.resize(*size)
        for name in ("η", "β1", "β2", "ε", "Steps", "Time"):
            slider = page.slider(name)
            scroll_to(page, slider)
            top, place = page.page.locator(".surface").bounding_box(), slider.bounding_box()
            assert top["y"] >= -1
            assert top["y"] + top["height"] <= size[1] + 1
            beside = place["x"] + place["width"] <= top["x"] or place["x"] >= top["x"] + top["width"]
            assert beside or place["y"] >= top["y"] + top["height"] - 1
            assert place["y"] + place["height"] <= size[1]


def test_a_tablet_shows_the_surface_below_a_header_of_one_line_and_a_notice(touched, new_page):
    page = touched("?unknown=1&steps=much", (1024, 768), new_page)
    assert page.page.locator("header").bounding_box()["height"] < 60
    assert page.page.locator(".notices").bounding_box()["height"] > 40

    def ends(*names):
        boxes = [page.page.locator(name).bounding_box() for name in names]
        return max(box["y"] + box["height"] for box in boxes)

    assert ends(".surface", ".time") <= 768
    assert page.slider("η").bounding_box()["y"] < 700
    assert scrolled(page) == 0
    expect(page.page.get_by_text("Tap: start there")).to_be_visible()
    page.page.get_by_role("button", name="Dismiss").click()
    page.wait_until_still()
    assert ends(".time") <= 768
    page.resize(768, 1024)
    assert page.page.locator("header").bounding_box()["height"] < 60


@pytest.mark.parametrize(
    "query", ["?run=momentum&run=adam&panel=runs", "?lesson=adam", "?tab=plane&panel=race"]
)
def test_words_and_targets_are_large_enough_and_within_the_screen(touched, query):
    page = touched(query)
    for size in SMALL:
        page.resize(*size)
        if "tab=plane" in query:
            expect(page.page.locator(".plane-legend")).to_contain_text("best")
        assert page.page.evaluate(TEXTS) == []
        assert page.page.evaluate(TARGETS) == []
        assert page.page.evaluate(BOXES) == []
        assert page.page.evaluate("() => document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", ON_ITS_SIDE, ids=str)
@pytest.mark.parametrize("query", ["?run=adam", "?lesson=adam"])
def test_a_phone_on_its_side_has_the_surface_and_a_slider_in_sight(touched, query, size):
    page = touched(query, size)
    scroll_to(page, page.slider("η"))
    expect(page.slider("η")).to_be_in_viewport(ratio=1)
    expect(page.page.locator(".surface")).to_be_in_viewport(ratio=0.9)
    assert page.page.locator(".surface").bounding_box()["height"] > 0.9 * size[1]
    assert page.page.evaluate("() => document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", ON_ITS_SIDE, ids=str)
def test_on_a_phone_on_its_side_the_map_of_hyper_parameters_is_beside_the_surface(touched, size):
    page = touched("?run=adam&tab=plane", size)
    surface, plane = (page.page.locator(part).bounding_box() for part in (".surface", ".plane"))
    assert plane["x"] >= surface["x"] + surface["width"]
    assert plane["y"] == pytest.approx(surface["y"], abs=1)
    assert plane["height"] > 0.9 * size[1]


def test_the_menu_of_the_view_covers_no_name_of_an_arrow(touched):
    page = touched("?e=line&run=adam&batch=4&t=2", (360, 740))
    menu = page.page.get_by_role("button", name="View", exact=True).bounding_box()
    names = page.page.locator(".arrows > *:visible")
    expect(names.last).to_have_text("E of the batch")
    for name in names.all():
        box = name.bounding_box()
        assert box["x"] + box["width"] <= menu["x"]


@pytest.mark.parametrize("size", [(640, 360), *ON_ITS_SIDE], ids=str)
@pytest.mark.parametrize("method", ["adam", "ademamix", "adam-uncorrected", "momentum"])
def test_a_phone_on_its_side_shows_the_widest_legend_and_maps_that_can_be_read(touched, size, method):
    page = touched(f"?run={method}", size)
    width = "() => document.documentElement.scrollWidth"
    assert page.page.evaluate(width) == size[0]
    page.tab("Gradient pairs").click()
    page.eventually(lambda: page.page.evaluate("() => model_of('pairs')?.get_length?.() ?? 1"))
    page.wait_until_still()
    assert page.page.evaluate(width) == size[0]
    maps = page.page.locator(".pairs > [data-figure]:visible")
    assert all(each.bounding_box()["height"] > 250 for each in maps.all())
    assert all(each.bounding_box()["width"] > 250 for each in maps.all())
    for words in page.page.locator(".pair-head *:visible").all():
        box = words.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0]


def test_a_rule_that_is_opened_is_not_under_the_surface(touched):
    page = touched("?run=momentum")
    edit = page.page.locator(".rule").get_by_role("button", name="Edit this rule")
    page.page.evaluate("() => scrollTo(0, 400)")
    page.fingers.come_to_rest()
    edit.evaluate("(button) => button.click()")
    field = page.page.locator("#update-rule")
    expect(field).to_be_focused()
    page.wait_until_still()
    page.fingers.come_to_rest()
    examples = page.page.get_by_role("combobox", name="Example rules")
    surface, first = (each.bounding_box() for each in (page.page.locator(".surface"), examples))
    assert first["y"] >= surface["y"] + surface["height"] - 1
    expect(field).to_be_in_viewport(ratio=1)


def test_an_opened_panel_comes_into_sight(touched):
    page = touched()
    tab = page.tab("Noise")
    tab.evaluate("(each) => each.scrollIntoView({ block: 'end' })")
    page.fingers.come_to_rest()
    tab.tap()
    page.fingers.come_to_rest()
    surface, opened = (page.page.locator(each).bounding_box() for each in (".surface", ".dock"))
    below = opened["y"] - surface["y"] - surface["height"]
    assert -1 <= below < 20 or opened["y"] + opened["height"] <= PHONE[1]


def test_a_finger_that_scrolls_from_a_slider_does_not_set_it(touched):
    page = touched()
    slider = page.slider("α")
    scroll_to(page, slider)
    before = scrolled(page)
    x, y = middle(slider)
    page.fingers.swipe((x - 60, y), (0, -150))
    assert page.value("α") == 0.9
    assert scrolled(page) > before + 50
    page.fingers.swipe(middle(slider), (-50, 0))
    assert page.value("α") < 0.9
    box = slider.bounding_box()
    page.page.touchscreen.tap(box["x"] + box["width"] / 10, box["y"] + box["height"] / 2)
    page.eventually(lambda: page.value("α") < 0.15)


def test_a_finger_on_the_surface_scrolls_and_a_tap_sets_the_start(touched):
    page = touched("?start=-15,20")
    surface = page.page.locator(".surface")
    view = page.range_of("surface", "x"), page.range_of("surface", "y")
    x, y = page.at(10, -10)
    page.fingers.swipe((x, y), (0, -150))
    assert scrolled(page) > 50
    assert page.start() == (-15, 20)
    assert (page.range_of("surface", "x"), page.range_of("surface", "y")) == view
    assert surface.bounding_box()["y"] >= -1
    page.page.touchscreen.tap(*page.at(10, -10))
    page.eventually(lambda: abs(page.start()[0] - 10) < 1 and abs(page.start()[1] + 10) < 1)


def test_the_marker_is_dragged_and_two_fingers_zoom(touched):
    page = touched("?start=-15,20")
    marker, low = page.at(-15, 20), page.at(-5, -10)
    page.fingers.swipe(marker, (low[0] - marker[0], low[1] - marker[1]))
    page.eventually(lambda: abs(page.start()[0] + 5) < 1 and abs(page.start()[1] + 10) < 1)
    assert scrolled(page) == 0
    start, (left, right) = page.start(), page.range_of("surface", "x")
    x, y = page.at(5, 5)
    page.fingers.touch("touchStart", (x - 30, y), (x + 30, y))
    for k in range(1, 11):
        page.fingers.touch("touchMove", (x - 30 - 4 * k, y), (x + 30 + 4 * k, y))
    page.fingers.touch("touchEnd")
    page.eventually(
        lambda: page.range_of("surface", "x")[1] - page.range_of("surface", "x")[0] < 0.6 * (right - left)
    )
    assert page.start() == start
    where = page.at(5, 5)
    assert abs(where[0] - x) < 6
    assert abs(where[1] - y) < 6


def test_a_finger_that_scrolls_from_a_trace_leaves_the_cursor(touched):
    page = touched("?t=5")
    trace = page.page.locator("[data-figure=error]")
    scroll_to(page, trace)
    page.fingers.swipe(middle(trace), (0, -120))
    expect(page.slider("Time")).to_have_js_property("value", "5")
    scroll_to(page, trace)
    page.page.touchscreen.tap(*middle(trace))
    page.eventually(lambda: page.slider("Time").input_value() not in ("", "5"))


@pytest.mark.parametrize("size", [PHONE, (768, 1024)], ids=str)
def test_a_lesson_that_is_opened_is_in_sight(touched, size):
    page = touched("", size)
    page.page.get_by_role("button", name="Lessons").click()
    page.page.get_by_role("button", name="Momentum").last.click()
    words = page.page.locator(".lesson-bar")
    expect(words).to_be_visible()

    def in_sight():
        box, surface = words.bounding_box(), page.page.locator(".surface").bounding_box()
        return box["y"] >= surface["y"] + surface["height"] - 1 and box["y"] + box["height"] <= size[1]

    page.eventually(in_sight)


def below_the_figure(page, name, figure=".surface"):
    """How far a part begins below the end of the figure that stays in sight."""
    part, scene = (page.page.locator(each).first.bounding_box() for each in (name, figure))
    return part["y"] - scene["y"] - scene["height"]


@pytest.mark.parametrize("size", [(768, 1024), (360, 640)], ids=str)
def test_a_lesson_begins_right_below_the_figure_and_what_it_moves_follows_it(touched, new_page, size):
    page = touched("?lesson=momentum", size, new_page)
    page.eventually(lambda: abs(below_the_figure(page, ".dock")) < 2)
    words = page.page.locator(".lesson-words").bounding_box()
    for symbol, most in (("Time", 60), ("α", 330)):
        slider = page.slider(symbol).bounding_box()
        assert 0 <= slider["y"] - words["y"] - words["height"] < most
    page.open_panel("Step")  # which is where it was
    assert abs(below_the_figure(page, ".dock")) < 14


def test_the_two_maps_of_a_lesson_are_beside_each_other_and_in_sight_on_a_phone(touched, new_page):
    page = touched("?lesson=bias-correction", (360, 640), new_page)
    page.eventually(lambda: abs(below_the_figure(page, ".dock", ".pairs")) < 2)
    left, right = (
        page.page.evaluate(
            """(name) => {
                const view = Bokeh.index.find_one(model_of(name))
                const { left, top } = view.canvas_view.el.getBoundingClientRect()
                const { bbox } = view.frame
                return { x: left + bbox.left, y: top + bbox.top, width: bbox.width, height: bbox.height }
            }""",
            name,
        )
        for name in ("pairs", "pairs_other")
    )
    assert left["x"] + left["width"] < right["x"]
    assert right["x"] + right["width"] < 360
    assert left["y"] == right["y"] > 0
    assert left["height"] == right["height"] > 90
    assert abs(left["width"] - right["width"]) < 8
    assert left["width"] > 90


@pytest.mark.parametrize("size", [(768, 1024), PHONE, (360, 640)], ids=str)
def test_an_error_is_visible_beside_the_field_with_the_text(touched, size):
    page = touched("", size)
    page.expression().fill("3 w1^2 + foo(w2")
    words = page.page.get_by_text("unknown function foo")
    expect(words).to_be_in_viewport(ratio=1)
    assert below_the_figure(page, "#verdict") >= 0
    page.expression().press("Escape")


def test_the_tabs_are_wide_enough_for_a_finger(touched):
    page = touched("", (360, 640))
    tabs = page.page.locator(".tabs:visible button")
    assert min(tabs.evaluate_all("(all) => all.map((each) => each.offsetWidth)")) >= 40


LETTERS = """() => {
    const names = ["text_font_size", "major_label_text_font_size", "axis_label_text_font_size"]
    const models = Bokeh.documents.flatMap((document) => [...document.all_models])
    const size = (of) => parseFloat(of?.value ?? of)
    const sizes = (model) => names.filter((name) => name in model.properties).map((name) => size(model[name]))
    return models.flatMap(sizes)
}"""
RELIEF_LETTERS = """() => {
    const drawn = (window.relief_letters = new Set())
    const { fillText } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.fillText = function (...words) {
        if (this.canvas.closest(".relief")) drawn.add(parseFloat(this.font.match(/[\\d.]+(?=px)/)[0]))
        return fillText.apply(this, words)
    }
}"""


@pytest.mark.parametrize("query", ["?run=momentum&run=adam&t=5", "?tab=pairs", "?panel=stability"])
def test_letters_in_figures_are_as_large_as_those_of_the_page(touched, query):
    page = touched(query)
    page.eventually(lambda: len(page.page.evaluate(LETTERS)) > 3)
    assert min(page.page.evaluate(LETTERS)) >= 14


def test_letters_on_the_relief_are_as_large_as_those_of_the_page(touched, new_page):
    page = touched("?run=momentum&run=adam&t=5", opens=new_page)
    page.page.evaluate(RELIEF_LETTERS)
    page.view_switch("3-D").click()
    page.eventually(lambda: len(page.page.evaluate("() => [...relief_letters]")) > 0)
    page.wait_until_still()
    assert min(page.page.evaluate("() => [...relief_letters]")) >= 14


def test_menus_stay_within_the_screen(touched):
    page = touched()
    for size in SMALL:
        page.resize(*size)
        for name in ("Share", "Lessons"):
            page.page.locator("header").get_by_role("button", name=name, exact=True).click()
            items = page.page.locator(".items:popover-open")

            def is_within(items=items, size=size):
                """It is placed once it is open."""
                assert "max-height" in items.get_attribute("style")
                box = items.bounding_box()
                assert box["x"] >= 0
                assert box["y"] >= 0
                assert box["x"] + box["width"] <= size[0]
                assert box["y"] + box["height"] <= size[1]

            page.eventually(is_within)
            page.page.keyboard.press("Escape")
            expect(items).to_have_count(0)
