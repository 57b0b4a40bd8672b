"""Adam without its second moment."""

from dataclasses import dataclass
from typing import NamedTuple

from .base import Number, Optimizer, hyper


class Averaged(NamedTuple):
    """The decaying average of the gradient, m."""

    m: Number


@dataclass(frozen=True)
class FirstMoment(Optimizer):
    """The first moment of Adam (Kingma & Ba 2015) alone, with its correction and without the division.

    m(t) = β1 m(t−1) + (1 − β1) g
    w(t) = w(t−1) − η m̂,   m̂ = m(t) / (1 − β1ᵗ)

    An average where momentum has a sum: but for the correction it is momentum with α = β1 and the learning
    rate (1 − β1) η. β1 = 0 is gradient descent.
    """

    key = "first-moment"
    title = "First moment (Adam without s)"
    rank = 7
    group = "series"
    summary = "Follows the average of the recent gradients: a heavy ball that rolls over small holes."
    State = Averaged
    moments = {"m": "first moment"}

    eta: Number = hyper("η", "learning rate", default=0.01, low=1e-5, high=100, scale="log", unit="w²/E")
    beta1: Number = hyper(
        "β1",
        "memory of gradients",
        default=0.9,
        low=0,
        high=0.99,
        tick=0.01,
        bounds="[0, 1)",
    )

    def sharpness_bound(self, t: Number) -> Number:
        """2 (1 + β1) / ((1 − β1) η) in the long run.

        There it is momentum with α = β1 and the rate (1 − β1) η. At first, steps are longer by 1 / (1 − β1ᵗ),
        and the bound is lower. So just below that of the long run E may grow before it shrinks; with β1 near
        1 it may overflow meanwhile.
        """
        return 2 * (1 + self.beta1) / ((1 - self.beta1) * self.eta) * (1 - self.beta1**t)

    def accumulate(self, t: Number, g: Number, state: Averaged) -> Averaged:
        return Averaged(m=self.beta1 * state.m + (1 - self.beta1) * g)

    def update(self, t: Number, w: Number, g: Number, state: Averaged) -> Number:
        m_hat = state.m / (1 - self.beta1**t)
        return self.eta * m_hat
