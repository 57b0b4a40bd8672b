"""The condition number of E with its table as it was given, and with standardized columns."""

from functools import lru_cache

import numpy as np

from surfaces import Surface, Table

from ..tables.standardizing import standardized
from .curvature import constant_curvatures

_AROUND = 2.0
"""How far around a start the Hessian is compared with the one there."""


@lru_cache(maxsize=64)
def condition_numbers(
    surface: Surface, table: Table, start: tuple[float, float]
) -> tuple[float, float, bool] | None:
    """Return both condition numbers of the Hessian at a start, and whether it is the same everywhere.

    None where one of the Hessians is not positive definite: E has no bowl there.
    """
    plain, scaled = (_condition_number(surface.over(each), start) for each in (table, standardized(table)))
    if plain is None or scaled is None:
        return None
    w1, w2 = ((w - _AROUND, w + _AROUND) for w in start)
    return plain, scaled, constant_curvatures(surface, (w1, w2)) is not None


def _condition_number(surface: Surface, start: tuple[float, float]) -> float | None:
    hessian = np.array(surface.hessian(*start))
    if not np.isfinite(hessian).all():
        return None
    low, high = np.linalg.eigvalsh(hessian).tolist()
    return high / low if low > 1e-14 * high > 0 else None
