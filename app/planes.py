"""Hyper-parameter maps: how runs from one start end over a plane of two hyper-parameters, pure functions."""

import math
from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from optimizers import Hyper, Optimizer, arrivals, hypers
from surfaces import Surface

from .curvature import constant_curvatures
from .experiment import View

GOOD = 0.001
"""A run is good if it removes all but this share of the error that the best one removes."""
EQUAL = 1e-9
"""Runs are equally good if they differ by at most this share of it."""


class Best(NamedTuple):
    """The best run of a plane: the values of its two hyper-parameters, and E at its end."""

    x: float
    y: float
    error: float


@dataclass(frozen=True)
class Plane:
    """n×n runs from one start; row i, column j of an array is the run with hyper-parameters (x[j], y[i])."""

    horizontal: Hyper
    vertical: Hyper
    x: np.ndarray
    """Values of the horizontal hyper-parameter, shape (n,): the range of its slider, even on its scale."""
    y: np.ndarray
    """Values of the vertical one, shape (n,)."""
    error: np.ndarray
    """E after the last step, shape (n, n); nan where the run ends early."""
    close_at: np.ndarray
    """Steps, shape (n, n): the first t from which on the distance from the target stays within 1 % of what it
    was at the start; nan where there is none. The target is the known minimum nearest to the end of the run,
    or, on a surface without known minima, the end itself."""
    stopped: np.ndarray
    """The first step at which something is no finite number, shape (n, n); 0 if there is no such step, or if
    the start has no E or ∇E to begin with."""
    best: Best | None
    """Of the runs that remove most of the error, as far as nine digits tell, the first to come close; None if
    all end early."""
    good: float
    """A level of E: good runs end at or below it; nan if all end early."""


def axis(about: Hyper, n: int) -> np.ndarray:
    """Return n values over a hyper-parameter's slider, ends included, evenly spaced on its scale."""
    return (np.geomspace if about.scale == "log" else np.linspace)(about.low, about.high, n)


def plane(
    surface: Surface,
    run: Optimizer,
    start: tuple[float, float],
    steps: int,
    fields: tuple[str, str],
    n: int,
) -> Generator[float, None, Plane]:
    """Run a method from one start with n×n values of two of its hyper-parameters.

    This is a generator: it yields the share of the work that is done, and returns the map (see
    `optimizers.finished`). To cancel, drop it.

    Args:
        surface: an error function.
        run: a method; what is not varied keeps the value it has here.
        start: (w1, w2).
        steps: the number of updates of each run.
        fields: the names of two hyper-parameters, the horizontal and the vertical one.
        n: the number of values along each axis, at least 2.
    """
    about = {each.name: each for each in hypers(run)}
    horizontal, vertical = (about[field] for field in fields)
    x, y = axis(horizontal, n), axis(vertical, n)
    runs = replace(run, **{horizontal.name: x[None, :], vertical.name: y[:, None]})
    found = yield from arrivals(runs, surface, *start, steps, targets=surface.minima)
    error = found.ends.error
    best, good = None, math.nan
    if np.isfinite(error).any():
        least = float(np.nanmin(error))
        before = max(least, surface.value(*map(float, start)))
        equal, good = (least + (share * before - share * least) for share in (EQUAL, GOOD))
        worse = ~(error <= equal)  # so is nan
        i, j = np.unravel_index(np.lexsort((error.ravel(), found.close_at.ravel(), worse.ravel()))[0], (n, n))
        best = Best(float(x[j]), float(y[i]), float(error[i, j]))
    return Plane(horizontal, vertical, x, y, error, found.close_at, found.ends.stopped, best, good)


def stability_border(
    surface: Surface, run: Optimizer, view: View, fields: tuple[str, str], n: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return where the runs of a plane begin to diverge in theory: a curve of n points (x, y).

    There is a border if E is quadratic over the view and nowhere curves downwards, one of the two
    hyper-parameters is η, and the method has a `stability_bound`: the border is η = bound / λmax. The curve
    covers the range of the other hyper-parameter; its η may lie beyond the slider.
    """
    curvatures = constant_curvatures(surface, view)
    if "eta" not in fields or curvatures is None or run.stability_bound is None:
        return None
    high, low = curvatures
    if low < 0 or high <= 0:
        return None
    (other,) = (about for about in hypers(run) if about.name in fields and about.name != "eta")
    values = axis(other, n)
    border = np.broadcast_to(replace(run, **{other.name: values}).stability_bound / high, values.shape)
    return (border, values) if fields[0] == "eta" else (values, border)
