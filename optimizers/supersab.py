"""Self-adapting backpropagation: SuperSAB."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import clip, where
from .base import Number, Optimizer, hyper


class SelfAdapting(NamedTuple):
    """The momentum, m, the weight's own learning rate, s, the step itself, and the gradient to compare with.

    After a change of sign m and `previous` are 0.
    """

    m: Number
    s: Number
    step: Number
    previous: Number


@dataclass(frozen=True)
class SuperSAB(Optimizer):
    """SuperSAB (Tollenaere 1990), momentum with an adaptable learning rate s for each weight.

    Where g agrees in sign with the gradient before (or one of the two is 0: then s stays as it is):
        s(t) = η⁺ s(t−1), but at most ηmax;   s(0) = η
        m(t) = α m(t−1) + s(t) g
        w(t) = w(t−1) − m(t)
    Where the signs differ:
        s(t) = η⁻ s(t−1)
        m(t) = 0
        w(t) = w(t−1) + m(t−1)

    So a step over a minimum is taken back, and the next one starts again with a smaller learning rate and
    without momentum; s stays as it is in that step. This follows the description by Reed & Marks (Neural
    Smithing, 1999, section 9.5), who find the paper's formulas misprinted. They advise a bound on s as well:
    without one, s grows beyond all measure on a long slope.
    """

    key = "supersab"
    title = "SuperSAB"
    rank = 11
    group = "classics"
    summary = (
        "Momentum with a learning rate for each weight; a step too far is taken back, and shrinks the rate."
    )
    unscheduled = "η is only the first learning rate: later ones grow and shrink by themselves."
    State = SelfAdapting
    moments = {"m": "momentum", "s": "learning rate"}

    eta: Number = hyper(
        "η", "first learning rate", default=0.001, low=1e-5, high=10, scale="log", unit="w²/E"
    )
    alpha: Number = hyper("α", "momentum", default=0.9, low=0, high=1, tick=0.01, bounds="[0, 1]")
    eta_minus: Number = hyper(
        "η⁻", "shrinks a learning rate", default=0.5, low=0.05, high=1, tick=0.05, bounds="(0, 1]"
    )
    eta_plus: Number = hyper(
        "η⁺", "makes a learning rate grow", default=1.2, low=1, high=2, tick=0.05, bounds="[1, inf)"
    )
    eta_max: Number = hyper(
        "ηmax", "largest learning rate", default=1.0, low=1e-3, high=100, scale="log", unit="w²/E"
    )

    def initial(self) -> SelfAdapting:
        return SelfAdapting(m=0.0, s=self.eta, step=0.0, previous=0.0)

    def accumulate(self, t: Number, g: Number, state: SelfAdapting) -> SelfAdapting:
        agreement = g * state.previous
        turned = agreement < 0
        factor = where(agreement > 0, self.eta_plus, where(turned, self.eta_minus, 1.0))
        s = clip(factor * state.s, 0.0, self.eta_max)
        m = where(turned, 0.0, self.alpha * state.m + s * g)
        return SelfAdapting(
            m=m,
            s=s,
            step=where(turned, -state.m, m),
            previous=where(turned, 0.0, g),
        )

    def update(self, t: Number, w: Number, g: Number, state: SelfAdapting) -> Number:
        return state.step
