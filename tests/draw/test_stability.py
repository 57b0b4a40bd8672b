"""The figure of the stability: a line over the steps, the bound, and a range that shows both."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

numbers = st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=30)


def told(sharpness, bound=None, crossing=None):
    return {
        "sharpness": np.array(sharpness, dtype=float),
        "bound": None if bound is None else np.array(bound, dtype=float),
        "crossing": crossing,
    }


def test_what_is_not_above_zero_is_a_gap(draw):
    found = draw("stability.js", "stability_columns", told([2, -1, 0, math.nan, math.inf, 3], [1] * 6, 1))
    assert found["stability_sharpness"]["t"] == [1, 2, 3, 4, 5, 6]
    np.testing.assert_array_equal(
        np.array(found["stability_sharpness"]["value"], dtype=float), [2, *[math.nan] * 4, 3]
    )
    assert found["stability_bound"]["value"] == [1] * 6
    assert found["stability_crossing"] == {"t": [1], "value": [2]}


def names(draw, *what):
    found = draw("stability.js", "stability_columns", told(*what))
    return [found[f"stability_{name}_name"] for name in ("sharpness", "bound")]


def test_each_line_has_its_name_and_its_value_where_it_ends_on_the_side_of_the_middle(draw):
    own, bound = names(draw, [2, 3], [300] * 2)
    assert (own["word"], own["t"], own["value"]) == (["λ₁(2) = 3"], [2], [3])
    assert (bound["word"], bound["t"], bound["value"]) == (["bound(2) = 300"], [2], [300])
    assert own["drop"][0] < 0 < bound["drop"][0]
    assert own["align"] == bound["align"] == ["right"]
    own, bound = names(draw, [2, -1, math.nan])
    assert own["t"] == [1]
    assert own["align"] == ["left"]
    assert not any(bound.values())


def test_names_of_lines_that_end_close_to_each_other_stand_below_each_other(draw):
    own, bound = names(draw, [1, 2, 4.97], [5] * 3)
    assert own["value"] == bound["value"] == [4.97]
    assert abs(own["drop"][0]) - abs(bound["drop"][0]) > 12


def test_the_name_of_a_bound_that_leaves_stands_where_it_is_seen_last(draw):
    _, bound = names(draw, [4, 5, 6, 5], [5, 50, 5e4, 5e7])
    assert (bound["t"], bound["word"]) == ([2], ["bound(2) = 50"])


def test_without_a_bound_none_is_drawn(draw):
    found = draw("stability.js", "stability_columns", told([2, 3]))
    assert found["stability_bound"] == {"t": [], "value": []}
    assert found["stability_crossing"] == {"t": [], "value": []}


@given(numbers, st.floats(1e-6, 1e6))
def test_the_range_shows_the_bound_and_what_is_near_it_or_near_the_middle_sharpness(draw, sharpness, bound):
    low, high = draw("stability.js", "stability_range", told(sharpness, [bound] * len(sharpness)))
    middle = sorted(sharpness)[len(sharpness) // 2]
    assert low < bound < high
    assert low < middle < high
    least, most = min(middle, bound), max(middle, bound)
    for value in sharpness:
        assert low < value < high or not value / least > 0.01 or not value / most < 100
    assert low > least / 200
    assert high < most * 200


def test_a_bound_that_leaves_does_not_squeeze_the_rest(draw):
    low, high = draw("stability.js", "stability_range", told([4, 5, 6, 5], [5, 50, 5e4, 5e7]))
    assert (low, high) == (4 / 1.3, 500 * 1.3)


@given(numbers)
def test_without_a_bound_the_range_goes_by_the_middle(draw, sharpness):
    low, high = draw("stability.js", "stability_range", told(sharpness))
    middle = sorted(sharpness)[len(sharpness) // 2]
    assert low < middle < high
    for value in sharpness:
        assert low < value < high or not 0.01 < value / middle < 100


def test_without_anything_to_draw_there_is_still_a_range(draw):
    for sharpness in ([], [-1, -2], [math.nan]):
        assert draw("stability.js", "stability_range", told(sharpness)) == [0.1, 10]
