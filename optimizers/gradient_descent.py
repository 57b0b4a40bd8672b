"""Classical gradient descent."""

from dataclasses import dataclass

from .base import Number, Optimizer, Stateless, hyper


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

    eta: Number = hyper("η", "learning rate", default=0.001, low=1e-5, high=10, scale="log", unit="w²/E")

    def sharpness_bound(self, t: Number) -> Number:
        """2 / η, as a step multiplies w by 1 − η λ on E = λ w²/2."""
        return 2 / self.eta

    def update(self, t: Number, w: Number, g: Number, state: Stateless) -> Number:
        return self.eta * g
