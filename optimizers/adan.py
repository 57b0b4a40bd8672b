"""Adaptive Nesterov momentum: Adan."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sqrt, where
from .base import Number, Optimizer, hyper


class AdanMoments(NamedTuple):
    """The decaying averages m of g, d of its change Δ, and s of the square of g + β2 Δ; then Δ and g.

    The paper writes v for d and n for s.
    """

    m: Number
    d: Number
    s: Number
    delta: Number
    previous: Number


@dataclass(frozen=True)
class Adan(Optimizer):
    """Adan (Xie et al. 2022, Algorithm 1): Nesterov's look ahead, made of the change of the gradient.

    m(t) = β1 m(t−1) + (1 − β1) g
    Δ(t) = g − g(t−1),   0 in the first step
    d(t) = β2 d(t−1) + (1 − β2) Δ(t)
    s(t) = β3 s(t−1) + (1 − β3) (g + β2 Δ(t))²
    w(t) = (w(t−1) − η (m̂ + β2 d̂) / √(ŝ + ε)) / (1 + η λ)

    The hats divide by 1 − βᵗ, as in the authors' code and in optax; the paper starts m and s at g and g²
    instead. The paper's β are the shares that are taken in; here, as in the code, they are those that are
    kept. optax.adan mixes both up: it multiplies Δ and d̂ by 1 − β2. ε stands inside the root; the paper
    adds it to the root.
    """

    key = "adan"
    title = "Adan"
    rank = 19
    group = "newer"
    summary = "Adam that also averages how the gradient changes, and so sees a turn before it comes."
    watch = "Beside Adam with the same β1 of 0.98: both overshoot, and this one settles sooner."
    State = AdanMoments
    symbols = {"delta": "Δ"}
    moments = {"m": "first moment", "s": "second moment"}

    eta: Number = hyper("η", "learning rate", default=0.1, low=1e-4, high=10, scale="log", unit="w")
    beta1: Number = hyper(
        "β1", "memory of gradients", default=0.98, low=0, high=0.99, tick=0.01, bounds="[0, 1)"
    )
    beta2: Number = hyper(
        "β2",
        "memory of changes",
        default=0.92,
        low=0,
        high=0.99,
        tick=0.01,
        bounds="[0, 1)",
    )
    beta3: Number = hyper(
        "β3", "memory of squares", default=0.99, low=0, high=0.999, tick=0.001, bounds="[0, 1)"
    )
    epsilon: Number = hyper(
        "ε", "keeps the root from zero", default=1e-8, low=1e-12, high=1, scale="log", unit="E²/w²"
    )
    weight_decay: Number = hyper(
        "λ", "weight decay", default=0.0, low=0, high=0.5, tick=0.01, bounds="[0, inf)", unit="1/w"
    )

    def sharpness_bound(self, t: Number) -> Number:
        """(2 + η λ) / (η q), where q is m̂ + β2 d̂ of a gradient that changes its sign in each step.

        Then m(t) is (1 − β1) / (1 + β1) g, and d(t) is 2 (1 − β2) / (1 + β2) g.
        """
        m_hat = (1 - self.beta1) / ((1 + self.beta1) * (1 - self.beta1**t))
        d_hat = 2 * (1 - self.beta2) / ((1 + self.beta2) * (1 - self.beta2**t))
        return (2 / self.eta + self.weight_decay) / (m_hat + self.beta2 * d_hat)

    def preconditioner(self, t: Number, state: AdanMoments) -> Number:
        return sqrt(state.s / (1 - self.beta3**t) + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: AdanMoments) -> AdanMoments:
        delta = where(t > 1, g - state.previous, 0.0)
        ahead = g + self.beta2 * delta
        return AdanMoments(
            m=self.beta1 * state.m + (1 - self.beta1) * g,
            d=self.beta2 * state.d + (1 - self.beta2) * delta,
            s=self.beta3 * state.s + (1 - self.beta3) * ahead * ahead,
            delta=delta,
            previous=g,
        )

    def update(self, t: Number, w: Number, g: Number, state: AdanMoments) -> Number:
        m_hat = state.m / (1 - self.beta1**t)
        d_hat = state.d / (1 - self.beta2**t)
        s_hat = state.s / (1 - self.beta3**t)
        step = (m_hat + self.beta2 * d_hat) / sqrt(s_hat + self.epsilon)
        return self.eta * (step + self.weight_decay * w) / (1 + self.eta * self.weight_decay)
