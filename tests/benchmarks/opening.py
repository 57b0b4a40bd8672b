"""What opening the page costs, beside a bare page of the same plots and beside another version, in one run.

    python tests/benchmarks/opening.py [--times 9] [--loads 40] [--beside DIR [--python PATH]]
        [--cpu 4] [--net 20,30]

The pages take turns, and a figure is the median. A first visit is a new browser context that has nothing in
its cache, a second one the same address once more. Each lasts until the page has been quiet for a while, so
that what comes late counts too.

- first path: from the beginning of the navigation until the frame in which the path is first painted is done.
- first paint: until the first text or picture is there (the browser's first contentful paint).
- browser's CPU: of all its processes, until the first path is painted; with --cpu, waits count, too.
- layouts, paintings: of all figures, until the first path is painted.
- HTTP: bytes as they were transferred, compressed and with their headers.
- websocket: bytes of the messages that come down until the first path is painted, before any compression.
- CPU: of the server's process, user and system, over so many further visits, divided by their number.
"""

import argparse
import base64
import contextlib
import statistics
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, sync_playwright
from servers import ARGUMENTS, COUNT, PAINTED, add_options, cpu_seconds, explorer, panel_page

# Resolves when nothing has been loaded for two seconds.
QUIET = """() => new Promise((resolve) => {
    let last = performance.now()
    new PerformanceObserver(() => { last = performance.now() }).observe({ type: "resource" })
    const look = () => performance.now() - last > 2000 ? resolve() : setTimeout(look, 100)
    look()
})"""
COUNTED = """() => [counted.layouts, counted.paintings].map((counts) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0))"""
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"


class Visit(NamedTuple):
    """One load of a page: milliseconds, and bytes."""

    first_path: float
    first_paint: float
    cpu: float
    layouts: float
    paintings: float
    http: float
    websocket: float


class Slowness(NamedTuple):
    """How much slower than this machine a visitor's is: times, Mbit/s and milliseconds."""

    cpu: float
    net: list[float]

    def apply(self, session: CDPSession) -> None:
        session.send("Emulation.setCPUThrottlingRate", {"rate": self.cpu})
        if self.net:
            rate, latency = self.net
            both = {"downloadThroughput": 1e6 * rate / 8, "uploadThroughput": 1e6 * rate / 8}
            session.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency, **both})


def browser_milliseconds(browser: Browser) -> float:
    """Return the time that all processes of a browser have computed so far."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return 1e3 * sum(process["cpuTime"] for process in processes)


def visit(context: BrowserContext, url: str, slowness: Slowness) -> Visit:
    """Open a page in a tab of its own, and close it when it is quiet."""
    page = context.new_page()
    page.add_init_script(COUNT)
    network = context.new_cdp_session(page)
    http, websocket = [0.0], [0.0]

    def count_frame(event: dict) -> None:
        frame = event["response"]
        data = frame["payloadData"]
        websocket.append(len(data.encode() if frame["opcode"] == 1 else base64.b64decode(data)))

    network.on("Network.loadingFinished", lambda event: http.append(event["encodedDataLength"]))
    network.on("Network.webSocketFrameReceived", count_frame)
    network.send("Network.enable")
    slowness.apply(network)
    computed = browser_milliseconds(context.browser)
    page.goto(url, wait_until="commit")
    first_path = page.evaluate(PAINTED)
    computed = browser_milliseconds(context.browser) - computed
    layouts, paintings = page.evaluate(COUNTED)
    until_path = sum(websocket)
    first_paint = page.evaluate(FIRST_PAINT)
    page.evaluate(QUIET)
    page.close()
    return Visit(first_path, first_paint, computed, layouts, paintings, sum(http), until_path)


def first_and_second_visit(browser: Browser, url: str, slowness: Slowness) -> dict[str, float]:
    """Return the figures of a new visitor who comes twice."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    first, second = (visit(context, url, slowness) for _ in range(2))
    context.close()
    return {
        "first path, first visit (ms)": first.first_path,
        "first path, second visit (ms)": second.first_path,
        "first paint, first visit (ms)": first.first_paint,
        "first paint, second visit (ms)": second.first_paint,
        "browser's CPU, first visit (ms)": first.cpu,
        "browser's CPU, second visit (ms)": second.cpu,
        "layouts, first visit": first.layouts,
        "paintings, first visit": first.paintings,
        "HTTP, first visit (kB)": first.http / 1000,
        "HTTP, second visit (kB)": second.http / 1000,
        "websocket, first visit (kB)": first.websocket / 1000,
    }


def cpu_a_visit(browser: Browser, url: str, pid: int, loads: int) -> float:
    """Return the server's milliseconds for each of so many visits of one browser, one after the other."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    before = cpu_seconds(pid)
    for _ in range(loads):
        page.goto(url, wait_until="commit")
        page.evaluate(PAINTED)
    took = cpu_seconds(pid) - before
    context.close()
    return 1e3 * took / loads


def show(found: dict[str, list[dict[str, float]]]) -> None:
    """Print the medians, and this page's share of the others'."""
    ours, *others = "this page", *(name for name in found if name != "this page")
    heads = [*others, ours, *(f"this/{name}" for name in others)]
    print(f"{'':32}" + "".join(f"{head:>13}" for head in heads))
    for figure in found[ours][0]:
        median = {name: statistics.median(turn[figure] for turn in turns) for name, turns in found.items()}
        values = "".join(f"{median[name]:13.0f}" for name in (*others, ours))
        shares = "".join(f"{median[ours] / median[name]:13.2f}" for name in others)
        print(f"{figure:32}{values}{shares}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--times", type=int, default=9, help="turns that count (default: 9)")
    parser.add_argument("--loads", type=int, default=40, help="visits for the server's CPU (default: 40)")
    parser.add_argument(
        "--cpu", type=float, default=1.0, metavar="TIMES", help="slow the pages' processor down"
    )
    parser.add_argument(
        "--net",
        type=lambda text: [float(part) for part in text.split(",")],
        default=[],
        metavar="MBIT,MS",
        help="slow the network down: its rate, and its latency (without it: as fast as this machine's)",
    )
    add_options(parser)
    options = parser.parse_args()
    slowness = Slowness(options.cpu, options.net)
    with contextlib.ExitStack() as stack:
        pages = {
            "bare": stack.enter_context(panel_page("bare_page")),
            "this page": stack.enter_context(explorer()),
        }
        if options.beside:
            beside = explorer(folder=options.beside, python=options.python)
            pages["beside"] = stack.enter_context(beside)
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
        found = {name: [] for name in pages}
        for turn in range(options.times + 1):
            for name, page in pages.items():
                figures = first_and_second_visit(browser, page.url, slowness)
                if turn:  # the first turn warms the servers up
                    found[name].append(figures)
        for name, page in pages.items():
            took = cpu_a_visit(browser, page.url, page.pid, options.loads)
            for figures in found[name]:
                figures["server's CPU a visit (ms)"] = took
        browser.close()
    show(found)


if __name__ == "__main__":
    main()
