"""The command, as a process: its address, its errors, and the other ways to start the page."""

import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from explorer_server import held_while_making, refused, running
from visitor import Visitor, run

from app.serving import server as serving
from app.serving.command import arguments, main

PATIENCE = 30.0
"""Seconds that a test waits for what takes a moment, on the slowest machine."""


def read(url):
    with urllib.request.urlopen(url, timeout=20) as response:
        return response.status, response.read().decode()


def test_the_command_runs_in_any_folder_prints_its_address_and_stops_at_the_keyboard(tmp_path):
    """Shells make a command that they start in the background ignore the keyboard."""
    for name in ("app.py", "surfaces.py", "panel.py"):  # what others have in their folders
        (tmp_path / name).write_text("raise SystemExit(3)")
    shell = ["sh", "-c", 'trap "" INT; exec "$@"', "sh"]
    command = shutil.which("trajectory-explorer", path=Path(sys.executable).parent)
    with subprocess.Popen(
        [*shell, command, "--port", "0", "--workers", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            line = process.stdout.readline()
            assert re.fullmatch(r"trajectory-explorer \S.* serves http://127\.0\.0\.1:\d+/", line.strip())
            address = line.split()[-1]
            assert read(address + "liveness")[0] == 200
            status, page = read(address)
            assert status == 200
            assert "<title>Trajectory explorer</title>" in page
            assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
            everybody = descendants(process.pid)
            assert everybody
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=PATIENCE) == 0
            eventually(lambda: not any(map(is_running, everybody)))
        finally:
            process.kill()


def test_the_help_names_all_options(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for action in arguments()._actions:
        assert all(option in shown for option in action.option_strings)
        assert action.help.rstrip()[-1] not in ".,"
    assert max(map(len, shown.splitlines())) <= 105


@pytest.mark.once
def test_a_page_with_a_prefix_opens_in_the_browser_may_be_framed_by_hosts_that_are_named_and_ends_by_a_signal(
    tmp_path, monkeypatch
):
    browser, pipe = tmp_path / "browser", tmp_path / "pipe"
    os.mkfifo(pipe)
    browser.write_text(f"#!/bin/sh\necho $1 > {pipe}\n")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    hosts = ["https://blog.example.org", "localhost:8000"]
    named = [word for host in hosts for word in ("--allow-embed", host)]
    with running(tmp_path, "--show", "--prefix", "/explorer/", *named) as server:
        opened = subprocess.run(["cat", pipe], capture_output=True, text=True, timeout=PATIENCE, check=True)
        assert opened.stdout.strip() == server.address
        assert server.address.endswith("/explorer/")
        assert "Trajectory explorer" in read(server.address)[1]
        with urllib.request.urlopen(server.address + "?embed", timeout=20) as response:
            told = response.headers
        everybody = [server.pid, *descendants(server.pid)]
        assert everybody[1:]
        os.kill(server.pid, signal.SIGTERM)
        eventually(lambda: not any(map(is_running, everybody)))
    policy = dict(part.split(" ", 1) for part in told["Content-Security-Policy"].split("; "))
    assert policy["frame-ancestors"].split() == ["'self'", *hosts]
    assert told["X-Frame-Options"] is None
    assert told["Set-Cookie"] is None


@pytest.mark.once
def test_a_port_in_use_is_a_clear_error_and_the_next_one_is_taken_if_asked(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ["--port", str(port)]
        status, said = refused(tmp_path, *arguments)
        assert status == 1
        assert said.count("\n") == 1
        assert f"127.0.0.1:{port} is in use" in said
        assert "--next-port" in said
        with running(tmp_path, *arguments, "--next-port") as server:
            assert port < urllib.parse.urlsplit(server.address).port <= port + 50
            assert "Trajectory explorer" in read(server.address)[1]


@pytest.mark.parametrize(
    "flags",
    [
        ["--host", ""],
        ["--port", "many"],
        ["--port", "65536"],
        ["--workers", "0"],
        ["--allow-origin", "*"],
        ["--allow-origin", "https://example.org"],
        ["--allow-embed", "*"],
        ["--prefix", "/a b"],
        ["--prefix", "/é"],
        ["--nosuch"],
    ],
)
def test_a_bad_flag_is_a_clear_error(flags, capsys):
    with pytest.raises(SystemExit) as ended:
        main(flags)
    assert ended.value.code == 2
    assert flags[0] in capsys.readouterr().err


def test_workers_are_refused_where_processes_cannot_fork(monkeypatch, capsys):
    monkeypatch.delattr(os, "fork")  # as on Windows
    with pytest.raises(SystemExit):
        main(["--workers", "2"])
    assert "--workers" in capsys.readouterr().err


def test_a_short_secret_is_a_clear_error(tmp_path, monkeypatch):
    monkeypatch.setenv("TRAJECTORY_EXPLORER_SECRET", "1234")
    status, said = refused(tmp_path, "--port", "0")
    assert status == 1
    assert "TRAJECTORY_EXPLORER_SECRET is shorter" in said


def answers(address):
    try:
        return read(address + "liveness")[0] == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def descendants(pid):
    children = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            children += map(int, path.read_text().split())
    return [*children, *(one for child in children for one in descendants(child))]


def is_running(pid):
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False


def eventually(check):
    deadline = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.02)


STOPS_EARLY = """
import os, signal, sys
from app.serving import command, server

def interrupted(*what):
    whole(*what)
    os.kill(os.getpid(), signal.SIGTERM)

server.assets.make_all = server.make_shared = lambda: None  # what takes long
whole = getattr(server, sys.argv[1])
setattr(server, sys.argv[1], interrupted)
sys.exit(command.main(["--port", "0"]))
"""


@pytest.mark.once
@pytest.mark.parametrize("after", ["_announce", "make_shared"])
def test_a_signal_before_the_event_loop_runs_stops_it_as_well_though_nobody_takes_the_address(
    tmp_path, monkeypatch, after
):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)  # what cannot be written stays in a buffer
    with open("/dev/full", "w") as out:
        found = subprocess.run(
            [sys.executable, "-c", STOPS_EARLY, after],
            cwd=tmp_path,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (found.returncode, found.stderr) == (0, "")


def test_what_workers_share_is_made_without_a_thread_or_an_event_loop():
    before, after = held_while_making()
    assert before == after


def test_workers_take_over_from_each_other_are_started_anew_and_all_end_when_their_parent_is_killed(tmp_path):
    async def come(address):
        for k in range(1, 13):  # once in thousands of times all go to one worker, which is correct, too
            visitor = await Visitor.enter(address)
            await visitor.tick(values={"alpha": k / 16})
            assert f"alpha={k / 16:g}" in visitor.answer
            visitor.leave()

    with running(tmp_path, "--workers", "2") as server:
        run(come(server.address))

        def workers():
            return Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()

        eventually(lambda: len(workers()) == 2)
        killed = workers()[1]
        os.kill(int(killed), signal.SIGKILL)
        eventually(lambda: killed not in workers() and len(descendants(server.pid)) >= 4)
        assert all(answers(server.address) for _ in range(10))
        everybody = descendants(server.pid)
        os.kill(server.pid, signal.SIGKILL)
        eventually(lambda: not any(map(is_running, everybody)))
        eventually(lambda: not answers(server.address))


def test_for_any_free_port_another_is_tried_if_one_is_taken_first():
    ports = serving._ports(argparse.Namespace(host="127.0.0.1", port=0, next_port=False))
    assert len(set(ports)) > 1
    for port in ports:
        socket.create_server(("127.0.0.1", port)).close()
