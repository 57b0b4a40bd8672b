"""Numbers as they are written in words, labels and tables."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.numerals import place, power_of_ten, short


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (-1.5, "−1.5"),
        (1234.5678, "1235"),
        (999999.0, "1e6"),
        (123456.0, "123500"),
        (0.00123456, "0.001235"),
        (0.00012, "1.2e−4"),
        (-1.23456e-7, "−1.235e−7"),
        (5e-324, "4.941e−324"),
        (1e300, "1e300"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "–"),
        (None, "–"),
    ],
)
def test_numbers_in_words(value, words):
    assert short(value) == words


def test_powers_of_ten_in_words():
    words = ["10⁻¹²", "10⁻³", "0.01", "0.1", "1", "10", "100", "10³"]
    assert list(map(power_of_ten, (-12, -3, -2, -1, 0, 1, 2, 3))) == words


@given(st.floats(-1.7e308, 1.7e308), st.integers(2, 8))
def test_a_number_is_read_back_to_its_digits(value, digits):
    words = short(value, digits)
    read = float(words.replace("−", "-"))
    assert read == pytest.approx(value, rel=0.5001 * 10.0 ** (1 - digits), abs=5e-324)
    assert len(words.replace("−", "")) <= digits + 6


def test_a_point_in_words_has_no_digits_that_the_view_does_not_show():
    view = ((-5.0, 5.0), (-0.01, 0.01))
    assert place((3.58443, -1e-9), view) == "(3.58, 0)"
    assert place((0.00049, -0.00049), view) == "(0, −4.9e−4)"
