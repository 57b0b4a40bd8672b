"""Faults of a machine: a full disk, a clock that is set, a process that stands still or is killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from visitor import Visitor, run

SHIFTED = """
import calendar, signal, time

offset, wall, timegm = 0, time.time, calendar.timegm
time.time = lambda: wall() + offset
calendar.timegm = lambda moment: timegm(moment) + offset  # by which Bokeh dates tokens

from app.serving import command, options, server

make = server.get_server

def make_and_count(*what, **options):
    made = make(*what, **options)

    def tell(number, _):
        global offset
        offset += {signal.SIGUSR1: 86400, signal.SIGUSR2: -172800}[number]
        print(len(made.get_sessions()), flush=True)

    for number in (signal.SIGUSR1, signal.SIGUSR2):
        made.io_loop.asyncio_loop.add_signal_handler(number, tell, number, None)
    return made

server.get_server = make_and_count
options.LIFETIME = 400
command.main(["--port", "0"])
"""
"""The command; SIGUSR1 sets its clock a day ahead, SIGUSR2 two days back, and both tell its sessions."""


@pytest.fixture
def serve(tmp_path, monkeypatch):
    """Starts a server and gives its process, with its address."""
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # unwritten output stays in a buffer
    processes = []

    def start(*words, stderr=subprocess.DEVNULL):
        process = subprocess.Popen(
            [sys.executable, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=stderr, text=True
        )
        processes.append(process)
        process.address = process.stdout.readline().split()[-1]
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_the_clock_may_be_set(serve):
    server = serve("-c", SHIFTED)

    def sessions(number):
        server.send_signal(number)
        return int(server.stdout.readline())

    async def visit():
        visitor = await Visitor.enter(server.address)
        for number in (signal.SIGUSR1, signal.SIGUSR2):
            assert sessions(number) >= 1
            await visitor.tick(values={"alpha": 0.5})
            other = await Visitor.enter(server.address)
            await other.tick(values={"alpha": 0.25})
            other.leave()
        visitor.leave()

    run(visit())
    deadline = time.monotonic() + 30
    while sessions(signal.SIGUSR2):  # ended sessions are still dropped
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_server_that_cannot_write_its_log_or_stood_still_answers_all_the_same(serve):
    with open("/dev/full", "w") as full:
        server = serve("-m", "app", "--port", "0", stderr=full)
    place = urlsplit(server.address)
    for _ in range(3):  # each leaves a line in the log
        with socket.create_connection((place.hostname, place.port), timeout=20) as stranger:
            stranger.sendall(b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nOrigin: http://x\r\n\r\n")
            stranger.recv(1000)

    async def visit():
        visitor = await Visitor.enter(server.address)
        await visitor.send_message(None)
        await visitor.tick(values={"alpha": 0.5})
        os.kill(server.pid, signal.SIGSTOP)
        await visitor.send_change(1000, {"values": {"alpha": 0.25}})
        await visitor.send_change(1001, {"values": {"alpha": 0.5}})
        os.kill(server.pid, signal.SIGCONT)
        answer = await visitor.receive("PATCH-DOC", r"\"number\": 1001,")
        assert "alpha=0.5" in answer

    run(visit())
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=30)
    assert server.returncode == 0
