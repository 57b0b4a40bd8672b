"""The active run over t: its error up to where it is cropped, its moments, and where these tend to."""

import numpy as np
import pytest
from drawn_runs import lengths, points, told
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface


def path_of(key, steps=300, surface=GALLERY["bowl"], start=(-15.0, 20.0), **values):
    return descend(OPTIMIZERS[key](**values), surface, start, steps)


def drawn(draw, run, crop=0.0):
    return draw("traces.js", "trace_columns", run, crop)


def limits(draw, path, limits, hidden=()):
    shown = {"hidden": hidden, "colours": ["blue", "sky"]}
    return draw("traces.js", "limit_columns", told(path, limits=limits), shown)


def with_error(error):
    return points(np.zeros(len(error)), np.zeros(len(error)), error=error) | {"limits": {}}


def test_without_a_crop_the_whole_error_is_drawn(draw):
    path = path_of("momentum")
    found = drawn(draw, told(path))["error_trace"]
    assert found == {"t": path.t.tolist(), "error": path.error.tolist()}
    assert drawn(draw, told(path), path.error.max())["error_trace"] == found


def test_a_cropped_error_ends_at_the_crop(draw):
    t, error = drawn(draw, with_error([8.0, 2.0, 1.0, 5.0, 3.0]), 4.0)["error_trace"].values()
    np.testing.assert_allclose(t, [2 / 3, 1, 2, 2.75, np.nan, 3.5, 4])
    np.testing.assert_allclose(error, [4, 2, 1, 4, np.nan, 4, 3])


@given(st.lists(st.floats(-1e308, 1e308), min_size=1, max_size=30), st.floats(1e-300, 1e300))
def test_whatever_the_error_no_part_below_the_crop_is_lost(draw, error, crop):
    t, found = map(np.array, drawn(draw, with_error(error), crop)["error_trace"].values())
    np.testing.assert_array_equal(np.isnan(t), np.isnan(found))
    seen = {(k, value) for k, value in enumerate(error) if value <= crop}
    assert seen <= set(zip(t.tolist(), found.tolist(), strict=True))
    if len(error) > 1:  # one point is no line
        assert (found[~np.isnan(found)] <= crop).all()
        assert (np.diff(t[~np.isnan(t)]) >= 0).all()


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_moments_are_drawn_if_the_method_keeps_them(draw, key):
    path = path_of(key, steps=30)
    found = drawn(draw, told(path))
    for name in ("m", "s"):
        trace = found[f"{name}_trace"]
        first, second = path.state.get(name, ([], []))
        np.testing.assert_array_equal(trace["first"], first)
        np.testing.assert_array_equal(trace["second"], second)
        np.testing.assert_array_equal(trace["t"], path.t[: len(first)])


def test_a_moment_with_a_limit_has_a_line_there_for_each_weight_that_says_whose_it_is(draw):
    path = path_of("momentum", surface=Surface.parse("2 w1 - 3 w2"), alpha=0.9)
    found = limits(draw, path, {"m": [20.0, -30.00004]})
    assert found["m_limits"] == {
        "t": [[0, 300], [0, 300]],
        "value": [[20, 20], [-30.00004, -30.00004]],
        "at": [20, -30.00004],
        "word": ["m₁ → 20", "m₂ → −30"],
        "end": [300, 300],
        "shift": [0, 0],
        "drop": [9, -9],
        "colour": ["blue", "sky"],
    }
    near = limits(draw, path, {"m": [20.0, 19.0]})["m_limits"]
    assert near["shift"] == [-90, 0]
    hidden = limits(draw, path, {"m": [20.0, -30.00004]}, hidden=["m1", "s2"])
    assert {name: column[1:] for name, column in found["m_limits"].items()} == hidden["m_limits"]
    assert lengths(found["s_limits"]) == {0}
    assert list(found["s_limits"]) == list(found["m_limits"])


def test_a_figure_names_the_states_of_its_run(draw):
    def keeping(**moments):
        return {"columns": {}, "moments": moments, "states": {"delta": "Δ"}}

    def head(active, *pinned):
        return list(draw("traces.js", "moment_head", "m", active, list(pinned)).values())

    assert head(keeping(m="momentum"), keeping(r="")) == [True, "m", "momentum", False]
    assert head(keeping(r=""), keeping(m="momentum")) == [True, "r", "r, a state of the rule", False]
    assert head(keeping(), keeping()) == [False, "m", "", False]
    assert head(keeping(), keeping(), keeping(delta="change")) == [
        True,
        "Δ",
        "change, pinned runs only",
        True,
    ]
    of_rules = "r, a state of the rule, pinned runs only"
    assert head(keeping(), keeping(r=""), keeping(r="")) == [True, "r", of_rules, True]
    assert head(keeping(), keeping(r=""), keeping(m="")) == [True, "r", of_rules, True]


def left_out(draw, *errors, log, low, high):
    runs = [with_error(np.array(error, dtype=float)) for error in errors]
    return draw("traces.js", "left_out", runs, {"log": log, "low": low, "high": high})


def test_what_an_axis_leaves_out_is_known(draw):
    all_in = {"zero": False, "negative": False, "nothing": False, "below": False, "above": False}
    assert left_out(draw, [4, 1], [3, 2], log=False, low=0, high=5) == all_in
    assert left_out(draw, [4, 1], [7, 2], log=False, low=0, high=5) == {**all_in, "above": True}
    assert left_out(draw, [4, -1], log=False, low=-2, high=5) == all_in
    assert left_out(draw, [4, 0], log=True, low=1, high=10) == {**all_in, "zero": True}
    assert left_out(draw, [4, 2], [3, -1], log=True, low=1, high=10) == {**all_in, "negative": True}
    assert left_out(draw, [4, 1e-50], log=True, low=1e-36, high=10) == {**all_in, "below": True}
    nothing = left_out(draw, [-4, 0], [-1, -2], log=True, low=0.1, high=10)
    assert nothing == {**all_in, "zero": True, "negative": True, "nothing": True}
