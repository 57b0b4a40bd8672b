"""Steps in the units of the weights: AdaDelta."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sqrt
from .base import Number, Optimizer, hyper


class Deltas(NamedTuple):
    """The decaying averages of the squared gradient, s, and of the squared step, d, and the step Δ itself.

    The paper writes E[g²] for s and E[Δx²] for d.
    """

    s: Number
    d: Number
    delta: Number


@dataclass(frozen=True)
class AdaDelta(Optimizer):
    """AdaDelta (Zeiler 2012, Algorithm 1): the scale of the steps before takes the place of a learning rate.

    s(t) = ρ s(t−1) + (1 − ρ) g²
    Δ(t) = √(d(t−1) + ε) / √(s(t) + ε) · g
    d(t) = ρ d(t−1) + (1 − ρ) Δ(t)²
    w(t) = w(t−1) − η Δ(t)

    η = 1 is the paper's method; η is torch's and optax's addition, and d gathers the steps before η. Both ε
    stand inside their roots, in the paper, in torch.optim and in optax alike. As d starts at zero, the first
    step has length √(ε / (1 − ρ)), unless g is small: ε decides how fast the method gets going.
    """

    key = "adadelta"
    title = "AdaDelta"
    rank = 15
    group = "classics"
    summary = "Scales each step by the size of the steps before it, in place of a learning rate."
    State = Deltas
    symbols = {"delta": "Δ"}
    moments = {"s": "mean squared gradient"}

    eta: Number = hyper("η", "factor on the step", default=1.0, low=0.01, high=100, scale="log")
    rho: Number = hyper(
        "ρ", "memory of both averages", default=0.95, low=0, high=0.99, tick=0.01, bounds="[0, 1)"
    )
    epsilon: Number = hyper(
        "ε",
        "starts the steps, keeps the root from zero",
        default=1e-5,
        low=1e-12,
        high=1,
        scale="log",
        unit="w²",
    )

    def sharpness_bound(self, t: Number) -> Number:
        """2 / η: with d and s held fast it is gradient descent."""
        return 2 / self.eta

    def preconditioner(self, t: Number, state: Deltas) -> Number:
        return sqrt(state.s + self.epsilon) / sqrt(state.d + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: Deltas) -> Deltas:
        s = self.rho * state.s + (1 - self.rho) * g * g
        delta = sqrt(state.d + self.epsilon) / sqrt(s + self.epsilon) * g
        return Deltas(s=s, d=self.rho * state.d + (1 - self.rho) * delta * delta, delta=delta)

    def update(self, t: Number, w: Number, g: Number, state: Deltas) -> Number:
        return self.eta * state.delta
