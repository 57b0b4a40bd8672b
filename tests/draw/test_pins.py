"""Pinned runs: each from dark to bright in its own hue, with its number at its end, and over t."""

import numpy as np
import pytest
from contrasts import contrast
from drawn_runs import lengths, told

from app import look
from app.rules import parse_rule
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

SHADES = 12
BOWL, START = GALLERY["bowl"], (-15.0, 20.0)
ADAM = descend(OPTIMIZERS["adam"](eta=0.5), BOWL, START, 300)
DIVERGING = descend(OPTIMIZERS["gradient-descent"](eta=0.2), BOWL, START, 300)


EVERYWHERE = [[-1e300, 1e300], [-1e300, 1e300]]


def drawn(draw, *pinned, view=EVERYWHERE, crop=0):
    runs = [{"run": told(path), "number": number} for path, number in pinned]
    return draw(
        "pins.js", "pin_columns", runs, view, {"width": 600, "height": 600}, crop, {"pin_shades": SHADES}
    )


def test_a_figure_shows_one_quantity_of_all_runs(draw):
    rule = parse_rule("u = g^2\nm = 0.9 m + g\nw = w - η m/sqrt(1 + u)")(eta=0.01)
    run = told(descend(rule, BOWL, START, 30)) | {"moments": {"m": "", "u": ""}}
    own = {"run": run, "number": 1}
    adagrad = told(descend(OPTIMIZERS["adagrad"](eta=0.5), BOWL, START, 30))
    size, limits = {"width": 600, "height": 600}, {"pin_shades": SHADES}
    beside = draw("pins.js", "pin_columns", [own], EVERYWHERE, size, 0, limits, 30, adagrad)
    assert lengths(beside["pin_s"]) == {0}
    assert lengths(beside["pin_m"]) == {1}
    alone = draw("pins.js", "pin_columns", [own], EVERYWHERE, size, 0, limits, 30, None)
    assert lengths(alone["pin_s"]) == {1}
    whole = draw("ranges.js", "trace_ranges", [adagrad, own["run"]], {"steps": 30, "crop": 0}, None)
    assert whole["s"] == draw("ranges.js", "trace_ranges", [adagrad], {"steps": 30, "crop": 0}, None)["s"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_number_and_the_name_of_a_point_stand_out_from_the_ground(theme):
    assert len(look.PIN_NAMES[theme]) == 9
    for number, name in enumerate(look.PIN_NAMES[theme]):
        assert name in look.PINS[theme][number * SHADES : (number + 1) * SHADES]
        found = [contrast(name, tone) for tone in look.SURFACE[theme]]
        assert min(found) > 2.5
        assert np.median(found) > 4.5


def test_pinned_runs_have_their_own_hue_and_their_number_at_the_end(draw):
    found = drawn(draw, (ADAM, 3), (DIVERGING, 1))
    path, ends = found["pin_path"], found["pin_ends"]
    hues = np.array(path["colour"]) // SHADES + 1
    assert set(hues) == {3, 1}
    for w1, w2 in zip(path["w1"], path["w2"], strict=True):
        assert len(w1) == len(w2) >= 2
    assert ends["number"] == ["3", "1"]
    assert (np.array(ends["colour"]) // SHADES + 1).tolist() == [3, 1]
    for name in ("w1", "w2", "error"):
        assert ends[name] == [getattr(path, name)[-1] for path in (ADAM, DIVERGING)]
    named = {"run": told(ADAM), "number": 3, "named": True}
    size, limits = {"width": 600, "height": 600}, {"pin_shades": SHADES}
    assert draw("pins.js", "pin_columns", [named], EVERYWHERE, size, 0, limits)["pin_ends"]["number"] == [""]


def test_a_pinned_path_goes_from_dark_to_bright_through_all_its_points(draw):
    path = drawn(draw, (DIVERGING, 1), (ADAM, 3), view=[[-25, 25], [-25, 25]])["pin_path"]
    mine = (np.array(path["colour"]) // SHADES == 2) & ~np.array(path["mark"])
    shades = np.array(path["colour"])[mine] % SHADES
    assert (np.diff(shades) > 0).all()
    assert shades[0] < 1
    assert shades[-1] > SHADES - 2
    for name in ("w1", "w2", "error"):
        pieces = [piece for piece, belongs in zip(path[name], mine, strict=True) if belongs]
        joined = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
        np.testing.assert_array_equal(joined, getattr(ADAM, name))


def test_a_halo_is_one_line_along_the_whole_path(draw):
    found = drawn(draw, (DIVERGING, 1), (ADAM, 3), view=[[-25, 25], [-25, 25]])
    halos, path = found["pin_halos"], found["pin_path"]
    (diverging, adam) = (i for i, is_mark in enumerate(halos["mark"]) if not is_mark)
    for name in ("w1", "w2", "error"):
        np.testing.assert_array_equal(halos[name][adam], getattr(ADAM, name))
    for place, number in ((diverging, 1), (adam, 3)):
        mine = (np.array(path["colour"]) // SHADES + 1 == number) & ~np.array(path["mark"])
        pieces = [piece for piece, belongs in zip(path["w1"], mine, strict=True) if belongs]
        points, along = np.concatenate(pieces), np.array(halos["w1"][place])
        np.testing.assert_array_equal(
            np.unique(points[np.isfinite(points)]), np.unique(along[np.isfinite(along)])
        )


def test_a_pinned_path_has_marks_of_direction_with_halos_in_its_hue(draw):
    found = drawn(draw, (ADAM, 3), view=[[-25, 25], [-25, 25]])
    for name in ("pin_halos", "pin_path"):
        tips = [w1[1] for w1, is_mark in zip(found[name]["w1"], found[name]["mark"], strict=True) if is_mark]
        assert len(tips) >= 2
        assert tips == sorted(tips)  # along the path, which goes to the right
        assert min(tips) > START[0]


def test_the_numbers_of_runs_that_end_at_one_place_stand_in_a_row(draw):
    ends = drawn(draw, (ADAM, 3), (DIVERGING, 1), (ADAM, 4), view=[[-25, 25], [-25, 25]])["pin_ends"]
    assert ends["number"] == ["3", "4"]
    assert ends["shift"][1] - ends["shift"][0] > 8


def test_a_pinned_run_ends_at_the_edge_of_the_view_and_at_the_crop(draw):
    found = drawn(draw, (ADAM, 3), (DIVERGING, 1), view=[[-16, -10], [10, 21]], crop=5000)
    for name, low, high in (("w1", -16, -10), ("w2", 10, 21)):
        values = np.concatenate(found["pin_path"][name])
        assert values[np.isfinite(values)].min() >= low
        assert values[np.isfinite(values)].max() <= high
    assert found["pin_ends"]["number"] == []  # both end elsewhere
    assert [max(error) for error in found["pin_error"]["error"]] == [ADAM.error[0], 5000]


def test_traces_show_the_pinned_runs_that_have_the_quantity(draw):
    found = drawn(draw, (ADAM, 3), (DIVERGING, 1))
    for path, t, error in zip(
        (ADAM, DIVERGING), *(found["pin_error"][name] for name in ("t", "error")), strict=True
    ):
        np.testing.assert_array_equal(t, path.t)
        np.testing.assert_array_equal(error, path.error)
    for name in ("m", "s"):
        kept = found[f"pin_{name}"]  # gradient descent keeps no moment
        assert kept["colour"] == found["pin_error"]["colour"][:1]
        np.testing.assert_array_equal([kept["first"][0], kept["second"][0]], ADAM.state[name])
        np.testing.assert_array_equal(kept["t"][0], ADAM.t)


def test_a_run_of_one_step_has_one_line(draw):
    path = descend(OPTIMIZERS["adam"](), BOWL, START, 1)
    found = drawn(draw, (path, 2))["pin_path"]
    assert found == {
        "w1": [path.w1.tolist()],
        "w2": [path.w2.tolist()],
        "error": [path.error.tolist()],
        "colour": [SHADES + (SHADES - 1) / 2],
        "mark": [False],
    }


def test_without_pinned_runs_nothing_is_drawn(draw):
    found = drawn(draw)
    assert set(found) == {
        *("pin_halos", "pin_path", "pin_ends", "covered_ends"),
        *("pin_error", "pin_m", "pin_s"),
    }
    for columns in found.values():
        assert lengths(columns) == {0}


def test_every_run_is_marked_where_it_is_at_t_except_at_its_start_and_at_a_pinned_end(draw):
    size, short = {"width": 600, "height": 600}, descend(OPTIMIZERS["adam"](eta=1.0), BOWL, START, 30)
    pins = [{"run": told(DIVERGING), "number": 2}, {"run": told(short), "number": 1}]

    def marked(t, view):
        found = draw("pins.js", "cursor_columns", told(ADAM), pins, t, view, size, SHADES)
        return list(zip(found["colour"], found["w1"], found["w2"], strict=True))

    view = [[-25, 25], [-25, 25]]
    middle = SHADES // 2
    own = (-1, ADAM.w1[20], ADAM.w2[20])
    assert marked(20, view) == [(middle, short.w1[20], short.w2[20]), own]  # the other has left the view
    assert marked(30, view) == [(-1, ADAM.w1[30], ADAM.w2[30])]
    assert marked(0, view) == []
