"""The update rules against independent oracles: optax in float64, closed forms, the series' own numbers."""

import math

import numpy as np
import optax
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend, hypers
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
START = (-15.0, 20.0)

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())

OPTAX = {
    "gradient-descent": lambda run: optax.sgd(run.eta),
    "momentum": lambda run: optax.sgd(run.eta, momentum=run.alpha),
    "rmsprop": lambda run: optax.rmsprop(
        run.eta, decay=run.beta, eps=run.epsilon, eps_in_sqrt=True, initial_scale=0.0
    ),
    "adam": lambda run: optax.adam(run.eta, b1=run.beta1, b2=run.beta2, eps=0.0, eps_root=run.epsilon),
}
SETTINGS = [
    (key, values)
    for key, several in {
        "gradient-descent": [{"eta": 1e-3}, {"eta": 1e-4}],
        "momentum": [{"eta": 1e-3, "alpha": 0.9}, {"eta": 3e-4, "alpha": 0.35}, {"eta": 1e-4, "alpha": 0.0}],
        "rmsprop": [{"eta": 0.05, "beta": 0.9}, {"eta": 0.01, "beta": 0.0}, {"eta": 0.01, "epsilon": 1e-2}],
        "adam": [{"eta": 0.1}, {"eta": 0.02, "beta1": 0.0, "beta2": 0.5}, {"eta": 0.05, "epsilon": 1e-3}],
    }.items()
    for values in several
]


def optax_path(transform, surface, start, steps):
    w = np.array(start)
    state = transform.init(w)
    path = [w]
    for _ in range(steps):
        update, state = transform.update(np.array(surface.gradient(float(w[0]), float(w[1]))), state, w)
        w = w + np.asarray(update)
        path.append(w)
    return np.array(path).T


@pytest.mark.parametrize("surface", ["bowl", "himmelblau", "styblinski-tang", "ackley"])
@pytest.mark.parametrize(("key", "values"), SETTINGS)
def test_a_method_equals_optax_in_float64(key, values, surface):
    run, surface = OPTIMIZERS[key](**values), GALLERY[surface]
    start = surface.start if surface.title != "Himmelblau" else (0.5, -0.5)
    path = descend(run, surface, start, 200)
    w1, w2 = optax_path(OPTAX[key](run), surface, start, 200)
    assert path.stopped is None
    np.testing.assert_allclose(path.w1, w1, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(path.w2, w2, rtol=1e-9, atol=1e-10)


def test_gradient_descent_on_a_quadratic_is_a_power():
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.01), BOWL, START, 200)
    np.testing.assert_allclose(path.w1, -15 * (1 - 0.01 * 6) ** path.t, rtol=1e-12)
    np.testing.assert_allclose(path.w2, 20 * (1 - 0.01 * 20) ** path.t, rtol=1e-12)


def test_momentum_on_a_quadratic_is_a_matrix_power():
    eta, alpha = 0.002, 0.8
    path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), BOWL, START, 120)
    for w, m, curvature in ((path.w1, path.state["m"][0], 6), (path.w2, path.state["m"][1], 20)):
        step = np.array([[1 - eta * curvature, -eta * alpha], [curvature, alpha]])
        for t in (1, 2, 17, 120):
            np.testing.assert_allclose(
                (w[t], m[t]), np.linalg.matrix_power(step, t) @ (w[0], 0), rtol=1e-9, atol=1e-9
            )


@given(st.sampled_from(list(GALLERY)), st.floats(1e-5, 1e-3))
def test_momentum_with_alpha_zero_is_gradient_descent(surface, eta):
    surface = GALLERY[surface]
    one = descend(OPTIMIZERS["momentum"](eta=eta, alpha=0.0), surface, surface.start, 40)
    other = descend(OPTIMIZERS["gradient-descent"](eta=eta), surface, surface.start, 40)
    np.testing.assert_array_equal(one.w1, other.w1)
    np.testing.assert_array_equal(one.w2, other.w2)


@given(st.floats(1e-3, 1e6), st.floats(1e-3, 10))
def test_adams_first_step_has_length_eta_whatever_the_scale(scale, eta):
    surface = Surface.parse(f"{scale!r} (w1 + 2 w2)")
    path = descend(OPTIMIZERS["adam"](eta=eta, epsilon=1e-300), surface, (0.0, 0.0), 1)
    assert path.w1[1] == pytest.approx(-eta, rel=1e-12)
    assert path.w2[1] == pytest.approx(-eta, rel=1e-12)


def test_rmsprop_with_beta_one_divides_by_the_root_of_epsilon():
    path = descend(OPTIMIZERS["rmsprop"](eta=1e-6, beta=1.0, epsilon=1e-4), BOWL, START, 1)
    assert path.w1[1] == pytest.approx(-15 + 1e-6 * 90 / 1e-2)


def test_a_constant_gradient_gives_momentum_a_factor_of_ten():
    path = descend(OPTIMIZERS["momentum"](alpha=0.9), Surface.parse("7 w1 - w2"), (0.0, 0.0), 300)
    assert path.state["m"][0][-1] == pytest.approx(10 * 7)
    assert path.state["m"][1][-1] == pytest.approx(-10)


# The series' numbers, to the digits that it prints.


def test_the_two_steps_of_momentum_by_hand():
    classical = descend(OPTIMIZERS["gradient-descent"](eta=0.001), BOWL, START, 2)
    assert (round(classical.w1[2], 2), round(classical.w2[2], 2)) == (-14.82, 19.21)
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), BOWL, START, 2)
    assert (path.w1[1], path.w2[1]) == pytest.approx((-14.91, 19.6))
    assert [round(m[2], 2) for m in path.state["m"]] == [-170.46, 752.0]
    assert (round(path.w1[2], 2), round(path.w2[2], 2)) == (-14.74, 18.85)


def test_the_two_steps_of_adaptive_learning_rates_by_hand():
    path = descend(OPTIMIZERS["rmsprop"](eta=0.05, beta=0.9, epsilon=1e-8), BOWL, START, 2)
    assert [s[1] for s in path.state["s"]] == pytest.approx([810, 16000])
    assert (round(path.w1[1], 2), round(path.w2[1], 2)) == (-14.84, 19.84)
    assert [round(s[2], 2) for s in path.state["s"]] == [1522.01, 30148.02]
    assert (round(path.w1[2], 2), round(path.w2[2], 2)) == (-14.73, 19.73)


def test_the_momentum_example_crosses_the_valley_and_bumps():
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), BOWL, START, 300)
    assert int(np.argmax(path.w2 < 0)) == 14
    rising = np.flatnonzero(np.diff(path.error) > 0)
    bump = rising[0] + int(np.argmax(np.diff(path.error[rising[0] :]) < 0))
    assert bump == 22


@pytest.mark.parametrize(("alpha", "error"), [(0.0, "0.148"), (0.6, "2.8e-07"), (0.9, "4.9e-29")])
def test_the_error_after_700_iterations(alpha, error):
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=alpha), BOWL, START, 700)
    digits = len(error.partition("e")[0].replace(".", "").lstrip("0"))
    assert float(f"{path.error[-1]:.{digits - 1}e}") == float(error)


# What a method has to say about itself.


@every_method
def test_defaults_are_legal_and_within_reach_of_the_slider(method):
    for about in hypers(method):
        assert about.accepts(about.default)
        assert about.low <= about.default <= about.high
        assert about.accepts(about.low)
        assert about.accepts(about.high)
        assert not about.accepts(math.nan)
        assert not about.accepts(math.inf)
        assert (about.scale == "log") == (about.tick is None)


@every_method
def test_the_page_knows_what_each_moment_is_called(method):
    assert set(method.moments) <= set(method.State._fields)
    assert method.summary.endswith(".")


def test_momentum_reaches_alpha_one_and_adam_never_reaches_beta_one():
    alpha = next(about for about in hypers(OPTIMIZERS["momentum"]) if about.symbol == "α")
    beta1 = next(about for about in hypers(OPTIMIZERS["adam"]) if about.symbol == "β1")
    assert alpha.accepts(1.0)
    assert alpha.accepts(0.0)
    assert beta1.accepts(0.0)
    assert not beta1.accepts(1.0)
