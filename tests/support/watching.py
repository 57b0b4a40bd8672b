"""Notes what Python executes, opens or starts, so that a test can check that a text causes none of it."""

import contextlib
import sys

_watching: list | None = None


def _note(event, arguments):
    kinds = ("compile", "exec", "open", "os", "subprocess", "socket", "builtins")
    if _watching is not None and event.split(".")[0] in kinds:
        _watching.append((event, arguments))


sys.addaudithook(_note)


@contextlib.contextmanager
def watched():
    """Give the list of all such events in the block, each with its arguments."""
    global _watching
    _watching = events = []
    try:
        yield events
    finally:
        _watching = None
