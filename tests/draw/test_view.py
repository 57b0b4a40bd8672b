"""Views: the legal ones, and those that hold a run."""

import numpy as np
import pytest
from drawn_runs import points, told
from hypothesis import given
from hypothesis import strategies as st

from app.settings import legal_view
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

LIMITS = {"farthest": 1e12, "view_digits": 1e-9}
bounds = st.floats() | st.sampled_from([0.0, 1.0, 1.0 + 1e-9, 1.0 + 1e-8, 1e12, -1e12, 1.1e12])
views = st.tuples(*2 * [st.tuples(bounds, bounds)])


def refusal(draw, view, before):
    limits = {"farthest": 1e12, "view_digits": 1e-9, "narrowest": 1e-9, "widest": 1e9}
    return draw("view.js", "view_refusal", view, before, limits)


def fitted(draw, run, view):
    return draw("view.js", "fitted_view", run, view, LIMITS)


@given(st.lists(views, min_size=1, max_size=20))
def test_the_browser_takes_the_views_that_the_server_takes(draw, cases):
    for view, found in zip(
        cases, draw.many("view.js", "legal_view", [(view, LIMITS) for view in cases]), strict=True
    ):
        expected = legal_view(view)
        assert found == (expected and [list(interval) for interval in expected])


@pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())
def test_the_fitted_view_holds_the_path(draw, surface):
    path = descend(OPTIMIZERS["adam"](), surface, surface.start, 100)
    (w1_low, w1_high), (w2_low, w2_high) = fitted(draw, told(path), surface.domain)
    assert w1_low < path.w1.min() <= path.w1.max() < w1_high
    assert w2_low < path.w2.min() <= path.w2.max() < w2_high


def test_a_run_that_stays_put_keeps_the_width_of_the_view(draw):
    found = fitted(draw, points([-1.0], [3.0]), ((-5, 5), (-2, 2)))
    np.testing.assert_allclose(found, [[-6, 4], [1, 5]])


def test_a_run_that_moves_in_one_direction_gets_a_width_that_suits_it_in_the_other(draw):
    found = np.array(fitted(draw, points([0.0, 10.0], [1.0, 1.0]), ((-5, 5), (-5, 5))))
    np.testing.assert_allclose(np.diff(found).ravel(), [11.6, 2.32])
    np.testing.assert_allclose(found.mean(axis=1), [5, 1])


def test_points_too_far_for_any_view_are_left_out(draw):
    found = np.array(
        fitted(draw, points([0.0, 10.0, -1e13, 1e300], [0.0, -10.0, 3.0, 1.0]), ((-5, 5), (-5, 5)))
    )
    np.testing.assert_allclose(found, [[-0.8, 10.8], [-10.8, 0.8]])


@pytest.mark.parametrize("eta", [0.1005, 0.11, 0.3, 1.0])
@pytest.mark.parametrize("steps", [40, 3000])
def test_a_run_that_diverges_is_seen_from_its_start_on(draw, eta, steps):
    path = descend(OPTIMIZERS["gradient-descent"](eta=eta), GALLERY["bowl"], (-15.0, 20.0), steps)
    run = points(path.w1, path.w2, error=path.error) | {"ended": ""}
    view = np.array(fitted(draw, run, ((-25, 25), (-25, 25))))
    assert view[0, 0] < -15 < view[0, 1]
    assert view[1, 0] < 20 < view[1, 1]
    sides = np.diff(view).ravel()
    inside = np.all(
        [(w > low) & (w < high) for w, (low, high) in zip((path.w1, path.w2), view, strict=True)], axis=0
    )
    seen = np.hypot(np.diff(path.w1), np.diff(path.w2)) >= 0.005 * sides.max()
    assert (seen & inside[1:]).sum() >= 2  # the view of all of it may show two of its steps, or none
    if steps == 40 and eta == 0.1005:
        assert inside.all()  # it comes so far that all of it is seen together


def test_a_run_that_ends_outside_the_domain_is_seen_whole(draw):
    t = np.arange(200.0)
    run = points(np.cos(t / 9) * t, 5 - t / 8) | {"ended": "log is not defined there"}
    (low, high), _ = fitted(draw, run, ((-5, 5), (-5, 5)))
    assert low < run["columns"]["w1"].min()
    assert run["columns"]["w1"].max() < high


def test_the_view_stays_if_none_holds_the_run(draw):
    assert fitted(draw, points([1e13, -1e13], [0.0, 1.0]), ((-5, 5), (-2, 2))) == [[-5, 5], [-2, 2]]


@given(st.lists(st.tuples(st.floats(-1e13, 1e13), st.floats(-1e13, 1e13)), min_size=1, max_size=8))
def test_every_fitted_view_is_legal_and_contains_nearby_points(draw, path):
    w1, w2 = np.array(path).T
    view = ((-5.0, 5.0), (-2.0, 2.0))
    found = fitted(draw, points(w1, w2), view)
    assert legal_view(found) is not None
    near = np.maximum(abs(w1), abs(w2)) <= 5e11
    if found != [list(interval) for interval in view]:
        for w, (low, high) in zip((w1, w2), found, strict=True):
            assert ((w[near] >= low) & (w[near] <= high)).all()


@pytest.mark.parametrize(
    ("view", "before", "words"),
    [
        ([[-1, 1], [-2, 2]], [[-2, 2], [-4, 4]], ""),
        ([[-1, 1], [-1e12, 1.1e12]], [[-1, 1], [-1, 1]], "A view ends at ±1e12."),
        ([[-1e9, 1e9], [0, 1]], [[-1e8, 1e8], [0, 1]], "The wheel zooms out to 1e9 and no farther."),
        ([[-1e9, 1e9], [0, 1]], [[-2e9, 2e9], [0, 1]], ""),  # a link may show more, and the wheel goes back
        ([[0, 1e-10], [0, 1]], [[0, 1e-9], [0, 1]], "The wheel zooms in to 1e−9 and no farther."),
        (
            [[100, 100.0000001], [0, 1]],
            [[100, 101], [0, 1]],
            "The wheel zooms in to 1e−9 of w and no farther.",
        ),
        ([[float("nan"), 1], [0, 1]], [[0, 1], [0, 1]], "A view ends at ±1e12."),
    ],
)
def test_a_view_that_cannot_be_shown_is_refused_with_its_limit(draw, view, before, words):
    assert refusal(draw, view, before) == words


@given(views, views)
def test_a_view_that_is_not_refused_is_legal(draw, view, before):
    if legal_view(before) is not None and legal_view(view) is None:
        assert refusal(draw, view, before) != ""


FRAMES = st.builds(lambda width, height: {"width": width, "height": height}, *[st.integers(50, 2000)] * 2)


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0.01, 50), st.floats(0.01, 50), FRAMES)
def test_a_view_is_widened_about_its_middle_to_the_shape_of_its_frame_and_then_stays(
    draw, w1, w2, wide, high, frame
):
    view = [[w1 - wide, w1 + wide], [w2 - high, w2 + high]]
    shown = draw("view.js", "shown_view", view, frame, "equal", LIMITS)
    assert draw("view.js", "stretch_of", shown, frame) == pytest.approx(1, rel=2e-6)
    for (low, top), (least, most) in zip(shown, view, strict=True):
        assert low <= least < most <= top
        assert (low + top) / 2 == pytest.approx((least + most) / 2, abs=1e-9)
    assert any(one == other for one, other in zip(shown, view, strict=True))
    assert draw("view.js", "shown_view", shown, frame, "equal", LIMITS) == shown
    assert draw("view.js", "shown_view", view, frame, "stretched", LIMITS) == view


@pytest.mark.parametrize(("high", "stretched"), [(1, False), (3.9, False), (4.1, True), (1 / 4.1, True)])
def test_a_ravine_is_stretched_unless_the_units_are_chosen(draw, high, stretched):
    view, frame = [[-1, 1], [-high, high]], {"width": 300, "height": 300}
    assert draw("view.js", "is_stretched", view, frame, "auto") == stretched
    assert not draw("view.js", "is_stretched", view, frame, "equal")
    assert draw("view.js", "is_stretched", view, frame, "stretched") == (high != 1)
