"""Starts from which a run shows a function: some way off, in no special place, with room to the edge."""

import numpy as np

from surfaces import Surface

from ..maps.curvature import principal_at
from ..settings import View
from .features import Features
from .stationary import MAXIMUM, MINIMUM, SADDLE
from .views import Point, half, middle, rounded

EDGE = 0.05
"""The least distance of a start from the edge of a view, in its sides."""
_PLACES = np.array(
    [
        (-0.6, 0.8), (-0.75, 0.55), (-0.45, 0.7), (0.65, 0.75), (-0.65, -0.75), (0.75, -0.6), (0.5, 0.7),
        (-0.7, 0.3), (-0.5, -0.7), (0.7, 0.35), (-0.35, 0.5), (0.4, -0.5), (0.35, 0.55), (-0.3, -0.45),
        (-0.8, 0.12), (0.15, 0.8),
    ]
)  # fmt: skip
"""Where starts are tried in a view, in halves of its sides from its middle, the usual one first."""
_FIRST = 8
"""How many of them are tried before all others."""
_ALONG, _ASIDE = 0.65, 0.03
"""Around a saddle alone: how far up, and how far off the ridge, in halves of the sides."""
_MAXIMA, _BELOW = 4, 0.2
"""Maxima next to which starts are tried, and how far below, in shares of the way to the nearest minimum."""
_OFF = 0.02
"""The least distance of a start from stationary points, in sides of the view."""
_HAIR = 0.004
"""E at a start is compared with E at this distance from it, in sides of the view."""
_JUMP = 0.3
"""E jumps next to a start if the two differ by more than this share of the range of E at all starts."""


def starts(surface: Surface, found: Features, view: View) -> list[Point]:
    """Return starts in a view, the best first, with round numbers; those with a slope, if there are any."""
    places = [
        *_beside_saddle(surface, found, view),
        *(middle(view) + half(view) * _PLACES[:_FIRST]),
        *_below_maxima(found, view),
        *(middle(view) + half(view) * _PLACES[_FIRST:]),
    ]
    round_places = list(dict.fromkeys(rounded(place, view) for place in places))
    at = np.array(round_places).T
    sides = 2 * half(view)
    low, high = np.array(view).T
    inside = ((at >= (low + EDGE * sides)[:, None]) & (at <= (high - EDGE * sides)[:, None])).all(axis=0)
    error = surface.value(*at)
    g1, g2 = surface.gradient(*at)
    good = inside & np.isfinite(error) & np.isfinite(g1)
    slopes = (g1 != 0) | (g2 != 0)
    good &= slopes | ~slopes[good].any()
    if found.points:
        points = np.array([point[:2] for point in found.points]).T
        away = (np.abs(at[:, :, None] - points[:, None, :]) / sides[:, None, None]).max(axis=0)
        good &= away.min(axis=1) >= _OFF
        lowest = min(point.error for point in found.points)
        good &= error > lowest if found.points[0].kind == MINIMUM else True
    good &= ~_jumps(surface, at, sides, error)
    return [place for place, is_good in zip(round_places, good, strict=True) if is_good]


def _beside_saddle(surface: Surface, found: Features, view: View) -> list[np.ndarray]:
    """Return starts from which a run comes near to a saddle and turns; none where there is a minimum."""
    if not found.points or any(point.kind == MINIMUM for point in found.points):
        return []
    saddle = next((point for point in found.points if point.kind == SADDLE), None)
    if saddle is None:
        return []
    at, sides = np.array(saddle[:2]), half(view)
    _, _, cosine, sine = principal_at(surface, at)
    up, down = np.array([cosine, sine]), np.array([-sine, cosine])
    return [at + sides * (a * _ALONG * up + b * _ASIDE * 2 * down) for a in (-1, 1) for b in (1, -1)]


def _below_maxima(found: Features, view: View) -> list[np.ndarray]:
    """Return starts next to maxima: where all ways down are short, those from there are the longest."""
    minima = np.array([point[:2] for point in found.points if point.kind == MINIMUM])
    maxima = [np.array(point[:2]) for point in found.points if point.kind == MAXIMUM]
    if not minima.size:
        return []
    first = middle(view) + half(view) * _PLACES[0]
    nearest = sorted(maxima, key=lambda top: tuple(np.abs((top - first) / half(view)).round(6)))[:_MAXIMA]
    ways = [(top, minima[np.argmin(np.hypot(*(minima - top).T))] - top) for top in nearest]
    return [top + _BELOW * way + _ASIDE * way[::-1] * (1, -1) for top, way in ways]


def _jumps(surface: Surface, at: np.ndarray, sides: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Tell next to which points E jumps, or is not defined."""
    offsets = _HAIR * np.array([(1, 0), (-1, 0), (0, 1), (0, -1)]).T * sides[:, None]
    around = surface.value(*(at[:, :, None] + offsets[:, None, :]))
    span = np.ptp(error[np.isfinite(error)]) if np.isfinite(error).any() else 0.0
    found: np.ndarray = ~(np.abs(around - error[:, None]) <= _JUMP * span + 1e-300).all(axis=1)
    return found
