"""`Experiment`: everything the page shows, as one frozen value; a changed page is a new Experiment."""

import dataclasses
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from optimizers import OPTIMIZERS, Optimizer, Schedule
from optimizers.batches import MAX_SEED
from surfaces import PLAIN, Surface, Table, recognized, standing_surface

from .contract import (
    BUDGETS,
    COLOURINGS,
    CURSOR_PART,
    GUESSES,
    HEIGHTS,
    HIDEABLE,
    MAX_FAN,
    MAX_RUNS,
    MAX_STEPS,
    TABS,
    TELLING,
    UNITS,
)
from .goals import legal_goal
from .lineup import ALL_ROWS, STEADY, applied, batch_in, fitted_batch, runs_in, schedule_in, with_values
from .rules import METHODS, UnwritableError, opened, parse_rule
from .settings import (
    COORDINATES,
    SIZES,
    Let,
    Setting,
    View,
    amount,
    choice,
    choices,
    flag,
    legal_axes,
    legal_camera,
    legal_flag,
    legal_guessed,
    legal_let,
    legal_pins,
    legal_point,
    legal_size,
    legal_table,
    legal_view,
    let_in,
    let_text,
    number_in,
    numbers_in,
    numbers_text,
    one_of,
    setting,
    whole,
)
from .tables.standardizing import standardized
from .tables.table_text import table_part, told_table

_EXAMPLE = PLAIN["bowl"]
_FOUND = [module.name for module in pkgutil.iter_modules([str(Path(__file__).parent / "panels")])]
_PANELS = sorted(set(_FOUND) - set(TABS), key=lambda name: (name != "step", name))
"""The keys of all side panels, the default first: the names of their modules, which import this one."""


def proposed(method: type[Optimizer], surface: Surface | None) -> Optimizer:
    """Return a method with the gallery's suggestion for it on this surface, or else with its defaults."""
    suggested = surface.suggested.get(method.key, {}) if surface else {}
    return method(**suggested)


def proposed_run(key: str, surface: Surface | None) -> Optimizer:
    """Return what `proposed` returns for the method of this key."""
    return proposed(OPTIMIZERS[key], surface)


@dataclass(frozen=True)
class Experiment:
    """What is shown: the error function as typed, the start, the number of steps, the runs and the view.

    `runs` holds frozen optimizers: the active run, then the pinned runs. `schedules` holds the chosen
    schedule of each run, by default STEADY; see `applied`. `batches` holds for each run how many rows of the
    data a step sees, by default ALL_ROWS; runs of one size see the same batches. `pins` has a number for each
    pinned run, which sets its hue and stays with it; it is negative while the run is hidden. `cursor` is the
    t whose step is explained. `panel` names the panel below the plots, and `tab` the content of the stage:
    the path, the path on the basins, a map over two hyper-parameters, or maps over pairs of gradients.
    `camera` is the azimuth and the elevation, in degrees, of the view in three dimensions; it is empty while
    the map is shown. `height` names the quantity in which heights are linear.
    `units` says whether the surface has one scale in both directions; the page widens the view for that.
    `axes` names the map's two hyper-parameters; for a name that is empty or not the method's, the map chooses
    one. `colouring` names what that map's colours show. The gradients range from −`reach` to `reach`. The
    linear error axis ends at `crop`; 0 shows all of it. `tune` opens the strip above the slider of η.
    `hidden` names hidden arrows and lines. `racers` are the methods of a race, and `budget` is the number of
    runs for each. `lesson` is the key of the open lesson.
    `let` has the numbers of those parameters of the error function that were set; the others have their
    defaults. `data` is the table that its sums go over, as it was given; with `standardize` they go over its
    standardized columns. A function without sums leaves the table as it is.
    The default is the momentum example of the article series.

    `noise` is the standard deviation σ of the noise in ∂E/∂w1 and ∂E/∂w2 at every step of every run; 0 is
    none. `seed` sets the random numbers and the order of the batches, and `fan` the number of paths per run:
    one path is explained, the others only show the spread. Path k has the same noise and the same order in
    every run. Maps are always without noise.

    `guess` names what a visitor guesses before a run is shown. `guessed` is the answer: the t that it is
    about, and then the numbers of the guess, w1 and w2 of each place or t and E of each point of the curve;
    without a guess the t alone. Until then it is empty, and the run is `awaited`: nobody is told more of it
    than its start. A change of what the active run depends on makes the answer void. `goal` is what the run
    is to reach, as `goals` writes it.
    """

    expression: str = _EXAMPLE.text
    let: Let = setting(  # noqa: RUF009 (it returns a field, as the others do)
        (),
        "let",
        legal_let,
        "it is a letter of the function with its number, or several, such as k:10,b:3",
        write=let_text,
        read=let_in,
        nothing=(),
        in_lessons=False,
    )
    data: Table | None = setting(  # noqa: RUF009 (it returns a field, as the others do)
        None,
        "data",
        legal_table,
        "write the names of the columns, then the rows, such as x,y;8,1.2;9,0.7",
        write=table_part,
        in_lessons=False,
    )
    standardize: bool = flag("standardize")
    start: tuple[float, float] = setting(
        _EXAMPLE.start,
        "start",
        legal_point,
        f"it is a place, w1 and w2, such as -1.5,2; both lie {COORDINATES}",
        write=lambda start: numbers_text(*start),
        read=numbers_in,
    )
    steps: int = whole(300, "steps", 1, MAX_STEPS)
    view: View = setting(  # noqa: RUF009 (it returns a field, as the others do)
        _EXAMPLE.domain,
        "view",
        legal_view,
        "it is four numbers, such as -5,5,-2,8: w1 from −5 to 5 and w2 from −2 to 8. All lie "
        f"{COORDINATES}, and neither range is empty",
        write=lambda view: numbers_text(*view[0], *view[1]),
        read=lambda text: (numbers_in(text)[:2], numbers_in(text)[2:]),
    )
    units: str = choice("units", UNITS, nothing=UNITS[0], in_lessons=False)
    camera: tuple[float, ...] = setting(
        (),
        "camera",
        legal_camera,
        "it is off, or two angles in degrees, such as -60,30: from −180 to 180 round the surface, and "
        "from 0 to 90 above it",
        write=lambda camera: numbers_text(*camera) if camera else "off",
        read=lambda text: [] if text == "off" else numbers_in(text) or None,
        nothing=(),
        in_lessons=False,
    )
    height: str = choice("height", HEIGHTS, nothing=HEIGHTS[0], in_lessons=False)
    log_error: bool = setting(
        False,
        "error",
        legal_flag,
        "it is linear or log",
        write=lambda log: "log" if log else "linear",
        read={"log": True, "linear": False}.get,
    )
    tune: bool = flag("tune")
    panel: str = choice("panel", _PANELS)
    tab: str = choice("tab", TABS)
    axes: tuple[str, str] = setting(
        ("", ""),
        "axes",
        legal_axes,
        "it is the names of two hyper-parameters, such as eta,alpha",
        write=",".join,
        read=lambda text: text.split(","),
        nothing=("", ""),
    )
    colouring: str = choice("colour", COLOURINGS)
    reach: float = setting(3.0, "reach", legal_size, f"it is {SIZES}", write=repr, read=number_in)
    crop: float = amount("crop")
    cursor: int = whole(1, CURSOR_PART, 0, MAX_STEPS)
    noise: float = amount("noise")
    seed: int = whole(0, "seed", 0, MAX_SEED, nothing=0)
    fan: int = whole(1, "fan", 1, MAX_FAN, nothing=1)
    guess: str = choice("guess", GUESSES, nothing=GUESSES[0], in_lessons=False)
    guessed: tuple[float, ...] = setting(
        (),
        "guessed",
        legal_guessed,
        "it is the step that was guessed, and the pairs of numbers that were guessed for it",
        write=lambda guessed: numbers_text(*guessed),
        read=numbers_in,
        nothing=(),
        in_lessons=False,
    )
    goal: str = setting(
        "",
        "goal",
        legal_goal,
        "it is E, w1, w2 or stopped, < or > and a number, such as E<0.001@50;by=alpha;tries=5",
        nothing="",
        in_lessons=False,
    )
    hidden: tuple[str, ...] = choices((), "hide", HIDEABLE)
    racers: tuple[str, ...] = choices(
        ("gradient-descent", "momentum", "rmsprop", "adam"), "race", METHODS, most=MAX_RUNS
    )
    budget: int = one_of(256, "budget", BUDGETS)
    runs: tuple[Optimizer, ...] = field(default_factory=lambda: (proposed_run("momentum", _EXAMPLE),))
    schedules: tuple[Schedule, ...] = ()
    batches: tuple[int, ...] = ()
    pins: tuple[int, ...] = setting(
        (),
        "pins",
        legal_pins,
        "it is a number from 1 to 9 for each pinned run, such as 1,-2: the minus hides the second",
        write=lambda pins: ",".join(map(str, pins)),
        read=numbers_in,
        nothing=(),
    )
    lesson: str = ""

    def __post_init__(self) -> None:
        usual: tuple[tuple[str, Any], ...] = ("schedules", STEADY), ("batches", ALL_ROWS)
        for name, each in usual:
            given = getattr(self, name)
            missing = len(self.runs) - len(given)
            object.__setattr__(self, name, (*given, *missing * [each])[: len(self.runs)])

    @property
    def active(self) -> Optimizer:
        """The run that the sliders control."""
        return self.runs[0]

    @property
    def schedule(self) -> Schedule:
        """The schedule that was chosen for the active run."""
        return self.schedules[0]

    @property
    def batch(self) -> int:
        """How many rows of the data each step of the active run sees; ALL_ROWS for all."""
        return self.batches[0]

    @property
    def seen(self) -> tuple[int | None, int]:
        """The batch and the seed with which maps follow the active run: (None, 0) if it sees all rows."""
        return (None, 0) if self.batch == ALL_ROWS else (self.batch, self.seed)

    @property
    def applied(self) -> Schedule | None:
        """The schedule that the active run follows; see `applied`."""
        return applied(self.active, self.schedule)

    @property
    def told_data(self) -> dict[str, Any]:
        """What the values of E depend on besides its text and numbers, for the browser: a table, if any."""
        if self.data is None:
            return {}
        return {"data": told_table(self.data), "standardize": self.standardize}

    @property
    def function(self) -> tuple[Any, ...]:
        """Everything that the values of E depend on."""
        return self.expression, self.let, self.data, self.standardize

    @property
    def awaited(self) -> bool:
        """Whether a guess is awaited, and the run is not to be told."""
        return self.guess != GUESSES[0] and not self.guessed

    @property
    def told_steps(self) -> int:
        """The steps that are computed and told of each run: none while a guess is awaited."""
        return 0 if self.awaited else self.steps

    @property
    def run_settings(self) -> tuple[Any, ...]:
        """Everything that the path of the active run depends on; a guess is about that."""
        where = *self.function, self.start, self.steps
        return self.active, self.schedule, self.batch, *where, self.noise, self.seed, self.fan

    def closed(self) -> "Experiment":
        """Close the maps that would tell how the run ends, while a guess is awaited."""
        tab = TABS[0] if self.tab in TELLING else self.tab
        return replace(self, tab=tab, tune=False) if self.awaited else self

    def asked_anew(self, before: "Experiment") -> "Experiment":
        """Drop the answer to a guess that was about another run.

        A lesson asks one question: after its answer, what one tries is not to be guessed.
        """
        if self.run_settings == before.run_settings:
            return self
        guess = GUESSES[0] if before.lesson and before.guessed else self.guess
        return replace(self, guess=guess, guessed=()).closed()

    def on_surface(self, surface: Surface) -> "Experiment":
        """Move to a surface of the gallery, with its domain, its start, and suitable values for the method.

        A typed rule keeps its values, since the gallery has none for it.
        """
        active = self.active if self.active.text else proposed_run(self.active.key, surface)
        return replace(
            self,
            expression=surface.text,
            let=(),
            data=surface.data,
            standardize=False,
            start=surface.start,
            view=surface.domain,
            units=UNITS[0],
            runs=(active, *self.runs[1:]),
        )

    def placed_on(self, surface: Surface) -> "Experiment":
        """Move to the start and the view with which the search begins on a surface with data.

        Weights of a model are of the size of its numbers, where the usual view would show none of its curves.
        """
        if surface.data is None:
            return self
        return replace(self, start=surface.start, view=surface.domain)

    def with_run(
        self, run: Optimizer | None = None, schedule: Schedule | None = None, batch: int | None = None
    ) -> "Experiment":
        """Replace the active run, its schedule or its batch; what is not given stays."""
        return replace(
            self,
            runs=(run or self.active, *self.runs[1:]),
            schedules=(schedule or self.schedule, *self.schedules[1:]),
            batches=(self.batch if batch is None else batch, *self.batches[1:]),
        )

    def with_lineup(self, lineup: Iterable[tuple[Optimizer, Schedule, int]]) -> "Experiment":
        """Replace all runs, each with its schedule and its batch; the first is active, the others pinned."""
        runs, schedules, batches = zip(*lineup, strict=True)
        pins = tuple(range(1, len(runs)))
        return replace(self, runs=runs, schedules=schedules, batches=batches, pins=pins)

    def with_method(self, key: str, surface: Surface | None = None) -> "Experiment":
        """Choose the method of the active run; `surface` is the expression's, if the caller has it."""
        return self.with_run(proposed_run(key, surface or standing_surface(self.expression, self.data)))

    def with_rule(self, text: str) -> "Experiment":
        """Replace the active run by a typed rule, which keeps the values of hyper-parameters in both.

        Raises:
            RuleError: if the text is not a rule.
        """
        return self.with_run(with_values(parse_rule(text)(), vars(self.active)))

    def with_rule_opened(self, outside: bool = False) -> "Experiment":
        """Replace the active run by its own rule as text, or else by gradient descent's; see `opened`."""
        try:
            run = opened(self.active, outside)
        except UnwritableError:
            run = opened(OPTIMIZERS["gradient-descent"]())
        return self.with_run(run)

    def pinned(self) -> "Experiment":
        """Pin a copy of the active run, unless there are MAX_RUNS runs already."""
        if len(self.runs) == MAX_RUNS:
            return self
        number = min(set(range(1, MAX_RUNS + 1)) - set(map(abs, self.pins)))
        return replace(
            self,
            runs=(*self.runs, self.active),
            schedules=(*self.schedules, self.schedule),
            batches=(*self.batches, self.batch),
            pins=(*self.pins, number),
        )

    def with_active(self, place: int) -> "Experiment":
        """Swap the active run and the pinned run runs[place]."""
        pins = list(self.pins)
        pins[place - 1] = abs(pins[place - 1])
        swapped: dict[str, Any] = {}
        for name in ("runs", "schedules", "batches"):
            each = list(getattr(self, name))
            each[0], each[place] = each[place], each[0]
            swapped[name] = tuple(each)
        return replace(self, **swapped, pins=tuple(pins))

    def without(self, place: int) -> "Experiment":
        """Remove the pinned run runs[place]."""
        return replace(
            self,
            runs=self.runs[:place] + self.runs[place + 1 :],
            schedules=self.schedules[:place] + self.schedules[place + 1 :],
            batches=self.batches[:place] + self.batches[place + 1 :],
            pins=self.pins[: place - 1] + self.pins[place:],
        )

    def with_setting(self, name: str, value: Any) -> "Experiment | None":
        """Set a field of SETTINGS to an untrusted value; return None if the value is not legal here.

        `pins` must have one number for each pinned run.
        """
        legal = SETTINGS[name].legal(value)
        if legal is None or (name == "pins" and len(legal) != len(self.runs) - 1):
            return None
        return replace(self, **{name: legal})

    def changed(self, change: Any, surface: Surface | None = None) -> "Experiment":
        """Apply what a control sent: {"method": key, "values": {field: number}, "steps": n, ...}.

        `schedule` replaces the active run's: {"key": key, field: number, ...}, and `batch` its batch.
        `lineup` replaces all runs: [{"method": key, "values": {...}, "schedule": {...}, "batch": n}, ...],
        the active run first; a typed one also has its `rule`. The browser is not trusted: values that are not
        legal are ignored. If a change has a method and a lineup, the method was chosen after it. `surface` is
        as in `with_method`.
        """
        if not isinstance(change, dict):
            return self
        experiment, key = self, change.get("method")
        if found := runs_in(change.get("lineup")):
            experiment = experiment.with_lineup(found)
        if isinstance(key, str) and key in OPTIMIZERS and (found or key != experiment.active.key):
            experiment = experiment.with_method(key, surface)
        if change.get("data", self.data) is None:  # before there was a table
            experiment = replace(experiment, data=None)
        for name in SETTINGS.keys() & change.keys():
            experiment = experiment.with_setting(name, change[name]) or experiment
        columns = surface.columns if surface is not None else ()
        if columns and experiment.data is not None and experiment.data.names != columns:
            experiment = replace(experiment, data=self.data)  # E was not read with such a table
        values = change.get("values")
        run = with_values(experiment.active, values) if isinstance(values, dict) else None
        schedule, batch = schedule_in(change.get("schedule")), batch_in(change.get("batch"))
        return experiment.with_run(run, schedule, batch).closed()


def fitted(experiment: Experiment, surface: Surface) -> tuple[Experiment, Surface]:
    """Return both with the same numbers and the same table, which the surface has as E uses it.

    They are those of `experiment`, as far as the surface's parameters and columns have their names. Batches
    that are not smaller than its data become all rows.
    """
    experiment, surface = _with_table(*_with_numbers(experiment, surface))
    batches = tuple(fitted_batch(batch, surface.rows) for batch in experiment.batches)
    if batches != experiment.batches:
        experiment = replace(experiment, batches=batches)
    return experiment, surface


def _with_numbers(experiment: Experiment, surface: Surface) -> tuple[Experiment, Surface]:
    known = surface.parameters
    if not known:
        return (replace(experiment, let=()) if experiment.let else experiment), surface
    let = tuple(
        (name, number) for name, number in experiment.let if name in known and known[name].accepts(number)
    )
    now = surface.at(**dict(let))
    if now.let != surface.let:
        surface = recognized(now)
    return (experiment if let == experiment.let else replace(experiment, let=let)), surface


def _with_table(experiment: Experiment, surface: Surface) -> tuple[Experiment, Surface]:
    if surface.data is None:
        return experiment, surface
    if experiment.data is None or experiment.data.names != surface.columns:
        experiment = replace(experiment, data=surface.data)
    given = experiment.data or surface.data
    table = standardized(given) if experiment.standardize else given
    if table != surface.data:
        surface = recognized(surface.over(table))
    return experiment, surface


SETTINGS: dict[str, Setting] = {
    each.name: each.metadata["setting"]
    for each in dataclasses.fields(Experiment)
    if "setting" in each.metadata
}
"""The fields of Experiment that the browser and a link may set to any legal value, in the order of a link."""
