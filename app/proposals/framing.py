"""The view that shows a function: its points apart, and no detail smaller than a few pixels."""

import itertools
import math

import numpy as np

from surfaces import Surface

from ..maps.extents import is_inside
from ..settings import View
from .features import Features
from .groups import same_curve
from .lengths import axes_at
from .samples import grid
from .stationary import Stationary
from .views import APART, FINEST, SIDE, USUAL, half, middle, view_around

_MANY = 12
"""More points than this need not be seen apart."""
_LEAST_HULL = 0.25
"""A view is kept if a few points extend over at least this share of one of its sides."""
_LEAST_HULL_OF_MANY = 0.4
"""The same for many points."""
_HULL = 0.45
"""A new view is so large that a few points extend over this share of it."""
_HULL_OF_MANY = 0.6
"""The same for many points."""
_WIDEST = 0.8
"""Points that would be too close to each other extend over more of it, but at most over this share."""
_LENGTHS = 2.2
"""Half of a view's side around one point, in lengths over which E keeps its shape."""
_STEEP = 30.0
"""The most that E grows from that length to the edge of the view, as a factor."""
_ASIDE = 0.6
"""The usual view stays around the origin if the point is no farther from it, in halves of the sides."""
_STRETCHED = 8.0
"""The largest ratio of a view's sides."""
_SQUARE = 6.0
"""The largest ratio of the scales of E along both axes at which the usual view stays a square."""
_RISE = 4.0
"""Along an axis in which points hardly differ, the view reaches to where E rises by this many times the
differences of E between them."""
_UNDEFINED = 0.6
"""A view shrinks to the domain if E is undefined in this share of it."""
_LATTICE = 5
"""At least this many points of one kind with nearly the same E are a pattern."""
_LEVEL = 0.15
"""E is nearly the same if it differs by at most this share of its differences between all points."""
_HAIR = 1e-12
_PERIODS = 4.0
"""Periods of a pattern, or of waves, in a new view."""
_FEWEST = 3.0
"""The fewest periods of a pattern in a view that is kept."""
_MOST = 7.0
"""The most periods of a pattern in such a view."""
_OFF = 1.6
"""A view is kept if it has at most this many times as many, or as few, waves as a new one would."""
_SIMILAR = 2.5
"""Sides are made equal if their ratio is smaller."""
_AWAY = 0.1
"""A point is away from the origin if it is farther from it than this."""
_OF_THE_WAY = 10.0
"""Half of a side of a view around such a point is at most this many times its distance from the origin."""
_WIDER = 6.0
"""How much larger the second view is in which waves are looked for."""
_SNAPS = 0.2
"""A middle closer to 0 than this, in halves of a side, becomes 0."""
_MARGIN = 0.02
"""The least distance of points from the edges of a view that shows them, in its sides."""
_LONGEST = 5.0
"""A view of one point is kept if, along some axis, half of its side is at most this many lengths over which E
keeps its shape."""
_SHORTEST = 0.9
"""And if, along some axis, half of its side is at least this many of these lengths."""
_LINES = 9
"""Lines along each axis on which waves are looked for."""
_PROMINENT = 0.1
"""A wave counts if E changes by this share of its range in the view."""
_PROMINENT_ALONG = 0.5
"""With `of_line`, a wave counts if E changes by this share of its range on the line; see `finest`."""


@np.errstate(all="ignore")
def best_view(surface: Surface, found: Features) -> View:
    """Return the view that shows what a function has to show."""
    is_several, is_pattern = len(found.points) > 1, _is_pattern(found)
    sides = _sides_of_several(surface, found) if is_several else _sides_of_one(surface, found)
    if is_several and not is_pattern:
        at = _points(found)
        centre = (at.min(axis=1) + at.max(axis=1)) / 2
    elif math.isinf(min(found.lengths)) and np.abs(np.array(found.centre) / sides).max() <= _ASIDE:
        centre = np.zeros(2)
    else:
        centre = np.array(found.centre)
    centre = np.where(np.abs(centre) <= _SNAPS * sides, 0.0, centre)
    if not is_pattern:
        sides = np.maximum(sides, np.abs(_points(found) - centre[:, None]).max(axis=1) * 1.1)
    centre, sides = _in_domain(surface, found, centre, sides)
    view = view_around(centre, sides)
    for _ in range(8):
        if view is None or finest(surface, view) >= FINEST:
            break
        smaller = view_around(centre, half(view) / 2)
        if smaller is None or not all(is_inside(point[:2], smaller) for point in found.points[:1]):
            break
        view = smaller
    if view is not None and (waves := _of_waves(surface, found, view)) is not None:
        view = view_around(middle(view), waves if found.points else np.maximum(waves, half(view)))
    return view or ((-USUAL, USUAL), (-USUAL, USUAL))


@np.errstate(all="ignore")
def shows(surface: Surface, found: Features, view: View) -> bool:
    """Tell whether a view shows what a function has to show."""
    if _defined(surface, view) < 1 - _UNDEFINED or finest(surface, view) < FINEST:
        return False
    sides = 2 * half(view)
    waves = _of_waves(surface, found, view)
    if waves is not None:
        off = waves / half(view)
        return bool(off.max() <= _OFF and off.min() >= 1 / _OFF)
    is_pattern = _is_pattern(found)
    at = _points(found)[:, :1] if is_pattern else _points(found)
    low, high = np.array(view).T
    margin = _MARGIN * sides
    if not ((at >= (low + margin)[:, None]) & (at <= (high - margin)[:, None])).all():
        return False
    if is_pattern:
        if not _FEWEST <= sides.max() / _period(found) <= _MOST:
            return False
    elif len(found.points) > 1:
        least = _LEAST_HULL if len(found.points) <= _MANY else _LEAST_HULL_OF_MANY
        if (np.ptp(at, axis=1) / sides).max() < least or found.shortest < FINEST * sides.max():
            return False
        if len(found.points) <= _MANY and _apart(found, sides) < APART:
            return False
    else:
        lengths = np.array(found.lengths)
        known = np.isfinite(lengths)
        share = sides[known] / 2 / lengths[known]
        if known.any() and not (share.min() <= _LONGEST and share.max() >= _SHORTEST):
            return False
        if not known.any() and np.abs((at[:, 0] - middle(view)) / sides).max() > 0.4:
            return False
        ratio = axes_at(surface, at)[:, 0] / sides
        if ratio.max() / ratio.min() > 1 / (2 * FINEST):
            return False
    return True


def _points(found: Features) -> np.ndarray:
    return np.array([point[:2] for point in found.points] or [found.centre]).T


def _apart(found: Features, sides: np.ndarray) -> float:
    """Return the least distance of two points in sides of a view; inf for fewer than two."""
    at = _points(found) / sides[:, None]
    pairs = itertools.combinations(range(len(found.points)), 2)
    return min(
        (
            float(np.abs(at[:, i] - at[:, k]).max())
            for i, k in pairs
            if not same_curve(found.points[i], found.points[k])
        ),
        default=math.inf,
    )


def _is_pattern(found: Features) -> bool:
    """Tell whether points of one kind repeat at nearly the same E."""
    height = max((abs(point.error - found.points[0].error) for point in found.points), default=0.0)
    return len(found.points) >= _LATTICE and len(_alike(found, _LEVEL * height + _HAIR)) >= _LATTICE


def _alike(found: Features, hair: float = math.inf) -> list[Stationary]:
    first = found.points[0]
    return [
        point
        for point in found.points
        if point.kind == first.kind and point.is_isolated and abs(point.error - first.error) <= hair
    ]


def _period(found: Features) -> float:
    """Return the median distance of points of one kind to the nearest one."""
    points = _alike(found)
    return float(
        np.median(
            [min(math.dist(one[:2], other[:2]) for other in points if other is not one) for one in points]
        )
    )


def _sides_of_several(surface: Surface, found: Features) -> np.ndarray:
    """Return halves of the sides for several points, which take about half of the larger side."""
    at = _points(found)
    span = np.ptp(at, axis=1)
    most = span.max()
    apart = _apart(found, np.ones(2))
    hull = _HULL if len(found.points) < _MANY else _HULL_OF_MANY
    side = min(most / hull, apart / (APART * 1.06), found.shortest / FINEST)
    side = max(side, most / _WIDEST)
    if _is_pattern(found):
        side = _PERIODS * _period(found)
    sides = np.full(2, side / 2)
    errors = np.array([point.error for point in found.points])
    height = np.ptp(errors)
    ratio = axes_at(surface, at[:, :1])[:, 0]
    for axis in (0, 1):
        if span[axis] < 0.3 * most and height > 0:
            longest = min(max(ratio[axis] / ratio[1 - axis] / 2, 1), _STRETCHED / 2)
            radii = side / 2 * np.geomspace(1 / _STRETCHED, longest, 25)
            steps = np.zeros((2, 2, radii.size))
            steps[axis] = radii, -radii
            rise = surface.value(*(at[:, 0, None, None] + steps)) - errors[0]
            high = np.nan_to_num(rise, nan=np.inf).max(axis=0) >= _RISE * height
            sides[axis] = max(radii[np.argmax(high)] if high.any() else radii[-1], 0.7 * span[axis])
    return sides if sides.max() > _SIMILAR * sides.min() else np.full(2, side / 2)


def _sides_of_one(surface: Surface, found: Features) -> np.ndarray:
    """Return halves of the sides for at most one point: a few of the lengths over which E keeps its shape."""
    lengths = np.array(found.lengths)
    axes = axes_at(surface, np.array([found.centre]).T)[:, 0]
    if not np.isfinite(lengths).any():
        ratio = axes[1] / axes[0]
        limit = min(max(ratio, 1 / _SQUARE), _SQUARE)
        return USUAL * np.minimum([limit / ratio, ratio / limit], 1)
    known = np.where(np.isfinite(lengths), lengths / axes, np.inf)
    lengths = np.where(np.isfinite(lengths), lengths, known.min() * axes)
    many = min(_LENGTHS, _STEEP ** (1 / max(found.growth, 1)))
    sides = many * lengths
    if (away := max(map(abs, found.centre))) > _AWAY:
        sides = sides * min(1, _OF_THE_WAY * away / sides.max())
    sides = np.maximum(sides, sides.max() / _STRETCHED)
    equal: np.ndarray = np.full(2, sides.mean())
    return equal if sides.max() <= _SIMILAR * sides.min() else sides


def _of_waves(surface: Surface, found: Features, view: View) -> np.ndarray | None:
    """Return halves of the sides for some periods, if E repeats without isolated points, like a sawtooth."""
    if any(point.is_isolated for point in found.points):
        return None
    for wider in (1.0, _WIDER):
        seen = view_around(middle(view), wider * half(view))
        share = math.inf if seen is None else finest(surface, seen, of_line=True)
        if FINEST < share < 1:
            return _PERIODS * share * wider * half(view)
    return None


def _in_domain(
    surface: Surface, found: Features, centre: np.ndarray, sides: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a middle and halves of the sides that fit the domain of E, if it is a small part of the view."""
    for _ in range(3):
        places = grid(41) * sides[:, None, None] + centre[:, None, None]
        known = np.isfinite(surface.value(*places))
        if known.mean() >= 1 - _UNDEFINED:
            break
        inside = places[:, known] if known.any() else centre[:, None]
        inside = np.concatenate([inside, _points(found)], axis=1)
        low, high = inside.min(axis=1), inside.max(axis=1)
        if not (high > low).all():
            break
        centre, sides = (low + high) / 2, 1.15 * (high - low) / 2
    return centre, sides


def _defined(surface: Surface, view: View) -> float:
    """Return the share of a view in which E has a value."""
    places = grid(21) * half(view)[:, None, None] + middle(view)[:, None, None]
    return float(np.isfinite(surface.value(*places)).mean())


def finest(surface: Surface, view: View, of_line: bool = False) -> float:
    """Return the shortest wavelength of E along some lines through a view, in sides of it; inf for none.

    If it is shorter than a few pixels, a picture shows a moiré instead of E. A wave counts if E changes by a
    share of its range in the view; if `of_line`, by a larger share of its range on the line.
    """
    along = np.linspace(-1, 1, SIDE // 2)
    across = np.linspace(-1, 1, _LINES)[:, None] * 0.94
    lines = [np.broadcast_arrays(along, across), np.broadcast_arrays(across, along)]
    points = np.concatenate([np.stack(line, axis=1) for line in lines])  # (2 _LINES, 2, n)
    where = middle(view)[:, None] + half(view)[:, None] * points
    error = surface.value(where[:, 0], where[:, 1])
    known = error[np.isfinite(error)]
    if known.size < error.size // 8:
        return math.inf
    low, high = np.quantile(known, (0.02, 0.98))
    least = math.inf
    for line in error:
        line = line[np.isfinite(line)]
        if line.size < 8 or np.count_nonzero(np.diff(np.sign(np.diff(line)))) < 5:
            continue
        turns = _turns(line, _PROMINENT_ALONG * np.ptp(line) if of_line else _PROMINENT * (high - low))
        if len(turns) > 4:
            places = np.array(turns)
            least = min(least, float((places[4:] - places[:-4]).min()) / 2 / line.size)
    return least


def _turns(line: np.ndarray, much: float) -> list[int]:
    """Return the indices at which values turn after they have risen or fallen by `much`."""
    turns: list[int] = []
    edges = np.flatnonzero(np.diff(np.sign(np.diff(line)))) + 1
    values, places = line[edges].tolist(), edges.tolist()
    highest = lowest = (line[0], 0)
    rises = None
    for value, place in zip(values, places, strict=True):
        highest, lowest = max(highest, (value, place)), min(lowest, (value, place))
        if rises is not False and value <= highest[0] - much:
            if rises:
                turns.append(highest[1])
            rises, lowest = False, (value, place)
            highest = (value, place)
        elif rises is not True and value >= lowest[0] + much:
            if rises is False:
                turns.append(lowest[1])
            rises, highest = True, (value, place)
            lowest = (value, place)
    return turns
