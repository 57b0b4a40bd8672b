"""Formulas to Python source: straight-line arithmetic in which every shared subexpression is computed once.

The source names nothing but `w1`, `w2`, the parameters (let_k), its own variables (x0, x1, ... and the names
of the formulas), those of a table of data (see `Loop`) and the functions of `functions.NAMESPACES`, so it
means floats or arrays depending on the namespace it is executed in; as plain text it can cross from the
process that did the symbolic work. sympy.cse would rebuild the formulas, and on the way evaluate what
`algebra` keeps apart on purpose; equal subexpressions are equal dictionary keys anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sympy import Add, Expr, Integer, Mul, Number, Pow, Rational, S, Symbol

from surfaces.functions import RealFunction
from surfaces.letters import field_of
from surfaces.rows import Column, free_columns, goes_over_rows, mean
from surfaces.values import (
    OverRows,
    constant_value,
    is_constant,
    number,
    python_number,
    sign_and_ratio,
    w1,
    w2,
)

# What binds how tightly: a sum, and all that may stand within a product. A product that stands for a power
# counts as a sum, to be kept together within a product: so an expression is rounded alike whether it is
# written out or held by a variable.
_SUM, _PRODUCT = range(2)
LET = "let_"
"""What the name of a parameter begins with in the source."""
COLUMN = "column_"
"""What the name of a column begins with in the source; its place among the columns follows."""
ROWS, COUNT = "data_rows", "data_count"
"""The names of the rows, each a tuple of its numbers, and of their number."""


@dataclass(frozen=True)
class Loop:
    """One loop over the rows of a table, which adds to all sums at once, in the order of the rows."""

    columns: int
    """How many columns the table has; a row's numbers are column_0, column_1, ..."""
    sums: tuple[str, ...]
    """The sums, which are 0 before the loop."""
    lines: tuple[str, ...]
    """The lines of one row."""
    after: tuple[str, ...]
    """The lines after the loop."""

    @property
    def python(self) -> tuple[str, ...]:
        """The loop and the lines after it as Python."""
        columns = ", ".join(f"{COLUMN}{place}" for place in range(self.columns))
        return (
            *(f"{name} = 0.0" for name in self.sums),
            f"for {columns}{',' * (self.columns == 1)} in {ROWS}:",
            *(f"    {line}" for line in self.lines),
            *self.after,
        )


def statements(formulas: dict[str, Expr], columns: Sequence[str] = ()) -> tuple[list[str], Loop | None]:
    """One assignment for every shared subexpression, then one for every formula.

    Args:
        formulas: what to write, by name.
        columns: the table's columns, as `tokens.spelled` has them.

    Returns:
        all lines and None; or if anything goes over the rows of a table, the lines before that, and the loop.

    Raises:
        TypeError: if a formula holds anything that is not part of the language.
    """
    writer = _Writer(formulas.values(), columns)
    results = [f"{name} = {writer.expression(formula, _SUM)}" for name, formula in formulas.items()]
    if not writer.sums:
        return writer.before + results, None
    sums, after = tuple(writer.sums.values()), (*writer.after, *results)
    return writer.before, Loop(len(columns), sums, tuple(writer.of_row), after)


class _Writer:
    def __init__(self, formulas: Iterable[Expr], columns: Sequence[str]):
        self.columns = {name: f"{COLUMN}{place}" for place, name in enumerate(columns)}
        self.before: list[str] = []
        self.of_row: list[str] = []
        self.after: list[str] = []
        self.sums: dict[Expr, str] = {}  # the names of sums by their terms
        self.is_of_row = False  # whether the term of a row is being written
        self.variables: dict[Expr, str] = {}
        self.uses: Counter[Expr] = Counter()
        for formula in formulas:
            self.count(formula)

    def count(self, formula: Expr) -> None:
        self.uses[formula] += 1
        if self.uses[formula] == 1 and not is_constant(formula):
            for operand in _operands(formula):
                self.count(operand)

    def expression(self, formula: Expr, level: int) -> str:
        """`formula` as an expression that binds at least as tightly as `level`."""
        if formula in self.variables:
            return self.variables[formula]
        if isinstance(formula, Symbol):
            return self.name(formula)
        if not is_constant(formula) and self.uses[formula] > 1:
            return self.variable(formula)
        text, own = self.write(formula)
        return text if own >= level else f"({text})"

    def variable(self, formula: Expr) -> str:
        """The name of a variable that holds `formula`."""
        if isinstance(formula, Symbol):
            return self.name(formula)
        if formula not in self.variables:
            text, _ = self.write(formula)
            name = f"x{len(self.variables)}"
            lines = self.before
            if goes_over_rows(formula):
                lines = self.after
            elif self.is_of_row and free_columns(formula):
                lines = self.of_row
            lines.append(f"{name} = {text}")
            self.variables[formula] = name
        return self.variables[formula]

    def name(self, symbol: Symbol) -> str:
        if isinstance(symbol, Column):
            return self.columns[symbol.name]
        name: str = symbol.name
        return name if symbol in (w1, w2) else LET + field_of(name)

    def sum(self, term: Expr) -> str:
        """The name of the sum of a term over the rows."""
        if term not in self.sums:
            self.is_of_row = True
            text = self.expression(term, _PRODUCT)
            self.is_of_row = False
            name = self.sums[term] = f"sum_{len(self.sums)}"
            self.of_row.append(f"{name} = {name} + {text}")
        return self.sums[term]

    def write(self, formula: Expr) -> tuple[str, int]:
        if is_constant(formula):
            return repr(constant_value(formula)), _PRODUCT
        if isinstance(formula, Add):
            ordered = sorted(formula.args, key=_is_negative)  # a - b rather than -b + a
            terms = [self.expression(term, _PRODUCT) for term in ordered]
            return terms[0] + "".join(f" - {t[1:]}" if t[0] == "-" else f" + {t}" for t in terms[1:]), _SUM
        if isinstance(formula, Mul) or _is_reciprocal(formula):
            return self.product(formula), _PRODUCT if isinstance(formula, Mul) else _SUM
        if isinstance(formula, Pow):
            return self.power(*formula.args)
        if isinstance(formula, OverRows):
            total = self.sum(*formula.args)
            return (f"{total}/{COUNT}", _SUM) if isinstance(formula, mean) else (total, _PRODUCT)
        if isinstance(formula, RealFunction):
            arguments = ", ".join(self.expression(argument, _SUM) for argument in formula.args)
            return f"{type(formula).__name__}({arguments})", _PRODUCT
        raise TypeError(f"{type(formula).__name__} is not part of the language")

    def product(self, formula: Expr) -> str:
        coefficient, above, below = _fraction(formula)
        sign, top, bottom = sign_and_ratio(coefficient)
        over = [repr(float(top))] if top != 1 or not above else []
        under = [repr(float(bottom))] if bottom != 1 else []
        over += [self.expression(factor, _PRODUCT) for factor in above]
        under += [self.expression(factor, _PRODUCT) for factor in below]
        text = sign + "*".join(over)
        if under:
            simple = len(under) == 1 and under[0].replace(".", "").isalnum()
            text += f"/{under[0]}" if simple else f"/({'*'.join(under)})"
        return text

    def power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
        if isinstance(exponent, Integer):
            return self.whole_power(base, int(exponent)), _SUM
        if exponent is S.Half:
            return f"sqrt({self.expression(base, _SUM)})", _PRODUCT
        if exponent == Rational(3, 2):
            name = self.variable(base)
            return f"{name}*sqrt({name})", _SUM
        return f"pow({self.expression(base, _SUM)}, {self.expression(exponent, _SUM)})", _PRODUCT

    def whole_power(self, base: Expr, exponent: int) -> str:
        """Products instead of powers, six times faster in NumPy: x*x*x, and squares of squares above that."""
        name = self.variable(base)
        if exponent <= 3:
            return "*".join([name] * exponent)
        half = self.variable(Pow(base, exponent // 2, evaluate=False))
        return f"{half}*{half}" if exponent % 2 == 0 else f"{half}*{half}*{name}"


def _is_negative(term: Expr) -> bool:
    first = term.args[0] if isinstance(term, Mul) else term
    return isinstance(first, Number) and bool(first < 0)


def _operands(formula: Expr) -> tuple[Expr, ...]:
    if isinstance(formula, Mul) or _is_reciprocal(formula):
        _, above, below = _fraction(formula)
        return (*above, *below)
    return tuple(formula.args)


def _is_reciprocal(formula: Expr) -> bool:
    return isinstance(formula, Pow) and isinstance(formula.args[1], Number) and formula.args[1] < 0


def _fraction(formula: Expr) -> tuple[Fraction | float, list[Expr], list[Expr]]:
    """Coefficient, the factors above the line and those below it."""
    factors = Mul.make_args(formula)
    constants = [factor for factor in factors if is_constant(factor)]
    if all(isinstance(factor, Number) for factor in constants):
        coefficient = python_number(constants[0]) if constants else Fraction(1)
    else:
        coefficient = constant_value(Mul(*constants, evaluate=False))
    above, below = [], []
    for factor in factors:
        if is_constant(factor):
            continue
        if _is_reciprocal(factor):
            base, exponent = factor.args
            below.append(
                base if exponent == -1 else Pow(base, number(-python_number(exponent)), evaluate=False)
            )
        else:
            above.append(factor)
    return coefficient, above, below
