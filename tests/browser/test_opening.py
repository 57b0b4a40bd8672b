"""Opening the page: the controls are there before the figures, and the page has no script in its text."""

import math

import by_hand
import pytest
from explorer_page import PATIENCE, WATCH, ExplorerPage
from first_path import COUNT
from playwright.sync_api import expect

from surfaces import GALLERY

START = (-15.0, 20.0)

ON_BOWL = GALLERY["bowl"].suggested["adam"]["eta"]


class EarlyPage(ExplorerPage):
    """A page on which a test acts before it has loaded."""

    def __init__(self, page, url):
        self.page, self.waits_for, self.is_late = page, None, False
        page.add_init_script(WATCH)
        page.goto(url, wait_until="commit")

    def evaluate(self, script):
        return self.page.evaluate(script)


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(1000 * PATIENCE)
    yield context.new_page()
    context.close()


def hold(page, name):
    """Hold back an asset; return the list to which its held request is added."""
    held = []
    page.route(f"**/assets/{name}.*", lambda route: held.append(route))
    return held


def test_the_server_has_answered_before_the_script_of_the_figures_is_there(page, address):
    held = hold(page, "bokeh")
    early = EarlyPage(page, f"{address}?run=adam&run=momentum")
    expect(early.slider("η")).to_be_visible()
    page.wait_for_function("() => module_store.known('answered')")
    early.slider("η").press("ArrowLeft")
    page.wait_for_function("() => module_store.known('answered') === false")
    page.wait_for_function("() => module_store.known('answered')")
    assert early.evaluate("module_store.known('told_runs').length") == 2
    assert early.evaluate("typeof Bokeh") == "undefined"
    held[0].continue_()
    page.wait_for_function("() => document.documentElement.dataset.live")


def test_controls_are_painted_and_can_be_moved_before_the_script_of_the_figures_is_there(page, address):
    held = hold(page, "bokeh")
    early = EarlyPage(page, address)
    words = page.get_by_text("The figures are on their way.")
    expect(words).to_be_visible()
    expect(early.slider("α")).to_be_visible()
    expect(page.locator(".status").get_by_role("button")).to_have_count(
        0
    )  # none is offered for what is not seen
    expect(page.locator(".trace .keys").filter(visible=True)).to_have_count(0)
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    early.slider("α").press("ArrowLeft")
    early.slider("α").press("ArrowLeft")
    assert early.value("α") == 0.88
    early.enter("w1", "-12")
    page.wait_for_function("() => performance.now() > 3000")  # as long as a script can take
    assert early.evaluate("typeof Bokeh") == "undefined"
    assert early.evaluate("document.documentElement.dataset.live") is None
    assert len(held) == 1
    held[0].continue_()
    early.wait_until_ready()
    early.eventually_follows(by_hand.momentum((-12, 20), 0.001, 0.88, 300))
    assert early.value("α") == 0.88
    expect(words).to_be_hidden()
    early.eventually(lambda: "start=-12.0,20.0" in page.url and page.url.endswith("alpha=0.88"))


def test_the_path_is_painted_before_the_traces_are_made(page, address):
    page.add_init_script("""new MutationObserver((_, observer) => {
        if (!document.documentElement?.dataset.painted) return
        observer.disconnect()
        const models = Bokeh.documents.flatMap((each) => [...each.all_models])
        const find = (wanted) => models.find(({ name }) => name === wanted)
        window.at_first = {
            steps: find("trajectory").get_length(),
            width: Bokeh.index.find_one(find("surface")).frame.bbox.width,
            traces: find("error") !== undefined,
            coming: document.querySelector(".coming").checkVisibility(),
        }
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-painted"] })""")
    early = EarlyPage(page, address)
    early.wait_until_ready()
    at_first = early.evaluate("at_first")
    assert at_first.pop("width") > 300
    assert at_first == {"steps": 301, "traces": False, "coming": False}
    assert early.evaluate("model_of('error') !== null")


def test_a_method_that_is_chosen_before_the_script_is_there_is_the_one_that_is_shown(page, address):
    held = hold(page, "bokeh")
    early = EarlyPage(page, address)
    early.choose("Optimizer", "adam")
    expect(early.slider("β1")).to_be_visible()
    early.slider("β1").press("ArrowLeft")
    early.eventually(lambda: held)
    held[0].continue_()
    early.wait_until_ready()
    early.eventually_follows(by_hand.adam(START, ON_BOWL, 0.89, 0.999, 1e-8, 300))


def test_a_page_without_its_figures_is_loaded_again_unchanged(page, address):
    loads = []
    page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    page.route("**/assets/picture.*", lambda route: route.abort() if len(loads) == 1 else route.continue_())
    early = EarlyPage(page, address + "?run=momentum:eta=0.002,alpha=0.5")
    early.wait_until_ready()
    early.eventually_follows(by_hand.momentum(START, 0.002, 0.5, 300))
    assert len(loads) == 2


def test_a_script_of_the_figures_that_fails_before_the_page_begins_is_noticed(page, address):
    page.add_init_script(
        "addEventListener('error', ({ target }) => { if (target.id === 'bokeh') window.failed = true }, true)"
    )
    loads = []
    page.on("request", lambda request: request.is_navigation_request() and loads.append(request.url))
    page.route("**/assets/bokeh.*", lambda route: route.abort() if len(loads) == 1 else route.continue_())
    held = []
    page.route("**/assets/page.*.js", lambda route: held.append(route))
    early = EarlyPage(page, address + "?run=momentum:eta=0.002,alpha=0.5")
    page.wait_for_function("() => window.failed")
    early.eventually(lambda: held)
    page.unroute("**/assets/page.*.js")
    held[0].continue_()
    early.eventually(lambda: len(loads) == 2)
    early.wait_until_ready()
    early.eventually_follows(by_hand.momentum(START, 0.002, 0.5, 300))


def test_a_panel_whose_script_is_late_says_so_and_is_there_with_it_or_when_it_is_opened_again(page, address):
    held = hold(page, "panels")
    early = EarlyPage(page, address)
    early.wait_until_ready()
    assert not held
    early.tab("Hyper-parameters").click()
    expect(page.get_by_text("This part is on its way.")).to_be_visible()
    held[0].abort()
    said = page.get_by_text("This part did not come.")
    expect(said).to_be_visible()
    page.unroute("**/assets/panels.*")
    early.tab("Path").click()
    early.tab("Hyper-parameters").click()
    expect(page.get_by_label("Horizontal axis")).to_be_visible()
    expect(said).to_have_count(0)
    early.eventually(lambda: early.evaluate("model_of('plane').below[0].axis_label") == "η learning rate")


def test_figures_are_made_when_their_tab_is_opened_and_filled_before_bokeh_draws_them(new_page):
    script = """
        window.filled = {}
        window.stopped = []
        addEventListener("securitypolicyviolation", (event) => stopped.push(event.violatedDirective))
        const is_drawn = (name) => Bokeh.index.find_one(model_of(name)) !== null
        const look = (tab) => queueMicrotask(() => {
            if (tab === "path") filled.path = [is_drawn("surface"), model_of("trajectory").get_length()]
            if (tab === "plane") filled.plane = [is_drawn("plane"), model_of("plane").below[0].axis_label]
        })
        addEventListener("DOMContentLoaded", () => module_store.follow(["figures"], look))
    """
    opened = new_page(script=script)
    opened.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    assert opened.page.evaluate("filled") == {"path": [False, 301]}
    there = "(names) => names.filter((name) => model_of(name))"
    figures = ["surface", "error", "m", "s", "plane", "pairs", "pairs_other"]
    assert opened.page.evaluate(there, figures) == figures[:4]
    opened.tab("Hyper-parameters").click()
    opened.eventually(lambda: opened.page.evaluate("filled.plane") == [False, "η learning rate"])
    opened.eventually(lambda: opened.page.evaluate(there, figures) == figures[:5])
    opened.tab("Gradient pairs").click()
    opened.eventually(lambda: opened.page.evaluate(there, figures) == figures)
    documents = opened.page.evaluate("Bokeh.documents.length")
    opened.tab("Hyper-parameters").click()
    opened.tab("Gradient pairs").click()
    opened.wait_until_settled()
    assert opened.page.evaluate("Bokeh.documents.length") == documents
    # The page needs no script of its own text.
    expect(opened.page.locator(".formula math").first).to_be_visible()
    assert opened.page.evaluate("stopped") == []
    types = "() => [...document.querySelectorAll('script:not([src])')].map((script) => script.type)"
    assert opened.page.evaluate(types) == ["application/json"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?t=1", "error m"),  # without a query the path draws itself
        ("?run=adam:eta=0.1", "error m s"),
        ("?e=1e6 (w1^2 %2B 5 w2^2)", "error m"),  # whose numbers need more room than most
    ],
)
def test_until_the_page_is_live_figures_are_laid_out_once_and_traces_painted_once(
    page, address, query, shown
):
    page.add_init_script(COUNT)
    page.goto(address + query, wait_until="commit")
    page.wait_for_function("() => document.documentElement.dataset.live")
    layouts, paintings = page.evaluate("[counted.layouts, counted.paintings]")
    assert layouts == dict.fromkeys(("surface", "error", "m", "s"), 1)
    assert paintings.pop("surface") <= 4, "the path, the coarse and the fine ground, and its labels"
    assert paintings == dict.fromkeys(shown.split(), 1)


def test_a_newcomer_sees_the_path_draw_itself_once_until_anything_is_touched(new_page):
    script = "window.ends = []; " + (
        "addEventListener('DOMContentLoaded', () => module_store.follow(['cursor'],"
        " ({ t, until }) => ends.push([t, until])))"
    )
    opened = new_page("?", script=script)
    opened.eventually(lambda: opened.page.evaluate("ends.at(-1)[1]") == math.inf)
    drawn = [until for _, until in opened.page.evaluate("ends") if until < math.inf]
    assert drawn[0] == 0
    assert drawn == sorted(drawn)
    assert len(set(drawn)) > 3
    told = int(opened.page.get_by_role("slider", name="Time", exact=True).input_value())
    assert 10 < told < 40  # where the arrows differ
    opened.page.reload()
    opened.wait_until_ready()
    assert all(until == math.inf for _, until in opened.page.evaluate("ends"))
    touched = new_page("?", script=script)
    touched.page.keyboard.press("Shift")
    assert touched.page.evaluate("ends.at(-1)[1]") == math.inf


def test_nothing_draws_itself_for_who_wants_no_motion_or_follows_a_link(new_page):
    script = (
        "addEventListener('DOMContentLoaded', () => module_store.follow(['cursor'], (c) => (window.c = c)))"
    )
    for query, options in (("?", {"reduced_motion": "reduce"}), ("?t=5", {})):
        opened = new_page(query, script=script, **options)
        assert opened.page.evaluate("c.until") == math.inf
