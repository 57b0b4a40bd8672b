"""A hyper-parameter map -> the words beside it."""

import math

import numpy as np

from ..maps.plane_map import NEVER_CLOSE, NOT_FINITE, ToneEnds, error_tones, plane_image
from ..maps.planes import Plane
from ..numerals import count, short

NO_BORDER = "no stability border: η changes over the run"
"""What is said instead of theory's border, which is for runs with one η."""
_WORDS = {NEVER_CLOSE: "never close", NOT_FINITE: "not finite"}


def tone_words(ends: ToneEnds) -> tuple[str, str]:
    """Say what the best and the worst tone of errors mean; empty if there are no errors."""
    if math.isnan(ends.good):
        return "", ""
    base = f" above {short(ends.above)}" if ends.above else ""
    return f"≤ {short(ends.good, 2)}{base}", f"≥ {short(ends.bad, 2)}{base}"


def plane_legend(found: Plane, colouring: str) -> dict[str, object]:
    """Return the words beside a map.

    Returns:
        `title` says what the colours show, `ends` what the best and the worst shade mean. `entries` has, for
        each colour after the shades, its index into PLANES, words and share. `good` is the share of good
        runs, and `best` describes the best run, or is empty.
    """
    image = plane_image(found, colouring)
    shares = {code: float(np.mean(image == code)) for code in _WORDS}
    symbols = {about.name: about.symbol for about in (found.horizontal, found.vertical) if about is not None}
    values = ", ".join(f"{symbols[name]} {short(value)}" for name, value in found.best_values.items())
    if colouring == "error":
        title = f"Error after {count(found.steps)} steps"
        words = tone_words(error_tones(found)[1])
    elif colouring == "ended":
        title, words = "The step at which a run is no longer finite", ("never", "t = 1")
    else:
        title, words = "Steps to come close", ("0", count(found.steps))
    return {
        "title": title,
        "ends": words,
        "entries": [
            {"row": code, "words": _WORDS[code], "share": share} for code, share in shares.items() if share
        ],
        "good": float(np.mean(found.error <= found.good)),
        "best": "" if found.best is None else f"{values}: E = {short(found.best.error, 5)}",
    }
