"""Derivatives of formulas built from the closed table: the rules of school, one node at a time.

SymPy's `diff` would do, but for u^v it brings in SymPy's own log, and it repeats work on shared parts.
Results may cancel (log(w1)·w1 has the derivative log(w1) + 1), because a surface gives no gradient where it
has no value.
"""

from __future__ import annotations

from functools import partial

from sympy import Add, Expr, Integer, Mul, Pow, S, Symbol

from surfaces import algebra
from surfaces.functions import CHOICES, RealFunction, log
from surfaces.rows import slope_over_rows
from surfaces.values import OverRows

_add = partial(algebra.add, cancel=True)
_multiply = partial(algebra.multiply, cancel=True)
_power = partial(algebra.power, cancel=True)


def derivative(formula: Expr, symbol: Symbol) -> Expr:
    """The partial derivative of `formula` with respect to `symbol`."""
    return _Derivative(symbol)(formula)


class _Derivative:
    def __init__(self, symbol: Symbol):
        self.symbol = symbol
        self.known: dict[Expr, Expr] = {}

    def __call__(self, formula: Expr) -> Expr:
        if formula not in self.known:
            self.known[formula] = self._derive(formula) if formula.args else Integer(formula == self.symbol)
        return self.known[formula]

    def _derive(self, formula: Expr) -> Expr:
        if isinstance(formula, Add):
            return _add(*map(self, formula.args))
        if isinstance(formula, Mul):
            return _add(
                *(self._product(slope, formula, i) for i, slope in enumerate(map(self, formula.args)))
            )
        if isinstance(formula, Pow):
            return self._power(formula)
        if isinstance(formula, CHOICES):
            slopes = [self(branch) for branch in formula.args[2:]]
            if slopes[0] == slopes[1]:
                return slopes[0]
            return type(formula)(*formula.args[:2], *slopes, evaluate=False)
        if isinstance(formula, OverRows):
            return slope_over_rows(type(formula), self(*formula.args))
        if isinstance(formula, RealFunction):
            inner = [self(argument) for argument in formula.args]
            return _add(*(_chain(formula, i, slope) for i, slope in enumerate(inner) if slope != 0))
        raise TypeError(f"{type(formula).__name__} is not part of the language")

    def _product(self, slope: Expr, product: Mul, index: int) -> Expr:
        return slope if slope == 0 else _multiply(slope, *product.args[:index], *product.args[index + 1 :])

    def _power(self, formula: Pow) -> Expr:
        base, exponent = formula.args
        terms = []
        if (slope := self(base)) != 0:
            terms.append(_multiply(exponent, _power(base, _add(exponent, S.NegativeOne)), slope))
        if (slope := self(exponent)) != 0 and base != 0:  # 0^u is 0 where it is defined around a point
            terms.append(_multiply(slope, log(base), formula))
        return _add(*terms)


def _chain(formula: RealFunction, index: int, slope: Expr) -> Expr:
    return _multiply(formula.fdiff(index + 1), slope)
