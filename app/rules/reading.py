"""Text to lines: the statements of a rule, one a line, as terms in the order in which they were typed.

The tokens and the grammar are those of error functions. Nothing of the text is executed: each name is looked
up, and is one that the language gives, a state, or a hyper-parameter. All bounds are checked before anything
is computed, and constants are folded as floats.
"""

import itertools
from collections.abc import Sequence
from typing import NamedTuple

from optimizers.terms import Term
from surfaces.names import CALLS, CHOICE
from surfaces.pieces import at_places
from surfaces.statements import Range, is_range, range_of, statements
from surfaces.tokens import ExpressionError, Token, check_characters, quote, tokenize

from .building import Arithmetic
from .hints import first_values, hints
from .language import ALPHABET, GIVEN, NESTEROV, ONE, REFUSED, RuleError, check_length
from .pasted import as_set, check_indices, index_of, name_in, plain, with_w

MAX_STATEMENTS = 12


class Rule(NamedTuple):
    """The content of a text."""

    lines: tuple[tuple[str, Term | float], ...]
    """The symbol that each line sets, and its term; the last line is for w. Names in the terms are fields;
    those of the state at t−1 and of w(t−1) end with "_before"."""
    hypers: tuple[str, ...]
    """The symbols of the hyper-parameters, in the order in which they appear."""
    ranges: dict[str, Range]
    hints: tuple[str, ...]
    """Sentences about what was perhaps not meant as it is read."""
    name: str
    """What the rule is called; "" if it has no name."""


def read(text: str) -> Rule:
    """Read a rule.

    Raises:
        RuleError: if the text is no rule, with the place and what to write instead.
    """
    try:
        return _read(text)
    except ExpressionError as error:
        raise RuleError(error.message, error.position) from None


def _read(text: str) -> Rule:
    check_characters(text, ALPHABET)
    tokens, indices = _tokens(text)
    found = [as_set(statement) for statement in statements(tokens)]
    found = [each for each in found if [token.text for token in each[:-1]] != ["g", "=", "g"]]
    found = with_w(found)
    if not found:
        raise RuleError("the rule is empty: write for example w = w − η g", 0)
    if len(found) > MAX_STATEMENTS:
        position = found[MAX_STATEMENTS][0].position
        raise RuleError(f"too many lines: at most {MAX_STATEMENTS} are allowed", position)
    for one, other in itertools.pairwise(tokens):
        _check_pair(one, other, tokens)
    ranges: dict[str, tuple[Token, Range]] = {}
    lines: list[Sequence[Token]] = []
    for statement in found:
        if is_range(statement):
            name = statement[0]
            if name.text in ranges:
                raise RuleError(f"{quote(name.text)} has a range already", name.position)
            ranges[name.text] = name, _range(statement)
        else:
            _check_start(statement, lines)
            lines.append(statement)
    if not lines or lines[-1][0].text != "w":
        raise RuleError("a line for w is missing at the end: write for example w = w − η g", len(text))
    check_indices(lines, lambda token: indices.get(token.position))
    builder = Arithmetic([line[0].text for line in lines])
    terms = tuple((line[0].text, builder.line(line)) for line in lines)
    for ranged, (token, _) in ranges.items():
        if ranged in builder.states:
            raise RuleError(f"{ranged} is a state: only a hyper-parameter has a range", token.position)
        if ranged not in builder.hypers:
            raise RuleError(f"{quote(ranged)} has a range and does not occur in the rule", token.position)
    said = [each.words(text) for each in builder.products_below]
    called = [
        one.text
        for one, other in itertools.pairwise(tokens)
        if other.kind == "(" and other.position == one.position + len(one.text)
    ]
    said += hints(builder.states, builder.hypers, ranges, called) + first_values(terms)
    given = {name: each for name, (_, each) in ranges.items()}
    return Rule(terms, tuple(builder.hypers), given, tuple(said), name_in(text))


def _tokens(text: str) -> tuple[list[Token], dict[int, int]]:
    """Return the tokens of a text as it is typed or pasted, and indices of t by the positions of names."""
    written, places, at = plain(text)
    with at_places(places):
        tokens = tokenize(written, ALPHABET)
    found = {places[token.position]: index_of(token, written, at) for token in tokens if token.kind == "name"}
    indices = {place: index for place, index in found.items() if index is not None}
    return [token._replace(position=places[token.position]) for token in tokens], indices


def _check_pair(one: Token, other: Token, tokens: Sequence[Token]) -> None:
    """Refuse what would be read as a product and is not meant as one: m(t), m(t−1), and g(w − …)."""
    if one.kind != "name" or other.kind != "(" or one.text in CALLS or one.text == CHOICE:
        return
    at = tokens.index(other)
    inside = [token.text or token.kind for token in tokens[at + 1 : at + 5]]
    if inside[:2] == ["t", ")"] or inside[:4] in (["t", "-", "1", ")"], ["t", "+", "1", ")"]):
        meaning = "left of = it is the new value, and right of = the latest one"
        if one.text == "g":
            meaning = "it is the gradient at w(t−1)"
        raise RuleError(f"write {quote(one.text)} alone: {meaning}", one.position)
    if one.text in ("g", *_GRADIENTS) and inside[0] == "w" and inside[1] in "+-":
        raise RuleError(f"{ONE}, and no other gradient. {NESTEROV}", one.position)


_GRADIENTS = ("grad", "gradient", "nabla")


def _check_start(statement: Sequence[Token], before: Sequence[Sequence[Token]]) -> None:
    """Refuse a line that does not begin with a name that can be set, and =."""
    first, second = statement[0], statement[1]
    example = "write for example m = α m + g"
    if first.kind != "name":
        if first.kind == "number":
            raise RuleError(f"a number cannot be set: {example}", first.position)
        raise RuleError(f"a line is a name, = and what it becomes: {example}", first.position)
    name = quote(first.text)
    if second.kind == "==":
        raise RuleError("write one equals sign", second.position)
    if second.kind != "=":
        if second.kind in "+-*/" and statement[2].kind == "=":
            raise RuleError(f"write {name} = {name} {second.kind} …", second.position)
        if second.kind == "name" and statement[2].kind == "=":
            raise RuleError(f"write {quote(f'{first.text}_{second.text}')} for one name", second.position)
        raise RuleError(f"a line is a name, = and what it becomes: {example}", second.position)
    if first.text in CALLS or first.text == CHOICE:
        raise RuleError(f"{name} is a function: give the state another name", first.position)
    if first.text in GIVEN:
        raise RuleError(f"{name} is {GIVEN[first.text]}: give the state another name", first.position)
    if first.text in REFUSED:
        raise RuleError(REFUSED[first.text], first.position)
    check_length(first)
    if before and before[-1][0].text == "w":
        raise RuleError("the line for w is the last one: put this one above it", first.position)
    if any(line[0].text == first.text for line in before):
        raise RuleError(f"{name} has a line already: before the first step it is 0", first.position)


def _range(statement: Sequence[Token]) -> Range:
    name = statement[0]
    check_length(name)
    if name.text in (*GIVEN, *REFUSED, *CALLS, CHOICE, "w"):
        raise RuleError(f"{quote(name.text)} is no hyper-parameter", name.position)
    return range_of(statement)
