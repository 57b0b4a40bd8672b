"""A whole run as one function: the update rule and the surface's own lines, compiled into one loop.

A loop that calls the rule, the surface and `append` at every step spends most of its time calling. Here the
rule is read once with `Term`s, which write down the arithmetic that is done with them, and what they wrote is
compiled together with the lines of the surface. Operations and their order are those of the rule, so that
both ways give the same numbers to the bit; the hyper-parameters stay arguments, so that a slider compiles
nothing.
"""

import ast
import dataclasses
import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from textwrap import indent
from types import CodeType

from . import arithmetic
from .base import Optimizer

_RUN = """\
def run(evaluate, initial, {hypers}, steps, w1, w2, e, g1, g2, noise_1=(), noise_2=()):
    {first} = {second} = initial
{before}
    rows = [{row}]
    record = rows.extend
    for t in range(1, steps + 1):
        try:
{rule}
        except (ArithmeticError, ValueError):
            return rows, (t, nan, nan, nan)
        try:
{surface}
            check = e + g1 + g2 + w1 + w2
            finite = check - check == 0.0
        except (ArithmeticError, ValueError):
            finite = False
        if not finite:
            e, g1, g2 = evaluate(w1, w2)
{noise}
            if not (isfinite(e) and isfinite(g1) and isfinite(g2)):
                return rows, (t, w1, w2, e)
        record(({row}))
    return rows, None
"""
_NOISE = "g1 = g1 + noise_1[t]", "g2 = g2 + noise_2[t]"
_FUNCTIONS = {"__builtins__": {each.__name__: each for each in (abs, range, ArithmeticError, ValueError)}}
_FUNCTIONS |= {"isfinite": math.isfinite, "nan": math.nan}
_FUNCTIONS |= {
    f"rule_{name}": getattr(arithmetic, name).dispatch(float) for name in ("sqrt", "sign", "maximum")
}


def fused(optimizer: Optimizer, surface, noisy: bool = False) -> Callable | None:
    """Return the loop of a method on a surface as one function, or None where that cannot be.

    The function is called and answers as `descent._plain`. Only if it is made `noisy` it adds noise to
    the gradient, so that a run without noise does not even ask for it. It takes a surface with `lines`,
    Python source that sets e, g1 and g2 from w1 and w2, and `functions`, what the lines call; and a rule that
    does nothing but arithmetic. Both are source that code has written, never a visitor's text; still there
    are no names for it to reach but those that the loop needs.
    """
    code = _compiled(type(optimizer), surface.lines, noisy) if hasattr(surface, "lines") else None
    if code is None:
        return None
    namespace = {**surface.functions, **_FUNCTIONS}
    exec(code, namespace)
    return partial(
        namespace["run"], surface.value_and_gradient, optimizer.initial(), *vars(optimizer).values()
    )


@lru_cache(maxsize=256)
def _compiled(method: type[Optimizer], lines: tuple[str, ...], noisy: bool) -> CodeType | None:
    try:
        return compile(_source(method, lines, _NOISE if noisy else ()), f"<{method.__name__}>", "exec")
    except TypeError:  # the rule asks terms for more than arithmetic, such as a truth value
        return None


def rule_lines(method: type[Optimizer], functions: dict[str, str]) -> list[str]:
    """Return a method's step as source for vectors: lines that move the state and w, given t and g.

    Args:
        method: a method whose rule does nothing but arithmetic.
        functions: what to write for the functions of `arithmetic`, by name: {"sqrt": "np.sqrt({})", ...}.
    """
    names, moments, step = _read(method, Term("t"), Term, "")
    writer = _Writer([*moments, step], {_FORMS[name]: form for name, form in functions.items()})
    writer.assign(names, moments)
    writer.assign(["w"], [step])
    return [_plainly(line) for line in writer.lines[_LOOP]]


def _plainly(line: str) -> str:
    """Write an assignment without needless parentheses."""
    targets, _, _ = line.partition(" = ")
    value = ast.parse(line).body[0].value
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return f"{targets} = {', '.join(map(ast.unparse, values))}"


def _source(method: type[Optimizer], lines: tuple[str, ...], noise: tuple[str, ...]) -> str:
    """Read the rule for both coordinates. Names of the rule have an underscore, names of the surface none."""
    t = Term("t")
    both = [_read(method, t, lambda name: Term(f"hyper_{name}", when=_BEFORE), i) for i in "12"]
    writer = _Writer([term for _, moments, step in both for term in (*moments, step)])
    for i, (names, moments, step) in zip("12", both, strict=True):
        writer.assign(names, moments)
        writer.assign([f"w{i}"], [step])
    (first, *_), (second, *_) = both
    return _RUN.format(
        hypers=", ".join(f"hyper_{field.name}" for field in dataclasses.fields(method)),
        first=_targets(first),
        second=_targets(second),
        before=indent("\n".join(writer.lines[_BEFORE]), " " * 4),
        rule=indent("\n".join(writer.lines[_LOOP]), " " * 12),
        surface=indent("\n".join(lines + noise), " " * 12),
        noise=indent("\n".join(noise), " " * 12),
        row=", ".join(["w1", "w2", "e", "g1", "g2", *first, *second]),
    )


def _read(method: type[Optimizer], t: "Term", hyper: Callable[[str], "Term"], coordinate: str):
    """Read a rule: the names of its state for a coordinate, the terms that move them, and the one for w."""
    rule = method(**{field.name: hyper(field.name) for field in dataclasses.fields(method)})
    names = [f"{name}_{coordinate}" if coordinate else name for name in method.State._fields]
    before, after = (method.State(*map(Term, names)) for _ in range(2))
    w, g = Term(f"w{coordinate}"), Term(f"g{coordinate}")
    return names, rule.accumulate(t, g, before), w - rule.update(t, w, g, after)


def _targets(names: Sequence[str]) -> str:
    return f"({', '.join(names)},)" if names else "()"


_BEFORE, _LOOP = range(2)
"""When a number is known: before the loop, as what depends on hyper-parameters alone, or within a step."""


class Term:
    """A number that is not known yet: arithmetic with it makes terms that know how they are computed.

    `form` is Python source with a place {} for each operand.
    """

    def __init__(self, form: str, *operands, when: int = _LOOP):
        self.form = form
        self.operands = operands
        terms = [operand for operand in operands if isinstance(operand, Term)]
        self.when = max(term.when for term in terms) if terms else when

    def __bool__(self):
        raise TypeError("what depends on a number that is not known yet branches with `where`")

    __hash__ = None  # `==` makes a term, as every comparison does


def _operation(form: str) -> Callable[..., Term]:
    return lambda *operands: Term(form, *operands)


_BINARY = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "and": "&", "or": "|"}
_COMPARED = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
for _name, _sign in (_BINARY | _COMPARED).items():
    setattr(Term, f"__{_name}__", _operation(f"({{0}} {_sign} {{1}})"))
for _name, _sign in _BINARY.items():
    setattr(Term, f"__r{_name}__", _operation(f"({{1}} {_sign} {{0}})"))
Term.__neg__ = _operation("(-{})")
Term.__abs__ = _operation("abs({})")
_FORMS = {
    "sqrt": "rule_sqrt({})",
    "sign": "rule_sign({})",
    "maximum": "rule_maximum({}, {})",
    "where": "({1} if {0} else {2})",
}
for _name, _form in _FORMS.items():
    getattr(arithmetic, _name).register(Term, _operation(_form))


class _Writer:
    """Terms to lines: what occurs twice is computed once, and before the loop whatever can be."""

    def __init__(self, results: Sequence[Term], forms: dict[str, str] | None = None):
        self.forms = forms or {}  # what to write instead of a form
        self.lines: tuple[list[str], list[str]] = ([], [])
        self.numbers: dict[tuple, int] = {}
        self.variables: dict[int, str] = {}
        self.uses: Counter[int] = Counter()
        for result in results:
            self.count(result)

    def number(self, term) -> int:
        """The same number for terms that are computed alike; a term without operands is like none other."""
        if not isinstance(term, Term):
            key = ("constant", repr(term))
        elif term.operands:
            key = (term.form, *map(self.number, term.operands))
        else:
            key = (term.form, "of", id(term))
        return self.numbers.setdefault(key, len(self.numbers))

    def count(self, term) -> None:
        number = self.number(term)
        self.uses[number] += 1
        if self.uses[number] == 1 and isinstance(term, Term):
            for operand in term.operands:
                self.count(operand)

    def assign(self, names: Sequence[str], terms: Sequence) -> None:
        """Write the line that gives names their new values, all at once."""
        values = [self.expression(term, _LOOP) for term in terms]
        if names:
            self.lines[_LOOP].append(f"{', '.join(names)} = {', '.join(values)}")

    def expression(self, term, when: int) -> str:
        """Return a term as source for a line that runs at `when`."""
        if not isinstance(term, Term):
            if type(term) not in (int, float):
                raise TypeError(f"{term!r} is no plain number")
            return repr(term)
        if not term.operands:
            return term.form
        number = self.number(term)
        if number not in self.variables:
            form = self.forms.get(term.form, term.form)
            text = form.format(*(self.expression(operand, term.when) for operand in term.operands))
            if self.uses[number] == 1 and term.when == when:
                return text
            self.variables[number] = f"part_{number}"
            self.lines[term.when].append(f"part_{number} = {text}")
        return self.variables[number]
