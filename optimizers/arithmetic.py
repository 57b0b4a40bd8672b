"""The few functions that an update rule needs beyond + - * / **, for each reading of the rule.

A rule is read with floats (one path), with NumPy arrays (many paths) and with symbols (the equation on the
page), and it calls the same name in all of them. Floats give floats, arrays give arrays, and anything else
is asked for its own method of that name. A nan is passed on, never replaced.
"""

import math
from fractions import Fraction

import numpy as np

_NUMBER = (float, int)
_ARRAY = (np.ndarray, np.generic)


def sqrt(x):
    """Return the square root; of what has no `sqrt` of its own, such as a SymPy expression, x ** ½."""
    if isinstance(x, float):
        return math.sqrt(x)
    if isinstance(x, _ARRAY):
        return np.sqrt(x)
    return x.sqrt() if hasattr(x, "sqrt") else x ** Fraction(1, 2)


def sign(x):
    """Return −1, 0 or 1."""
    if isinstance(x, _NUMBER):
        return 1.0 if x > 0 else -1.0 if x < 0 else x
    if isinstance(x, _ARRAY):
        return np.sign(x)
    return x.sign()


def maximum(x, y):
    """Return the larger of the two, or nan if one of them is."""
    if isinstance(x, _NUMBER) and isinstance(y, _NUMBER):
        return x if x >= y or x != x else y
    if isinstance(x, _ARRAY) or isinstance(y, _ARRAY):
        return np.maximum(x, y)
    return y.maximum(x) if isinstance(x, _NUMBER) else x.maximum(y)


def where(condition, yes, no):
    """Return `yes` where the condition holds, else `no`."""
    if isinstance(condition, bool):
        return yes if condition else no
    if isinstance(condition, _ARRAY):
        return np.where(condition, yes, no)
    return condition.where(yes, no)


def clip(x, low, high):
    """Return x, but at least `low` and at most `high`."""
    raised = where(x < low, low, x)
    return where(raised > high, high, raised)
