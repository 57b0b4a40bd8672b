"""The two loops: what a path records, where runs end, and that a batch equals its single paths."""

import math
from types import SimpleNamespace

import numpy as np
import pytest
from method_surface_pairs import method_surface_pairs

from optimizers import (
    OPTIMIZERS,
    SCHEDULES,
    arrivals,
    close_at,
    descend,
    descending,
    endpoints,
    finished,
    trajectories,
)
from optimizers.fused import PART
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@method_surface_pairs
def test_a_batch_equals_its_paths_step_by_step(method, surface):
    (low1, high1), (low2, high2) = surface.domain
    rng = np.random.default_rng(7)
    starts1, starts2 = rng.uniform(low1, high1, 5), rng.uniform(low2, high2, 5)
    run = method(**surface.suggested.get(method.key, {}))
    paths = [descend(run, surface, start, 20) for start in zip(starts1, starts2, strict=True)]
    for t in (0, 1, 2, 3, 5, 8, 13, 20):
        batch = endpoints(run, surface, starts1, starts2, t)
        for i, path in enumerate(paths):
            ended = path.stopped is not None and path.stopped.step <= t
            assert batch.stopped[i] == (path.stopped.step if ended else 0)
            expected = (math.nan,) * 3 if ended else (path.w1[t], path.w2[t], path.error[t])
            found = (batch.w1[i], batch.w2[i], batch.error[i])
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@every_method
def test_a_batch_of_trajectories_has_all_points_of_its_paths_and_nothing_after_them(method):
    surface = Surface.parse("log(w1) + 30 w2^4")
    starts1, starts2 = np.array([2.0, 0.05, -1.0]), np.array([[0.1], [3.0]])
    batch = finished(trajectories(method(), surface, starts1, starts2, 70))
    for place in np.ndindex(2, 3):
        path = descend(method(), surface, (float(starts1[place[1]]), float(starts2[place[0], 0])), 70)
        count = 0 if math.isnan(path.error[0]) else path.t.size
        for name in ("w1", "w2", "error"):
            column = getattr(batch, name)[:, *place]
            np.testing.assert_allclose(column[:count], getattr(path, name)[:count], rtol=1e-9, atol=1e-12)
            assert np.isnan(column[count:]).all()


@every_method
def test_a_path_comes_close_when_it_does_among_many(method):
    surface = GALLERY["himmelblau"]
    run = method(**surface.suggested.get(method.key, {}))
    for targets in ((), surface.minima, ((0.0, 0.0),)):
        at = close_at(descend(run, surface, surface.start, 60), targets)
        among = finished(arrivals(run, surface, *surface.start, 60, targets)).close_at
        np.testing.assert_equal(float("nan") if at is None else at, float(among))


def test_a_path_that_starts_at_its_target_is_close_while_it_stays():
    still = descend(OPTIMIZERS["momentum"](), GALLERY["bowl"], (0.0, 0.0), 5)
    assert close_at(still) == close_at(still, ((0.0, 0.0),)) == 0
    leaving = descend(OPTIMIZERS["momentum"](), Surface.parse("w1"), (0.0, 0.0), 5)
    assert close_at(leaving, ((0.0, 0.0),)) is None


def test_hyper_parameters_may_be_arrays_too():
    eta, alpha = np.array([[1e-4], [1e-3], [0.2]]), np.array([[0.0, 0.5, 0.9]])
    bowl = GALLERY["bowl"]
    plane = endpoints(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), bowl, -15.0, 20.0, 50)
    assert plane.error.shape == (3, 3)
    for i in range(3):
        for j in range(3):
            path = descend(
                OPTIMIZERS["momentum"](eta=float(eta[i, 0]), alpha=float(alpha[0, j])),
                bowl,
                (-15.0, 20.0),
                50,
            )
            assert plane.error[i, j] == pytest.approx(path.error[-1], rel=1e-12)


def test_many_starts_run_in_blocks_and_fit_together_again():
    bowl, run = GALLERY["bowl"], OPTIMIZERS["gradient-descent"](eta=0.01)
    w1, w2 = np.meshgrid(np.linspace(-20, 20, 131), np.linspace(-20, 20, 147))
    found = endpoints(run, bowl, w1, w2, 3)
    np.testing.assert_allclose(found.w1, w1 * (1 - 0.06) ** 3, rtol=1e-12)
    np.testing.assert_allclose(found.w2, w2 * (1 - 0.2) ** 3, rtol=1e-12)


@pytest.mark.parametrize(("count", "steps"), [(3, 70), (9000, 8)], ids=["one block", "two blocks"])
def test_the_progress_of_many_paths_rises_to_1(count, steps):
    run = OPTIMIZERS["gradient-descent"](eta=0.01)
    shares = list(trajectories(run, GALLERY["bowl"], np.linspace(-20, 20, count), 5.0, steps))
    assert len(shares) > 2
    assert shares == sorted(shares)
    assert 0 < shares[0] <= 0.5
    assert shares[-1] == pytest.approx(1)


@pytest.mark.parametrize("rows", [None, 20, 200])
def test_the_more_rows_the_data_have_the_fewer_steps_are_taken_between_two_reports(rows):
    seen = []

    def value_and_gradient(w1, w2):
        seen.append(w1.size)
        return w1 * w2, w2, w1

    surface = SimpleNamespace(value_and_gradient=value_and_gradient, rows=rows)
    run, before, most = OPTIMIZERS["gradient-descent"](), 1, 0
    for _ in trajectories(run, surface, np.zeros(800), 1.0, 200):
        most, before = max(most, len(seen) - before), len(seen)
    assert most == {None: 32, 20: 7, 200: 1}[rows]


def test_the_longer_paths_are_the_fewer_of_them_are_kept_in_one_block():
    def first_block(steps):
        sizes = []

        def value_and_gradient(w1, w2):
            sizes.append(w1.size)
            return w1 * w2, w2, w1

        surface = SimpleNamespace(value_and_gradient=value_and_gradient)
        next(trajectories(OPTIMIZERS["gradient-descent"](), surface, np.zeros(2000), 1.0, steps))
        return sizes[0]

    assert first_block(20) == 2000
    assert first_block(5000) < 1000
    assert first_block(5000) * 5000 > 1e6


@method_surface_pairs
def test_all_that_a_path_records_is_finite_and_belongs_together(method, surface):
    run = method(**surface.suggested.get(method.key, {}))
    path = descend(run, surface, surface.start, 60)
    arrays = [path.t, path.w1, path.w2, path.error, path.g1, path.g2]
    arrays += [moment for pair in path.state.values() for moment in pair]
    assert all(array.shape == path.t.shape and np.isfinite(array).all() for array in arrays)
    assert set(path.state) == set(method.State._fields)
    np.testing.assert_allclose(path.error, surface.value(path.w1, path.w2), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose((path.g1, path.g2), surface.gradient(path.w1, path.w2), rtol=1e-9, atol=1e-9)


def test_a_value_and_a_gradient_are_surface_enough():
    class Slope:
        def value(self, w1, w2):
            return w1 + 2 * w2

        def gradient(self, w1, w2):
            return 1 + 0 * w1, 2 + 0 * w2

    run = OPTIMIZERS["gradient-descent"](eta=0.5)
    assert descend(run, Slope(), (0.0, 0.0), 3).w2.tolist() == [0, -1, -2, -3]
    assert endpoints(run, Slope(), [0.0, 4.0], 0.0, 2).error.tolist() == [-5, -1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"optimizer": "adam"}, "optimizer='adam' cannot be used: it must be a method, such as OPTIMIZERS"),
        ({"optimizer": OPTIMIZERS["adam"]}, "optimizer=<class .* it must be a method"),
        ({"optimizer": OPTIMIZERS["adam"](eta=-3)}, "eta=-3 cannot be used: η must be above 0"),
        ({"optimizer": OPTIMIZERS["adam"](eta="fast")}, "η must be a number, not 'fast'"),
        ({"optimizer": OPTIMIZERS["adam"](eta=math.nan)}, "η must be above 0"),
        ({"surface": "rosenbrock"}, r"surface='rosenbrock' cannot be used: it must have value\(w1, w2\)"),
        ({"surface": lambda w1, w2: w1}, "surface=<function .* cannot be used"),
        ({"steps": 10.0}, "steps=10.0 cannot be used: it must be a whole number"),
        ({"steps": -5}, "steps=-5 cannot be used: it must be 0 or more"),
        (
            {"schedule": "cosine"},
            "schedule='cosine' cannot be used: it must be a schedule, such as SCHEDULES",
        ),
        ({"schedule": SCHEDULES["cosine"](warm_up=-1)}, "warm_up=-1 cannot be used: warm-up must be from 0"),
        ({"noise": 0.5}, r"5 steps need noise of shape \(6, 2\), not \(\): gradient_noise"),
    ],
)
def test_what_no_run_can_be_made_of_is_refused_by_its_name(wrong, words):
    asked = {"optimizer": OPTIMIZERS["adam"](), "surface": GALLERY["bowl"], "steps": 5} | wrong
    for follow, start in ((descend, {"start": (1, 2)}), (endpoints, {"w1": 1, "w2": [1, 2]})):
        with pytest.raises((TypeError, ValueError), match=words):
            follow(**asked, **start)


def test_only_endpoints_takes_arrays_and_a_start_is_two_numbers():
    rates = OPTIMIZERS["adam"](eta=np.array([0.1, 0.2]))
    assert endpoints(rates, GALLERY["bowl"], 1, 2, 5).w1.shape == (2,)
    with pytest.raises(ValueError, match="η must be above 0"):
        endpoints(OPTIMIZERS["adam"](eta=np.array([0.1, -0.2])), GALLERY["bowl"], 1, 2, 5)
    with pytest.raises(TypeError, match="η must be a number, not array"):
        descend(rates, GALLERY["bowl"], (1, 2), 5)
    for start in (5, (1, 2, 3), ("a", 1), None, (10**400, 1)):
        with pytest.raises(TypeError, match=r"start=.* cannot be used: it must be two numbers"):
            descend(OPTIMIZERS["adam"](), GALLERY["bowl"], start, 5)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"w1": "a"}, "w1='a' cannot be used: it must be a number, or an array of numbers"),
        ({"w2": None}, "w2=None cannot be used: it must be a number"),
        ({"w1": 10**400}, "w1=1000.* cannot be used"),
        ({"let": {"k": "a"}}, "k='a' cannot be used: it must be a number"),
        ({"let": 5}, "let=5 cannot be used: it must hold numbers by name"),
        ({"w1": np.ones(2), "let": {"k": np.ones(3)}}, r"do not broadcast together: w1 \(2,\), k \(3,\)"),
    ],
)
def test_what_many_runs_cannot_be_made_of_is_refused_by_its_name(changed, words):
    given = {"w1": 1, "w2": 2, "let": {"k": 3.0}, **changed}
    with pytest.raises((TypeError, ValueError), match=words):
        endpoints(OPTIMIZERS["adam"](), Surface.parse("w1^2 + k w2^2"), steps=5, **given)


# Runs that end early


UNWRITTEN = SimpleNamespace(value=GALLERY["bowl"].value, gradient=GALLERY["bowl"].gradient)
"""A surface without lines, which takes the plain loop."""


@pytest.mark.parametrize(("rows", "part"), [(1, PART), (20, 89), (200, 10)])
def test_a_path_is_computed_in_the_smaller_parts_the_more_rows_the_data_have(rows, part):
    surface = Surface.parse("mean((w1 x + w2)^2)", {"x": np.linspace(0, 1, rows)})
    plain = SimpleNamespace(value=surface.value, gradient=surface.gradient, rows=rows)
    for each in (surface, plain):
        shares = list(descending(OPTIMIZERS["adam"](), each, (1.0, 2.0), PART))
        assert shares == [done / PART for done in range(0, PART, part)]


def test_fewer_starts_run_together_on_many_rows_with_the_same_ends():
    surface = Surface.parse("mean((w1 x + w2)^2)", {"x": np.linspace(0, 1, 200)})
    w1, run = np.linspace(-2, 2, 2000), OPTIMIZERS["momentum"](eta=0.1)
    ends = endpoints(run, surface, w1, 1.0, 3)
    for place in (0, 818, 819, 1999):
        path = descend(run, surface, (w1[place], 1.0), 3)
        assert (ends.w1[place], ends.error[place]) == (path.w1[-1], path.error[-1])


@pytest.mark.parametrize("surface", [GALLERY["bowl"], UNWRITTEN])
def test_a_long_path_is_computed_in_parts(surface):
    steps = 3 * PART + 1
    shares = list(descending(OPTIMIZERS["adam"](), surface, (-15.0, 20.0), steps))
    assert shares == [0, PART / steps, 2 * PART / steps, 3 * PART / steps]
    with np.errstate(all="raise"):
        next(descending(OPTIMIZERS["adam"](), surface, (-15.0, 20.0), steps))
        assert np.geterr()["over"] == "raise"  # a part leaves nothing behind


def test_the_bowl_overflows_at_320():
    path = descend(OPTIMIZERS["momentum"](eta=0.2, alpha=0.0), GALLERY["bowl"], (-15.0, 20.0), 400)
    assert path.stopped.step == 320
    assert path.t[-1] == 319
    assert path.error[-1] > 1e304


def test_a_start_outside_the_domain_has_no_first_step():
    path = descend(OPTIMIZERS["momentum"](), Surface.parse("log(w1)"), (-1.0, 0.0), 100)
    assert path.stopped.step == 0
    assert path.t.tolist() == [0]
    assert path.w1.tolist() == [-1.0]
    assert math.isnan(path.error[0])


def test_a_quartic_with_a_large_step_ends_within_a_few():
    path = descend(OPTIMIZERS["gradient-descent"](eta=1.0), Surface.parse("0.1 w1^4"), (4.0, 0.0), 100)
    assert 3 <= path.stopped.step <= 8
    assert len(path.t) == path.stopped.step


def test_a_run_that_leaves_the_domain_ends_just_before():
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.1), Surface.parse("sqrt(w1)"), (0.05, 0.0), 100)
    assert path.stopped is not None
    assert path.stopped.w1 < 0
    assert (path.w1 > 0).all()


def test_a_point_without_a_slope_ends_the_run_although_it_has_an_error():
    path = descend(OPTIMIZERS["gradient-descent"](), Surface.parse("sqrt(w1)"), (0.0, 0.0), 5)
    assert path.stopped.step == 0
    assert path.error[0] == 0


def test_a_batch_tells_bad_starts_from_runs_that_end_later():
    found = endpoints(
        OPTIMIZERS["gradient-descent"](eta=0.1), Surface.parse("sqrt(w1)"), [-1.0, 0.05, 9.0], 0.0, 50
    )
    assert found.bad_start.tolist() == [True, False, False]
    assert (found.stopped > 0).tolist() == [False, True, False]
    assert np.isnan(found.error).tolist() == [True, True, False]
