"""Tables of data: their limits, and what is said of data that are none."""

from types import SimpleNamespace

import numpy as np
import pytest

from surfaces import DataError, Surface, Table

LINE = {"x": [8, 9.5, 12], "y": np.array([1.2, 0.7, -3.0])}


def test_a_table_has_the_columns_that_are_given_in_their_order_as_floats():
    table = Table.of(LINE)
    assert table == Table(("x", "y"), ((8.0, 9.5, 12.0), (1.2, 0.7, -3.0)))
    assert table.rows == 3
    assert Table.of(table) == table
    assert len({table, Table.of(LINE)}) == 1


@pytest.mark.parametrize(
    "data",
    [
        list(zip(*LINE.values(), strict=True)),
        np.column_stack([*LINE.values()]),
        SimpleNamespace(items=LINE.items),
    ],
)
def test_rows_of_an_array_and_columns_of_a_frame_are_a_table(data):
    assert Table.of(data) == Table.of(LINE)
    assert Surface.parse("mean((w1 x + w2 - y)^2)", data).rows == 3


@pytest.mark.parametrize("data", [np.zeros((2, 10)), [(1, 2), (3,)], "data.csv", 7, np.zeros(3)])
def test_what_has_no_rows_and_columns_is_refused_with_its_shape(data):
    with pytest.raises(DataError, match=r"data of shape .*: it must be \(rows, columns\)"):
        Table.of(data)


@pytest.mark.parametrize(
    ("data", "row", "column"),
    [
        ({}, None, None),
        ({"x": []}, None, None),
        ({"x": [1], "y": [1, 2]}, 1, "y"),
        ({"x": [1, 2], "y": [1]}, 1, "y"),
        ({"x": [1, float("nan")]}, 1, "x"),
        ({"x": [1], "y": [float("inf")]}, 0, "y"),
        ({"x": [1, 2, -1.1e12]}, 2, "x"),
        ({"x": [1, "2"]}, 1, "x"),
        ({"x": [1, None]}, 1, "x"),
        ({"x": [1j]}, 0, "x"),
        ({"x": [10**400]}, 0, "x"),
        ({"x": [[1, 2]]}, 0, "x"),
        ({"x": "12"}, None, None),
        ({"x": 12}, None, "x"),
        ({"x": range(201)}, 200, "x"),
        ({"x": iter(int, 1)}, 200, "x"),  # endless
        ({"x": np.zeros(100_000)}, 200, "x"),
        ({name: [1] for name in "abcdf"}, None, None),
        ({f"a{i}": [1] for i in range(100_000)}, None, None),
    ],
)
def test_what_is_too_much_or_no_number_is_refused_with_its_place(data, row, column):
    with pytest.raises(DataError) as refused:
        Table.of(data)
    error = refused.value
    assert (error.row, error.column) == (row, column)
    assert str(error) == error.message
    assert len(error.message) < 120
    if row is not None and row < 200 and "numbers" not in error.message:
        assert error.message.startswith(f"row {row + 1}, column {column}: ")


@pytest.mark.parametrize("name", ["x", "x1", "y", "price", "_x"[1:], "k", "a_b_2", "N", "x" * 20, "lambda"])
def test_a_name_is_a_letter_then_letters_digits_or_underscores(name):
    assert Table.of({name: [1]}).names == (name,)


@pytest.mark.parametrize(
    "name",
    [
        *("", "1x", "_x", "x y", "x-y", "é", "λ", "x\n", "__import__", "x" * 21, "x;w1", "x(1)", 7, None),
        *("w1", "w_2", "w₁", "theta1", "e", "E", "pi", "tau", "sin", "max", "if", "mean", "sum", "huber"),
    ],
)
def test_other_names_weights_constants_and_functions_name_no_column(name):
    with pytest.raises(DataError) as refused:
        Table.of({"y": [1], name: [1]})
    assert refused.value.column == str(name)


def test_names_that_a_text_reads_alike_are_not_both_columns():
    with pytest.raises(DataError, match="x_1 is read like x1"):
        Table.of({"x1": [1], "x_1": [1]})


def test_rows_are_taken_in_the_order_of_the_table_as_often_as_they_are_named():
    assert Table.of(LINE).of_rows([2, 0, 2]).columns[0] == (8.0, 12.0, 12.0)
    for none in ([], [3], [-1]):
        with pytest.raises(ValueError, match="row"):
            Table.of(LINE).of_rows(none)


@pytest.mark.parametrize(
    "indices", [[True, False, True], np.array([False, True]), [0.5], "01", None, 1, [[0, 1]]]
)
def test_rows_are_taken_by_their_numbers_alone(indices):
    with pytest.raises(TypeError, match=r"indices=.* cannot be used: it must be numbers of rows"):
        Table.of(LINE).of_rows(indices)
