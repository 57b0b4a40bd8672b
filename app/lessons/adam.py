"""Lesson 3.4: a path with Adam."""

from urllib.parse import quote

import numpy as np

from optimizers.base import Array
from surfaces import PLAIN

from . import Lesson, Question, Shown, says

_WELLS = PLAIN["two-wells"]


def _the_quotient_is_the_step(shown: Shown) -> None:
    (path,) = shown.paths
    t = np.arange(1, path.t.size)
    for w, g, m, s in zip(
        (path.w1, path.w2), (path.g1, path.g2), path.state["m"], path.state["s"], strict=True
    ):
        np.testing.assert_allclose(m[1:], 0.9 * m[:-1] + 0.1 * g[:-1], atol=1e-12)
        np.testing.assert_allclose(s[1:], 0.999 * s[:-1] + 0.001 * g[:-1] ** 2)
        corrected = m[1:] / (1 - 0.9**t), s[1:] / (1 - 0.999**t)
        np.testing.assert_allclose(-np.diff(w), 0.5 * corrected[0] / np.sqrt(corrected[1] + 1e-8), atol=1e-9)
    assert path.error[-1] < 1e-6


def _it_overshoots(shown: Shown) -> None:
    beyond = []
    for beta1 in (0.7, 0.8, 0.9, 0.95, 0.99):
        path = shown.changed(beta1=beta1)
        beyond.append((path.w1.max(), -path.w2.min()))
    assert beyond == sorted(beyond)
    assert [second for _, second in beyond] == sorted(second for _, second in beyond)
    assert beyond[0][0] < 0.01 < 0.8 < beyond[2][0]


def _directions_or_lengths(shown: Shown) -> None:
    def lengths(beta2: float) -> Array:
        path = shown.changed(beta2=beta2)
        return np.hypot(np.diff(path.w1), np.diff(path.w2))

    directions, lengths_count = lengths(0.1), lengths(0.999)
    assert directions[-100:].mean() > 0.3
    assert lengths_count[-100:].max() < 1e-2
    assert lengths_count[0] > 0.7


def _it_swings_for_long(shown: Shown) -> None:
    (path,) = shown.tried("η = 10, β1 = 0.99")
    assert path.error[200:].max() > 100
    assert (np.diff(np.sign(path.w1)) != 0).sum() > 10
    (for_ever,) = shown.tried("η = 5, β1 = 0.5, β2 = 0.1")
    assert for_ever.error[200:].min() > 100
    later = shown.changed(steps=10_000, eta=5.0, beta1=0.5, beta2=0.1)
    assert later.error[-100:].min() > 100


def _it_passes_the_better_minimum(shown: Shown) -> None:
    (path,) = shown.tried("Two wells")
    better, worse = _WELLS.minima
    assert _WELLS.value(*worse) > _WELLS.value(*better)
    assert np.hypot(path.w1[-1] - worse[0], path.w2[-1] - worse[1]) < 0.01
    assert path.w1[0] < better[0] < path.w1.max()


def _a_small_rate_does_not_arrive(shown: Shown) -> None:
    assert round(shown.changed(eta=0.05).error[-1]) == 649
    assert shown.changed(eta=0.01).error[-1] > shown.changed(eta=0.05).error[-1]
    assert shown.changed(eta=0.3).error[-1] < 0.001


LESSON = Lesson(
    key="adam",
    number="3.4",
    title="A path with Adam",
    gist=says(
        "Adam’s step is the averaged gradient over the root of the averaged square, times $\\eta$.",
        _the_quotient_is_the_step,
    ),
    link="steps=300&t=12&run=adam:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-8",
    sentences=(
        (
            says(
                "Adam puts all of it together: $m$ averages the gradients, $s$ their squares. Both are"
                " corrected for their start at zero. The step is η times $m$ over the root of $s$.",
                _the_quotient_is_the_step,
            ),
            says(
                "The larger $\\beta_1$ is, the longer the path keeps its direction, and the farther it"
                " overshoots.",
                _it_overshoots,
            ),
            says(
                "With a small $\\beta_2$ only the directions of the gradients count, and the steps stay"
                " long at the minimum. With a large one their lengths count, too, and the steps shrink.",
                _directions_or_lengths,
            ),
        ),
        (
            says(
                "Adam does not protect you from extreme settings. It can swing about the minimum for"
                " hundreds of steps, or for ever.",
                _it_swings_for_long,
            ),
            says(
                "It can also run past the better of two minima: the button “Two wells” shows it.",
                _it_passes_the_better_minimum,
            ),
        ),
    ),
    tries=(
        ("η = 10, β1 = 0.99", "run=adam:eta=10,beta1=0.99,beta2=0.999,epsilon=1e-8"),
        ("η = 5, β1 = 0.5, β2 = 0.1", "run=adam:eta=5,beta1=0.5,beta2=0.1,epsilon=1e-8"),
        (
            "Two wells",
            f"e={quote(_WELLS.text)}&view=-2,2,-2,2&start=-1.5,1.5"
            "&run=adam:eta=0.1,beta1=0.95,beta2=0.999,epsilon=1e-8",
        ),
    ),
    able="Say what β1, β2 and η do in Adam, and what none of them can.",
    minutes=4,
    question=Question(
        "Does η matter with Adam? From η = 0.05, bring E below 0.001 by η alone.",
        "run=adam:eta=0.05,beta1=0.9,beta2=0.999,epsilon=1e-8&goal=E%3C0.001%3Bby=eta",
        (
            says(
                "It does. With 0.05 it is still on its way after 300 steps, and E is 649. A"
                " smaller η is not safer: it only gets less far. Drag η to 0.3.",
                _a_small_rate_does_not_arrive,
            ),
        ),
    ),
)
