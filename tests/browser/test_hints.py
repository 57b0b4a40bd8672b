"""Hints for newcomers: each stands at its place until it was followed once."""

from playwright.sync_api import expect

CLICK, DRAG = "Click: start there", "‹drag›"
PURPOSE = "See where an optimizer goes, and why"
TYPE = "Type a function of your own"


def seen(explorer):
    texts = (PURPOSE, CLICK, DRAG, TYPE)
    return [text for text in texts if explorer.page.get_by_text(text, exact=text != TYPE).count()]


def again(explorer):
    explorer.page.reload()
    explorer.wait_until_ready()
    return seen(explorer)


def test_each_hint_goes_when_it_was_followed_and_never_comes_back(explorer):
    assert seen(explorer) == [PURPOSE, CLICK, DRAG, TYPE]
    explorer.page.mouse.click(*explorer.at(5, 5))
    expect(explorer.page.get_by_text(CLICK)).to_have_count(0)
    assert again(explorer) == [PURPOSE, DRAG, TYPE]
    explorer.slider("α").press("ArrowLeft")
    expect(explorer.page.get_by_text(DRAG, exact=True)).to_have_count(0)
    assert again(explorer) == [PURPOSE, TYPE]
    explorer.expression().fill("w1^2 + 3 w2^2")
    explorer.eventually(lambda: TYPE not in seen(explorer))
    assert again(explorer) == []


def test_another_method_has_the_hint_at_its_second_slider_and_a_lesson_says_by_itself_what_to_do(new_page):
    explorer = new_page()
    explorer.choose("Optimizer", "adam")
    row = explorer.page.locator(".row", has=explorer.slider("β1"))
    expect(row.get_by_text(DRAG, exact=True)).to_be_visible()
    expect(explorer.page.get_by_text(DRAG, exact=True)).to_have_count(1)
    explorer.visit("?lesson=momentum", 1440, 900)
    assert not {CLICK, DRAG} & set(seen(explorer))


def test_a_surface_in_three_dimensions_says_how_to_turn_it_until_that_was_done(new_page):
    explorer = new_page("?lesson=saddle")
    hint = explorer.page.get_by_text("Drag: turn it")
    expect(hint).to_be_visible()
    explorer.page.locator('[data-figure="surface"]').focus()
    explorer.page.keyboard.press(".")
    expect(hint).to_have_count(0)
    explorer.page.reload()
    explorer.wait_until_ready()
    expect(explorer.page.locator(".relief")).to_be_visible()
    expect(hint).to_have_count(0)


def test_hints_catch_no_press_and_cover_nothing(explorer):
    for size in [(1440, 900), (1280, 720), (768, 1024), (390, 844)]:
        explorer.resize(*size)
        catch_no_press_and_cover_nothing(explorer)


def catch_no_press_and_cover_nothing(explorer):
    for text in (CLICK, DRAG):
        hint = explorer.page.get_by_text(text, exact=True)
        hint.scroll_into_view_if_needed()
        caught = hint.evaluate(
            """(hint) => {
                const { left, top, width, height } = hint.getBoundingClientRect()
                return document.elementFromPoint(left + width / 2, top + height / 2) === hint
            }"""
        )
        assert not caught
    boxes = {name: explorer.page.get_by_text(name, exact=True).bounding_box() for name in (CLICK, DRAG)}
    slider = explorer.slider("α").bounding_box()
    assert boxes[DRAG]["x"] + boxes[DRAG]["width"] <= slider["x"] + slider["width"]
    assert boxes[DRAG]["y"] + boxes[DRAG]["height"] <= slider["y"] + slider["height"] / 2
    symbol = (
        explorer.page.locator(".row", has=explorer.slider("α"))
        .locator(".label")
        .evaluate(
            """(label) => {
            const text = document.createRange()
            text.selectNode(label.firstChild) // the symbol; the hint follows it
            return text.getBoundingClientRect().right
        }"""
        )
    )
    assert symbol <= boxes[DRAG]["x"]
    low = explorer.range_of("surface", "y")[0]
    explorer.page.get_by_text(CLICK).scroll_into_view_if_needed()
    _, bottom = explorer.at(0, low)
    assert explorer.page.get_by_text(CLICK).bounding_box()["y"] >= bottom
