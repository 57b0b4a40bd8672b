"""Averaging in place of a schedule: Schedule-Free gradient descent."""

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from .base import Number, Optimizer, hyper


class Averages(NamedTuple):
    """Both points of the method, measured from w(0): the one that descends, z, and its average, x.

    `total` is the sum of all η² so far, and `step` what is subtracted from w.
    """

    z: Number
    x: Number
    total: Number
    step: Number


@dataclass(frozen=True)
class ScheduleFree(Optimizer):
    """Schedule-Free SGD (Defazio et al. 2024, equations 3 to 5): descent at a mix of a point and its average.

    z(t) = z(t−1) − η g,   g at y(t−1)
    x(t) = (1 − c) x(t−1) + c z(t),   c = η² / Σ η²: 1/t without a schedule
    y(t) = (1 − β) z(t) + β x(t)
    w(t) = w(t−1) − (y(t−1) − y(t))

    Three points move, and the gradient is taken at y. Here w is y, so that g is the gradient at w(t−1), as in
    every other method; z and x are measured from w(0), where all three start. The path is that of y, which
    nears x as z comes to rest. The paper's result is x, so the method is judged at w(0) + x(t).

    c is that of the paper's Algorithm 1 and of optax.contrib.schedule_free; its equation 5 has 1/(t + 1). The
    authors' code and optax take the largest η so far in place of η, which differs only where a schedule
    lowers it. The method is made to need no schedule but a warm-up. β = 0 is gradient descent, with its
    average.
    """

    key = "schedule-free"
    title = "Schedule-Free"
    rank = 20.0
    group = "newer"
    summary = "Gradient descent whose gradient is taken close to the average of all its points so far."
    watch = (
        "η may be up to 1/(1 − β) times the largest of gradient descent: it swings far, and comes to rest. "
        "w is y = (1 − β) z + β x, and step(t) is y(t−1) − y(t); E is judged at the average, x."
    )
    judged_symbol = "x"
    bound_needs_one_rate = True
    State = cast(type[Any], Averages)  # some subclasses have more
    moments = {"x": "average, from w(0)"}

    eta: Number = hyper("η", "learning rate", default=0.01, low=1e-5, high=100, scale="log", unit="w²/E")
    beta: Number = hyper(
        "β", "share of the average in w", default=0.9, low=0, high=0.99, tick=0.01, bounds="[0, 1)"
    )

    def sharpness_bound(self, t: Number) -> Number:
        """2 / ((1 − β) η) in the long run, where x rests; 2 / η in the first step; without a schedule.

        On E = λ w²/2 with k = η λ and c = 1/t held fast, y and d = z − x move by
        y(t) = (1 − k (1 − β (1 − c))) y(t−1) + β c d(t−1),   d(t) = (1 − c)(d(t−1) − k y(t−1)),
        which has the root −1 at the bound.
        """
        c = 1 / t
        mixed = 1 - self.beta * (1 - c)
        return 2 * (2 - c) / ((mixed * (2 - c) - self.beta * c * (1 - c)) * self.eta)

    def accumulate(self, t: Number, g: Number, state: Any) -> Any:
        return Averages(*self._averaged(g, state))

    def update(self, t: Number, w: Number, g: Number, state: Averages) -> Number:
        return state.step

    def judged(self, w: Number, state: Averages) -> Number:
        return w + (1 - self.beta) * (state.x - state.z)

    def _averaged(self, direction: Number, state: Any) -> tuple[Number, Number, Number, Number]:
        """Return the next z, x, total and step."""
        z = state.z - self.eta * direction
        total = state.total + self.eta * self.eta
        c = self.eta * self.eta / total
        x = (1 - c) * state.x + c * z
        before = (1 - self.beta) * state.z + self.beta * state.x
        return z, x, total, before - ((1 - self.beta) * z + self.beta * x)
