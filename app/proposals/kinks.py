"""Minima at which ∇E is not 0, at kinks and at the edge of the domain; and steps, which are no minima."""

from collections.abc import Sequence

import numpy as np

from optimizers import Progress
from surfaces import Surface

from .lengths import own_lengths
from .samples import circle
from .stationary import MINIMUM, Stationary
from .terrain import Minimum

CIRCLE = circle(128, 0.01)
"""Many directions."""
DEFINED = 0.1
"""E is defined around a point if it is defined in this share of the directions or places."""
_ROUNDING = 1e-14
_JUMP = 0.3
"""E jumps at a point if it makes this share of its rise over a distance within the first thirtieth."""
_CROWD = 3
"""This many equal minima at the edge of the domain are not minima, but points along the edge."""
_BESIDE_LOWER = 0.2
"""A kink does not count if a lower one is nearer than this, in its distance from the origin."""
_NEXT_TO_0 = 0.3
"""Around a point nearer to the origin than this, E may jump within twice its distance; else, close by."""
_PLAIN = 0.2
"""A kink is no minimum if E is level in this share of the directions: it is at the edge of level ground."""
_SMOOTH = 0.05
"""E is smooth at a point if its Hessian predicts the gradient close by up to this share."""
_WITHIN = 0.1
"""E at a point is compared with E on two circles around it. The inner one has this share of the radius."""
_ON = 3.0
"""E goes on falling, and a point is no minimum, if from there to the outer circle E falls by more than this
many times as much as to the inner one. Beside a minimum that was not found exactly, it does not."""
_WIDER = 1e3
"""E goes on falling, too, if it does so on circles this many times as large: in a valley whose slopes are
those of a root, rounding hides the fall close by."""
_DIRECTIONS, _HALVINGS = 4, 48
"""How many directions a lower one is looked for next to, and how often the step between them is halved."""
_STRIDES, _FIRST, _LONGER = 90, 0.1, 1.5
"""The steps of a walk along a valley; the first one, in the distance from the origin; and by what each is
longer than the one before if that led downwards. Else it is half as long."""
_BETWEEN = np.array([0.1459, 0.382, 0.7639])
"""Where E is looked at between two points; no period is a multiple of their distances."""
_ALONG, _LEVEL = 0.1, 1e-9
"""A kink goes on along a curve if, at the first share of the length over which E keeps its shape, E is as low
in some direction, but for the second share of its rise in others."""
_ALIKE = 0.05
"""Minima are one if they are closer than this share of the length over which E keeps its shape."""


def with_kinks(
    surface: Surface, found: list[Stationary], minima: Sequence[Minimum]
) -> Progress[list[Stationary]]:
    """Return stationary points, and those minima among `minima` at which ∇E is not 0.

    One that was found short of the lowest point of a valley with the slopes of a kink is moved there.
    This is a generator: it yields the share of the work that is done (see `optimizers.finished`).
    """
    if not minima:
        return found
    at = np.array([minimum[:2] for minimum in minima]).T
    lengths, _, _ = own_lengths(surface, at, [0.0] * len(minima))
    room = np.where(np.isfinite(lengths), lengths, np.maximum(1.0, np.abs(at)))
    known = np.array([point[:2] for point in found if point.kind == MINIMUM]).reshape(-1, 2).T
    reach = _reach(at)
    is_kink = _are_kinks(surface, at, reach) & ~_are_along_border(surface, at, reach)
    is_kink &= ~_jumps(surface, at)
    falls = np.flatnonzero(is_kink & _falls(surface, at, _WIDER * reach))
    if falls.size:
        at[:, falls] = yield from _walked(surface, at[:, falls])
        reach = _reach(at)
        is_kink[falls] = _are_kinks(surface, at[:, falls], reach[falls])
        errors = surface.value(*at).tolist()
        minima = [Minimum(w1, w2, error, 0.0) for w1, w2, error in zip(*at.tolist(), errors, strict=True)]
    new: list[Stationary] = []
    line = _lines(surface, np.concatenate([known, at], axis=1))
    first, line = line[: known.shape[1]], line[known.shape[1] :]
    goes_on = _goes_on(surface, at, _ALONG * room.min(axis=0))
    for k, minimum in enumerate(minima):
        is_alone = bool(np.count_nonzero(line == line[k]) == 1)
        if not is_alone and (line[k] in first or line[k] in line[:k]):
            continue
        others = np.concatenate([known, np.array([point[:2] for point in new]).reshape(-1, 2).T], axis=1)
        close = _ALIKE * np.maximum(room[:, [k]], 1e-5 * np.abs(at[:, [k]]))
        is_known = (np.abs(others - at[:, [k]]) < close).all(axis=0).any()
        if is_kink[k] and not is_known and not _is_beside_lower(minimum, minima):
            is_isolated = is_alone and not goes_on[k]
            new.append(Stationary(*minimum[:3], MINIMUM, is_isolated, float(reach[k])))
    return [*found, *new]


def _lines(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Number points, shape (2, n): those have one number between which E is level along straight lines."""
    error = surface.value(*at)
    one, other = at[:, :, None, None], at[:, None, :, None]
    between = surface.value(*(one + _BETWEEN * (other - one)))
    is_level = (np.abs(between - error[:, None, None]) <= _ROUNDING * np.abs(error)[:, None, None]).all(
        axis=2
    )
    is_level &= error[:, None] == error
    number = np.arange(error.size)
    for k in range(error.size):
        joined = np.isin(number, number[is_level[k]])
        number[joined] = number[joined].min(initial=k)
    return number


def _goes_on(surface: Surface, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Tell from which points, shape (2, n), E is level along a curve, by E at a distance."""
    error = surface.value(*at)
    rise = surface.value(*(at[:, None, :] + reach * CIRCLE[:, :, None])) - error
    height = np.where(np.isfinite(rise), np.abs(rise), 0).max(axis=0)
    found: np.ndarray = np.abs(_lowest(surface, at, reach)[1] - error) <= _LEVEL * height
    return found


def without_steps(surface: Surface, found: list[Stationary]) -> list[Stationary]:
    """Return stationary points without points of curves that are on a step of E."""
    if all(point.is_isolated for point in found):
        return found
    jumps = _jumps(surface, np.array([point[:2] for point in found]).T)
    return [point for point, jump in zip(found, jumps, strict=True) if point.is_isolated or not jump]


def _jumps(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Tell next to which points, shape (2, n), E jumps: these are on a step."""
    away = np.abs(at).max(axis=0)
    reach = np.where(away < _NEXT_TO_0, 2 * away, 1e-3 * np.maximum(away, 0.1))
    heights = []
    for size in (reach, 30 * reach):
        rise = surface.value(*(at[:, None, :] + size * CIRCLE[:, ::4, None])) - surface.value(*at)
        heights.append(np.where(np.isfinite(rise), np.abs(rise), 0).max(axis=0))
    found: np.ndarray = heights[0] > _JUMP * heights[1]
    return found


def _are_along_border(surface: Surface, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Tell which points, shape (2, n), are among many equally low ones at the edge of the domain."""
    error = surface.value(*at)
    around = surface.value(*(at[:, None, :] + reach * CIRCLE[:, :, None]))
    is_border = ~np.isfinite(around).all(axis=0)
    same = np.abs(error[:, None] - error) <= 1e-3 * np.ptp(error) + 1e-6
    found: np.ndarray = is_border & ((same & is_border).sum(axis=1) >= _CROWD)
    return found


def _is_beside_lower(minimum: Minimum, minima: Sequence[Minimum]) -> bool:
    """Tell whether a minimum is next to a lower one: searches along an edge may stop short of its end."""
    room = _BESIDE_LOWER * max(abs(minimum.w1), abs(minimum.w2), 0.1)
    return any(
        other.error < minimum.error - 1e-12 * abs(minimum.error)
        and max(abs(other.w1 - minimum.w1), abs(other.w2 - minimum.w2)) < room
        for other in minima
    )


def _reach(at: np.ndarray) -> np.ndarray:
    """Return a short distance for each of some points, shape (2, n)."""
    found: np.ndarray = 1e-5 * np.maximum(np.abs(at).max(axis=0), 0.1)
    return found


def _walked(surface: Surface, at: np.ndarray) -> Progress[np.ndarray]:
    """Walk from points, shape (2, n), along valleys with the slopes of a kink, to where these are lowest."""
    stride, error = 1e5 * _FIRST * _reach(at), surface.value(*at)
    for number in range(_STRIDES):
        yield number / _STRIDES
        if (stride <= 1e-5 * _reach(at)).all():
            break
        there, below = _lowest(surface, at, stride)
        is_lower = below < error
        at, error = np.where(is_lower, there, at), np.where(is_lower, below, error)
        stride = np.where(is_lower, _LONGER * stride, stride / 2)
    return at


def _falls(surface: Surface, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Tell from which points, shape (2, n), E goes on falling along a direction, by E at a distance."""
    error = surface.value(*at)
    drop, before = (error - _lowest(surface, at, size * reach)[1] for size in (1.0, _WITHIN))
    found: np.ndarray = (drop > _ROUNDING * np.abs(error)) & (drop > _ON * before)
    return found


def _lowest(surface: Surface, at: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where E is lowest on circles, shape (2, n), and E there.

    It is looked for between the directions of CIRCLE, next to the lowest of them.

    In a valley with the slopes of a kink E falls along one direction only, which no direction of CIRCLE is.

    Args:
        surface: the surface.
        at: the middles of the circles, shape (2, n).
        reach: their radii, shape (n,).
    """
    around = surface.value(*(at[:, None, :] + reach * CIRCLE[:, :, None]))
    around = np.where(np.isfinite(around), around, np.inf)
    low = np.argsort(around, axis=0, kind="stable")[:_DIRECTIONS]
    angle, step = np.arctan2(CIRCLE[1], CIRCLE[0])[low], 2 * np.pi / len(CIRCLE[0])
    found = np.take_along_axis(around, low, axis=0)
    for _ in range(_HALVINGS):
        step /= 2
        sides = np.stack([angle - step, angle + step])
        errors = surface.value(*(at[:, None, None, :] + reach * np.stack([np.cos(sides), np.sin(sides)])))
        for side, error in zip(sides, errors, strict=True):
            is_lower = error < found
            angle, found = np.where(is_lower, side, angle), np.where(is_lower, error, found)
    lowest = found.argmin(axis=0)[None]
    angle, found = (np.take_along_axis(each, lowest, axis=0)[0] for each in (angle, found))
    return at + reach * np.stack([np.cos(angle), np.sin(angle)]), found


def _are_kinks(surface: Surface, at: np.ndarray, reach: np.ndarray) -> np.ndarray:
    """Tell which points, shape (2, n), are minima although ∇E is not 0, by E at the distance `reach`.

    Where E is smooth and has a slope, a search in a narrow valley has only stopped short of the minimum.
    """
    there = at[:, None, :] + reach * CIRCLE[:, :, None]
    error, around = surface.value(*at), surface.value(*there)
    known = np.isfinite(around)
    hair = _ROUNDING * np.abs(error)
    lowest = np.where(known, around, np.inf).min(axis=0)
    level = (np.abs(around - error) <= hair).mean(axis=0) > _PLAIN
    (h11, h12), (_, h22) = surface.hessian(*at)
    g1, g2 = surface.gradient(*at)
    step1, step2 = reach * CIRCLE[:, :, None]
    far1, far2 = surface.gradient(*there)
    bent = np.hypot(h11 * step1 + h12 * step2, h12 * step1 + h22 * step2)
    off = np.hypot(far1 - g1 - h11 * step1 - h12 * step2, far2 - g2 - h12 * step1 - h22 * step2)
    height = np.where(known, around - error, 0).max(axis=0)
    wide = surface.value(*(at[:, None, :] + 30 * reach * CIRCLE[:, :, None]))
    jumps = height > _JUMP * np.where(np.isfinite(wide), wide - error, 0).max(axis=0)
    is_smooth = (off <= _SMOOTH * (np.hypot(g1, g2) + bent)).all(axis=0)
    found: np.ndarray = (
        (known.mean(axis=0) >= DEFINED)
        & (lowest >= error - hair)
        & ~_falls(surface, at, reach)
        & ~level
        & ~is_smooth
        & ~jumps
    )
    return found
