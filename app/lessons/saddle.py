"""Lesson 4.3: a saddle is not a minimum, and paths leave it the later the nearer they come to its ridge."""

from urllib.parse import quote

import numpy as np

from optimizers import Trajectory
from surfaces import GALLERY

from . import Lesson, Question, Shown, says, shows

_SADDLE = GALLERY["saddle"]
_NEARER, _RIDGE, _MOMENTUM = "A thousand times nearer", "On the ridge", "With momentum"


def _passes_one(path: Trajectory) -> int:
    """Return the step from which |w2| is above 1."""
    return int(np.argmax(np.abs(path.w2) > 1))


def _it_curves_both_ways(shown: Shown) -> None:
    assert _SADDLE.gradient(0.0, 0.0) == (0, 0)
    (along, mixed), (_, across) = np.array(_SADDLE.hessian(0.0, 0.0))
    assert along > 0 == mixed > across


def _one_weight_shrinks_and_the_other_grows(shown: Shown) -> None:
    (path,) = shown.paths
    assert path.w2[0] == path.w1[0] / 1000
    np.testing.assert_allclose(path.w1[1:] / path.w1[:-1], 0.98)
    np.testing.assert_allclose(path.w2[1:] / path.w2[:-1], 1.02)


def _it_looks_finished_and_is_not(shown: Shown) -> None:
    (path,) = shown.paths
    short = np.flatnonzero(np.hypot(path.g1, path.g2) < 0.1)
    assert short.tolist() == list(range(153, 194))
    assert _passes_one(path) == 349
    assert (np.diff(path.error) < 0).all()


def _nearer_takes_as_long_again(shown: Shown) -> None:
    (path,) = shown.tried(_NEARER)
    assert path.w2[0] == 1e-6
    assert _passes_one(path) == 698 == 2 * 349


def _on_the_ridge_it_stays(shown: Shown) -> None:
    (path,) = shown.tried(_RIDGE)
    assert (path.w2 == 0).all()
    assert 0 < path.error[-1] < 1e-6


def _momentum_leaves_sooner(shown: Shown) -> None:
    (path,) = shown.tried(_MOMENTUM)
    assert _passes_one(path) == 72


LESSON = Lesson(
    key="saddle",
    number="4.3",
    title="Off a saddle",
    gist=says(
        "Near a saddle the gradient is short and the run looks finished, but it is not.",
        _it_looks_finished_and_is_not,
    ),
    link=(
        f"e={quote(_SADDLE.text)}&start=1,0.001&steps=400&view=-3,3,-3,3&t=170&camera=125,30"
        "&run=gradient-descent:eta=0.01"
    ),
    sentences=(
        (
            says(
                "Along $w_1$ this surface curves upwards, along $w_2$ downwards. Where its gradient is"
                " zero, at $(0, 0)$, there is no minimum but a saddle.",
                _it_curves_both_ways,
            ),
            shows("Turn the surface to see it from all sides."),
        ),
        (
            says(
                "At each step of gradient descent $w_1$ shrinks by 2 %, and $w_2$ grows by 2 %. At first"
                " $w_2$ is only a thousandth of $w_1$.",
                _one_weight_shrinks_and_the_other_grows,
            ),
            says(
                "From $t = 153$ to 193 the gradient is shorter than 0.1, and the run looks finished. But"
                " at $t = 349$ $w_2$ passes 1, and $E$ goes on falling.",
                _it_looks_finished_and_is_not,
            ),
        ),
        (
            says(
                "From a start a thousand times nearer to the ridge, $w_2 = 10^{-6}$, $w_2$ passes 1 at $t"
                " = 698$: that takes only twice as many steps.",
                _nearer_takes_as_long_again,
            ),
            says(
                "From a start on the ridge itself, $w_2 = 0$, the path never leaves the saddle.",
                _on_the_ridge_it_stays,
            ),
            says("With momentum $w_2$ passes 1 at $t = 72$.", _momentum_leaves_sooner),
        ),
    ),
    tries=(
        (_NEARER, "start=1,1e-6&steps=750"),
        (_RIDGE, "start=1,0"),
        (_MOMENTUM, "steps=80&t=40&run=momentum:eta=0.01,alpha=0.9"),
    ),
    able="Tell a saddle from a minimum by waiting.",
    minutes=3,
    question=Question(
        "At t = 170 the gradient is shorter than 0.1, and the run looks finished. Where is w at t = 400?",
        "t=400&guess=place",
        (
            says(
                "A short gradient does not mean that a run is finished. Near the saddle it is short from"
                " $t = 153$ to 193. But $w_2$ grows by 2 % at each step, and $E$ goes on falling. Press"
                " “With momentum” to see it leave sooner.",
                _it_looks_finished_and_is_not,
            ),
        ),
    ),
)
