"""The condition number of E with its table as it was given, and with standardized columns."""

from functools import lru_cache

import numpy as np

from surfaces import Surface, Table

from ..tables.standardizing import standardized

_EQUAL = 1e-9
"""Hessians that differ by less than this share are the same."""


@lru_cache(maxsize=64)
def condition_numbers(
    surface: Surface, table: Table, start: tuple[float, float]
) -> tuple[float, float, bool] | None:
    """Return both condition numbers of the Hessian at a start, and whether it is the same everywhere.

    None where one of the Hessians is not positive definite: E has no bowl there.
    """
    plain, scaled = (_condition_number(surface.over(each), start) for each in (table, standardized(table)))
    return None if plain is None or scaled is None else (plain, scaled, _is_constant(surface, start))


def _condition_number(surface: Surface, start: tuple[float, float]) -> float | None:
    hessian = np.array(surface.hessian(*start))
    if not np.isfinite(hessian).all():
        return None
    low, high = np.linalg.eigvalsh(hessian).tolist()
    return high / low if low > 1e-14 * high > 0 else None


def _is_constant(surface: Surface, start: tuple[float, float]) -> bool:
    here = np.array(surface.hessian(*start))
    there = np.array(surface.hessian(start[0] + 1, start[1] - 2))
    return bool(np.allclose(here, there, rtol=_EQUAL, atol=_EQUAL * np.abs(here).max()))
