"""Lesson 1.5: how much momentum speeds up on a constant slope."""

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    (path,) = paths
    for m, g in zip(path.state["m"], (1, 2), strict=True):
        assert abs(m[-1] / g - 10) < 0.01
        assert m[1] == g


LESSON = Lesson(
    key="speed-up",
    number="1.5",
    title="A factor of 1/(1 − α)",
    link="e=w1%20%2B%202%20w2&start=9,18&view=-2,10,-4,20&steps=100&t=1&run=momentum:eta=0.01,alpha=0.9",
    text=(
        "On a plane the gradient is $g = (1, 2)$ everywhere. Each step adds it once more and keeps α of the"
        " sum, so that $m(t) = g (1 + \\alpha + \\alpha^2 + \\dots)$ tends to $g/(1 - \\alpha)$, the"
        " dotted lines in the trace of $m$.",
        "With $\\alpha = 0.9$ the steps become ten times as long as those of gradient descent:"
        " $m$ tends to $(10, 20)$. Drag α and watch the limit move, and how long it takes to get there.",
    ),
    check=check,
)
