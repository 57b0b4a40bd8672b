"""The servers that the benchmarks of pages start, and what their processes use."""

import argparse
import contextlib
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from chromium import ARGUMENTS as ARGUMENTS
from chromium import chromium_path as chromium_path
from first_path import COUNT as COUNT
from first_path import PAINTED as PAINTED
from ports import free_port as free_port

HERE = Path(__file__).parent


class Served(NamedTuple):
    """A page that is served for us."""

    url: str
    pid: int
    port: int


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which version stands beside this one, and which Chromium shows both."""
    parser.add_argument("--beside", type=lambda text: Path(text).resolve(), metavar="DIR", help="a checkout")
    parser.add_argument("--python", default=sys.executable, metavar="PATH", help="the one that runs it")
    parser.add_argument("--chromium", default=chromium_path())


@contextlib.contextmanager
def panel_page(name: str) -> Iterator[Served]:
    """Serve a page of this folder as Panel's documentation teaches it."""
    port = free_port()
    command = [sys.executable, "-m", "panel", "serve", str(HERE / f"{name}.py"), "--port", str(port)]
    with running(command, port) as pid:
        yield Served(f"http://localhost:{port}/{name}", pid, port)


@contextlib.contextmanager
def explorer(
    *arguments: str,
    folder: Path | None = None,
    python: str = sys.executable,
) -> Iterator[Served]:
    """Serve the explorer.

    Args:
        arguments: of the command.
        folder: a checkout, if it is not this one.
        python: the one that runs it.
    """
    port = free_port()
    environment = {**os.environ, **({"PYTHONPATH": str(folder)} if folder else {})}
    command = [python, "-m", "app", "--port", str(port), *arguments]
    with running(command, port, cwd=folder, env=environment) as pid:
        yield Served(f"http://127.0.0.1:{port}/", pid, port)


@contextlib.contextmanager
def running(command: list[str], port: int, **options) -> Iterator[int]:
    """Run a program until it is needed no more, and give its number once it listens on a port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        for _ in range(1200):  # two minutes, for a busy machine
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended with status {process.returncode}.")
            time.sleep(0.1)
        else:
            raise RuntimeError(f"{command} does not serve port {port}.")
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children = [
        int(child)
        for path in Path(f"/proc/{pid}/task").glob("*/children")
        for child in path.read_text().split()
    ]
    return [pid, *(descendant for child in children for descendant in family(child))]


def megabytes(pid: int) -> float:
    """Return the memory of the processes that hold sessions, without those that do the symbolic work.

    It is the proportional set size, in which pages that several processes share count once.
    """
    total = 0
    for process in family(pid):
        if b"surfaces.worker" not in Path(f"/proc/{process}/cmdline").read_bytes():
            total += int(re.search(r"Pss: +(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text())[1])
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """Return the time that a process has computed so far, for itself and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
