"""What sessions leave in memory: a day of them on one process, and what one holds while it is in use."""

import argparse
import asyncio
import contextlib
import random
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import observed
from servers import family, megabytes
from visitor import Visitor, read_token

from app.lessons import LESSONS
from optimizers import OPTIMIZERS
from surfaces import GALLERY

from .crowd import warm_crowd

ENDED = 45.0
"""Seconds after which sessions that were left have ended, and memory no longer falls."""
MAPPED = 2.0
"""Seconds in which a map becomes fine."""
FIRST = 2000
"""Sessions after which nothing is to grow any more: all caches are full."""
LINE = 500
"""Sessions from one line to the next."""
SETTLED = 4000
"""Sessions between two times at which all are waited for to end."""
LANES = 8
"""How many sessions go on at the same time."""
SILENT = 135.0
"""Seconds after which the server has given up who answers no ping: twice options.PING, and some."""
PATIENCE = 20.0
"""Seconds that a session waits for what it has asked for."""
SHORT = 4.0
"""Seconds that it waits for what is computed while nobody else wants anything."""


class Day:
    """Many sessions, one after another in a few lanes, no two of which type the same.

    All open the page, drag and type a function. Then each does one of ACTS and goes in one of ways.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.count = 0
        self.done: Counter[str] = Counter()
        self.errors = 0
        self._silent: deque[tuple[float, Visitor]] = deque()

    async def live(self, until: int) -> None:
        """Let sessions come and go until there were so many."""

        async def lane() -> None:
            while self.count < until:
                self.count += 1
                number = self.count
                try:
                    await asyncio.wait_for(self._come_and_go(number), 6 * PATIENCE)
                except Exception as error:
                    self.errors += 1
                    print(f"error in session {number}:", repr(error), flush=True)
                self._forget_silent(SILENT)

        await asyncio.gather(*(lane() for _ in range(LANES)))

    def end(self) -> None:
        """Cut the connections of those that have fallen silent."""
        self._forget_silent(0.0)

    def _forget_silent(self, seconds: float) -> None:
        while self._silent and time.monotonic() - self._silent[0][0] >= seconds:
            self._silent.popleft()[1].cut()

    async def _come_and_go(self, number: int) -> None:
        chance = random.Random(number)
        link = _link(number, chance)
        if number % 40 == 7:  # the page was loaded, but its script never came
            await read_token(self.address + link)
            self.done["never connected"] += 1
            return
        visitor = await Visitor.enter(self.address, link)
        try:
            for _ in range(2):
                await visitor.tick(values={"alpha": chance.random(), "eta": chance.uniform(0.01, 0.1)})
            await _type(visitor, _function(number, chance))
            name, act = _act(number)
            await act(visitor, number, chance)
        except TimeoutError:
            visitor.cut()
            self.done["lost patience"] += 1
        else:
            self.done[name] += 1
            await self._go(visitor, number)

    async def _go(self, visitor: Visitor, number: int) -> None:
        way = number % 20
        if way == 3:  # it vanishes while the server has something to say
            for k in range(4):
                await visitor.send_change(10_000 + k, {"start": [0.1 * k, 1.0]})
            self._silent.append((time.monotonic(), visitor))
            self.done["fell silent"] += 1
        elif way % 3 == 0:
            if way % 2:
                await visitor.send_change(10_000, {"start": [0.5, 1.0]})
            visitor.cut()
            self.done["was cut off"] += 1
        else:
            visitor.leave()


def _link(number: int, chance: random.Random) -> str:
    """Return what stands in the address with which a session comes."""
    links = (
        "",
        f"?e={quote(_function(-number, chance))}&start=1,{chance.uniform(-3, 3)}",
        f"?lesson={chance.choice([*LESSONS])}",
        f"?run={chance.choice([*OPTIMIZERS])}&run=momentum:alpha={chance.random()}&steps=200",
    )
    return links[number % len(links)]


def _function(number: int, chance: random.Random) -> str:
    """Return a text that is typed once and never again."""
    shapes = (
        "{a} w1^2 + {b} w2^2",
        "{a} w1^2 + w2^2 + sin({b} w1 w2)",
        "log(1 + {a} w1^2) + {b} w2^2",
        "({a} - w1)^2 + {b} (w2 - w1^2)^2",
        "exp(-{a} w1^2) cos({b} w2) + 0.1 w1^2 + 0.1 w2^2",
        "{a} w1^4 - w1^2 + {b} w2^2",
    )
    a, b = round(chance.uniform(0.1, 9), 3), f"{chance.uniform(0.1, 9):.2f}{number % 10**6:06}"
    return shapes[number % len(shapes)].format(a=a, b=b)


async def _type(visitor: Visitor, text: str) -> None:
    await _hear(visitor, "verdict", ask={"ask": "typed", "number": 1, "text": text})


async def _hear(visitor: Visitor, topic: str, **message: object) -> None:
    """Send a message and wait for what it brings about, which may come after its answer."""
    await visitor.send_message({"number": 9_000_000, **message})
    await asyncio.wait_for(visitor.receive("PATCH-DOC", rf"\"{topic}\": "), PATIENCE)


async def _hear_in_time(visitor: Visitor, topic: str, **message: object) -> None:
    """Do so, or lose patience."""
    await asyncio.wait_for(_hear(visitor, topic, **message), SHORT)


async def _rule(visitor: Visitor, number: int, chance: random.Random) -> None:
    rule = f"m = β1 m + (1 - β1) g\nw = w - η (m + {chance.uniform(0.1, 0.9):.3f}{number:06} g)/(1 - β1^t)"
    await visitor.ask("rule", open=True)
    await _hear(visitor, "rule_verdict", ask={"ask": "typed_rule", "number": 2, "text": rule})
    await visitor.tick(values={"beta1": chance.random()})


async def _methods(visitor: Visitor, number: int, chance: random.Random) -> None:
    for key in chance.sample([*OPTIMIZERS], 3):
        await visitor.ask("pin")
        await visitor.tick(method=key)
    await visitor.tick(schedule={"key": "cosine", "warm_up": number % 100})
    await visitor.ask("run", act="activate", place=1)


async def _panels(visitor: Visitor, number: int, chance: random.Random) -> None:
    await visitor.tick(panel="curvature", cursor=number % 50)
    await visitor.tick(panel="stability")
    await visitor.tick(panel="noise", noise=0.01 * (1 + number % 9), seed=number, fan=5)
    await visitor.tick(tab="pairs", reach=1 + number % 7)
    await visitor.ask("pair", g=[chance.random(), chance.random()])


async def _gallery(visitor: Visitor, number: int, chance: random.Random) -> None:
    await visitor.ask("surface", key=chance.choice([*GALLERY]))
    await visitor.ask("lesson", key=chance.choice([*LESSONS]))
    await visitor.ask("lesson", step=1)
    await visitor.ask("link", query=f"e={quote(_function(-number, chance))}&run=adam")


async def _mistakes(visitor: Visitor, number: int, chance: random.Random) -> None:
    for text in (f"w1^2 + {number} w3", f"w1 + {number} (", f"log(-{number} - w1^2)", f"e^e^{number}.w1"):
        await _type(visitor, text)
    await visitor.ask("rule", open=True)
    await _hear(visitor, "rule_verdict", ask={"ask": "typed_rule", "number": 2, "text": f"w = q{number} +"})
    await visitor.send_message([number])


async def _basins(visitor: Visitor, number: int, chance: random.Random) -> None:
    await _hear_in_time(visitor, "entries", change={"tab": "basins", "start": [chance.uniform(-3, 3), 1.0]})
    if number % 3 == 0:
        await _hear_in_time(visitor, "entries", change={"tab": "basins", "values": {"eta": chance.random()}})


async def _plane(visitor: Visitor, number: int, chance: random.Random) -> None:
    await visitor.tick(lineup=[{"method": "momentum", "values": {}}], steps=100, tune=True)
    await _hear_in_time(visitor, "best", change={"tab": "plane", "start": [chance.uniform(-3, 3), 1.0]})


async def _race(visitor: Visitor, number: int, chance: random.Random) -> None:
    await visitor.tick(panel="race", steps=50)
    await _hear_in_time(
        visitor, "rows", ask={"ask": "race", "keys": chance.sample([*OPTIMIZERS], 2), "budget": 64}
    )


async def _texts(visitor: Visitor, number: int, chance: random.Random) -> None:
    for key in ("table", "numpy", "torch", "page")[: 4 if number % 5 == 0 else 3]:
        await visitor.ask("text", key=key, base="https://example.org/explorer/")


Act = Callable[[Visitor, int, random.Random], Awaitable[None]]
ACTS: dict[str, tuple[Act, int]] = {
    "typed a rule": (_rule, 24),
    "switched methods": (_methods, 22),
    "opened panels": (_panels, 20),
    "opened lessons": (_gallery, 16),
    "made mistakes": (_mistakes, 8),
    "opened basins": (_basins, 4),
    "opened a plane": (_plane, 2),
    "raced": (_race, 2),
    "exported": (_texts, 2),
}
"""What sessions do, and how many of a hundred do it."""
_ORDER = [name for name, (_, share) in ACTS.items() for _ in range(share)]
random.Random(20).shuffle(_ORDER)


def _act(number: int) -> tuple[str, Act]:
    name = _ORDER[number % len(_ORDER)]
    return name, ACTS[name][0]


async def live_a_day(options: argparse.Namespace, address: str, pid: int) -> None:
    """Let many sessions come and go, and print in the course of it what the process holds.

    The lines in between are of a server that is in use; what counts is what is left when all have ended.
    """
    day, begin = Day(address), time.perf_counter()
    print(f"at first: {_state(pid)}", flush=True)
    settled: dict[int, float] = {}
    for count in range(LINE, options.day + 1, LINE):
        await day.live(count)
        took = time.perf_counter() - begin
        print(f"{count} sessions, {took / count * 1e3:.0f} ms each: {_state(pid)}", flush=True)
        if count == FIRST or count % SETTLED == 0 or count + LINE > options.day:
            day.end()
            await asyncio.sleep(ENDED)
            settled[count] = megabytes(pid)
            print(f"{count} sessions, and all have ended: {_state(pid)}", flush=True)
            print("  " + _growth(pid), flush=True)
    print(", ".join(f"{name}: {count}" for name, count in day.done.most_common()), f"; errors: {day.errors}")
    first = min(settled)
    print(f"growth after the first {first} sessions: {settled[max(settled)] - settled[first]:+.1f} MB")


def _state(pid: int) -> str:
    """Return in words what a process holds."""
    held = observed.ask(pid)
    sessions = held["kinds"].get("bokeh.server.session.ServerSession", 0)
    files, resident = len([*Path(f"/proc/{pid}/fd").iterdir()]), _resident(pid)
    allocated = f"allocated {held['heap']:.1f}"
    readers = [_resident(each) for each in family(pid)[1:]]
    return (
        f"{megabytes(pid):.1f} MB (resident {resident:.1f}, {allocated}), {files} files,"
        f" {len(held['threads'])} threads, {sessions} sessions, {held['objects']} objects,"
        f" collections {held['collections']}; readers {', '.join(f'{each:.0f}' for each in readers)} MB"
    )


def _resident(pid: int) -> float:
    """Return a process's resident set size in megabytes."""
    with contextlib.suppress(OSError):  # a reader may have ended just now
        for row in Path(f"/proc/{pid}/status").read_text().splitlines():
            if row.startswith("VmRSS:"):
                return int(row.split()[1]) / 1024
    return 0.0


_KINDS: Counter[str] = Counter()


def _growth(pid: int) -> str:
    """Return of which kinds there are more objects than the last time that all had ended."""
    kinds = Counter(observed.ask(pid)["kinds"])
    more = Counter(kinds)
    more.subtract(_KINDS)
    _KINDS.clear()
    _KINDS.update(kinds)
    return "more: " + ", ".join(f"{kind} {count:+}" for kind, count in more.most_common(12) if count > 0)


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
