"""A table whose inputs have the mean 0 and the standard deviation 1."""

import math
from functools import lru_cache

from surfaces import Table
from surfaces.model import target_of


@lru_cache(maxsize=64)
def standardized(table: Table) -> Table:
    """Return a table whose columns, except the target, are shifted and scaled.

    The standard deviation is that of the rows, with 1/N. A constant column is left alone. The browser does
    the same, to the bit (static/draw/standardizing.js).
    """
    target = target_of(table.names)
    named = zip(table.names, table.columns, strict=True)
    return Table(
        table.names, tuple(column if name == target else _standardized(column) for name, column in named)
    )


def constant_columns(table: Table) -> list[str]:
    """Return the names of the columns, except the target, that `standardized` leaves alone."""
    target = target_of(table.names)
    named = zip(table.names, table.columns, strict=True)
    return [name for name, column in named if name != target and _scale(column)[1] == 0]


def _standardized(column: tuple[float, ...]) -> tuple[float, ...]:
    mean, deviation = _scale(column)
    return tuple((value - mean) / deviation for value in column) if deviation else column


def _scale(column: tuple[float, ...]) -> tuple[float, float]:
    """Return the mean and the standard deviation, which is 0 for a constant column."""
    if min(column) == max(column):
        return column[0], 0.0
    total = 0.0
    for value in column:  # one after the other, as in the browser
        total += value
    mean = total / len(column)
    squares = 0.0
    for value in column:
        squares += (value - mean) * (value - mean)
    return mean, math.sqrt(squares / len(column))
