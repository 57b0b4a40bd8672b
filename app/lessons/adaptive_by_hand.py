"""Lesson 2.1: two steps of gradient descent and of the adaptive scheme, by hand."""

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    adaptive, descent = paths
    assert [round(s[1], 6) for s in adaptive.state["s"]] == [810, 16000]
    assert [round(s[2], 2) for s in adaptive.state["s"]] == [1522.01, 30148.02]
    assert (round(adaptive.w1[1], 2), round(adaptive.w2[1], 2)) == (-14.84, 19.84)
    assert (round(adaptive.w1[2], 2), round(adaptive.w2[2], 2)) == (-14.73, 19.73)
    assert (round(descent.w1[2], 2), round(descent.w2[2], 2)) == (-14.82, 19.21)


LESSON = Lesson(
    key="adaptive-by-hand",
    number="2.1",
    title="Two adaptive steps by hand",
    link=(
        "steps=2&t=2&view=-15.2,-14.6,19,20.2"
        "&run=rmsprop:eta=0.05,beta=0.9,epsilon=1e-8&run=gradient-descent:eta=0.001"
    ),
    text=(
        "Two updates of the adaptive scheme with $\\eta = 0.05$, $\\beta = 0.9$ (blue), beside gradient"
        " descent with $\\eta = 0.001$ (orange). The scale $s(1) = (810, 16000)$ holds a tenth of the squared"
        " gradient, so the first step is as long in both weights: $w(1) = (-14.84, 19.84)$.",
        "In the second step $s(2) = (1522.01, 30148.02)$ and $w(2) = (-14.73, 19.73)$: again nearly the same"
        " for both, where gradient descent falls 0.79 downwards and only 0.18 to the right.",
        "It is the direction that differs. Divided by its own recent size, each component of the gradient"
        " counts by its sign more than by its length.",
    ),
    check=check,
)
