"""Several worker processes on one port: they end with their parent, and it waits for them.

Tornado forks workers, and replaces one that dies, but does not tell them when their parent dies. So each
holds the reading end of a pipe that nobody writes to; it closes when the parent has gone, killed or not.
"""

import contextlib
import os
import time
from collections.abc import Callable, Iterator

from tornado import process
from tornado.ioloop import IOLoop


class Lifeline:
    """The pipe between the parent and its workers; made before they are forked."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    @contextlib.contextmanager
    def holds(self, loop: IOLoop, gone: Callable[[], None]) -> Iterator[None]:
        """In a worker: while in this context, call `gone` from the loop when the parent has gone."""
        os.close(self._write)
        loop.add_handler(self._read, lambda *_: gone(), IOLoop.READ)
        try:
            yield
        finally:
            loop.remove_handler(self._read)

    def end_workers(self, seconds: float) -> None:
        """In the parent: let the workers stop, and wait for them."""
        os.close(self._write)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if os.waitpid(-1, os.WNOHANG) == (0, 0):
                    time.sleep(0.02)
            except ChildProcessError:
                return


def is_first() -> bool:
    """Whether this is the only process, or the first of the workers."""
    return process.task_id() in (None, 0)
