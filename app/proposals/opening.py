"""What a link opens: what it says, and, for what it leaves out, what a typed function would get."""

import dataclasses
from collections.abc import Callable

from optimizers import finished
from surfaces import Surface, recognized

from ..experiment import Experiment, fitted
from ..runs.follow import runs_of
from ..runs.telling import telling_step
from ..url import from_query, left_out, standing_surfaces
from .search import proposal


def opened(
    query: str, parse: Callable[[str], Surface] = Surface.parse
) -> tuple[Experiment, Surface, list[str]]:
    """Read a query as `from_query` does, and find a view, a start and values where it has none.

    A link of the page says everything, and a lesson is as it was made, so both open as they are. Without a
    query, the step that is explained is the one that tells most, and the panel that explains is open.

    Returns:
        the experiment, the surface of its expression, and one sentence for each part that was not used.
    """
    experiment, notices = from_query(query, parse)
    if not query.removeprefix("?"):
        (run,) = runs_of(parse(experiment.expression), experiment)
        cursor = telling_step(run.path, experiment.view)
        experiment = dataclasses.replace(experiment, cursor=cursor, panel="lesson")
    surface = standing_surfaces().get(experiment.expression) or recognized(parse(experiment.expression))
    experiment, surface = fitted(experiment, surface)
    free = left_out(query, experiment, surface)
    return (completed(experiment, surface, free) if free else experiment), surface, notices


def completed(experiment: Experiment, surface: Surface, free: frozenset[str]) -> Experiment:
    """Return an experiment whose active run, start and view show its surface, as far as they are free.

    Args:
        experiment: what was asked for.
        surface: the surface of its expression.
        free: the names of what was left out; see `changeable`.
    """
    found = finished(proposal(surface, experiment, [free], insists="view" in free))
    return found.experiment or experiment
