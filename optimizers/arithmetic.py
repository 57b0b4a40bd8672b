"""The few functions that an update rule needs beyond + - * / **, for each reading of the rule.

A rule is read with floats (one path), with NumPy arrays (many paths) and with symbols (the equation on the
page), and it calls the same name in all of them.
"""

import math
from fractions import Fraction

import numpy as np


def sqrt(x):
    """Return the square root of a float, of an array, or of a symbol."""
    if isinstance(x, float):
        return math.sqrt(x)
    if isinstance(x, np.ndarray | np.generic):
        return np.sqrt(x)
    return x.sqrt() if hasattr(x, "sqrt") else x ** Fraction(1, 2)
