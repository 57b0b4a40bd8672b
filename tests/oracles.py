"""What a derivative is held against."""

import pytest


def central_differences(f, a, b, h=1e-6):
    """The two slopes of f at (a, b), to about nine digits where f is smooth."""
    across = (f(a - 2 * h, b) - 8 * f(a - h, b) + 8 * f(a + h, b) - f(a + 2 * h, b)) / (12 * h)
    along = (f(a, b - 2 * h) - 8 * f(a, b - h) + 8 * f(a, b + h) - f(a, b + 2 * h)) / (12 * h)
    return across, along


def close(values, scale=1.0):
    """Equal but for the error of a central difference of a function of size `scale`."""
    return pytest.approx(values, rel=1e-6, abs=1e-7 * scale)
