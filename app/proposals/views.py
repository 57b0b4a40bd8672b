"""Views and starts with round numbers, and what is seen in a view."""

import math
from collections.abc import Iterable

import numpy as np

from ..settings import View, legal_view

Point = tuple[float, float]

USUAL = 25.0
"""Half of a view's side where nothing tells how large it should be."""
SIDE = 560
"""Pixels of a side of the usual figure."""
FINEST = 10 / SIDE
"""The shortest length that is seen, in sides of a view: ten pixels."""
APART = 0.08
"""The least distance between two points that are seen apart, in sides of a view."""
_ROOM = 1.25
"""The size of a view around points, in their range."""
_NARROW = 0.2
"""The least side of such a view, in its other side."""


def middle(view: View) -> np.ndarray:
    """Return the middle of a view, shape (2,)."""
    return np.array([low / 2 + high / 2 for low, high in view])


def half(view: View) -> np.ndarray:
    """Return half of each side of a view, shape (2,)."""
    return np.array([high / 2 - low / 2 for low, high in view])


def length(view: View) -> float:
    """Return half of the side of a square with the area of a view."""
    return math.prod(math.sqrt(side) for side in half(view).tolist())


def rounded(point: Iterable[float], view: View) -> Point:
    """Return a point with as many digits as a view needs."""
    w1, w2 = (_multiple(float(w), _unit(side)) for w, side in zip(point, half(view).tolist(), strict=True))
    return w1, w2


def view_around(centre: Iterable[float], sides: Iterable[float]) -> View | None:
    """Return the view with a middle and halves of sides, rounded; None if it is not legal."""
    edges = []
    for w, side in zip(map(float, centre), map(float, sides), strict=True):
        if not (0 < side < math.inf and math.isfinite(w)):
            return None
        side = _multiple(side, _unit(side))
        w = _multiple(w, _unit(side))
        edges.append((float(f"{w - side:.12g}"), float(f"{w + side:.12g}")))
    return legal_view(edges)


def view_of(points: np.ndarray) -> View | None:
    """Return a round view that holds points, shape (2, n), with room; None if there is none."""
    low, high = points.min(axis=1), points.max(axis=1)
    with np.errstate(all="ignore"):
        sides = _ROOM * np.maximum(high - low, _NARROW * (high - low).max()) / 2
        centre = low / 2 + high / 2
    if not (np.isfinite(sides).all() and sides.min() > 0):
        return None
    return view_around(centre, sides)


def _unit(side: float) -> float:
    """Return the power of ten of which a side has ten to a hundred."""
    return float(f"1e{math.floor(math.log10(side)) - 1}")


def _multiple(value: float, unit: float) -> float:
    """Return the nearest multiple of a unit, without digits of rounding, and no −0."""
    return float(f"{round(value / unit) * unit:.12g}") + 0.0
