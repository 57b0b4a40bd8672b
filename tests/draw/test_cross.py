"""Crosses of principal directions: of one length on the screen, at right angles in the plane of weights."""

import math

import numpy as np
import pytest
from drawn_runs import lengths
from hypothesis import given
from hypothesis import strategies as st

VIEW = ((-2.0, 6.0), (-1.0, 1.0))
NAMES = ["x0", "y0", "x1", "y1", "share", "sign"]
angles = st.floats(-3, 3)


def turned(angle, w, high=3.0, low=-1.0):
    vectors = [[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]]
    return {"name": "start", "w": list(w), "eigenvalues": [high, low], "eigenvectors": vectors}


def cross(draw, *points, view=VIEW):
    """The columns as an array, a row for each of NAMES."""
    columns = draw("cross.js", "cross_columns", list(points), view)["curvature"]
    assert list(columns) == NAMES
    assert len(lengths(columns)) == 1
    return np.array(list(columns.values()), dtype=float)


@given(angles, st.floats(-3, 6), st.floats(-3, 3))
def test_both_lines_have_one_length_in_shares_of_any_view(draw, angle, wide, high):
    view = ((0.0, 10**wide), (0.0, 10**high))
    middle = (10**wide / 2, 10**high / 2)
    x0, y0, x1, y1, *_ = cross(draw, turned(angle, middle), view=view)
    np.testing.assert_allclose(np.hypot((x1 - x0) / 10**wide, (y1 - y0) / 10**high), 0.12, rtol=1e-9)
    np.testing.assert_allclose((x0 + x1) / 2, middle[0], rtol=1e-9)
    np.testing.assert_allclose((y0 + y1) / 2, middle[1], rtol=1e-9)


@given(angles)
def test_the_lines_are_at_right_angles_in_the_plane_of_the_weights(draw, angle):
    x0, y0, x1, y1, *_ = cross(draw, turned(angle, (2.0, 0.0)))
    first, second = np.array([x1 - x0, y1 - y0]).T
    assert first @ second == pytest.approx(0, abs=1e-12 * np.linalg.norm(first) * np.linalg.norm(second))
    assert abs(first @ (math.cos(angle), math.sin(angle))) == pytest.approx(np.linalg.norm(first))


def test_the_stronger_curvature_has_the_larger_share_and_its_sign(draw):
    *_, share, sign = cross(draw, turned(0.3, (0.0, 0.0), high=3.0, low=-1.0))
    assert (share.tolist(), sign.tolist()) == ([1, 1 / 3], [1, -1])
    *_, share, sign = cross(draw, turned(0.3, (0.0, 0.0), high=0.0, low=-4.0))
    assert (share.tolist(), sign.tolist()) == ([0, 1], [0, -1])


@given(angles, st.floats(-2, 6), st.floats(-1, 1))
def test_lines_end_at_the_edge_of_the_view(draw, angle, w1, w2):
    x0, y0, x1, y1, *_ = found = cross(draw, turned(angle, (w1, w2)))
    for x, y in ((x0, y0), (x1, y1)):
        assert ((x >= -2) & (x <= 6) & (y >= -1) & (y <= 1)).all()
    whole = cross(draw, turned(angle, (w1, w2)), view=((w1 - 4, w1 + 4), (w2 - 1, w2 + 1)))
    inside = (np.abs(whole[[0, 2]] - 2) <= 4).all(axis=0) & (np.abs(whole[[1, 3]]) <= 1).all(axis=0)
    np.testing.assert_allclose(found[:4, inside], whole[:4, inside], atol=1e-9)


@pytest.mark.parametrize(
    "point",
    [
        turned(0.3, (7.0, 0.0)),
        turned(0.3, (0.0, 0.0), high=0.0, low=0.0),
        {**turned(0.3, (0.0, 0.0)), "eigenvalues": [None, None]},
        {**turned(0.3, (0.0, 0.0)), "eigenvectors": [[None, None], [None, None]]},
    ],
    ids=["out of view", "level", "undefined", "without directions"],
)
def test_out_of_view_and_without_directions_there_is_no_cross(draw, point):
    assert cross(draw, point).shape == (6, 0)
    assert cross(draw, point, turned(0.3, (0.0, 0.0))).shape == (6, 2)


def test_a_cross_that_would_lie_on_another_is_left_out(draw):
    """The view is 8 wide and 2 high."""
    one, close, apart = (turned(0.3, (1.0 + right, up)) for right, up in ((0, 0), (0.1, 0.02), (0.1, 0.1)))
    np.testing.assert_array_equal(cross(draw, one, close), cross(draw, one))
    assert cross(draw, one, apart).shape == (6, 4)
    unseen = {**one, "eigenvalues": [None, None]}
    np.testing.assert_array_equal(cross(draw, unseen, close), cross(draw, close))


def test_each_point_has_its_two_lines_and_without_points_there_are_none(draw):
    points = [turned(angle, (angle, angle / 10)) for angle in (0.1, 0.7, 1.2)]
    together = cross(draw, *points)
    np.testing.assert_array_equal(together, np.hstack([cross(draw, point) for point in points]))
    assert cross(draw).shape == (6, 0)
