"""Adaptive learning rates: RMSProp."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sqrt
from .base import Number, Optimizer, hyper


class Scaled(NamedTuple):
    """The decaying average of the squared gradient, s."""

    s: Number


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """RMSProp (Tieleman & Hinton 2012), the adaptive learning scheme: each weight has its own scale.

    s(t) = β s(t−1) + (1 − β) g²
    w(t) = w(t−1) − η g / √(s(t) + ε)

    ε stands inside the root (optax: eps_in_sqrt=True); torch.optim adds it to the root instead. β = 0 steps
    by the sign of the gradient; β = 1 never takes a gradient in, and divides by √ε alone.
    """

    key = "rmsprop"
    title = "RMSProp (adaptive)"
    rank = 5
    group = "series"
    summary = "Divides each component of the gradient by its own recent size, so direction counts more."
    State = Scaled
    moments = {"s": "scale"}
    pair_symbol = "Cₐ"

    eta: Number = hyper("η", "learning rate", default=0.05, low=1e-4, high=10, scale="log", unit="w")
    beta: Number = hyper("β", "memory of squares", default=0.9, low=0, high=1, tick=0.01, bounds="[0, 1]")
    epsilon: Number = hyper(
        "ε", "keeps the root from zero", default=1e-8, low=1e-12, high=1, scale="log", unit="E²/w²"
    )

    def sharpness_bound(self, t: Number) -> Number:
        return 2 / self.eta

    def preconditioner(self, t: Number, state: Scaled) -> Number:
        return sqrt(state.s + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: Scaled) -> Scaled:
        return Scaled(s=self.beta * state.s + (1 - self.beta) * g * g)

    def update(self, t: Number, w: Number, g: Number, state: Scaled) -> Number:
        return self.eta * g / sqrt(state.s + self.epsilon)
