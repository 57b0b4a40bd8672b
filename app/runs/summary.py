"""The numbers by which runs are compared."""

import math
from typing import Any

from optimizers import Trajectory, close_at
from surfaces import Surface

from ..numerals import finite


def summary(path: Trajectory, surface: Surface) -> dict[str, Any]:
    """Return the numbers by which runs are compared; None where there is none.

    w is here where the method is judged. `distance` is how far from the nearest known minimum w* the run
    ends, and `close` the first step from which on ‖w − w*‖ stays within 1 % of ‖w(0) − w*‖. If no minimum is
    known, w* of `close` is the end of the run, unless it ended early. `growing` means E(T) > E(0). A run
    whose steps are not told, since a guess is awaited, has no numbers.
    """
    if path.t.size == 1 and path.stopped is None:
        return {"error": None, "distance": None, "close": None, "stopped": None, "growing": False}
    judged = path.judged
    first, error = float(judged.error[0]), float(judged.error[-1])
    ends = [math.hypot(judged.w1[-1] - w1, judged.w2[-1] - w2) for w1, w2 in surface.minima]
    distance = min(ends, default=math.nan)
    has_target = bool(surface.minima) or path.stopped is None
    return {
        "error": finite(error),
        "distance": finite(distance),
        "close": close_at(path, surface.minima) if has_target else None,
        "stopped": path.stopped.step if path.stopped else None,
        "growing": error > first,
    }
