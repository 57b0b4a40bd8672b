"""Adam with a long memory besides the short one: AdEMAMix."""

from dataclasses import dataclass
from typing import NamedTuple

from .adam import Adam
from .arithmetic import sqrt
from .base import Number, hyper


class MixedMoments(NamedTuple):
    """Adam's moments m and s, and a slower average of the gradient."""

    m: Number
    m_slow: Number
    s: Number


@dataclass(frozen=True)
class AdEMAMix(Adam):
    """AdEMAMix (Pagliardini, Ablin & Grangier 2024, Algorithm 1): a fast and a slow average of the gradient.

    m(t), s(t), m̂ and ŝ as in Adam
    mslow(t) = β3 mslow(t−1) + (1 − β3) g
    w(t) = w(t−1) − η ((m̂ + α mslow(t)) / √(ŝ + ε) + λ w(t−1))

    The slow average is not corrected for its start at zero, as in the paper and in optax.contrib.ademamix. α
    and β3 stay as they are; the paper lets both grow over most of a run. Its β3 is 0.9999, for hundreds of
    thousands of steps. ε stands inside the root (optax: eps=0, eps_root=ε); the paper adds it to the root.
    """

    key = "ademamix"
    title = "AdEMAMix"
    rank = 22
    group = "newer"
    summary = "Adam that adds a second, slow average of the gradient, which remembers ten times as long."
    watch = "In a long valley the slow average speeds the path up, and then carries it past the minimum."
    State = MixedMoments

    beta3: Number = hyper(
        "β3",
        "slow memory",
        default=0.99,
        low=0,
        high=0.999,
        tick=0.001,
        bounds="[0, 1)",
    )
    alpha: Number = hyper(
        "α", "weight of the slow average", default=2.0, low=0, high=10, tick=0.1, bounds="[0, inf)"
    )
    weight_decay: Number = hyper(
        "λ", "weight decay", default=0.0, low=0, high=0.5, tick=0.01, bounds="[0, inf)", unit="1/w"
    )

    def sharpness_bound(self, t: Number) -> Number:
        """(2 − η λ) / (η q), where q is m̂ + α mslow of a gradient that changes its sign in each step.

        An average with the decay β is (1 − β) / (1 + β) times such a gradient.
        """
        m_hat = (1 - self.beta1) / ((1 + self.beta1) * (1 - self.beta1**t))
        m_slow = (1 - self.beta3) / (1 + self.beta3)
        return (2 / self.eta - self.weight_decay) / (m_hat + self.alpha * m_slow)

    def accumulate(self, t: Number, g: Number, state: MixedMoments) -> MixedMoments:
        m, s = super().accumulate(t, g, state)
        return MixedMoments(m, m_slow=self.beta3 * state.m_slow + (1 - self.beta3) * g, s=s)

    def update(self, t: Number, w: Number, g: Number, state: MixedMoments) -> Number:
        m_hat = state.m / (1 - self.beta1**t)
        s_hat = state.s / (1 - self.beta2**t)
        step = (m_hat + self.alpha * state.m_slow) / sqrt(s_hat + self.epsilon)
        return self.eta * (step + self.weight_decay * w)
