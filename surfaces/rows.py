"""What goes over the rows of a table in a formula: its columns, which are symbols, and sums and means.

    mean((w1 x − y)²)      the mean over all rows of a term; the columns x and y are the numbers of a row
    sum(|w1 x − y|)        the sum

The derivative of a sum is the sum of the term's derivative, which is found once.
"""

from __future__ import annotations

from functools import lru_cache

from sympy import Expr, Integer, Mul, Number, S, Symbol

from surfaces import algebra
from surfaces.values import OverRows


class Column(Symbol):  # type: ignore[misc]  # SymPy has no types
    """A column of the table: the number of a row."""


mean: type[OverRows] = type("mean", (OverRows,), {"__module__": __name__})
sum_: type[OverRows] = type("sum", (OverRows,), {"__module__": __name__, "__qualname__": "sum_"})
KINDS = {"mean": mean, "sum": sum_}
"""What goes over rows, by its name in the language."""


def over_rows(kind: type[OverRows], term: Expr) -> Expr:
    """The mean or the sum of a term; the mean of a term without columns is the term itself."""
    return term if kind is mean and not free_columns(term) else kind(term, evaluate=False)


def slope_over_rows(kind: type[OverRows], slope: Expr) -> Expr:
    """The derivative of a mean or a sum, of that of its term; a number before the term is taken out."""
    if slope == 0:
        return S.Zero
    if isinstance(slope, Number):
        return algebra.multiply(slope, over_rows(kind, Integer(1)))
    if isinstance(slope, Mul) and isinstance(slope.args[0], Number):
        number, *rest = slope.args
        return algebra.multiply(number, over_rows(kind, algebra.multiply(*rest)))
    return over_rows(kind, slope)


@lru_cache(maxsize=4096)
def free_columns(formula: Expr) -> frozenset[Symbol]:
    """The columns of which a formula needs a row's numbers: those outside of sums and means."""
    if isinstance(formula, Column):
        return frozenset([formula])
    if isinstance(formula, OverRows):
        return frozenset()
    return frozenset().union(*map(free_columns, formula.args))


@lru_cache(maxsize=4096)
def goes_over_rows(formula: Expr) -> bool:
    """Whether a sum or a mean over rows occurs in a formula."""
    return isinstance(formula, OverRows) or any(map(goes_over_rows, formula.args))
