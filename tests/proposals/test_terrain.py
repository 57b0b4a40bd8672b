"""The terrain: minima are found, those of the gallery and others far away or of other scales."""

import math

import numpy as np
import pytest

from app.proposals.terrain import is_empty, terrain
from optimizers import finished
from surfaces import GALLERY, Surface

VIEW = ((-25.0, 25.0), (-25.0, 25.0))


def look(text, view=VIEW):
    return finished(terrain(Surface.parse(text), view))


@pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())
def test_the_lowest_known_minimum_is_found_from_a_view_that_knows_nothing(surface):
    found = finished(terrain(surface, VIEW))
    assert bool(found.minima) == bool(surface.minima)
    if surface.minima:
        lowest = min(surface.value(*minimum) for minimum in surface.minima)
        assert min(minimum.error for minimum in found.minima) <= lowest + 1e-9 * max(1, abs(lowest))


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
