"""Levels of E: what a map of basins is coloured by where there are more minima than colours."""

from typing import NamedTuple

import numpy as np

from .attractors import ELSEWHERE
from .basins import Basins

MANY = 0.2
"""From this share of starts whose runs end elsewhere on, all runs are coloured by the E in which they end."""
MOST = 6
"""The most levels."""
_EQUAL = 1e-3
"""Errors that differ by less than about this share of their range are the same."""


class Levels(NamedTuple):
    """The levels of a map, from the lowest up."""

    row: np.ndarray
    """The level of each start, int of shape (n, n); −1 for runs that have not settled."""
    bounds: tuple[tuple[float, float], ...]
    """The least and the largest E of each level; 0 for what cannot be told from it."""

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of the starts in each level."""
        return tuple(float(np.mean(self.row == level)) for level in range(len(self.bounds)))


def levels_of(found: Basins) -> Levels | None:
    """Return the levels of a map; None if its attractors tell enough."""
    settled = (found.kind >= ELSEWHERE) & np.isfinite(found.error)
    if np.mean(found.kind == ELSEWHERE) < MANY or not settled.any():
        return None
    error = found.error[settled]
    low, span = error.min(), np.ptp(error)
    if not 0 < span < np.inf:
        return None
    places = np.rint((error - low) / (_EQUAL * span))
    if np.unique(places).size > MOST:
        edges = np.unique(np.quantile(places, np.linspace(0, 1, MOST + 1)[1:-1]))
        places = np.searchsorted(edges, places)
    _, level = np.unique(places, return_inverse=True)
    row = np.full(found.kind.shape, -1)
    row[settled] = level
    error = np.where(np.abs(error) < _EQUAL * span, 0.0, error)
    of_each = [error[level == each] for each in range(level.max() + 1)]
    return Levels(row, tuple((float(each.min()), float(each.max())) for each in of_each))
