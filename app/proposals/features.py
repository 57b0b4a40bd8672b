"""What a function has to show: its stationary points, the lengths over which it changes, its domain."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimizers import Progress, stretched
from surfaces import Surface

from ..maps.curvature import principal
from .stationary import MAXIMUM, MINIMUM, SADDLE, Stationary, stationary
from .terrain import Minimum, Terrain, terrain

Point = tuple[float, float]

_SIZES = 10.0 ** np.concatenate([np.arange(-9, -5) * 2 / 3, np.arange(-7, 9) / 2, np.arange(7, 11) * 2 / 3])
"""Halves of the sides of the grids from which stationary points are searched."""
_RADII = 10.0 ** (np.arange(-28, 25) / 4)
"""Radii at which the shape of E around a point is compared."""
_CIRCLE = np.concatenate(
    [
        np.stack([f(np.arange(16) * math.pi / 8 + 0.2) for f in (np.cos, np.sin)]),
        [[1, -1, 0, 0], [0, 0, 1, -1]],
    ],
    axis=1,
)
"""Directions in which it is compared: all around, and at last along both axes."""
_ALONG = [16, 17], [18, 19]
_ROUNDING = 1e-10
"""E around a point says something if it differs from E there by more than this share."""
_OTHER_SHAPE, _OTHER_GROWTH = 0.4, 0.45
"""E has another shape if it differs by this much, of 2 at most; it grows otherwise if it is e to this power times
as large as a power of the radius says."""
_STEEPEST_AXES = 100.0
"""The ratio of the scales of both axes, at most."""
_FLAT = 1e-6
_MANY = 25
"""Points of a cluster, at most."""
_APART, _WIDEST = 0.08, 0.75
"""Points that belong together are at least so far apart, and reach at most so far, in sides of a view."""
_RESOLVED = 10 / 560
"""The shortest length over which E changes by much, in sides of a view: ten pixels of the usual figure."""
_ROUND_TRIP = 30.0
"""A curve of stationary points is closed if none of its points is so many times as far away as the nearest."""
_AROUND = 5
"""Points of a closed curve, at least."""
_BESIDE = 1.1
"""Of a curve that is not closed, points count that are at most so many times as far away as the nearest."""
_OUT_OF_THE_WAY = 30
"""A curve of minima does not count if it is so many times as far away as another stationary point, or as the
length over which E keeps its shape: floating-point numbers end there, and not the way down."""
_CENTRAL = 3.0
"""Points grow around the origin if the first is at most so many times as far from it as from the next."""
_RIPPLE, _CLOSE = 0.01, 0.1
"""Two points of a kind count as one if E between them differs by less than this share of what it differs among all,
and if they are closer than this share of the usual distance."""
_MUCH = 0.05
"""E changes by much if it does by this share of what it differs between points that belong together."""
_OF_AN_EDGE = 8.0
"""Of a curve that is not closed, points count in views that are at most so many times as large as the length
over which E keeps its shape."""
_OF_CURVE = 12
"""Points of one curve, at most."""
_DEFINED = 0.1
"""E has values around a point if it has in this share of the directions or places."""
_JUMP = 0.3
"""E jumps at a point if it rises, within a thirtieth of a way, by this share of what it rises over all of it."""
_FAR = 100
"""Minima farther from the origin count only if they are lower than all around the origin."""
_CROWD = 3
"""So many equal minima at the end of the domain are but points along it."""
_BESIDE_LOWER = 0.2
"""A kink does not count if a lower one is so near, in its distance from the origin."""
_NEXT_TO_0 = 0.3
"""A point nearer to the origin than this is on a step if E jumps as close to it."""
_PLAIN = 0.2
"""A kink is no minimum if E is level in this share of the directions: it is at the edge of level ground."""
_SMOOTH = 0.05
"""E is smooth at a point if its Hessian tells the gradient close by up to this share."""
_SCATTERED = np.concatenate(
    [
        size * np.stack([np.cos(np.arange(7.0) * 2.4), np.sin(np.arange(7.0) * 1.7)])
        for size in (1e-2, 1.0, 7.0, 300.0)
    ],
    axis=1,
)
_NEAR = ((-10.0, 10.0), (-10.0, 10.0))
_FINE_CIRCLE = np.stack([f(np.arange(128) * math.pi / 64 + 0.01) for f in (np.cos, np.sin)])


@dataclass(frozen=True)
class Features:
    """What a function has to show."""

    points: tuple[Stationary, ...]
    """The stationary points that belong together, the primary one first: a minimum, if there is any."""
    centre: Point
    """The primary point; without any, a point near the origin at which E has a value."""
    lengths: tuple[float, float]
    """How far from the centre, along each axis, E keeps its shape; inf where it does far and wide."""
    growth: float
    """By which power of the distance E grows around the centre."""
    shortest: float
    """The least of such lengths around minima, of those over which E changes by much; inf if there is none."""
    more: bool
    """Whether there are more points, which a view that tells these apart cannot hold."""
    terrain: Terrain
    """The surface far and wide."""


def features(surface: Surface) -> Progress[Features]:
    """Find what a function has to show near the origin, or else where its arithmetic says that it changes.

    This is a generator: it yields the share of the work that is done (see `optimizers.finished`).
    """
    form = _quadratic_form(surface)
    if form is not None:
        return form
    ground = yield from stretched(terrain(surface, _NEAR), 0, 0.5)
    centres: list[Point] = [(0.0, 0.0)]
    if ground.minima and max(map(abs, ground.minima[0][:2])) > 1e-3:
        centres.append(ground.minima[0][:2])
    guesses = [minimum[:2] for minimum in ground.minima]
    found = yield from stretched(stationary(surface, centres, [_SIZES] * len(centres), guesses), 0.5, 0.9)
    found = _without_steps(surface, found)
    found, closed = _without_most_of_curves(found)
    found = _in_reach(surface, _with_kinks(surface, found, ground))
    points, shortest, more = _together(surface, found, _first(surface, found), closed)
    if not points and ground.minima:
        ground = dataclasses.replace(ground, minima=(), bottom=_is_level_below(surface))
    if points:
        centre = points[0].w1, points[0].w2
        at = np.array([point[:2] for point in points]).T
    else:
        centre = _without_points(surface, ground)
        at = np.array([centre]).T
    lengths, growth, _ = own_lengths(surface, at[:, :1], [points[0].accuracy] if points else None)
    return Features(
        points=tuple(points),
        centre=centre,
        lengths=(float(lengths[0, 0]), float(lengths[1, 0])),
        growth=float(growth[0]),
        shortest=shortest,
        more=more,
        terrain=ground,
    )


def _quadratic_form(surface: Surface) -> Features | None:
    """Return the features of a quadratic form that has one stationary point; None for all other functions."""
    (h11, h12), (_, h22) = surface.hessian(*_SCATTERED)
    entries = np.stack([h11, h12, h22])
    size = np.abs(entries).max()
    if not (size > 0 and np.ptp(entries, axis=1).max() <= 1e-13 * size):
        return None
    a, b, c = (float(each[0] / size) for each in entries)
    determinant = a * c - b * b
    g1, g2 = (g / size for g in surface.gradient(0.0, 0.0))
    if not abs(determinant) > 1e-14:
        return None
    w1, w2 = (
        float(f"{w:.12g}") + 0.0 for w in ((b * g2 - c * g1) / determinant, (b * g1 - a * g2) / determinant)
    )
    error = surface.value(w1, w2)
    off1, off2 = _SCATTERED - np.array([[w1], [w2]])
    form = error + size * (a * off1**2 + 2 * b * off1 * off2 + c * off2**2) / 2
    if not np.allclose(surface.value(*_SCATTERED), form, rtol=1e-9, atol=1e-9 * size):
        return None
    kind = SADDLE if determinant < 0 else MINIMUM if a > 0 else MAXIMUM
    point = Stationary(w1, w2, error, kind, is_isolated=True)
    minima = (Minimum(w1, w2, error, 0.0),) if kind == MINIMUM else ()
    ground = Terrain(minima, level=False, empty=False, falls=not minima, bottom=False, nearest=(1.0, 1.0))
    return Features((point,), (w1, w2), (math.inf, math.inf), 2.0, math.inf, False, ground)


def _without_points(surface: Surface, ground: Terrain) -> Point:
    """Return a point around which a function without stationary points is looked at.

    It is the origin where E is defined around it, or else the middle of what is defined nearby.
    """
    along = np.linspace(-1, 1, 18)
    square = np.stack(np.meshgrid(along, along))
    for size in (1.0, 3.0, 10.0, 30.0, 100.0):
        known = np.isfinite(surface.value(*(size * square)))
        if known.all():
            return 0.0, 0.0
        if known.mean() > _DEFINED:
            middle = size * square[:, known].mean(axis=1)
            if math.isfinite(surface.value(*middle.tolist())):
                return float(middle[0]), float(middle[1])
    return ground.nearest or (0.0, 0.0)


def _is_level_below(surface: Surface) -> bool:
    """Tell whether E is lowest on level ground near the origin."""
    points = np.stack(np.meshgrid(*[np.linspace(-10, 10, 41)] * 2))
    error = surface.value(*points)
    lowest = points[:, error == error[np.isfinite(error)].min(initial=np.inf)]
    g1, g2 = surface.gradient(*lowest)
    return lowest.shape[1] > 1 and bool(((g1 == 0) & (g2 == 0)).mean() > 1 - _DEFINED)


def _with_kinks(surface: Surface, found: list[Stationary], ground: Terrain) -> list[Stationary]:
    """Return stationary points with the minima at which E has no slope of 0: those at kinks and at borders."""
    if not ground.minima:
        return found
    at = np.array([minimum[:2] for minimum in ground.minima]).T
    lengths, _, _ = own_lengths(surface, at, [0.0] * len(ground.minima))
    room = np.where(np.isfinite(lengths), lengths, np.maximum(1.0, np.abs(at)))
    known = np.array([point[:2] for point in found if point.kind == MINIMUM]).reshape(-1, 2).T
    reach = 1e-5 * np.maximum(np.abs(at).max(axis=0), 0.1)
    is_kink = _are_kinks(surface, at, reach) & ~_are_along_border(surface, at, reach) & ~_jumps(surface, at)
    new: list[Stationary] = []
    for k, minimum in enumerate(ground.minima):
        others = np.concatenate([known, np.array([point[:2] for point in new]).reshape(-1, 2).T], axis=1)
        away = np.abs((others - at[:, [k]]) / np.maximum(room[:, [k]], 1e-5 * np.abs(at[:, [k]]))).max(axis=0)
        if is_kink[k] and not (away < 0.05).any() and not _is_beside_lower(minimum, ground.minima):
            new.append(Stationary(*minimum[:3], MINIMUM, True, float(reach[k])))
    return [*found, *new]


def _are_along_border(surface: Surface, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Tell which points, shape (2, n), are some of many as low ones at which the domain ends."""
    error = surface.value(*at)
    around = surface.value(*(at[:, None, :] + reach * _FINE_CIRCLE[:, :, None]))
    is_border = ~np.isfinite(around).all(axis=0)
    same = np.abs(error[:, None] - error) <= 1e-3 * np.ptp(error) + 1e-6
    found: np.ndarray = is_border & ((same & is_border).sum(axis=1) >= _CROWD)
    return found


def _in_reach(surface: Surface, found: list[Stationary]) -> list[Stationary]:
    """Return stationary points without minima far away that are no lower than E is near the origin."""
    along = np.linspace(-10, 10, 41)
    error = surface.value(*np.meshgrid(along, along))
    lowest = error[np.isfinite(error)].min(initial=np.inf)
    return [
        point
        for point in found
        if point.kind != MINIMUM
        or math.hypot(*point[:2]) <= _FAR
        or point.error < lowest - 1e-12 * abs(lowest)
    ]


def _without_steps(surface: Surface, found: list[Stationary]) -> list[Stationary]:
    """Return stationary points without those of curves that are on a step of E."""
    if all(point.is_isolated for point in found):
        return found
    jumps = _jumps(surface, np.array([point[:2] for point in found]).T)
    return [point for point, jump in zip(found, jumps, strict=True) if point.is_isolated or not jump]


def _jumps(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Tell next to which points, shape (2, n), E jumps: they are on a step, and nothing says where."""
    away = np.abs(at).max(axis=0)
    reach = np.where(away < _NEXT_TO_0, 2 * away, 1e-3 * np.maximum(away, 0.1))
    heights = []
    for size in (reach, 30 * reach):
        rise = surface.value(*(at[:, None, :] + size * _FINE_CIRCLE[:, ::4, None])) - surface.value(*at)
        heights.append(np.where(np.isfinite(rise), np.abs(rise), 0).max(axis=0))
    found: np.ndarray = heights[0] > _JUMP * heights[1]
    return found


def _is_beside_lower(minimum: Minimum, minima: Sequence[Minimum]) -> bool:
    """Tell whether a minimum is next to a lower one: a search along an edge stops short of its lowest point."""
    room = _BESIDE_LOWER * max(abs(minimum.w1), abs(minimum.w2), 0.1)
    return any(
        other.error < minimum.error - 1e-12 * abs(minimum.error)
        and max(abs(other.w1 - minimum.w1), abs(other.w2 - minimum.w2)) < room
        for other in minima
    )


def _are_kinks(surface: Surface, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Tell which points, shape (2, n), are minima although E has no slope of 0 there, looking so far around.

    Where E is smooth and has a slope, a point is only what a search in a narrow valley took for a minimum.
    """
    there = at[:, None, :] + reach * _FINE_CIRCLE[:, :, None]
    with np.errstate(all="ignore"):
        error, around = surface.value(*at), surface.value(*there)
        known = np.isfinite(around)
        hair = _ROUNDING * 1e-4 * np.abs(error)
        lowest = np.where(known, around, np.inf).min(axis=0)
        level = (np.abs(around - error) <= hair).mean(axis=0) > _PLAIN
        (h11, h12), (_, h22) = surface.hessian(*at)
        g1, g2 = surface.gradient(*at)
        step1, step2 = reach * _FINE_CIRCLE[:, :, None]
        far1, far2 = surface.gradient(*there)
        bent = np.hypot(h11 * step1 + h12 * step2, h12 * step1 + h22 * step2)
        off = np.hypot(far1 - g1 - h11 * step1 - h12 * step2, far2 - g2 - h12 * step1 - h22 * step2)
        height = np.where(known, around - error, 0).max(axis=0)
        wide = surface.value(*(at[:, None, :] + 30 * reach * _FINE_CIRCLE[:, :, None]))
        jumps = height > _JUMP * np.where(np.isfinite(wide), wide - error, 0).max(axis=0)
        is_smooth = (off <= _SMOOTH * (np.hypot(g1, g2) + bent)).all(axis=0)
    found: np.ndarray = (
        (known.mean(axis=0) >= _DEFINED) & (lowest >= error - hair) & ~level & ~is_smooth & ~jumps
    )
    return found


def _without_most_of_curves(found: list[Stationary]) -> tuple[list[Stationary], frozenset[Stationary]]:
    """Return stationary points with but a few of each curve, and which of these are of a closed one.

    They are all around a curve that is closed, else the nearest.
    """
    closed: set[Stationary] = set()
    kept = [point for point in found if point.is_isolated]
    curves: list[list[Stationary]] = []
    for point in found:
        if not point.is_isolated:
            curve = next((curve for curve in curves if same_curve(curve[0], point)), None)
            if curve is None:
                curves.append([point])
            else:
                curve.append(point)
    for curve in curves:
        if curve[0].kind == MAXIMUM and not _is_closed(curve):
            continue  # the edge of a plateau
        away = [math.hypot(*point[:2]) for point in curve]
        least, is_closed = min(away), _is_closed(curve)
        some = _outermost(curve) if is_closed else []
        for _, point in sorted(zip(away, curve, strict=True)):
            far = math.hypot(*point[:2])
            apart = min((_distance(point, other) for other in some), default=math.inf)
            if len(some) < _OF_CURVE and apart >= (0.4 if is_closed else 1.2) * least:
                if is_closed or far <= _BESIDE * least:
                    some.append(point)
        kept += some
        closed |= set(some) if is_closed else set()
    return kept, frozenset(closed)


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
    return bool(np.diff(angles, append=angles[0] + 2 * math.pi).max() < 2)


def _first(surface: Surface, found: Sequence[Stationary]) -> Stationary | None:
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
    if not nearest.is_isolated and math.hypot(*nearest[:2]) > _OUT_OF_THE_WAY * (
        1 + math.hypot(*isolated[:2])
    ):
        return isolated
    least = min(point.error for point in minima)
    reach = 10 * max(math.hypot(*point[:2]) for point in minima if point.error == least)
    hair = 1e-9 * max(abs(point.error - least) for point in found if math.hypot(*point[:2]) <= reach)
    lowest = min((point for point in minima if point.error <= least + hair), key=_from_origin)
    reach = max(math.hypot(*lowest[:2]), 1.0) * np.array([1.5, 3, 10, 30, 100])
    outside = surface.value(*(reach[:, None] * _FINE_CIRCLE[:, None, :]))
    is_near = math.hypot(*lowest[:2]) <= 10 * (1 + math.hypot(*nearest[:2]))
    is_global = is_near and not (outside < lowest.error - hair).any()
    return lowest if is_global else nearest


def _from_origin(point: Stationary) -> tuple[float, float, float]:
    return round(math.hypot(point.w1, point.w2), 9), point.w1, point.w2


def _together(
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
    others = [
        _distance(point, first) for point in found if point is not first and not same_curve(point, first)
    ]
    is_central = math.hypot(*first[:2]) <= _CENTRAL * min(others, default=0.0)
    away = {point: max(map(abs, point[:2])) if is_central else _distance(point, first) for point in found}
    near = sorted(found, key=lambda point: (round(away[point], 9), point.w1, point.w2))[: 2 * _MANY]
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
        height = max((abs(other.error - point.error) for other in chosen), default=0.0)
        if (
            min(apart, nearest) < _APART * side
            or _shortest(narrow, height) < _RESOLVED * side
            or len(chosen) == _MANY
        ):
            more = True
            break
        chosen.append(point)
        apart, short = min(apart, nearest), narrow
        low, high = wider
    height = max((abs(point.error - first.error) for point in chosen), default=0.0)
    return chosen, _shortest(short, height), more


def _told_apart(surface: Surface, near: list[Stationary]) -> list[Stationary]:
    """Return points without those that only ripple: next to another one of their kind, with hardly a rise between."""
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
    """Return the least of some lengths, but of those over which E hardly rises."""
    much = [length for length, rise in lengths if rise >= _MUCH * height > 1e-9 * rise]
    return min(much, default=math.inf)


def same_curve(one: Stationary, other: Stationary) -> bool:
    """Tell whether two points may be of the same curve of stationary points."""
    return (
        not (one.is_isolated or other.is_isolated)
        and one.kind == other.kind
        and math.isclose(one.error, other.error, rel_tol=1e-6, abs_tol=1e-12)
    )


def _distance(one: Stationary, other: Stationary) -> float:
    return max(abs(one.w1 - other.w1), abs(one.w2 - other.w2))


def axes_at(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Return the scales of both axes at points, shape (2, n), of product 1: E looks round in units of them.

    They are those of the box around an ellipse on which the second-order model of E rises by the same, where
    curvatures count by their size. Where E does not curve along a direction, both axes are alike.
    """
    (h11, h12), (_, h22) = surface.hessian(*at)
    with np.errstate(all="ignore"):
        high, low, cosine, sine = principal(h11, h12, h22)
        high, low = np.abs(high), np.abs(low)
        most = np.maximum(high, low)
        high, low = (np.where(each < _FLAT * most, most, each) for each in (high, low))
        first = np.sqrt(cosine**2 / high + sine**2 / low)
        second = np.sqrt(sine**2 / high + cosine**2 / low)
        ratio = np.clip(np.sqrt(first / second), 1 / math.sqrt(_STEEPEST_AXES), math.sqrt(_STEEPEST_AXES))
    ratio = np.where(np.isfinite(ratio), ratio, 1.0)
    return np.stack([ratio, 1 / ratio])


def own_lengths(surface: Surface, at: np.ndarray, accuracy: Sequence[float] | None) -> tuple[np.ndarray, ...]:
    """Return how far E keeps its shape around points, along each axis, shape (2, n), and how it grows there.

    Around a point E rises by f(r, φ). As long as f is the product of a power of r and a function of φ, as
    for a quadratic form, nothing tells one distance from another. The length is the least r at which it is
    not, or at which E is not defined in directions in which it was. The two directions of an axis are also
    looked at by themselves: where E is steep along one axis, what happens along the other one hardly counts
    in the whole.

    Args:
        surface: the surface.
        at: the points, shape (2, n).
        accuracy: how far off stationary points may be, for each; None for points that are not stationary.

    Returns:
        the lengths; by which power of the distance E grows, shape (n,); and how much it rises over the length.
    """
    axes = axes_at(surface, at)
    room = _RADII[:, None, None, None] * axes[None, :, None, :] * _CIRCLE[None, :, :, None]
    around = surface.value(*(at[:, None, :] + room).swapaxes(0, 1))
    error = surface.value(*at)
    sure = np.ones((_RADII.size, at.shape[1]), dtype=bool)
    with np.errstate(all="ignore"):
        rise = around - error
        if accuracy is not None:  # closer by, E only tells how near to a stationary point the point is
            (h11, h12), (_, h22) = surface.hessian(*at)
            bend = np.abs(np.stack([h11, h12, h22])).max(axis=0)
            off = np.nan_to_num(np.hypot(*surface.gradient(*at)) / bend, nan=np.inf)
            sure &= _RADII[:, None] > np.minimum(100 * off, 1e-4 * np.maximum(np.abs(at).max(axis=0), 1e-2))
            sure &= _RADII[:, None] > np.maximum(1e-7 * np.abs(at).max(axis=0), 3 * np.array(accuracy))
    lengths = np.full(at.shape, math.inf)
    growth, rises = np.full(at.shape[1], 2.0), np.full(at.shape[1], math.inf)
    for k in range(at.shape[1]):
        growth[k], row = _other_shape(rise[:, :, k], sure[:, k], error[k])
        row = min(row, *(_other_shape(rise[:, each, k], sure[:, k], error[k])[1] for each in _ALONG))
        if row < _RADII.size:
            lengths[:, k] = axes[:, k] * _RADII[row]
            rises[k] = np.abs(rise[row, :, k]).max(where=np.isfinite(rise[row, :, k]), initial=0)
    return lengths, growth, rises


def _other_shape(rise: np.ndarray, sure: np.ndarray, error: float) -> tuple[float, int]:
    """Return by which power of the radius E grows around a point, and from which radius on otherwise.

    Args:
        rise: by how much E is higher than at the point, shape (radii, directions).
        sure: at which radii that tells something, shape (radii,).
        error: E at the point.

    Returns:
        the power, and the index of the first radius at which the shape differs; that behind the last, if none.
    """
    known = np.isfinite(rise)
    with np.errstate(all="ignore"):
        size = np.sqrt((np.where(known, rise, 0) ** 2).mean(axis=1))
        rows = np.flatnonzero(sure & (size > _ROUNDING * abs(error) + 1e-290))
        if rows.size < 8:
            return 2.0, _RADII.size
        first = rows[2]
        shape = np.where(known, rise, 0)[first:] / size[first:, None]
        slope = np.log(size[first + 3] / size[first]) / np.log(_RADII[first + 3] / _RADII[first])
        expected = np.log(size[first]) + slope * np.log(_RADII[first:] / _RADII[first])
        other = np.abs(np.log(size[first:]) - expected) > _OTHER_GROWTH
        other |= np.abs(shape - shape[0]).mean(axis=1) > _OTHER_SHAPE
        other |= (known[first:] != known[first]).any(axis=1)
    return float(slope) if math.isfinite(slope) else 2.0, int(
        first + np.argmax(other)
    ) if other.any() else _RADII.size
