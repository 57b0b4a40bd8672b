"""What a surface looks like far and wide: whether it has values, whether it is level, where minima are."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from optimizers import Progress, stretched, without_warnings
from surfaces import Surface
from surfaces.linear import linear_parts

from ..maps.curvature import principal_at
from ..settings import View
from . import views
from .samples import circle, grid

SCALES = 10.0 ** np.arange(-7, 5)
"""Scales to look at, in halves of the view's sides."""
REACH = 2000
"""Minima farther away from all centres of grids than this are out of reach, in halves of the view's sides."""
_GRID = 17
"""Points along each axis of a grid that covers a scale."""
_SEEDS = 10
"""The most points of a grid from which a minimum is searched."""
_ROUNDS = 48
"""Rounds of the search with a pattern."""
_POLISHING = 16
"""Newton steps after these."""
_PART = 8
"""Rounds from one report of progress to the next."""
_RINGS = 10.0 ** np.arange(-10, 5)
"""Radii of rings around a minimum, in halves of the view's sides."""
_DIRECTIONS = circle(16)
_TROUGH = 2
"""Directions in which E may stay the same where it rises in all others: those along a trough."""
_DECADES = 2
"""A minimum is surrounded by higher rings over at least this many decades of radii."""
_GROWTH, _MUCH = 1.5, 0.1
"""E falls to a pole if in some direction it makes the second share of its rise over the decades within the
first ring, and if its rise from ring to ring grows at most by the first factor."""
_ALIKE = 1e-6
"""Minima no farther apart than this are one, in halves of the view's sides."""
_LOWER = 0.1
"""Minima out of the view do not count if this share of the view is lower."""
_MOST = 24
"""The most minima."""
_LINES = 12
"""The most lines that are crossed with each other."""
_HIGHEST = 1e150
_ROUNDING = 1e-12


class Minimum(NamedTuple):
    """A minimum that was found: about where, and E there."""

    w1: float
    w2: float
    error: float
    accuracy: float
    """How far away the lowest point may be, in halves of the view's sides; 0 if as near as floats tell."""


@dataclass(frozen=True)
class Terrain:
    """A surface around a view, as far as a search of bounded effort tells."""

    minima: tuple[Minimum, ...]
    """Those in the view come first, then those up to ten times as far away, and so on; each lowest first."""
    level: bool
    """E has one value, wherever it has any."""
    empty: bool
    """E has no value anywhere."""
    falls: bool
    """There is no minimum, and E is lower outside the view, or close to a point in it, than on its grid."""
    bottom: bool
    """There is no minimum, because E is lowest on level ground."""
    nearest: tuple[float, float] | None
    """The point with an E and a slope that is nearest to the middle of the view; None if there is none."""


@without_warnings
def terrain(surface: Surface, view: View) -> Progress[Terrain]:
    """Look for the minima of a surface, on scales from a ten-millionth of the view to thousands of it.

    This is a generator: it yields the share of the work that is done (see `optimizers.finished`).

    Grids of all scales are laid around the middle of the view and around the origin. From their lowest points
    a pattern search follows E downwards, without derivatives: it enlarges its pattern where it moves on, and
    shrinks it where it stays. Newton steps follow. What is lower than all rings around it is a minimum.

    A narrow hollow far away lies between the points of all grids. So if no minimum is found, the arithmetic
    of E tells points to try (see `_crossings`), and grids are laid around the best of them.
    """
    found, least = yield from stretched(_seen(surface, view, (0.0, 0.0)), 0, 0.6)
    if found.minima:
        return found
    points = _crossings(surface)
    error = surface.value(*points)
    new = np.isfinite(error) & ((error != least) if found.level else (error < least))
    if new.any():
        there = points[:, new][:, np.argmin(error[new])]
        found, _ = yield from stretched(_seen(surface, view, there), 0.6, 1)
    return found


@np.errstate(all="ignore")
def is_empty(surface: Surface, view: View) -> bool:
    """Tell whether E has no value far and wide."""
    _, _, _, points = _around(view, (0.0, 0.0))
    return not any(np.isfinite(surface.value(*some)).any() for some in (points, _crossings(surface)))


def _seen(surface: Surface, view: View, there: ArrayLike) -> Progress[tuple[Terrain, float]]:
    """Look around the middle of the view and another point; return the least E on the grids, too."""
    middle, half, scale, points = _around(view, there)
    error = surface.value(*points)
    known = np.isfinite(error)
    if not known.any():
        return Terrain((), level=False, empty=True, falls=False, bottom=False, nearest=None), np.inf
    nearest = _nearest(surface, points, middle, half)
    least = error[known].min()
    if not error[known].max() > least:
        return Terrain((), level=True, empty=False, falls=False, bottom=False, nearest=nearest), least
    at, size = _seeds(error, points, scale)
    yield 0.1
    at = yield from stretched(_searched(surface, at, size, half), 0.1, 0.5)
    at = yield from stretched(_polished(surface, _different(at, half)), 0.5, 0.9)
    view_grid = np.searchsorted(SCALES, 1)
    over_view = error[view_grid][known[view_grid]]
    minima = _sorted(_minima(surface, at, (middle, there), half), over_view, middle, half)
    falls = not minima and bool(least < over_view.min(initial=np.inf))
    lowest = points[:, view_grid, error[view_grid] == least]
    bottom = not (minima or falls) and lowest.shape[1] > 1 and not np.any(surface.gradient(*lowest))
    return Terrain(minima, level=False, empty=False, falls=falls, bottom=bottom, nearest=nearest), least


def _around(view: View, there: ArrayLike) -> tuple[np.ndarray, ...]:
    """Return the middle of a view and halves of its sides; the scale of each grid, and the points of all.

    The grids are laid around the middle and around another point.
    """
    middle, half = views.middle(view), views.half(view)
    centres = np.array([middle, there]) if np.any(middle != there) else middle[np.newaxis]
    centre, scale = np.repeat(centres, SCALES.size, axis=0), np.tile(SCALES, len(centres))
    points = _across(centre) + _across(scale[:, np.newaxis] * half) * grid(_GRID)[:, np.newaxis]
    return middle, half, scale, points


def _crossings(surface: Surface) -> np.ndarray:
    """Return the points where two linear parts of E are 0, shape (2, n).

    E = (w1 - 3)^2 + exp(w2 + 4) has (3, −4); the weights themselves are linear parts, too.
    """
    lines: dict[tuple[float, ...], None] = {}
    parts = linear_parts(surface.sources["value"], surface.numbers, surface.data)
    for line in map(np.array, parts):
        line /= np.hypot(*line[:2]) * (1 if tuple(line[:2]) > (0, 0) else -1)
        if np.isfinite(line).all() and len(lines) < _LINES:
            lines.setdefault(tuple(line.round(12).tolist()))
    one, other = np.array(list(itertools.combinations(lines, 2))).transpose(1, 2, 0)
    points: np.ndarray = np.cross(one, other, axis=0)
    points = points[:2] / points[2]
    return points[:, np.isfinite(points).all(axis=0)]


def _across(values: np.ndarray) -> np.ndarray:
    """Return pairs, shape (n, 2), as they stand beside grids, shape (2, n, 1, 1)."""
    return values.T[:, :, np.newaxis, np.newaxis]


def _nearest(
    surface: Surface, points: np.ndarray, middle: np.ndarray, half: np.ndarray
) -> tuple[float, float] | None:
    g1, g2 = surface.gradient(*points)
    w1, w2 = points[:, np.isfinite(g1) & ((g1 != 0) | (g2 != 0))]
    if not w1.size:
        return None
    place = np.argmin(np.hypot((w1 - middle[0]) / half[0], (w2 - middle[1]) / half[1]))
    return float(w1[place]), float(w2[place])


def _seeds(error: np.ndarray, points: np.ndarray, scale: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest points that are no higher than their neighbours, and the sizes of their cells."""
    error = np.where(np.isfinite(error), error, np.inf)
    padded = np.pad(error, ((0, 0), (1, 1), (1, 1)), constant_values=np.inf)
    shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    around = np.stack([padded[:, i : i + _GRID, j : j + _GRID] for i, j in shifts])
    low = (error < np.inf) & (error <= around.min(axis=0)) & (error < around.max(axis=0))
    places = np.nonzero(low)
    number = places[0]
    order = np.lexsort((np.hypot(*grid(_GRID))[places[1:]], error[places], number))
    rank = np.arange(order.size) - np.searchsorted(number, number[order])
    chosen = order[rank < _SEEDS]
    first, row, column = (place[chosen] for place in places)
    return points[:, first, row, column], 2 / (_GRID - 1) * scale[number[chosen]]


def _searched(surface: Surface, at: np.ndarray, size: np.ndarray, half: np.ndarray) -> Progress[np.ndarray]:
    """Follow E downwards from points, shape (2, n), with patterns of 25 points."""
    pattern = 2 * grid(5).reshape(2, -1)
    nearest_first = np.argsort(np.hypot(*pattern), kind="stable")  # argmin takes the first of equal points
    pattern = pattern[:, nearest_first]
    for turn in range(_ROUNDS):
        points = at[:, None] + half[:, None, None] * size * pattern[:, :, None]
        error = surface.value(*points)
        best = np.argmin(np.where(np.isfinite(error), error, np.inf), axis=0)
        at = np.take_along_axis(points, best[None, None], axis=1)[:, 0]
        size = size * np.where(best == 0, 0.3, np.where(best < 9, 1.0, 2.0))
        if turn % _PART == 0:
            yield turn / _ROUNDS
    return at


def _different(at: np.ndarray, half: np.ndarray) -> np.ndarray:
    """Return points without those that are close to an earlier one."""
    cells = np.round(at / (_ALIKE * half[:, None]))
    _, first = np.unique(cells, axis=1, return_index=True)
    return at[:, np.sort(first)]


def _polished(surface: Surface, at: np.ndarray) -> Progress[np.ndarray]:
    """Take Newton steps, with |λ| for every curvature λ, as long as they lead down."""
    share = np.ones(at.shape[1])
    error = surface.value(*at)
    for turn in range(_POLISHING):
        step = share * _downhill(surface, at)
        there = surface.value(*(at + step))
        better = there < error
        at, error = np.where(better, at + step, at), np.where(better, there, error)
        share = np.where(better, 1, share / 4)
        if turn % _PART == 0:
            yield turn / _POLISHING
    return at


def _downhill(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Return Newton's steps with |λ| for every curvature λ; 0 where there is none."""
    axes = principal_at(surface, at)
    along, across = axes.parts(*surface.gradient(*at))
    step = axes.vectors(-along / np.abs(axes.high), -across / np.abs(axes.low))
    return np.where(np.isfinite(step), step, 0)


def _minima(
    surface: Surface, at: np.ndarray, centres: Sequence[ArrayLike], half: np.ndarray
) -> list[Minimum]:
    """Return those of some points that lie in a hollow.

    A point lies in a hollow if no ring has a lower E, over at least two decades of radii; smaller rings may,
    because a search in a narrow valley need not come to its lowest point. If E hardly rises with the radius,
    it falls to a pole there, or over an edge. If it is the same all around, this is a plateau, unless all of
    a larger ring is higher, or all but two opposite directions, those along a trough: level ground that only
    opens to one side is what E comes to far away, such as exp(-w1), which floats take for 0.
    """
    error = surface.value(*at)
    radii = half[:, None, None, None] * _RINGS[:, None, None]
    around = surface.value(*(at[:, None, None] + radii * _DIRECTIONS[:, None, :, None]))
    known = np.isfinite(around)
    least = np.where(known, around, np.inf).min(axis=1)
    level = np.where(known, around, np.inf) <= error + _ROUNDING * np.abs(error)
    opposite = np.roll(level, len(_DIRECTIONS[0]) // 2, axis=1)
    walled = (level.sum(axis=1) <= _TROUGH) & (level == opposite).all(axis=1)
    rise = np.where(known, around, -np.inf) - error
    hair = _ROUNDING * np.abs(error)
    good = np.isfinite(error) & (np.abs(error) < _HIGHEST) & known[0].any(axis=0)
    away = [np.abs((at.T - centre) / half).max(axis=1) for centre in centres]
    good &= np.min(away, axis=0) <= REACH
    found = []
    for k in np.flatnonzero(good):
        inner, outer = _longest(least[:, k] >= error[k] - hair[k])
        if outer - inner < _DECADES:
            continue
        first, second, third = rise[inner : inner + 3, :, k]
        falls = (first > hair[k]) & (first > _MUCH * third.max())
        falls &= third - second <= _GROWTH * (second - first)
        deeper = error[k] - least[:inner, k].min(initial=error[k]) > _MUCH * second.max()
        plain = first.max() <= hair[k] and not walled[inner : outer + 1, k].any()
        if not (falls.any() or deeper or plain):
            found.append((k, _RINGS[inner] if inner else 0.0))
    return [Minimum(*map(float, (*at[:, k], error[k], accuracy))) for k, accuracy in found]


def _longest(holds: np.ndarray) -> tuple[int, int]:
    """Return the first and the last index of the longest run of True; (0, −1) if there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], holds.astype(int), [0]])))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return 0, -1
    first, after = runs[np.argmax(runs[:, 1] - runs[:, 0])].tolist()
    return first, after - 1


def _sorted(
    found: list[Minimum], over_view: np.ndarray, middle: np.ndarray, half: np.ndarray
) -> tuple[Minimum, ...]:
    """Return minima in the order of `Terrain.minima`, and of alike ones the first.

    Those out of the view are left out if a good part of the view is lower.
    """
    if not found:
        return ()
    error = np.array([minimum.error for minimum in found])
    away = np.abs((np.array([minimum[:2] for minimum in found]) - middle) / half)
    far = away.max(axis=1)
    low = np.quantile(over_view, _LOWER) if over_view.size else np.inf
    # Not the range over the whole view: where E is steep, all minima would be equal.
    spread = low - over_view.min() if over_view.size else 0.0
    unit = _ROUNDING * (spread + abs(error.min())) + 5e-324
    rank = np.round((error - error.min()) / unit)  # what differs by less than a unit is equal
    kept: list[Minimum] = []
    for k in np.lexsort((away.sum(axis=1), far.round(6), rank, np.ceil(np.log10(np.maximum(far, 1))))):
        if len(kept) == _MOST or (far[k] > 1 and error[k] > low):
            continue
        if not any(_is_alike(found[k], other, half) for other in kept):
            kept.append(found[k])
    return tuple(kept)


def _is_alike(one: Minimum, other: Minimum, half: np.ndarray) -> bool:
    distance = math.hypot((one.w1 - other.w1) / half[0], (one.w2 - other.w2) / half[1])
    return distance <= max(_ALIKE, 10 * one.accuracy, 10 * other.accuracy)
