"""The command in a process that says what it holds, each time it is asked: for the benchmark of its memory.

    python tests/benchmarks/observed.py --port 5006 &
    kill -USR1 $!

It is asked by a signal and answers in a file. So nothing about that stands in the product, and asking
leaves nothing behind in the process.
"""

import contextlib
import ctypes
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
    """Return what a process holds: `threads`, `objects`, their `kinds`, `collections`, and `heap` in MB.

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


class _Heap(ctypes.Structure):
    """What glibc's mallinfo2 returns."""

    _names = ("arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks")
    _fields_ = [(name, ctypes.c_size_t) for name in (*_names, "uordblks", "fordblks", "keepcost")]


def _heap_in_use() -> float:
    """Return the megabytes that are allocated; the rest of a heap lies between them. 0 without glibc."""
    with contextlib.suppress(OSError, AttributeError):
        mallinfo = ctypes.CDLL(None).mallinfo2
        mallinfo.restype = _Heap
        heap = mallinfo()
        return (heap.uordblks + heap.hblkhd) / 2**20
    return 0.0


def _say(*_: object) -> None:
    objects = gc.get_objects()
    kinds = Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in objects)
    said = {
        "threads": sorted(thread.name for thread in threading.enumerate()),
        "objects": len(objects),
        "heap": _heap_in_use(),
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
