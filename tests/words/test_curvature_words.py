"""What is said and drawn of curvature: words for every value, and crosses of one length at right angles."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.curvature import curvature
from app.session.wire import pack
from app.words.curvature_words import LENGTH, cross, curvature_points, curvature_scene, words
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

VIEW = ((-2.0, 6.0), (-1.0, 1.0))
RUN = OPTIMIZERS["momentum"]()
A_CURVATURE = curvature(GALLERY["bowl"], 0.0, 0.0, RUN)
every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())


def turned(angle, high=3.0, low=-1.0):
    vectors = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    return replace(A_CURVATURE, eigenvalues=(high, low), eigenvectors=vectors)


# Crosses


@given(st.floats(-3, 3), st.floats(-6, 6), st.floats(-3, 3))
def test_both_lines_have_the_asked_length_in_shares_of_any_view(angle, wide, high):
    view = ((0.0, 10**wide), (0.0, 10**high))
    middle = (10**wide / 2, 10**high / 2)
    x0, y0, x1, y1, *_ = cross(turned(angle), middle, view)
    lengths = np.hypot((x1 - x0) / 10**wide, (y1 - y0) / 10**high)
    np.testing.assert_allclose(lengths, LENGTH, rtol=1e-9)
    np.testing.assert_allclose((x0 + x1) / 2, middle[0], rtol=1e-9)
    np.testing.assert_allclose((y0 + y1) / 2, middle[1], rtol=1e-9)


@given(st.floats(-3, 3))
def test_the_lines_are_at_right_angles_in_the_plane_of_the_weights(angle):
    x0, y0, x1, y1, *_ = cross(turned(angle), (2.0, 0.0), VIEW)
    first, second = np.array([x1 - x0, y1 - y0]).T
    assert first @ second == pytest.approx(0, abs=1e-12 * np.linalg.norm(first) * np.linalg.norm(second))
    assert abs(first @ (math.cos(angle), math.sin(angle))) == pytest.approx(np.linalg.norm(first))


def test_the_stronger_curvature_has_the_larger_share_and_its_sign():
    *_, share, sign = cross(turned(0.3, high=3.0, low=-1.0), (0.0, 0.0), VIEW)
    assert (share.tolist(), sign.tolist()) == ([1, 1 / 3], [1, -1])
    *_, share, sign = cross(turned(0.3, high=0.0, low=-4.0), (0.0, 0.0), VIEW)
    assert (share.tolist(), sign.tolist()) == ([0, 1], [0, -1])


@given(st.floats(-3, 3), st.floats(-2, 6), st.floats(-1, 1))
def test_lines_end_at_the_edge_of_the_view(angle, w1, w2):
    x0, y0, x1, y1, *_ = cross(turned(angle), (w1, w2), VIEW)
    for x, y in ((x0, y0), (x1, y1)):
        assert ((x >= -2 - 1e-9) & (x <= 6 + 1e-9) & (y >= -1 - 1e-9) & (y <= 1 + 1e-9)).all()
    whole = cross(turned(angle), (w1, w2), ((w1 - 4, w1 + 4), (w2 - 1, w2 + 1)))
    inside = (np.abs(whole[[0, 2]] - 2) <= 4).all(axis=0) & (np.abs(whole[[1, 3]]) <= 1).all(axis=0)
    np.testing.assert_allclose(np.array([x0, y0, x1, y1])[:, inside], whole[:4, inside], atol=1e-9)


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("w1^2 + w2^2", (7.0, 0.0)),
        ("w1 + w2", (0.0, 0.0)),
        ("log(w1)", (-1.0, 0.0)),
        ("sqrt(w1)", (0.0, 0.0)),
    ],
)
def test_out_of_view_and_without_directions_there_is_no_cross(text, point):
    assert cross(curvature(Surface.parse(text), *point), point, VIEW).shape == (6, 0)


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
        ("1e-7 w1^2 + 1e9 w2^2", (0, 0), {"eigenvalues": "2e9, 2e−7", "descent_bound": "1e−9"}),
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


# Points and the whole scene


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


@every_surface
def test_a_scene_has_two_lines_for_each_point_with_directions(surface):
    path = descend(RUN, surface, surface.start, 20)
    points = curvature_points(surface, path, 5, surface.domain)
    sources, said = curvature_scene(surface, RUN, surface.domain, points)
    columns = sources["curvature"]
    assert [each["name"] for each in said] == list(points)
    crosses = [cross(curvature(surface, *point), point, surface.domain) for point in points.values()]
    np.testing.assert_array_equal(np.array(list(columns.values())), np.concatenate(crosses, axis=1))
    length = math.hypot(*(high - low for low, high in surface.domain))
    for each, point in zip(said, points.values(), strict=True):
        oracle = words(curvature(surface, *point, RUN, length))
        assert {name: text for name, text in each.items() if name not in ("name", "w")} == oracle
    pack(sources)
    json.dumps(said)


def test_without_points_there_is_nothing_to_draw():
    sources, said = curvature_scene(GALLERY["bowl"], RUN, VIEW, {})
    assert said == []
    assert {name: column.size for name, column in sources["curvature"].items()} == dict.fromkeys(
        ("x0", "y0", "x1", "y1", "share", "sign"), 0
    )
