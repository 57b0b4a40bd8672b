"""A hyper-parameter map -> an image: luminous where runs are good, deep where they are bad.

Its axes are those of `slider_axes`. They cover the sliders, and half of each pixel at the edge lies outside,
so that nothing moves when a finer map comes.
"""

import math
from typing import NamedTuple

import numpy as np

from optimizers import Hyper

from ..look import NOTHING, PLANE_SHADES
from ..numerals import finite
from .planes import Plane
from .slider_axes import ends, position

FINE = 121
"""Values along each axis of a map at rest, its ends included."""
COARSER = (4, 8)
"""How many times fewer they are while something moves; and when many sessions compute. The ends stay."""

NEVER_CLOSE, GROWN, NOT_FINITE = range(PLANE_SHADES, PLANE_SHADES + 3)
"""Indices into PLANES of the three colours after the shades."""
LATEST = 0.8
"""How much better the tone of a run is that ends at the last step than of one that ends at the first."""
ALIKE = 1e-5
"""Runs look equally good if they leave at most this share of the error at the start: good ones are luminous,
and what is beyond them is deep."""
_LEAST, _MOST = 1e-290, 1e300
"""Limits for differences of errors, so that they have logarithms."""


def told_plane(
    found: Plane, colouring: str, border: tuple[np.ndarray, np.ndarray] | None
) -> dict[str, object]:
    """Return what the browser is told about a map. Its places are positions; see `slider_axes`.

    `colouring` is one of `contract.COLOURINGS`, and `border` what `stability_border` has returned.

    Returns:
        the `image` (see `plane_image`); `error` and `close` (float32) of the same shape, nan where there is
        none; `x` and `y`, the places of its columns and rows; the `ends` of both axes; the `best` run,
        [x, y, E], or None; `good`, the largest E of a good run, or None; E `before` the first step, or None;
        and `border`, where runs begin to diverge in theory, {"x": ..., "y": ...}, or None. The border may lie
        beyond the sliders.
    """
    axes = found.horizontal, found.vertical
    x, y = (position(about, values) for about, values in zip(axes, (found.x, found.y), strict=True))
    best = None
    if found.best is not None:
        places = position(found.horizontal, found.best.x), position(found.vertical, found.best.y)
        best = [*map(float, places), found.best.error]
    return {
        "image": plane_image(found, colouring),
        "error": found.error,
        "close": found.close_at.astype(np.float32),
        "x": x,
        "y": y,
        "ends": [ends(about) for about in axes],
        "best": best,
        "good": finite(found.good),
        "before": finite(found.before),
        "border": None if border is None else _border(axes, border),
    }


def _border(
    axes: tuple[Hyper | None, Hyper | None], border: tuple[np.ndarray, np.ndarray]
) -> dict[str, np.ndarray]:
    with np.errstate(divide="ignore"):  # a bound may be 0
        x, y = (position(about, values) for about, values in zip(axes, border, strict=True))
    return {"x": x, "y": y}


def plane_image(found: Plane, colouring: str) -> np.ndarray:
    """Return the index into PLANES of each run, uint8: a shade, or one of the colours after the shades.

    With the colouring "error", runs that end with a larger E than they start with are GROWN, unless all runs
    do. With the colouring "ended", runs that do not end early have the best shade; the sooner others end, the
    worse their shade. Runs without a first step are NOTHING.
    """
    early = found.stopped > 0
    if colouring == "error":
        tone = error_tones(found)[0]
    elif colouring == "close":
        tone = np.sqrt(found.close_at / found.steps)
    else:
        tone = np.where(early, 1 - LATEST * found.stopped / found.steps, 0.0)
    shade = np.floor(np.minimum(tone * PLANE_SHADES, PLANE_SHADES - 1))
    image = np.where(np.isnan(tone), NEVER_CLOSE, shade)
    if colouring == "error" and found.lowest < found.before:
        image[found.error > found.starts] = GROWN
    if colouring != "ended":
        image[early] = NOT_FINITE
    image[np.isnan(found.error) & ~early] = NOTHING
    return image.astype(np.uint8)


class ToneEnds(NamedTuple):
    """The errors at both ends of the scale of tones; nan if there is none."""

    good: float
    bad: float
    above: float = 0.0
    """What both are counted from: the least known E, or 0."""


def error_tones(found: Plane, alike: float = ALIKE) -> tuple[np.ndarray, ToneEnds]:
    """Return the tones of all runs by their error, from 0 (good) to 1 (bad), and what both ends mean.

    A tone is the logarithm of E above the least known E. The worst tone is for runs that are no better than
    the start. The best tone is for the best fiftieth of the runs. It lies at least a decade below the worst,
    but not below the point at which runs look equally good: a share `alike` of the error at the start.

    If E falls for ever, the least E is so far below nearly all others that these would look alike. Then a
    tone is the logarithm of how far E falls below the start.
    """
    with np.errstate(over="ignore"):
        above, start = (np.clip(each - found.lowest, 0, _MOST) for each in (found.error, found.before))
    finite = above[np.isfinite(above)]
    if not finite.size:
        return above, ToneEnds(math.nan, math.nan)
    fiftieth, top = np.quantile(finite, (0.02, 1))
    if found.best and found.best.error == found.lowest and fiftieth > 0.9 * start > 0:
        return _gained(found)
    whole = start or top  # from a minimum, E only goes up
    worst = min(top, whole)
    best = max(alike * max(whole or abs(found.lowest) or 1, _LEAST), min(fiftieth, worst / 10))
    worst = max(worst, 10 * best)
    base = found.lowest if abs(found.lowest) > best else 0.0
    return _shares(above, best, worst), ToneEnds(best, worst, base)


def _gained(found: Plane) -> tuple[np.ndarray, ToneEnds]:
    gain = np.clip(found.before - found.error, 0, _MOST)
    low, high = np.quantile(gain[gain > 0], (0.02, 0.98))
    high = max(high, 10 * low)
    return 1 - _shares(gain, low, high), ToneEnds(found.before - high, found.before - low)


def _shares(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return where values lie between low (0) and high (1), by their logarithms, cut off at both."""
    low, high = math.log10(low), math.log10(high)
    with np.errstate(divide="ignore"):
        shares: np.ndarray = np.clip((np.log10(values) - low) / (high - low), 0, 1)
    return shares
