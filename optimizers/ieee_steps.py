"""Rules executed with NumPy's numbers, which follow IEEE 754: x/0 is inf or nan, and nothing raises.

Python's floats are much faster, but raise on a division by zero and on an overflow. The loop over one path
uses floats, and repeats a step that raised with the numbers here. Callers silence NumPy's warnings.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from .base import Array, Optimizer
from .schedules import Schedule
from .terms import is_count

Record = TypeVar("Record", Optimizer, Schedule)
Moved = Callable[[int, float, float, Sequence[float]], tuple[Any, Any]]
_REMEMBERED = 8
"""The most bases whose powers are kept; a rule has one or two."""


def in_numpy(record: Record) -> Record:
    """Return a method or a schedule whose hyper-parameters are numbers or arrays of NumPy."""
    return dataclasses.replace(
        record, **dict(zip(vars(record), _numbers(vars(record).values()), strict=True))
    )


def initial_in_numpy(optimizer: Optimizer) -> Any:
    """Return the state before the first step in numbers or arrays of NumPy."""
    return optimizer.State(*_numbers(optimizer.initial()))


def _numbers(values: Iterable[ArrayLike]) -> list[Any]:
    return [np.asarray(value, dtype=float)[()] for value in values]


def careful(optimizer: Optimizer, factors: Array | None = None) -> Moved:
    """Return the function (t, w, g, state) -> (w, state), which moves one weight of one path.

    t is a whole number. The results are NumPy's numbers, also for floats. With a schedule, factors[t] is what
    η is multiplied with in step t.
    """
    rule = in_numpy(optimizer)
    powers: dict[float, list[float]] = {}

    def moved(t: int, w: float, g: float, state: Sequence[float]) -> tuple[Any, Any]:
        step = Step(t, powers)
        w, g, *state = _numbers((w, g, *state))
        now = rule if factors is None else rule.scaled(factors[t])
        state = now.remembered(step, w, g, rule.State(*state))
        return now.moved(step, w, g, state), state

    return moved


class Step(np.float64):
    """t in a rule: base^t and base^(t + n) are products from left to right, as `terms.decay` says."""

    powers: dict[float, list[float]]

    def __new__(cls, t: float, powers: dict[float, list[float]]) -> "Step":
        self = super().__new__(cls, t)
        self.powers = powers
        return self

    def __add__(self, other: Any) -> Any:
        if is_count(other):
            return Step(int(self) + other, self.powers)
        return np.float64(self) + other

    __radd__ = __add__

    def __rpow__(self, base: float, modulo: None = None) -> Any:  # type: ignore[override]  # only of floats
        if base not in self.powers and len(self.powers) == _REMEMBERED:
            return np.float64(base) ** np.float64(self)
        powers = self.powers.setdefault(float(base), [1.0])
        while len(powers) <= self:
            powers.append(powers[-1] * float(base))
        return np.float64(powers[int(self)])
