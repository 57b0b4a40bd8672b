"""Gradient noise: a seed repeats it, it is part of the gradient that a method sees, and its law is known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend, endpoints, gradient_noise
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
BOWL, START = GALLERY["bowl"], (-15.0, 20.0)
CURVATURE = np.array([6.0, 20.0])  # of the bowl, along w1 and w2
seeds = st.integers(0, 2**32 - 1)


def numbers(path):
    columns = [path.w1, path.w2, path.error, path.g1, path.g2]
    return np.array([*columns, *(moment for pair in path.state.values() for moment in pair)])


# What a seed gives


@given(seeds, st.integers(0, 60), st.integers(0, 40), st.integers(0, 40))
def test_more_steps_prolong_the_noise_of_a_path(seed, index, steps, more):
    short, long = (gradient_noise(0.3, seed, index, count) for count in (steps, steps + more))
    assert short.shape == (steps + 1, 2)
    np.testing.assert_array_equal(short, long[: steps + 1])


def test_no_two_paths_have_the_same_noise_whatever_their_seeds():
    firsts = [gradient_noise(1.0, seed, index, 0)[0, 0] for seed in range(40) for index in range(40)]
    assert len(set(firsts)) == 1600


def test_a_link_of_today_has_the_same_noise_tomorrow():
    found = gradient_noise(2.0, seed=7, index=3, steps=1)
    kept = [[-3.334558003340356, 0.12775022338054848], [2.9892644156629875, -2.256790492208224]]
    np.testing.assert_allclose(found, kept, rtol=1e-15)


@pytest.mark.parametrize(("seed", "total"), [(0, 261.2595037466243), (7, -39.70000246463729)])
def test_noise_is_what_numpys_normal_numbers_are_today_to_the_bit(seed, total):
    """If NumPy changes `standard_normal`, drop the comparison with it; the totals stay."""
    streams = np.array([gradient_noise(1.0, seed, index, 20_000) for index in (0, 49)])
    assert np.abs(streams).max() > 3.66  # beyond the last layer of the ziggurat
    assert streams.sum() == pytest.approx(total, abs=1e-9)
    drawn = [np.random.default_rng([seed, index]).standard_normal((20_001, 2)) for index in (0, 49)]
    np.testing.assert_array_equal(streams, drawn)


def test_noise_is_normal_and_independent_over_paths_steps_and_weights():
    found = np.array([gradient_noise(0.5, 1, index, 99) for index in range(400)]) / 0.5
    count = found.size
    assert abs(found.mean()) < 4 / math.sqrt(count)
    assert abs(found.var() - 1) < 4 * math.sqrt(2 / count)
    assert abs((found**4).mean() - 3) < 4 * math.sqrt(96 / count)
    neighbours = [
        (found[:-1], found[1:]),
        (found[:, :-1], found[:, 1:]),
        (found[..., 0], found[..., 1]),
    ]
    for one, other in neighbours:
        assert abs((one * other).mean()) < 4 / math.sqrt(one.size)


# What a method makes of it


@every_method
def test_noise_of_deviation_zero_is_none(method):
    quiet = descend(method(), BOWL, START, 80)
    assert gradient_noise(0.0, 5, 0, 80) is None
    for noise in (gradient_noise(0.0, 5, 0, 80), np.zeros((81, 2))):
        np.testing.assert_array_equal(numbers(descend(method(), BOWL, START, 80, noise)), numbers(quiet))


@every_method
@pytest.mark.parametrize("surface", ["bowl", "rosenbrock", "ackley"])
def test_the_recorded_gradients_are_those_of_the_method(method, surface):
    surface = GALLERY[surface]
    noise = gradient_noise(0.2, 11, 0, 60)
    run = method(**surface.suggested.get(method.key, {}))
    path = descend(run, surface, surface.start, 60, noise)
    true = np.transpose(surface.gradient(path.w1, path.w2))
    seen = np.transpose([path.g1, path.g2])
    np.testing.assert_allclose(seen, true + noise[: path.t.size], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(path.error, surface.value(path.w1, path.w2), rtol=1e-12, atol=1e-12)
    first = run.initial()
    for t in range(1, path.t.size):  # the arithmetic of every step
        first = run.accumulate(t, path.g1[t - 1], first)
        assert path.w1[t] == pytest.approx(
            path.w1[t - 1] - run.update(t, path.w1[t - 1], path.g1[t - 1], first)
        )


@every_method
def test_a_longer_noisy_run_begins_as_the_shorter_one(method):
    short, long = (descend(method(), BOWL, START, n, gradient_noise(1.0, 2, 0, n)) for n in (40, 90))
    np.testing.assert_array_equal(numbers(short), numbers(long)[:, :41])


@pytest.mark.parametrize("batch", [None, 1])
def test_many_runs_have_the_same_noise_and_end_where_each_would_alone(batch):
    line = Surface.parse("mean((w1 x + w2 - y)^2)", {"x": [0, 1, 2], "y": [1, 3, 5]})
    run, noise = OPTIMIZERS["adam"](eta=0.1), gradient_noise(0.5, 7, 0, 30)
    ends = endpoints(run, line, [0.0, 1.0, -2.0], 1.0, 30, noise=noise, batch=batch)
    paths = [descend(run, line, (w1, 1.0), 30, noise, batch=batch) for w1 in (0, 1, -2)]
    for name in ("w1", "w2", "error"):
        np.testing.assert_allclose(
            getattr(ends, name), [getattr(path, name)[-1] for path in paths], rtol=1e-9
        )
    assert ends.w1[0] != endpoints(run, line, 0.0, 1.0, 30, batch=batch).w1


def test_further_rows_are_not_used_and_missing_ones_are_an_error():
    run, noise = OPTIMIZERS["momentum"](), gradient_noise(1.0, 2, 0, 90)
    short = descend(run, BOWL, START, 40, noise)
    np.testing.assert_array_equal(numbers(short), numbers(descend(run, BOWL, START, 40, noise[:41])))
    for bad in (noise[:40], noise[:41, 0], noise.T):
        with pytest.raises(ValueError, match=r"40 steps need noise of shape \(41, 2\)"):
            descend(run, BOWL, START, 40, bad)


def test_gradient_descent_forgets_noise_at_the_rate_of_its_convergence():
    eta, steps = 0.01, 120
    noise = gradient_noise(3.0, 8, 0, steps)
    path = descend(OPTIMIZERS["gradient-descent"](eta=eta), BOWL, START, steps, noise)
    for w, start, curvature, each in zip((path.w1, path.w2), START, CURVATURE, noise.T, strict=True):
        a = 1 - eta * curvature
        for t in (0, 1, 50, steps):
            past = sum(a ** (t - 1 - k) * each[k] for k in range(t))
            assert w[t] == pytest.approx(a**t * start - eta * past, rel=1e-10)


def test_momentum_is_driven_by_noise_as_the_linear_recurrence_says():
    eta, alpha, steps = 0.01, 0.8, 100
    noise = gradient_noise(3.0, 9, 0, steps)
    path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), BOWL, START, steps, noise)
    for w, start, curvature, each in zip((path.w1, path.w2), START, CURVATURE, noise.T, strict=True):
        matrix = np.array([[1 - eta * curvature, -eta * alpha], [curvature, alpha]])  # moves (w, m)
        point = np.array([start, 0.0])
        for t in range(steps):
            point = matrix @ point + np.array([-eta, 1.0]) * each[t]
            assert w[t + 1] == pytest.approx(point[0], rel=1e-9, abs=1e-12)


def test_the_spread_of_gradient_descent_is_that_of_an_autoregression():
    # On E = λw²/2, w(t) is an AR(1) process: mean (1−ηλ)ᵗ w(0), variance η²σ² Σ (1−ηλ)²ᵏ over k < t.
    eta, sigma, steps, count = 0.01, 3.0, 60, 3000
    run = OPTIMIZERS["gradient-descent"](eta=eta)
    quiet = descend(run, BOWL, START, steps)
    paths = [descend(run, BOWL, START, steps, gradient_noise(sigma, 4, k, steps)) for k in range(count)]
    a = 1 - eta * CURVATURE
    for t in (1, 2, 10, steps):
        found = np.array([(path.w1[t], path.w2[t]) for path in paths])
        variance = (eta * sigma) ** 2 * sum(a ** (2 * k) for k in range(t))
        np.testing.assert_allclose(found.var(axis=0), variance, rtol=4 * math.sqrt(2 / count))
        off = abs(found.mean(axis=0) - (quiet.w1[t], quiet.w2[t]))
        assert (off < 4 * np.sqrt(variance / count)).all()


# Runs with noise that end early


def test_a_diverging_run_overflows_with_noise_too():
    noise = gradient_noise(10.0, 1, 0, 400)
    path = descend(OPTIMIZERS["momentum"](eta=0.2, alpha=0.0), BOWL, START, 400, noise)
    assert path.stopped.step == 320
    assert path.stopped.reason == "E is not a finite number"
    assert np.isfinite(numbers(path)).all()


def test_noise_takes_a_run_out_of_the_domain():
    run, surface = OPTIMIZERS["gradient-descent"](eta=0.1), Surface.parse("w1 - log(w1) + w2^2")
    assert descend(run, surface, (1.0, 0.0), 500).stopped is None
    path = descend(run, surface, (1.0, 0.0), 500, gradient_noise(6.0, 1, 0, 500))
    assert path.stopped.w1 < 0
    assert (path.w1 > 0).all()
    assert np.isfinite(numbers(path)).all()


def test_a_gradient_that_is_no_number_because_of_its_noise_ends_the_run():
    noise = np.zeros((10, 2))
    noise[4, 1] = math.inf
    path = descend(OPTIMIZERS["adam"](), BOWL, START, 9, noise)
    assert path.stopped[:2] == (4, "the gradient is not a finite number")
    assert path.t.size == 4
