"""Whatever reads a rule does as IEEE 754 says, and ends the run at the same t for the same reason.

Division by zero and overflow give inf or nan, a branch that is not taken is ignored, and a nan is passed on.
"""

import math
import warnings

import instruction_reader
import numpy as np
import pytest
from hostile_rules import BOWL, HOSTILE, START, STEPS, VALLEY, rule

from optimizers import OPTIMIZERS, descend, endpoints, finished, gradient_noise, instructions
from optimizers.descent import REASONS, _plain
from optimizers.fused import fused
from optimizers.ieee_steps import Step
from optimizers.pairs import pair
from surfaces import Surface

hostile = pytest.mark.parametrize(("method", "surface", "end"), HOSTILE.values(), ids=HOSTILE)


def numbers(rows, width=7):
    return np.reshape(np.array(rows, dtype=float), (-1, width))


@pytest.mark.parametrize("sigma", [0.0, 0.1])
@hostile
def test_all_readings_end_at_the_same_step(method, surface, end, sigma):
    noise = None if surface is VALLEY else gradient_noise(sigma, 5, 0, STEPS)  # which would give it a slope
    error, *slopes = surface.value_and_gradient(*START)
    if noise is not None:
        slopes = [slope + each for slope, each in zip(slopes, noise[0].tolist(), strict=True)]
    begin = (STEPS, *START, error, *slopes, *(() if noise is None else noise.T.tolist()))

    path = descend(method(), surface, START, STEPS, noise)
    assert (path.stopped and path.stopped.step) == end
    assert len(path.t) == (end or STEPS + 1)
    if end:
        assert path.stopped.reason == REASONS["weights"]
        assert not math.isfinite(path.stopped.w1 + path.stopped.w2)

    plain, plain_end = finished(_plain(method(), surface, *begin))
    fast = finished(fused(method(), surface, noisy=noise is not None)(*begin))
    if fast:
        np.testing.assert_array_equal(numbers(fast[0]), numbers(plain))
        np.testing.assert_array_equal(np.array(fast[1] or (), float), np.array(plain_end or (), float))
    data = instructions(method)
    values = vars(method())
    found, found_end = instruction_reader.follow(data, surface, values, START, STEPS, noise)
    np.testing.assert_array_equal(found, numbers(plain))
    np.testing.assert_array_equal(np.array(found_end or (), float), np.array(plain_end or (), float))


@hostile
def test_arrays_end_at_the_same_step_without_a_warning(method, surface, end):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        many = endpoints(method(), surface, np.array([1.0, -0.5]), 0.5, STEPS)
        hypers = {"eta": np.array([0.25, 0.5]), "one": np.array([1.0, 1.0])}
        planes = endpoints(method(**hypers), surface, 1.0, 0.5, STEPS)
    for found, runs in (
        (many, [(method(), (1.0, 0.5)), (method(), (-0.5, 0.5))]),
        (planes, [(method(eta=0.25), (1.0, 0.5)), (method(eta=0.5), (1.0, 0.5))]),
    ):
        for i, (run, start) in enumerate(runs):
            path = descend(run, surface, start, STEPS)
            assert found.stopped[i] == (path.stopped.step if path.stopped else 0)
            if path.stopped is None:
                np.testing.assert_allclose(found.w1[i], path.w1[-1], rtol=1e-12)


def test_a_power_of_two_may_overflow():
    halving = rule(lambda r, t, w, g, x: r.eta * g / 2**t)
    path = descend(halving(), BOWL, (1.0, 0.5), 1100)
    assert path.stopped is None
    assert endpoints(halving(), BOWL, np.array([1.0]), 0.5, 1100).w1[0] == pytest.approx(path.w1[-1])


def test_two_steps_of_a_pair_raise_nothing():
    dividing = rule(lambda r, t, w, g, x: r.eta / (t - 2))
    assert pair(dividing(), 1.0, 1.0).second == math.inf


@pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
@pytest.mark.parametrize("start", [(1e200, 1.0), (1e154, -1e154), (5e-324, 1e-320), (0.0, -0.0)])
def test_every_method_reads_alike_for_the_largest_and_smallest_numbers(method, start):
    for text in ("w1^2 + 3 w2^2", "1/w1 + w2", "sqrt(w1) + w2^2", "exp(w1 w2)", "w1^4 - w2^4"):
        surface = Surface.parse(text)
        path = descend(method(), surface, start, 30)
        found, end = instruction_reader.follow(instructions(method), surface, vars(method()), start, 30)
        assert (path.stopped and path.stopped.step) == (end and end[0])
        np.testing.assert_array_equal(found[:, :5].T, [path.w1, path.w2, path.error, path.g1, path.g2])
        many = endpoints(method(), surface, np.array(start[:1]), start[1], 30)
        assert (path.stopped.step if path.stopped else 0) == many.stopped[0]


# β^t


@pytest.mark.parametrize("base", [0.9, 0.999, 0.5, 1.01, 0.0, 1.0, -0.7])
def test_powers_of_a_decay_are_the_same_in_every_reading(base):
    powers = rule(lambda r, t, w, g, x: 0.1 * g, lambda r, t, g, x: r.one**t + r.one ** (1 + t))
    run = powers(one=base)
    begin = (300, 1.0, 0.5, *BOWL.value_and_gradient(1.0, 0.5))
    fast = numbers(finished(fused(run, BOWL)(*begin))[0])[:, 5]
    found, _ = instruction_reader.follow(instructions(powers), BOWL, vars(run), (1.0, 0.5), 300)
    np.testing.assert_array_equal(fast, numbers(finished(_plain(run, BOWL, *begin))[0])[:, 5])
    np.testing.assert_array_equal(fast, found[:, 5])
    arrays = [np.power(np.array([base]), t)[0] * (1 + base) for t in range(1, 301)]
    np.testing.assert_allclose(fast[1:], arrays, rtol=1e-12)


def test_powers_of_more_bases_than_are_kept_are_right_too():
    powers = {}
    bases = [float(base) for base in range(2, 32)]
    for t in (5, 3, 8):
        assert [base ** Step(t, powers) for base in bases] == [base**t for base in bases]
    assert len(powers) < len(bases)


def test_a_power_of_a_later_step_is_one_of_a_step():
    powers = {}
    assert 3.0 ** (Step(4, powers) + 2) == 3.0 ** (2 + Step(4, powers)) == 729
    assert powers[3.0] == [1, 3, 9, 27, 81, 243, 729]
    assert 3.0 ** (Step(4, powers) + 0.5) == pytest.approx(81 * math.sqrt(3))
