"""A learning rate that rises and falls once."""

from dataclasses import dataclass

from ..arithmetic import cospi, floor, maximum, where
from ..base import Number, hyper
from .base import Schedule


@dataclass(frozen=True)
class OneCycle(Schedule):
    """One cycle (Smith & Topin 2019), with half a cosine up and half a cosine down.

    It rises from 1/div to 1 in ⌊rise · T⌋ steps, and falls to 1/(div · final_div) in all others, as
    optax.cosine_onecycle_schedule(T, 1, rise, div, final_div) at count t − 1: a step that would follow the
    last one has the end of the fall. torch.optim's OneCycleLR has both turns one step earlier.
    """

    key = "one-cycle"
    title = "One cycle"
    rank = 8
    summary = "Lets the learning rate rise to its full size and fall to almost nothing."

    rise: Number = hyper(
        "rise", "share of the steps in which η rises", default=0.3, low=0, high=1, tick=0.01, bounds="[0, 1]"
    )
    div: Number = hyper(
        "div", "what the first η is divided by", default=25.0, low=1, high=100, scale="log", bounds="[1, inf)"
    )
    final_div: Number = hyper(
        "final div",
        "what the last η is divided by, besides div",
        default=1e4,
        low=1,
        high=1e6,
        scale="log",
        bounds="[1, inf)",
    )

    def factor(self, t: Number, steps: Number) -> Number:
        count, top = t - 1, floor(self.rise * steps)
        first, last = 1 / self.div, 1 / (self.div * self.final_div)
        up = (1 - cospi(count / maximum(top, 1.0))) / 2
        down = (1 - cospi((count - top) / maximum(steps - top, 1.0))) / 2
        return where(count < top, first + (1 - first) * up, 1 - (1 - last) * down)
