"""Text for those who do not see a path: where it went, when it arrived, and how it turned."""

import math

import numpy as np

from surfaces import Surface

from ..numerals import count, place, short, steps_text
from ..runs.follow import Run
from ..settings import View
from .run_words import ended

_STRIDE = 0.02
"""Moves that are shorter than this share of a path's extent have no direction that anybody would see."""


def path_words(run: Run, surface: Surface, view: View) -> str:
    """Return what a run did: "from (−15, 20) arrives near (0, 0) after 62 steps, turning twice.".

    A run arrives at a known minimum once it stays close to it (`close` in runs/summary.py). Points have as
    many digits as the view can show.
    """
    path, close = run.path, run.told["close"]
    points = list(zip(path.w1.tolist(), path.w2.tolist(), strict=True))
    start, last = f"from {place(points[0], view)}", len(points) - 1
    if path.stopped is not None:
        why = ended(path, surface)
        return f"{start}, {_turning(points)}. {why}" if last else f"{start}. {why}"
    if all(point == points[0] for point in points):
        return f"{start} stays there."
    if surface.minima and close:
        minimum = min(surface.minima, key=lambda minimum: math.dist(minimum, points[-1]))
        after = f"after {steps_text(close)}, {_turning(points[: close + 1])}"
        return f"{start} arrives near {place(minimum, view)} {after}."
    errors = f"E goes from {short(float(path.error[0]))} to {short(float(path.error[-1]))}"
    return f"{start} is at {place(points[-1], view)} after {steps_text(last)}, {_turning(points)}; {errors}."


def _turning(points: list[tuple[float, float]]) -> str:
    number = turns(points)
    times = {0: "without turning", 1: "turning once", 2: "turning twice"}
    return times.get(number, f"turning {count(number)} times")


def turns(points: list[tuple[float, float]]) -> int:
    """Count a path's turns: by more than a right angle from its direction since the last turn.

    Moves that are invisibly short, compared with the extent of the path, are joined.
    """
    with np.errstate(over="ignore"):
        stride = _STRIDE * float(np.max(np.ptp(np.array(points), axis=0)))
    found, (x, y), going = 0, points[0], None
    for w1, w2 in points[1:]:
        move = math.hypot(w1 - x, w2 - y)
        if not move > stride:
            continue
        dx, dy = (w1 - x) / move, (w2 - y) / move
        if going is None or dx * going[0] + dy * going[1] < 0:
            found += going is not None
            going = dx, dy
        x, y = w1, w2
    return found
