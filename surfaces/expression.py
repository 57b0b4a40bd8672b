"""Text to formula: the grammar builds the formula of an error function.

No part of a visitor's text is ever evaluated: the parser calls the constructors of `algebra` and `functions`,
and every bound (length, tokens, depth, exponents, size of numbers) is checked before SymPy is called.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from sympy import Expr, Symbol

from surfaces import algebra
from surfaces.grammar import MAX_DEPTH, Builder, Parser
from surfaces.letters import field_of
from surfaces.model import model_of
from surfaces.names import CALLS, CHOICE, OVER_ROWS, VALUES, Comparison, advice, call, choose, raise_to
from surfaces.parameters import MOST, Parameter, may_be_parameter, parameter
from surfaces.pasted import as_meant, plain
from surfaces.pieces import at_places
from surfaces.rows import KINDS, Column, free_columns, goes_over_rows, over_rows
from surfaces.statements import Range, is_range, range_of, statements
from surfaces.summed import SIGNS
from surfaces.tokens import (
    ADVICE,
    WITH_COLUMNS,
    ExpressionError,
    Token,
    check_characters,
    joined,
    quote,
    spelled,
    tokenize,
)
from surfaces.values import number

__all__ = ["MAX_DEPTH", "parse"]


class Read(NamedTuple):
    """What a text means."""

    formula: Expr
    """In the plain symbols `w1`, `w2`, and one for each parameter, such as `k` or `λ`."""
    parameters: dict[str, Parameter]
    """The parameters by their names in Python, in the order in which they appear."""
    model: Expr | None
    """What is fitted to the data, a formula of weights and columns; None if the text tells none."""
    notes: tuple[str, ...]
    """How it is read where something else may be meant."""


def parse(text: str, columns: Sequence[str] = ()) -> Expr:
    """The formula that `text` means, in the plain symbols `w1` and `w2`, and those of its parameters.

    Args:
        text: what is typed.
        columns: the names of the table's columns, if there is one. They count only if the text goes over the
            rows of a table (see `uses_data`).

    Raises:
        ExpressionError: for every text that is not an error function, with the place and what to write
        instead.
    """
    return read(text, columns).formula


def uses_data(text: str) -> bool:
    """Whether a text goes over the rows of a table: mean(…) or sum(…) occur in it, and it defines neither."""
    return _defined_by_text(text) is not None


def is_defined(text: str, name: str) -> bool:
    """Whether a text that uses data gives a definition this name."""
    return spelled(name) in (_defined_by_text(text) or ())


@lru_cache(maxsize=256)
def _defined_by_text(text: str) -> frozenset[str] | None:
    """The names that a text defines; None if it does not use data, or is no row of tokens."""
    if not any(name in text for name in (*OVER_ROWS, *SIGNS)):  # soon done, for most texts
        return None
    try:
        check_characters(text)
        tokens, _ = _tokens(text)
    except ExpressionError:
        return None
    return _definitions(tokens) if _use_data(tokens) else None


def _use_data(tokens: Sequence[Token]) -> bool:
    used = {token.text for token in tokens if token.kind == "name"}.intersection(OVER_ROWS)
    return bool(used and used - _definitions(tokens))


def _definitions(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        line[0].text for line in statements(tokens) if line[0].kind == "name" and line[1].kind == "="
    )


def read(text: str, columns: Sequence[str] = ()) -> Read:
    """The formula that `text` means, and what else is in it; see `parse`."""
    check_characters(text)
    tokens, notes = _tokens(text)
    lines = list(statements(tokens))
    ranges: dict[str, tuple[Token, Range]] = {}
    for line in filter(is_range, lines):
        name = line[0]
        if name.text in ranges:
            raise ExpressionError(f"{quote(name.text)} has a range already", name.position)
        ranges[name.text] = name, range_of(line)
    plain = [line for line in lines if not (is_range(line) or _names_itself(line))]
    if not plain:
        position = len(text) if lines else 0
        raise ExpressionError("the error function is empty: write for example 3 w1^2 + 10 w2^2", position)
    *definitions, last = plain
    uses_table = _use_data(tokens)
    if uses_table and not columns:
        if vector := next((token for token in tokens if token.text in ("w", "θ", "theta")), None):
            raise ExpressionError(advice(vector.text, False), vector.position)
        first = next(token for token in tokens if token.kind == "name" and token.text in OVER_ROWS)
        words = f"{first.text}(…) goes over the rows of a table, and there is no table of data"
        raise ExpressionError(words, first.position)
    builder = _Formulas([line[0].text for line in definitions], columns if uses_table else (), ranges)
    for line in definitions:
        name = _defined(line, builder.definitions)
        parser = Parser(line, builder, 2)
        builder.definitions[name.text] = _bounded(parser.parse(), name)
        notes += [each.words(text) for each in parser.products_below]
    begin = _begin(last, "w1 and w2" if uses_table else "w1 and w2, or x and y,")
    if last[begin].kind == "end":
        raise ExpressionError("the error function is missing: write for example 3 w1^2", last[begin].position)
    builder.is_definition = False
    parser = Parser(last, builder, begin)
    formula = parser.parse()
    notes += [each.words(text) for each in parser.products_below]
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
        model_of(formula, builder.definitions.values(), list(builder.columns.values())),
        tuple(notes),
    )


def _names_itself(line: Sequence[Token]) -> bool:
    """Whether a line of a program takes a weight out of its vector, as in x = w[0]."""
    name, *rest = (token.text for token in line[:-1])
    return name in ("w1", "w2") and rest == ["=", name]


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


def _tokens(text: str) -> tuple[list[Token], list[str]]:
    """The tokens of a text as it is typed or pasted, at their places there, and notes on how it is read."""
    written, places, notes = plain(text)
    with at_places(places):
        tokens = tokenize(written)
        if uses_table := _use_data(tokens):
            tokens = tokenize(written, WITH_COLUMNS)
    defined = _definitions(tokens) | ({"xy", "yx"} if uses_table else set())  # which may be columns
    tokens, more = as_meant(tokens, defined)
    return [token._replace(position=places[token.position]) for token in tokens], notes + more


def with_columns(text: str, before: Sequence[str], after: Sequence[str]) -> str:
    """The text over a table whose columns have other names: those that are gone become those that are new.

    It stays as it is where their numbers differ, or a name is not written as it is called.
    """
    gone = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    if not gone or len(gone) != len(new):
        return text
    others = dict(zip(gone, new, strict=True))
    written = text
    for token in reversed(_tokens(text)[0]):
        end = token.position + len(token.text)
        if token.kind == "name" and token.text in others:
            if text[token.position : end] != token.text:
                return text
            written = written[: token.position] + others[token.text] + written[end:]
    return written


def _begin(tokens: Sequence[Token], weights: str) -> int:
    """Where the formula begins: behind `E =` or `f(x, y) =`, if it begins so."""
    is_named = tokens[0].kind == "name" and tokens[0].text not in _NOT_E
    kinds = [token.kind for token in tokens[1:7]]
    if is_named and kinds[:1] == ["="]:
        name = tokens[0].text
        again = next((token for token in tokens[2:] if token.text == name and name not in VALUES), None)
        if again is not None:
            words = f"a semicolon ends the definition of {quote(name)}, as in {name} = 3; {name} w1^2 + w2^2"
            raise ExpressionError(words, again.position)
        return 2
    if is_named and kinds[:4] == ["(", "name", ")", "="]:
        if tokens[2].text in _VECTORS:
            return 5
        raise ExpressionError("write E(w1, w2) = or E = before the function", tokens[2].position)
    if is_named and kinds == ["(", "name", ",", "name", ")", "="]:
        if (tokens[2].text, tokens[4].text) == ("w1", "w2"):
            return 7
        raise ExpressionError(f"the weights are {weights} in this order", tokens[2].position)
    return 0


_NOT_E = {*VALUES, *CALLS, "w", "θ", "theta"} - {"e", "E"}
"""Names that cannot be that of the error function."""
_VECTORS = ("w", "w1", "θ", "theta")
"""What stands for both weights in E(w) = and f(x) =."""


_NESTED = "one goes over all rows at once, so write the inner one as a number or a letter"
_ARITIES = {name: arity for name, (arity, _) in CALLS.items()} | {CHOICE: (3, 3)}


class _Formulas(Builder[Expr]):
    """Builds formulas of definitions, weights, constants and functions, and parameters: one letter each."""

    def __init__(self, defined: Collection[str], columns: Iterable[str], ranges: Collection[str]) -> None:
        self.defined = defined
        """The names of all definitions, also of those that are not read yet."""
        self.ranges = ranges
        """The letters with a range of their own."""
        self.definitions: dict[str, Expr] = {}
        self.parameters: dict[str, Expr] = {}
        self.is_definition = True
        """Whether the line is a definition, in which columns may stand anywhere."""
        self.columns = {name: Column(name) for name in map(spelled, columns)}
        self.arities = _ARITIES | dict.fromkeys(OVER_ROWS, (1, 1)) if self.columns else _ARITIES
        self.is_over_rows = False
        """Whether what is being read stands within a mean or a sum."""

    arities: Mapping[str, tuple[int, int]]
    choices = (CHOICE,)
    examples = ("w1", "w2", "1", "1")
    is_on_paper = True
    advice = {sign: ADVICE[sign] for sign in "=:;[]"}

    def number(self, text: str) -> Expr:
        if not any(c in text for c in ".eE"):
            return number(Fraction(int(text)))
        return number(float(text))

    def value(self, token: Token, called: bool) -> Expr:
        found = self.definitions.get(token.text, self.columns.get(token.text, VALUES.get(token.text)))
        if token.text in self.defined and token.text not in self.definitions:
            words = f"{quote(token.text)} is not defined yet: put its definition before this"
            raise ExpressionError(words, token.position)
        if found is not None:
            self.check_place(found, token)
            return found
        if not may_be_parameter(token.text):
            raise ExpressionError(self.unknown(token.text, called), token.position)
        alike = next((name for name in self.columns if name.casefold() == token.text.casefold()), None)
        if alike is not None and token.text not in self.ranges:
            words = f"write {alike}, or give the letter a range, such as {token.text} in [0, 10]"
            raise ExpressionError(f"{token.text} is no column: {words}", token.position)
        if token.text not in self.parameters and len(self.parameters) == MOST:
            words = f"too many letters: at most {MOST} may stand for numbers with a slider"
            raise ExpressionError(words, token.position)
        return self.parameters.setdefault(token.text, Symbol(token.text))

    def is_coefficient(self, token: Token) -> bool:
        is_taken = token.text in self.defined or token.text in VALUES or token.text in self.columns
        return not is_taken and may_be_parameter(token.text)

    def unknown(self, name: str, called: bool) -> str:
        """What is wrong with an unknown name."""
        if called or not self.columns or difflib.get_close_matches(name, [*CALLS, *VALUES], cutoff=0.7):
            return advice(name, called)
        return f"unknown name {quote(name)}: {self.known_columns()}, and the weights w1 and w2"

    def known_columns(self) -> str:
        """Which columns there are."""
        names = list(map(quote, self.columns))
        return f"the column is {names[0]}" if len(names) == 1 else f"the columns are {joined(names)}"

    def check_place(self, found: Expr, token: Token) -> None:
        """Refuse a column outside of a mean or a sum, and a mean or a sum within another."""
        shown = quote(token.text)
        if self.is_over_rows:
            if goes_over_rows(found):
                raise ExpressionError(f"{shown} is made of a mean or a sum: {_NESTED}", token.position)
        elif not self.is_definition and free_columns(found):
            what = "is a column" if token.text in self.columns else "depends on a column"
            words = f"{shown} {what}: it can only stand within mean(…) or sum(…)"
            raise ExpressionError(f"{words}; {self.known_columns()}", token.position)

    def begin(self, function: Token) -> None:
        if function.text in KINDS:
            if self.is_over_rows:
                raise ExpressionError(f"a mean or a sum within another: {_NESTED}", function.position)
            self.is_over_rows = True

    def call(self, name: str, arguments: list[Any]) -> Expr:
        if name in KINDS:
            self.is_over_rows = False
            return over_rows(KINDS[name], *arguments)
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
