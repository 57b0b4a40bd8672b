"""Lesson 1.4: when momentum gains and when it loses."""

import math

import numpy as np
from numpy.typing import ArrayLike

from optimizers import OPTIMIZERS, Optimizer, descend
from optimizers.base import Array
from optimizers.pairs import measure, numbers
from surfaces import GALLERY

from . import Lesson, Question, Shown, invites, says, shows


def _momentum(alpha: float) -> Optimizer:
    return OPTIMIZERS["momentum"](eta=0.001, alpha=alpha)


def _gain(alpha: float, g1: ArrayLike, g2: ArrayLike) -> Array:
    return measure(_momentum(alpha), g1, g2)


def _one_weight_meets_two_gradients(shown: Shown) -> None:
    found = numbers(_momentum(0.4), 2.0, 1.0)
    assert found["m1"] == 2.0
    assert found["m2"] == 0.4 * 2 + 1


def _it_gains_where_friction_is_made_up_for(shown: Shown) -> None:
    g1, g2 = np.meshgrid(np.linspace(0.05, 3, 60), np.linspace(-3, 3, 121))
    for alpha in (0.0, 0.4, 0.9):
        enough = g2 > (1 - alpha) * g1 + 1e-9
        too_little = g2 < (1 - alpha) * g1 - 1e-9
        for sign in (1, -1):
            gained = _gain(alpha, sign * g1, sign * g2)
            assert (gained[enough] > 0).all()
            assert (gained[too_little] < 0).all()
    assert (_gain(0.4, g1, -np.abs(g2) - 0.01) < 0).all()


def _friction_takes_more(shown: Shown) -> None:
    assert math.isclose(_gain(0.4, 2.0, 1.0), -0.2)
    assert math.isclose((1 - 0.4) * 2, 1.2)
    assert math.isclose(1 - 1.2, -0.2)


def _it_jumps(shown: Shown) -> None:
    assert _gain(0.4, 1e-12, 1.0) > 0.99
    assert _gain(0.4, -1e-12, 1.0) < -0.99


def _lines_are_steep_and_level(shown: Shown) -> None:
    g2 = np.linspace(0, 3, 3001)

    def slope(alpha: float) -> float:
        """The slope of the line on which the gain is 0."""
        at_two, at_one = (g2[np.abs(_gain(alpha, g1, g2)).argmin()] for g1 in (2.0, 1.0))
        return float(at_two - at_one)

    np.testing.assert_allclose([slope(alpha) for alpha in (0.0, 0.4, 0.8, 1.0)], [1, 0.6, 0.2, 0], atol=1e-6)
    assert _gain(0.0, 1.0, 1.01) > 0 > _gain(0.0, 1.0, 0.99)
    for g1 in (0.5, 2.0, 3.0):
        assert math.isclose(_gain(1.0, g1, 0.7), 0.7)


def _it_turns_ten_steps_after_the_gradient(shown: Shown) -> None:
    momentum = OPTIMIZERS["momentum"](eta=0.001, alpha=0.9)
    path = descend(momentum, GALLERY["bowl"], (-15.0, 20.0), 60)
    assert path.g2[13] > 0 > path.g2[14]
    assert (np.diff(path.w2[:24]) < 0).all()
    assert int(np.argmax(np.diff(path.w2) > 0)) + 1 == 24


LESSON = Lesson(
    key="two-cases",
    number="1.4",
    title="Gain and loss",
    gist=says(
        "Momentum grows where $g_2$ has the sign of $g_1$ and is larger than what friction takes.",
        _it_gains_where_friction_is_made_up_for,
    ),
    link="tab=pairs&reach=3&run=momentum:eta=0.001,alpha=0.4",
    sentences=(
        (
            says(
                "One weight makes two steps: its gradient is $g_1$ at the first and $g_2$ at the second.",
                _one_weight_meets_two_gradients,
            ),
            shows(
                "The map shows by how much the momentum has grown from the first step to the second: red"
                " where it gained, green where it lost."
            ),
        ),
        (
            says(
                "It grows where both have the same sign and $g_2$ is larger than what friction takes.",
                _it_gains_where_friction_is_made_up_for,
            ),
            says(
                "At $g_1 = 2$, $g_2 = 1$ and $\\alpha = 0.4$ both have the same sign, and still momentum"
                " shrinks by 0.2: friction takes 1.2, and $g_2$ adds only 1.",
                _friction_takes_more,
            ),
            says(
                "The colour jumps at $g_1 = 0$: on the right momentum gains if it becomes more positive,"
                " on the left if it becomes more negative.",
                _it_jumps,
            ),
        ),
        (
            invites("Drag α."),
            says(
                "At $\\alpha = 0$ the lines of the map are steepest: momentum gains only if $g_2$ is"
                " larger than $g_1$. At $\\alpha = 1$ they are level: friction takes nothing, and every"
                " gradient of the same sign adds in full.",
                _lines_are_steep_and_level,
            ),
        ),
    ),
    able="Say when momentum grows and when it shrinks.",
    minutes=3,
    question=Question(
        (
            "The path crosses the valley’s floor at t = 14. From there on the gradient pulls it"
            " back. Where is it at t = 24?"
        ),
        "tab=path&steps=24&guess=place&run=momentum:eta=0.001,alpha=0.9",
        (
            says(
                "The path does not turn where the gradient turns. It moves away from the floor until $t ="
                " 24$: it must first lose the momentum that it has gained. Open “Gradient pairs” to see"
                " gain and loss.",
                _it_turns_ten_steps_after_the_gradient,
            ),
        ),
    ),
)
