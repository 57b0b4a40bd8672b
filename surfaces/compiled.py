"""Text to `Compiled`: all the symbolic work on a visitor's text, in one pure step with plain text as result.

This is the step to run where it can be killed (`worker`): what comes back is LaTeX and source, and turning
the source into functions (`evaluation.load`) takes no symbolic work. Formulas do not travel: SymPy evaluates
them anew when they are unpickled, and w1/w1 would arrive as 1.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Expr

from surfaces.calculus import derivative
from surfaces.codegen import statements
from surfaces.expression import read
from surfaces.parameters import Parameter
from surfaces.printing import to_latex, to_text
from surfaces.stable import stable
from surfaces.tokens import ExpressionError
from surfaces.values import NotRealError, w1, w2


@dataclass(frozen=True)
class Source:
    """One function of (w1, w2): lines that assign its results, for floats and for arrays; see `codegen`."""

    name: str
    lines: tuple[str, ...]
    results: tuple[str, ...]

    def assignments(self) -> Iterator[tuple[str, ast.expr]]:
        """Each line as the name that it assigns to, and the expression."""
        for line in self.lines:
            name, _, expression = line.partition(" = ")
            yield name, ast.parse(expression, mode="eval").body


@dataclass(frozen=True)
class Compiled:
    """All that is derived from the text of an error function by symbolic work."""

    text: str
    parameters: dict[str, Parameter]
    latex: str
    gradient_latex: tuple[str, str]
    gradient_text: tuple[str, str]
    sources: dict[str, Source]  # "value", "gradient", "value_and_gradient", "hessian"


def compile_text(text: str) -> Compiled:
    """Parse, differentiate twice, typeset and generate source.

    Raises:
        ExpressionError: if `text` is not an error function.
    """
    formula, parameters = read(text)
    computed = stable(formula)
    gradient = differentiate(computed)
    hessian = (*differentiate(gradient[0]), differentiate(gradient[1])[1])
    value = {"e": computed}
    slopes = dict(zip(("g1", "g2"), gradient, strict=True))
    curvatures = dict(zip(("h11", "h12", "h22"), hessian, strict=True))
    return Compiled(
        text,
        parameters,
        to_latex(formula),
        (to_latex(gradient[0]), to_latex(gradient[1])),
        (to_text(gradient[0]), to_text(gradient[1])),
        {
            "value": _source("value", value),
            "gradient": _source("gradient", value | slopes),
            "value_and_gradient": _source("value_and_gradient", value | slopes),
            "hessian": _source("hessian", value | curvatures),
        },
    )


def differentiate(formula: Expr) -> tuple[Expr, Expr]:
    """The derivatives with respect to w1 and w2; `ExpressionError` where they overflow everywhere."""
    try:
        return derivative(formula, w1), derivative(formula, w2)
    except NotRealError:
        raise ExpressionError("the numbers are too large: the slope would overflow everywhere") from None


def _source(name: str, formulas: dict[str, Expr]) -> Source:
    return Source(name, tuple(statements(formulas)), tuple(formulas))
