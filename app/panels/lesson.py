"""Lesson: the words of the open lesson, or the list of all; app/lessons has them."""

from . import Panel

PANEL = Panel(
    title="Lesson",
    tip="One idea at a time, with a run that shows it and values to try.",
    rank=1,
    is_portable=True,
    needs="lessons",
)
