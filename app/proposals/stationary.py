"""Stationary points: where ∇E = 0, found with Newton steps from the cells of grids of many sizes."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from optimizers import Progress, without_warnings
from surfaces import Surface

from ..maps.curvature import Principal, principal_at
from .samples import circle

MINIMUM, MAXIMUM, SADDLE = "minimum", "maximum", "saddle"

_GRID = 24
"""Points along each axis of a grid."""
_SHIFT = 0.0173
"""Grids are moved aside by this share of their size, so that no axis of symmetry is on a line of points."""
_SEEDS = 24
"""The most cells of a grid from which Newton steps begin: those nearest to its middle."""
_STEPS = 24
"""Newton steps from each cell."""
_AGAIN = 64
"""The most searches that get as many steps again, if they have not come to rest."""
_POLISHING = 8
"""Steps from a point that was found, each to where a power of the distance would be level."""
_FIXED = 0.05
"""Newton's steps shrink by a fixed factor if two of their ratios differ by less."""
_NOTHING = 1e-7
"""Coordinates that are smaller may be 0: of a curve, any point will do."""
_MORE_CURVED = 1e-3
"""E is more curved if an entry of the Hessian is larger by more than this share of the largest one."""
_FAR = 3.0
"""The longest Newton step, in cells."""
_STILL = 1e-6
"""A point is stationary if the last Newton step is at most this share of a cell, and of the longest step."""
_NO_CURVE = 1e-13
"""E counts as not curved along a direction if |λ| is at most this share of the larger |λ| there."""
_AT_REST = 1e-12
"""A search is over once its step is at most this share of a cell."""
_SLOPE = 1e-3
"""The slope at a stationary point is at most this share of the slope where the search for it began."""
_LEVEL = 1e-28
"""Ground is level if E rises, within a cell, by at most this share of the range of E over the whole grid."""
_LEVEL_ALONG = 1e-9
"""The same for a point of a curve, along which E is level as it is on a plateau."""
_LEVEL_CLOSE = 1e-11
"""It is on a plateau, too, if E makes at most this share of its rise within a fiftieth of the way."""
_EVEN = 0.5
"""It is on no plateau if E grows with one power of the distance: with powers that differ by no more."""
_EDGE = 0.3
"""A point of a curve is at the edge of level ground if E is level in this share of the directions."""
_EDGE_LEVEL = 1e-9
"""E is level there if it rises by at most this share of what it rises in others."""
_FLAT = 1e-7
"""A stationary point is degenerate if E curves along a direction by at most this share of the larger |λ|."""
_ALIKE = 1e-2
"""Points closer than this are one, in cells of the coarser grid that they were found from."""
_EQUAL = 1e-8
"""Values of E are equal if they differ by no more than this share of the larger one, or of E around."""
_KINK = 0.3
"""E has a kink where the slope a thousandth of a cell away is more than this share of that at a hundredth."""
_SOFT = np.array([1e-2, -1e-2])
_LEVEL_SOFT = 1e-6
"""E is level along the direction in which it curves least if it rises by less than this share of what it
rises in others, a hundredth of a cell away."""
_CURVE = 3
"""This many degenerate points with the same E are on a curve of stationary points."""
_CIRCLE = circle(16, 0.1)
_RADII = np.array([1e-2, 0.1, 0.5])
"""Radii of circles on which E is compared with E at a degenerate point, in cells."""


class Stationary(NamedTuple):
    """A point with ∇E = 0."""

    w1: float
    w2: float
    error: float
    kind: str
    """MINIMUM, MAXIMUM or SADDLE."""
    is_isolated: bool
    """False if the point is one of a line, or of another curve, of stationary points with the same E."""
    accuracy: float = 0.0
    """How far off it may be, about; 0 where it is known as floating-point numbers allow."""


@without_warnings
def stationary(
    surface: Surface,
    centres: Sequence[tuple[float, float]],
    sizes: Sequence[np.ndarray],
    guesses: Sequence[tuple[float, float]] = (),
) -> Progress[list[Stationary]]:
    """Look for the stationary points of a smooth function around some centres.

    In a cell at whose corners both slopes change their signs, Newton steps begin. They need the exact
    gradient and Hessian, and find minima, saddles and maxima alike.

    This is a generator: it yields the share of the work that is done (see `optimizers.finished`).

    Args:
        surface: the surface.
        centres: the middles of grids.
        sizes: for each centre the halves of the sides of its grids, shape (n,).
        guesses: further points from which Newton steps begin.

    Returns:
        the points, those of the finest grids first. Where many are found along a curve, some of them.
    """
    middle = np.repeat(np.array(centres, dtype=float), [each.size for each in sizes], axis=0)
    size = np.concatenate(sizes)
    points = middle.T[:, :, None, None] + (size[:, None, None] * _grid()[:, None])
    error, g1, g2 = surface.value_and_gradient(*points)
    yield 0.2
    at, cell = _seeds(error, g1, g2, points, size)
    if guesses:
        near = np.array(guesses).T
        at = np.concatenate([at, near], axis=1)
        cell = np.concatenate([cell, 0.1 * np.maximum(np.abs(near).max(axis=0), 1e-3)])
    if not cell.size:
        return []
    found, good = yield from _newton(surface, at, cell)
    again = np.flatnonzero(~good & np.isfinite(found).all(axis=0))[:_AGAIN]
    if again.size:
        found[:, again], good[again] = yield from _newton(surface, found[:, again], cell[again])
    return _told(surface, _polished(surface, found[:, good]), cell[good])


def _grid() -> np.ndarray:
    """Return the points of a grid over about −1 to 1, shape (2, _GRID, _GRID)."""
    along = np.linspace(-1, 1, _GRID) + _SHIFT
    return np.stack(np.meshgrid(along, along + _SHIFT / 2))


def _seeds(
    error: np.ndarray, g1: np.ndarray, g2: np.ndarray, points: np.ndarray, size: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the middles of cells in which both slopes change their signs, and the cells' sides.

    One of the slopes may be 0 at all corners, if E is level along its axis there; on a step it is not.
    """
    (zero1, varies1), (zero2, varies2) = _changes(g1), _changes(g2)
    level1, level2 = (
        (np.diff(error, axis=axis) == 0).take(range(_GRID - 1), axis=3 - axis)
        & (np.diff(error, axis=axis) == 0).take(range(1, _GRID), axis=3 - axis)
        for axis in (2, 1)
    )
    found = zero1 & zero2 & (varies1 | varies2) & (varies1 | level1) & (varies2 | level2)
    number, row, column = np.nonzero(found)
    away = np.hypot(row - (_GRID - 2) / 2, column - (_GRID - 2) / 2)
    order = np.lexsort((away, number))
    rank = np.arange(order.size) - np.searchsorted(number[order], number[order])
    chosen = order[rank < _SEEDS]
    number, row, column = number[chosen], row[chosen], column[chosen]
    cell = 2 * size[number] / (_GRID - 1)
    corners = [(number, row + i, column + j) for i in (0, 1) for j in (0, 1)]
    inside = _crossing([g1[corner] for corner in corners], [g2[corner] for corner in corners])
    return points[:, number, row, column] + cell * inside, cell


def _crossing(one: list[np.ndarray], other: list[np.ndarray]) -> np.ndarray:
    """Return where two planes through the slopes at the corners of cells are 0, in the cells' sides.

    The corners are at (0, 0), (1, 0), (0, 1) and (1, 1), as (w1, w2). The result has the shape (2, n). It is
    the middle where the planes do not cross within the cell.
    """
    planes = []
    for low, right, above, far in ((g[0], g[1], g[2], g[3]) for g in (one, other)):
        across, up = (right - low + far - above) / 2, (above - low + far - right) / 2
        planes.append((across, up, (low + right + above + far) / 4 - across / 2 - up / 2))
    (a, b, c), (d, e, f) = planes
    found = np.stack([(b * f - c * e), (c * d - a * f)]) / (a * e - b * d)
    return np.where(((found >= 0) & (found <= 1)).all(axis=0), found, 0.5)


def _changes(slope: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell in which cells a slope has both signs at the corners, or is 0; and in which it differs there."""
    corners = np.stack([slope[:, i : _GRID - 1 + i, j : _GRID - 1 + j] for i in (0, 1) for j in (0, 1)])
    low, high = corners.min(axis=0), corners.max(axis=0)
    return (low <= 0) & (high >= 0), low < high


def _newton(surface: Surface, at: np.ndarray, cell: np.ndarray) -> Progress[tuple[np.ndarray, np.ndarray]]:
    """Take Newton steps from points, shape (2, n); return where they lead, and which of them came to rest.

    Near a degenerate point steps shrink by a fixed factor. If two steps in a row show such a factor, all that
    would follow are taken at once. A search that has come to rest takes no more steps.
    """
    at = at.copy()
    slope = np.maximum(*(np.hypot(*surface.gradient(*(at + off))) for off in (0 * cell, 0.3 * cell)))
    still, longest = np.full(cell.shape, np.inf), np.zeros(cell.shape)
    before = np.zeros_like(at)
    lanes = np.arange(cell.size)
    for turn in range(_STEPS):
        here, size = at[:, lanes], cell[lanes]
        step = _step(surface, here)
        length = np.hypot(*step)
        step = step * np.minimum(1, _FAR * size / np.maximum(length, 1e-300))
        still[lanes] = length = np.hypot(*step)
        longest[lanes] = np.maximum(longest[lanes], length)
        if turn % 4 == 3:
            last = before[:, lanes]
            ratio = (step * last).sum(axis=0) / np.maximum((last * last).sum(axis=0), 1e-300)
            slow = (ratio > 0.3) & (ratio < 0.98) & (length < 0.3 * size)
            step = step * np.where(slow, 1 / (1 - ratio), 1)
        at[:, lanes] = here + step
        before[:, lanes] = step
        lanes = lanes[length > _AT_REST * size]  # not those that are nowhere, either
        if not lanes.size:
            break
        if turn % 8 == 7:
            yield 0.2 + 0.7 * turn / _STEPS
    good = (still <= _STILL * cell) & ((still <= _STILL * longest) | (still <= _AT_REST * cell))
    good &= (np.hypot(*surface.gradient(*at)) <= _SLOPE * slope) & (_left(surface, at) <= _STILL * cell)
    return at, good & np.isfinite(at).all(axis=0)


def _polished(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Return stationary points moved to where E is level, if it grows with a power of the distance there.

    With a high power E hardly curves next to it, so that searches on small grids end beside it. Newton's
    steps shrink by a fixed factor there, which tells where they lead.
    """
    at = at.copy()
    lanes = np.flatnonzero(_is_flat(principal_at(surface, at)))
    for _ in range(_POLISHING):
        if not lanes.size:
            break
        here = at[:, lanes]
        steps, to = [], here
        for _ in range(3):
            (h11, h12), (_, h22) = surface.hessian(*to)
            g1, g2 = surface.gradient(*to)
            steps.append(np.stack([h12 * g2 - h22 * g1, h12 * g1 - h11 * g2]) / (h11 * h22 - h12 * h12))
            to = to + steps[-1]
        factor, later = (
            (after * before).sum(axis=0) / np.maximum((before * before).sum(axis=0), 1e-300)
            for before, after in pairwise(steps)
        )
        is_fixed = (np.abs(later - factor) < _FIXED) & (factor > 0) & (factor < 0.98)
        to = here + steps[0] / (1 - np.where(is_fixed, factor, 0))
        is_better = is_fixed & (np.hypot(*surface.gradient(*to)) < np.hypot(*surface.gradient(*here)))
        lanes = lanes[is_better]
        at[:, lanes] = to[:, is_better]
    return at


def _is_flat(axes: Principal) -> np.ndarray:
    """Tell where E hardly curves along a direction."""
    flat: np.ndarray = ~(np.minimum(np.abs(axes.high), np.abs(axes.low)) > _FLAT * axes.steepest)
    return flat


def _left(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Return the slope along a direction in which E does not curve, over the curvature in the other one."""
    axes = principal_at(surface, at)
    high, low, most = np.abs(axes.high), np.abs(axes.low), axes.steepest
    along, across = axes.parts(*surface.gradient(*at))
    slopes = np.where(high > low, across, along)
    is_straight = np.minimum(high, low) <= _NO_CURVE * most
    return np.where(is_straight & (most > 0), np.abs(slopes) / most, 0)


def _step(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Return Newton's steps; none along a direction in which E does not curve."""
    axes = principal_at(surface, at)
    floor = _NO_CURVE * axes.steepest
    parts = zip(axes.parts(*surface.gradient(*at)), (axes.high, axes.low), strict=True)
    return axes.vectors(
        *(np.where(np.abs(curvature) > floor, -slope / curvature, 0) for slope, curvature in parts)
    )


def _told(surface: Surface, at: np.ndarray, cell: np.ndarray) -> list[Stationary]:
    """Return stationary points with their kinds, without those that are close to one of a finer grid."""
    is_uneven, is_hidden = _rises(surface, at, cell)
    at, cell = _rounded(surface, at[:, is_uneven], _NOTHING), cell[is_uneven]
    at, cell = _different(at, cell, is_hidden[is_uneven])
    at = _rounded(surface, at, 1e-4 * cell)
    error = surface.value(*at)
    if not error.size:
        return []
    axes = principal_at(surface, at)
    high, low, _, _ = axes
    is_flat = _is_flat(axes)
    around = _around(surface, at, cell)
    rises = np.where(np.isfinite(around), np.abs(around - error), 0).max(axis=1)
    rise = rises.max(axis=0)
    is_edge = (np.abs(around[0] - error) <= _EDGE_LEVEL * rises[0]).mean(axis=0) >= _EDGE
    wide = surface.value(*(at[:, None] + _GRID / 2 * cell * _CIRCLE[:, :, None]))
    span = np.where(np.isfinite(wide), np.abs(wide - error), 0).max(axis=0)
    radii = np.log([*_RADII, _GRID / 2])
    powers = np.diff(np.log([*rises, span]), axis=0) / np.diff(radii)[:, None]
    is_power = np.ptp(powers, axis=0) <= _EVEN
    near, far = (_steepest(surface, at, radius * cell) for radius in (1e-3, 1e-2))
    is_kink = ~(near <= _KINK * far)
    along = surface.value(*(at[:, None] + _SOFT[:, None] * cell * axes.soft[:, None]))
    along = np.abs(along - error).max(axis=0)
    level = np.abs(around - error).max(axis=(0, 1), where=np.isfinite(around), initial=0)
    kinds = np.where(low > 0, MINIMUM, np.where(high < 0, MAXIMUM, SADDLE))
    found = []
    for k in np.flatnonzero(~is_kink):
        is_isolated = True
        if is_flat[k]:
            same = is_flat & (np.abs(error - error[k]) <= _EQUAL * (np.abs(error[k]) + level[k]))
            is_isolated = bool(same.sum() < _CURVE and along[k] > _LEVEL_SOFT * rises[0, k])
        is_level = rise[k] <= _LEVEL_ALONG * span[k] or rises[0, k] <= _LEVEL_CLOSE * rise[k]
        if not is_isolated and (is_edge[k] or (is_level and not is_power[k])):
            continue
        kind = str(kinds[k])
        if is_flat[k]:
            stiff = high[k] if abs(high[k]) >= abs(low[k]) else low[k]
            known_by_curve = not is_isolated and abs(stiff) > 0
            kind = (MINIMUM if stiff > 0 else MAXIMUM) if known_by_curve else _kind(around[:, :, k], error[k])
        if kind:
            found.append(Stationary(float(at[0, k]), float(at[1, k]), float(error[k]), kind, is_isolated))
    return found


def _different(at: np.ndarray, cell: np.ndarray, is_hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return points without those close to another one, which is less hidden, or found from a finer grid."""
    order = np.lexsort((*at, cell, is_hidden))
    at, cell = at[:, order], cell[order]
    room = _ALIKE * cell + 1e-9 * np.abs(at).max(axis=0)
    _, first = np.unique(np.round(at / room), axis=1, return_index=True)
    first.sort()
    at, cell, room = at[:, first], cell[first], room[first]
    reach = np.maximum(room[:, None], room)
    close = np.tril(np.abs(at[0][:, None] - at[0]) <= reach, -1)
    close &= np.abs(at[1][:, None] - at[1]) <= reach
    kept = np.ones(cell.size, dtype=bool)
    for k in np.flatnonzero(close.any(axis=1)):
        kept[k] = not (close[k] & kept).any()
    return at[:, kept], cell[kept]


def _rounded(surface: Surface, at: np.ndarray, near: np.ndarray | float) -> np.ndarray:
    """Replace coordinates that are next to 0 by 0, where E is as level there and not higher.

    Nor may it be more curved: then the place is a kink.
    """
    rounded = np.where(np.abs(at) < near, 0.0, at)
    lanes = np.flatnonzero((rounded != at).any(axis=0))
    here, there = at[:, lanes], rounded[:, lanes]
    better = np.hypot(*surface.gradient(*there)) <= np.hypot(*surface.gradient(*here))
    better &= surface.value(*there) <= surface.value(*here)
    bend, other = (np.abs(np.array(surface.hessian(*each))) for each in (here, there))
    better &= (other - bend).max(axis=(0, 1)) <= _MORE_CURVED * bend.max(axis=(0, 1))
    found = at.copy()
    found[:, lanes[better]] = there[:, better]
    return found


def _rises(surface: Surface, at: np.ndarray, cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell at which points E has a value, and rises or falls within a cell; elsewhere the ground is level.

    Tell also where rounding hides how: E does not curve, and is the same within a hundredth of a cell; or it
    is the same within half a cell along the direction in which it curves least.
    """
    error = surface.value(*at)
    close, near, wide = (
        np.nan_to_num(np.abs(surface.value(*(at[:, None] + size * cell * _CIRCLE[:, ::4, None])) - error))
        for size in (_RADII[0], 0.5, _GRID / 2)
    )
    close, near, wide = (each.max(axis=0) for each in (close, near, wide))
    rises: np.ndarray = np.isfinite(error) & (near > _LEVEL * wide)
    axes = principal_at(surface, at)
    along = surface.value(*(at[:, None] + 50 * _SOFT[:, None] * cell * axes.soft[:, None]))
    hidden: np.ndarray = (close == 0) & ~(axes.steepest * cell**2 > near) | (along == error).all(axis=0)
    return rises, hidden


def _steepest(surface: Surface, at: np.ndarray, radius: np.ndarray) -> np.ndarray:
    """Return the largest slope on circles around points, shape (n,)."""
    around = at[:, None] + radius * _CIRCLE[:, ::2, None]
    slope: np.ndarray = np.hypot(*surface.gradient(*around)).max(axis=0)
    return slope


def _around(surface: Surface, at: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Return E on circles around points, shape (radii, directions, n)."""
    room = (_RADII[:, None, None] * _CIRCLE[:, None, :, None]) * cell
    found: np.ndarray = surface.value(*(at[:, None, None] + room))
    return found


def _kind(around: np.ndarray, error: float) -> str:
    """Return the kind of a degenerate point by E on circles around it; empty if E is level there."""
    rise = around - error
    rise = rise[np.abs(rise).max(axis=1, where=np.isfinite(rise), initial=0) > 1e-13 * abs(error)]
    if not rise.size:
        return ""
    low, high = np.nanmin(rise[0], initial=0), np.nanmax(rise[0], initial=0)
    if low < -1e-9 * high:
        return MAXIMUM if high <= -1e-9 * low else SADDLE
    return MINIMUM
