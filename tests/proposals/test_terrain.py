"""The terrain: minima are found, those of the gallery and others far away or of other scales."""

import itertools
import math

import numpy as np
import pytest

from app.proposals.terrain import is_empty, terrain
from optimizers import finished
from surfaces import GALLERY, Surface

VIEW = ((-25.0, 25.0), (-25.0, 25.0))


def look(text, view=VIEW, data=None):
    return finished(terrain(Surface.parse(text, data), view))


def least_mean_distance(x, y):
    """Return the least mean of |w1 x + w2 - y|: a line through two of the points has it."""
    pairs = itertools.combinations(range(x.size), 2)
    slopes = np.array([(i, (y[j] - y[i]) / (x[j] - x[i])) for i, j in pairs if x[i] != x[j]])
    through = slopes[:, 0].astype(int)
    lines = slopes[:, 1] * (x[:, None] - x[through]) + y[through]
    return np.abs(lines - y[:, None]).mean(axis=0).min()


def least_mean_square(x, y):
    """Return the least mean of (p x - y)^2, where p is w1 w2."""
    return np.mean(y**2) - np.mean(x * y) ** 2 / np.mean(x**2)


WITHOUT_A_LOWEST = ("saddle", "separable")
LOWEST_ALONG_A_LINE_OR_AT_A_KINK = {"outliers-absolute": least_mean_distance, "two-layers": least_mean_square}


@pytest.mark.parametrize("key", GALLERY)
def test_the_lowest_known_minimum_is_found_from_a_view_that_knows_nothing(key):
    surface = GALLERY[key]
    found = finished(terrain(surface, VIEW))
    if key in WITHOUT_A_LOWEST:
        assert not found.minima
        assert found.falls
        return
    if key in LOWEST_ALONG_A_LINE_OR_AT_A_KINK:
        lowest = LOWEST_ALONG_A_LINE_OR_AT_A_KINK[key](*map(np.array, surface.data.columns))
        accuracy = 1e-7  # the search stops where a kink hides what is left
    else:
        lowest = min(surface.value(*minimum) for minimum in surface.minima)
        accuracy = 1e-9
    assert min(minimum.error for minimum in found.minima) == pytest.approx(lowest, rel=accuracy, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "minimum"),
    [
        ("(w1 - 300)^2 + (w2 + 500)^2", (300, -500)),
        ("(w1 - 300)^2", (300, 0)),  # of a trough the point nearest to the view
        ("w1^2 + 1e6", (0, 0)),  # of one whose bottom is level within what floats can tell
        ("abs(w1 - 2) + 1e5", (2, 0)),
        ("1e9 ((w1 - 0.001)^2 + (w2 + 0.002)^2)", (0.001, -0.002)),
        ("(w1/1000 - 2)^2 + (w2/1000)^2", (2000, 0)),
        ("5 abs(w1 + w2 - 1) + abs(w1 - w2)", (0.5, 0.5)),
        ("w1 + 1/w1 + w2 + 4/w2", (1, 2)),  # beside poles that fall for ever
        ("sqrt(w1) + w2^2", (0, 0)),  # at a border
        ("min((w1 - 3)^2 + w2^2, 4)", (3, 0)),  # in a plateau
        ("(1 - 1000 w1)^2 + 100 (1000 w2 - (1000 w1)^2)^2", (0.001, 0.001)),
        ("5 - exp(-(w1 + 300)^2 - (w2 - 1000)^2)", (-300, 1000)),  # between the points of all grids
        ("-sqrt(9 - (10 (w1 - 10000))^2 - (w2 + 3)^2)", (10000, -3)),
        ("exp((w1 + w2 - 1001)^2 + (w1 - w2 - 999)^2/4)", (1000, 1)),
        ("(w1 - 12345678)^2 + (w2 + 1e9)^2", (12345678, -1e9)),
    ],
)
def test_minima_are_found_where_they_are(text, minimum):
    np.testing.assert_allclose(look(text).minima[0][:2], minimum, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    "text",
    [
        "w1 w2",
        "w1^2 - 2 w2^2",
        "-exp(w1) + w2^2",
        "exp(-w1) + exp(-w2)",
        "log(w1) + w2^2",
        "w1",
        "-1/(w1^2 + w2^2)",
        "1/(1 - w1)",
        "exp(-7 w1 - 10 w2) + exp(w1 + 10 w2)",  # far away 0 in floats, within a narrow wedge
    ],
)
def test_a_saddle_a_pole_and_what_falls_for_ever_have_no_minimum(text):
    found = look(text)
    assert found.minima == ()
    assert found.falls
    assert not found.bottom
    assert not found.level
    assert not found.empty


def test_minima_in_the_view_come_first_and_of_these_the_lowest():
    found = look("cos(w1) + cos(w2) + w1/1000 - w2/1000")
    inside = [max(abs(minimum.w1), abs(minimum.w2)) <= 25 for minimum in found.minima]
    assert inside == sorted(inside, reverse=True)
    errors = [round(minimum.error, 9) for minimum in found.minima[: sum(inside)]]
    assert errors == sorted(errors)
    assert len(errors) > 3


def test_minima_are_told_apart_where_e_is_far_higher_elsewhere_in_the_view():
    found = look("mean((w1 exp(-w2 x) - y)^2)", data={"x": [0, 1, 2, 4], "y": [2, 0.9, 0.41, 0.08]})
    assert found.minima[0].error < 1e-3
    np.testing.assert_allclose(found.minima[0][:2], (2, 0.8), atol=0.02)


def test_level_ground_and_no_ground_at_all_are_told_apart():
    assert look("7").level
    assert look("0 w1").level
    assert look("sqrt(min(-1, w1))").empty
    assert look("exp(1000 + w1^2)").empty
    assert look("exp(1000 + (w1 - 3)^2)").empty
    hill = look("exp(-(w1 + 300)^2 - (w2 - 1000)^2)")
    assert (hill.level, hill.empty, hill.minima) == (False, False, ())


def test_a_small_domain_far_away_is_not_empty():
    assert not is_empty(Surface.parse("-sqrt(9 - (10 (w1 - 10000))^2 - (w2 + 3)^2)"), VIEW)
    assert not is_empty(Surface.parse("w1^2"), VIEW)
    assert is_empty(Surface.parse("sqrt(min(-1, w1))"), VIEW)


@pytest.mark.parametrize(
    "text", ["max(0, 1 - w1) + max(0, 1 - w2)", "max(w1, -3)", "min(5, max(1, w1 + w2))"]
)
def test_level_ground_below_all_else_is_no_minimum_and_nothing_falls(text):
    found = look(text)
    assert (found.minima, found.falls, found.bottom) == ((), False, True)


def test_a_jump_is_neither_a_minimum_nor_a_fall():
    found = look("mod(w1, 1) + w2^2")
    assert (found.minima, found.falls, found.bottom) == ((), False, False)


def test_the_nearest_point_with_a_slope_is_in_the_domain():
    w1, w2 = look("sqrt(w1 - 40) + w2^2").nearest
    assert 40 < w1 < 200
    assert math.isfinite(w2)
    assert look("7").nearest is None


def test_errors_that_differ_by_more_than_can_be_counted_have_an_order():
    found = finished(terrain(Surface.parse("acosh(w1)"), ((0.0, 1.0), (0.0, 1.0))))
    assert [minimum.error for minimum in found.minima] == sorted(minimum.error for minimum in found.minima)
