"""A learning rate that falls along a line."""

from dataclasses import dataclass

from ..base import Number, hyper
from .base import WarmedUp


@dataclass(frozen=True)
class Linear(WarmedUp):
    """1 − (1 − floor) (t − 1) / T, without a warm-up, as optax.linear_schedule(1, floor, T) at count t − 1.

    With a warm-up of W steps the line falls over the T − W steps after it. `floor` is where it ends: the
    factor of a step that would follow the last one.
    """

    key = "linear"
    title = "Linear"
    rank = 2
    summary = "Lets the learning rate fall along a line."

    floor: Number = hyper(
        "floor", "share of η that is left at the end", default=0.0, low=0, high=1, tick=0.01, bounds="[0, 1]"
    )

    def decayed(self, count: Number, span: Number) -> Number:
        return 1 - (1 - self.floor) * (count / span)
