"""The fan of a run with noise or batches: its other paths, which show the spread."""

from typing import NamedTuple

import numpy as np

from optimizers import Optimizer, Progress, Schedule, Trajectory, stretched
from surfaces import Surface

from ..contract import FAN_STEPS
from ..experiment import Experiment
from ..lineup import ALL_ROWS
from .path import simulate

_WHOLE = 500
"""About this many points of a longer line are kept, most of them near its start."""


class Fan(NamedTuple):
    """The paths 1, 2, ... of a run: their points to draw, and E where each ends, nan if it ended early."""

    lines: tuple[tuple[np.ndarray, np.ndarray], ...]
    error: np.ndarray


def has_chance(experiment: Experiment, batch: int) -> bool:
    """Return whether the seed changes a run with a batch of this size."""
    return experiment.noise != 0 or batch != ALL_ROWS


def path_count(experiment: Experiment, batch: int = ALL_ROWS) -> int:
    """Return how many paths a run has: 1 if the seed changes nothing, fewer than `fan` if runs are long."""
    if experiment.awaited or not has_chance(experiment, batch):
        return 1
    others = max(1, FAN_STEPS // (experiment.steps * len(experiment.runs)))
    return min(experiment.fan, 1 + others)


def fan_of(
    run: Optimizer, surface: Surface, experiment: Experiment, schedule: Schedule, batch: int
) -> Progress[Fan]:
    """Compute the other paths of a run."""
    count = path_count(experiment, batch)
    lines, errors = [], []
    for index in range(1, count):
        work = simulate(run, surface, experiment, index, schedule, batch)
        path = yield from stretched(work, (index - 1) / count, index / count)
        kept = _kept(path.t.size - 1)
        lines.append((path.w1[kept], path.w2[kept]))  # copies: the rest of the path is not kept
        errors.append(_last_error(path))
    return Fan(tuple(lines), np.array(errors, dtype=float))


def spread(path: Trajectory, fan: Fan) -> dict[str, object] | None:
    """Return how a run's paths end, path 0 among them; None if it is the only one.

    `error` has three of the last errors: a tenth, a half and nine tenths of the paths that did not end early
    are at or below it. Each is the error of a path, because a number between two errors may overflow.
    """
    if not fan.lines:
        return None
    errors = np.append(fan.error, _last_error(path))
    errors = errors[~np.isnan(errors)]
    found = np.quantile(errors, (0.1, 0.5, 0.9), method="inverted_cdf").tolist() if errors.size else None
    paths = 1 + len(fan.lines)
    return {"paths": paths, "ended": paths - errors.size, "error": found}


def _kept(steps: int) -> np.ndarray:
    if steps <= _WHOLE:
        return np.arange(steps + 1)
    return np.unique(np.round(steps * np.linspace(0, 1, _WHOLE + 1) ** 2).astype(int))


def _last_error(path: Trajectory) -> float:
    return np.nan if path.stopped else float(path.judged.error[-1])
