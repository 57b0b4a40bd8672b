"""Lesson 3.3: what bias correction does to the second step."""

import math

import numpy as np

from optimizers import OPTIMIZERS, descend
from optimizers.base import Array
from optimizers.pairs import numbers, pair
from surfaces import GALLERY

from . import Lesson, Question, Shown, says, shows

_VALUES = {"eta": 1.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
_G1, _G2 = (part[part != 0].reshape(60, 60) for part in np.meshgrid(*[np.linspace(-3, 3, 60)] * 2))


def _second(key: str, g1: Array, g2: Array) -> Array:
    return np.abs(pair(OPTIMIZERS[key](**_VALUES), g1, g2).second)


def _both_moments_begin_too_small(shown: Shown) -> None:
    found = numbers(OPTIMIZERS["adam-uncorrected"](**_VALUES), 2.0, 2.0)  # a constant gradient
    assert found["m1"] < found["m2"] < 2
    assert found["s1"] < found["s2"] < 4
    assert math.isclose(found["m2"] / (1 - 0.9**2), 2)
    assert math.isclose(found["s2"] / (1 - 0.999**2), 4)
    for t, step in ((1, "step1"), (2, "step2")):
        found = numbers(OPTIMIZERS["adam"](**_VALUES), 2.0, 2.0)
        assert math.isclose(found[step], 1, rel_tol=1e-6), t


def _without_it_steps_are_longer(shown: Shown) -> None:
    without, corrected = (_second(key, _G1, _G2) for key in ("adam-uncorrected", "adam"))
    assert (without > 4 * corrected).all()
    assert math.sqrt(1 - 0.999**2) < 1 - 0.9**2  # s is further off, even under its root


def _the_factor_is_02353(shown: Shown) -> None:
    factor = math.sqrt(1 - 0.999**2) / (1 - 0.9**2)
    assert round(factor, 4) == 0.2353
    far = np.abs(_G2) > 0.5
    ratio = _second("adam", _G1, _G2)[far] / _second("adam-uncorrected", _G1, _G2)[far]
    np.testing.assert_allclose(ratio, factor, rtol=1e-3)


def _no_second_step_is_longer_than_eta(shown: Shown) -> None:
    second = _second("adam", _G1, _G2)
    assert second.max() < 1.01
    large = np.abs(_G2) > 1.01
    assert (second[large] < np.abs(_G2)[large]).all()
    small = (np.abs(_G2) < 0.6) & (_G1 * _G2 > 0)
    assert (second[small] > np.abs(_G2)[small]).all()


def _the_first_step_is_316_times_as_long(shown: Shown) -> None:
    values = {**_VALUES, "eta": 0.5}
    both = ("adam", "adam-uncorrected")
    ends = [descend(OPTIMIZERS[key](**values), GALLERY["bowl"], (-15.0, 20.0), 1) for key in both]
    (with_it, without) = (np.abs([path.w1[1] + 15, path.w2[1] - 20]) for path in ends)
    np.testing.assert_allclose(with_it, 0.5, rtol=1e-6)
    np.testing.assert_allclose(without / with_it, 3.16, atol=0.005)


LESSON = Lesson(
    key="bias-correction",
    number="3.3",
    title="Bias correction",
    gist=says(
        "Without the correction steps are longer: $s$ is further below its true size than $m$.",
        _without_it_steps_are_longer,
    ),
    link="tab=pairs&reach=3&run=adam:eta=1,beta1=0.9,beta2=0.999,epsilon=1e-8",
    sentences=(
        (
            says(
                "Both moments start at zero, so at first they are too small. This is their bias, and Adam"
                " divides it out.",
                _both_moments_begin_too_small,
            ),
            shows(
                "The maps show how much longer the second step is than gradient descent’s: $C_A$ with the"
                " correction, $\\tilde C_A$ without, on one scale of colour."
            ),
        ),
        (
            says(
                "Without the correction steps are longer, not shorter. They are divided by the root of"
                " $s$, and that is even further below its true size than $m$.",
                _without_it_steps_are_longer,
            ),
            says(
                "At $t = 2$ the correction multiplies the step by $\\sqrt{1 - \\beta_2^2}/(1 - \\beta_1^2)"
                " \\approx 0.2353$.",
                _the_factor_is_02353,
            ),
        ),
        (
            says(
                "With the correction no second step is longer than about η, which is 1 here. So gradients"
                " above 1 are attenuated. Small ones are amplified if $g_1$ has the same sign.",
                _no_second_step_is_longer_than_eta,
            ),
        ),
    ),
    able="Say what Adam’s bias correction does to the first steps.",
    minutes=3,
    question=Question(
        (
            "Is the bias correction a detail? With it Adam’s first step has length η = 0.5 in both"
            " weights. Where does it lead without?"
        ),
        "tab=path&steps=1&t=1&view=-18,-10,16,22&guess=place&run=adam-uncorrected:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-8",
        (
            says(
                "The correction is no detail: without it the first step is 3.16 times as long. $s$"
                " starts further below its true size than $m$. Choose “Adam” to see the step with it.",
                _the_first_step_is_316_times_as_long,
            ),
        ),
    ),
)
