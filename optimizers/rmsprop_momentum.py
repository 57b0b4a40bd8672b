"""Adaptive learning rates and momentum together: RMSProp with momentum."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sqrt
from .base import Number, Optimizer, hyper


class ScaledMomentum(NamedTuple):
    """The decaying sum of the scaled gradients, m, and the decaying average of the squared gradient, s."""

    m: Number
    s: Number


@dataclass(frozen=True)
class RMSPropMomentum(Optimizer):
    """RMSProp with momentum (Tieleman & Hinton 2012): the gradients are scaled first and add up then.

    s(t) = β s(t−1) + (1 − β) g²
    m(t) = α m(t−1) + g / √(s(t) + ε)
    w(t) = w(t−1) − η m(t)

    η multiplies the sum, as in torch.optim.RMSprop; in optax.rmsprop it multiplies what is added to it, which
    is another path only with a schedule. ε stands inside the root (optax: eps_in_sqrt=True); torch adds it to
    the root instead. α = 0 is RMSProp.
    """

    key = "rmsprop-momentum"
    title = "RMSProp with momentum"
    rank = 6
    group = "classics"
    summary = "Adds up gradients that are already divided by their own recent size."
    State = ScaledMomentum
    moments = {"m": "momentum", "s": "scale"}

    eta: Number = hyper("η", "learning rate", default=0.01, low=1e-4, high=10, scale="log", unit="w")
    alpha: Number = hyper("α", "momentum", default=0.9, low=0, high=1, tick=0.01, bounds="[0, 1]")
    beta: Number = hyper("β", "memory of squares", default=0.9, low=0, high=1, tick=0.01, bounds="[0, 1]")
    epsilon: Number = hyper(
        "ε", "keeps the root from zero", default=1e-8, low=1e-12, high=1, scale="log", unit="E²/w²"
    )

    def sharpness_bound(self, t: Number) -> Number:
        return 2 * (1 + self.alpha) / self.eta

    def preconditioner(self, t: Number, state: ScaledMomentum) -> Number:
        return sqrt(state.s + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: ScaledMomentum) -> ScaledMomentum:
        s = self.beta * state.s + (1 - self.beta) * g * g
        return ScaledMomentum(m=self.alpha * state.m + g / sqrt(s + self.epsilon), s=s)

    def update(self, t: Number, w: Number, g: Number, state: ScaledMomentum) -> Number:
        return self.eta * state.m
