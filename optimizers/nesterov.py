"""Momentum that looks ahead: Nesterov's accelerated gradient."""

from dataclasses import dataclass

from .base import Number
from .momentum import Accumulated, Momentum


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Nesterov momentum (Nesterov 1983; Sutskever et al. 2013), in the form of torch.optim.SGD and optax.

    m(t) = α m(t−1) + g
    w(t) = w(t−1) − η (g + α m(t))

    Nesterov takes the gradient one momentum step ahead of the weights. Here w is that point ahead, so that g
    is the gradient at w(t−1), as in every other method; the paths differ by this shift only. α = 0 is
    gradient descent.
    """

    key = "nesterov"
    title = "Nesterov momentum"
    rank = 3
    group = "classics"
    summary = "Momentum that looks one step ahead: it feels a turn earlier, and brakes."

    def sharpness_bound(self, t: Number) -> Number:
        """2 (1 + α) / ((1 + 2 α) η) for α < 1.

        On E = λ w²/2, w(t+1) = (1 + α)(1 − η λ) w(t) − α (1 − η λ) w(t−1). The roots z of the polynomial
        z² − (1 + α)(1 − η λ) z + α (1 − η λ) lie inside the unit circle if α |1 − η λ| < 1 and
        (1 + α)|1 − η λ| < 1 + α (1 − η λ); the latter is the narrower one.
        """
        return 2 * (1 + self.alpha) / ((1 + 2 * self.alpha) * self.eta)

    def update(self, t: Number, w: Number, g: Number, state: Accumulated) -> Number:
        return self.eta * (g + self.alpha * state.m)
