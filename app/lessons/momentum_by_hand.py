"""Lesson 1.1: two steps of gradient descent and of momentum, by hand."""

import math

import numpy as np

from . import Lesson, Question, Shown, says, shows


def _two_updates(shown: Shown) -> None:
    for path in shown.paths:
        assert (path.w1[0], path.w2[0], path.t.size) == (-15, 20, 3)
    momentum, descent = shown.paths
    assert "m" in momentum.state
    assert not descent.state
    assert math.isclose(descent.w1[1] + 15, 0.001 * 90)


def _the_first_step_is_the_same(shown: Shown) -> None:
    for path in shown.paths:
        assert (round(path.w1[1], 2), round(path.w2[1], 2)) == (-14.91, 19.6)
    momentum, descent = shown.paths
    assert (momentum.w1[1], momentum.w2[1]) == (descent.w1[1], descent.w2[1])


def _descent_has_only_the_new_gradient(shown: Shown) -> None:
    _, descent = shown.paths
    assert math.isclose(descent.w2[2], descent.w2[1] - 0.001 * descent.g2[1])
    assert (round(descent.w1[2], 2), round(descent.w2[2], 2)) == (-14.82, 19.21)


def _momentum_keeps_most_of_the_old_one(shown: Shown) -> None:
    momentum, _ = shown.paths
    assert [round(m[2], 2) for m in momentum.state["m"]] == [-170.46, 752]
    assert math.isclose(momentum.state["m"][1][2], 0.9 * momentum.g2[0] + momentum.g2[1])
    assert (round(momentum.w1[2], 2), round(momentum.w2[2], 2)) == (-14.74, 18.85)
    (first, second), (plain_first, plain_second) = (
        np.hypot(np.diff(p.w1), np.diff(p.w2)) for p in shown.paths
    )
    assert 1.85 < second / plain_second < 2
    assert 1.85 < second / first < 2
    assert 0.95 < plain_second / plain_first < 1


LESSON = Lesson(
    key="momentum-by-hand",
    number="1.1",
    title="Two steps by hand",
    gist=says(
        "Momentum keeps 90 % of the first gradient: its second step is nearly twice as long as without.",
        _momentum_keeps_most_of_the_old_one,
    ),
    panel="step",
    link=(
        "steps=2&t=2&view=-15.2,-14.6,18.6,20.2"
        "&run=momentum:eta=0.001,alpha=0.9&run=gradient-descent:eta=0.001"
    ),
    sentences=(
        (
            says(
                "Two steps from $w(0) = (-15, 20)$: the blue run has momentum, the green one has none.",
                _two_updates,
            ),
            says(
                "The first step is the same for both: there is nothing to remember yet. It leads to"
                " $w(1) = (-14.91, 19.6)$.",
                _the_first_step_is_the_same,
            ),
        ),
        (
            says(
                "In the second step gradient descent uses the new gradient alone. It gets to $(-14.82,"
                " 19.21)$.",
                _descent_has_only_the_new_gradient,
            ),
            says(
                "Momentum adds 90 % of the first gradient to it: the sum is $m(2) = (-170.46, 752)$. It"
                " gets to $(-14.74, 18.85)$: its second step is nearly twice as long.",
                _momentum_keeps_most_of_the_old_one,
            ),
        ),
        (
            shows("The arrows show $-\\nabla E$, $-m$ and the update $\\Delta w$; “View” hides them."),
            shows("Open “Step” for the arithmetic, and move the time to 1 to see the first step."),
        ),
    ),
    able="Compute a step with momentum by hand.",
    minutes=3,
    question=Question(
        (
            "The first step is the same with and without momentum: from (−15, 20) to (−14.91, 19.6). Where"
            " does the second step lead with momentum?"
        ),
        "guess=place",
        (
            says(
                "Momentum keeps 90 % of the first gradient and adds the second one to it. So its second"
                " step is nearly twice as long as its first. Drag α to 0: then both are about as long.",
                _momentum_keeps_most_of_the_old_one,
            ),
        ),
    ),
)
