"""Frames a second of the surface in three dimensions, beside the map in the same run and the same Chromium.

    python tests/benchmarks/relief.py [--quick]

The mouse drags the slider of α, or turns the surface, 60 times a second. A frame counts when something has
been painted that had not been painted before. The screen's own frames, without any work, stand beside it.
"""

import argparse
import asyncio
import statistics
from collections import defaultdict

from drag import LATE, native_slider, run_drag
from playwright.async_api import async_playwright
from servers import ARGUMENTS, HERE, add_options, explorer

SURFACES = {
    "bowl": "e=3%20w1^2%20%2B%2010%20w2^2&start=-15,20&view=-25,25,-25,25&run=momentum:eta=0.001,alpha=0.9",
    "Rosenbrock": "e=(1-w1)^2%2B100*(w2-w1^2)^2&start=-1.2,1&view=-2,2,-1,3&height=log"
    "&run=momentum:eta=0.0005,alpha=0.9",
}
CAMERA = "&camera=-28.0,34.0"
SHAPE = {"width": 1440, "height": 900}
COUNT = """() => {
    probe.frames = 0
    let last = null
    const count = () => {
        const camera = document.querySelector(".relief")?.dataset.camera
        const { data } = probe.find("trajectory")
        const now = JSON.stringify([camera, ...data.w1.slice(-3), ...data.w1.slice(1, 4)])
        if (now !== last) probe.frames += 1
        last = now
    }
    const lines = document.querySelectorAll(".relief canvas")[1]
    const painter = lines ? lines.getContext("2d") : Bokeh.index.find_one(probe.find("surface"))
    const name = lines ? "clearRect" : "paint"
    const work = painter[name].bind(painter)
    painter[name] = (...options) => {
        work(...options)
        count()
    }
}"""
"""Counts the paintings of the surface that show something new; each clears the lines of the relief."""


class Turn:
    """The surface, which the mouse turns."""

    async def begin(self, page) -> None:
        box = await page.locator(".relief").bounding_box()
        self.x, self.y, self.width = box["x"], box["y"] + 0.85 * box["height"], box["width"]

    def at(self, share: float) -> tuple[float, float]:
        return self.x + share * self.width, self.y

    async def take_hold(self, page) -> None:
        await page.mouse.move(*self.at(0.5))
        await page.mouse.down()


async def measure(browser, url: str, query: str, turns: bool, seconds: float) -> dict[str, float]:
    page = await browser.new_page(viewport=SHAPE)
    await page.add_init_script(path=HERE / "probe.js")
    await page.goto(f"{url}?{query}")
    await page.wait_for_function("() => probe.is_drawn()")
    if "camera=" in query:
        await page.wait_for_function("() => document.querySelector('.relief')?.dataset.settled === 'yes'")
    await page.wait_for_timeout(LATE)
    idle = await page.evaluate("probe.idle(1)")
    handle = Turn() if turns else await native_slider(page)
    await handle.begin(page)
    await page.evaluate(COUNT)
    await handle.take_hold(page)
    session = await page.context.new_cdp_session(page)
    await run_drag(session, handle, 1.0)  # until the code is compiled
    await page.evaluate("probe.frames = 0")
    took = await run_drag(session, handle, seconds)
    frames = await page.evaluate("probe.frames")
    await page.close()
    return {"frames a second": frames / took, "  idle frames a second": idle}


async def run(options: argparse.Namespace) -> None:
    kinds = {
        "map, slider dragged": ("", False),
        "relief, slider dragged": (CAMERA, False),
        "relief, turned": (CAMERA, True),
    }
    found = defaultdict(lambda: defaultdict(list))
    with explorer() as served:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=options.chromium, args=ARGUMENTS)
            for _ in range(options.turns):
                for surface, query in SURFACES.items():
                    for kind, (camera, turns) in kinds.items():
                        one = await measure(browser, served.url, query + camera, turns, options.seconds)
                        for figure, value in one.items():
                            found[f"{surface}: {kind}"][figure].append(value)
            await browser.close()
    for what, figures in found.items():
        line = ", ".join(
            f"{statistics.mean(values):.1f} {figure.strip()}" for figure, values in figures.items()
        )
        print(f"{what:36}{line}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=3, help="turns of all pages (default: 3)")
    parser.add_argument("--seconds", type=float, default=3.0, help="of a drag (default: 3)")
    parser.add_argument("--quick", action="store_true", help="one turn, to see that it works")
    add_options(parser)
    options = parser.parse_args()
    if options.quick:
        options.turns, options.seconds = 1, 1.5
    asyncio.run(run(options))


if __name__ == "__main__":
    main()
