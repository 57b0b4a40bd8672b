"""Attractors: the places where runs have settled, clustered, and what each cluster is."""

import enum
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from surfaces import Surface

from ..settings import View
from .clusters import clusters
from .curvature import principal_at
from .extents import SAME, box, is_point, line_through
from .settling import LEVEL, ROUNDING, SWING, TOLERANCE, sides_of

MOST_ATTRACTORS = 9
"""The most attractors of a map; the known minima come first."""
LEAST_SHARE = 0.002
"""Least share of the starts for an attractor of its own; a known minimum needs none."""

ELSEWHERE = -1
"""A start without an attractor: the run settles in none of the attractors of the map."""
MOVING = -2
"""The run still moves at its last step."""
NOT_FINITE = -3
"""The run ends early, because something is not finite."""
NO_START = -4
"""The run has no first step at all."""


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
    """Several minima, too close together to be attractors of their own."""


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


def attractors_of(
    surface: Surface, at_rest: np.ndarray, ends: np.ndarray, room: np.ndarray, view: View
) -> tuple[np.ndarray, tuple[Attractor, ...]]:
    """Return for each settled run an index or ELSEWHERE, and the attractors.

    `at_rest`, shape (n, n), tells the runs that have settled, `ends`, shape (2, m), where they have, and
    `room`, shape (m,), how far off each of these places may be.
    """
    count, known = ends.shape[1], len(surface.minima)
    points = np.concatenate([ends, np.array(surface.minima).reshape(known, 2).T], axis=1)
    points = (points - _corner(view)) / sides_of(view)[:, None]
    labels = clusters(points, TOLERANCE, _links(at_rest, points))
    labels, of_minima = labels[:count], labels[count:]
    kind = np.full(count, ELSEWHERE, dtype=np.int8)
    nearest = np.full(count, np.inf)
    for index in range(known):
        distance = np.hypot(*(points[:, :count] - points[:, count + index, None]))
        here = (labels == of_minima[index]) & (distance < nearest)
        kind[here], nearest[here] = index, distance[here]

    def attractor(at: Sequence[float], members: np.ndarray, is_known: bool) -> Attractor:
        shape, reach = _shape(surface, ends[:, members], room[members], view)
        w1, w2 = at[0] + 0.0, at[1] + 0.0  # no −0
        return Attractor(w1, w2, surface.value(w1, w2), is_known, shape, reach or ((w1, w1), (w2, w2)))

    attractors = [attractor(at, kind == index, is_known=True) for index, at in enumerate(surface.minima)]
    others = np.flatnonzero(kind == ELSEWHERE)
    found, one, sizes = np.unique(labels[others], return_index=True, return_counts=True)
    order = np.lexsort((surface.value(*ends[:, others[one]]), -sizes))[: max(0, MOST_ATTRACTORS - known)]
    for label in found[order[sizes[order] >= LEAST_SHARE * at_rest.size]]:
        members = np.flatnonzero(labels == label)
        offset = points[:, members] - points[:, members].mean(axis=1, keepdims=True)
        middle = ends[:, members[np.argmin(np.hypot(*offset))]]
        kind[members] = len(attractors)
        attractors.append(attractor(middle.tolist(), members, is_known=False))
    return kind, tuple(attractors)


def _corner(view: View) -> np.ndarray:
    return np.array([[low] for low, _ in view])


def _shape(surface: Surface, ends: np.ndarray, room: np.ndarray, view: View) -> tuple[Shape, View | None]:
    """Return what the places of a cluster are, and how far they reach; None for a point.

    They are a point if all of them may be the same place. Otherwise the majority decides. If E curves upwards
    there in all directions, they are several minima. If E has neither a slope nor a curvature there, they are
    an area. Else they are a valley.

    `ends`, shape (2, m), are the places, and `room`, shape (m,), how far off they may be, in units of the
    view.
    """
    corner, sides = _corner(view), sides_of(view)[:, None]
    points = (ends - corner) / sides
    if not room.size or is_point(points, room):
        return Shape.POINT, None
    reach = box(ends.min(axis=1), ends.max(axis=1))
    high, low, *_ = principal_at(surface, ends)
    if np.mean((low > LEVEL * high) & (room <= SAME)) > 0.5:
        return Shape.MINIMA, reach
    if np.mean((np.stack([*surface.gradient(*ends), high, low]) == 0).all(axis=0)) > 0.5:
        error = surface.value(*ends)
        return Shape.LEVEL if np.ptp(error) <= ROUNDING * np.abs(error).max() else Shape.STEPS, reach
    line = line_through(points, room)
    if line is None:
        return Shape.CURVE, reach
    first, last = (corner + sides * line.T).T
    return Shape.LINE, box(first, last)


def _links(at_rest: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return the pairs of neighbouring starts, shape (2, pairs), whose runs settle close together.

    That is no farther apart than they start, and than SWING. If there are few starts, such pairs keep the
    places in a valley in one cluster.
    """
    number = np.cumsum(at_rest.ravel()).reshape(at_rest.shape) - 1
    reach = min((1 + 1e-6) / (len(at_rest) - 1), SWING)
    pairs = []
    for one, other in ((np.s_[:, :-1], np.s_[:, 1:]), (np.s_[:-1], np.s_[1:])):
        both = at_rest[one] & at_rest[other]
        pair = np.stack([number[one][both], number[other][both]])
        pairs.append(pair[:, np.hypot(*(points[:, pair[0]] - points[:, pair[1]])) <= reach])
    return np.concatenate(pairs, axis=1)
