"""Stability over time -> the browser's figure and words."""

import numpy as np

from optimizers import Optimizer, Trajectory

from ..numerals import count, short
from ..runs.stability import Stability

THEORY = "Theory: Cohen et al., arXiv 2103.00065 and 2207.14484."
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
    """Compare the sharpness with its theoretical bound, in a list of sentences."""
    if not found.sharpness.size:
        return ["The run has no step."]
    what = "λ₁ of D^−½ H D^−½ (a step divides by D)" if found.scaled else "λ₁ of the Hessian"
    if found.bound is None:
        at_steps = run.bound_needs_one_rate and run.sharpness_bound(1.0) is not None
        why = " while a schedule changes η" if at_steps else ""
        return [f"{what} is shown alone: theory has no bound for {run.title}{why}.", THEORY]
    with np.errstate(all="ignore"):
        share = found.sharpness / found.bound
    first, last = short(share[0], 3), short(share[-1], 3)
    way = f"goes from {first} to {last}" if first != last else f"begins and ends at {first}"
    said = [f"{what} {way} of the bound."]
    above, steps = int(found.above.sum()), found.sharpness.size
    if above == 0:
        said.append("It is never above.")
    elif found.crossing is None:
        said.append(f"It is above from the first step, in {count(above)} of {count(steps)} steps.")
    else:
        t, later = found.crossing, min(found.crossing + _LATER, path.t.size - 1)
        said.append(
            f"It crosses the bound at t = {t} and is above in {count(above)} of {count(steps)} steps."
        )
        errors = f"E({t}) = {short(path.error[t], 3)}"
        said.append(errors + (f", E({later}) = {short(path.error[later], 3)}." if later > t else "."))
    ends = (float(found.bound[0]), float(found.bound[-1]))
    moves = (
        f"goes from {short(ends[0])} to {short(ends[1])}" if ends[0] != ends[1] else f"is {short(ends[0])}"
    )
    return [*said, f"The bound {moves}.", THEORY]
