"""`Surface`: an error function of two weights with its value, gradient and Hessian."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import sympy

from surfaces.codegen import LET
from surfaces.compiled import Compiled, Model, Source, compile_text
from surfaces.evaluation import FLOAT_FUNCTIONS, load, load_unmasked, of_table, overflows
from surfaces.expression import is_defined, parse, uses_data
from surfaces.instructions import written
from surfaces.parameters import Parameter
from surfaces.table import DataError, Table
from surfaces.tokens import ExpressionError, check_characters

Point = tuple[float, float]
REASONS = {
    "weights": "the weights are too large for floating-point numbers",
    "update": "the update gives no number",
    "overflow": "E is too large for floating-point numbers",
    "undefined": "E is not defined",
    "steep": "the slope of E is too large for floating-point numbers",
    "slope": "E has no finite slope",
}
"""Why there is no finite E, or no finite slope, at a point."""
DOMAIN = ((-5.0, 5.0), (-5.0, 5.0))
_STARTS = ((-4.0, 3.0), (4.0, 3.0), (0.5, 0.5), (-0.5, 0.5), (1.5, 2.5), (0.0, 0.0))
_REMEMBERED = 256


@dataclass(frozen=True)
class Surface:
    """An error function E(w1, w2), and where it is worth looking at.

    `value(w1, w2)` is E, `gradient(w1, w2)` is (∂E/∂w1, ∂E/∂w2), `value_and_gradient(w1, w2)` is (E,
    ∂E/∂w1, ∂E/∂w2) and `hessian(w1, w2)` is ((∂²E/∂w1², ∂²E/∂w1∂w2), (∂²E/∂w1∂w2, ∂²E/∂w2²)). All four take
    floats and return floats, or take arrays that broadcast together and return float64 arrays of the
    broadcast shape. Where E is not a finite real number all of them are nan together; they never raise,
    warn or return a complex number. They are compiled when first used.

    Attributes:
        text: the expression as typed.
        title: what the surface is called.
        domain: the part of the plane to show, ((w1_lo, w1_hi), (w2_lo, w2_hi)).
        start: a point to start from.
        minima: the known minima within the domain, the lowest first.
        suggested: optimizer key -> {field: value}, where a method's defaults would diverge or crawl.
        plain: the same function with the defaults of its parameters written as numbers, as in the literature.
            At the defaults its source is used, so that all numbers are rounded as those of this text.
        meanings: what its parameters are, by name.
        keeps_minima: whether the minima are the same for all numbers of the parameters.
        let: the numbers that parameters have instead of their defaults, by name; see `at`.
        data: the table over whose rows it goes; None if it goes over none.
    """

    text: str
    title: str = ""
    domain: tuple[Point, Point] = DOMAIN
    start: Point = _STARTS[0]
    minima: tuple[Point, ...] = ()
    suggested: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)
    plain: str = ""
    meanings: Mapping[str, str] = field(default_factory=dict, hash=False)
    keeps_minima: bool = False
    let: tuple[tuple[str, float], ...] = ()
    data: Table | None = None

    @classmethod
    def parse(
        cls,
        text: str,
        data: Any = None,
        work: Callable[[str, tuple[str, ...]], Compiled] = compile_text,
    ) -> Surface:
        """The surface of a typed `text`; results are remembered, errors included.

        Args:
            text: an expression in the language of `expression`; named surfaces stand in GALLERY.
            data: the table over whose rows it goes: columns by name, a DataFrame, or an array of shape (rows,
                columns); see `Table.of`. A text that goes over no rows (see `uses_data`) leaves it aside.
            work: does the symbolic work on a text, with these names of columns, that is not remembered; pass
                one that can be killed if the text is a visitor's. It depends on no number of the table.

        Raises:
            ExpressionError: if `text` is not an error function.
            DataError: if `data` are no table, or a column has the name of a definition.

        Examples:
            >>> from surfaces import ExpressionError, Surface
            >>> bowl = Surface.parse("3 w1^2 + 10 w2^2")
            >>> bowl.value(1.0, 2.0), bowl.gradient(1.0, 2.0)
            (43.0, (6.0, 40.0))
            >>> bowl.formula, bowl.hessian(0.0, 0.0)
            (3*w1**2 + 10*w2**2, ((6.0, 0.0), (0.0, 20.0)))

            Arrays broadcast together; where there is no E, all is nan:

            >>> Surface.parse("log(w1) + w2^2").value([-1.0, 1.0], [[0.0], [2.0]])
            array([[nan,  0.],
                   [nan,  4.]])

            A mean or a sum goes over the rows of a table, whose columns are names within it:

            >>> line = Surface.parse("mean((w1 x + w2 - y)^2)", data={"x": [0, 1, 2], "y": [1, 3, 5]})
            >>> line.rows, line.value(2.0, 1.0), line.gradient(2.0, 2.0)
            (3, 0.0, (2.0, 2.0))

            >>> try:
            ...     Surface.parse("3 w1^2 + ")
            ... except ExpressionError as error:
            ...     error.message, error.position
            ('something is missing after +', 9)
        """
        check_characters(text)  # first, so that no megabyte of text is remembered
        table = None if data is None else Table.of(data)
        if table is not None and not uses_data(text):
            table = None
        for name in table.names if table else ():
            if is_defined(text, name):
                raise DataError(f"{name} is a definition: give the column another name", column=name)
        surface = cls(text, title=text.strip(), data=table)
        surface.__dict__["compiled"] = _MEMORY.recall((text, surface.columns), work)
        object.__setattr__(surface, "start", _good_start(surface))
        return surface

    @cached_property
    def compiled(self) -> Compiled:
        """Formulas, LaTeX and source, derived from the text when first asked for."""
        return _MEMORY.recall((self.text, self.columns), compile_text)

    @cached_property
    def formula(self) -> sympy.Expr:
        """E as a SymPy expression in the symbols `w1` and `w2`."""
        return parse(self.text, self.columns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its table's columns; none if it goes over no rows."""
        return self.data.names if self.data else ()

    @property
    def rows(self) -> int | None:
        """The number of its table's rows; None if it goes over none."""
        return self.data.rows if self.data else None

    def of_rows(self, indices: Iterable[int]) -> Surface:
        """The surface of some of the rows, such as those of a mini-batch; it compiles nothing.

        A row counts as often as its index is given, and rows are summed in the order of the table. A mean
        divides by the number of indices; a sum is not scaled, and what is no sum or mean stays whole.

        Raises:
            TypeError: an index is no whole number.
            ValueError: there is no table, no index, or no row of an index.
        """
        if self.data is None:
            raise ValueError("there are no rows: this function has no data")
        return self._with(data=self.data.of_rows(indices))

    def over(self, table: Table) -> Surface:
        """The same function over the rows of another table with the same columns; it compiles nothing.

        Raises:
            ValueError: the table has other columns.
        """
        if table.names != self.columns:
            raise ValueError(f"the columns are {', '.join(self.columns) or 'none'}: read the text anew")
        return self if table == self.data else self._with(data=table)

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The parameters by name, such as `k` or `lambda_`, in the order in which they appear in the text."""
        return self.compiled.parameters

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on how the text is read where something else may be meant."""
        return self.compiled.notes

    @cached_property
    def values(self) -> dict[str, float]:
        """The numbers of all parameters, by name."""
        defaults = {name: each.default for name, each in self.parameters.items()}
        return defaults | dict(self.let)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The source of E and its derivatives, by what it computes."""
        if self.plain and not self.let:
            return _MEMORY.recall((self.plain, ()), compile_text).sources
        return self.compiled.sources

    @cached_property
    def numbers(self) -> dict[str, float]:
        """The numbers of the parameters that stand in the source, by their names there."""
        if self.sources is not self.compiled.sources:
            return {}
        return {LET + name: value for name, value in self.values.items()}

    def at(self, **numbers: float) -> Surface:
        """The surface with numbers put in for parameters; the rest have their defaults.

        Raises:
            ValueError: there is no such parameter, or a number is not finite or outside its declared range.
        """
        for name, value in numbers.items():
            about = self.parameters.get(name)
            if about is None:
                known = ", ".join(self.parameters) or "none"
                raise ValueError(f"{name} cannot be set: the parameters are {known}")
            if not about.accepts(value):
                raise ValueError(f"{name}={value!r} cannot be used: it is {about.advice}")
        # Only what differs from the defaults is kept, so that equal surfaces are equal.
        let = tuple(
            (name, float(numbers[name]))
            for name, about in self.parameters.items()
            if name in numbers and float(numbers[name]) != about.default
        )
        return self if let == self.let else self._with(let=let)

    def knowing(self, minima: tuple[Point, ...]) -> Surface:
        """The same function, of which these are the known minima, the lowest first."""
        other = replace(self, minima=minima)
        other.__dict__.update(compiled=self.compiled, programs=self.programs)
        return other

    def varied(self, numbers: Mapping[str, Any]) -> Callable[[Any, Any], tuple[Any, Any, Any]]:
        """`value_and_gradient` with numbers that may be arrays, for weights of their broadcast shape.

        Raises:
            ValueError: there is no such parameter.
        """
        return load(*self._with_numbers(numbers))

    def unmasked(self, numbers: Mapping[str, Any]) -> Callable[[Any, Any], tuple[Any, ...]]:
        """`varied` for weights in arrays of that shape, without nan for what has no finite value.

        Where a weight, E or a slope is not finite, the others mean nothing, and NumPy warns of it. The arrays
        that it returns may share memory with the weights.
        """
        return load_unmasked(*self._with_numbers(numbers))

    def _with_numbers(self, numbers: Mapping[str, Any]) -> tuple[Source, Mapping[str, Any], Table | None]:
        """E and its gradient with numbers that may be arrays, as `load` takes them."""
        if not numbers:
            return self.sources["value_and_gradient"], self.numbers, self.data
        for name in numbers.keys() - self.parameters.keys():
            raise ValueError(
                f"{name} cannot be set: the parameters are {', '.join(self.parameters) or 'none'}"
            )
        given = {LET + name: value for name, value in {**self.values, **numbers}.items()}
        return self.compiled.sources["value_and_gradient"], given, self.data

    def _with(self, **fields: Any) -> Surface:
        """The same function with other numbers, without what is known only for the present ones."""
        minima = self.minima if self.keeps_minima else ()
        other = replace(self, title=self.title or self.text.strip(), minima=minima, suggested={}, **fields)
        other.__dict__.update(compiled=self.compiled, programs=self.programs)
        return other

    @property
    def latex(self) -> str:
        """LaTeX of E."""
        return self.compiled.latex

    @property
    def gradient_latex(self) -> tuple[str, str]:
        """LaTeX of ∂E/∂w1 and ∂E/∂w2."""
        return self.compiled.gradient_latex

    @property
    def gradient_text(self) -> tuple[str, str]:
        """∂E/∂w1 and ∂E/∂w2 in the language of `expression`."""
        return self.compiled.gradient_text

    # Compiled functions are attributes, because method calls would slow an optimizer's loop.

    @cached_property
    def value(self) -> Callable[[Any, Any], Any]:
        """The function (w1, w2) -> E."""
        return load(self.sources["value"], self.numbers, self.data)

    @cached_property
    def gradient(self) -> Callable[[Any, Any], tuple[Any, Any]]:
        """The function (w1, w2) -> (g1, g2)."""
        return load(self.sources["gradient"], self.numbers, self.data)

    @cached_property
    def value_and_gradient(self) -> Callable[[Any, Any], tuple[Any, Any, Any]]:
        """The function (w1, w2) -> (E, g1, g2), which computes what they share only once."""
        return load(self.sources["value_and_gradient"], self.numbers, self.data)

    @property
    def lines(self) -> tuple[str, ...]:
        """Python source that sets e, g1 and g2 from the floats w1 and w2, for the body of a loop.

        It calls the functions of `functions`, and uses variables x0, x1, ... Where E or ∇E is not finite, it
        raises ArithmeticError or ValueError, or sets a number that is not finite; then `value_and_gradient`
        decides.
        """
        return self.sources["value_and_gradient"].python

    @property
    def functions(self) -> Mapping[str, Any]:
        """What `lines` may use, by name: functions that they call, and numbers of parameters and rows.

        Of the names in `lines` only `data_rows`, the rows as tuples of floats, and `data_count`, their
        number, depend on the table. So the lines are those of other rows where both have other values.
        """
        if not self.numbers and self.data is None:
            return FLOAT_FUNCTIONS
        return {**FLOAT_FUNCTIONS, **self.numbers, **of_table(self.data)}

    @property
    def model(self) -> Model | None:
        """What the text fits to the data (see `surfaces.model`); None if it tells nothing of that."""
        return self.compiled.model

    @cached_property
    def instructions(self) -> dict[str, Any] | None:
        """E and its gradient as instructions for the browser, in JSON values; None if they are too many.

        Besides what `instructions.written` returns there are `minima`, and `reasons`, which `explain` uses.
        The numbers of the parameters and of the table are not in it.
        """
        found = self.programs.recall("value_and_gradient")
        return found and found | {"minima": self.minima, "reasons": REASONS}

    @property
    def value_instructions(self) -> dict[str, Any] | None:
        """E alone as instructions; every typed function has them, since only slopes make them too many."""
        return self.programs.recall("value")

    @property
    def model_instructions(self) -> dict[str, Any] | None:
        """The model as instructions, whose result is its value; None if there is no model."""
        return self.programs.recall("model") if self.model else None

    @cached_property
    def programs(self) -> _Programs:
        return _Programs(self.compiled)

    @cached_property
    def hessian(self) -> Callable[[Any, Any], tuple[tuple[Any, Any], tuple[Any, Any]]]:
        """The function (w1, w2) -> ((h11, h12), (h12, h22))."""
        return load(self.sources["hessian"], self.numbers, self.data)

    def explain(self, w1: float, w2: float) -> str:
        """Say why there is no finite E, or no finite slope, at a point; empty where there are both."""
        if not (math.isfinite(w1) and math.isfinite(w2)):
            return REASONS["update" if math.isnan(w1) or math.isnan(w2) else "weights"]
        if math.isnan(self.value(w1, w2)):
            is_large = overflows(self.sources["value"], w1, w2, self.numbers, self.data)
            return REASONS["overflow" if is_large else "undefined"]
        if math.isnan(self.gradient(w1, w2)[0]):
            source = self.sources["value_and_gradient"]
            is_large = overflows(source, w1, w2, self.numbers, self.data)
            return REASONS["steep" if is_large else "slope"]
        return ""

    def __getstate__(self) -> dict[str, Any]:
        """Functions do not pickle; everything compiled is derived from the text again."""
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}


def _good_start(surface: Surface) -> Point:
    """The first of a few points at which there is a slope to descend."""
    for start in _STARTS:
        _, g1, g2 = surface.value_and_gradient(*start)
        if g1 == g1 and (g1, g2) != (0.0, 0.0):
            return start
    return _STARTS[0]


class _Programs:
    """The instructions of a function, which do not depend on numbers put in for its parameters."""

    def __init__(self, compiled: Compiled):
        self.compiled = compiled
        self.known: dict[str, dict[str, Any] | None] = {}

    def recall(self, name: str) -> dict[str, Any] | None:
        """Return the instructions of one of the sources; None if they are too many."""
        if name not in self.known:
            made = self.compiled
            self.known[name] = written(made.sources[name], made.parameters, made.columns)
        return self.known[name]


_Key = tuple[str, tuple[str, ...]]
"""A text, and the names of its table's columns."""


class _Memory:
    """The latest results by text and columns, errors included; safe to use from several threads."""

    def __init__(self, size: int):
        self.size = size
        self.lock = threading.Lock()
        self.results: OrderedDict[_Key, Compiled | ExpressionError] = OrderedDict()

    def recall(self, key: _Key, work: Callable[[str, tuple[str, ...]], Compiled]) -> Compiled:
        with self.lock:
            result = self.results.get(key)
            if result is not None:
                self.results.move_to_end(key)
        if result is None:
            try:
                result = work(*key)  # outside the lock: one slow text must not keep the others waiting
            except ExpressionError as error:
                result = error.with_traceback(None)
            with self.lock:
                self.results[key] = result
                while len(self.results) > self.size:
                    self.results.popitem(last=False)
        if isinstance(result, ExpressionError):
            raise ExpressionError(result.message, result.position)
        return result


_MEMORY = _Memory(_REMEMBERED)
