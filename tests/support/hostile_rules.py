"""Rules that divide by zero, overflow or leave the real numbers, and the step at which their runs end."""

from dataclasses import dataclass
from typing import NamedTuple

from optimizers import Optimizer, hyper
from optimizers.arithmetic import clip, maximum, minimum, sign, sqrt, where
from surfaces import Surface

START = (1.0, 0.5)
STEPS = 12
BOWL = Surface.parse("w1^2 + 3 w2^2")
VALLEY = Surface.parse("w2^2")  # has no slope along w1


class Kept(NamedTuple):
    x: float


def rule(update, accumulate=None, initial=0.0):
    """A method that is made of functions: update(self, t, w, g, x) and accumulate(self, t, g, x)."""

    @dataclass(frozen=True)
    class Hostile(Optimizer):
        eta: float = hyper("η", "", default=0.25, low=0.1, high=1, scale="log")
        one: float = hyper("1", "", default=1.0, low=0.1, high=1, scale="log")
        State = Kept
        title = "Hostile"

        def initial(self):
            return Kept(initial)

        def accumulate(self, t, g, state):
            return Kept(accumulate(self, t, g, state.x) if accumulate else state.x)

        def update(self, t, w, g, state):
            return update(self, t, w, g, state.x)

    return Hostile


# What the rule does, the surface, and the step at which the run ends, or None.
HOSTILE = {
    "a division by zero": (rule(lambda r, t, w, g, x: r.eta / (t - 3)), BOWL, 3),
    "zero divided by zero": (rule(lambda r, t, w, g, x: g / g), VALLEY, 1),
    "a division by a gradient of zero": (rule(lambda r, t, w, g, x: r.eta / g), VALLEY, 1),
    "a number divided by infinity": (rule(lambda r, t, w, g, x: r.eta / (1 / (t - 3))), BOWL, None),
    "a branch not taken divides by zero": (
        rule(lambda r, t, w, g, x: where(g == 0, 0.1, g / g)), VALLEY, None),
    "nor does a part of it that another line needs": (
        rule(lambda r, t, w, g, x: where(g == 0, 0.1, 1 / g + 1 / g)), VALLEY, None),
    "the branch taken divides by zero": (
        rule(lambda r, t, w, g, x: where(t > 4, r.eta / (t - 5), 0.0)), BOWL, 5),
    "a branch not taken overflows": (
        rule(lambda r, t, w, g, x: where(t < 50, 0.1, 10.0 ** (200 * t))), BOWL, None),
    "a power overflows": (rule(lambda r, t, w, g, x: 10.0 ** (400 * t - 800)), BOWL, 3),
    "a power that overflows divides": (rule(lambda r, t, w, g, x: r.eta / 10.0 ** (200 * t)), BOWL, None),
    "a decay that grows overflows": (rule(lambda r, t, w, g, x: 0.1 * (1e60**t / 1e60**t)), BOWL, 6),
    "and divides": (rule(lambda r, t, w, g, x: r.eta / 1e60**t), BOWL, None),
    "a decay underflows": (rule(lambda r, t, w, g, x: r.eta * 1e-60**t), BOWL, None),
    "zero divided by what underflows": (rule(lambda r, t, w, g, x: 0 * w / 1e-60**t), BOWL, 6),
    "one step ahead": (rule(lambda r, t, w, g, x: r.eta / (1e60 ** (t + 1))), BOWL, None),
    "zero to the power zero": (rule(lambda r, t, w, g, x: 0.1 * (g * 0) ** (0 * w)), BOWL, None),
    "zero to a power below zero": (rule(lambda r, t, w, g, x: (g * 0) ** -0.5), BOWL, 1),
    "a negative number to a power": (rule(lambda r, t, w, g, x: (-abs(w) - 1) ** 0.5), BOWL, 1),
    "one that is known before the first step": (rule(lambda r, t, w, g, x: g + (-r.eta) ** 0.5), BOWL, 1),
    "a division that is known then": (rule(lambda r, t, w, g, x: g * (r.eta / (r.one - 1))), BOWL, 1),
    "its branch is not taken": (
        rule(lambda r, t, w, g, x: where(r.one == 1, 0.1 * g, g / (r.one - 1))), BOWL, None),
    "the root of a negative number": (rule(lambda r, t, w, g, x: sqrt(2.5 - t)), BOWL, 3),
    "its sign is nan": (rule(lambda r, t, w, g, x: sign(sqrt(2.5 - t))), BOWL, 3),
    "and so is its maximum": (rule(lambda r, t, w, g, x: maximum(0.1, sqrt(2.5 - t))), BOWL, 3),
    "whichever comes first": (rule(lambda r, t, w, g, x: maximum(sqrt(2.5 - t), 0.1)), BOWL, 3),
    "and its minimum": (rule(lambda r, t, w, g, x: minimum(0.1, sqrt(2.5 - t))), BOWL, 3),
    "whichever comes first there": (rule(lambda r, t, w, g, x: minimum(sqrt(2.5 - t), 0.1)), BOWL, 3),
    "and where it is clipped": (rule(lambda r, t, w, g, x: clip(sqrt(2.5 - t), 0.0, 0.1)), BOWL, 3),
    "what a nan is compared with goes on": (
        rule(lambda r, t, w, g, x: where(sqrt(2.5 - t) > 0, 0.1, 0.2)), BOWL, None),
    "a state overflows and ends nothing": (
        rule(lambda r, t, w, g, x: 0.01 * g / (1 + x), lambda r, t, g, x: 1e300 * g * g), BOWL, None),
    "a state is nan and nobody looks": (
        rule(lambda r, t, w, g, x: 0.01 * g, lambda r, t, g, x: sqrt(2.5 - t)), BOWL, None),
    "a state divides by zero": (
        rule(lambda r, t, w, g, x: 0.01 * g * x, lambda r, t, g, x: 1 / (x - 3), 3.0), BOWL, 1),
    "infinity less infinity": (rule(lambda r, t, w, g, x: 1 / (t - 3) - 1 / (t - 3)), BOWL, 3),
    "the sign of a zero": (rule(lambda r, t, w, g, x: 0.1 / (1 / sign(-(g * 0)))), BOWL, None),
}  # fmt: skip
