"""Work that takes long, done in short slices while no event waits, so that it never holds up a drag."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Generator
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from bokeh.document import Document

_SLICE = 0.002
"""Seconds that a slice takes. Slices of 6 ms bring maps a quarter sooner, but others wait twice as long."""
_FIRST_SLICE = 0.006
"""Seconds that work which is begun `at_once` has before anything else."""
_PAUSE = 0.001
"""Seconds between two slices, in which events are handled."""
_IDLE = 0.001
"""If the process uses more seconds of processor time than this in a pause, more events may wait. The length
of the pause does not tell: on a busy machine each pause ends late."""
_LONGEST_PAUSE = 0.02
"""Seconds after which there is a slice, however many events wait."""
_FIRST = 0.5
"""Seconds for which work that was begun `at_once` goes before all other, because a browser waits for it."""
_DELAY = 40.0
"""Seconds by which each second of its work puts a job back in the queue, so that long jobs hold up no short
ones. It goes back by no more than that, so that new short jobs do not hold it up for ever."""
_SHORT = 0.15
"""The first seconds of its work do not put a job back: so a coarse map, even of a table's rows, is finished
before the next one."""
_CROWD = 6
"""From so many jobs at once on, work that can begin with less should (`is_crowded`)."""
_PATIENCE = 0.5
"""Seconds before progress is first reported."""
_REPORTS = 0.1
"""Seconds between two reports."""

log = logging.getLogger(__name__)


class Background:
    """Does one piece of work at a time for a session; newer work replaces older work."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._job: Job | None = None

    def start(
        self,
        work: Generator[float, None, Any],
        done: Callable[[Any], None],
        progress: Callable[[float], None] = lambda _: None,
        failed: Callable[[], None] = lambda: None,
        at_once: bool = False,
    ) -> None:
        """Begin a piece of work and drop the one under way.

        Args:
            work: yields the share that is done, and returns a result. It must not use the document.
            done: is called with the result, in an event of the session.
            progress: is called with the share that is done, in such events, if the work takes long.
            failed: is called in such an event if the work raises an error, which is logged.
            at_once: whether to do the first slice now. If that finishes the work, `done` is called now, too.
                If not, the work goes before all other work for a while.
        """
        self.stop()
        job = self._job = Job(self._document, work, done, progress, failed, at_once)
        if at_once:
            job.go_on(_FIRST_SLICE, lambda act, told: act(told))
            if not job.waits:
                return

        async def enter() -> None:  # a coroutine runs on the event loop; Bokeh 3.10 runs the rest in threads
            turns().add(job)

        self._document.add_next_tick_callback(enter)

    def stop(self) -> None:
        """Drop the work under way."""
        if self._job is not None:
            self._job.drop()

    @property
    def busy(self) -> bool:
        """Whether there is work under way."""
        return self._job is not None and not self._job.over


class Job:
    """A piece of work of a session."""

    def __init__(
        self,
        document: Document,
        work: Generator[float, None, Any],
        done: Callable[[Any], None],
        progress: Callable[[float], None],
        failed: Callable[[], None],
        at_once: bool,
    ) -> None:
        self.over = False
        """Whether it has called back with a result or a failure, or was dropped."""
        self.used = 0.0
        """Seconds that its slices took so far."""
        self._at_once = at_once
        self._document = document
        self._context = document.session_context  # kept, because the document loses it as the session ends
        self._work: Generator[float, None, Any] | None = work
        self._done, self._progress, self._failed = done, progress, failed
        self._begun = self._reported = time.monotonic()

    @property
    def waits(self) -> bool:
        """Whether there is something left to compute. The work of a session that has ended is dropped."""
        if self._context is not None and self._context.destroyed:
            self.drop()
        return self._work is not None

    @property
    def place(self) -> tuple[bool, float]:
        """Its place in the queue: the lowest is next."""
        return not (self._at_once and self.used < _FIRST), self._begun + _DELAY * max(0.0, self.used - _SHORT)

    def drop(self) -> None:
        """Cancel the work and let go of it."""
        self.over, self._work = True, None

    def go_on(self, seconds: float, tell: Callable[[Callable[[Any], None], Any], None] | None = None) -> None:
        """Compute for so many seconds. `tell(act, told)` calls `act(told)`, by default in a later event."""
        if (work := self._work) is None:
            return
        tell = tell or self._tell
        begin = now = time.monotonic()
        share = 0.0
        try:
            while now - begin < seconds:
                share = next(work)
                now = time.monotonic()
        except StopIteration as end:
            self._work = None
            tell(self._hand_over, end.value)
        except Exception:
            self._work = None
            log.exception("Work in the background failed.")
            tell(self._give_up, None)
        else:
            if now - self._begun > _PATIENCE and now - self._reported > _REPORTS:
                self._reported = now
                tell(self._report, share)
        self.used += now - begin

    def _tell(self, act: Callable[[Any], None], told: Any) -> None:
        with contextlib.suppress(RuntimeError, AttributeError):  # the session has ended meanwhile
            self._document.add_next_tick_callback(partial(act, told))

    def _hand_over(self, result: Any) -> None:
        if not self.over:
            self.over = True
            self._done(result)

    def _give_up(self, _: None) -> None:
        if not self.over:
            self.over = True
            self._failed()

    def _report(self, share: float) -> None:
        if not self.over:
            self._progress(share)


class Turns:
    """The work of all sessions of an event loop: one slice at a time, and none while events wait.

    Jobs that a browser waits for come first. Then comes what has begun first, but the more time a job has
    had, the later it counts as begun (_DELAY). When a whole class drags with its maps open, each gets its
    coarse map in turn, and coarse maps come before fine ones.
    """

    def __init__(self, later: Callable[[float, Callable[[], None]], Any]) -> None:
        """Schedule slices by `later(seconds, callback)`."""
        self._later = later
        self._jobs: list[Job] = []
        """Those that may have something left to compute."""
        self._used = self._last = 0.0

    @property
    def is_crowded(self) -> bool:
        """Whether many jobs are under way."""
        return len(self._jobs) >= _CROWD

    def add(self, job: Job) -> None:
        """Add a job."""
        self._jobs.append(job)
        if len(self._jobs) == 1:
            self._last = time.monotonic()
            self._pause()

    def _pause(self) -> None:
        self._used = time.process_time()
        self._later(_PAUSE, self._turn)

    def _turn(self) -> None:
        self._jobs = [job for job in self._jobs if job.waits]
        if not self._jobs:
            return
        now = time.monotonic()
        try:
            if time.process_time() - self._used < _IDLE or now - self._last > _LONGEST_PAUSE:
                min(self._jobs, key=lambda job: job.place).go_on(_SLICE)
                self._last = time.monotonic()
        finally:  # even if a job raises, the others go on
            self._pause()


_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns() -> Turns:
    """Return the turns of the running event loop."""
    loop = asyncio.get_running_loop()
    if loop not in _TURNS:
        _TURNS[loop] = Turns(
            lambda seconds, callback: asyncio.get_running_loop().call_later(seconds, callback)
        )
    return _TURNS[loop]


def is_crowded() -> bool:
    """Return whether many sessions have work under way, so that each should begin with a small piece."""
    return any(each.is_crowded for each in _TURNS.values())
