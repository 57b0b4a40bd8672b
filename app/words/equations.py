r"""A method's equations, read from its rule with SymPy symbols: as mathematics, and with places for numbers.

The lines come from the code that runs: one for each field of the state, then one for w. SymPy must not
evaluate them, so that they keep the order and the shape of the rule.
"""

from functools import cache
from typing import NamedTuple

from sympy import Add, Expr, Float, Function, Integer, Mul, Pow, Symbol, cos, evaluate, latex, pi
from sympy.core.relational import Relational

from optimizers import Optimizer, arithmetic, hypers


class Line(NamedTuple):
    r"""One line of a method's equations, for one weight.

    `general` is LaTeX, such as m(t) = \alpha m(t-1) + g. `filled` is the right-hand side with a place ⟨name⟩
    for every number: hyper-parameters by their field, the state before by ⟨m_before⟩ and after by ⟨m⟩, then
    ⟨t⟩, ⟨g⟩ and ⟨w_before⟩. `result` names what the line gives: a field of the state, or "w".
    """

    result: str
    general: str
    filled: str


@cache
def equations(method: type[Optimizer]) -> tuple[Line, ...]:
    """Return the lines of a method, in an order in which a step can compute them."""
    found = formulas(method)
    places = {symbol: f"⟨{symbol.name}⟩" for formula in found.values() for symbol in formula.atoms(Symbol)}
    words = {Symbol(about.name): _symbol(about.symbol) for about in hypers(method)}
    words |= {Symbol(f"{name}_before"): f"{_symbol(name)}(t-1)" for name in found}
    words |= {Symbol(name): f"{_symbol(name)}(t)" for name in found}
    return tuple(
        Line(
            name,
            f"{_symbol(name)}(t) = {latex(formula, symbol_names=words, order='none')}",
            latex(formula, symbol_names=places, order="none", mul_symbol="dot"),
        )
        for name, formula in found.items()
    )


def formulas(method: type[Optimizer]) -> dict[str, Expr]:
    """Return the result of each line -> its formula, in the symbols that `Line` names.

    If the rule computes a field of the state on the way to another, the other's formula uses its name.
    """
    fields = method.State._fields
    t, w, g = map(Symbol, ("t", "w_before", "g"))
    before = method.State(*(Symbol(f"{name}_before") for name in fields))
    after = method.State(*map(Symbol, fields))
    with evaluate(False):
        rule = method(**{about.name: Symbol(about.name) for about in hypers(method)})
        moments = dict(zip(fields, rule.accumulate(t, g, before), strict=True))
        weight = w - rule.update(t, w, g, after)
    # Shorter formulas first: they can be parts of longer ones.
    moments = dict(sorted(moments.items(), key=lambda item: item[1].count_ops()))
    known: dict[Expr, Symbol] = {}
    found = {}
    for name, formula in moments.items():
        found[name] = _tidy(_named(formula, known))
        if formula.args:
            known.setdefault(formula, Symbol(name))
    return found | {"w": _tidy(weight)}


def _named(formula: Expr, known: dict[Expr, Symbol]) -> Expr:
    """Replace known formulas by their names."""
    if formula in known:
        return known[formula]
    return _rebuilt(formula, [_named(argument, known) for argument in formula.args])


def _rebuilt(formula: Expr, arguments: list) -> Expr:
    if not arguments:
        return formula
    options = {"evaluate": False} if isinstance(formula, Add | Mul | Pow | Relational) else {}
    return formula.func(*arguments, **options)


_GREEK = {"α": "alpha", "β": "beta", "ε": "varepsilon", "η": "eta", "λ": "lambda", "ρ": "rho", "Δ": "Delta"}
_RAISED = {"⁺": "^{+}", "⁻": "^{-}"}


def _symbol(name: str) -> str:
    r"""Return the LaTeX of a number's name: "β1" is \beta_{1}, "η⁺" is \eta^{+}, "previous" stays a word."""
    if name == "delta":
        return r"\Delta"
    head, tail = name[0], name[1:].lstrip("_")
    letter = rf"\{_GREEK[head]}" if head in _GREEK else head
    if tail in _RAISED:
        return letter + _RAISED[tail]
    if head in _GREEK or "_" in name or tail.isdigit():
        return letter + (f"_{{{tail}}}" if tail.isdigit() else rf"_{{\mathrm{{{tail}}}}}" if tail else "")
    return name if not tail else rf"\mathrm{{{name}}}"


def _tidy(formula: Expr) -> Expr:
    """Write as people do what was computed step by step: (a b) b as a b², (a + b) + c as a + b + c."""
    if isinstance(formula, Float) and float(formula).is_integer():
        return Integer(int(formula))
    arguments = list(map(_tidy, formula.args))
    if (
        isinstance(formula, Add | Mul)
        and type(arguments[0]) is type(formula)
        and not _is_fraction(arguments[0])
    ):
        arguments[:1] = arguments[0].args
    if isinstance(formula, Mul):
        factors = []
        for factor in arguments:
            if factors and factor == factors[-1]:
                factors[-1] = Pow(factor, 2, evaluate=False)
            else:
                factors.append(factor)
        if len(factors) == 1:
            return factors[0]
        arguments = factors
    return _rebuilt(formula, arguments)


def _is_fraction(formula: Expr) -> bool:
    return any(isinstance(factor, Pow) and factor.exp == -1 for factor in formula.args)


# The rules' functions for SymPy: names that it knows nothing about, and their LaTeX.


class _Sign(Function):
    def _latex(self, printer) -> str:
        return rf"\operatorname{{sign}}\left({printer.doprint(self.args[0])}\right)"


class _Maximum(Function):
    def _latex(self, printer) -> str:
        return rf"\max\left({', '.join(map(printer.doprint, self.args))}\right)"


class _Minimum(Function):
    def _latex(self, printer) -> str:
        return rf"\min\left({', '.join(map(printer.doprint, self.args))}\right)"


class _Floor(Function):
    def _latex(self, printer) -> str:
        return rf"\left\lfloor {printer.doprint(self.args[0])} \right\rfloor"


class _Clip(Function):
    def _latex(self, printer) -> str:
        x, low, high = map(printer.doprint, self.args)
        return rf"\min\left(\max\left({x}, {low}\right), {high}\right)"


class _Where(Function):
    def _latex(self, printer) -> str:
        rows, rest = [], self
        while isinstance(rest, _Where):
            condition, value, rest = rest.args
            rows.append(rf"{printer.doprint(value)} & \text{{where }} {printer.doprint(condition)}")
        rows.append(rf"{printer.doprint(rest)} & \text{{else}}")
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


arithmetic.sign.register(Expr, _Sign)
arithmetic.maximum.register(Expr, _Maximum)
arithmetic.minimum.register(Expr, _Minimum)
arithmetic.floor.register(Expr, _Floor)
arithmetic.cospi.register(Expr, lambda x: cos(pi * x))
arithmetic.clip.register(Expr, _Clip)
arithmetic.where.register(Relational, _Where)
