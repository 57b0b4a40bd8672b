"""Work that takes a while, done in slices between the events of a session, so that no drag waits for it."""

import time
from collections.abc import Callable, Generator
from typing import Any

from bokeh.document import Document

_SLICE = 0.006
"""Seconds of a slice; then other events have their turn."""
_PATIENCE = 0.5
"""Seconds after which progress is reported."""
_REPORTS = 0.1
"""Seconds between two reports."""


class Background:
    """Does one piece of work at a time for a session; newer work replaces older work."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._work: Generator | None = None

    def start(
        self,
        work: Generator[float, None, Any],
        done: Callable[[Any], None],
        progress: Callable[[float], None],
    ) -> None:
        """Begin a piece of work and drop the one under way.

        Args:
            work: yields the share that is done, and returns a result.
            done: gets the result.
            progress: gets the share that is done, now and then, if the work takes long.
        """
        self._work = work
        begun = reported = time.monotonic()

        def go_on() -> None:
            nonlocal reported
            if self._work is not work:
                return
            until = time.monotonic() + _SLICE
            share = 0.0
            try:
                while (now := time.monotonic()) < until:
                    share = next(work)
            except StopIteration as end:
                self._work = None
                done(end.value)
                return
            except Exception:
                self._work = None  # or the session would count as busy for ever
                raise
            if now - begun > _PATIENCE and now - reported > _REPORTS:
                reported = now
                progress(share)
            self._document.add_next_tick_callback(go_on)

        self._document.add_next_tick_callback(go_on)

    def stop(self) -> None:
        """Drop the work under way."""
        self._work = None

    @property
    def busy(self) -> bool:
        """Whether there is work under way."""
        return self._work is not None
