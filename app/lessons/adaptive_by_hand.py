"""Lesson 2.1: two steps of gradient descent and of the adaptive scheme, by hand."""

import numpy as np

from . import Lesson, Question, Shown, says


def _two_updates(shown: Shown) -> None:
    adaptive, descent = shown.paths
    assert adaptive.t.size == descent.t.size == 3
    assert list(adaptive.state) == ["s"]
    assert not descent.state
    np.testing.assert_allclose(np.diff(descent.w2), -0.001 * descent.g2[:2])


def _the_first_step_is_as_long_in_both(shown: Shown) -> None:
    adaptive, _ = shown.paths
    assert [round(s[1], 6) for s in adaptive.state["s"]] == [810, 16000]
    for s, g in zip(adaptive.state["s"], (adaptive.g1, adaptive.g2), strict=True):
        assert round(s[1] / g[0] ** 2, 12) == 0.1
    assert (round(adaptive.w1[1], 2), round(adaptive.w2[1], 2)) == (-14.84, 19.84)
    assert round(adaptive.w1[1] + 15, 6) == round(20 - adaptive.w2[1], 6)


def _after_the_second_it_is_still_the_same(shown: Shown) -> None:
    adaptive, descent = shown.paths
    assert [round(s[2], 2) for s in adaptive.state["s"]] == [1522.01, 30148.02]
    assert (round(adaptive.w1[2], 2), round(adaptive.w2[2], 2)) == (-14.73, 19.73)
    assert (round(20 - descent.w2[2], 2), round(descent.w1[2] + 15, 2)) == (0.79, 0.18)


def _directions_differ(shown: Shown) -> None:
    adaptive, descent = (np.degrees(np.arctan2(20 - path.w2[2], path.w1[2] + 15)) for path in shown.paths)
    assert abs(adaptive - 45) < 0.1
    assert descent > 75


def _the_sign_counts(shown: Shown) -> None:
    adaptive, _ = shown.paths
    assert adaptive.g2[0] > 4 * -adaptive.g1[0] > 0
    first, second = -np.diff(adaptive.w1), -np.diff(adaptive.w2)
    assert (np.sign(first) == np.sign(adaptive.g1[:2])).all()
    assert (np.sign(second) == np.sign(adaptive.g2[:2])).all()
    np.testing.assert_allclose(np.abs(first), np.abs(second), rtol=0.01)


LESSON = Lesson(
    key="adaptive-by-hand",
    number="2.1",
    title="Two adaptive steps by hand",
    gist=says(
        "The scheme’s first step is equally long in both weights, however different their gradients are.",
        _the_first_step_is_as_long_in_both,
    ),
    panel="step",
    link=(
        "steps=2&t=2&view=-15.2,-14.6,19,20.2"
        "&run=rmsprop:eta=0.05,beta=0.9,epsilon=1e-8&run=gradient-descent:eta=0.001"
    ),
    sentences=(
        (
            says(
                "Two steps of the adaptive scheme with $\\eta = 0.05$, $\\beta = 0.9$ (blue), beside"
                " gradient descent with $\\eta = 0.001$ (green).",
                _two_updates,
            ),
            says(
                "The scale $s(1) = (810, 16000)$ is a tenth of the squared gradient. The gradient is"
                " divided by its root, so the step is equally long in both weights. It leads to $w(1) ="
                " (-14.84, 19.84)$.",
                _the_first_step_is_as_long_in_both,
            ),
        ),
        (
            says(
                "The second step, with $s(2) = (1522.01, 30148.02)$, leads to $w(2) = (-14.73, 19.73)$: it"
                " is nearly as long in both again. Meanwhile gradient descent has moved 0.79 down and only"
                " 0.18 to the right.",
                _after_the_second_it_is_still_the_same,
            ),
        ),
        (
            says(
                "So the directions differ: the scheme goes down at 45°, gradient descent at more than 75°.",
                _directions_differ,
            ),
            says(
                "Each component of the gradient is divided by its own recent size. So its sign counts more"
                " than its size.",
                _the_sign_counts,
            ),
        ),
    ),
    able="Compute a step with adaptive rates by hand.",
    minutes=3,
    question=Question(
        (
            "At the start the slope is more than four times as steep along w2 as along w1. Where"
            " does the first step of the adaptive scheme lead?"
        ),
        "steps=1&t=1&guess=place",
        (
            says(
                "The step does not go down the steepest slope. It is equally long in both weights, however"
                " different their gradients are. Open “Step” for the arithmetic.",
                _the_first_step_is_as_long_in_both,
            ),
        ),
    ),
)
