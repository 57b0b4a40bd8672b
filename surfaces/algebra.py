"""Sums, products and powers of real formulas: SymPy objects, built without SymPy's automatic evaluation.

SymPy's own `+`, `*` and `**` are made for generic complex symbols. They rewrite w1/w1 to 1, 0*log(w1) to 0
and w1**0.5 * w1**0.5 to w1, which are defined where the typed text is not, and on constants they may start
arbitrary-precision arithmetic that never ends. The three constructors here collect like terms and like
powers with Python's own numbers, in time proportional to their arguments, and (unless `cancel` is set) only
where the result is defined at exactly the same points. They put their arguments in SymPy's canonical order,
so that the results equal SymPy's wherever both rewrite alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import cmp_to_key

from sympy import Add, Basic, Expr, Float, Function, Integer, Mul, Number, Pow, Rational, S

from surfaces.values import NotRealError, constant_value, is_constant, number, python_number

_canonical = cmp_to_key(Basic.compare)


# ----------------------------------------------------------------------------------------------------- domain


def is_total(formula: Expr) -> bool:
    """Whether `formula` surely is a real number at every point (overflow aside)."""
    if isinstance(formula, Pow):
        base, exponent = formula.args
        if isinstance(exponent, Integer) and exponent >= 0:
            return is_total(base)
        return is_total(exponent) and _is_positive(base)
    if isinstance(formula, Function) and formula.partial:
        return is_constant(formula)
    return all(is_total(argument) for argument in formula.args)


# ------------------------------------------------------------------------------------------------------- sums


def add(*terms: Expr, cancel: bool = False) -> Expr:
    """The sum of `terms`, like terms collected; `cancel` allows 0*log(w1) to vanish."""
    constant: Fraction | float = Fraction(0)
    coefficients: dict[Expr, Fraction | float] = {}
    for coefficient, term in _terms(terms):
        if term is S.One:
            constant = constant + coefficient
        else:
            coefficients[term] = coefficients.get(term, Fraction(0)) + coefficient
    parts, settled = [], True
    for term, coefficient in coefficients.items():
        coefficient = number(coefficient)
        part = _scaled(coefficient, term)
        if coefficient == 0:  # w1/w2 - w1/w2 leaves 0/w2, which may join another term
            part = multiply(part, cancel=cancel)
            settled = settled and (part == 0 or part == _scaled(coefficient, term))
        elif len(coefficients) > 1 or constant != 0:  # 2(a + b) - (a + b) leaves a sum within the sum
            settled = settled and not isinstance(part, Add) and not _is_negated_sum(part)
        if part != 0:
            parts.append(part)
    if not settled:
        return add(number(constant), *parts, cancel=cancel)
    parts.sort(key=_canonical)
    if (constant := number(constant)) != 0:
        parts.insert(0, constant)
    if not parts:
        return S.Zero
    result = parts[0] if len(parts) == 1 else Add(*parts, evaluate=False)
    if result is not constant and is_constant(result):
        constant_value(result)
    return result


def _terms(terms: Iterable[Expr], sign: int = 1) -> Iterable[tuple[Fraction | float, Expr]]:
    """Coefficient and rest of every term, with nested sums (and negated ones) opened."""
    for term in terms:
        if isinstance(term, Add):
            yield from _terms(term.args, sign)
        elif _is_negated_sum(term):
            yield from _terms(term.args[1].args, -sign)
        elif isinstance(term, Number):
            yield sign * python_number(term), S.One
        elif isinstance(term, Mul) and isinstance(term.args[0], Number):
            rest = term.args[1:]
            yield (
                sign * python_number(term.args[0]),
                rest[0] if len(rest) == 1 else Mul(*rest, evaluate=False),
            )
        else:
            yield Fraction(sign), term


def _is_negated_sum(term: Expr) -> bool:
    return (
        isinstance(term, Mul)
        and len(term.args) == 2
        and term.args[0] is S.NegativeOne
        and isinstance(term.args[1], Add)
    )


def _scaled(coefficient: Number, term: Expr) -> Expr:
    return term if coefficient == 1 else Mul(coefficient, *Mul.make_args(term), evaluate=False)


# --------------------------------------------------------------------------------------------------- products


def multiply(*factors: Expr, cancel: bool = False) -> Expr:
    """The product of `factors`, like powers collected; `cancel` allows w1/w1 and 0*log(w1) to vanish."""
    coefficient: Fraction | float = Fraction(1)
    exponents: dict[Expr, list[Fraction | float]] = {}
    for factor in factors:
        for part in Mul.make_args(factor):
            if isinstance(part, Number):
                coefficient = coefficient * python_number(part)
            else:
                base, exponent = _base_and_exponent(part, cancel)
                exponents.setdefault(base, []).append(exponent)
    parts = []
    for base, powers in exponents.items():
        for exponent in _collected(powers, cancel or _is_positive(base)):
            if exponent != 1 and _is_surd(base) and not -1 <= exponent <= 1:  # sqrt(2)^3 is 2 sqrt(2)
                whole = math.trunc(exponent / 2)
                coefficient = coefficient * python_number(power(base.args[0], number(whole)))
                exponent -= 2 * whole
            if exponent == 1:
                parts.append(base)
            elif exponent != 0:
                parts.append(_power(base, _exponent(exponent)))
    coefficient = number(coefficient)
    if coefficient == 0:  # nothing is left but the places where the product is undefined
        parts = [] if cancel else [part for part in parts if not is_total(part)]
    constants = [part for part in parts if is_constant(part)]
    if constants:
        constant_value(Mul(coefficient, *constants, evaluate=False))
    parts.sort(key=_canonical)
    if coefficient != 1:
        parts.insert(0, coefficient)
    return S.One if not parts else parts[0] if len(parts) == 1 else Mul(*parts, evaluate=False)


def _base_and_exponent(factor: Expr, cancel: bool) -> tuple[Expr, Fraction | float]:
    if not isinstance(factor, Pow) or not isinstance(factor.args[1], Number) or _is_surd(factor):
        return factor, Fraction(1)
    base, exponent = factor.args[0], python_number(factor.args[1])
    if cancel and isinstance(base, Pow) and isinstance(base.args[1], Number) and exponent % 1 == 0:
        base, exponent = base.args[0], exponent * python_number(base.args[1])
    return base, exponent


def _collected(exponents: list[Fraction | float], always: bool) -> list[Fraction | float]:
    """The exponents that remain when powers of one base are merged without changing where they are defined.

    u^a is undefined at u = 0 where a < 0, and at u < 0 where a is not whole. So positive and negative
    exponents stay apart (w1^2/w1), and fractions that add up to a whole number keep one half (sqrt(w1)
    sqrt(w1)).
    """
    if len(exponents) == 1:
        return exponents
    if always:
        return [sum(exponents)]
    result: list[Fraction | float] = []
    for sign in (1, -1):
        group = [exponent for exponent in exponents if exponent * sign > 0]
        if not group:
            continue
        total = sum(group)
        if total % 1 == 0 and any(exponent % 1 != 0 for exponent in group):
            half = Fraction(sign, 2)
            result += [half, half] if total == sign else [total - half, half]
        else:
            result.append(total)
    return result


def _is_positive(formula: Expr) -> bool:
    return is_constant(formula) and constant_value(formula) > 0


def _is_surd(formula: Expr) -> bool:
    """Whether `formula` is the square root of a whole number, the only irrational root that is kept exact."""
    return isinstance(formula, Pow) and isinstance(formula.args[0], Integer) and formula.args[1] is S.Half


# ----------------------------------------------------------------------------------------------------- powers


def power(base: Expr, exponent: Expr, cancel: bool = False) -> Expr:
    """`base` to the power `exponent`, real: undefined at negative bases unless the exponent is whole."""
    if is_constant(exponent):
        constant_value(exponent)
        if isinstance(exponent, Float):
            exponent = _exponent(float(exponent))
        if is_constant(base) and not (isinstance(exponent, Integer) and not isinstance(base, Float)):
            return _constant_power(base, exponent)
    elif is_constant(base):
        if constant_value(base) < 0:
            raise NotRealError("not real: a negative number to a variable power")
        if base is S.One:
            return S.One  # as IEEE 754 has it, also where the exponent is undefined
    if exponent is S.Zero:
        return S.One  # likewise: pow(nan, 0) is 1
    if isinstance(exponent, Integer):
        if isinstance(base, Rational):
            return _constant_power(base, exponent)
        if isinstance(base, Mul):
            return multiply(*(power(factor, exponent, cancel) for factor in base.args), cancel=cancel)
        if _is_surd(base):
            return multiply(*[_power(base, Integer(1 if exponent > 0 else -1))] * abs(int(exponent)))
        if isinstance(base, Pow) and isinstance(base.args[1], Number) and abs(base.args[1] * exponent) <= 100:
            return _power_of_power(base.args[0], base.args[1], int(exponent), cancel)
    result = _power(base, exponent)
    if is_constant(result):
        value = constant_value(result)
        if value == 0 or math.isinf(1 / value):  # it would be printed as 1/(...), which overflows
            return number(value)
    return result


def _exponent(value: Fraction | float) -> Number:
    """The number of an exponent: w1^0.5 is sqrt(w1)."""
    return number(Fraction(value) if (value * 8) % 1 == 0 else value)


def _power(base: Expr, exponent: Expr) -> Expr:
    return base if exponent == 1 else Pow(base, exponent, evaluate=False)


def _power_of_power(base: Expr, inner: Number, outer: int, cancel: bool) -> Expr:
    """(base^inner)^outer for a whole `outer`, as powers of `base` that are defined at the same points."""
    inner = python_number(inner)
    if outer < 0 and inner < 0:
        exponents = [-inner] * (1 - outer) + [inner]  # 1/(1/w1) is w1^2/w1: there is none at 0
    else:
        exponents = [inner if outer > 0 else -inner] * abs(outer)
    always = cancel or _is_positive(base)
    return multiply(*(_power(base, _exponent(e)) for e in _collected(exponents, always)), cancel=cancel)


def _constant_power(base: Expr, exponent: Expr) -> Expr:
    if isinstance(base, Rational) and isinstance(exponent, Integer):
        if base == 0 and exponent < 0:
            raise NotRealError("a division by zero")
        if abs(int(exponent)) <= 100:
            return number(python_number(base) ** int(exponent))
    if isinstance(base, Integer) and base > 0 and exponent is S.Half:
        root = math.isqrt(int(base))
        return Integer(root) if root * root == base else _power(base, exponent)
    return number(constant_value(_power(base, exponent)))


def negate(formula: Expr, cancel: bool = False) -> Expr:
    """The formula with the opposite sign."""
    return multiply(S.NegativeOne, formula, cancel=cancel)


def divide(numerator: Expr, denominator: Expr, cancel: bool = False) -> Expr:
    """The quotient of two formulas."""
    return multiply(numerator, power(denominator, S.NegativeOne, cancel), cancel=cancel)
