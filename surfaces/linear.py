"""The linear parts of a surface: its intermediate results of the form a w1 + b w2 + c."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from itertools import islice
from types import MappingProxyType

from surfaces.codegen import COLUMN
from surfaces.compiled import Source, assignments
from surfaces.table import Table

Linear = tuple[float, float, float]
"""a, b and c of a w1 + b w2 + c."""
_ROWS = 12
"""The most rows of a table whose terms are read."""


def linear_parts(
    source: Source, numbers: Mapping[str, float] = MappingProxyType({}), table: Table | None = None
) -> list[Linear]:
    """Return the linear parts of a function of w1 and w2 that are no constants; w1 and w2 come first.

    `numbers` are the values of the parameters by their names in the source. Of a function that goes over the
    rows of a table, these are the parts of the terms of its first rows.
    """
    reader = _Reader()
    reader.put(numbers)
    reader.assign(source.lines)
    if source.loop is not None and table is not None:
        for row in islice(zip(*table.columns, strict=True), _ROWS):
            reader.put({f"{COLUMN}{place}": value for place, value in enumerate(row)})
            reader.assign(source.loop.lines)
        reader.assign(source.loop.after)
    return list(reader.found)


class _Reader:
    """Reads expressions and collects those that are linear."""

    def __init__(self) -> None:
        weights: dict[str, Linear] = {"w1": (1.0, 0.0, 0.0), "w2": (0.0, 1.0, 0.0)}
        self.names: dict[str, Linear | None] = {**weights}
        self.found: dict[Linear, None] = dict.fromkeys(weights.values())

    def put(self, numbers: Mapping[str, float]) -> None:
        """Put in numbers by their names."""
        self.names |= {name: (0.0, 0.0, value) for name, value in numbers.items()}

    def assign(self, lines: Iterable[str]) -> None:
        """Read some lines."""
        for name, expression in assignments(lines):
            self.names[name] = self.read(expression)

    def read(self, expression: ast.expr) -> Linear | None:
        """Return the coefficients of an expression; None if it is not linear."""
        part = self._part(expression)
        if part is not None and any(part[:2]):
            self.found.setdefault(part)
        return part

    def _part(self, expression: ast.expr) -> Linear | None:
        match expression:
            case ast.Name(name):
                return self.names.get(name)
            case ast.Constant(int() | float() as value):
                return 0.0, 0.0, float(value)
            case ast.UnaryOp(ast.USub(), operand):
                return _scaled(self.read(operand), -1.0)
            case ast.BinOp(left, sign, right):
                return _combined(sign, self.read(left), self.read(right))
            case ast.Call(_, arguments):
                for argument in arguments:
                    self.read(argument)
        return None


def _combined(sign: ast.operator, left: Linear | None, right: Linear | None) -> Linear | None:
    if left is None or right is None:
        return None
    match sign:
        case ast.Add():
            return left[0] + right[0], left[1] + right[1], left[2] + right[2]
        case ast.Sub():
            return left[0] - right[0], left[1] - right[1], left[2] - right[2]
        case ast.Mult() if not any(left[:2]):
            return _scaled(right, left[2])
        case ast.Mult() if not any(right[:2]):
            return _scaled(left, right[2])
        case ast.Div() if not any(right[:2]) and right[2]:
            return left[0] / right[2], left[1] / right[2], left[2] / right[2]
    return None


def _scaled(part: Linear | None, factor: float) -> Linear | None:
    return part and (factor * part[0], factor * part[1], factor * part[2])
