r"""A method's equations, read from its rule with SymPy symbols: as LaTeX, and with placeholders for numbers.

The lines come from the code that runs: one for each field of the state, then one for w. SymPy must not
evaluate them, so that they keep the rule's order and form.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sympy import Add, Expr, Float, Integer, Mul, Pow, Symbol, evaluate, latex, sympify

from optimizers import Optimizer, Schedule, hypers, terms
from optimizers.caching import cached_by_class
from optimizers.schedules import WarmedUp
from surfaces.letters import GREEK

from .symbols import Floor, Maximum, Minimum, Where, symbols_of


class Line(NamedTuple):
    r"""One line of a method's equations, for one weight.

    `general` is LaTeX, such as m(t) = \alpha m(t-1) + g. `scheduled` is the same with η(t) for η, which a
    schedule changes from step to step; it is empty if the line has no η. `filled` is the right-hand side with
    a placeholder ⟨name⟩ for every number: hyper-parameters by field, the previous state as ⟨m_before⟩ and the
    new one as ⟨m⟩, then ⟨t⟩, ⟨g⟩ and ⟨w_before⟩. `result` names the left-hand side, a field of the state or
    "w", and `symbol` is its LaTeX.

    A fraction within a fraction has a line of its own, as in the papers: m̂ = m / (1 - β1^t) is the result
    m_hat. The run has no column for it; `steps` are the names, numbers and signs (+, *, ^) that compute it,
    in postfix order. For all other lines, `steps` is empty.
    """

    result: str
    symbol: str
    general: str
    scheduled: str
    filled: str
    steps: tuple[str | float, ...] = ()


@cached_by_class
def equations(method: type[Optimizer]) -> tuple[Line, ...]:
    """Return the lines of a method, in an order in which a step can compute them."""
    found, hats = _hatted(formulas(method), method)
    places = {symbol: f"⟨{symbol.name}⟩" for formula in found.values() for symbol in formula.atoms(Symbol)}
    symbols = {name: _symbol(method.symbols.get(name, name)) for name in found if name not in hats}
    symbols |= {hat: rf"\hat{{{symbols.get(field, field)}}}" for hat, field in hats.items()}
    words = {Symbol(about.name): _symbol(about.symbol) for about in hypers(method)}
    words |= {Symbol(f"{name}_before"): f"{symbol}(t-1)" for name, symbol in symbols.items()}
    words |= {Symbol(name): f"{symbol}(t)" for name, symbol in symbols.items()}
    scheduled = {**words, Symbol("eta"): r"\eta(t)"}

    def written(name: str, names: dict[Symbol, str]) -> str:
        return f"{symbols[name]}(t) = {latex(found[name], symbol_names=names, order='none')}"

    return tuple(
        Line(
            name,
            symbols[name],
            written(name, words),
            written(name, scheduled) if Symbol("eta") in formula.atoms(Symbol) else "",
            latex(formula, symbol_names=places, order="none", mul_symbol="dot"),
            tuple(_postfix(formula)) if name in hats else (),
        )
        for name, formula in found.items()
    )


def _hatted(found: dict[str, Expr], method: type[Optimizer]) -> tuple[dict[str, Expr], dict[str, str]]:
    """Name every fraction with a field of the state, or g, as numerator that is within another fraction.

    Returns the lines, with the named ones before the line of w, and the field of each name.
    """
    taken = {about.name for about in hypers(method)} | set(found)
    hats: dict[str, Expr] = {}

    def renamed(formula: Expr, within: bool) -> Expr:
        field = _corrected(formula, found) if within else None
        if field:
            name = f"{field}_hat"
            if name not in taken and hats.setdefault(name, formula) == formula:
                return Symbol(name)
        inner = within or _is_fraction(formula)
        return _rebuilt(formula, [renamed(argument, inner) for argument in formula.args])

    weight = renamed(found["w"], within=False)
    others = {name: formula for name, formula in found.items() if name != "w"}
    return {**others, **hats, "w": weight}, {name: name.removesuffix("_hat") for name in hats}


def _corrected(formula: Expr, fields: Iterable[str]) -> str | None:
    """Return the field m, or g, if a formula divides it by something that contains no field."""
    if not (isinstance(formula, Mul) and len(formula.args) == 2 and _is_fraction(formula)):
        return None
    above, below = formula.args
    names = {symbol.name for symbol in below.atoms(Symbol)}
    is_field = isinstance(above, Symbol) and above.name in (*fields, "g")
    return above.name if is_field and names and names.isdisjoint(fields) else None


def _postfix(formula: Expr) -> Iterator[str | float]:
    """Yield the names, numbers and signs that compute a formula of sums, products and powers."""
    if isinstance(formula, Symbol):
        yield formula.name
    elif not formula.args:
        yield float(formula)
    else:
        sign = {Add: "+", Mul: "*", Pow: "^"}[formula.func]
        yield from _postfix(formula.args[0])
        for argument in formula.args[1:]:
            yield from _postfix(argument)
            yield sign


def formulas(method: type[Optimizer]) -> dict[str, Expr]:
    """Return the formula of each line by its result, in the symbols that `Line` names.

    If the rule computes one field of the state from another, the formula uses the other's name. A typed rule
    has its own lines.
    """
    fields = method.State._fields
    if method.lines:
        names = ["t", "g", "w_before", *(f"{name}_before" for name in fields), *fields]
        given = symbols_of([*names, *(about.name for about in hypers(method))])
        with evaluate(False):
            found = {name: terms.evaluate(term, given) for name, term in method.lines}
            # Strict, so that no text is parsed.
            return {name: _tidy(sympify(each, strict=True)) for name, each in found.items()}
    t, w, g = map(Symbol, ("t", "w_before", "g"))
    before = method.State(*(Symbol(f"{name}_before") for name in fields))
    after = method.State(*map(Symbol, fields))
    with evaluate(False):
        rule = method(**symbols_of(about.name for about in hypers(method)))
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


_GAP = {"k": "", "N": "", "D": r"\quad"}
"""What stands before a formula of a schedule that may be too long for one line."""


def schedule_lines(schedule: type[Schedule], warmed: bool = True) -> list[str]:
    r"""Return the definition of η(t)/η in LaTeX, read from a schedule; T is the number of steps.

    Each case has a line that begins with its condition.
    """
    found = schedule_formulas(schedule, warmed)
    words = {Symbol(about.name): _word(about.symbol) for about in hypers(schedule)}

    def written(formula: Expr) -> str:
        return str(latex(formula, symbol_names=words, order="none"))

    rest, lines = found.pop("factor"), []
    while isinstance(rest, Where):
        condition, value, rest = rest.args
        lines.append((rf"{written(condition)}\text{{:}}\quad ", value))
    lines.append((r"\text{else:}\quad " if lines else "", rest))
    return [
        *(rf"{case}\eta(t)/\eta = {written(value)}" for case, value in lines),
        *(rf"{name} ={_GAP[name]} {written(formula)}" for name, formula in found.items()),
    ]


def schedule_formulas(schedule: type[Schedule], warmed: bool = True) -> dict[str, Expr]:
    """Return the formula of a schedule's `factor`, in t, T and the names of its fields.

    The part after a warm-up is in k and N (see `WarmedUp.counted`), and a number of steps that occurs there
    more than once is D; these have formulas of their own. Without `warmed` there is no warm-up.
    """
    values = symbols_of(about.name for about in hypers(schedule))
    t, steps, k, span = map(Symbol, "tTkN")
    named: dict[Expr, Symbol] = {}
    whole: Expr
    with evaluate(False):
        if not issubclass(schedule, WarmedUp):
            whole = schedule(**values).factor(t, steps)
        elif not warmed:  # t and T are at least 1
            rule = schedule(**values | {"warm_up": Integer(0)})
            whole = _folded(_tidy(sympify(rule.decayed(t - 1, steps), strict=True)))
        else:
            rule = schedule(**values)
            named = dict(zip(rule.counted(t, steps), (k, span), strict=True))
            whole = _named(rule.factor(t, steps), named)
    again = [part for part in _calls(whole) if not part.has(t, k)]
    if often := next((part for part in again if again.count(part) > 1), None):
        named[often] = Symbol("D")
        whole = _named(whole, {often: Symbol("D")})
    shown = {symbol.name: _tidy(formula) for formula, symbol in named.items()}
    used = whole.free_symbols.union(*(formula.free_symbols for formula in shown.values()))
    return {"factor": _tidy(whole)} | {name: shown[name] for name in shown if Symbol(name) in used}


def _calls(formula: Expr) -> Iterator[Expr]:
    """Yield the floors, maxima and minima in a formula."""
    if isinstance(formula, Floor | Maximum | Minimum):
        yield formula
    for argument in formula.args:
        yield from _calls(argument)


def _folded(formula: Expr) -> Expr:
    """Add whole numbers in a sum, compare them in a maximum, and omit terms of 0 and factors of 1."""
    arguments = list(map(_folded, formula.args))
    numbers = [each for each in arguments if isinstance(each, Integer)]
    others = [each for each in arguments if not isinstance(each, Integer)]
    if isinstance(formula, Maximum) and not others:
        return max(numbers)
    if isinstance(formula, Add) and (len(numbers) > 1 or 0 in numbers):
        total = Integer(sum(map(int, numbers)))
        arguments = [*others, total] if total != 0 else others
    if isinstance(formula, Mul):
        arguments = [each for each in arguments if each != 1] or arguments[:1]
    if isinstance(formula, Add | Mul) and len(arguments) == 1:
        return arguments[0]
    return _rebuilt(formula, arguments)


def _named(formula: Expr, known: dict[Expr, Symbol]) -> Expr:
    """Replace known formulas by their names."""
    if formula in known:
        return known[formula]
    return _rebuilt(formula, [_named(argument, known) for argument in formula.args])


def _rebuilt(formula: Expr, arguments: list[Expr]) -> Expr:
    if not arguments:
        return formula
    return formula.func(*arguments, evaluate=False)


_LETTERS = {letter: rf"\{name}" for letter, name in GREEK.items()} | {"ε": r"\varepsilon", "φ": r"\varphi"}
_RAISED = {"⁺": "^{+}", "⁻": "^{-}"}


def _symbol(name: str) -> str:
    r"""Return the LaTeX of a number's name: "β1" is \beta_{1}, "η⁺" is \eta^{+}, "previous" stays a word."""
    if name[0] in GREEK or re.fullmatch("[A-Za-z][0-9]+", name):
        head, tail = name[0], name[1:]
    else:
        head, _, tail = name.partition("_")
    letter = _LETTERS.get(head, head if len(head) == 1 else rf"\operatorname{{{head}}}")
    if tail.isdigit():
        return f"{letter}_{{{tail}}}"
    word = tail.replace("_", r"\_")
    return letter + _RAISED.get(tail, rf"_{{\mathrm{{{word}}}}}" if tail else "")


def _word(name: str) -> str:
    """Return the LaTeX of a schedule's hyper-parameter: a Greek letter, or the word on its slider."""
    return _symbol(name) if name[0] in GREEK else rf"\text{{{name}}}\,"


def _tidy(formula: Expr) -> Expr:
    """Write step-by-step formulas as people do: (a b) b as a b², (a + b) + c as a + b + c."""
    known: dict[int, Expr] = {}  # by identity: a square of squares repeats few formulas in many places

    def tidied(part: Expr) -> Expr:
        if id(part) not in known:
            known[id(part)] = _tidied(part, list(map(tidied, part.args)))
        return known[id(part)]

    return tidied(formula)


def _tidied(formula: Expr, arguments: list[Expr]) -> Expr:
    if isinstance(formula, Float) and float(formula).is_integer() and abs(formula) < 1e6:
        return Integer(int(formula))
    if isinstance(formula, Mul):
        # First join powers, then flatten products, so that the square of a product stays short.
        arguments = _powers([factor for factor in arguments if factor != 1] or arguments[:1])
        if len(arguments) == 1:
            return arguments[0]
    if (
        isinstance(formula, Add | Mul)
        and type(arguments[0]) is type(formula)
        and not _is_fraction(arguments[0])
    ):
        arguments[:1] = arguments[0].args
    if isinstance(formula, Mul):
        arguments = _powers(arguments)
    return _rebuilt(formula, arguments)


def _powers(factors: list[Expr]) -> list[Expr]:
    """Join equal factors that follow each other."""
    found: list[tuple[Expr, int]] = []
    for factor in factors:
        base, count = (factor.base, int(factor.exp)) if _is_power(factor) else (factor, 1)
        if found and found[-1][0] == base:
            found[-1] = base, found[-1][1] + count
        else:
            found.append((base, count))
    return [base if count == 1 else Pow(base, count, evaluate=False) for base, count in found]


def _is_power(factor: Expr) -> bool:
    return isinstance(factor, Pow) and isinstance(factor.exp, Integer) and factor.exp > 1


def _is_fraction(formula: Expr) -> bool:
    return any(isinstance(factor, Pow) and factor.exp == -1 for factor in formula.args)
