"""A learning rate that falls in steps."""

from dataclasses import dataclass

from ..arithmetic import floor
from ..base import Number, hyper
from .base import WarmedUp


@dataclass(frozen=True)
class StepDown(WarmedUp):
    """γ^⌊(t − 1) / P⌋, without a warm-up, as optax.exponential_decay(1, P, γ, staircase=True) at count t − 1.

    P is the period. A warm-up delays the first one. torch.optim's StepLR is the same.
    """

    key = "step"
    title = "Step"
    rank = 6
    summary = "Multiplies the learning rate by a factor after each period, and keeps it in between."

    period: Number = hyper(
        "period", "steps until η falls", default=100.0, low=5, high=300, tick=1, bounds="[1, inf)"
    )
    gamma: Number = hyper(
        "γ", "what η is multiplied with then", default=0.5, low=0.05, high=1, tick=0.05, bounds="(0, 1]"
    )

    def decayed(self, count: Number, span: Number) -> Number:
        return self.gamma ** floor(count / self.period)
