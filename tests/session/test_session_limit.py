"""How many may be here: who is silent for longest goes first, and nobody who is not silent."""

import asyncio
import contextlib
import subprocess
import sys
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest
from visitor import Closed, Visitor, run

from app.session import session_limit


class Websocket(SimpleNamespace):
    """What a handler of Tornado's is here."""

    def __init__(self):
        super().__init__(ws_connection="open")

    __hash__ = object.__hash__

    def close(self, code, reason):
        self.ws_connection = None


def test_the_one_that_is_silent_for_longest_goes_when_there_is_no_room(monkeypatch):
    now = 0.0
    monkeypatch.setattr(session_limit.time, "monotonic", lambda: now)
    here, websockets = session_limit.SessionLimit(), [Websocket() for _ in range(3)]

    async def are_open():
        await asyncio.sleep(0)
        return [websocket.ws_connection is not None for websocket in websockets]

    async def come_and_go():
        nonlocal now
        assert not here.has_room(session_limit.MOST)
        for websocket in websockets:
            here.hear(websocket)
            now += 1
        here.hear(websockets[0])
        assert here.has_room(session_limit.MOST - 1)
        assert not here.has_room(session_limit.MOST)
        assert await are_open() == [True, True, True]
        now += session_limit.SILENT - 1.5
        assert here.has_room(session_limit.MOST)
        assert await are_open() == [True, False, True]
        websockets[2].ws_connection = None  # it has left by itself
        assert not here.has_room(session_limit.MOST), "the first one has said something"
        assert await are_open() == [True, False, False]

    run(come_and_go())


NARROW = """
from app.serving import command
from app.session import session_limit

session_limit.MOST, session_limit.SILENT = 3, 0.0
command.main(["--port", "0"])
"""


@pytest.fixture
def narrow(tmp_path):
    """A server with room for three; a websocket counts as silent at once."""
    process = subprocess.Popen(
        [sys.executable, "-c", NARROW],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield process.stdout.readline().split()[-1]
    process.terminate()
    process.communicate()


def test_a_server_without_room_closes_a_silent_page_or_asks_to_come_again(narrow):
    async def come():
        silent, *others = [await Visitor.enter(narrow) for _ in range(3)]
        for visitor in others:
            await visitor.tick(values={"alpha": 0.5})
        others.append(await Visitor.enter(narrow))
        with pytest.raises(Closed):
            await silent.receive("nothing")
        for visitor in others:
            await visitor.tick(values={"alpha": 0.25})

    run(come())
    for _ in range(20):  # sessions of pages whose websockets have left are there for some seconds
        with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(narrow, timeout=20):
            continue
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(narrow, timeout=20)
    assert refused.value.code == 503
    assert refused.value.headers["Refresh"] == "5"
    text = refused.value.read().decode()
    assert "room" in text
    assert "token" not in text
