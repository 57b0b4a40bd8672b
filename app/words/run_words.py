"""A run in words, and as the browser gets it."""

from typing import Any

from optimizers import Optimizer, Schedule, Trajectory, hypers
from optimizers.descent import ENDINGS
from surfaces import Surface

from ..lineup import ALL_ROWS, STEADY, applied
from ..numerals import short
from ..runs.follow import Run


def told_run(run: Run, surface: Surface) -> dict[str, Any]:
    """Return a run as the browser gets it: facts, its `title` and `values`, and how it `ended`."""
    words = {
        "title": run.method.title,
        "values": values(run.method, run.schedule, run.batch),
        "ended": ended(run.path, surface),
    }
    return {**run.told, **words}


def named(run: Optimizer) -> str:
    """Return a run's title and its hyper-parameters except η: "Momentum, α 0.9"."""
    others = (about for about in hypers(run) if about.name != "eta")
    return ", ".join([run.title, *(f"{about.symbol} {short(getattr(run, about.name))}" for about in others)])


def values(run: Optimizer, schedule: Schedule = STEADY, batch: int = ALL_ROWS) -> str:
    """Return the hyper-parameters of a run in words: "η 0.1, α 0.9; cosine, warm-up 20, floor 0; batch 4"."""
    schedule_words = ""
    if applied(run, schedule) is not None:
        schedule_words = ", ".join(filter(None, [schedule.title.lower(), _values(schedule)]))
    size = "" if batch == ALL_ROWS else f"batch {batch}"
    return "; ".join(filter(None, [_values(run), schedule_words, size]))


def _values(record: Any) -> str:
    return ", ".join(f"{about.symbol} {short(getattr(record, about.name), 6)}" for about in hypers(record))


def ended(path: Trajectory, surface: Surface) -> str:
    """Say where and why a run ended early; empty if it did not."""
    stopped = path.stopped
    if stopped is None:
        return ""
    why = surface.explain(stopped.w1, stopped.w2) or stopped.reason
    return ENDINGS["start" if stopped.step == 0 else "later"].format(why=why, t=stopped.step)
