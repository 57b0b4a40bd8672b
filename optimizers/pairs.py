"""Gradient pairs: what two gradients of one weight, met one after the other, do to its second step.

A weight starts with the method's initial state, meets g1 in step 1 and g2 in step 2. The measures compare
step 2 with step 1, or with the step that gradient descent would take. They are functions of (g1, g2) alone:
no error function is involved.
"""

from typing import NamedTuple

import numpy as np

from .base import Optimizer
from .careful import in_numpy, initial_in_numpy


class GradientPair(NamedTuple):
    """The first two steps of one weight: float64 arrays of the shape to which g1, g2 and hypers broadcast."""

    first: np.ndarray
    """What step 1 subtracts from the weight."""
    second: np.ndarray
    """What step 2 subtracts from it."""
    measure: np.ndarray
    """|second| − |η g2|: how much longer step 2 is than gradient descent's with the same η."""


def pair(optimizer: Optimizer, g1, g2) -> GradientPair:
    """Take two steps of a method with the gradients g1 and g2, and measure the second.

    `measure` is positive where the method amplifies g2 and negative where it attenuates it. It is C_a of the
    article series for RMSProp (part 2), C_A for Adam and C̃_A for Adam without bias correction (part 3), there
    with η = 1. The formula of C_a has a second factor η, which 1 hides. It is defined for every method alike,
    with η = 1 for a method that has no η.

    The weight is 0 throughout, so that weight decay takes no part.

    Args:
        optimizer: a method; its hyper-parameters may be arrays.
        g1: the gradient of step 1, a float or an array.
        g2: the gradient of step 2; all of them broadcast together.

    Returns:
        both steps and the measure; inf or nan where a step overflows.
    """
    g1, g2 = np.asarray(g1, dtype=float), np.asarray(g2, dtype=float)
    rule, (zero, one, two) = in_numpy(optimizer), np.arange(3.0)
    with np.errstate(all="ignore"):
        state = rule.accumulate(one, g1, initial_in_numpy(rule))
        first = rule.update(one, zero, g1, state)
        state = rule.accumulate(two, g2, state)
        second = rule.update(two, zero, g2, state)
        measure = np.abs(second) - np.abs(getattr(rule, "eta", 1.0) * g2)
    return GradientPair(*(np.array(each) for each in np.broadcast_arrays(first, second, measure)))


def measure(optimizer: Optimizer, g1, g2) -> np.ndarray:
    """Return the measure by which a method's gradient pairs are shown: its own, or that of `pair`.

    Args:
        optimizer: a method with its hyper-parameters.
        g1: the gradient of step 1, a float or an array.
        g2: the gradient of step 2; both broadcast together.
    """
    own = type(optimizer).pair_measure
    return pair(optimizer, g1, g2).measure if own is None else own(optimizer, g1, g2)


def momentum_measure(alpha, g1, g2) -> np.ndarray:
    """Return C_m of the article series (part 1): by how much momentum gains magnitude from step 1 to step 2.

    With m(1) = g1 and m(2) = α g1 + g2,

        C_m = m(2) − m(1)   where g1 ≥ 0,
              m(1) − m(2)   where g1 < 0.

    C_m > 0: m grows in the direction of g1; C_m < 0: it shrinks, or turns round. C_m jumps at g1 = 0, from
    −g2 on the left to g2 on the right: without a first gradient there is no direction to grow in.

    Args:
        alpha: how much momentum is kept, α.
        g1: the gradient of step 1, a float or an array.
        g2: the gradient of step 2; all three broadcast together.
    """
    alpha, g1, g2 = (np.asarray(each, dtype=float) for each in (alpha, g1, g2))
    with np.errstate(all="ignore"):
        gain = (alpha * g1 + g2) - g1
    return np.where(g1 >= 0, gain, -gain)
