"""A classroom on one machine: many people over real websockets who drag, let go and look.

    python tests/benchmarks/load.py [--people 150] [--seconds 180] [--workers 2]
    python tests/benchmarks/load.py --neighbours
    python tests/benchmarks/load.py --attack --people 40 --workers 1 [--seconds 10]
    python tests/benchmarks/load.py --limit
    python tests/benchmarks/load.py --opening 100
    python tests/benchmarks/load.py --leak 500
    python tests/benchmarks/load.py --memory 40

Each person drags and comes to rest once a second, at their own moments: the drag sends one change on its
way, and half a second later another one with its end. The page sends no more than that on the tab "Path".
One in five has the basins open; --map-ticks says how many changes a drag sends there. A time counts from the
end of a drag, even if an answer is still awaited then, until the server's run has arrived.

Everything runs on this machine, so the figures have the cost of the load in them. Memory is the proportional
set size of the server's processes. The server inherits the environment; the unit of systemd has
PYTHONMALLOC=malloc in it.
"""

import argparse
import asyncio
import contextlib
import itertools
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent))
from servers import cpu_seconds, explorer, family, megabytes
from tornado.httpclient import AsyncHTTPClient
from visitor import Closed, Visitor, run

from optimizers import OPTIMIZERS

EXPENSIVE = (
    "exp(sin(w1) cos(w2)) atan(w1 w2) tanh(w1 + w2) log(2 + w1^2) hypot(w1, w2) cbrt(w1) asinh(w2)"
    " sqrt(w1^2 + 1) exp(cos(w1 - w2)) sin(w1^2) cos(w2^2) tanh(w1 w2) exp(-w1^2) atan(w2)"
)
NEIGHBOURS = {
    "an expensive function": f"e={quote(EXPENSIVE)}",
    "the basins of an expensive function": f"e={quote(EXPENSIVE)}&tab=basins",
    "a hyper-parameter map": "tab=plane&run=adam:eta=0.1&steps=1000&axes=eta,beta1",
}
OPENING = 4  # at once
PATIENCE = 120.0  # seconds that one of those who all come at once may wait for a page
BOUND = 0.15  # seconds that the p95 may have at the limit
ENDED = 45.0  # seconds after which sessions that were left have ended, and memory no longer falls
MAPPED = 2.0  # seconds in which a map becomes fine


def line(times: list[float]) -> str:
    """Return the percentiles of some durations."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    p50, p95, p99 = (1e3 * cuts[percent - 1] for percent in (50, 95, 99))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms ({len(times)} times)"


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

    async def drag(self, seconds: float, rate: float = 1.0, mapping: int = 0, ticks: int = 1) -> list[float]:
        """Let all drag, and return how long after the end of each drag its run had arrived.

        Args:
            seconds: how long this goes on.
            rate: drags of each person in a second.
            mapping: how many of the people, the first ones, send more.
            ticks: what these send during a drag, where the others send 1.
        """
        times: list[float] = []
        begin = time.perf_counter()

        async def drag_one(place: int, visitor: Visitor) -> None:
            mine = ticks if place < mapping else 1
            due = begin + place / len(self.people) / rate
            for i in itertools.count():
                if due > begin + seconds:
                    return
                # Values that differ from tick to tick and from person to person, as a slider has them.
                values = [0.3 + 0.6 * ((place / 7 + i / 11 + k / 97) % 1) for k in range(mine + 1)]
                for k in range(mine):
                    await _wait_until(due + 0.5 * k / mine / rate)
                    await visitor.tick(values={"alpha": values[k]})
                end = due + 0.5 / rate
                await _wait_until(end)
                await visitor.tick(values={"alpha": values[mine]})
                times.append(time.perf_counter() - end)
                due = max(due + 1 / rate, time.perf_counter())

        dragging = [drag_one(place, visitor) for place, visitor in enumerate(self.people)]
        for outcome in await asyncio.gather(*dragging, return_exceptions=True):
            self.is_good(outcome)
        return times


async def _wait_until(moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - time.perf_counter()))


async def warm_crowd(options: argparse.Namespace, address: str) -> Crowd:
    """Return a crowd of nobody. Imports, caches and the first of everything are done and count for nobody."""
    crowd = Crowd(address)
    await crowd.enter(2 * options.workers)
    crowd.leave()
    return crowd


async def enter_class(options: argparse.Namespace, crowd: Crowd) -> int:
    """Let a class in, and return how many of it, the first ones, have the basins open."""
    mapping = options.people // 5
    begin = time.perf_counter()
    await crowd.enter(mapping, "?tab=basins")
    await crowd.enter(options.people - mapping)
    took = time.perf_counter() - begin
    print(f"{len(crowd.people)} people came in {took:.1f} s, {options.people / took:.1f} a second")
    return mapping


async def attend(options: argparse.Namespace, address: str, pid: int) -> None:
    """Let a class drag for a while, and print how it went, and the memory in the course of it."""
    crowd = await warm_crowd(options, address)
    before = megabytes(pid)
    mapping = await enter_class(options, crowd)
    times, memory = [], [("at the begin", megabytes(pid))]
    computed, begin, mine = _computed(pid), time.perf_counter(), _own_seconds()
    for moment in ("in the middle", "at the end"):
        times += await crowd.drag(options.seconds / 2, 1.0, mapping, options.map_ticks)
        memory.append((moment, megabytes(pid)))
    took = time.perf_counter() - begin
    print(f"from rest to the server's run: {line(times)}; errors: {crowd.errors}")
    print(f"{len(times) / took:.0f} drags a second came to rest, of {options.people}")
    server, load = (_computed(pid) - computed) / took, (_own_seconds() - mine) / took
    print(f"cores in use: {server:.2f} by the server, {load:.2f} by the load")
    print("memory: " + ", ".join(f"{value:.0f} MB {moment}" for moment, value in memory), end="")
    print(f"; {(memory[-1][1] - before) / options.people:.2f} MB a session")


def _computed(pid: int) -> float:
    return sum(map(cpu_seconds, family(pid)))


def _own_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def bear_neighbours(options: argparse.Namespace, address: str, pid: int) -> None:
    """Print what a class meets while one page, which is not ours, sends changes without a pause."""
    crowd = await warm_crowd(options, address)
    mapping = await enter_class(options, crowd)
    print(f"alone: {line(await crowd.drag(options.seconds / 6, 1.0, mapping, options.map_ticks))}")
    for what, query in NEIGHBOURS.items():
        neighbour = await Visitor.enter(address, f"?{query}")
        over = asyncio.Event()
        sending = asyncio.create_task(send_without_pause(neighbour, over))
        times = await crowd.drag(options.seconds / 6, 1.0, mapping, options.map_ticks)
        over.set()
        print(f"while one drags {what}: {line(times)}; its own ticks: {line(await sending)}", flush=True)
        neighbour.leave()
    print(f"errors: {crowd.errors}")


async def send_without_pause(visitor: Visitor, over: asyncio.Event) -> list[float]:
    times = []
    while not over.is_set():
        share = len(times) / 50 % 1
        times.append(await visitor.tick(values={"alpha": 0.5 + 0.4 * share}, start=[share, 1.0]))
    return times


async def bear_attacks(options: argparse.Namespace, address: str, pid: int) -> None:
    """Print what a class meets while one attacker does what the page and the protocol allow, of each kind."""
    crowd = await warm_crowd(options, address)
    mapping = await enter_class(options, crowd)
    print(f"alone: {line(await crowd.drag(options.seconds, 1.0, mapping))}", flush=True)
    for what, attack in ATTACKS.items():
        over = asyncio.Event()
        attacking = asyncio.create_task(attack(address, over))
        times = await crowd.drag(options.seconds, 1.0, mapping)
        memory = megabytes(pid)
        over.set()
        done = await attacking
        print(f"while one {what}: {line(times)}; {done} times, {memory:.0f} MB", flush=True)
        await asyncio.sleep(2)
    print(f"errors: {crowd.errors}")


async def open_sessions(address: str, over: asyncio.Event) -> int:
    """Open sessions, up to 500, and hold them."""
    opened: list[Visitor] = []
    while len(opened) < 500 and not over.is_set():
        opened += await asyncio.gather(*(Visitor.enter(address) for _ in range(OPENING)))
    await over.wait()
    for visitor in opened:
        visitor.leave()
    return len(opened)


async def hold_halves(address: str, over: asyncio.Event) -> int:
    """Hold connections without a request, with half of one, and websockets that are never read."""
    place = urlsplit(address)
    halves = []
    for begin in (b"", b"GET / HTTP/1.1\r\nHost: ") * 150:
        _, writer = await asyncio.open_connection(place.hostname, place.port)
        writer.write(begin)
        halves.append(writer)
    deaf = [await Visitor.enter(address, f"?{LONG}") for _ in range(20)]
    for number in range(200):
        for visitor in deaf:
            await visitor.send_change(1000 + number, {"start": [0.1, number / 1000]})
    await over.wait()
    for writer in halves:
        writer.close()
    for visitor in deaf:
        visitor.leave()
    return len(halves) + len(deaf)


async def flood(address: str, over: asyncio.Event) -> int:
    """Send changes without waiting for answers, and come back when that has ended the connection."""
    count = 0
    while not over.is_set():
        visitor = await Visitor.enter(address)
        reading = asyncio.create_task(_read_all(visitor))
        with contextlib.suppress(Closed):
            while not over.is_set() and not reading.done():
                await visitor.send_change(count := count + 1, {"values": {"alpha": count % 10 / 10}})
        visitor.leave()
        await reading
    return count


async def _read_all(visitor: Visitor) -> None:
    with contextlib.suppress(Closed):
        await visitor.receive("nothing")


def asking(count: int, query: str, message: Callable[[int], dict], pause: float = 0.0) -> Callable:
    """Return an attack of some sessions that ask for what is expensive and wait for each answer."""

    async def attack(address: str, over: asyncio.Event) -> int:
        numbers = itertools.count()
        visitors = [await Visitor.enter(address, f"?{query}") for _ in range(count)]

        async def ask_on(visitor: Visitor) -> None:
            while not over.is_set():
                await visitor.exchange(**message(next(numbers)))
                await asyncio.sleep(pause)

        await asyncio.gather(*map(ask_on, visitors))
        for visitor in visitors:
            visitor.leave()
        return next(numbers)

    return attack


_RULE = "m = β1 m + (1 - β1) g; w = w - η*(m/(1 - β1^t)) + 0*" + "*".join(["sqrt(abs(sin(m)))"] * 15)
LONG = f"e={quote(EXPENSIVE)}&steps=10000&noise=1e-3&fan=50" + "&run=ademamix:eta=1e-4" * 9


def _typed(i: int) -> dict:
    return {"ask": {"ask": "typed", "number": i, "text": f"{EXPENSIVE} + {i % 997}.{i} w1"}}


def _rules(i: int) -> dict:
    return {
        "change": {
            "lineup": [{"method": "own", "rule": f"{_RULE} + {i}{k}*0", "values": {}} for k in range(9)]
        }
    }


def _moved(i: int) -> dict:
    return {"change": {"start": [0.1, i % 997 / 1000]}}


ATTACKS = {
    "opens 500 sessions": open_sessions,
    "holds half-open connections": hold_halves,
    "floods": flood,
    "types expensive functions in 20 pages": asking(20, "", _typed),
    "writes nine expensive rules in 4 pages": asking(4, "steps=300", _rules),
    "moves nine long runs": asking(1, LONG, _moved),
    "moves nine long runs in 20 pages": asking(20, LONG, _moved),
    "asks for long tables": asking(4, LONG, lambda i: {"ask": {"ask": "text", "key": "table"}}),
    "moves expensive basins in 20 pages": asking(
        20,
        f"e={quote(EXPENSIVE)}&tab=basins&steps=10000",
        lambda i: {"change": {"steps": 9000 + i % 997}},
        2.0,
    ),
    "races all methods in 20 pages": asking(
        20,
        f"e={quote(EXPENSIVE)}&panel=race&steps=10000",
        lambda i: {"ask": {"ask": "race", "keys": [*OPTIMIZERS][:9], "budget": 576}},
        2.0,
    ),
}


async def find_limit(options: argparse.Namespace, address: str, pid: int) -> None:
    """Let a class drag ever more often, and print the last rate at which the runs came in time."""
    crowd = await warm_crowd(options, address)
    mapping = await enter_class(options, crowd)
    rate, best = 0.5, "none"
    while True:
        seconds = options.seconds / 12
        times = await crowd.drag(seconds, rate, mapping, options.map_ticks)
        a_second = len(times) / seconds
        found = f"{a_second:.0f} drags a second in all, {rate:.2f} of each: {line(times)}"
        if statistics.quantiles(times, n=20)[-1] > BOUND or a_second < 0.9 * rate * options.people:
            break
        best = found
        rate *= 1.25
    print(f"most with a p95 under {1e3 * BOUND:.0f} ms: {best}")
    print(f"beyond: asked for {rate * options.people:.0f}, got {found}; errors: {crowd.errors}")


async def open_at_once(options: argparse.Namespace, address: str, pid: int) -> None:
    """Open all pages at the same moment, and print when each had its first path."""
    count = options.opening
    AsyncHTTPClient.configure(
        None,
        max_clients=count,  # ten by itself, and others would come only when these have been served
        defaults={"connect_timeout": PATIENCE, "request_timeout": PATIENCE},
    )
    crowd = await warm_crowd(options, address)
    before = _computed(pid)
    times = sorted(await crowd.enter(count, at_once=count))
    computed = _computed(pid) - before
    print(f"{count} at once, {options.workers} workers; errors: {crowd.errors}")
    print(f"first path after: median {statistics.median(times):.1f} s, last {times[-1]:.1f} s")
    print(f"the server computed {computed:.1f} s, {1e3 * computed / count:.0f} ms a session")


async def leak(options: argparse.Namespace, address: str, pid: int) -> None:
    """Open and close sessions, fifty at a time, and print the memory after each fifty."""
    crowd = await warm_crowd(options, address)
    await asyncio.sleep(ENDED)
    before = megabytes(pid)
    print(f"before: {before:.1f} MB", flush=True)
    for done in range(50, options.leak + 1, 50):
        await crowd.enter(50)
        await crowd.drag(2)
        crowd.leave()
        await asyncio.sleep(ENDED)
        now = megabytes(pid)
        print(f"after {done} sessions: {now:.1f} MB, {now - before:+.1f}, errors: {crowd.errors}", flush=True)


async def hold(options: argparse.Namespace, address: str, pid: int) -> None:
    """Print the memory of a session that was opened, has shown its maps, and has been dragged for a while."""
    crowd = await warm_crowd(options, address)
    before = megabytes(pid)

    def note(when: str) -> None:
        print(f"{when}: {(megabytes(pid) - before) / options.memory:.2f} MB a session", flush=True)

    await crowd.enter(options.memory)
    note("opened")
    for tab in ("basins", "plane", "pairs", "path"):
        for visitor in crowd.people:
            await visitor.tick(tab=tab, panel="curvature")
        await asyncio.sleep(MAPPED + 0.5 * options.memory)
        note(f"tab {tab}")
    await crowd.drag(20, 1.0)
    note("after 20 drags")
    await asyncio.sleep(10)
    note("ten seconds later")
    crowd.leave()
    await asyncio.sleep(ENDED)
    print(f"when all have left: {megabytes(pid) - before:+.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--seconds", type=float, default=180.0)
    parser.add_argument(
        "--map-ticks", type=int, default=1, metavar="N", help="what people with a map send during a drag (1)"
    )
    others = parser.add_mutually_exclusive_group()
    others.add_argument(
        "--neighbours", action="store_true", help="what a class meets beside pages that flood"
    )
    others.add_argument(
        "--attack", action="store_true", help="what a class meets while one attacks, of each kind"
    )
    others.add_argument("--limit", action="store_true", help="how many drags a second are answered in time")
    others.add_argument("--opening", type=int, metavar="N", help="open N pages at once")
    others.add_argument("--leak", type=int, metavar="N", help="what N sessions leave in memory")
    others.add_argument("--memory", type=int, metavar="N", help="what each of N sessions holds when in use")
    options = parser.parse_args()
    modes = {
        bear_neighbours: options.neighbours,
        bear_attacks: options.attack,
        find_limit: options.limit,
        open_at_once: options.opening,
        leak: options.leak,
        hold: options.memory,
    }
    measure = next((mode for mode, chosen in modes.items() if chosen), attend)
    with explorer("--workers", str(options.workers)) as server:
        run(measure(options, server.url, server.pid))


if __name__ == "__main__":
    main()
