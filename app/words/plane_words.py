"""A hyper-parameter map -> the words beside it."""

import math

import numpy as np

from ..maps.plane_map import GROWN, LATEST, NEVER_CLOSE, NOT_FINITE, ToneEnds, error_tones, plane_image
from ..maps.planes import Plane
from ..numerals import count, powers_of_ten, short

NO_BORDER = "no stability border: η changes over the run"
"""What is said instead of theory's border, which is for runs with one η."""
_WORDS = {NEVER_CLOSE: "never close", GROWN: "above start", NOT_FINITE: "breaks off"}
_MOST_MARKS = 4
"""Most numbers beside a scale of colours."""
_DIGITS = 3
"""Digits of the best run's values: runs beside it are as good to the eye."""

Scale = list[tuple[float, str]]
"""Numbers beside a scale of colours: where each stands, from 0 (good) to 1 (bad), and its words."""


def tone_words(ends: ToneEnds) -> tuple[str, str]:
    """Say what the best and the worst tone of errors mean; empty if there are no errors."""
    if math.isnan(ends.good):
        return "", ""
    base = f" above {short(ends.above)}" if ends.above else ""
    return f"≤ {short(ends.good, 2)}{base}", f"≥ {short(ends.bad, 2)}{base}"


def error_scale(ends: ToneEnds) -> Scale:
    """Return the numbers beside the scale of errors: whole powers of ten where the tones are logarithms."""
    if math.isnan(ends.good):
        return []
    if not 0 < ends.good < ends.bad:  # the logarithm of how far E falls
        return [(0.0, short(ends.good, 2)), (1.0, short(ends.bad, 2))]
    low, high = math.log10(ends.good), math.log10(ends.bad)
    whole = range(math.ceil(low), math.floor(high) + 1)
    powers = whole[:: math.ceil(len(whole) / _MOST_MARKS)] if whole else whole
    if len(powers) < 2:
        return [(0.0, short(ends.good, 2)), (1.0, short(ends.bad, 2))]
    places = [(power - low) / (high - low) for power in powers]
    return list(zip(places, powers_of_ten(powers), strict=True))


def plane_legend(found: Plane, colouring: str, judged: str = "") -> dict[str, object]:
    """Return the words beside a map.

    `colouring` is one of `contract.COLOURINGS`, and `judged` the symbol of the point by which the method is
    judged, if that is not w.

    Returns:
        `title` says what the colours show, and `scale` has the numbers beside their scale (see `Scale`).
        `entries` has, for each colour after the shades, its index into PLANES, words and share. `good` is the
        share of good runs, and `best` has the values of the best run, or is empty.
    """
    image = plane_image(found, colouring)
    shares = {code: float(np.mean(image == code)) for code in _WORDS}
    symbols = {about.name: about.symbol for about in (found.horizontal, found.vertical) if about is not None}
    values = [f"{symbols[name]} = {short(value, _DIGITS)}" for name, value in found.best_values.items()]
    scale: Scale
    if colouring == "error":
        ends = error_tones(found)[1]
        above = f" above {short(ends.above)}" if ends.above else ""
        title = f"E{judged and f'({judged})'}{above} at the end"
        scale = error_scale(ends)
    elif colouring == "ended":
        middle = 1 - LATEST / 2, f"t = {count(math.ceil(found.steps / 2))}"
        title, scale = "The step at which a run is no longer finite", [(0.0, "never"), middle, (1.0, "t = 1")]
    else:
        title = "Steps to come close"
        scale = [(math.sqrt(share), count(round(share * found.steps))) for share in (0.0, 0.25, 1.0)]
    return {
        "title": title,
        "scale": scale,
        "entries": [
            {"row": code, "words": _WORDS[code], "share": share} for code, share in shares.items() if share
        ],
        "good": float(np.mean(found.error <= found.good)),
        "best": " and ".join(values),
    }
