"""Stability over time: the sharpness along a run, and theory's bound on it; pure."""

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from optimizers import Optimizer, Schedule, Trajectory
from optimizers.ieee_steps import in_numpy
from surfaces import Surface


@dataclass(frozen=True)
class Stability:
    """The sharpness along a run and its bound; entry t − 1 of an array belongs to step t = 1, ..., T."""

    sharpness: np.ndarray
    """The largest eigenvalue of D^(−1/2) H D^(−1/2), where H is the Hessian of E at w(t−1), and D what step t
    divides the gradients by (`Optimizer.preconditioner`), 1 for most methods; nan where E has no Hessian."""
    bound: np.ndarray | None
    """Theory's bound on it (`Optimizer.sharpness_bound`) with the η of step t; None if there is none."""
    scaled: bool
    """Whether the method divides its gradients, so that D is not 1."""

    @property
    def above(self) -> np.ndarray:
        """Which steps are above the bound."""
        return np.full(self.sharpness.shape, False) if self.bound is None else self.sharpness > self.bound

    @property
    def crossing(self) -> int | None:
        """The first step above the bound; None if that is step 1, or if there is none."""
        above = np.flatnonzero(self.above)
        return int(above[0]) + 1 if above.size and above[0] > 0 else None


def stability(run: Optimizer, schedule: Schedule | None, surface: Surface, path: Trajectory) -> Stability:
    """Return the sharpness of each step of a path and theory's bound on it; `schedule` is the path's, if any.

    Bounds: Cohen et al. 2021 (arXiv 2103.00065) and 2022 (arXiv 2207.14484).
    """
    rule, t = in_numpy(run), path.t[1:]
    now = rule if path.factor is None else rule.scaled(path.factor[1:])
    with np.errstate(all="ignore"):
        states = (
            run.State(*(path.state[name][weight][1:] for name in run.State._fields)) for weight in (0, 1)
        )
        d1, d2 = (cast(np.ndarray, now.preconditioner(t, state)) for state in states)
        (h11, h12), (_, h22) = surface.hessian(path.w1[:-1], path.w2[:-1])
        sharpness = _largest(h11 / d1, h12 / (np.sqrt(d1) * np.sqrt(d2)), h22 / d2)
        bound: Any = None if schedule and run.bound_needs_one_rate else now.sharpness_bound(t)
    return Stability(
        sharpness,
        None if bound is None else np.broadcast_to(np.asarray(bound, float), t.shape).copy(),
        type(run).preconditioner is not Optimizer.preconditioner,
    )


def _largest(h11: np.ndarray, h12: np.ndarray, h22: np.ndarray) -> np.ndarray:
    """Return the larger eigenvalue of symmetric matrices; it has all digits unless it is close to 0."""
    middle, half = (h11 + h22) / 2, np.hypot((h11 - h22) / 2, h12)
    return np.where(np.isfinite(middle) & np.isfinite(half), middle + half, np.nan)
