"""The log: one line per entry on standard error, and at most one entry a minute for each kind of fault.

Nothing that a visitor sends can fake an entry or fill the disk. A fault in this project's code is written
with its traceback; one within the libraries was caused by a request, and takes one line.
"""

import logging
import os
import re
import sys
import threading
import time
import traceback
from pathlib import Path

from surfaces import worker

from ..session import bokeh_patches

MINUTE = 60.0
"""Seconds in which a kind of fault is written once."""
_LONGEST = 200
"""Most characters of a line that may hold a visitor's text."""
_MOST_LINES = 60
"""The most lines of a traceback that are written; a recursion may have thousands."""
_WRITE_TRACEBACKS = ("bokeh.util.asyncio", "bokeh.util.tornado", worker.log.name)
"""The loggers whose entries may be the text of a traceback."""
_FILE = re.compile(r'^  File "(.+)", line (\d+)', re.MULTILINE)
_HOME = Path(__file__).parents[2]
_OURS = tuple(f"{_HOME / room}{os.sep}" for room in ("app", "optimizers", "surfaces"))


class Formatter(logging.Formatter):
    """Escapes what cannot be printed, line ends included; the lines of a traceback are marked as such."""

    def format(self, record: logging.LogRecord) -> str:
        message, trace, error = record.getMessage(), "", ""
        if record.exc_info and record.exc_info[0]:
            kind, exception, _ = record.exc_info
            trace = "".join(traceback.format_exception(*record.exc_info))
            error = f"{kind.__name__}: {exception}"
        elif _is_traceback(record):
            message, trace = "An exception was not handled.", message.rstrip("\n")
            error = trace.split("\n")[-1]
        entry = f"{self.formatTime(record)} {record.levelname} {record.name}: {printable(message)}"
        if more := getattr(record, "more", 0):
            entry += f" (and {more} more since the last entry of this kind)"
        if not trace:
            return entry
        if not _place(record):
            return f"{entry}: {printable(error)}"
        lines = _cut(trace.rstrip("\n").split("\n"))
        return "\n".join([entry, *(f"  | {printable(line)}" for line in lines)])


class OncePerMinute(logging.Filter):
    """Passes one entry of each kind per minute, and counts the others.

    A kind is the place in the code that logs, with the type of an exception and the place in this project's
    code where it comes from. So there are only so many kinds, whatever a visitor sends. The next entry of a
    kind says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[tuple[object, ...], list[float]] = {}
        """By kind: when the last entry passed; how many were left out since."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info and record.exc_info[0]
        kind = (record.name, record.pathname, record.lineno, error, _place(record))
        now = time.monotonic()
        began, left_out = self._kinds.get(kind, (-MINUTE, 0))
        if now - began < MINUTE:
            self._kinds[kind] = [began, left_out + 1]
            return False
        record.more = left_out
        self._kinds[kind] = [now, 0]
        return True


def _is_traceback(record: logging.LogRecord) -> bool:
    """Whether a library has written a traceback as the text of an entry."""
    return record.name in _WRITE_TRACEBACKS and record.getMessage().startswith("Traceback (most recent call")


def _place(record: logging.LogRecord) -> str:
    """Return the last line of our code in the exception of an entry; empty if the fault is not ours.

    A fault that only passes through `bokeh_patches` is Bokeh's. The text of a traceback may hold a visitor's
    words, so all such texts count as one place.
    """
    if _is_traceback(record):
        return "text" if _ours(_FILE.findall(record.getMessage())) else ""
    if not (record.exc_info and record.exc_info[2]):
        return ""
    steps = traceback.walk_tb(record.exc_info[2])
    return _ours([(frame.f_code.co_filename, str(line)) for frame, line in steps])


def _ours(steps: list[tuple[str, str]]) -> str:
    """Return the last step of a traceback in our code, "file:line"; empty if the fault is not ours."""
    ours = [step for step in steps if step[0].startswith(_OURS)]
    if not ours or (ours[-1][0] == bokeh_patches.__file__ and ours[-1] != steps[-1]):
        return ""
    return ":".join(ours[-1])


def _cut(lines: list[str]) -> list[str]:
    """Return the lines of a traceback, without the middle of a very long one."""
    left_out = len(lines) - _MOST_LINES
    if left_out <= 0:
        return lines
    half = _MOST_LINES // 2
    return [*lines[:half], f"… {left_out} lines are left out …", *lines[-half:]]


def printable(text: str) -> str:
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
