"""`Experiment`: everything the page shows, as one frozen value; a changed page is a new Experiment."""

import dataclasses
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import GALLERY, Surface

MAX_STEPS = 10_000
MAX_RUNS = 9
"""The active run and up to eight pinned ones."""
MAX_FAN = 50
MAX_SEED = 2**32 - 1
PANELS = ("step", "runs", "curvature", "race", "noise", "lesson")
TABS = ("path", "basins", "plane", "pairs")
COLOURINGS = ("error", "close", "ended")
"""What a hyper-parameter map is coloured by: the final error, the steps that a run takes to come close, or
the step at which it is no longer finite."""
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

    `runs` holds frozen optimizers, the active one first, the pinned ones after it. `pins` has a number for
    each pinned run, which gives its hue and stays with it; that of a hidden run is negative. `cursor` is the
    t whose step is explained, `panel` is what stands below the plots, and `tab` what stands on the stage:
    the path, the path on the basins, the map over the hyper-parameters `axes` (names of fields; where they
    are empty or not the method's, those that say most) in a `colouring`, or maps over gradients from −`reach`
    to `reach`. `crop` is where the linear error axis ends, or 0 if it shows all, and `lesson` the key of the
    lesson that is read. The default is the momentum example of the article series.

    `noise` is the standard deviation σ of what is added to ∂E/∂w1 and ∂E/∂w2 at every step of every run, the
    active one and the pinned ones; 0 is none. `seed` decides which numbers these are, and `fan` how many
    paths each run has: 1 is the path that is explained, the others only show how far they spread. Path k of
    one run meets the same noise as path k of another. Basins and the other maps are always without noise.
    """

    expression: str = _EXAMPLE.text
    start: tuple[float, float] = _EXAMPLE.start
    steps: int = 300
    runs: tuple[Optimizer, ...] = field(default_factory=lambda: (proposed_run("momentum", _EXAMPLE),))
    view: View = _EXAMPLE.domain
    log_error: bool = False
    pins: tuple[int, ...] = ()
    cursor: int = 1
    panel: str = PANELS[0]
    tab: str = TABS[0]
    axes: tuple[str, str] = ("", "")
    colouring: str = COLOURINGS[0]
    reach: float = 3.0
    crop: float = 0.0
    lesson: str = ""
    noise: float = 0.0
    seed: int = 0
    fan: int = 1

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

    def pinned(self) -> "Experiment":
        """Pin the active run, which goes on as it is; with MAX_RUNS runs there is no room."""
        if len(self.runs) == MAX_RUNS:
            return self
        number = min(set(range(1, MAX_RUNS)) - set(map(abs, self.pins)))
        return replace(self, runs=(*self.runs, self.active), pins=(*self.pins, number))

    def with_active(self, place: int) -> "Experiment":
        """Let the pinned run runs[place] and the active one change places."""
        runs, pins = list(self.runs), list(self.pins)
        runs[0], runs[place] = runs[place], runs[0]
        pins[place - 1] = abs(pins[place - 1])
        return replace(self, runs=tuple(runs), pins=tuple(pins))

    def without(self, place: int) -> "Experiment":
        """Remove the pinned run runs[place]."""
        return replace(
            self,
            runs=self.runs[:place] + self.runs[place + 1 :],
            pins=self.pins[: place - 1] + self.pins[place:],
        )

    def with_shown(self, place: int, shown: bool) -> "Experiment":
        """Show or hide the pinned run runs[place]."""
        pins = list(self.pins)
        pins[place - 1] = abs(pins[place - 1]) * (1 if shown else -1)
        return replace(self, pins=tuple(pins))

    def changed(self, change: Any) -> "Experiment":
        """Apply what a control sent: {"values": {field: number}, "steps": n, "start": [w1, w2], ...}.

        The browser is not trusted: whatever is not a legal value is left out.
        """
        if not isinstance(change, dict):
            return self
        found = {name: legal(change[name]) for name, legal in SETTINGS.items() if name in change}
        found = {name: value for name, value in found.items() if value is not None}
        if isinstance(values := change.get("values"), dict):
            found["runs"] = (with_values(self.active, values), *self.runs[1:])
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
    return _whole(value, 1, MAX_STEPS)


def legal_cursor(value: Any) -> int | None:
    """Return a whole number from 0 to MAX_STEPS, else None."""
    return _whole(value, 0, MAX_STEPS)


def legal_seed(value: Any) -> int | None:
    """Return a whole number from 0 to MAX_SEED, else None."""
    return _whole(value, 0, MAX_SEED)


def legal_fan(value: Any) -> int | None:
    """Return a whole number of paths within bounds, else None."""
    return _whole(value, 1, MAX_FAN)


def _whole(value: Any, low: int, high: int) -> int | None:
    number = as_float(value)
    return int(number) if number is not None and number == int(number) and low <= number <= high else None


def legal_size(value: Any) -> float | None:
    """Return a float above zero with room for arithmetic, else None."""
    number = as_float(value)
    return number if number is not None and 1e-300 <= number <= 1e300 else None


def legal_amount(value: Any) -> float | None:
    """Return 0 or a legal size, else None."""
    return 0.0 if as_float(value) == 0 else legal_size(value)


def legal_axes(value: Any) -> tuple[str, str] | None:
    """Return two names if each is empty or that of some method's hyper-parameter, else None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    known = {"", *(about.name for method in OPTIMIZERS.values() for about in hypers(method))}
    return tuple(value) if all(isinstance(name, str) and name in known for name in value) else None


def legal_pins(value: Any, count: int) -> tuple[int, ...] | None:
    """Return numbers for `count` pinned runs if all are whole, from 1 to 8 but for a sign, and differ."""
    numbers = list(map(as_float, value))
    if len(numbers) != count or None in numbers:
        return None
    sizes = {abs(number) for number in numbers}
    if len(sizes) != count or not sizes <= set(range(1, MAX_RUNS)):
        return None
    return tuple(map(int, numbers))


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


def _legal_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def one_of(names: tuple[str, ...]) -> Callable[[Any], str | None]:
    """Return the function that gives back one of some names, and None for all else."""
    return lambda value: value if isinstance(value, str) and value in names else None


SETTINGS: dict[str, Callable[[Any], Any]] = {
    "start": legal_point,
    "steps": legal_steps,
    "log_error": _legal_flag,
    "cursor": legal_cursor,
    "panel": one_of(PANELS),
    "tab": one_of(TABS),
    "axes": legal_axes,
    "colouring": one_of(COLOURINGS),
    "reach": legal_size,
    "crop": legal_amount,
    "noise": legal_amount,
    "seed": legal_seed,
    "fan": legal_fan,
}
"""The fields of Experiment that a control may set to any legal value: name -> what returns it, or None."""
