"""Executes instructions with NumPy, for tests of the modules that write instructions."""

import math
from itertools import islice

import numpy as np

from surfaces.functions import NAMESPACES

# All operations of rules and surfaces: the number of operands, and the function.
OPERATIONS = {
    "copy": (1, lambda a: a),
    "add": (2, lambda a, b: a + b),
    "sub": (2, lambda a, b: a - b),
    "mul": (2, lambda a, b: a * b),
    "div": (2, lambda a, b: a / b),
    "neg": (1, lambda a: -a),
    "abs": (1, abs),
    "sqrt": (1, np.sqrt),
    "lt": (2, lambda a, b: a < b),
    "le": (2, lambda a, b: a <= b),
    "gt": (2, lambda a, b: a > b),
    "ge": (2, lambda a, b: a >= b),
    "eq": (2, lambda a, b: a == b),
    "ne": (2, lambda a, b: a != b),
    "and": (2, lambda a, b: a != 0 and b != 0),
    "or": (2, lambda a, b: a != 0 or b != 0),
    "where": (3, lambda a, b, c: b if a != 0 else c),
    "sign": (1, np.sign),
    "maximum": (2, np.maximum),
    "minimum": (2, np.minimum),
    "pow": (2, np.power),
    "atan2": (2, np.arctan2),
    "hypot": (2, np.hypot),
    **{name: (2, NAMESPACES["array"][name]) for name in ("mod", "logaddexp", "huber")},
}
OPERATIONS |= {
    name: (1, NAMESPACES["array"][name])
    for name in (
        *("exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh"),
        *("tanh", "asinh", "acosh", "atanh", "cbrt", "floor", "ceil", "sigmoid", "softplus"),
    )
}


def rows(code, operations):
    """The instructions of a code: name, register of the result, registers of the operands.

    Of "rows" they are the number of instructions that it repeats, and the register of the first column, the
    number of columns, and the register of the number of rows.
    """
    at = 0
    while at < len(code):
        name = operations[code[at]]
        end = at + 2 + (3 if name == "rows" else OPERATIONS[name][0])
        yield name, code[at + 1], code[at + 2 : end]
        at = end
    assert at == len(code)


def execute(code, program, registers, table=None):
    instructions = rows(code, program["operations"])
    for name, to, operands in instructions:
        if name == "rows":
            first, width, count = operands
            block = list(islice(instructions, to))
            registers[count] = np.float64(table.rows)
            for row in zip(*table.columns, strict=True):
                registers[first : first + width] = map(np.float64, row)
                _execute(block, registers)
        else:
            _execute([(name, to, operands)], registers)


def _execute(instructions, registers):
    for name, to, operands in instructions:
        registers[to] = np.float64(OPERATIONS[name][1](*(registers[each] for each in operands)))


def registers_of(program):
    registers = [np.float64(math.nan)] * program["registers"]
    registers[: len(program["constants"])] = map(np.float64, program["constants"])
    return registers


def evaluate(surface, w1, w2, let=None, table=None):
    """E and its gradient, not finite where they are undefined or overflow."""
    registers = registers_of(surface)
    for place, weight in zip(surface["weights"], (w1, w2), strict=True):
        registers[place] = np.float64(weight)
    for name, place in surface["parameters"].items():
        registers[place] = np.float64(let[name])
    with np.errstate(all="ignore"):
        execute(surface["code"], surface, registers, table)
    return [float(registers[place]) for place in surface["results"]]


def factors(schedule, values, steps):
    """The factors of a schedule at t = 1, ..., steps."""
    registers = registers_of(schedule)
    for name, place in schedule["hypers"].items():
        registers[place] = np.float64(values[name])
    registers[schedule["steps"]] = np.float64(steps)
    found = []
    with np.errstate(all="ignore"):
        execute(schedule["run"], schedule, registers)
        for t in range(1, steps + 1):
            registers[schedule["t"]] = np.float64(t)
            execute(schedule["step"], schedule, registers)
            found.append(float(registers[schedule["factor"]]))
    return found


class OneWeight:
    """A rule that moves one weight, with the factors of a schedule at t = 1, 2, ..., or without one."""

    def __init__(self, rule, values, factors=None):
        self.rule, self.registers, self.factors = rule, registers_of(rule), factors
        for name, place in rule["hypers"].items():
            self.registers[place] = np.float64(values[name])
        self._execute("run")
        self.state = {name: self.registers[place] for name, place in rule["initial"].items()}
        self.t = 0

    def step(self, w, g, state):
        """Take the next step: w and the state after it, from these before it and from g."""
        self.t += 1
        self.registers[self.rule["t"]] = np.float64(self.t)
        if self.rule["factor"] is not None:
            factor = 1 if self.factors is None else self.factors[self.t - 1]
            self.registers[self.rule["factor"]] = np.float64(factor)
        self._execute("step")
        places = self.rule["state"]
        for place, value in [
            (self.rule["w"], w),
            (self.rule["g"], g),
            *((places[n], state[n]) for n in places),
        ]:
            self.registers[place] = np.float64(value)
        self._execute("move")
        return self.registers[self.rule["w"]], {name: self.registers[place] for name, place in places.items()}

    def _execute(self, part):
        with np.errstate(all="ignore"):
            execute(self.rule[part], self.rule, self.registers)


def follow(rule, surface, values, start, steps, noise=None, factors=None):
    """A run: its rows (w1, w2, E, g1, g2, both states), and None or where it ended, (t, w1, w2, E).

    `surface` is what instructions are made of, or anything with value_and_gradient.
    """
    evaluated = getattr(surface, "value_and_gradient", None) or (lambda w1, w2: _masked(surface, w1, w2))
    movers = OneWeight(rule, values, factors), OneWeight(rule, values, factors)
    w, states, found = list(map(float, start)), [dict(mover.state) for mover in movers], []
    for t in range(steps + 1):
        if t:
            for i, mover in enumerate(movers):
                w[i], states[i] = mover.step(w[i], g[i], states[i])  # noqa: F821 (of the step before)
        error, *g = evaluated(*map(float, w))
        if noise is not None:
            g = [slope + float(each) for slope, each in zip(g, noise[t], strict=True)]
        there = np.isfinite([error, *g]).all()
        if there or t == 0:
            found.append([*w, error, *g, *states[0].values(), *states[1].values()])
        if not there:
            return np.array(found, dtype=float), (t, *map(float, w), error)
    return np.array(found, dtype=float), None


def _masked(surface, w1, w2):
    error, *slopes = evaluate(surface, w1, w2)
    there = np.isfinite([w1, w2, error]).all()
    smooth = there and np.isfinite(slopes).all()
    return [error if there else math.nan, *(slope if smooth else math.nan for slope in slopes)]
