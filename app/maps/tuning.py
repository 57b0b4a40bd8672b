"""The strip above the slider of the rate: how the run ends for each rate of the slider."""

import dataclasses
import math
from collections.abc import Generator

from optimizers import Hyper, Optimizer, Schedule, hypers
from surfaces import Surface

from .curvature import Point, curvature
from .planes import Plane, default_axes, plane
from .slider_axes import ends, position

VALUES = 121
"""Rates along the strip."""


def rate_of(run: Optimizer | type[Optimizer]) -> Hyper | None:
    """Return the hyper-parameter that decides how long steps are: η, or else the first; None without any."""
    names = default_axes(run)[:1]
    return next((about for about in hypers(run) if about.name in names), None)


def without_rate(run: Optimizer) -> Optimizer:
    """Return the run with its default rate: the strip does not depend on it."""
    rate = rate_of(run)
    return run if rate is None else dataclasses.replace(run, **{rate.name: rate.default})


def strip(
    surface: Surface,
    run: Optimizer,
    start: Point,
    steps: int,
    schedule: Schedule | None = None,
    batch: int | None = None,
    seed: int = 0,
) -> Generator[float, None, Plane]:
    """Run a method with rates over all of its slider; a generator, as `plane` is."""
    fields = default_axes(run)[:1]
    return plane(surface, run, start, steps, fields, VALUES, schedule, batch=batch, seed=seed)


def stable_rate(surface: Surface, run: Optimizer, start: Point) -> float | None:
    """Return the position of the largest stable rate at the start, if theory knows one on the slider."""
    rate, bound = rate_of(run), curvature(surface, *start, run).run_bound
    if not 0 < bound < math.inf:
        return None
    place, (low, high) = float(position(rate, bound)), ends(rate)
    return place if low <= place <= high else None
