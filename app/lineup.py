"""Runs, their schedules and batches: how the browser and a link send them, and how they are read."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from optimizers import SCHEDULES, Optimizer, Schedule, hypers
from optimizers.ieee_steps import Record
from surfaces.table import MOST_ROWS

from .contract import MAX_RUNS
from .rules import RuleError, method_named
from .settings import as_float

STEADY = SCHEDULES["constant"]()
"""The schedule that leaves η as it is."""
ALL_ROWS = 0
"""The size of the batch of a run that sees all rows of the data in every step."""


def applied(run: Optimizer, schedule: Schedule) -> Schedule | None:
    """Return the schedule that a run follows; None if η stays, or if no schedule applies to its method."""
    return None if schedule == STEADY or run.no_schedule() else schedule


def in_lineup(run: Optimizer, schedule: Schedule = STEADY, batch: int = ALL_ROWS) -> dict[str, Any]:
    """Return a run as the browser has it in the lineup; `runs_in` reads it."""
    return {
        "method": run.key,
        "values": dataclasses.asdict(run),
        "schedule": told_schedule(schedule),
        "batch": batch,
        **({"rule": run.text} if run.text else {}),
    }


def told_schedule(schedule: Schedule) -> dict[str, Any]:
    """Return a schedule as the browser has it."""
    return {"key": schedule.key, **dataclasses.asdict(schedule)}


def runs_in(lineup: Any) -> list[tuple[Optimizer, Schedule, int]]:
    """Return runs, schedules and batches of a lineup from outside; an empty list if any run is not legal."""
    if not isinstance(lineup, list) or len(lineup) > MAX_RUNS:
        return []
    runs = [run for run in map(_run_in, lineup) if run is not None]
    return runs if len(runs) == len(lineup) else []


def _run_in(each: Any) -> tuple[Optimizer, Schedule, int] | None:
    if not isinstance(each, dict):
        return None
    key, values, rule = each.get("method"), each.get("values"), each.get("rule", "")
    if not isinstance(key, str) or not isinstance(values, dict) or not isinstance(rule, str):
        return None
    try:
        run = with_values(method_named(key, lambda: rule)(), values)
    except (KeyError, RuleError):
        return None
    return run, schedule_in(each.get("schedule")) or STEADY, batch_in(each.get("batch")) or ALL_ROWS


def schedule_in(each: Any) -> Schedule | None:
    """Return a schedule from outside; None if it is not legal."""
    if not isinstance(each, dict) or not isinstance(key := each.get("key"), str) or key not in SCHEDULES:
        return None
    return with_values(SCHEDULES[key](), each)


def batch_in(size: Any) -> int | None:
    """Return the size of a batch from outside, ALL_ROWS for all; None if no data could have it."""
    number = as_float(size)
    return int(number) if number is not None and number == int(number) and 0 <= number <= MOST_ROWS else None


def fitted_batch(batch: int, rows: int | None) -> int:
    """Return the size of a batch for data of so many rows, None for no data: ALL_ROWS if it has them all."""
    return batch if rows is not None and batch < rows else ALL_ROWS


def with_values(record: Record, values: Mapping[str, Any]) -> Record:
    """Return a run or a schedule with new values; those without a field, or not accepted, are ignored."""
    legal = {}
    for about in hypers(record):
        number = as_float(values.get(about.name))
        if number is not None and about.accepts(number):
            legal[about.name] = number
    return dataclasses.replace(record, **legal)
