"""Experiment -> runs: the facts of each, as they go to the browser; pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optimizers import Optimizer, Progress, Schedule, Trajectory, finished, stretched
from surfaces import Surface

from ..experiment import Experiment
from ..lineup import in_lineup
from .fan import Fan, fan_of, has_chance, path_count, spread
from .limits import limits
from .path import noise_columns, simulate
from .summary import summary


@dataclass(frozen=True, eq=False)
class Run:
    """A run that has been computed.

    `told` is what the browser gets of it besides words: its `columns` (w1, w2, error, g1, g2, the state's
    fields with 1 and 2 after their names, noise1, noise2, the schedule's factor on η, and with batches
    batch_error, full_g1 and full_g2, as in `Trajectory`; arrays of T + 1), its `fan`, and numbers; and
    `judged`, the columns w1, w2 and error of the points by which it is judged, None if these are its own.
    """

    method: Optimizer
    schedule: Schedule
    """The one that was chosen; `path.factor` tells whether it applies."""
    batch: int
    """How many rows of the data each step sees; ALL_ROWS for all."""
    conditions: tuple[Any, ...]
    """Everything that the path depends on."""
    path: Trajectory
    fan: Fan
    told: dict[str, Any]
    minima: tuple[tuple[float, float], ...]
    """The known minima by which it is judged."""

    def judged_on(self, surface: Surface) -> "Run":
        """Return the run as it is judged by the known minima of a surface: itself, if they are the same."""
        if surface.minima == self.minima:
            return self
        return replace(self, told=self.told | summary(self.path, surface), minima=surface.minima)


def runs_of(surface: Surface, experiment: Experiment, last: tuple[Run, ...] = ()) -> tuple[Run, ...]:
    """Compute the runs of an experiment, the active run first.

    Runs that are known, in `last`, are not computed again if their conditions are equal.
    """
    return finished(computed_runs(surface, experiment, last))


def computed_runs(
    surface: Surface, experiment: Experiment, last: tuple[Run, ...] = ()
) -> Progress[tuple[Run, ...]]:
    """Do what `runs_of` does in slices: this is a generator."""
    known = {run.conditions: run for run in last}
    wanted = all_conditions(experiment)
    for place, (conditions, of_run) in enumerate(zip(wanted, _lineup(experiment), strict=True)):
        if conditions not in known:
            work = _simulated(conditions, *of_run, surface, experiment)
            share = place / len(wanted)
            known[conditions] = yield from stretched(work, share, share + 1 / len(wanted))
    return tuple(known[conditions].judged_on(surface) for conditions in wanted)


def all_conditions(experiment: Experiment) -> list[tuple[Any, ...]]:
    """Return everything that the path of each run depends on; equal conditions give equal runs."""
    return [_conditions(*of_run, experiment) for of_run in _lineup(experiment)]


def _lineup(experiment: Experiment) -> Iterator[tuple[Optimizer, Schedule, int]]:
    """Return the runs with their schedules and batches."""
    return zip(experiment.runs, experiment.schedules, experiment.batches, strict=True)


def _conditions(run: Optimizer, schedule: Schedule, batch: int, experiment: Experiment) -> tuple[Any, ...]:
    chance = experiment.noise, batch, experiment.seed if has_chance(experiment, batch) else 0
    where = *experiment.function, experiment.start, experiment.told_steps
    return run, schedule, *where, *chance, path_count(experiment, batch)


def told_conditions(run: Optimizer, schedule: Schedule, batch: int, experiment: Experiment) -> dict[str, Any]:
    """Return a run's conditions for the browser, which compares them with what it shows."""
    return {
        **in_lineup(run, schedule, batch),
        "expression": experiment.expression,
        "let": dict(experiment.let),
        **experiment.told_data,
        "start": experiment.start,
        "steps": experiment.told_steps,
        "noise": experiment.noise,
        "seed": experiment.seed if has_chance(experiment, batch) else 0,
        "paths": path_count(experiment, batch),
    }


def _simulated(
    conditions: tuple[Any, ...],
    run: Optimizer,
    schedule: Schedule,
    batch: int,
    surface: Surface,
    experiment: Experiment,
) -> Progress[Run]:
    count = path_count(experiment, batch)
    first = simulate(run, surface, experiment, schedule=schedule, batch=batch)
    path = yield from stretched(first, 0, 1 / count)
    fan = yield from stretched(fan_of(run, surface, experiment, schedule, batch), 1 / count, 1)
    tending = {name: limits(run, path, name) for name in run.moments}
    told = {
        "of": told_conditions(run, schedule, batch, experiment),
        "moments": run.moments,
        "states": run.symbols,
        "judged": path.apart and path.apart._asdict(),
        "judged_symbol": run.judged_symbol,
        "columns": columns(path) | noise_columns(experiment, path),
        "limits": {name: found for name, found in tending.items() if found},
        "fan": _told(path, fan),
        **summary(path, surface),
    }
    return Run(run, schedule, batch, conditions, path, fan, told, surface.minima)


def columns(path: Trajectory) -> dict[str, np.ndarray]:
    """Return the numbers of a path by name. t is left out: it is always 0, 1, ..."""
    found = {"w1": path.w1, "w2": path.w2, "error": path.error, "g1": path.g1, "g2": path.g2}
    for name, (first, second) in path.state.items():
        found[f"{name}1"], found[f"{name}2"] = first, second
    if path.batch_error is not None:
        found |= {"batch_error": path.batch_error, "full_g1": path.full_g1, "full_g2": path.full_g2}
    return found if path.factor is None else found | {"factor": path.factor}


def _told(path: Trajectory, fan: Fan) -> dict[str, Any] | None:
    found = spread(path, fan)
    if found is None:
        return None
    w1, w2 = ([line[i] for line in fan.lines] for i in (0, 1))
    return {"w1": w1, "w2": w2, **found}
