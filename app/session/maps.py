"""The maps of one session: computed in the background while their tab is open, and then forgotten.

A map is coarse while something moves and fine at rest; newer work replaces older work.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Protocol

from bokeh.document import Document

from optimizers import Optimizer, Schedule, stretched
from surfaces import Surface

from ..contract import OF_SCHEDULE
from ..experiment import Experiment
from ..maps import basin_map, plane_map
from ..maps.basins import Basins, basins
from ..maps.borders import with_borders
from ..maps.planes import Plane, axis_hypers, axis_schedule, plane, shown_axes, stability_border, with_axes
from ..settings import View
from ..words.basin_words import basin_legend
from ..words.plane_words import NO_BORDER, plane_legend
from .background import Background
from .wire import Wire

_REST = 120
"""Milliseconds between a coarse map and the start of a fine one."""


class _Work(Protocol):
    """The inputs of a map, as a value: equal inputs give an equal map."""

    topic: ClassVar[str]

    @property
    def place(self) -> tuple[object, ...]:
        """What the axes of the map mean. When it changes, the old map is wrong and is removed."""

    def begin(self, coarse: Any | None) -> Generator[float, None, Any]:
        """Return the work that computes the map: a coarse one, or the fine one that follows it."""

    def told(self, found: Any, experiment: Experiment) -> dict[str, Any]:
        """Return what the browser is told about the result: its `map`, and words."""


@dataclass(frozen=True)
class _BasinWork:
    topic: ClassVar[str] = "basins"

    surface: Surface
    run: Optimizer
    view: View
    steps: int
    schedule: Schedule | None

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "_BasinWork":
        return cls(surface, experiment.active, experiment.view, experiment.steps, experiment.applied)

    @property
    def place(self) -> tuple[object, ...]:
        return self.topic, self.surface

    def begin(self, coarse: Basins | None) -> Generator[float, None, Basins]:
        every = basin_map.COARSER if coarse is None else 1
        run = self.surface, self.run, self.view, self.steps
        found = basins(*run, basin_map.FINE, every, coarse, self.schedule)
        return found if coarse is None else self._with_borders(found)

    def _with_borders(self, work: Generator[float, None, Basins]) -> Generator[float, None, Basins]:
        found = yield from stretched(work, 0, 0.7)
        borders = with_borders(found, self.surface, self.run, self.steps, self.schedule)
        return (yield from stretched(borders, 0.7, 1))

    def told(self, found: Basins, experiment: Experiment) -> dict[str, Any]:
        return {
            "map": basin_map.basin_image(found, self.steps),
            "entries": basin_legend(found),
        }


@dataclass(frozen=True)
class _PlaneWork:
    topic: ClassVar[str] = "plane"

    surface: Surface
    run: Optimizer
    """With defaults for the hyper-parameters along the axes: the map does not depend on these."""
    start: tuple[float, float]
    steps: int
    fields: tuple[str, ...]
    schedule: Schedule | None
    """With defaults along the axes, too."""

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "_PlaneWork | None":
        """Return the work for an experiment; None for a rule without hyper-parameters."""
        run = experiment.active
        of_axes = axis_schedule(experiment)
        fields = shown_axes(run, *experiment.axes, of_axes)
        if not fields:
            return None
        known = axis_hypers(run, of_axes)
        defaults = {name: known[name].default for name in fields}
        run, schedule = with_axes(run, of_axes, defaults)
        if not any(name.startswith(OF_SCHEDULE) for name in fields):
            schedule = experiment.applied
        return cls(surface, run, experiment.start, experiment.steps, fields, schedule)

    @property
    def place(self) -> tuple[object, ...]:
        return self.topic, self.surface, type(self.run), type(self.schedule), self.fields

    def begin(self, coarse: Plane | None) -> Generator[float, None, Plane]:
        every = plane_map.COARSER if coarse is None else 1
        run = self.surface, self.run, self.start, self.steps, self.fields
        return plane(*run, plane_map.FINE, self.schedule, every, coarse)

    def told(self, found: Plane, experiment: Experiment) -> dict[str, Any]:
        where = self.surface, self.run, self.start
        border = None if self.schedule else stability_border(*where, self.fields, 200)
        of_rate = "eta" in self.fields and stability_border(*where, ("eta",), 2) is not None
        hidden = self.schedule is not None and of_rate
        shown = plane_map.told_plane(found, experiment.colouring, border)
        legend = plane_legend(found, experiment.colouring)
        return {"map": shown, **legend, "no_border": NO_BORDER if hidden else ""}


_WORK: dict[str, Callable[[Experiment, Surface], _Work | None]] = {
    "basins": _BasinWork.of,
    "plane": _PlaneWork.of,
}
"""The inputs of the maps, by the tab that shows them."""


class Maps:
    """Computes and sends the map of the open tab."""

    def __init__(self, document: Document, wire: Wire) -> None:
        self._document = document
        self._wire = wire
        self._background = Background(document)
        self._experiment: Experiment | None = None
        self._work: _Work | None = None
        self._found: Any = None
        self._coarse = False  # whether a finer map is to follow

    def follow(self, experiment: Experiment, surface: Surface) -> None:
        """Compute the map of the open tab, and forget that of a tab that was left."""
        inputs_of = _WORK.get(experiment.tab)
        work = None if inputs_of is None else inputs_of(experiment, surface)
        before, self._experiment = self._experiment, experiment
        if work == self._work:
            if before is not None and self._found is not None and _manner(before) != _manner(experiment):
                self._show()
            return
        last, self._work = self._work, work
        if last is not None and (work is None or last.place != work.place):
            self._background.stop()
            self._found = None
            self._say(last.topic, map=None, entries=[])
        if work is not None:
            self._compute(work, None)

    def _compute(self, work: _Work, coarse: Any | None) -> None:
        if work != self._work:  # the inputs changed before it came to rest
            return

        def done(found: Any) -> None:
            self._found, self._coarse = found, coarse is None
            self._show()
            if self._coarse:
                self._document.add_timeout_callback(partial(self._compute, work, found), _REST)

        def progress(share: float) -> None:
            self._say(work.topic, progress=share, coarse=coarse is not None)

        self._background.start(work.begin(coarse), done, progress)

    def _show(self) -> None:
        work, experiment = self._work, self._experiment
        if work is None or experiment is None:  # no map is open
            return
        _, noisy = _manner(experiment)
        told = work.told(self._found, experiment)
        self._say(work.topic, **told, note="without noise" if noisy else "", coarse=self._coarse)

    def _say(self, topic: str, progress: float | None = None, **told: Any) -> None:
        self._wire.say(**{topic: {"progress": progress, **told}})


def _manner(experiment: Experiment) -> tuple[str, bool]:
    """Return what decides how a finished map is shown: its colouring, and whether it says “without noise”."""
    return experiment.colouring, experiment.noise > 0
