"""From a tick to painted pixels, and frames of a drag: this page beside others, in one run and one Chromium.

    python tests/benchmarks/drag.py [--quick] [--far 100] [--cut] [--data] [--beside DIR [--python PATH]]

The pages take turns. Beside this page stand

- bare repaint: this page, where an input does nothing but replace the columns of the active run's sources by
  recorded ones, in the next animation frame, and paint the figures;
- stock Panel: the same plots as Panel's documentation teaches them (stock_page.py);
- plotly.js: a page without a server, like the widgets of the article series (plotly_page.html);
- beside: another version of this page, from a checkout;
- far: a link on which every chunk is half of so many ms under way in each direction;
- cut: this page when its connection has gone after it was live. "–" is what a page does not do.

Figures, of a slider for α on the tab "Path" if nothing else is said:

- tick to pixels: from the input event to the end of the animation frame in which the last figure has painted
  (probe.js has the details). Keys are pressed one by one, with a pause between them.
- fresh frames: repaints with data that had not been painted before, under a mouse drag of 60 moves a second.
  A page hears of at most one move a frame, and there are no more frames than on the idle screen.
- settled: from the last move of that drag until the server's last answer is shown. Pages that say nothing of
  answers have settled with their last repaint.
- messages up: what the browser sends over the websocket in a second of such a drag.
- eight pins: the same with eight pinned runs, while the start is dragged over the surface.
- a letter: from the beginning of an animation frame to its end, while the slider of a letter of E is dragged,
  so that the ground changes with the path, and while the wheel zooms the same page.

With --data, this page alone is measured where E comes from data: the same drag beside that of the bowl, a
point of the data that is dragged, the time that the ground takes, and that from a tick to a coarse map.

Everything runs on this machine, so trust the ratios.
"""

import argparse
import asyncio
import contextlib
import math
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import panel
from link import Link
from playwright.async_api import Browser, CDPSession, Locator, Page, async_playwright
from servers import ARGUMENTS, HERE, add_options, explorer, free_port, panel_page

STEPS = (300, 1000, 10_000)
WATCHED = ["surface", "error", "m"]  # the figures that a tick paints on all pages
SOURCES = ["trajectory", "path", "dots", "ends", "error_trace", "m_trace"]  # of the active run
RUNS = "&".join(f"run=momentum:eta=0.001,alpha={tenths / 10}" for tenths in (9, *range(1, 9)))
LETTER = "e=w1^2 %2B k w2^2&let=k:4&start=-4,3&view=-5,5,-4,4"
WARM_UP = 5  # ticks that do not count
PATIENCE = 3000  # ms, after which a tick is given up
PAUSE = 60  # ms between two ticks, not a wait for a result
LATE = 1500  # ms before the first tick, in which a page loads what comes late; no result waits for it
IS_LIVE = "document.documentElement.dataset.live"
IS_QUIET = "() => performance.now() - Math.max(probe.last_paint, probe.last_move, probe.last_answer) > 1200"
SAMPLE = """(side) => {
    const { code, let: numbers, table } = module_store.known("shown_ground")
    const begin = performance.now()
    const { view } = module_store.known("shown_view")
    for (const _ of module_engine_surface_samples.sampled(code, view, [side, side], numbers, table)) {}
    return performance.now() - begin
}"""
"""Samples E over the view, as the ground does, and returns the ms that it takes."""
NEXT_MAP = """(name) => {
    const source = probe.find(name)
    const before = source.data
    probe.map = new Promise((found) => {
        const look = () => {
            if (source.data === before) return
            source.properties.data.change.disconnect(look)
            requestAnimationFrame(() => found(performance.now() - probe.input))
        }
        source.properties.data.change.connect(look)
    })
}"""
"""Begins to wait for other data of a map; `probe.map` becomes the ms from the last input to them."""
PLOTLY = Path(panel.__file__).parent / "dist" / "bundled" / "plotlyplot"


class Slider:
    """A slider, which keys and the mouse move."""

    def __init__(self, focus: Locator, track: Locator, place: Callable[[], Awaitable[float]]) -> None:
        """Make it of what takes keys, what the handle moves along, and at which share of that it is."""
        self.focus, self.track, self.place = focus, track, place

    async def begin(self, page: Page) -> None:
        box = await self.track.bounding_box()
        self.left, self.width, self.middle = box["x"], box["width"], box["y"] + box["height"] / 2
        await self.focus.focus()

    async def tick(self, page: Page, i: int) -> None:
        await page.keyboard.press("ArrowLeft" if i % 20 < 10 else "ArrowRight")

    async def take_hold(self, page: Page) -> None:
        await page.mouse.move(*self.at(await self.place()))
        await page.mouse.down()

    def at(self, share: float) -> tuple[float, float]:
        return self.left + share * self.width, self.middle


class Marker:
    """What the mouse holds from the beginning: the marker of the start on the surface, or a point of data."""

    def __init__(self, figure: str, place: tuple[float, float]) -> None:
        self.figure, self.place = figure, place

    async def begin(self, page: Page) -> None:
        self.x, self.y = await page.evaluate("(at) => probe.place(...at)", [self.place, self.figure])
        await page.mouse.move(self.x, self.y)
        await page.mouse.down()

    async def tick(self, page: Page, i: int) -> None:
        await page.mouse.move(*self.at((1 + i % 20) / 50))

    async def take_hold(self, page: Page) -> None:
        """It is held."""

    def at(self, share: float) -> tuple[float, float]:
        return self.x + 150 * share, self.y + 100 * share


async def native_slider(page: Page, name: str = "α") -> Slider:
    slider = page.get_by_role("slider", name=name, exact=True)

    async def place() -> float:
        return await slider.evaluate("({ value, min, max }) => (value - min) / (max - min)")

    return Slider(slider, slider, place)


async def stock_slider(page: Page) -> Slider:
    handle, track = page.locator(".noUi-handle").nth(1), page.locator(".noUi-base").nth(1)

    async def place() -> float:
        inner, outer = await handle.bounding_box(), await track.bounding_box()
        return (inner["x"] + inner["width"] / 2 - outer["x"]) / outer["width"]

    return Slider(handle, track, place)


async def bare_slider(page: Page) -> Slider:
    """Record what some ticks draw, and return what repeats it."""
    slider = await native_slider(page)
    await slider.begin(page)
    for i in range(20):
        await run_tick(page, slider, i)
        await page.evaluate("(names) => probe.record(names)", SOURCES)
    await page.wait_for_function(IS_QUIET)
    place = await slider.focus.element_handle()
    await page.evaluate("([names, place]) => probe.replay(names, place)", [WATCHED, place])
    return Slider(page.locator("#cover"), page.locator("#cover"), slider.place)


class Shown(NamedTuple):
    """A page among those that are compared."""

    url: str
    slider: Callable[[Page], Slider] = native_slider
    figures: bool = True
    """Whether it shows Bokeh's figures."""
    server: bool = True
    """Whether a drag has a server that hears of it."""
    pins: bool = True
    """Whether it has pinned runs, and a start to be dragged."""
    link: Link | None = None
    """What is cut before anything is measured."""


Scene = tuple[str, str, Marker | None]
"""What is measured: its name, the query of the page, and what the mouse holds instead of the slider."""


async def run_tick(page: Page, handle: Slider | Marker, i: int) -> bool:
    """Do one tick, and return whether it has been painted."""
    await page.evaluate("(patience) => { probe.waiting = probe.next(patience) }", PATIENCE)
    await handle.tick(page, i)
    is_painted = await page.evaluate("() => probe.waiting")
    await page.wait_for_timeout(PAUSE)
    return is_painted


async def run_drag(browser: CDPSession, handle: Slider | Marker, seconds: float) -> float:
    """Move the mouse to and fro for so many seconds, 60 times a second, and return the seconds that it took.

    A mouse does not wait until a page has done with a move. So no move waits for the one before it. It is so
    fast that each move is another tick of the slider.
    """

    def move(elapsed: float) -> dict:
        x, y = handle.at(0.15 + 0.7 * abs((elapsed / 0.6) % 2 - 1))
        return {"type": "mouseMoved", "x": x, "y": y, "button": "left", "buttons": 1}

    return await send_moves(browser, move, seconds)


async def send_moves(browser: CDPSession, move: Callable[[float], dict], seconds: float) -> float:
    """Send what the mouse does at each time, 60 times a second, and return the seconds that it took."""
    moves = []
    begin = time.perf_counter()
    while (elapsed := time.perf_counter() - begin) < seconds:
        moves.append(asyncio.create_task(browser.send("Input.dispatchMouseEvent", move(elapsed))))
        await asyncio.sleep(max(0.0, begin + len(moves) / 60 - time.perf_counter()))
    await asyncio.gather(*moves)
    return time.perf_counter() - begin


async def count_messages(browser: CDPSession, handle: Slider | Marker, seconds: float) -> float:
    """Drag, and return how many messages a second the browser sends meanwhile."""
    headers = []

    def count_frame(event: dict) -> None:
        """A message is several frames: a header that has its type, and what follows it."""
        if '"msgtype":"PATCH-DOC"' in event["response"]["payloadData"]:
            headers.append(event)

    browser.on("Network.webSocketFrameSent", count_frame)
    await browser.send("Network.enable")
    took = await run_drag(browser, handle, seconds)
    await browser.send("Network.disable")
    return len(headers) / took


async def measure_letter(browser: Browser, url: str, seconds: float) -> tuple[list[float], list[float]]:
    """Return the ms of the frames while a letter is dragged, and while the wheel zooms."""
    page = await drawn_page(browser, f"{url}?{LETTER}")
    session = await page.context.new_cdp_session(page)
    x, y = await page.evaluate("probe.place([0, 0])")

    def wheel(elapsed: float) -> dict:
        turn = 40 if elapsed % 1 < 0.5 else -40  # out and in again
        return {"type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": turn}

    slider = await native_slider(page, "k")
    await slider.begin(page)
    await slider.take_hold(page)
    found = []
    for move in (run_drag(session, slider, seconds), send_moves(session, wheel, seconds)):
        await page.evaluate("probe.time_frames()")
        await move
        found.append(await page.evaluate("probe.timed()"))
        await page.mouse.up()
        await page.mouse.move(x, y)
        await page.wait_for_function(IS_QUIET)
    await page.close()
    return found[0], found[1]


async def measure(
    browser: Browser, shown: Shown, query: str, options: argparse.Namespace, marker: Marker | None = None
) -> dict[str, list[float]]:
    """Open a page, tick, drag, and return what was found, by figure; nothing if the page does not move.

    The mouse moves the marker if there is one, else keys and the mouse move the slider.
    """
    if shown.link:
        shown.link.mend()
    is_drawn = "probe.is_drawn()" if shown.figures else IS_LIVE
    page = await drawn_page(browser, f"{shown.url}?{query}", is_drawn)
    if shown.figures:
        await page.evaluate("(names) => probe.watch(names)", WATCHED)
    if shown.link:
        shown.link.cut()
        await page.wait_for_timeout(LATE)
    idle = await page.evaluate("probe.idle(1)")

    handle = marker or await shown.slider(page)
    await handle.begin(page)
    painted = [await run_tick(page, handle, i) for i in range(WARM_UP)]
    if not any(painted):
        await page.close()
        return {}
    await page.evaluate("probe.ticks = []")
    painted = [await run_tick(page, handle, i) for i in range(WARM_UP, WARM_UP + options.ticks)]
    if not all(painted):
        print(f"{painted.count(False)} ticks were not painted within {PATIENCE} ms: {shown.url}?{query}")
    found = {"ticks": await page.evaluate("probe.ticks")}

    await handle.take_hold(page)
    session = await page.context.new_cdp_session(page)
    await page.evaluate("probe.fresh = probe.moves = 0")
    took = await run_drag(session, handle, options.seconds)
    fresh, moves = await page.evaluate("[probe.fresh, probe.moves]")
    found |= {"fresh": [fresh / took], "moves": [moves / took], "idle": [idle]}
    if shown.server:
        found["messages"] = [await count_messages(session, handle, options.seconds)]
        await page.mouse.up()
        await page.wait_for_function(IS_QUIET)
        settled = await page.evaluate("(probe.last_answer || probe.last_paint) - probe.last_move")
        found["settled"] = [max(settled, 0.0)]
    await page.close()
    return found


@contextlib.contextmanager
def plotly_page() -> Iterator[str]:
    """Serve the page of plotly.js, and give its address."""
    script = next(PLOTLY.glob("plotly-*.min.js"))

    class Files(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_script = self.path.startswith("/plotly.min.js")
            body = (script if is_script else HERE / "plotly_page.html").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextlib.contextmanager
def all_pages(options: argparse.Namespace) -> Iterator[dict[str, Shown]]:
    """Serve all pages, by the names that the table has for them."""
    with contextlib.ExitStack() as stack:

        def serve_explorer(name: str, **more) -> None:
            """Serve a version of this page, near by and behind a slow link."""
            port = free_port()
            served = stack.enter_context(explorer("--allow-origin", f"127.0.0.1:{port}", **more))
            pages[name] = Shown(served.url)
            if options.far:
                stack.enter_context(Link(port, served.port, options.far / 2000))
                pages[f"{name}, far"] = Shown(f"http://127.0.0.1:{port}/")

        pages: dict[str, Shown] = {}
        serve_explorer("this page")
        if options.data:
            yield pages
            return
        pages["bare repaint"] = Shown(pages["this page"].url, bare_slider, server=False, pins=False)
        pages["stock Panel"] = Shown(
            stack.enter_context(panel_page("stock_page")).url, stock_slider, pins=False
        )
        if list(PLOTLY.glob("plotly-*.min.js")):
            url = stack.enter_context(plotly_page())
            pages["plotly.js"] = Shown(url, figures=False, server=False, pins=False)
        else:
            print(f"There is no plotly.js in {PLOTLY}; its page is left out.")
        if options.beside:
            serve_explorer("beside", folder=options.beside, python=options.python)
        if options.cut:
            port = free_port()
            served = stack.enter_context(explorer("--allow-origin", f"127.0.0.1:{port}"))
            link = stack.enter_context(Link(port, served.port))
            pages["this page, cut"] = Shown(f"http://127.0.0.1:{port}/", server=False, link=link)
        yield pages


def summary(found: dict[str, list[float]]) -> dict[str, float]:
    """Return what the table shows of all turns of a page."""
    if not found:
        return {}
    ticks = sorted(found["ticks"])
    figures = {
        "tick to pixels, p50 (ms)": statistics.median(ticks),
        "tick to pixels, p95 (ms)": statistics.quantiles(ticks, n=20, method="inclusive")[-1],
        "fresh frames a second": statistics.mean(found["fresh"]),
        "  moves a second": statistics.mean(found["moves"]),
        "  idle frames a second": statistics.mean(found["idle"]),
    }
    if "settled" in found:
        figures["settled after (ms)"] = statistics.median(found["settled"])
        figures["messages up a second"] = statistics.mean(found["messages"])
    return figures


def show(what: str, table: dict[str, dict[str, float]]) -> None:
    """Print the figures of all pages, and below each those of this page as a share of the others'."""
    heads = [head.replace("this page, ", "") for head in table]
    print(f"\n{what:28}" + "".join(f"{head:>14}" for head in heads))
    for figure in table["this page"]:
        ours, *others = values = [figures.get(figure) for figures in table.values()]
        cells = ["–" if value is None else f"{value:.1f}" for value in values]
        shares = [f"{ours / value:.2f}" if value and not figure.startswith(" ") else "" for value in others]
        print(f"  {figure:26}" + "".join(f"{cell:>14}" for cell in cells))
        if any(shares):
            print(f"  {'  this page / it':26}" + "".join(f"{share:>14}" for share in ("", *shares)))


def plain_scenes() -> list[Scene]:
    """Return what is dragged on a function that is typed."""
    start = Marker("surface", (-15, 20))
    return [
        *((f"{steps:,} steps", f"steps={steps}", None) for steps in STEPS),
        ("eight pins, start dragged", RUNS, start),
    ]


def data_scenes() -> list[Scene]:
    """Return what is dragged on a line through points, the bowl first."""
    few, many = line_through(50), line_through(200)
    return [
        ("the bowl, 300 steps", "steps=300", None),
        ("50 points", few, None),
        ("50 points, Data open", f"{few}&panel=data", None),
        ("200 points", many, None),
        ("50 points, one dragged", f"{few}&panel=data", Marker("data", (0, 0.5))),
    ]


def line_through(count: int) -> str:
    """Return the link of a line through so many points, among them (0, 0.5)."""
    xs = [4 * (i - count // 2) / count for i in range(count)]
    rows = ";".join(f"{x:.2f},{0.8 * x + 0.5 + 0.3 * math.sin(9 * x):.2f}" for x in xs)
    text = "e=mean((w1%20x%20%2B%20w2%20-%20y)^2)"
    return f"{text}&data=x,y;{rows}&start=-2,3&view=-4,5,-4,5&run=momentum:eta=0.01,alpha=0.9"


async def measure_grounds_and_maps(browser: Browser, url: str) -> None:
    """Print how long the browser samples E of data, and how long a map takes until it is first seen.

    The maps take turns with those of the bowl.
    """
    for count in (50, 200):
        page = await drawn_page(browser, f"{url}?{line_through(count)}")
        coarse, fine = [await page.evaluate(SAMPLE, side) for side in (56, 224)]
        print(f"\nground of {count} points: {coarse:.0f} ms for 56 x 56 samples, {fine:.0f} ms for 224 x 224")
        await page.close()
    for tab, source in (("basins", "basins"), ("plane", "plane_image")):
        times = {"20 points": [], "the bowl": []}
        pages = [
            await drawn_page(browser, f"{url}?{query}&tab={tab}") for query in (line_through(20), "steps=300")
        ]
        for _ in range(5):
            for page, found in zip(pages, times.values(), strict=True):
                await page.bring_to_front()
                slider = page.get_by_role("slider", name="α" if tab == "basins" else "Steps", exact=True)
                await slider.focus()
                await page.wait_for_function(IS_QUIET)
                await page.evaluate(NEXT_MAP, source)
                await slider.press("ArrowLeft")
                found.append(await page.evaluate("() => probe.map"))
        words = [
            f"of {what} {statistics.median(found):.0f} (at most {max(found):.0f})"
            for what, found in times.items()
        ]
        print(f"{tab}, ms after a tick: {', '.join(words)}")
        for page in pages:
            await page.close()


async def drawn_page(browser: Browser, url: str, is_drawn: str = "probe.is_drawn()") -> Page:
    """Open a page and wait until it is drawn."""
    page = await browser.new_page(viewport={"width": 1440, "height": 900})
    await page.add_init_script(path=HERE / "probe.js")
    await page.goto(url)
    await page.wait_for_function(f"() => {is_drawn}")
    await page.wait_for_timeout(LATE)
    return page


async def run(options: argparse.Namespace) -> None:
    scenes = data_scenes() if options.data else plain_scenes()
    found = {what: defaultdict(lambda: defaultdict(list)) for what, _, _ in scenes}
    with all_pages(options) as pages:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
            for _ in range(options.turns):
                for what, query, marker in scenes:
                    for name, shown in pages.items():
                        if shown.pins or not marker:
                            one = await measure(browser, shown, query, options, marker)
                            for figure, values in one.items():
                                found[what][name][figure] += values
            if options.data:
                await measure_grounds_and_maps(browser, pages["this page"].url)
            else:
                turns = [
                    await measure_letter(browser, pages["this page"].url, options.seconds)
                    for _ in range(options.turns)
                ]
            await browser.close()
    for what in found:
        show(what, {name: summary(found[what][name]) for name in pages})
    if options.data:
        first, *others = (statistics.median(found[what]["this page"]["ticks"]) for what, *_ in scenes)
        print("\np50 beside the bowl:", ", ".join(f"{each / first:.2f}" for each in others))
        return
    few, more, many = (statistics.median(found[what]["this page"]["ticks"]) for what, *_ in scenes[:3])
    dragged, zoomed = (statistics.median(frame for each in turns for frame in each[i]) for i in (0, 1))
    print(f"\na letter dragged: {dragged:.1f} ms a frame, the wheel {zoomed:.1f}: {dragged / zoomed:.2f}")
    print(f"\np50 of this page: 1,000 / 300 steps {more / few:.2f}, 10,000 / 300 steps {many / few:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--ticks", type=int, default=40, help="ticks of a page in a turn (default: 40)")
    parser.add_argument("--turns", type=int, default=3, help="turns of all pages (default: 3)")
    parser.add_argument("--seconds", type=float, default=3.0, help="of a drag (default: 3)")
    parser.add_argument("--quick", action="store_true", help="few ticks and one turn, to see that it works")
    parser.add_argument("--far", type=float, metavar="MS", help="also over a link with this round trip")
    parser.add_argument("--data", action="store_true", help="where E comes from data, this page alone")
    parser.add_argument("--cut", action="store_true", help="also with the connection cut")
    add_options(parser)
    options = parser.parse_args()
    if options.quick:
        options.ticks, options.turns, options.seconds = 10, 1, 1.5
    asyncio.run(run(options))


if __name__ == "__main__":
    main()
