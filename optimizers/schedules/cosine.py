"""A learning rate that falls along half a cosine."""

from dataclasses import dataclass

from ..arithmetic import cospi
from ..base import Number, hyper
from .base import WarmedUp


@dataclass(frozen=True)
class Cosine(WarmedUp):
    """Cosine annealing (Loshchilov & Hutter 2017, equation 5, without restarts), with T − W steps for Tᵢ.

    floor + (1 − floor) (1 + cos(π (t − 1) / T)) / 2, without a warm-up, as
    optax.cosine_decay_schedule(1, T, floor) at count t − 1. With a warm-up of W steps the cosine falls over
    the T − W steps after it. `floor` is where it ends: the factor of a step that would follow the last one.
    """

    key = "cosine"
    title = "Cosine"
    rank = 3
    summary = "Lets the learning rate fall along half a cosine: slowly at first, and slowly at the end."

    floor: Number = hyper(
        "floor", "share of η that is left at the end", default=0.0, low=0, high=1, tick=0.01, bounds="[0, 1]"
    )

    def decayed(self, count: Number, span: Number) -> Number:
        return 1 - (1 - self.floor) * ((1 - cospi(count / span)) / 2)
