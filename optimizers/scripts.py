"""A rule as lines of a script, which update the state and w of both weights as vectors, given t and g.

And a schedule as a function of t.
"""

import ast
from collections.abc import Mapping
from typing import Any

from .base import Optimizer, hypers
from .fused import Writer
from .schedules import Schedule
from .terms import MOVE, Term, evaluate, names_in, read


def rule_lines(method: type[Optimizer], functions: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Return a method's step as source for vectors.

    Args:
        method: a method whose rule does nothing but arithmetic.
        functions: templates of functions, by their names in `terms`: {"sqrt": "np.sqrt({})", ...}; those of
            "plain" and "counted" convert a plain number, and t, to what these functions take.
        names: the name of each field in the script.
    """
    forms = {"pow": "({} ** {})", **functions}
    if method.lines:
        return _typed_lines(method, forms, names)
    fields = [names[field] for field in method.State._fields]
    before, after = (list(map(Term, fields)) for _ in range(2))
    w, g = Term("w"), Term("g")
    found = read(method, lambda name: Term(names[name]), Term("t"), w, g, before, after)
    vectors = {"w", "g", *fields}
    *state, weight = (
        _of_vectors(_vector(term, vectors, g), vectors) for term in (*found.state, found.weight)
    )
    writer = Writer([*state, weight], forms)
    writer.assign(fields, state)
    writer.assign(["w"], [weight])
    return [_plainly(line) for line in writer.lines[MOVE]]


def factor_function(schedule: Schedule, steps: int) -> str:
    """Return the source of `factor(t)`: what a schedule multiplies η with in step t of `steps`."""
    names = [about.name for about in hypers(schedule)]
    term = type(schedule)(**{name: Term(name) for name in names}).factor(Term("t"), Term("steps"))
    writer = Writer([term], _PLAIN)
    writer.assign(["factor"], [term])
    *others, line = map(_plainly, writer.lines[MOVE])
    given = "".join(f", {name}={getattr(schedule, name)!r}" for name in names)
    body = [*others, f"return {line.partition(' = ')[2]}"]
    return "\n    ".join([f"def factor(t, steps={steps}{given}):  # what η is multiplied with", *body])


_PLAIN = {
    "pow": "({} ** {})",
    "sqrt": "math.sqrt({})",
    "cos": "math.cos({})",
    "floor": "math.floor({} + 1e-11)",  # 6.999..., which is 7 but for rounding, is 7
    "maximum": "max({}, {})",
    "minimum": "min({}, {})",
}
"""Templates of the functions of numbers."""


def _plainly(line: str) -> str:
    """Write an assignment without needless parentheses."""
    targets, _, source = line.partition(" = ")
    value = ast.parse(source, mode="eval").body
    values = value.elts if isinstance(value, ast.Tuple) else [value]
    return f"{targets} = {', '.join(map(ast.unparse, values))}"


def _typed_lines(method: type[Optimizer], forms: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Return the lines of a typed rule as assignments, with the old and new states that they read."""
    known = {"t": Term("t"), "g": Term("g"), "w_before": Term("w")}
    known |= {name: Term(called) for name, called in names.items()}
    known |= {f"{name}_before": known[name] for name in method.State._fields}
    vectors = {"w", "g", *(names[name] for name in method.State._fields)}
    written, counted = [], False
    for name, term in method.lines:
        term = _of_vectors(evaluate(term, known), vectors | {"t"})
        term = _vector(term, vectors, known["g"])
        counted = counted or _counts(term)
        target = names.get(name, "w")
        writer = Writer([term], forms)
        writer.assign([target], [term])
        written += [_plainly(line) for line in writer.lines[MOVE]]
    return [f"t = {forms['counted'].format('t')}", *written] if counted else written


def _vector(term: Any, vectors: set[str], g: Term) -> Any:
    """Return a term as a vector, even if it is made of plain numbers alone."""
    return term if names_in(term) & vectors else 0 * g + term


def _of_vectors(term: Any, vectors: set[str]) -> Any:
    """Return a term in which all operands of functions and comparisons are vectors.

    What `where` chooses from may stay a plain number.
    """
    if not isinstance(term, Term) or not term.operands:
        return term
    made: dict[int, Term] = {}
    found: dict[int, bool] = {}  # by identity, as in `evaluate`

    def is_vector(each: Any) -> bool:
        if not isinstance(each, Term) or not each.operands:
            return isinstance(each, Term) and each.name in vectors
        if id(each) not in found:
            found[id(each)] = each.name not in _ARITHMETIC or any(map(is_vector, each.operands))
        return found[id(each)]

    def part(each: Any) -> Any:
        if not isinstance(each, Term) or not each.operands:
            return each
        if id(each) not in made:
            operands = list(map(part, each.operands))
            name = each.name
            if name in _COMPARED and not any(map(is_vector, operands)):
                operands[0] = Term("plain", operands[0])
            elif name not in (*_ARITHMETIC, *_COMPARED):
                first, *others = (one if is_vector(one) else Term("plain", one) for one in operands)
                operands = [first, *(operands[1:] if name == "where" else others)]
            made[id(each)] = Term(name, *operands)
        return made[id(each)]

    return part(term)


_COMPARED = ("lt", "le", "gt", "ge", "eq", "ne")
_ARITHMETIC = ("add", "sub", "mul", "div", "pow", "neg")


def _counts(term: Any) -> bool:
    """Tell whether a term uses t, other than as an exponent."""
    waiting, seen = [term], set()
    while waiting:
        each = waiting.pop()
        if not isinstance(each, Term) or id(each) in seen:
            continue
        seen.add(id(each))
        if each.name == "t" and not each.operands:
            return True
        if each.name == "pow" and isinstance(each.operands[1], Term) and each.operands[1].name == "t":
            waiting.append(each.operands[0])
        else:
            waiting += each.operands
    return False
