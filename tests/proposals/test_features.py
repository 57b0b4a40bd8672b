"""The features of a function: its stationary points and lengths, without artefacts of rounding."""

import math

import numpy as np
import pytest

from app.proposals.features import features
from app.proposals.framing import FINEST, best_view, finest, shows
from app.proposals.lengths import own_lengths
from app.proposals.stationary import MAXIMUM, MINIMUM, SADDLE, stationary
from optimizers import finished
from surfaces import GALLERY, Surface


def found(text):
    return finished(features(Surface.parse(text)))


def places(text, kind):
    return sorted(tuple(np.round(point[:2], 4) + 0.0) for point in found(text).points if point.kind == kind)


@pytest.mark.parametrize(
    ("text", "minima", "saddles", "maxima"),
    [
        ("(w1^2-1)^2 + w2^2", [(-1, 0), (1, 0)], [(0, 0)], []),
        ("w1 w2", [], [(0, 0)], []),
        ("w1^3 - 3 w1 w2^2", [], [(0, 0)], []),
        ("w1^16 + w2^10", [(0, 0)], [], []),
        ("1/(1 + w1^2 + w2^2)", [], [], [(0, 0)]),
        ("w1^4 + w2^4 - 4 w1 w2", [(-1, -1), (1, 1)], [(0, 0)], []),
        ("abs(w1 - 2) + abs(w2 + 1)", [(2, -1)], [], []),
        ("100 sqrt(abs(w2 - 0.01 w1^2)) + 0.01 abs(w1 + 10)", [(-10, 1)], [], []),  # Bukin 6
        ("sqrt(abs(w2 - w1)) + 0.1 abs(w1 - 3)", [(3, 3)], [], []),
        ("(w1 - 300)^2 + 2 (w2 + 500)^2", [(300, -500)], [], []),
        ("1e6 ((w1^2 - 1e-4)^2 + 1e-4 w2^2)", [(-0.01, 0), (0.01, 0)], [(0, 0)], []),
        ("((w1 - 50)^2 - 1)^2 + (w2 - 20)^2", [(49, 20), (51, 20)], [(50, 20)], []),
        ("exp(-w1^2 - w2^2) cos(w1)", [(-1.8366, 0), (1.8366, 0)], [], [(0, 0)]),
        ("exp(-w1) + exp(-w2)", [], [], []),
        ("(1 - tanh(w1*w2))^2", [], [(0, 0)], []),
        ("floor(w1) + w2", [], [], []),
        ("w1^4 w2^4", [(0, 0)], [], []),
        ("1 - exp(-(w1^2 + w2^2)^2)", [(0, 0)], [], []),
        ("relu(w1)^2 + relu(w2)", [], [], []),
        ("abs(w2 - w1^2)", [(0, 0)], [], []),
    ],
)
def test_stationary_points_of_all_kinds_are_found(text, minima, saddles, maxima):
    assert places(text, MINIMUM) == minima
    assert places(text, SADDLE) == saddles
    assert places(text, MAXIMUM) == maxima


def test_the_four_minima_the_saddles_and_the_maximum_of_himmelblau_belong_together():
    points = found(GALLERY["himmelblau"].text).points
    assert [sum(point.kind == kind for point in points) for kind in (MINIMUM, SADDLE, MAXIMUM)] == [4, 4, 1]
    for minimum in GALLERY["himmelblau"].minima:
        assert min(math.dist(minimum, point[:2]) for point in points) < 1e-9


@pytest.mark.parametrize(
    "text",
    ["(w1^2 + w2^2 - 4)^2", "(sqrt(w1^2 + w2^2) - 2)^2", "(w1^2 + 4 w2^2 - 4)^2", "abs(w1^2 + w2^2 - 4)"],
)
def test_a_ring_of_minima_is_seen_all_around(text):
    ring = np.array([point[:2] for point in found(text).points if point.kind == MINIMUM]).T
    assert np.ptp(ring[0]) > 3.6
    assert not any(point.is_isolated for point in found(text).points if point.kind == MINIMUM)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("-exp(-w1^2 - w2^2)", 1),
        ("-exp(-1e6 (w1^2 + w2^2))", 1e-3),
        ("log(1 + w1^2 + w2^2)", 1),
        ("tanh((w1 - 2000)/1000)^2 + tanh(w2/1000)^2", 1000),
        ("w1^16 + w2^10", 1),
        ("exp(w1) + exp(-w1) + w2^2", 2),
        ("-sqrt(9 - w1^2 - w2^2)", 3),
    ],
)
def test_lengths_are_those_over_which_e_changes(text, length):
    assert found(text).lengths == pytest.approx((length, length), rel=1)


@pytest.mark.parametrize("text", ["w1^2 + 5 w2^2", "abs(w1) + abs(w2)", "w1^4 + w2^4", "3 w1 - w2", "w1 w2"])
def test_a_function_alike_at_all_scales_has_no_length(text):
    assert found(text).lengths == (math.inf, math.inf)


@pytest.mark.parametrize("factor", [1e-6, 1e-3, 1e3, 1e6])
def test_points_lengths_and_views_scale_with_the_function(factor):
    text = f"((w1/{factor})^2 - 1)^2 + (w2/{factor})^2"
    one, other = found("(w1^2 - 1)^2 + w2^2"), found(text)
    for near, far in zip(one.points, other.points, strict=True):
        np.testing.assert_allclose(np.array(far[:2]), factor * np.array(near[:2]), atol=1e-9 * factor)
    views = [
        best_view(Surface.parse(each), seen) for each, seen in (("(w1^2 - 1)^2 + w2^2", one), (text, other))
    ]
    np.testing.assert_allclose(views[1], factor * np.array(views[0]), rtol=1e-9)


def test_of_an_endless_pattern_a_few_periods_are_in_view():
    for text, period in (("sin(w1) sin(w2)", 2 * math.pi), ("sin(1000 w1) + cos(1000 w2)", 2e-3 * math.pi)):
        view = best_view(Surface.parse(text), found(text))
        assert 2.5 <= (view[0][1] - view[0][0]) / period <= 12


def test_nothing_in_a_view_is_finer_than_ten_pixels():
    surface = Surface.parse("sin(w1*w2)")
    assert finest(surface, ((-3.0, 3.0), (-3.0, 3.0))) > FINEST
    assert finest(surface, ((-25.0, 25.0), (-25.0, 25.0))) < FINEST
    assert finest(surface, best_view(surface, finished(features(surface)))) > FINEST
    assert finest(Surface.parse("w1^2 + w2^2"), ((-25.0, 25.0), (-25.0, 25.0))) == math.inf


@pytest.mark.parametrize(
    ("view", "is_shown"),
    [
        (((-2.2, 2.2), (-2.2, 2.2)), True),
        (((-3.0, 3.0), (-3.0, 3.0)), True),
        (((-25.0, 25.0), (-25.0, 25.0)), False),
        (((-0.9, 2.0), (-2.0, 2.0)), False),
    ],
)
def test_a_view_shows_two_wells_if_it_holds_them_and_they_fill_it(view, is_shown):
    surface = Surface.parse("(w1^2 - 1)^2 + w2^2")
    assert shows(surface, finished(features(surface)), view) == is_shown


def test_stationary_points_are_only_where_the_slope_is_0():
    for text in ("abs(w1) + abs(w2)", "exp(-w1)", "max(w1^2 + w2^2, 2 w1 + 3)", "atan(w1) + w2"):
        surface = Surface.parse(text)
        for point in finished(stationary(surface, [(0.0, 0.0)], [10.0 ** np.arange(-3, 4)])):
            assert np.hypot(*surface.gradient(point.w1, point.w2)) < 1e-6


def test_a_point_off_a_minimum_by_rounding_has_the_same_lengths():
    surface = Surface.parse("log(1 + (w1 - 3)^2 + w2^2)")
    exact, near = (own_lengths(surface, np.array([[w1], [0.0]]), [0.0])[0] for w1 in (3.0, 3.0 + 1e-9))
    np.testing.assert_allclose(exact, near)


@pytest.mark.parametrize(
    ("text", "view", "is_kept"),
    [
        ("mod(w1, 3)^2 + w2^2", ((-6, 6), (-6, 6)), True),
        ("mod(w1, 3)^2 + w2^2", ((-0.2, 2.2), (-0.15, 0.15)), False),
        ("sin(3 w1)", ((-4, 4), (-4, 4)), True),
        ("sin(3 w1)", ((-2, 2), (-2, 2)), False),
        ("cos(40 w1 + 30 w2)", ((-0.3, 0.3), (-0.3, 0.3)), True),
        ("cos(40 w1 + 30 w2)", ((-2.4, 2.4), (-2.4, 2.4)), False),
    ],
)
def test_a_view_of_what_repeats_without_end_is_kept_if_it_has_a_few_periods(text, view, is_kept):
    surface = Surface.parse(text)
    assert shows(surface, finished(features(surface)), view) == is_kept


def test_a_minimum_far_away_counts_if_it_is_much_deeper_than_the_ripples_nearby():
    far = Surface.parse("((w1 - 100)^2 + (w2 + 50)^2)/400 - cos(w1 - 100) cos((w2 + 50)/1.4) + 1")
    assert finished(features(far)).points[0][:2] == pytest.approx((100, -50), abs=1e-6)


@pytest.mark.parametrize(("text", "is_level"), [("floor(w1^2 + w2^2)", True), ("mod(w1, 3)^2 + w2^2", False)])
def test_lowest_points_beside_each_other_are_level_ground(text, is_level):
    assert finished(features(Surface.parse(text))).terrain.bottom == is_level


@pytest.mark.parametrize(
    ("text", "minima"),
    [
        ("|x-1|/4 + |y-2x^2+1|", [(1, 1)]),
        ("|x-1| + 100 |y-x^2|", [(1, 1)]),
        ("max(|y-x^2|, |x-1|/5)", [(1, 1)]),
        ("||x|-1| + y^2", [(-1, 0), (1, 0)]),
        ("|x| + |y|", [(0, 0)]),
        ("x^2 y^2", [(0, 0)]),
        ("x^2 y^4", [(0, 0)]),
        ("|x y|", [(0, 0)]),
    ],
)
def test_points_along_a_valley_are_no_minima(text, minima):
    points = finished(features(Surface.parse(text))).points
    found = sorted(point[:2] for point in points if point.kind == MINIMUM)
    assert len(found) == len(minima)
    for point, minimum in zip(found, minima, strict=True):
        assert point == pytest.approx(minimum, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "minimum"),
    [
        ("w1^6 + w2^2", (0, 0)),
        ("w1^10 + w2^2 + 1", (0, 0)),
        ("w1^10 + w2^4", (0, 0)),
        ("(w1 - 3)^4 + (w2 - 1)^2", (3, 1)),
        ("(w1 - 3)^10 + w2^2", (3, 0)),
        ("(w1 + w2)^4 + w2^2", (0, 0)),
    ],
)
def test_a_minimum_that_is_flat_along_a_weight_is_one_at_its_place(text, minimum):
    (point,) = found(text).points
    assert point.kind == MINIMUM
    assert point[:2] == pytest.approx(minimum, abs=1e-12)
    assert min(found(text).lengths) > 0.5


@pytest.mark.parametrize(
    "text",
    [
        *("sigmoid(w1) + w2^2", "log(1 + exp(-w1)) + w2^2", "exp(w1) + w2^2", "(1 - sigmoid(w1))^2 + w2^2"),
        *("1/w1^2 + w2^2", "(w1 - w2)^2 + exp(-w1)", "max(0, 1 - w1)^2 + w2^2", "relu(w1) + w2^2"),
    ],
)
def test_where_a_slope_has_become_0_and_where_level_ground_begins_is_no_minimum(text):
    assert not found(text).points
    assert np.abs(best_view(Surface.parse(text), found(text))).max() <= 25


def test_a_valley_through_the_origin_is_shown_at_its_usual_size():
    assert np.ptp(best_view(Surface.parse("(w1 - w2)^2"), found("(w1 - w2)^2"))) > 10


@pytest.mark.parametrize("text", ["(w2 - sin(w1))^2", "(w2 - w1^3)^2", "(w1 - 300)^2 + w2^4"])
def test_of_a_curve_of_minima_as_much_is_shown_as_has_a_shape(text):
    (low, high), _ = best_view(Surface.parse(text), found(text))
    assert 2 < (high - low) / 2 < 10
