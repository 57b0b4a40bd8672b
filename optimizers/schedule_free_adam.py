"""Averaging in place of a schedule, and of Adam's first moment: Schedule-Free Adam."""

from dataclasses import dataclass
from typing import NamedTuple

from .arithmetic import sqrt
from .base import Number, hyper
from .schedule_free import ScheduleFree


class ScaledAverages(NamedTuple):
    """What Schedule-Free gradient descent keeps, and the decaying average of the squared gradient, s."""

    z: Number
    x: Number
    total: Number
    step: Number
    s: Number


@dataclass(frozen=True)
class ScheduleFreeAdam(ScheduleFree):
    """Schedule-Free AdamW (Defazio et al. 2024, Algorithm 1) without decay: it descends by Adam's division.

    s(t) = β2 s(t−1) + (1 − β2) g²,   ŝ = s(t) / (1 − β2ᵗ)
    z(t) = z(t−1) − η g / √(ŝ + ε)
    x(t), y(t) and w(t) as in Schedule-Free; w is y, and the method is judged at x

    The average takes the place of the first moment. η is what c is made of, as in optax.contrib and in the
    authors' newer code; in the paper η contains the correction √(1 − β2ᵗ), so that its first points count for
    less. ε stands inside the root (optax: eps=0, eps_root=ε); the paper adds it to the root.
    """

    key = "schedule-free-adam"
    title = "Schedule-Free Adam"
    rank = 21
    group = "newer"
    summary = "Adam with an average of its points in place of an average of its gradients."
    watch = (
        "With noise: w stays close to the average, and shivers less than Adam with the same η. "
        "w is y = (1 − β) z + β x, and step(t) is y(t−1) − y(t); E is judged at the average, x."
    )
    State = ScaledAverages
    moments = {"x": "average, from w(0)", "s": "second moment"}

    eta: Number = hyper("η", "learning rate", default=0.5, low=1e-4, high=10, scale="log", unit="w")
    beta2: Number = hyper(
        "β2", "memory of squares", default=0.999, low=0, high=0.999, tick=0.001, bounds="[0, 1)"
    )
    epsilon: Number = hyper(
        "ε", "keeps the root from zero", default=1e-8, low=1e-12, high=1, scale="log", unit="E²/w²"
    )

    def preconditioner(self, t: Number, state: ScaledAverages) -> Number:
        return sqrt(state.s / (1 - self.beta2**t) + self.epsilon)

    def accumulate(self, t: Number, g: Number, state: ScaledAverages) -> ScaledAverages:
        s = self.beta2 * state.s + (1 - self.beta2) * g * g
        s_hat = s / (1 - self.beta2**t)
        return ScaledAverages(*self._averaged(g / sqrt(s_hat + self.epsilon), state), s=s)
