"""Which stationary points belong together: a view can hold them and tell them apart."""

import math
from collections.abc import Sequence

import numpy as np

from surfaces import Surface

from .kinks import CIRCLE
from .lengths import own_lengths
from .stationary import MAXIMUM, MINIMUM, Stationary
from .views import APART, FINEST

_MOST = 25
"""The most points of a group."""
_WIDEST = 0.75
"""The largest extent of points that belong together, in sides of a view."""
_ROUND_TRIP = 30.0
"""A curve of stationary points is not closed if one is this many times as far away as the nearest."""
_AROUND = 5
"""The fewest points of a closed curve."""
_GAP = 2.0
"""The widest angle between two points of a closed curve, in radians."""
_OF_CURVE = 12
"""The most points that are kept of one curve."""
_ASIDE = 0.4
"""The least distance of two kept points of a closed curve, in that of its nearest point from the origin."""
_ASIDE_OPEN = 1.2
"""The same for an open curve."""
_BESIDE = 1.1
"""Points of an open curve count if they are at most this many times as far away as its nearest point."""
_OUT_OF_THE_WAY = 30
"""A curve of minima does not count if it is this many times as far away as another stationary point, or as
the length over which E keeps its shape: there E is level only by rounding."""
_OF_AN_EDGE = 8.0
"""Points of an open curve count in views that are at most this many times as large as the length over which E
keeps its shape."""
_AT_FIRST = 0.1
"""Such a point shows no more than the first one if it is closer to that than this share of the length."""
_CENTRAL = 3.0
"""A group grows around the origin if its first point is at most this many times as far from it as from the
next point."""
_LOWEST_WITHIN = 10.0
"""The lowest minimum counts if it is at most this many times as far away as the nearest one."""
_DEEPER = 3.0
"""It is deep if E there is lower than at the nearest one by more than this many times the range of E in a
disc around the origin that holds the nearest one."""
_DEEP_WITHIN = 300.0
"""If it is deep, it also counts up to this distance from the origin."""
_RINGS = np.array([1.5, 3, 10, 30, 100])
"""Radii of circles on which E must not be lower than at the lowest minimum, in its distance from 0."""
_RIPPLE = 0.01
"""Two points of a kind may count as one if E, at both and halfway, is the same up to this share of its range
over all points."""
_CLOSE = 0.1
"""They do if they are closer than this share of the median distance of all points from the first one."""
_FAINT = 1e-9
"""A point does not count if E rises around it by less than this share of its difference from the others."""
_MUCH = 0.05
"""E changes by much if it changes by this share of its differences between the points of a group."""


def without_most_of_curves(found: list[Stationary]) -> tuple[list[Stationary], frozenset[Stationary]]:
    """Return stationary points with only a few of each curve, and those of them that are on a closed curve.

    On a closed curve they are spread all around; of an open one they are the nearest.
    """
    closed: set[Stationary] = set()
    kept = [point for point in found if point.is_isolated]
    for curve in curves_of(found):
        if curve[0].kind == MAXIMUM and not _is_closed(curve):
            continue  # the edge of a plateau
        away = [math.hypot(*point[:2]) for point in curve]
        least, is_closed = min(away), _is_closed(curve)
        some = _outermost(curve) if is_closed else []
        for _, point in sorted(zip(away, curve, strict=True)):
            far = math.hypot(*point[:2])
            apart = min((_distance(point, other) for other in some), default=math.inf)
            aside = _ASIDE if is_closed else _ASIDE_OPEN
            is_near = is_closed or far <= _BESIDE * least
            if is_near and len(some) < _OF_CURVE and apart >= aside * least:
                some.append(point)
        kept += some
        closed |= set(some) if is_closed else set()
    return kept, frozenset(closed)


def curves_of(found: Sequence[Stationary]) -> list[list[Stationary]]:
    """Return the stationary points that are not isolated, those of each curve together."""
    curves: list[list[Stationary]] = []
    for point in found:
        if not point.is_isolated:
            curve = next((curve for curve in curves if same_curve(curve[0], point)), None)
            if curve is None:
                curves.append([point])
            else:
                curve.append(point)
    return curves


def _outermost(curve: list[Stationary]) -> list[Stationary]:
    """Return the points of a curve that lie farthest along both axes."""
    ends = [end(curve, key=lambda point: point[axis]) for axis in (0, 1) for end in (min, max)]
    return list(dict.fromkeys(ends))


def _is_closed(curve: list[Stationary]) -> bool:
    """Tell whether the points of a curve lie all around their middle, and none of them far away."""
    at = np.array([point[:2] for point in curve])
    away = np.hypot(*at.T)
    if len(curve) < _AROUND or away.max() > _ROUND_TRIP * away.min():
        return False
    angles = np.sort(np.arctan2(*(at - (at.min(axis=0) + at.max(axis=0)) / 2).T))
    return bool(np.diff(angles, append=angles[0] + 2 * math.pi).max() < _GAP)


def first_of(surface: Surface, found: Sequence[Stationary]) -> Stationary | None:
    """Return the point from which those that belong together grow.

    It is the lowest minimum, if E is nowhere lower farther out, or else the minimum that is nearest to the
    origin; without minima the point that is nearest.
    """
    if not found:
        return None
    minima = [point for point in found if point.kind == MINIMUM]
    nearest = min(minima or found, key=_from_origin)
    isolated = min((point for point in found if point.is_isolated), key=_from_origin, default=nearest)
    if not minima:
        return nearest
    far = _OUT_OF_THE_WAY * (1 + math.hypot(*isolated[:2]))
    if not nearest.is_isolated and math.hypot(*nearest[:2]) > far:
        return isolated
    least = min(point.error for point in minima)
    radius = 10 * max(math.hypot(*point[:2]) for point in minima if point.error == least)
    hair = 1e-9 * max(abs(point.error - least) for point in found if math.hypot(*point[:2]) <= radius)
    lowest = min((point for point in minima if point.error <= least + hair), key=_from_origin)
    rings = max(math.hypot(*lowest[:2]), 1.0) * _RINGS
    outside = surface.value(*(rings[:, None] * CIRCLE[:, None, :]))
    reach = 1 + math.hypot(*nearest[:2])
    around = surface.value(*(2 * reach * np.linspace(0.1, 1, 10)[:, None] * CIRCLE[:, None, :]))
    is_deep = nearest.error - lowest.error > _DEEPER * (np.nanmax(around) - np.nanmin(around))
    is_near = math.hypot(*lowest[:2]) <= max(_LOWEST_WITHIN * reach, _DEEP_WITHIN if is_deep else 0.0)
    is_global = is_near and not (outside < lowest.error - hair).any()
    return lowest if is_global else nearest


def _from_origin(point: Stationary) -> tuple[float, float, float]:
    return round(math.hypot(point.w1, point.w2), 9), point.w1, point.w2


def together(
    surface: Surface, found: Sequence[Stationary], first: Stationary | None, closed: frozenset[Stationary]
) -> tuple[list[Stationary], float, bool]:
    """Return the points that belong together, the first one first.

    They grow from the first one, or from the origin if that is close, each time by the nearest point, as long
    as a view that holds them all tells them apart, and shows the lengths over which E changes around minima.

    Returns:
        the points, the shortest of those lengths, and whether there are more points.
    """
    if first is None:
        return [], math.inf, False
    others = (point for point in found if point is not first and not same_curve(point, first))
    next_to_it = min((_distance(point, first) for point in others), default=0.0)
    is_central = math.hypot(*first[:2]) <= _CENTRAL * next_to_it
    away = {point: max(map(abs, point[:2])) if is_central else _distance(point, first) for point in found}
    near = sorted(found, key=lambda point: (round(away[point], 9), point.w1, point.w2))[: 2 * _MOST]
    near = _told_apart(surface, [first, *(point for point in near if point is not first)])
    lengths, _, rises = own_lengths(
        surface, np.array([point[:2] for point in near]).T, [point.accuracy for point in near]
    )
    own = lengths.max(axis=0)
    chosen: list[Stationary] = []
    short: list[tuple[float, float]] = []
    low, high = np.array(first[:2]), np.array(first[:2])
    apart, more = math.inf, False
    for point, length, rise in zip(near, own.tolist(), rises.tolist(), strict=True):
        is_along = not (point.is_isolated or point in closed or point is first)
        if is_along and math.hypot(*point[:2]) > _OUT_OF_THE_WAY * length:
            continue
        nearest = min(
            (_distance(point, other) for other in chosen if not same_curve(point, other)), default=math.inf
        )
        narrow = [*short, (length, rise)] if point.kind == MINIMUM else short
        wider = np.minimum(low, point[:2]), np.maximum(high, point[:2])
        side = (wider[1] - wider[0]).max() / _WIDEST
        if is_along and not (same_curve(point, first) and side < _OF_AN_EDGE * own[0]):
            continue
        if is_along and math.isfinite(own[0]) and _distance(point, first) < _AT_FIRST * own[0]:
            continue
        height = max((abs(other.error - point.error) for other in chosen), default=0.0)
        if rise < _FAINT * height:
            continue
        is_seen = min(apart, nearest) >= APART * side and _shortest(narrow, height) >= FINEST * side
        if not is_seen or len(chosen) == _MOST:
            more = True
            break
        chosen.append(point)
        apart, short = min(apart, nearest), narrow
        low, high = wider
    height = max((abs(point.error - first.error) for point in chosen), default=0.0)
    return chosen, _shortest(short, height), more


def _told_apart(surface: Surface, near: list[Stationary]) -> list[Stationary]:
    """Return points without mere ripples: those next to one of their kind, with hardly a rise between."""
    errors = np.array([point.error for point in near])
    height = np.ptp(errors)
    close = _CLOSE * float(np.median([_distance(point, near[0]) for point in near]))
    kept: list[Stationary] = []
    for point in near:
        for other in kept:
            is_alike = point.kind == other.kind and abs(point.error - other.error) <= _RIPPLE * height
            if is_alike and point.is_isolated and _distance(point, other) < close:
                between = surface.value((point.w1 + other.w1) / 2, (point.w2 + other.w2) / 2)
                if abs(between - point.error) <= _RIPPLE * height:
                    break
        else:
            kept.append(point)
    return kept


def _shortest(lengths: list[tuple[float, float]], height: float) -> float:
    """Return the least of some lengths, without those over which E hardly rises."""
    much = [length for length, rise in lengths if rise >= _MUCH * height > 1e-9 * rise]
    return min(much, default=math.inf)


def same_curve(one: Stationary, other: Stationary) -> bool:
    """Tell whether two points may be on the same curve of stationary points."""
    return (
        not (one.is_isolated or other.is_isolated)
        and one.kind == other.kind
        and math.isclose(one.error, other.error, rel_tol=1e-6, abs_tol=1e-12)
    )


def _distance(one: Stationary, other: Stationary) -> float:
    return max(abs(one.w1 - other.w1), abs(one.w2 - other.w2))
