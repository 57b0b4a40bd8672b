"""Reference computations of derivatives and of the arrivals of runs."""

import math

import numpy as np
import pytest


def central_differences(f, a, b, h=1e-6):
    """The two slopes of f at (a, b), to about nine digits where f is smooth."""
    across = (f(a - 2 * h, b) - 8 * f(a - h, b) + 8 * f(a + h, b) - f(a + 2 * h, b)) / (12 * h)
    along = (f(a, b - 2 * h) - 8 * f(a, b - h) + 8 * f(a, b + h) - f(a, b + 2 * h)) / (12 * h)
    return across, along


def close(values, scale=1.0):
    """Equal up to the error of a central difference of a function of size `scale`."""
    return pytest.approx(values, rel=1e-6, abs=1e-7 * scale)


def close_at(path, target=None):
    """The first t from which on a path stays within 1 % of its way from its target, or else its end."""
    if path.stopped is not None:
        return math.nan
    w1, w2, _ = path.judged
    target1, target2 = (w1[-1], w2[-1]) if target is None else target
    distance = np.hypot(w1 - target1, w2 - target2)
    far = np.flatnonzero(distance > 0.01 * distance[0])
    at = far[-1] + 1 if far.size else 0
    return at if at < path.t.size else math.nan
