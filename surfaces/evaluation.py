"""Source to functions of (w1, w2), and what they answer where the mathematics gives no finite real number.

Where E is not a finite real number, everything is nan; where E is but a component of the gradient (an entry
of the Hessian) is not, the whole gradient (Hessian) is nan. So nobody follows the slope of log(w1) at -1,
and nobody meets half a gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from surfaces.compiled import Source
from surfaces.functions import NAMESPACES

_SCALAR = {"type": type, "float": float, "ArithmeticError": ArithmeticError, "ValueError": ValueError}
_SCALAR |= {"sqrt": math.sqrt, "pow": math.pow} | NAMESPACES["scalar"]
_ARRAY = {"sqrt": np.sqrt, "pow": np.power} | NAMESPACES["array"]

_ARRANGE: dict[str, Callable] = {
    "value": lambda e: e,
    "gradient": lambda e, g1, g2: (g1, g2),
    "value_and_gradient": lambda e, g1, g2: (e, g1, g2),
    "hessian": lambda e, h11, h12, h22: ((h11, h12), (h12, h22)),
}


def load(source: Source) -> Callable:
    """The function of (w1, w2) that `source` describes.

    Two floats take the fast way through `math`. All else (arrays, other numbers, and floats for which the
    fast way fails or meets an infinity) goes through NumPy, so both readings agree on where there is a
    value: 1/(1 + exp(1000)) is 0 in either.
    """
    careful = _careful(_execute(source.array, source.name, _ARRAY), _ARRANGE[source.name])
    return _execute(source.scalar, source.name, _SCALAR | {"careful": careful})


def unmasked(source: Source) -> Callable:
    """The array reading of `source` as it comes: inf where it overflows, nan where it is not defined."""
    function = _execute(source.array, source.name, _ARRAY)

    def evaluate(w1: float, w2: float):
        with np.errstate(all="ignore"):
            return function(np.float64(w1), np.float64(w2))

    return evaluate


def _execute(source: str, name: str, names: dict) -> Callable:
    """Define a function from `codegen`'s source: numbers, operators and names of the closed table."""
    namespace = {"__builtins__": {}, **names}
    exec(compile(source, f"<{name}>", "exec"), namespace)
    return namespace[name]


def _careful(function: Callable, arrange: Callable) -> Callable:
    def careful(w1, w2):
        scalar = not any(isinstance(weight, np.ndarray | list | tuple) for weight in (w1, w2))
        w1, w2 = np.asarray(w1, dtype=np.float64), np.asarray(w2, dtype=np.float64)
        with np.errstate(all="ignore"):
            results = function(w1, w2)
            # One sum tells whether anything is not finite; a sum that overflows is merely looked at again.
            if not math.isfinite(sum(np.add.reduce(each, axis=None) for each in (w1, w2, *results))):
                results = _masked(w1, w2, *results)
        if scalar:
            return arrange(*map(float, results))
        shape = np.broadcast_shapes(w1.shape, w2.shape)
        return arrange(*_own_arrays(shape, results, (w1, w2)))

    return careful


def _masked(w1, w2, error, *slopes):
    """The results with nan wherever the error or any of the slopes is not finite."""
    there = np.isfinite(w1) & np.isfinite(w2) & np.isfinite(error)
    smooth = there
    for slope in slopes:
        smooth = smooth & np.isfinite(slope)
    return np.where(there, error, np.nan), *(np.where(smooth, slope, np.nan) for slope in slopes)


def _own_arrays(shape: tuple[int, ...], results, inputs) -> list[np.ndarray]:
    """The results as arrays of one shape that share no memory with the inputs or each other."""
    arrays: list[np.ndarray] = []
    for result in results:
        taken = any(result is other for other in (*inputs, *arrays))
        if taken or not isinstance(result, np.ndarray) or result.shape != shape:
            result = np.array(np.broadcast_to(result, shape))
        arrays.append(result)
    return arrays
