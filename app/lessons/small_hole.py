"""Lesson 3.1: averaged gradients roll over a small hole."""

import math
from urllib.parse import quote

import numpy as np

from optimizers import Trajectory
from surfaces import PLAIN

from . import Lesson, Question, Shown, invites, says

_HOLE = PLAIN["small-hole"]
_LARGE, _SMALL = _HOLE.minima


def _ends(path: Trajectory, place: tuple[float, float], reach: float = 0.01) -> bool:
    return math.hypot(path.w1[-1] - place[0], path.w2[-1] - place[1]) < reach


def _a_hill_and_two_holes(shown: Shown) -> None:
    w1 = np.linspace(-4, 6, 2001)
    error = _HOLE.value(w1, 0 * w1)
    rises = np.sign(np.diff(error))
    turns = w1[1:-1][np.diff(rises) != 0]
    np.testing.assert_allclose(turns, [-2, _SMALL[0], 0.44, _LARGE[0]], atol=0.02)  # hill, hole, rim, hole
    assert _HOLE.value(*_LARGE) < _HOLE.value(*_SMALL) < 0 < _HOLE.value(-2.0, 0.0)


def _the_first_moment_is_an_average(shown: Shown) -> None:
    (path,) = shown.paths
    assert list(path.state) == ["m"]
    for m, g in zip(path.state["m"], (path.g1, path.g2), strict=True):
        np.testing.assert_allclose(m[1:], 0.95 * m[:-1] + 0.05 * g[:-1])
        assert np.abs(m).max() <= np.abs(g).max()


def _it_stays_up_to_090(shown: Shown) -> None:
    descent = shown.changed(beta1=0.0)
    np.testing.assert_allclose(np.diff(descent.w1), -20 * descent.g1[:-1], atol=1e-12)
    for beta1 in np.arange(0, 91) / 100:
        path = shown.changed(beta1=float(beta1))
        assert round(path.w1[-1], 2) == -0.33
        assert _ends(path, _SMALL)
    assert _ends(shown.tried("It stays, β1 = 0.90")[0], _SMALL)


def _it_passes_from_091_on(shown: Shown) -> None:
    for beta1 in np.arange(91, 100) / 100:
        assert _ends(shown.changed(beta1=float(beta1)), _LARGE, 0.5)
        assert _ends(shown.changed(steps=1000, beta1=float(beta1)), _LARGE)
    assert _ends(shown.tried("It passes, β1 = 0.91")[0], _LARGE, 0.1)
    assert _ends(shown.paths[0], _LARGE, 0.1)
    path = shown.changed(beta1=0.91)
    beside = (path.w1[:-1] > _SMALL[0]) & (path.w1[:-1] < 0.44)
    assert (np.diff(path.w1)[beside] > 0).all()
    assert path.g1[:-1][beside].max() > 0  # up the slope


LESSON = Lesson(
    key="small-hole",
    number="3.1",
    title="Rolling over a small hole",
    gist=says(
        "From $\\beta_1 = 0.91$ on, the average of past gradients carries the path past the small hole.",
        _it_passes_from_091_on,
    ),
    link=f"e={quote(_HOLE.text)}&steps=150&t=30&camera=-20,50&run=first-moment:eta=20,beta1=0.95",
    sentences=(
        (
            says(
                "The surface has a hill, a small hole at its foot, and a larger hole behind that.",
                _a_hill_and_two_holes,
            ),
            says(
                "Each step follows an average of the gradients, not their sum: this is Adam’s first moment"
                " alone. The path moves like a heavy ball with much friction.",
                _the_first_moment_is_an_average,
            ),
        ),
        (
            says(
                "At $\\beta_1 = 0$ this is gradient descent. It ends in the small hole, at $w_1 = -0.33$,"
                " and so do all runs up to $\\beta_1 = 0.90$.",
                _it_stays_up_to_090,
            ),
            says(
                "From 0.91 on the average still remembers the steep slope when the path comes to the small"
                " hole. It carries the path past it, to the larger one at $(3, 0)$.",
                _it_passes_from_091_on,
            ),
        ),
        (invites("Drag β1 across 0.90."),),
    ),
    tries=(
        ("It stays, β1 = 0.90", "run=first-moment:eta=20,beta1=0.9"),
        ("It passes, β1 = 0.91", "run=first-moment:eta=20,beta1=0.91"),
    ),
    able="Say why an average of gradients can leave a small hole.",
    minutes=3,
    question=Question(
        (
            "Does a path always end in the first hole that it meets? Leave the small hole with the"
            " smallest β1 that will do."
        ),
        "run=first-moment:eta=20,beta1=0.5&goal=w1%3E1%3Bby=beta1",
        (
            says(
                "Not always: from $\\beta_1 = 0.91$ on the average of past gradients carries the path past"
                " the small hole. Drag β1 across 0.90.",
                _it_passes_from_091_on,
            ),
        ),
    ),
)
