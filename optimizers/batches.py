"""Mini-batches: which rows of the data each step sees, in an order that a seed repeats.

The browser makes the same ones (static/engine/batches.js).
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int32]
MAX_SEED = 2**32 - 1
_STREAM = 1
"""Sets the streams of batches apart from those of noise, which have the same seeds."""


def batches(rows: int, size: int, steps: int, seed: int, index: int = 0) -> Rows:
    """Return the rows that each step sees: row t − 1 of the result is the batch of step t.

    The rows are shuffled anew for every epoch and taken in turn. So each `rows` consecutive numbers of the
    flattened result are a permutation, and a batch may begin in one epoch and end in the next. More steps
    only prolong the result.

    Args:
        rows: how many rows the data have.
        size: how many of them a step sees.
        steps: the number of steps.
        seed: a whole number from 0 to 2**32 − 1, so that each pair (seed, index) has an order of its own.
        index: the number of the order, from 0.

    Returns:
        an array of shape (steps, size) with numbers from 0 to rows − 1. It is shared and cannot be written.

    Raises:
        ValueError: if the size is not from 1 to `rows`, or another number is none that can be used.

    Examples:
        >>> from optimizers import batches
        >>> batches(rows=4, size=2, steps=4, seed=7).tolist()
        [[0, 2], [1, 3], [1, 0], [2, 3]]
    """
    if not _is_whole(steps):
        raise ValueError(f"steps={steps!r} cannot be used: it must be a whole number, 0 or more")
    return _batches(rows, checked_size(size, rows), steps, _checked_seed(seed), index)


def checked_size(size: int, rows: int | None) -> int:
    """Return the size of a batch.

    Raises:
        ValueError: if data of so many rows have no such batch; None stands for no data.
    """
    if rows is None:
        raise ValueError(f"batch={size!r} needs a function of data: one with mean(...) or sum(...) over rows")
    if not _is_whole(size) or not 1 <= size <= rows:
        raise ValueError(f"batch={size!r} cannot be used: it must be a whole number from 1 to {rows}")
    return int(size)


def _checked_seed(seed: int) -> int:
    if not _is_whole(seed) or seed > MAX_SEED:
        raise ValueError(f"seed={seed!r} cannot be used: it must be a whole number from 0 to {MAX_SEED}")
    return int(seed)


def _is_whole(number: Any) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool) and bool(number >= 0)


def rows_by_step(surface: Any, batch: int | None, steps: int, seed: int, index: int = 0) -> Rows | None:
    """Return the rows from which each gradient of a run comes: those at t = 0, 1, ..., `steps`.

    The gradient at w(t) is that of the batch of step t + 1. None means all rows, in all steps.

    Raises:
        ValueError: if the surface has no rows, or no batch of this size, or the seed cannot be used.
    """
    if batch is None:
        return None
    rows: int | None = getattr(surface, "rows", None)
    size = checked_size(batch, rows)
    return None if rows is None or size == rows else batches(rows, size, steps + 1, seed, index)


@lru_cache(maxsize=16)  # all runs of a page ask for the same ones
def _batches(rows: int, size: int, steps: int, seed: int, index: int) -> Rows:
    found = _orders(rows, -(-steps * size // rows), seed, index).ravel()[: steps * size].reshape(steps, size)
    found.flags.writeable = False
    return found


def _orders(rows: int, epochs: int, seed: int, index: int) -> Rows:
    """Return a random order for each epoch, of shape (epochs, rows).

    Each is a shuffle of its own (Durstenfeld 1964), in all epochs at once. It uses the upper half of rows − 1
    words of the generator's raw stream, since NumPy may change how it shuffles.
    """
    words = np.random.PCG64([seed, index, _STREAM]).random_raw(epochs * (rows - 1)) >> np.uint64(32)
    order = np.tile(np.arange(rows, dtype=np.int32), (epochs, 1))
    every = np.arange(epochs)
    for draw, last in zip(words.reshape(epochs, rows - 1).T, range(rows - 1, 0, -1), strict=True):
        other = (draw * np.uint64(last + 1) >> np.uint64(32)).astype(int)
        order[every, last], order[every, other] = order[every, other], order[every, last]
    return order
