"""Basins of attraction: where the runs from every point of the view end, computed by pure functions."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from optimizers import Arrivals, Endpoints, Optimizer, Schedule, arrivals, stretched
from surfaces import Surface

from ..settings import View
from .attractors import ELSEWHERE, MOVING, NO_START, NOT_FINITE, Attractor, attractors_of
from .settling import settled

_FOLLOWED = 0.9
"""The share of the work that follows the runs."""


class Borders(NamedTuple):
    """More starts about those that have a neighbour of another kind (app/maps/borders.py)."""

    at: np.ndarray
    """Rows and columns of these, shape (k, 2)."""
    kind: np.ndarray
    """Of the starts about each, shape (k, finer, finer); rows and columns are ordered as the map's."""


@dataclass(frozen=True)
class Basins:
    """Where the runs from a square of starts end; row i, column j of an array is the start (w1[j], w2[i])."""

    view: View
    w1: np.ndarray
    """Shape (n,), like w2."""
    w2: np.ndarray
    kind: np.ndarray
    """int8, shape (n, n): an index into `attractors`, or one of the negative codes beside `Attractor`."""
    places: np.ndarray
    """Where the runs have settled, shape (2, n, n); nan for those that have not."""
    found: Arrivals
    """Where the runs end and how they get there, shape (n, n)."""
    attractors: tuple[Attractor, ...]
    borders: Borders | None = None

    @property
    def close_at(self) -> np.ndarray:
        """When a run comes close to its end, shape (n, n); see `Arrivals`."""
        return self.found.close_at

    @property
    def error(self) -> np.ndarray:
        """E at the end, shape (n, n); nan where the run ends early."""
        return self.found.ends.error

    @property
    def shares(self) -> dict[int, float]:
        """The share of the starts of every attractor and of every negative code, by their value in `kind`."""
        kinds = [*range(len(self.attractors)), ELSEWHERE, MOVING, NOT_FINITE, NO_START]
        return {kind: float(np.mean(self.kind == kind)) for kind in kinds}


def basins(
    surface: Surface,
    run: Optimizer,
    view: View,
    steps: int,
    n: int,
    every: int = 1,
    coarse: Basins | None = None,
    schedule: Schedule | None = None,
    *,
    batch: int | None = None,
    seed: int = 0,
) -> Generator[float, None, Basins]:
    """Run a method from n×n points of the view and tell where each run ends.

    This is a generator: it yields the share of the work that is done, and returns the map (see
    `optimizers.finished`). To cancel, drop it.

    Runs that have settled (`settled`) are clustered by place (`clusters`). Every known minimum is an
    attractor and has the runs in its cluster. The other clusters follow, the largest first; of equal ones,
    the one with the lower E first. Places may lie outside the view, and a cluster may be a whole valley of
    minima.

    Args:
        surface: an error function.
        run: a method with its hyper-parameters.
        view: the part of the plane to start from.
        steps: the number of updates of each run.
        n: the number of starts along each axis, from edge to edge of the view, at least 2.
        every: only every `every`-th start along each axis is followed, for a coarse map.
        coarse: a coarse map of the same, whose starts are not followed again.
        schedule: what η is multiplied with at each step.
        batch: how many rows of the data each step sees, the same for all runs; None for all.
        seed: sets the order of the rows.
    """
    w1, w2 = (np.linspace(*interval, n)[every // 2 :: every] for interval in view)
    followed = _followed(
        surface, run, np.meshgrid(w1, w2), steps, coarse, schedule=schedule, batch=batch, seed=seed
    )
    found = yield from stretched(followed, 0, _FOLLOWED)
    kind = kinds_early(found)
    at_rest, places, room = yield from stretched(settled(surface, found, view), _FOLLOWED, 1)
    with np.errstate(all="ignore"):  # places may be so far away that distances overflow
        kind[at_rest], attractors = attractors_of(surface, at_rest, places[:, at_rest], room[at_rest], view)
    return Basins(view, w1, w2, kind, np.where(at_rest, places, np.nan), found, attractors)


def kinds_early(found: Arrivals) -> np.ndarray:
    """Return the kinds of runs that end early or never start; all others are MOVING at first."""
    kind = np.full(found.close_at.shape, MOVING, dtype=np.int8)
    kind[found.ends.stopped > 0] = NOT_FINITE
    kind[found.ends.bad_start] = NO_START
    return kind


def _followed(
    surface: Surface,
    run: Optimizer,
    starts: Sequence[np.ndarray],
    steps: int,
    coarse: Basins | None,
    **settings: Any,
) -> Generator[float, None, Arrivals]:
    """Follow the runs from some starts; those that a coarse map has are taken from it."""
    if coarse is None:
        return (yield from arrivals(run, surface, starts[0], starts[1], steps, **settings))
    known = np.isin(starts[0], coarse.w1) & np.isin(starts[1], coarse.w2)
    w1, w2 = (w[~known] for w in starts)
    rest = yield from arrivals(run, surface, w1, w2, steps, **settings)

    def together(of_rest: np.ndarray, of_coarse: np.ndarray) -> np.ndarray:
        whole = np.empty((*of_rest.shape[:-1], *known.shape), dtype=of_rest.dtype)
        whole[..., ~known] = of_rest
        whole[..., known] = of_coarse.reshape(*of_rest.shape[:-1], -1)
        return whole

    ends = Endpoints(*map(together, rest.ends, coarse.found.ends))
    return Arrivals(ends, *map(together, rest[1:], coarse.found[1:]))
