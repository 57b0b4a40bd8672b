"""The command as a process, for the browser tests."""

import contextlib
import multiprocessing
import os
import re
import signal
import sys
from multiprocessing import forkserver
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from app.serving import command, options


class Server(NamedTuple):
    """A running server: the address that it printed, and its process."""

    address: str
    pid: int


_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["ready_to_serve"])


def _forked(target, *arguments):
    """Start a process, forked from one that has what all servers share."""
    # In Python 3.11 that one does not know where modules are, and is silent about what it does not find. It
    # would look into the working directory first, though the package under test is the installed one.
    known = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"}
    with mock.patch.dict(os.environ, known):
        forkserver.ensure_running()
    process = _PROCESSES.Process(target=target, args=arguments)
    process.start()
    return process


def _send_made(said):
    made = sys.modules["ready_to_serve"]  # a process that must import it first starts as slowly as any
    said.send((made.BEFORE, made.AFTER))


def held_while_making() -> list[list[int]]:
    """Return how many threads and open files there were before and after what all servers share was made."""
    heard, said = _PROCESSES.Pipe(duplex=False)
    _forked(_send_made, said)
    said.close()
    return heard.recv()


def _serve(said, folder: Path, arguments: list[str], settings: dict[str, float], environment: dict[str, str]):
    os.setsid()
    os.chdir(folder)
    os.environ.clear()  # it was forked from a process that may have begun with what only one test had set
    os.environ.update(environment)
    os.dup2(said.fileno(), sys.stdout.fileno())
    os.dup2(os.open("log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.stderr.fileno())
    for name, value in settings.items():
        assert name in vars(options), name
        setattr(options, name, value)
    sys.exit(command.main(arguments))


def _started(folder, arguments, settings=None):
    heard, said = _PROCESSES.Pipe(duplex=False)
    process = _forked(_serve, said, folder, arguments, settings or {}, dict(os.environ))
    said.close()
    return process, heard


def refused(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command, which cannot serve as asked; return its exit status and what it says."""
    process, heard = _started(folder, arguments)
    heard.close()
    process.join(60)
    return process.exitcode, (folder / "log").read_text()


@contextlib.contextmanager
def running(folder: Path, *arguments: str, expect_errors: bool = False, **settings: float):
    """Run the command in a process and a folder of its own, and end it with all its processes.

    It is forked from a process that has already imported and made what all servers share, which takes most of
    a start. A start from nothing is tested in serving/test_server.py. `settings` stand in for constants of
    app/serving/options.py.
    """
    port = [] if "--port" in arguments else ["--port", "0"]
    process, heard = _started(folder, [*port, *arguments], settings)
    log = folder / "log"
    with open(heard.fileno(), closefd=False) as lines:
        line = lines.readline()
    assert " serves http://" in line, log.read_text()
    try:
        yield Server(line.split()[-1], process.pid)
    finally:
        with contextlib.suppress(ProcessLookupError):  # the test has killed it
            os.killpg(process.pid, signal.SIGTERM)
        process.join(60)
        assert process.exitcode in (0, -signal.SIGKILL), "the server has not stopped as it should"
        heard.close()
    ours = re.search(r'File ".*/(app|optimizers|surfaces)/(?!session/bokeh_patches)', log.read_text())
    assert expect_errors or not ours, log.read_text()
