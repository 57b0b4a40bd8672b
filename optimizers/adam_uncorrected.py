"""Adam without its bias correction."""

import math
from dataclasses import dataclass

from .adam import Adam, Moments
from .arithmetic import sqrt
from .base import Number


@dataclass(frozen=True)
class AdamUncorrected(Adam):
    """Adam (Kingma & Ba 2015) as it would be without its two corrections, to see what they are for.

    m(t) = β1 m(t−1) + (1 − β1) g
    s(t) = β2 s(t−1) + (1 − β2) g²
    w(t) = w(t−1) − η m(t) / √(s(t) + ε)

    Both moments start at zero, s the more so: the first step is (1 − β1) / √(1 − β2) times as long as
    Adam's, about 3.2 times with β1 = 0.9 and β2 = 0.999. ε stands inside the root, as in Adam here.
    """

    key = "adam-uncorrected"
    title = "Adam without bias correction"
    rank = 8
    group = "series"
    summary = "Adam with its moments as they are, too close to zero at first: the first steps are too long."
    pair_symbol = "C̃_A"
    pair_partner = "adam"

    def sharpness_bound(self, t: Number) -> Number:
        return super().sharpness_bound(math.inf)

    def preconditioner(self, t: Number, state: Moments) -> Number:
        return sqrt(state.s + self.epsilon)

    def update(self, t: Number, w: Number, g: Number, state: Moments) -> Number:
        return self.eta * state.m / sqrt(state.s + self.epsilon)
