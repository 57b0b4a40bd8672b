"""Adaptive moment estimation: Adam."""

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from .arithmetic import sqrt
from .base import Number, Optimizer, hyper


class Moments(NamedTuple):
    """The decaying averages of the gradient, m, and of its square, s (v in the paper)."""

    m: Number
    s: Number


@dataclass(frozen=True)
class Adam(Optimizer):
    """Adam (Kingma & Ba 2015, Algorithm 1), with ε inside the root.

    m(t) = β1 m(t−1) + (1 − β1) g
    s(t) = β2 s(t−1) + (1 − β2) g²
    w(t) = w(t−1) − η m̂ / √(ŝ + ε),   m̂ = m(t) / (1 − β1ᵗ),   ŝ = s(t) / (1 − β2ᵗ)

    Both moments start at zero; the two divisions correct that bias. The paper and torch.optim.Adam write
    √ŝ + ε; here ε stands inside the root (optax: eps=0, eps_root=ε), which differs only where ŝ is near ε.
    """

    key = "adam"
    title = "Adam"
    rank = 9.0
    group = "series"
    summary = "Averages the gradient and its square, corrects both for their start at zero, and divides."
    State = cast(type[Any], Moments)  # some subclasses have more
    moments = {"m": "first moment", "s": "second moment"}
    pair_symbol = "C_A"
    pair_partner = "adam-uncorrected"

    eta: Number = hyper("η", "learning rate", default=0.1, low=1e-4, high=10, scale="log", unit="w")
    beta1: Number = hyper(
        "β1",
        "memory of gradients",
        default=0.9,
        low=0,
        high=0.99,
        tick=0.01,
        bounds="[0, 1)",
    )
    beta2: Number = hyper(
        "β2",
        "memory of squares",
        default=0.999,
        low=0,
        high=0.999,
        tick=0.001,
        bounds="[0, 1)",
    )
    epsilon: Number = hyper(
        "ε", "keeps the root from zero", default=1e-8, low=1e-12, high=1, scale="log", unit="E²/w²"
    )

    def sharpness_bound(self, t: Number) -> Number:
        """2 (1 + β1) / ((1 − β1) η) in the long run (Cohen et al. 2022), as of the first moment alone."""
        return 2 * (1 + self.beta1) / ((1 - self.beta1) * self.eta) * (1 - self.beta1**t)

    def preconditioner(self, t: Number, state: Any) -> Number:
        return sqrt(state.s / (1 - self.beta2**t) + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: Any) -> Any:
        return Moments(
            m=self.beta1 * state.m + (1 - self.beta1) * g,
            s=self.beta2 * state.s + (1 - self.beta2) * g * g,
        )

    def update(self, t: Number, w: Number, g: Number, state: Any) -> Number:
        m_hat: Number = state.m / (1 - self.beta1**t)
        s_hat = state.s / (1 - self.beta2**t)
        return self.eta * m_hat / sqrt(s_hat + self.epsilon)
