"""Checks whether a page shows what is worth seeing of a function (shown_functions.tsv). No search is used."""

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from app.experiment import Experiment
from optimizers import descend
from surfaces import Surface

_TABLE = Path(__file__).parents[1] / "shown_functions.tsv"

SIDE = 560
"""Pixels of a side of the figure."""
APART, HULL, EDGE = 0.08, 0.2, 0.05
"""In sides of the view: how far apart points are, how far they reach, and how far the start is inside."""
MANY = 12
"""From this number on, points need not be told apart."""
PERIODS = (3, 12)
"""How many periods of what repeats are in view."""


@dataclass(frozen=True)
class Shown:
    """A function, and what must be seen of it."""

    kinds: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    """Stationary points that must be in view, told apart."""
    length: float | None
    """The shortest length over which E changes by much; for waves the period."""
    edges: tuple[str, ...]
    """Lines at which the domain ends, such as "w1=0"."""
    cannot: frozenset[str]
    """The methods that reach no minimum in 300 steps, whatever the rate."""
    text: str

    @cached_property
    def surface(self) -> Surface:
        return Surface.parse(self.text)


def shown_functions(path: Path | None = None) -> list[Shown]:
    """Return the rows of the table, or of another file of the same form."""
    lines = (path or _TABLE).read_text(encoding="utf-8").splitlines()
    return [_read(line) for line in lines if not line.startswith("#")]


def _read(line: str) -> Shown:
    kinds, points, length, edges, cannot, text = line.split("\t")

    def words(column: str) -> list[str]:
        return [] if column == "-" else column.split()

    return Shown(
        tuple(kinds.split()),
        tuple(tuple(map(float, point.split(","))) for point in words(points)),
        None if length == "-" else float(length),
        tuple(words(edges)),
        frozenset(words(cannot)),
        text,
    )


def faults(function: Shown, page: Experiment) -> list[str]:
    """Return the faults of a page in a few words each; an empty list if the function is shown."""
    low, high = np.array(page.view).T
    sides = high - low
    found = []
    points = np.array(function.points).reshape(-1, 2)
    if not ((points >= low) & (points <= high)).all():
        found.append("points out of view")
    if len(points) > 1:
        apart = min(np.abs((one - other) / sides).max() for one, other in itertools.combinations(points, 2))
        if apart < APART and len(points) <= MANY and "ring" not in function.kinds:
            found.append(f"points {apart:.1%} apart")
        if (np.ptp(points, axis=0) / sides).max() < HULL:
            found.append("points drowned")
    if (
        function.length
        and function.length < 10 / SIDE * sides.max()
        and function.length < 10 / SIDE * sides.min()
    ):
        found.append(f"length of {function.length / sides.min() * SIDE:.0f} px")
    if function.length and "waves" in function.kinds and "noisy" not in function.kinds:
        periods = (sides / function.length).tolist()
        if not any(PERIODS[0] * 0.7 <= each <= PERIODS[1] for each in periods):
            found.append(f"{max(periods):.1f} periods")
    for edge in function.edges:
        axis, at = int(edge[1]) - 1, float(edge.partition("=")[2])
        if not low[axis] <= at <= high[axis]:
            found.append(f"{edge} out of view")
    start = np.array(page.start)
    if (np.minimum(start - low, high - start) < EDGE * sides).any():
        found.append("start at the edge")
    return found + _faults_of_run(function, page, low, high)


def _faults_of_run(function: Shown, page: Experiment, low: np.ndarray, high: np.ndarray) -> list[str]:
    path = descend(page.active, function.surface, page.start, page.steps, schedule=page.applied)
    at = np.stack([path.w1, path.w2])
    inside = ((at >= low[:, None]) & (at <= high[:, None])).all(axis=0)
    found = []
    if path.stopped is not None:
        found.append(f"ends at {path.stopped.step}")
    if inside.mean() < 0.95:
        found.append(f"{inside.mean():.0%} of the run in view")
    if (np.ptp(at, axis=1) / (high - low)).max() < 0.1:
        found.append("run too small")
    if path.error[-1] > path.error[0] or not math.isfinite(path.error[-1]):
        found.append("does not descend")
    is_bound = page.active.key not in function.cannot
    if is_bound and function.points and not arrives(function, path, high - low):
        found.append("does not arrive")
    return found


def arrives(function: Shown, path, sides: np.ndarray) -> bool:
    """Return whether a run ends close to a lowest point, or has made nearly all of its way down to one.

    Without minima among the points the answer is yes.
    """
    surface = function.surface
    minima = [point for point in function.points if _is_minimum(surface, point)]
    if not minima:
        return True
    end = path.w1[-1], path.w2[-1]
    away = min(math.hypot((end[0] - m1) / sides[0], (end[1] - m2) / sides[1]) for m1, m2 in minima)
    lowest = min(surface.value(*point) for point in minima)
    highest = max(surface.value(*point) for point in minima)
    gone = path.error[0] - path.error[-1]
    return (
        away <= 0.04
        or any(gone >= 0.97 * (path.error[0] - level) for level in (lowest, highest))
        or _rests(path, surface)
    )


def _rests(path, surface: Surface) -> bool:
    """Return whether a run has come to rest in a hollow that is not in the table."""
    slope = np.hypot(*surface.gradient(path.w1, path.w2))
    moved = np.hypot(path.w1[-1] - path.w1[-30:], path.w2[-1] - path.w2[-30:]).max()
    way = np.hypot(np.ptp(path.w1), np.ptp(path.w2))
    return bool(slope[-1] <= 0.02 * slope.max() and moved <= 0.05 * way)


def _is_minimum(surface: Surface, point: tuple[float, float]) -> bool:
    angles = np.arange(16) * math.pi / 8
    size = 1e-3 * max(*map(abs, point), 1e-2)
    around = surface.value(point[0] + size * np.cos(angles), point[1] + size * np.sin(angles))
    return bool(np.nanmin(around) >= surface.value(*point) - 1e-12 * abs(surface.value(*point)))
