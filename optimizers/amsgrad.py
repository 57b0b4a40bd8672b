"""Adam whose scale never shrinks: AMSGrad."""

from dataclasses import dataclass
from typing import NamedTuple

from .adam import Adam
from .arithmetic import maximum, sqrt
from .base import Number, hyper


class LargestMoments(NamedTuple):
    """Adam's moments m and s, and the largest bias-corrected s so far."""

    m: Number
    s: Number
    largest: Number


@dataclass(frozen=True)
class AMSGrad(Adam):
    """AMSGrad (Reddi, Kale & Kumar 2018): Adam divided by the largest second moment so far.

    m(t), s(t), m̂ and ŝ as in Adam
    ŝmax(t) = max(ŝmax(t−1), ŝ)
    w(t) = w(t−1) − η m̂ / √(ŝmax(t) + ε)

    The moments are corrected for their bias as in optax.amsgrad; the paper corrects neither, and
    torch.optim.Adam(amsgrad=True) takes the largest s first and corrects it then. ε stands inside the root
    (optax: eps=0, eps_root=ε); torch adds it to the root instead.
    """

    key = "amsgrad"
    title = "AMSGrad"
    rank = 13
    group = "classics"
    summary = "Adam that divides by the largest second moment so far, so that no rate can grow again."
    State = LargestMoments

    eta: Number = hyper("η", "learning rate", default=0.5, low=1e-4, high=10, scale="log", unit="w")

    def preconditioner(self, t: Number, state: LargestMoments) -> Number:
        return sqrt(state.largest + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: LargestMoments) -> LargestMoments:
        m, s = super().accumulate(t, g, state)
        return LargestMoments(m, s, largest=maximum(state.largest, s / (1 - self.beta2**t)))

    def update(self, t: Number, w: Number, g: Number, state: LargestMoments) -> Number:
        m_hat = state.m / (1 - self.beta1**t)
        return self.eta * m_hat / sqrt(state.largest + self.epsilon)
