"""A table whose inputs have the mean 0 and the standard deviation 1."""

import math
from functools import lru_cache

from surfaces import Table


def target(names: tuple[str, ...]) -> int:
    """Return the place of the column that a model is to give: the one called y, else the last one."""
    return names.index("y") if "y" in names else len(names) - 1


@lru_cache(maxsize=64)
def standardized(table: Table) -> Table:
    """Return a table whose columns, except the target, are shifted and scaled.

    The standard deviation is that of the rows, with 1/N. A constant column is left alone. The browser does
    the same, to the bit (static/draw/standardizing.js).
    """
    columns = [
        column if place == target(table.names) else _standardized(column)
        for place, column in enumerate(table.columns)
    ]
    return Table(table.names, tuple(columns))


def constant_columns(table: Table) -> list[str]:
    """Return the names of the columns, except the target, that `standardized` leaves alone."""
    named = enumerate(zip(table.names, table.columns, strict=True))
    return [
        name for place, (name, column) in named if place != target(table.names) and _scale(column)[1] == 0
    ]


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
