"""How long the page takes to open, beside a bare page of the same widgets and plots, in one run.

    python tests/benchmarks/opening.py [--times 9] [--chromium PATH]

From the beginning of the navigation until the frame in which the path is first painted is done. Cold: a new
browser context that has nothing in its cache. Warm: the same address once more. The pages take turns, and the
figure is the median. The table also has what each page loads.
"""

import argparse
import os
import shutil
import statistics
import sys
from pathlib import Path

from drag import ARGUMENTS, free_port, serve
from playwright.sync_api import sync_playwright

# Resolves with the milliseconds since the navigation began when the path has been painted.
PAINTED = """() => new Promise((resolve) => {
    const look = () => {
        const bokeh = window.Bokeh?.documents?.[0]
        const figure = bokeh?.get_model_by_name("surface")
        const view = figure && Bokeh.index.find_one(figure)
        if (!(view?.frame?.bbox.width > 0 && view.has_finished?.())) return requestAnimationFrame(look)
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve(performance.now())
            port2.postMessage(null)
        })
    }
    look()
})"""
LOADED = """() => performance.getEntriesByType("resource")
    .filter(({ initiatorType }) => initiatorType === "script" || initiatorType === "link")
    .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)"""


def open_page(browser, url: str) -> tuple[float, float, float]:
    """Return the cold and the warm milliseconds, and the kilobytes of scripts and style sheets."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(url, wait_until="commit")
    cold = page.evaluate(PAINTED)
    loaded = page.evaluate(LOADED) / 1024
    page.goto("about:blank")
    page.goto(url, wait_until="commit")
    warm = page.evaluate(PAINTED)
    context.close()
    return cold, warm, loaded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    bare = Path(__file__).parent / "bare_page.py"
    ports = {"bare": free_port(), "this page": free_port()}
    urls = {
        "bare": f"http://localhost:{ports['bare']}/bare_page",
        "this page": f"http://127.0.0.1:{ports['this page']}/",
    }
    commands = {
        "bare": ["panel", "serve", str(bare), "--port", str(ports["bare"])],
        "this page": ["app", "--port", str(ports["this page"])],
    }
    servers = [serve([sys.executable, "-m", *commands[name]], urls[name]) for name in urls]
    found = {name: [] for name in urls}
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
            for turn in range(options.times + 1):
                for name, url in urls.items():
                    figures = open_page(browser, url)
                    if turn:  # the first turn warms the servers up
                        found[name].append(figures)
            browser.close()
    finally:
        for server in servers:
            server.terminate()
            server.wait()
    print(f"{'':22}{'bare':>10}{'this page':>12}{'this/bare':>12}")
    for i, name in enumerate(("cold (ms)", "warm (ms)", "scripts, styles (KB)")):
        theirs, ours = (statistics.median(column[i] for column in found[page]) for page in urls)
        print(f"{name:22}{theirs:10.0f}{ours:12.0f}{ours / theirs:12.2f}")


if __name__ == "__main__":
    main()
