"""What those hear who do not see the page: news once they are at rest, and ways to the parts of the page."""

import pytest

RECORD = """() => {
    window.heard = []
    const note = (records) => {
        for (const { target } of records) {
            const line = (target.nodeType === 1 ? target : target.parentElement)?.closest("[role=status]")
            if (line?.textContent) heard.push(line.textContent)
        }
    }
    window.hearing?.disconnect()
    window.hearing = new MutationObserver(note)
    hearing.observe(document.body, { childList: true, characterData: true, subtree: true })
}"""
TWO = "?t=1&panel=runs&run=momentum:eta=0.01,alpha=0.9&run=adam:eta=0.5"


@pytest.fixture
def explorer(visit):
    explorer = visit(TWO)
    explorer.wait_until_still()
    explorer.page.evaluate(RECORD)
    return explorer


def hears(explorer, words):
    explorer.eventually(lambda: any(words in each for each in explorer.page.evaluate("heard")))


def run_button(explorer, act):
    return explorer.page.get_by_role("button", name=f"{act} run")


def test_a_verdict_is_read_out_once_typing_rests(explorer):
    field = explorer.expression()
    field.fill("")
    explorer.page.evaluate("() => { heard.length = 0 }")
    field.press_sequentially("foo(w1) + w2", delay=60)
    hears(explorer, "foo")
    assert len([each for each in explorer.page.evaluate("heard") if "unknown" in each.lower()]) == 1


def test_what_happens_to_runs_is_read_out_and_what_undo_takes_back(explorer):
    explorer.button("Pin run").click()
    hears(explorer, "Pinned as run 2: Momentum.")
    run_button(explorer, "Hide").first.click()
    hears(explorer, "Run 1 is hidden.")
    run_button(explorer, "Show").first.click()
    hears(explorer, "Run 1 is shown.")
    run_button(explorer, "Remove").first.click()
    hears(explorer, "Run 1, Adam, is removed.")
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: "alpha=0.89" in explorer.page.url)
    explorer.history("Undo").click()
    hears(explorer, "Undone: α.")
    explorer.history("Redo").click()
    hears(explorer, "Redone: α.")


def test_what_takes_long_is_said_when_it_is_ready(explorer):
    explorer.view_switch("Tune").click()
    hears(explorer, "The strip of rates is ready: E ")
    explorer.page.get_by_role("tab", name="Basins").click()
    hears(explorer, "The map is ready.")
    explorer.page.get_by_role("tab", name="Path", exact=True).click()
    explorer.view_switch("3-D").click()
    hears(explorer, "The surface in 3-D is ready.")


def test_a_key_on_a_figure_says_what_it_has_done(explorer):
    page = explorer.page
    surface = page.get_by_role("application", name="Surface with the path")
    for _ in range(3):
        surface.press("+", delay=400)
    hears(explorer, "The view shows w1 from ")
    page.get_by_role("application", name="E over t").press("ArrowRight")
    hears(explorer, "t = 2 ")


def test_of_news_on_one_matter_the_last_alone_is_read_out(explorer):
    page = explorer.page
    for news in (["1 here", "here"], ["there"], ["2 here", "here"]):
        page.evaluate("(news) => module_parts_announce.announce(...news)", news)
    hears(explorer, "there 2 here")
    assert not any("1 here" in each for each in page.evaluate("heard"))


def test_the_first_stop_leads_to_the_figure_and_headings_to_the_parts(new_page):
    page = new_page().page
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the figure")
    assert link.evaluate("(element) => element === document.activeElement")
    box = link.bounding_box()
    assert min(box["x"], box["y"]) >= 0
    assert min(box["width"], box["height"]) >= 24
    address = page.url
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.ariaLabel") == "Surface with the path"
    assert page.url == address
    parts = page.get_by_role("heading", level=2).all_inner_texts()
    assert set(parts) >= {"Function", "Method", "Path and maps", "Time", "Traces", "Details"}


def test_a_lesson_that_is_chosen_has_the_focus(visit):
    explorer = visit()
    page = explorer.page
    page.get_by_role("button", name="Lessons", exact=True).press("Enter")
    lesson = page.locator(".items button", has_text="1.2")
    lesson.wait_for()
    lesson.press("Enter")
    focused = "() => document.activeElement.tagName + ' ' + document.activeElement.textContent"
    explorer.eventually(lambda: page.evaluate(focused).startswith("H2 1.2"))
    page.keyboard.press("Space")  # plays, as before
    explorer.eventually(lambda: page.get_by_role("button", name="Pause").count() == 1)


def test_letters_choose_the_method_of_that_name_once(visit):
    explorer = visit("?t=1&run=momentum:eta=0.01,alpha=0.9")
    menu = explorer.page.get_by_role("combobox", name="Optimizer", exact=True)
    menu.focus()
    explorer.page.keyboard.type("Adam", delay=50)
    explorer.eventually(lambda: "run=adam:" in explorer.page.url)
    assert menu.input_value() == "adam"
    explorer.history("Undo").click()
    explorer.eventually(lambda: "run=momentum:" in explorer.page.url)
