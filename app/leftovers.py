"""Gives the memory of ended sessions back to the machine as soon as nobody is left.

Panel has Python look for the objects of ended sessions some seconds after they have ended. What Python frees,
glibc keeps unless it is asked. It is asked when nobody is left, after one more look, which is quick then.
"""

import contextlib
import ctypes
import gc

from bokeh.server.server import BaseServer
from tornado.ioloop import PeriodicCallback

_PAUSE = 5000
"""Milliseconds between two looks."""


def give_back_when_empty(server: BaseServer) -> None:
    """From now on, look whether the last session has ended, and free what they have left."""
    had_visitors = False

    def look() -> None:
        nonlocal had_visitors
        if server.get_sessions():
            had_visitors = True
        elif had_visitors:
            had_visitors = False
            _give_back()

    PeriodicCallback(look, _PAUSE).start()


def _give_back() -> None:
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # another C library than glibc has ways of its own
        ctypes.CDLL(None).malloc_trim(0)
