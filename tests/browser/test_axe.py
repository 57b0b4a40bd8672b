"""axe-core finds nothing on the page, whatever is open, in both themes and at two sizes."""

from importlib.resources import files

import pytest
from explorer_page import ExplorerPage
from playwright.sync_api import expect

from app.contract import TABS, WIDGET
from app.panels import PANELS

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
SETTLED = """() => Promise.all(
    document.getAnimations().map((each) => each.finished.catch(() => null))
)"""
TWO_RUNS = "?run=momentum:eta=0.01,alpha=0.9&run=adam:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-8"


def findings(explorer: ExplorerPage, changed: str, options: dict) -> list[str]:
    """What axe finds on the page: the rule, the element, and what is wrong with it.

    Only the part that has `changed` is looked at.
    """
    page = explorer.page
    page.evaluate(SETTLED)  # a colour in transition is not the final one
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)  # the page's policy forbids script elements
    found = page.evaluate(
        """([changed, options]) => axe.run(changed, { resultTypes: ["violations"], ...options })""",
        [changed, options],
    )
    return [
        f"{rule['id']}: {node['html'][:200]}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


LOOKS = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
"""The rules of each theme: dark differs from light in its colours alone.

That words stand out from what is below them is tested in ../test_tokens.py for all colours of both themes; so
in the dark whole pages are looked at, and no part by itself.
"""


def is_clean(explorer: ExplorerPage, changed: str = "html") -> None:
    """Check that axe finds nothing in the part that has `changed`, once the page has settled."""
    explorer.wait_until_settled()
    first = explorer.page.evaluate("() => document.documentElement.dataset.theme")
    looks = LOOKS if changed == "html" else ["light"]
    for theme in sorted(looks, key=lambda theme: theme != first):  # changing the theme takes long
        explorer.page.emulate_media(color_scheme=theme)
        explorer.page.wait_for_function(f"() => document.documentElement.dataset.theme === '{theme}'")

        def check(theme=theme):
            assert findings(explorer, changed, LOOKS[theme]) == []

        explorer.eventually(check)  # static/scrolling.js makes areas reachable a moment after they scroll


def menus_and_keys_are_clean(explorer: ExplorerPage) -> None:
    """Check the open menus, and the list of keys, which is left open."""
    for name in ("Lessons", "Share"):
        explorer.page.locator("header").get_by_role("button", name=name, exact=True).click()
        is_clean(explorer, changed="header")
        explorer.page.keyboard.press("Escape")
    explorer.page.get_by_role("button", name="Keys", exact=True).click()
    is_clean(explorer)


DESK, PHONE = (1440, 900), (390, 844)


@pytest.fixture
def open_page(new_page):
    def open_page(query="", size=DESK):
        return new_page(query, width=size[0], height=size[1], color_scheme="light")

    return open_page


def test_all_tabs_panels_and_menus_with_two_runs_and_a_notice(open_page):
    explorer = open_page(f"{TWO_RUNS}&unknown=1")
    explorer.wait_until_quiet()
    is_clean(explorer)
    for key in reversed(TABS):
        explorer.page.locator(f"#tab-{key}").click()
        explorer.page.locator("progress:visible").first.wait_for(state="hidden")
        is_clean(explorer, changed=".stage")
    for key in PANELS:
        explorer.open_panel(PANELS[key].title)
        is_clean(explorer, changed=".dock")
    menus_and_keys_are_clean(explorer)
    explorer.page.keyboard.press("Escape")
    explorer.page.locator("header").get_by_role("button", name="Share", exact=True).click()
    explorer.page.get_by_role("button", name="Embed in a page", exact=True).click()
    dialog = explorer.page.get_by_role("dialog", name="Embed")
    expect(dialog.get_by_text("this server refuses it")).to_be_visible()
    preview = dialog.locator("iframe").content_frame
    preview.get_by_role("slider", name="α", exact=True).wait_for()
    is_clean(explorer)
    dialog.get_by_role("button", name="Close").click()
    explorer.pictures()
    is_clean(explorer)


def test_a_phone(open_page):
    explorer = open_page(f"{TWO_RUNS}&unknown=1", PHONE)
    explorer.wait_until_quiet()
    is_clean(explorer)
    menus_and_keys_are_clean(explorer)


def test_a_lesson_and_a_projector(open_page):
    explorer = open_page("?lesson=adam")
    explorer.wait_until_quiet()
    is_clean(explorer)
    explorer.page.keyboard.press("p")
    is_clean(explorer)
    explorer.page.keyboard.press("a")
    is_clean(explorer)
    explorer.page.get_by_role("button", name="A list of links").click()
    is_clean(explorer)


def test_a_wrong_expression_an_open_strip_an_own_function_and_an_own_rule(open_page):
    explorer = open_page()
    explorer.view_switch("Tune").click()
    explorer.expression().fill("3 w1^2 + foo(")
    explorer.page.locator(".verdict code").wait_for()
    is_clean(explorer)
    explorer.expression().fill("1000 w1^2 + log(w2)^2")
    explorer.choose("Optimizer", "own")
    explorer.page.get_by_role("textbox", name="Update rule").wait_for()
    is_clean(explorer)


def test_a_widget(open_page):
    widget = open_page(f"{TWO_RUNS}&embed&unknown=1&show={','.join(WIDGET)}")
    widget.page.evaluate("document.body.style.background = 'var(--page)'")  # a host has a ground
    is_clean(widget)
