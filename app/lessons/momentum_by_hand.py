"""Lesson 1.1: two steps of gradient descent and of momentum, by hand."""

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    momentum, descent = paths
    assert (round(descent.w1[2], 2), round(descent.w2[2], 2)) == (-14.82, 19.21)
    assert [round(m[2], 2) for m in momentum.state["m"]] == [-170.46, 752]
    assert (round(momentum.w1[2], 2), round(momentum.w2[2], 2)) == (-14.74, 18.85)
    assert (momentum.w1[1], momentum.w2[1]) == (descent.w1[1], descent.w2[1])


LESSON = Lesson(
    key="momentum-by-hand",
    number="1.1",
    title="Two steps by hand",
    link=(
        "steps=2&t=2&view=-15.2,-14.6,18.6,20.2"
        "&run=momentum:eta=0.001,alpha=0.9&run=gradient-descent:eta=0.001"
    ),
    text=(
        "Two updates from $w(0) = (-15, 20)$ with $\\eta = 0.001$: blue with momentum, orange without. The"
        " first step is the same for both, because there is nothing to remember yet:"
        " $w(1) = (-14.91, 19.6)$.",
        "In the second step gradient descent has only the new gradient and comes to $(-14.82, 19.21)$."
        " Momentum still has 90 % of the old one, $m(2) = (-170.46, 752)$, and comes to $(-14.74, 18.85)$,"
        " nearly twice as far.",
        "The arrows show $-\\nabla E$, $-m$ and the update $\\Delta w$; a click on a name hides one. Open"
        " “Step” for the arithmetic, and move the time to 1 to see the first step.",
    ),
    check=check,
)
