"""A whole run as one function: the update rule and the surface's own lines, compiled into one loop.

A loop that calls the rule, the surface and `append` at every step spends most of its time calling. Here the
rule is executed once with terms, which record its arithmetic, and that is compiled together with the lines of
the surface. Operations and their order are those of the rule, so that both loops give the same numbers to the
bit. Hyper-parameters are arguments, so that a moved slider compiles nothing.
"""

import dataclasses
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from textwrap import indent
from types import CodeType
from typing import Any, cast

import numpy as np

from . import arithmetic
from .base import Array, Optimizer
from .batches import Rows
from .caching import cached_by_class
from .ieee_steps import Moved, careful
from .looking import looking, row_count
from .terms import MOVE, RUN, STEP, Reading, Term, decay, read

_RUN = """\
def run(look, again, rates, initial, by_step, seen, {hypers}steps, w1, w2, e, g1, g2, noise_1=(), noise_2=()):
    {first} = {second} = initial
    try:
{before}
    except (ArithmeticError, ValueError):
        return None
    {seen}
    rows = [{row}]
    record = rows.extend
    whole = range(1, steps + 1)
    for done in range(0, steps, part):
        yield done / steps
        for t in whole[done : done + part]:
{counted}
            try:
{rule}
            except (ArithmeticError, ValueError):
                {moved} = again(t, rows[-{width}:])
            try:
{surface}
                check = {check}
                finite = check - check == 0.0
            except (ArithmeticError, ValueError):
                finite = False
            if not finite:
                e, g1, g2{also} = look(t, w1, w2)
{noise}
                if not (isfinite(e) and isfinite(g1) and isfinite(g2)):
                    return rows, (t, w1, w2, e)
            record(({row}))
    return rows, None
"""
PART = 512
"""Steps between two reports of progress, where there are no data."""
_NOISE = "g1 = g1 + noise_1[t]", "g2 = g2 + noise_2[t]"
_SEEN = "batch_e", "full_g1", "full_g2"
"""What a run with batches records besides: E of the batch, and ∇E of all rows."""
_ALL_ROWS = ("data_rows, data_count = every_row, every_count",)
_BATCH = (
    "full_e, full_g1, full_g2 = e, g1, g2",
    "data_rows, data_count = [every_row[i] for i in by_step[t]], batch_count",
)
_AFTER_BATCH = ("batch_e, e = e, full_e",)
_FUNCTIONS: dict[str, Any] = {
    "__builtins__": {each.__name__: each for each in (abs, range, ArithmeticError, ValueError)}
}
_FUNCTIONS |= {"isfinite": math.isfinite, "rule_pow": math.pow}
_FUNCTIONS |= {
    f"rule_{name}": getattr(arithmetic, name).dispatch(float)
    for name in ("sqrt", "sign", "maximum", "minimum")
}
_FORMS = {
    "neg": "(-{})",
    "abs": "abs({})",
    "pow": "rule_pow({}, {})",  # Python's own takes (−1)^½ for a complex number
    "sqrt": "rule_sqrt({})",
    "sign": "rule_sign({})",
    "maximum": "rule_maximum({}, {})",
    "minimum": "rule_minimum({}, {})",
    "where": "({1} if {0} else {2})",
}
_FORMS |= {
    name: f"({{}} {sign} {{}})"
    for name, sign in zip(
        ("add", "sub", "mul", "div", "and", "or", "lt", "le", "gt", "ge", "eq", "ne"),
        ("+", "-", "*", "/", "&", "|", "<", "<=", ">", ">=", "==", "!="),
        strict=True,
    )
}
"""Every operation on terms as a template of Python source."""


def part_of(surface: Any) -> int:
    """Return the steps between two reports of progress: the fewer the more rows of data a step goes over."""
    return max(1, 4 * PART // (3 + row_count(surface)))


def fused(
    optimizer: Optimizer,
    surface: Any,
    noisy: bool = False,
    factors: Array | None = None,
    by_step: Rows | None = None,
    seen: Sequence[float] = (),
) -> Callable[..., Any] | None:
    """Return the loop of a method on a surface as one function; None if there is none.

    There is one if the surface has `lines`, Python source that sets e, g1 and g2 from w1 and w2, and
    `functions`, which the lines call; and if the rule is nothing but arithmetic. If the surface has rows,
    `functions` has data_rows, a tuple of rows, and data_count, their number, and the lines go over these.

    The function is a generator with the arguments of `descent._plain`. It returns the same, or None if the
    rule raises before the first step. It adds noise only if it is made `noisy`, so that other runs do not pay
    for it, multiplies η with factors[t] in step t only if it is made with `factors`, and follows batches only
    if it is made with `by_step`. `seen` is what `looking` adds at the start.

    What is executed is generated source, never a visitor's text. Even so, it can reach only the names that
    the loop needs.
    """
    if not hasattr(surface, "lines"):
        return None
    code = _compiled(type(optimizer), surface.lines, noisy, factors is not None, by_step is not None)
    if code is None:
        return None
    further = {f"rule_{name}": function.scalar for name, function in arithmetic.FUNCTIONS.items()}
    namespace = {**surface.functions, **further, **_FUNCTIONS, "part": part_of(surface)}
    batches: list[list[int]] = []
    if by_step is not None:  # in the order of the table, as `of_rows` has them
        batches = np.sort(by_step, axis=1).tolist()
        count = {"every_count": namespace["data_count"], "batch_count": float(by_step.shape[1])}
        namespace |= {"every_row": namespace["data_rows"], **count}
    exec(code, namespace)
    rates = None if factors is None else cast(Array, optimizer.eta * factors).tolist()
    look = looking(surface, by_step)
    begin = look, _again(optimizer, factors), rates, optimizer.initial(), batches, seen
    return partial(namespace["run"], *begin, *vars(optimizer).values())


def _again(optimizer: Optimizer, factors: Array | None) -> Callable[[int, list[float]], Iterator[float]]:
    """Return the function (t, row) -> w1, w2 and states, which repeats a step that raised."""
    moved: Moved | None = None
    width = 5 + 2 * len(optimizer.State._fields)

    def again(t: int, row: list[float]) -> Iterator[float]:
        nonlocal moved
        moved = moved or careful(optimizer, factors)
        w1, w2, _, g1, g2, *states = row[:width]
        half = len(states) // 2
        with np.errstate(all="ignore"):
            w1, first = moved(t, w1, g1, states[:half])
            w2, second = moved(t, w2, g2, states[half:])
        return map(float, (w1, w2, *first, *second))

    return again


@cached_by_class
def _compiled(
    method: type[Optimizer], lines: tuple[str, ...], noisy: bool, scheduled: bool, batched: bool
) -> CodeType | None:
    try:
        source = _source(method, lines, _NOISE if noisy else (), scheduled, batched)
        return compile(source, f"<{method.__name__}>", "exec")
    except TypeError:  # the rule asks terms for more than arithmetic, such as a truth value
        return None


def _source(
    method: type[Optimizer],
    lines: tuple[str, ...],
    noise: tuple[str, ...],
    scheduled: bool,
    batched: bool,
) -> str:
    """Write the loop. No name of the rule is one of the surface (x0, sum_0, column_0, data_rows, let_k).

    Fields are numbered, because their names may come from a visitor.
    """
    t, rate = Term("float_t", when=STEP), Term("rate_t", when=STEP) if scheduled else None
    hypers = {field.name: f"hyper_{i}" for i, field in enumerate(dataclasses.fields(method))}

    def hyper(name: str) -> Term:
        return Term(hypers[name], when=RUN)

    states = [[f"state_{number}_{i}" for number, _ in enumerate(method.State._fields)] for i in "12"]
    both = [_read(method, hyper, t, names, i, rate) for i, names in zip("12", states, strict=True)]
    writer = Writer([term for found in both for term in (*found.state, found.weight)])
    for i, names, found in zip("12", states, both, strict=True):
        writer.assign(names, found.state)
        writer.assign([f"w{i}"], [found.weight])
    row = ["w1", "w2", "e", "g1", "g2", *states[0], *states[1]]
    seen = _SEEN if batched else ()
    if batched:
        lines = (*_ALL_ROWS, *lines, *_BATCH, *lines, *_AFTER_BATCH)
    known = {"float_t": "1.0 * t", "rate_t": "rates[t]"}
    counted = [f"{name} = {value}" for name, value in known.items() if name in writer.names]
    return _RUN.format(
        hypers="".join(f"{name}, " for name in hypers.values()),
        first=_targets(states[0]),
        second=_targets(states[1]),
        before=_block([*writer.lines[RUN], "pass"], 8),
        counted=_block(counted + writer.counted, 12),
        rule=_block(writer.lines[STEP] + writer.lines[MOVE], 16),
        moved=_targets(["w1", "w2", *states[0], *states[1]]),
        width=len(row) + len(seen),
        seen=f"{', '.join(seen)} = seen" if seen else "",
        also="".join(f", {name}" for name in seen),
        check=" + ".join(("e", "g1", "g2", "w1", "w2", *seen)),
        surface=_block(lines + noise, 16),
        noise=_block(noise, 16),
        row=", ".join((*row, *seen)),
    )


def _read(
    method: type[Optimizer],
    hyper: Callable[[str], Term],
    t: Term,
    names: list[str],
    weight: str,
    rate: Term | None,
) -> Reading:
    """Read the rule for weight "1" or "2"; `names` are the variables of its state."""
    before, after = ([Term(name) for name in names] for _ in range(2))
    return read(method, hyper, t, Term(f"w{weight}"), Term(f"g{weight}"), before, after, rate)


def _targets(names: Sequence[str]) -> str:
    return f"({', '.join(names)},)" if names else "()"


def _block(lines: Sequence[str], indentation: int) -> str:
    return indent("\n".join(lines), " " * indentation)


def _called(term: Term) -> str:
    """Return the template of a call of one of `arithmetic.FUNCTIONS`."""
    return f"rule_{term.name}({', '.join(['{}'] * len(term.operands))})"


class Writer:
    """Writes terms as lines of source; each distinct term is computed once, as early as possible."""

    def __init__(self, results: Sequence[Any], forms: Mapping[str, str] | None = None):
        self.forms = {**_FORMS, **(forms or {})}
        self.lines: tuple[list[str], ...] = ([], [], [])  # of a run, of a step, and where weights move
        self.counted: list[str] = []  # executed as each step begins, to count it
        self.names: set[str] = set()
        self.numbers: dict[tuple[Any, ...], int] = {}
        self.known: dict[int, int] = {}  # the numbers of terms by their identity
        self.variables: dict[int, str] = {}
        self.uses: Counter[int] = Counter()
        for result in results:
            self.count(result)

    def number(self, term: Any) -> int:
        """Return a number that is the same for terms computed alike; names that a move changes never are."""
        if not isinstance(term, Term):
            return self.numbers.setdefault(("constant", repr(term)), len(self.numbers))
        if id(term) not in self.known:
            if term.operands:
                key = (term.name, *map(self.number, term.operands))
            else:
                key = (term.name, "of", id(term) if term.when == MOVE else None)
            self.known[id(term)] = self.numbers.setdefault(key, len(self.numbers))
        return self.known[id(term)]

    def count(self, term: Any) -> None:
        number = self.number(term)
        self.uses[number] += 1
        if self.uses[number] == 1 and isinstance(term, Term):
            for operand in term.operands:
                self.count(operand)

    def assign(self, names: Sequence[str], terms: Sequence[Any]) -> None:
        """Write the line that gives names their new values, all at once."""
        values = [self.expression(term, MOVE) for term in terms]
        if names:
            self.lines[MOVE].append(f"{', '.join(names)} = {', '.join(values)}")

    def expression(self, term: Any, when: int) -> str:
        """Return a term as source for a line that runs at `when`."""
        if not isinstance(term, Term):
            if type(term) not in (int, float):
                raise TypeError(f"{term!r} is no plain number")
            return f"({term!r})" if term < 0 else repr(term)  # -2 ** t is −(2ᵗ)
        if not term.operands:
            self.names.add(term.name)
            return term.name
        if power := decay(term):
            return self.power(*power)
        number = self.number(term)
        if number not in self.variables:
            form = self.forms.get(term.name) or _called(term)
            text = form.format(*(self.expression(each, term.when) for each in term.operands))
            if self.uses[number] == 1 and term.when == when:
                return text
            self.variables[number] = f"part_{number}"
            self.lines[term.when].append(f"part_{number} = {text}")
        return self.variables[number]

    def power(self, base: Any, more: int) -> str:
        """Return base^(t + more), a product with one factor more in each step."""
        factor = self.expression(base, STEP)  # once a run, where it may raise
        name = f"power_{self.number(base)}"
        if f"{name} = 1.0" not in self.lines[RUN]:
            self.lines[RUN].append(f"{name} = 1.0")
            self.counted.append(f"{name} = {name} * {factor}")
        return f"({' * '.join([name, *[factor] * more])})" if more else name
