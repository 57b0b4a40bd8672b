"""A class that comes to the page by one Wi-Fi with empty browsers, and drags."""

import argparse
import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import Iterator

from servers import HERE, Served, cpu_seconds, free_port, megabytes, running
from tornado.httpclient import AsyncHTTPClient
from visitor import Page, Visitor, read_page, run

from .crowd import Crowd, computed_seconds, drags, line, own_seconds, serve, warm_crowd

RATE = 20e6 / 8
"""Bytes a second that the Wi-Fi carries, of all, up and down."""
DELAY = 0.03
"""Seconds that a packet is under way, in each direction."""
LATE = 0.01
"""The share of packets that come later by a retransmission."""
SEED = 20
ARRIVALS = 60.0
"""Seconds within which all come, one after another."""
CONNECTIONS = 6
"""Which a browser opens at the same time."""
PATIENCE = 150.0
"""Seconds that one waits for a file."""
FIRST = ("style", "picture", "script", "bokeh")
"""The files without which there is no path. Those that come later are in LATER."""
LATER = ("mathjax",)


class Guest:
    """One who comes for the first time: loads what a browser loads, in its order."""

    def __init__(self, address: str, has_files: bool) -> None:
        self.address, self.has_files = address, has_files
        self.bytes = 0
        self._client = AsyncHTTPClient(
            force_instance=True,
            max_clients=CONNECTIONS,
            defaults={"connect_timeout": PATIENCE, "request_timeout": PATIENCE},
        )

    async def come(self) -> tuple[Visitor, Page]:
        """Load the page and what its first path needs, connect, and wait for that path."""
        page = await read_page(self.address, self._client)
        await self.load(page, FIRST)
        return await Visitor.join(self.address, page), page

    async def load(self, page: Page, names: tuple[str, ...]) -> None:
        """Load files of the page, unless the browser has kept them from another day."""
        if not self.has_files:
            await asyncio.gather(*(self._load(page.places[name]) for name in names))

    async def _load(self, path: str) -> None:
        answer = await self._client.fetch(
            self.address + path, headers={"Accept-Encoding": "gzip"}, decompress_response=False
        )
        self.bytes += len(answer.body)


def share_wifi(options: argparse.Namespace) -> None:
    """Let a class come by a Wi-Fi, and print how long opening took, and then settling."""
    port = free_port()
    serving = serve(options, "--allow-origin", f"127.0.0.1:{port}")
    with serving as server, wifi(port, server) as air:
        run(_share(options, server, air), seconds=None)


@contextlib.contextmanager
def wifi(port: int, server: Served) -> Iterator[Served]:
    """Put a Wi-Fi before a server, in a process of its own: then its time is not that of the load."""
    figures = {"port": port, "to": server.port, "delay": DELAY, "rate": RATE, "late": LATE, "seed": SEED}
    arguments = [part for name, figure in figures.items() for part in (f"--{name}", str(figure))]
    with running([sys.executable, str(HERE / "link.py"), *arguments], port) as pid:
        yield Served(server.url.replace(f":{server.port}/", f":{port}/"), pid, port)


async def _share(options: argparse.Namespace, server: Served, air: Served) -> None:
    await warm_crowd(options, server.url)
    crowd, guests = Crowd(air.url), []
    opened: list[float] = []
    complete: list[float] = []
    settled: list[tuple[float, float]] = []  # when a drag had ended, and what it took
    begin = all_there = time.perf_counter()
    end = begin + ARRIVALS + options.seconds
    before = cpu_seconds(air.pid), computed_seconds(server.pid), own_seconds()

    async def attend(place: int) -> None:
        nonlocal all_there
        await asyncio.sleep(ARRIVALS * place / options.wifi)
        guest, came = Guest(air.url, options.again), time.perf_counter()
        guests.append(guest)
        visitor, page = await guest.come()
        all_there = time.perf_counter()
        opened.append(all_there - came)
        crowd.people.append(visitor)

        async def finish() -> None:
            await guest.load(page, LATER)
            complete.append(time.perf_counter() - came)

        later = asyncio.create_task(finish())
        async for drag in drags(visitor, place, time.perf_counter(), end, options.rate):
            settled.append(drag)
        await later

    for outcome in await asyncio.gather(*map(attend, range(options.wifi)), return_exceptions=True):
        crowd.is_good(outcome)
    took = time.perf_counter() - begin
    print(f"{options.wifi} people within {ARRIVALS:.0f} s, errors: {crowd.errors}")
    for what, times in (("first path", opened), ("all files", complete)):
        print(f"{what} after: median {statistics.median(times):.1f} s, last {max(times):.1f} s")
    for what, times in {
        "while they come": [took for moment, took in settled if moment < all_there],
        "when all are there": [took for moment, took in settled if moment >= all_there],
    }.items():
        print(f"from rest to the server's run, {what}: {line(times) if len(times) > 1 else 'no drag'}")
    files = sum(guest.bytes for guest in guests)
    used = cpu_seconds(air.pid), computed_seconds(server.pid), own_seconds()
    cores = [(now - then) / took for now, then in zip(used, before, strict=True)]
    print(
        f"{files / 1e6:.1f} MB of files, which the Wi-Fi carries in {files / RATE:.0f} s; took {took:.0f} s"
    )
    print("cores in use: {1:.2f} by the server, {0:.2f} by the Wi-Fi, {2:.2f} by the load".format(*cores))
    print(f"memory: {megabytes(server.pid):.0f} MB")
