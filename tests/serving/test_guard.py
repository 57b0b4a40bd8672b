"""What the server refuses, and that other visitors do not notice. All over real sockets."""

import asyncio
import base64
import contextlib
import gzip
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from explorer_server import running
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClosedError
from visitor import Visitor, connect, read_token, run

from app.serving import guard
from app.session.bokeh_patches import KIND


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("guarded")


@pytest.fixture(scope="module")
def address(folder):
    with running(folder, expect_errors=True) as server:
        yield server.address


@pytest.fixture
def log(folder):
    return lambda: (folder / "log").read_text()


def get(url, method="GET", data=None):
    request = urllib.request.Request(url, method=method, data=data)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def eventually(check, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


# Who can reach it


def test_it_listens_on_one_address_of_this_machine_only(address):
    port = urlsplit(address).port
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.2", port), timeout=5):
        pass


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_the_own_origins_may_connect(address, name):
    async def enter():
        visitor = await Visitor.enter(address, origin=f"http://{name}:{urlsplit(address).port}")
        await visitor.tick(values={"alpha": 0.5})

    run(enter())


def test_an_ipv6_address_is_served_and_its_origin_may_connect(tmp_path):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with running(tmp_path, "--host", "::1") as server:
        assert server.address.startswith("http://[::1]:")
        run(Visitor.enter(server.address, origin=server.address.rstrip("/")))


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.org",
        "http://127.0.0.1",
        "http://127.0.0.1:1{port}",
        "http://127.0.0.1:{port}.example.org",
        "http://x.localhost:{port}",
        "http://localhost:{port}@example.org",
        "http://example.org@localhost:{port}",
        "null",
        "*",
    ],
)
def test_any_other_origin_is_refused(address, origin):
    async def enter():
        token = await read_token(address)
        await connect(address, token, origin.format(port=urlsplit(address).port))

    with pytest.raises(HTTPClientError) as refused:
        run(enter())
    assert refused.value.code == 403


def forged(token):
    """A token with another session's identity, as someone without the key would make it."""
    payload = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    payload["session_id"] = "somebody-else"
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "change",
    [
        lambda token: forged(token),
        lambda token: forged(token) + "." + token.split(".")[1],
        lambda token: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        lambda token: "nonsense",
    ],
)
def test_a_session_needs_a_signed_token(address, change):
    async def enter():
        connection = await connect(address, change(await read_token(address)))
        return await connection.read_message()

    assert run(enter()) is None


# What can be asked for


@pytest.mark.parametrize(
    "path",
    [
        "admin",
        "session_info",
        "rest/session_info",
        "metadata",
        "autoload.js?bokeh-autoload-element=1",
        "components/antigravity/a/b/c",
        "login",
        "static/../app/server.py",
        "static/extensions/panel/../../../../../../../etc/passwd",
        "%2e%2e/etc/passwd",
        "static/js/bokeh.min.js",
        "nosuch",
    ],
)
def test_files_that_the_page_does_not_need_are_404(address, path):
    status, _, text = get(address + path)
    assert status in (403, 404)
    assert "Traceback" not in text


@pytest.mark.parametrize("path", ["", "liveness", "nosuch"])
def test_every_response_has_the_security_headers(address, path):
    headers = get(address + path)[1]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Server"] is None


ALLOWED = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'", "'unsafe-inline'"},
    "connect-src": {"'self'"},
    "img-src": {"'self'", "data:", "blob:"},
    "font-src": {"'self'", "data:"},
    "frame-src": {"'self'"},
    "manifest-src": {"'self'"},
    "worker-src": {"'self'"},
    "base-uri": {"'none'"},
    "form-action": {"'none'"},
    "frame-ancestors": {"'self'"},
}


@pytest.mark.parametrize("path", ["", "?e=w1", "nosuch"])
def test_the_policy_is_the_same_for_all_pages_and_names_no_script(address, path):
    _, headers, _ = get(address + path)
    policy = [part.split(" ") for part in headers["Content-Security-Policy"].split("; ")]
    assert {name: set(words) for name, *words in policy} == ALLOWED
    assert len(policy) == len(ALLOWED)
    assert headers["Cache-Control"] == "no-store"


def test_the_page_has_no_script_that_the_policy_would_stop(address):
    page = get(address)[2]
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL | re.IGNORECASE)
    assert scripts
    for attributes, content in scripts:
        if 'type="application/json"' not in attributes:
            assert re.search(r'\ssrc="assets/[\w.]+"', attributes)
            assert not content.strip()
    assert not re.search(r"<[^>]*\son\w+=", page)
    assert "javascript:" not in page


def test_a_body_is_not_taken(address):
    with contextlib.suppress(urllib.error.URLError, ConnectionError):  # the server may close it early
        assert get(address, "POST", b"x" * 10_000_000)[0] in (400, 405, 413)
    assert get(address + "liveness")[0] == 200


def test_liveness_makes_no_page(address):
    status, headers, text = get(address + "liveness")
    assert (status, json.loads(text)) == (200, {"alive": True})
    assert headers["Cache-Control"] == "no-store"
    assert get(address + "liveness", "HEAD")[0] == 200
    assert get(address + "liveness?endpoint=/")[2] == '{"alive": true}'


# What one can send


async def ticks_while(address, misbehave):
    """Whether the ticks of another session are answered while one misbehaves.

    How fast they are is a matter of tests/benchmarks/load.py: a busy machine makes them slow, too.
    """
    other, bad = await Visitor.enter(address), await Visitor.enter(address)
    await other.tick(values={"alpha": 0.5})
    task = asyncio.create_task(misbehave(bad))
    answered = []
    while not task.done() or len(answered) < 5:
        tick = other.tick(values={"alpha": len(answered) % 10 / 10})
        answered.append(await asyncio.wait_for(tick, timeout=20) is not None)
        await asyncio.sleep(0.05)
    await task
    other.leave()
    return answered


async def read_until_closed(visitor):
    with contextlib.suppress(WebSocketClosedError):
        while await visitor.socket.read_message() is not None:
            pass


def test_a_message_of_50_megabytes_closes_the_connection_and_nobody_else_notices(address):
    async def send_much(visitor):
        with contextlib.suppress(WebSocketClosedError):
            await visitor.socket.write_message("x" * 50_000_000)
        await read_until_closed(visitor)

    assert all(run(ticks_while(address, send_much)))


def test_nobody_else_notices_a_flood(address):
    async def flood(visitor):
        reading = asyncio.create_task(read_until_closed(visitor))
        for number in range(3000):
            await visitor.send_change(number, {"values": {"alpha": 0.7}})
        visitor.leave()
        await reading

    assert all(run(ticks_while(address, flood)))


def test_a_message_of_ever_more_buffers_closes_the_connection(address):
    async def send_buffers(visitor):
        socket = visitor.socket
        header = {"msgid": "1", "msgtype": "PATCH-DOC", "num_buffers": 10**9}
        for part in (header, {}, {"events": []}, {"id": "1"}):
            await socket.write_message(json.dumps(part))
        await socket.write_message(b"x" * 900_000, binary=True)
        await read_until_closed(visitor)

    assert all(run(ticks_while(address, send_buffers)))


OURS = {"kind": "MessageSent", "msg_type": KIND, "msg_data": "{}"}
BOMB = {"type": "bytes", "data": base64.b64encode(gzip.compress(bytes(10_000_000))).decode()}
STRANGE = {
    "nothing": ("PATCH-DOC", None),
    "a text": ("PATCH-DOC", "events"),
    "no event": ("PATCH-DOC", {"events": []}),
    "a list of nothing": ("PATCH-DOC", {"events": [None]}),
    "two events": ("PATCH-DOC", {"events": [OURS, OURS]}),
    "what is compressed": ("PATCH-DOC", {"events": [{**OURS, "msg_data": BOMB}]}),
    "something beside the event": ("PATCH-DOC", {"events": [OURS], "references": BOMB}),
    "something in the event": ("PATCH-DOC", {"events": [{**OURS, "more": BOMB}]}),
    "a message of another kind": ("PATCH-DOC", {"events": [{**OURS, "msg_type": "bokeh_event"}]}),
    "an event of another kind": ("PATCH-DOC", {"events": [{**OURS, "kind": "TitleChanged"}]}),
    "another document": ("PUSH-DOC", {"doc": {"version": "3", "title": "", "roots": []}}),
    "the versions": ("SERVER-INFO-REQ", {}),
    "an answer": ("OK", {}),
}


def test_only_messages_of_the_page_are_handled(address, log):
    async def say(kind, content):
        visitor = await Visitor.enter(address)
        await visitor.socket.write_message(json.dumps({"msgid": "1", "msgtype": kind}))
        await visitor.socket.write_message("{}")
        await visitor.socket.write_message(json.dumps(content))
        answer = [await visitor.socket.read_message() for _ in range(3)]
        await visitor.tick(values={"alpha": 0.7})  # the session goes on
        return json.loads(answer[0])["msgtype"], json.loads(answer[2])

    assert guard.is_ours("PATCH-DOC", {"events": [OURS]})
    for name, strange in STRANGE.items():
        assert not guard.is_ours(*strange), name
    for name in ("what is compressed", "another document", "the versions"):
        kind, content = run(say(*STRANGE[name]))
        assert kind == "ERROR"
        assert content == {"text": "the server could not handle the message", "traceback": None}
    eventually(lambda: "not the page's" in log())


def test_a_websocket_that_answers_no_ping_is_closed(tmp_path):
    with running(tmp_path, PING=0.5) as server:
        host = urlsplit(server.address)
        token = run(read_token(server.address))
        head = (
            f"GET /ws HTTP/1.1\r\nHost: {host.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {'A' * 22}==\r\n"
            f"Sec-WebSocket-Protocol: bokeh, {token}\r\n\r\n"
        )
        with socket.create_connection((host.hostname, host.port), timeout=60) as connection:
            connection.sendall(head.encode())
            received = b""
            with contextlib.suppress(ConnectionError):
                while more := connection.recv(10_000):
                    received += more
    assert b" 101 " in received
    assert b"\x89" in received  # a ping


# What goes wrong inside


PATCHED = """
import gc, json, signal, sys
from collections import Counter
from app.session import page
from app.serving import command, options

make = page.Explorer

def make_or_fail(query, document):
    if "fail" in query:
        raise ValueError("<secret>")
    return make(query, document)

def count(*_):
    gc.collect()
    kinds = Counter(f"{type(o).__module__}.{type(o).__name__}" for o in gc.get_objects())
    print(json.dumps(kinds), flush=True)

signal.signal(signal.SIGUSR1, count)
page.Explorer = make_or_fail
page.MOST_SESSIONS = 12
options.LIFETIME = 400
command.main(["--port", "0"])
"""


@pytest.fixture(scope="module")
def patched(tmp_path_factory):
    """The server with a page that can fail, room for twelve, sessions that end soon, and SIGUSR1 to count."""
    log = tmp_path_factory.mktemp("patched") / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-c", PATCHED],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ},
        )
    process.address = process.stdout.readline().split()[-1]
    process.log = log.read_text
    yield process
    process.terminate()
    process.communicate(timeout=20)


def test_a_page_that_fails_tells_no_details(patched):
    status, _, text = get(patched.address + "?fail=1")
    assert status == 500
    assert "Something went wrong" in text
    assert "Traceback" not in text
    assert "secret" not in text
    eventually(lambda: "ValueError: <secret>" in patched.log())
    assert "Traceback (most recent call last)" in patched.log()
    assert get(patched.address)[0] == 200


def test_a_server_without_room_asks_to_come_again(patched):
    async def come():
        visitors = [await Visitor.enter(patched.address) for _ in range(8)]
        answers = [await asyncio.to_thread(get, patched.address) for _ in range(9)]
        for visitor in visitors:
            await visitor.tick(values={"alpha": 0.25})
            visitor.leave()
        return answers

    *_, (status, headers, text) = [answer for answer in run(come()) if answer[0] != 200]
    assert (status, headers["Refresh"]) == (503, "5")
    assert "room" in text
    assert "token" not in text
    eventually(lambda: get(patched.address)[0] == 200)


def test_a_closed_session_leaves_nothing_behind(patched):
    of_a_session = (
        "app.",
        "bokeh.document",
        "bokeh.server.session",
        "bokeh.models",
        "panel.models",
        "panel.template",
    )

    def held():
        patched.send_signal(signal.SIGUSR1)
        kinds = json.loads(patched.stdout.readline())
        return {kind: number for kind, number in kinds.items() if kind.startswith(of_a_session)}

    async def come_and_go(count):
        visitors = await asyncio.gather(*(Visitor.enter(patched.address) for _ in range(count)))
        for visitor in visitors:
            await visitor.tick(values={"alpha": 0.7})
        found = held()
        for visitor in visitors:
            visitor.leave()
        return found

    of_the_server = {"app.session.background.Turns": 1}  # once some work has taken long
    eventually(lambda: held() in ({}, of_the_server))
    assert run(come_and_go(8))["app.session.explorer.Explorer"] == 8
    eventually(lambda: held() in ({}, of_the_server))
