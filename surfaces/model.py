"""What a text fits to the data: the model, which is compared with one of the columns, its target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from sympy import Add, Expr, Mul, Number, Symbol

from surfaces import algebra
from surfaces.rows import free_columns, goes_over_rows
from surfaces.values import OverRows, w1, w2

TARGET = "y"
"""The name of the column that a model is compared with; without such a column it is the last one."""


def target_of(columns: Sequence[str]) -> str:
    """The name of the column that a model is compared with."""
    return TARGET if TARGET in columns else columns[-1]


def model_of(formula: Expr, definitions: Iterable[Expr], columns: Sequence[Symbol]) -> Expr | None:
    """The formula of the model, of weights and columns besides the target; None if there is none.

    It is the first definition that depends on a weight and a column, but not on the target; else what stands
    beside the target in the term of a mean or a sum: A in A − y or y − A, or in y A if y occurs only there.
    """
    if not columns:
        return None
    target = next(column for column in columns if column.name == target_of([each.name for each in columns]))
    for definition in definitions:
        if free_columns(definition) and _is_model(definition, target):
            return definition
    for part in _parts(formula):
        if isinstance(part, OverRows) and (found := _beside(part.args[0], target)) is not None:
            return found
    return None


def _is_model(formula: Expr, target: Symbol) -> bool:
    weighs = any(part in (w1, w2) for part in _parts(formula))
    return weighs and target not in free_columns(formula) and not goes_over_rows(formula)


def _beside(term: Expr, target: Symbol) -> Expr | None:
    for part in _parts(term):
        if isinstance(part, Add):
            signs = {target: algebra.negate, algebra.negate(target): lambda rest: rest}
            found = [each for each in part.args if each in signs]
            rest = algebra.add(*(each for each in part.args if each not in signs))
            if len(found) == 1 and _is_model(rest, target):
                return algebra.add(signs[found[0]](rest))
    if sum(part == target for part in _parts(term)) == 1:
        for part in _parts(term):
            if isinstance(part, Mul) and target in part.args:
                rest = algebra.multiply(*_without_sign(each for each in part.args if each != target))
                if _is_model(rest, target):
                    return rest
    return None


def _without_sign(factors: Iterable[Expr]) -> Collection[Expr]:
    return [algebra.negate(each) if isinstance(each, Number) and each < 0 else each for each in factors]


def _parts(formula: Expr) -> Iterator[Expr]:
    """A formula and all its parts, each before its own."""
    yield formula
    for argument in formula.args:
        yield from _parts(argument)
