"""Lesson 2.3: which gradients the adaptive scheme amplifies and which it attenuates."""

import math

import numpy as np

from optimizers import OPTIMIZERS, Optimizer, descend
from optimizers.pairs import numbers, pair
from surfaces import GALLERY

from . import Lesson, Question, Shown, says, shows

_G1, _G2 = np.meshgrid(np.linspace(-3, 3, 61), np.linspace(-3, 3, 61))


def _scheme(beta: float) -> Optimizer:
    return OPTIMIZERS["rmsprop"](eta=1.0, beta=beta, epsilon=1e-8)


def _an_ellipse_is_amplified(shown: Shown) -> None:
    s2 = numbers(_scheme(0.9), _G1, _G2)["s2"]
    np.testing.assert_allclose(s2, 0.09 * _G1**2 + 0.1 * _G2**2)
    measure = pair(_scheme(0.9), _G1, _G2).measure
    moves = _G2 != 0
    assert (measure[moves & (s2 < 0.999)] > 0).all()
    assert (measure[moves & (s2 > 1.001)] < 0).all()
    assert (s2 > 1.001)[[0, 0, -1, -1], [0, -1, 0, -1]].all()  # the corners
    assert (s2 < 1).mean() > 0.7


def _small_ones_grow_and_large_ones_shrink(shown: Shown) -> None:
    for beta in (0.0, 0.5, 0.9):
        both = np.array([0.1, 0.3, 10.0, 30.0])
        measure = pair(_scheme(beta), both, both).measure
        assert (measure[:2] > 0).all()
        assert (measure[2:] < 0).all()


def _without_memory_the_second_step_has_length_one(shown: Shown) -> None:
    steps = np.abs(pair(_scheme(0.0), _G1, _G2).second[np.abs(_G2) > 0.05])
    np.testing.assert_allclose(steps, 1, atol=1e-4)
    measure = pair(_scheme(0.0), _G1, _G2).measure
    assert np.ptp(measure, axis=1).max() < 1e-12  # level lines
    assert math.isclose(math.sqrt(1e-8), 1e-4)
    assert abs(pair(_scheme(0.0), 1.0, 1e-5).second) < 0.2
    assert pair(_scheme(0.0), 1.0, 0.99).measure > 0 > pair(_scheme(0.0), 1.0, 1.01).measure


def _a_large_first_gradient_holds_back(shown: Shown) -> None:
    shares = []
    for beta in (0.0, 0.3, 0.6, 0.9, 0.99):
        alone, after = (pair(_scheme(beta), g1, 1.0).second for g1 in (0.0, 3.0))
        shares.append(float(after / alone))
        assert math.isclose(shares[-1], 1 / math.sqrt(1 + 9 * beta), rel_tol=1e-6)
    assert shares == sorted(shares, reverse=True)


def _the_first_step_does_not_depend_on_the_distance(shown: Shown) -> None:
    scheme = OPTIMIZERS["rmsprop"](eta=0.05, beta=0.9, epsilon=1e-8)
    for start in ((-15.0, 20.0), (-1.5, 2.0)):
        path = descend(scheme, GALLERY["bowl"], start, 1)
        np.testing.assert_allclose(np.abs([path.w1[1] - start[0], path.w2[1] - start[1]]), 0.16, atol=0.005)


LESSON = Lesson(
    key="amplify-attenuate",
    number="2.3",
    title="Amplify or attenuate",
    gist=says(
        "The adaptive scheme makes small gradients larger and large ones smaller.",
        _small_ones_grow_and_large_ones_shrink,
    ),
    link="tab=pairs&reach=3&run=rmsprop:eta=1,beta=0.9,epsilon=1e-8",
    sentences=(
        (
            shows(
                "The map shows how much longer the second step is than that of gradient descent: red where"
                " the adaptive scheme amplifies $g_2$, green where it attenuates it."
            ),
            says(
                "With $\\beta = 0.9$ it amplifies where $s(2) = 0.09\\,g_1^2 + 0.1\\,g_2^2 < 1$: inside an"
                " ellipse. In the corners it attenuates.",
                _an_ellipse_is_amplified,
            ),
            says(
                "Small gradients become larger and large ones smaller. That is what the scheme is for.",
                _small_ones_grow_and_large_ones_shrink,
            ),
        ),
        (
            says(
                "At $\\beta = 0$ the second step has length 1, whatever $g_2$ is, if $g_2$ is well above"
                " $\\sqrt{\\varepsilon} = 10^{-4}$. So all lines are level, and red turns to green at"
                " $|g_2| = 1$.",
                _without_memory_the_second_step_has_length_one,
            ),
            says(
                "The larger β is, the more a large $g_1$ shortens the second step.",
                _a_large_first_gradient_holds_back,
            ),
        ),
        (shows("The wheel over the map looks closer at the origin, or from further away."),),
    ),
    tries=(("Nothing remembered, β = 0", "run=rmsprop:eta=1,beta=0,epsilon=1e-8"),),
    able="Say which gradients the adaptive scheme makes larger.",
    minutes=3,
    question=Question(
        (
            "This start is ten times nearer to the minimum than (−15, 20), so the gradient is a tenth as"
            " long. Where does the first step lead, with η = 0.05?"
        ),
        "tab=path&start=-1.5,2&steps=1&t=1&view=-1.8,-1.1,1.6,2.2&guess=place&run=rmsprop:eta=0.05,beta=0.9,epsilon=1e-8",
        (
            says(
                "The first step is as long as from far away: 0.16 in both weights. A small gradient is"
                " amplified until it counts as much as a large one. Open “Gradient pairs” to see which ones"
                " are.",
                _the_first_step_does_not_depend_on_the_distance,
            ),
        ),
    ),
)
