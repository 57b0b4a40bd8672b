"""Momentum that looks ahead: Nesterov's accelerated gradient."""

from dataclasses import dataclass

from .momentum import Momentum


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
    summary = "Momentum that looks one step ahead: it feels a turn earlier, and brakes."

    def update(self, t, w, g, state):
        return self.eta * (g + self.alpha * state.m)
