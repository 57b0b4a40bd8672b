"""A link between browsers and a server on this machine: as slow as one likes, and it can be cut."""

import asyncio
import threading
from collections import deque


class Link:
    """Forwards connections from a port of its own to another one, and delays what goes either way.

    Args:
        port: where browsers connect.
        to: where the server listens.
        delay: seconds that every chunk is under way, in each direction.
    """

    def __init__(self, port: int, to: int, delay: float = 0.0) -> None:
        self.port, self.to, self.delay = port, to, delay
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
                chunk = await reader.read(65536)
            except ConnectionError:
                chunk = b""
            arrival = self._loop.time() + self.delay
            underway.append(chunk)
            self._loop.call_at(arrival, arrive)
