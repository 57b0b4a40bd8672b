"""Pinned runs side by side, and exports."""

import base64
import csv
import json
import re
from urllib.parse import urlsplit
from xml.etree import ElementTree

import by_hand
import numpy as np
import pytest
from explorer_page import plain, words_of
from playwright.sync_api import expect

from app.url import from_query
from surfaces import GALLERY

START = (-15.0, 20.0)

ON_BOWL = GALLERY["bowl"].suggested["adam"]["eta"]


@pytest.fixture
def explorer(visit):
    return visit()


def pin(explorer):
    explorer.page.get_by_role("button", name="Pin run", exact=True).click()


def entries(explorer):
    return explorer.page.locator(".legend .entry")


def pinned_path(explorer, number):
    """The points of a pinned path, whose pieces begin where the one before ends; shape (2, T+1)."""
    points = explorer.page.evaluate(
        """(number) => {
            const { w1, w2, colour, mark } = model_of("pin_path").data
            const mine = Array.from(colour, (at, i) => !mark[i] && Math.floor(at / 12) + 1 === number)
            const join = (pieces) =>
                pieces.filter((_, i) => mine[i]).flatMap((w, i) => Array.from(w).slice(i ? 1 : 0))
            return JSON.stringify([join(w1), join(w2)])
        }""",
        number,
    )
    return np.array(json.loads(points))


def cells(explorer, row):
    return explorer.page.get_by_role("row").nth(row).get_by_role("cell").all_inner_texts()


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_a_pinned_run_stays_while_the_active_one_changes(explorer):
    pin(explorer)
    expect(entries(explorer)).to_have_count(2)
    explorer.choose("Optimizer", "adam")
    explorer.eventually_follows(by_hand.adam(START, ON_BOWL, 0.9, 0.999, 1e-8, 300))
    oracle = by_hand.momentum(START, 0.001, 0.9, 300)
    np.testing.assert_allclose(pinned_path(explorer, 1), oracle, rtol=1e-9, atol=1e-12)
    expect(entries(explorer).nth(1)).to_contain_text("Momentum η 0.001")
    expect(entries(explorer).nth(1)).to_have_attribute("title", re.compile("^Momentum η 0.001, α 0.9 "))
    expect(entries(explorer).nth(0)).to_contain_text(f"Adam η {ON_BOWL}")


def test_all_runs_start_from_the_same_start(explorer):
    pin(explorer)
    expect(entries(explorer)).to_have_count(2)
    explorer.enter("w1", "3")
    explorer.eventually_follows(by_hand.momentum((3, 20), 0.001, 0.9, 300))
    explorer.eventually(lambda: pinned_path(explorer, 1)[0, 0] == 3)


def test_a_run_is_hidden_shown_activated_and_removed(explorer):
    pin(explorer)
    expect(entries(explorer)).to_have_count(2)
    explorer.choose("Optimizer", "gradient-descent")
    explorer.open_panel("Runs")
    expect(entries(explorer).nth(1)).to_have_attribute("aria-pressed", "true")
    entries(explorer).nth(1).click()
    explorer.eventually(lambda: pinned_path(explorer, 1).size == 0)
    expect(entries(explorer).nth(1)).to_have_attribute("aria-pressed", "false")
    explorer.page.get_by_role("button", name="Show run").click()
    explorer.eventually(lambda: pinned_path(explorer, 1).size > 0)
    explorer.page.get_by_role("button", name="Activate run").click()
    expect(explorer.page.get_by_role("combobox", name="Optimizer", exact=True)).to_have_value("momentum")
    expect(explorer.slider("α")).to_have_count(1)
    explorer.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    expect(entries(explorer).nth(1)).to_contain_text("Gradient descent")
    explorer.page.get_by_role("button", name="Remove run").click()
    expect(entries(explorer)).to_have_count(1)
    explorer.eventually(lambda: pinned_path(explorer, 1).size == 0)


def test_a_hidden_run_is_neither_drawn_nor_in_the_ranges(visit):
    page = visit("?run=momentum&run=gradient-descent:eta=0.2&run=adam:eta=0.5")
    drawn = """() => {
        const ends = ["pin_ends", "covered_ends"].flatMap((name) => [...model_of(name).data.colour])
        return [...ends.map((shade) => Math.floor(shade / 12) + 1), model_of("pin_error").data.error.length]
    }"""
    page.eventually(lambda: page.range_of("error", "y")[1] > 1e10)
    assert page.page.evaluate(drawn) == [
        2,
        2,
    ]  # the end of the first is out of view, and that of the second covered
    entries(page).nth(1).click()
    page.eventually(lambda: page.range_of("error", "y")[1] < 1e4)
    assert page.page.evaluate(drawn) == [2, 1]
    entries(page).nth(1).click()
    page.eventually(lambda: page.range_of("error", "y")[1] > 1e10)


def test_eight_runs_can_be_pinned_and_stay_within_the_page(explorer):
    for count in range(2, 10):
        pin(explorer)
        expect(entries(explorer)).to_have_count(count)
    expect(explorer.page.get_by_role("button", name="Pin run")).to_be_disabled()
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually(lambda: "alpha=0.89" in explorer.page.url)
    expect(entries(explorer)).to_have_count(9)
    width = explorer.page.evaluate("document.documentElement.scrollWidth")
    assert width == explorer.page.viewport_size["width"]


def test_the_table_compares_by_figures(visit):
    page = visit("?steps=300&run=momentum&run=adam:eta=0.5&run=gradient-descent:eta=0.11&panel=runs")
    oracles = [
        by_hand.momentum(START, 0.001, 0.9, 300),
        by_hand.adam(START, 0.5, 0.9, 0.999, 1e-8, 300),
        by_hand.momentum(START, 0.11, 0.0, 300),
    ]
    for row, path in enumerate(oracles):
        _, error, distance, close, end, _ = cells(page, row + 1)
        far = np.hypot(*path)
        assert number(error) == pytest.approx(3 * path[0, -1] ** 2 + 10 * path[1, -1] ** 2, rel=1e-3)
        assert number(distance) == pytest.approx(far[-1], rel=1e-3)
        after = [t for t in range(301) if (far[t:] < 0.01 * far[0]).all()]
        assert close == (str(after[0]) if after else "–")
        assert end == ("growing" if row == 2 else "")


def test_a_run_that_ended_says_when(visit):
    page = visit("?steps=400&run=momentum&run=momentum:eta=0.2,alpha=0&panel=runs")
    assert cells(page, 2)[4] == "ends at t = 320"


def export(explorer, name):
    explorer.page.get_by_role("button", name="Share", exact=True).click()
    explorer.page.get_by_role("button", name=name, exact=True).click()


def test_the_table_of_every_step_is_downloaded(explorer, tmp_path):
    with explorer.page.expect_download() as download:
        export(explorer, "Table of every step (CSV)")
    download.value.save_as(tmp_path / "table.csv")
    with open(tmp_path / "table.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    found = np.array([[float(row["w1"]), float(row["w2"])] for row in rows]).T
    np.testing.assert_array_equal(found, explorer.path())


@pytest.mark.parametrize(
    ("query", "figures"),
    [
        ("", ["surface", "error", "m"]),
        ("?tab=plane", ["surface", "plane", "error", "m"]),
        ("?tab=pairs", ["pairs", "error", "m"]),
        ("?tab=pairs&run=adam", ["pairs", "pairs_other", "error", "m", "s"]),
        ("?run=gradient-descent", ["surface", "error"]),
    ],
)
def test_pictures_hold_what_the_stage_shows_and_the_traces_and_leave_the_page_as_it_was(
    visit, query, figures
):
    page = visit(query, waits_for=figures[figures.index("error") - 1])
    if "tab=plane" in query:  # its legend takes room from the map
        expect(page.page.locator(".plane-legend")).to_contain_text("best")
        expect(page.page.locator(".map-progress:visible > :not([hidden])")).to_have_count(0)
    page.wait_until_still()
    before = page.page.evaluate(STATE, figures)
    drawn = ElementTree.fromstring(page.picture("SVG", Width="16", Letters="9"))
    assert page.page.evaluate(STATE, figures) == before
    shown = drawn.findall("{*}svg")
    assert len(shown) == len(figures)
    width, height = (float(number) for number in drawn.get("viewBox").split()[2:])
    assert drawn.get("width") == "16cm"
    assert float(drawn.get("height").removesuffix("cm")) == pytest.approx(16 * height / width, abs=0.01)
    if figures[0] == "surface":  # its frame has the shape that was chosen, whatever it has on the page
        clip = shown[0].find(".//{*}clipPath/{*}path").get("d")
        x0, y0, x1, _, _, y1, *_ = (float(number) for number in re.findall(r"[\d.]+", clip))
        assert x1 - x0 == pytest.approx(4 / 3 * (y1 - y0), rel=0.01)


STATE = """(names) => names.map((name) => {
    const { bbox, frame, model } = Bokeh.index.find_one(model_of(name))
    const { x_range, y_range, left } = model
    const ranges = [x_range, y_range].map(({ start, end }) => [start, end])
    return [bbox.width, bbox.height, frame.bbox.left, frame.bbox.height, ranges, left[0].axis_label_text_font]
})"""


THREE = (
    "?e=w1^2 %2B 2 w2^2&start=-3,4&steps=77&view=-6,6,-5,5&noise=0.25&seed=9&t=1"
    "&run=momentum:eta=0.01,alpha=0.5&run=momentum:eta=0.02,alpha=0.5&run=adam:eta=0.1&pins=3,-1"
)


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}], ids=["light", "dark"])
def test_a_picture_says_what_it_shows(visit, options):
    page = visit(THREE, **options)
    page.wait_until_still()
    content = page.picture("SVG", Width="16")
    found = ElementTree.fromstring(content)
    page.open_panel("Runs")
    ends = [cells(page, row)[1] for row in (1, 2)]
    equation, *words = words_of(found)
    lines = [
        "77 steps from w = (−3, 4), noise σ = 0.25 of seed 9",
        "m: momentum; component 1 solid, component 2 dashed",
        f"η = 0.01: E = {ends[0]} at t = 77",
        f"η = 0.02: E = {ends[1]} at t = 77",
        "Momentum  η = 0.01, α = 0.5",
        "Momentum  η = 0.02, α = 0.5",
    ]
    text = " ".join(
        word for word in words if word != "3"
    )  # the number of the pinned run; the other one is hidden
    assert (equation, words.count("3")) == ("E=w12+2w22", 1)
    places = [text.find(plain(line)) for line in (*lines[:1], "Arrows at t = 1: −g × ", *lines[1:])]
    assert sorted(places) == places
    assert places[0] == 0
    assert text.endswith(plain(lines[-1]))
    assert found.find("{*}title").text == "E(w₁, w₂) = w1^2 + 2 w2^2"
    for line in lines:
        assert line in found.find("{*}desc").text
    paper = page.page.evaluate("() => getComputedStyle(document.documentElement).getPropertyValue('--page')")
    assert found.find("{*}rect").get("fill") == paper
    link = found.find(".//{http://purl.org/dc/elements/1.1/}source").text
    settings = found.find(".//{http://purl.org/dc/elements/1.1/}description").text.split("\n")
    assert from_query(urlsplit(link).query) == from_query(THREE)
    assert urlsplit(link)._replace(query="") == urlsplit(page.page.url)._replace(query="")
    assert {"e = w1^2 + 2 w2^2", "start = -3.0,4.0", "noise = 0.25"} <= set(settings)
    assert is_inert(found)
    assert page.page.evaluate(
        """async (source) => {
            const image = new Image()
            image.src = `data:image/svg+xml;base64,${source}`
            await image.decode()
            return image.naturalWidth
        }""",
        base64.b64encode(content).decode(),
    ) == pytest.approx(16 / 2.54 * 96, abs=1)


def is_inert(picture):
    """Whether nothing in a picture can run, or comes from elsewhere."""
    for element in picture.iter():
        names = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
        if element.tag.rpartition("}")[2] in ("script", "foreignObject", "a"):
            return False
        if any(name.startswith("on") for name in names):
            return False
        if not names.get("href", "#").startswith(("#", "data:image/")):
            return False
    return True


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?e=(w1^2-1)^2%2Bw2^2&view=-2,2,-2,2&start=1.5,1&steps=60&tab=basins", ["(1, 0)", "(−1, 0)"]),
        ("?tab=plane&steps=40", ["E at the end", "10⁻¹", "above start", "good", "stability border"]),
    ],
)
def test_a_picture_of_a_map_has_its_legend(visit, query, words):
    page = visit(query)
    page.eventually(lambda: all(word in page.page.locator(".stage").inner_text() for word in words))
    page.page.wait_for_function("""() =>
        [...document.querySelectorAll(".map-progress > *")].every((part) => part.hidden)""")
    page.wait_until_still()
    said = words_of(ElementTree.fromstring(page.picture("SVG")))
    assert set(map(plain, words)) <= set(said)


CIRCLES = "?e=w1^2%2Bw2^2&start=-3,4&steps=5&view=-6,6,-5,5&run=gradient-descent:eta=0.1"


def test_contour_lines_are_lines_and_a_pdf_has_its_size_its_font_and_no_pixels(new_page, tmp_path):
    """Contour lines of a bowl are circles around its minimum."""
    page = new_page(CIRCLES, color_scheme="dark")
    page.wait_until_still()
    choices = {"Colours": "lines", "Traces": False, "Width": "8.5", "Letters": "8"}
    drawn = ElementTree.fromstring(page.picture("SVG", **choices))
    assert drawn.find(".//{*}image") is None
    assert drawn.find("{*}rect").get("fill") == "#ffffff"
    paths = [each.get("d") for each in drawn.iterfind(".//{*}path") if each.get("stroke-width") == "0.8"]
    lines = [np.array(re.findall(r"-?[\d.]+", path), float).reshape(-1, 2) for path in paths]
    assert len(lines) >= 8
    whole = [line for line in lines if np.array_equal(line[0], line[-1])]
    middle = np.mean([(line.min(axis=0) + line.max(axis=0)) / 2 for line in whole], axis=0)
    for line in lines:
        assert np.ptp(np.hypot(*(line - middle).T)) < 1
    texts = drawn.findall(".//{*}svg//{*}text")
    halos = [each for each in texts if each.get("fill") == "none"]
    assert {each.get("stroke") for each in halos} == {"#ffffff"}
    names = [each for each in texts if each.get("font-weight") == "bold" and each not in halos]
    assert [list(each.itertext()) for each in halos] == [list(each.itertext()) for each in names]

    page.page.evaluate("() => (window.print = () => {})")
    page.pictures().get_by_role("button", name="PDF", exact=True).click()
    page.page.locator(".printed img").wait_for(state="attached")
    content = page.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    size = [float(number) for number in re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content).groups()]
    shape = [float(number) for number in drawn.get("viewBox").split()[2:]]
    width = 8.5 / 2.54 * 72
    assert size == pytest.approx([width, width * shape[1] / shape[0]], abs=1)
    assert b"+LatinModernMath" in content
    assert b"/Subtype /Image" not in content
    page.page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    expect(page.page.locator(".printed")).to_have_count(0)
    assert page.page.locator(".paper").count() == 0


PIXELS = """async ([first, second, scale]) => {
    const pictures = [["image/png", first], ["image/svg+xml", second]].map(async ([type, content]) => {
        const image = new Image()
        image.src = `data:${type};base64,${content}`
        await image.decode()
        const canvas = new OffscreenCanvas(300, 200)
        const context = canvas.getContext("2d")
        context.drawImage(image, 0, 0, 300, 200)
        return [[image.naturalWidth, image.naturalHeight], context.getImageData(0, 0, 300, 200).data]
    })
    const [[size, png], [, svg]] = await Promise.all(pictures)
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
    return [size, mean(Array.from(png, (value, i) => Math.abs(value - svg[i]))), mean(png)]
}"""


def test_what_is_chosen_is_in_the_picture_and_chosen_the_next_time(new_page):
    """Parts, width, letters and colours; the pixels are those of the drawing."""
    page = new_page(THREE)
    page.wait_until_still()
    choices = {"Traces": False, "Equation": False, "Run_in_words": False, "Letters": "8", "Width": "900"}
    drawn = page.picture("SVG", **{"Unit_of_the_width": "px", "Colours": "dark"} | choices)
    found = ElementTree.fromstring(drawn)
    assert len(found.findall("{*}svg")) == 1
    assert [words[:8] for words in words_of(found)] == ["3", "Momentum", "Momentum"]
    assert found.get("viewBox").split()[2] == "1013"  # 900 px of 8 pt are these with letters of 12 px
    assert page.page.evaluate("() => document.documentElement.dataset.theme") == "light"
    page.page.reload()
    page.wait_until_still()
    pixels = page.picture("PNG")
    size, apart, bright = page.page.evaluate(
        PIXELS, [base64.b64encode(each).decode() for each in (pixels, drawn)]
    )
    assert size == [900, round(float(found.get("height").removesuffix("px")))]
    assert apart < 2
    worded = words_of(ElementTree.fromstring(page.picture("SVG", Run_in_words=True)))
    assert not any("component" in words for words in worded), "it has no traces"
    dialog = page.pictures()
    dialog.get_by_label("Letters", exact=True).fill("90")  # 900 px hold 220 px of a figure with these
    expect(dialog.get_by_role("status")).to_have_text(
        "Letters must be at most 36.8 pt at this width: larger ones leave no room"
    )
    expect(dialog.get_by_role("button", name="PNG")).to_be_disabled()
    dialog.get_by_label("Letters", exact=True).fill("8")
    expect(dialog.get_by_role("button", name="PNG")).to_be_enabled()
    assert bright < 160


def test_texts_that_are_asked_for_together_all_come(new_page):
    explorer = new_page()
    with (
        explorer.page.expect_download(lambda download: download.suggested_filename.endswith("csv")),
        explorer.page.expect_download(lambda download: download.suggested_filename.endswith("py")),
    ):
        explorer.page.evaluate(
            """() => {
                delete window.ClipboardItem
                const items = [...document.querySelectorAll("[data-part=exports] .items button")]
                for (const item of items) if (/CSV|NumPy/.test(item.textContent)) item.click()
            }"""
        )


def note(explorer, part):
    """Note what a part says for a moment."""
    explorer.page.evaluate(
        """(part) => {
            window.noted = ""
            const line = document.querySelector(`[data-part=${part}] [role=status]`)
            new MutationObserver(() => (noted += line.textContent)).observe(line, { childList: true })
        }""",
        part,
    )


def test_copied_code_repeats_the_path(new_page):
    explorer = new_page()
    explorer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note(explorer, "exports")
    export(explorer, "Copy code: NumPy")
    explorer.eventually(lambda: explorer.page.evaluate("noted") == "Copied: the active run")
    namespace = {}
    exec(explorer.page.evaluate("navigator.clipboard.readText()"), namespace)
    np.testing.assert_allclose(namespace["path"].T, explorer.path(), rtol=1e-12)


def test_the_code_and_the_notebook_have_all_runs_that_are_shown(visit):
    explorer = visit("?run=adam:eta=0.5/cosine&run=momentum:eta=0.001&run=rprop&pins=1,-2&noise=0.5")
    explorer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note(explorer, "exports")
    export(explorer, "Copy code: NumPy")
    explorer.eventually(lambda: explorer.page.evaluate("noted") == "Copied: the 2 runs that are shown")
    copied = explorer.page.evaluate("navigator.clipboard.readText()")
    with explorer.page.expect_download() as download:
        export(explorer, "Notebook with the code (Jupyter)")
    assert download.value.suggested_filename == "trajectory.ipynb"
    cells = json.loads(download.value.path().read_text(encoding="utf-8"))["cells"]
    code = "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")
    for text in (copied, code):
        namespace = {}
        exec(text, namespace)
        assert [label.split()[0] for label, _ in namespace["runs"]] == ["Momentum", "Adam"]
        np.testing.assert_allclose(namespace["path"].T, explorer.path(), rtol=1e-9)
        np.testing.assert_allclose(namespace["runs"][0][1].T, pinned_path(explorer, 1), rtol=1e-9)


BARE = """
delete window.SharedArrayBuffer
const context = HTMLCanvasElement.prototype.getContext
HTMLCanvasElement.prototype.getContext = function (kind, ...options) {
    return kind.startsWith("webgl") ? null : context.call(this, kind, ...options)
}
const refuse = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"))
Object.assign(Clipboard.prototype, { write: refuse, writeText: refuse })
"""


def test_all_works_without_shared_memory_webgl_and_the_permission_to_copy(new_page):
    explorer = new_page("?start=-15,20&run=momentum:eta=0.001,alpha=0.9", script=BARE)
    page = explorer.page
    explorer.slider("α").press("ArrowLeft")
    explorer.eventually_follows(by_hand.momentum((-15, 20), 0.001, 0.89, 300))
    explorer.wait_until_settled()
    with page.expect_download() as waiting:
        export(explorer, "Copy code: NumPy")
    assert waiting.value.suggested_filename == "trajectory.py"
    namespace = {}
    exec(waiting.value.path().read_text(encoding="utf-8"), namespace)
    np.testing.assert_allclose(namespace["path"].T, explorer.path(), rtol=1e-12)
    note(explorer, "exports")
    export(explorer, "Copy link")
    explorer.eventually(lambda: page.evaluate("noted") == "Copy it from the address bar")
    explorer.view_switch("3-D").click()
    page.wait_for_function("() => document.querySelector('.relief:not([hidden])')?.dataset.settled === 'yes'")


def test_a_run_that_is_judged_elsewhere_than_at_w_shows_these_points_too(visit):
    page = visit("?run=schedule-free:eta=0.08,beta=0.9&steps=120&panel=runs")
    path, shown = page.trajectory(), page.source("judged_trace")["error"]
    judged = GALLERY["bowl"].value(-15 + path["x1"], 20 + path["x2"])
    np.testing.assert_allclose(shown, judged, rtol=1e-6, atol=1e-9)
    assert (shown[1:] != path["error"][1:]).any()
    expect(page.sentence()).to_contain_text(" and x arrives near (0, 0) ")
    page = visit("?run=momentum:eta=0.001,alpha=0.9&steps=120")
    page.eventually(lambda: page.source("judged_trace")["error"].size == 0)
