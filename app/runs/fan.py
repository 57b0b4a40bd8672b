"""The noise of an experiment: `follow` runs one path with it, `fan_of` the others, which show the spread.

Path k of every run meets the same noise, so that two methods are compared by what they make of it.
"""

from typing import NamedTuple

import numpy as np

from optimizers import Optimizer, Trajectory, descend, gradient_noise
from surfaces import Surface

from ..experiment import Experiment, View
from ..look import PIN_SHADES
from .lines import clip_path, early_steps, inside_view, joined

FAN_STEPS = 50_000
"""All fans together take at most so many steps, or one path each, so that a drag of long runs goes on too."""
_WHOLE = 500
"""A line of up to so many steps is drawn with all its points, a longer one with about so many of them."""


class Fan(NamedTuple):
    """The paths 1, 2, ... of a run: their points to draw, and E where each ends, nan if it ended early."""

    lines: tuple[tuple[np.ndarray, np.ndarray], ...]
    error: np.ndarray


def follow(run: Optimizer, surface: Surface, experiment: Experiment, index: int = 0) -> Trajectory:
    """Follow a run of an experiment with the noise of path `index`; path 0 is the one that is explained."""
    return descend(run, surface, experiment.start, experiment.steps, _noise(experiment, index))


def noise_columns(experiment: Experiment, path: Trajectory) -> dict[str, np.ndarray]:
    """Return what of g1 and g2 is noise where a path is path 0; no columns without noise."""
    noise = _noise(experiment, 0)
    return {} if noise is None else dict(zip(("noise1", "noise2"), noise[: path.t.size].T, strict=True))


def path_count(experiment: Experiment) -> int:
    """Return how many paths each run has: 1 without noise, and fewer than asked for where runs are long."""
    if experiment.noise == 0:
        return 1
    others = max(1, FAN_STEPS // (experiment.steps * len(experiment.runs)))
    return min(experiment.fan, 1 + others)


def fan_of(run: Optimizer, surface: Surface, experiment: Experiment) -> Fan:
    """Follow the other paths of a run."""
    paths = [follow(run, surface, experiment, index) for index in range(1, path_count(experiment))]
    lines = []
    for path in paths:
        last = path.t.size - 1
        shown = early_steps(last, _WHOLE) if last > _WHOLE else np.arange(last + 1)
        lines.append((path.w1[shown], path.w2[shown]))  # copies: the rest of the path is not kept
    return Fan(tuple(lines), np.array([_last_error(path) for path in paths], dtype=float))


def fan_sources(fan: Fan, view: View) -> dict[str, dict]:
    """Return the columns of the sources that show the fan of the active run, which end at the view's edge."""
    drawn = [_clipped(*line, view) for line in fan.lines]
    w1, w2 = _ends(fan)
    inside = inside_view(w1, w2, view)
    return {
        "fan": {"w1": [line[0] for line in drawn], "w2": [line[1] for line in drawn]},
        "fan_ends": {"w1": w1[inside], "w2": w2[inside]},
    }


def pinned_fan_sources(fans: tuple[Fan, ...], pins: tuple[int, ...]) -> dict[str, dict]:
    """Return the columns of the sources that show the fans of the pinned runs; `colour` as in `pin_path`."""
    shown = [(fan, number - 1) for fan, number in zip(fans, pins, strict=True) if number > 0]
    lines = [line for fan, _ in shown for line in fan.lines]
    hues = [hue for fan, hue in shown for _ in fan.lines]
    colour = np.array(hues, dtype=float) * PIN_SHADES + PIN_SHADES // 2
    ends = [_ends(fan) for fan, _ in shown]
    return {
        "pin_fan": {"w1": [w1 for w1, _ in lines], "w2": [w2 for _, w2 in lines], "colour": colour},
        "pin_fan_ends": {
            "w1": np.concatenate([np.empty(0), *(w1 for w1, _ in ends)]),
            "w2": np.concatenate([np.empty(0), *(w2 for _, w2 in ends)]),
            "colour": colour,
        },
    }


def spread(path: Trajectory, fan: Fan) -> dict[str, object] | None:
    """Return what a run's paths have come to, path 0 among them; None where it is the only one.

    `error` has three of their last errors: a tenth of the paths that did not end early, a half, and nine
    tenths are at or below it. They are errors that there are, for between two of them may be no number.
    """
    if not fan.lines:
        return None
    errors = np.append(fan.error, _last_error(path))
    errors = errors[~np.isnan(errors)]
    found = np.quantile(errors, (0.1, 0.5, 0.9), method="inverted_cdf").tolist() if errors.size else None
    paths = 1 + len(fan.lines)
    return {"paths": paths, "ended": paths - errors.size, "error": found}


def _noise(experiment: Experiment, index: int) -> np.ndarray | None:
    return gradient_noise(experiment.noise, experiment.seed, index, experiment.steps)


def _last_error(path: Trajectory) -> float:
    return np.nan if path.stopped else float(path.error[-1])


def _clipped(w1: np.ndarray, w2: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    if inside_view(w1, w2, view).all():
        return w1, w2
    first, second = clip_path(w1, w2, view)
    seen = np.flatnonzero(~np.isnan(first[:, 0]))
    part = slice(seen[0], seen[-1] + 1) if seen.size else slice(0)  # a path that is gone is not worth sending
    return joined(first[part]), joined(second[part])


def _ends(fan: Fan) -> tuple[np.ndarray, np.ndarray]:
    w1, w2 = ([line[i][-1] for line in fan.lines] for i in (0, 1))
    return np.array(w1, dtype=float), np.array(w2, dtype=float)
