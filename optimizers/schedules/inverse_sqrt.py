"""A learning rate that falls as one over the root of t."""

from dataclasses import dataclass

from ..arithmetic import maximum, sqrt
from ..base import Number
from .base import WarmedUp


@dataclass(frozen=True)
class InverseSqrt(WarmedUp):
    """1 / √t; with a warm-up of W ≥ 1 steps √(W / t) after it (Vaswani et al. 2017, equation 3).

    The transformer's min(1/√t, t W^(−3/2)) is this times 1/√W, so that here the warm-up ends at the full η.
    """

    key = "inverse-sqrt"
    title = "Inverse square root"
    rank = 7
    summary = "Divides the learning rate by the root of t."

    def decayed(self, count: Number, span: Number) -> Number:
        warm_up = maximum(self.warm_up, 1.0)
        return sqrt(warm_up / (count + 1 + self.warm_up))
