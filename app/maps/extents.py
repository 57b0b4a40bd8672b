"""Boxes; and whether the places where many runs settle are a point, or on a line."""

from collections.abc import Iterable

import numpy as np

from ..settings import View

SAME = 1e-6
"""Places no farther apart than this are the same."""
_BENT = 1e-3
"""A straight line may be bent by this share of its length."""


def box(low: np.ndarray, high: np.ndarray) -> View:
    """Return the box between two corners, shape (2,)."""
    return (float(low[0]), float(high[0])), (float(low[1]), float(high[1]))


def is_inside(point: Iterable[float], view: View) -> bool:
    """Tell whether a point is in a view, its edges included."""
    return all(low <= w <= high for w, (low, high) in zip(point, view, strict=True))


def is_point(places: np.ndarray, room: np.ndarray) -> bool:
    """Tell whether all places may be the same one.

    Args:
        places: shape (2, m), in units of the view.
        room: how far off each may be, shape (m,).
    """
    surest = np.argmin(room)
    distance = np.hypot(*(places - places[:, [surest]]))
    return bool((distance <= 2 * (room + room[surest]) + SAME).all())


def line_through(places: np.ndarray, room: np.ndarray) -> np.ndarray | None:
    """Return the ends of a straight line on which all places may lie; None if there is none.

    Arguments are as those of `is_point`. A row of the result, shape (2, 2), is an end. The one with the
    smaller w1 comes first.
    """
    middle = places.mean(axis=1)
    offset = places - middle[:, None]
    spread = offset @ offset.T
    if not np.isfinite(spread).all():
        return None
    across, along = np.linalg.eigh(spread)[1].T
    position = along @ offset
    reach = np.array([position.min(), position.max()])
    if (np.abs(across @ offset) > 2 * room + SAME + _BENT * np.ptp(reach)).any():
        return None
    return np.array(sorted((middle + np.outer(reach, along)).tolist()))
