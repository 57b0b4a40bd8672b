"""The log: one line per entry on standard error, and one entry per kind of fault and minute, whatever comes.

Nothing that a visitor sends can fake an entry or fill the disk. A fault of this project's own code keeps its
traceback; one that stays within the libraries was caused by what came in, and is named in one line.
"""

import logging
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from ..session import doors

MINUTE = 60.0
"""Seconds in which a kind of fault is written once."""
_LONGEST = 200
"""Most characters of a line that may hold a visitor's text."""
_HOME = Path(__file__).parents[2]
_OURS = tuple(str(_HOME / room) for room in ("app", "optimizers", "surfaces"))


class Formatter(logging.Formatter):
    """Escapes what cannot be printed, line ends included; the lines of a traceback are marked as such."""

    def format(self, record: logging.LogRecord) -> str:
        entry = (
            f"{self.formatTime(record)} {record.levelname} {record.name}: {printable(record.getMessage())}"
        )
        more = getattr(record, "more", 0)
        if more:
            entry += f" (and {more} more since the last entry of this kind)"
        if not record.exc_info or record.exc_info[0] is None:
            return entry
        kind, error, trace = record.exc_info
        if not _is_ours(trace):
            return f"{entry}: {kind.__name__}: {printable(str(error))}"
        lines = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n").split("\n")
        return "\n".join([entry, *(f"  | {printable(line)}" for line in lines)])


class OncePerMinute(logging.Filter):
    """Passes one entry of each kind per minute, and counts the others.

    A kind is the place in the code that logs, with the type of an exception. So there are only so many kinds,
    whatever a visitor sends. The next entry of a kind says how many were left out.
    """

    def __init__(self) -> None:
        super().__init__()
        self._kinds: dict[tuple, list[float]] = {}  # when the last entry passed, and how many did not since

    def filter(self, record: logging.LogRecord) -> bool:
        kind = (record.name, record.pathname, record.lineno, record.exc_info and record.exc_info[0])
        now = time.monotonic()
        began, left_out = self._kinds.get(kind, (-MINUTE, 0))
        if now - began < MINUTE:
            self._kinds[kind] = [began, left_out + 1]
            return False
        record.more = left_out
        self._kinds[kind] = [now, 0]
        return True


def _is_ours(trace: TracebackType | None) -> bool:
    """Whether an exception went through our code; what only passes the doors into Bokeh is Bokeh's."""
    files = [frame.filename for frame in traceback.extract_tb(trace)]
    ours = [file for file in files if file.startswith(_OURS)]
    return bool(ours) and (ours[-1] != doors.__file__ or ours[-1] == files[-1])


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


def guard() -> None:
    """Let what others have set up for logging write such entries too; set it up if nobody has."""
    loggers = [logging.getLogger(name) for name in (None, "bokeh", "panel")]
    if not loggers[0].handlers:
        begin()
        return
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        handler.setFormatter(Formatter())
        handler.addFilter(OncePerMinute())
