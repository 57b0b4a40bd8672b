"""A rule or a schedule as instructions: data that the browser executes, written from terms, as `fused` is.

A register holds a number. An instruction is a row of whole numbers: its operation, the register that gets the
result, and the registers of its operands. Operations and their order are those of the rule, so that sums,
products, quotients and roots come out the same to the bit. static/engine/interpreter.js says what each
operation does.

The instructions update one weight in place: the registers of w and the state hold the old values before a
step and the new ones after it. Both weights of a path execute the same instructions. What both need is
computed once: what depends on hyper-parameters alone at the start of a run, and what also depends on t at the
start of a step.
"""

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import Any

from .arriving import CLOSE
from .base import Optimizer, hypers
from .descent import ENDINGS, REASONS
from .schedules import Schedule
from .terms import MOVE, RUN, STEP, Term, decay, read

OPERATIONS = {"copy", "add", "sub", "mul", "div", "pow", "neg", "abs", "sqrt", "sign", "maximum", "minimum"}
OPERATIONS |= {"lt", "le", "gt", "ge", "eq", "ne", "and", "or", "where", "cos", "floor"}
"""The names of all operations that a rule or a schedule can have."""


def instructions(method: type[Optimizer]) -> dict[str, Any] | None:
    """Write the rule of a method for one weight as instructions; None if it does more than arithmetic.

    Returns:
        what becomes JSON: `title` and `moments` of the method; `states` and `symbols`, the symbols of the
        fields of its state and of its hyper-parameters;

        `operations`, the names of those that occur, which the code refers to by index; `registers`, how many
        there are; `shared`, how many of them, the first ones, serve both weights; `constants`, the values of
        the very first;

        `run`, `step` and `move`, the instructions end to end: to execute once, before each step, and then for
        each weight;

        the registers of the inputs: `hypers` (field → register), `t`, `w`, `g` and `state` (field →
        register), and `factor`, what a schedule multiplies η with in a step, 1 without one (None if no
        schedule applies); and `initial` (field → register), which hold the state before the first step once
        `run` has been executed;

        `judged`, the program that `_judged_program` writes, or None; and `judged_symbol`, the symbol of its
        point;

        `reasons` and `endings`, the messages of `descent` for runs that end early, and `close`, the share
        that `close_at` is about.
    """
    fields = method.State._fields
    hyper = {field.name: Term(field.name, when=RUN) for field in dataclasses.fields(method)}
    t, w, g, *state = Term("t", when=STEP), Term("w"), Term("g"), *map(Term, fields)
    factor = None if method.no_schedule() else Term("factor", when=STEP)
    each_step = [t] if factor is None else [t, factor]
    writer = _Writer(shared=[*hyper.values(), *each_step], own=[w, g, *state])
    try:
        rate = None if factor is None else hyper["eta"] * factor
        found = read(method, hyper.__getitem__, t, w, g, state, rate=rate)
        initial = list(map(writer.register, found.initial))
        writer.move([w, *state], [found.weight, *found.state])
    except TypeError:  # the rule asks terms for more than arithmetic, such as a truth value
        return None
    number = writer.numbered()

    def named(names: Iterable[str], registers: Iterable[_Register]) -> dict[str, int]:
        return dict(zip(names, map(number, registers), strict=True))

    return {
        "title": method.title,
        "moments": method.moments,
        "states": method.symbols,
        "symbols": {about.name: about.symbol for about in hypers(method)},
        "shared": sum(writer.counts[kind] for kind in _SHARED),
        **writer.program("run", "step", "move"),
        "hypers": named(hyper, map(writer.register, hyper.values())),
        "t": number(writer.register(t)),
        "factor": None if factor is None else number(writer.register(factor)),
        "w": number(writer.register(w)),
        "g": number(writer.register(g)),
        "state": named(fields, map(writer.register, state)),
        "initial": named(fields, initial),
        "judged": _judged_program(method),
        "judged_symbol": method.judged_symbol,
        "reasons": REASONS,
        "endings": ENDINGS,
        "close": CLOSE,
    }


def _judged_program(method: type[Optimizer]) -> dict[str, Any] | None:
    """Write where the method is judged as instructions; None if that is at w.

    Returns:
        what becomes JSON, named as in `instructions`: `operations`, `registers`, `constants`; `run` and
        `move`, to execute once and for each point; the registers of the inputs, `hypers`, `w` and `state`;
        and `point`, the register of the result.
    """
    if not method.judged_symbol:
        return None
    fields = method.State._fields
    hyper = {field.name: Term(field.name, when=RUN) for field in dataclasses.fields(method)}
    w, *state = Term("w"), *map(Term, fields)
    writer = _Writer(shared=list(hyper.values()), own=[w, *state])
    point = writer.register(method(**hyper).judged(w, method.State(*state)))
    number = writer.numbered()
    program = writer.program("run", "step", "move")
    del program["step"]  # t is no input
    return {
        **program,
        "hypers": {name: number(writer.register(term)) for name, term in hyper.items()},
        "w": number(writer.register(w)),
        "state": {name: number(writer.register(term)) for name, term in zip(fields, state, strict=True)},
        "point": number(point),
    }


def schedule_instructions(schedule: type[Schedule]) -> dict[str, Any]:
    """Write the factor of a schedule as instructions.

    Returns:
        what becomes JSON, named as in `instructions`: `title`, `symbols`, `operations`, `registers` and
        `constants`; `run` and `step`, to execute once and for each step; the registers of the inputs,
        `hypers`, `t` and `steps`; and `factor`, the register of the result.
    """
    hyper = {field.name: Term(field.name, when=RUN) for field in dataclasses.fields(schedule)}
    t, steps = Term("t", when=STEP), Term("steps", when=RUN)
    writer = _Writer(shared=[*hyper.values(), t, steps], own=[])
    factor = writer.register(schedule(**hyper).factor(t, steps))
    number = writer.numbered()
    return {
        "title": schedule.title,
        "symbols": {about.name: about.symbol for about in hypers(schedule)},
        **writer.program("run", "step"),
        "hypers": {name: number(writer.register(term)) for name, term in hyper.items()},
        "t": number(writer.register(t)),
        "steps": number(writer.register(steps)),
        "factor": number(factor),
    }


_Register = tuple[str, int]
"""The kind of number that it holds, and its index among registers of this kind."""
_SHARED = "constant", "given", "early"
_OWN = "weight", "result"
"""The kinds, in the order of registers: first those that both weights share, then those of each weight."""


class _Writer:
    """Terms to rows: an operation, the register of its result, and those of its operands."""

    def __init__(self, shared: Sequence[Term], own: Sequence[Term]):
        self.rows: tuple[list[list[Any]], ...] = ([], [], [])  # of a run, of a step, of a move
        self.counts = dict.fromkeys((*_SHARED, *_OWN), 0)
        self.constants: dict[str, _Register] = {}  # by their text, for 0.0 == −0.0
        self.known: dict[tuple[Any, ...], _Register] = {}
        self.registers: dict[int, _Register] = {}  # those of operations, by the identity of their terms
        for kind, terms in (("given", shared), ("weight", own)):
            for term in terms:
                self.known[term.name, "of", id(term)] = self.new(kind)

    def new(self, kind: str) -> _Register:
        self.counts[kind] += 1
        return kind, self.counts[kind] - 1

    def register(self, term: Any) -> _Register:
        """The register that holds a term; what is computed alike is computed once."""
        if not isinstance(term, Term):
            return self.constant(term)
        if not term.operands:
            return self.known[term.name, "of", id(term)]
        if id(term) not in self.registers:
            power = decay(term)
            self.registers[id(term)] = (
                self.power(*power)
                if power
                else self.result(term.when, term.name, *map(self.register, term.operands))
            )
        return self.registers[id(term)]

    def constant(self, value: float) -> _Register:
        if type(value) not in (int, float) or not math.isfinite(value):
            raise TypeError(f"{value!r} is no plain number")
        text = repr(float(value))
        if text not in self.constants:
            self.constants[text] = self.new("constant")
        return self.constants[text]

    def result(self, when: int, *row: Any) -> _Register:
        if row not in self.known:
            self.known[row] = self.new("result" if when == MOVE else "early")
            self.rows[when].append([row[0], self.known[row], *row[1:]])
        return self.known[row]

    def power(self, base: Any, more: int) -> _Register:
        """The register of base^(t + more), a product with one factor more in each step."""
        factor = self.register(base)
        if ("power", factor) not in self.known:
            product = self.known["power", factor] = self.new("early")
            self.rows[RUN].append(["copy", product, self.constant(1)])
            self.rows[STEP].append(["mul", product, product, factor])
        product = self.known["power", factor]
        for _ in range(more):
            product = self.result(STEP, "mul", product, factor)
        return product

    def move(self, terms: Sequence[Term], values: Sequence[Any]) -> None:
        """Write the rows that put values into the registers of terms.

        A result goes straight into its register if no later row reads what was there; else it is copied at
        the end. A value that is w, g or an old state is copied first, before its register is overwritten.
        """
        rows = self.rows[MOVE]
        places, sources = list(map(self.register, terms)), list(map(self.register, values))
        for i, (place, source) in enumerate(zip(places, sources, strict=True)):
            if source[0] == "weight" and source != place:
                sources[i] = self.new("result")
                rows.append(["copy", sources[i], source])
        late = []
        for place in places:
            source = sources[places.index(place)]
            made = next((i for i, row in enumerate(rows) if row[1] == source), None)
            if source == place:
                continue
            if made is None or source in places or any(place in row[2:] for row in rows[made + 1 :]):
                late.append(["copy", place, source])
                continue
            for row in (*rows[made:], *late):
                row[1:] = [place if register == source else register for register in row[1:]]
            sources = [place if register == source else register for register in sources]
        rows += late

    def program(self, *names: str) -> dict[str, Any]:
        """Return the operations, the registers, the constants, and the code of the parts by these names."""
        number = self.numbered()
        operations = sorted({operation for part in self.rows for operation, *_ in part})
        code = (
            list(chain.from_iterable([operations.index(name), *map(number, row)] for name, *row in part))
            for part in self.rows
        )
        return {
            "operations": operations,
            "registers": sum(self.counts.values()),
            "constants": list(map(float, self.constants)),
            **dict(zip(names, code, strict=False)),
        }

    def numbered(self) -> Callable[[_Register], int]:
        """Return the function that gives each register its number."""
        first, kinds = 0, dict.fromkeys(self.counts, 0)
        for kind, count in self.counts.items():
            kinds[kind] = first
            first += count
        return lambda register: kinds[register[0]] + register[1]
