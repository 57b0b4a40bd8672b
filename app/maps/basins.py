"""Basins of attraction: where the runs from every point of the view end, computed by pure functions."""

import enum
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from optimizers import Arrivals, Endpoints, Optimizer, Schedule, arrivals
from surfaces import Surface

from ..experiment import View
from .clusters import clusters
from .curvature import principal
from .extents import SAME, is_point, line_through

TOLERANCE = 0.01
"""Lengths up to this are small. Lengths are shares of the view: w1 and w2 are divided by its sides."""
SWING = 0.05
"""A run that swings about a minimum for ever, by no more than this, has settled there."""
MOST_ATTRACTORS = 9
"""Most attractors that are told apart; the known minima come first."""
LEAST_SHARE = 0.002
"""Least share of the starts for an attractor of its own; a known minimum needs none."""

ELSEWHERE, MOVING, NOT_FINITE, NO_START = -1, -2, -3, -4
"""Starts without an attractor: the run settles, but in none of those told apart; it still moves at the last
step; it ends early, because something is not finite; it has no first step at all."""

_LEVEL, _DOWNWARDS = 1e-6, -1e-3
"""Shares of the larger curvature: above the first E curves upwards, below the second it curves downwards, and
in between it is level."""
_ROUNDING = 1e-12
_REFINEMENTS = 6
"""Newton's steps that refine a minimum nobody told; twice as many digits with each."""


class Shape(enum.Enum):
    """What an attractor is."""

    POINT = enum.auto()
    LINE = enum.auto()
    """A straight valley of minima."""
    CURVE = enum.auto()
    """A valley of minima that is bent, closed or forked."""
    LEVEL = enum.auto()
    """An area in which E is level."""
    STEPS = enum.auto()
    """An area in which E has steps and no slope."""
    MINIMA = enum.auto()
    """Minima so close together that they are not told apart."""


class Attractor(NamedTuple):
    """Where runs settle: a known minimum of the surface, or a cluster of other places.

    `w1`, `w2` and `error` are those of the known minimum, or of the middle one of the places.
    """

    w1: float
    w2: float
    error: float
    known: bool
    shape: Shape
    reach: View
    """How far the places of its runs reach in w1 and in w2. For a line it goes from end to end, so that the
    second interval may be the wrong way round."""


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
    """int8, shape (n, n): an index into `attractors`, or one of the negative codes above."""
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
        every: only every so many-th start along each axis is followed, for a coarse map.
        coarse: a map of the same with fewer starts, which are not followed again.
        schedule: what η is multiplied with at each step.
    """
    w1, w2 = (np.linspace(*interval, n)[every // 2 :: every] for interval in view)
    found = yield from _followed(surface, run, np.meshgrid(w1, w2), steps, coarse, schedule)
    kind = kinds_early(found)
    at_rest, places, room = settled(surface, found, view)
    with np.errstate(all="ignore"):  # places may be so far away that distances overflow
        kind[at_rest], attractors = _attractors(surface, at_rest, places[:, at_rest], room[at_rest], view)
    return Basins(view, w1, w2, kind, np.where(at_rest, places, np.nan), found, attractors)


def kinds_early(found: Arrivals) -> np.ndarray:
    """Return the kinds of runs that end early or never start; all others are taken to move still."""
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
    schedule: Schedule | None,
) -> Generator[float, None, Arrivals]:
    """Follow the runs from some starts, and take over those of a coarse map that has some of the same."""
    if coarse is None:
        return (yield from arrivals(run, surface, *starts, steps, schedule=schedule))
    known = np.isin(starts[0], coarse.w1) & np.isin(starts[1], coarse.w2)
    others = (w[~known] for w in starts)
    rest = yield from arrivals(run, surface, *others, steps, schedule=schedule)

    def together(of_rest: np.ndarray, of_coarse: np.ndarray) -> np.ndarray:
        whole = np.empty((*of_rest.shape[:-1], *known.shape), dtype=of_rest.dtype)
        whole[..., ~known] = of_rest
        whole[..., known] = of_coarse.reshape(*of_rest.shape[:-1], -1)
        return whole

    ends = Endpoints(*map(together, rest.ends, coarse.found.ends))
    return Arrivals(ends, *map(together, rest[1:], coarse.found[1:]))


def settled(surface: Surface, found: Arrivals, view: View) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tell which runs have settled, and where.

    All lengths are shares of the view. Let b be the range of a run in the last tenth of its steps, and c its
    range in the last fifth. A run is slow if b ≤ TOLERANCE. It swings in place if b ≤ SWING and c ≤ 1.25 b: a
    run that drifts goes twice as far in twice the time. A run has settled

    * in a minimum, if it is slow or swings in place, and the minimum is no farther from its end than b or
      TOLERANCE. The minimum is a known one, or else that of the second-order model of E, w − H⁻¹ ∇E, if
      Newton's next step confirms it by being short, or less than half as long;
    * in its end, if the model has neither a minimum nor a direction downwards (at a kink, say, or without a
      Hessian), and the run swings in place, or is slow and slows down further, b ≤ c/3;
    * in its end, if it does not move at all and E has no slope there.

    All others are still moving, including those that creep, however small their steps, and those that linger
    near a saddle.

    Returns:
        a mask of the shape of the runs; the places where they have settled, shape (2, ...); and how far off
        these may be, in units of the view: 0 for a known minimum and b for a run's end; for others see
        `_refined`.
    """
    ends = np.stack([found.ends.w1, found.ends.w2])
    sides = _sides(view).reshape(2, *[1] * (ends.ndim - 1))
    with np.errstate(all="ignore"):
        c, b = np.hypot(*(found.swing / sides).swapaxes(0, 1))
        slow, in_place = b <= TOLERANCE, (b <= SWING) & (c <= 1.25 * b)
        near = np.where(slow | in_place, np.maximum(b, TOLERANCE), -1)
        step, undecided = _step_to_minimum(surface, *ends, sides.max())
        further, _ = _step_to_minimum(surface, *(ends + step), sides.max())
        first, second = (np.hypot(*(each / sides)) for each in (step, further))
        trusted = (first <= near) & (second <= np.maximum(first / 2, TOLERANCE / 10))
        level = (np.stack(surface.gradient(*ends)) == 0).all(axis=0)
        at_rest = level & (b <= _ROUNDING) | undecided & (in_place | slow & (b <= c / 3))
        place, room = np.where(trusted, ends + step + further, ends), np.where(trusted, second, b)
        for minimum in surface.minima:
            known = np.array(minimum).reshape(sides.shape)
            distance = np.hypot(*((ends - known) / sides))
            here = distance <= near
            place, room, near = (
                np.where(here, known, place),
                np.where(here, 0.0, room),
                np.where(here, distance, near),
            )
            at_rest, trusted = at_rest | here, trusted & ~here
        place[:, trusted], room[trusted] = _refined(surface, place[:, trusted], room[trusted], view)
    return at_rest | trusted, place, room


def _refined(
    surface: Surface, places: np.ndarray, last: np.ndarray, view: View
) -> tuple[np.ndarray, np.ndarray]:
    """Go on with Newton's steps from places, shape (2, m), as long as they become shorter.

    Returns:
        the places, and how far off they may be: what further steps would add up to, if each were shorter than
        the one before by the same factor. Lengths, such as `last` of the step before, are in units of the
        view and have shape (m,).
    """
    sides = _sides(view)[:, None]
    before = np.full_like(last, np.inf)
    for _ in range(_REFINEMENTS):
        step, _ = _step_to_minimum(surface, *places, sides.max())
        length = np.hypot(*(step / sides))
        shorter = length < last
        places = np.where(shorter, places + step, places)
        before, last = np.where(shorter, last, before), np.where(shorter, length, last)
    left = np.where(before < np.inf, last**2 / (before - last), last)
    return places, np.minimum(left, TOLERANCE)


def _sides(view: View) -> np.ndarray:
    return np.array([high - low for low, high in view])


def _corner(view: View) -> np.ndarray:
    return np.array([[low] for low, _ in view])


def _step_to_minimum(surface: Surface, w1, w2, length: float) -> tuple[np.ndarray, np.ndarray]:
    """Return Newton's step −H⁻¹ ∇E to the minimum of the second-order model, and where that is undecided.

    The step is nan where the model has no minimum. If E does not curve downwards there either, the model is
    undecided: it is at a kink, say, or has no Hessian.

    The step ignores directions in which E is level, so that in a valley of minima it leads straight to the
    floor. Along such a valley the curvature is 0 on the floor and slightly negative on one of the slopes
    beside it. So a direction is level if E curves hardly upwards and not much downwards along it, and if its
    slope is at most what such a curvature makes over a small part of `length`.
    """
    (h11, h12), (_, h22) = surface.hessian(w1, w2)
    g1, g2 = surface.gradient(w1, w2)
    high, low, cosine, sine = principal(h11, h12, h22)
    bend = np.maximum(np.abs(high), np.abs(low))
    parts = []
    for slope, curvature in ((cosine * g1 + sine * g2, high), (cosine * g2 - sine * g1, low)):
        level = (curvature >= _DOWNWARDS * bend) & (curvature <= _LEVEL * bend)
        level &= np.abs(slope) <= _LEVEL * bend * TOLERANCE * length
        parts.append(np.where(level, 0.0, np.where(curvature > 0, -slope / curvature, np.nan)))
    along, across = parts
    step = np.stack([cosine * along - sine * across, sine * along + cosine * across])
    return step, np.isnan(along + across) & ~(low < -_ROUNDING * bend)


def _attractors(
    surface: Surface, at_rest: np.ndarray, ends: np.ndarray, room: np.ndarray, view: View
) -> tuple[np.ndarray, tuple[Attractor, ...]]:
    """Return for each settled run an index or ELSEWHERE, and the attractors.

    Args:
        surface: an error function.
        at_rest: which runs have settled, shape (n, n).
        ends: where, shape (2, m).
        room: how far off that may be, shape (m,).
        view: the view.
    """
    count, known = ends.shape[1], len(surface.minima)
    points = np.concatenate([ends, np.array(surface.minima).reshape(known, 2).T], axis=1)
    points = (points - _corner(view)) / _sides(view)[:, None]
    labels = clusters(points, TOLERANCE, _links(at_rest, points))
    labels, of_minima = labels[:count], labels[count:]
    kind = np.full(count, ELSEWHERE, dtype=np.int8)
    nearest = np.full(count, np.inf)
    for index in range(known):
        distance = np.hypot(*(points[:, :count] - points[:, count + index, None]))
        here = (labels == of_minima[index]) & (distance < nearest)
        kind[here], nearest[here] = index, distance[here]

    def attractor(w1: float, w2: float, members: np.ndarray, is_known: bool) -> Attractor:
        shape, reach = _shape(surface, ends[:, members], room[members], view)
        w1, w2 = w1 + 0.0, w2 + 0.0  # no −0
        return Attractor(w1, w2, surface.value(w1, w2), is_known, shape, reach or ((w1, w1), (w2, w2)))

    attractors = [attractor(*at, kind == index, is_known=True) for index, at in enumerate(surface.minima)]
    others = np.flatnonzero(kind == ELSEWHERE)
    found, one, sizes = np.unique(labels[others], return_index=True, return_counts=True)
    order = np.lexsort((surface.value(*ends[:, others[one]]), -sizes))[: max(0, MOST_ATTRACTORS - known)]
    for label in found[order[sizes[order] >= LEAST_SHARE * at_rest.size]]:
        members = np.flatnonzero(labels == label)
        offset = points[:, members] - points[:, members].mean(axis=1, keepdims=True)
        middle = ends[:, members[np.argmin(np.hypot(*offset))]]
        kind[members] = len(attractors)
        attractors.append(attractor(*middle.tolist(), members, is_known=False))
    return kind, tuple(attractors)


def _shape(surface: Surface, ends: np.ndarray, room: np.ndarray, view: View) -> tuple[Shape, View | None]:
    """Return what the places of a cluster are, and how far they reach; None for a point.

    They are a point if they may all be the same, as far off as each may be. Else most of them decide. If they
    are surely minima, because E curves upwards in all directions, they are several. Where E has neither a
    slope nor a curvature, they are an area. Anything else is a valley.

    Args:
        surface: an error function.
        ends: the places, shape (2, m).
        room: how far off they may be in units of the view, shape (m,).
        view: the view.
    """
    corner, sides = _corner(view), _sides(view)[:, None]
    points = (ends - corner) / sides
    if not room.size or is_point(points, room):
        return Shape.POINT, None
    box = tuple(zip(ends.min(axis=1).tolist(), ends.max(axis=1).tolist(), strict=True))
    (h11, h12), (_, h22) = surface.hessian(*ends)
    high, low, *_ = principal(h11, h12, h22)
    if np.mean((low > _LEVEL * high) & (room <= SAME)) > 0.5:
        return Shape.MINIMA, box
    if np.mean((np.stack([*surface.gradient(*ends), high, low]) == 0).all(axis=0)) > 0.5:
        error = surface.value(*ends)
        return Shape.LEVEL if np.ptp(error) <= _ROUNDING * np.abs(error).max() else Shape.STEPS, box
    line = line_through(points, room)
    if line is None:
        return Shape.CURVE, box
    return Shape.LINE, tuple(map(tuple, (corner + sides * line.T).tolist()))


def _links(at_rest: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the pairs of neighbouring starts, shape (2, pairs), that settle as close together as they start.

    They keep a valley in one piece if there are few starts; they reach no farther than SWING.
    """
    number = np.cumsum(at_rest.ravel()).reshape(at_rest.shape) - 1
    reach = min((1 + 1e-6) / (len(at_rest) - 1), SWING)
    pairs = []
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        both = at_rest[one] & at_rest[other]
        pair = np.stack([number[one][both], number[other][both]])
        pairs.append(pair[:, np.hypot(*(points[:, pair[0]] - points[:, pair[1]])) <= reach])
    return np.concatenate(pairs, axis=1)
