"""The active run on the surface: its path as far as it is in view, from dark to bright, and its marks."""

import math

import numpy as np
import pytest
from drawn_runs import lengths, points, told
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

WIDE = ((-25.0, 25.0), (-25.0, 25.0))
NARROW = ((-9.0, -2.0), (-3.0, 6.0))
COLOURS = {"path_colours": 32}
coordinates = st.floats(-1e3, 1e3)
every_method = pytest.mark.parametrize("key", OPTIMIZERS)


def path_of(key="momentum", steps=300, text="bowl", start=(-15.0, 20.0)):
    surface = GALLERY[text] if text in GALLERY else Surface.parse(text)
    return descend(OPTIMIZERS[key](), surface, start, steps)


FRAME = {"width": 600, "height": 600}


def drawn(draw, run, view=WIDE, until=math.inf, cursor=math.inf, arrows=()):
    """The columns, with the lines of the path, its marks of direction and the halos of both apart."""
    found = draw("run_columns.js", "path_columns", run, view, FRAME, COLOURS, until, cursor, arrows)
    rows = [dict(zip(found["path"], row, strict=True)) for row in zip(*found["path"].values(), strict=True)]
    halos, coloured = rows[::2], rows[1::2]
    steps = sum(line["w1"] != [] for line in coloured) and len(coloured) - count_of_marks(coloured)
    return found | {"halos": halos, "lines": coloured[:steps], "marks": coloured[steps:]}


def count_of_marks(lines):
    """How many lines at the end are not in the order of the path: marks begin anew with a lower share."""
    shares = [line["share"] for line in lines]
    fall = [i for i in range(1, len(shares)) if shares[i] < shares[i - 1]]
    return len(shares) - fall[0] if fall else 0


def in_view(w1, w2, view):
    return (w1 >= view[0][0]) & (w1 <= view[0][1]) & (w2 >= view[1][0]) & (w2 <= view[1][1])


@every_method
def test_the_trajectory_holds_every_t_and_all_that_was_recorded(draw, key):
    path = path_of(key, steps=40)
    run = told(path)
    found = draw("run_columns.js", "trajectory_columns", run)
    assert set(found) == {"t", *run["columns"]}
    np.testing.assert_array_equal(found["t"], path.t)
    for name, column in run["columns"].items():
        np.testing.assert_array_equal(found[name], column)


@pytest.mark.parametrize("steps", [1, 2, 7, 300, 5000])
def test_the_coloured_lines_are_the_path_from_dark_to_bright(draw, steps):
    path = path_of(steps=steps)
    lines = drawn(draw, told(path))["lines"]
    for name in ("w1", "w2", "error"):
        assert len(lines) <= 32
        joined = np.concatenate([lines[0][name], *(line[name][1:] for line in lines[1:])])
        if steps <= 300:  # a longer path is drawn without what no eye can tell apart
            np.testing.assert_array_equal(joined, getattr(path, name))
        assert {joined[0], joined[-1]} == {getattr(path, name)[0], getattr(path, name)[-1]}
    share = [line["share"] for line in lines]
    assert (np.diff(share) > 0).all()
    assert 0 < share[0] < 1
    assert 0 < share[-1] <= 1


@pytest.mark.parametrize(("key", "view"), [("momentum", WIDE), ("adam", WIDE), ("momentum", NARROW)])
def test_no_colour_takes_much_of_the_path_in_view(draw, key, view):
    """Each of 32 colours has its part of the length that is seen, but for a long step that has one colour."""
    path = path_of(key)
    lines = drawn(draw, told(path), view)["lines"]
    lengths = np.array([np.nansum(np.hypot(np.diff(line["w1"]), np.diff(line["w2"]))) for line in lines])
    longest_step = np.hypot(np.diff(path.w1), np.diff(path.w2)).max()
    assert lengths.max() <= 1.5 * lengths.sum() / 32 + longest_step
    middle = np.interp(lengths.sum() / 2, np.cumsum(lengths), [line["share"] for line in lines])
    assert middle == pytest.approx(0.5, abs=0.1 if view == WIDE else 0.2)


def test_every_line_has_a_halo_which_is_above_all_lines_before_it(draw):
    found = drawn(draw, told(path_of()))
    for halo, line in zip(found["halos"], found["lines"] + found["marks"], strict=True):
        assert (halo["w1"], halo["w2"]) == (line["w1"], line["w2"])
        assert halo["share"] < 0 <= line["share"]
        assert halo["width"] > line["width"]


@pytest.mark.parametrize("factor", [1, 1e-3, 1e6])
def test_marks_point_where_the_path_goes_and_keep_apart(draw, factor):
    path = path_of()
    run, view = points(factor * path.w1, factor * path.w2), [[factor * w for w in pair] for pair in WIDE]
    marks = drawn(draw, run, view)["marks"]
    assert 3 <= len(marks) <= 7
    pixel = 50 * factor / 600
    at = np.array([[mark["w1"][1], mark["w2"][1]] for mark in marks]) / pixel
    for i, point in enumerate(at):
        others = [*at[:i], np.array([-15, 20]) * factor / pixel, (run["columns"]["w1"][-1] / pixel, 0)]
        assert all(np.hypot(*(point - other)) >= 20 for other in others)
    way = np.array([run["columns"]["w1"], run["columns"]["w2"]]) / pixel
    for mark, tip in zip(marks, at, strict=True):
        arms = np.array([mark["w1"], mark["w2"]]).T / pixel - tip
        np.testing.assert_allclose(np.hypot(*arms[[0, 2]].T), 7)
        nearest = np.argmin(np.hypot(*(way - tip[:, None])))
        ahead = way[:, nearest + 1] - way[:, max(nearest - 1, 0)]
        assert (arms[[0, 2]] @ ahead < 0).all(), "both arms point backwards"


def test_no_mark_stands_beside_the_cursor_nor_at_an_arrow(draw):
    """A straight path of 480 px, 300 px above the frame's edge; the cursor is at its 144th."""
    run = points(np.linspace(-20, 20, 41), np.zeros(41))

    def marks(cursor, arrows):
        return [480 * each["share"] for each in drawn(draw, run, cursor=cursor, arrows=arrows)["marks"]]

    assert marks(math.inf, []) == pytest.approx([48, 144, 240, 336, 432])
    along, across, far = [204, 302, 330, 310], [490, 200, 490, 400], [60, 280, 540, 280]
    assert marks(12, [along]) == pytest.approx([48, 336, 432])
    assert marks(12, [along, across, far]) == pytest.approx([48, 336])


def test_marks_stand_at_the_errors_of_their_path_and_lines_are_cut_at_those_of_the_edge(draw):
    """E falls along w1 by 2, and a pixel of the frame is 1/12 of w1."""
    w1 = np.linspace(-20, 20, 5)
    found = drawn(draw, points(w1, 0 * w1, error=240 - 2 * w1))
    assert all(mark["mark"] for mark in found["marks"])
    assert not any(line["mark"] for line in found["lines"])
    for mark in found["marks"]:
        tip = mark["w1"][1]
        assert mark["error"] == pytest.approx([240 - 2 * at for at in (tip - 5 / 12, tip, tip - 5 / 12)])
    first = drawn(draw, points(2 * w1, 0 * w1, error=240 - 4 * w1))["lines"][0]
    assert (first["w1"][0], first["error"][0]) == (-25, 290)


def test_a_path_of_a_few_pixels_has_no_marks(draw):
    path = path_of()
    short = points(path.w1 / 30, path.w2 / 30)
    assert drawn(draw, short)["marks"] == []


def test_the_strip_of_time_has_the_colours_of_the_lines(draw):
    path = path_of()
    colours = [f"#{k:06x}" for k in range(32)]
    stops = draw("run_columns.js", "colours_over_time", told(path), WIDE, FRAME, colours)
    share = np.array([stop["share"] for stop in stops])
    colour = np.array([int(stop["colour"][1:], 16) for stop in stops])
    assert (share[0], share[-1], colour[0], colour[-1]) == (0, 1, 0, 31)
    assert (np.diff(share) > 0).all()
    lines = drawn(draw, told(path))["lines"]
    begin = 0
    for line in lines:
        end = begin + len(line["w1"]) - 1
        at = np.interp((begin + end) / 2 / 300, share, colour) / 31
        assert at == pytest.approx(line["share"], abs=0.06)
        begin = end


@pytest.mark.parametrize(("steps", "until"), [(300, 0), (300, 1), (300, 137), (300, 299), (40, 13)])
def test_a_path_up_to_a_step_is_the_beginning_of_the_whole_in_its_colours(draw, steps, until):
    path = path_of(steps=steps)
    whole, part = drawn(draw, told(path)), drawn(draw, told(path), until=until)
    *before, last = part["lines"] or [None]
    assert before == whole["lines"][: len(before)]
    if until:
        assert (last["w1"][-1], last["w2"][-1]) == (path.w1[until], path.w2[until])
        assert last["share"] <= whole["lines"][len(before)]["share"]
    assert len(before) >= 10 * (until > 100)
    assert part["marks"] == whole["marks"][: len(part["marks"])]
    dots = [list(zip(*each["dots"].values(), strict=True)) for each in (part, whole)]
    assert dots[0] == dots[1][: len(dots[0])]
    assert (len(dots[0]) > 3) == (steps < 120)
    assert np.isfinite(part["ends"]["w1"]).tolist() == [False, True]
    assert drawn(draw, told(path), until=steps) == whole


def test_a_run_up_to_a_step_has_its_numbers_and_its_fan_up_to_there(draw):
    run = told(path_of(steps=20)) | {"fan": {"w1": [[1.0] * 21], "w2": [[2.0] * 21]}}
    found = draw("run_columns.js", "run_until", run, 7)
    for name, column in run["columns"].items():
        np.testing.assert_array_equal(found["columns"][name], column[:8])
    assert lengths({"w1": found["fan"]["w1"][0], "w2": found["fan"]["w2"][0]}) == {8}
    assert draw("run_columns.js", "run_until", run, 20)["columns"].keys() == run["columns"].keys()


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=200))
def test_whatever_the_path_all_columns_of_a_source_have_one_length_and_lie_in_view(draw, path):
    w1, w2 = np.array(path).T
    found = draw("run_columns.js", "path_columns", points(w1, w2), NARROW, FRAME, COLOURS)
    for columns in found.values():
        assert len(lengths(columns)) == 1
    for line in zip(found["path"]["w1"], found["path"]["w2"], strict=True):
        there = ~np.isnan(np.array(line))
        np.testing.assert_array_equal(*there)
        assert in_view(*np.array(line)[there].reshape(2, -1), NARROW).all()


def test_a_path_that_leaves_by_one_coordinate_at_a_time_is_drawn(draw):
    path = path_of("gradient-descent", text="1000000*w1^2+w2^2", start=(-20.0, 20.0))
    found = draw("run_columns.js", "path_columns", told(path), ((-5.0, 5.0), (-5.0, 25.0)), FRAME, COLOURS)
    for columns in found.values():
        assert len(lengths(columns)) == 1
    for w1, w2 in zip(found["path"]["w1"], found["path"]["w2"], strict=True):
        assert len(w1) == len(w2)


@pytest.mark.parametrize("view", [WIDE, NARROW])
def test_a_short_path_has_a_dot_at_each_end_of_a_long_step_in_view(draw, view):
    path = path_of(steps=100)
    dots = drawn(draw, told(path), view)["dots"]
    seen = in_view(path.w1, path.w2, view)
    pixel = np.array([high - low for low, high in view]) / 600
    steps = np.hypot(np.diff(path.w1) / pixel[0], np.diff(path.w2) / pixel[1])
    long = np.concatenate([[0], steps, [0]]) >= 10
    inside = np.concatenate([[False], seen[1:] & seen[:-1], [False]])
    has_dot = seen & (long & inside)[:-1] | seen & (long & inside)[1:]
    assert 1 < has_dot.sum() <= seen.sum() - 10 * (view == WIDE)
    found = np.isin(path.w1[seen], dots["w1"]) & np.isin(path.w2[seen], dots["w2"])
    assert found[has_dot[seen]].all()
    crossing = np.concatenate([[False], seen[1:] != seen[:-1]]) | np.concatenate(
        [seen[1:] != seen[:-1], [False]]
    )
    np.testing.assert_array_equal(found[~crossing[seen]], has_dot[seen & ~crossing])
    assert (np.diff(dots["share"]) >= 0).all()


def test_a_path_of_short_steps_or_of_many_has_no_dots(draw):
    none = {"w1": [], "w2": [], "error": [], "share": []}
    even = np.arange(100.0)
    assert len(drawn(draw, points(even / 5 - 15, even * 0))["dots"]["w1"]) == 0, "2.4 px each"
    assert len(drawn(draw, points(even[:40] - 15, even[:40] * 0))["dots"]["w1"]) == 40, "12 px each"
    assert len(drawn(draw, told(path_of(steps=119)))["dots"]["w1"]) > 10
    assert drawn(draw, told(path_of(steps=120)))["dots"] == none


@pytest.mark.parametrize("cursor", [0, 1, 20, 299, 300])
def test_beyond_the_cursor_the_path_is_thinner_and_its_points_and_colours_are_the_same(draw, cursor):
    path = path_of()
    whole, found = drawn(draw, told(path)), drawn(draw, told(path), cursor=cursor)
    widths = [line["width"] for line in found["lines"]]
    wide = [
        line
        for line in found["lines"]
        if line["width"] == max(widths + [line["width"] for line in whole["lines"]])
    ]
    assert [line["w1"][-1] for line in wide][-1:] == ([path.w1[cursor]] if cursor else [])
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == (1 if cursor in (0, 300) else 2)
    assert 0 <= len(found["lines"]) - len(whole["lines"]) <= 1
    joined = [np.concatenate([line["w1"][:-1] for line in each["lines"]]) for each in (whole, found)]
    assert set(joined[0]) <= set(joined[1])
    numbers = [{int(line["share"] * 32) for line in each["lines"]} for each in (whole, found)]
    assert numbers[0] == numbers[1]


def test_the_ends_are_marked_where_they_are_in_view(draw):
    path = path_of()
    ends = drawn(draw, told(path))["ends"]
    assert (ends["w1"], ends["w2"], ends["share"]) == ([path.w1[-1], -15], [path.w2[-1], 20], [1, 0])
    assert len(set(ends["marker"])) == len(set(ends["size"])) == 2
    away = drawn(draw, told(path), ((-25.0, 25.0), (10.0, 25.0)))["ends"]
    np.testing.assert_array_equal(away["w1"], [np.nan, -15])
    np.testing.assert_array_equal(away["w2"], [np.nan, 20])


def test_a_run_without_a_step_is_its_start_alone(draw):
    found = drawn(draw, points([1.0], [2.0]))
    np.testing.assert_array_equal(found["ends"]["w1"], [np.nan, 1])
    assert found["dots"] == {"w1": [], "w2": [], "error": [], "share": []}
    assert lengths(found["path"]) == {0}


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=50))
def test_points_out_of_view_are_counted(draw, path):
    w1, w2 = np.array(path).T
    assert draw("run_columns.js", "outside", points(w1, w2), NARROW) == (~in_view(w1, w2, NARROW)).sum()


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
    assert draw("run_columns.js", "traced", run, "m") == m
    assert draw("run_columns.js", "traced", run, "s") == s
