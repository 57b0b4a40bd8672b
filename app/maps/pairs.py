"""Gradient pairs -> arrays: the maps over (g1, g2) of the active method."""

from dataclasses import dataclass

import numpy as np

from optimizers import OPTIMIZERS, Optimizer
from optimizers.pairs import measure

GRID = 120
"""Samples along each axis: an even number, so that the jump at g = 0 falls between two of them."""
_LEVELS = 4
"""Most contour lines on each side of zero."""


@dataclass(frozen=True, eq=False)
class PairMaps:
    """The maps over [−reach, reach]² of all runs that are shown."""

    runs: list[Optimizer]
    values: list[np.ndarray]
    """The measure of each run, shape (GRID, GRID): row i at g2[i] and column j at g1[j], in the middles of
    GRID even parts."""
    largest: float
    """The end of the scale of colour, which all maps share and which is symmetric about zero."""
    levels: np.ndarray
    """Of the contour lines."""


def pair_runs(run: Optimizer) -> list[Optimizer]:
    """Return the runs whose maps are shown: the run itself and, if its method has a partner, that one's."""
    partner = OPTIMIZERS.get(run.pair_partner or "")
    runs = [run] if partner is None else [run, partner(**vars(run))]
    return sorted(runs, key=lambda each: each.rank, reverse=True)


def pair_maps(run: Optimizer, reach: float) -> PairMaps:
    """Return the maps of a run over [−reach, reach]²."""
    g = -reach + 2 * reach / GRID * (np.arange(GRID) + 0.5)
    runs = pair_runs(run)
    values = [measure(each, g[None, :], g[:, None]) for each in runs]
    finite = np.concatenate([np.abs(each[np.isfinite(each)]) for each in values])
    largest = float(np.quantile(finite, 0.99)) if finite.size else 1.0
    largest = largest if largest > 0 else 1.0
    return PairMaps(runs, values, largest, contour_levels(largest))


def contour_levels(largest: float) -> np.ndarray:
    """Return round levels on both sides of zero, and zero."""
    step = float(10.0 ** np.floor(np.log10(largest / _LEVELS)))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step * _LEVELS >= largest * 0.999)
    count = int(largest / step + 1e-9)
    return step * np.arange(-count, count + 1)
