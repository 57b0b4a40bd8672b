"""Adam with a rectified start: RAdam."""

from dataclasses import dataclass
from typing import NamedTuple

from .adam import Adam
from .arithmetic import maximum, sqrt, where
from .base import Number, hyper


class RectifiedMoments(NamedTuple):
    """Adam's moments m and s, how many gradients s is worth by now, ρ, and the rectification, r."""

    m: Number
    s: Number
    rho: Number
    r: Number


@dataclass(frozen=True)
class RAdam(Adam):
    """RAdam (Liu et al. 2020, Algorithm 2): Adam that does not divide before s is worth four gradients.

    m(t), s(t), m̂ and ŝ as in Adam
    ρ(t) = ρ∞ − 2 t β2ᵗ / (1 − β2ᵗ),   ρ∞ = 2 / (1 − β2) − 1
    r(t) = √((ρ(t) − 4)(ρ(t) − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ(t)))
    w(t) = w(t−1) − η r(t) m̂ / √(ŝ + ε)   where ρ(t) > 4,
           w(t−1) − η m̂                   where not

    The bound is the paper's; optax.radam has ρ(t) ≥ 5 (threshold) and torch.optim.RAdam ρ(t) > 5. With
    β2 ≤ 0.6 it never divides. The first steps are those of the first moment alone, so η is a rate in them and
    a length later: it has to suit both. ε stands inside the root (optax: eps=0, eps_root=ε); torch adds it to
    the root instead.
    """

    key = "radam"
    title = "RAdam"
    rank = 17
    group = "newer"
    summary = "Adam that begins without its division, and lets it in as its second moment grows reliable."
    watch = (
        "The first four steps are as long as the gradients are; then come short ones, which grow to Adam's."
    )
    State = RectifiedMoments
    symbols = {"rho": "ρ"}

    eta: Number = hyper("η", "learning rate", default=0.01, low=1e-5, high=10, scale="log", unit="w")

    def preconditioner(self, t: Number, state: RectifiedMoments) -> Number:
        divides = state.rho > 4
        return where(divides, super().preconditioner(t, state), 1.0) / where(divides, state.r, 1.0)

    def accumulate(self, t: Number, g: Number, state: RectifiedMoments) -> RectifiedMoments:
        m, s = super().accumulate(t, g, state)
        beta2_t, most = self.beta2**t, 2 / (1 - self.beta2) - 1
        rho = most - 2 * t * beta2_t / (1 - beta2_t)
        square = (rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho)
        r = where(rho > 4, sqrt(maximum(square, 0.0)), 0.0)  # both branches are computed
        return RectifiedMoments(m, s, rho, r)

    def update(self, t: Number, w: Number, g: Number, state: RectifiedMoments) -> Number:
        m_hat = state.m / (1 - self.beta1**t)
        s_hat = state.s / (1 - self.beta2**t)
        return self.eta * where(state.rho > 4, state.r * m_hat / sqrt(s_hat + self.epsilon), m_hat)
