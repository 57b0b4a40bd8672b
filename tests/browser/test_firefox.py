"""The main walks in a second browser.

On the page: drag, click, type, choose, open a link, a map and a lesson, lose the server. Elsewhere: the saved
file, the saved folder, the widget in another site's page, the output of a notebook, the recordings.
"""

import html
import io
import os
import signal
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import by_hand
import numpy as np
import pytest
from explorer_page import WATCH
from explorer_server import running
from firefox import firefox_page
from PIL import Image
from videos import SECONDS, SHORT, has_all_pictures, pictures_of, played

from app import explore
from app.saved.files import save
from app.saved.site import write_site
from optimizers import OPTIMIZERS

PATH = """(() => {
    const { data } = model_of('trajectory')
    return ['w1', 'w2'].map((name) => Array.from(data instanceof Map ? data.get(name) : data[name]))
})()"""
START = (-15.0, 20.0)
LIVE = "document.documentElement.dataset.live === 'yes' && !unanswered"


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    with firefox_page(tmp_path_factory.mktemp("firefox")) as tab:
        tab.prepare(WATCH)
        yield tab


@pytest.fixture
def firefox(tab):
    """The tab, emptied. A complaint of the browser fails the test."""
    tab.goto("about:blank")
    tab.complaints.clear()
    tab.requests.clear()
    yield tab
    assert tab.complaints == []


@pytest.fixture
def page(firefox):
    """Opens an address, and waits until the page is live."""

    def open_page(address):
        firefox.goto(address)
        # The page that was left may have had something to send, such as a view.
        firefox.complaints[:] = [each for each in firefox.complaints if "cannot send" not in each]
        firefox.eventually(LIVE, seconds=120)
        return firefox

    return open_page


def follows(page, oracle):
    """Wait until the path is what the oracle calculates."""
    length = oracle.shape[1]
    end = ", ".join(map(repr, oracle[:, -1].tolist()))
    page.eventually(
        f"(() => {{ const path = {PATH}, end = [{end}]; return path[0].length === {length}"
        f" && path.every((each, k) => Math.abs(each.at(-1) - end[k]) < 1e-9) }})()"
    )
    np.testing.assert_allclose(page.evaluate(PATH), oracle, rtol=1e-9, atol=1e-9)


def at_rest(page):
    """The path as text, once the page has settled."""
    assert page.evaluate("until(() => !unanswered && model_of('trajectory'))")
    return page.evaluate(f"JSON.stringify({PATH})")


def focus(page, name):
    control = f"""[...document.querySelectorAll('input, textarea, select')].find((each) =>
        each.ariaLabel === '{name}' || each.labels[0]?.textContent === '{name}')"""
    page.eventually(f"({control}?.focus(), document.activeElement === {control})")


def pixel(page, w1, w2):
    assert page.evaluate("until(is_still)")
    return page.evaluate(
        f"""(() => {{
            const view = Bokeh.index.find_one(model_of('surface'))
            const box = view.canvas_view.el.getBoundingClientRect()
            const {{ x_scale, y_scale }} = view.frame
            return [box.left + x_scale.compute({w1}), box.top + y_scale.compute({w2})]
        }})()"""
    )


def start(page):
    return page.evaluate(
        "['w1', 'w2'].map((name) => Number(document.querySelector(`[aria-label=${name}]`).value))"
    )


def choose(page, name, key):
    focus(page, name)
    page.evaluate(
        f"""(() => {{
            const select = document.activeElement
            select.value = '{key}'
            select.dispatchEvent(new Event('change', {{ bubbles: true }}))
        }})()"""
    )


def test_the_main_walk(page, tmp_path):
    with running(tmp_path, expect_errors=True) as server:
        tab = page(server.address)
        follows(tab, by_hand.momentum(START, 0.001, 0.9, 300))
        focus(tab, "α")
        tab.press("ArrowLeft", "ArrowLeft")
        follows(tab, by_hand.momentum(START, 0.001, 0.88, 300))

        tab.drag(*pixel(tab, *START), *pixel(tab, 10, -5))
        tab.eventually("document.documentElement.dataset.settled === 'yes'")
        dragged = start(tab)
        np.testing.assert_allclose(dragged, (10, -5), atol=0.2)
        follows(tab, by_hand.momentum(tuple(dragged), 0.001, 0.88, 300))
        tab.click(*pixel(tab, -12, 8))
        tab.eventually(f"{PATH}[0][0] < 0")
        follows(tab, by_hand.momentum(tuple(start(tab)), 0.001, 0.88, 300))

        focus(tab, "Error function")
        tab.evaluate("document.activeElement.select()")
        tab.press(*"w1^2 + 4 w2^2")
        tab.eventually("new URLSearchParams(location.search).get('e') === 'w1^2 + 4 w2^2'")
        choose(tab, "Optimizer", "adam")
        tab.eventually("document.querySelector('[aria-label=β2]') !== null")
        tab.eventually("/run=adam/.test(location.search)")
        at_rest(tab)  # values that suit Adam may have been found
        focus(tab, "β2")  # the address is written at once
        path, link = at_rest(tab), tab.evaluate("location.search")
        tab = page(server.address + link)
        tab.eventually(f"JSON.stringify({PATH}) === '{path}'")

        tab.evaluate("document.querySelector('#tab-basins').click()")
        tab.eventually("model_of('basins')?.get_length() > 0", seconds=120)
        at_rest(tab)  # a page that is left too early complains that it cannot send
        tab = page(f"{server.address}?lesson=momentum")
        tab.eventually("document.querySelector('[data-part=lesson]').textContent.length > 100")

        before = at_rest(tab)
        assert tab.complaints == []
        os.killpg(server.pid, signal.SIGKILL)
        focus(tab, "α")
        tab.press("ArrowLeft")
        tab.eventually(f"JSON.stringify({PATH}) !== '{before}'")
        tab.goto("about:blank")
        tab.complaints.clear()  # Bokeh reports that it has lost its server


def test_a_file_asks_for_nothing(page, firefox, tmp_path):
    save(tmp_path / "file.html")
    tab = page((tmp_path / "file.html").as_uri())
    focus(tab, "α")
    tab.press("ArrowLeft")
    follows(tab, by_hand.momentum(START, 0.001, 0.89, 300))
    choose(tab, "Optimizer", "gradient-descent")
    tab.eventually("document.querySelector('[aria-label=α]') === null")
    choose(tab, "Surface", "saddle")
    tab.eventually("module_store.known('surface') === 'saddle'")
    press(tab, "Share")
    press(tab, "Table of every step (CSV)")
    assert tab.saved("trajectory.csv").read_text().startswith("run,")
    press(tab, "Share")
    press(tab, "Picture (PNG, SVG, PDF)")
    tab.eventually("document.querySelector('dialog.print img[src]') !== null")
    press(tab, "PNG")
    picture = Image.open(tab.saved("trajectory.png"))
    assert picture.width == 1890
    dark = np.asarray(picture.convert("L"))[-120:] < 100  # letters of the caption
    assert 0.002 < dark.mean() < 0.2
    assert asked_elsewhere(firefox) == []


def test_a_folder_lives_at_a_host_of_files(page, firefox, tmp_path):
    write_site(tmp_path / "course")
    host = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    with host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        folder = f"http://127.0.0.1:{host.server_port}/course/"
        tab = page(f"{folder}?e=saddle&start=1,0.5&run=momentum:eta=0.001,alpha=0.9")
        focus(tab, "α")
        tab.press("ArrowLeft")
        tab.eventually("/alpha=0.89/.test(location.search)")
        follows(tab, by_hand.momentum((1, 0.5), 0.001, 0.89, 300, gradient=lambda w: np.array([2, -2]) * w))
        press(tab, "Lessons")
        tab.eventually("document.querySelector('.items button').click() ?? /lesson=/.test(location.search)")
        tab.goto("about:blank")
        host.shutdown()
    assert [each for each in asked_elsewhere(firefox) if not each.startswith(folder)] == []


def asked_elsewhere(firefox):
    return [each for each in firefox.requests if not each.startswith(("file:", "data:", "about:"))]


def press(page, name):
    """Click on a button in sight."""
    place = f"""(() => {{
        const named = (each) => each.checkVisibility() && each.textContent === '{name}'
        const button = [...document.querySelectorAll('button')].find(named)
        if (!button) return null
        const {{ left, top, width, height }} = button.getBoundingClientRect()
        return [left + width / 2, top + height / 2]
    }})()"""
    page.eventually(f"{place} !== null")
    page.click(*page.evaluate(place))


GROUNDS = {"light": (228, 240, 255), "dark": (16, 32, 64)}
"""The colours of the two halves of a page of another site."""


def test_widgets_live_in_a_page_of_another_site_and_take_its_light_or_dark(firefox, site, embedding):
    link = f"{embedding}?start=-15,20&run=momentum:eta=0.001,alpha=0.9&embed"
    halves = [
        f'<div style="background: rgb{ground}; color-scheme: {scheme}">'
        f'<iframe src="{html.escape(link)}" title="{scheme}" width="480" height="640"></iframe></div>'
        for scheme, ground in GROUNDS.items()
    ]
    style = "<style>body { display: flex; gap: 20px; margin: 0 } iframe { border: 0; display: block }</style>"
    site.pages["/article"] = f"<!doctype html>{style}{''.join(halves)}"
    firefox.goto(f"http://localhost:{site.port}/article")
    frames = firefox.frames()
    for frame, scheme in zip(frames, GROUNDS, strict=True):
        frame.eventually(LIVE, seconds=120)
        assert frame.evaluate("document.documentElement.dataset.theme") == scheme
        follows(frame, by_hand.momentum(START, 0.001, 0.9, 300))
    focus(frames[1], "α")
    frames[1].press("ArrowLeft")
    follows(frames[1], by_hand.momentum(START, 0.001, 0.89, 300))
    frames[1].eventually(f"{LIVE} && /alpha=0.89.*&embed$/.test(location.search)")
    assert "alpha=0.9&" in frames[0].evaluate("location.search")
    corner = frames[1].evaluate("document.querySelector('.corner a').href")
    assert corner.startswith(embedding)
    assert "embed" not in corner
    seen = firefox.picture()
    for k, ground in enumerate(GROUNDS.values()):
        assert tuple(seen[638, 500 * k + 2]) == ground  # a corner of the frame, which lets the page through
    firefox.goto("about:blank")  # so that no failed request to the ended server is counted later


def test_the_output_of_a_notebook_lives_in_a_saved_one(firefox, tmp_path):
    shown = explore("3w1^2+10w2^2", OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), start=START)
    file = tmp_path / "notebook.html"
    file.write_text(f"<!doctype html><main>{shown._repr_html_()}</main>", encoding="utf-8")
    firefox.goto(file.as_uri())
    (frame,) = firefox.frames()
    frame.eventually("document.documentElement.dataset.live === 'yes'", seconds=120)
    focus(frame, "α")
    frame.press("ArrowLeft")
    follows(frame, by_hand.momentum(START, 0.001, 0.89, 300))
    frame.eventually("document.querySelector('.formulas math') !== null")
    assert asked_elsewhere(firefox) == []


ENCODES = """window.VideoEncoder ? Promise.all(["vp8", "vp09.00.51.08"].map((codec) => {
    const config = { codec, width: 640, height: 480, framerate: 30 }
    return VideoEncoder.isConfigSupported(config).then(({ supported }) => supported, () => false)
})).then((all) => all.some(Boolean)) : false"""


def test_a_recording_shows_the_run_as_a_video_where_the_browser_encodes_it(page, address, site):
    tab = page(address + SHORT)
    tab.resize(920, 560)  # a small page is recorded faster
    try:
        assert tab.evaluate("until(() => !unanswered && is_still())")
        press(tab, "Share")
        press(tab, "Video (WebM)")
        if tab.evaluate(ENCODES):
            video = tab.saved("trajectory.webm")
            tab.goto(f"http://127.0.0.1:{site.port}/")  # the page itself may show no videos
            check_video(video, tab)
        else:
            check_animation(tab.saved("trajectory.gif"))
    finally:
        tab.resize(1440, 900)


def check_video(path, tab):
    has_all_pictures(path)
    found = tab.evaluate(played(path))
    assert found["duration"] == pytest.approx(SECONDS, abs=0.04)
    assert_moves(*pictures_of(found))


def check_animation(path):
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        assert image.n_frames == 7  # one for each step
        first = np.asarray(image.convert("RGB")).astype(int)
        image.seek(6)
        assert_moves(first, np.asarray(image.convert("RGB")).astype(int))


def assert_moves(first, last):
    """Check that the path has appeared, that most of the picture stands still, and that paper is white."""
    assert first[2, 2].min() >= 249
    moved = np.abs(first - last).max(axis=2) > 60
    assert 0.001 < moved[:, : moved.shape[1] // 2].mean() < 0.2
