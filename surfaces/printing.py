"""Formulas back to text: `to_text` in the language itself, `to_latex` for the page."""

from __future__ import annotations

import abc

from sympy import Add, Expr, Float, Integer, Mul, Number, Pow, Rational, S, Symbol, pi

from surfaces.functions import CHOICES
from surfaces.letters import latex_of
from surfaces.names import MAX_EXPONENT, E
from surfaces.rows import Column, goes_over_rows, mean
from surfaces.values import OverRows, is_constant, number, python_number, sign_and_ratio, w1, w2

_SUM, _PRODUCT, _POWER, _ATOM = range(4)  # what binds how tightly


def to_text(formula: Expr) -> str:
    """`formula` in the language that `parse` reads: `parse(to_text(f)) == f` for every f that it returned."""
    return _Text().show(formula, _SUM)


def to_latex(formula: Expr) -> str:
    """LaTeX of `formula`, or of one of its derivatives; decimal numbers are rounded to six digits.

    A mean and a sum over N rows are set with Σ, and their columns with the index of a row.
    """
    taken = {symbol.name for symbol in formula.free_symbols} if goes_over_rows(formula) else ()
    number, index = (next(letter for letter in some if letter not in taken) for some in ("NMKRn", "ijkmn"))
    return _Latex(number, index).show(formula, _SUM)


Power = tuple[Expr, Expr]
"""Base and exponent of a factor."""


class _Printer(abc.ABC):
    """What both notations share: the order of terms, and which factors go below the line.

    Each notation implements the abstract methods. They return a text, and how tightly it binds if
    that varies.
    """

    pi: str

    @abc.abstractmethod
    def parentheses(self, text: str) -> str: ...
    @abc.abstractmethod
    def number(self, value: Number) -> tuple[str, int]: ...
    @abc.abstractmethod
    def symbol(self, symbol: Symbol) -> str: ...
    @abc.abstractmethod
    def call(self, formula: Expr) -> str: ...
    @abc.abstractmethod
    def power(self, base: Expr, exponent: Expr) -> tuple[str, int]: ...
    @abc.abstractmethod
    def fraction(self, sign: str, above: list[Power], below: list[Power]) -> tuple[str, int]: ...

    def show(self, formula: Expr, level: int) -> str:
        """`formula`, in parentheses if it binds less tightly than `level`."""
        text, own = self.write(formula)
        return text if own >= level else self.parentheses(text)

    def write(self, formula: Expr) -> tuple[str, int]:
        if isinstance(formula, Number):
            plain = formula >= 0 and not (formula.is_Rational and formula.q != 1)
            return self.number(formula) if plain else self.product(formula)
        if isinstance(formula, Symbol):
            return self.symbol(formula), _ATOM
        if formula is pi:
            return self.pi, _ATOM
        if isinstance(formula, Add):
            return self.sum(formula), _SUM
        if isinstance(formula, Mul):
            return self.product(formula)
        if isinstance(formula, Pow):
            if isinstance(formula.args[1], Number) and (
                formula.args[1] < 0 or formula.args[1] > MAX_EXPONENT
            ):
                return self.product(formula)
            return self.power(*formula.args)
        return self.call(formula), _ATOM

    def sum(self, formula: Add) -> str:
        terms = _in_reading_order(formula.args)
        texts = [self.show(term, _PRODUCT) for term in terms]
        if len(terms) == 2 or _degree(terms[0]) is not None:  # w2 - w1^2 rather than -w1^2 + w2
            first = next((i for i, text in enumerate(texts) if not text.startswith("-")), 0)
            texts.insert(0, texts.pop(first))
        return texts[0] + "".join(f" - {t[1:]}" if t.startswith("-") else f" + {t}" for t in texts[1:])

    def product(self, formula: Expr) -> tuple[str, int]:
        coefficient = S.One
        above: list[Power] = []
        below: list[Power] = []
        for factor in sorted(Mul.make_args(formula), key=_factor_rank):
            if isinstance(factor, Number):
                coefficient = factor
                continue
            base, exponent = factor.args if isinstance(factor, Pow) else (factor, S.One)
            side = above
            if isinstance(exponent, Number) and exponent < 0:
                side, exponent = below, number(-python_number(exponent))
            while isinstance(exponent, Number) and exponent > MAX_EXPONENT:
                side.append((base, Integer(MAX_EXPONENT)))
                exponent = number(python_number(exponent) - MAX_EXPONENT)
            side.append((base, exponent))
        sign, top, bottom = sign_and_ratio(python_number(coefficient))
        return self.fraction(sign, _factors(top, above), _factors(bottom, below))


def _factors(coefficient: float, powers: list[Power]) -> list[Power]:
    return powers if coefficient == 1 else [(number(coefficient), S.One), *powers]


def _in_reading_order(terms: tuple[Expr, ...]) -> list[Expr]:
    """Polynomial terms by falling degree, then the others, then constants."""

    def rank(term: Expr) -> tuple[int, int, int]:
        degree = _degree(term)
        if degree is None:
            return 1, 0, 0
        return (0, -sum(degree), -degree[0]) if any(degree) else (2, isinstance(term, Number), 0)

    return sorted(terms, key=rank)


def _degree(formula: Expr) -> tuple[int, int] | None:
    """The degrees in w1 and w2, or None where `formula` is no polynomial."""
    if is_constant(formula):
        return 0, 0
    if isinstance(formula, Symbol):
        return int(formula == w1), int(formula == w2)  # of a parameter, none
    if isinstance(formula, Pow) and isinstance(formula.args[1], Integer) and formula.args[1] > 0:
        degree = _degree(formula.args[0])
        return degree and (degree[0] * int(formula.args[1]), degree[1] * int(formula.args[1]))
    if isinstance(formula, Add | Mul):
        degrees = list(filter(None, map(_degree, formula.args)))
        if len(degrees) == len(formula.args):
            combine = sum if isinstance(formula, Mul) else max
            return combine(d[0] for d in degrees), combine(d[1] for d in degrees)
    return None


def _factor_rank(factor: Expr) -> int:
    """Numbers, then constants and parameters, weights, columns, sums, functions, and what goes over rows."""
    base = factor.args[0] if isinstance(factor, Pow) else factor
    if isinstance(factor, Number):
        return 0
    if is_constant(factor):
        return 1
    if isinstance(base, Symbol):
        return 2 if base in (w1, w2) else 3 if isinstance(base, Column) else 1
    return _OF_SUMS if isinstance(base, Add) else 6 if isinstance(base, OverRows) else 5


_OF_SUMS = 4
_SIGNS = {"lower": "<", "upto": "<=", "same": "=="}


class _Text(_Printer):
    pi = "pi"

    def parentheses(self, text: str) -> str:
        return f"({text})"

    def number(self, value: Number) -> tuple[str, int]:
        text = repr(float(value)) if isinstance(value, Float) else str(value)
        mantissa, _, exponent = text.partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else text, _ATOM

    def symbol(self, symbol: Symbol) -> str:
        return str(symbol.name)

    def call(self, formula: Expr) -> str:
        if formula == E:
            return "e"
        if isinstance(formula, CHOICES):
            left, right, *branches = (self.show(argument, _SUM) for argument in formula.args)
            return f"if({left} {_SIGNS[type(formula).__name__]} {right}, {', '.join(branches)})"
        name = "log" if type(formula).__name__ == "log_base" else type(formula).__name__
        return f"{name}({', '.join(self.show(argument, _SUM) for argument in formula.args)})"

    def power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
        if exponent is S.Half:
            return f"sqrt({self.show(base, _SUM)})", _ATOM
        return f"{self.show(base, _ATOM)}^{self.show(exponent, _ATOM)}", _POWER

    def fraction(self, sign: str, above: list[Power], below: list[Power]) -> tuple[str, int]:
        text = sign + (self.row(above) if above else "1")
        if below:
            under = self.row(below)
            text += f"/{under}" if len(below) == 1 else f"/({under})"
        return text, _PRODUCT

    def row(self, powers: list[Power]) -> str:
        texts = [self.show(b, _POWER) if x is S.One else self.power(b, x)[0] for b, x in powers]
        result = texts[0]
        for text in texts[1:]:
            is_factor = text[0].isalpha() or (text[0] == "(" and not result.endswith("σ"))  # σ(…) is a call
            result += f" {text}" if is_factor else f"*{text}"
        return result


class _Latex(_Printer):
    pi = r"\pi"

    def __init__(self, number_of_rows: str, index: str):
        self.number_of_rows = Symbol(number_of_rows)
        self.index = index
        self.is_of_row = False
        """Whether the term of a row is being written."""

    def parentheses(self, text: str) -> str:
        return rf"\left({text}\right)"

    def number(self, value: Number) -> tuple[str, int]:
        text = f"{float(value):.6g}" if isinstance(value, Float) else str(value)
        if "e" not in text:
            return text, _ATOM
        mantissa, exponent = text.split("e")
        scale = f"10^{{{int(exponent)}}}"
        return (scale, _POWER) if mantissa == "1" else (rf"{mantissa} \cdot {scale}", _PRODUCT)

    def symbol(self, symbol: Symbol) -> str:
        if not isinstance(symbol, Column):
            return latex_of(symbol.name)
        letter, digits = symbol.name[0], symbol.name[1:]
        below = [digits] if digits.isdigit() else []
        if digits and not below:
            letter = rf"\mathrm{{{symbol.name.replace('_', chr(92) + '_')}}}"
        below += [self.index] if self.is_of_row else []
        return f"{letter}_{{{','.join(below)}}}" if below else letter

    def write(self, formula: Expr) -> tuple[str, int]:
        if isinstance(formula, OverRows):
            return self.fraction("", [(formula, S.One)], [])
        return super().write(formula)

    def total(self, term: Expr) -> str:
        """The sum of a term over all rows."""
        self.is_of_row = True
        text = self.show(term, _PRODUCT)
        self.is_of_row = False
        return rf"\sum_{{{self.index}=1}}^{{{self.number_of_rows}}} {text}"

    def call(self, formula: Expr) -> str:
        if formula == E:
            return "e"
        text: str = formula.latex([self.show(argument, _SUM) for argument in formula.args])
        return text

    def power(self, base: Expr, exponent: Expr) -> tuple[str, int]:
        if exponent is S.Half:
            return rf"\sqrt{{{self.show(base, _SUM)}}}", _ATOM
        if type(base).__name__ == "exp" and base != E:  # two exponents on one e would be bad LaTeX
            return rf"{self.parentheses(self.show(base, _SUM))}^{{{self.show(exponent, _SUM)}}}", _POWER
        return f"{self.show(base, _ATOM)}^{{{self.small(exponent)}}}", _POWER

    def small(self, exponent: Expr) -> str:
        if isinstance(exponent, Rational) and not isinstance(exponent, Integer):
            return f"{exponent.p}/{exponent.q}"
        return self.show(exponent, _SUM)

    def fraction(self, sign: str, above: list[Power], below: list[Power]) -> tuple[str, int]:
        lone = sum(isinstance(base, OverRows) for base, _ in above) == 1
        if lone and isinstance(above[-1][0], OverRows) and above[-1][1] is S.One:
            *above, (last, _) = above
            if isinstance(last, mean):
                below = [*below, (self.number_of_rows, S.One)]
            before = self.fraction(sign, above, below)[0] + " " if above or below else sign
            return before + self.total(*last.args), _PRODUCT
        if not below:
            lone_sum = len(above) == 1 and isinstance(above[0][0], Add) and above[0][1] is S.One
            return sign + (self.show(above[0][0], _ATOM) if lone_sum else self.row(above)), _PRODUCT
        if _is_number(below) and any(_factor_rank(base) >= _OF_SUMS for base, _ in above):
            # A number alone below the line goes in front: 1/3 (...) rather than (...)/3.
            front = above[:1] if isinstance(above[0][0], Number) else []
            rest = above[len(front) :]
            text = (
                self.show(rest[0][0], _PRODUCT) if len(rest) == 1 and rest[0][1] is S.One else self.row(rest)
            )
            return rf"{sign}\frac{{{self.row(front)}}}{{{self.row(below)}}} {text}", _PRODUCT
        return rf"{sign}\frac{{{self.row(above)}}}{{{self.row(below)}}}", _PRODUCT

    def row(self, powers: list[Power]) -> str:
        if len(powers) == 1 and powers[0][1] is S.One:  # alone above or below a line: no parentheses
            return self.show(powers[0][0], _SUM)
        texts = [self.factor(base) if x is S.One else self.power(base, x)[0] for base, x in powers]
        result = texts[0] if texts else "1"
        for text in texts[1:]:
            needs_dot = text[0].isdigit() or (text[:5] == r"\left" and result.endswith(r"\sigma"))
            result += rf" \cdot {text}" if needs_dot else f" {text}"
        return result

    def factor(self, formula: Expr) -> str:
        """A factor that others follow."""
        text = self.show(formula, _PRODUCT)
        return self.parentheses(text) if isinstance(formula, OverRows) else text


def _is_number(powers: list[Power]) -> bool:
    return len(powers) == 1 and isinstance(powers[0][0], Number)
