"""Stability over time -> the browser's figure and words."""

import numpy as np

from optimizers import Optimizer, Trajectory

from ..numerals import count, short
from ..runs.stability import Stability

THEORY = "Theory: Cohen et al., arXiv 2103.00065 and 2207.14484."
_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
_ABOUT = 0.03
"""A ratio that differs by less than this share from a whole number is said as that."""
_HARDLY = 1.1
"""A step that is smaller by less than this factor is hardly smaller."""
_LATER = 10
"""Steps after a crossing at which E is said again."""


def told_stability(found: Stability, run: Optimizer, path: Trajectory) -> dict[str, object]:
    """Describe the stability of a run for the browser.

    Returns:
        `sharpness` and `bound` (None if theory has none), arrays with step t at index t − 1; `crossing`, the
        first step above the bound, or None; and `words`, a list of sentences.
    """
    return {
        "sharpness": found.sharpness,
        "bound": found.bound,
        "crossing": found.crossing,
        "words": words(found, run, path),
    }


def words(found: Stability, run: Optimizer, path: Trajectory) -> list[str]:
    """Say what the stability means for a run, then compare the sharpness with theory's bound."""
    if not found.sharpness.size:
        return ["The run has no step."]
    what = "λ₁ of D^−½ H D^−½ (a step divides by D)" if found.scaled else "λ₁ of the Hessian"
    if found.bound is None:
        at_steps = run.bound_needs_one_rate and run.sharpness_bound(1.0) is not None
        why = " while a schedule changes η" if at_steps else ""
        return [f"The sharpness, {what}, is shown alone: theory has no bound for {run.title}{why}.", THEORY]
    with np.errstate(all="ignore"):
        share = found.sharpness / found.bound
    first, last = short(share[0], 3), short(share[-1], 3)
    way = f"goes from {first} to {last} times" if first != last else f"begins and ends at {first} times"
    said = [_meaning(found, share), f"The sharpness, {what}, {way} the bound."]
    if found.crossing is not None:
        t, later = found.crossing, min(found.crossing + _LATER, path.t.size - 1)
        errors = f"E({t}) = {short(path.error[t], 3)}"
        said.append(errors + (f", E({later}) = {short(path.error[later], 3)}." if later > t else "."))
    ends = (float(found.bound[0]), float(found.bound[-1]))
    moves = (
        f"goes from {short(ends[0])} to {short(ends[1])}" if ends[0] != ends[1] else f"is {short(ends[0])}"
    )
    return [*said, f"The bound {moves}.", THEORY]


def _meaning(found: Stability, share: np.ndarray) -> str:
    """Say in everyday words what the shares of the bound mean for the steps of a run."""
    above, steps = int(found.above.sum()), found.sharpness.size
    known = share[~np.isnan(share)]
    if not known.size:
        return "E has no curvature along the run that could tell whether the step is stable."
    least, most = float(known.min()), float(known.max())
    if above == 0 and most <= 0:
        return "Every step is stable: E curves upwards nowhere along the run."
    varies = short(least, 2) != short(most, 2)
    if above == 0 and most > 1 / _HARDLY:
        return "The step is hardly smaller than the largest stable one."
    if above == 0:
        return f"The step is {'at least ' if varies else ''}{_times(1 / most)} smaller than would be stable."
    too_large = f"{'up to ' if varies else ''}{_times(most)} as large as would be stable"
    if above == steps:
        return f"The step is {too_large}: in a bowl the run swings ever wider."
    of_all = f"{count(above)} of {count(steps)} steps are {too_large}."
    if found.crossing is None:
        return f"The first step is too large; {of_all}"
    return f"The step is stable until t = {found.crossing - 1}; then {of_all}"


def _times(ratio: float) -> str:
    """Say how many times: "four times" for what is about a whole number, "1.3 times" else."""
    whole = round(ratio) if ratio < len(_NUMBERS) - 0.5 else 0
    is_whole = whole >= 2 and abs(ratio - whole) < _ABOUT * ratio
    return f"{_NUMBERS[whole] if is_whole else short(ratio, 2)} times"
