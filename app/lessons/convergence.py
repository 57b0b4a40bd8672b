"""Lesson 1.3: how fast three values of α converge."""

import math

import numpy as np

from . import Lesson, Question, Shown, says, shows


def _all_fall_fast_at_first(shown: Shown) -> None:
    for path in shown.paths:
        assert path.error[100] < 0.06 * path.error[0]


def _the_run_without_momentum_creeps(shown: Shown) -> None:
    for path, error in zip(shown.paths, ("4.9e-29", "2.8e-07", "1.5e-01"), strict=True):
        assert f"{path.error[700]:.1e}" == error
    assert f"{shown.paths[2].error[700]:.3g}" == "0.148"


def _one_run_has_a_bump(shown: Shown) -> None:
    bumpy, *smooth = shown.paths
    rising = np.flatnonzero(np.diff(bumpy.error) > 0)[0]
    assert rising + int(np.argmax(np.diff(bumpy.error[rising:]) < 0)) == 22
    for path in smooth:
        assert (np.diff(path.error) < 0).all()


def _straight_lines_are_geometric(shown: Shown) -> None:
    swinging, *straight = (np.log10(path.error[300:]) for path in shown.paths)
    for line, alpha in zip(straight, (0.6, 0.0), strict=True):
        half = (1 + alpha - 0.001 * 6) / 2  # along the valley E curves by 6
        rate = half + math.sqrt(half**2 - alpha)
        np.testing.assert_allclose(np.diff(line), 2 * math.log10(rate), rtol=5e-3)
    about = np.polynomial.Polynomial.fit(range(401), swinging, 1).convert()
    assert abs(about.coef[1] / math.log10(0.9) - 1) < 0.02
    off = swinging - about(np.arange(401))
    assert (np.diff(np.sign(off)) != 0).sum() > 10
    assert np.abs(off).max() > 0.3


def _momentum_does_not_creep_but_overshoots(shown: Shown) -> None:
    _the_run_without_momentum_creeps(shown)
    _one_run_has_a_bump(shown)


LESSON = Lesson(
    key="convergence",
    number="1.3",
    title="Three values of α",
    gist=says(
        "Without momentum the run creeps along the valley. With much momentum it overshoots first.",
        _momentum_does_not_creep_but_overshoots,
    ),
    about="traces",
    link=(
        "steps=700&t=22&crop=600&run=momentum:eta=0.001,alpha=0.9"
        "&run=momentum:eta=0.001,alpha=0.6&run=momentum:eta=0.001,alpha=0"
    ),
    sentences=(
        (
            shows(
                "The error over 700 steps for $\\alpha = 0.9$ (blue), 0.6 (green) and 0 (purple). The"
                " figure shows what is below 600; a double click or tap on it shows all."
            ),
        ),
        (
            says("All three fall fast at first.", _all_fall_fast_at_first),
            says(
                "Then the run without momentum creeps along the valley. At $t = 700$ its error is still"
                " 0.148. With $\\alpha = 0.6$ it is $2.8 \\cdot 10^{-7}$, and with $\\alpha = 0.9$ only"
                " $4.9 \\cdot 10^{-29}$.",
                _the_run_without_momentum_creeps,
            ),
            says("But the run with 0.9 overshoots: its error has a bump at $t = 22$.", _one_run_has_a_bump),
        ),
        (
            says(
                "Switch to the log scale in “View”. Where a curve is a straight line there, each step"
                " leaves the same share of the error: this is geometric convergence. The curve of 0.9"
                " swings about such a line, on which each step leaves 0.9 of the error.",
                _straight_lines_are_geometric,
            ),
        ),
    ),
    able="Read off a curve of E how fast a run converges.",
    minutes=3,
    question=Question(
        "How does E go over 700 steps with α = 0.9? Does it fall all the way? Draw it.",
        "guess=curve&error=linear",
        (
            says(
                "E does not fall all the way. It has a bump at $t = 22$, where the path climbs the"
                " other side of the valley. Switch to the log scale in “View” to see the end.",
                _one_run_has_a_bump,
            ),
        ),
    ),
)
