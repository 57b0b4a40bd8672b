"""One run, in words and numbers."""

import math

from optimizers import Optimizer, Trajectory, close_at, hypers
from optimizers.descent import ENDINGS
from surfaces import Surface

from ..numerals import short


def named(run: Optimizer) -> str:
    """Return a run's title and its hyper-parameters except η: "Momentum, α 0.9"."""
    others = (about for about in hypers(run) if about.name != "eta")
    return ", ".join([run.title, *(f"{about.symbol} {short(getattr(run, about.name))}" for about in others)])


def values(run: Optimizer) -> str:
    """Return the hyper-parameters of a run in words: "η 0.001, α 0.9"."""
    return ", ".join(f"{about.symbol} {short(getattr(run, about.name), 6)}" for about in hypers(run))


def summary(path: Trajectory, surface: Surface) -> dict[str, object]:
    """Return the numbers by which runs are compared; None where there is none.

    `distance` is how far from the nearest known minimum w* the run ends, and `close` the first step from
    which on ‖w − w*‖ stays within 1 % of ‖w(0) − w*‖. If no minimum is known, w* of `close` is the end of the
    run, unless it ended early. `growing` means E(T) > E(0).
    """
    first, error = float(path.error[0]), float(path.error[-1])
    ends = [math.hypot(path.w1[-1] - w1, path.w2[-1] - w2) for w1, w2 in surface.minima]
    distance = min(ends, default=math.nan)
    has_target = bool(surface.minima) or path.stopped is None
    return {
        "error": error if math.isfinite(error) else None,
        "distance": distance if math.isfinite(distance) else None,
        "close": close_at(path, surface.minima) if has_target else None,
        "ended": ended(path, surface),
        "stopped": path.stopped.step if path.stopped else None,
        "growing": error > first,
    }


def ended(path: Trajectory, surface: Surface) -> str:
    """Say where and why a run ended early; empty if it did not."""
    stopped = path.stopped
    if stopped is None:
        return ""
    why = surface.explain(stopped.w1, stopped.w2) or stopped.reason
    return ENDINGS["start" if stopped.step == 0 else "later"].format(why=why, t=stopped.step)
