"""Adam that never moves a weight against its gradient: Cautious Adam."""

from dataclasses import dataclass

from .adam import Adam, Moments
from .arithmetic import where
from .base import Number


@dataclass(frozen=True)
class CautiousAdam(Adam):
    """Cautious Adam (Liang et al. 2024, Algorithm 1, with Adam as its optimizer), for each weight by itself.

    u = m̂ / √(ŝ + ε),   with m(t), s(t), m̂ and ŝ as in Adam
    w(t) = w(t−1) − η u   where u g > 0, which is where m(t) g > 0,
           w(t−1)         where not

    The paper also divides η by the share of all weights that move. This factor is left out, because it
    couples the weights; of two it would make 1 or 2. m and s go on while a weight waits. ε stands inside the
    root.
    """

    key = "cautious-adam"
    title = "Cautious Adam"
    rank = 24
    group = "newer"
    summary = "Adam in which a weight waits as long as its momentum points uphill."
    watch = (
        "Past the minimum a weight stops at once, and waits until m has turned round. The paper also divides "
        "η by the share of weights that move; this rule sees one weight at a time, and cannot."
    )

    def sharpness_bound(self, t: Number) -> None:  # type: ignore[override]  # Adam has one
        """None: which weights move changes from step to step, and no theory says how often."""

    def update(self, t: Number, w: Number, g: Number, state: Moments) -> Number:
        return where(state.m * g <= 0, 0.0, super().update(t, w, g, state))
