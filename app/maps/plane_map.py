"""A hyper-parameter map -> an image, its lines, axes and words: light blue where runs are good, else grey.

Its axes are those of `slider_axes`. They range over the sliders, and the pixels at the edge reach half out of
them, so that nothing moves when a finer map comes.
"""

import math

import numpy as np
from contourpy import LineType, contour_generator

from optimizers import Hyper, Optimizer

from ..look import PLANE_SHADES
from ..numerals import short
from ..runs.lines import clip_path, joined
from .planes import EQUAL, Plane
from .slider_axes import ends, position

COARSE, FINE = 32, 120
"""Values along each axis while something moves, and at rest."""

_NEVER_CLOSE, _NOT_FINITE = PLANE_SHADES, PLANE_SHADES + 1
_LATEST = 0.8
"""By how much the shade of a run that ends at the last step is better than that of one at the first."""
_LEAST, _MOST = 1e-290, 1e300
"""Differences of errors count as no smaller and no larger than these, so that they have logarithms."""
_WORST = 3.0
"""For the contour line all runs beyond so many decades above the good ones are alike."""


def plane_sources(
    found: Plane | None, colouring: str = "error", border: tuple[np.ndarray, np.ndarray] | None = None
) -> dict[str, dict]:
    """Return the columns of the sources that show a map; without one they are empty. Places are positions.

    * `plane_image`: the image, whose pixels have their middles at the sampled values, and of the same shape
      `error` and `close`, nan where there is none. A value of the image counts through the colours of PLANES;
      it is nan where a start has no first step.
    * `plane_good`: a line around the good runs, broken by nan.
    * `plane_border`: where runs begin to diverge in theory, as far as it lies on the map, broken by nan.
    * `plane_best`: the best run, if there is one.

    Args:
        found: a map.
        colouring: one of `experiment.COLOURINGS`.
        border: what `stability_border` has returned.
    """
    nothing = np.empty(0)
    nowhere = {"x": nothing, "y": nothing}
    if found is None:
        image = {"image": [], "error": [], "close": [], **nowhere, "dw": nothing, "dh": nothing}
        return {"plane_image": image, "plane_good": nowhere, "plane_border": nowhere, "plane_best": nowhere}
    (x, dw), (y, dh) = _pixels(found.horizontal, found.x), _pixels(found.vertical, found.y)
    best = nowhere
    if found.best is not None:
        places = position(found.horizontal, found.best.x), position(found.vertical, found.best.y)
        best = {name: np.array([place]) for name, place in zip("xy", places, strict=True)}
    return {
        "plane_image": {
            "image": [plane_image(found, colouring)],
            "error": [found.error],
            "close": [found.close_at],
            "x": np.array([x]),
            "y": np.array([y]),
            "dw": np.array([dw]),
            "dh": np.array([dh]),
        },
        "plane_good": _good_line(found),
        "plane_border": nowhere if border is None else _clipped(found, *border),
        "plane_best": best,
    }


def plane_settings(axes: tuple[Hyper, Hyper | None], run: Optimizer) -> dict[str, dict[str, object]]:
    """Return where the cross-hair of a run stands on a map with these axes: properties by model name.

    A line is left out where its value is beyond the slider, and so is that of an axis that a strip has not.
    """
    settings = {}
    for name, about in zip(("plane_x", "plane_y"), axes, strict=True):
        place = math.nan if about is None else float(position(about, getattr(run, about.name)))
        low, high = ends(about)
        settings[name] = {"location": place if low <= place <= high else None}
    return settings


def plane_image(found: Plane, colouring: str) -> np.ndarray:
    """Return the places in PLANES of all runs: a shade, or what stands behind the shades.

    Coloured by where runs end, the best shade is for all that do not, and the sooner others do, the worse.
    """
    early = found.stopped > 0
    if colouring == "error":
        tone = error_tones(found)[0]
    elif colouring == "close":
        tone = np.sqrt(found.close_at / found.steps)
    else:
        tone = np.where(early, 1 - _LATEST * found.stopped / found.steps, 0.0)
    shade = np.floor(np.minimum(tone * PLANE_SHADES, PLANE_SHADES - 1))
    image = np.where(np.isnan(tone), _NEVER_CLOSE, shade)
    if colouring != "ended":
        image[early] = _NOT_FINITE
    image[np.isnan(found.error) & ~early] = np.nan
    return image


def error_tones(found: Plane) -> tuple[np.ndarray, tuple[str, str]]:
    """Return from 0 (good) to 1 (bad) how the errors of all runs are shaded, and words for both ends.

    The shades go by the logarithm of E above the least one that is known. The worst one is for what is no
    better than the start. The best one is for the best fiftieth of the runs, and for a decade at least, but
    only down to where nine digits of the start's error are gone: there runs are equally good (see EQUAL).

    Where E falls for ever, the least one is far below nearly all others, which would look alike. Then the
    shades go by the logarithm of what is gained on the start.
    """
    with np.errstate(over="ignore"):
        above, start = (np.clip(each - found.lowest, 0, _MOST) for each in (found.error, found.before))
    finite = above[np.isfinite(above)]
    if not finite.size:
        return above, ("", "")
    fiftieth, top = np.quantile(finite, (0.02, 1))
    if found.best.error == found.lowest and fiftieth > 0.9 * start > 0:
        return _gained(found)
    whole = start or top  # from a minimum it only goes up
    worst = min(top, whole)
    best = max(EQUAL * max(whole or abs(found.lowest) or 1, _LEAST), min(fiftieth, worst / 10))
    worst = max(worst, 10 * best)
    base = f" above {short(found.lowest)}" if abs(found.lowest) > best else ""
    return _shares(above, best, worst), (f"≤ {short(best, 2)}{base}", f"≥ {short(worst, 2)}{base}")


def _gained(found: Plane) -> tuple[np.ndarray, tuple[str, str]]:
    gain = np.clip(found.before - found.error, 0, _MOST)
    low, high = np.quantile(gain[gain > 0], (0.02, 0.98))
    high = max(high, 10 * low)
    words = f"≤ {short(found.before - high, 2)}", f"≥ {short(found.before - low, 2)}"
    return 1 - _shares(gain, low, high), words


def _shares(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """Return how far along from low to high values are, by their logarithms, within 0 and 1."""
    low, high = math.log10(low), math.log10(high)
    with np.errstate(divide="ignore"):
        return np.clip((np.log10(values) - low) / (high - low), 0, 1)


def plane_legend(found: Plane, colouring: str) -> dict[str, object]:
    """Return the words beside a map.

    Returns:
        `title` says what is coloured, `ends` what the best and the worst shade stand for; `entries` has place
        in PLANES, words and share of what has no shade; `good` is the share of the good runs, and `best` says
        what the best one is, or nothing.
    """
    image = plane_image(found, colouring)
    codes = {_NEVER_CLOSE: "never close", _NOT_FINITE: "not finite"}
    shares = {code: float(np.mean(image == code)) for code in codes}
    symbols = {about.name: about.symbol for about in (found.horizontal, found.vertical) if about is not None}
    values = ", ".join(f"{symbols[name]} {short(value)}" for name, value in found.best_values.items())
    if colouring == "error":
        title = f"Error after {found.steps} steps"
        _, words = error_tones(found)
    elif colouring == "ended":
        title, words = "The step at which a run is no longer finite", ("never", "t = 1")
    else:
        title, words = "Steps to come close", ("0", str(found.steps))
    return {
        "title": title,
        "ends": words,
        "entries": [
            {"row": code, "words": codes[code], "share": share} for code, share in shares.items() if share
        ],
        "good": float(np.mean(found.error <= found.good)),
        "best": "" if found.best is None else f"{values}: E = {short(found.best.error)}",
    }


def _good_line(found: Plane) -> dict[str, np.ndarray]:
    """Return the line on which E would be `found.good`, between samples by the logarithm of E.

    A run that ends early is as bad as any, so that the line closes around the good ones. On a strip it is
    lines across. Where no run is better than the start, there is no line.
    """
    removed = 0.0 if found.best is None else found.good - found.best.error
    if not removed > 0:
        return {"x": np.empty(0), "y": np.empty(0)}
    with np.errstate(over="ignore"):
        above = np.clip((found.error - found.best.error) / removed, 10**-_WORST, 10**_WORST)
    level = np.where(np.isnan(above), _WORST, np.log10(above))
    x, y = position(found.horizontal, found.x), position(found.vertical, found.y)
    if found.vertical is None:
        y, level = np.array([0.0, 1.0]), np.repeat(level, 2, axis=0)
    ((line,),) = contour_generator(x, y, level, line_type=LineType.ChunkCombinedNan).lines(0.0)
    return {"x": np.empty(0), "y": np.empty(0)} if line is None else {"x": line[:, 0], "y": line[:, 1]}


def _clipped(found: Plane, x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    """Return the part of a curve of values that lies on the map."""
    nowhere = ~(np.isfinite(x) & np.isfinite(y))
    axes = found.horizontal, found.vertical
    places = [
        position(about, np.where(nowhere, np.nan, each)) for about, each in zip(axes, (x, y), strict=True)
    ]
    seen = clip_path(*places, (ends(found.horizontal), ends(found.vertical)))
    return {name: joined(segments) for name, segments in zip("xy", seen, strict=True)}


def _pixels(about: Hyper | None, values: np.ndarray) -> tuple[float, float]:
    """Return where an image begins and how long it is, if its pixels have their middles at the values."""
    if about is None:
        return 0.0, 1.0
    first, last = position(about, values[0]), position(about, values[-1])
    half = (last - first) / (values.size - 1) / 2
    return float(first - half), float(last - first + 2 * half)
