"""Gradient pairs -> arrays: the maps over (g1, g2) of the active method, as the plots draw them."""

import numpy as np
from contourpy import LineType, contour_generator

from optimizers import OPTIMIZERS, Optimizer
from optimizers.pairs import measure, pair

from ..numerals import short

GRID = 120
"""Samples along each axis: an even number, so that the jump at g = 0 falls between two of them."""
_LEVELS = 4
"""Contour lines on each side of zero, at most."""


def pair_maps(run: Optimizer) -> list[Optimizer]:
    """Return the runs whose maps to show: the run itself, and beside it that of its method's partner."""
    partner = OPTIMIZERS.get(run.pair_partner)
    runs = [run] if partner is None else [run, partner(**vars(run))]
    return sorted(runs, key=lambda each: each.rank, reverse=True)


def map_title(run: Optimizer) -> str:
    """Return what stands above a map."""
    formula = "|step 2| − |η g₂|" if run.pair_measure is None else "gain of |m(2)| on |m(1)|"
    return f"{run.pair_symbol}{', ' if run.pair_symbol else ''}{run.title}\n{formula}"


def pairs_scene(run: Optimizer, reach: float) -> tuple[dict[str, dict], dict[str, dict]]:
    """Return columns by source name and properties by model name, for the maps over [−reach, reach]².

    All maps share one scale of colour, symmetric about zero.
    """
    step = 2 * reach / GRID
    g = -reach + step * (np.arange(GRID) + 0.5)
    maps = pair_maps(run)
    values = [measure(each, g[None, :], g[:, None]) for each in maps]
    finite = np.concatenate([np.abs(value[np.isfinite(value)]) for value in values])
    largest = float(np.quantile(finite, 0.99)) if finite.size else 1.0
    largest = largest if largest > 0 else 1.0
    levels = contour_levels(largest)
    sources, settings = {}, {"pairs_tones": {"low": -largest, "high": largest}}
    for name in ("g1_range", "g2_range"):
        settings[name] = {"start": -reach, "end": reach}
    for name, each, value in zip(("pairs", "pairs_other"), maps, values, strict=False):
        sources[f"{name}_image"] = {
            "image": [value],
            "x": np.array([-reach]),
            "y": np.array([-reach]),
            "side": np.array([2 * reach]),
        }
        sources[f"{name}_lines"], sources[f"{name}_words"] = contours(g, value, levels)
        settings[f"{name}_title"] = {"text": map_title(each)}
    return sources, settings


def contour_levels(largest: float) -> np.ndarray:
    """Return round levels on both sides of zero, and zero."""
    step = 10.0 ** np.floor(np.log10(largest / _LEVELS))
    step *= next(factor for factor in (1, 2, 5, 10) if factor * step * _LEVELS >= largest * 0.999)
    count = int(largest / step + 1e-9)
    return step * np.arange(-count, count + 1)


def contours(g: np.ndarray, value: np.ndarray, levels: np.ndarray) -> tuple[dict, dict]:
    """Return lines of equal measure, and the words and places of their values.

    Each quadrant has lines of its own, for a measure may jump where a gradient changes its sign.
    """
    half = g.size // 2
    lines = {"g1": [], "g2": []}
    words = {"g1": [], "g2": [], "word": []}
    for across in (slice(0, half), slice(half, None)):
        for along in (slice(0, half), slice(half, None)):
            generator = contour_generator(
                g[across],
                g[along],
                np.ma.masked_invalid(value[along, across]),
                line_type=LineType.ChunkCombinedNan,
            )
            for level in levels:
                ((points,),) = generator.lines(float(level))
                if points is None:
                    continue
                lines["g1"].append(points[:, 0])
                lines["g2"].append(points[:, 1])
                solid = points[~np.isnan(points[:, 0])]
                if len(solid) > half // 3:
                    words["g1"].append(solid[len(solid) // 2, 0])
                    words["g2"].append(solid[len(solid) // 2, 1])
                    words["word"].append(short(level, 3))
    return lines, {
        "g1": np.array(words["g1"]),
        "g2": np.array(words["g2"]),
        "word": tuple(words["word"]),
    }


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
