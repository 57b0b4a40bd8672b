"""Stability: the sharpness of each step of the active run, and theory's bound on it."""

from collections.abc import Callable
from typing import Any

from surfaces import Surface

from ..lineup import applied
from ..runs.follow import Run
from ..runs.stability import stability
from ..words.stability_words import told_stability
from . import Panel, Seen, register


def _says(seen: Seen) -> tuple[Any, Callable[[], dict[str, Any]]]:
    return (seen.surface, seen.run), lambda: _told(seen.surface, seen.run)


def _told(surface: Surface, run: Run) -> dict[str, Any]:
    """Return the sharpness over t, its bound, where they cross, and the words beside the figure."""
    schedule = applied(run.method, run.schedule)
    return told_stability(stability(run.method, schedule, surface, run.path), run.method, run.path)


register(Panel("stability", _says))
