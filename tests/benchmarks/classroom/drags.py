"""A classroom that drags: alone, beside pages that flood, and as often as the server bears."""

import argparse
import asyncio
import statistics
import time
from urllib.parse import quote

from servers import megabytes
from tornado.httpclient import AsyncHTTPClient
from visitor import Visitor

from .attacks import EXPENSIVE
from .crowd import computed_seconds, enter_class, line, own_seconds, warm_crowd

NEIGHBOURS = {
    "an expensive function": f"e={quote(EXPENSIVE)}",
    "the basins of an expensive function": f"e={quote(EXPENSIVE)}&tab=basins",
    "a hyper-parameter map": "tab=plane&run=adam:eta=0.1&steps=1000&axes=eta,beta1",
}
PATIENCE = 120.0
"""Seconds that one of those who all come at once may wait for a page."""
BOUND = 0.15
"""Seconds that the p95 may have at the limit."""


async def attend(options: argparse.Namespace, address: str, pid: int) -> None:
    """Let a class drag for a while, and print how it went, and the memory in the course of it."""
    crowd = await warm_crowd(options, address)
    before = megabytes(pid)
    mapping = await enter_class(options, crowd)
    times, memory = [], [("at the begin", megabytes(pid))]
    computed, begin, mine = computed_seconds(pid), time.perf_counter(), own_seconds()
    for moment in ("in the middle", "at the end"):
        times += await crowd.drag(options.seconds / 2, options.rate, mapping, options.map_ticks)
        memory.append((moment, megabytes(pid)))
    took = time.perf_counter() - begin
    print(f"from rest to the server's run: {line(times)}; errors: {crowd.errors}")
    print(f"{len(times) / took:.0f} drags a second came to rest, of {options.people}")
    server, load = (computed_seconds(pid) - computed) / took, (own_seconds() - mine) / took
    print(f"cores in use: {server:.2f} by the server, {load:.2f} by the load")
    print("memory: " + ", ".join(f"{value:.0f} MB {moment}" for moment, value in memory), end="")
    print(f"; {(memory[-1][1] - before) / options.people:.2f} MB a session")


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
    before = computed_seconds(pid)
    times = sorted(await crowd.enter(count, at_once=count))
    computed = computed_seconds(pid) - before
    print(f"{count} at once, {options.workers} workers; errors: {crowd.errors}")
    print(f"first path after: median {statistics.median(times):.1f} s, last {times[-1]:.1f} s")
    print(f"the server computed {computed:.1f} s, {1e3 * computed / count:.0f} ms a session")
