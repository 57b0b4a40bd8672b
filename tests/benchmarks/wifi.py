"""A class that comes to the page by one Wi-Fi with empty browsers, and drags."""

import argparse
import asyncio
import contextlib
import statistics
import sys
import time
from collections.abc import Iterator

from crowd_latency import Crowd, computed_seconds, drags, line, own_seconds, warm_crowd
from servers import HERE, Served, cpu_seconds, explorer, free_port, running
from tornado.httpclient import AsyncHTTPClient
from visitor import Visitor, read_page, run

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
FILES = ("style", "picture", "font", "script", "bokeh")
"""The files that the page loads when it is opened."""


class Guest:
    """One who comes for the first time: loads what a browser loads, in its order."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.bytes = 0
        self._client = AsyncHTTPClient(
            force_instance=True,
            max_clients=CONNECTIONS,
            defaults={"connect_timeout": PATIENCE, "request_timeout": PATIENCE},
        )

    async def come(self) -> Visitor:
        """Load the page and its files, connect, and wait for the first path."""
        page = await read_page(self.address, self._client)
        await asyncio.gather(*(self._load(page.places[name]) for name in FILES))
        return await Visitor.join(self.address, page)

    async def _load(self, path: str) -> None:
        answer = await self._client.fetch(
            self.address + path, headers={"Accept-Encoding": "gzip"}, decompress_response=False
        )
        self.bytes += len(answer.body)


def share_wifi(options: argparse.Namespace) -> None:
    """Let a class come by a Wi-Fi, and print how long opening took, and then settling."""
    port = free_port()
    arguments = ("--workers", str(options.workers), "--allow-origin", f"127.0.0.1:{port}")
    with explorer(*arguments) as server, wifi(port, server) as air:
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
    settled: list[float] = []
    begin = time.perf_counter()
    end = begin + ARRIVALS + options.seconds
    before = cpu_seconds(air.pid), computed_seconds(server.pid), own_seconds()

    async def attend(place: int) -> None:
        await asyncio.sleep(ARRIVALS * place / options.wifi)
        guest, came = Guest(air.url), time.perf_counter()
        guests.append(guest)
        visitor = await guest.come()
        opened.append(time.perf_counter() - came)
        async for took in drags(visitor, place, time.perf_counter(), end):
            settled.append(took)

    for outcome in await asyncio.gather(*map(attend, range(options.wifi)), return_exceptions=True):
        crowd.is_good(outcome)
    took = time.perf_counter() - begin
    print(f"{options.wifi} people within {ARRIVALS:.0f} s, errors: {crowd.errors}")
    print(f"first path after: median {statistics.median(opened):.1f} s, last {max(opened):.1f} s")
    print(f"from rest to the server's run: {line(settled)}")
    files = sum(guest.bytes for guest in guests)
    print(f"{files / 1e6:.1f} MB of files, which the Wi-Fi carries in {files / RATE:.0f} s")
    used = cpu_seconds(air.pid), computed_seconds(server.pid), own_seconds()
    cores = [(now - then) / took for now, then in zip(used, before, strict=True)]
    print("cores in use: {1:.2f} by the server, {0:.2f} by the Wi-Fi, {2:.2f} by the load".format(*cores))
