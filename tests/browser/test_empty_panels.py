"""A panel without content says what it is for, and one press fills it; the first panel explains the page."""

from playwright.sync_api import expect

QUERY = "?start=-15,20&steps=60&t=1&run=momentum:eta=0.001,alpha=0.9"


def test_the_page_opens_at_the_panel_that_explains_and_a_link_at_the_arithmetic(new_page):
    page = new_page("?")
    expect(page.tab("Lesson")).to_have_attribute("aria-selected", "true")
    explanation = page.page.locator("[data-part=lesson]").get_by_text("walks downhill")
    expect(explanation).to_be_visible()
    expect(page.button("Next lesson")).to_be_hidden()
    page.button("Begin with lesson 1.1").click()
    expect(explanation).to_be_hidden()
    expect(page.button("Next lesson")).to_be_visible()
    assert new_page(QUERY).page.locator("[data-part=step]").is_visible()


def test_runs_without_a_pinned_one_say_how_to_compare_and_pin(visit):
    page = visit(f"{QUERY}&panel=runs")
    press = page.button("Pin this run")
    expect(page.page.get_by_text("both stay, to compare")).to_be_visible()
    press.click()
    expect(page.page.locator("[data-part=runs] tbody tr")).to_have_count(2)
    expect(press).to_be_hidden()
    page.page.get_by_role("button", name="Remove run").click()
    expect(press).to_be_visible()


def test_without_noise_one_press_adds_some_and_shows_what_it_does_to_twenty_paths(visit):
    page = visit(f"{QUERY}&panel=noise")
    press = page.button("Add noise")
    press.click()
    page.eventually(lambda: len(page.page.evaluate("model_of('fan').data.w1")) == 19)
    assert page.value("σ") == 40  # a tenth of the gradient at the start, (−90, 400)
    expect(press).to_be_hidden()
    page.slider("σ").press("Home")
    expect(press).to_be_visible()


def test_the_start_has_no_arithmetic_and_leads_to_the_first_step(visit):
    page = visit(QUERY.replace("t=1", "t=0"))
    press = page.button("First step")
    press.click()
    expect(page.page.locator("[data-part=step] math").first).to_be_visible()
    expect(press).to_be_hidden()
