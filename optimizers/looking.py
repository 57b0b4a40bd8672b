"""What a run sees of a surface at a point: E, and ∇E of all rows of the data or of a mini-batch.

A surface is anything with `value(w1, w2) -> E` and `gradient(w1, w2) -> (g1, g2)`, which take floats or
arrays and return nan where the result is not finite. A surface is faster if it also has
`value_and_gradient(w1, w2) -> (E, g1, g2)`, or its source for floats (see `fused`). One that comes from data
has `rows`, their number, and `of_rows(indices)`, the surface of some of them, for mini-batches.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, cast

from .batches import Rows

Evaluate = Callable[[Any, Any], tuple[Any, Any, Any]]
"""A function (w1, w2) -> (E, g1, g2), for floats and for arrays."""


class Surface(Protocol):
    """What can be descended: both functions are for floats and for arrays."""

    @property
    def value(self) -> Callable[[Any, Any], Any]: ...
    @property
    def gradient(self) -> Callable[[Any, Any], tuple[Any, Any]]: ...


def evaluator(surface: Surface) -> Evaluate:
    """Return the function (w1, w2) -> (E, g1, g2)."""
    together = getattr(surface, "value_and_gradient", None)
    return together or (lambda w1, w2: (surface.value(w1, w2), *surface.gradient(w1, w2)))


def evaluator_of_arrays(surface: Surface, numbers: Mapping[str, Any]) -> Evaluate:
    """Return the function of arrays (w1, w2) of one shape, with numbers of parameters, to (E, g1, g2).

    Whoever calls it looks at which of these five are finite: where not all are, the others mean nothing.
    """
    unmasked = getattr(surface, "unmasked", None)
    return evaluator(surface) if unmasked is None else cast(Evaluate, unmasked(numbers))


def row_count(surface: Surface) -> int:
    """Return how many rows of data a look at a surface goes over; 1 if it does not come from data."""
    return getattr(surface, "rows", None) or 1


def looking(surface: Surface, by_step: Rows | None) -> Callable[[int, float, float], tuple[float, ...]]:
    """Return the function (t, w1, w2) -> (E, g1, g2): what the run sees at w(t), without noise.

    With batches, g1 and g2 are those of the batch of step t + 1, and three numbers follow: E of this batch,
    and g1 and g2 of all rows.
    """
    evaluate = evaluator(surface)
    if by_step is None:
        return lambda t, w1, w2: evaluate(w1, w2)
    of_rows = cast(Any, surface).of_rows

    def look(t: int, w1: float, w2: float) -> tuple[float, ...]:
        error, *full = evaluate(w1, w2)
        batch_error, g1, g2 = evaluator(of_rows(by_step[t].tolist()))(w1, w2)
        return error, g1, g2, batch_error, *full

    return look
