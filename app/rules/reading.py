"""Text to lines: what a rule says, one statement a line, as terms in the order in which they were typed.

The tokens and the grammar are those of error functions. Nothing of the text is executed: a name is looked up,
and is then one of the few that a rule knows, a state, or a hyper-parameter. All bounds are checked before
anything is computed, and constants are folded as floats.
"""

import difflib
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from optimizers import arithmetic, terms
from optimizers.terms import RUN, STEP, Term
from surfaces.algebra import NotRealError
from surfaces.functions import NAMESPACES
from surfaces.grammar import COMPARISONS, Parser
from surfaces.names import CALLS, SYNONYMS
from surfaces.tokens import ADVICE, OPERATORS, Alphabet, ExpressionError, Token, quote, tokenize

from .names import GREEK, MAX_NAME, NAME, field_of, symbol_of

MAX_STATEMENTS = 12
MAX_OPERATIONS = 150
MAX_CHAIN = 64
"""Operations that build on each other, through all lines: what is written of a rule nests as deeply."""
MAX_HYPERS = 12
LARGEST = 1e100
"""The largest end of a range."""
CLOSEST = 1e-9
"""The least length of a range, as a share of its larger end: a slider needs ticks that differ."""
SMALLEST = 1e-300
"""The least length of a range in any case."""

ALPHABET = Alphabet(
    characters=600,
    tokens=400,
    name=NAME,
    spelled=symbol_of,
    operators=OPERATORS
    | {sign: sign for sign in (*COMPARISONS, "=", "[", "]")}
    | {"≤": "<=", "≥": ">=", "≠": "!=", ";": ";", "\n": ";", "\r": ";", "\r\n": ";"},
    advice={character: words.replace("w1", "g") for character, words in ADVICE.items()}
    | {
        "←": "write = instead of ←",
        ":": "leave out the colon: a line is a name, = and what it becomes",
        "∇": "write g for the gradient",
        "∂": "write g for the gradient",
        "?": "write if(g > 0, 1, 2) for a choice",
        "&": "write one if(…) within another",
        **dict.fromkeys("–—", "write - for a minus sign"),
        "_": "an underscore may only stand within a name, as in β_1",
    },
)
CHOICE = "if"
ARITIES = {name: arity for name, (arity, _) in CALLS.items()} | {CHOICE: (3, 3)}
"""The functions, each with the least and the greatest number of its arguments."""
NESTEROV = "Nesterov momentum is written m = α m + g; w = w − η (g + α m)"
_NUMBERS = {"pi": math.pi, "e": math.e}
_GIVEN = {
    "g": "the gradient, which the surface gives",
    "t": "the number of the step",
    "pi": "a number",
    "e": "a number",
}
_ONE = "a rule sees one coordinate, w, and g, its gradient at w(t−1)"
_REFUSED = {
    **dict.fromkeys(("w1", "w2", "g1", "g2"), f"{_ONE}, not the other coordinate. {NESTEROV}"),
    "E": f"{_ONE}, but not E",
    **dict.fromkeys(("nan", "NaN", "inf", "Inf", "infinity", "Infinity"), "this is not a real number"),
    **dict.fromkeys(("and", "or", "not"), "write one if(…) within another"),
    **dict.fromkeys(("in", "else", "then"), "this word cannot be a name"),
    **dict.fromkeys(("grad", "gradient", "nabla", "dE", "dw", "dEdw"), "write g for the gradient"),
    **dict.fromkeys(
        ("random", "rand", "randn", "normal"),
        "a rule has no random numbers: the panel Noise adds some to the gradient",
    ),
}
_SYNONYMS = {
    **SYNONYMS,
    **dict.fromkeys(("where", "cond", "ifelse"), f"{CHOICE}(g > 0, 1, 2)"),
    **dict.fromkeys(("clip", "clamp"), "max(−1, min(1, g))"),
    "norm": "abs",
    "relu": "max(0, g)",
}


class RuleError(ExpressionError):
    """Why a text is no update rule.

    Attributes:
        message: what is wrong and what to write instead, in plain words. Plain text: escape it where it is
        shown. position: 0-based index into the text, or None where the text as a whole is meant.
    """


class Range(NamedTuple):
    """What a line such as p in [0, 2] = 0.3 says of a hyper-parameter."""

    low: float
    high: float
    default: float | None


class Rule(NamedTuple):
    """What a text says."""

    lines: tuple[tuple[str, Term | float], ...]
    """What each line gives, by its symbol, and its term; the last one is for w. The names in the terms are
    fields, and those of the state at t−1 and of w(t−1) end with "_before"."""
    hypers: tuple[str, ...]
    """The symbols of the hyper-parameters, in the order in which they appear."""
    ranges: dict[str, Range]


def read(text: str) -> Rule:
    """Read a rule.

    Raises:
        RuleError: if the text is none, with the place and what to write instead.
    """
    try:
        return _read(text)
    except ExpressionError as error:
        raise RuleError(error.message, error.position) from None


def _read(text: str) -> Rule:
    tokens = tokenize(text, ALPHABET)
    statements = list(_statements(tokens))
    if not statements:
        raise RuleError("the rule is empty: write for example w = w − η g", 0)
    if len(statements) > MAX_STATEMENTS:
        position = statements[MAX_STATEMENTS][0].position
        raise RuleError(f"too many lines: at most {MAX_STATEMENTS} are allowed", position)
    for one, other in itertools.pairwise(tokens):
        _check_pair(one, other, tokens)
    ranges: dict[str, tuple[Token, Range]] = {}
    lines: list[Sequence[Token]] = []
    for statement in statements:
        if len(statement) > 1 and statement[0].kind == "name" and statement[1].text == "in":
            name = statement[0]
            if name.text in ranges:
                raise RuleError(f"{quote(name.text)} has a range already", name.position)
            ranges[name.text] = name, _range(statement)
        else:
            _check_start(statement, lines)
            lines.append(statement)
    if not lines or lines[-1][0].text != "w":
        raise RuleError("a line for w is missing at the end: write for example w = w − η g", len(text))
    builder = Arithmetic([line[0].text for line in lines])
    found = tuple((line[0].text, builder.line(line)) for line in lines)
    for name, (token, _) in ranges.items():
        if name in builder.states:
            raise RuleError(f"{name} is a state: only a hyper-parameter has a range", token.position)
        if name not in builder.hypers:
            raise RuleError(f"{quote(name)} has a range and does not occur in the rule", token.position)
    return Rule(found, tuple(builder.hypers), {name: given for name, (_, given) in ranges.items()})


def _statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut tokens at line ends and semicolons; each statement ends with a token of kind "end"."""
    statement: list[Token] = []
    for token in tokens:
        if token.kind not in (";", "end"):
            statement.append(token)
        elif statement:
            yield [*statement, Token("end", "", token.position)]
            statement = []


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
        raise RuleError(f"{_ONE}, and no other gradient. {NESTEROV}", one.position)


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
    if first.text in _GIVEN:
        raise RuleError(f"{name} is {_GIVEN[first.text]}: give the state another name", first.position)
    if first.text in _REFUSED:
        raise RuleError(_REFUSED[first.text], first.position)
    _check_length(first)
    if before and before[-1][0].text == "w":
        raise RuleError("the line for w is the last one: put this one above it", first.position)
    if any(line[0].text == first.text for line in before):
        raise RuleError(f"{name} has a line already: before the first step it is 0", first.position)


def _check_length(token: Token) -> None:
    if len(token.text) > MAX_NAME:
        raise RuleError(f"a name has at most {MAX_NAME} characters", token.position)


def _range(statement: Sequence[Token]) -> Range:
    """Read name in [low, high] = default; the default may be missing."""
    name, word, *rest = statement
    _check_length(name)
    if name.text in (*_GIVEN, *_REFUSED, *CALLS, CHOICE, "w"):
        raise RuleError(f"{quote(name.text)} is no hyper-parameter", name.position)
    form = f"a range is written {quote(name.text)} in [0, 2] = 0.3"
    numbers: list[float] = []
    expected = ["[", "number", ",", "number", "]", "=", "number", "end"]
    at = 0
    for place, kind in enumerate(expected):
        token = rest[at]
        if place == 5 and token.kind == "end":
            break
        sign = 1.0
        if kind == "number" and token.kind in "+-":
            sign = -1.0 if token.kind == "-" else 1.0
            at += 1
        if rest[at].kind != kind:
            raise RuleError(form, rest[at].position)
        if kind == "number":
            numbers.append(sign * float(rest[at].text))
            if not abs(numbers[-1]) <= LARGEST:
                raise RuleError(f"a range reaches at most to {LARGEST:g}", rest[at].position)
        at += 1
    low, high, *default = numbers
    if not low < high:
        raise RuleError("a range begins with its smaller end", word.position)
    if high - low < max(SMALLEST, CLOSEST * max(abs(low), abs(high))):
        raise RuleError("the ends of a range are too close to each other", word.position)
    if default and not low <= default[0] <= high:
        raise RuleError("the value must lie within the range", rest[at - 2].position)
    return Range(low, high, default[0] if default else None)


for _name, _scalar in NAMESPACES["scalar"].items():
    arithmetic.FUNCTIONS.setdefault(_name, arithmetic.Function(_scalar, NAMESPACES["array"][_name]))


@dataclass
class Arithmetic:
    """Builds the arithmetic of one rule after the other line, in the order in which it is typed."""

    states: list[str]
    """What the lines give, w the last."""
    hypers: dict[str, Term] = field(default_factory=dict)
    known: dict[str, Term] = field(default_factory=dict)
    """The other names that have occurred, by their fields."""
    above: dict[str, Term | float] = field(default_factory=dict)
    """The new values of the states whose lines have been read: names, or numbers where they are that."""
    reading: Token | None = None
    """What the line that is read gives."""
    operations: int = 0
    chains: dict[int, int] = field(default_factory=dict)
    """How many operations are done one after the other for a term, by its identity."""
    terms: list[Term] = field(default_factory=list)
    """All terms, so that their identities stay theirs."""

    arities = ARITIES
    choices = (CHOICE,)
    examples = ("g", "m", "1", "1")

    def line(self, tokens: Sequence[Token]) -> Term | float:
        """Read the right side of a line."""
        self.reading = tokens[0]
        result = new = Parser(tokens, self, index=2).parse()
        if isinstance(result, Term) and self.reading.text != "w":
            new = self.leaf(field_of(self.reading.text))
            self.chains[id(new)] = self.chains[id(result)]
        self.above[self.reading.text] = new
        return result

    def leaf(self, name: str, **when) -> Term:
        if name not in self.known:
            self.known[name] = Term(name, **when)
            self.terms.append(self.known[name])
            self.chains[id(self.known[name])] = 0
        return self.known[name]

    def make(self, name: str, *operands: Term | float) -> Term | float:
        """Make a term, or the number that it is if all of its operands are numbers."""
        if not any(isinstance(operand, Term) for operand in operands):
            return _folded(name, operands)
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            raise RuleError(
                f"too much arithmetic: at most {MAX_OPERATIONS} operations are allowed", self.reading.position
            )
        made = Term(name, *operands)
        self.terms.append(made)
        chain = 1 + max(self.chains[id(operand)] for operand in operands if isinstance(operand, Term))
        self.chains[id(made)] = chain
        if chain > MAX_CHAIN:
            raise RuleError(
                f"too much in a row: at most {MAX_CHAIN} operations may build on each other",
                self.reading.position,
            )
        return made

    # What the grammar asks for

    def number(self, text: str) -> float:
        value = float(text)
        if math.isinf(value):
            raise NotRealError("too large for a floating-point number")
        return value

    def value(self, token: Token, called: bool) -> Term | float:
        name = token.text
        if name in _NUMBERS:
            return _NUMBERS[name]
        if name == "t":
            return self.leaf("t", when=STEP)
        if name == "g":
            return self.leaf("g")
        if name == "w":
            if self.reading.text != "w":
                raise RuleError(f"only the line for w may use w: {_ONE}. {NESTEROV}", token.position)
            return self.leaf("w_before")
        if name in self.above:
            return self.above[name]
        if name in self.states:
            return self.leaf(f"{field_of(name)}_before")
        return self.hyper(token, called)

    def hyper(self, token: Token, called: bool) -> Term:
        name = token.text
        if name in _REFUSED:
            raise RuleError(_REFUSED[name], token.position)
        _check_length(token)
        if name not in self.hypers:
            if called and len(name) > 1 and name[0] not in GREEK and name.isalpha():
                raise RuleError(_unknown_function(name), token.position)
            if len(self.hypers) == MAX_HYPERS:
                raise RuleError(
                    f"too many names: a rule has at most {MAX_HYPERS} hyper-parameters", token.position
                )
            self.hypers[name] = self.leaf(field_of(name), when=RUN)
        return self.hypers[name]

    def call(self, name: str, arguments: list) -> Term | float:
        if name in ("max", "min", "hypot"):
            work = {"max": "maximum", "min": "minimum"}.get(name, name)
            result, *others = arguments
            for other in others:
                result = self.make(work, result, other)
            return result
        if name == "log" and len(arguments) == 2:
            return self.divide(*(self.make("log", argument) for argument in arguments))
        if name in ("square", "cube"):
            return self.power(arguments[0], 2.0 if name == "square" else 3.0)
        if name == "pow":
            return self.power(*arguments)
        if name == CHOICE and isinstance(arguments[0], bool):
            return arguments[1] if arguments[0] else arguments[2]
        work = {CHOICE: "where", "ln": "log"}.get(name, name)
        return self.make(work, *arguments)

    def compare(self, sign: str, left: Term | float, right: Term | float) -> Term | bool:
        return self.make(COMPARED[sign], left, right)

    def add(self, left, right):
        return self.make("add", left, right)

    def subtract(self, left, right):
        return self.make("sub", left, right)

    def multiply(self, left, right):
        return self.make("mul", left, right)

    def divide(self, left, right):
        return self.make("div", left, right)

    def remainder(self, left, right):
        return self.make("mod", left, right)

    def negate(self, operand):
        return self.make("neg", operand)

    def power(self, base, exponent):
        """Squares and cubes are products, which all machines round alike."""
        if isinstance(exponent, float) and exponent in (2.0, 3.0):
            square = self.make("mul", base, base)
            return square if exponent == 2.0 else self.make("mul", square, base)
        if isinstance(base, float) and base == math.e:
            return self.make("exp", exponent)
        return self.make("pow", base, exponent)


COMPARED = dict(zip(COMPARISONS, ("lt", "le", "gt", "ge", "eq", "ne"), strict=True))


def _folded(name: str, operands: tuple[float, ...]) -> float | bool:
    with np.errstate(all="ignore"):
        value = terms.evaluate(Term(name, *map(np.float64, operands)), {})
    if name in COMPARED.values():
        return bool(value)
    if np.isfinite(value):
        return float(value)
    if name == "div" and operands[1] == 0:
        raise NotRealError("a division by zero")
    undefined = np.isnan(value) or name.startswith(("log", "atanh"))
    raise NotRealError("not a real number" if undefined else "too large for a floating-point number")


def _unknown_function(name: str) -> str:
    shown = quote(name)
    if name in _SYNONYMS:
        return f"unknown function {shown}: write {_SYNONYMS[name]}"
    close = difflib.get_close_matches(name[:20], [*CALLS, CHOICE], n=1, cutoff=0.7)
    if close:
        return f"unknown function {shown}: did you mean {close[0]}?"
    return f"unknown function {shown}: write {shown}*(…) if it is a factor"
