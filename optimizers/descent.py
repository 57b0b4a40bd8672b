"""The only two loops: `descend` follows one start and records every step, `endpoints` follows many starts.

A surface is anything with `value(w1, w2) -> E` and `gradient(w1, w2) -> (g1, g2)` that takes floats and
arrays and answers nan where there is no finite number. Two things make it faster: `value_and_gradient(w1, w2)
-> (E, g1, g2)`, and its source for floats (see `fused`).
"""

import dataclasses
import math
import struct
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np

from .base import Optimizer
from .fused import fused

_BLOCK = 8192
"""How many starts run together: the arrays of a block fit in a core's cache, and memory stays bounded."""


class Stopped(NamedTuple):
    """Where a run ended early: the first t at which something is not a finite number, and what."""

    step: int
    reason: str
    w1: float
    w2: float


class Trajectory(NamedTuple):
    """One run. All arrays are float64 of shape (T+1,): row t holds w(t), E and ∇E at w(t), the moments at t.

    All numbers are finite but for one case: a start without E is still row 0, with error and gradient nan.
    """

    t: np.ndarray
    w1: np.ndarray
    w2: np.ndarray
    error: np.ndarray
    g1: np.ndarray
    g2: np.ndarray
    state: Mapping[str, tuple[np.ndarray, np.ndarray]]
    stopped: Stopped | None


class Endpoints(NamedTuple):
    """Where many runs ended. All arrays have the broadcast shape of the starts and hyper-parameters.

    `w1`, `w2`, `error` are nan where a run ended early; `stopped` is the step at which it did, 0 where it
    did not, and `bad_start` tells the starts without E (for which `stopped` is 0 as well).
    """

    w1: np.ndarray
    w2: np.ndarray
    error: np.ndarray
    stopped: np.ndarray
    bad_start: np.ndarray


def descend(optimizer: Optimizer, surface, start: tuple[float, float], steps: int) -> Trajectory:
    """Follow one start for `steps` updates and record every step.

    Nothing is clamped: the run ends before the first t at which w(t), E or ∇E is not a finite number.
    """
    w1, w2 = float(start[0]), float(start[1])
    error, g1, g2 = _evaluator(surface)(w1, w2)
    if _finite(error, g1, g2):
        run = fused(optimizer, surface) or partial(_plain, optimizer, surface)
        rows, end = run(steps, w1, w2, error, g1, g2)
    else:
        initial = optimizer.initial()
        rows, end = [w1, w2, error, g1, g2, *initial, *initial], (0, w1, w2, error)
    names = optimizer.State._fields
    width = 5 + 2 * len(names)
    table = np.frombuffer(struct.pack(f"{len(rows)}d", *rows))  # in half the time of np.array(rows)
    w1, w2, error, g1, g2, *moments = np.ascontiguousarray(table.reshape(-1, width).T)
    return Trajectory(
        np.arange(len(w1), dtype=float),
        w1,
        w2,
        error,
        g1,
        g2,
        state=dict(zip(names, zip(moments[: len(names)], moments[len(names) :], strict=True), strict=True)),
        stopped=None if end is None else Stopped(end[0], _reason(*end[1:]), *end[1:3]),
    )


def _plain(optimizer: Optimizer, surface, steps: int, w1, w2, error, g1, g2):
    """Run step by step from a point with its E and ∇E.

    Returns:
        all rows of numbers end to end, each w1, w2, E, g1, g2 and the states of both coordinates; and None,
        or where the run ended early, (t, w1, w2, E) of the first row that is not finite.
    """
    evaluate, accumulate, update = _evaluator(surface), optimizer.accumulate, optimizer.update
    first = second = optimizer.initial()
    rows = [w1, w2, error, g1, g2, *first, *second]
    for t in range(1, steps + 1):
        try:
            first, second = accumulate(t, g1, first), accumulate(t, g2, second)
            w1, w2 = w1 - update(t, w1, g1, first), w2 - update(t, w2, g2, second)
        except (ArithmeticError, ValueError):  # where an array would have become inf or nan
            return rows, (t, math.nan, math.nan, math.nan)
        error, g1, g2 = evaluate(w1, w2)
        if not _finite(error, g1, g2):
            return rows, (t, w1, w2, error)
        rows += (w1, w2, error, g1, g2, *first, *second)
    return rows, None


def _evaluator(surface) -> Callable:
    """Return the function (w1, w2) -> (E, g1, g2)."""
    together = getattr(surface, "value_and_gradient", None)
    return together or (lambda w1, w2: (surface.value(w1, w2), *surface.gradient(w1, w2)))


def _finite(*numbers: float) -> bool:
    return all(map(math.isfinite, numbers))


def _reason(w1: float, w2: float, error: float) -> str:
    if not _finite(w1, w2):
        return "the weights are not finite numbers"
    if not _finite(error):
        return "E is not a finite number"
    return "the gradient is not a finite number"


def endpoints(optimizer: Optimizer, surface, w1, w2, steps: int) -> Endpoints:
    """Follow many starts at once for `steps` updates and keep where they end.

    w1, w2 and any hyper-parameter of `optimizer` may be arrays that broadcast together. Starts run in blocks
    of a fixed size, so that the memory needed beside the result does not grow with their number.
    """
    values = dataclasses.asdict(optimizer)
    w1, w2, *fields = np.broadcast_arrays(*(np.asarray(a, float) for a in (w1, w2, *values.values())))
    varying = {name: flat.ravel() for name, flat in zip(values, fields, strict=True) if np.ndim(values[name])}
    shape, size = w1.shape, w1.size
    w1, w2 = w1.ravel(), w2.ravel()
    ends = np.empty((3, size))
    stopped, bad_start = np.zeros(size, dtype=int), np.zeros(size, dtype=bool)
    for low in range(0, size, _BLOCK):
        block = slice(low, low + _BLOCK)
        rule = dataclasses.replace(optimizer, **{name: value[block] for name, value in varying.items()})
        with np.errstate(all="ignore"):
            ends[:, block], stopped[block], bad_start[block] = _run(
                rule, surface, w1[block], w2[block], steps
            )
    w1, w2, error = (end.reshape(shape) for end in ends)
    return Endpoints(w1, w2, error, stopped.reshape(shape), bad_start.reshape(shape))


def _run(rule: Optimizer, surface, w1, w2, steps: int):
    evaluate = _evaluator(surface)
    first = second = rule.initial()
    error, g1, g2 = evaluate(w1, w2)
    bad_start = ~np.isfinite(error + g1 + g2)
    running, stopped = ~bad_start, np.zeros(w1.shape, dtype=int)
    for t in range(1, steps + 1):
        if not running.any():
            break
        first, second = rule.accumulate(t, g1, first), rule.accumulate(t, g2, second)
        w1, w2 = w1 - rule.update(t, w1, g1, first), w2 - rule.update(t, w2, g2, second)
        error, g1, g2 = evaluate(w1, w2)
        ended = running & ~(np.isfinite(error) & np.isfinite(g1) & np.isfinite(g2))
        stopped[ended] = t
        running &= ~ended
    return np.where(running, (w1, w2, error), np.nan), stopped, bad_start
