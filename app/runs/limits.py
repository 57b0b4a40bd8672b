"""The limit of a moment while the gradient is constant, as in the article's speed-up of momentum."""

import math

import numpy as np

from optimizers import Optimizer, Trajectory


def limits(run: Optimizer, path: Trajectory, name: str) -> list[float]:
    """Return the limit of a moment for each weight; an empty list if the gradient is not constant.

    A moment that moves by x(t) = a x(t−1) + b with |a| < 1 tends to b/(1 − a): g/(1 − α) for momentum. Other
    moments have no limit here.

    Args:
        run: the method.
        path: its path.
        name: a field of the method's state.
    """
    if name not in path.state or path.t.size < 2 or np.ptp(path.g1) or np.ptp(path.g2):
        return []
    place = run.State._fields.index(name)

    def moved(x: float, g: float) -> float:
        state = list(run.initial())
        state[place] = x
        return run.accumulate(1, g, run.State(*state))[place]

    found = []
    for g in (float(path.g1[0]), float(path.g2[0])):
        offset, slope = moved(0.0, g), moved(1.0, g) - moved(0.0, g)
        linear = math.isclose(moved(2.0, g), offset + 2 * slope, rel_tol=1e-9, abs_tol=1e-12)
        if abs(slope) < 1 and linear:
            found.append(offset / (1 - slope))
    return found
