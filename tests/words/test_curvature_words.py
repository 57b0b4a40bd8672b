"""What the page hears of curvature: words for every value, and numbers for crosses of directions."""

import json
import math

import pytest

from app.maps.curvature import curvature
from app.words.curvature_words import bounded_run, curvature_points, told_curvature, words
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

RUN = OPTIMIZERS["momentum"]()
A_CURVATURE = curvature(GALLERY["bowl"], 0.0, 0.0, RUN)
VIEW = ((-2.0, 6.0), (-1.0, 1.0))
every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())


# Words


def test_a_bowl_in_words():
    assert words(A_CURVATURE) == {
        "kind": "minimum",
        "eigenvalues": "20, 6",
        "condition": "3.333",
        "descent_bound": "0.1",
        "run_bound": "0.19",
    }


@pytest.mark.parametrize(
    ("text", "point", "said"),
    [
        (
            "w1^2 - w2^2",
            (0, 0),
            {"kind": "saddle", "eigenvalues": "2, −2", "condition": "1", "descent_bound": "none"},
        ),
        ("-w1^2 - 2w2^2", (0, 0), {"kind": "maximum", "descent_bound": "none", "run_bound": "none"}),
        ("w1^2", (0, 0), {"kind": "degenerate", "eigenvalues": "2, 0", "condition": "∞"}),
        ("w1", (0, 0), {"eigenvalues": "0, 0", "condition": "–", "descent_bound": "∞"}),
        ("1e-6 w1^2 + 1e8 w2^2", (0, 0), {"eigenvalues": "2e8, 2e−6", "condition": "1e14"}),
        ("(w1 - 3 w2)^2", (3, 4), {"eigenvalues": "20, 0", "condition": "∞"}),
        (
            "log(w1)",
            (-1, 0),
            {
                "kind": "undefined",
                "eigenvalues": "–, –",
                "condition": "–",
                "descent_bound": "–",
                "run_bound": "–",
            },
        ),
    ],
)
def test_special_values_in_words(text, point, said):
    assert said.items() <= words(curvature(Surface.parse(text), *point, RUN)).items()


def test_a_method_without_a_bound_has_a_dash():
    found = words(curvature(GALLERY["bowl"], 0.0, 0.0, OPTIMIZERS["adam"]()))
    assert (found["descent_bound"], found["run_bound"]) == ("0.1", "–")


# Points


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


def test_the_bound_beside_that_of_gradient_descent_is_the_active_runs_or_that_of_momentum():
    first_moment = OPTIMIZERS["first-moment"](beta1=0.5)
    assert bounded_run(first_moment) is first_moment
    assert bounded_run(OPTIMIZERS["gradient-descent"]()) == OPTIMIZERS["momentum"]()
    assert bounded_run(OPTIMIZERS["adam"]()) == OPTIMIZERS["momentum"]()
    assert bounded_run(OPTIMIZERS["rmsprop-momentum"](alpha=0.3)) == OPTIMIZERS["momentum"](alpha=0.3)


def known(values):
    return [value if math.isfinite(value) else None for value in values]


@every_surface
def test_each_point_is_told_with_its_curvature(surface):
    path = descend(RUN, surface, surface.start, 20)
    points = curvature_points(surface, path, 5, surface.domain)
    told = told_curvature(surface, RUN, surface.domain, points)
    assert told["run"] == "Momentum, α 0.9"
    assert [each["name"] for each in told["points"]] == list(points)
    length = math.hypot(*(high - low for low, high in surface.domain))
    for each, point in zip(told["points"], points.values(), strict=True):
        found = curvature(surface, *point, RUN, length)
        assert each["w"] == point
        assert each["words"] == words(found)
        assert each["eigenvalues"] == known(found.eigenvalues)
        assert each["eigenvectors"] == list(map(known, found.eigenvectors))
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("text", ["log(w1)", "sqrt(w1)"])
def test_numbers_that_there_are_not_are_none(text):
    told = told_curvature(Surface.parse(text), RUN, VIEW, {"start": (0.0, 0.0)})
    (point,) = told["points"]
    assert point["eigenvalues"] == [None, None]
    assert point["eigenvectors"] == [[None, None], [None, None]]
    assert told_curvature(Surface.parse(text), RUN, VIEW, {})["points"] == []


def test_a_point_is_named_with_its_place():
    told = told_curvature(GALLERY["bowl"], RUN, VIEW, {"start": (-1.5, 0.25), "minimum": (1e-9, 0.0)})
    assert [each["place"] for each in told["points"]] == ["(−1.5, 0.25)", "(0, 0)"]
