"""Terms: numbers that are not known yet. A rule that is executed with terms records its arithmetic in them.

`fused` makes Python source of that, and `instructions` what the browser executes. A typed rule consists of
terms, and `evaluate` does their arithmetic with numbers of any kind.
"""

import dataclasses
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from . import arithmetic
from .base import Optimizer

RUN, STEP, MOVE = range(3)
"""When a number is known: at the start of a run, if it depends on hyper-parameters alone; at the start of a
step, if it also depends on t; or else when a weight moves."""


MOST_MORE = 8
"""The largest n for which base^(t + n) is written as a product, because each factor makes the rule longer.
With a larger n it is a power like any other."""


def _operation(name: str) -> Callable[..., "Term"]:
    return lambda *operands: Term(name, *operands)


def _both_ways(name: str) -> tuple[Callable[..., "Term"], Callable[..., "Term"]]:
    """Return the methods of an operation with a term on the left, and with one on the right."""
    return lambda self, other: Term(name, self, other), lambda self, other: Term(name, other, self)


def _power(base: Any, exponent: Any) -> Any:
    """Write squares and cubes as products, which all machines round alike."""
    if type(exponent) is int and exponent in (2, 3):
        return base * base if exponent == 2 else base * base * base
    return Term("pow", base, exponent)


class Term:
    """A number that is not known yet: a name without operands, or an operation on terms and plain numbers."""

    def __init__(self, name: str, *operands: Any, when: int = MOVE):
        self.name = name
        self.operands = operands
        terms = [operand for operand in operands if isinstance(operand, Term)]
        self.when: int = max(term.when for term in terms) if terms else when

    def __bool__(self) -> bool:
        raise TypeError("what depends on a number that is not known yet branches with `where`")

    __add__, __radd__ = _both_ways("add")
    __sub__, __rsub__ = _both_ways("sub")
    __mul__, __rmul__ = _both_ways("mul")
    __truediv__, __rtruediv__ = _both_ways("div")
    __and__, __rand__ = _both_ways("and")
    __or__, __ror__ = _both_ways("or")
    __pow__, __rpow__ = _power, lambda self, base: _power(base, self)
    __neg__, __abs__ = _operation("neg"), _operation("abs")
    __lt__, __le__, __gt__, __ge__ = map(_operation, ("lt", "le", "gt", "ge"))
    # `==` makes a term, as every comparison does.
    __eq__, __ne__ = map(_operation, ("eq", "ne"))  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


_CALLED = ("sqrt", "sign", "maximum", "minimum", "where", "floor")
for _name in _CALLED:
    getattr(arithmetic, _name).register(Term, _operation(_name))
arithmetic.cospi.register(Term, lambda x: Term("cos", x * math.pi))
arithmetic.READINGS[Term] = Term

_WORKS: dict[str, Callable[..., Any]] = {"and": operator.and_, "or": operator.or_, "div": operator.truediv}
_WORKS |= {name: getattr(operator, name) for name in ("add", "sub", "mul", "neg", "abs")}
_WORKS |= {name: getattr(operator, name) for name in ("lt", "le", "gt", "ge")}
_WORKS |= {name: getattr(arithmetic, name) for name in _CALLED}


def evaluate(term: Any, known: Mapping[str, Any]) -> Any:
    """Do the arithmetic of a term with the given values of its names: floats, arrays, terms or symbols."""
    values: dict[int, Any] = {}  # by the identity of terms: what occurs twice is computed once

    def value(part: Any) -> Any:
        if not isinstance(part, Term):
            return part
        if not part.operands:
            return known[part.name]
        if id(part) not in values:
            operands = map(value, part.operands)
            if part.name == "pow":
                work = operator.pow if decay(part) else arithmetic.power
                values[id(part)] = work(*operands)
            elif part.name in _WORKS:
                values[id(part)] = _WORKS[part.name](*operands)
            else:
                values[id(part)] = arithmetic.call(part.name, *operands)
        return values[id(part)]

    return value(term)


def names_in(term: Any) -> set[str]:
    """Return the names that occur in a term; the same part may stand in many places."""
    waiting, seen = [term], dict[int, Term]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, Term) and id(part) not in seen:
            seen[id(part)] = part
            waiting += part.operands
    return {part.name for part in seen.values() if not part.operands}


class Reading(NamedTuple):
    """The rule of a method for one weight, as terms made of those that `read` was given."""

    initial: tuple[Any, ...]
    """The state before the first step: terms that are known when the run begins, or numbers."""
    state: tuple[Any, ...]
    """The state after a step, from the one before it and g."""
    weight: Any
    """w after the step."""


def read(
    method: type[Optimizer],
    hyper: Callable[[str], Term],
    t: Term,
    w: Term,
    g: Term,
    before: list[Term],
    after: list[Term] | None = None,
    rate: Term | None = None,
) -> Reading:
    """Return the rule of a method as terms.

    Args:
        method: a method.
        hyper: makes the term of a hyper-parameter from the name of its field.
        t: the number of the step.
        w: the weight before it.
        g: the gradient at this w.
        before: the state before it.
        after: names of the state after it, for the line of w; by default, the terms that compute this state.
        rate: η times the schedule's factor; by default η itself.

    Raises:
        TypeError: if the rule asks terms for more than arithmetic, such as a truth value.
    """
    rule = method(**{field.name: hyper(field.name) for field in dataclasses.fields(method)})
    now = rule if rate is None else dataclasses.replace(rule, eta=rate)
    state = now.remembered(t, w, g, method.State(*before))
    weight = now.moved(t, w, g, state if after is None else method.State(*after))
    return Reading(tuple(rule.initial()), tuple(state), weight)


def decay(term: Term) -> tuple[object, int] | None:
    """Return (base, n) of a term base^(t + n), where the base is known when the run begins; else None.

    In every loop over one path such a power is a product, from left to right, that gets one more factor in
    each step. That takes a tenth of the time of `pow`, and is the same to the bit whatever executes it, while
    each library has its own `pow`. The rounding error grows with t, but 1 − βᵗ is off by 1e−13 at most for
    β = 0.999.
    """
    if term.name != "pow":
        return None
    base, exponent = term.operands
    more = _beyond(exponent)
    return None if more is None or (isinstance(base, Term) and base.when != RUN) else (base, more)


def _beyond(exponent: object) -> int | None:
    """Return n of an exponent t + n, a whole number from 0 to `MOST_MORE`; None for any other exponent."""
    if not isinstance(exponent, Term):
        return None
    if exponent.when == STEP and not exponent.operands:
        return 0
    if exponent.name == "add":
        for term, number in (exponent.operands, exponent.operands[::-1]):
            if isinstance(term, Term) and not term.operands and term.when == STEP and is_count(number):
                return int(number)
    return None


def is_count(number: Any) -> bool:
    """Tell whether something is one of the plain numbers 0, 1, 2, ... up to `MOST_MORE`."""
    return type(number) in (int, float) and 0 <= number <= MOST_MORE and number == int(number)
