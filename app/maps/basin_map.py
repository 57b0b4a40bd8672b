"""Basins -> an image: a hue for each attractor, deeper where runs take longer to come close."""

import numpy as np

from ..look import BASIN_SHADES, NOTHING
from .attractors import ELSEWHERE, MOST_ATTRACTORS, MOVING, NO_START, NOT_FINITE
from .basin_levels import Levels, levels_of
from .basins import Basins
from .borders import FINER

FINE = 200
"""Starts along each axis of a map at rest."""
COARSER = (4, 8)
"""How many times fewer they are while something moves; and when many sessions compute."""
_LEAST = np.log(4)
"""All shades are used where the slowest starts take four times the steps of the quickest, or more."""
_WEIGHTS = np.array([1.0, 6, 15, 20, 15, 6, 1]) / 64
_NO_BORDERS = np.empty((0, 2)), np.empty((0, FINER, FINER))
ROWS = {ELSEWHERE: MOST_ATTRACTORS, MOVING: MOST_ATTRACTORS + 1, NOT_FINITE: MOST_ATTRACTORS + 2}
"""The rows of colours of runs without an attractor; that of an attractor is its index."""


def basin_image(found: Basins, steps: int) -> dict[str, object]:
    """Return the image of a map: `image`, uint8 of shape (n, n), and its place `x`, `y`, `dw`, `dh`.

    Where the map has borders, `border` has their rows and columns, uint16 of shape (k, 2), and `border_rows`
    the rows of colours of the starts about each, uint8 of shape (k, finer²); else k is 0.

    A value is an index into the shades of all rows of colours: BASIN_SHADES for each attractor, then for runs
    that end elsewhere, still move, or end early. Starts without E are NOTHING. Each start is the middle of a
    pixel.

    A shade stands for the logarithm of the step at which the run comes close, from the quickest starts of the
    view to the slowest. It is averaged over neighbours of the same attractor: whether a run comes close in
    this swing or in the next means nothing, and would look like blotches.

    Where there are more minima than colours, rows and shades stand for the E of the ends (see `levels_of`).
    """
    levels = levels_of(found)
    if levels is not None:
        return _level_image(found, levels)
    row = _rows(found.kind)
    slowness = _smooth(np.log1p(np.clip(np.nan_to_num(found.close_at), 0, steps)), found.kind)
    quick, slow = np.quantile(slowness[found.kind >= 0], (0.01, 0.99)) if (found.kind >= 0).any() else (0, 0)
    share = np.clip((slowness - quick) / max(slow - quick, _LEAST), 0, 1)
    shade = np.rint(share * (BASIN_SHADES - 1)).astype(int)
    shade[found.kind < 0] = 0
    at, kind = found.borders or _NO_BORDERS
    return _told(found, row, shade, at, kind)


def _level_image(found: Basins, levels: Levels) -> dict[str, object]:
    """Return the image of levels: each has a hue of its own, and is the deeper the larger E is."""
    last = max(1, len(levels.bounds) - 1)
    shade = np.maximum(levels.row, 0) * (BASIN_SHADES - 1) // last
    return _told(found, np.where(levels.row < 0, _rows(found.kind), levels.row), shade, *_NO_BORDERS)


def _told(
    found: Basins, row: np.ndarray, shade: np.ndarray, at: np.ndarray, kind: np.ndarray
) -> dict[str, object]:
    image = np.where(found.kind == NO_START, NOTHING, row * BASIN_SHADES + shade).astype(np.uint8)
    (x, dw), (y, dh) = _pixels(found.w1), _pixels(found.w2)
    rows = np.where(kind == NO_START, NOTHING, _rows(kind)).reshape(len(at), FINER**2)
    borders = {"border": at.astype(np.uint16), "border_rows": rows.astype(np.uint8)}
    return {"image": image, "x": x, "y": y, "dw": dw, "dh": dh, **borders}


def _rows(kind: np.ndarray) -> np.ndarray:
    """Return the rows of colours of kinds."""
    row = kind.astype(int)
    for each, number in ROWS.items():
        row[kind == each] = number
    return row


def _smooth(values: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """Average values over neighbours of the same kind, those nearby most."""
    found = np.zeros(values.shape)
    for each in np.unique(kind[kind >= 0]):
        same = (kind == each).astype(float)
        total, weight = _blurred(same * values), _blurred(same)
        np.divide(total, weight, out=found, where=same > 0)
    return found


def _blurred(values: np.ndarray) -> np.ndarray:
    """Return sums over neighbours with binomial weights."""
    reach = len(_WEIGHTS) // 2
    for axis in (0, 1):
        wide = np.pad(values, [(reach, reach) if axis == k else (0, 0) for k in (0, 1)])
        values = np.lib.stride_tricks.sliding_window_view(wide, len(_WEIGHTS), axis) @ _WEIGHTS
    return values


def _pixels(along: np.ndarray) -> tuple[float, float]:
    step = along[1] - along[0]
    return float(along[0] - step / 2), float(along[-1] - along[0] + step)
