"""People who drag with maps open, all at once, beside others who drag without one."""

import argparse
import asyncio
import itertools
import statistics
import time

from crowd_latency import computed_seconds, line, own_seconds, warm_crowd
from drag import line_through
from visitor import Visitor

TABS = {
    "basins": lambda share: {"values": {"alpha": round(0.3 + 0.6 * share, 6)}},
    "plane": lambda share: {"start": [round(-15 + 10 * share, 6), 20]},
}
"""The tabs with maps, and the change of their inputs at each share of a drag."""
FRAME = 1 / 30
"""Seconds between two changes of a drag, unless the answer comes later."""


PAUSE = 1.5
"""Seconds for which a drag waits for a map (static/wire.js)."""


class Mapper(Visitor):
    """One who has a map open; keeps when a map came."""

    tab = ""

    def __init__(self, socket):
        super().__init__(socket)
        self.maps = [0.0]
        self._coming: asyncio.Task | None = None

    async def _next(self) -> tuple[dict, str]:
        header, content = await self._await_next()
        self._coming = None
        if rf"\"{self.tab}\": {{\"progress\": null" in content and r"\"map\": {" in content:
            self.maps.append(time.perf_counter())
        return header, content

    def _await_next(self) -> asyncio.Task:
        """Return the reading of the next message, which goes on if nobody waits for it any longer."""
        self._coming = self._coming or asyncio.create_task(super()._next())
        return self._coming

    async def drag(self, place: int, end: float) -> None:
        """Drag without a rest; each change has a value of its own, and waits for a map as the page does."""
        for i in itertools.count():
            begin = time.perf_counter()
            if begin > end:
                return
            await self.tick(**TABS[self.tab]((place / 41 + i / 97) % 1))
            while self.maps[-1] < begin and (left := begin + PAUSE - time.perf_counter()) > 0:
                done, _ = await asyncio.wait({self._await_next()}, timeout=left)
                if done:
                    await self._next()
            await asyncio.sleep(begin + FRAME - time.perf_counter())


async def drag_maps(options: argparse.Namespace, address: str, pid: int) -> None:
    """Let people drag with maps open, and others without, and print how old the maps were.

    The others drag alone first.
    """
    crowd = await warm_crowd(options, address)
    await crowd.enter(options.maps // 2)
    alone = await crowd.drag(options.seconds)
    data = f"&{line_through(options.points)}" if options.points else ""
    mappers: list[Mapper] = []
    for place in range(options.maps):
        kind = type("Mapper", (Mapper,), {"tab": list(TABS)[place % len(TABS)]})
        mappers.append(await kind.enter(address, f"?tab={kind.tab}{data}"))
    begin, computed, mine = time.perf_counter(), computed_seconds(pid), own_seconds()
    end = begin + options.seconds
    times, *_ = await asyncio.gather(
        crowd.drag(options.seconds), *(mapper.drag(place, end) for place, mapper in enumerate(mappers))
    )
    took = time.perf_counter() - begin
    print(f"{options.maps} people drag with maps open, half as many without; errors: {crowd.errors}")
    for tab in TABS:
        waits, ages = [], []
        for mapper in (each for each in mappers if each.tab == tab):
            moments = [begin, *(moment for moment in mapper.maps if begin < moment < end), end]
            waits += [later - earlier for earlier, later in itertools.pairwise(moments)]
            # A map may be that of the settings when the one before it came.
            ages += [moments[min(i + 2, len(moments) - 1)] - moments[i] for i in range(len(moments) - 1)]
        print(
            f"{tab}: a new map after {statistics.median(waits):.2f} s, at the latest {max(waits):.2f} s;",
            end=" ",
        )
        print(f"what is shown is never older than {max(ages):.2f} s")
    print(f"the others, from rest to the server's run: {line(times)}; alone: {line(alone)}")
    server, load = (computed_seconds(pid) - computed) / took, (own_seconds() - mine) / took
    print(f"cores in use: {server:.2f} by the server, {load:.2f} by the load")
