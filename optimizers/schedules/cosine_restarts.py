"""A learning rate that falls along half a cosine again and again."""

from dataclasses import dataclass

from ..arithmetic import cospi
from ..arithmetic import floor as whole
from ..base import Number, hyper
from .base import WarmedUp


@dataclass(frozen=True)
class CosineRestarts(WarmedUp):
    """Warm restarts (SGDR; Loshchilov & Hutter 2017, equation 5), all of the same length (T_mult = 1).

    floor + (1 − floor) (1 + cos(π c / P)) / 2, where P is the period, and c = (t − 1) mod P counts the steps
    since the last restart. A warm-up delays the first period. torch.optim's CosineAnnealingWarmRestarts is
    the same.
    """

    key = "cosine-restarts"
    title = "Cosine with restarts"
    rank = 4
    summary = "Lets the learning rate fall along half a cosine, and begins anew after each period."

    period: Number = hyper(
        "period",
        "steps from one restart to the next",
        default=50.0,
        low=5,
        high=300,
        tick=1,
        bounds="[1, inf)",
    )
    floor: Number = hyper(
        "floor", "share of η that is left at the end", default=0.0, low=0, high=1, tick=0.01, bounds="[0, 1]"
    )

    def decayed(self, count: Number, span: Number) -> Number:
        periods = count / self.period
        return 1 - (1 - self.floor) * ((1 - cospi(periods - whole(periods))) / 2)
