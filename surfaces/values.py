"""The numbers in formulas, and the values of formulas in double precision.

Numbers stay exact while they are small fractions; everything larger is folded in double precision, which is
what the compiled functions compute with. A number that is not a finite real raises `NotRealError`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from sympy import Add, Expr, Float, Function, Integer, Mul, Number, Pow, Rational, Symbol, pi

w1, w2 = Symbol("w1"), Symbol("w2")
MAX_NUMERATOR = 10**15  # below 2**53: such integers are exact as floats, too
MAX_DENOMINATOR = 10**4


class OverRows(Function):  # type: ignore[misc]  # SymPy has no types
    """What goes over the rows of a table: `rows` makes its two kinds, sums and means."""

    nargs = 1
    is_commutative = True
    partial = False
    scalar = staticmethod(float)  # as over one row


class NotRealError(ArithmeticError):
    """A constant part of a formula is not a finite real number."""


def number(value: int | float | Fraction) -> Number:
    """The SymPy number of `value`: a small fraction stays exact, 2.0 becomes 2, all else is a double."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotRealError(
                "too large for a floating-point number" if math.isinf(value) else "not a real number"
            )
        if value.is_integer() and abs(value) <= MAX_NUMERATOR:
            return Integer(int(value))
        return Float(value)
    if abs(value.numerator) <= MAX_NUMERATOR and value.denominator <= MAX_DENOMINATOR:
        return Rational(value.numerator, value.denominator)
    try:
        return number(value.numerator / value.denominator)
    except OverflowError:
        raise NotRealError("too large for a floating-point number") from None


def python_number(value: Number) -> Fraction | float:
    """The inverse of `number`."""
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else float(value)


def sign_and_ratio(coefficient: Fraction | float) -> tuple[str, float, float]:
    """The sign, "-" or "", and the size as numerator and denominator, which is 1 for a double."""
    sign, size = ("-", -coefficient) if coefficient < 0 else ("", coefficient)
    if isinstance(size, Fraction):
        return sign, size.numerator, size.denominator
    return sign, size, 1


@lru_cache(maxsize=4096)  # a second derivative asks the same factors thousands of times
def is_constant(formula: Expr) -> bool:
    """Whether neither a weight, a parameter nor a table's rows occur in `formula`."""
    return not isinstance(formula, Symbol | OverRows) and all(map(is_constant, formula.args))


def constant_value(formula: Expr) -> float:
    """A constant formula in double precision; `NotRealError` where it is not a finite real number."""
    try:
        value = _evaluate(formula)
    except OverflowError:
        raise NotRealError("too large for a floating-point number") from None
    except (ZeroDivisionError, ValueError):
        raise NotRealError("not a real number") from None
    if not math.isfinite(value):
        raise NotRealError(
            "too large for a floating-point number" if math.isinf(value) else "not a real number"
        )
    return value


def value_at(formula: Expr, point: Mapping[Symbol, float]) -> float:
    """A formula in double precision where the weights have some values; nan where it is not a real number."""
    try:
        return _evaluate(formula, point)
    except (ArithmeticError, ValueError):
        return math.nan


def _evaluate(formula: Expr, point: Mapping[Symbol, float] = MappingProxyType({})) -> float:
    if isinstance(formula, Number):
        return float(python_number(formula))
    if formula is pi:
        return math.pi
    if isinstance(formula, Symbol):
        return point.get(formula, 1.0)  # a parameter, or a column
    values = [_evaluate(argument, point) for argument in formula.args]
    if isinstance(formula, Add):
        return math.fsum(values)
    if isinstance(formula, Mul):
        return math.prod(values)
    if isinstance(formula, Pow):
        return math.pow(*values)
    value: float = formula.scalar(*values)
    return value
