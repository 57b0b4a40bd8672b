"""What is known of a formula as a whole: its bounds, whether it is defined anywhere, and its height.

Bounds are those of interval arithmetic (Moore 1966) over the whole plane: no value lies outside, but they may
be too wide.
"""

from __future__ import annotations

import math
from functools import lru_cache

from sympy import Add, Expr, Integer, Mul, Pow

from surfaces.functions import CHOICES, exp
from surfaces.rows import mean
from surfaces.values import NotRealError, OverRows, constant_value, is_constant, value_at, w1, w2

Bounds = tuple[float, float]
_ALL = (-math.inf, math.inf)
_UNIT = (-1.0, 1.0)
_RANGES: dict[str, Bounds] = {
    "exp": (0, math.inf),
    "abs": (0, math.inf),
    "hypot": (0, math.inf),
    "cosh": (1, math.inf),
    "acosh": (0, math.inf),
    "softplus": (0, math.inf),
    "sigmoid": (0, 1),
    **dict.fromkeys(("sin", "cos", "tanh", "sign"), _UNIT),
}
"""The values of functions, whatever their arguments; those that are missing may have any."""
_DOMAINS: dict[str, Bounds] = {
    **dict.fromkeys(("log", "log2", "log10", "log_base"), (0, math.inf)),
    "acosh": (1, math.inf),
    **dict.fromkeys(("asin", "acos", "atanh"), _UNIT),
}
"""The first arguments for which partial functions are defined, with or without the ends."""
_SOME = (-1234.5, -41.7, -2.9, -0.73, -0.0071, 0.0043, 0.37, 1.9, 31.3, 1717.1)
"""Coordinates of points that are unlikely to be special for a typed formula."""


@lru_cache(maxsize=4096)
def bounds(formula: Expr) -> Bounds:
    """The least and the greatest value that `formula` may have where it is defined; both may be infinite."""
    if is_constant(formula):
        try:
            value = constant_value(formula)
        except NotRealError:
            return _ALL
        return value, value
    if isinstance(formula, Add):
        lows, highs = zip(*map(bounds, formula.args), strict=True)
        return sum(lows), sum(highs)
    if isinstance(formula, Mul):
        low, high = 1.0, 1.0
        for factor in formula.args:
            ends = [_times(one, other) for one in (low, high) for other in bounds(factor)]
            low, high = min(ends), max(ends)
        return low, high
    if isinstance(formula, Pow):
        return _bounds_of_power(*formula.args)
    if isinstance(formula, CHOICES):
        lows, highs = zip(*map(bounds, formula.args[2:]), strict=True)
        return min(lows), max(highs)
    if isinstance(formula, OverRows):
        low, high = bounds(*formula.args)
        if isinstance(formula, mean):
            return low, high
        return low if low >= 0 else -math.inf, high if high <= 0 else math.inf
    return _RANGES.get(type(formula).__name__, _ALL)


def _times(one: float, other: float) -> float:
    return 0.0 if 0 in (one, other) else one * other


def _bounds_of_power(base: Expr, exponent: Expr) -> Bounds:
    low, high = bounds(base)
    if low >= 0:
        return 0.0, math.inf
    if not is_constant(exponent):  # where it is an odd whole number, a negative base has a negative power
        return _ALL
    if not isinstance(exponent, Integer) or exponent % 2 == 0:
        return 0.0, math.inf
    return (-math.inf, 0.0) if high <= 0 else _ALL


def is_nowhere(formula: Expr) -> bool:
    """Whether a power or a function is defined on lines or points at most, as is the root of −w1².

    Its bounds say so, and so do a few points: the root of −max(w1, 0)² is 0 in half of the plane.
    """
    if is_constant(formula):
        return False
    if isinstance(formula, Pow):
        base, exponent = formula.args
        may_be = isinstance(exponent, Integer) or bounds(base)[1] > 0
    else:
        least, most = _DOMAINS.get(type(formula).__name__, _ALL)
        low, high = bounds(formula.args[0]) if formula.args else _ALL
        may_be = high > least and low < most
    return not may_be and all(math.isnan(value_at(formula, {w1: a, w2: b})) for a in _SOME for b in _SOME)


@lru_cache(maxsize=4096)
def height(formula: Expr) -> int:
    """How many powers with a weight in the exponent stand on each other: 2 of 2^w1^w2 and of exp(exp(w1))."""
    within = max(map(height, formula.args), default=0)
    if not isinstance(formula, Pow | exp) or is_constant(formula.args[-1]):
        return within
    return max(within, 1 + height(formula.args[-1]))
