"""The few functions that an update rule needs beyond + - * / **, for each reading of the rule.

A rule is read with floats (one path), with NumPy arrays (many paths) and with symbols (the equation on the
page), and it calls the same name in all of them.
"""

import math

import numpy as np


def sqrt(x):
    """Return the square root of a float, an array, or anything else that knows `** 0.5`."""
    if isinstance(x, float):
        return math.sqrt(x)
    if isinstance(x, np.ndarray | np.generic):
        return np.sqrt(x)
    return x**0.5
