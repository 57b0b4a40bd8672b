"""A classroom on one machine: many sessions over real websockets, a few Chromium pages among them.

    python tests/benchmarks/load.py [--workers 2] [--sessions 40] [--pages 2] [--seconds 60]
    python tests/benchmarks/load.py --leak 500
    python tests/benchmarks/load.py --opening 100

Everything runs on this machine, so the figures have the cost of the load in them. A tick counts from the
moment at which the change is sent to the one at which the frame that answers it has arrived. Memory is the
proportional set size of the server's processes, in which shared pages count once. The sessions of the pages
are not among the ticks' figures; theirs are a line of their own, from the key to the frame in the page.
"""

import argparse
import asyncio
import contextlib
import itertools
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from tornado.httpclient import AsyncHTTPClient
from visitor import Visitor, run

EXPENSIVE = (
    "exp(sin(w1) cos(w2)) atan(w1 w2) tanh(w1 + w2) log(2 + w1^2) hypot(w1, w2) cbrt(w1) asinh(w2)"
    " sqrt(w1^2 + 1) exp(cos(w1 - w2)) sin(w1^2) cos(w2^2) tanh(w1 w2) exp(-w1^2) atan(w2)"
)
OPENING = 4  # at once
PATIENCE = 120.0  # seconds that one of those who all come at once may wait for a page
BOUND = 0.3  # seconds that the p95 may have at the highest rate
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PRESS = """async (key) => {
    const answered = new Promise((resolve) => {
        const settle = ({ detail }) => {
            if (!detail.settled) return
            document.removeEventListener("explorer:answered", settle)
            resolve()
        }
        document.addEventListener("explorer:answered", settle)
    })
    const begin = performance.now()
    document.dispatchEvent(new CustomEvent("explorer:change", { detail: { values: { alpha: key } } }))
    await answered
    return (performance.now() - begin) / 1000
}"""


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[tuple[str, int]]:
    """Run the command; give its address and its process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    try:
        yield line.split()[-1], process.pid
    finally:
        process.terminate()
        process.wait()


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children = [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]
    return [pid, *(descendant for child in children for descendant in family(child))]


def megabytes(pid: int) -> float:
    """Return the memory of the processes that hold sessions, without those that do the symbolic work."""
    total = 0
    for process in family(pid):
        if b"surfaces.worker" not in Path(f"/proc/{process}/cmdline").read_bytes():
            total += int(re.search(r"Pss: +(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text())[1])
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """Return the time that a process has computed so far, for itself and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def line(times: list[float]) -> str:
    """Return the percentiles of some durations."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    p50, p95, p99 = (1e3 * cuts[percent - 1] for percent in (50, 95, 99))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms ({len(times)} ticks)"


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


class Load:
    """All sessions, and what went wrong in them."""

    def __init__(self, address: str):
        self.address = address
        self.visitors: list[Visitor] = []
        self.errors = 0

    async def enter(self, count: int, query: str = "") -> float:
        """Open sessions, a few at once, and return the seconds that it took."""
        turns = asyncio.Semaphore(OPENING)

        async def enter_one():
            async with turns:
                self.visitors.append(await Visitor.enter(self.address, query))

        begin = time.perf_counter()
        for outcome in await asyncio.gather(*(enter_one() for _ in range(count)), return_exceptions=True):
            self.count(outcome)
        return time.perf_counter() - begin

    def count(self, outcome) -> None:
        if isinstance(outcome, Exception):
            self.errors += 1
            print("error:", repr(outcome))

    async def tick(self, rate: float, seconds: float) -> list[float]:
        """Let every session tick at a rate, each at its own moments, and return how long the answers took."""
        times: list[float] = []
        begin = time.perf_counter()

        async def tick_one(place: int, visitor: Visitor):
            due = begin + place / len(self.visitors) / rate
            while due < begin + seconds:
                await asyncio.sleep(due - time.perf_counter())
                # A drag sends its newest value when the answer before has come: a late one is sent late.
                times.append(await visitor.tick(values={"alpha": 0.5 + 0.4 * (due % 1)}))
                due = max(due + 1 / rate, time.perf_counter())

        ticking = [tick_one(place, visitor) for place, visitor in enumerate(self.visitors)]
        for outcome in await asyncio.gather(*ticking, return_exceptions=True):
            self.count(outcome)
        return times


async def drag(visitor: Visitor, until: asyncio.Event) -> list[float]:
    """Drag without a pause until told."""
    times = []
    while not until.is_set():
        share = len(times) / 50 % 1
        times.append(await visitor.tick(values={"alpha": 0.5 + 0.4 * share}, start=[share, 1.0]))
    return times


async def press(page, rate: float, until: asyncio.Event) -> list[float]:
    """Tick in a Chromium page until told."""
    times = []
    while not until.is_set():
        times.append(await page.evaluate(PRESS, 0.5 + 0.4 * (len(times) / 50 % 1)))
        await asyncio.sleep(1 / rate)
    return times


@contextlib.asynccontextmanager
async def chromium_pages(address: str, count: int, chromium: str):
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        pages = []
        for _ in range(count):
            page = await browser.new_page()
            await page.goto(address)
            await page.wait_for_function("() => document.documentElement.dataset.live")
            pages.append(page)
        yield pages
        await browser.close()


async def load(options: argparse.Namespace, address: str, pid: int) -> None:
    """Measure, and print the figures."""
    crowd = Load(address)
    await crowd.enter(2 * options.workers)  # imports, caches and the first of everything are not a session's
    for visitor in crowd.visitors:
        visitor.leave()
    crowd.visitors.clear()
    before = megabytes(pid)
    took = await crowd.enter(options.sessions)
    print(f"opened: {options.sessions} sessions in {took:.1f} s, {options.sessions / took:.1f} a second")

    async with chromium_pages(address, options.pages, options.chromium) as pages:
        over = asyncio.Event()
        pressing = [asyncio.create_task(press(page, options.rate, over)) for page in pages]
        times = await crowd.tick(options.rate, options.seconds)
        over.set()
        print(f"{options.rate:g} ticks a second each: {line(times)}, errors: {crowd.errors}")
        pressed = [*itertools.chain(*await asyncio.gather(*pressing))]
        if pressed:
            print(f"in {len(pages)} Chromium pages among them: {line(pressed)}")
    print(f"memory: {(megabytes(pid) - before) / options.sessions:.2f} MB a session")

    function = "e=" + EXPENSIVE.replace(" ", "%20").replace("+", "%2B")
    for what, query in (
        ("an expensive function", function),
        ("the basins of an expensive function", f"{function}&tab=basins"),
        ("a hyper-parameter map", "tab=plane&run=adam:eta=0.1&steps=1000&axes=eta,beta1"),
    ):
        one = await Visitor.enter(address, f"?{query}")
        over = asyncio.Event()
        dragging = asyncio.create_task(drag(one, over))
        times = await crowd.tick(options.rate, options.seconds / 4)
        over.set()
        print(f"while one drags {what}: {line(times)}; its own: {line(await dragging)}")
        one.leave()

    rate, best = options.rate, "none"
    while True:
        times = await crowd.tick(rate, options.seconds / 8)
        a_second = len(times) / (options.seconds / 8)
        if p95(times) > BOUND or a_second < 0.9 * rate * options.sessions:
            break
        best = f"{a_second:.0f} ticks a second in all, {rate:g} each: {line(times)}"
        rate *= 1.25
    print(f"highest rate with a p95 under {1e3 * BOUND:.0f} ms: {best}")
    print(f"beyond: asked for {rate * options.sessions:.0f}, got {a_second:.0f} a second: {line(times)}")
    print(f"errors in all: {crowd.errors}")


async def leak(options: argparse.Namespace, address: str, pid: int) -> None:
    """Open and close sessions, fifty at a time, and print the memory after each fifty."""
    for done in range(50, options.leak + 1, 50):
        crowd = Load(address)
        await crowd.enter(50)
        await crowd.tick(2, 1)
        for visitor in crowd.visitors:
            visitor.leave()
        # Sessions end within 40 s of their last use; without a new one, memory no longer falls.
        await asyncio.sleep(45)
        print(f"after {done} sessions: {megabytes(pid):.1f} MB, errors: {crowd.errors}", flush=True)


async def open_at_once(options: argparse.Namespace, address: str, pid: int) -> None:
    """Open all sessions at the same moment, and print when each had its first path."""
    AsyncHTTPClient.configure(
        None,
        max_clients=options.opening,  # ten by itself, who would come one after the other
        defaults={"connect_timeout": PATIENCE, "request_timeout": PATIENCE},
    )
    crowd = Load(address)
    await crowd.enter(2 * options.workers)  # imports, caches and the first of everything are not a session's
    processes = family(pid)
    before = sum(map(cpu_seconds, processes))
    begin = time.perf_counter()

    async def enter_one() -> float:
        crowd.visitors.append(await Visitor.enter(address))
        return time.perf_counter() - begin

    entering = [enter_one() for _ in range(options.opening)]
    outcomes = await asyncio.gather(*entering, return_exceptions=True)
    computed = sum(map(cpu_seconds, processes)) - before
    for outcome in outcomes:
        crowd.count(outcome)
    times = sorted(outcome for outcome in outcomes if isinstance(outcome, float))
    print(f"{options.opening} at once, {options.workers} workers; errors: {crowd.errors}")
    print(f"first path after: median {statistics.median(times):.1f} s, last {times[-1]:.1f} s")
    print(f"the server computed {computed:.1f} s, {1e3 * computed / options.opening:.0f} ms a session")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sessions", type=int, default=40)
    parser.add_argument("--pages", type=int, default=2, help="Chromium pages among them (default: 2)")
    parser.add_argument("--rate", type=float, default=2.0, help="ticks a second in each session (default: 2)")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--leak", type=int, metavar="N", help="instead: open and close N sessions")
    parser.add_argument("--opening", type=int, metavar="N", help="instead: open N sessions at once")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    options = parser.parse_args()
    with running("--workers", str(options.workers)) as (address, pid):
        measure = leak if options.leak else open_at_once if options.opening else load
        run(measure(options, address, pid))


if __name__ == "__main__":
    main()
