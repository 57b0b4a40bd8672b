"""How far a function keeps its shape around a point: the lengths over which it changes."""

import math
from collections.abc import Sequence

import numpy as np

from surfaces import Surface

from ..maps.curvature import principal_at
from .samples import circle

_RADII = 10.0 ** (np.arange(-28, 25) / 4)
"""Radii at which the shape of E around a point is compared."""
_CIRCLE = np.hstack([circle(16, 0.2), [[1, -1, 0, 0], [0, 0, 1, -1]]])
"""Directions in which it is compared: all around, and at last along both axes."""
_ALONG = [16, 17], [18, 19]
_ROUNDING = 1e-10
"""A difference of E that is a smaller share of E is rounding."""
_OTHER_SHAPE = 0.4
"""E has another shape if its rise, over the root of its mean square, differs by this much on average."""
_OTHER_GROWTH = 0.45
"""E has another growth if it differs from a power of the radius by a factor of e to this power."""
_STEEPEST = 100.0
"""The ratio of the scales of both axes, at most."""
_FLAT = 1e-6
"""E counts as not curved along a direction if |λ| is less than this share of the larger |λ| there."""


def axes_at(surface: Surface, at: np.ndarray) -> np.ndarray:
    """Return the scales of both axes at points, shape (2, n), of product 1: in these units E looks round.

    They are those of the box around an ellipse on which the second-order model of E is constant, made with
    the sizes of the curvatures. Where E does not curve along a direction, both axes have the same scale.
    """
    axes = principal_at(surface, at)
    sizes, most = (np.abs(axes.high), np.abs(axes.low)), axes.steepest
    high, low = (np.where(size < _FLAT * most, most, size) for size in sizes)
    first = np.sqrt(axes.cosine**2 / high + axes.sine**2 / low)
    second = np.sqrt(axes.sine**2 / high + axes.cosine**2 / low)
    ratio = np.clip(np.sqrt(first / second), _STEEPEST**-0.5, _STEEPEST**0.5)
    ratio = np.where(np.isfinite(ratio), ratio, 1.0)
    return np.stack([ratio, 1 / ratio])


@np.errstate(all="ignore")
def own_lengths(surface: Surface, at: np.ndarray, accuracy: Sequence[float] | None) -> tuple[np.ndarray, ...]:
    """Return how far E keeps its shape around points, along each axis, shape (2, n), and how it grows there.

    Around a point E rises by f(r, φ). As long as f is a power of r times a function of φ, as for a quadratic
    form, E looks the same at all distances. The length is the least r at which that ends, or at which E is
    not defined in directions in which it was. The two directions of an axis are also compared by themselves:
    if E is steep along one axis, a change along the other one hardly counts in the whole.

    Args:
        surface: the surface.
        at: the points, shape (2, n).
        accuracy: how far off stationary points may be, for each; None for points that are not stationary.

    Returns:
        the lengths; the power of the distance with which E grows, and its rise over the lengths, shape (n,).
    """
    axes = axes_at(surface, at)
    room = _RADII[:, None, None, None] * axes[None, :, None, :] * _CIRCLE[None, :, :, None]
    around = surface.value(*(at[:, None, :] + room).swapaxes(0, 1))
    error = surface.value(*at)
    sure = np.ones((_RADII.size, at.shape[1]), dtype=bool)
    rise = around - error
    if accuracy is not None:  # closer by, E depends on how far off the stationary point is
        (h11, h12), (_, h22) = surface.hessian(*at)
        bend = np.abs(np.stack([h11, h12, h22])).max(axis=0)
        off = np.nan_to_num(np.hypot(*surface.gradient(*at)) / bend, nan=np.inf)
        sure &= _RADII[:, None] > np.minimum(100 * off, 1e-4 * np.maximum(np.abs(at).max(axis=0), 1e-2))
        sure &= _RADII[:, None] > np.maximum(1e-7 * np.abs(at).max(axis=0), 3 * np.array(accuracy))
    growth, row = _other_shape(rise, sure, error)
    for directions in _ALONG:
        row = np.minimum(row, _other_shape(rise[:, directions], sure, error)[1])
    ends = row < _RADII.size
    last = np.where(ends, row, 0)
    lengths = np.where(ends, axes * _RADII[last], math.inf)
    at_end = np.abs(rise[last, :, np.arange(last.size)])
    rises = np.where(ends, at_end.max(axis=1, where=np.isfinite(at_end), initial=0), math.inf)
    return lengths, growth, rises


def _other_shape(rise: np.ndarray, sure: np.ndarray, error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the power of the radius with which E grows around points, and where its shape changes.

    Args:
        rise: E minus E at the points, shape (radii, directions, n).
        sure: at which radii this is meaningful, shape (radii, n).
        error: E at the points, shape (n,).

    Returns:
        the powers, and the indices of the first radius at which the shape differs, or that behind the last.
    """
    known = np.isfinite(rise)
    rise = np.where(known, rise, 0)
    size = np.sqrt((rise**2).mean(axis=1))
    usable = sure & (size > _ROUNDING * np.abs(error) + 1e-290)
    enough = usable.sum(axis=0) >= 8
    first = np.where(enough, np.argmax(np.cumsum(usable, axis=0) == 3, axis=0), 0)
    each = np.arange(first.size)
    shape, logs = rise / size[:, None], np.log(size)
    slope = (logs[first + 3, each] - logs[first, each]) / np.log(_RADII[first + 3] / _RADII[first])
    expected = logs[first, each] + slope * np.log(_RADII[:, None] / _RADII[first])
    other = np.abs(logs - expected) > _OTHER_GROWTH
    other |= np.abs(shape - shape[first, :, each].T).mean(axis=1) > _OTHER_SHAPE
    other |= (known != known[first, :, each].T).any(axis=1)
    other &= np.arange(_RADII.size)[:, None] >= first
    row = np.where(enough & other.any(axis=0), np.argmax(other, axis=0), _RADII.size)
    return np.where(enough & np.isfinite(slope), slope, 2.0), row
