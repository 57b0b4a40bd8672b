"""Gradient noise, as from a mini-batch: random numbers that a seed reproduces.

The browser makes the same numbers (static/engine/normals.js).
"""

import numpy as np
from numpy.typing import ArrayLike

from .base import Array
from .normals import normal_numbers


def gradient_noise(sigma: float, seed: int, index: int, steps: int) -> Array | None:
    """Return the noise of one path for `descend`: independent normal numbers of mean 0 and deviation σ.

    Each path has its own stream, and row t belongs to step t + 1. So path 3 is the same among five paths as
    among fifty, and more steps only prolong it.

    Args:
        sigma: the standard deviation of ∂E/∂w1 and of ∂E/∂w2 at every step.
        seed: a whole number from 0 to 2**32 − 1, so that each pair (seed, index) has a stream of its own.
        index: the number of the path, from 0.
        steps: the number of updates that the path has.

    Returns:
        an array of shape (steps + 1, 2), or None for σ = 0.
    """
    if sigma == 0:
        return None
    return sigma * normal_numbers(seed, index, 2 * (steps + 1)).reshape(-1, 2)


def noise_by_weight(noise: ArrayLike, steps: int) -> list[list[float]]:
    """Return the noise of g1 and of g2 at t = 0, 1, ..., steps, as lists, which a loop reads fastest.

    Raises:
        ValueError: the noise has another shape than (steps + 1, 2); further rows are not used.
    """
    used = np.atleast_1d(np.asarray(noise, dtype=np.float64))[: steps + 1]
    if used.shape != (steps + 1, 2):
        words = f"{steps} steps need noise of shape ({steps + 1}, 2), not {np.shape(noise)}"
        raise ValueError(f"{words}: gradient_noise(sigma, seed, index, steps) makes it")
    columns: list[list[float]] = used.T.tolist()
    return columns
