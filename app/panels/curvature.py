"""Curvature: the Hessian at the start, at the cursor and at the minima in sight, and its bounds on η."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ..maps.curvature import curvature_points
from ..words.curvature_words import told_curvature
from . import Panel, Seen, register


def _says(seen: Seen) -> tuple[Any, Callable[[], dict[str, Any]]]:
    points = curvature_points(seen.surface, seen.run.path, seen.experiment.cursor, seen.view)
    of = seen.surface, seen.experiment.active, seen.view, points
    return of, partial(told_curvature, *of)


register(Panel("curvature", _says))
