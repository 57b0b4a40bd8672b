"""Lesson 4.4: down into Rosenbrock's valley in two steps, and along its floor in a thousand."""

from urllib.parse import quote

import numpy as np

from surfaces import PLAIN

from . import Lesson, Question, Shown, says, shows

_VALLEY = PLAIN["rosenbrock"]
_MOMENTUM = "With momentum"


def _the_floor_is_a_parabola(shown: Shown) -> None:
    w1 = np.linspace(-2, 1, 301)
    floor = _VALLEY.value(w1, w1**2)
    assert (np.diff(floor) < 0).all()
    assert floor[-1] == 0
    for aside in (-0.1, 0.1):
        np.testing.assert_allclose(_VALLEY.value(w1, w1**2 + aside) - floor, 1)


def _it_is_2508_times_as_steep(shown: Shown) -> None:
    along, across = np.linalg.eigvalsh(np.array(_VALLEY.hessian(1.0, 1.0)))
    assert round(across / along) == 2508


def _down_fast_and_along_slowly(shown: Shown) -> None:
    (path,) = shown.paths
    assert [round(path.error[t], 2) for t in (0, 2, 1000)] == [24.2, 4.12, 0.45]
    assert np.abs(path.w2 - path.w1**2)[2:].max() < 0.02


def _momentum_comes_further(shown: Shown) -> None:
    (path,) = shown.tried(_MOMENTUM)
    assert f"{path.error[1000]:.1e}" == "2.5e-05"
    assert (np.diff(path.error[:10]) > 0).any()


LESSON = Lesson(
    key="curved-valley",
    number="4.4",
    title="A curved valley",
    gist=says(
        "Gradient descent drops to the valley’s floor in two steps, and then creeps along it.",
        _down_fast_and_along_slowly,
    ),
    link=(
        f"e={quote(_VALLEY.text)}&start=-1.2,1&steps=1000&view=-2,2,-1,3&t=3&camera=-20,60&height=log&error=log"
        "&run=gradient-descent:eta=0.001"
    ),
    sentences=(
        (
            says(
                "Rosenbrock’s function has a valley along the parabola $w_2 = w_1^2$. On its floor $E$"
                " falls slowly, to 0 at $(1, 1)$. A move of 0.1 off the floor, along $w_2$, adds 1 to $E$.",
                _the_floor_is_a_parabola,
            ),
            says(
                "At the minimum $E$ curves 2508 times as much across the valley as along it.",
                _it_is_2508_times_as_steep,
            ),
            shows("The height is $\\log E$; without “log height” the floor looks level."),
        ),
        (
            says(
                "Gradient descent needs two steps from $E = 24.2$ down to the floor, where $E = 4.12$. The"
                " other 998 steps take it along the floor, to $E = 0.45$.",
                _down_fast_and_along_slowly,
            ),
            says(
                "With momentum and the same $\\eta$ it swings from slope to slope at first, but it gets to"
                " $E = 2.5 \\cdot 10^{-5}$.",
                _momentum_comes_further,
            ),
        ),
    ),
    tries=((_MOMENTUM, "run=momentum:eta=0.001,alpha=0.9"),),
    able="Say why gradient descent is slow in a valley.",
    minutes=3,
    question=Question(
        (
            "Does the gradient point to the minimum, at (1, 1)? Where is w after 1000 steps of"
            " gradient descent?"
        ),
        "t=1000&guess=place",
        (
            says(
                "The gradient points across the valley, not along it. Two steps lead down to the floor."
                " The other 998 creep along it, and $E$ is still 0.45. Press “With momentum”.",
                _down_fast_and_along_slowly,
            ),
        ),
    ),
)
