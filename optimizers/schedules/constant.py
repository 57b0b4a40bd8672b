"""A learning rate that stays, after a warm-up or from the start."""

from dataclasses import dataclass

from ..base import Number
from .base import WarmedUp


@dataclass(frozen=True)
class Constant(WarmedUp):
    """The factor is 1 after the warm-up; without a warm-up this is no schedule at all."""

    key = "constant"
    title = "Constant"
    rank = 1
    summary = "Keeps the learning rate as it is, once it is warmed up."

    def decayed(self, count: Number, span: Number) -> Number:
        return 1.0
