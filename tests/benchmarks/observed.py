"""The command in a process that says what it holds, each time it is asked: for the benchmark of its memory.

    python tests/benchmarks/observed.py --port 5006 &
    kill -USR1 $!

It is asked by a signal and answers in a file. So nothing about that stands in the product, and asking
leaves nothing behind in the process.
"""

import gc
import json
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

PATIENCE = 30.0
"""Seconds within which a process answers."""


def ask(pid: int) -> dict:
    """Return what a process holds: `threads`, `objects`, `collections`, and of which `kinds` the objects are.

    Raises:
        TimeoutError: it does not answer.
    """
    answer = _answer(pid)
    answer.unlink(missing_ok=True)
    os.kill(pid, signal.SIGUSR1)
    end = time.monotonic() + PATIENCE
    while not answer.exists():
        if time.monotonic() > end:
            raise TimeoutError(f"process {pid} does not say what it holds")
        time.sleep(0.02)
    return json.loads(answer.read_text())


def _answer(pid: int) -> Path:
    return Path(tempfile.gettempdir()) / f"observed-{pid}.json"


def _say(*_: object) -> None:
    objects = gc.get_objects()
    kinds = Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in objects)
    said = {
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "objects": len(objects),
        "collections": [generation["collections"] for generation in gc.get_stats()],
        "kinds": dict(kinds.most_common()),
    }
    answer = _answer(os.getpid())
    part = answer.with_suffix(".part")
    part.write_text(json.dumps(said))
    part.rename(answer)  # whoever waits for it sees all of it


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    signal.signal(signal.SIGUSR1, _say)
    from app.serving.command import main

    sys.exit(main())
