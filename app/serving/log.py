"""The log: one line per entry on standard error. Nothing that a visitor sends can fake an entry."""

import logging
import traceback

_LONGEST = 4000


class Formatter(logging.Formatter):
    """Escapes what cannot be printed, line ends included; the lines of a traceback are marked as such."""

    def format(self, record: logging.LogRecord) -> str:
        entry = (
            f"{self.formatTime(record)} {record.levelname} {record.name}: {printable(record.getMessage())}"
        )
        if not record.exc_info or record.exc_info[0] is None:
            return entry
        lines = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n").split("\n")
        return "\n".join([entry, *(f"  | {printable(line)}" for line in lines)])


def printable(text: str) -> str:
    """Return an untrusted text in a form that is safe in a line of the log."""
    cut = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)


def begin() -> None:
    """Send all warnings and errors of this process to the standard error."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(Formatter())
    logging.basicConfig(handlers=[handler], force=True)
    for library in ("bokeh", "panel"):  # they bring their own handlers
        logger = logging.getLogger(library)
        logger.handlers.clear()
        logger.propagate = True
