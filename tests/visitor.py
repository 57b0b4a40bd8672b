"""A session over a real websocket without a browser: what a page sends and waits for, and no more."""

import asyncio
import itertools
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

_opened = []
_TOKEN = re.compile(r'"token": ?"([^"]+)"')


class Closed(Exception):  # noqa: N818, it is what has happened
    """The server has closed the connection."""


class Visitor:
    """One open page. Made by `enter`."""

    def __init__(self, socket):
        self.socket = socket
        self._numbers = itertools.count(1)

    @classmethod
    async def enter(cls, address: str, query: str = "", **options) -> "Visitor":
        """Load the page, connect as its script would, pull the document, and wait for the first path."""
        token = await read_token(address + query)
        self = cls(await connect(address, token, **options))
        await self._receive("ACK")
        await self._send("PULL-DOC-REQ", {})
        await self._receive("PULL-DOC-REPLY")
        await self.ask("hello")
        return self

    async def tick(self, **change) -> float:
        """Send a change as a slider does, wait for the answer, and return the seconds."""
        return await self._exchange(change=change)

    async def ask(self, name: str, **details) -> float:
        """Ask the server for something, wait for the answer, and return the seconds."""
        return await self._exchange(ask={"ask": name, **details})

    async def _exchange(self, **message) -> float:
        number = next(self._numbers)
        begin = time.perf_counter()
        await self.send_message({"number": number, **message})
        await self._receive("PATCH-DOC", rf"\"number\": {number},")
        took = time.perf_counter() - begin
        await self._receive("OK")
        return took

    async def send_change(self, number: int, change: dict) -> None:
        await self.send_message({"number": number, "change": change})

    async def send_message(self, message) -> None:
        sent = {"kind": "MessageSent", "msg_type": "explorer", "msg_data": json.dumps(message)}
        await self._send("PATCH-DOC", {"events": [sent]})

    def leave(self) -> None:
        self.socket.close()

    async def _send(self, kind: str, content: dict) -> None:
        try:
            for part in ({"msgid": f"{kind}-{next(self._numbers)}", "msgtype": kind}, {}, content):
                await self.socket.write_message(json.dumps(part))
        except WebSocketClosedError:
            raise Closed from None

    async def _receive(self, kind: str, part: str = "") -> str:
        """Return the content of the next message of a kind that has some text in it."""
        while True:
            header = json.loads(await self._read())
            await self._read()
            content = await self._read()
            for _ in range(2 * header.get("num_buffers", 0)):
                await self._read()
            if header["msgtype"] == kind and part in content:
                return content
            assert header["msgtype"] != "ERROR", content

    async def _read(self):
        frame = await self.socket.read_message()
        if frame is None:
            raise Closed
        return frame


async def read_token(url: str) -> str:
    """Load a page and return the token of its session."""
    response = await AsyncHTTPClient().fetch(url, validate_cert=False)
    return _TOKEN.search(response.body.decode())[1]


async def connect(address: str, token: str, origin: str | None = None):
    """Open a websocket as a browser does that has the page from this address."""
    request = HTTPRequest(
        re.sub("^http", "ws", address) + "ws",
        headers={"Origin": origin or "/".join(address.split("/")[:3])},
        validate_cert=False,
    )
    socket = await websocket_connect(request, subprotocols=["bokeh", token])
    socket.protocol.stream.set_nodelay(True)  # as browsers do; a message is several small frames
    _opened.append((socket, socket.protocol.stream))
    return socket


def run(visit):
    """Run a coroutine to its end, close the websockets that it has left open, and return what it returned.

    In a thread, for the browser tests leave a loop behind in the main one.
    """

    async def visit_and_leave():
        try:
            return await visit
        finally:
            while _opened:
                socket, stream = _opened.pop()
                socket.close()
                stream.close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, visit_and_leave()).result()
