"""The maps of one session: computed in the background while their tab is shown, and then forgotten.

A map comes coarsely while something moves and finely at rest; newer work takes the place of older.
"""

import dataclasses
from collections.abc import Generator, Hashable
from functools import partial
from typing import Any, NamedTuple, Protocol

from bokeh.document import Document

from optimizers import Optimizer, hypers
from surfaces import Surface

from . import basin_map, plane_map
from .background import Background
from .basins import Basins, basins
from .experiment import Experiment, View
from .planes import Plane, legal_axes, plane, stability_border
from .wire import Wire

_REST = 120
"""Milliseconds after a coarse map before a fine one is begun."""

Columns = dict[str, dict[str, Any]]


class _Map(Protocol):
    """What a map depends on, as a value: while it stays equal, so does the map."""

    topic: str
    sizes: tuple[int, int]

    def work(self, n: int) -> Generator[float, None, Any]:
        """Return the work of computing it with n samples along each axis."""

    def shown(self, found: Any) -> tuple[Columns, dict[str, Any]]:
        """Return the columns that show what was computed, and what the page says of it."""

    @staticmethod
    def empty() -> Columns:
        """Return the columns that show nothing."""


class _Basins(NamedTuple):
    surface: Surface
    run: Optimizer
    view: View
    steps: int

    topic = "basins"
    sizes = basin_map.COARSE, basin_map.FINE

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "_Basins":
        return cls(surface, experiment.active, experiment.view, experiment.steps)

    def work(self, n: int) -> Generator[float, None, Basins]:
        return basins(*self, n)

    def shown(self, found: Basins) -> tuple[Columns, dict[str, Any]]:
        return basin_map.basin_sources(found, self.steps), {"entries": basin_map.basin_legend(found)}

    @staticmethod
    def empty() -> Columns:
        return basin_map.basin_sources(None, 0)


class _Plane(NamedTuple):
    surface: Surface
    run: Optimizer
    """With the defaults of the hyper-parameters that vary over the map, for it does not depend on them."""
    view: View
    start: tuple[float, float]
    steps: int
    fields: tuple[str, ...]
    colouring: str

    topic = "plane"
    sizes = plane_map.COARSE, plane_map.FINE

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "_Plane":
        run = experiment.active
        fields = legal_axes(run, *experiment.axes)
        defaults = {about.name: about.default for about in hypers(run) if about.name in fields}
        run = dataclasses.replace(run, **defaults)
        return cls(
            surface,
            run,
            experiment.view,
            experiment.start,
            experiment.steps,
            fields,
            experiment.colouring,
        )

    def work(self, n: int) -> Generator[float, None, Plane]:
        return plane(self.surface, self.run, self.start, self.steps, self.fields, n)

    def shown(self, found: Plane) -> tuple[Columns, dict[str, Any]]:
        border = stability_border(self.surface, self.run, self.view, self.fields, 200)
        legend = plane_map.plane_legend(found, self.colouring)
        sources = plane_map.plane_sources(found, self.colouring, border)
        return sources, {**legend, "border": bool(sources["plane_border"]["x"].size)}

    @staticmethod
    def empty() -> Columns:
        return plane_map.plane_sources(None)


_MAPS = {"basins": _Basins, "plane": _Plane}
"""The maps by the tab that shows them."""


class Maps:
    """Follows the experiment with the map that its tab shows."""

    def __init__(self, document: Document, wire: Wire) -> None:
        self._document = document
        self._wire = wire
        self._background = Background(document)
        self._wanted: _Map | None = None

    def follow(self, experiment: Experiment, surface: Surface) -> None:
        """Compute the map of what is shown, and forget that of a tab that has been left."""
        kind = _MAPS.get(experiment.tab)
        wanted: Hashable = None if kind is None else kind.of(experiment, surface)
        if wanted == self._wanted:
            return
        before, self._wanted = self._wanted, wanted
        if before is not None and type(before) is not type(wanted):
            self._background.stop()
            self._say(before.topic, before.empty(), entries=[])
        if wanted is not None:
            self._compute(wanted, fine=False)

    def _compute(self, wanted: _Map, fine: bool) -> None:
        if wanted != self._wanted:  # it has changed while this waited for rest
            return

        def done(found: Any) -> None:
            sources, words = wanted.shown(found)
            self._say(wanted.topic, sources, **words)
            if not fine:
                self._document.add_timeout_callback(partial(self._compute, wanted, fine=True), _REST)

        def progress(share: float) -> None:
            self._say(wanted.topic, {}, progress=share)

        self._background.start(wanted.work(wanted.sizes[fine]), done, progress)

    def _say(self, topic: str, sources: Columns, progress: float | None = None, **words: Any) -> None:
        self._wire.say(sources, **{topic: {"progress": progress, **words}})
