"""Standardized columns: the mean is 0 and the deviation 1, and what is constant stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tables.standardizing import constant_columns, standardized
from surfaces import Table

spread = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30).filter(
    lambda values: max(values) - min(values) > 1e-3
)


@given(spread)
def test_an_input_has_mean_zero_and_deviation_one_and_the_target_stays(values):
    table = Table.of({"x": values, "y": values})
    x, y = standardized(table).columns
    assert np.mean(x) == pytest.approx(0, abs=1e-6)
    assert np.std(x) == pytest.approx(1, rel=1e-6)
    assert y == table.columns[1]


def test_a_constant_column_is_left_alone_and_named():
    table = Table.of({"x1": [2, 2], "x2": [1, 3], "y": [5, 5]})
    assert standardized(table).columns == ((2, 2), (-1, 1), (5, 5))
    assert constant_columns(table) == ["x1"]


def test_without_a_column_y_the_last_one_is_the_target():
    table = Table.of({"time": [1, 3], "height": [5, 9]})
    assert standardized(table).columns == ((-1, 1), (5, 9))


@pytest.mark.parametrize("values", [[8, 9.5, 12], [0.1, 0.2, 0.7, 1e-9], [3, 3], [-1e12, 1e12, 1 / 3]])
def test_the_browser_standardizes_to_the_same_bits(draw, values):
    table = Table.of({"x": values, "y": values})
    told = {"names": list(table.names), "columns": [np.array(column) for column in table.columns]}
    here = draw("standardizing.js", "standardized", told)
    assert [list(map(float.hex, column)) for column in here["columns"]] == [
        list(map(float.hex, column)) for column in standardized(table).columns
    ]
