"""Lesson: the words of the open lesson, or the list of all; app/lessons has them."""

from . import Panel

PANEL = Panel(title="Lesson", rank=1)
