"""The limit of a moment while the gradient is constant, as in the article's speed-up of momentum."""

import math

import numpy as np

from optimizers import Optimizer, Trajectory
from optimizers.ieee_steps import in_numpy

SAME = 1e-6
"""Two limits are the same if they differ by at most this share."""


def limits(run: Optimizer, path: Trajectory, name: str) -> list[float]:
    """Return the limit of a moment for each weight; an empty list if it has none or the gradient changes.

    A moment that moves by x(t) = a x(t−1) + b with |a| < 1 tends to b/(1 − a): g/(1 − α) for momentum. Its
    limit is shown if the last two steps have the same one. Other moments have no limit here. `name` is the
    moment's field in the method's state.
    """
    last = path.t.size - 1
    if name not in path.state or last < 1 or any((g != g[0]).any() for g in (path.g1, path.g2)):
        return []
    found = []
    for weight in (0, 1):
        before, end = (_limit(run, path, name, weight, t) for t in (max(1, last - 1), last))
        if not math.isclose(before, end, rel_tol=SAME):
            return []
        found.append(end)
    return found


def _limit(run: Optimizer, path: Trajectory, name: str, weight: int, t: int) -> float:
    """Return the limit of a moment if all steps were like step t; nan if there is none."""
    rule, g = in_numpy(run), (path.g1, path.g2)[weight][0]
    w = (path.w1, path.w2)[weight][t - 1]
    before = run.State(*(path.state[field][weight][t - 1] for field in run.State._fields))

    def moved(x: float) -> float:
        state = before._replace(**{name: np.float64(x)})
        return float(getattr(rule.remembered(np.float64(t), w, g, state), name))

    with np.errstate(all="ignore"):
        offset, slope = moved(0.0), moved(1.0) - moved(0.0)
        linear = math.isclose(moved(2.0), offset + 2 * slope, rel_tol=1e-9, abs_tol=1e-12)
    return offset / (1 - slope) if abs(slope) < 1 and linear else math.nan
