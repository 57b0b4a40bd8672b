"""Where E is sampled: on a grid, and in directions all around a point."""

import math

import numpy as np


def grid(count: int) -> np.ndarray:
    """Return the points of a grid over −1 to 1, shape (2, count, count)."""
    return np.stack(np.meshgrid(*[np.linspace(-1, 1, count)] * 2))


def circle(count: int, first: float = 0.0) -> np.ndarray:
    """Return points on the unit circle, shape (2, count), evenly spaced from an angle on."""
    angles = np.arange(count) * math.pi / (count / 2) + first
    return np.stack([np.cos(angles), np.sin(angles)])
