"""Basins -> an image: a hue for each attractor, darker where runs take longer to come close."""

import numpy as np

from ..look import BASIN_SHADES, NOTHING
from .basins import ELSEWHERE, MOST_ATTRACTORS, MOVING, NO_START, NOT_FINITE, Basins

FINE, COARSER = 200, 4
"""Starts along each axis at rest; while something moves, only every so many-th of them."""
ROWS = {ELSEWHERE: MOST_ATTRACTORS, MOVING: MOST_ATTRACTORS + 1, NOT_FINITE: MOST_ATTRACTORS + 2}
"""The rows of colours of runs without an attractor; that of an attractor is its index."""


def basin_image(found: Basins, steps: int) -> dict[str, object]:
    """Return the image of a map: `image`, uint8 of shape (n, n), and its place `x`, `y`, `dw`, `dh`.

    A value is an index into the shades of all rows of colours: BASIN_SHADES for each attractor, then for runs
    that end elsewhere, still move, or end early. Starts without E are NOTHING. Each start is the middle of a
    pixel.
    """
    row = found.kind.astype(int)
    for kind, number in ROWS.items():
        row[found.kind == kind] = number
    slowness = np.clip(np.nan_to_num(found.close_at / max(steps, 1)), 0, 1)
    shade = np.floor(np.sqrt(slowness) * (BASIN_SHADES - 1)).astype(int)
    shade[found.kind < 0] = 0
    image = np.where(found.kind == NO_START, NOTHING, row * BASIN_SHADES + shade).astype(np.uint8)
    (x, dw), (y, dh) = _pixels(found.w1), _pixels(found.w2)
    return {"image": image, "x": x, "y": y, "dw": dw, "dh": dh}


def _pixels(along: np.ndarray) -> tuple[float, float]:
    step = along[1] - along[0]
    return float(along[0] - step / 2), float(along[-1] - along[0] + step)
