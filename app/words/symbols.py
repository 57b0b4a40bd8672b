"""SymPy symbols with which rules can be called, and SymPy functions for the functions in rules.

SymPy knows only the LaTeX of these functions.
"""

from collections.abc import Iterable
from typing import Any

from sympy import Eq, Expr, Function, Ne, Symbol, cos, pi
from sympy.core.relational import Relational

from optimizers import arithmetic
from surfaces.functions import FUNCTIONS


def symbols_of(names: Iterable[str]) -> dict[str, Symbol]:
    """Return a symbol for each name, with which a rule, a schedule or a measure can be called."""
    return {name: Symbol(name) for name in names}


class _Named(Function):  # type: ignore[misc]  # SymPy has no types
    """A function that writes its own LaTeX, including its powers."""

    around = r"\left(", r"\right)"
    """What is written before its arguments and after them."""

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = self._written(printer)
        return text if exp is None else f"{self._base(text)}^{{{exp}}}"

    def _base(self, text: str) -> str:
        return text

    def _written(self, printer: Any) -> str:
        before, after = self.around
        return before + ", ".join(map(printer.doprint, self.args)) + after


class Sign(_Named):
    """The sign of x: −1, 0 or 1."""

    around = r"\operatorname{sign}\left(", r"\right)"


class Maximum(_Named):
    """The larger of x and y."""

    around = r"\max\left(", r"\right)"


class Minimum(_Named):
    """The smaller of x and y."""

    around = r"\min\left(", r"\right)"


class Floor(_Named):
    """The largest whole number up to x."""

    around = r"\left\lfloor ", r" \right\rfloor"


class Clip(_Named):
    """x, but at least `low` and at most `high`."""

    def _written(self, printer: Any) -> str:
        x, low, high = map(printer.doprint, self.args)
        return rf"\min\left(\max\left({x}, {low}\right), {high}\right)"


class Where(_Named):
    """One value where a condition holds, and another where it does not."""

    def _written(self, printer: Any) -> str:
        rows, rest = [], self
        while isinstance(rest, Where):
            condition, value, rest = rest.args
            rows.append(rf"{printer.doprint(value)} & \text{{where }} {printer.doprint(condition)}")
        rows.append(rf"{printer.doprint(rest)} & \text{{else}}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def _base(self, text: str) -> str:
        return rf"\left({text}\right)"


arithmetic.sign.register(Expr, Sign)
arithmetic.maximum.register(Expr, Maximum)
arithmetic.minimum.register(Expr, Minimum)
arithmetic.floor.register(Expr, Floor)
arithmetic.cospi.register(Expr, lambda x: cos(pi * x))
arithmetic.clip.register(Expr, Clip)
arithmetic.where.register(Relational, Where)


def _called(name: str, *operands: Expr) -> Expr:
    """Return the formula of a call of any other function."""
    make = {"eq": Eq, "ne": Ne}.get(name) or FUNCTIONS[name]
    return make(*operands, evaluate=False)


arithmetic.READINGS[Expr] = _called
