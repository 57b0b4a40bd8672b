"""Which values of a method's hyper-parameters are worth trying, by the units that they declare."""

import dataclasses
import math
from collections.abc import Iterable, Iterator

import numpy as np

from optimizers import Hyper, Optimizer, hypers
from optimizers.base import UNITS
from surfaces import Surface

from ..maps.curvature import principal_at
from ..maps.tuning import rate_of

_DIGITS = (1, 2, 3, 5)
_LEAST, _MOST = -17, 7
_EVERYWHERE = range(_LEAST + 1, _MOST + 1)
"""The decades that are tried for a function of which nothing is known."""
_FACTORS = (1e-4, 1e-3, 1e-2, 0.1, 10.0)
"""Factors by which other hyper-parameters with a unit are scaled."""
_USUAL = 10.0
"""The length, and the error, for which defaults are made: half of a view's side, and E at the start."""


def all_rates(about: Hyper) -> np.ndarray:
    """Return round rates over all decades that make sense for any function, in ascending order."""
    return _accepted(about, (float(f"{digit}e{power}") for power in _EVERYWHERE for digit in _DIGITS))


def decades(about: Hyper) -> np.ndarray:
    """Return one rate in each of the decades of `all_rates`."""
    return _accepted(about, (float(f"1e{power}") for power in _EVERYWHERE))


def rates_near(about: Hyper, length: float, slope: float, curvature: float) -> np.ndarray:
    """Return rates for a run over a length, from a point with this slope and this largest curvature.

    A rate in units of w is a part of the length, and one in w²/E is at most about as large as the inverse of
    the curvature. One without a unit is near its default, or anywhere.
    """
    if about.unit == "w":
        low, high = 1e-4 * length, length
    elif about.unit == "w²/E":
        with np.errstate(over="ignore"):
            steepest = max(curvature, slope / length)
        if not 1e-300 < steepest < 1e300:
            return decades(about)
        low, high = 1e-4 / steepest, 10 / steepest
    else:
        low, high = 1e-2 * about.default, 1e2 * about.default
    if not 0 < low < high < math.inf:
        return decades(about)
    powers = range(max(math.floor(math.log10(low)), _LEAST), min(math.ceil(math.log10(high)), _MOST) + 1)
    values = (float(f"{digit}e{power}") for power in powers for digit in _DIGITS)
    near = [value for value in values if low <= value <= high]
    return _accepted(about, near if about.unit else [*near, *decades(about)])


def _accepted(about: Hyper, values: Iterable[float]) -> np.ndarray:
    return np.unique([value for value in values if about.accepts(value)])


def steepness(surface: Surface, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ‖∇E‖ and the larger |λ| of the Hessian at points, shape (2, n); 0 where there is none."""
    slope = np.hypot(*surface.gradient(*at))
    steepest = principal_at(surface, at).steepest
    return np.nan_to_num(slope, posinf=0), np.nan_to_num(steepest, posinf=0)


def caps(run: Optimizer, free: frozenset[str]) -> tuple[str, ...]:
    """Return the free hyper-parameters that bound the growth of the rate: larger ones in the same unit."""
    rate = rate_of(run)
    if rate is None or rate.name not in free:
        return ()
    return tuple(
        about.name
        for about in hypers(run)
        if about.name in free and about.unit == rate.unit != "" and about.default > rate.default
    )


def variants(run: Optimizer, free: frozenset[str], length: float, error: float) -> Iterator[Optimizer]:
    """Return a method with other values for all but its rate and its caps, the nearest first.

    First, those with a unit are scaled one at a time; then, all suit the given length and error (see
    `suited`); finally, those without a unit get their defaults.
    """
    others = [about for about in hypers(run) if about.name in free - {_rate(run), *caps(run, free)}]
    for about in others:
        value = getattr(run, about.name)
        for factor in _FACTORS if value and about.unit else ():
            if about.accepts(changed := _round(value * factor)):
                yield dataclasses.replace(run, **{about.name: changed})
    scaled = suited(run, free, length, error)
    plain = {about.name: about.default for about in others if not about.unit}
    for each in dict.fromkeys((scaled, *(dataclasses.replace(found, **plain) for found in (run, scaled)))):
        if each != run:
            yield each


def suited(run: Optimizer, free: frozenset[str], length: float, error: float) -> Optimizer:
    """Return a method whose hyper-parameters with a unit, except the rate, suit a length and a descent."""
    found = {
        about.name: _natural(about, length, error)
        for about in hypers(run)
        if about.unit and about.name in free - {_rate(run)}
    }
    return dataclasses.replace(run, **found)


def _rate(run: Optimizer) -> str:
    return getattr(rate_of(run), "name", "")


def _natural(about: Hyper, length: float, error: float) -> float:
    """Return the default, which is made for a usual function, scaled to another length and error."""
    p, q = UNITS[about.unit]
    value = _round(float(about.default * np.float64(length / _USUAL) ** p * np.float64(error / _USUAL) ** q))
    return value if about.accepts(value) else about.default


def _round(value: float) -> float:
    return float(f"{value:.0e}")
