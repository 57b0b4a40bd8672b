"""A text, and names of columns, to `Compiled`: all the symbolic work, in one pure step with text as result.

This is the step to run where it can be killed (`worker`): what comes back is LaTeX and source, and turning
the source into functions (`evaluation.load`) takes no symbolic work. Formulas do not travel: SymPy evaluates
them anew when they are unpickled, and w1/w1 would arrive as 1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sympy import Expr

from surfaces.calculus import derivative
from surfaces.codegen import Loop, statements
from surfaces.expression import read
from surfaces.parameters import Parameter
from surfaces.printing import to_latex, to_text
from surfaces.stable import stable
from surfaces.tokens import ExpressionError, spelled
from surfaces.values import NotRealError, w1, w2


@dataclass(frozen=True)
class Source:
    """One function of (w1, w2): lines that assign its results, for floats and for arrays; see `codegen`."""

    name: str
    lines: tuple[str, ...]
    """All lines, or those before the loop."""
    results: tuple[str, ...]
    loop: Loop | None = None
    """What goes over the rows of a table, if anything does."""

    @property
    def python(self) -> tuple[str, ...]:
        """All lines as Python."""
        return self.lines if self.loop is None else (*self.lines, *self.loop.python)


def assignments(lines: Iterable[str]) -> Iterator[tuple[str, ast.expr]]:
    """Each of some lines as the name that it assigns to, and the expression."""
    for line in lines:
        name, _, expression = line.partition(" = ")
        yield name, ast.parse(expression, mode="eval").body


@dataclass(frozen=True)
class Model:
    """What a text fits to the data: a function of the weights and of columns."""

    text: str
    latex: str


@dataclass(frozen=True)
class Compiled:
    """All that is derived from the text of an error function by symbolic work."""

    text: str
    columns: tuple[str, ...]
    """The names of the table's columns; none if it goes over no rows."""
    parameters: dict[str, Parameter]
    latex: str
    gradient_latex: tuple[str, str]
    gradient_text: tuple[str, str]
    sources: dict[str, Source]
    """By name: "value", "gradient", "value_and_gradient", "hessian"; and "model", if there is one."""
    model: Model | None
    notes: tuple[str, ...]
    """How the text is read where something else may be meant."""


def compile_text(text: str, columns: Sequence[str] = ()) -> Compiled:
    """Parse, differentiate twice, typeset and generate source.

    Args:
        text: what is typed.
        columns: the names of the table's columns, if it goes over the rows of one.

    Raises:
        ExpressionError: if `text` is not an error function.
    """
    formula, parameters, model, notes = read(text, columns)
    computed = stable(formula)
    gradient = differentiate(computed)
    hessian = (*differentiate(gradient[0]), differentiate(gradient[1])[1])
    value = {"e": computed}
    slopes = dict(zip(("g1", "g2"), gradient, strict=True))
    curvatures = dict(zip(("h11", "h12", "h22"), hessian, strict=True))
    formulas = {
        "value": value,
        "gradient": value | slopes,
        "value_and_gradient": value | slopes,
        "hessian": value | curvatures,
    }
    if model is not None:
        formulas["model"] = {"f": stable(model)}
    return Compiled(
        text,
        tuple(columns),
        parameters,
        to_latex(formula),
        (to_latex(gradient[0]), to_latex(gradient[1])),
        (to_text(gradient[0]), to_text(gradient[1])),
        {name: _source(name, of_name, columns) for name, of_name in formulas.items()},
        None if model is None else Model(to_text(model), to_latex(model)),
        notes,
    )


def differentiate(formula: Expr) -> tuple[Expr, Expr]:
    """The derivatives with respect to w1 and w2; `ExpressionError` where they overflow everywhere."""
    try:
        return derivative(formula, w1), derivative(formula, w2)
    except NotRealError:
        raise ExpressionError("the numbers are too large: the slope would overflow everywhere") from None


def _source(name: str, formulas: dict[str, Expr], columns: Sequence[str]) -> Source:
    lines, loop = statements(formulas, list(map(spelled, columns)))
    return Source(name, tuple(lines), tuple(formulas), loop)
