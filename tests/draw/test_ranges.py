"""The ranges of the traces: round, wide enough for all that is shown, and steady while one drags."""

import numpy as np
from drawn_runs import points, told
from hypothesis import example, given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

START = (-15.0, 20.0)
numbers = st.lists(st.floats(), max_size=5)


def run_of(key="momentum", steps=300, **values):
    return told(descend(OPTIMIZERS[key](**values), GALLERY["bowl"], START, steps))


def ranges(draw, runs, last=None, steps=300, crop=0.0):
    return draw("ranges.js", "trace_ranges", runs, {"steps": steps, "crop": crop}, last)


def with_error(*error):
    return points(np.zeros(len(error)), np.zeros(len(error)), error=error)


@given(st.lists(numbers, max_size=3))
@example([[1.7e308, -1.7e308]])
@example([[5e-324, 0.0]])
@example([[1e300, 1e300]])
@example([[]])
def test_ranges_hold_their_values(draw, arrays):
    values = np.concatenate([np.empty(0), *arrays])
    finite = values[np.isfinite(values)]
    low, high = draw("ranges.js", "round_range", [np.array(array, dtype=float) for array in arrays])
    assert low < high
    assert np.isfinite([low, high]).all()
    assert not finite.size or (low <= finite.min() and finite.max() <= high)
    low, high = draw("ranges.js", "log_range", [np.array(array, dtype=float) for array in arrays])
    assert 0 < low < high < np.inf
    positive = finite[finite >= 1e-306]
    if positive.size:
        assert positive.max() <= high or positive.max() > 1e308
        assert low <= positive.min() or low == max(high / 1e40, 1e-307) or np.isclose(high / low, 1e40)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_linear_ranges_end_at_quarters_of_a_decade_with_little_room(draw, low, width):
    high = low + width
    bounds = draw("ranges.js", "round_range", [np.array([low, high])])
    unit = 10.0 ** np.floor(np.log10(high - low)) / 4
    quarters = np.array(bounds) / unit
    np.testing.assert_allclose(quarters, np.round(quarters), rtol=1e-9, atol=1e-9)
    assert low - 1.2 * unit <= bounds[0] <= low - 0.05 * unit + 1e-9 * abs(low)
    assert high + 0.05 * unit - 1e-9 * abs(high) <= bounds[1] <= high + 1.2 * unit


def test_logarithmic_ranges_end_at_decades(draw):
    calls = [
        ([np.array(values)],) for values in ([2.0, 300.0], [1e-5, 1.0], [1e-100, 1.0], [7.0], [-1.0, 0.0])
    ]
    assert draw.many("ranges.js", "log_range", calls) == [
        [1, 1000],
        [1e-6, 10],
        [1e-39, 10],
        [1, 10],
        [0.1, 10],
    ]


def test_ranges_stay_while_what_they_show_fits_and_fills_half_of_them(draw):
    cases = [
        (([0, 6], [0, 10]), [0, 10]),
        (([0, 4], [0, 10]), [0, 4]),
        (([-1, 9], [0, 10]), [-1, 9]),
        (([1e-3, 1e2], [1e-4, 1e3], True), [1e-4, 1e3]),
        (([1, 1e2], [1e-4, 1e3], True), [1, 1e2]),
    ]
    assert draw.many("ranges.js", "steady", [case for case, _ in cases]) == [kept for _, kept in cases]


def test_every_trace_has_a_range_that_holds_all_shown_runs(draw):
    runs = [run_of(), run_of("adam", eta=0.5)]
    found = ranges(draw, runs)
    assert found["t"] == [0, 300]
    for name, columns in {"error": ["error"], "m": ["m1", "m2"], "s": ["s1", "s2"]}.items():
        shown = np.concatenate([run["columns"].get(column, []) for run in runs for column in columns])
        low, high = found[name]
        assert low <= shown.min() <= shown.max() <= high
        assert high - low <= 1.5 * np.ptp(shown)
    assert found["error_log"][1] >= max(run["columns"]["error"].max() for run in runs)
    assert ranges(draw, [run_of("gradient-descent")])["m"] == [0, 1]  # it keeps no moment


def test_a_hidden_run_does_not_affect_the_ranges(draw):
    diverging = run_of("gradient-descent", eta=0.2)
    assert ranges(draw, [run_of()])["error"][1] < 1e4 < ranges(draw, [run_of(), diverging])["error"][1]


def test_a_crop_is_where_the_linear_error_axis_ends(draw):
    runs = [with_error(900.0, 20.0, 3.0)]
    assert ranges(draw, runs, crop=600.0)["error"] == [0, 600]
    below = ranges(draw, [with_error(900.0, 20.0, -30.0)], crop=600.0)["error"]
    assert below[1] == 600
    assert -100 <= below[0] <= -30
    assert ranges(draw, runs, crop=600.0)["error_log"] == ranges(draw, runs)["error_log"]
    cropped = ranges(draw, runs, crop=600.0)
    assert ranges(draw, runs, cropped)["error"] == ranges(draw, runs)["error"]


@given(st.floats(1e-5, 1), st.floats(1e-5, 1))
def test_ranges_hold_the_path_whatever_was_shown_before(draw, first, second):
    before = ranges(draw, [run_of(eta=first, steps=40)], steps=40)
    run = run_of(eta=second, steps=40)
    found = ranges(draw, [run], before, steps=40)
    for name, columns in {"error": ["error"], "m": ["m1", "m2"]}.items():
        shown = np.concatenate([run["columns"][column] for column in columns])
        assert found[name][0] <= shown.min() <= shown.max() <= found[name][1]
    again = ranges(draw, [run], found, steps=40)
    assert again == found


def test_the_limits_of_the_active_run_are_in_sight(draw):
    path = descend(OPTIMIZERS["momentum"](eta=0.01, alpha=0.99), Surface.parse("w1 + 2 w2"), (9.0, 18.0), 100)
    active = told(path, limits={"m": [100.0, 200.0]})
    low, high = ranges(draw, [active])["m"]
    assert low <= 0 < 200 < high < 260
    assert ranges(draw, [told(path), active])["m"][1] < 200  # limits of pinned runs are not drawn
