"""The few functions that update rules and schedules need beyond + - * / **, for numbers of each kind.

A rule is executed with floats (one path), with NumPy arrays (many paths), with terms (`terms`) and with
symbols (the equation on the page), and calls the same functions with all of them. Floats and arrays are
handled here; the modules of the other kinds register their own versions. A nan is passed on, never replaced.
Of two equal numbers maximum and minimum return the second, as NumPy does.
"""

import math
import operator
from collections.abc import Callable
from fractions import Fraction
from functools import singledispatch
from typing import Any, NamedTuple, cast

import numpy as np

from .base import Array, Condition, Number


@singledispatch
def sqrt(x: Number) -> Number:
    """Return the square root."""
    return x ** Fraction(1, 2)


@singledispatch
def power(x: Number, y: Number) -> Number:
    """Return x^y as one operation, whereas `x**t` may be a product of t factors (see `terms.decay`)."""
    return x**y


@singledispatch
def sign(x: Number) -> Number:
    """Return −1, 0 or 1."""
    return 1.0 if x > 0 else -1.0 if x < 0 else 0.0 if x == 0 else x


@singledispatch
def maximum(x: Number, y: Number) -> Number:
    """Return the larger of the two, or nan if one of them is."""
    if type(y) is not float and (theirs := maximum.dispatch(type(y))) is not maximum.dispatch(object):
        return theirs(x, y)
    return x if x > y or x != x else y


@singledispatch
def minimum(x: Number, y: Number) -> Number:
    """Return the smaller of the two, or nan if one of them is."""
    if type(y) is not float and (theirs := minimum.dispatch(type(y))) is not minimum.dispatch(object):
        return theirs(x, y)
    return x if x < y or x != x else y


@singledispatch
def where(condition: Condition, yes: Number, no: Number) -> Number:
    """Return `yes` where the condition holds, else `no`."""
    return yes if condition else no


@singledispatch
def clip(x: Number, low: Number, high: Number) -> Number:
    """Return x, but at least `low` and at most `high`."""
    raised = where(x < low, low, x)
    return where(raised > high, high, raised)


@singledispatch
def cospi(x: Number) -> Number:
    """Return cos(π x)."""
    return math.cos(math.pi * cast(float, x))


@singledispatch
def floor(x: Number) -> Number:
    """Return the largest whole number up to x; 6.999..., which is 7 but for rounding, counts as 7."""
    return _floor_float(cast(float, x))


def _floor_float(x: float) -> float:
    low = float(math.floor(x))
    return low + 1 if _is_near(x, low + 1) and not _is_near(x, low) else low


def _floor_array(x: Array) -> Array:
    low = np.floor(x) + 0.0  # of −0 it is 0, as among floats
    return np.where(_are_near(x, low + 1) & ~_are_near(x, low), low + 1, low)


def _is_near(x: float, whole: float) -> bool:
    return math.isclose(x, whole, rel_tol=1e-12, abs_tol=1e-15)


def _are_near(x: Array, whole: Array) -> Any:
    return np.abs(x - whole) <= np.maximum(1e-12 * np.maximum(np.abs(x), np.abs(whole)), 1e-15)


sqrt.register(float, math.sqrt)
for _kind in (np.ndarray, np.generic):
    sqrt.register(_kind, np.sqrt)
    power.register(_kind, np.power)
    cospi.register(_kind, lambda x: np.cos(math.pi * x))
    floor.register(_kind, _floor_array)
    sign.register(_kind, np.sign)
    maximum.register(_kind, np.maximum)
    minimum.register(_kind, np.minimum)
    where.register(_kind, np.where)


# Further functions, which no method of this package needs, but which a typed rule may call.


class Function(NamedTuple):
    """A function of one number or several, for floats (it may raise) and for arrays."""

    scalar: Callable[..., Number]
    array: Callable[..., Any]


FUNCTIONS: dict[str, Function] = {
    "cos": Function(math.cos, np.cos),
    "floor": Function(_floor_float, floor),
    "eq": Function(operator.eq, np.equal),  # symbols compare themselves by `==`
    "ne": Function(operator.ne, np.not_equal),
}
"""The further functions by their names, which are also those of their operations in `terms`."""
READINGS: dict[type, Callable[..., Any]] = {
    kind: lambda name, *operands: FUNCTIONS[name].array(*operands) for kind in (np.ndarray, np.generic)
}
"""The function (name, *operands) that calls one of FUNCTIONS, by the class of the operands."""


def call(name: str, *operands: Number) -> Any:
    """Call one of FUNCTIONS, in the version for the class of the operands."""
    for operand in operands:
        for kind, read in READINGS.items():
            if isinstance(operand, kind):
                return read(name, *operands)
    return FUNCTIONS[name].scalar(*operands)
