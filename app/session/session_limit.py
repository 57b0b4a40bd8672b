"""How many sessions a process has at most: each takes memory, whether somebody uses it or not.

When there is no room, the websocket that has been silent for the longest time is closed. Its visitor loses
nothing, because the page keeps what it shows and joins again by itself.
"""

import asyncio
import math
import threading
import time
from typing import Any
from weakref import WeakKeyDictionary

MOST = 1000
"""Sessions of a process; about half a gigabyte, if they show maps more."""
SILENT = 120.0
"""Seconds without a message after which a websocket may be closed to make room."""


class SessionLimit:
    """The open websockets of a process, the one that is silent for longest first."""

    def __init__(self) -> None:
        self._heard: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()  # Bokeh 3.10 makes sessions in threads

    def hear(self, websocket: Any) -> None:
        """Note that a websocket was opened, or that a message came over it. Call this on the event loop.

        Args:
            websocket: a handler of Tornado's.
        """
        self._loop = asyncio.get_running_loop()
        with self._lock:
            self._heard.pop(websocket, None)
            self._heard[websocket] = time.monotonic()

    def has_room(self, sessions: int) -> bool:
        """Whether there is room for one more session than these, if need be after closing a silent one."""
        if sessions < MOST:
            return True
        now = time.monotonic()
        with self._lock:
            open_ones = (each for each in self._heard.items() if each[0].ws_connection is not None)
            websocket, moment = next(open_ones, (None, math.inf))
            if websocket is None or self._loop is None or now - moment < SILENT:
                return False
            del self._heard[websocket]
        self._loop.call_soon_threadsafe(websocket.close, 1001, "others need the room")
        return True


SESSION_LIMIT = SessionLimit()
"""That of this process."""
