"""The traces over t: the ranges of their axes, and what is drawn beside the recorded numbers."""

import math
import sys

import numpy as np

from optimizers import Optimizer, Trajectory

from ..experiment import Experiment
from .lines import clip_path, joined

Range = tuple[float, float]


def range_settings(
    paths: list[Trajectory], experiment: Experiment, last: dict[str, dict[str, float]] | None
) -> dict[str, dict[str, float]]:
    """Return the ranges of the traces, which end at round numbers: properties by model name.

    Args:
        paths: the runs that are shown.
        experiment: for the number of steps and where the error is cropped.
        last: the ranges that there are, if there are any; see `steady`.
    """
    error = np.concatenate([path.error for path in paths])
    found = {"error": round_range(error), "error_log": log_range(error)}
    for name in ("m", "s"):
        moments = [moment for path in paths for moment in path.state.get(name, ())]
        found[name] = round_range(np.concatenate([np.empty(0), *moments]))
    if last is not None:
        for name, bounds in found.items():
            before = last[f"{name}_range"]
            found[name] = steady(bounds, (before["start"], before["end"]), log=name == "error_log")
    if experiment.crop:
        low, _ = round_range(np.minimum(error, experiment.crop))
        found["error"] = min(low, 0.0), experiment.crop
    found["t"] = 0.0, float(experiment.steps)
    return {f"{name}_range": {"start": low, "end": high} for name, (low, high) in found.items()}


def steady(wanted: Range, before: Range, log: bool = False) -> Range:
    """Return the range that there was while what is wanted lies in it and takes at least half of it.

    An axis that moves with every tick of a slider is hard to read, and takes longer to paint than the path.
    """
    (low, high), (old_low, old_high) = (map(math.log10, each) if log else each for each in (wanted, before))
    fits = old_low <= low and high <= old_high and high - low >= (old_high - old_low) / 2
    return before if fits else wanted


def round_range(values: np.ndarray) -> Range:
    """Return round bounds around finite values (0 to 1 if there are none), with a little room."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if high - low > 1e300:
        return low, high
    if not high > low:
        room = abs(low) if abs(low) > 1e-300 else 1.0
        largest = sys.float_info.max
        return max(low - room, -largest), min(high + room, largest)
    unit = 10.0 ** math.floor(math.log10(high - low)) / 4
    if unit == 0 or not math.isfinite(low / unit):
        return low, high
    return math.floor(low / unit - 0.1) * unit, math.ceil(high / unit + 0.1) * unit


def log_range(values: np.ndarray) -> Range:
    """Return whole decades around the positive values, at most 40 of them below the largest."""
    finite = values[np.isfinite(values) & (values >= 1e-306)]  # below that a decade has no digits left
    if not finite.size:
        return 0.1, 10.0
    high = min(math.ceil(math.log10(float(finite.max())) + 0.05), 308)
    low = min(max(math.floor(math.log10(float(finite.min())) - 0.05), high - 40, -307), high - 1)
    return 10.0**low, 10.0**high


def cropped(path: Trajectory, crop: float) -> dict[str, np.ndarray]:
    """Return the error over t up to `crop`, or all of it for 0: nothing else would cut the line off."""
    if not crop or (path.error <= crop).all() or path.t.size < 2:
        return {"t": path.t, "error": path.error}
    box = (0.0, float(path.t[-1])), (min(0.0, float(path.error.min())) - crop, crop)
    t, error = clip_path(path.t, path.error, box)
    return {"t": joined(t), "error": joined(error)}


def limits(run: Optimizer, path: Trajectory, name: str) -> dict[str, list[np.ndarray] | tuple[str, ...]]:
    """Return where a moment tends to while the gradient is constant, one line a weight; else no lines.

    A moment that moves by x(t) = a x(t−1) + b with |a| < 1 tends to b/(1 − a): g/(1 − α) for momentum.
    """
    columns = {"t": [], "value": [], "at": [], "word": []}
    if name in path.state and path.t.size > 1 and not np.ptp(path.g1) and not np.ptp(path.g2):
        place = run.State._fields.index(name)

        def moved(x: float, g: float) -> float:
            state = list(run.initial())
            state[place] = x
            return run.accumulate(1, g, run.State(*state))[place]

        for g in (float(path.g1[0]), float(path.g2[0])):
            offset, slope = moved(0.0, g), moved(1.0, g) - moved(0.0, g)
            if abs(slope) < 1 and math.isclose(
                moved(2.0, g), offset + 2 * slope, rel_tol=1e-9, abs_tol=1e-12
            ):
                value = offset / (1 - slope)
                columns["t"].append(np.array([0.0, path.t[-1]]))
                columns["value"].append(np.array([value, value]))
                columns["at"].append(value)
                columns["word"].append(f"{value:.4g}".replace("-", "−"))
    return {**columns, "at": np.array(columns["at"], dtype=float), "word": tuple(columns["word"])}
