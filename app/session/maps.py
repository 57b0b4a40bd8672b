"""The maps of one session: computed in the background while their tab is open, and then forgotten.

A map is coarse while something moves, coarser still in a crowd, and fine at rest. Newer work replaces older
work, but a coarse map is finished first: on a busy server, a drag would otherwise begin one after another and
finish none.
"""

from functools import partial
from typing import Any

from bokeh.document import Document

from surfaces import Surface

from ..experiment import Experiment
from ..panels import TABS, Work
from .background import Background, is_crowded
from .wire import Wire

_REST = 120
"""Milliseconds between a coarse map and the start of a fine one."""


class Maps:
    """Computes and sends the map of the open tab."""

    def __init__(self, document: Document, wire: Wire) -> None:
        self._document = document
        self._wire = wire
        self._background = Background(document)
        self._experiment: Experiment | None = None
        self._work: Work | None = None
        self._tab = ""
        """The tab that shows its map."""
        self._found: Any = None
        self._shown: Work | None = None  # the inputs of what was found
        self._is_first = False  # whether the work under way, if there is any, is a coarse map
        self._coarse = False  # whether a finer map is to follow

    def follow(self, experiment: Experiment, surface: Surface) -> None:
        """Compute the map of the open tab, and forget that of a tab that was left."""
        inputs_of = TABS[experiment.tab].work
        work = None if inputs_of is None else inputs_of(experiment, surface)
        before, self._experiment = self._experiment, experiment
        if work == self._work:
            if before is not None and self._found is not None and _manner(before) != _manner(experiment):
                self._show()
            return
        last, self._work = self._work, work
        tab, self._tab = self._tab, experiment.tab
        if last is not None and (work is None or tab != self._tab or last.place != work.place):
            self._background.stop()
            self._found = None
            self._say(tab, map=None, entries=[])
        if work is not None and not (self._is_first and self._background.busy):
            self._compute(work, None)

    def stop(self) -> None:
        """Keep the coarse map instead of the finer one under way, until something changes."""
        if self._background.busy and not self._is_first:
            self._background.stop()
            self._show()

    def _compute(self, work: Work, coarse: Any | None) -> None:
        if work != self._work:  # the inputs changed before it came to rest
            return

        def go_on() -> None:
            if self._work is not None and self._work != work:
                self._compute(self._work, None)

        def done(found: Any) -> None:
            self._found, self._shown, self._coarse = found, work, coarse is None
            self._show()
            go_on()
            if self._coarse:
                self._document.add_timeout_callback(partial(self._compute, work, found), _REST)

        def progress(share: float) -> None:
            self._say(self._tab, progress=share, coarse=coarse is not None)

        self._is_first = coarse is None
        self._background.start(work.begin(coarse, is_crowded()), done, progress, go_on)

    def _show(self) -> None:
        work, experiment = self._shown, self._experiment
        if work is None or experiment is None:  # no map is open
            return
        _, noisy = _manner(experiment)
        told = work.told(self._found, experiment)
        self._say(self._tab, **told, note="without noise" if noisy else "", coarse=self._coarse)

    def _say(self, topic: str, progress: float | None = None, **told: Any) -> None:
        self._wire.say(**{topic: {"progress": progress, **told}})


def _manner(experiment: Experiment) -> tuple[str, bool]:
    """Return what decides how a finished map is shown: its colouring, and whether it says “without noise”."""
    return experiment.colouring, experiment.noise > 0
