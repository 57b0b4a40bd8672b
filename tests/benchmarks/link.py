"""A link between browsers and a server on this machine: as slow and shared as one likes, and it can be cut.

    python tests/benchmarks/link.py --port 5007 --to 5006 --delay 0.03 --rate 2.5e6 --late 0.01

is a Wi-Fi of 20 Mbit/s, until it is ended.
"""

import argparse
import asyncio
import random
import threading
from collections import deque

PACKET = 1460
"""Bytes of a chunk in the air: a packet of TCP on Ethernet."""
_CREDIT = 0.005
"""Seconds of air that may be caught up, as timers are late."""


class Air:
    """What all connections of a Wi-Fi share: one packet at a time, whichever way it goes, each in its turn.

    A connection waits with one packet, so those with little to say do not wait behind long downloads for more
    than one packet of each. Access points do so, too (RFC 8290).

    Args:
        rate: bytes a second.
        late: the share of packets that are lost once and sent again.
        lateness: seconds that this takes. What follows on the same connection waits for them, as in TCP.
        seed: decides which they are.
    """

    def __init__(self, rate: float, late: float = 0.0, lateness: float = 0.2, seed: int = 0) -> None:
        self.rate, self.late, self.lateness = rate, late, lateness
        self._chance = random.Random(seed)
        self._turn = asyncio.Lock()  # takes turns in the order in which they were asked for
        self._free = 0.0

    async def carry(self, size: int) -> float:
        """Carry so many bytes, and return the seconds that they are late."""
        async with self._turn:
            now = asyncio.get_running_loop().time()
            self._free = max(self._free, now - _CREDIT) + size / self.rate
            if self._free > now:
                await asyncio.sleep(self._free - now)
        return self.lateness if self._chance.random() < self.late else 0.0


class Link:
    """Forwards connections from a port of its own to another one, and delays what goes either way.

    Args:
        port: where browsers connect.
        to: where the server listens.
        delay: seconds that every chunk is under way, in each direction.
        air: what all connections share, if they do.
    """

    def __init__(self, port: int, to: int, delay: float = 0.0, air: Air | None = None) -> None:
        self.port, self.to, self.delay, self.air = port, to, delay, air
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    def __enter__(self) -> "Link":
        self._thread.start()
        self.mend()
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self) -> None:
        """End all connections, and refuse new ones."""
        self._wait_for(self._close())

    def mend(self) -> None:
        """Take connections."""
        self._wait_for(self._listen())

    def _wait_for(self, work) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self) -> None:
        self._server = self._server or await asyncio.start_server(
            self._connect, "127.0.0.1", self.port, backlog=1000
        )

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        self._server = None
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(2 * self.delay)  # the handshake, which the kernel has done at once
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._forward(reader, far_writer), self._forward(far_reader, writer))
        self._writers -= {writer, far_writer}

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Copy what comes. Chunks are under way at the same time, so a delay is no limit to the flow."""
        underway: deque[bytes] = deque()
        arrival = 0.0

        def arrive() -> None:
            """Hand over the oldest chunk: timers of the same moment come in any order."""
            chunk = underway.popleft()
            if chunk:
                writer.write(chunk)
            else:
                writer.close()

        chunk = b"..."
        while chunk:
            try:
                chunk = await reader.read(PACKET if self.air else 65536)
            except ConnectionError:
                chunk = b""
            late = await self.air.carry(len(chunk)) if self.air else 0.0
            arrival = max(arrival, self._loop.time() + self.delay + late)
            underway.append(chunk)
            self._loop.call_at(arrival, arrive)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, required=True, help="where browsers connect")
    parser.add_argument("--to", type=int, required=True, help="where the server listens")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds in each direction (0)")
    parser.add_argument("--rate", type=float, required=True, help="bytes a second, of all together")
    parser.add_argument("--late", type=float, default=0.0, help="share of packets that come 0.2 s late (0)")
    parser.add_argument("--seed", type=int, default=0, help="decides which")
    options = parser.parse_args()
    air = Air(options.rate, options.late, seed=options.seed)
    with Link(options.port, options.to, options.delay, air):
        threading.Event().wait()


if __name__ == "__main__":
    main()
