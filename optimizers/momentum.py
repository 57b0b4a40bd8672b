"""Gradient descent with momentum."""

from dataclasses import dataclass
from typing import NamedTuple

from .base import Number, Optimizer, hyper
from .pairs import gain


class Accumulated(NamedTuple):
    """The decaying sum of the gradients, m."""

    m: Number


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Momentum (Polyak 1964, "heavy ball"): the gradients add up in m, and m moves the weights.

    m(t) = α m(t−1) + g
    w(t) = w(t−1) − η m(t)

    η multiplies the sum, as in torch.optim.SGD and optax; the form m(t) = α m(t−1) + η g gives the same path
    without a schedule. α = 0 is gradient descent; α = 1 has no friction at all.
    """

    key = "momentum"
    title = "Momentum"
    rank = 2.0
    group = "series"
    summary = "Adds the gradients up: gathers speed where they agree, loses it where they turn."
    State = Accumulated
    moments = {"m": "momentum"}
    pair_symbol = "Cₘ"
    pair_measure = staticmethod(gain)
    pair_meaning = "Red: the second gradient makes m larger; green: it shrinks or turns it."
    pair_example = (2.0, 1.0)

    eta: Number = hyper("η", "learning rate", default=0.001, low=1e-5, high=10, scale="log", unit="w²/E")
    alpha: Number = hyper("α", "momentum", default=0.9, low=0, high=1, tick=0.01, bounds="[0, 1]")

    def sharpness_bound(self, t: Number) -> Number:
        """2 (1 + α) / η for α < 1 (Polyak 1964).

        On E = λ w²/2, w(t+1) = (1 + α − η λ) w(t) − α w(t−1). The roots z of z² − (1 + α − η λ) z + α lie
        inside the unit circle if α < 1 and |1 + α − η λ| < 1 + α.
        """
        return 2 * (1 + self.alpha) / self.eta

    def accumulate(self, t: Number, g: Number, state: Accumulated) -> Accumulated:
        return Accumulated(m=self.alpha * state.m + g)

    def update(self, t: Number, w: Number, g: Number, state: Accumulated) -> Number:
        return self.eta * state.m
