"""Adaptive gradients: AdaGrad."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sqrt
from .base import Number, Optimizer, hyper


class Summed(NamedTuple):
    """The sum of all squared gradients so far, s."""

    s: Number


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """AdaGrad (Duchi, Hazan & Singer 2011), its diagonal form: the scale never forgets.

    s(t) = s(t−1) + g²
    w(t) = w(t−1) − η g / √(s(t) + ε)

    s starts at zero (optax.adagrad: initial_accumulator_value=0, its own default is 0.1). ε stands inside
    the root, as in optax; torch.optim adds it to the root instead. The first step has length η.
    """

    key = "adagrad"
    title = "AdaGrad"
    rank = 4
    group = "classics"
    summary = "Divides each component of the gradient by the size of all before it: rates only shrink."
    State = Summed
    moments = {"s": "sum of squares"}

    eta: Number = hyper("η", "learning rate", default=0.5, low=1e-4, high=10, scale="log", unit="w")
    epsilon: Number = hyper(
        "ε", "keeps the root from zero", default=1e-8, low=1e-12, high=1, scale="log", unit="E²/w²"
    )

    def sharpness_bound(self, t: Number) -> Number:
        return 2 / self.eta

    def preconditioner(self, t: Number, state: Summed) -> Number:
        return sqrt(state.s + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: Summed) -> Summed:
        return Summed(s=state.s + g * g)

    def update(self, t: Number, w: Number, g: Number, state: Summed) -> Number:
        return self.eta * g / sqrt(state.s + self.epsilon)
