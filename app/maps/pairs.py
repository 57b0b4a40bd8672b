"""Gradient pairs -> arrays: the maps over (g1, g2) of the active method, for the browser to draw."""

import numpy as np

from optimizers import OPTIMIZERS, Optimizer
from optimizers.pairs import measure, pair

GRID = 120
"""Samples along each axis: an even number, so that the jump at g = 0 falls between two of them."""
_LEVELS = 4
"""Most contour lines on each side of zero."""


def pair_maps(run: Optimizer) -> list[Optimizer]:
    """Return the runs whose maps are shown: the run itself and, if its method has a partner, that one's."""
    partner = OPTIMIZERS.get(run.pair_partner)
    runs = [run] if partner is None else [run, partner(**vars(run))]
    return sorted(runs, key=lambda each: each.rank, reverse=True)


def map_title(run: Optimizer) -> str:
    """Return the title of a map."""
    formula = "|step 2| − |η g₂|" if run.pair_measure is None else "gain of |m(2)| on |m(1)|"
    return f"{run.pair_symbol}{', ' if run.pair_symbol else ''}{run.title}\n{formula}"


def told_pairs(run: Optimizer, reach: float) -> dict[str, object]:
    """Return what the browser is told about the maps over [−reach, reach]².

    Returns:
        `reach`; `largest`, the end of the scale of colour, which all maps share and which is symmetric about
        zero; `levels` of the contour lines; and `maps`, each with its `title` and `values`, shape (GRID,
        GRID): row i at g2[i] and column j at g1[j], in the middles of GRID even parts.
    """
    g = -reach + 2 * reach / GRID * (np.arange(GRID) + 0.5)
    runs = pair_maps(run)
    values = [measure(each, g[None, :], g[:, None]) for each in runs]
    finite = np.concatenate([np.abs(each[np.isfinite(each)]) for each in values])
    largest = float(np.quantile(finite, 0.99)) if finite.size else 1.0
    largest = largest if largest > 0 else 1.0
    return {
        "reach": reach,
        "largest": largest,
        "levels": contour_levels(largest).tolist(),
        "maps": [
            {"title": map_title(each), "values": value} for each, value in zip(runs, values, strict=True)
        ],
    }


def contour_levels(largest: float) -> np.ndarray:
    """Return round levels on both sides of zero, and zero."""
    step = 10.0 ** np.floor(np.log10(largest / _LEVELS))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step * _LEVELS >= largest * 0.999)
    count = int(largest / step + 1e-9)
    return step * np.arange(-count, count + 1)


def explain_pair(run: Optimizer, g1: float, g2: float) -> list[dict[str, float | str | None]]:
    """Return for each map shown the two steps and the measure at a pair of gradients."""

    def finite(value) -> float | None:
        return float(value) if np.isfinite(value) else None

    explained = []
    for each in pair_maps(run):
        steps = pair(each, g1, g2)
        explained.append(
            {
                "first": finite(steps.first),
                "second": finite(steps.second),
                "measure": finite(measure(each, g1, g2)),
            }
        )
    return explained
