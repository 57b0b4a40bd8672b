"""The surface below the runs: its tones and its contour levels over a view, for the browser to draw."""

import math
from functools import lru_cache
from typing import Any

import numpy as np

from surfaces import Surface

from ..experiment import View

GRID = 224
"""Samples of E along each axis of the view."""
LEVELS = 15
"""Steps from the lowest tone to the highest; the contour lines lie between them."""
_TONES = 65534
"""Tones between the lowest E, which has tone 1, and the highest; tone 0 is for no E."""
_FLAT = 0.4
"""The share of a surface that is level everywhere."""


@lru_cache(maxsize=16)
def told_ground(surface: Surface, view: View) -> dict[str, Any]:
    """Return what the browser is told about a surface over a view; cached, because a classroom shares it.

    The scale is a power: E = low + (high − low) · share^p, with p such that half of the view lies below the
    middle share. A bowl over four decades, a Rosenbrock valley and Ackley's plateau all keep their structure,
    and the share still grows with E everywhere. Spikes beyond low or high are cut off there.

    Returns:
        `view`; `tone`, uint16 of shape (GRID, GRID), rows along w2 and columns along w1, evenly from edge
        to edge of the view: 0 where there is no E, else 1 + 65534 · share; `low`, `high` and `power`;
        `levels`, the shares of the contour lines; and the known `minima`.
    """
    w1, w2 = (np.linspace(*interval, GRID) for interval in view)
    quarter = surface.value(*np.meshgrid(w1, w2)) / 4  # differences of quarters cannot overflow
    known = np.isfinite(quarter)
    share, low, high, power = _shares(quarter, known)
    tone = np.where(known, 1 + np.rint(_TONES * share), 0).astype(np.uint16)
    tone.flags.writeable = False  # many visitors share it
    levels = []
    if high > low:
        lowest = 2 if power > 2.5 else 1  # the floor of a narrow valley has no room for a line
        levels = np.linspace(0, 1, LEVELS + 1)[lowest:-1].tolist()
    return {
        "view": view,
        "tone": tone,
        "low": 4 * low,
        "high": 4 * high,
        "power": power,
        "levels": levels,
        "minima": surface.minima,
    }


def _shares(values: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, float, float, float]:
    """Return the share of each value (0 where none is known), the ends of the scale, and its power."""
    share = np.where(known, _FLAT, 0)
    if not known.any():
        return share, 0.0, 0.0, 1.0
    low, high = _bulk(values[known])
    if not high > low:
        return share, low, low, 1.0
    linear = np.clip((values[known] - low) / (high - low), 0, 1)
    middle = float(np.median(linear))
    power = min(max(math.log(max(middle, 1e-12)) / math.log(0.5), 0.4), 8)
    share[known] = linear ** (1 / power)
    return share, low, high, power


def _bulk(finite: np.ndarray) -> tuple[float, float]:
    """Return the lowest and highest value that get tones: all values except spikes, such as poles."""
    low, low_bulk, high_bulk, high = np.quantile(finite, (0, 0.02, 0.98, 1)).tolist()
    spread = high_bulk - low_bulk
    if spread > 0:
        low = low_bulk if low_bulk - low > 20 * spread else low
        high = high_bulk if high - high_bulk > 20 * spread else high
    return low, high
