"""The borders of basins at the resolution of the screen: more starts, but only along borders."""

import dataclasses
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from optimizers import Optimizer, Schedule, arrivals, stretched
from surfaces import Surface

from .attractors import ELSEWHERE, Shape
from .basins import Basins, Borders, kinds_early
from .settling import settled, sides_of

FINER = 3
"""Starts in the place of one start of the map, along each side."""
MOST = 0.25
"""The largest share of starts at a border. A map with more is dust rather than basins, and is not refined."""

_MEMBERS = 40
"""Runs of an attractor that a run is compared with, if the attractor is more than a point."""


def with_borders(
    found: Basins, surface: Surface, run: Optimizer, steps: int, schedule: Schedule | None = None, **seen: Any
) -> Generator[float, None, Basins]:
    """Follow more starts about those of a map that have a neighbour of another kind, and add them to it.

    A run that settles belongs to the attractor of the run that settles nearest, among those of the neighbours
    and some of every attractor. `seen` has the batch and the seed of the map. A generator, as `basins` is.
    """
    at = np.argwhere(_at_border(found.kind))
    if not 0 < len(at) <= MOST * found.kind.size:
        return found
    rows, columns = at.T
    thirds = (np.arange(FINER) - FINER // 2) / FINER
    right, up = (thirds * (w[1] - w[0]) for w in (found.w1, found.w2))
    w1, w2 = np.broadcast_arrays(
        found.w1[columns, None, None] + right, found.w2[rows, None, None] + up[:, None]
    )
    runs = arrivals(run, surface, w1, w2, steps, schedule=schedule, **seen)
    more = yield from stretched(runs, 0, 0.9)
    kind = kinds_early(more)
    at_rest, places, _ = yield from stretched(settled(surface, more, found.view), 0.9, 1)
    kind[at_rest] = _nearest(found, at, np.where(at_rest, places, np.nan))[at_rest]
    return dataclasses.replace(found, borders=Borders(at, kind))


def _at_border(kind: np.ndarray) -> np.ndarray:
    """Return which starts have a neighbour of another kind, corners included."""
    wide = np.pad(kind, 1, mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(wide, (3, 3))
    found: np.ndarray = (around != kind[..., None, None]).any(axis=(2, 3))
    return found


def _nearest(found: Basins, at: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the kinds of the runs that settle nearest to places, shape (2, k, FINER, FINER)."""
    sides = sides_of(found.view).reshape(2, 1, 1, 1)
    best = np.full(places.shape[1:], np.inf)
    kind = np.full(best.shape, ELSEWHERE, dtype=np.int8)

    def compare(kinds: ArrayLike, others: np.ndarray) -> None:
        distance = np.hypot(*((places - others) / sides))
        nearer = distance < best  # false for nan
        best[nearer] = distance[nearer]
        kind[nearer] = np.broadcast_to(kinds, kind.shape)[nearer]

    with np.errstate(all="ignore"):  # places may be so far away that distances overflow
        for shift in np.ndindex(3, 3):
            near = tuple(np.clip(at + shift - 1, 0, len(found.kind) - 1).T)
            compare(found.kind[near][:, None, None], found.places[:, *near, None, None])
        for index, attractor in enumerate(found.attractors):
            members = found.places[:, found.kind == index].T
            count = 1 if attractor.shape is Shape.POINT else _MEMBERS
            for place in members[:: max(1, len(members) // count)]:
                compare(np.int8(index), place.reshape(2, 1, 1, 1))
    return kind
