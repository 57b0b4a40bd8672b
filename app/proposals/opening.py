"""What a link opens: what it says, and, for what it leaves out, what a typed function would get."""

import dataclasses

from optimizers import finished
from surfaces import Surface, recognized

from ..contract import CURSOR_PART
from ..experiment import Experiment, fitted
from ..runs.follow import runs_of
from ..runs.telling_step import telling_step
from ..tables.sampling import Parse, read_surface
from ..url import from_query, has_part, left_out, standing_surfaces
from .search import proposal


def opened(query: str, parse: Parse = read_surface) -> tuple[Experiment, Surface, list[str]]:
    """Read a query as `from_query` does, and find a view, a start and values where it has none.

    A link of the page says everything, and a lesson is as it was made, so both open as they are. Without a
    query, the panel that explains is open. There, and in a link that leaves the view to the page, the cursor
    is at the step that tells most, unless the link names a step. Several runs begin alike: they are compared
    at the last step, unless the link names a step, or the default panel, which has its arithmetic.

    Returns:
        the experiment, the surface of its expression, and one sentence for each part that was not used.
    """
    experiment, notices = from_query(query, parse)
    read = experiment.expression, experiment.data
    surface = standing_surfaces().get(read) or recognized(parse(*read))
    experiment, surface = fitted(experiment, surface)
    if not query.removeprefix("?"):
        experiment = dataclasses.replace(_at_telling_step(experiment, surface), panel="lesson")
    free = left_out(query, experiment, surface)
    if free:
        experiment = completed(experiment, surface, free)
    if not (has_part(query, CURSOR_PART) or experiment.lesson):
        several = len(experiment.runs) > 1
        if several and not has_part(query, "panel"):
            experiment = dataclasses.replace(experiment, panel="runs")
        if several and experiment.panel != Experiment().panel:
            experiment = dataclasses.replace(experiment, cursor=experiment.steps)
        elif several or "view" in free:
            experiment = _at_telling_step(experiment, surface)
    return experiment, surface, notices


def _at_telling_step(experiment: Experiment, surface: Surface) -> Experiment:
    """Return an experiment at the step of its active run that tells most."""
    run = runs_of(surface, experiment)[0]
    return dataclasses.replace(experiment, cursor=telling_step(run.path, experiment.view))


def completed(experiment: Experiment, surface: Surface, free: frozenset[str]) -> Experiment:
    """Return an experiment whose active run, start and view show its surface, as far as they are free.

    Args:
        experiment: what was asked for.
        surface: the surface of its expression.
        free: the names of what was left out; see `changeable`.
    """
    found = finished(proposal(surface, experiment, [free], insists="view" in free))
    return found.experiment or experiment
