"""A race over conditions: with and without a schedule, with noise and without, at three budgets of tuning.

Fair tuning changes rankings (Wen et al. 2025, arXiv 2509.02046), and so do the conditions.
"""

import math
from collections.abc import Generator, Sequence
from itertools import product
from typing import NamedTuple

from optimizers import SCHEDULES, Optimizer, Schedule, stretched
from surfaces import Surface

from ..experiment import Experiment
from ..lineup import STEADY
from .race import Entrant, Noise, race

TUNINGS = (16, 64, 256)
"""The budgets: runs for each method in a condition."""
USUAL = SCHEDULES["cosine"]()
"""The schedule, if the active run has none."""
_SHARE = 0.1
"""σ, if the page has no noise: this share of the slope at the start, to one digit."""


class Condition(NamedTuple):
    """The schedule, the noise and the budget of all runs of one race."""

    schedule: Schedule | None
    noise: Noise | None
    budget: int


class Result(NamedTuple):
    """The result of the race in a condition, the winner first."""

    condition: Condition
    entrants: tuple[Entrant, ...]


def conditions_of(experiment: Experiment, surface: Surface) -> tuple[Condition, ...]:
    """Return the conditions: the schedule and the noise are those of the experiment, or else usual ones."""
    schedule = USUAL if experiment.schedule == STEADY else experiment.schedule
    sigma = experiment.noise or _usual_noise(surface, experiment.start)
    noise = Noise(sigma, experiment.seed)
    return tuple(Condition(*each) for each in product((None, schedule), (None, noise), TUNINGS))


def _usual_noise(surface: Surface, start: tuple[float, float]) -> float:
    slope = math.hypot(*surface.gradient(*map(float, start)))
    return float(f"{_SHARE * slope:.0e}") if 1e-290 < slope < 1e290 else _SHARE


def compare(
    surface: Surface,
    runs: Sequence[Optimizer],
    start: tuple[float, float],
    steps: int,
    conditions: Sequence[Condition],
    batch: int | None = None,
    seed: int = 0,
) -> Generator[float, None, tuple[Result, ...]]:
    """Race methods in each condition, with the same batches; a generator, as `race` is."""
    results = []
    for number, each in enumerate(conditions):
        work = race(
            surface, runs, start, steps, each.budget, each.schedule, each.noise, batch=batch, seed=seed
        )
        share = number / len(conditions), (number + 1) / len(conditions)
        results.append(Result(each, (yield from stretched(work, *share))))
    return tuple(results)
