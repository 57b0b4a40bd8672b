"""Stability over time: the sharpness is the Hessian's, scaled as the method scales, beside theory's bound."""

import dataclasses

import numpy as np
import pytest

from app.runs.stability import stability
from optimizers import OPTIMIZERS, SCHEDULES, Optimizer, descend
from surfaces import GALLERY, Surface

COSINE = SCHEDULES["cosine"](warm_up=5.0, floor=0.1)
EDGE = Surface.parse("(1 - w1^2 w2^2)^2/4")


def followed(key, surface, schedule=None, steps=40, **values):
    run = OPTIMIZERS[key](**(surface.suggested.get(key, {}) | values))
    path = descend(run, surface, surface.start, steps, schedule=schedule)
    return run, path, stability(run, schedule, surface, path)


def states(run, path, weight):
    for t in range(1, path.t.size):
        yield run.State(*(path.state[name][weight][t] for name in run.State._fields))


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("name", ["bowl", "rosenbrock", "beale", "himmelblau", "styblinski-tang"])
@pytest.mark.parametrize("schedule", [None, COSINE], ids=["steady", "cosine"])
def test_the_sharpness_is_the_largest_eigenvalue_of_the_scaled_hessian(key, name, schedule):
    surface = GALLERY[name]
    run, path, found = followed(key, surface, schedule)
    assert found.sharpness.shape == (path.t.size - 1,)
    if schedule and not run.no_schedule():
        assert path.factor is not None
    for i, pair in enumerate(zip(states(run, path, 0), states(run, path, 1), strict=True)):
        factor = 1.0 if path.factor is None else path.factor[i + 1]
        now = run if path.factor is None else run.scaled(factor)
        scale = np.array([now.preconditioner(np.float64(i + 1), state) for state in pair], dtype=float)
        hessian = np.array(surface.hessian(path.w1[i], path.w2[i]))
        with np.errstate(all="ignore"):
            matrix = hessian / np.sqrt(np.outer(scale, scale))
        if np.isfinite(matrix).all():
            size = np.abs(matrix).max()
            np.testing.assert_allclose(found.sharpness[i], np.linalg.eigvalsh(matrix)[-1], atol=1e-12 * size)


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_bound_is_theorys_with_the_rate_of_the_step(key):
    run, path, found = followed(key, GALLERY["bowl"])
    if run.sharpness_bound(1.0) is None:
        assert found.bound is None
        assert not found.above.any()
        return
    expected = [run.sharpness_bound(float(t)) for t in path.t[1:]]
    np.testing.assert_allclose(found.bound, np.broadcast_to(expected, found.bound.shape), rtol=1e-12)
    scheduled, path, moved = followed(key, GALLERY["bowl"], COSINE)
    if run.bound_needs_one_rate:
        assert moved.bound is None
    elif path.factor is not None:
        rates = (dataclasses.replace(scheduled, eta=scheduled.eta * each) for each in path.factor[1:])
        bounds = [rate.sharpness_bound(t) for t, rate in enumerate(rates, start=1)]
        np.testing.assert_allclose(moved.bound, bounds, rtol=1e-12)
    assert found.scaled == (type(run).preconditioner is not Optimizer.preconditioner)


@pytest.mark.parametrize(
    ("key", "values", "bound"),
    [
        ("gradient-descent", {"eta": 0.09}, 2 / 0.09),
        ("momentum", {"eta": 0.1, "alpha": 0.5}, 30),
        ("nesterov", {"eta": 0.1, "alpha": 0.5}, 15),
    ],
)
def test_on_a_quadratic_both_are_constants(key, values, bound):
    _, _, found = followed(key, GALLERY["bowl"], **values)
    np.testing.assert_allclose(found.sharpness, 20)
    np.testing.assert_allclose(found.bound, bound)
    assert found.above.all() == (bound < 20)
    assert found.crossing is None


def test_gradient_descent_rises_above_the_bound_swings_about_it_and_settles_just_below():
    run = OPTIMIZERS["gradient-descent"](eta=0.4)
    path = descend(run, EDGE, (1.5, 0.6), 300)
    found = stability(run, None, EDGE, path)
    share = found.sharpness / found.bound
    assert share[0] == pytest.approx(0.724, abs=1e-3)
    assert found.crossing == 2
    assert found.above[1:40].any()
    assert not found.above[1:40].all()
    assert share[-20:].max() < 1
    assert share[-20:].min() > 0.98


def test_where_e_curves_downwards_the_sharpness_may_be_negative():
    surface = Surface.parse("-w1^2 - 2 w2^2")
    path = descend(OPTIMIZERS["momentum"](eta=0.01), surface, (0.1, 0.1), 5)
    found = stability(OPTIMIZERS["momentum"](eta=0.01), None, surface, path)
    np.testing.assert_allclose(found.sharpness, -2)
    assert not found.above.any()


def test_runs_that_end_early_or_never_begin_have_as_many_steps_as_they_have():
    run = OPTIMIZERS["gradient-descent"](eta=0.1)
    surface = Surface.parse("sqrt(w1) + w2^2")
    for start in ((0.05, 1.0), (-1.0, 0.0)):
        path = descend(run, surface, start, 50)
        assert path.stopped is not None
        found = stability(run, None, surface, path)
        assert found.sharpness.shape == found.bound.shape == (path.t.size - 1,)
        assert found.crossing is None


def test_without_a_hessian_there_is_no_sharpness():
    run = OPTIMIZERS["adam"]()
    surface = Surface.parse("abs(w1)^1.5 + w2^2")
    path = descend(run, surface, (0.0, 1.0), 3)
    assert np.isnan(stability(run, None, surface, path).sharpness).all() or path.t.size == 1
