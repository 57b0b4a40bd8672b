"""The strip above the slider of the rate: how the run ends for every position of it."""

import dataclasses
import math
from collections.abc import Generator

import numpy as np

from optimizers import Hyper, Optimizer, hypers
from surfaces import Surface

from ..numerals import short
from .curvature import curvature
from .plane_map import error_tones
from .planes import Plane, default_axes, plane
from .slider_axes import ends, position

Point = tuple[float, float]

VALUES = 121
"""Rates along the strip."""


def rate_of(run: Optimizer | type[Optimizer]) -> Hyper | None:
    """Return the hyper-parameter that decides how long steps are: η, or else the first; None without any."""
    names = default_axes(run)[:1]
    return next((about for about in hypers(run) if about.name in names), None)


def without_rate(run: Optimizer) -> Optimizer:
    """Return the run with its default rate: the strip does not depend on it."""
    rate = rate_of(run)
    return dataclasses.replace(run, **{rate.name: rate.default})


def strip(surface: Surface, run: Optimizer, start: Point, steps: int) -> Generator[float, None, Plane]:
    """Run a method with rates over all of its slider; a generator, as `plane` is."""
    return plane(surface, run, start, steps, (rate_of(run).name,), VALUES)


def told_strip(found: Plane, surface: Surface, run: Optimizer, start: Point) -> dict[str, object]:
    """Return what the browser is told about a strip. Places along it are positions; see `slider_axes`.

    Returns:
        `field`, the rate's name; `ends` of the slider; `x`, places, and of the run there the `tone`, from 0
        (E ends low) to 1 (high), nan where it ends early, and E at its `end`; `words` for the tones 0 and 1;
        `best`, the place of the best run, or None; and `bound`, that of the largest stable rate at the start,
        or None if theory knows none on the slider.
    """
    rate = rate_of(run)
    tone, words = error_tones(found)
    low, high = ends(rate)
    return {
        "field": rate.name,
        "ends": [low, high],
        "x": position(rate, found.x),
        "tone": np.where(np.isfinite(found.error), tone, np.nan)[0],
        "end": found.error[0],
        "words": words,
        "best": None if found.best is None else float(position(rate, found.best.x)),
        "best_words": "" if found.best is None else f"{rate.symbol} = {short(found.best.x, 3)}",
        "bound": _bound(surface, run, start, rate, (low, high)),
    }


def _bound(surface: Surface, run: Optimizer, start: Point, rate: Hyper, slider) -> float | None:
    bound = curvature(surface, *start, run).run_bound
    if not 0 < bound < math.inf:
        return None
    place = float(position(rate, bound))
    return place if slider[0] <= place <= slider[1] else None
