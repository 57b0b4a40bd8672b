"""Lines cut at the edge of a box: the visible parts, to the bit, and nothing else."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

BOX = ((-1.0, 2.0), (0.0, 1.0))
near = st.tuples(st.floats(-5, 5), st.floats(-5, 5))
edges = st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0])
anywhere = st.one_of(near, st.tuples(edges, edges), st.tuples(*2 * [st.floats(allow_nan=False, width=64)]))
huge = st.sampled_from([-1.7e308, -1e308, 1e-320, 0.3, 1e308, 1.7e308])
hostile = st.one_of(anywhere, st.tuples(huge, huge)).filter(lambda point: np.isfinite(point).all())


def inside(x, y):
    return (x >= -1) & (x <= 2) & (y >= 0) & (y <= 1)


def clipped(draw, path, box=BOX, *part):
    return np.array(draw("lines.js", "clipped_line", *np.array(path, dtype=float).T, box, *part))


def pieces(line):
    """The parts of a line between its breaks, each of shape (2, points)."""
    breaks = np.flatnonzero(np.isnan(line[0]))
    return [
        np.delete(piece, 0, axis=1) if k else piece for k, piece in enumerate(np.split(line, breaks, axis=1))
    ]


@given(st.lists(near, min_size=2, max_size=12))
def test_a_clipped_segment_is_the_part_that_lies_in_the_box(draw, path):
    x, y = np.array(path).T
    calls = [(x[i : i + 2], y[i : i + 2], BOX) for i in range(len(path) - 1)]
    shares = np.linspace(0, 1, 501)
    for i, found in enumerate(draw.many("lines.js", "clipped_line", calls)):
        along = np.array([w[i] + shares * (w[i + 1] - w[i]) for w in (x, y)])
        seen = along[:, inside(*along)]
        if not found[0]:
            assert seen.shape[1] <= 1  # a corner may be touched
        else:
            assert np.shape(found) == (2, 2)
            assert inside(*np.array(found)).all()
            if seen.size:
                room = np.hypot(x[i + 1] - x[i], y[i + 1] - y[i]) / 400 + 1e-9
                assert np.abs(np.array(found) - seen[:, [0, -1]]).max() <= room


@given(st.lists(hostile, min_size=2, max_size=12))
@example([(-20.0, 20.0), (3.998e7, 20.0), (-8e13, 0.5), (1.6e20, 0.5)])
@example([(-1.7e308, 0.5), (1.7e308, 0.5)])
@example([(1e308, 1e308), (-1e308, -1e308), (0.0, 0.0)])
def test_both_coordinates_break_together_and_nothing_else_is_drawn(draw, path):
    x, y = np.array(path).T
    line = clipped(draw, path)
    np.testing.assert_array_equal(np.isnan(line[0]), np.isnan(line[1]))
    assert inside(*line[:, ~np.isnan(line[0])]).all()
    assert all(piece.shape[1] >= 2 for piece in pieces(line)) or not line.size
    points = {tuple(point) for point in line.T}
    assert {point for point in path if inside(*np.array(point))} <= points  # to the bit
    for i in np.flatnonzero(inside(x[:-1], y[:-1]) & inside(x[1:], y[1:])):
        here = (line[0, :-1] == x[i]) & (line[1, :-1] == y[i])
        there = (line[0, 1:] == x[i + 1]) & (line[1, 1:] == y[i + 1])
        assert (here & there).any()  # whole segments meet


@given(st.lists(st.tuples(st.floats(-1, 2), st.floats(0, 1)), min_size=2, max_size=12))
def test_a_line_within_the_box_stays_what_it_is(draw, path):
    np.testing.assert_array_equal(clipped(draw, path), np.array(path).T)


def test_segments_join_into_one_line_that_breaks_where_it_was_outside(draw):
    x, y = clipped(draw, [(0, 0.5), (1, 0.5), (3, 0.5), (3, 0.2), (0.5, 0.2)])
    np.testing.assert_array_equal(x, [0, 1, 2, np.nan, 2, 0.5])
    np.testing.assert_array_equal(y, [0.5, 0.5, 0.5, np.nan, 0.2, 0.2])


def test_a_line_that_comes_back_at_the_height_where_it_left_breaks_too(draw):
    x, y = clipped(draw, [(1, 0.5), (3, 0.5), (1, 0.5)])
    np.testing.assert_array_equal(x, [1, 2, np.nan, 2, 1])
    np.testing.assert_array_equal(y, [0.5, 0.5, np.nan, 0.5, 0.5])


def test_numbers_at_the_end_of_all_numbers_are_cut_where_they_should_be(draw):
    np.testing.assert_array_equal(clipped(draw, [(-1.7e308, 0.5), (1.7e308, 0.5)]), [[-1, 2], [0.5, 0.5]])
    wide = ((-1e308, 1e308), (-1e308, 1e308))
    np.testing.assert_allclose(
        clipped(draw, [(-1.6e308, -0.8e308), (1.6e308, 0.8e308)], wide), [[-1e308, 1e308], [-5e307, 5e307]]
    )


def test_what_is_not_a_number_is_not_drawn(draw):
    path = [(0, 0.5), (1, 0.5), (np.nan, 0.5), (1, np.inf), (1, 0.2), (0, 0.2)]
    np.testing.assert_array_equal(clipped(draw, path), [[0, 1, np.nan, 1, 0], [0.5, 0.5, np.nan, 0.2, 0.2]])


@pytest.mark.parametrize(("first", "last"), [(0, 3), (1, 2), (2, 4), (3, 3)])
def test_a_part_of_a_line_is_the_line_of_its_points(draw, first, last):
    path = [(0, 0.5), (1, 0.5), (3, 0.5), (1, 0.2), (0.5, 0.2)]
    expected = clipped(draw, path[first : last + 1])
    np.testing.assert_array_equal(clipped(draw, path, BOX, first, last), expected)
    assert expected.size or first == last


def test_lists_are_lines_too(draw):
    assert draw("lines.js", "clipped_line", [0, 1], [0, 1], BOX) == [[0, 1], [0, 1]]


@given(st.lists(st.tuples(edges, edges), min_size=1, max_size=20))
def test_a_box_holds_its_edges(draw, points):
    found = draw.many("lines.js", "is_inside", [(*point, BOX) for point in points])
    assert found == inside(*np.array(points).T).tolist()
    assert not draw("lines.js", "is_inside", np.nan, 0.5, BOX)


FRAME = {"width": 600, "height": 300}


def test_the_length_of_a_path_is_in_pixels_and_counts_in_the_view_alone(draw):
    w1, w2 = np.array([0.0, 3.0, 3.0, 9.0, 9.0, 3.0]), np.array([0.0, 0.0, 4.0, 4.0, 0.0, 0.0])
    found = draw("lines.js", "lengths_along", w1, w2, ((0, 6), (0, 4)), FRAME)
    np.testing.assert_allclose(found, [0, 300, 600, 900, 900, 1200])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=300), st.integers(1, 64))
def test_between_even_steps_a_path_is_about_as_long_everywhere(draw, parts, count):
    lengths = np.cumsum([0.0, *parts[1:]])
    found = draw("lines.js", "even_steps", lengths, count)
    assert (found[0], found[-1]) == (0, len(parts) - 1)
    assert len(found) <= count + 1
    assert (np.diff(found) > 0).all()
    for begin, end in itertools.pairwise(found):
        alone = lengths[end - 1] - lengths[begin]  # up to the last step of a piece, which may be long
        assert alone <= lengths[-1] / count * (1 + 1e-9)


# Long lines


def wandering(count, seed):
    steps = np.random.default_rng(seed).normal(size=(2, count)) * np.geomspace(1, 1e-6, count)
    return np.cumsum(steps, axis=1)


@pytest.mark.parametrize("seed", range(4))
def test_of_a_long_line_all_is_drawn_that_can_be_seen(draw, seed):
    x, y = wandering(9000, seed)
    view = [[-3.0, 5.0], [-4.0, 4.0]]
    seen = draw("lines.js", "seen_points", x, y, view, [17, 8000])
    assert seen == sorted(set(seen))
    assert {0, 17, 8000, 8999} <= set(seen)
    assert len(seen) < 6000
    nearest = np.searchsorted(seen, np.arange(9000), side="right") - 1
    before = np.array(seen)[nearest]
    assert np.abs(x - x[before]).max() <= 8 / 4000
    assert np.abs(y - y[before]).max() <= 8 / 4000


@pytest.mark.parametrize("seed", range(4))
def test_a_shortened_trace_keeps_the_extremes_and_ends_of_every_part(draw, seed):
    first, second = wandering(10_001, seed)
    seen = draw("lines.js", "seen_steps", first, second)
    assert len(seen) < 5000
    for values in (first, second):
        for number in range(600):
            part = np.arange(number * 10_001 // 600, (number + 1) * 10_001 // 600)
            there = values[np.intersect1d(part, seen)]
            assert (there.min(), there.max()) == (values[part].min(), values[part].max())
    assert seen[0] == 0
    assert seen[-1] == 10_000


def test_short_lines_are_drawn_whole(draw):
    x, y = wandering(5001, 0)
    assert draw("lines.js", "seen_points", x[:400], y[:400], [[-1e9, 1e9], [-1e9, 1e9]], []) == list(
        range(400)
    )
    assert draw("lines.js", "seen_steps", x) == list(range(5001))
