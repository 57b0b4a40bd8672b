"""Adam that divides by the second moment of the step before: ADOPT."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import clip, maximum, sqrt, where
from .base import Number, Optimizer, hyper


class NormalisedMoments(NamedTuple):
    """The decaying averages of the divided gradient, m, and of the squared gradient, s (v in the paper)."""

    m: Number
    s: Number


@dataclass(frozen=True)
class ADOPT(Optimizer):
    """ADOPT (Taniguchi et al. 2024, Algorithm 2): the gradient is divided by s before it enters m and s.

    ĝ = g / max(√s(t−1), ε),   but at least −c and at most c,   c = ⁴√(t − 1)
    m(t) = β1 m(t−1) + (1 − β1) ĝ
    s(t) = β2 s(t−1) + (1 − β2) g²,   g² in the first step
    w(t) = w(t−1) − η m(t)

    s(t−1) does not know g yet, so that the two are independent under noise, and the method converges with any
    β2. The first step only takes g² in, and w waits, as in the authors' code and in optax.contrib.adopt; the
    paper takes that gradient before its first step, so that its t is one less. Nothing is corrected for its
    start.
    """

    key = "adopt"
    title = "ADOPT"
    rank = 23
    group = "newer"
    summary = "Adam that divides each gradient by the scale of those before it, and averages then."
    watch = "w waits in the first step. At a sudden wall the step is clipped, and s learns of it only then."
    State = NormalisedMoments
    moments = {"m": "first moment", "s": "second moment"}

    eta: Number = hyper("η", "learning rate", default=0.1, low=1e-4, high=10, scale="log", unit="w")
    beta1: Number = hyper(
        "β1", "memory of gradients", default=0.9, low=0, high=0.99, tick=0.01, bounds="[0, 1)"
    )
    beta2: Number = hyper(
        "β2", "memory of squares", default=0.99, low=0, high=0.999, tick=0.001, bounds="[0, 1)"
    )
    epsilon: Number = hyper(
        "ε", "what g is divided by at least", default=1e-6, low=1e-12, high=1, scale="log", unit="E/w"
    )

    def sharpness_bound(self, t: Number) -> Number:
        """2 (1 + β1) / ((1 − β1) η), as Adam's in the long run, while nothing is clipped."""
        return 2 * (1 + self.beta1) / ((1 - self.beta1) * self.eta)

    def preconditioner(self, t: Number, state: NormalisedMoments) -> Number:
        """Return what the next step divides by: s(t) is used from then on."""
        return maximum(sqrt(state.s), self.epsilon)

    def accumulate(self, t: Number, g: Number, state: NormalisedMoments) -> NormalisedMoments:
        most = sqrt(sqrt(t - 1))
        g_hat = clip(g / maximum(sqrt(state.s), self.epsilon), -most, most)
        return NormalisedMoments(
            m=self.beta1 * state.m + (1 - self.beta1) * g_hat,
            s=where(t > 1, self.beta2 * state.s + (1 - self.beta2) * g * g, g * g),
        )

    def update(self, t: Number, w: Number, g: Number, state: NormalisedMoments) -> Number:
        return self.eta * state.m
