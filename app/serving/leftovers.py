"""Gives memory that is not used any more back to the machine.

Panel runs Python's collector some seconds after a session has ended. What Python frees, glibc keeps until it
is told to give it back: a map needs megabytes for a moment, a session keeps a tenth of one. That happens here
every few seconds while there are sessions. When none is left it happens a few times more, because the work of
a session may outlive it by some seconds. Then another collection comes before it, which is quick by then.
"""

import ctypes
import gc
from collections.abc import Callable

from bokeh.server.server import BaseServer
from tornado.ioloop import PeriodicCallback

_PAUSE = 5000
"""Milliseconds between two checks."""
_TIMES = 4
_ARENA_MAX = -8
"""glibc's number for the option M_ARENA_MAX."""


def keep_together() -> None:
    """Let all threads share one heap: with heaps of their own, each would keep what it once needed."""
    _glibc("mallopt")(_ARENA_MAX, 1)


def give_back(server: BaseServer) -> None:
    """From now on, give back what is free, and what sessions left behind when the last one has ended."""
    times = 0

    def look() -> None:
        nonlocal times
        if server.get_sessions():
            times = _TIMES
        elif times:
            times -= 1
            gc.collect()
        else:
            return
        _glibc("malloc_trim")(0)

    PeriodicCallback(look, _PAUSE).start()


def _glibc(name: str) -> Callable[..., int]:
    """Return a function of glibc; one that does nothing if the C library is another one."""
    try:
        return getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):  # TypeError is Windows' answer to None
        return lambda *_: 0
