"""From Adam to momentum: AdaBound."""

import math
from dataclasses import dataclass

from .adam import Adam, Moments
from .arithmetic import clip, sqrt
from .base import Number, hyper


@dataclass(frozen=True)
class AdaBound(Adam):
    """AdaBound (Luo et al. 2019, Algorithm 2): Adam whose rates approach one rate for all weights.

    m(t) and s(t) as in Adam
    rate(t) = η √(1 − β2ᵗ) / ((1 − β1ᵗ) √(s(t) + ε(1 − β2ᵗ))),   Adam's, but
              at least η φ (1 − 1 / (γ t + 1)) and at most η φ (1 + 1 / (γ t))
    w(t) = w(t−1) − rate(t) m(t)

    In the end it is momentum with the rate η φ (1 − β1). The bounds and the corrections are those of the
    authors' code, whose final rate is η φ; the paper leaves the corrections out and divides the rate by √t.
    ε stands inside the root of ŝ; the code adds it to the root of s instead.
    """

    key = "adabound"
    title = "AdaBound"
    rank = 18
    group = "newer"
    summary = "Adam between two bounds that close in: in the end all weights have the same rate."
    watch = "The path starts as Adam's and ends as momentum's; γ decides how soon."

    final: Number = hyper(
        "φ",
        "the rate to which all are led, as a multiple of η",
        default=0.1,
        low=1e-4,
        high=100,
        scale="log",
        unit="w/E",
    )
    gamma: Number = hyper("γ", "how fast the bounds close in", default=0.01, low=1e-4, high=1, scale="log")

    def sharpness_bound(self, t: Number) -> Number:
        return super().sharpness_bound(math.inf)

    def preconditioner(self, t: Number, state: Moments) -> Number:
        return self.eta / self._rate(t, state)

    def update(self, t: Number, w: Number, g: Number, state: Moments) -> Number:
        return self._rate(t, state) * state.m

    def _rate(self, t: Number, state: Moments) -> Number:
        s_hat = state.s / (1 - self.beta2**t)
        adams = self.eta / ((1 - self.beta1**t) * sqrt(s_hat + self.epsilon))
        final = self.eta * self.final
        return clip(adams, final * (1 - 1 / (self.gamma * t + 1)), final * (1 + 1 / (self.gamma * t)))
