"""Runs in a notebook: `explore` returns an object that shows itself as the page, which needs no server."""

import contextlib
import dataclasses
import html
import operator
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import numpy as np

from optimizers import Optimizer, Schedule, Trajectory, hypers
from surfaces import GALLERY, Surface, gallery_key, recognized

from ..contract import MAX_RUNS
from ..experiment import SETTINGS, Experiment
from ..lineup import STEADY
from ..proposals.opening import completed
from ..proposals.views import view_of
from ..runs.follow import columns, runs_of
from ..runs.worth import IN_VIEW, looks
from ..settings import View
from ..url import to_query
from .files import write
from .given import Given
from .page import page_text

_HEIGHT = 640
"""Pixels of the page in a notebook."""
_Record = TypeVar("_Record", Optimizer, Schedule)
Functions = tuple[Callable[[float, float], float], Callable[[float, float], tuple[float, float]]]
"""value(w1, w2) and gradient(w1, w2)."""


class Exploration:
    """What `explore` returns. As the last expression of a cell it is shown as the page.

    Attributes:
        trajectory: the run, as arrays; see `optimizers.Trajectory`.
        experiment: all that the page shows.
        link: the query of the page's address; empty where E is not an expression.
    """

    def __init__(self, experiment: Experiment, surface: Surface, height: int = _HEIGHT) -> None:
        self.experiment = experiment
        self.trajectory: Trajectory = runs_of(surface, experiment)[0].path
        self.link = "" if isinstance(surface, Given) else to_query(experiment)
        self._surface, self._height = surface, height

    @property
    def table(self) -> dict[str, np.ndarray]:
        """The columns of the run by name, each of shape (T+1,): t, w1, w2, error, g1, g2 and the moments.

        pandas.DataFrame takes it as it is.
        """
        return {"t": self.trajectory.t, **columns(self.trajectory)}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page as one .html file, the table as .csv, or a NumPy script as .py.

        Raises:
            SaveError: the ending is another, or the file cannot be written.
        """
        write(Path(path), self.experiment, self._surface)

    def _repr_html_(self) -> str:
        # Between single quotes, the page's many double quotes need no six letters each.
        page = page_text(self.experiment, self._surface).replace("&", "&amp;").replace("'", "&#39;")
        title = html.escape(f"{self.experiment.active.title} on {self.experiment.expression}")
        style = f"border: 0; height: {self._height}px; width: 100%"
        # In a notebook that it does not trust, Jupyter removes frames and leaves the words in them.
        words = html.escape(f"{self!r} It is shown once this notebook is trusted.")
        return f"""<iframe srcdoc='{page}' title="{title}" style="{style}">{words}</iframe>"""

    def __repr__(self) -> str:
        run, last = self.experiment.active, self.trajectory
        values = ", ".join(f"{about.name}={getattr(run, about.name)!r}" for about in hypers(run))
        end = f"E = {float(last.error[-1]):.5g} at t = {last.t.size - 1}"
        return f"<{run.title}({values}) on {self.experiment.expression}: {end}>"

    def __panel__(self) -> Any:
        """Return it as a pane, for Panel's layouts and templates."""
        import panel as pn  # a notebook without Panel does not need it

        return pn.pane.HTML(self._repr_html_(), sizing_mode="stretch_width", height=self._height, margin=0)


def explore(
    function: str | Surface | Functions,
    optimizer: Optimizer,
    start: tuple[float, float] | None = None,
    steps: int = 300,
    *,
    schedule: Schedule = STEADY,
    compare: Sequence[Optimizer] | Optimizer = (),
    view: View | None = None,
    height: int = _HEIGHT,
) -> Exploration:
    """Follow a method on an error function, and show it as the page does.

    Args:
        function: an expression in w1 and w2 as it is typed on the page, a name of the gallery, a Surface, or
            a pair of functions, value(w1, w2) -> E and gradient(w1, w2) -> (g1, g2). A browser cannot compute
            such a pair, so the run is fixed then, and the page says so.
        optimizer: a method with its hyper-parameters, such as Adam(eta=0.1). Numbers may be NumPy's, here and
            in all that follows.
        start: w(0); by default that of the gallery, or one that shows the function.
        steps: the number of updates.
        schedule: what η is multiplied with from step to step.
        compare: up to eight further methods, which are pinned.
        view: ((w1_low, w1_high), (w2_low, w2_high)); by default one that suits the function and the run.
        height: pixels of the page in a notebook.

    Raises:
        ExpressionError: the expression is not an error function.
        TypeError: an argument has a wrong type.
        ValueError: a number is out of bounds.
    """
    surface = _surface_of(function)
    others = (compare,) if isinstance(compare, Optimizer) else compare
    runs = tuple(_plain(run, Optimizer, "a method, such as Adam(eta=0.1)") for run in (optimizer, *others))
    if len(runs) > MAX_RUNS:
        raise ValueError(f"at most {MAX_RUNS} methods can be shown together")
    schedule = _plain(schedule, Schedule, "a schedule, such as Cosine(warm_up=20)")
    with contextlib.suppress(TypeError):
        height = operator.index(height)
    if type(height) is not int or height <= 0:
        raise ValueError("height must be a whole number of pixels above 0")
    experiment = Experiment(
        expression=surface.text,
        runs=runs,
        schedules=(schedule,) * len(runs),
        pins=tuple(range(1, len(runs))),
    )
    asked = {"start": surface.start if start is None else start, "steps": steps}
    experiment = _with(experiment, view=surface.domain if view is None else view, **asked)
    left_out = {name for name, given in (("start", start), ("view", view)) if given is None}
    if left_out and isinstance(surface, Surface) and not gallery_key(surface):
        experiment = completed(experiment, surface, frozenset(left_out))
    if view is None and not gallery_key(surface):
        experiment = dataclasses.replace(experiment, view=_view_of(surface, experiment))
    return Exploration(experiment, surface, height)


def _surface_of(function: str | Surface | Functions) -> Surface:
    if isinstance(function, Surface):
        return function
    if isinstance(function, str):
        return GALLERY.get(function) or recognized(Surface.parse(function))
    if isinstance(function, Sequence) and len(function) == 2 and all(map(callable, function)):
        return cast(Surface, Given(*function))  # it has all that is asked of one whose run is fixed
    raise TypeError("the function must be an expression, a name, or a pair: value(w1, w2), gradient(w1, w2)")


def _plain(record: _Record, kind: type, words: str) -> _Record:
    """Return a method or a schedule whose values are Python's own numbers, as a link needs them."""
    if not isinstance(record, kind):
        raise TypeError(f"{record!r} must be {words}")
    numbers = {}
    for about in hypers(record):
        value = getattr(record, about.name)
        try:
            number = numbers[about.name] = value if type(value) is int else float(value)
        except (TypeError, ValueError):
            raise TypeError(f"{about.symbol} must be a number, not {value!r}") from None
        if not about.accepts(number):
            raise ValueError(f"{about.symbol} must be {about.bounds}")
    return dataclasses.replace(record, **numbers)


def _with(experiment: Experiment, **settings: Any) -> Experiment:
    for name, value in settings.items():
        changed = experiment.with_setting(name, _python(value))
        if changed is None:
            raise ValueError(f"{name}={value!r} cannot be used: {SETTINGS[name].advice}")
        experiment = changed
    return experiment


def _python(value: Any) -> Any:
    """Return numbers of any kind as Python's own; anything else stays, to be refused later."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence | np.ndarray):
        return tuple(map(_python, value))
    for kind in (operator.index, float):
        with contextlib.suppress(TypeError, ValueError):
            return kind(value)
    return value


def _view_of(surface: Surface, experiment: Experiment) -> View:
    """Return a view that holds the runs; the present one, if it shows most of each run."""
    seen = [looks(run.path, experiment.view).in_view for run in runs_of(surface, experiment)]
    if min(seen) >= IN_VIEW:
        return experiment.view
    points = np.hstack([[run.path.w1, run.path.w2] for run in runs_of(surface, experiment)])
    return view_of(points) or experiment.view
