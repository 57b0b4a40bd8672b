"""What a class meets while one attacker does what the page and the protocol allow."""

import argparse
import asyncio
import contextlib
import itertools
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from crowd_latency import OPENING, enter_class, line, warm_crowd
from servers import megabytes
from visitor import Closed, Visitor

from optimizers import OPTIMIZERS

EXPENSIVE = (
    "exp(sin(w1) cos(w2)) atan(w1 w2) tanh(w1 + w2) log(2 + w1^2) hypot(w1, w2) cbrt(w1) asinh(w2)"
    " sqrt(w1^2 + 1) exp(cos(w1 - w2)) sin(w1^2) cos(w2^2) tanh(w1 w2) exp(-w1^2) atan(w2)"
)


async def bear_attacks(options: argparse.Namespace, address: str, pid: int) -> None:
    """Print what a class meets while one attacker does what the page and the protocol allow, of each kind."""
    crowd = await warm_crowd(options, address)
    await enter_class(options, crowd)
    print(f"alone: {line(await crowd.drag(options.seconds))}", flush=True)
    chosen = {what: attack for what, attack in ATTACKS.items() if options.attack in what}
    for what, attack in chosen.items():
        over = asyncio.Event()
        attacking = asyncio.create_task(attack(address, over))
        times = await crowd.drag(options.seconds)
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
LONG = f"e={quote(EXPENSIVE)}&steps=10000&noise=1e-3&fan=50" + "".join(
    f"&run=ademamix:eta={number}e-5" for number in range(1, 10)
)


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
    "asks for files of long runs": asking(4, LONG, lambda i: {"ask": {"ask": "text", "key": "page"}}),
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
