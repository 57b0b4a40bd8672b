"""A rule read with terms: numbers that are not known yet, which write down the arithmetic done with them.

`fused` makes Python source of what they have written, and `instructions` what the browser executes.
"""

import dataclasses
from collections.abc import Callable
from typing import NamedTuple

from . import arithmetic
from .base import Optimizer

RUN, STEP, MOVE = range(3)
"""When a number is known: at the start of a run, as what depends on hyper-parameters alone; at the start of
a step, as what depends on t besides; or when a weight moves."""


class Term:
    """A number that is not known yet: a name without operands, or an operation on terms and plain numbers."""

    def __init__(self, name: str, *operands, when: int = MOVE):
        self.name = name
        self.operands = operands
        terms = [operand for operand in operands if isinstance(operand, Term)]
        self.when = max(term.when for term in terms) if terms else when

    def __bool__(self):
        raise TypeError("what depends on a number that is not known yet branches with `where`")

    __hash__ = None  # `==` makes a term, as every comparison does


def _operation(name: str) -> Callable[..., Term]:
    return lambda *operands: Term(name, *operands)


def _power(base, exponent) -> Term:
    """Write squares and cubes as products, which all machines round alike."""
    if type(exponent) is int and exponent in (2, 3):
        return base * base if exponent == 2 else base * base * base
    return Term("pow", base, exponent)


_METHODS = {"truediv": "div"} | {name: name for name in ("add", "sub", "mul", "pow", "and", "or")}
for _method, _name in _METHODS.items():
    _make = _power if _name == "pow" else _operation(_name)
    setattr(Term, f"__{_method}__", _make)
    setattr(Term, f"__r{_method}__", lambda self, other, make=_make: make(other, self))
for _name in ("lt", "le", "gt", "ge", "eq", "ne", "neg", "abs"):
    setattr(Term, f"__{_name}__", _operation(_name))
for _name in ("sqrt", "sign", "maximum", "minimum", "where"):
    getattr(arithmetic, _name).register(Term, _operation(_name))


class Reading(NamedTuple):
    """What a method does to one weight: terms, each over those that `read` was given."""

    initial: tuple
    """The state before the first step: terms that are known when the run begins, or numbers."""
    state: tuple
    """The state after a step, from the one before it and g."""
    weight: Term
    """w after the step."""


def read(
    method: type[Optimizer],
    hyper: Callable[[str], Term],
    t: Term,
    w: Term,
    g: Term,
    before: list[Term],
    after: list[Term] | None = None,
) -> Reading:
    """Read the rule of a method.

    Args:
        method: a method.
        hyper: makes the term of a hyper-parameter from the name of its field.
        t: the number of the step.
        w: the weight before it.
        g: the gradient at this w.
        before: the state before it.
        after: the state after it, as w is to call it; by default w has the terms that make this state.

    Raises:
        TypeError: if the rule asks terms for more than arithmetic, such as a truth value.
    """
    rule = method(**{field.name: hyper(field.name) for field in dataclasses.fields(method)})
    state = rule.accumulate(t, g, method.State(*before))
    weight = w - rule.update(t, w, g, state if after is None else method.State(*after))
    return Reading(tuple(rule.initial()), tuple(state), weight)


def decay(term: Term) -> tuple[object, int] | None:
    """Return (base, n) of a term base^(t + n), where the base is known when the run begins; else None.

    Such powers are products base · base · … from left to right, in every loop over one path: one factor more
    in each step. A loop pays one multiplication for it, where `pow` takes ten times as long, and it is the
    same to the bit whatever executes it, while each library has a `pow` of its own. Its rounding grows with
    t, but stays far below that of what the rules make of it: 1 − βᵗ is off by 1e−13 at most for β = 0.999.
    """
    if term.name != "pow":
        return None
    base, exponent = term.operands
    more = _beyond(exponent)
    return None if more is None or (isinstance(base, Term) and base.when != RUN) else (base, more)


def _beyond(exponent) -> int | None:
    """Return n of an exponent t + n, a whole number from 0; None for any other exponent."""
    if not isinstance(exponent, Term):
        return None
    if exponent.when == STEP and not exponent.operands:
        return 0
    if exponent.name == "add":
        for term, number in (exponent.operands, exponent.operands[::-1]):
            if isinstance(term, Term) and not term.operands and term.when == STEP and type(number) is int:
                return number if number >= 0 else None
    return None
