"""Basins -> the legend of their map: where runs end, and how many."""

from typing import Any

from ..maps.attractors import ELSEWHERE, MOST_ATTRACTORS, MOVING, NO_START, NOT_FINITE, Attractor, Shape
from ..maps.basin_map import ROWS
from ..maps.basins import Basins
from ..numerals import coordinate, place
from ..settings import View

_WORDS = {ELSEWHERE: "elsewhere", MOVING: "still moving", NOT_FINITE: "not finite", NO_START: "no E here"}
_SHAPES = {
    Shape.LINE: "a line",
    Shape.CURVE: "a curve",
    Shape.LEVEL: "level ground",
    Shape.STEPS: "steps without a slope",
    Shape.MINIMA: "several minima",
}


def basin_legend(found: Basins) -> list[dict[str, Any]]:
    """Return the legend's entries: the largest share first, runs without an attractor last.

    Each has its `row` of colours (see `basin_image`), its `words` and its `share` of the starts.
    """
    entries = []
    for kind, share in found.shares.items():
        if share == 0:
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
