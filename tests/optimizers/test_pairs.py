"""Gradient pairs: the series' own numbers and formulas, and that every method takes part."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from optimizers.pairs import compared, measure, measure_of, numbers, pair

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
gradients = st.floats(-1e3, 1e3)
shares = st.floats(0, 1)
AXIS = np.linspace(-3, 3, 61)
G1, G2 = np.meshgrid(AXIS, AXIS)


def momentum_measure(alpha, g1, g2):
    return measure(OPTIMIZERS["momentum"](alpha=alpha), g1, g2)


class Given:
    """A surface whose slope is what the test says: the first gradient at the start, the second after it."""

    def __init__(self, first, second):
        self.slopes = iter((first, second, 0.0))

    def value_and_gradient(self, w1, w2):
        return 0.0, next(self.slopes), 0.0


@given(gradients, gradients)
@pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_two_steps_are_the_first_two_of_a_run(method, g1, g2):
    run = method(**({"weight_decay": 0.0} if hasattr(method, "weight_decay") else {}))
    path = descend(run, Given(g1, g2), (0.0, 0.0), 2)
    found = pair(run, g1, g2)
    room = 1e-9 * max(1.0, *abs(path.w1))
    np.testing.assert_allclose((found.first, found.second), -np.diff(path.w1), rtol=1e-9, atol=room)


@every_method
def test_the_measure_is_finite_and_symmetric(method):
    found = pair(method(), G1, G2)
    assert all(each.shape == G1.shape and each.dtype == float for each in found)
    assert np.isfinite(found).all()
    np.testing.assert_allclose(found.measure, pair(method(), -G1, -G2).measure, rtol=1e-12, atol=1e-15)


@every_method
def test_a_measure_is_its_function_of_the_numbers_that_it_names(method):
    run = method()
    found = numbers(run, G1, G2)
    assert compared(measure_of(run))
    expected = measure_of(run)(*(found[name] for name in compared(measure_of(run))))
    np.testing.assert_array_equal(measure(run, G1, G2), expected)


@every_method
def test_the_state_of_a_pair_is_that_of_a_run(method):
    run = method(**({"weight_decay": 0.0} if hasattr(method, "weight_decay") else {}))
    path, found = descend(run, Given(0.5, -2.0), (0.0, 0.0), 2), numbers(run, 0.5, -2.0)
    for name, (first, _) in path.state.items():
        np.testing.assert_allclose((found[f"{name}1"], found[f"{name}2"]), first[1:], rtol=1e-12)


# Part 1: momentum.


def test_momentum_of_the_series():
    assert momentum_measure(0.4, 2, 1) == pytest.approx(-0.2, abs=1e-15)
    assert momentum_measure(1, 2, 1) == 1  # without friction m grows by the whole of g2
    assert momentum_measure(0, 2, 1) == -1  # without memory it is the difference of the gradients


@given(shares, gradients, gradients)
def test_the_momentum_measure_compares_the_two_steps(alpha, g1, g2):
    steps = pair(OPTIMIZERS["momentum"](eta=1.0, alpha=alpha), g1, g2)
    expected = (steps.second - steps.first) * (1 if g1 >= 0 else -1)
    assert momentum_measure(alpha, g1, g2) == expected


def test_the_jump_at_zero_stays_sharp():
    tiny = 5e-324
    np.testing.assert_array_equal(momentum_measure(0.9, [-tiny, 0.0, tiny], 2.0), [-2, 2, 2])
    np.testing.assert_array_equal(momentum_measure(0.9, [-tiny, 0.0, tiny], -2.0), [2, -2, -2])


@given(shares, gradients, gradients)
def test_momentum_grows_in_magnitude_by_the_measure_unless_it_turns_round(alpha, g1, g2):
    m1, m2 = g1, alpha * g1 + g2
    if m1 * m2 > 0:
        assert momentum_measure(alpha, g1, g2) == pytest.approx(abs(m2) - abs(m1), abs=1e-9)


# Part 2: the adaptive scheme.


@given(shares, gradients, gradients)
def test_the_adaptive_measure_is_the_formula_of_the_series(beta, g1, g2):
    epsilon = 1e-8
    v = g2 / math.sqrt((1 - beta) * (beta * g1**2 + g2**2) + epsilon)
    found = pair(OPTIMIZERS["rmsprop"](eta=1.0, beta=beta, epsilon=epsilon), g1, g2)
    assert found.second == pytest.approx(v, rel=1e-6)
    assert found.measure == pytest.approx(abs(v) - abs(g2), rel=1e-6, abs=1e-9)


def test_without_memory_the_adaptive_step_has_length_one():
    g2 = np.array([-1e3, -1.0, -1e-2, 1e-2, 1.0, 1e3])
    found = pair(OPTIMIZERS["rmsprop"](eta=1.0, beta=0.0, epsilon=1e-8), 3.0, g2)
    np.testing.assert_allclose(found.second, np.sign(g2), rtol=1e-4)
    assert abs(pair(OPTIMIZERS["rmsprop"](eta=1.0, beta=0.0, epsilon=1e-8), 3.0, 1e-6).second) < 0.011


# Part 3: Adam with and without its corrections.


def test_the_prefactor_of_the_bias_corrections():
    values = {"eta": 1.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-30}
    corrected = pair(OPTIMIZERS["adam"](**values), G1, G2).second
    plain = pair(OPTIMIZERS["adam-uncorrected"](**values), G1, G2).second
    prefactor = math.sqrt(1 - 0.999**2) / (1 - 0.9**2)
    assert prefactor == pytest.approx(0.2353, abs=5e-5)
    np.testing.assert_allclose(corrected, prefactor * plain, rtol=1e-12, atol=1e-15)


@given(gradients, gradients)
def test_the_measures_of_adam_are_the_formulas_of_the_series(g1, g2):
    beta1, beta2, epsilon = 0.9, 0.999, 1e-8
    m = beta1 * (1 - beta1) * g1 + (1 - beta1) * g2
    s = beta2 * (1 - beta2) * g1**2 + (1 - beta2) * g2**2
    corrected = m / (1 - beta1**2) / math.sqrt(s / (1 - beta2**2) + epsilon)
    plain = m / math.sqrt(s + epsilon)
    for key, step in (("adam", corrected), ("adam-uncorrected", plain)):
        found = pair(OPTIMIZERS[key](1.0, beta1, beta2, epsilon), g1, g2)
        assert found.measure == pytest.approx(abs(step) - abs(g2), rel=1e-9, abs=1e-9)


# What broadcasts, and what has no number.


def test_gradients_and_hyper_parameters_broadcast_together():
    run = OPTIMIZERS["momentum"](eta=np.array([0.1, 1.0]), alpha=0.5)
    found = pair(run, np.zeros((3, 1)), 2.0)
    assert all(each.shape == (3, 2) for each in found)
    np.testing.assert_allclose(found.measure, 0)
    assert momentum_measure(np.zeros((2, 1)), np.ones(3), 1.0).shape == (2, 3)


def test_gradient_descent_neither_amplifies_nor_attenuates():
    assert not pair(OPTIMIZERS["gradient-descent"](eta=0.3), G1, G2).measure.any()


def test_a_step_that_overflows_has_no_finite_measure():
    found = pair(OPTIMIZERS["momentum"](eta=1.0, alpha=1.0), 1e308, 1e308)
    assert not math.isfinite(found.measure)
    assert not math.isfinite(momentum_measure(1.0, 1e308, math.inf))
