"""A surface as instructions: data that the browser executes, written from the lines that Python executes.

A register holds a number. An instruction is a row of whole numbers: its operation, the register that gets the
result, and the registers of its operands. Operations and their order are those of the lines, so that sums,
products, quotients and roots come out the same to the bit. static/engine/interpreter.js says what each
operation does; those that `functions` defines have its names. The operation "rows" repeats the instructions
behind it for each row of a table, as a `Loop` does. All that these use, besides the sums that they add to,
are numbers of the row: what is the same in all rows is copied first.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from functools import reduce
from itertools import accumulate, chain
from typing import Any

from surfaces.codegen import COLUMN, COUNT, LET
from surfaces.compiled import Source, assignments
from surfaces.functions import NAMESPACES

LONGEST = 4000
"""How many instructions may be written: as many take 10 ms in the browser for 300 steps."""
_SIGNS = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}
_CHAINED = {"max": "maximum", "min": "minimum", "hypot": "hypot"}
_CHOICES = {"lower": "lt", "upto": "le", "same": "eq"}
_WRITTEN_OUT = {"log_base", "leads", "sech", "trails", *_CHOICES}
_CALLED = {"sqrt", "pow", *NAMESPACES["scalar"]}
OPERATIONS = {"copy", "rows", "neg", "ge", "lt", "le", "eq", "where", *_SIGNS.values(), *_CHAINED.values()}
OPERATIONS |= _CALLED - _CHAINED.keys() - _WRITTEN_OUT
"""The names of all operations that a surface can have."""

_Register = tuple[str, int]
"""What it holds: "constant", "weight", "parameter", "column", "count" or "result"; and which of these."""


def written(
    source: Source, parameters: Collection[str] = (), columns: Sequence[str] = ()
) -> dict[str, Any] | None:
    """Write the lines of a function of w1 and w2 as instructions; None if there are more than LONGEST.

    Args:
        source: the function.
        parameters: the names of its parameters.
        columns: the names of the columns of its table, if it has one.

    Returns:
        what becomes JSON: `operations`, the names of those that occur, which the code refers to by index;
        `registers`, how many there are; `constants`, the values of the first ones; `code`, all instructions
        end to end; `weights`, the registers of w1 and w2; `parameters`, those of the parameters by name;
        `results`, those of the results: E, or E, ∂E/∂w1 and ∂E/∂w2; and with a table `columns`, the
        registers of a row's numbers by the columns' names, in the order of the table.
    """
    writer = _Writer(parameters, columns)
    writer.read(source)
    rows = [*writer.before, *writer.loop, *writer.after]
    if len(rows) > LONGEST:
        return None
    operations = sorted({operation for operation, *_ in rows})
    sizes = {"constant": len(writer.constants), "weight": 2, "parameter": len(parameters)}
    sizes |= {"column": len(columns), "count": bool(columns), "result": writer.count}
    first = dict(zip(sizes, accumulate(sizes.values(), initial=0), strict=False))

    def numbers(registers: Sequence[_Register | int]) -> list[int]:
        return [each if isinstance(each, int) else first[each[0]] + each[1] for each in registers]

    def registers_of(prefix: str, names: Collection[str | int]) -> list[int]:
        return numbers([writer.names[f"{prefix}{name}"] for name in names])

    code = ([operations.index(operation), *numbers(operands)] for operation, *operands in rows)
    program = {
        "operations": operations,
        "registers": sum(sizes.values()),
        "constants": list(map(float, writer.constants)),
        "code": list(chain.from_iterable(code)),
        "weights": registers_of("", ("w1", "w2")),
        "parameters": dict(zip(parameters, registers_of(LET, parameters), strict=True)),
        "results": registers_of("", source.results),
    }
    if columns:
        program["columns"] = dict(zip(columns, registers_of(COLUMN, range(len(columns))), strict=True))
    return program


class _Writer:
    """Expressions to rows: an operation, the register of its result, and those of its operands."""

    def __init__(self, parameters: Collection[str], columns: Collection[str]) -> None:
        self.constants: dict[str, _Register] = {}  # by their text, for 0.0 == −0.0
        self.names: dict[str, _Register] = {"w1": ("weight", 0), "w2": ("weight", 1)}
        self.names |= {f"{LET}{name}": ("parameter", i) for i, name in enumerate(parameters)}
        self.names |= {f"{COLUMN}{i}": ("column", i) for i in range(len(columns))}
        self.names[COUNT] = ("count", 0)
        self.before: list[tuple[Any, ...]] = []
        self.loop: list[tuple[Any, ...]] = []
        self.after: list[tuple[Any, ...]] = []
        self.of_row: set[_Register] | None = None
        """While the lines of a row are read, the registers that differ from row to row."""
        self.copies: dict[_Register, _Register] = {}
        """The registers of a row that hold what is the same in all rows."""
        self.rows = self.before
        """Where instructions are written that do not."""
        self.known: dict[tuple[Any, ...], _Register] = {}
        self.count = 0

    def read(self, source: Source) -> None:
        """Write all lines of a function."""
        self.assign(source.lines)
        loop = source.loop
        if loop is None:
            return
        nothing = self.constant(0.0)
        for name in loop.sums:
            self.names[name] = self.new()
            self.before.append(("copy", self.names[name], nothing))
        columns = [self.names[f"{COLUMN}{i}"] for i in range(loop.columns)]
        self.of_row = {*columns}
        for name, expression in assignments(loop.lines):
            if name not in loop.sums:
                self.names[name] = self.register(expression)
                continue
            assert isinstance(expression, ast.BinOp)  # the sum, plus the term of the row
            total = self.names[name]
            self.loop.append(("add", total, total, self.in_row(self.register(expression.right))))
        self.of_row = None
        copies = [("copy", copy, register) for register, copy in self.copies.items()]
        size = len(copies) + len(self.loop)
        self.loop = [("rows", size, columns[0], loop.columns, self.names[COUNT]), *copies, *self.loop]
        self.rows = self.after
        self.assign(loop.after)

    def assign(self, lines: Sequence[str]) -> None:
        for name, expression in assignments(lines):
            self.names[name] = self.register(expression)

    def new(self) -> _Register:
        """A register for another result."""
        self.count += 1
        return "result", self.count - 1

    def register(self, expression: ast.expr) -> _Register:
        """The register that holds an expression."""
        match expression:
            case ast.Name(name):
                return self.names[name]
            case ast.Constant(int() | float() as value):
                return self.constant(value)
            case ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value)):
                return self.constant(-value)
            case ast.UnaryOp(ast.USub(), operand):
                return self.result("neg", self.register(operand))
            case ast.BinOp(left, sign, right):
                return self.result(_SIGNS[type(sign)], self.register(left), self.register(right))
            case ast.Call(ast.Name(name), arguments) if name in _CALLED:
                return self.call(name, list(map(self.register, arguments)))
        raise TypeError(f"{ast.unparse(expression)} is not part of the language")

    def constant(self, value: float) -> _Register:
        return self.constants.setdefault(repr(float(value)), ("constant", len(self.constants)))

    def result(self, operation: str, *operands: _Register) -> _Register:
        """The register of a result; what is computed alike is computed once."""
        row = (operation, *operands)
        if row not in self.known:
            self.known[row] = self.new()
            rows = self.rows
            if self.of_row is not None and not self.of_row.isdisjoint(operands):
                self.of_row.add(self.known[row])
                rows, operands = self.loop, tuple(map(self.in_row, operands))
            rows.append((operation, self.known[row], *operands))
        return self.known[row]

    def in_row(self, register: _Register) -> _Register:
        """A register of a row with the number of another one."""
        if self.of_row is None or register in self.of_row:
            return register
        if register not in self.copies:
            self.copies[register] = self.new()
        return self.copies[register]

    def call(self, name: str, arguments: list[_Register]) -> _Register:
        """The register of a function's result; one of many arguments is a chain of operations."""
        if name in _CHAINED:
            return reduce(lambda one, other: self.result(_CHAINED[name], one, other), arguments)
        if name == "log_base":
            return self.result("div", *(self.result("log", argument) for argument in arguments))
        if name == "sech":
            return self.result("div", self.constant(1), self.result("cosh", *arguments))
        if name in _CHOICES:
            return self.choice(_CHOICES[name], *arguments)
        if name in ("leads", "trails"):
            return self.share("ge" if name == "leads" else "le", *arguments)
        return self.result(name, *arguments)

    def choice(self, comparison: str, a: _Register, b: _Register, x: _Register, y: _Register) -> _Register:
        """X where a and b compare so, else y; nan where a or b is."""
        known = self.result("mul", self.result("eq", a, a), self.result("eq", b, b))
        nothing = self.result("div", self.constant(0), self.constant(0))
        chosen = self.result("where", self.result(comparison, a, b), x, y)
        return self.result("where", known, chosen, nothing)

    def share(self, comparison: str, first: _Register, *others: _Register) -> _Register:
        """1/n where `first` is ahead of the others and n of them tie, else 0."""
        ahead = (self.result(comparison, first, other) for other in others)
        ties = (self.result("eq", first, other) for other in others)
        count = reduce(lambda one, other: self.result("add", one, other), ties, self.constant(1))
        return self.result("div", reduce(lambda one, other: self.result("mul", one, other), ahead), count)
