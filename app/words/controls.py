"""Hyper-parameter metadata -> the rows of number controls that static/parts/sliders.js shows.

A row describes its control; the value comes with the experiment.
"""

import math
from functools import cache, lru_cache
from typing import Any

from optimizers import OPTIMIZERS, Hyper, Optimizer, Schedule, hypers
from optimizers.batches import MAX_SEED
from optimizers.caching import cached_by_class
from surfaces.parameters import Parameter

from ..contract import FARTHEST, LARGEST, MAX_FAN, MAX_STEPS, SMALLEST
from ..maps.tuning import rate_of
from ..numerals import short
from ..settings import SIZES
from .glossary import term_of

Row = dict[str, Any]

_FOLDED = {"epsilon"}
"""Fields that are rarely changed: their controls are folded away while they have their defaults."""


@cached_by_class
def method_rows(method: type[Optimizer]) -> list[Row]:
    """Return a row for each hyper-parameter of a method."""
    rate = rate_of(method)
    return [{**_hyper_row("values", about), "tunable": about == rate} for about in hypers(method)]


@cache
def schedule_rows(schedule: type[Schedule]) -> list[Row]:
    """Return a row for each hyper-parameter of a schedule."""
    return [_hyper_row("schedule", about) for about in hypers(schedule)]


def _hyper_row(group: str, about: Hyper) -> Row:
    return {
        "path": [group, about.name],
        "label": about.symbol,
        "meaning": about.meaning,
        "folds": about.name in _FOLDED,
        "term": term_of(about.meaning),
        "default": about.default,
        "scale": about.scale,
        "low": about.low,
        "high": about.high,
        "tick": about.tick,
        "advice": f"a number {about.bounds}",
        **_bounds(about.least, about.most, about.least_included, about.most_included),
    }


@cache
def steps_rows() -> list[Row]:
    """Return the row for the number of steps."""
    return [
        {
            "path": ["steps"],
            "label": "Steps",
            "tooltip": "how many steps (double click: back to 300)",
            "default": 300,
            "scale": "linear",
            "low": 10,
            "high": 2000,
            "tick": 10,
            "whole": True,
            "advice": f"a whole number from 1 to {MAX_STEPS}",
            **_bounds(1, MAX_STEPS),
        }
    ]


@cache
def batch_rows(rows: int | None) -> list[Row]:
    """Return the row for the size of the batches of data with so many rows; none without data, for None."""
    if rows is None or rows == 1:
        return []
    return [
        {
            "path": ["batch"],
            "label": "Batch",
            "term": "batch",
            "tooltip": f"how many rows of the data each step sees (double click: all {rows})",
            "default": rows,
            "scale": "linear",
            "low": 1,
            "high": rows,
            "tick": 1,
            "whole": True,
            "advice": f"a whole number from 1 to {rows}, the number of rows",
            **_bounds(1, rows),
        }
    ]


@cache
def start_rows() -> list[Row]:
    """Return a row without a slider for each coordinate of the start."""
    return [
        {
            "path": ["start", place],
            "label": name,
            "tooltip": f"{name} of the start",
            "tick": 0.1,
            "advice": f"a number, such as −1.5, up to ±{short(FARTHEST)}",
            **_bounds(-FARTHEST, FARTHEST),
        }
        for place, name in enumerate(("w1", "w2"))
    ]


_OF_METHODS = {about.symbol for method in OPTIMIZERS.values() for about in hypers(method)}
"""The labels of the sliders of methods."""


@lru_cache(maxsize=256)
def parameter_row(name: str, about: Parameter, meaning: str = "") -> Row:
    """Return the row of a parameter of E."""
    taken = about.symbol in _OF_METHODS
    slider = about.range
    return {
        "path": ["let", name],
        "label": f"{about.symbol} of E" if taken else about.symbol,
        "meaning": meaning,
        "term": term_of(meaning) if meaning else None,
        "tooltip": f"{meaning or 'a number in the error function'} "
        f"(double click: back to {short(about.default)})",
        "default": about.default,
        "scale": "log" if slider.is_log else "linear",
        "low": about.low,
        "high": about.high,
        "tick": slider.tick,
        "widens": not about.declared,
        "advice": about.advice,
        **_bounds(about.least, about.most),
    }


@cache
def noise_rows() -> list[Row]:
    """Return the rows for the noise level, the seed, and the number of paths.

    The last two need chance: `needs` names settings that must not all be 0, and the words to say so.
    """
    words = "Without noise and batches all paths are one: set σ above 0, or Batch below the number of rows"
    needs = {"settings": ["noise", "batch"], "words": words}
    return [
        {
            "path": ["noise"],
            "label": "σ",
            "tooltip": "how far each component of a gradient is off (double click: no noise)",
            "default": 0,
            "scale": "log",
            "low": 1e-3,
            "high": 1e3,
            "has_zero": True,
            "advice": f"0 for no noise, or {SIZES}",
            **_bounds(SMALLEST, LARGEST),
        },
        {
            "path": ["seed"],
            "label": "Seed",
            "tooltip": "chooses the noise and the order of the batches; the same for all runs",
            "tick": 1,
            "whole": True,
            "needs": needs,
            "advice": f"a whole number from 0 to {MAX_SEED}",
            **_bounds(0, MAX_SEED),
        },
        {
            "path": ["fan"],
            "label": "Paths",
            "tooltip": "how many paths, each with its own noise and batches (double click: back to one)",
            "default": 1,
            "scale": "linear",
            "low": 1,
            "high": MAX_FAN,
            "tick": 1,
            "whole": True,
            "needs": needs,
            "advice": f"a whole number from 1 to {MAX_FAN}",
            **_bounds(1, MAX_FAN),
        },
    ]


def _bounds(least: float, most: float, least_included: bool = True, most_included: bool = True) -> Row:
    return {
        "least": max(least, -1.7976931348623157e308),
        "most": most if math.isfinite(most) else 1.7976931348623157e308,
        "least_included": least_included,
        "most_included": most_included,
    }
