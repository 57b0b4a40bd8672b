"""The log on standard error: at most one entry a minute for each kind of fault.

Nothing that a visitor sends can fake an entry or fill the disk. One who asks for pages that are not there, as
fast as the server answers, would write 2 MB in five seconds; so it is 300 bytes.
"""

import logging
import os
import sys
import threading
import time
import traceback

MINUTE = 60.0
"""Seconds in which a kind of fault is written once."""
_LONGEST = 200
"""Most characters of a line; it may hold a visitor's text."""
_MOST_LINES = 60
"""Most lines of an entry; the traceback of a recursion may have thousands."""


class Formatter(logging.Formatter):
    """Escapes what cannot be printed, and marks all lines of an entry but its first one."""

    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info))
        first, *others = text.rstrip("\n").split("\n")
        entry = f"{self.formatTime(record)} {record.levelname} {record.name}: {_printable(first)}"
        if more := getattr(record, "more", 0):
            entry += f" (and {more} more since the last entry of this kind)"
        return "\n".join([entry, *(f"  | {_printable(line)}" for line in _cut(others))])


class OncePerMinute(logging.Filter):
    """Passes one entry of each kind per minute, and counts the others.

    A kind is the place in the code that logs, with the type of an exception. So there are only so many kinds,
    whatever a visitor sends. The next entry of a kind says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[tuple[object, ...], tuple[float, int]] = {}
        """By kind: when the last entry passed; how many were left out since."""

    def filter(self, record: logging.LogRecord) -> bool:
        kind = (record.name, record.pathname, record.lineno, record.exc_info and record.exc_info[0])
        now = time.monotonic()
        began, left_out = self._kinds.get(kind, (-MINUTE, 0))
        if now - began < MINUTE:
            self._kinds[kind] = (began, left_out + 1)
            return False
        record.more = left_out
        self._kinds[kind] = (now, 0)
        return True


def _cut(lines: list[str]) -> list[str]:
    """Return the lines of an entry, without the middle of a very long one."""
    left_out = len(lines) - _MOST_LINES
    if left_out <= 0:
        return lines
    half = _MOST_LINES // 2
    return [*lines[:half], f"… {left_out} lines are left out …", *lines[-half:]]


def _printable(text: str) -> str:
    """Return an untrusted text in a form that is safe in a line of the log: escaped, and not long."""
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def begin() -> None:
    """Send all warnings and errors of this process to the standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Formatter())
    handler.addFilter(OncePerMinute())
    logging.basicConfig(handlers=[handler], force=True)
    for library in ("bokeh", "panel"):  # they bring their own handlers
        logger = logging.getLogger(library)
        logger.handlers.clear()
        logger.propagate = True
    logging.captureWarnings(True)
    threading.excepthook = _log_thread


def drop_unwritten() -> None:
    """Drop what is still buffered for the standard output and error, as when the disk is full.

    Python would try to write it as it exits, and make the exit status 120.
    """
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _log_thread(fault: threading.ExceptHookArgs) -> None:
    """Log what ended a thread."""
    if fault.exc_type is not SystemExit:
        logging.getLogger(__name__).error("A thread has failed.", exc_info=fault.exc_value)


def guard() -> None:
    """Apply the same rules to the handlers that others have set up; set up our own if there are none."""
    loggers = [logging.getLogger(name) for name in (None, "bokeh", "panel")]
    if not loggers[0].handlers:
        begin()
        return
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        handler.setFormatter(Formatter())
        handler.addFilter(OncePerMinute())
