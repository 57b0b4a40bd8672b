"""Lesson 2.3: which gradients the adaptive scheme amplifies and which it attenuates."""

import numpy as np

from optimizers import OPTIMIZERS
from optimizers.pairs import pair

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    run = OPTIMIZERS["rmsprop"](eta=1.0, beta=0.0, epsilon=1e-8)
    steps = np.abs(pair(run, 1.0, np.array([0.01, 0.1, 1.0, 3.0])).second)
    np.testing.assert_allclose(steps, 1, atol=1e-4)
    assert pair(run, 0.0, 0.25).measure > 0 > pair(run, 0.0, 2.0).measure


LESSON = Lesson(
    key="amplify-attenuate",
    number="2.3",
    title="Amplify or attenuate",
    link="tab=pairs&reach=3&run=rmsprop:eta=1,beta=0.9,epsilon=1e-8",
    text=(
        "How much longer is the second step than gradient descent’s? Red: the adaptive scheme amplifies"
        " $g_2$; blue: it attenuates it. Small gradients become larger and large ones smaller, which is what"
        " the scheme is for.",
        "At $\\beta = 0$ the second step has length 1 whatever $g_2$ is, as long as it is well above"
        " $\\sqrt{\\varepsilon} = 10^{-4}$: all lines are level, and red turns blue at $|g_2| = 1$."
        " The larger β is, the more a large $g_1$ holds the second step back.",
        "Turn the wheel over the map to look closer at the origin, or from further away.",
    ),
    check=check,
    tries=(("Nothing remembered, β = 0", "run=rmsprop:eta=1,beta=0,epsilon=1e-8"),),
)
