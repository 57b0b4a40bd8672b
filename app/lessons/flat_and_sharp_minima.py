"""Lesson 5.6: flat and sharp minima: of minima that fit alike, a large rate can stay only at flat ones."""

import numpy as np

from optimizers import Trajectory
from surfaces import SAMPLES

from . import Lesson, Question, Shown, invites, says, table

_X, _Y = SAMPLES["through-zero"].draw().columns
_DATA = table(_X, _Y)
_LARGE, _LARGER = "η = 0.15", "η = 0.2"


def _sharpness(path: Trajectory) -> float:
    """Return the largest eigenvalue of the Hessian at a minimum: 2 mean(x²) (w1² + w2²)."""
    return float(2 * np.mean(np.square(_X)) * (path.w1[-1] ** 2 + path.w2[-1] ** 2))


def _all_minima_fit_alike(shown: Shown) -> None:
    slope = np.dot(_X, _Y) / np.dot(_X, _X)
    (small,), (large,) = shown.paths, shown.tried(_LARGE)
    for path in (small, large):
        assert abs(path.w1[-1] * path.w2[-1] - slope) < 1e-9
    assert round(float(slope), 2) == 1.97
    assert abs(small.error[-1] - large.error[-1]) < 1e-12


def _a_small_rate_ends_at_a_sharp_one(shown: Shown) -> None:
    (path,) = shown.paths
    assert round(_sharpness(path), 1) == 14.5


def _a_large_rate_ends_at_a_flat_one(shown: Shown) -> None:
    (path,) = shown.tried(_LARGE)
    assert 2 / 0.15 < 14.5
    assert round(_sharpness(path), 1) == 6.3


def _a_larger_one_is_thrown_across(shown: Shown) -> None:
    (path,) = shown.tried(_LARGER)
    assert path.error[1] > path.error[0]
    assert path.w1[-1] < 0 > path.w2[-1]
    assert round(_sharpness(path), 1) == 8.4


def _the_end_is_below_two_over_eta(shown: Shown) -> None:
    for rate in (0.02, 0.05, 0.1, 0.15, 0.2):
        assert _sharpness(shown.changed(eta=rate)) < 2 / rate


LESSON = Lesson(
    key="flat-and-sharp-minima",
    number="5.6",
    title="Flat and sharp minima",
    gist=says(
        "A run ends where the sharpness is below $2/\\eta$: a large rate leaves sharp minima.",
        _the_end_is_below_two_over_eta,
    ),
    panel="data",
    link=f"e=mean((w1 w2 x - y)^2)&data={_DATA}&start=-0.6,3&steps=300&view=-4.5,4.5,-4.5,4.5&error=log&t=1"
    "&panel=data&run=gradient-descent:eta=0.02",
    sentences=(
        (
            says(
                "Two layers with one weight each make the model $f = w_1 w_2 x$. All points of the"
                " hyperbola $w_1 w_2 = 1.97$ are the same line, so $E$ is the same.",
                _all_minima_fit_alike,
            ),
            says(
                "But the valley is narrow where one weight is large. With $\\eta = 0.02$ the run ends in"
                " such a place: the sharpness is 14.5.",
                _a_small_rate_ends_at_a_sharp_one,
            ),
        ),
        (
            says(
                "With $\\eta = 0.15$ only places with a sharpness below $2/\\eta = 13.3$ are stable. The"
                " run ends where it is 6.3.",
                _a_large_rate_ends_at_a_flat_one,
            ),
            says(
                "With $\\eta = 0.2$ $E$ first rises: the run is thrown to the other branch. It ends at a"
                " sharpness of 8.4, below $2/\\eta = 10$. Lewkowycz et al. (2020, arXiv 2003.02218) call"
                " this the catapult.",
                _a_larger_one_is_thrown_across,
            ),
            invites("Drag $\\eta$ across 0.1."),
        ),
    ),
    tries=(
        (_LARGE, "run=gradient-descent:eta=0.15"),
        (_LARGER, "run=gradient-descent:eta=0.2"),
    ),
    able="Say to which of many minima a large η leads.",
    minutes=3,
    question=Question(
        (
            "Every point of the curve w1 w2 = 1.97 is a minimum, and one is close to the start."
            " Where does the run end with η = 0.15?"
        ),
        "run=gradient-descent:eta=0.15&guess=place",
        (
            says(
                "It does not end at the minimum close by: the sharpness there is 23.2, and only places"
                " below 13.3 are stable. It is thrown across, to a place where it is 6.3. Drag η across"
                " 0.1.",
                _a_large_rate_ends_at_a_flat_one,
            ),
        ),
    ),
)
