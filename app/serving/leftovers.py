"""Gives the memory of ended sessions back to the machine as soon as nobody is left.

Panel has Python look for the objects of ended sessions some seconds after they have ended. What Python frees,
glibc keeps unless it is asked. It is asked when nobody is left, after one more look, which is quick then; and
a few times, for what a session has begun may outlive it by some seconds.
"""

import ctypes
import gc
from collections.abc import Callable

from bokeh.server.server import BaseServer
from tornado.ioloop import PeriodicCallback

_PAUSE = 5000
"""Milliseconds between two looks."""
_TIMES = 4
_ARENA_MAX = -8
"""glibc's number for the option."""


def keep_together() -> None:
    """Let all threads share one heap, for each would keep what it has once needed."""
    _glibc("mallopt")(_ARENA_MAX, 1)


def give_back_when_empty(server: BaseServer) -> None:
    """From now on, look whether the last session has ended, and free what they have left."""
    times = 0

    def look() -> None:
        nonlocal times
        if server.get_sessions():
            times = _TIMES
        elif times:
            times -= 1
            gc.collect()
            _glibc("malloc_trim")(0)

    PeriodicCallback(look, _PAUSE).start()


def _glibc(name: str) -> Callable[..., int]:
    """Return a function of the C library; one that does nothing if that is another than glibc."""
    try:
        return getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):  # TypeError is Windows' answer to None
        return lambda *_: 0
