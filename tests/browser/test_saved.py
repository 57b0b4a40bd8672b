"""The page as one file: it works from disk, without a server and without a single request.

The page as a folder: a host of files is enough for it.
"""

import html
import re
import subprocess
import sys
from urllib.parse import quote

import by_hand
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from explorer_page import PATIENCE, ExplorerPage
from playwright.sync_api import expect

from app import explore
from app.experiment import fitted
from app.lessons import LESSONS
from app.saved.files import save
from app.saved.page import page_text
from app.saved.site import write_site
from app.url import from_query, lesson_experiment
from optimizers import OPTIMIZERS, SCHEDULES, descend, gradient_noise
from surfaces import GALLERY, Surface, recognized

START = (-15.0, 20.0)


@pytest.fixture
def open_file(chromium, tmp_path):
    """Opens files in tabs without a network: open_file(text, width=..., height=...)."""
    complaints, contexts = [], []

    def open_text(text, width=1440, height=900, **options):
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(text, encoding="utf-8", newline="")
        context = chromium.new_context(viewport={"width": width, "height": height}, offline=True, **options)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: told.type in ("error", "warning") and complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: asked.url == file.as_uri() or complaints.append(asked.url))
        return ExplorerPage(page, file.as_uri())

    yield open_text
    for context in contexts:
        context.close()
    assert [each for each in complaints if not each.startswith(("data:", "blob:"))] == []


def lesson_run(key):
    """What descend() follows in a lesson."""
    opened = lesson_experiment(key)
    return opened.active, Surface.parse(opened.expression), opened.start, opened.steps


def shown(query):
    experiment, notices = from_query(query)
    assert not notices
    return fitted(experiment, recognized(Surface.parse(experiment.expression, experiment.data)))


def length(page, source):
    return page.page.evaluate("name => model_of(name).get_length()", source)


def width_of_ground(page):
    return page.page.evaluate("() => model_of('ground').data.dw[0]")


def numbers_of(page, name):
    """The result of a line of the arithmetic."""
    title = page.page.locator(f".step .formula[title^='{name} = ']").get_attribute("title")
    return float(title.partition(" = ")[2].replace("−", "-"))


def test_a_file_follows_its_controls(open_file):
    bowl = "e=3 w1^2 %2B k w2^2&let=k:10&start=-15,20&view=-25,25,-25,25&run=momentum:eta=0.001,alpha=0.9"
    page = open_file(page_text(*shown(bowl)))
    page.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    expect(page.page).to_have_title("Momentum on 3 w1^2 + k w2^2")
    assert page.page.url.endswith(".html")

    page.slider("α").press("ArrowLeft")
    page.slider("Steps").press("ArrowLeft")
    page.eventually_follows(by_hand.momentum(START, 0.001, 0.89, 290))
    page.page.mouse.click(*page.at(10, -5))
    page.eventually(lambda: page.start() == pytest.approx((10, -5), abs=0.2))
    page.eventually_follows(by_hand.momentum(page.start(), 0.001, 0.89, 290))
    page.page.mouse.move(*page.at(*page.start()))
    page.page.mouse.down()
    page.page.mouse.move(*page.at(-8, 8), steps=4)
    page.page.mouse.up()
    page.eventually(lambda: page.start() == pytest.approx((-8, 8), abs=0.2))

    page.choose("Optimizer", "adam")
    eta = page.value("η")
    page.eventually_follows(by_hand.adam(page.start(), eta, 0.9, 0.999, 1e-8, 290))
    page.choose("Schedule", "linear")
    run, schedule = OPTIMIZERS["adam"](eta=eta), SCHEDULES["linear"]()
    path = descend(run, GALLERY["bowl"], page.start(), 290, schedule=schedule)
    page.eventually_follows(np.array([path.w1, path.w2]))
    assert page.page.locator(".formulas math").count() > 0

    page.history("Undo").click()
    page.eventually_follows(by_hand.adam(page.start(), eta, 0.9, 0.999, 1e-8, 290))
    page.slider("k").press("ArrowLeft")
    path = descend(run, Surface.parse("3 w1^2 + 9.9 w2^2"), page.start(), 290)
    page.eventually_follows(np.array([path.w1, path.w2]))
    assert page.page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_file_pins_plays_explains_its_steps_and_shows_a_moved_view_and_three_dimensions(open_file):
    page = open_file(page_text(*shown("t=5"), base="https://example.org/"))
    expect(page.page.get_by_role("link", name="Open the full page")).to_have_attribute(
        "href", re.compile("t=5")
    )
    path = by_hand.momentum(START, 0.001, 0.9, 300)
    page.eventually(lambda: numbers_of(page, "w1(5)") == pytest.approx(path[0][5], rel=1e-5))
    assert page.page.locator(".step math").count() > 4
    page.page.keyboard.press("ArrowRight")
    page.eventually(lambda: numbers_of(page, "w1(6)") == pytest.approx(path[0][6], rel=1e-5))
    page.button("Play").click()
    page.eventually(lambda: int(page.page.get_by_role("slider", name="Time", exact=True).input_value()) > 8)
    page.button("Pause").click()

    page.button("Pin run").click()
    page.history("Undo").click()
    expect(page.page.locator(".legend li")).to_have_count(1)
    page.button("Pin run").click()
    page.choose("Optimizer", "rmsprop")
    page.eventually(lambda: length(page, "pin_path") > 0)
    page.open_panel("Runs")
    rows = page.page.locator("[data-part=runs] tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(1)).to_contain_text("Momentum")
    page.page.get_by_role("button", name="Activate run").click()
    page.eventually_follows(path)
    expect(rows.nth(1)).to_contain_text("RMSProp")
    rows.nth(1).get_by_role("button", name="Hide").click()
    page.eventually(lambda: length(page, "pin_path") == 0)
    page.page.get_by_role("button", name="Remove run").click()
    expect(rows).to_have_count(1)

    before = width_of_ground(page)
    page.page.mouse.move(*page.at(0, 0))
    page.page.mouse.wheel(0, 600)
    page.eventually(lambda: width_of_ground(page) > 1.2 * before)
    page.view_switch("Fit view").click()
    theme = page.page.evaluate("document.documentElement.dataset.theme")
    page.page.get_by_role("button", name=re.compile("colours")).click()
    assert page.page.evaluate("document.documentElement.dataset.theme") != theme
    page.page.keyboard.press("3")
    expect(page.page.locator(".relief[data-settled=yes]")).to_have_attribute("data-camera", "-30,40")


def test_a_file_has_the_gallery_the_lessons_and_its_own_function(open_file):
    own = "e=w1^2 %2B k w2^2&let=k:3&start=-2,1&view=-3,3,-3,3&run=gradient-descent:eta=0.1"
    page = open_file(page_text(*shown(own), base="https://example.org/"))
    valley = Surface.parse("w1^2 + 3 w2^2")
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.1), valley, (-2, 1), 300)
    page.eventually_follows(np.array([path.w1, path.w2]))
    page.choose("Surface", "rosenbrock")
    surface = GALLERY["rosenbrock"]
    page.eventually(lambda: page.start() == pytest.approx(surface.start))
    menu = page.page.get_by_role("combobox", name="Surface", exact=True)
    menu.select_option(label="The function of this file")
    page.eventually(lambda: page.value("k") == 3)
    page.eventually(lambda: page.start() == (-2, 1))

    page.button("Lessons").click()
    page.page.get_by_role("button", name="4.3  ", exact=False).first.click()
    path = descend(*lesson_run("saddle"))
    page.eventually_follows(np.array([path.w1, path.w2]))
    expect(page.page.locator(".lesson-words")).to_contain_text(LESSONS["saddle"].question.words)
    full = page.page.get_by_role("link", name="Open the full page")
    expect(full).to_have_attribute("href", "https://example.org/?lesson=saddle")
    page.history("Undo").click()
    page.eventually(lambda: page.value("k") == 3)
    assert page.page.url.endswith(".html")

    page.button("Share").click()
    with page.page.expect_download() as waiting:
        page.button("Table of every step (CSV)").click()
    assert waiting.value.suggested_filename == "trajectory.csv"
    assert waiting.value.path().stat().st_size > 10_000
    text = page.picture("SVG").decode()
    assert "font/woff2" in text
    assert "let = k:3" in text


def test_a_widget_file_fits_its_frame_on_a_page_of_ones_own(chromium, tmp_path):
    link = "run=adam:eta=0.5&run=momentum:eta=0.001,alpha=0.9&embed&show=surface,legend,time,sliders,error"
    save(tmp_path / "w.html", link)
    save(tmp_path / "titled.html", link, title="Adam and momentum", caption="From the same start")
    frames = [f'<iframe src="{name}.html" width=640 height=420></iframe>' for name in ("w", "titled")]
    (tmp_path / "blog.html").write_text("<!doctype html>" + "".join(frames), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: told.type in ("error", "warning") and complaints.append(told.text))
    page.goto((tmp_path / "blog.html").as_uri())
    first, titled = page.frames[1:]
    for frame in (first, titled):
        frame.wait_for_function("() => document.documentElement.dataset.live")
        assert frame.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [640, 640]
        assert frame.get_by_role("link").count() == 0
        names = frame.locator(".legend .entry")
        assert [name.partition("\n")[0].partition(" η")[0] for name in names.all_inner_texts()]
        for name in ("β2", "Steps", "Time"):
            expect(frame.get_by_role("slider", name=name, exact=True)).to_be_visible()
        assert (
            frame.locator('[data-part="whose"]').inner_text() == "Adam"
        )  # its sliders, not those of momentum
        expect(frame.get_by_role("button", name="Guess first")).to_be_hidden()
        assert frame.evaluate("document.documentElement.scrollHeight") == 420
    page.context.new_cdp_session(page).send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    titled.wait_for_function("() => !matchMedia('(pointer: fine)').matches && innerHeight === 420")
    titled.wait_for_function("() => document.documentElement.scrollHeight === 420")
    expect(titled.get_by_role("heading", name="Adam and momentum")).to_be_visible()
    expect(titled.get_by_text("From the same start")).to_be_visible()
    end = "() => module_store.known('runs')[0].columns.w1.at(-1)"
    before = first.evaluate(end)
    first.get_by_role("slider", name="η", exact=True).press("ArrowLeft")
    first.wait_for_function(f"(before) => ({end})() !== before", arg=before)
    page.close()
    assert complaints == []


def test_a_browser_that_cannot_unpack_a_file_says_so_and_shows_the_path(chromium, tmp_path):
    save(tmp_path / "page.html")
    page = chromium.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto((tmp_path / "page.html").as_uri())
    expect(page.get_by_text("This browser cannot open the page. It needs")).to_be_visible()
    expect(page.get_by_role("img", name="The path")).to_be_visible()
    expect(page.locator(".page")).to_be_hidden()
    page.close()


@pytest.mark.parametrize(("width", "height", "theme"), [(900, 700, "light"), (1440, 900, "dark")])
def test_surface_and_sliders_of_a_file_are_in_sight_together_and_shut_nobody_out(
    open_file, width, height, theme
):
    page = open_file(page_text(*shown("run=adam:")), width=width, height=height, color_scheme=theme)
    for place in (
        page.page.locator(".surface"),
        *(page.slider(name) for name in ("η", "β1", "β2", "ε", "Steps")),
    ):
        box = place.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= height
        assert box["x"] + box["width"] <= width
    page.eventually(lambda: Axe().run(page.page).violations_count == 0)


@pytest.mark.parametrize("width", [390, 768])
def test_a_title_is_read_whole(open_file, width):
    title = "Week 3: valleys, momentum, adaptive learning rates, and what a condition number is"
    page = open_file(page_text(*shown(""), title=title), width=width).page
    width_of = "element => [element.scrollWidth, element.clientWidth, element.getBoundingClientRect().right]"
    needed, had, right = page.get_by_role("heading", level=1, name=title).evaluate(width_of)
    assert needed <= had
    assert 300 < right <= width
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_typed_rule_comes_back_and_noise_is_that_of_its_seed(open_file):
    rule = "m = β1 m + (1 - β1) g; w = w - η m/(1 - β1^t)"
    query = f"run=own:eta=0.05,beta1=0.9&rule={rule}&noise=2&seed=7&steps=40"
    experiment, surface = shown(query.replace("+", "%2B"))
    page = open_file(page_text(experiment, surface))
    path = descend(experiment.active, surface, START, 40, gradient_noise(2, 7, 0, 40))
    first = np.array([path.w1, path.w2])
    np.testing.assert_array_equal(page.path(), first)
    page.slider("Steps").press("Home")
    page.eventually(lambda: page.path().shape == (2, 11))
    np.testing.assert_allclose(page.path(), first[:, :11], rtol=1e-12)
    page.choose("Optimizer", "momentum")
    page.eventually(lambda: not np.allclose(page.path(), first[:, :11]))
    page.choose("Optimizer", "own")
    page.slider("Steps").press("End")
    steps = int(page.value("Steps"))
    assert steps > 40
    path = descend(experiment.active, surface, START, steps, gradient_noise(2, 7, 0, steps))
    page.eventually_follows(np.array([path.w1, path.w2]))


def test_a_file_of_data_has_their_figure_and_follows_a_point_that_is_dragged(open_file):
    x, y = [0, 1, 2, 3], [1, 2, 2.5, 4]
    query = "e=mean((w1 x %2B w2 - y)^2)&data=x,y;0,1;1,2;2,2.5;3,4&start=-2,3&view=-5,5,-5,5&steps=40&t=3"
    page = open_file(page_text(*shown(f"{query}&batch=2&seed=3&panel=data&run=gradient-descent:eta=0.05")))
    run = OPTIMIZERS["gradient-descent"](eta=0.05)

    def follows(y):
        line = Surface.parse("mean((w1 x + w2 - y)^2)", {"x": x, "y": y})
        path = descend(run, line, (-2, 3), 40, batch=2, seed=3)
        page.eventually_follows(np.array([path.w1, path.w2]))

    follows(y)
    page.eventually(lambda: page.source("data_points", "x", "y")["y"].tolist() == y)
    assert page.source("data_batch", "x", "y")["x"].size == 2
    assert page.page.get_by_role("textbox", name="Data").count() == 0
    page.page.mouse.move(*page.pixel("data", 2, 2.5))
    page.page.mouse.down()
    page.page.mouse.move(*page.pixel("data", 2, 1.5), steps=3)
    page.page.mouse.up()
    page.eventually(lambda: page.source("data_points", "x", "y")["y"][2] < 1.7)
    follows(page.source("data_points", "x", "y")["y"].tolist())


def test_a_pair_of_functions_is_a_fixed_run_that_plays(open_file):
    def saddle(w1, w2):
        return w1**2 - w2**2 + w2**4 / 4

    shown = explore(
        (saddle, lambda w1, w2: (2 * w1, -2 * w2 + w2**3)), OPTIMIZERS["adam"](eta=0.1), start=(-4, 0.1)
    )
    page = open_file(html.unescape(re.search(r"srcdoc='(.*?)' title=", shown._repr_html_(), re.DOTALL)[1]))
    np.testing.assert_array_equal(page.path(), [shown.trajectory.w1, shown.trajectory.w2])
    assert page.says("What is shown is fixed")
    assert page.page.get_by_role("slider", name="η", exact=True).count() == 0
    page.eventually(lambda: length(page, "contour_lines") > 3)
    page.page.keyboard.press("End")
    page.eventually(lambda: page.source("cursor")["w1"][0] == shown.trajectory.w1[-1])
    page.page.mouse.click(*page.at(2, 2))
    np.testing.assert_array_equal(page.path(), [shown.trajectory.w1, shown.trajectory.w2])


def test_the_page_saves_what_it_shows(new_page, open_file):
    explorer = new_page("?run=adam:eta=0.5&tab=basins")
    explorer.slider("β1").press("ArrowLeft")
    explorer.eventually(lambda: "beta1=0.89" in explorer.page.url)
    explorer.button("Share").click()
    with explorer.page.expect_download() as waiting:
        explorer.button("Page for use without a server (HTML)").click()
    text = waiting.value.path().read_text(encoding="utf-8")
    assert waiting.value.suggested_filename == "trajectory.html"
    assert text == page_text(*shown(explorer.page.url.partition("?")[2]))
    open_file(text).eventually_follows(by_hand.adam(START, 0.5, 0.89, 0.999, 1e-8, 300))


@pytest.fixture
def open_folder(chromium, tmp_path):
    """Opens a site below a prefix, which Python's own host serves: open_folder(query, width, height)."""
    write_site(tmp_path / "courses" / "week 3", base="https://example.org/explorer/")
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", tmp_path]
    complaints, contexts = [], []

    def open_page(query, width=1440, height=900, **options):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: told.type in ("error", "warning") and complaints.append(told.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda got: got.status >= 400 and complaints.append(f"{got.status} {got.url}"))
        page.on("request", lambda asked: asked.url.startswith(folder) or complaints.append(asked.url))
        return ExplorerPage(page, folder + query)

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as host:
        (port,) = re.findall(r"port (\d+)", host.stdout.readline())
        folder = f"http://127.0.0.1:{port}/courses/week%203/"
        yield open_page
        for context in contexts:
            context.close()
        host.terminate()
    assert [each for each in complaints if not each.startswith(("data:", "blob:"))] == []


def test_a_folder_has_the_gallery_the_lessons_and_links_between_them_on_any_host(open_folder):
    page = open_folder("")
    page.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 300))
    page.choose("Surface", "rosenbrock")
    surface = GALLERY["rosenbrock"]
    run = OPTIMIZERS["momentum"](**surface.suggested["momentum"])
    path = descend(run, surface, surface.start, 300)
    page.eventually_follows(np.array([path.w1, path.w2]))
    page.slider("b").press("ArrowLeft")
    page.enter("w2", "1.5")
    page.button("Pin run").click()
    page.choose("Optimizer", "adam")
    page.eventually(lambda: "run=adam" in page.page.url and "run=momentum" in page.page.url)
    page.wait_until_drawn()
    before = page.path()
    page.page.reload()
    page.wait_until_ready()
    np.testing.assert_array_equal(page.path(), before)

    page.page.goto(page.page.url.partition("?")[0] + "?lesson=saddle")
    page.wait_until_ready()
    path = descend(*lesson_run("saddle"))
    page.eventually_follows(np.array([path.w1, path.w2]))
    page.button("Answer it").click()
    page.eventually(lambda: page.trajectory()["t"].size == 1)
    page.page.mouse.click(*page.at(0.4, 0.3))
    page.eventually(lambda: page.trajectory()["t"].size > 400)
    expect(page.page.locator(".lesson-words .question")).to_be_visible()
    page.button("Next lesson").click()
    page.eventually(lambda: "lesson=curved-valley" in page.page.url)
    page.page.go_back()
    page.eventually(lambda: "lesson=saddle" in page.page.url)
    page.button("Lessons").click()
    page.page.get_by_role("button", name="1.2  ", exact=False).first.click()
    page.eventually(lambda: page.page.url.endswith("?lesson=momentum"))
    page.button("Try it").click()
    goal = page.page.locator("[data-part=goal]")
    expect(goal).to_have_attribute("data-reached", "no")
    page.enter("α value", "0.88")
    expect(goal).to_have_attribute("data-reached", "yes")

    page.page.goto(page.page.url.partition("?")[0] + f"?e={quote('w1^4 + w2^2')}&steps=7&tab=basins")
    page.wait_until_ready()
    notice = page.page.get_by_role("alert")
    expect(notice).to_contain_text("“w1^4 + w2^2” was not used")
    way = notice.get_by_role("link").get_attribute("href")
    assert from_query(way.partition("?")[2])[0].expression == "w1^4 + w2^2"
    page.eventually_follows(by_hand.momentum(START, 0.001, 0.9, 7))
    full = page.page.get_by_role("link", name="Open the full page")
    full.hover()
    shown, notices = from_query(full.get_attribute("href").removeprefix("https://example.org/explorer/?"))
    assert (shown.steps, notices) == (7, [])

    widget = open_folder("widget.html?run=adam:eta=0.5", 640, 520)
    widget.eventually_follows(by_hand.adam(START, 0.5, 0.9, 0.999, 1e-8, 300))
    widget.slider("η").press("ArrowLeft")
    widget.eventually(lambda: re.search("run=adam:eta=0.4.*&embed&show=surface,", widget.page.url))
    widget.page.reload()
    widget.wait_until_ready()
    assert widget.value("η") < 0.5
    assert not widget.page.get_by_role("alert").is_visible()
    expect(widget.page.locator("[data-part=full]")).to_have_attribute("href", re.compile("^https.*eta=0.4"))

    page = open_folder("?lesson=adam", 390, 844, has_touch=True, is_mobile=True)
    assert page.page.evaluate("document.documentElement.scrollWidth") == 390
    page.button("Next lesson").click()
    page.eventually(lambda: page.page.url.endswith("lesson=adam-apart"))
    page.eventually(lambda: Axe().run(page.page).violations_count == 0)
