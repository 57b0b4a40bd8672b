"""Numbers that people type: as the page writes them, with commas, and as short arithmetic."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.numerals import count, short

FILE = "../typed_number.js"
READ = {
    "1,5": 1.5,
    "0,001": 0.001,
    ",5": 0.5,
    "1,5e-3": 0.0015,
    "1,234.5": 1234.5,
    "1,234,567": 1234567.0,
    "−1.2e−7": -1.2e-7,
    "1/3": 1 / 3,
    "2e-3*5": 0.01,
    "sqrt(2)": math.sqrt(2),
    "10^-3": 0.001,
    "10^−5": 1e-5,
    "-2^2": -4.0,
    "2^-1^2": 0.5,
    "1 - 2 - 3": -4.0,
    "8/2/2": 2.0,
    " (1 + 2) * 3 ": 9.0,
    "2*π/4": math.pi / 2,
    "+.5E2": 50.0,
    "5.": 5.0,
}
REFUSED = [
    "",
    "-",
    "1/",
    "1/0",
    "sqrt",
    "sqrt(-1)",
    "sqrt 2",
    "(1",
    "1)",
    "1 2",
    "1,23,4",
    "12,34.5",
    "e",
    "1e999",
    "0x10",
]
REFUSED += ["alert(1)", "1;2", "NaN", "Infinity", "1,,5", "1.2.3", "1_000", "9" * 61, ",", "."]


def test_what_is_read(draw):
    found = draw.many(FILE, "typed_number", [[text] for text in READ])
    assert dict(zip(READ, found, strict=True)) == READ


def test_a_whole_number_may_have_commas_between_its_thousands(draw):
    texts = ["1,000", "12,345", "1,234,567", "3*10^2", "1,5", "10,00"]
    found = draw.many(FILE, "typed_number", [[text, True] for text in texts])
    assert found == [1000, 12345, 1234567, 300, None, None]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_is_refused(draw, text):
    assert draw(FILE, "typed_number", text) is None


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=200), st.integers(1, 17))
@settings(max_examples=20)
def test_a_number_is_read_as_the_page_writes_it(draw, values, digits):
    texts = [short(value, digits) for value in values]
    wanted = [float(text.replace("−", "-")) for text in texts]
    within = [(text, each) for text, each in zip(texts, wanted, strict=True) if math.isfinite(each)]
    found = draw.many(FILE, "typed_number", [[text] for text, _ in within])
    assert found == [each for _, each in within]


@given(st.lists(st.integers(0, 10**15), max_size=200))
@settings(max_examples=20)
def test_a_count_is_read_as_the_page_writes_it(draw, values):
    assert draw.many(FILE, "typed_number", [[count(value), True] for value in values]) == values
