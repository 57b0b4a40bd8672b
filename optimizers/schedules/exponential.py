"""A learning rate that shrinks by the same factor in each step."""

from dataclasses import dataclass

from ..base import Number, hyper
from .base import WarmedUp


@dataclass(frozen=True)
class Exponential(WarmedUp):
    """γ^(t − 1), without a warm-up, as optax.exponential_decay(1, 1, γ) at count t − 1.

    After a warm-up of W steps it is γ^(t − 1 − W). torch.optim's ExponentialLR is the same.
    """

    key = "exponential"
    title = "Exponential"
    rank = 5
    summary = "Multiplies the learning rate by the same factor in each step."

    gamma: Number = hyper(
        "γ",
        "what η is multiplied with in each step",
        default=0.99,
        low=0.9,
        high=1,
        tick=0.001,
        bounds="(0, 1]",
    )

    def decayed(self, count: Number, span: Number) -> Number:
        return self.gamma**count
