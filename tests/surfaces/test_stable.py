"""Logistic functions keep their digits, in value and slopes, however far out and however they are typed."""

import itertools

import mpmath
import numpy as np
import pytest
from sympy import Add, Mul, Number, Pow, Symbol

from surfaces import Surface, parse
from surfaces.stable import stable

TYPED = [
    "log(1 + exp(w1 - w2))",
    "log(1 + exp(-w1)) + w2^2",
    "log(1 + exp(w1)^2) + log(1 + 1/exp(w2))",
    "log(3 + 2 exp(w1) + exp(w2))",
    "log(exp(w1) + exp(w2) + exp(w1 + w2), 3)",
    "log2(1 + 2^w1) + log10(10^w2 + 1)",
    "log(sqrt(1 + exp(w1)) exp(w2))",
    "(1/(1 + exp(-w1 - w2)) - 1)^2 + (1/(1 + exp(w1 - 2 w2)))^2",
    "1/(2 + exp(w1)) + 3/(1 + e^w2)^2",
    "exp(w1)/(exp(w1) + exp(w2))",
    "exp(w1)/(exp(w1) + exp(w2) + exp(2 w1 - w2))",
    "(exp(w1)/(1 + exp(w1)))^3 - exp(-w2)/(1 + exp(-w2))^2",
    "exp(w1)/(exp(w2) + exp(-w2) + exp(w1)/9)",
    "exp(-w1^2)/(1 + exp(-w2^2))",
    "-log(exp(w1)/(exp(w1) + exp(w2))) - 2 log(exp(w2)/(exp(w1) + exp(w2)))",
    "1/cosh(w1) + w2/cosh(w2)^2",
    "softplus(w1 - w2) sigmoid(-w1)",
    "logaddexp(w1, 2 w2) + logaddexp(w1, 0)",
    "huber(w1, 1.5) + relu(w2 - 0.3)",
]
SUMS = [
    "w2 (exp(w1) - exp(-w1))/(exp(w1) + exp(-w1))",
    "-log(1/(1 + exp(-w1 - w2))) - log(1 - 1/(1 + exp(w2 - w1)))",
    "w1/(1 + exp(-w1)) + (2 - 2/(1 + exp(-w2)))",
    "tanh(w1) + tanh(w2)^2",
    "huber(w1 - w2, 0.1 w1)",
]
"""Terms that may cancel: a sum is as exact as the largest of them."""
FAR = [-900.0, -730.5, -41.3, -2.25, 0.0, 0.7, 36.9, 712.75]
POINTS = list(itertools.product(FAR, FAR))


def exactly(formula, point):
    """A formula as typed, in numbers of any exponent."""
    if isinstance(formula, Symbol):
        return point[formula.name]
    if isinstance(formula, Number):
        return (
            mpmath.mpf(int(formula.p)) / int(formula.q) if formula.is_Rational else mpmath.mpf(float(formula))
        )
    numbers = [exactly(each, point) for each in formula.args]
    if isinstance(formula, Add):
        return mpmath.fsum(numbers)
    if isinstance(formula, Mul):
        return mpmath.fprod(numbers)
    if isinstance(formula, Pow):
        return mpmath.power(*numbers)
    return FUNCTIONS.get(type(formula).__name__, mpmath.mp)(*numbers)


def _huber(z, d):
    return z * z / 2 if abs(z) <= d else d * (abs(z) - d / 2)


FUNCTIONS = {name: getattr(mpmath, name) for name in ("exp", "tanh", "cosh", "log10")}
FUNCTIONS |= {"log": mpmath.log, "log_base": mpmath.log, "log2": lambda x: mpmath.log(x, 2)}
FUNCTIONS |= {"max": max, "huber": _huber, "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z))}
FUNCTIONS |= {"softplus": lambda z: mpmath.log(1 + mpmath.exp(z))}
FUNCTIONS |= {"logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b))}


@pytest.mark.parametrize(
    ("text", "close"), [*((text, 1e-300) for text in TYPED), *((text, 1e-10) for text in SUMS)]
)
def test_values_and_slopes_are_those_of_the_typed_formula_in_numbers_without_bounds(text, close):
    surface, formula = Surface.parse(text), parse(text)
    first, second = np.transpose(POINTS)
    arrays = np.transpose(surface.value_and_gradient(first, second))
    for point, array in list(zip(POINTS, arrays, strict=True))[len(text) % 5 :: 10]:
        with mpmath.workdps(1400):
            a, b, step = mpmath.mpf(point[0]), mpmath.mpf(point[1]), mpmath.mpf(2) ** -500
            exact = [
                exactly(formula, {"w1": a, "w2": b}),
                slope(lambda x, b=b: exactly(formula, {"w1": x, "w2": b}), a, step),
                slope(lambda x, a=a: exactly(formula, {"w1": a, "w2": x}), b, step),
            ]
        told = surface.value_and_gradient(*point)
        assert told == pytest.approx(list(map(float, exact)), rel=1e-11, abs=close), point
        assert list(array) == pytest.approx(told, rel=1e-13, abs=close)


def slope(function, x, step):
    return (function(x + step) - function(x - step)) / (2 * step)


def test_a_run_goes_on_where_exp_as_typed_would_overflow():
    surface = Surface.parse("(1/(1+exp(-w1-w2)) - 1)^2 + (1/(1+exp(w1-2w2)))^2")
    assert surface.value_and_gradient(-6e4, 1.0) == (2.0, 0.0, 0.0)
    assert Surface.parse("log(1+exp(-w1)) + w2^2").value_and_gradient(-800.0, 1.0) == (801.0, -1.0, 2.0)


def test_what_is_typed_stays_what_the_page_shows():
    surface = Surface.parse("log(1 + exp(-w1))")
    assert surface.latex == r"\ln\left(e^{-w_{1}} + 1\right)"
    assert surface.gradient_latex[0] == r"-\operatorname{sigmoid}\left(-w_{1}\right)"


@pytest.mark.parametrize(
    "text", ["log(1 - exp(w1))", "1/(exp(w1) - exp(w2))", "log(w1 + exp(w2))", "1/(1 + w1^2)"]
)
def test_nothing_else_is_changed(text):
    assert stable(parse(text)) == parse(text)


@pytest.mark.parametrize("text", ["w1/(pi - 1)", "sin(w2 + w1/(e - pi + 1)^2)", "exp(w1)/(pi + 1)"])
def test_a_constant_sum_below_a_line_stays_one(text):
    formula = parse(text)
    assert stable(formula) == formula
