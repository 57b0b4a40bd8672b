"""The races of one session: run in the background, one at a time, and then shown side by side."""

import dataclasses
from collections.abc import Callable
from typing import Any

from bokeh.document import Document

from optimizers import OPTIMIZERS
from surfaces import Surface

from ..contract import BUDGETS, MAX_RUNS
from ..experiment import Experiment, known_surface, proposed_run
from ..maps.race import Entrant, race, race_experiment, race_rows
from ..numerals import count, place
from .background import Background
from .wire import Wire


class Races:
    """Runs a race, shows the tuned runs, and keeps the runs from before it."""

    def __init__(self, document: Document, wire: Wire, show: Callable[[Experiment], None]) -> None:
        self._background = Background(document)
        self._wire = wire
        self._show = show
        self._before: Experiment | None = None
        self._course: tuple | None = None

    def follow(self, experiment: Experiment) -> None:
        """Drop a race if its panel was left, and forget it if the course has changed."""
        if experiment.panel != "race" and self._background.busy:
            self._background.stop()
            self._say(words="The race was not finished.")
        if self._course not in (None, _course(experiment)):
            self._background.stop()
            self._before = self._course = None
            self._say(rows=[], words="")

    def begin(self, keys: Any, budget: Any, surface: Surface, now: Callable[[], Experiment]) -> None:
        """Tune methods with a budget of runs each, if the request makes sense, and show the result.

        Args:
            keys: the methods.
            budget: one of BUDGETS.
            surface: the surface of the experiment.
            now: returns the current experiment; all but its course may have changed meanwhile.
        """
        experiment = now()
        known = surface if known_surface(experiment.expression) is not None else None
        chosen = [key for key in OPTIMIZERS if isinstance(keys, list) and key in keys][:MAX_RUNS]
        if not isinstance(budget, int) or budget not in BUDGETS or not chosen:
            return
        active = experiment.active
        runs = [active if key == active.key else proposed_run(key, known) for key in chosen]

        def done(entrants: tuple[Entrant, ...]) -> None:
            after = now()
            self._say(rows=race_rows(entrants), words=_report(experiment, budget))
            tuned = race_experiment(after, entrants)
            if tuned != after:
                self._before = after
                self._show(tuned)

        def progress(share: float) -> None:
            self._say(progress=share)

        self._course = _course(experiment)
        self._say(progress=0.0)
        work = race(surface, runs, experiment.start, experiment.steps, budget)
        self._background.start(work, done, progress)

    def undo(self, experiment: Experiment) -> None:
        """Show the runs from before the last race."""
        if self._before is not None:
            before, self._before = self._before, None
            self._show(
                dataclasses.replace(
                    experiment, runs=before.runs, pins=before.pins, log_error=before.log_error
                )
            )
            self._say(rows=[], words="")

    def _say(self, progress: float | None = None, **words: Any) -> None:
        self._wire.say(race={"progress": progress, **words})


def _course(experiment: Experiment) -> tuple:
    """Return what all runs of a race have in common."""
    return experiment.expression, experiment.start, experiment.steps


def _report(experiment: Experiment, budget: int) -> str:
    start = place(experiment.start, experiment.view)
    noise = ", without noise" if experiment.noise else ""
    return f"{budget} runs of {count(experiment.steps)} steps for each, from {start}{noise}."
