"""The active run on the surface: its path as far as it is in view, from dark to bright, and its marks."""

import numpy as np
import pytest
from drawn_runs import lengths, points, told
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
WIDE = ((-25.0, 25.0), (-25.0, 25.0))
NARROW = ((-9.0, -2.0), (-3.0, 6.0))
COLOURS = {"path_colours": 32}
coordinates = st.floats(-1e3, 1e3)
every_method = pytest.mark.parametrize("key", OPTIMIZERS)


def path_of(key="momentum", steps=300, text="bowl", start=(-15.0, 20.0)):
    surface = GALLERY[text] if text in GALLERY else Surface.parse(text)
    return descend(OPTIMIZERS[key](), surface, start, steps)


def drawn(draw, run, view=WIDE):
    return draw("run.js", "path_columns", run, view, COLOURS)


def in_view(w1, w2, view):
    return (w1 >= view[0][0]) & (w1 <= view[0][1]) & (w2 >= view[1][0]) & (w2 <= view[1][1])


@every_method
def test_the_trajectory_holds_every_t_and_all_that_was_recorded(draw, key):
    path = path_of(key, steps=40)
    run = told(path)
    found = draw("run.js", "trajectory_columns", run)
    assert set(found) == {"t", *run["columns"]}
    np.testing.assert_array_equal(found["t"], path.t)
    for name, column in run["columns"].items():
        np.testing.assert_array_equal(found[name], column)


@pytest.mark.parametrize("steps", [1, 2, 7, 300, 5000])
def test_the_coloured_lines_are_the_path_from_dark_to_bright(draw, steps):
    path = path_of(steps=steps)
    found = drawn(draw, told(path))
    for name in ("w1", "w2"):
        lines = found["path"][name]
        assert len(lines) <= 32
        joined = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
        np.testing.assert_array_equal(joined, found["halo"][name])
        if steps <= 300:  # a longer path is drawn without what no eye can tell apart
            np.testing.assert_array_equal(joined, getattr(path, name))
        assert {joined[0], joined[-1]} == {getattr(path, name)[0], getattr(path, name)[-1]}
    share = found["path"]["share"]
    assert (np.diff(share) > 0).all()
    assert 0 < share[0] < share[-1] < 1 or steps == 1


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=200))
def test_whatever_the_path_all_columns_of_a_source_have_one_length_and_lie_in_view(draw, path):
    w1, w2 = np.array(path).T
    found = drawn(draw, points(w1, w2), NARROW)
    for columns in found.values():
        assert len(lengths(columns)) == 1
    halo = found["halo"]
    for line in [(halo["w1"], halo["w2"]), *zip(found["path"]["w1"], found["path"]["w2"], strict=True)]:
        there = ~np.isnan(np.array(line))
        np.testing.assert_array_equal(*there)
        assert in_view(*np.array(line)[there].reshape(2, -1), NARROW).all()


def test_the_coloured_lines_are_where_their_halo_is(draw):
    found = drawn(draw, told(path_of()), ((-9.0, 2.0), (-3.0, 6.0)))
    halo = np.array([found["halo"]["w1"], found["halo"]["w2"]])
    assert np.isnan(halo).any()
    lines = [np.array(line) for line in zip(found["path"]["w1"], found["path"]["w2"], strict=True)]
    coloured = {tuple(point) for line in lines for point in line.T if not np.isnan(point[0])}
    assert coloured == {tuple(point) for point in halo.T if not np.isnan(point[0])}


def test_a_path_that_leaves_by_one_coordinate_at_a_time_is_drawn(draw):
    path = path_of("gradient-descent", text="1000000*w1^2+w2^2", start=(-20.0, 20.0))
    found = drawn(draw, told(path), ((-5.0, 5.0), (-5.0, 25.0)))
    for columns in found.values():
        assert len(lengths(columns)) == 1
    for w1, w2 in zip(found["path"]["w1"], found["path"]["w2"], strict=True):
        assert len(w1) == len(w2)


@pytest.mark.parametrize("view", [WIDE, NARROW])
def test_a_short_path_has_a_dot_at_each_point_in_view(draw, view):
    path = path_of(steps=100)
    dots = drawn(draw, told(path), view)["dots"]
    seen = in_view(path.w1, path.w2, view)
    np.testing.assert_array_equal(dots["w1"], path.w1[seen])
    np.testing.assert_array_equal(dots["w2"], path.w2[seen])
    np.testing.assert_allclose(dots["share"], np.sqrt(path.t[seen] / 100))


def test_a_long_path_has_no_dots(draw):
    assert len(drawn(draw, told(path_of(steps=119)))["dots"]["w1"]) == 120
    assert drawn(draw, told(path_of(steps=120)))["dots"] == {"w1": [], "w2": [], "share": []}


def test_the_ends_are_marked_where_they_are_in_view(draw):
    path = path_of()
    ends = drawn(draw, told(path))["ends"]
    assert ends == {"w1": [-15, path.w1[-1]], "w2": [20, path.w2[-1]], "share": [0, 1]}
    away = drawn(draw, told(path), ((-25.0, 25.0), (10.0, 25.0)))["ends"]
    np.testing.assert_array_equal(away["w1"], [-15, np.nan])
    np.testing.assert_array_equal(away["w2"], [20, np.nan])


def test_a_run_without_a_step_is_its_start_alone(draw):
    found = drawn(draw, points([1.0], [2.0]))
    np.testing.assert_array_equal(found["ends"]["w1"], [1, np.nan])
    assert found["dots"] == {"w1": [1], "w2": [2], "share": [0]}
    assert found["path"] == {"w1": [], "w2": [], "share": []}


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=50))
def test_points_out_of_view_are_counted(draw, path):
    w1, w2 = np.array(path).T
    assert draw("run.js", "outside", points(w1, w2), NARROW) == (~in_view(w1, w2, NARROW)).sum()


@pytest.mark.parametrize(
    ("moments", "m", "s"),
    [
        (["m", "s"], "m", "s"),
        (["s", "m"], "m", "s"),
        (["s", "v"], "v", "s"),
        (["v", "m"], "m", "v"),
        (["u", "v"], "u", "v"),
        (["v"], "v", None),
        ([], None, None),
    ],
)
def test_another_state_stands_where_there_is_no_m_or_s(draw, moments, m, s):
    run = {"moments": dict.fromkeys(moments, "")}
    assert draw("run.js", "traced", run, "m") == m
    assert draw("run.js", "traced", run, "s") == s
