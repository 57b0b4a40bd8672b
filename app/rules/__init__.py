"""Update rules that visitors type, as methods like those of `optimizers`: text, class, and text again."""

import weakref
from collections.abc import Callable
from functools import lru_cache

from optimizers import OPTIMIZERS, Optimizer, hypers

from .language import RuleError
from .method import KEY, OwnRule, method_of
from .names import field_of
from .reading import read
from .writing import UnwritableError, epsilon_outside, text_of

__all__ = [
    "METHODS",
    "OwnRule",
    "RuleError",
    "UnwritableError",
    "epsilon_outside",
    "method_named",
    "opened",
    "parse_rule",
    "text_of",
]

METHODS = (*OPTIMIZERS, KEY)
"""The keys of all methods that a run can have."""

_ALIVE: "weakref.WeakValueDictionary[str, type[OwnRule]]" = weakref.WeakValueDictionary()
"""The classes in use, by their texts; a text has one class at a time."""


@lru_cache(maxsize=64)
def parse_rule(text: str) -> type[OwnRule]:
    """Return the method that a text describes, one statement a line (or between semicolons).

    m = β1 m + (1 − β1) g
    s = β2 s + (1 − β2) g^2
    w = w − η (m/(1 − β1^t)) / sqrt(s/(1 − β2^t) + ε)

    The last line is for w. Every other name that is set is a state: it is 0 at first, and a right side sees
    the new values of the states above it and the old ones of itself and of those below. g is the gradient at
    w(t−1), t the number of the step from 1, and all other names are hyper-parameters, which become fields
    of the class: Greek letters in English (λ is `lambda_`). The language is that of `surfaces.parse`, and
    comparisons within if(condition, then, else). The arithmetic is done in the order in which it is typed.

    A hyper-parameter that methods of `OPTIMIZERS` have has their range and default; others go from 0 to 1 and
    start at 0.5, unless a line says otherwise: p in [0, 2] = 0.3.

    The latest classes are kept, so that a text typed again is not read again.

    Raises:
        RuleError: for every text that is no rule, with the place and what to write instead.
    """
    method = _ALIVE.get(text)
    if method is None:
        method = _ALIVE[text] = method_of(read(text), text)
    return method


def opened(run: Optimizer, outside: bool = False) -> OwnRule:
    """Return a run's rule as an own rule, opened as text, with the values of the run.

    With `outside`, ε is added to the root if the rule has it within: see `epsilon_outside`.

    Raises:
        UnwritableError: if the rule cannot be written as text.
    """
    if isinstance(run, OwnRule):
        return run
    text = text_of(type(run))
    method = parse_rule((outside and epsilon_outside(text)) or text)
    values = {field_of(about.symbol): vars(run)[about.name] for about in hypers(run)}
    return method(**{about.name: values[about.name] for about in hypers(method)})


def method_named(key: str, text: Callable[[], str]) -> type[Optimizer]:
    """Return a method by its key; for a typed one, `text` is called for its rule.

    Raises:
        KeyError: if there is no such method.
        RuleError: if the text is no rule.
    """
    return parse_rule(text()) if key == KEY else OPTIMIZERS[key]
