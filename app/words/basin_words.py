"""Basins -> the legend of their map: where runs end, and how many."""

from collections.abc import Iterable
from typing import Any

from ..maps.attractors import ELSEWHERE, MOST_ATTRACTORS, MOVING, NO_START, NOT_FINITE, Attractor, Shape
from ..maps.basin_levels import levels_of
from ..maps.basin_map import ROWS
from ..maps.basins import Basins
from ..numerals import coordinate, place, short
from ..settings import View

_WORDS = {ELSEWHERE: "elsewhere", MOVING: "still moving", NOT_FINITE: "breaks off", NO_START: "no E here"}
_SHAPES = {
    Shape.LINE: "a line",
    Shape.CURVE: "a curve",
    Shape.LEVEL: "level ground",
    Shape.STEPS: "steps without a slope",
    Shape.MINIMA: "several minima",
}


MANY = "Many minima: coloured by the E in which runs end."
"""What is said before the legend where colours are levels of E."""


def told_legend(found: Basins) -> dict[str, Any]:
    """Return the legend's `entries` and the `words` before them."""
    levels = levels_of(found)
    if levels is None:
        return {"entries": basin_legend(found), "words": ""}
    entries = [
        {"row": row, "words": _level(*bounds), "share": share}
        for row, (bounds, share) in enumerate(zip(levels.bounds, levels.shares, strict=True))
    ]
    return {"entries": entries + basin_legend(found, (MOVING, NOT_FINITE, NO_START)), "words": MANY}


def _level(low: float, high: float) -> str:
    first, last = short(low, 3), short(high, 3)
    return f"E = {first}" if first == last else f"E from {first} to {last}"


def basin_legend(found: Basins, kinds: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """Return the entries of some kinds, by default of all; the largest share first, others last.

    Each has its `row` of colours (see `basin_image`), its `words` and its `share` of the starts.
    """
    entries = []
    for kind, share in found.shares.items():
        if share == 0 or (kinds is not None and kind not in kinds):
            continue
        if kind < 0:
            words = _WORDS[kind]
        elif found.attractors[kind].shape is Shape.LEVEL and (found.close_at == 0).all():
            words = "level everywhere in view"
        else:
            words = attractor_words(found.attractors[kind], found.view)
        entries.append({"row": ROWS.get(kind, kind), "words": words, "share": share})
    return sorted(entries, key=lambda entry: (entry["row"] >= MOST_ATTRACTORS, -entry["share"]))


def attractor_words(attractor: Attractor, view: View) -> str:
    """Describe an attractor: a point, or a valley and its extent.

    No point of a valley is special, so it is called "a line: w₁ = 0, w₂ from −5 to 5".
    """
    if attractor.shape is Shape.POINT:
        return place((attractor.w1, attractor.w2), view)
    reaches = zip(("w₁", "w₂"), attractor.reach, view, strict=True)
    return f"{_SHAPES[attractor.shape]}: {', '.join(_reach(*each) for each in reaches)}"


def _reach(symbol: str, reach: tuple[float, float], interval: tuple[float, float]) -> str:
    first, last = (coordinate(w, interval) for w in reach)
    return f"{symbol} = {first}" if first == last else f"{symbol} from {first} to {last}"
