"""The closed table of names: weights, constants and functions, and the advice for every other name.

A name typed by a visitor is looked up here and nowhere else.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import NamedTuple

from sympy import Expr, Integer, Rational, S, pi

from surfaces import algebra
from surfaces.bounds import height, is_nowhere
from surfaces.functions import FUNCTIONS, exp, log, log_base, lower, max_, same, upto
from surfaces.letters import GREEK
from surfaces.tokens import ExpressionError, quote
from surfaces.values import NotRealError, constant_value, is_constant, number, w1, w2

MAX_EXPONENT = 100
MAX_HEIGHT = 3
"""The most powers with a weight in the exponent that may stand on each other: 2^w1^w2 has two."""
E = exp(S.One, evaluate=False)  # as a value of exp: SymPy's own E turns E*E into its own exp(2)

VALUES: dict[str, Expr] = {
    "w1": w1,
    "w2": w2,
    "e": E,
    "E": E,
    "pi": pi,
    "PI": pi,
    "tau": algebra.multiply(Integer(2), pi),
}


def call(name: str, arguments: list[Expr]) -> Expr:
    """The value of a function of `CALLS`; a constant call is folded in floating point.

    Raises:
        ExpressionError: the value is useless (see `_useful`); the error has no position.
    """
    build = CALLS[name][1]
    result = build(*arguments)
    if isinstance(result, tuple(_CLASSES)) and is_constant(result) and result != E:
        return number(constant_value(result))
    return _useful(result)


def raise_to(base: Expr, exponent: Expr) -> Expr:
    """The power base^exponent; e^u is exp(u). A constant exponent is bounded before anything is computed.

    Raises:
        ExpressionError: the power is useless (see `_useful`); the error has no position.
    """
    if is_constant(exponent) and abs(constant_value(exponent)) > MAX_EXPONENT:
        raise NotRealError(f"too large: exponents range from -{MAX_EXPONENT} to {MAX_EXPONENT}")
    if base == E and not exponent.is_Integer:
        return call("exp", [exponent])
    return _useful(algebra.power(base, exponent))


def _useful(formula: Expr) -> Expr:
    """The formula, unless it is defined on lines or points only, or too steep for floating-point numbers."""
    if is_nowhere(formula):
        raise ExpressionError("this has no real value, except perhaps on a line: check the signs within it")
    if height(formula) > MAX_HEIGHT:
        raise ExpressionError(
            f"too many powers on top of each other: at most {MAX_HEIGHT} may have a weight in the exponent"
        )
    return formula


def _logarithm(u: Expr, base: Expr | None = None) -> Expr:
    if base is None:
        return log(u, evaluate=False)
    if is_constant(base) and (constant_value(base) <= 0 or constant_value(base) == 1):
        raise NotRealError("not a real number: the base of a logarithm is positive and not 1")
    return log_base(u, base, evaluate=False)


def _node(function: type) -> Callable[..., Expr]:
    return lambda *arguments: function(*arguments, evaluate=False)


_CLASSES = [*FUNCTIONS.values(), log_base]
CALLS: dict[str, tuple[tuple[int, int], Callable[..., Expr]]] = {
    name: (function.arity, _node(function)) for name, function in FUNCTIONS.items()
} | {
    "log": ((1, 2), _logarithm),
    "ln": ((1, 1), _logarithm),
    "sqrt": ((1, 1), lambda u: algebra.power(u, Rational(1, 2))),
    "square": ((1, 1), lambda u: algebra.power(u, Integer(2))),
    "cube": ((1, 1), lambda u: algebra.power(u, Integer(3))),
    "pow": ((2, 2), raise_to),
    "relu": ((1, 1), lambda u: max_(u, S.Zero, evaluate=False)),
}

CHOICE = "if"
"""The function whose first argument is a comparison."""
OVER_ROWS = ("mean", "sum")
"""The functions that go over the rows of a table."""


class Comparison(NamedTuple):
    """What a choice depends on."""

    sign: str
    left: Expr
    right: Expr


def choose(condition: Comparison, then: Expr, other: Expr) -> Expr:
    """`then` where a condition holds, else `other`; one of them if the condition is about constants."""
    sign, left, right = condition
    if sign in (">", ">="):
        sign, left, right = sign.replace(">", "<"), right, left
    if sign == "!=":
        sign, then, other = "==", other, then
    if is_constant(left) and is_constant(right):
        a, b = constant_value(left), constant_value(right)
        return then if {"<": a < b, "<=": a <= b, "==": a == b}[sign] else other
    return {"<": lower, "<=": upto, "==": same}[sign](left, right, then, other, evaluate=False)


SYNONYMS = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "sen": "sin", "tg": "tan",
    "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "sh": "sinh", "ch": "cosh", "th": "tanh", "tgh": "tanh", "lg": "log10", "ld": "log2",
    "lb": "log2", "fabs": "abs", "sgn": "sign", "signum": "sign", "power": "pow", "root": "sqrt",
    "norm": "hypot(w1, w2)", "ceiling": "ceil", "fmod": "mod", "maximum": "max", "minimum": "min",
    "log1p": "log(1 + …)", "expm1": "exp(…) - 1", "logistic": "sigmoid", "expit": "sigmoid",
    "logsumexp": "logaddexp", "dot": "w1^2 + w2^2", "exp2": "2^(…)", "exp10": "10^(…)",
    "clip": "min(max(w1, 0), 1)", "heaviside": "if(w1 > 0, 1, 0)",
}  # fmt: skip
_FACTOR = re.compile("[wx][12]|[A-Za-z]")
_FACTORS = re.compile("(?=.*[xyw])(?:[wx][12]|[a-hk-vx-zA-HJ-Z]){2,4}")
"""Letters without a sign between them, one of which is a weight: ax, bxy."""
_KNOWN = sorted([*VALUES, *CALLS, "x", "y"], key=len, reverse=True)


def advice(name: str, called: bool) -> str:
    """What is wrong with the unknown `name`, and what to write instead; `called` if a parenthesis follows."""
    shown = quote(name)
    if name.lower() in ("nan", "inf", "infinity", "infty"):
        return f"{shown} is not a real number"
    if name in ("i", "j", "I") and not called:
        return f"the error is a real number: there is no complex unit {name}"
    if name in SYNONYMS:
        return f"unknown function {shown}: write {SYNONYMS[name]}"
    lower = name.lower()
    if lower != name and (lower in _KNOWN or lower in SYNONYMS or lower == CHOICE):
        return f"unknown name {shown}: write {SYNONYMS.get(lower, lower)}"
    if len(name) <= 30 and (parts := _split(name)):
        written = " ".join(f"{part}(…)" if part in CALLS and i + 1 == len(parts) and called else part
                           for i, part in enumerate(parts))  # fmt: skip
        if len(parts) == 2 and parts[0] in CALLS and not called:
            written = f"{parts[0]}({parts[1]})"
        return f"unknown name {shown}: write {quote(written, 40)}"
    if _FACTORS.fullmatch(name) and not called:
        return f"unknown name {shown}: write {' '.join(_FACTOR.findall(name))}"
    if re.fullmatch("[xy][2-9]", name):
        return f"unknown name {shown}: the weights are w1 and w2, and the power is {name[0]}^{name[1]}"
    if re.fullmatch(r"[wxyW]_?[0-9]*", name):
        return f"unknown name {shown}: the weights are w1 and w2"
    close = difflib.get_close_matches(name[:20], CALLS if called else [*CALLS, *VALUES], n=1, cutoff=0.7)
    if close:
        return f"unknown {'function' if called else 'name'} {shown}: did you mean {close[0]}?"
    if called:
        return f"unknown function {shown}"
    if letter := next((each for each, word in GREEK.items() if word == name != "theta"), ""):
        return f"unknown name {shown}: write {letter}, a number with a slider, or {name} = 0.1; before E"
    return f"unknown name {shown}: the weights are w1 and w2"


def _split(name: str) -> list[str] | None:
    """`name` as a row of known names, or None."""
    if not name:
        return []
    for known in _KNOWN:
        if name.startswith(known) and (rest := _split(name[len(known) :])) is not None:
            return [known, *rest]
    return None
