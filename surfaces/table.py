"""The table of data over whose rows an error function goes: named columns of numbers, and its limits."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from surfaces.names import CALLS, CHOICE, OVER_ROWS, VALUES
from surfaces.tokens import quote, spelled

MOST_ROWS = 200
MOST_COLUMNS = 4
LARGEST = 1e12
"""The largest size of a number."""
USUAL_NAMES = (("y",), ("x", "y"), ("x1", "x2", "y"), ("x1", "x2", "x3", "y"))
"""The names of columns that have none, by their number."""
MAX_NAME = 20
"""The most characters of a column's name."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class DataError(ValueError):
    """Why data are no table.

    Attributes:
        message: what is wrong, where, and what to write instead, in plain words. Plain text.
        row: the 0-based row that it is about, or None.
        column: the name of the column that it is about, as it was given, or None.
    """

    def __init__(self, message: str, row: int | None = None, column: str | None = None):
        super().__init__(message, row, column)
        self.message = message
        self.row = row
        self.column = column

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Table:
    """Columns of numbers, all of one length, at least one; `of` makes one of what is given."""

    names: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.columns[0])

    @classmethod
    def of(cls, data: Any) -> Table:
        """The table of columns by name: the names in the order given, each with its numbers.

        Args:
            data: a mapping of columns by name, such as {"x": [0, 1], "y": [1, 3]}; a DataFrame; a Table; or
                an array of shape (rows, columns), whose columns get the USUAL_NAMES of their number.

        Raises:
            DataError: a name or a number cannot be used, the columns differ in length, or there are too many.
        """
        if isinstance(data, Table):
            data = dict(zip(data.names, data.columns, strict=True))
        named: list[tuple[Any, Any]] = list(data.items()) if hasattr(data, "items") else _named(data)
        if not named:
            raise DataError("there are no columns: write for example x and y")
        if len(named) > MOST_COLUMNS:
            raise DataError(f"there are {len(named)} columns: at most {MOST_COLUMNS} are allowed")
        names = tuple(name for name, _ in named)
        for place, name in enumerate(names):
            _check_name(name, names[:place])
        columns = tuple(_numbers(name, values) for name, values in named)
        rows = len(columns[0])
        if rows == 0:
            raise DataError("there are no rows: at least one is needed")
        for name, column in zip(names, columns, strict=True):
            if len(column) != rows:
                words = f"column {name} has {len(column)} numbers, and column {names[0]} has {rows}"
                raise DataError(f"{words}: every row needs all", min(len(column), rows), name)
        return cls(names, columns)

    def of_rows(self, indices: Iterable[int]) -> Table:
        """Some of the rows, in the order of the table; an index that repeats gives its row as often.

        Raises:
            TypeError: an index is no whole number.
            ValueError: there is no index, or there is no row of an index.
        """
        try:
            chosen = sorted(map(_row_number, indices))
        except TypeError:
            words = "it must be numbers of rows, such as [0, 2, 2]"
            raise TypeError(f"indices={indices!r} cannot be used: {words}") from None
        if not chosen:
            raise ValueError("no rows: at least one is needed")
        if chosen[0] < 0 or chosen[-1] >= self.rows:
            raise ValueError(f"the rows of this table are 0 to {self.rows - 1}")
        return Table(self.names, tuple(tuple(column[i] for i in chosen) for column in self.columns))


def _row_number(index: Any) -> int:
    if isinstance(index, bool | np.bool_):
        raise TypeError("a mask")
    return operator.index(index)


def _named(data: Any) -> list[tuple[Any, Any]]:
    """The columns of an array, with the names that are usual for their number."""
    try:
        rows = np.asarray(data)
    except ValueError:  # rows of different lengths
        rows = np.empty(len(data))
    if rows.ndim != 2 or not 1 <= rows.shape[1] <= MOST_COLUMNS:
        raise DataError(
            f"data of shape {rows.shape} cannot be used: it must be (rows, columns), with at most "
            f"{MOST_COLUMNS} columns, such as np.column_stack([x, y]); or columns by name"
        )
    return list(zip(USUAL_NAMES[rows.shape[1] - 1], rows.T.tolist(), strict=True))


def _check_name(name: object, before: tuple[str, ...]) -> None:
    shown = quote(str(name))
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        form = "a letter from a to z, then letters, digits or _, such as height_cm"
        words = f"{shown} cannot name a column: a name is {form}"
        raise DataError(words, column=str(name))
    if len(name) > MAX_NAME:
        words = f"the name {shown} is too long: a column's name has at most {MAX_NAME} characters"
        raise DataError(words, column=name)
    meant = spelled(name)
    what = (
        "a weight"
        if meant in ("w1", "w2")
        else "a constant"
        if meant in VALUES
        else "a function"
        if meant in CALLS or meant == CHOICE or meant in OVER_ROWS
        else ""
    )
    if what:
        raise DataError(f"{shown} is {what}: give the column another name", column=name)
    for other in before:
        if spelled(other) == meant:
            raise DataError(f"{shown} is read like {other}: give the column another name", column=name)


def _numbers(name: str, values: Iterable[Any]) -> tuple[float, ...]:
    found = []
    try:
        given = iter(() if isinstance(values, str | bytes) else values)
    except TypeError:
        raise DataError(f"column {name} is no row of numbers", column=name) from None
    for row, value in enumerate(islice(given, MOST_ROWS + 1)):
        if row == MOST_ROWS:
            raise DataError(f"there are more than {MOST_ROWS} rows: leave some out", row, name)
        found.append(_number(value, row, name))
    return tuple(found)


def _number(value: Any, row: int, name: str) -> float:
    place = f"row {row + 1}, column {name}"
    try:
        if isinstance(value, str | bytes):
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise DataError(f"{place}: {quote(repr(value))} is no number", row, name) from None
    if not math.isfinite(number):
        raise DataError(f"{place}: {number} is no finite number", row, name)
    if abs(number) > LARGEST:
        raise DataError(f"{place}: {number:g} is too large: at most {LARGEST:g} in size", row, name)
    return number
