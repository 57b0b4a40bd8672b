"""One path of a run, with its chance: `simulate` computes it, and `noise_columns` returns the noise alone.

Path k of every run meets the same noise, and the same batches if their size is the same, so that methods are
compared under equal conditions.
"""

import numpy as np

from optimizers import Optimizer, Progress, Schedule, Trajectory, descending, gradient_noise
from surfaces import Surface

from ..experiment import Experiment
from ..lineup import ALL_ROWS, STEADY, applied


def simulate(
    run: Optimizer,
    surface: Surface,
    experiment: Experiment,
    index: int = 0,
    schedule: Schedule = STEADY,
    batch: int = ALL_ROWS,
) -> Progress[Trajectory]:
    """Compute path `index` of a run, with its noise and its batches; path 0 is the one that is explained.

    This is a generator, like everything that computes runs.
    """
    noise = _noise(experiment, index)
    where = surface, experiment.start, experiment.told_steps
    size = None if batch == ALL_ROWS else batch
    return descending(run, *where, noise, applied(run, schedule), size, experiment.seed, index)


def noise_columns(experiment: Experiment, path: Trajectory) -> dict[str, np.ndarray]:
    """Return which part of g1 and g2 is noise along path 0; no columns without noise."""
    noise = _noise(experiment, 0)
    return {} if noise is None else dict(zip(("noise1", "noise2"), noise[: path.t.size].T, strict=True))


def _noise(experiment: Experiment, index: int) -> np.ndarray | None:
    return gradient_noise(experiment.noise, experiment.seed, index, experiment.told_steps)
