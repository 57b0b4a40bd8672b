"""A drag needs no server: the page computes the run, sends little, and shows the server's run at rest."""

import json

import by_hand
import numpy as np
import pytest

START = (-15.0, 20.0)
_COUNT = """
    window.count = { sent: [], runs: [] }
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (data) {
        if (String(data).includes("number")) count.sent.push(performance.now())
        return send.call(this, data)
    }
    addEventListener("DOMContentLoaded", () => module_store.follow(["runs"], (runs) => count.runs.push(runs)))
"""
_NOTHING_COMES_DOWN = """
    window.held = []
    const take = (act) => (event) => (window.deaf ? held.push(() => act(event)) : act(event))
    const onmessage = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage")
    Object.defineProperty(WebSocket.prototype, "onmessage", {
        ...onmessage,
        set(act) { onmessage.set.call(this, take(act)) },
    })
"""


@pytest.fixture
def explorer(visit):
    return visit()


@pytest.fixture
def counted(visit):
    """The default page, with a record of the messages that it sends and the runs that it shows."""
    page = visit(script=_COUNT)
    page.page.evaluate("() => { window.count = { sent: [], runs: [] } }")
    return page


def test_a_double_click_on_a_slider_takes_it_back_to_its_usual_value(explorer):
    explorer.slider("α").dblclick(position={"x": 20, "y": 8})
    explorer.eventually(lambda: explorer.value("α") == 0.9)
    explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))


@pytest.fixture
def deaf(visit):
    """Goes to a link on a page, and holds back the server's messages until the test has ended."""
    pages = []

    def deafen(query=""):
        page = visit(query, script=_NOTHING_COMES_DOWN)
        page.page.evaluate("() => { window.deaf = true }")
        pages.append(page)
        return page

    yield deafen
    for page in pages:
        page.page.evaluate(
            """() => {
                window.deaf = false
                for (const hear of held.splice(0)) hear()
            }"""
        )


def drag(page, symbol, shares, seconds=0.0):
    """Drag a slider through some shares of its length, without letting it go."""
    move = page.hold(symbol, shares[0])
    for share in shares[1:]:
        move(share)
        page.page.wait_for_timeout(1000 * seconds / len(shares))


def test_bokeh_skips_work_that_no_figure_needs(explorer):
    """The private parts of Bokeh that static/figures/bokeh_internals.js changes are there, and changed."""
    found = explorer.page.evaluate(
        """() => {
            const views = ["surface", "error", "m"].map((name) => Bokeh.index.find_one(model_of(name)))
            const layers = views.flatMap(({ canvas_view: { primary, overlays } }) => [primary, overlays])
            const [surface, ...traces] = views.map(({ computed_renderer_views }) => computed_renderer_views)
            const parts = [surface, ...traces].flat().filter(({ glyph }) => glyph)
            const names = ["selection_glyph", "nonselection_glyph", "muted_glyph", "decimated_glyph"]
            const unused = parts.flatMap((part) => names.map((name) => part[name]))
            const own = (each, act) => {
                const theirs = Object.getPrototypeOf(each)[act]
                return typeof theirs === "function" && each[act] !== theirs
            }
            const acts = ["set_data", "set_visuals", "map_data"]
            const searching = parts.filter(({ glyph }) => Object.getPrototypeOf(glyph)._mask_data)
            const axes = surface.filter(({ model }) => model.type.endsWith("Axis"))
            const visuals = axes.flatMap((axis) => [...axis.visuals])
            return {
                wiped: layers.every((layer) => own(layer, "clear")),
                styled: visuals.length > 4 && visuals.every((visual) => own(visual, "_get_css_value")),
                spared: unused.length > 20 && unused.every((glyph) => acts.every((act) => own(glyph, act))),
                searches: searching.length > 0 && searching.every(({ glyph }) => own(glyph, "_mask_data")),
            }
        }"""
    )
    assert found == {"wiped": True, "styled": True, "spared": True, "searches": True}


def test_bokeh_builds_views_of_what_has_data(explorer):
    """Each view takes part in each painting. Most of the surface's have nothing to draw at the opening."""
    built = """() => [...Bokeh.index.find_one(model_of("surface")).renderer_views.keys()]
        .filter((model) => model.type === "GlyphRenderer")
        .map(({ data_source }) => [data_source.name, data_source.get_length()])"""
    at_first = dict(explorer.page.evaluate(built))
    assert {"ground", "path"} <= at_first.keys()
    assert all(at_first.values())
    assert "pin_path" not in at_first
    explorer.page.get_by_role("button", name="Pin run", exact=True).click()
    explorer.eventually(lambda: dict(explorer.page.evaluate(built)).get("pin_path", 0) > 0)


@pytest.mark.parametrize("query", ["", "?lesson=mini-batches&panel=data"])
def test_a_tick_changes_the_style_of_few_elements(visit, query):
    """A rule of style that looks into what a tick writes (`:has`, `:empty`) makes it more than a hundred."""
    page = visit(query).page
    page.get_by_role("slider", name="η", exact=True).focus()
    browser = page.context.browser
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    for key in ["ArrowLeft", "ArrowRight"] * 5:
        page.keyboard.press(key)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    counts = [event["args"].get("elementCount", 0) for event in events if event["name"] == "UpdateLayoutTree"]
    assert len(counts) >= 10
    assert sum(counts) / 10 < 60


@pytest.mark.once
@pytest.mark.parametrize("symbol", ["η", "α", "Steps"])
def test_the_path_follows_a_drag_without_the_server(deaf, symbol):
    page = deaf()
    drag(page, symbol, np.linspace(0.2, 0.6, 12))
    values = {name: page.value(name) for name in ("η", "α", "Steps")}
    expected = by_hand.momentum(START, values["η"], values["α"], int(values["Steps"]))
    with np.errstate(all="ignore"):
        finite = np.isfinite(expected).all(axis=0)
    assert finite.all(), "the drag must end where the run is finite"
    page.eventually_follows(expected)
    page.page.mouse.up()


@pytest.mark.once
def test_another_method_needs_no_server(deaf):
    page = deaf()
    page.choose("Optimizer", "adam")
    page.eventually(lambda: page.page.locator(".legend li").first.inner_text().startswith("Adam"))
    values = [page.value(symbol) for symbol in ("η", "β1", "β2", "ε")]
    page.eventually_follows(by_hand.adam(START, *values, 300))
    page.eventually(lambda: page.page.locator(".rule .formula").count() >= 2)


@pytest.mark.once
def test_the_start_moves_all_runs_without_the_server(deaf):
    page = deaf("?run=momentum:eta=0.001,alpha=0.9&run=gradient-descent:eta=0.01")
    page.page.mouse.click(*page.at(10.0, -5.0))
    start = page.start()
    assert start != START
    page.eventually_follows(by_hand.momentum(start, 0.001, 0.9, 300))
    pinned = page.page.evaluate("model_of('pin_path').data.w1.map((line) => line[0])[0]")
    assert pinned == start[0]


@pytest.mark.once
def test_a_drag_sends_at_most_two_messages_a_second_and_settles_when_it_ends(counted):
    drag(counted, "α", np.tile(np.linspace(0.3, 0.8, 20), 3), seconds=3)
    pauses = np.diff(counted.page.evaluate("count.sent"))
    assert (pauses >= 499).all(), pauses  # ms, however long the machine takes for the drag
    assert counted.page.evaluate("count.runs.length") > 10
    counted.page.mouse.up()
    counted.eventually(lambda: f"alpha={counted.value('α')}" in counted.page.url)
    told = counted.page.evaluate("count.runs.at(-1)[0].of")
    assert told["values"]["alpha"] == counted.value("α")


@pytest.mark.once
def test_noise_follows_its_controls_without_the_server(deaf):
    page = deaf("?noise=1.0&seed=7&fan=4")
    before = page.trajectory()
    page.open_panel("Noise")
    page.enter("σ value", "2")
    page.eventually(
        lambda: np.allclose(page.trajectory()["noise1"], 2 * before["noise1"], rtol=1e-12, atol=0)
    )
    assert len(page.page.evaluate("model_of('fan').data.w1")) == 3
    page.box("Seed").fill("8")
    page.box("Seed").press("Enter")
    numbers = 2 * np.random.default_rng([8, 0]).standard_normal((301, 2))
    page.eventually(lambda: np.allclose(page.trajectory()["noise1"], numbers[:, 0], rtol=1e-12, atol=0))


def test_a_late_answer_is_not_shown(counted):
    slider = counted.slider("α")
    for _ in range(6):
        slider.press("ArrowLeft")
    counted.eventually(lambda: "alpha=0.84" in counted.page.url)
    alphas = [of["values"]["alpha"] for of in counted.page.evaluate("count.runs.map(([run]) => run.of)")]
    assert alphas == sorted(alphas, reverse=True)


@pytest.mark.parametrize(
    "query", ["", "?noise=0.5&seed=3&fan=3&run=adam&run=momentum", "?e=log(w1)&start=-1,0"]
)
def test_at_rest_all_runs_are_the_servers(visit, query):
    page = visit(query)
    page.page.evaluate(
        """() => {
            window.shown = window.told = []
            hear("runs", (runs) => (window.shown = runs))
            hear("told_runs", (runs) => (window.told = runs))
        }"""
    )
    page.slider("η").press("ArrowLeft")
    page.page.mouse.click(*page.at(1.0, 2.0))
    page.wait_until_settled()
    page.eventually(lambda: page.page.evaluate("told.length > 0 && shown.every((run, i) => run === told[i])"))
