"""Several worker processes on one port: they end with their parent, and it waits until they have.

Tornado forks them, and starts one anew that has died. It never tells them that their parent has died; so
each holds the end of a pipe that nobody writes to, and reads its end when the parent is gone, killed or not.
"""

import os
import time

from tornado import process
from tornado.ioloop import IOLoop


class Lifeline:
    """The pipe between the parent and its workers; made before they are forked."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()

    def end_with_parent(self, loop: IOLoop) -> None:
        """In a worker: stop its loop when the parent has gone. Elsewhere nothing."""
        if process.task_id() is not None:
            os.close(self._write)
            loop.add_handler(self._read, lambda *_: loop.stop(), IOLoop.READ)

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
