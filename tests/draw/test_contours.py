"""Contour lines: the segments that contourpy finds, joined as far as they go."""

import numpy as np
import pytest
from contourpy import LineType, contour_generator
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

grids = st.tuples(st.integers(2, 7), st.integers(2, 7)).flatmap(
    lambda shape: arrays(float, shape, elements=st.sampled_from([0, 1, 2, 3, 0.5, 1.7, -4, np.nan]))
)


def pieces(line):
    """The polylines of a line, arrays of shape (n, 2)."""
    points = np.array(line, dtype=float).reshape(2, -1).T
    gaps = np.isnan(points)
    assert (gaps[:, 0] == gaps[:, 1]).all()
    return [part[~np.isnan(part[:, 0])] for part in np.split(points, np.flatnonzero(gaps[:, 0])) if part.size]


def oracle(x, y, values, level):
    values = np.ma.masked_invalid(values)
    generator = contour_generator(x, y, values, corner_mask=False, line_type=LineType.Separate)
    return generator.lines(level)


def segments(parts):
    """All segments, each from its lower end; those without a length have no direction and are left out."""
    found = [
        tuple(sorted([tuple(start), tuple(end)]))
        for part in parts
        for start, end in zip(part[:-1].round(9) + 0.0, part[1:].round(9) + 0.0, strict=True)
    ]
    return sorted(each for each in found if each[0] != each[1])


@given(grids, st.sampled_from([0.25, 1.0, 1.2, 1.7, -2.0, 5.0]))
def test_the_lines_are_those_of_contourpy(draw, values, level):
    x, y = np.linspace(-1, 2, values.shape[1]), np.linspace(0, 5, values.shape[0]) ** 2
    found = pieces(draw("contours.js", "contour_line", x, y, values.ravel(), level))
    expected = oracle(x, y, values, level)
    assert segments(found) == segments(expected)
    assert len(found) == len(expected)  # none is broken where it goes on
    assert all(len(piece) >= 2 for piece in found)


@given(grids)
def test_all_levels_together_give_the_lines_of_each(draw, values):
    x, y = np.arange(values.shape[1], dtype=float), np.arange(values.shape[0], dtype=float)
    levels = [-3.0, 0.2, 1.0, 1.6, 2.5]
    together = draw("contours.js", "contour_lines", x, y, values.ravel(), levels)
    alone = draw.many("contours.js", "contour_line", [(x, y, values.ravel(), level) for level in levels])
    np.testing.assert_equal(together, alone)


@pytest.mark.parametrize("radius", [0.3, 1.0, 1.9])
def test_a_circle_is_one_loop(draw, radius):
    x, y = np.linspace(-2, 2, 101), np.linspace(-2.5, 2, 91)
    distance = np.hypot(x[None, :], y[:, None])
    (loop,) = pieces(draw("contours.js", "contour_line", x, y, distance.ravel(), radius))
    np.testing.assert_array_equal(loop[0], loop[-1])
    assert np.abs(np.hypot(*loop.T) - radius).max() < 0.05**2 / radius
    assert np.hypot(*np.diff(loop, axis=0).T).sum() == pytest.approx(2 * np.pi * radius, rel=2e-3)


@pytest.mark.parametrize(("middle", "apart"), [(0.9, 1), (1.1, 0)])
def test_the_middle_of_a_saddle_decides_which_corners_belong_together(draw, middle, apart):
    # The corners at the bottom left and at the top right are above the level 1, and their mean is `middle`.
    values = np.array([2.0, 0.0, 0.0, 4 * middle - 2.0])
    x = np.array([0.0, 1.0])
    found = pieces(draw("contours.js", "contour_line", x, x, values, 1.0))
    assert len(found) == 2
    by_low_corner = [((piece.sum(axis=1) < 1).all() or (piece.sum(axis=1) > 1).all()) for piece in found]
    assert by_low_corner == [bool(apart)] * 2


@pytest.mark.parametrize("hole", [np.nan, np.inf, -np.inf])
def test_no_line_is_drawn_beside_a_hole(draw, hole):
    x = np.arange(6.0)
    values = np.repeat(x[:, None], 6, axis=1)
    values[2, 2] = hole
    line = pieces(draw("contours.js", "contour_line", x, x, values.ravel(), 1.5))
    assert [piece[:, 0].tolist() for piece in line] in ([[0, 1], [3, 4, 5]], [[1, 0], [3, 4, 5]])
    assert all((piece[:, 1] == 1.5).all() for piece in line)


def test_numbers_whose_difference_overflows_have_a_line_too(draw):
    x = np.array([0.0, 1.0])
    line = np.array(
        draw("contours.js", "contour_line", x, x, np.array([-1.7e308, -1.7e308, 1.7e308, 1.7e308]), 1.6e308)
    )
    assert line.shape == (2, 2)
    assert ((line >= 0) & (line <= 1)).all()


def test_a_grid_of_one_row_and_a_level_beyond_all_values_have_no_line(draw):
    assert draw("contours.js", "contour_line", np.arange(3.0), np.zeros(1), np.arange(3.0), 1.5) == [[], []]
    assert draw("contours.js", "contour_lines", np.arange(2.0), np.arange(2.0), np.arange(4.0), []) == []
    assert draw("contours.js", "contour_line", np.arange(2.0), np.arange(2.0), np.arange(4.0), 9.0) == [
        [],
        [],
    ]
