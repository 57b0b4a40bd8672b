"""The strip above the slider of the rate -> the browser's drawing and words."""

import numpy as np

from optimizers import Optimizer, Schedule
from surfaces import Surface

from ..maps.curvature import Point
from ..maps.plane_map import error_tones
from ..maps.planes import EQUAL, Plane, left_of
from ..maps.slider_axes import ends, position
from ..maps.tuning import rate_of, stable_rate
from ..numerals import short
from .plane_words import tone_words


def told_strip(
    found: Plane, surface: Surface, run: Optimizer, start: Point, schedule: Schedule | None = None
) -> dict[str, object]:
    """Describe a strip for the browser. Places along it are positions; see `slider_axes`.

    Returns:
        `field`, the rate's name; `ends` of the slider; `x`, the places of the runs; their `tone`, from 0 (E
        ends low) to 1 (high), nan for a run that ends early; E at their `end`; `words` for the tones 0 and 1;
        `best`, the place of the best run, or None; `best_words`, what is said of it; and `bound`, the place
        of the largest stable rate at the start, or None if theory gives none on the slider, or if η changes
        from step to step.
    """
    rate = rate_of(run)
    if rate is None:
        raise ValueError(f"{run.title} has no hyper-parameter to tune")
    tone, tone_ends = error_tones(found, EQUAL)  # a curve shows more than a colour
    return {
        "field": rate.name,
        "ends": list(ends(rate)),
        "x": position(rate, found.x),
        "tone": np.where(np.isfinite(found.error), tone, np.nan)[0],
        "end": found.error[0],
        "words": tone_words(tone_ends),
        "best": None if found.best is None else float(position(rate, found.best.x)),
        "best_words": _best_words(found, rate.symbol, run.judged_symbol),
        "bound": None if schedule else stable_rate(surface, run, start),
    }


def _best_words(found: Plane, symbol: str, judged: str) -> str:
    """Say where E ends lowest, or which rates around the best one are equally good; empty without any."""
    if found.best is None:
        return ""
    error = found.error[0]
    equal = error <= left_of(EQUAL, float(np.nanmin(error)), found.before)
    first = last = int(np.flatnonzero(found.x == found.best.x)[0])
    while first > 0 and equal[first - 1]:
        first -= 1
    while last + 1 < equal.size and equal[last + 1]:
        last += 1
    low, high, best = (short(float(rate), 3) for rate in (found.x[first], found.x[last], found.best.x))
    if equal.sum() == 1:
        return f"lowest E{judged and f'({judged})'} at {symbol} = {best}"
    return f"good at {symbol} = {best}" if first == last else f"good from {symbol} = {low} to {high}"
