"""Adam with decoupled weight decay: AdamW."""

from dataclasses import dataclass

from .adam import Adam, Moments
from .base import Number, hyper


@dataclass(frozen=True)
class AdamW(Adam):
    """AdamW (Loshchilov & Hutter 2019, Algorithm 2): the decay acts on w itself, not through g.

    m(t), s(t), m̂ and ŝ as in Adam
    w(t) = w(t−1) − η (m̂ / √(ŝ + ε) + λ w(t−1))

    η multiplies the decay too, as in torch.optim.AdamW and optax.adamw; in the paper it does not. A schedule
    multiplies both in all three. ε stands inside the root (optax: eps=0, eps_root=ε); torch adds it to the
    root instead. λ = 0 is Adam; otherwise w comes to rest nearer to the origin than the minimum.
    """

    key = "adamw"
    title = "AdamW"
    rank = 12
    group = "classics"
    summary = "Adam that also pulls each weight towards zero, in proportion to the weight."

    weight_decay: Number = hyper(
        "λ", "weight decay", default=0.01, low=0, high=0.5, tick=0.01, bounds="[0, inf)", unit="1/w"
    )

    def sharpness_bound(self, t: Number) -> Number:
        """Adam's times 1 − η λ / 2.

        On E = h w²/2 with D = 1, in the long run,
        w(t+1) = (1 − η λ + β1 − η (1 − β1) h) w(t) − β1 (1 − η λ) w(t−1),
        which has the root −1 where η h (1 − β1) = (1 + β1)(2 − η λ).
        """
        return super().sharpness_bound(t) * (1 - self.eta * self.weight_decay / 2)

    def update(self, t: Number, w: Number, g: Number, state: Moments) -> Number:
        return super().update(t, w, g, state) + self.eta * self.weight_decay * w
