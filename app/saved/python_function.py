"""An error function that is given as two Python functions: its value and its gradient."""

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np

from surfaces import Surface
from surfaces.surface import DOMAIN, REASONS


class PythonFunction:
    """A surface of `value(w1, w2) -> E` and `gradient(w1, w2) -> (g1, g2)`; see `surfaces.Surface`.

    Both take two floats. If one of them raises an ArithmeticError or a ValueError, or the value is not
    finite, there is no E at that point. If the gradient is not finite, E has no finite slope. Nothing else is
    known of the function, so the browser cannot compute it.
    """

    domain = DOMAIN
    start = Surface("0").start
    minima: tuple[()] = ()
    suggested: dict[str, float] = {}
    parameters: dict[str, Any] = {}
    values: dict[str, float] = {}
    meanings: dict[str, str] = {}
    keeps_minima = False
    let: tuple[()] = ()
    data = rows = None
    notes: tuple[()] = ()
    instructions = None
    value_instructions = None

    def __init__(
        self,
        value: Callable[[float, float], float],
        gradient: Callable[[float, float], tuple[float, float]],
    ) -> None:
        self._value, self._gradient = value, gradient
        name = getattr(value, "__name__", "")
        name = name if name.isidentifier() else "f"  # the name of a lambda is no identifier
        written = name.replace("_", r"\_")
        self.text = f"{name}(w1, w2)"
        self.latex = rf"\operatorname{{{written}}}\left(w_{{1}}, w_{{2}}\right)"
        self.gradient_latex = (r"\text{given}",) * 2

    def value_and_gradient(self, w1: float, w2: float) -> tuple[float, float, float]:
        """Return E and its slopes at a point: all nan without E, both slopes nan if one is not finite.

        Raises:
            TypeError: the functions do not return a number, and two numbers.
        """
        try:
            value, slopes = self._value(w1, w2), self._gradient(w1, w2)
        except (ArithmeticError, ValueError):
            return (math.nan,) * 3
        try:
            error, (g1, g2) = float(value), map(float, slopes)
        except (TypeError, ValueError):
            words = "value(w1, w2) must return a number, and gradient(w1, w2) two"
            raise TypeError(f"{words}, not {value!r} and {slopes!r}") from None
        if not math.isfinite(error):
            return (math.nan,) * 3
        return (error, g1, g2) if math.isfinite(g1) and math.isfinite(g2) else (error, math.nan, math.nan)

    @cached_property
    def value(self) -> Callable[..., Any]:
        """The function (w1, w2) -> E, of floats or of arrays that broadcast together."""
        return np.vectorize(lambda w1, w2: self.value_and_gradient(float(w1), float(w2))[0], otypes=[float])

    def gradient(self, w1: float, w2: float) -> tuple[float, float]:
        """Return the slopes at a point."""
        return self.value_and_gradient(w1, w2)[1:]

    def explain(self, w1: float, w2: float) -> str:
        """Say why there is no finite E, or no finite slope, at a point; empty where there are both."""
        if not (math.isfinite(w1) and math.isfinite(w2)):
            return REASONS["update" if math.isnan(w1) or math.isnan(w2) else "weights"]
        error, g1, _ = self.value_and_gradient(w1, w2)
        return REASONS["undefined"] if math.isnan(error) else REASONS["slope"] if math.isnan(g1) else ""
