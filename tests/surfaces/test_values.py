"""The numbers in formulas: exact as long as they are short, else doubles."""

from fractions import Fraction

import pytest
from sympy import Float, Integer, Rational

from surfaces.values import (
    MAX_DENOMINATOR,
    MAX_NUMERATOR,
    NotRealError,
    number,
    python_number,
    sign_and_ratio,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (2.0, Integer(2)),
        (0.5, Float(0.5)),
        (float(MAX_NUMERATOR), Integer(MAX_NUMERATOR)),
        (2.0 * MAX_NUMERATOR, Float(2.0 * MAX_NUMERATOR)),
        (1e15, Integer(10**15)),
        (1e15 + 1, Float(1e15 + 1)),
        (-1e15, Integer(-(10**15))),
        (Fraction(1, 10_000), Rational(1, 10_000)),
        (Fraction(1, 10_001), Float(1 / 10_001)),
        (Fraction(1, MAX_DENOMINATOR), Rational(1, MAX_DENOMINATOR)),
        (Fraction(1, MAX_DENOMINATOR + 1), Float(1 / (MAX_DENOMINATOR + 1))),
        (Fraction(MAX_NUMERATOR, 3), Rational(MAX_NUMERATOR, 3)),
        (Fraction(MAX_NUMERATOR + 1, 3), Float((MAX_NUMERATOR + 1) / 3)),
        (Fraction(-MAX_NUMERATOR, 3), Rational(-MAX_NUMERATOR, 3)),
    ],
)
def test_a_number_is_exact_while_it_is_short(given, expected):
    found = number(given)
    assert type(found) is type(expected)
    assert found == expected
    assert python_number(found) == (float(given) if isinstance(expected, Float) else given)


@pytest.mark.parametrize(
    ("given", "parts"),
    [
        (Fraction(2, 3), ("", 2, 3)),
        (Fraction(-2, 3), ("-", 2, 3)),
        (Fraction(0), ("", 0, 1)),
        (0.5, ("", 0.5, 1)),
        (-0.5, ("-", 0.5, 1)),
    ],
)
def test_a_coefficient_is_a_sign_and_a_ratio(given, parts):
    assert sign_and_ratio(given) == parts


@pytest.mark.parametrize("given", [float("inf"), float("-inf"), Fraction(10**400, 3)])
def test_a_value_that_is_too_large_is_refused_with_that_reason(given):
    with pytest.raises(NotRealError, match="too large for a floating-point number"):
        number(given)


def test_a_text_that_is_not_a_number_is_refused_with_that_reason():
    with pytest.raises(NotRealError, match="not a real number"):
        number(float("nan"))
