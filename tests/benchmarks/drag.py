"""From a slider tick to painted pixels: this page beside a stock Panel page, in one run and one Chromium.

    python tests/benchmarks/drag.py [--ticks 60] [--chromium PATH]

A tick counts from the time of its input event to the end of the animation frame in which the last of the
plots that it changes has been painted (Bokeh paints in animation frames; a message that is posted there is
delivered when the frame is done). Fresh frames are repaints with data that had not been painted before, under
a mouse drag of 60 moves a second for three seconds. Everything runs on this machine, so trust the ratios.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

FIGURES = ("surface", "error", "m")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

DRAWN = """() => {
    const find = (name) => window.Bokeh?.documents.map((each) => each.get_model_by_name(name)).find(Boolean)
    const is_drawn = find("m") && Bokeh.index.find_one(find("m"))?.frame.bbox.width > 0
    return is_drawn && find("trajectory").get_length() > 1
}"""
# Marks when new data arrive and when each figure has painted them; `ticks` are [input, painted] in ms.
PROBE = """(names) => {
    const find = (name) => Bokeh.documents.map((each) => each.get_model_by_name(name)).find(Boolean)
    const probe = (window.probe = { ticks: [], input: 0, last_move: 0, last_paint: 0, fresh: 0 })
    // Resolves when the next tick has been painted; asking in every frame would be a load of its own.
    probe.next = () => new Promise((resolve) => (probe.resolve = resolve))
    const views = names.map((name) => Bokeh.index.find_one(find(name)))
    let waiting = null
    addEventListener("keydown", (event) => (probe.input = event.timeStamp), true)
    addEventListener("pointermove", (event) => (probe.input = probe.last_move = event.timeStamp), true)
    find("trajectory").properties.data.change.connect(() => {
        waiting = { input: probe.input, views: new Set(views) }
    })
    for (const view of views) {
        const paint = view.paint.bind(view)
        view.paint = (...options) => {
            paint(...options)
            if (waiting === null || !waiting.views.delete(view) || waiting.views.size) return
            const { input } = waiting
            waiting = null
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => {
                probe.last_paint = performance.now()
                probe.fresh += 1
                probe.ticks.push([input, probe.last_paint])
                probe.resolve?.()
            }
            port2.postMessage(null)
        }
    }
}"""


def serve(command: list[str], url: str, **options) -> subprocess.Popen:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    host, port = url.split("/")[2].split(":")
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return process
        time.sleep(0.1)
    raise RuntimeError(f"{command} does not serve {url}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def measure(browser, url: str, handle, value, ticks: int) -> dict[str, float]:
    """Open a page, press slider keys, drag the slider, and return the figures in ms and frames a second."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(1500)  # until the browser has loaded what comes late, such as the mathematics
    page.evaluate(PROBE, FIGURES)
    slider = handle(page)
    slider.focus()
    for i in range(ticks + 5):
        page.evaluate("() => { probe.waiting = probe.next() }")
        page.keyboard.press("ArrowLeft" if i % 20 < 10 else "ArrowRight")
        page.evaluate("() => probe.waiting")
        page.wait_for_timeout(60)  # the pause between two ticks, not a wait for a result
    took = [painted - begun for begun, painted in page.evaluate("probe.ticks")][5:]

    box = slider.bounding_box()
    track = box["width"] if box["width"] > 60 else 180
    left, middle = box["x"], box["y"] + box["height"] / 2
    if box["width"] <= 60:  # the stock slider's handle, not its track
        left = box["x"] + box["width"] / 2 - 0.6 * track
        page.mouse.move(box["x"] + box["width"] / 2, middle)
    else:
        page.mouse.move(left + value(page) * track, middle)
    page.mouse.down()
    page.evaluate("probe.fresh = 0")
    begin, i = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - begin) < 3:
        share = 0.2 + 0.5 * abs((elapsed / 1.5) % 2 - 1)
        page.mouse.move(left + share * track, middle)
        i += 1
        time.sleep(max(0.0, begin + i / 60 - time.perf_counter()))
    page.mouse.up()
    page.wait_for_function("() => performance.now() - Math.max(probe.last_paint, probe.last_move) > 600")
    fresh, settled = page.evaluate("[probe.fresh, probe.last_paint - probe.last_move]")
    page.close()
    return {
        "tick to pixels, p50 (ms)": statistics.median(took),
        "tick to pixels, p95 (ms)": statistics.quantiles(took, n=20)[-1],
        "fresh frames a second": fresh / 3,
        "settled after (ms)": max(settled, 0.0),
    }


def measure_start(browser, url: str, ticks: int) -> list[float]:
    """Move the marker of the start by single moves of the mouse, and return what each took in ms."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(url)
    page.wait_for_function(DRAWN)
    page.evaluate(PROBE, FIGURES)
    x, y = page.evaluate(
        """() => {
            const find = (name) => Bokeh.documents.map((each) => each.get_model_by_name(name)).find(Boolean)
            const view = Bokeh.index.find_one(find("surface"))
            const box = view.canvas_view.el.getBoundingClientRect()
            return [box.left + view.frame.x_scale.compute(-15), box.top + view.frame.y_scale.compute(20)]
        }"""
    )
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(ticks + 5):
        page.evaluate("() => { probe.waiting = probe.next() }")
        page.mouse.move(x + 3 * (1 + i % 20), y + 2 * (1 + i % 20))
        page.evaluate("() => probe.waiting")
        page.wait_for_timeout(60)
    page.mouse.up()
    took = [painted - begun for begun, painted in page.evaluate("probe.ticks")][5:]
    page.close()
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ticks", type=int, default=60)
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    here, ours, stock = Path(__file__).parent, free_port(), free_port()
    our_url, stock_url = f"http://127.0.0.1:{ours}/", f"http://localhost:{stock}/stock_page"
    servers = [
        serve([sys.executable, "-m", "app", "--port", str(ours)], our_url),
        serve(
            [sys.executable, "-m", "panel", "serve", str(here / "stock_page.py"), "--port", str(stock)],
            stock_url,
        ),
    ]
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
            found = {}
            for steps in (300, 1000):
                found["stock", steps] = measure(
                    browser,
                    f"{stock_url}?steps={steps}",
                    lambda page: page.locator(".noUi-handle").nth(1),
                    None,
                    options.ticks,
                )
                found["ours", steps] = measure(
                    browser,
                    f"{our_url}?steps={steps}",
                    lambda page: page.get_by_role("slider", name="α", exact=True),
                    lambda page: float(page.get_by_role("slider", name="α", exact=True).input_value()),
                    options.ticks,
                )
            start = measure_start(browser, our_url, options.ticks)
            browser.close()
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    print(f"{'':28}{'stock':>10}{'this page':>12}{'times better':>14}")
    for steps in (300, 1000):
        print(f"{steps} steps")
        for name, stock_value in found["stock", steps].items():
            our_value = found["ours", steps][name]
            better = our_value / stock_value if "frames" in name else stock_value / max(our_value, 0.1)
            print(f"  {name:26}{stock_value:10.1f}{our_value:12.1f}{better:14.2f}")
    name = "tick to pixels, p50 (ms)"
    print(f"1000 steps / 300 steps, p50: {found['ours', 1000][name] / found['ours', 300][name]:.2f}")
    middle = statistics.median(start)
    print(f"start marker, p50 (ms): {middle:.1f}, of a slider tick: {middle / found['ours', 300][name]:.2f}")


if __name__ == "__main__":
    main()
