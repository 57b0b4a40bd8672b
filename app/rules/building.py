"""The right sides of a rule as arithmetic, line by line, in the order in which it is typed."""

import difflib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from optimizers import arithmetic, terms
from optimizers.terms import MOVE, RUN, STEP, Term
from surfaces.functions import NAMESPACES
from surfaces.grammar import Builder, Parser, ProductBelow
from surfaces.letters import GREEK
from surfaces.names import CALLS, CHOICE
from surfaces.tokens import COMPARISONS, Token, quote
from surfaces.values import NotRealError

from .language import ARITIES, NUMBERS, REFUSED, SYNONYMS, RuleError, check_length
from .names import field_of

MAX_OPERATIONS = 150
MAX_CHAIN = 64
"""The most operations that build on each other, through all lines; the source of a rule nests as deeply."""
MAX_HYPERS = 12
Value = Term | float
"""What occurs in a rule: a term, or a number that is known already."""
_NOTHING = Token("end", "", 0)
COMPARED = dict(zip(COMPARISONS, ("lt", "le", "gt", "ge", "eq", "ne"), strict=True))

for _name, _scalar in NAMESPACES["scalar"].items():
    arithmetic.FUNCTIONS.setdefault(_name, arithmetic.Function(_scalar, NAMESPACES["array"][_name]))


@dataclass
class Arithmetic(Builder[Value]):
    """Builds the arithmetic of a rule, one line after the other, in the order in which it is typed."""

    states: list[str]
    """The names that the lines set; the last is w."""
    hypers: dict[str, Term] = field(default_factory=dict)
    known: dict[str, Term] = field(default_factory=dict)
    """All names so far, by their fields."""
    above: dict[str, Value] = field(default_factory=dict)
    """The new values of the states whose lines have been read: names, or numbers if they are constant."""
    reading: Token = _NOTHING
    """The name that the current line sets."""
    operations: int = 0
    chains: dict[int, int] = field(default_factory=dict)
    """The length of the longest chain of operations in each term, by its identity."""
    terms: list[Term] = field(default_factory=list)
    """All terms; while they are alive, no other term can get the identity of one."""

    products_below: list[ProductBelow] = field(default_factory=list)
    """The divisions by several factors of the lines that have been read."""

    arities = ARITIES
    choices = (CHOICE,)
    examples = ("g", "m", "1", "1")

    def line(self, tokens: Sequence[Token]) -> Value:
        """Read the right side of a line."""
        self.reading = tokens[0]
        parser = Parser(tokens, self, index=2)
        result = parser.parse()
        self.products_below += parser.products_below
        new = result
        if isinstance(result, Term) and self.reading.text != "w":
            new = self.leaf(field_of(self.reading.text))
            self.chains[id(new)] = self.chains[id(result)]
        self.above[self.reading.text] = new
        return result

    def leaf(self, name: str, when: int = MOVE) -> Term:
        if name not in self.known:
            self.known[name] = Term(name, when=when)
            self.terms.append(self.known[name])
            self.chains[id(self.known[name])] = 0
        return self.known[name]

    def make(self, name: str, *operands: Value) -> Value:
        """Make a term, or compute the number if all operands are numbers."""
        numbers = [operand for operand in operands if not isinstance(operand, Term)]
        if len(numbers) == len(operands):
            return _folded(name, numbers)
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

    # The operations of the grammar

    def number(self, text: str) -> float:
        value = float(text)
        if math.isinf(value):
            raise NotRealError("too large for a floating-point number")
        return value

    def value(self, token: Token, called: bool) -> Value:
        name = token.text
        if name in NUMBERS:
            return NUMBERS[name]
        if name == "t":
            return self.leaf("t", when=STEP)
        if name == "g":
            return self.leaf("g")
        if name == "w":
            return self.leaf("w_before")
        if name in self.above:
            return self.above[name]
        if name in self.states:
            return self.leaf(f"{field_of(name)}_before")
        return self.hyper(token, called)

    def hyper(self, token: Token, called: bool) -> Term:
        name = token.text
        if name in REFUSED:
            raise RuleError(REFUSED[name], token.position)
        check_length(token)
        if name not in self.hypers:
            if called and len(name) > 1 and name[0] not in GREEK and name.isalpha():
                raise RuleError(_unknown_function(name), token.position)
            if len(self.hypers) == MAX_HYPERS:
                raise RuleError(
                    f"too many names: a rule has at most {MAX_HYPERS} hyper-parameters", token.position
                )
            self.hypers[name] = self.leaf(field_of(name), when=RUN)
        return self.hypers[name]

    def call(self, name: str, arguments: list[Value]) -> Value:
        if name == "relu":
            return self.make("maximum", *arguments, 0.0)
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

    def compare(self, sign: str, left: Value, right: Value) -> Value:
        return self.make(COMPARED[sign], left, right)

    def add(self, left: Value, right: Value) -> Value:
        return self.make("add", left, right)

    def subtract(self, left: Value, right: Value) -> Value:
        return self.make("sub", left, right)

    def multiply(self, left: Value, right: Value) -> Value:
        return self.make("mul", left, right)

    def divide(self, left: Value, right: Value) -> Value:
        return self.make("div", left, right)

    def remainder(self, left: Value, right: Value) -> Value:
        return self.make("mod", left, right)

    def negate(self, operand: Value) -> Value:
        return self.make("neg", operand)

    def power(self, base: Value, exponent: Value) -> Value:
        """Squares and cubes are products, which all machines round alike."""
        if isinstance(exponent, float) and exponent in (2.0, 3.0):
            square = self.make("mul", base, base)
            return square if exponent == 2.0 else self.make("mul", square, base)
        if isinstance(base, float) and base == math.e:
            return self.make("exp", exponent)
        return self.make("pow", base, exponent)


def _folded(name: str, operands: Sequence[float]) -> float:
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
    if name in SYNONYMS:
        return f"unknown function {shown}: write {SYNONYMS[name]}"
    close = difflib.get_close_matches(name[:20], [*CALLS, CHOICE], n=1, cutoff=0.7)
    if close:
        return f"unknown function {shown}: did you mean {close[0]}?"
    return f"unknown function {shown}: write {shown}*(…) if it is a factor"
