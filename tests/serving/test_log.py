"""The log stays short and readable whatever comes in, and has the tracebacks of our own faults."""

import contextlib
import io
import json
import logging
import re
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from explorer_server import running
from tornado.websocket import WebSocketClosedError
from visitor import connect, read_token, run

from app.serving import log
from surfaces import Surface


@pytest.fixture
def written(monkeypatch):
    """A logger of its own, and what it has written."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(log.Formatter())
    handler.addFilter(log.OncePerMinute())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    return logger, lambda: text.getvalue().splitlines()


def test_a_kind_of_fault_is_one_line_a_minute_with_a_count(written, monkeypatch):
    logger, lines = written
    now = 1000.0
    monkeypatch.setattr(log.time, "monotonic", lambda: now)

    def complain(text):
        logger.warning("A visitor sent %s.", text)

    for i in range(500):
        complain(i)
    assert len(lines()) == 1
    logger.warning("Something else happened.")
    assert len(lines()) == 2
    now += log.MINUTE
    complain("more")
    assert lines()[-1].endswith("A visitor sent more. (and 499 more since the last entry of this kind)")


def test_a_visitors_text_is_escaped_and_short_and_begins_no_entry(written):
    logger, lines = written
    logger.warning("It was %s.", "\x1b[31m" + "x" * 10_000 + "\n2000-01-01 00:00:00,000 ERROR forged\r\u2028")
    first, second = lines()
    assert first.isprintable()
    assert len(first) < 300
    assert second == r"  | 2000-01-01 00:00:00,000 ERROR forged\r\u2028."


def test_a_fault_keeps_its_traceback(written):
    logger, lines = written
    logger.error("It failed.", exc_info=raised(lambda: Surface.parse(None)))
    assert "It failed." in lines()[0]
    assert any("tokens.py" in line for line in lines())
    assert "  | Traceback (most recent call last):" in lines()
    before = len(lines())
    logger.error("It failed.", exc_info=raised(lambda: json.loads("{")))
    assert "JSONDecodeError: Expecting" in lines()[-1], "another kind of fault"
    assert len(lines()) > before + 1


def raised(act):
    """The exception of a call, with its traceback."""
    try:
        act()
    except Exception as error:
        return error


def test_the_traceback_of_a_deep_recursion_is_cut_in_its_middle(written):
    logger, lines = written
    code = compile("def down(n): return up(n)\ndef up(n): return down(n)", str(log.__file__), "exec")
    deep = {}
    exec(code, deep)
    logger.error("It is deep.", exc_info=raised(lambda: deep["down"](0)))
    assert 50 < len(lines()) < 70
    assert any("lines are left out" in line for line in lines())
    assert "RecursionError" in lines()[-1]


def test_warnings_and_threads_that_fail_write_entries_too(tmp_path):
    script = """
import threading, warnings
from app.serving import log
log.begin()
for text in ("one\\x1b", "two"):
    warnings.warn(text)
def fail(): int("a\\nb" * 1000)
for _ in range(20):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    lines = done.stderr.splitlines()
    entries = [line.split(" ")[2:4] for line in lines if not line.startswith("  | ")]
    assert entries == [["WARNING", "py.warnings:"], ["ERROR", f"{log.__name__}:"]]
    assert all(line.isprintable() and len(line) < 500 for line in lines)
    assert "ValueError: invalid literal" in lines[-1]


PATCH = json.dumps({"msgid": "1", "msgtype": "PATCH-DOC"})
MALFORMED = [
    ["nonsense\n\x1b" * 100],
    ["{}", "{}", "{}"],
    [json.dumps({"msgtype": "<forged>\n"}), "{}", "{}"],
    [PATCH, "{}", json.dumps({"events": [{"kind": "ModelChanged", "model": {"id": "<x>"}, "attr": "\n"}]})],
    [PATCH, "{}", "[" * 5000],
    [b"binary"],
]
"""Frames that a stranger's websocket sends."""


async def send(address, frames):
    """Send frames over a websocket of a session, and leave without a word."""
    connection = await connect(address, await read_token(address))
    for frame in frames:
        with contextlib.suppress(WebSocketClosedError):
            await connection.write_message(frame, binary=isinstance(frame, bytes))
    connection.close()


UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
REQUESTS = [
    "GET /nosuch%0A2000-01-01%20forged HTTP/1.1\r\nHost: x\r\nConnection: close",
    "GET /\x1b[31mred\u202e HTTP/1.1\r\nHost: x",
    f"{UPGRADE}Origin: http://\x9b31mevil.example",
    "\x1b]0;title\x07 nonsense",
    *30 * [f"{UPGRADE}Origin: http://x"],
]
"""What a terminal would obey, among other requests."""


def test_what_strangers_send_leaves_little_and_no_line_of_its_own(tmp_path):
    with running(tmp_path) as server:
        host = urlsplit(server.address)
        for request in REQUESTS:
            with socket.create_connection((host.hostname, host.port), timeout=20) as connection:
                connection.sendall(request.encode() + b"\r\n\r\n")
                with contextlib.suppress(ConnectionError):
                    connection.recv(1000)
        for frames in MALFORMED:
            run(send(server.address, frames))
        with socket.create_connection((host.hostname, host.port), timeout=20) as connection:
            for i in range(300):
                connection.sendall(f"GET /{i}{'x' * 500} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode())
                assert connection.recv(10_000)
    lines = (tmp_path / "log").read_text().splitlines()
    assert any("forged" in line for line in lines)
    assert sum(len(line) + 1 for line in lines) < 20_000
    assert all(line.isprintable() and len(line) < 500 for line in lines)
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ |  \| ", line) for line in lines), lines
