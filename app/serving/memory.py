"""Gives memory that is not used any more back to the machine.

An ended session is freed by Python's collector, which counts objects and not their size. Panel runs the
collector some seconds after the last session has ended, so never while new ones keep coming. So it also runs
here, whenever as many sessions have ended as are left: its cost grows with those that are left.

glibc keeps what Python frees until it is told to give it back: a map needs megabytes for a moment, a session
a tenth of one all the time. It is told so here, every few seconds while there are sessions. After the last
one has ended, both happen a few times more, because the work of a session may outlive it by some seconds.
"""

import ctypes
import gc
from collections.abc import Callable

from bokeh.server.server import BaseServer
from tornado.ioloop import PeriodicCallback

_PAUSE = 5000
"""Milliseconds between two checks."""
_TIMES = 4
"""Checks after the last session has ended."""
_FEWEST = 20
"""The fewest sessions that end before a collection while others go on."""
_ARENA_MAX = -8
"""glibc's number for the option M_ARENA_MAX."""


def keep_together() -> None:
    """Let all threads share one heap; with its own, each thread would keep what it once needed."""
    _glibc("mallopt")(_ARENA_MAX, 1)


def give_back(server: BaseServer) -> None:
    """From now on, give back memory that is free, and that of sessions that have ended."""
    alive: set[str] = set()
    ended = times = 0

    def look() -> None:
        nonlocal alive, ended, times
        before, alive = alive, {session.id for session in server.get_sessions()}
        ended += len(before - alive)
        if alive:
            times = _TIMES
        elif times:
            times -= 1
        else:
            return
        if not alive or ended >= max(_FEWEST, len(alive)):
            ended = 0
            gc.collect()
        _glibc("malloc_trim")(0)

    PeriodicCallback(look, _PAUSE).start()


def _glibc(name: str) -> Callable[..., int]:
    """Return a function of glibc; one that does nothing if the C library is another one."""
    try:
        function: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):  # TypeError is Windows' answer to None
        return lambda *_: 0
    return function
