"""Source to functions of (w1, w2), which return nan where there is no finite real number.

Where E is not finite, all results are nan. Where E is finite, but a component of the gradient (or an entry of
the Hessian) is not, the whole gradient (or Hessian) is nan. So no run follows the slope of log(w1) at −1, or
half a gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from textwrap import indent
from types import CodeType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from surfaces.codegen import COUNT, ROWS
from surfaces.compiled import Source
from surfaces.functions import NAMESPACES, Array
from surfaces.table import Table

FLOAT_FUNCTIONS: dict[str, Callable[..., Any]] = {"sqrt": math.sqrt, "pow": math.pow, **NAMESPACES["scalar"]}
"""The functions that the lines of a Source call on floats."""
_ARRAY_FUNCTIONS = {"sqrt": np.sqrt, "pow": np.power, **NAMESPACES["array"]}
_add_up: Any = np.add.reduce  # NumPy's own types do not know that there may be no axis
_BUILTINS = {"type": type, "float": float, "ArithmeticError": ArithmeticError, "ValueError": ValueError}

_FOR_FLOATS = """\
def {name}(w1, w2):
    if type(w1) is float and type(w2) is float:
        try:
{lines}
            check = {check} + w1 + w2
            if check - check == 0.0:  # all of them are finite
                return {answer}
        except (ArithmeticError, ValueError):
            pass
    return careful(w1, w2)
"""
_FOR_ARRAYS = """\
def {name}(w1, w2):
{lines}
    return {results},
"""
# What each function returns, as source and as a function of the results.
_ANSWERS: dict[str, tuple[str, Callable[..., Any]]] = {
    "value": ("e", lambda e: e),
    "gradient": ("g1, g2", lambda e, g1, g2: (g1, g2)),
    "value_and_gradient": ("e, g1, g2", lambda e, g1, g2: (e, g1, g2)),
    "hessian": ("(h11, h12), (h12, h22)", lambda e, h11, h12, h22: ((h11, h12), (h12, h22))),
}


def of_table(table: Table | None) -> dict[str, Any]:
    """What the lines of a Source use of a table, by name."""
    if table is None:
        return {}
    return {ROWS: tuple(zip(*table.columns, strict=True)), COUNT: float(table.rows)}


def load(source: Source, numbers: Mapping[str, Any], table: Table | None) -> Callable[..., Any]:
    """The function of (w1, w2) that `source` describes.

    Two floats are computed with `math`, which is fast. Everything else (arrays, other numbers, and floats for
    which `math` raises or a result is infinite) is computed with NumPy. So floats and arrays agree on where
    there is a value: 1/(1 + exp(1000)) is 0 for both. `numbers` are those of the parameters, by their names
    in the source; `table` has the rows over which it goes.
    """
    answer, arrange = _ANSWERS[source.name]
    text = _FOR_FLOATS.format(
        name=source.name,
        lines=indent("\n".join(source.python), " " * 12),
        check=" + ".join(source.results),
        answer=answer,
    )
    careful = _careful(_for_arrays(source, numbers, table), arrange)
    names = {**_BUILTINS, **FLOAT_FUNCTIONS, **numbers, **of_table(table), "careful": careful}
    return _execute(text, source.name, names)


def load_unmasked(
    source: Source, numbers: Mapping[str, Any], table: Table | None
) -> Callable[[Array, Array], tuple[Array, ...]]:
    """The function of arrays (w1, w2) of one shape as it is written, without nan for what is not finite.

    To look for that in each result, and to silence NumPy, takes longer than a short E.
    """
    function = _for_arrays(source, numbers, table)

    def unmasked(w1: Array, w2: Array) -> tuple[Array, ...]:
        return tuple([_of_shape(w1.shape, result) for result in function(w1, w2)])

    return unmasked


def overflows(source: Source, w1: float, w2: float, numbers: Mapping[str, Any], table: Table | None) -> bool:
    """Whether a number on the way is too large for floating-point numbers.

    What is infinite at a pole, as 1/0, is not; unless the 0 there may be a number too small for them.
    """
    seen: set[str] = set()
    with np.errstate(all="call", call=lambda kind, _: seen.add(kind)):
        _for_arrays(source, numbers, table)(np.float64(w1), np.float64(w2))
    return "overflow" in seen or {"underflow", "divide by zero"} <= seen


def _for_arrays(source: Source, numbers: Mapping[str, Any], table: Table | None) -> Callable[..., Any]:
    text = _FOR_ARRAYS.format(
        name=source.name,
        lines=indent("\n".join(source.python), " " * 4),
        results=", ".join(source.results),
    )
    arrays = {name: np.asarray(number, dtype=np.float64)[()] for name, number in numbers.items()}
    if table is not None:  # numbers of NumPy's, which never raise
        arrays |= of_table(Table(table.names, tuple(map(tuple, np.array(table.columns)))))
    return _execute(text, source.name, {**_ARRAY_FUNCTIONS, **arrays})


def _execute(text: str, name: str, names: dict[str, Any]) -> Callable[..., Any]:
    """Define a function from `codegen`'s lines: numbers, operators and names of the closed table."""
    namespace: dict[str, Any] = {"__builtins__": {}, **names}
    exec(_code(text, name), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


@lru_cache(maxsize=256)
def _code(text: str, name: str) -> CodeType:
    """Compile a function; a moved parameter finds it compiled."""
    return compile(text, f"<{name}>", "exec")


def _careful(function: Callable[..., Any], arrange: Callable[..., Any]) -> Callable[..., Any]:
    def careful(w1: ArrayLike, w2: ArrayLike) -> Any:
        scalar = not any(isinstance(weight, np.ndarray | list | tuple) for weight in (w1, w2))
        w1, w2 = _floats(w1), _floats(w2)
        with np.errstate(all="ignore"):
            results = function(w1, w2)
            # One sum tells whether anything is not finite; a sum that overflows is merely looked at again.
            if not math.isfinite(sum(_add_up(each, axis=None) for each in (w1, w2, *results))):
                results = _masked(w1, w2, *results)
        if scalar:
            return arrange(*map(float, results))
        shape = np.broadcast_shapes(w1.shape, w2.shape)
        return arrange(*_own_arrays(shape, results, (w1, w2)))

    return careful


def _floats(weight: ArrayLike) -> Array:
    try:
        return np.asarray(weight, dtype=np.float64)
    except OverflowError:  # a whole number that no float reaches
        whole = np.asarray(weight, dtype=object)
        return np.array([_float(number) for number in whole.flat]).reshape(whole.shape)


def _float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.nan


def _masked(w1: Array, w2: Array, error: Array, *slopes: Array) -> tuple[Array, ...]:
    """The results with nan wherever the error or any of the slopes is not finite."""
    there = np.isfinite(w1) & np.isfinite(w2) & np.isfinite(error)
    smooth = there
    for slope in slopes:
        smooth = smooth & np.isfinite(slope)
    return np.where(there, error, np.nan), *(np.where(smooth, slope, np.nan) for slope in slopes)


def _own_arrays(shape: tuple[int, ...], results: Iterable[Array], inputs: tuple[Array, ...]) -> list[Array]:
    """The results as arrays of one shape that share no memory with the inputs or each other."""
    arrays: list[Array] = []
    for result in results:
        taken = any(result is other for other in (*inputs, *arrays))
        arrays.append(result.copy() if taken and result.shape == shape else _of_shape(shape, result))
    return arrays


def _of_shape(shape: tuple[int, ...], result: Any) -> Array:
    if isinstance(result, np.ndarray) and result.shape == shape:
        return result
    return np.array(np.broadcast_to(result, shape))
