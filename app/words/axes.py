"""The axes of a hyper-parameter map: their ticks and the words at these."""

import math
from collections.abc import Iterable
from typing import TypeVar

from optimizers import Hyper

from .. import numerals
from ..maps.slider_axes import ends
from ..numerals import powers_of_ten, short

_MOST_LABELS = 8
_HAIR = 1e-9
"""A tick this little outside the range is in it: the last digit of a logarithm is not exact."""

N = TypeVar("N", int, float)
Ticks = tuple[list[float], tuple[str, ...], list[float]]
"""Positions of the major ticks, their words, and positions of the minor ones."""


_NO_TICKS: Ticks = [], (), []


def told_axis(about: Hyper | None) -> dict[str, object]:
    """Return what the browser is told about an axis.

    Returns:
        `field`, the hyper-parameter's name (None for the height of a strip), its `label` and `scale`;
        positions of the ends, `start` and `end`, of the `ticks`, which have `words`, and of the `minor`
        ticks.
    """
    start, end = ends(about)
    if about is None:
        field, label, scale, marks = None, "", "linear", _NO_TICKS
    else:
        field, label, scale = about.name, f"{about.symbol} {about.meaning}", about.scale
        marks = (_decades if scale == "log" else _round_steps)(start, end)
    ticks, words, minor = marks
    return {
        "field": field,
        "label": label,
        "scale": scale,
        "start": start,
        "end": end,
        "ticks": ticks,
        "words": words,
        "minor": minor,
    }


def _decades(start: float, end: float) -> Ticks:
    """Return ticks at whole decades, or at every second or third of them if there are many.

    A range of few decades has ticks at 1, 2 and 5 times the powers of ten.
    """
    powers = range(math.floor(start + _HAIR), math.ceil(end - _HAIR) + 1)
    stride = math.ceil(len(powers) / _MOST_LABELS)
    digits = (1,) if end - start >= 2 - _HAIR else (1, 2, 5)
    labelled = [power for power in powers if power % stride == 0]
    words = {
        power + math.log10(digit): short(digit * 10.0**power) for power in labelled for digit in digits[1:]
    }
    whole = _within(labelled, start, end)
    words |= zip(whole, powers_of_ten(whole), strict=True)
    between = [
        power + math.log10(digit) for power in powers for digit in (range(2, 10) if stride == 1 else (1,))
    ]
    ticks = _within(words, start, end)
    return ticks, tuple(words[place] for place in ticks), _within(set(between) - set(words), start, end)


def _round_steps(start: float, end: float) -> Ticks:
    """Return ticks at multiples of 1, 2 or 5 times a power of ten."""
    unit = 10.0 ** math.floor(math.log10((end - start) / _MOST_LABELS))
    factor = next(factor for factor in (1, 2, 5, 10) if (end - start) / (factor * unit) < _MOST_LABELS)
    parts = 4 if factor == 2 else 5
    numbers = range(math.floor(start / (factor * unit)) * parts, math.ceil(end / (factor * unit)) * parts + 1)
    places = {number: float(f"{number * factor * unit / parts:.12g}") for number in numbers}
    ticks = _within([place for number, place in places.items() if number % parts == 0], start, end)
    minor = _within([place for number, place in places.items() if number % parts], start, end)
    return ticks, tuple(numerals.ticks(ticks)), minor


def _within(places: Iterable[N], start: float, end: float) -> list[N]:
    return sorted(place for place in places if start - _HAIR <= place <= end + _HAIR)
