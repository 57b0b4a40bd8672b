"""What a function has to show: its stationary points, the lengths over which it changes, its domain."""

import dataclasses
import math
from dataclasses import dataclass

import numpy as np

from optimizers import Progress, stretched, without_warnings
from surfaces import Surface

from ..maps.curvature import principal_at
from .groups import curves_of, first_of, together, without_most_of_curves
from .kinks import DEFINED, with_kinks, without_steps
from .lengths import own_lengths
from .samples import grid
from .stationary import MAXIMUM, MINIMUM, SADDLE, Stationary, stationary
from .terrain import Minimum, Terrain, terrain
from .views import Point

_NEAR = ((-10.0, 10.0), (-10.0, 10.0))
"""The box around which minima are searched."""
_SIZES = 10.0 ** np.concatenate([np.arange(-9, -5) * 2 / 3, np.arange(-7, 9) / 2, np.arange(7, 11) * 2 / 3])
"""Halves of the sides of the grids from which stationary points are searched."""
_FAR = 100
"""Minima farther from the origin count only if E is lower there than near the origin."""
_BESIDE = 1.0
"""Whether a curve goes past the origin is seen at its points on the same side of it, or within this distance
of the nearest one."""
_LEADS_AWAY = 0.7
"""One point of a curve leads away from the origin if the cosine between both directions is larger."""
_LEVEL = 1e-6
"""E is level along a curve where it rises by at most this share of what it rises on its other side."""
_STRAIGHT = 0.1
"""A curve has a direction at a point if E curves along it by at most this share of the larger |λ|."""
_GRID = grid(41)
_TURNS = np.arange(7.0)
_SCATTERED = np.concatenate(
    [size * np.stack([np.cos(2.4 * _TURNS), np.sin(1.7 * _TURNS)]) for size in (1e-2, 1.0, 7.0, 300.0)],
    axis=1,
)
"""Points at which a function may be compared with a quadratic form."""
_CONSTANT = 1e-13
"""The Hessian of a quadratic form may differ between points by this share."""
_EQUAL = 1e-9
"""E of a quadratic form may be off by this share."""
_SINGULAR = 1e-14


@dataclass(frozen=True)
class Features:
    """What a function has to show."""

    points: tuple[Stationary, ...]
    """The stationary points that belong together, the primary one first: a minimum, if there is any."""
    centre: Point
    """The primary point; without any, a point near the origin at which E has a value."""
    lengths: tuple[float, float]
    """How far from the centre, along each axis, E keeps its shape; inf if it always does."""
    growth: float
    """The power of the distance with which E grows around the centre."""
    shortest: float
    """The shortest length of this kind around a minimum over which E changes by much; inf if there is
    none."""
    more: bool
    """Whether there are more points than a view can hold and show apart."""
    terrain: Terrain
    """The surface at all scales."""


@without_warnings
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
    found = without_steps(surface, found)
    found = yield from stretched(with_kinks(surface, found, ground.minima), 0.9, 1)
    found, closed = without_most_of_curves(_without_half_lines(surface, found))
    found = _in_reach(surface, found)
    points, shortest, more = together(surface, found, first_of(surface, found), closed)
    if not points and ground.minima:
        ground = dataclasses.replace(ground, minima=(), bottom=_is_level_below(surface))
    centre = points[0][:2] if points else _without_points(surface, ground)
    accuracy = [points[0].accuracy] if points else None
    lengths, growth, _ = own_lengths(surface, np.array([centre]).T, accuracy)
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
    if not (size > 0 and np.ptp(entries, axis=1).max() <= _CONSTANT * size):
        return None
    a, b, c = (float(each[0] / size) for each in entries)
    determinant = a * c - b * b
    g1, g2 = (g / size for g in surface.gradient(0.0, 0.0))
    if not abs(determinant) > _SINGULAR:
        return None
    place = (b * g2 - c * g1) / determinant, (b * g1 - a * g2) / determinant
    w1, w2 = (float(f"{w:.12g}") + 0.0 for w in place)
    error = surface.value(w1, w2)
    off1, off2 = _SCATTERED - np.array([[w1], [w2]])
    form = error + size * (a * off1**2 + 2 * b * off1 * off2 + c * off2**2) / 2
    if not np.allclose(surface.value(*_SCATTERED), form, rtol=_EQUAL, atol=_EQUAL * size):
        return None
    kind = SADDLE if determinant < 0 else MINIMUM if a > 0 else MAXIMUM
    point = Stationary(w1, w2, error, kind, is_isolated=True)
    minima = (Minimum(w1, w2, error, 0.0),) if kind == MINIMUM else ()
    ground = Terrain(minima, level=False, empty=False, falls=not minima, bottom=False, nearest=(1.0, 1.0))
    return Features((point,), (w1, w2), (math.inf, math.inf), 2.0, math.inf, False, ground)


def _without_points(surface: Surface, ground: Terrain) -> Point:
    """Return the centre for a function without stationary points.

    It is the origin if E is defined around it, or else the middle of what is defined nearby.
    """
    for size in (1.0, 3.0, 10.0, 30.0, 100.0):
        known = np.isfinite(surface.value(*(size * _GRID[:, 1:-1:2, 1:-1:2])))
        if known.all():
            return 0.0, 0.0
        if known.mean() > DEFINED:
            middle = size * _GRID[:, 1:-1:2, 1:-1:2][:, known].mean(axis=1)
            if math.isfinite(surface.value(*middle.tolist())):
                return float(middle[0]), float(middle[1])
    return ground.nearest or (0.0, 0.0)


def _is_level_below(surface: Surface) -> bool:
    """Tell whether E is lowest on level ground near the origin: at points beside each other without slope."""
    error = surface.value(*(10 * _GRID))
    is_lowest = error == error[np.isfinite(error)].min(initial=np.inf)
    beside = (is_lowest[1:] & is_lowest[:-1]).any() or (is_lowest[:, 1:] & is_lowest[:, :-1]).any()
    g1, g2 = surface.gradient(*(10 * _GRID[:, is_lowest]))
    return bool(beside) and bool(((g1 == 0) & (g2 == 0)).mean() > 1 - DEFINED)


def _in_reach(surface: Surface, found: list[Stationary]) -> list[Stationary]:
    """Return stationary points without those minima far away that are no lower than E near the origin."""
    error = surface.value(*(10 * _GRID))
    lowest = error[np.isfinite(error)].min(initial=np.inf)
    return [
        point
        for point in found
        if point.kind != MINIMUM
        or math.hypot(*point[:2]) <= _FAR
        or point.error < lowest - 1e-12 * abs(lowest)
    ]


def _without_half_lines(surface: Surface, found: list[Stationary]) -> list[Stationary]:
    """Return stationary points without curves of minima that begin where they are nearest to the origin.

    There level ground begins, or a slope that falls off has become 0 by rounding, as that of exp(−w1). All
    other curves go past the origin.
    """

    def begins(curve: list[Stationary]) -> bool:
        at = np.array([point[:2] for point in curve])
        nearest = at[np.argmin(np.hypot(*at.T))]
        far, away = math.hypot(*nearest), np.hypot(*(at - nearest).T)
        axes = principal_at(surface, nearest[:, None])
        if np.minimum(np.abs(axes.high), np.abs(axes.low)) > _STRAIGHT * axes.steepest:
            return False
        is_beside = (away > 0) & ((at @ nearest > 0) | (away <= _BESIDE))
        along = (at - nearest)[is_beside] @ axes.soft[:, 0]
        if along.size:
            leads_away = (along > 0).all() or (along < 0).all()
        else:
            leads_away = abs(nearest @ axes.soft[:, 0]) > _LEADS_AWAY * far > _LEADS_AWAY * _BESIDE
        reach = np.abs(along).max(initial=0) or far / 2
        beside = surface.value(*(nearest[:, None] + reach * axes.soft * np.array([-1, 1])))
        rises = beside - surface.value(*nearest)
        return bool(leads_away and not rises.min() > _LEVEL * rises.max())

    lines = curves_of([point for point in found if point.kind == MINIMUM and not point.is_isolated])
    gone = {point for curve in lines if begins(curve) for point in curve}
    return [point for point in found if point not in gone]
