"""Evolved sign momentum: Lion."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sign
from .base import Number, Optimizer, hyper


class Evolved(NamedTuple):
    """The decaying average of the gradient, m, and the direction c, which is mixed from m(t−1) and g."""

    m: Number
    c: Number


@dataclass(frozen=True)
class Lion(Optimizer):
    """Lion (Chen et al. 2023, Algorithm 2): steps by the sign of an average, every step as long as the last.

    c(t) = β1 m(t−1) + (1 − β1) g
    m(t) = β2 m(t−1) + (1 − β2) g
    w(t) = w(t−1) − η (sign(c(t)) + λ w(t−1))

    As in the paper and in optax.lion; there is no root, and no ε. Steps never get shorter, so w ends up
    swinging about the minimum by η.
    """

    key = "lion"
    title = "Lion"
    rank = 16
    group = "newer"
    summary = "Steps by the sign of the averaged gradient, always by the same length in each weight."
    watch = "In the end w swings about the minimum by η; only a smaller η comes nearer."
    State = Evolved
    moments = {"m": "momentum"}

    eta: Number = hyper("η", "learning rate", default=0.02, low=1e-4, high=10, scale="log", unit="w")
    beta1: Number = hyper(
        "β1", "memory of the direction", default=0.9, low=0, high=0.99, tick=0.01, bounds="[0, 1)"
    )
    beta2: Number = hyper("β2", "memory of m", default=0.99, low=0, high=0.999, tick=0.001, bounds="[0, 1)")
    weight_decay: Number = hyper(
        "λ", "weight decay", default=0.0, low=0, high=0.5, tick=0.01, bounds="[0, inf)", unit="1/w"
    )

    def accumulate(self, t: Number, g: Number, state: Evolved) -> Evolved:
        return Evolved(
            m=self.beta2 * state.m + (1 - self.beta2) * g,
            c=self.beta1 * state.m + (1 - self.beta1) * g,
        )

    def update(self, t: Number, w: Number, g: Number, state: Evolved) -> Number:
        return self.eta * (sign(state.c) + self.weight_decay * w)
