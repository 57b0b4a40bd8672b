"""The functions of the language where libraries differ: whole numbers, zeros, cube roots, read in both ways.

Their values elsewhere are those of math.js, and their slopes those of central differences.
"""

import math

import mpmath
import numpy as np
import pytest
from sympy import Rational

from surfaces import functions, w1
from surfaces.functions import NAMESPACES


def both(name, *arguments):
    """The value of a function read with floats, and read with arrays."""
    with np.errstate(all="ignore"):
        (array,) = NAMESPACES["array"][name](*(np.array([argument]) for argument in arguments))
    return NAMESPACES["scalar"][name](*arguments), float(array)


@pytest.mark.parametrize(
    ("name", "argument", "value"),
    [
        ("floor", 0.7 / 0.1, 7.0),  # 6.999999999999999
        ("ceil", -0.7 / 0.1, -7.0),
        ("ceil", 7.000000000000001, 7.0),
        ("floor", 7 - 6e-12, 7.0),
        ("floor", 7 - 8e-12, 6.0),
        ("ceil", 7 + 6e-12, 7.0),
        ("ceil", 7 + 8e-12, 8.0),
        ("floor", -0.9e-15, 0.0),
        ("floor", -1e-15, 0.0),
        ("floor", -1.1e-15, -1.0),
        ("ceil", 0.9e-15, 0.0),
        ("ceil", 1.1e-15, 1.0),
        ("floor", 5e11 + 0.75, 5e11 + 1),  # 1e-12 of it is 0.5
        ("floor", 5e11 + 0.25, 5e11),
        ("floor", 1e13 + 0.75, 1e13),  # both neighbours are within 1e-12 of it
    ],
)
def test_numbers_within_rounding_of_a_whole_number_count_as_whole(name, argument, value):
    assert both(name, argument) == (value, value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("sign", (math.nan,)),
        ("max", (math.nan, 1.0)),
        ("max", (1.0, math.nan)),
        ("min", (math.nan, 1.0)),
        ("min", (1.0, math.nan)),
    ],
)
def test_functions_of_nan_are_nan(name, arguments):
    assert np.isnan(both(name, *arguments)).all()


@pytest.mark.parametrize(
    ("name", "argument", "zero"),
    [
        ("sign", -0.0, 0.0),
        ("sign", 0.0, 0.0),
        ("floor", -0.0, 0.0),
        ("ceil", -0.5, -0.0),
        ("cbrt", -0.0, -0.0),
    ],
)
def test_floats_and_arrays_agree_on_the_sign_of_zero(name, argument, zero):
    assert list(map(str, both(name, argument))) == [str(zero)] * 2


@pytest.mark.parametrize("x", [2.0, 10.0, -5.0, 0.3, 1e300, -7e-300])
@pytest.mark.parametrize("units", [-8, -1, 0, 1, 8])
def test_a_cube_root_is_right_though_the_librarys_is_some_units_off(monkeypatch, x, units):
    with mpmath.workdps(40):
        exact = float(mpmath.sign(x) * mpmath.cbrt(abs(mpmath.mpf(x))))
    given = exact + units * math.ulp(exact)
    monkeypatch.setattr(math, "cbrt", lambda _: given)
    monkeypatch.setattr(np, "cbrt", lambda _: np.array([given]))
    assert np.abs(np.subtract(both("cbrt", x), exact)).max() <= math.ulp(exact)


def test_the_cube_root_keeps_infinities_and_nan():
    assert both("cbrt", math.inf) == (math.inf, math.inf)
    assert both("cbrt", -math.inf) == (-math.inf, -math.inf)
    assert np.isnan(both("cbrt", math.nan)).all()


def test_the_remainder_of_a_division_by_0_has_the_slopes_of_its_first_argument():
    assert list(functions.mod.slopes(w1, Rational(0))) == [1, 0]
