"""Curvature at a point: eigenvalues, kinds of points, bounds on η, and what is said where there is none."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.curvature import constant_curvatures, curvature, curvature_points, level_box, principal
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

entries = st.floats(-1e3, 1e3)
every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())
VIEW = ((-5.0, 5.0), (-5.0, 5.0))


def at(text, w1=0.0, w2=0.0, *more, **options):
    return curvature(Surface.parse(text), w1, w2, *more, **options)


def quadratic(a, b, c, middle=(0.0, 0.0)):
    """A surface with a constant Hessian and no slope in the middle."""

    class Quadratic:
        def hessian(self, w1, w2):
            return (a, b), (b, c)

        def gradient(self, w1, w2):
            d1, d2 = w1 - middle[0], w2 - middle[1]
            return a * d1 + b * d2, b * d1 + c * d2

    return Quadratic()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3 w1^2 + 10 w2^2", "minimum"),
        ("1 - w1^2 - w2^2", "maximum"),
        ("w1^2 - w2^2", "saddle"),
        ("w1 w2", "saddle"),
        ("w1^2", "degenerate"),
        ("w1^2 + w2^4", "degenerate"),
        ("w1^3 + w2^2", "degenerate"),
        ("5", "degenerate"),
        ("w1", "not critical"),
        ("w1 + w1^2 + w2^2", "not critical"),
        ("log(w1)", "undefined"),
        ("sqrt(w1)", "undefined"),
        ("abs(w1)^1.5", "undefined"),
    ],
)
def test_kinds_of_points(text, kind):
    assert at(text).kind == kind


def test_a_bowl():
    found = at("3 w1^2 + 10 w2^2", 0.0, 0.0, OPTIMIZERS["momentum"](alpha=0.9))
    assert found.eigenvalues == (20, 6)
    np.testing.assert_allclose(np.abs(found.eigenvectors), [[0, 1], [1, 0]], atol=1e-15)
    assert found.condition == pytest.approx(20 / 6)
    assert found.descent_bound == pytest.approx(0.1)
    assert found.run_bound == pytest.approx(0.19)


@every_surface
def test_known_minima_are_minima(surface):
    for minimum in surface.minima:
        found = curvature(surface, *minimum)
        assert found.kind == (
            "undefined" if surface is GALLERY["ackley"] else "minimum"
        )  # E has a cusp there


def test_the_end_of_a_run_is_critical_once_it_has_converged():
    surface = GALLERY["himmelblau"]
    path = descend(OPTIMIZERS["momentum"](eta=0.01, alpha=0.5), surface, (0.0, 0.0), 200)
    kinds = [curvature(surface, path.w1[t], path.w2[t], length=10.0).kind for t in (0, 200)]
    assert kinds == ["not critical", "minimum"]


@given(entries, entries, entries)
def test_eigenvalues_and_eigenvectors_are_those_of_the_hessian(a, b, c):
    found = curvature(quadratic(a, b, c), 0, 0)
    hessian, vectors = np.array([[a, b], [b, c]]), np.array(found.eigenvectors)
    size = max(abs(a), abs(b), abs(c))
    assert found.eigenvalues[0] >= found.eigenvalues[1]
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(2), atol=1e-12)
    assert (vectors[:, 0] >= 0).all()
    np.testing.assert_allclose(
        vectors.T @ np.diag(found.eigenvalues) @ vectors, hessian, atol=1e-12 * size + 1e-300
    )
    high, low, cosine, sine = principal(*(np.array([entry]) for entry in (a, b, c)))
    np.testing.assert_allclose([high[0], low[0]], found.eigenvalues, atol=1e-12 * size + 1e-300, rtol=1e-12)
    along = np.array([cosine[0], sine[0]])
    np.testing.assert_allclose(hessian @ along, high[0] * along, atol=1e-12 * size + 1e-300)


def test_without_curvature_upwards_no_learning_rate_is_too_large():
    for text in ("w1", "1 - w1^2 - w2^2", "-w2^2"):
        found = at(text, 0.0, 0.0, OPTIMIZERS["nesterov"]())
        assert found.descent_bound == math.inf
        assert found.run_bound == math.inf


def test_methods_without_a_bound_have_none():
    assert math.isnan(at("w1^2 + w2^2", 0.0, 0.0, OPTIMIZERS["adam"]()).run_bound)
    assert math.isnan(at("w1^2 + w2^2").run_bound)


def test_condition_numbers_without_a_number():
    assert at("w1^2").condition == math.inf
    assert math.isnan(at("w1 + w2").condition)
    assert at("w1^2 - 4 w2^2").condition == 4


def test_where_nothing_is_defined_everything_is_nan():
    found = at("log(w1)", -1.0, 0.0, OPTIMIZERS["momentum"]())
    assert found.kind == "undefined"
    numbers = [*found.eigenvalues, found.condition, found.descent_bound, found.run_bound]
    assert np.isnan(numbers).all()
    assert np.isnan(found.eigenvectors).all()


@pytest.mark.parametrize(
    "text", ["(w1 - 3 w2)^2", "(w1/3 + w2/7)^2", "sin(w1 + 0.1 w2)", "(w1^2 + w2^2 - 1)^2"]
)
def test_an_eigenvalue_is_zero_exactly_where_the_condition_is_infinite(text):
    for angle in np.linspace(0, 6, 50):
        found = at(text, math.cos(angle), math.sin(angle))
        assert 0 in found.eigenvalues
        assert found.condition == math.inf


def test_the_smaller_eigenvalue_has_all_its_digits_and_so_has_the_condition():
    found = at("1e-6 w1^2 + 1e8 w2^2")
    assert found.eigenvalues == pytest.approx((2e8, 2e-6), rel=1e-12)
    assert found.condition == pytest.approx(1e14, rel=1e-12)
    found = at("1e-9 w1^2 - (w1 + w2)^2")
    assert found.eigenvalues == pytest.approx((1e-9, -4), rel=1e-6)
    assert found.condition == pytest.approx(4e9, rel=1e-6)


@given(entries, entries, entries)
def test_the_condition_is_the_ratio_of_the_eigenvalues(a, b, c):
    found = curvature(quadratic(a, b, c), 0, 0)
    sizes = sorted(map(abs, found.eigenvalues))
    if sizes[1] == 0:
        assert math.isnan(found.condition)
    elif sizes[0] == 0:
        assert found.condition == math.inf
    else:
        assert found.condition == sizes[1] / sizes[0]


# Points.


def test_the_points_are_the_start_the_cursor_and_the_minima_in_view():
    surface = GALLERY["himmelblau"]
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.01), surface, (0.5, 0.5), 50)
    points = curvature_points(surface, path, 7, ((0, 6), (-6, 6)))
    assert list(points) == ["start", "w(7)", "minimum 1", "minimum 2"]
    assert points["start"] == (0.5, 0.5)
    assert points["w(7)"] == (path.w1[7], path.w2[7])
    assert {points["minimum 1"], points["minimum 2"]} == {at for at in surface.minima if at[0] > 0}
    assert list(curvature_points(surface, path, 0, ((0, 6), (0, 6)))) == ["start", "minimum"]
    assert list(curvature_points(surface, path, 999, ((10, 11), (10, 11)))) == ["start", "w(50)"]


# Which surfaces are quadratic.


@pytest.mark.parametrize(
    ("text", "curvatures"),
    [
        ("3 w1^2 + 10 w2^2", (20, 6)),
        ("(w1 + w2)^2/1e9 + w1", (4e-9, 0)),
        ("w1 w2 + 7", (1, -1)),
        ("w1 - 2 w2", (0, 0)),
        ("(w1 - 1e6)^2 - w2^2", (2, -2)),
        ("w1^2 + 1e-6 sin(w1)", None),
        ("w1^2 + cos(2 pi w2)", None),
        ("w1^4", None),
        ("log(w1)", None),
        ("abs(w1)", (0, 0)),
    ],
)
def test_quadratic_surfaces(text, curvatures):
    found = constant_curvatures(Surface.parse(text), VIEW)
    assert found == (curvatures and pytest.approx(curvatures, rel=1e-12, abs=1e-24))


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.floats(0, 6), st.floats(-9, 9), st.floats(-9, 9))
def test_the_level_box_touches_the_ellipse_of_all_that_is_lower_than_the_start(high, low, angle, w1, w2):
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    (a, b), (_, c) = turn @ np.diag([high, low]) @ turn.T
    surface, start = quadratic(a, b, c, middle=(3.0, -1.0)), np.array([3 + w1, w2 - 1])
    box = level_box(surface, start)
    if np.hypot(w1, w2) < 1e-3:
        return
    q = (w1, w2) @ np.array([[a, b], [b, c]]) @ (w1, w2)
    around = np.linspace(0, 2 * np.pi, 4000)
    ellipse = turn @ (np.sqrt(q / np.array([[high], [low]])) * [np.cos(around), np.sin(around)])
    for (start_of, end), along, middle in zip(box, ellipse, (3.0, -1.0), strict=True):
        size = end - start_of
        assert (start_of, end) == pytest.approx((middle + along.min(), middle + along.max()), abs=1e-5 * size)


def test_without_a_minimum_to_come_to_there_is_no_level_box():
    for text, start in (("w1^2 - w2^2", (1, 1)), ("w1", (1, 1)), ("log(w1)", (-1, 1)), ("w1^2", (0, 3))):
        assert level_box(Surface.parse(text), start) is None
    assert level_box(Surface.parse("w1^2"), (2.0, 5.0)) == ((-2, 2), (3, 7))  # as long as the other side


def test_the_surfaces_of_the_gallery_with_constant_curvatures_are_known():
    found = [key for key, surface in GALLERY.items() if constant_curvatures(surface, surface.domain)]
    of_data = ["line", "far-line", "outliers-squares", "outliers-absolute"]  # the last: between kinks
    assert found == ["bowl", "ravine", "saddle", "booth", "matyas", *of_data]
