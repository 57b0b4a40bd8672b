"""A fair race: each method is tuned over its own hyper-parameters with the same budget, and all are compared.

The budget is a number of runs. They lie evenly over the method's own map (see `planes`): over the two
hyper-parameters that matter most, or along the only one. All other hyper-parameters keep their given values.
Each run has the same start and the same number of steps. The best run is computed again, alone, and is not
counted twice.
"""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optimizers import Optimizer, descend, hypers, stretched
from surfaces import Surface

from ..contract import MAX_RUNS
from ..experiment import Experiment
from ..runs.summary import summary
from .planes import EQUAL, Plane, default_axes, left_of, plane


@dataclass(frozen=True)
class Entrant:
    """A method in a race: how it was tuned, what that took, and how the tuned run does alone."""

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
    """The share of these runs that are good, which is small where only few values do as well as the best one;
    see `planes.GOOD`."""
    latest: int | None
    """Without a tuned run, the last step at which one of these runs ended; 0 if the start has no E or ∇E."""
    error: float | None
    """E after the last step of the tuned run; None without one. The next two are of the same run."""
    lowers: bool
    """Whether that is less than E at the start."""
    close: int | None
    """The first step from which on it stays within 1 % of the way to the nearest known minimum (without known
    minima, to its own end); None if there is none."""
    place: int = 0
    """1 for the winner. Equals share a place: 1, 2, 2, 4."""


def race(
    surface: Surface, runs: Sequence[Optimizer], start: tuple[float, float], steps: int, budget: int
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
    """
    side = math.isqrt(budget)
    entries = _entries(runs)
    entrants = []
    for number, run in enumerate(entries):
        fields = default_axes(run)
        work = plane(surface, run, start, steps, fields, side if len(fields) == 2 else side**2)
        found = yield from stretched(work, number / len(entries), (number + 1) / len(entries))
        entrants.append(_entrant(surface, run, start, found, fields))
    return _placed(entrants, surface.value(*map(float, start)))


def race_experiment(experiment: Experiment, entrants: Sequence[Entrant]) -> Experiment:
    """Return the experiment with the tuned runs: the winner is active, the next ones are pinned in order.

    So its address holds the result, if start and steps are those of the race. The error axis is logarithmic,
    unless a tuned run ends with a negative error. If no method could be tuned, nothing changes.
    """
    tuned = [entrant for entrant in entrants if entrant.tuned is not None][:MAX_RUNS]
    if not tuned:
        return experiment
    return replace(
        experiment,
        runs=tuple(entrant.tuned for entrant in tuned),
        pins=tuple(range(1, len(tuned))),
        log_error=all(entrant.error >= 0 for entrant in tuned),
    )


def _entries(runs: Sequence[Optimizer]) -> list[Optimizer]:
    """Return the runs without those that tuning would make equal to an earlier one."""
    entries = {}
    for run in runs:
        untuned = {about.name: about.default for about in hypers(run) if about.name in default_axes(run)}
        entries.setdefault(replace(run, **untuned), run)
    return list(entries.values())


def _entrant(
    surface: Surface, run: Optimizer, start: tuple[float, float], found: Plane, fields: tuple[str, ...]
) -> Entrant:
    size, spent = found.error.size, found.spent
    if found.best is None:
        return Entrant(run, fields, None, size, spent, 0.0, int(found.stopped.max()), None, False, None)
    tuned = replace(run, **found.best_values)
    path = descend(tuned, surface, start, found.steps)
    good, alone = float(np.mean(found.error <= found.good)), summary(path, surface)
    lowers = bool(path.error[-1] < path.error[0])
    return Entrant(run, fields, tuned, size, spent, good, None, alone["error"], lowers, alone["close"])


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
