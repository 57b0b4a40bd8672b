"""The maps of one session: computed in the background while their tab is shown, and then forgotten.

A map comes coarsely while something moves and finely at rest; newer work takes the place of older.
"""

import dataclasses
from collections.abc import Generator
from functools import partial
from typing import Any, NamedTuple, Protocol

from bokeh.document import Document

from optimizers import Optimizer, hypers
from surfaces import Surface

from ..experiment import Experiment, View
from ..maps import basin_map, plane_map
from ..maps.basins import Basins, basins
from ..maps.planes import Plane, plane, shown_axes, stability_border
from .background import Background
from .wire import Wire

_REST = 120
"""Milliseconds after a coarse map before a fine one is begun."""


class _Work(Protocol):
    """What a map is computed from, as a value: while it stays equal, so does the map."""

    topic: str
    sizes: tuple[int, int]

    @property
    def place(self) -> tuple:
        """What the axes of the map are. On others it would be wrong, and is not shown any longer."""

    def begin(self, n: int) -> Generator[float, None, Any]:
        """Return the work of computing it with n samples along each axis."""

    def told(self, found: Any, experiment: Experiment) -> dict[str, Any]:
        """Return what the browser hears of what was computed: its `map`, and words."""


class _BasinWork(NamedTuple):
    surface: Surface
    run: Optimizer
    view: View
    steps: int

    topic = "basins"
    sizes = basin_map.COARSE, basin_map.FINE

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "_BasinWork":
        return cls(surface, experiment.active, experiment.view, experiment.steps)

    @property
    def place(self) -> tuple:
        return self.topic, self.surface

    def begin(self, n: int) -> Generator[float, None, Basins]:
        return basins(*self, n)

    def told(self, found: Basins, experiment: Experiment) -> dict[str, Any]:
        return {
            "map": basin_map.basin_image(found, self.steps),
            "entries": basin_map.basin_legend(found),
        }


class _PlaneWork(NamedTuple):
    surface: Surface
    run: Optimizer
    """With the defaults of the hyper-parameters that vary over the map, for it does not depend on them."""
    start: tuple[float, float]
    steps: int
    fields: tuple[str, ...]

    topic = "plane"
    sizes = plane_map.COARSE, plane_map.FINE

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "_PlaneWork":
        run = experiment.active
        fields = shown_axes(run, *experiment.axes)
        defaults = {about.name: about.default for about in hypers(run) if about.name in fields}
        run = dataclasses.replace(run, **defaults)
        return cls(surface, run, experiment.start, experiment.steps, fields)

    @property
    def place(self) -> tuple:
        return self.topic, self.surface, type(self.run), self.fields

    def begin(self, n: int) -> Generator[float, None, Plane]:
        return plane(*self, n)

    def told(self, found: Plane, experiment: Experiment) -> dict[str, Any]:
        border = stability_border(self.surface, self.run, experiment.view, self.fields, 200)
        shown = plane_map.told_plane(found, experiment.colouring, border)
        return {"map": shown, **plane_map.plane_legend(found, experiment.colouring)}


_WORK = {"basins": _BasinWork, "plane": _PlaneWork}
"""What the maps are computed from, by the tab that shows them."""


class Maps:
    """Follows the experiment with the map that its tab shows."""

    def __init__(self, document: Document, wire: Wire) -> None:
        self._document = document
        self._wire = wire
        self._background = Background(document)
        self._experiment: Experiment | None = None
        self._work: _Work | None = None
        self._found: Any = None

    def follow(self, experiment: Experiment, surface: Surface) -> None:
        """Compute the map of what is shown, and forget that of a tab that has been left."""
        kind = _WORK.get(experiment.tab)
        work = None if kind is None else kind.of(experiment, surface)
        before, self._experiment = self._experiment, experiment
        if work == self._work:
            if self._found is not None and _manner(before) != _manner(experiment):
                self._show()
            return
        last, self._work = self._work, work
        if last is not None and (work is None or last.place != work.place):
            self._background.stop()
            self._found = None
            self._say(last.topic, map=None, entries=[])
        if work is not None:
            self._compute(work, fine=False)

    def _compute(self, work: _Work, fine: bool) -> None:
        if work != self._work:  # it has changed while this waited for rest
            return

        def done(found: Any) -> None:
            self._found = found
            self._show()
            if not fine:
                self._document.add_timeout_callback(partial(self._compute, work, fine=True), _REST)

        def progress(share: float) -> None:
            self._say(work.topic, progress=share)

        self._background.start(work.begin(work.sizes[fine]), done, progress)

    def _show(self) -> None:
        _, noisy = _manner(self._experiment)
        told = self._work.told(self._found, self._experiment)
        self._say(self._work.topic, **told, note="without noise" if noisy else "")

    def _say(self, topic: str, progress: float | None = None, **told: Any) -> None:
        self._wire.say(**{topic: {"progress": progress, **told}})


def _manner(experiment: Experiment) -> tuple[str, bool]:
    """Return what decides how a known map is shown: the colouring, and whether it leaves noise out."""
    return experiment.colouring, experiment.noise > 0
