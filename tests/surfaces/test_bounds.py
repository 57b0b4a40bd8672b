"""The bounds of a formula, whether it is defined anywhere, and its height."""

import math

import pytest
from sympy import Integer, Pow, S

from surfaces import ExpressionError, parse, w1, w2
from surfaces.bounds import bounds, height
from surfaces.values import value_at

INFINITY = math.inf
ANY = (-INFINITY, INFINITY)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2 - 5", (-3, -3)),
        ("w1", ANY),
        ("sin(w1) + 2", (1, 3)),
        ("sin(w1) + cos(w2) + tanh(w1) + sign(w2)", (-4, 4)),
        ("-3 tanh(w1)", (-3, 3)),
        ("sin(w1) cos(w2)", (-1, 1)),
        ("(2 + sin(w1)) (4 + cos(w2))", (3, 15)),
        ("(2 + sin(w1)) (cos(w2) - 4)", (-15, -3)),
        ("(2 + sin(w1)) (cos(w2) - 0.5)", (-4.5, 1.5)),
        ("exp(w1) + 1", (1, INFINITY)),
        ("exp(w1) - exp(w2)", ANY),
        ("cosh(w1) + hypot(w1, w2) - 7", (-6, INFINITY)),
        ("acosh(w1) + abs(w2)", (0, INFINITY)),
        ("-abs(w1) exp(w2)", (-INFINITY, 0)),
        ("w1^2 cosh(w2)", (0, INFINITY)),
        ("0 log(w1)", (0, 0)),
        ("log(w1)", ANY),
        ("w1^2", (0, INFINITY)),
        ("w1^3", ANY),
        ("1/w1", ANY),
        ("1/w1^2", (0, INFINITY)),
        ("sqrt(w1)", (0, INFINITY)),
        ("(w1 + w2)^(1/3)", (0, INFINITY)),
        ("abs(w1)^3", (0, INFINITY)),
        ("(-w1^2 - w2^2)^2", (0, INFINITY)),
        ("(-w1^2 - w2^2)^3", (-INFINITY, 0)),
        ("1/(-1 - w1^2)", (-INFINITY, 0)),
        ("(1 - w1^2)^3", ANY),
        ("abs(w1)^w2", (0, INFINITY)),
        ("w1^w2", ANY),
        ("(w1 - abs(w1) - 1)^w2", ANY),
    ],
)
def test_bounds_are_those_of_interval_arithmetic(text, ends):
    assert bounds(parse(text)) == ends


def test_a_constant_that_is_not_real_may_have_any_value():
    assert bounds(Pow(Integer(-1), S.Half, evaluate=False)) == ANY


@pytest.mark.parametrize("weight", ["w1", "w2"])
@pytest.mark.parametrize(
    ("low", "high"),
    [
        *((-2000, -1000), (-100, -10), (-10, -1), (-1, -0.1), (-0.01, -0.001)),
        *((0.001, 0.01), (0.1, 1), (1, 10), (10, 100), (1000, 2000)),
    ],
)
def test_a_function_defined_in_a_strip_is_accepted(weight, low, high):
    # Both squares are 0 in the strip alone, and the bounds allow no more than that.
    text = f"sqrt(-max({weight} - {high}, 0)^2 - max({low} - {weight}, 0)^2)"
    middle = (low + high) / 2
    assert value_at(parse(text), {w1: middle, w2: middle}) == 0


@pytest.mark.parametrize(
    "text",
    [
        "log(1 - {})",
        "log2(1 - {})",
        "log10(1 - {})",
        "log(1 - {}, 3)",
        "acosh(2 - {})",
        "asin(0.5 + {})",
        "asin(-0.5 - {})",
        "acos(0.5 + {})",
        "atanh(-0.5 - {})",
        "sqrt(1 - {})",
    ],
)
def test_a_function_defined_very_near_a_line_is_accepted(text):
    formula = parse(text.format("1e7 (w1 - 0.2)^2"))
    assert math.isfinite(value_at(formula, {w1: 0.2}))
    assert math.isnan(value_at(formula, {w1: 0.3}))


@pytest.mark.parametrize(
    "text",
    [
        *("log(-{})", "log2(-{})", "log10(-{})", "log(-{}, 3)", "sqrt(-{})"),
        *("acosh(1 - {})", "asin(1 + {})", "asin(-1 - {})", "acos(1 + {})", "atanh(-1 - {})"),
    ],
)
def test_a_function_defined_only_on_a_line_is_refused(text):
    with pytest.raises(ExpressionError, match="except perhaps on a line"):
        parse(text.format("(w1 - 0.2)^2"))


@pytest.mark.parametrize(
    ("text", "powers"),
    [
        *(("3", 0), ("exp(2)", 0), ("w1", 0), ("w1^7", 0), ("sqrt(w1 + w2)", 0)),
        *(("2^w1", 1), ("w1^w1", 1), ("sin(exp(w1)) + 1", 1), ("exp(w1) exp(w2)", 1), ("exp(w1)^w2", 1)),
        *(("2^w1^w2", 2), ("exp(exp(w1))", 2), ("w1 + exp(3 + 2^w2)", 2), ("exp(e^(2^w1))", 3)),
    ],
)
def test_the_height_counts_powers_that_stand_on_each_other(text, powers):
    assert height(parse(text)) == powers
