"""`Experiment`: everything the page shows, as one frozen value; a changed page is a new Experiment."""

import dataclasses
import math
from dataclasses import dataclass, field, replace
from typing import Any

from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import GALLERY, Surface

MAX_STEPS = 10_000
MAX_RUNS = 9
"""The active run and up to eight pinned ones."""
FARTHEST = 1e12
"""Starts and views stay within this, so that differences of coordinates still have digits."""

Interval = tuple[float, float]
View = tuple[Interval, Interval]

_EXAMPLE = GALLERY["bowl"]


def known_surface(expression: str) -> Surface | None:
    """Return the gallery's surface with exactly this text, if there is one."""
    return next((surface for surface in GALLERY.values() if surface.text == expression), None)


def proposed_run(key: str, surface: Surface | None) -> Optimizer:
    """Return a method with its defaults, or with what the gallery suggests for it on this surface."""
    suggested = surface.suggested.get(key, {}) if surface else {}
    return OPTIMIZERS[key](**suggested)


@dataclass(frozen=True)
class Experiment:
    """What is shown: the error function as typed, the start, the number of steps, the runs and the view.

    `runs` holds frozen optimizers, the active one first, the pinned ones after it. The default is the
    momentum example of the article series.
    """

    expression: str = _EXAMPLE.text
    start: tuple[float, float] = _EXAMPLE.start
    steps: int = 300
    runs: tuple[Optimizer, ...] = field(default_factory=lambda: (proposed_run("momentum", _EXAMPLE),))
    view: View = _EXAMPLE.domain
    log_error: bool = False

    @property
    def active(self) -> Optimizer:
        """The run that the sliders control."""
        return self.runs[0]

    def on_surface(self, surface: Surface) -> "Experiment":
        """Move to a surface of the gallery: its domain, its start, and values that suit the method there."""
        return replace(
            self,
            expression=surface.text,
            start=surface.start,
            view=surface.domain,
            runs=(proposed_run(self.active.key, surface), *self.runs[1:]),
        )

    def with_method(self, key: str) -> "Experiment":
        """Choose the method of the active run."""
        return replace(self, runs=(proposed_run(key, known_surface(self.expression)), *self.runs[1:]))

    def changed(self, change: Any) -> "Experiment":
        """Apply what a control sent: {"values": {field: number}, "steps": n, "start": [w1, w2]}.

        The browser is not trusted: whatever is not a legal value is left out.
        """
        if not isinstance(change, dict):
            return self
        found = {}
        if isinstance(values := change.get("values"), dict):
            found["runs"] = (with_values(self.active, values), *self.runs[1:])
        if (steps := legal_steps(change.get("steps"))) is not None:
            found["steps"] = steps
        if (start := legal_point(change.get("start"))) is not None:
            found["start"] = start
        if isinstance(log_error := change.get("log_error"), bool):
            found["log_error"] = log_error
        return replace(self, **found)


def with_values(run: Optimizer, values: dict) -> Optimizer:
    """Return the run with those of the values that it has a field for and that the field accepts."""
    legal = {}
    for about in hypers(run):
        number = as_float(values.get(about.name))
        if number is not None and about.accepts(number):
            legal[about.name] = number
    return dataclasses.replace(run, **legal)


def as_float(value: Any) -> float | None:
    """Return a finite float for a finite number (bools are none), else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def legal_steps(value: Any) -> int | None:
    """Return a whole number of steps within bounds, else None."""
    number = as_float(value)
    return int(number) if number is not None and number == int(number) and 1 <= number <= MAX_STEPS else None


def legal_point(value: Any) -> tuple[float, float] | None:
    """Return (w1, w2) for a pair of finite numbers of a sensible size, else None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    w1, w2 = map(as_float, value)
    if w1 is None or w2 is None or max(abs(w1), abs(w2)) > FARTHEST:
        return None
    return w1, w2


def legal_view(value: Any) -> View | None:
    """Return ((w1_low, w1_high), (w2_low, w2_high)) if both are intervals with digits to spare, else None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    intervals = tuple(map(legal_point, value))
    for interval in intervals:
        if interval is None or interval[1] - interval[0] <= 1e-9 * max(map(abs, interval)):
            return None
    return intervals
