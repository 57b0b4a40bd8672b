"""A fair race: each method is tuned with the same budget, and the tuned runs are compared.

The budget is a number of runs. They lie evenly over the method's own map (see `planes`): over the two
hyper-parameters that matter most, or along the only one. All other hyper-parameters keep their given values.
Each run has the same start and the same number of steps. The best run is computed again, alone, and is not
counted twice.

All runs may follow a schedule, as far as one applies to their method, and may have noise. Under noise a
method is tuned with one path for each of its runs, the same noise for all, and is then judged by other paths.
"""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import NamedTuple

import numpy as np

from optimizers import (
    Optimizer,
    Progress,
    Schedule,
    Trajectory,
    close_at,
    descending,
    gradient_noise,
    hypers,
    stretched,
)
from surfaces import Surface

from ..contract import MAX_RUNS
from ..experiment import Experiment
from ..lineup import STEADY
from ..runs.summary import summary
from .curvature import Point
from .planes import EQUAL, GOOD, Plane, axis, default_axes, left_of, plane

JUDGES = 5
"""Paths by which a method that was tuned under noise is judged: those with the numbers 1 to 5."""


class Noise(NamedTuple):
    """The noise of a race: σ and the seed."""

    sigma: float
    seed: int


@dataclass(frozen=True)
class _Shared:
    """What all runs of a race share."""

    surface: Surface
    start: Point
    steps: int
    schedule: Schedule | None
    noise: Noise | None
    batch: int | None
    seed: int

    def path(self, run: Optimizer, index: int = 0) -> Progress[Trajectory]:
        """Compute path `index` of a run, alone."""
        noise = None if self.noise is None else gradient_noise(*self.noise, index, self.steps)
        where = self.surface, self.start, self.steps
        return descending(run, *where, noise, self.schedule, self.batch, self.seed, index)


@dataclass(frozen=True)
class Entrant:
    """A method in a race: how it was tuned, what that cost, and how the tuned run does alone."""

    given: Optimizer
    """The method with the values that it had before."""
    fields: tuple[str, ...]
    """The hyper-parameters that were tuned."""
    tuned: Optimizer | None
    """The method with the values of its best run, to the bit; None if all runs ended early."""
    runs: int
    """The runs spent on tuning, the same for all."""
    steps: int
    """The updates that these runs took together; fewer where some ended early."""
    good: float
    """The share of these runs that are good (see `planes.GOOD`): small if few values do as well as the best
    one."""
    latest: int | None
    """Without a tuned run, the last step at which one of these runs ended; 0 if the start has no E or ∇E."""
    error: float | None
    """E after the last step of the tuned run, under noise the middle one of JUDGES; None without one, or if
    the middle one ends early. The next two are of the same run."""
    lowers: bool
    """Whether that is less than E at the start."""
    close: int | None
    """The first step from which on it stays within 1 % of the way to the nearest known minimum (without known
    minima, to its own end); None if there is none."""
    place: int = 0
    """1 for the winner. Equals share a place: 1, 2, 2, 4."""


def race(
    surface: Surface,
    runs: Sequence[Optimizer],
    start: tuple[float, float],
    steps: int,
    budget: int,
    schedule: Schedule | None = None,
    noise: Noise | None = None,
    *,
    batch: int | None = None,
    seed: int = 0,
) -> Generator[float, None, tuple[Entrant, ...]]:
    """Tune methods, each with the same number of runs, and return them sorted by how they do.

    This is a generator, as `plane` is: it yields the share of the work that is done. To cancel, drop it.

    Runs that remove the most error, compared to nine digits, come first, sorted by when they come close. Then
    come the others, sorted by their error. Methods without a tuned run come last.

    Args:
        surface: an error function.
        runs: methods with their values; those that differ only in what is tuned enter once.
        start: (w1, w2), the same for all.
        steps: the number of updates of each run.
        budget: the number of runs for each method, at least 4. A map is square, so if this is not a square
            number, the next smaller one is spent.
        schedule: what η is multiplied with, for all methods to which a schedule applies.
        noise: the noise of all runs; None for none.
        batch: how many rows of the data each step of every run sees; None for all.
        seed: sets the order of the rows, which is the same for all methods.
    """
    side = math.isqrt(budget)
    entries = _entries(runs)
    shared = _Shared(surface, start, steps, schedule, noise, batch, seed)
    tune = _quiet if noise is None else _noisy
    entrants = []
    for number, run in enumerate(entries):
        fields = default_axes(run)
        count = side if len(fields) == 2 else side**2
        work = tune(shared, run, fields, count)
        entrants.append((yield from stretched(work, number / len(entries), (number + 1) / len(entries))))
    return _placed(entrants, surface.value(*map(float, start)))


def race_experiment(
    experiment: Experiment, entrants: Sequence[Entrant], schedule: Schedule = STEADY
) -> Experiment:
    """Return the experiment with the tuned runs: the winner is active, the next ones are pinned in order.

    So its address holds the result, if start and steps are those of the race. A pinned run's number is its
    rank in the race. The error axis is logarithmic, unless a tuned run ends with a negative error. If no
    method could be tuned, nothing changes.
    """
    tuned = [(each.tuned, each.error) for each in entrants if each.tuned is not None][:MAX_RUNS]
    if not tuned:
        return experiment
    return replace(
        experiment,
        runs=tuple(run for run, _ in tuned),
        schedules=(schedule,) * len(tuned),
        batches=(experiment.batch,) * len(tuned),
        pins=tuple(range(2, 1 + len(tuned))),
        log_error=all(error is None or error >= 0 for _, error in tuned),
    )


def _entries(runs: Sequence[Optimizer]) -> list[Optimizer]:
    """Return the runs without those that tuning would make equal to an earlier one."""
    entries: dict[Optimizer, Optimizer] = {}
    for run in runs:
        untuned = {about.name: about.default for about in hypers(run) if about.name in default_axes(run)}
        entries.setdefault(replace(run, **untuned), run)
    return list(entries.values())


def _quiet(
    shared: _Shared, run: Optimizer, fields: tuple[str, ...], count: int
) -> Generator[float, None, Entrant]:
    """Tune a method without noise, over its map."""
    where = shared.surface, run, shared.start, shared.steps
    work = plane(*where, fields, count, shared.schedule, batch=shared.batch, seed=shared.seed)
    found: Plane = yield from work
    size, spent = found.error.size, found.spent
    if found.best is None:
        return Entrant(run, fields, None, size, spent, 0.0, int(found.stopped.max()), None, False, None)
    tuned = replace(run, **found.best_values)
    path = yield from stretched(shared.path(tuned), 1, 1)
    good, alone = float(np.mean(found.error <= found.good)), summary(path, shared.surface)
    lowers = bool(path.judged.error[-1] < path.judged.error[0])
    return Entrant(run, fields, tuned, size, spent, good, None, alone["error"], lowers, alone["close"])


def _noisy(
    shared: _Shared, run: Optimizer, fields: tuple[str, ...], count: int
) -> Generator[float, None, Entrant]:
    """Tune a method under noise: the least E of its runs with the noise of path 0; other paths judge it."""
    about = {each.name: each for each in hypers(run)}
    grid = list(product(*(axis(about[name], count) for name in fields)))
    errors, spent, latest = np.full(len(grid), np.nan), 0, 0
    for number, values in enumerate(grid):
        one = replace(run, **dict(zip(fields, map(float, values), strict=True)))
        path = yield from stretched(shared.path(one), number / len(grid), (number + 1) / len(grid))
        spent += path.stopped.step if path.stopped else shared.steps
        latest = max(latest, path.stopped.step if path.stopped else 0)
        errors[number] = np.nan if path.stopped else path.judged.error[-1]
    if not np.isfinite(errors).any():
        return Entrant(run, fields, None, errors.size, spent, 0.0, latest, None, False, None)
    best = grid[int(np.nanargmin(errors))]
    tuned = replace(run, **dict(zip(fields, map(float, best), strict=True)))
    paths = []
    for index in range(1, 1 + JUDGES):
        paths.append((yield from stretched(shared.path(tuned, index), 1, 1)))
    order = sorted(paths, key=lambda path: math.inf if path.stopped else path.judged.error[-1])
    middle = order[JUDGES // 2]
    before = float(middle.judged.error[0])
    good = float(np.mean(errors <= left_of(GOOD, float(np.nanmin(errors)), before)))
    if middle.stopped:
        return Entrant(run, fields, tuned, errors.size, spent, good, None, None, False, None)
    error = float(middle.judged.error[-1])
    close = close_at(middle, shared.surface.minima)
    return Entrant(run, fields, tuned, errors.size, spent, good, None, error, error < before, close)


def _placed(entrants: Sequence[Entrant], before: float) -> tuple[Entrant, ...]:
    """Return the entrants sorted, with their places."""
    errors = [entrant.error for entrant in entrants if entrant.error is not None]
    equal = left_of(EQUAL, min(errors), before) if errors else math.nan

    def rank(entrant: Entrant) -> tuple[int, float]:
        if entrant.error is None:
            return 2, 0.0
        if entrant.error > equal:
            return 1, entrant.error
        return 0, math.inf if entrant.close is None else entrant.close

    ranks = sorted(map(rank, entrants))
    return tuple(
        replace(entrant, place=1 + ranks.index(rank(entrant))) for entrant in sorted(entrants, key=rank)
    )
