"""A learning rate that stays for most of the run and falls at its end."""

from dataclasses import dataclass

from ..arithmetic import maximum, minimum
from ..base import Number, hyper
from .base import WarmedUp


@dataclass(frozen=True)
class WarmUpStableDecay(WarmedUp):
    """Warm-up, stable, decay (Hu et al. 2024, MiniCPM, section 4), with a line as the decay.

    The decay takes the last D = decay · T steps, or all after the warm-up if these are fewer. The factor is 1
    up to step T − D + 1, and 1 − (1 − floor) (t − 1 − (T − D)) / D from then on. decay = 1 is the linear
    schedule.
    """

    key = "warm-up-stable-decay"
    title = "Warm-up, stable, decay"
    rank = 9
    summary = "Keeps the learning rate for most of the run, and lets it fall along a line at the end."

    decay: Number = hyper(
        "decay", "share of the steps in which η falls", default=0.2, low=0, high=1, tick=0.01, bounds="[0, 1]"
    )
    floor: Number = hyper(
        "floor", "share of η that is left at the end", default=0.0, low=0, high=1, tick=0.01, bounds="[0, 1]"
    )

    def decayed(self, count: Number, span: Number) -> Number:
        last = minimum(self.decay * (span + self.warm_up), span)
        return 1 - (1 - self.floor) * (maximum(count - (span - last), 0.0) / maximum(last, 1.0))
