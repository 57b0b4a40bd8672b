"""Lesson 1.4: when momentum gains and when it loses."""

from optimizers import OPTIMIZERS
from optimizers.pairs import measure

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    momentum = OPTIMIZERS["momentum"]
    assert abs(measure(momentum(alpha=0.4), 2.0, 1.0) + 0.2) < 1e-12
    assert measure(momentum(alpha=1.0), 2.0, 1.0) == 1


LESSON = Lesson(
    key="two-cases",
    number="1.4",
    title="Gain and loss",
    link="tab=pairs&reach=3&run=momentum:eta=0.001,alpha=0.4",
    text=(
        "One weight meets the gradient $g_1$, then $g_2$. The map shows by how much the momentum has grown"
        " from the first step to the second: red where it gained, blue where it lost.",
        "It gains where both have one sign and $g_2$ makes up for the friction. At $g_1 = 2$, $g_2 = 1$ and"
        " $\\alpha = 0.4$ it loses 0.2 although both point the same way: friction took 1.2, and $g_2$ gave"
        " back 1 only. The map jumps at $g_1 = 0$, because growing means something else on either side.",
        "Drag α: the lines are steepest at 0, where only $g_2 > g_1$ counts, and level at 1, where every"
        " gradient adds in full.",
    ),
    check=check,
)
