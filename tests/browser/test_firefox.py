"""The main walk in a second browser: drag, click, type, choose, link, map, lesson, no server, a file."""

import os
import signal

import by_hand
import numpy as np
import pytest
from explorer_page import WATCH
from explorer_server import running
from firefox import firefox_page

from app.saved.files import save

PATH = """(() => {
    const { data } = model_of('trajectory')
    return ['w1', 'w2'].map((name) => Array.from(data instanceof Map ? data.get(name) : data[name]))
})()"""
START = (-15.0, 20.0)


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    with firefox_page(tmp_path_factory.mktemp("firefox")) as page:
        page.prepare(WATCH)
        yield page


@pytest.fixture
def page(firefox):
    """Opens an address, and waits until it lives; nothing may be complained of."""

    def open_page(address):
        firefox.goto(address)
        firefox.eventually("document.documentElement.dataset.live === 'yes' && !unanswered", seconds=120)
        return firefox

    yield open_page
    assert firefox.complaints == []


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
    """The path as text, once the server has said it and it is drawn."""
    assert page.evaluate("until(() => !unanswered)")
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
        path, link = at_rest(tab), tab.evaluate("location.search")
        tab = page(server.address + link)
        tab.eventually(f"JSON.stringify({PATH}) === '{path}'")

        tab.evaluate("document.querySelector('#tab-basins').click()")
        tab.eventually("model_of('basins')?.get_length() > 0", seconds=120)
        at_rest(tab)  # a page that is left complains of what it could not send any more
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
    firefox.requests.clear()
    tab = page((tmp_path / "file.html").as_uri())
    focus(tab, "α")
    tab.press("ArrowLeft")
    follows(tab, by_hand.momentum(START, 0.001, 0.89, 300))
    choose(tab, "Optimizer", "gradient-descent")
    tab.eventually("document.querySelector('[aria-label=α]') === null")
    assert [each for each in firefox.requests if not each.startswith(("file:", "data:"))] == []
