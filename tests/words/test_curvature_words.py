"""What is sent about curvature: words for every value, and numbers for the crosses of directions."""

import json
import math

import pytest

from app.maps.curvature import curvature, curvature_points
from app.numerals import short
from app.words.curvature_words import told_curvature, words
from optimizers import OPTIMIZERS, descend, hypers
from surfaces import GALLERY, Surface

RUN = OPTIMIZERS["momentum"]()
A_CURVATURE = curvature(GALLERY["bowl"], 0.0, 0.0, RUN)
VIEW = ((-2.0, 6.0), (-1.0, 1.0))
every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())


# Words


def test_a_bowl_in_words():
    assert words(A_CURVATURE, RUN) == {
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
    assert said.items() <= words(curvature(Surface.parse(text), *point, RUN), RUN).items()


@pytest.mark.parametrize("reach", [25.0, 1e7])
def test_a_point_is_critical_whatever_the_view(reach):
    bowl, view = GALLERY["bowl"], ((-reach, reach), (-reach, reach))
    points = {"start": (-15.0, 20.0), "w(9)": (1e-3, 1e-3), "w(90)": (1e-7, 1e-7), "minimum": (0.0, 0.0)}
    kinds = [point["words"]["kind"] for point in told_curvature(bowl, RUN, view, points)["points"]]
    assert kinds == ["not critical", "not critical", "minimum", "minimum"]
    there = told_curvature(bowl, RUN, view, {"start": (0.0, 0.0)})
    assert there["points"][0]["words"]["kind"] == "minimum"


@every_method
def test_the_active_runs_bound_stands_beside_gradient_descents_or_is_called_unknown(method):
    run, bowl = method(), GALLERY["bowl"]
    told = told_curvature(bowl, run, bowl.domain, {"start": bowl.start})
    (point,) = told["points"]
    assert point["words"]["descent_bound"] == "0.1"
    if method is OPTIMIZERS["gradient-descent"]:
        assert told["run"] == ""  # the same bound would stand there twice
    elif run.stability_bound is None:
        assert told["run"] == method.title  # no values, for nothing depends on them
        at_each_step = run.sharpness_bound(math.inf) is not None
        assert point["words"]["run_bound"] == "no bound known" + (" for all steps" if at_each_step else "")
    else:
        others = {about.symbol: getattr(run, about.name) for about in hypers(run) if about.name != "eta"}
        assert told["run"] == ", ".join(
            [method.title, *(f"{name} {short(at)}" for name, at in others.items())]
        )
        assert point["words"]["run_bound"] == short(run.stability_bound / 20)


def known(values):
    return [value if math.isfinite(value) else None for value in values]


@every_surface
def test_each_point_is_sent_with_its_curvature(surface):
    path = descend(RUN, surface, surface.start, 20)
    points = curvature_points(surface, path, 5, surface.domain)
    told = told_curvature(surface, RUN, surface.domain, points)
    assert [each["name"] for each in told["points"]] == list(points)
    length = math.hypot(*(high - low for low, high in surface.domain))
    for each, point in zip(told["points"], points.values(), strict=True):
        found = curvature(surface, *point, RUN, length)
        assert each["w"] == point
        assert each["words"] == words(found, RUN)
        assert each["eigenvalues"] == known(found.eigenvalues)
        assert each["eigenvectors"] == list(map(known, found.eigenvectors))
    json.dumps(told, allow_nan=False)


@pytest.mark.parametrize("text", ["log(w1)", "sqrt(w1)"])
def test_missing_numbers_are_none(text):
    told = told_curvature(Surface.parse(text), RUN, VIEW, {"start": (0.0, 0.0)})
    (point,) = told["points"]
    assert point["eigenvalues"] == [None, None]
    assert point["eigenvectors"] == [[None, None], [None, None]]
    assert told_curvature(Surface.parse(text), RUN, VIEW, {})["points"] == []


def test_a_point_is_named_with_its_place():
    told = told_curvature(GALLERY["bowl"], RUN, VIEW, {"start": (-1.5, 0.25), "minimum": (1e-9, 0.0)})
    assert [each["place"] for each in told["points"]] == ["(−1.5, 0.25)", "(0, 0)"]
