"""The surface below the runs: its tones, its contour levels and its holes over a view."""

import math
from dataclasses import dataclass

import numpy as np

from surfaces import Surface

from ..experiment import View

GRID = 256
"""Samples of E along each axis of the view."""
LEVELS = 15
"""Contour lines, including the lowest and the highest tone, which are not drawn."""


@dataclass(frozen=True)
class Ground:
    """The surface over a view: `tone` from 0 (lowest) to 1, nan outside the domain, shape (GRID, GRID)."""

    w1: np.ndarray
    w2: np.ndarray
    error: np.ndarray
    tone: np.ndarray
    levels: np.ndarray
    has_holes: bool


def ground(surface: Surface, view: View) -> Ground:
    """Sample the surface over a view and choose tones and levels that show its shape.

    The scale is a power: tone = ((E − low) / (high − low))^(1/p), with p such that half of the view lies
    below the middle tone. A bowl over four decades, a Rosenbrock valley and Ackley's plateau all keep
    their structure, and the tone still grows with E everywhere.
    """
    w1, w2 = (np.linspace(*interval, GRID) for interval in view)
    error = surface.value(*np.meshgrid(w1, w2))
    finite = error[np.isfinite(error)]
    if not finite.size:
        return Ground(w1, w2, error, np.full_like(error, np.nan), np.empty(0), has_holes=True)
    has_holes = finite.size < error.size
    low, high = _bulk(finite / 4)  # of which differences cannot overflow
    if not high > low:
        return Ground(w1, w2, error, np.where(np.isfinite(error), 0.4, np.nan), np.empty(0), has_holes)
    with np.errstate(invalid="ignore"):
        share = np.clip((error / 4 - low) / (high - low), 0, 1)
    middle = float(np.median(share[np.isfinite(share)]))
    power = min(max(math.log(max(middle, 1e-12)) / math.log(0.5), 0.4), 8)
    lowest = 2 if power > 2.5 else 1  # the floor of a narrow valley has no room for a line
    tones = np.linspace(0, 1, LEVELS + 1)[lowest:-1]
    levels = 4 * (low + (high - low) * tones**power)
    return Ground(w1, w2, error, share ** (1 / power), levels, has_holes)


def _bulk(finite: np.ndarray) -> tuple[float, float]:
    """Return the lowest and highest value to spend tones on: all of them, but for spikes such as poles."""
    low, low_bulk, high_bulk, high = np.quantile(finite, (0, 0.02, 0.98, 1)).tolist()
    spread = high_bulk - low_bulk
    if spread > 0:
        low = low_bulk if low_bulk - low > 20 * spread else low
        high = high_bulk if high - high_bulk > 20 * spread else high
    return low, high
