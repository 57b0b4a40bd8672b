"""Text to formula: the grammar builds the formula of an error function.

No part of a visitor's text is ever evaluated: the parser calls the constructors of `algebra` and `functions`,
and every bound (length, tokens, depth, exponents, size of numbers) is checked before SymPy is called.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr

from surfaces import algebra
from surfaces.grammar import MAX_DEPTH, Builder, Parser
from surfaces.names import CALLS, VALUES, advice, call, raise_to
from surfaces.tokens import ExpressionError, Token, tokenize
from surfaces.values import number

__all__ = ["MAX_DEPTH", "parse"]


def parse(text: str) -> Expr:
    """The formula that `text` means, in the plain symbols `w1` and `w2`.

    Raises:
        ExpressionError: for every text that is not an error function, with the place and what to write
        instead.
    """
    tokens = tokenize(text)
    if tokens[0].kind == "end":
        raise ExpressionError("the error function is empty: write for example 3 w1^2 + 10 w2^2", 0)
    return Parser(tokens, _Formulas()).parse()


class _Formulas(Builder[Expr]):
    """Builds formulas of the weights, constants and functions of `names`."""

    arities = {name: arity for name, (arity, _) in CALLS.items()}
    choices = ()
    examples = ("w1", "w2", "1", "1")

    def number(self, text: str) -> Expr:
        if not any(c in text for c in ".eE"):
            return number(Fraction(int(text)))
        return number(float(text))

    def value(self, token: Token, called: bool) -> Expr:
        if token.text not in VALUES:
            raise ExpressionError(advice(token.text, called), token.position)
        return VALUES[token.text]

    call = staticmethod(call)
    add = staticmethod(algebra.add)
    multiply = staticmethod(algebra.multiply)
    divide = staticmethod(algebra.divide)
    negate = staticmethod(algebra.negate)
    power = staticmethod(raise_to)

    def subtract(self, left: Expr, right: Expr) -> Expr:
        return algebra.add(left, algebra.negate(right))

    def remainder(self, left: Expr, right: Expr) -> Expr:
        return call("mod", [left, right])
