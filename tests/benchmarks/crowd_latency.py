"""Many people over real websockets, and how long they wait."""

import argparse
import asyncio
import functools
import itertools
import resource
import statistics
import time
from collections.abc import AsyncIterator

from servers import cpu_seconds, family
from visitor import Visitor

from app.experiment import Experiment
from app.packing import fingerprint
from app.runs.follow import runs_of
from surfaces import GALLERY

OPENING = 4
"""How many people open the page at once, if not all do."""


def line(times: list[float]) -> str:
    """Return the percentiles of some durations."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    p50, p95, p99 = (1e3 * cuts[percent - 1] for percent in (50, 95, 99))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms ({len(times)} times)"


def computed_seconds(pid: int) -> float:
    return sum(map(cpu_seconds, family(pid)))


def own_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


class Crowd:
    """All people, and what went wrong with them."""

    def __init__(self, address: str):
        self.address = address
        self.people: list[Visitor] = []
        self.errors = 0

    async def enter(self, count: int, query: str = "", at_once: int = OPENING) -> list[float]:
        """Open pages, and return when each had its first path, in seconds from now."""
        turns = asyncio.Semaphore(at_once)
        begin = time.perf_counter()

        async def enter_one() -> float:
            async with turns:
                self.people.append(await Visitor.enter(self.address, query))
            return time.perf_counter() - begin

        outcomes = await asyncio.gather(*(enter_one() for _ in range(count)), return_exceptions=True)
        return [outcome for outcome in outcomes if self.is_good(outcome)]

    def is_good(self, outcome) -> bool:
        if not isinstance(outcome, Exception):
            return True
        self.errors += 1
        print("error:", repr(outcome), flush=True)
        return False

    def leave(self) -> None:
        for visitor in self.people:
            visitor.leave()
        self.people.clear()

    async def drag(self, seconds: float) -> list[float]:
        """Let all drag once a second, and return how long after the end of each drag its run had arrived."""
        times: list[float] = []
        begin = time.perf_counter()

        async def drag_one(place: int, visitor: Visitor) -> None:
            first = begin + place / len(self.people)
            async for took in drags(visitor, place, first, begin + seconds):
                times.append(took)

        dragging = [drag_one(place, visitor) for place, visitor in enumerate(self.people)]
        for outcome in await asyncio.gather(*dragging, return_exceptions=True):
            self.is_good(outcome)
        return times


@functools.cache
def columns_there(alpha: float) -> list[str]:
    """Return what the page says of the columns of its run, which it has computed itself."""
    experiment = Experiment().changed({"values": {"alpha": alpha}})
    (run,) = runs_of(GALLERY["bowl"], experiment)
    return [fingerprint(column.tobytes()) for column in run.told["columns"].values()]


async def drags(visitor: Visitor, place: int, first: float, end: float) -> AsyncIterator[float]:
    """Let one drag once a second, and yield how long after the end of each drag its run had arrived.

    Args:
        visitor: who drags.
        place: tells people apart, so that no two send the same values.
        first: when the first drag begins.
        end: when the last one begins.
    """

    async def move(alpha: float) -> None:
        await visitor.exchange(change={"values": {"alpha": alpha}}, there=columns_there(alpha))

    due = first
    for i in itertools.count():
        if due > end:
            return
        # Values that differ from tick to tick and from person to person, as a slider has them.
        values = [round(0.3 + 0.6 * ((place / 7 + i / 11 + k / 97) % 1), 6) for k in range(2)]
        await _wait_until(due)
        await move(values[0])
        rest = due + 0.5
        await _wait_until(rest)
        await move(values[1])
        yield time.perf_counter() - rest
        due = max(due + 1, time.perf_counter())


async def _wait_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


async def warm_crowd(options: argparse.Namespace, address: str) -> Crowd:
    """Return a crowd of nobody. Imports, caches and the first of everything are done and count for nobody."""
    crowd = Crowd(address)
    await crowd.enter(2 * options.workers)
    crowd.leave()
    return crowd


async def enter_class(options: argparse.Namespace, crowd: Crowd) -> None:
    """Let a class in; one in five has the basins open."""
    mapping = options.people // 5
    begin = time.perf_counter()
    await crowd.enter(mapping, "?tab=basins")
    await crowd.enter(options.people - mapping)
    took = time.perf_counter() - begin
    print(f"{len(crowd.people)} people came in {took:.1f} s, {options.people / took:.1f} a second")
