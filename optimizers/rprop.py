"""Resilient backpropagation: Rprop."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import clip, sign, where
from .base import Number, Optimizer, hyper


class Resilient(NamedTuple):
    """The step size, s, and the gradient that the next one is compared with (0 after a change of sign)."""

    s: Number
    previous: Number


@dataclass(frozen=True)
class Rprop(Optimizer):
    """Rprop (Riedmiller & Braun 1993), in the form of torch.optim.Rprop: only the sign of g counts.

    s(t) = η⁺ s(t−1)   where g agrees in sign with the gradient before,
           η⁻ s(t−1)   where the signs differ,
           s(t−1)      where one of the two is 0,
           but at least Δmin and at most Δmax;   s(0) = η
    w(t) = w(t−1) − s(t) sign(g),   or w(t−1) where the signs differ

    Where the signs differ the weight waits for one step and the gradient is remembered as 0, so that s stays
    as it is in the next step. The paper takes the last step back instead; this form is known as iRprop⁻
    (Igel & Hüsken 2000). optax.rprop takes each step one iteration late.
    """

    key = "rprop"
    title = "Rprop"
    rank = 10
    group = "classics"
    summary = "Steps by the sign of the gradient: step sizes grow while it stays and shrink when it turns."
    unscheduled = "η is only the first step size: later ones grow and shrink by themselves."
    State = Resilient
    moments = {"s": "step size"}

    eta: Number = hyper("η", "first step size", default=0.1, low=1e-4, high=10, scale="log", unit="w")
    eta_minus: Number = hyper(
        "η⁻", "shrinks the step size", default=0.5, low=0.05, high=1, tick=0.05, bounds="(0, 1]"
    )
    eta_plus: Number = hyper(
        "η⁺", "makes the step size grow", default=1.2, low=1, high=2, tick=0.05, bounds="[1, inf)"
    )
    step_min: Number = hyper(
        "Δmin", "least step size", default=1e-6, low=1e-12, high=1e-3, scale="log", unit="w"
    )
    step_max: Number = hyper(
        "Δmax", "largest step size", default=50.0, low=1e-3, high=100, scale="log", unit="w"
    )

    def initial(self) -> Resilient:
        return Resilient(s=self.eta, previous=0.0)

    def accumulate(self, t: Number, g: Number, state: Resilient) -> Resilient:
        agreement = g * state.previous
        factor = where(agreement > 0, self.eta_plus, where(agreement < 0, self.eta_minus, 1.0))
        return Resilient(
            s=clip(factor * state.s, self.step_min, self.step_max),
            previous=where(agreement < 0, 0.0, g),
        )

    def update(self, t: Number, w: Number, g: Number, state: Resilient) -> Number:
        return state.s * sign(state.previous)
