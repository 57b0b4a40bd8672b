"""Lesson 2.2: a path with adaptive learning rates."""

import numpy as np

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    smooth, angular = paths
    steps = np.abs(np.diff([angular.w1[:250], angular.w2[:250]]))
    np.testing.assert_allclose(steps, 0.05, rtol=1e-6)
    assert not np.allclose(np.abs(np.diff(smooth.w1[:250])), 0.05, rtol=1e-3)


LESSON = Lesson(
    key="adaptive",
    number="2.2",
    title="A path with adaptive rates",
    link=(
        "steps=400&t=50&run=rmsprop:eta=0.05,beta=0.9,epsilon=1e-8&run=rmsprop:eta=0.05,beta=0,epsilon=1e-8"
    ),
    text=(
        "The path does not fall down the steep side first: it heads for the minimum, because both weights"
        " move at much the same speed. The traces of $s$ are the squared gradients, smoothed.",
        "At $\\beta = 0$ (orange) nothing is remembered. Every step is $\\pm\\eta$ in each weight, so the"
        " path runs along diagonals and then along an axis: angular. With $\\beta = 0.9$ some of the"
        " gradient’s length survives, and the path bends smoothly.",
        "Drag β towards 1, and η: the scheme forgives a poor η far more than gradient descent does, but it"
        " never quite comes to rest, because its steps do not shrink with the gradient.",
    ),
    check=check,
)
