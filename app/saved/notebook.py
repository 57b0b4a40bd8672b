"""Runs in a notebook: `explore` returns an object that shows itself as the page, which needs no server."""

import contextlib
import html
import operator
import os
import re
from collections.abc import Mapping, Sequence
from html.entities import html5
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from optimizers import Optimizer, Schedule, Trajectory, hypers
from surfaces import Surface

from ..experiment import Experiment
from ..lineup import STEADY
from ..proposals.search import with_minima_sought
from ..runs.follow import columns, runs_of
from ..settings import View
from ..url import to_query
from ..words.run_words import ended
from .arguments import Expression, Method, experiment_of, found_values, listed
from .files import is_address, write
from .page import page_text
from .python_function import PythonFunction

_FUNCTION, _METHOD = "bowl", "momentum"
"""What `explore` shows unless told otherwise."""
_HEIGHT = 640
"""Pixels of the page in a notebook."""
_REFERENCE = re.compile(f"&(?=#|{'|'.join(html5)})")
"""What may begin a character reference of HTML."""


class Exploration:
    """What `explore` returns. As the last expression of a cell it is shown as the page.

    Attributes:
        trajectory: the run of the first method, as arrays; see `optimizers.Trajectory`.
        runs: all methods with their hyper-parameters, each with its trajectory, in their order.
        trajectories: the trajectories of all methods.
        experiment: all that the page shows.
        link: the address that shows the same on a server's page. It begins with "?", or with the `base` that
            was given; it is empty where E is not an expression.

    Printed, it says of each run with which values it was followed and where it ended.
    """

    def __init__(
        self,
        experiment: Experiment,
        surface: Surface,
        height: int = _HEIGHT,
        base: str = "",
        found: Sequence[Sequence[str]] = (),
    ) -> None:
        """`found` names for each run the hyper-parameters that were left out and have been found."""
        self.experiment = experiment
        self.trajectories: tuple[Trajectory, ...] = tuple(run.path for run in runs_of(surface, experiment))
        self.trajectory = self.trajectories[0]
        self.link = "" if isinstance(surface, PythonFunction) else f"{base}?{to_query(experiment)}"
        self._surface, self._height, self._base = surface, height, base
        self._found = found or [()] * len(self.trajectories)

    @property
    def runs(self) -> tuple[tuple[Optimizer, Trajectory], ...]:
        """Each method with its hyper-parameters, and its trajectory."""
        return tuple(zip(self.experiment.runs, self.trajectories, strict=True))

    @property
    def table(self) -> dict[str, np.ndarray]:
        """The columns of the first run by name, each of shape (T+1,): t, w1, w2, error, g1, g2, moments.

        pandas.DataFrame takes it as it is.
        """
        return {"t": self.trajectory.t, **columns(self.trajectory)}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page as one .html file, the table as .csv, or a NumPy script as .py or .ipynb.

        Raises:
            SaveError: the ending is another, or the file cannot be written.
        """
        write(Path(path), self.experiment, self._surface, base=self._base)

    def _repr_html_(self) -> str:
        # Between single quotes, the page's many double quotes need no six letters each. An & that begins no
        # reference stands for itself.
        page = page_text(self.experiment, with_minima_sought(self._surface), self._base)
        page = _REFERENCE.sub("&amp;", page).replace("'", "&#39;")
        title = html.escape(f"{self.experiment.active.title} on {self.experiment.expression}")
        style = f"border: 0; height: {self._height}px; width: 100%"
        # In a notebook that it does not trust, Jupyter removes frames and leaves the words in them.
        words = html.escape(f"{self!r} It is shown once this notebook is trusted.")
        return f"""<iframe srcdoc='{page}' title="{title}" style="{style}">{words}</iframe>"""

    def __repr__(self) -> str:
        known, numbers = self._surface.parameters, self._surface.values
        letters = ", ".join(f"{known[name].symbol} = {number:g}" for name, number in numbers.items())
        where = f"{self.experiment.expression}{' with ' * bool(letters)}{letters}"
        first, *others = map(self._line, *zip(*self.runs, strict=True), self._found)
        lines = [f"{first[0]} on {where}: {first[1]}", *map(": ".join, others)]
        if others:
            lines.append(".runs has each method and its trajectory")
        return "<" + "\n ".join(lines) + ">"

    def _line(self, run: Optimizer, path: Trajectory, found: Sequence[str]) -> tuple[str, str]:
        """Return a method with its values, and how it ended."""
        values = ", ".join(f"{about.name}={getattr(run, about.name)!r}" for about in hypers(run))
        point = f"({run.judged_symbol})" if run.judged_symbol else ""
        end = f"E{point} = {float(path.judged.error[-1]):.5g} at t = {path.t.size - 1}"
        if found:
            end += f" ({', '.join(found)} found for this start, schedule and number of steps)"
        if path.stopped:
            end += f". {ended(path, self._surface)}"
        return f"{run.title}({values})", end

    def __panel__(self) -> Any:
        """Return it as a pane, for Panel's layouts and templates."""
        import panel as pn  # a notebook without Panel does not need it

        return pn.pane.HTML(self._repr_html_(), sizing_mode="stretch_width", height=self._height, margin=0)


def explore(
    expression: Expression = _FUNCTION,
    method: Method | Sequence[Method] = _METHOD,
    start: tuple[float, float] | None = None,
    steps: int = 300,
    *,
    let: Mapping[str, float] = MappingProxyType({}),
    data: Any = None,
    batch: int | None = None,
    seed: int = 0,
    noise: float = 0.0,
    schedule: str | Schedule = STEADY,
    compare: Method | Sequence[Method] = (),
    view: View | None = None,
    height: int = _HEIGHT,
    base: str = "",
    function: Expression | None = None,
    optimizer: Method | None = None,
    **values: float,
) -> Exploration:
    """Follow a method on an error function, and show it as the page does.

    Args:
        expression: an expression in w1 and w2 as it is typed on the page, a name of the gallery, such as
            "Rosenbrock", a Surface, or a pair of functions, value(w1, w2) -> E and gradient(w1, w2) ->
            (g1, g2). A browser cannot compute such a pair, so the run is fixed then, and the page says so.
        method: a key or title of OPTIMIZERS, such as "adam" or "Adam"; a method with its hyper-parameters,
            such as Adam(eta=0.1); or a list of both, shown together, the first one with its sliders.
        start: w(0); by default that of the gallery, or one that shows the function.
        steps: the number of updates.
        let: numbers of the letters in the expression, such as {"k": 10}; the others have their defaults.
        data: the table that mean(...) and sum(...) go over: an array of shape (rows, columns), whose columns
            are y, x and y, x1, x2 and y, or x1, x2, x3 and y; a mapping of columns by name; or a DataFrame.
        batch: how many rows of the data each step sees; None for all.
        noise: the standard deviation of what is added to both slopes at every step, as from a mini-batch.
        seed: sets the noise, and the order in which the rows of batches come.
        schedule: what η is multiplied with from step to step: a key of SCHEDULES, such as "cosine", or a
            schedule with its values, such as Cosine(warm_up=20).
        compare: further methods; [method, *compare] as `method` shows the same.
        view: ((w1_low, w1_high), (w2_low, w2_high)); by default one that suits the function and the run.
        height: pixels of the page in a notebook.
        base: the address of a server's page, with which `link` begins, and to which the page links.
            `trajectory-explorer` in a terminal (`python -m app` in a checkout) starts a server and prints its
            address.
        function: another name of `expression`.
        optimizer: another name of `method`.
        **values: hyper-parameters of the methods that are given by key, such as eta=0.1. Each method takes
            those that it has. Those that are left out are found for the function, the start, the schedule
            and the number of steps, so that calls that differ in these may differ in η, too. What is printed
            names them; give them to compare such calls.

    Numbers may be NumPy's.

    Returns:
        the run: `.trajectory` has its numbers, `.runs` each method with its trajectory, `.link` is the
        address of the same page, and `.save("run.html")` writes the page as a file, which needs no server.

    Raises:
        DataError: the data are no table, which has at most 200 rows and 4 columns of finite numbers.
        ExpressionError: the expression is not an error function.
        TypeError: an argument has a wrong type, or no method has one of the values.
        ValueError: a number is out of bounds, a key is not known, or an argument would have no effect.

    Examples:
        As the last line of a cell, this shows the page. Printed, it says where the run ends:

        >>> from app import explore
        >>> shown = explore("3 w1^2 + 10 w2^2", "adam", eta=0.5)
        >>> print(shown)
        <Adam(eta=0.5, beta1=0.9, beta2=0.999, epsilon=1e-08) on 3 w1^2 + 10 w2^2: E = 1.3406e-10 at t = 300>

        The numbers of the run, which pandas.DataFrame takes, too:

        >>> print(f"{shown.trajectory.error.min():.1e}")
        5.5e-11
        >>> list(shown.table)
        ['t', 'w1', 'w2', 'error', 'g1', 'g2', 'm1', 'm2', 's1', 's2']

        Several methods, with a schedule, on a function of one's own. What is left out, here the start, the
        view and Adam's values, is found:

        >>> from optimizers.momentum import Momentum
        >>> both = explore("(w1^2 - 1)^2 + w2^2", [Momentum(eta=0.02, alpha=0.9), "adam"], schedule="cosine")
        >>> for method, path in both.runs:
        ...     print(f"{method.title}: {path.w1[-1]:.3f}, {path.w2[-1]:.3f}")
        Momentum: -1.000, -0.000
        Adam: -1.000, -0.000

        A function with a letter, and its number:

        >>> bowl = explore("w1^2 + k w2^2", "gradient-descent", start=(1, 1), let={"k": 10}, eta=0.01)
        >>> print(f"{bowl.trajectory.w2[1]:.1f}")
        0.8

        An error function of data: a line through three points:

        >>> points = {"x": [0, 1, 2], "y": [1, 3, 5]}
        >>> line = explore("mean((w1 x + w2 - y)^2)", "gradient-descent", data=points, steps=2000, eta=0.1)
        >>> print(f"{line.trajectory.w1[-1]:.3f}, {line.trajectory.w2[-1]:.3f}")
        2.000, 1.000

        The same with one point a step, in an order that chance draws:

        >>> line = explore("mean((w1 x + w2 - y)^2)", "gradient-descent", data=points, batch=1, eta=0.1)
        >>> print(f"{line.trajectory.w1[-1]:.3f}, {line.trajectory.w2[-1]:.3f}")
        2.000, 1.000

        The address that shows it on a server's page:

        >>> explore("bowl", "momentum", base="https://example.org/explorer/").link[:52]
        'https://example.org/explorer/?e=3%20w1%5E2%20%2B%20k'
    """
    if (function is not None and expression != _FUNCTION) or (optimizer is not None and method != _METHOD):
        words = "function is another name of expression, and optimizer of method"
        raise TypeError(f"{words}: give one of both")
    if function is not None:
        expression = function
    several = method if optimizer is None else optimizer
    methods = [*listed(several), *listed(compare)]
    with contextlib.suppress(TypeError):
        height = operator.index(height)
    if type(height) is not int or height <= 0:
        raise ValueError(f"height={height!r} cannot be used: it is a whole number of pixels above 0")
    if base and not is_address(base):
        raise ValueError(
            f"base={base!r} cannot be used: it is an address that begins with http:// or https://"
        )
    asked = expression, methods, values, start, steps, schedule, view, let, data, batch, seed, noise
    experiment, surface = experiment_of(*asked)
    found = () if isinstance(surface, PythonFunction) else found_values(experiment.runs, methods, values)
    return Exploration(experiment, surface, height, base, found)
