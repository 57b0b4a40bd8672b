"""The command as a process, for the browser tests."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple


class Server(NamedTuple):
    """A running server: the address that it printed, and its process."""

    address: str
    pid: int


_CHANGED = """
import sys
from app.serving import command, options

for name, value in SETTINGS.items():
    assert name in vars(options), name
    setattr(options, name, value)
sys.exit(command.main())
"""


@contextlib.contextmanager
def running(folder: Path, *arguments: str, expect_errors: bool = False, **settings: float):
    """Run the command in a folder of its own, as installed, and end it with all its processes.

    `settings` stand in for constants of app/serving/options.py.
    """
    port = [] if "--port" in arguments else ["--port", "0"]
    program = ["-c", _CHANGED.replace("SETTINGS", repr(settings))] if settings else ["-m", "app"]
    command = [sys.executable, *program, *port, *arguments]
    log = folder / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
    line = process.stdout.readline()
    assert " serves http://" in line, log.read_text()
    try:
        yield Server(line.split()[-1], process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
    ours = re.search(r'File ".*/(app|optimizers|surfaces)/', log.read_text())
    assert expect_errors or not ours, log.read_text()
