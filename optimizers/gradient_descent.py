"""Classical gradient descent."""

from dataclasses import dataclass

from .base import Optimizer, hyper


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """Gradient descent (Cauchy 1847): every step follows the current gradient alone.

    w(t) = w(t−1) − η g
    """

    key = "gradient-descent"
    title = "Gradient descent"
    rank = 1
    group = "series"
    summary = "Steps against the gradient, and remembers nothing of the steps before."

    eta: float = hyper("η", "learning rate", default=0.001, low=1e-5, high=10, scale="log", unit="w²/E")

    @property
    def stability_bound(self):
        """2, as a step multiplies w by 1 − η λ."""
        return 2.0

    def update(self, t, w, g, state):
        return self.eta * g
