"""The strip above the rate's slider of one session: computed in the background while it is open."""

from typing import Any

from bokeh.document import Document

from surfaces import Surface

from ..experiment import Experiment
from ..maps.planes import Plane
from ..maps.tuning import rate_of, strip, without_rate
from ..words.tuning_words import told_strip
from .background import Background
from .wire import Wire


class Tuning:
    """Computes and sends the strip; the newest wins."""

    def __init__(self, document: Document, wire: Wire) -> None:
        self._background = Background(document)
        self._wire = wire
        self._work: tuple[Any, ...] | None = None

    def follow(self, experiment: Experiment, surface: Surface) -> None:
        """Compute the strip if it is open and its inputs have changed, and forget it when it is closed."""
        run = experiment.active
        work: tuple[Any, ...] | None = None
        if experiment.tune and rate_of(run) is not None:
            where = experiment.start, experiment.steps
            work = surface, without_rate(run), *where, experiment.applied, *experiment.seen
        if work == self._work:
            return
        last, self._work = self._work, work
        if work is None or (last is not None and type(last[1]) is not type(work[1])):
            self._background.stop()
            self._wire.say(tune=None)
        if work is None:
            return

        surface, run, start, _, schedule, *_ = work

        def done(found: Plane) -> None:
            self._wire.say(tune=told_strip(found, surface, run, start, schedule))

        self._background.start(strip(*work), done)
