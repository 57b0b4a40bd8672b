"""Turns a visitor's text into a Surface, off the event loop, in worker processes that can be killed."""

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from surfaces import ExpressionError, Surface, Table, recognized
from surfaces.compiled import Compiled
from surfaces.worker import SECONDS, GaveUpError, Worker

from ..tables.sampling import read_surface
from ..url import standing_surfaces

log = logging.getLogger(__name__)

_MOST_WAITING = 16
_ANSWER = 1.9
"""Seconds within which each text is answered, including the wait for a worker."""
_LEAST = 0.7
"""Seconds that a worker needs for the most expensive texts; if fewer are left, it is not asked."""


class BusyError(Exception):
    """All workers are busy, or none can be started; the same text may be read a moment later."""

    message = "The server is busy with other functions: change something to try again."
    position = None


REFUSALS = (ExpressionError, GaveUpError, BusyError)
"""Why a text has no surface."""


class _UnseenError(Exception):
    """The text has not been parsed yet."""


class ParserPool:
    """A few threads with a worker process each; one pool serves all sessions of a server process."""

    def __init__(self, workers: int = 2) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="parser")
        self._workers: dict[int, Worker] = {}  # by thread
        self._lock = threading.Lock()
        self._waiting = 0
        self._first: Future[Worker] | None = None

    @property
    def workers(self) -> list[Worker]:
        """The worker processes that are alive."""
        workers = list(self._workers.values())  # a copy, because the threads of the pool add workers
        return [worker for worker in workers if worker.alive]

    def warm(self) -> "Future[Worker]":
        """Start a worker process if there is none, without waiting for it. Texts start the others.

        The future's exception is a BusyError if none can be started; the next call tries again.
        """
        with self._lock:
            if self._first is None or (self._first.done() and not self.workers):
                self._first = self._threads.submit(self._worker)
            return self._first

    def close(self) -> None:
        """End all worker processes; the pool takes no more texts."""
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers.values():
            worker.close()

    def surface(self, text: str, data: Table | None = None) -> "Future[Surface]":
        """Return the surface of a text as a future, already done if the text has been seen before.

        `data` is the table over whose rows it goes. Other numbers in the table are no other text.

        Its exception is one of REFUSALS, each with a `message` and a `position`. Only ExpressionErrors are
        remembered; the others may be worth another try.
        """
        done: Future[Surface] = Future()
        try:
            known = standing_surfaces().get((text, data))
            done.set_result(known or recognized(read_surface(text, data, _unseen)))
        except ExpressionError as error:
            done.set_exception(error)
        except _UnseenError:
            return self._queue(text, data)
        return done

    def _queue(self, text: str, data: Table | None) -> "Future[Surface]":
        with self._lock:
            if self._waiting >= _MOST_WAITING:
                refused: Future[Surface] = Future()
                refused.set_exception(BusyError())
                return refused
            self._waiting += 1
        return self._threads.submit(self._parse, text, data, time.monotonic())

    def _parse(self, text: str, data: Table | None, asked: float) -> Surface:
        with self._lock:
            self._waiting -= 1
        return recognized(read_surface(text, data, partial(self._compile, asked)))

    def _compile(self, asked: float, text: str, columns: tuple[str, ...]) -> Compiled:
        worker = self._worker()
        left = asked + _ANSWER - time.monotonic()
        if left < _LEAST:
            raise BusyError
        try:
            return worker.compile(text, columns, min(left, SECONDS))
        finally:
            if not worker.alive:  # the next one starts now, not when somebody waits for it
                self._threads.submit(self._worker)

    def _worker(self) -> Worker:
        worker = self._workers.get(threading.get_ident())
        if worker is None or not worker.alive:
            try:
                worker = self._workers[threading.get_ident()] = Worker()
            except OSError as problem:
                log.error("The machine starts no process for the symbolic work: %s", problem)
                raise BusyError from problem
        return worker


def _unseen(text: str, columns: tuple[str, ...]) -> Compiled:
    raise _UnseenError
