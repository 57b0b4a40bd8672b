"""A session over a real websocket without a browser: sends and waits for the same messages as a page."""

import asyncio
import contextlib
import itertools
import json
import re
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

LONGEST = 300.0
"""Seconds that a visit may take on the slowest machine; one that takes longer hangs."""
_opened = []
_PLACES = re.compile(r'"places": ?(\{[^}]+\})')
_TOKEN = re.compile(r'"token": ?"([^"]+)"')


class Closed(Exception):  # noqa: N818, it is what has happened
    """The server has closed the connection."""


class Visitor:
    """One open page. Made by `enter`."""

    def __init__(self, socket):
        self.socket = socket
        self.answer = ""
        """The text of the last answer."""
        self._numbers = itertools.count(1)

    @classmethod
    async def enter(cls, address: str, query: str = "", **options) -> "Visitor":
        """Load the page, connect as its script would, and wait for the first path."""
        return await cls.join(address, await read_page(address + query), **options)

    @classmethod
    async def join(cls, address: str, page: "Page", **options) -> "Visitor":
        """Connect from a page that was loaded."""
        self = cls(await connect(address, page.token, cookie=page.cookie, **options))
        await self.receive("ACK")
        await self.ask("hello", told=True)
        return self

    async def tick(self, **change) -> float:
        """Send a change as a slider does, wait for the answer, and return the seconds."""
        return await self.exchange(change=change)

    async def ask(self, name: str, **details) -> float:
        """Ask the server for something, wait for the answer, and return the seconds."""
        return await self.exchange(ask={"ask": name, **details})

    async def exchange(self, **message) -> float:
        """Send a message, wait for its answer and for Bokeh's own, in any order, and return the seconds."""
        number = next(self._numbers)
        begin, took = time.perf_counter(), None
        sent, is_handled = await self.send_message({"number": number, **message}), False
        while took is None or not is_handled:
            header, content = await self._next()
            if header["msgtype"] == "OK":
                is_handled = is_handled or header["reqid"] == sent
            elif header["msgtype"] == "PATCH-DOC" and rf"\"number\": {number}," in content:
                self.answer, took = content, time.perf_counter() - begin
        return took

    async def send_change(self, number: int, change: dict) -> None:
        await self.send_message({"number": number, "change": change})

    async def send_message(self, message) -> str:
        return await self.send_text(json.dumps(message))

    async def send_text(self, text: str) -> str:
        sent = {"kind": "MessageSent", "msg_type": "explorer", "msg_data": text}
        return await self._send("PATCH-DOC", {"events": [sent]})

    def leave(self) -> None:
        self.socket.close()

    def cut(self) -> None:
        """End the connection without a close frame, as when the network is gone."""
        stream = self.socket.protocol.stream
        if stream.socket is not None:
            stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        stream.close()

    async def _send(self, kind: str, content: dict) -> str:
        """Send a message, and return its number among Bokeh's."""
        number = f"{kind}-{next(self._numbers)}"
        try:
            for part in ({"msgid": number, "msgtype": kind}, {}, content):
                await self.socket.write_message(json.dumps(part))
        except WebSocketClosedError:
            raise Closed from None
        return number

    async def receive(self, kind: str, part: str = "") -> str:
        """Return the content of the next message of a kind that contains a text."""
        while True:
            header, content = await self._next()
            if header["msgtype"] == kind and part in content:
                return content

    async def _next(self) -> tuple[dict, str]:
        """Return the header and the content of the next message, which must not be an error."""
        header = json.loads(await self._read())
        await self._read()
        content = await self._read()
        for _ in range(2 * header.get("num_buffers", 0)):
            await self._read()
        assert header["msgtype"] != "ERROR", content
        return header, content

    async def _read(self):
        frame = await self.socket.read_message()
        if frame is None:
            raise Closed
        return frame


class Page(NamedTuple):
    """What a browser has of a page that it has loaded."""

    token: str
    """The token of its session."""
    places: dict[str, str]
    """The paths of its files, relative to the page."""
    cookie: str
    """The cookie that a proxy has set, or an empty text."""


async def read_page(url: str, client: AsyncHTTPClient | None = None) -> Page:
    """Load a page without its files."""
    response = await (client or AsyncHTTPClient()).fetch(url, validate_cert=False)
    text = response.body.decode()
    cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
    return Page(_TOKEN.search(text)[1], json.loads(_PLACES.search(text)[1]), cookie)


async def read_token(url: str) -> str:
    """Load a page and return the token of its session."""
    return (await read_page(url)).token


async def connect(address: str, token: str, origin: str | None = None, cookie: str = ""):
    """Open a websocket as a browser does whose page is from this address."""
    request = HTTPRequest(
        re.sub("^http", "ws", address) + "ws",
        headers={
            "Origin": origin or "/".join(address.split("/")[:3]),
            **({"Cookie": cookie} if cookie else {}),
        },
        validate_cert=False,
    )
    socket = await websocket_connect(request, subprotocols=["bokeh", token])
    socket.protocol.stream.set_nodelay(True)  # as browsers do; a message is several small frames
    for each in [each for each in _opened if each[1].closed()]:  # closed by the server
        _opened.remove(each)
        each[0].close()
    _opened.append((socket, socket.protocol.stream))
    return socket


async def leave_all() -> None:
    """Close the websockets that were left open."""
    while _opened:
        socket, stream = _opened.pop()
        socket.close()
        stream.close()


@contextlib.contextmanager
def going_on():
    """An event loop in a thread. Gives a function that runs a coroutine in it; other tasks go on."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def do(visit, seconds: float = 60.0):
        return asyncio.run_coroutine_threadsafe(visit, loop).result(seconds)

    async def end() -> None:
        await leave_all()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    try:
        yield do
    finally:
        do(end())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def run(visit, seconds: float | None = LONGEST):
    """Run a coroutine to its end, close the websockets that it has left open, and return what it returned.

    It runs in a thread, because the browser tests leave a running loop in the main one.
    """

    async def visit_and_leave():
        try:
            return await asyncio.wait_for(visit, seconds)
        finally:
            await leave_all()

    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, visit_and_leave()).result()
