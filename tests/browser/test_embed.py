"""The page as a widget in another page: its parts, its address, the line that embeds it, and other sites."""

import html
import re
import shlex
from urllib.parse import parse_qs, urlsplit

import by_hand
import numpy as np
import pytest
from explorer_page import PATIENCE, WATCH, eventually
from playwright.sync_api import expect

from app.lessons import LESSONS

QUERY = "?start=-15,20&run=momentum:eta=0.001,alpha=0.9"
PLACES = {
    "surface": ".surface",
    "legend": ".legend",
    "time": ".time",
    "sliders": '[data-part="sliders"]',
    "start": '[data-part="start"]',
    "error": '[data-trace="error"]',
    "m": '[data-trace="m"]',
    "s": '[data-trace="s"]',
}
SCHEMES = ["light", "dark"]


def shown(page):
    return {name for name, place in PLACES.items() if page.locator(place).is_visible()}


def query_of(page):
    return page.evaluate("location.search")


def corner(page):
    return page.get_by_role("link", name="open the full page")


def test_a_widget_is_the_page_with_some_of_its_parts_and_keeps_its_own_address(new_page):
    bowl = QUERY + "&e=3 w1^2 %2B k w2^2&let=k:10&view=-25,25,-25,25"
    explorer = new_page(bowl + "&embed&show=surface,sliders,nonsense,error", width=480, height=620)
    page = explorer.page
    explorer.eventually_follows(by_hand.momentum((-15, 20), 0.001, 0.9, 300))
    assert shown(page) == {"surface", "sliders", "error"}
    assert page.locator(".controls, header, .dock").count() == 0
    expect(page.get_by_role("alert")).to_contain_text("The link's show “nonsense” was not used")
    page.get_by_role("button", name="Dismiss").click()
    page.mouse.click(*explorer.at(10, 10))
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: "alpha=0.89" in query_of(page))
    assert query_of(page).endswith("&embed&show=surface,sliders,error") or query_of(page).endswith("&embed")
    explorer.wait_until_settled()
    start = explorer.path()[:, 0]
    assert tuple(start) != (-15, 20)
    explorer.eventually_follows(by_hand.momentum(tuple(start), 0.001, 0.89, 300))
    explorer.slider("k").press("ArrowLeft")
    wider = by_hand.momentum(tuple(start), 0.001, 0.89, 300, gradient=lambda w: np.array([6.0, 19.8]) * w)
    explorer.eventually_follows(wider)
    explorer.eventually(lambda: "let=k:9.9" in query_of(page))
    address = corner(page).get_attribute("href")
    explorer.eventually(lambda: query_of(page) == f"{address}&embed")
    assert page.evaluate("[history.length, localStorage.length, sessionStorage.length]")[1:] == [0, 0]
    with page.context.expect_page() as opened:
        corner(page).click()
    expect(opened.value.get_by_role("textbox", name="Error function")).to_be_visible()
    assert "embed" not in opened.value.url
    explorer.page.reload()
    explorer.wait_until_ready()
    assert query_of(page) == f"{address}&embed"


def test_a_widget_of_a_lesson_asks_its_question_and_says_how_far_off_a_guess_was(new_page):
    explorer = new_page("?lesson=saddle&t=400&guess=place&embed&show=surface", reduced_motion="reduce")
    said = explorer.page.locator(".sentence")
    expect(said).to_contain_text(LESSONS["saddle"].question.words)
    expect(explorer.page.get_by_role("button", name="Show it", exact=True)).to_be_visible()
    explorer.page.mouse.click(*explorer.at(0, 0))
    expect(said).to_contain_text(re.compile("^(Right|Not far off|Far off): "))
    explorer.page.evaluate("() => module_requests.change({ guess: 'off', guessed: [] })")
    expect(said).to_be_hidden()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_widgets_of_all_parts_fit_their_frames_and_have_no_ground_of_their_own(new_page, scheme):
    explorer = new_page(
        QUERY + f"&run=adam:eta=0.1&embed&show={','.join(PLACES)}",
        width=320,
        height=1100,
        color_scheme=scheme,
    )
    page = explorer.page
    explorer.eventually(lambda: shown(page) == set(PLACES))
    sizes = [(320, 1100), (480, 1100), (559, 1100), (560, 700), (800, 700)]
    for width, height in sizes if scheme == "light" else sizes[-1:]:  # dark differs in colours alone
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(f"() => innerWidth === {width} && innerHeight === {height}")
        explorer.wait_until_still()
        room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        assert room == [width, height]
        for place in [*PLACES.values(), ".corner a"]:
            box = page.locator(place).bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["height"] >= 24
        assert page.locator(".surface").bounding_box()["height"] >= 240
    for element in ("html", "body", "main", ".surface"):
        ground = page.locator(element).evaluate("(element) => getComputedStyle(element).backgroundColor")
        assert ground == "rgba(0, 0, 0, 0)"
    assert page.evaluate("document.documentElement.dataset.theme") == scheme


@pytest.fixture
def context(chromium):
    context = chromium.new_context(viewport={"width": 1300, "height": 1870})
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(WATCH)
    yield context
    context.close()


LOADED = (
    "performance.getEntriesByType('resource').map((each) => [new URL(each.name).pathname, each.transferSize])"
)
LIVE = "document.documentElement.dataset.live === 'yes' && unanswered === false"


def test_four_frames_in_a_page_of_another_site_are_all_live_and_load_each_file_once(site, embedding, context):
    rates = [round(0.001 * (1 + k / 10), 6) for k in range(4)]
    sources = [f"{embedding}?start=-15,20&run=momentum:eta={eta},alpha=0.9&embed" for eta in rates]
    frames = [
        f'<iframe src="{html.escape(src)}" width="400" height="600" title="{src}"></iframe>'
        for src in sources
    ]
    site.pages["/"] = "<!doctype html><body style='height: 4000px'>" + "".join(frames)
    page = context.new_page()
    page.goto(f"http://localhost:{site.port}/")
    inner = page.frames[1:]  # all in sight: browsers draw no others
    assert len(inner) == 4
    for frame in inner:
        frame.wait_for_function(f"() => {LIVE}", timeout=120_000)
    loads = [tuple(each) for frame in inner for each in frame.evaluate(LOADED)]
    for kind in ("picture", "page", "bokeh", "embed"):
        sizes = [size for path, size in loads if re.search(rf"/assets/{kind}\.", path)]
        assert len(sizes) >= 4
        assert sum(size > 0 for size in sizes) == 1, f"{kind} came {sizes}"
    last = "() => { const { w1, w2 } = model_of('trajectory').data; return [w1.at(-1), w2.at(-1)] }"

    def ends(frame, eta, alpha):
        expected = by_hand.momentum((-15, 20), eta, alpha, 300)[:, -1]
        assert frame.evaluate(last) == pytest.approx(expected.tolist(), rel=1e-9)

    for frame, eta in zip(inner, rates, strict=True):
        eventually(page, lambda frame=frame, eta=eta: ends(frame, eta, 0.9))
    slider = inner[2].get_by_role("slider", name="α", exact=True)
    slider.press("ArrowLeft")
    inner[2].wait_for_function(f"() => {LIVE} && location.search.includes('alpha=0.89')")
    eventually(page, lambda: ends(inner[2], rates[2], 0.89))
    assert all("alpha=0.9&" in frame.url for frame in inner if frame != inner[2])
    # The wheel is the page's until somebody has pressed into the frame.
    end = "() => model_of('surface').x_range.end"
    before = inner[1].evaluate(end)
    box = page.locator("iframe").nth(1).bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.wheel(0, 90)
    page.wait_for_function("() => scrollY === 90")
    assert inner[1].evaluate(end) == before
    page.mouse.click(box["x"] + 200, box["y"] + 60)
    page.mouse.wheel(0, -90)
    inner[1].wait_for_function(f"(before) => ({end})() < before", arg=before)
    assert page.evaluate("[scrollY, history.length]") == [90, 2]


def test_a_host_that_is_not_named_may_not_frame_the_page(site, embedding, context):
    site.pages["/"] = f'<!doctype html><iframe src="{embedding}?embed"></iframe>'
    page = context.new_page()
    refusals = []
    page.on("console", lambda told: refusals.append(told.text))
    page.goto(f"http://127.0.0.1:{site.port}/")
    eventually(page, lambda: page.frames[1].url.startswith("chrome-error:"))
    eventually(page, lambda: any("frame-ancestors" in text for text in refusals))


MEASURED = """(width) => {
    const frame = document.querySelector(".embed-preview iframe")
    const { documentElement: root, readyState } = frame.contentDocument
    if (readyState !== "complete" || root?.dataset.live !== "yes") return false
    return root.dataset.embed.includes("time") && frame.width === width && root.scrollHeight === +frame.height
}"""
"""Whether the preview, which has the time now, is drawn, and as high as it is at this width."""


def test_the_menu_gives_the_line_that_embeds_what_is_shown(site, embedding, context):
    page = context.new_page()
    page.goto(f"{embedding}{QUERY}")
    page.wait_for_function(f"() => {LIVE}")
    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("button", name="Embed in a page", exact=True).click()
    dialog = page.get_by_role("dialog", name="Embed")
    preview = dialog.locator("iframe")
    line = dialog.get_by_role("textbox", name="The line for your page")
    command = dialog.get_by_role("textbox", name="The command that writes it as a file")
    inner = preview.content_frame
    expect(dialog.get_by_text("Of other sites, only pages of")).to_contain_text(f"localhost:{site.port}")
    expect(inner.get_by_role("button", name="Play")).to_be_visible()
    page.wait_for_function(MEASURED, arg="640")
    wide = line.input_value()
    dialog.get_by_role("combobox", name="Width").select_option("320")
    expect(inner.get_by_role("slider", name="α", exact=True)).to_be_visible()
    page.wait_for_function(MEASURED, arg="320")
    expect(line).to_have_value(re.compile(r'width="320" height="(?!420")\d+"'))
    text = line.input_value()
    source = html.unescape(re.search(r'src="([^"]*)"', text)[1])
    asked = parse_qs(urlsplit(source).query, keep_blank_values=True)
    assert (asked["embed"], asked["show"]) == ([""], ["surface,legend,time,sliders,error"])
    assert re.search(r'title="Trajectory explorer: Momentum on [^"]*w1', text)
    assert shlex.split(command.input_value())[-1] == source.partition("?")[2]
    dialog.get_by_role("button", name="Close").click()
    expect(preview).to_have_count(0)
    assert "embed" not in page.url

    site.pages["/article"] = f"<!doctype html><title>An article</title><p>{text}</p><p>{wide}</p>"
    page.goto(f"http://localhost:{site.port}/article")
    frame = page.frames[1]
    frame.wait_for_function(f"() => {LIVE}")
    height = int(re.search(r'height="(\d+)"', text)[1])
    # It does not scroll, and is no higher than it must be.
    frame.wait_for_function(
        f"() => innerHeight === {height} && document.documentElement.scrollHeight === {height}"
    )
    page.locator("iframe").first.evaluate("(frame) => (frame.height = frame.height - 20)")
    frame.wait_for_function(f"() => innerHeight === {height - 20}")
    assert frame.evaluate("document.documentElement.scrollHeight") > height - 20
    page.set_viewport_size(
        {"width": 390, "height": 1870}
    )  # a phone: the wide one has one column, and room for it
    page.frames[2].wait_for_function(
        f"() => {LIVE} && innerWidth < 390 && document.documentElement.scrollHeight === innerHeight"
    )
