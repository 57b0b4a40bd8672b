"""The races of one session: run in the background, one at a time, and then shown side by side."""

from collections.abc import Callable
from typing import Any

from bokeh.document import Document

from optimizers import OPTIMIZERS
from surfaces import Surface

from ..contract import BUDGETS, MAX_RUNS
from ..experiment import Experiment, proposed_run
from ..lineup import STEADY, told_schedule
from ..maps.conditions import Result, compare, conditions_of
from ..maps.race import Entrant, race, race_experiment
from ..words.condition_words import told_conditions
from ..words.race_words import PLACES, race_rows, report
from .background import Background
from .wire import Wire


class Races:
    """Runs a race and shows the tuned runs."""

    def __init__(
        self, document: Document, wire: Wire, show: Callable[[Experiment, dict[str, Any]], None]
    ) -> None:
        """Show the tuned runs, and what is said of the race, by `show(experiment, said)`."""
        self._background = Background(document)
        self._wire = wire
        self._show = show
        self._settings: dict[str, Any] | None = None
        self._panel = ""
        """The panel in which it began."""

    def follow(self, experiment: Experiment) -> None:
        """Drop a race if its tab was left or its settings have changed."""
        if not self._background.busy:
            return
        if experiment.panel != self._panel:
            self._drop("you left its tab")
        elif self._settings != _race_settings(experiment):
            self._drop("the function, the start, the steps or the batches have changed")

    def _drop(self, why: str) -> None:
        self._background.stop()
        self._say(words=f"The race was not finished: {why}.")

    def refuse(self, why: str) -> None:
        """Say why no race begins."""
        self._say(words=f"The race did not begin: {why}.")

    def begin(
        self,
        keys: Any,
        budget: Any,
        surface: Surface,
        now: Callable[[], Experiment],
        over_conditions: Any = False,
    ) -> None:
        """Tune methods with a budget of runs each, if the request makes sense, and show the result.

        The browser waits for a result or words, whatever it has asked for.

        Args:
            keys: the methods; the key of typed rules means the first of them that is shown.
            budget: one of BUDGETS.
            surface: the surface of the experiment.
            now: returns the current experiment; all but the settings of the race may have changed meanwhile.
            over_conditions: whether to race them over conditions instead, which changes no runs.
        """
        experiment = now()
        shown = {run.key: run for run in reversed(experiment.runs) if run.text}
        chosen = [key for key in (*OPTIMIZERS, *shown) if isinstance(keys, list) and key in keys][:MAX_RUNS]
        if not isinstance(budget, int) or budget not in BUDGETS or not chosen:
            self.refuse("no method can take part")
            return
        active = experiment.active
        shown[active.key] = active
        runs = [shown.get(key) or proposed_run(key, surface) for key in chosen]

        def done(entrants: tuple[Entrant, ...]) -> None:
            said = {
                "progress": None,
                "rows": race_rows(entrants, surface, experiment),
                "course": self._settings,
                "words": report(experiment, budget),
                "places": PLACES,
            }
            self._show(race_experiment(now(), entrants, experiment.schedule), said)

        def failed() -> None:
            self._say(words="The race was not finished: something went wrong on the server.")

        def compared(results: tuple[Result, ...]) -> None:
            conditions = told_conditions(results, experiment.steps)
            self._say(conditions={**conditions, "course": _conditions_settings(experiment)})

        self._settings, self._panel = _race_settings(experiment), experiment.panel
        self._say(progress=0.0)
        where = experiment.start, experiment.steps
        if over_conditions is True:
            conditions = conditions_of(experiment, surface)
            work = compare(surface, runs, *where, conditions, *experiment.seen)
            self._background.start(work, compared, self._say, failed)
        else:
            schedule = None if experiment.schedule == STEADY else experiment.schedule
            batch, seed = experiment.seen
            tuned = race(surface, runs, *where, budget, schedule, batch=batch, seed=seed)
            self._background.start(tuned, done, self._say, failed)

    def _say(self, progress: float | None = None, **words: Any) -> None:
        self._wire.say(race={"progress": progress, **words})


def _conditions_settings(experiment: Experiment) -> dict[str, Any]:
    """Return what a race over conditions depends on besides its methods."""
    noise = {"noise": experiment.noise, "seed": experiment.seed}
    return {**_race_settings(experiment), **noise, "schedule": told_schedule(experiment.schedule)}


def _race_settings(experiment: Experiment) -> dict[str, Any]:
    """Return what all runs of a race have in common."""
    given = {name: getattr(experiment, name) for name in ("expression", "start", "steps")}
    seen = {"batch": experiment.batch, "seed": experiment.seed} if experiment.batch else {}
    let = {"let": dict(experiment.let)} if experiment.let else {}
    return {**given, **let, **experiment.told_data, **seen}
