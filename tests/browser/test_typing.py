"""Help while a function is typed: names, brackets, the place of a mistake; it never gets in the way."""

from playwright.sync_api import expect


def options(page):
    return page.page.get_by_role("listbox", name="Names").get_by_role("option")


def type_anew(page, text):
    page.expression().press("ControlOrMeta+a")
    page.expression().press_sequentially(text)


def test_a_function_is_completed_by_keys_and_undone_by_the_fields_undo(visit):
    page = visit("")
    type_anew(page, "w1^2 + si")
    expect(options(page)).to_contain_text(["sigmoid", "sign", "sin", "sinh"])
    for _ in range(3):
        page.expression().press("ArrowDown")
    expect(options(page).nth(2)).to_have_attribute("aria-selected", "true")
    page.expression().press("Enter")
    expect(page.expression()).to_have_value("w1^2 + sin(")
    expect(options(page)).to_have_count(0)
    page.expression().press("ControlOrMeta+z")
    expect(page.expression()).to_have_value("w1^2 + si")


def test_pasted_lines_are_a_function_with_its_definitions(new_page):
    page = new_page()
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.page.evaluate("() => navigator.clipboard.writeText('a = 3\\nr = a w1^2\\nr + w2^2')")
    page.expression().press("ControlOrMeta+a")
    page.expression().press("ControlOrMeta+v")
    expect(page.expression()).to_have_value("a = 3; r = a w1^2; r + w2^2")
    page.eventually(lambda: page.says("6w1"))


def test_enter_tab_and_escape_do_what_they_did_where_nothing_is_chosen(visit):
    page = visit("")
    type_anew(page, "w1^2 + si")
    page.expression().press("Enter")
    expect(page.expression()).to_have_value("w1^2 + si")
    page.expression().press("Escape")
    expect(options(page)).to_have_count(0)
    expect(page.expression()).to_have_value("w1^2 + si")
    page.expression().press_sequentially("n")
    page.expression().press("Tab")
    expect(page.expression()).to_have_value("w1^2 + sin")
    expect(page.expression()).not_to_be_focused()


def test_a_name_of_the_menu_is_completed_by_a_press(visit):
    page = visit("")
    type_anew(page, "ros")
    options(page).first.click()
    expect(page.page.get_by_role("combobox", name="Surface", exact=True)).to_have_value("rosenbrock")
    assert page.value("b") == 100


def test_a_mistake_is_underlined_in_the_field_until_the_text_changes_and_brackets_are_shown(visit):
    page = visit("")
    type_anew(page, "sin(w1 w3)")
    expect(page.page.locator(".typed-marks .fault")).to_have_text("w3")
    expect(page.page.locator(".typed-marks .bracket")).to_have_text(["(", ")"])
    type_anew(page, "sin(w1 w2)")
    expect(page.page.locator(".typed-marks .fault")).to_have_count(0)


def test_the_first_letter_of_a_name_is_no_constant_while_the_name_is_typed(visit):
    page = visit("")
    page.page.evaluate(
        """() => {
            window.constants = []
            module_store.follow(["parameters"], (all) => constants.push(...all.map(({ label }) => label)))
        }"""
    )
    page.page.evaluate("() => { constants.length = 0 }")
    type_anew(page, "w1^2 + c w2^2 + sin(w2)")
    page.eventually(lambda: page.page.evaluate("constants.at(-1)") == "c")
    page.eventually(lambda: page.slider("c").is_visible())
    assert set(page.page.evaluate("constants")) == {"c"}
