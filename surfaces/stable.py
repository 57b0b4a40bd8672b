"""Finds what is logistic in a formula that is typed with exp and log, and computes it without overflow.

    log(1 + exp(z))                  softplus(z)
    log(exp(a) + exp(b))             logaddexp(a, b)
    1/(1 + exp(−z))                  sigmoid(z)
    exp(a)/(exp(a) + exp(b))         sigmoid(a − b)
    1 − sigmoid(z), log(sigmoid(z))  sigmoid(−z), −softplus(−z)
    1/cosh(z)                        sech(z)

As typed, exp overflows at 710, although the result does not, and 1 + exp(−z) loses z from 37 on. What is
found has the same value at every point, so its derivatives are those of what was typed, and they are found
in the same way: by the slopes of these functions.
"""

from __future__ import annotations

import math
from functools import reduce

from sympy import Add, Expr, Integer, Mul, Number, Pow, S

from surfaces import algebra
from surfaces.functions import (
    RealFunction,
    cosh,
    exp,
    log,
    log2,
    log10,
    log_base,
    logaddexp,
    sech,
    sigmoid,
    softplus,
)
from surfaces.values import NotRealError, constant_value, is_constant, number

_LARGEST = 700
"""The largest exponent of a constant that is taken out of a quotient."""


def stable(formula: Expr) -> Expr:
    """The formula with all that is logistic in it written so that nothing overflows on the way."""
    try:
        return _Finder()(formula)
    except NotRealError:  # a constant overflows once it is taken out
        return formula


class _Finder:
    def __init__(self) -> None:
        self.found: dict[Expr, Expr] = {}

    def __call__(self, formula: Expr) -> Expr:
        if is_constant(formula) or not formula.args:
            return formula
        if formula not in self.found:
            self.found[formula] = self._find(formula)
        return self.found[formula]

    def _find(self, formula: Expr) -> Expr:
        within_product = isinstance(formula, Mul)
        parts = [
            self._base(part) if within_product and _divides(part) else self(part) for part in formula.args
        ]
        if any(part is not before for part, before in zip(parts, formula.args, strict=True)):
            formula = _rebuilt(formula, parts)
        if isinstance(formula, Add):
            return _complement(formula)
        if isinstance(formula, Mul | Pow):
            return _quotient(formula)
        if isinstance(formula, log | log2 | log10 | log_base):
            return _logarithm(formula)
        return formula

    def _base(self, factor: Pow) -> Expr:
        """Return a factor that divides with its base rewritten; the product must see what it divides by."""
        base, exponent = factor.args
        found = self(base)
        return factor if found is base else algebra.power(found, exponent)


def _divides(factor: Expr) -> bool:
    return isinstance(factor, Pow) and isinstance(factor.args[1], Integer) and bool(factor.args[1] < 0)


def _minus(formula: Expr) -> Expr:
    return algebra.add(algebra.negate(formula))  # which opens −(a + b)


def _rebuilt(formula: Expr, parts: list[Expr]) -> Expr:
    if isinstance(formula, Add):
        return algebra.add(*parts)
    if isinstance(formula, Mul):
        return algebra.multiply(*parts)
    if isinstance(formula, Pow):
        return algebra.power(*parts)
    return type(formula)(*parts, evaluate=False)


# ------------------------------------------------------------------------------------------------- logarithms


def _logarithm(formula: RealFunction) -> Expr:
    """The logarithm of what is made of exponentials, without them."""
    first, *bases = formula.args
    natural = _log(first)
    if natural is None or is_constant(first):
        return formula
    bases += [Integer(base) for kind, base in ((log2, 2), (log10, 10)) if isinstance(formula, kind)]
    return reduce(lambda one, base: algebra.divide(one, log(base, evaluate=False)), bases, natural)


def _log(formula: Expr) -> Expr | None:
    """The natural logarithm of a formula if it is made of exponentials, and so surely positive; else None."""
    if is_constant(formula):
        value = constant_value(formula)
        return number(math.log(value)) if value > 0 else None
    if isinstance(formula, exp):
        return formula.args[0]
    if isinstance(formula, sigmoid):
        return algebra.negate(softplus(_minus(formula.args[0]), evaluate=False))
    if isinstance(formula, Pow):
        base, exponent = formula.args
        inner = _log(base) if is_constant(exponent) or is_constant(base) else None
        return None if inner is None else algebra.multiply(inner, exponent)
    if isinstance(formula, Add | Mul):
        logs = [_log(part) for part in formula.args]
        known = [each for each in logs if each is not None]
        if len(known) < len(logs):
            return None
        return _log_of_sum(known) if isinstance(formula, Add) else algebra.add(*known)
    return None


def _log_of_sum(logs: list[Expr]) -> Expr:
    """log(exp(a) + exp(b) + ...) for [a, b, ...]."""
    ones = [each for each in logs if each == 0]
    rest = [each for each in logs if each != 0]
    total = reduce(lambda one, other: logaddexp(one, other, evaluate=False), rest)
    return softplus(total, evaluate=False) if ones else total


# -------------------------------------------------------------------------------------------------- quotients


def _quotient(formula: Expr) -> Expr:
    """A product in which every exp(a)/(exp(b) + exp(c) + ...) is one sigmoid, or one exponential."""
    factors = [_hyperbolic(factor) for factor in Mul.make_args(formula)]
    below = next((factor for factor in factors if _is_below(factor)), None)
    if below is None:
        return formula if factors == list(Mul.make_args(formula)) else algebra.multiply(*factors)
    factors.remove(below)
    logs = [_log(term) for term in below.args[0].args]
    above = [factor for factor in factors if not is_constant(factor) and _log(factor) is not None]
    rest = [factor for factor in factors if factor not in above]
    exponent = algebra.add(*map(_log, above))
    times = -int(below.args[1])
    whole = algebra.divide(exponent, Integer(times))
    if times > 1 and _place(whole, logs) is not None:
        shares = algebra.power(_share(whole, logs), Integer(times))
    else:
        signed = _signed(rest) if times == 1 and not above else None
        if signed is None:
            shares = _share(exponent, logs)
        else:
            total, terms = signed
            rest.remove(total)
            shares = algebra.add(*(algebra.multiply(sign, _share(each, logs)) for sign, each in terms))
        if times > 1:
            shares = algebra.multiply(shares, algebra.power(_share(S.Zero, logs), Integer(times - 1)))
    return algebra.multiply(*map(_quotient, rest), shares)


def _hyperbolic(factor: Expr) -> Expr:
    if not (_divides(factor) and isinstance(factor.args[0], cosh)):
        return factor
    return algebra.power(sech(*factor.args[0].args, evaluate=False), Integer(-factor.args[1]))


def _is_below(factor: Expr) -> bool:
    """Whether a factor divides by a sum of exponentials, which is no constant, such as pi - 1."""
    if is_constant(factor) or not _divides(factor):
        return False
    return isinstance(factor.args[0], Add) and _log(factor.args[0]) is not None


def _signed(factors: list[Expr]) -> tuple[Expr, list[tuple[Expr, Expr]]] | None:
    """A factor that is a sum of exponentials with signs, and the sign and the exponent of each."""
    for factor in factors:
        if isinstance(factor, Add):
            signs = [S.NegativeOne if _log(term) is None else S.One for term in factor.args]
            logs = [_log(algebra.multiply(sign, term)) for sign, term in zip(signs, factor.args, strict=True)]
            terms = [(sign, each) for sign, each in zip(signs, logs, strict=True) if each is not None]
            if len(terms) == len(logs):
                return factor, terms
    return None


def _share(exponent: Expr, logs: list[Expr]) -> Expr:
    """exp(exponent)/(exp(b) + exp(c) + ...) for logs = [b, c, ...]."""
    place = _place(exponent, logs)
    if place is None:
        return exp(algebra.add(exponent, _minus(_log_of_sum(logs))), evaluate=False)
    own = logs[place]
    others = [algebra.add(each, _minus(own)) for i, each in enumerate(logs) if i != place]
    factor = number(math.exp(constant_value(algebra.add(exponent, _minus(own)))))
    if len(others) == 1:
        return algebra.multiply(factor, sigmoid(_minus(others[0]), evaluate=False))
    return algebra.multiply(factor, sigmoid(_minus(_log_of_sum(others)), evaluate=False))


def _place(exponent: Expr, logs: list[Expr]) -> int | None:
    """Which of `logs` differs from an exponent by a constant only; None if none does."""
    for place, each in enumerate(logs):
        apart = algebra.add(exponent, _minus(each))
        if is_constant(apart) and abs(constant_value(apart)) < _LARGEST:
            return place
    return None


def _complement(formula: Add) -> Expr:
    """C − c sigmoid(z) as c sigmoid(−z), whose digits do not cancel."""
    constants = [term for term in formula.args if isinstance(term, Number)]
    if len(formula.args) != 2 or len(constants) != 1:
        return formula
    (constant,) = constants
    (term,) = (term for term in formula.args if term is not constant)
    share = algebra.multiply(term, algebra.power(algebra.negate(constant), S.NegativeOne))
    if not isinstance(share, sigmoid):
        return formula
    return algebra.multiply(constant, sigmoid(_minus(share.args[0]), evaluate=False))
