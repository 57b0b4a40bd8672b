"""Numbers as they are written in words, labels and tables; for the browser see tests/draw/test_numbers.py."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from number_table import written

from app.numerals import count, place, powers_of_ten, short, ticks, view_digits


@pytest.mark.parametrize(("arguments", "text"), written("short"))
def test_numbers_in_words(arguments, text):
    assert short(*arguments) == text


@pytest.mark.parametrize(("arguments", "text"), written("count"))
def test_how_many_in_words(arguments, text):
    assert count(*arguments) == text


@pytest.mark.parametrize(("arguments", "texts"), written("powers_of_ten"))
def test_powers_of_ten_in_words(arguments, texts):
    assert powers_of_ten(*arguments) == texts


@pytest.mark.parametrize(("arguments", "texts"), written("ticks"))
def test_the_ticks_of_an_axis_in_words(arguments, texts):
    assert ticks(*arguments) == texts


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(1, 17))
def test_a_number_is_read_back_to_half_a_digit(value, digits):
    words = short(value, digits)
    exact, read = Fraction(value), Fraction(words.replace("−", "-"))
    assert abs(read - exact) <= abs(exact) * Fraction(10) ** (1 - digits) / 2
    assert len(words.replace("−", "").replace(".", "")) <= max(digits, 6) + 5


@pytest.mark.parametrize(("arguments", "digits"), written("view_digits"))
def test_the_digits_of_a_view(arguments, digits):
    assert view_digits(*arguments) == digits


def test_places_that_a_narrow_view_tells_apart_have_different_words():
    view = ((10.0, 10.01), (-1.0, 1.0))
    points = [(10.0012, 0.5), (10.0049, 0.5), (10.0, 0.5), (10.0049, -0.002)]
    words = [place(point, view) for point in points]
    assert words == ["(10.0012, 0.5)", "(10.0049, 0.5)", "(10, 0.5)", "(10.0049, −0.002)"]
    assert place((123456789.4, 0), ((-25.0, 25.0), (-1.0, 1.0))) == "(1.235e8, 0)"


def test_a_point_in_words_has_no_digits_that_the_view_does_not_show():
    view = ((-5.0, 5.0), (-0.01, 0.01))
    assert place((3.58443, -1e-9), view) == "(3.58, 0)"
    assert place((0.00049, -0.00049), view) == "(0, −4.9e−4)"
