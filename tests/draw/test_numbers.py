"""Numbers in the browser: those of the table, and any other, are written as Python writes them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from number_table import written

from app.numerals import count, short, ticks

FILE = "../numbers.js"


@pytest.mark.parametrize(
    "kind", ["short", "tex", "count", "percent", "ticks", "log_ticks", "powers_of_ten", "view_digits"]
)
def test_numbers_in_words(draw, kind):
    arguments, texts = zip(*written(kind), strict=True)
    assert draw.many(FILE, kind, arguments) == list(texts)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=300))
@settings(max_examples=20)
def test_a_decimal_is_the_whole_number_without_an_exponent(draw, values):
    for text, value in zip(draw.many(FILE, "decimal", [[value] for value in values]), values, strict=True):
        assert re.fullmatch(r"-?\d+(\.\d+)?", text)
        assert float(text) == value


def test_compared_numbers_have_the_digits_that_tell_them_apart(draw):
    assert draw(FILE, "short_apart", [4.5, None, 0.1]) == ["4.5", "–", "0.1"]
    assert draw(FILE, "short_apart", [0.1188091, 0.1188092, 3.0]) == ["0.1188091", "0.1188092", "3"]
    assert draw(FILE, "short_apart", [0.1188091, 0.1188091]) == ["0.11881", "0.11881"]
    assert draw(FILE, "short_apart", [1.0, 1.0 + 1e-14]) == ["1", "1"]


def test_a_missing_number_is_written_as_a_dash(draw):
    assert [draw(FILE, kind) for kind in ("short", "count")] == ["–", "–"]


ties = st.builds(lambda n, k: n / 2**k, st.integers(-(10**6), 10**6), st.integers(0, 20))
decimals = st.builds(lambda n, k: float(f"{n}e{k}"), st.integers(-(10**6), 10**6), st.integers(-12, 12))
numbers = st.tuples(st.floats() | ties | decimals, st.integers(1, 17))


@settings(max_examples=20)
@given(st.lists(numbers, min_size=100, max_size=300))
def test_python_and_javascript_write_numbers_alike(draw, calls):
    assert draw.many(FILE, "short", calls) == [short(*call) for call in calls]


@given(st.floats(-1e12, 1e12), st.sampled_from([1, 2, 2.5, 5]), st.integers(-14, 12), st.integers(1, 12))
@settings(max_examples=200)
def test_the_ticks_of_an_axis_are_alike_and_can_be_told_apart(draw, start, digit, power, number):
    step = digit * 10.0**power
    values = [(start // step + k) * step for k in range(number)]
    words = ticks(values)
    assert draw(FILE, "ticks", values) == words
    if number > 1 and step > 1e-10 * max(map(abs, values)):  # a float has not many more digits
        assert len(set(words)) == number
        for word, value in zip(words, values, strict=True):
            assert float(word.replace("−", "-")) == pytest.approx(value, abs=1e-5 * step)
    mantissas = [word.partition("e") for word in words if word != "0"]
    assert len({(len(mantissa.partition(".")[2]), power) for mantissa, _, power in mantissas}) <= 1


@given(st.lists(st.integers(1 - 2**53, 2**53 - 1), max_size=100))
@settings(max_examples=20)
def test_python_and_javascript_write_counts_alike(draw, counts):
    assert draw.many(FILE, "count", [[number] for number in counts]) == list(map(count, counts))


@given(st.integers(1, 10**6), st.data())
@settings(max_examples=50)
def test_a_share_between_0_and_1_is_written_as_neither(draw, whole, data):
    parts = data.draw(st.lists(st.integers(0, whole), min_size=1, max_size=50))
    parts += [0, 1, whole - 1, whole]
    words = draw.many(FILE, "percent", [[part / whole] for part in parts])
    for part, text in zip(parts, words, strict=True):
        shown = float(text.removesuffix(" %").replace("−", "-"))
        assert (shown == 0) == (part == 0)
        assert (shown == 100) == (part == whole)
        assert 0 <= shown <= 100
