"""Gradient pairs: what two gradients of one weight, met one after the other, do to its second step.

A weight starts with the method's initial state, meets g1 in step 1 and g2 in step 2. A measure compares
numbers of these steps. It is a function of (g1, g2) alone: no error function is involved.

A measure is written in plain arithmetic, and its parameters name the numbers that it compares (`numbers`). So
it can be called with symbols, too, and the title of a map is the formula that was computed.
"""

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .arithmetic import where
from .base import Array, Number, Optimizer
from .ieee_steps import in_numpy, initial_in_numpy

Measure = Callable[..., Number]


class GradientPair(NamedTuple):
    """The first two steps of one weight: float64 arrays of the shape to which g1, g2 and hypers broadcast."""

    first: Array
    """What step 1 subtracts from the weight."""
    second: Array
    """What step 2 subtracts from it."""
    measure: Array
    """`lengthening`: how much longer step 2 is than gradient descent's with the same η."""


def lengthening(step2: Number, eta: Number, g2: Number) -> Number:
    """Return |step 2| − |η g2|: positive where a method amplifies g2, negative where it attenuates it.

    It is C_a of the article series for RMSProp (part 2), C_A for Adam and C̃_A for Adam without bias
    correction (part 3), there with η = 1. The formula of C_a has a second factor η, which 1 hides.
    """
    return abs(step2) - abs(eta * g2)


def gain(g1: Number, m1: Number, m2: Number) -> Number:
    """Return by how much m gains magnitude from step 1 to step 2: C_m of the article series (part 1).

    C_m > 0: m grows in the direction of g1; C_m < 0: it shrinks, or turns round. C_m jumps at g1 = 0: without
    a first gradient there is no direction to grow in.
    """
    return where(g1 >= 0, m2 - m1, m1 - m2)


def numbers(optimizer: Optimizer, g1: ArrayLike, g2: ArrayLike) -> dict[str, Array]:
    """Take two steps of a method with the gradients g1 and g2, and return what a measure may compare.

    The weight is 0 throughout, so that weight decay takes no part.

    Args:
        optimizer: a method; its hyper-parameters may be arrays.
        g1: the gradient of step 1, a float or an array.
        g2: the gradient of step 2; all of them broadcast together.

    Returns:
        by name, float64 arrays of the common shape: g1 and g2; step1 and step2, what the steps subtract from
        the weight; eta, 1 for a method without η; and the fields of the state with 1 and 2 after their names.
        They are inf or nan where a step overflows.
    """
    g1, g2 = np.asarray(g1, dtype=float), np.asarray(g2, dtype=float)
    rule, (zero, one, two) = in_numpy(optimizer), np.arange(3.0)
    found: dict[str, Any] = {}
    steps = {"g1": g1, "g2": g2, "eta": getattr(rule, "eta", 1.0)}
    state = initial_in_numpy(rule)
    with np.errstate(all="ignore"):
        for number, t, g in (("1", one, g1), ("2", two, g2)):
            state = rule.remembered(t, zero, g, state)
            steps[f"step{number}"] = rule.update(t, zero, g, state)
            found |= {f"{name}{number}": value for name, value in state._asdict().items()}
    found |= steps  # a field of the state may be called g
    return dict(zip(found, map(np.array, np.broadcast_arrays(*found.values())), strict=True))


def pair(optimizer: Optimizer, g1: ArrayLike, g2: ArrayLike) -> GradientPair:
    """Return both steps of a method (see `numbers`) and `lengthening`, which is defined for every method."""
    found = numbers(optimizer, g1, g2)
    return GradientPair(found["step1"], found["step2"], _compare(lengthening, found))


def measure(optimizer: Optimizer, g1: ArrayLike, g2: ArrayLike) -> Array:
    """Return the measure by which a method's gradient pairs are shown (`measure_of`); see `numbers`."""
    return _compare(measure_of(optimizer), numbers(optimizer, g1, g2))


def measure_of(optimizer: Optimizer) -> Measure:
    """Return the function by which a method's gradient pairs are shown: its own, or `lengthening`."""
    return type(optimizer).pair_measure or lengthening


def compared(measure: Measure) -> tuple[str, ...]:
    """Return the names of the numbers that a measure compares."""
    return tuple(inspect.signature(measure).parameters)


def _compare(measure: Measure, found: dict[str, Array]) -> Array:
    with np.errstate(all="ignore"):
        return np.array(measure(*(found[name] for name in compared(measure))))
