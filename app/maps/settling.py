"""Which runs have settled, and where: in a minimum, or at an end from which nothing moves them."""

import numpy as np

from optimizers import Arrivals, Progress
from surfaces import Surface

from ..settings import View
from .curvature import principal_at

TOLERANCE = 0.01
"""Lengths up to this are small. Lengths are shares of the view: w1 and w2 are divided by its sides."""
SWING = 0.05
"""A run that swings about a minimum for ever, by no more than this, has settled there."""
LEVEL = 1e-6
"""E is level along a direction if it curves by at most this share of the larger curvature."""
ROUNDING = 1e-12

_PART, _PER_RUN = 2**15, 8
"""Rows of data that are evaluated in a slice, and as how many each run counts besides: a slice takes some
milliseconds."""
_DOWNWARDS = -1e-3
"""Share of the larger curvature below which E curves downwards."""
_REFINEMENTS = 6
"""Newton steps that refine a minimum which is not known; each doubles the digits."""


def sides_of(view: View) -> np.ndarray:
    """Return the lengths of the view's sides, shape (2,)."""
    return np.array([high - low for low, high in view])


def settled(
    surface: Surface, found: Arrivals, view: View
) -> Progress[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Tell which runs have settled, and where, part by part: a generator, as `basins` is.

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
    ends, swing = np.stack([found.ends.w1, found.ends.w2]), found.swing
    shape, size = ends.shape[1:], _PART // ((surface.rows or 0) + _PER_RUN)
    ends, swing = ends.reshape(2, -1), swing.reshape(2, 2, -1)
    parts = []
    for first in range(0, max(1, ends.shape[1]), size):
        some = np.s_[..., first : first + size]
        parts.append(_settled(surface, ends[some], swing[some], view))
        yield min(1.0, (first + size) / max(1, ends.shape[1]))
    at_rest, place, room = (np.concatenate(each, axis=-1) for each in zip(*parts, strict=True))
    return at_rest.reshape(shape), place.reshape(2, *shape), room.reshape(shape)


def _settled(
    surface: Surface, ends: np.ndarray, swing: np.ndarray, view: View
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what `settled` does for ends of shape (2, m) and swings of shape (2, 2, m)."""
    sides = sides_of(view)[:, None]
    with np.errstate(all="ignore"):
        c, b = np.hypot(*(swing / sides).swapaxes(0, 1))
        slow, in_place = b <= TOLERANCE, (b <= SWING) & (c <= 1.25 * b)
        near = np.where(slow | in_place, np.maximum(b, TOLERANCE), -1)
        step, undecided = _step_to_minimum(surface, ends, sides.max())
        further, _ = _step_to_minimum(surface, ends + step, sides.max())
        first, second = (np.hypot(*(each / sides)) for each in (step, further))
        trusted = (first <= near) & (second <= np.maximum(first / 2, TOLERANCE / 10))
        level = (np.stack(surface.gradient(*ends)) == 0).all(axis=0)
        at_rest = level & (b <= ROUNDING) | undecided & (in_place | slow & (b <= c / 3))
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
    sides = sides_of(view)[:, None]
    before = np.full_like(last, np.inf)
    for _ in range(_REFINEMENTS):
        step, _ = _step_to_minimum(surface, places, sides.max())
        length = np.hypot(*(step / sides))
        shorter = length < last
        places = np.where(shorter, places + step, places)
        before, last = np.where(shorter, last, before), np.where(shorter, length, last)
    left = np.where(before < np.inf, last**2 / (before - last), last)
    return places, np.minimum(left, TOLERANCE)


def _step_to_minimum(surface: Surface, w: np.ndarray, length: float) -> tuple[np.ndarray, np.ndarray]:
    """Return Newton's step −H⁻¹ ∇E to the minimum of the second-order model, and where that is undecided.

    The step is nan where the model has no minimum. If E does not curve downwards there either, the model is
    undecided: it is at a kink, say, or has no Hessian.

    The step ignores directions in which E is level, so that in a valley of minima it leads straight to the
    floor. Along such a valley the curvature is 0 on the floor and slightly negative on one of the slopes
    beside it. So a direction is level if E curves hardly upwards and not much downwards along it, and if its
    slope is at most what such a curvature makes over a small part of `length`.
    """
    axes = principal_at(surface, w)
    bend = axes.steepest

    def part(slope: np.ndarray, curvature: np.ndarray) -> np.ndarray:
        level = (curvature >= _DOWNWARDS * bend) & (curvature <= LEVEL * bend)
        level &= np.abs(slope) <= LEVEL * bend * TOLERANCE * length
        return np.where(level, 0.0, np.where(curvature > 0, -slope / curvature, np.nan))

    along, across = map(part, axes.parts(*surface.gradient(*w)), (axes.high, axes.low))
    return axes.vectors(along, across), np.isnan(along + across) & ~(axes.low < -ROUNDING * bend)
