"""Samples: small tables to start from, drawn from a seed.

Their numbers come from the raw words of PCG64, which NumPy keeps for a seed, and are rounded to two decimals.
So a seed gives the same table for ever.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from surfaces.table import Table

Draw = Callable[["_Numbers"], Iterator[tuple[float, ...]]]


@dataclass(frozen=True)
class Sample:
    """A kind of table, which a seed draws."""

    title: str
    names: tuple[str, ...]
    rows: Draw

    def draw(self, seed: int = 0) -> Table:
        """Return the table of a seed, a whole number from 0."""
        rows = [tuple(round(value, 2) for value in row) for row in self.rows(_Numbers(seed))]
        return Table.of(dict(zip(self.names, zip(*rows, strict=True), strict=True)))


class _Numbers:
    """Random numbers of a seed."""

    def __init__(self, seed: int) -> None:
        self._words = np.random.PCG64(seed)

    def uniform(self) -> float:
        """Return a number in [0, 1)."""
        return (int(self._words.random_raw()) >> 11) * 2.0**-53

    def normal(self) -> float:
        """Return a normal number of mean 0 and deviation 1 (Box & Muller 1958)."""
        length = math.sqrt(-2 * math.log(1 - self.uniform()))
        return length * math.cos(2 * math.pi * self.uniform())


def _along(function: Callable[[float], float], low: float, high: float, count: int, noise: float) -> Draw:
    """Return what draws points of a function, evenly spaced but for a little, with noise in y."""

    def rows(numbers: _Numbers) -> Iterator[tuple[float, ...]]:
        gap = (high - low) / count
        for place in range(count):
            x = low + gap * (place + numbers.uniform())
            yield x, function(x) + noise * numbers.normal()

    return rows


def _line(x: float) -> float:
    return 0.8 * x + 0.5


def _outliers(numbers: _Numbers) -> Iterator[tuple[float, ...]]:
    for place, (x, y) in enumerate(_along(_line, -2, 2, 14, 0.15)(numbers)):
        yield x, y + (4 if place in (1, 3) else 0)


def _classes(reach: float, noise: float) -> Draw:
    """Return what draws points of two classes, −1 and 1, on a line."""

    def rows(numbers: _Numbers) -> Iterator[tuple[float, ...]]:
        for place in range(16):
            side = 1.0 if place % 2 else -1.0
            yield 0.4 + side * (reach + 1.4 * numbers.uniform()) + noise * numbers.normal(), side

    return rows


def _clouds(numbers: _Numbers) -> Iterator[tuple[float, ...]]:
    for place in range(24):
        side = 1.0 if place % 2 else -1.0
        yield side * 0.7 + 0.9 * numbers.normal(), side * 0.9 + 0.9 * numbers.normal(), side


SAMPLES: dict[str, Sample] = {
    "line": Sample("A line", ("x", "y"), _along(_line, -2, 2, 12, 0.25)),
    "far-line": Sample("A line, x from 8 to 12", ("x", "y"), _along(lambda x: 0.8 * x - 7, 8, 12, 12, 0.25)),
    "outliers": Sample("A line with outliers", ("x", "y"), _outliers),
    "separable": Sample("Two classes, apart", ("x", "y"), _classes(0.3, 0.0)),
    "overlapping": Sample("Two classes that overlap", ("x", "y"), _classes(-0.2, 0.3)),
    "step": Sample("A soft step", ("x", "y"), _along(lambda x: 1.5 * math.tanh(1.2 * x), -3, 3, 14, 0.12)),
    "through-zero": Sample("A line through 0", ("x", "y"), _along(lambda x: 2 * x, -1.5, 1.5, 12, 0.1)),
    "wave": Sample("A wave", ("x", "y"), _along(lambda x: math.sin(2 * x), -3, 3, 24, 0.15)),
    "decay": Sample("A decay", ("x", "y"), _along(lambda x: 2 * math.exp(-0.8 * x), 0, 4, 16, 0.06)),
    "clouds": Sample("Two columns, two classes", ("x1", "x2", "y"), _clouds),
}
"""The kinds of samples, by key."""
_SEEDS = 20
"""How many samples of a kind there are before the first one comes again."""


def next_sample(table: Table) -> Table:
    """Return another sample of the same kind as a table.

    Its kind is that of the sample with which it has the most rows in common; a table that was never a sample
    is followed by the first kind with its columns.
    """
    rows = set(zip(*table.columns, strict=True))
    kinds = [sample for sample in SAMPLES.values() if sample.names == table.names] or [*SAMPLES.values()]
    shared = {
        (place, seed): len(rows.intersection(zip(*sample.draw(seed).columns, strict=True)))
        for place, sample in enumerate(kinds)
        for seed in range(_SEEDS)
    }
    place, seed = max(shared, key=lambda each: (shared[each], -each[0], -each[1]))
    return kinds[place].draw((seed + 1) % _SEEDS if shared[place, seed] else 0)
