"""The points of a table in the figure of the data: where they are, and how they move, come and go."""

import pytest

LINE = {"names": ["x", "y"], "columns": [[0, 1, 2], [5, 6, 7]]}
PLANE = {"names": ["x1", "x2", "y"], "columns": [[0, 1, 2], [5, 6, 7], [-1, 1, 1]]}
ALONE = {"names": ["y"], "columns": [[5, 6, 7]]}
MANY = {"names": ["a", "b", "c", "y"], "columns": [[0, 1], [2, 3], [4, 5], [6, 7]]}


@pytest.mark.parametrize(
    ("table", "x", "y"),
    [
        (LINE, [0, 1, 2], [5, 6, 7]),
        (PLANE, [0, 1, 2], [5, 6, 7]),
        (ALONE, [1, 2, 3], [5, 6, 7]),
        (MANY, [0, 1], [6, 7]),
    ],
)
def test_one_input_is_the_axis_of_the_target_and_two_are_the_axes(draw, table, x, y):
    assert draw("data_columns.js", "points_of", table) == {"x": x, "y": y}


def test_points_of_two_inputs_are_told_apart_by_the_middle_of_the_target(draw):
    found = draw("data_columns.js", "point_columns", PLANE, 1)
    assert found["data_points"] == {"x": [1, 2], "y": [6, 7]}
    assert found["data_others"] == {"x": [0], "y": [5]}
    assert found["data_chosen"] == {"x": [1], "y": [6]}


def test_a_moved_point_keeps_its_other_columns(draw):
    assert draw("data_columns.js", "with_point", PLANE, 0, [9, 8])["columns"] == [
        [9, 1, 2],
        [8, 6, 7],
        [-1, 1, 1],
    ]
    assert draw("data_columns.js", "with_point", LINE, 2, [9, 8])["columns"] == [[0, 1, 9], [5, 6, 8]]
    assert draw("data_columns.js", "with_point", ALONE, 2, [9, 8])["columns"] == [[5, 6, 8]]


def test_a_new_point_has_the_class_of_the_nearest_one(draw):
    added = draw("data_columns.js", "with_row", PLANE, [0.2, 5.1], [1, 1])
    assert added["columns"] == [[0, 1, 2, 0.2], [5, 6, 7, 5.1], [-1, 1, 1, -1]]


def test_the_last_row_cannot_be_removed(draw):
    assert draw("data_columns.js", "without_row", LINE, 1)["columns"] == [[0, 2], [5, 7]]
    one = {"names": ["x", "y"], "columns": [[1], [2]]}
    assert draw("data_columns.js", "without_row", one, 0) == one


@pytest.mark.parametrize(
    "table", [LINE, PLANE, ALONE, MANY, {"names": ["x", "y"], "columns": [[3, 3], [0, 0]]}]
)
def test_the_figure_has_room_around_the_points(draw, table):
    box = draw("data_columns.js", "data_box", table)
    points = draw("data_columns.js", "points_of", table)
    for (low, high), values in zip(box, (points["x"], points["y"]), strict=True):
        assert low < min(values)
        assert max(values) < high
