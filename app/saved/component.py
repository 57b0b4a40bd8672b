"""`TrajectoryExplorer`: the page as a component of Panel, whose parameters and controls follow each other.

The page is the one that a file has. It stands in a frame and needs no server: static/hosted.js couples it, by
way of static/component/frame.js and Panel's own channel, with the parameters.
"""

import dataclasses
import json
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import panel as pn
import param

from optimizers import Schedule, Trajectory, hypers
from surfaces import Surface, Table, gallery_key

from ..bundles import text
from ..experiment import Experiment, fitted
from ..lineup import ALL_ROWS, STEADY
from ..proposals.opening import completed
from ..proposals.search import with_minima, with_minima_sought
from ..runs.follow import Run, runs_of
from ..settings import View
from ..template import json_text
from ..url import to_query
from .arguments import (
    Method,
    batch_of,
    experiment_of,
    listed,
    methods_of,
    numbers_of,
    schedule_of,
    surface_of,
    valued,
    with_settings,
)
from .page import alone, first_facts, page_text

_HEIGHT = 640
"""Pixels of the page."""
_NAMES = ("expression", "let", "method", "values", "start", "steps", "schedule", "data", "batch")
"""The parameters that the page and Python set."""


class ExplorerFrame(pn.custom.JSComponent):  # type: ignore[misc]  # Panel has no types here
    """The frame with the page. Bokeh skips models whose names begin with an underscore, so this has none."""

    # All are JSON without "<", since Panel puts them into a script element of a notebook.
    page = param.String(doc="The page as HTML; it is loaded anew when this changes.")
    facts = param.String(doc="The facts of the function.")
    told = param.String(doc="The experiment that the page is to show.")

    _esm = text("component/frame.js")

    def __init__(self, heard: Callable[[str], None], **params: Any) -> None:
        super().__init__(**params)
        self._heard = heard

    def _handle_msg(self, data: Any) -> None:
        self._heard(data)


class TrajectoryExplorer(pn.viewable.Viewer):  # type: ignore[misc]
    """The page as a component of Panel.

    What is dragged, chosen or clicked on the page sets the parameters, and a parameter that Python sets moves
    the page. Parameters that belong together are set together: `explorer.param.update(method="adam",
    values={"eta": 0.5})`. What is not given with a new function or method is found as on the page.

    Args:
        expression: an expression in w1 and w2, a name of the gallery, or a Surface.
        method: a key or title of OPTIMIZERS, a method with its values, or a list of them; see `explore`.
        let: numbers of the letters in the expression, such as {"k": 10}; the others have their defaults.
        values: hyper-parameters of the method that is given by key. Keywords are the same: eta=0.1.
        start: w(0); by default that of the gallery, or one that shows the function.
        steps: the number of updates.
        schedule: what η is multiplied with: a key of SCHEDULES, or a schedule with its values.
        data: the table that mean(...) and sum(...) go over; see `explore`.
        batch: how many rows of the data each step sees; None for all.
        seed: sets the noise, and the order in which the rows of batches come.
        noise: the standard deviation of what is added to both slopes at every step.
        view: ((w1_low, w1_high), (w2_low, w2_high)); by default one that suits the function and the run.
        height: pixels of the page.

    Raises:
        DataError: the data are no table.
        ExpressionError: the expression is not an error function. Parameters stay as they were.
        TypeError: an argument has a wrong type, or no method has one of the values.
        ValueError: a number is out of bounds, or a key is not known.

    Examples:
        A Panel app that says beside the page how long the path is; `panel serve app.py` shows it:

        >>> import numpy as np
        >>> import panel as pn
        >>> from app import TrajectoryExplorer
        >>> explorer = TrajectoryExplorer("3 w1^2 + 10 w2^2", "momentum", eta=0.001, alpha=0.9)
        >>> def length(path):
        ...     return f"The path is {np.hypot(np.diff(path.w1), np.diff(path.w2)).sum():.1f} long."
        >>> app = pn.Column(explorer, pn.bind(length, explorer.param.trajectory))
        >>> length(explorer.trajectory)
        'The path is 42.0 long.'

        Python reads and sets what the page shows:

        >>> explorer.values = {"alpha": 0.5}
        >>> explorer.method, explorer.values, explorer.start
        ('momentum', {'eta': 0.001, 'alpha': 0.5}, (-15.0, 20.0))
    """

    expression = param.Parameter("", doc="E(w1, w2) as text.")
    let = param.Parameter({}, doc="The numbers of its letters by name. Those that are not set stay.")
    method = param.Parameter("", doc="The key of the method that the sliders control.")
    values = param.Parameter({}, doc="Its hyper-parameters by name. Those that are not set stay.")
    start = param.Parameter((0.0, 0.0), doc="w(0).")
    steps = param.Parameter(300, doc="The number of updates.")
    schedule = param.Parameter(STEADY, doc="What η is multiplied with from step to step.")
    data = param.Parameter(None, doc="The columns by name that its sums go over; None if it has none.")
    batch = param.Parameter(None, doc="How many rows of the data each step sees; None for all.")
    trajectory = param.Parameter(None, constant=True, doc="The run: a `optimizers.Trajectory`, to read.")

    def __init__(
        self,
        expression: str | Surface = "bowl",
        method: Method | Sequence[Method] = "momentum",
        *,
        let: Mapping[str, float] = MappingProxyType({}),
        values: Mapping[str, float] | None = None,
        start: tuple[float, float] | None = None,
        steps: int = 300,
        schedule: str | Schedule = STEADY,
        data: Any = None,
        batch: int | None = None,
        seed: int = 0,
        noise: float = 0.0,
        view: View | None = None,
        height: int = _HEIGHT,
        **more: float,
    ) -> None:
        super().__init__()
        surface = _typed(expression, None if data is None else Table.of(data))
        asked = surface, listed(method), {**(values or {}), **more}, start, steps, schedule, view
        experiment, surface = experiment_of(*asked, let, batch=batch, seed=seed, noise=noise)
        self._height = height
        self._surfaces: dict[str, Surface] = {}
        """The functions that were shown, which undo on the page brings back."""
        self._runs: tuple[Run, ...] = ()
        self._shown: dict[str, Any] = {}
        """The parameters as they were last set to what is shown."""
        self._number = 0
        """How many changes came from Python; see static/hosted.js."""
        self._facts: tuple[str, ...] = ()
        self._version = 0
        """What the facts that were sent last depend on, and their number."""
        self._frame: ExplorerFrame | None = None
        self._lock = threading.RLock()
        """Held while a change is taken: the page and a thread of Python may come at the same time."""
        self._become(experiment, with_minima_sought(surface))
        self._set_parameters()
        self.param.watch(self._follow, list(_NAMES))

    @property
    def experiment(self) -> Experiment:
        """All that the page shows."""
        return self._experiment

    @property
    def link(self) -> str:
        """The query that shows the same on a server's page."""
        return f"?{to_query(self._experiment)}"

    def __panel__(self) -> pn.viewable.Viewable:
        if self._frame is None:
            self._frame = ExplorerFrame(
                self._hear, height=self._height, sizing_mode="stretch_width", margin=0
            )
            self._load()
        return self._frame

    def _follow(self, *events: param.parameterized.Event) -> None:
        """Show what Python has set, or leave everything as it was."""
        with self._lock:
            changed = {event.name: event.new for event in events if event.new is not self._shown[event.name]}
            if changed:
                self._take(changed)

    def _take(self, changed: Mapping[str, Any]) -> None:
        try:
            experiment, surface = self._changed(changed)
        except Exception:
            with param.parameterized.discard_events(self):
                self.param.update(**{name: self._shown[name] for name in changed})
            raise
        before = self._surface
        self._number += 1
        self._become(experiment, surface)
        is_fixed = before.instructions is None or surface.instructions is None
        if is_fixed or (before.data is None) != (surface.data is None):  # the page has other parts
            self._load()
        else:
            self._tell()
        self._set_parameters(changed.keys())

    def _changed(self, changed: Mapping[str, Any]) -> tuple[Experiment, Surface]:
        """Return the experiment with parameters that Python has set, and its surface."""
        experiment, surface, free = self._experiment, self._surface, set[str]()
        table = None if changed.get("data") is None else Table.of(changed["data"])
        if table is not None and "expression" not in changed:
            surface = surface_of(surface.text, table)
            experiment = dataclasses.replace(experiment, data=table)
        if "expression" in changed:
            surface = _typed(changed["expression"], table)
            data = surface.data or experiment.data
            experiment = dataclasses.replace(experiment, expression=surface.text, let=surface.let, data=data)
            if gallery_key(surface):
                experiment = experiment.on_surface(surface)
            else:
                free |= {"start", "view"} | {about.name for about in hypers(experiment.active)}
        if "let" in changed:
            surface = surface.at(**{**dict(surface.let), **numbers_of(changed["let"])})
            experiment = dataclasses.replace(experiment, let=surface.let)
        active, values = experiment.active, changed.get("values", {})
        if "method" in changed:
            ((active, found),) = methods_of([changed["method"]], values, surface)
            free = found | (free & {"start", "view"})
        elif "values" in changed:
            active = valued(active, values)
            free -= values.keys()
        schedule = schedule_of(changed["schedule"]) if "schedule" in changed else None
        batch = batch_of(changed["batch"], surface) if "batch" in changed else None
        experiment = experiment.with_run(active, schedule, batch)
        places = {name: changed[name] for name in ("start", "steps") if name in changed}
        experiment = with_settings(experiment, **places)
        free -= places.keys()
        return (completed(experiment, surface, frozenset(free)) if free else experiment), surface

    def _hear(self, message: Any) -> None:
        """Take an experiment that the page shows. What is not legal is ignored: browsers are not trusted."""
        try:
            said = json.loads(message)
            by, number, told = said["by"], said["number"], said["experiment"]
            expression = told.get("expression")
        except (TypeError, ValueError, KeyError, AttributeError):
            return
        if not isinstance(by, str):
            return
        with self._lock:
            if number != self._number:
                return  # the page does not know yet what Python has set
            surface = self._surfaces.get(expression) if isinstance(expression, str) else None
            surface = surface or self._surface
            is_other = surface is not self._surface
            experiment = dataclasses.replace(self._experiment, expression=surface.text).changed(told, surface)
            self._number += is_other
            self._become(experiment, surface)
            self._tell("" if is_other else by)
            self._set_parameters()

    def _become(self, experiment: Experiment, surface: Surface) -> None:
        experiment, surface = fitted(experiment, surface)
        surface = with_minima(surface)
        self._experiment, self._surface = alone(experiment, surface), surface
        self._surfaces[surface.text] = surface
        self._runs = runs_of(surface, experiment, self._runs)

    def _set_parameters(self, set_by_python: Collection[str] = ()) -> None:
        """Set the parameters to what is shown.

        Those that differ have events, except those that Python has just set: they have theirs in any case.
        """
        experiment, surface, before = self._experiment, self._surface, self._shown
        shown = {
            "expression": experiment.expression,
            "let": dict(surface.values),
            "method": experiment.active.key,
            "values": dataclasses.asdict(experiment.active),
            "start": experiment.start,
            "steps": experiment.steps,
            "schedule": experiment.schedule,
            "data": None if surface.data is None else _columns(experiment.data),
            "batch": None if experiment.batch == ALL_ROWS else experiment.batch,
            "trajectory": self._runs[0].path,
        }
        news = {
            name: value
            for name, value in shown.items()
            if name not in before or not _is_same(before[name], value)
        }
        self._shown = before | news
        with param.parameterized.discard_events(self):
            self.param.update(**{name: self._shown[name] for name in set_by_python})
        with param.edit_constant(self):
            self.param.update(**{name: news[name] for name in news.keys() - set_by_python})

    def _load(self) -> None:
        """Load the page anew, with the present experiment."""
        if self._frame is None:
            return
        page = page_text(self._experiment, self._surface, runs=self._runs, is_hosted=True)
        self._frame.page = json_text(page)
        self._tell()

    def _tell(self, by: str = "") -> None:
        """Tell the page what to show: what Python has set, or what the frame `by` shows."""
        if self._frame is None:
            return
        of = self._surface.text, *self._surface.columns, *(run.text for run in self._experiment.runs)
        facts = first_facts(self._experiment, self._surface)
        told = {"by": by, "number": self._number, "experiment": facts.pop("experiment")}
        told["title"] = f"{self._experiment.active.title} on {self._experiment.expression}"
        if of != self._facts:
            self._facts, self._version = of, self._version + 1
            self._frame.facts = json_text({"version": self._version, "first": facts})
        self._frame.told = json_text({**told, "version": self._version})


def _typed(expression: Any, table: Table | None = None) -> Surface:
    """Return the surface of an expression that a browser can compute, over a table if there is one.

    Raises:
        TypeError: it is a pair of functions.
    """
    if not isinstance(expression, str | Surface):
        raise TypeError(f"expression={expression!r} cannot be used: it must be a text, a name, or a Surface")
    return surface_of(expression, table)


def _columns(table: Table | None) -> dict[str, list[float]]:
    """Return a table as its columns by name."""
    return {} if table is None else dict(zip(table.names, map(list, table.columns), strict=True))


def _is_same(one: Any, other: Any) -> bool:
    """Whether two values of a parameter are the same; trajectories are only if they are one object."""
    return one is other or (type(one) is type(other) and not isinstance(one, Trajectory) and one == other)
