"""What `descend` and `endpoints` are given: what cannot be used is refused by its name."""

import operator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import Hyper, Optimizer, hypers
from .looking import Surface
from .schedules import Schedule


def check(
    optimizer: Optimizer, surface: Surface, steps: int, schedule: Schedule | None, many: bool = False
) -> None:
    """Refuse what no run can be made of; `many` allows arrays of hyper-parameters.

    Raises:
        TypeError: an argument has a wrong type.
        ValueError: a number is out of bounds.
    """
    _check_record("optimizer", optimizer, Optimizer, 'a method, such as OPTIMIZERS["adam"](eta=0.1)', many)
    if schedule is not None:
        example = 'a schedule, such as SCHEDULES["cosine"](warm_up=20)'
        _check_record("schedule", schedule, Schedule, example, many)
    # Asked of the class first, where it compiles nothing.
    if not any(
        hasattr(type(surface), name) or hasattr(surface, name) for name in ("gradient", "value_and_gradient")
    ):
        words = 'it must have value(w1, w2) and gradient(w1, w2), as Surface.parse("w1^2 + w2^2") has'
        raise TypeError(f"surface={surface!r} cannot be used: {words}")
    try:
        whole = operator.index(steps)
    except TypeError:
        raise TypeError(f"steps={steps!r} cannot be used: it must be a whole number") from None
    if whole < 0:
        raise ValueError(f"steps={steps!r} cannot be used: it must be 0 or more")


def check_value(about: Hyper, value: ArrayLike, many: bool = False) -> None:
    """Refuse a value of a hyper-parameter that no run can have; `many` allows an array of values.

    Raises:
        TypeError: it is no number.
        ValueError: a number is out of bounds.
    """
    if isinstance(value, float) and about.accepts(value):  # in a tenth of the time
        return
    words = f"{about.name}={value!r} cannot be used: {about.symbol} must be"
    numbers = np.asarray(value)
    if numbers.dtype.kind not in "iuf" or not (many or numbers.ndim == 0):
        raise TypeError(f"{words} a number, not {value!r}")
    if numbers.size and not all(about.accepts(float(end)) for end in (numbers.min(), numbers.max())):
        raise ValueError(f"{words} {about.bounds}")


def check_start(start: Any) -> tuple[float, float]:
    """Return w(0) as two floats.

    Raises:
        TypeError: it is something else.
    """
    try:
        w1, w2 = map(float, start)
    except (TypeError, ValueError, OverflowError):
        words = "it must be two numbers, w1 and w2, such as (-1.5, 2)"
        raise TypeError(f"start={start!r} cannot be used: {words}") from None
    return w1, w2


def checked_numbers(name: str, numbers: ArrayLike) -> NDArray[np.float64]:
    """Return a number or an array of numbers as floats.

    Raises:
        TypeError: it is something else.
    """
    try:
        if numbers is not None:  # which NumPy would take for nan
            return np.asarray(numbers, float)
    except (TypeError, ValueError, OverflowError):
        pass
    raise TypeError(f"{name}={numbers!r} cannot be used: it must be a number, or an array of numbers")


def _check_record(name: str, record: Any, kind: type, words: str, many: bool) -> None:
    if not isinstance(record, kind):
        raise TypeError(f"{name}={record!r} cannot be used: it must be {words}")
    for about in hypers(record):
        check_value(about, getattr(record, about.name), many)
