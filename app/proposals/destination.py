"""How well runs are seen: whether and when they arrive, how far they range, and how calmly they go."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizers import Trajectories, Trajectory

from ..runs.worth import Looks, looks
from ..settings import View
from .features import Features
from .stationary import MINIMUM, SADDLE

ENOUGH = 4.0
"""The score of a run that is worth seeing, arrives and is seen well."""
_WILD = 0.45
"""A step as long as this share of a side is wild."""

_NEAR = 0.03
"""A run arrives if it ends this near to a minimum, in halves of its view's sides."""
_ALL_BUT = 0.002
"""It arrives, too, if it makes all but this share of the way down to the minimum nearest to its end."""
_ALMOST = 0.95
"""But then it must stay near its end from before this share of the steps on."""
_AT_REST = 0.6
"""If not all minima are known, a run also arrives if it stays near its end from before this share on."""
_FAR = 0.25
"""Without a minimum, a run arrives if it ranges over this share of a side."""
_WIDE = 0.4
"""A run that ranges over this share of a side is seen well."""
_SOON = 0.08
"""A run that arrives before this share of the steps is hardly seen on its way."""
_LATE = 0.75
"""A run that arrives after this share of the steps is hardly seen at rest."""
_ZIGZAG = 5.0
"""A run wanders if its path is this many times as long as its extent."""
_LEAP = 0.2
"""A run leaps if one of its steps is as long as this share of a side."""


@dataclass(frozen=True)
class Destination:
    """Where runs on a surface should arrive."""

    minima: np.ndarray
    """w1, w2 and E of the minima that are seen, shape (n, 3), the primary one first."""
    more: bool
    """Whether there are more minima."""
    level: float
    """E of the first saddle: a run that is lower has passed it; inf if there is none."""

    @classmethod
    def of(cls, found: Features) -> "Destination":
        """Return the destination on a surface with these features."""
        minima = [point[:3] for point in found.points if point.kind == MINIMUM]
        saddles = (point.error for point in found.points if point.kind == SADDLE)
        return cls(np.array(minima).reshape(-1, 3), found.more, next(saddles, math.inf))

    def is_reached(self, run: Trajectory, view: View) -> bool:
        """Tell whether a run arrives, and without wild steps."""
        there = self.arrivals(run, looks(run, view), np.array(view)) >= 0
        return bool(there) and bool(_longest(_step_lengths(run, np.array(view))) < _WILD)

    def arrivals(self, paths: Trajectory | Trajectories, seen: Looks, views: np.ndarray) -> Any:
        """Return the t from which on runs stay near the place where they arrive; −1 for those that do not.

        If there are more minima than those known, a run also arrives where it comes to rest. Without a
        minimum, it arrives if it goes far and below the saddle.
        """
        total = paths.w1.shape[0] - 1
        if not self.minima.size:
            return np.where((seen.extent >= _FAR) & (seen.last < self.level), total, -1)
        w1, w2 = _ends(paths, seen)
        sides = np.ptp(views, axis=1) / 2
        away = self._away(w1, w2, sides)
        lowest = self.minima[np.argmin(away, axis=0), 2]
        gained = (seen.first / 2 - seen.last / 2) >= (1 - _ALL_BUT) * (seen.first / 2 - lowest / 2)
        far = np.hypot((paths.w1 - w1) / sides[0], (paths.w2 - w2) / sides[1]) > _NEAR
        late = np.where(far.any(axis=0), far.shape[0] - np.argmax(far[::-1], axis=0), 0)
        arrives = (away.min(axis=0) <= _NEAR) | (gained & (late < _ALMOST * total))
        if self.more:
            arrives |= late < _AT_REST * total
        return np.where(arrives, late, -1)

    def scores(self, paths: Trajectories, seen: Looks, views: np.ndarray, of: np.ndarray) -> np.ndarray:
        """Return a score for how well each run is seen.

        A run that is worth seeing has 1. Arriving adds 2.5, its extent in the view and a good moment to
        arrive up to 1 each, an end in the first minimum and a start from which other rates lead to another
        minimum up to 0.75 together. A run that does not arrive gets up to 1 for its way down, and 0.5 for
        passing a saddle. One that wanders to and fro, or leaps, loses up to 6.

        Args:
            paths: the runs.
            seen: how they look.
            views: the view of each, shape (2, 2, n).
            of: the index of the place of each, shape (n,); −1 for those that are not worth seeing.
        """
        total = paths.w1.shape[0] - 1
        at = self.arrivals(paths, seen, views)
        arrives = at >= 0
        lowest = self.minima[:, 2].min() if self.minima.size else self.level
        lengths = _step_lengths(paths, views)
        leap = _longest(lengths)
        wander = np.nansum(lengths, axis=0) / np.maximum(seen.extent, 1e-300)
        way_down = np.nan_to_num((seen.first / 2 - seen.last / 2) / (seen.first / 2 - lowest / 2))
        moment = np.where(at > total * _LATE, 0.3, np.where(at < total * _SOON, 0.6, 1.0))
        scores: np.ndarray = 1.0 + np.minimum(seen.extent / _WIDE, 1)
        scores += np.where(arrives, 2.5 + moment, np.clip(way_down, 0, 1))
        if not self.minima.size and math.isfinite(self.level):
            scores += 0.5 * (~arrives & (seen.last < self.level))
        scores -= np.clip((wander - _ZIGZAG) / _ZIGZAG, 0, 2) + np.clip((leap - _LEAP) / _LEAP, 0, 2)
        scores -= np.where(leap > _WILD, 2.0, 0.0)
        scores -= 2.0 * (seen.steps < total)
        return scores + 0.5 * self._variety(paths, seen, views, of, arrives)

    def _away(self, w1: np.ndarray, w2: np.ndarray, sides: np.ndarray) -> np.ndarray:
        """Return the distances of points from all minima, in halves of the sides."""
        return np.stack([np.hypot((w1 - m1) / sides[0], (w2 - m2) / sides[1]) for m1, m2, _ in self.minima])

    def _variety(
        self, paths: Trajectories, seen: Looks, views: np.ndarray, of: np.ndarray, good: np.ndarray
    ) -> np.ndarray:
        """Return up to 1 if other rates lead from a start to another minimum, and 0.5 for the first one."""
        if len(self.minima) < 2:
            return np.zeros(good.shape)
        which = np.argmin(self._away(*_ends(paths, seen), np.ptp(views, axis=1) / 2), axis=0)
        found = np.where(which == 0, 0.5, 0.0)
        for number in np.unique(of[good & (of >= 0)]):
            lanes = good & (of == number)
            _, counts = np.unique(which[lanes], return_counts=True)
            found[lanes] += min(2 * (1 - counts.max() / counts.sum()), 1)
        return found


def _step_lengths(paths: Trajectory | Trajectories, views: np.ndarray) -> np.ndarray:
    """Return the lengths of all steps, in sides of the views of their runs; shape (steps, ...)."""
    sides = np.ptp(views, axis=1)
    steps = np.diff(paths.w1, axis=0) / sides[0], np.diff(paths.w2, axis=0) / sides[1]
    lengths: np.ndarray = np.hypot(*steps)
    return lengths


def _longest(lengths: np.ndarray) -> Any:
    """Return the length of the longest step of each run."""
    return np.nan_to_num(lengths, posinf=0).max(axis=0, initial=0)


def _ends(paths: Trajectory | Trajectories, seen: Looks) -> tuple[Any, Any]:
    """Return the last points of runs."""
    row = np.maximum(seen.steps, 0)[np.newaxis]
    w1, w2 = (np.take_along_axis(w, row, axis=0)[0] for w in (paths.w1, paths.w2))
    return w1, w2
