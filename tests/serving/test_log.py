"""The log stays short and readable whatever comes in, and keeps what is needed to mend a fault of ours."""

import io
import json
import logging
import socket
from urllib.parse import urlsplit

import pytest
from explorer_server import running

from app.serving import log
from app.session import doors
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


def test_a_visitors_text_is_escaped_and_short(written):
    logger, lines = written
    logger.warning("It was %s.", "\n\x1b[31m" + "x" * 10_000)
    (line,) = lines()
    assert line.isprintable()
    assert len(line) < 300


def test_a_fault_of_ours_keeps_its_traceback(written):
    logger, lines = written
    try:
        Surface.parse(None)
    except Exception:
        logger.exception("It failed.")
    assert any("parse" in line for line in lines())
    assert "  | Traceback (most recent call last):" in lines()


def test_a_fault_of_what_came_in_is_one_line(written):
    logger, lines = written
    try:
        json.loads("{")
    except ValueError:
        logger.exception("The message could not be read.")
    (line,) = lines()
    assert "JSONDecodeError: Expecting" in line


def test_a_fault_in_a_door_is_ours_but_what_only_passes_it_is_not(written):
    logger, lines = written
    code = compile("def call(act): act()", doors.__file__, "exec")
    door = {}
    exec(code, door)
    try:
        door["call"](lambda: json.loads("{"))
    except ValueError:
        logger.exception("It came in.")
    assert len(lines()) == 1
    try:
        door["call"](None)
    except TypeError:
        logger.exception("It is ours.")
    assert len(lines()) > 3


def test_malformed_sockets_and_bad_requests_leave_little(tmp_path):
    with running(tmp_path) as server:
        host = urlsplit(server.address)
        for i in range(100):
            with socket.create_connection((host.hostname, host.port), timeout=20) as connection:
                request = (
                    f"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nSec-WebSocket-Key: {i}\r\n\r\n"
                )
                connection.sendall(request.encode())
                connection.recv(1000)
        connection = socket.create_connection((host.hostname, host.port), timeout=20)
        for i in range(1000):
            connection.sendall(f"GET /{i}{'x' * 500} HTTP/1.1\r\nHost: {host.netloc}\r\n\r\n".encode())
            assert connection.recv(10_000)
        connection.close()
    assert 0 < len((tmp_path / "log").read_text()) < 5000
