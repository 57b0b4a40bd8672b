"""The maps of one session: computed in the background while their tab is shown, then forgotten."""

from functools import partial

from bokeh.document import Document

from surfaces import Surface

from .background import Background
from .basin_map import COARSE, FINE, basin_legend, basin_sources
from .basins import Basins, basins
from .experiment import Experiment
from .wire import Wire

_REST = 120
"""Milliseconds after a coarse map before a fine one is begun."""


class Maps:
    """Follows the experiment with the map that its tab shows, coarsely at once and finely at rest."""

    def __init__(self, document: Document, wire: Wire) -> None:
        self._document = document
        self._wire = wire
        self._background = Background(document)
        self._wanted: tuple | None = None

    def follow(self, experiment: Experiment, surface: Surface) -> None:
        """Compute the basins of what is shown, or forget them."""
        if experiment.tab != "basins":
            if self._wanted is not None:
                self._wanted = None
                self._background.stop()
                self._wire.say(basin_sources(None, 0), basins={"entries": [], "progress": None})
            return
        wanted = (surface, experiment.active, experiment.view, experiment.steps)
        if wanted != self._wanted:
            self._wanted = wanted
            self._compute(wanted, COARSE)

    def _compute(self, wanted: tuple, n: int) -> None:
        if wanted != self._wanted:  # it has changed while this waited for rest
            return
        surface, run, view, steps = wanted

        def done(found: Basins) -> None:
            self._wire.say(
                basin_sources(found, steps), basins={"entries": basin_legend(found), "progress": None}
            )
            if n == COARSE:
                self._document.add_timeout_callback(partial(self._compute, wanted, FINE), _REST)

        def progress(share: float) -> None:
            self._wire.say(basins={"entries": None, "progress": share})

        self._background.start(basins(surface, run, view, steps, n), done, progress)
