"""Text to formula: the grammar builds the formula of an error function.

No part of a visitor's text is ever evaluated: the parser calls the constructors of `algebra` and `functions`,
and every bound (length, tokens, depth, exponents, size of numbers) is checked before SymPy is called.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sympy import Expr, Symbol

from surfaces import algebra
from surfaces.grammar import MAX_DEPTH, Builder, Parser
from surfaces.letters import field_of
from surfaces.names import CALLS, CHOICE, VALUES, Comparison, advice, call, choose, raise_to
from surfaces.parameters import MOST, Parameter, may_be_parameter, parameter
from surfaces.pasted import plain
from surfaces.statements import Range, is_range, range_of, statements
from surfaces.tokens import ADVICE, ExpressionError, Token, check_characters, quote, tokenize
from surfaces.values import number

__all__ = ["MAX_DEPTH", "parse"]


class Read(NamedTuple):
    """What a text means."""

    formula: Expr
    """In the plain symbols `w1`, `w2`, and one for each parameter, such as `k` or `λ`."""
    parameters: dict[str, Parameter]
    """The parameters by their names in Python, in the order in which they appear."""


def parse(text: str) -> Expr:
    """The formula that `text` means, in the plain symbols `w1` and `w2`, and those of its parameters.

    Raises:
        ExpressionError: for every text that is not an error function, with the place and what to write
        instead.
    """
    return read(text).formula


def read(text: str) -> Read:
    """The formula that `text` means, and its parameters; raises what `parse` raises."""
    check_characters(text)
    if not isinstance(text, str):
        raise TypeError("an expression is a text")
    lines = list(statements(_tokens(text)))
    ranges: dict[str, tuple[Token, Range]] = {}
    for line in filter(is_range, lines):
        name = line[0]
        if name.text in ranges:
            raise ExpressionError(f"{quote(name.text)} has a range already", name.position)
        ranges[name.text] = name, range_of(line)
    plain = [line for line in lines if not is_range(line)]
    if not plain:
        position = len(text) if lines else 0
        raise ExpressionError("the error function is empty: write for example 3 w1^2 + 10 w2^2", position)
    *definitions, last = plain
    builder = _Formulas([line[0].text for line in definitions])
    for line in definitions:
        name = _defined(line, builder.definitions)
        builder.definitions[name.text] = _bounded(Parser(line, builder, 2).parse(), name)
    begin = _begin(last)
    if last[begin].kind == "end":
        raise ExpressionError("the error function is missing: write for example 3 w1^2", last[begin].position)
    formula = Parser(last, builder, begin).parse()
    if definitions:
        formula = _bounded(formula, last[begin])
    for symbol, (token, _) in ranges.items():
        if symbol not in builder.parameters:
            words = f"{quote(symbol)} has a range and is no letter of the function"
            raise ExpressionError(words, token.position)
    return Read(
        formula,
        {
            field_of(symbol): parameter(symbol, ranges[symbol][1] if symbol in ranges else None)
            for symbol in builder.parameters
        },
    )


def _defined(line: list[Token], before: Mapping[str, Expr]) -> Token:
    """The name that a line defines."""
    name, sign = line[:2]
    if name.kind != "name" or sign.kind != "=":
        raise ExpressionError(ADVICE[";"], line[-1].position)
    shown = quote(name.text)
    if name.text in before:
        raise ExpressionError(f"{shown} has a definition already", name.position)
    if name.text in ("w1", "w2") or name.text in CALLS or name.text == CHOICE:
        what = "a weight" if name.text in ("w1", "w2") else "a function"
        raise ExpressionError(f"{shown} is {what}: give the definition another name", name.position)
    if len(name.text) > MAX_NAME:
        raise ExpressionError(f"a name has at most {MAX_NAME} characters", name.position)
    return name


def _bounded(formula: Expr, token: Token) -> Expr:
    """A formula that is made of definitions, unless it is too large once they are put in."""
    if _size(formula) > MAX_SIZE or _depth(formula) > MAX_HEIGHT:
        raise ExpressionError("too much arithmetic once the definitions are put in", token.position)
    return formula


MAX_NAME = 20
"""The most characters of a definition's name."""
MAX_SIZE = 1000
"""The most numbers, names, operations and calls of a formula that is made of definitions."""
MAX_HEIGHT = 64
"""The most operations and calls within each other in such a formula."""


@lru_cache(maxsize=4096)
def _size(formula: Expr) -> int:
    return 1 + sum(map(_size, formula.args))


@lru_cache(maxsize=4096)
def _depth(formula: Expr) -> int:
    return 1 + max(map(_depth, formula.args), default=0)


def _tokens(text: str) -> list[Token]:
    """The tokens of a text as it is typed or pasted, at their places there."""
    written, places = plain(text)
    try:
        return [token._replace(position=places[token.position]) for token in tokenize(written)]
    except ExpressionError as error:
        position = None if error.position is None else places[error.position]
        raise ExpressionError(error.message, position) from None


def _begin(tokens: Sequence[Token]) -> int:
    """Where the formula begins: behind `E =` or `f(x, y) =`, if it begins so."""
    is_named = tokens[0].kind == "name" and tokens[0].text not in _NOT_E
    kinds = [token.kind for token in tokens[1:7]]
    if is_named and kinds[:1] == ["="]:
        return 2
    if is_named and kinds[:4] == ["(", "name", ")", "="]:
        if tokens[2].text in _VECTORS:
            return 5
        raise ExpressionError("write E(w1, w2) = or E = before the function", tokens[2].position)
    if is_named and kinds == ["(", "name", ",", "name", ")", "="]:
        if (tokens[2].text, tokens[4].text) == ("w1", "w2"):
            return 7
        raise ExpressionError("the weights are w1 and w2, or x and y, in this order", tokens[2].position)
    return 0


_NOT_E = {*VALUES, *CALLS, "w", "θ", "theta"} - {"e", "E"}
"""Names that cannot be that of the error function."""
_VECTORS = ("w", "w1", "θ", "theta")
"""What stands for both weights in E(w) = and f(x) =."""


class _Formulas(Builder[Expr]):
    """Builds formulas of definitions, weights, constants and functions, and parameters: one letter each."""

    def __init__(self, defined: Collection[str]) -> None:
        self.defined = defined
        """The names of all definitions, also of those that are not read yet."""
        self.definitions: dict[str, Expr] = {}
        self.parameters: dict[str, Expr] = {}

    arities = {name: arity for name, (arity, _) in CALLS.items()} | {CHOICE: (3, 3)}
    choices = (CHOICE,)
    examples = ("w1", "w2", "1", "1")
    is_on_paper = True
    advice = {sign: ADVICE[sign] for sign in "=:;[]"}

    def number(self, text: str) -> Expr:
        if not any(c in text for c in ".eE"):
            return number(Fraction(int(text)))
        return number(float(text))

    def value(self, token: Token, called: bool) -> Expr:
        found = self.definitions.get(token.text, VALUES.get(token.text))
        if token.text in self.defined and token.text not in self.definitions:
            words = f"{quote(token.text)} is not defined yet: put its definition before this"
            raise ExpressionError(words, token.position)
        if found is not None:
            return found
        if not may_be_parameter(token.text):
            raise ExpressionError(advice(token.text, called), token.position)
        if token.text not in self.parameters and len(self.parameters) == MOST:
            words = f"too many letters: at most {MOST} may stand for numbers with a slider"
            raise ExpressionError(words, token.position)
        return self.parameters.setdefault(token.text, Symbol(token.text))

    def is_coefficient(self, token: Token) -> bool:
        is_taken = token.text in self.defined or token.text in VALUES
        return not is_taken and may_be_parameter(token.text)

    def call(self, name: str, arguments: list[Any]) -> Expr:
        return choose(*arguments) if name == CHOICE else call(name, arguments)

    def compare(self, sign: str, left: Expr, right: Expr) -> Any:
        return Comparison(sign, left, right)

    add = staticmethod(algebra.add)
    multiply = staticmethod(algebra.multiply)
    divide = staticmethod(algebra.divide)
    negate = staticmethod(algebra.negate)
    power = staticmethod(raise_to)

    def subtract(self, left: Expr, right: Expr) -> Expr:
        return algebra.add(left, algebra.negate(right))

    def remainder(self, left: Expr, right: Expr) -> Expr:
        return call("mod", [left, right])
