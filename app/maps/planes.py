"""Hyper-parameter maps: how runs from one start end over a plane of two hyper-parameters, pure functions.

A method with one hyper-parameter has a strip instead: a plane of a single row.
"""

import math
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from optimizers import (
    Hyper,
    Optimizer,
    Progress,
    Schedule,
    arrivals,
    close_at,
    descending,
    endpoints,
    hypers,
    stretched,
)
from surfaces import Surface
from surfaces.parameters import Parameter

from ..contract import OF_SCHEDULE, OF_SURFACE
from ..experiment import Experiment
from ..lineup import STEADY
from .curvature import constant_curvatures, level_box

Method = Optimizer | type[Optimizer]
AnySchedule = Schedule | type[Schedule]
"""What declares hyper-parameters: a run and its schedule, or their classes."""

GOOD = 0.001
"""A run is good if it removes all but this share of the error that the best one removes."""
EQUAL = 1e-9
"""Runs are equally good if they differ by at most this share of that error."""


_NUMBERS = 49
"""The numbers of a parameter of E for which the stability border is computed."""
NONE: Mapping[str, Parameter] = MappingProxyType({})


class Best(NamedTuple):
    """The best run of a plane: its place there (see `Plane.x` and `Plane.y`), and E at its end."""

    x: float
    y: float
    error: float


@dataclass(frozen=True)
class Plane:
    """Runs from one start; row i, column j of an array is the run with hyper-parameters (x[j], y[i]).

    There are n×n runs; on a strip, which has one row and no vertical hyper-parameter, 1×n.
    """

    horizontal: Hyper | None
    vertical: Hyper | None
    x: np.ndarray
    """Values of the horizontal hyper-parameter, shape (n,): see `axis`."""
    y: np.ndarray
    """Values of the vertical one, shape (n,). On a strip y is a share of its height: one row, at 0.5."""
    steps: int
    """The number of updates of each run."""
    error: np.ndarray
    """E after the last step, where the method is judged, shape (n, n); nan where the run ends early."""
    close_at: np.ndarray
    """Steps, shape (n, n): the first t from which on the distance from the target stays within 1 % of what it
    was at the start; nan where there is none. The target is the known minimum nearest to the end of the run,
    or, on a surface without known minima, the end itself."""
    stopped: np.ndarray
    """The first step at which something is not finite, shape (n, n); 0 if there is no such step, or if the
    start has no E or ∇E."""
    best: Best | None
    """Of the runs that remove the most error, compared to nine digits, the first to come close; None if all
    end early."""
    good: float
    """A level of E: good runs end at or below it; nan if all end early."""
    before: float
    """E at the start; nan if it has none. Where a number of E is along an axis, that with its default."""
    starts: np.ndarray
    """E at the start of each run, of a shape that broadcasts to that of `error`."""
    lowest: float
    """The least known E, at the known minima and at the ends of the runs; nan if there is neither."""

    @property
    def best_values(self) -> dict[str, float]:
        """The values of the best run by their hyper-parameters' names; empty if there is no best run."""
        places = zip((self.horizontal, self.vertical), (self.best or ())[:2], strict=False)
        return {about.name: value for about, value in places if about is not None}

    @property
    def spent(self) -> int:
        """The updates of all runs together, including the one at which a run ends early."""
        return int(np.where(np.isfinite(self.error), self.steps, self.stopped).sum())


def default_axes(run: Method) -> tuple[str, ...]:
    """Return the hyper-parameters that matter most: η, and the first other one that is not ε.

    ε mostly only keeps a root from zero. It is used if nothing else is left. A method with one
    hyper-parameter has only one axis.
    """
    names = [about.name for about in hypers(run)]
    return tuple(sorted(names, key=lambda name: (name != "eta", name == "epsilon"))[:2])


def axis_hypers(
    run: Method, schedule: AnySchedule | None = None, parameters: Mapping[str, Parameter] = NONE
) -> dict[str, Hyper]:
    """Return what an axis can have: hyper-parameters of a method and its schedule, and parameters of E.

    Args:
        run: a method, or its class.
        schedule: a schedule or its class, whose hyper-parameters begin with OF_SCHEDULE here; None for none.
        parameters: those of the error function, whose names begin with OF_SURFACE here.
    """
    found = {about.name: about for about in hypers(run)}
    for about in () if schedule is None or run.no_schedule() else hypers(schedule):
        name = OF_SCHEDULE + about.name
        found[name] = replace(about, name=name)
    return found | {OF_SURFACE + name: _hyper(name, each) for name, each in parameters.items()}


def _hyper(name: str, about: Parameter) -> Hyper:
    """Return a parameter of E as an axis takes it."""
    return Hyper(
        name=OF_SURFACE + name,
        symbol=about.symbol,
        meaning="a number in the error function",
        default=about.default,
        low=about.low,
        high=about.high,
        scale="log" if about.range.is_log else "linear",
        tick=about.range.tick,
        least=about.least,
        most=about.most,
        least_included=True,
        most_included=True,
        unit="",
    )


def of_surface(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the values, named as `axis_hypers` does, that are numbers of E, by their own names."""
    return {
        name.removeprefix(OF_SURFACE): value for name, value in values.items() if name.startswith(OF_SURFACE)
    }


def axis_schedule(experiment: Experiment) -> Schedule | None:
    """Return the schedule whose hyper-parameters the axes of an experiment can have; None for none.

    A constant one is returned only if an axis asks for its warm-up.
    """
    asked = any(name.startswith(OF_SCHEDULE) for name in experiment.axes)
    return experiment.schedule if asked or experiment.schedule != STEADY else None


def with_axes(
    run: Optimizer, schedule: Schedule | None, values: Mapping[str, Any]
) -> tuple[Optimizer, Schedule | None]:
    """Return a run and its schedule with values for names that `axis_hypers` gives; they may be arrays.

    Those of E are left out; see `of_surface`.
    """
    values = {name: value for name, value in values.items() if not name.startswith(OF_SURFACE)}
    of_run = {name: value for name, value in values.items() if not name.startswith(OF_SCHEDULE)}
    others = {name.removeprefix(OF_SCHEDULE): values[name] for name in values if name not in of_run}
    return replace(run, **of_run), replace(schedule, **others) if schedule and others else schedule


def shown_axes(
    run: Method,
    horizontal: str | None,
    vertical: str | None,
    schedule: AnySchedule | None = None,
    parameters: Mapping[str, Parameter] = NONE,
) -> tuple[str, ...]:
    """Return two different names of `axis_hypers` (or the only one): those asked for, if they exist.

    A name of `default_axes` replaces one that does not exist. If both are the same, the horizontal one stays.
    """
    names = list(axis_hypers(run, schedule, parameters))
    vertical = None if vertical == horizontal else vertical
    asked = [name if name in names else None for name in (horizontal, vertical)[: len(names)]]
    spare = iter([name for name in dict.fromkeys((*default_axes(run), *names)) if name not in asked])
    return tuple(name or next(spare) for name in asked)


def axes_of(
    run: Method,
    asked: tuple[str, str],
    schedule: AnySchedule | None = None,
    parameters: Mapping[str, Parameter] = NONE,
) -> tuple[Hyper | None, Hyper | None]:
    """Return the hyper-parameters along the axes of a map (see `shown_axes`); a strip has no vertical one.

    A rule without hyper-parameters, which somebody may type, has neither.
    """
    known = axis_hypers(run, schedule, parameters)
    shown = shown_axes(run, *asked, schedule, parameters)
    horizontal, vertical = (*(known[name] for name in shown), None, None)[:2]
    return horizontal, vertical


def axis(about: Hyper, n: int) -> np.ndarray:
    """Return n values over a hyper-parameter's slider, ends included, evenly spaced on its scale.

    They have four digits, so that a value found on a map can be read and typed.
    """
    values = (np.geomspace if about.scale == "log" else np.linspace)(about.low, about.high, n)
    return np.array([float(f"{value:.3e}") for value in values])


def plane(
    surface: Surface,
    run: Optimizer,
    start: tuple[float, float],
    steps: int,
    fields: tuple[str, ...],
    n: int,
    schedule: Schedule | None = None,
    every: int = 1,
    coarse: Plane | None = None,
    *,
    batch: int | None = None,
    seed: int = 0,
) -> Generator[float, None, Plane]:
    """Run a method from one start with n×n values of two of its hyper-parameters, or with n values of one.

    This is a generator: it yields the share of the work that is done, and returns the map (see
    `optimizers.finished`). To cancel, drop it.

    The end of a chaotic path depends on the last digit of a sine. So a run among many may end elsewhere than
    the same run alone, which is the path that the page shows. Therefore the best run is computed alone, too.
    Its result replaces the one in the map. If it is no longer the best, the next one is computed.

    Args:
        surface: an error function.
        run: a method; what is not varied keeps the value it has here.
        start: (w1, w2).
        steps: the number of updates of each run.
        fields: two names of `axis_hypers`, the horizontal and the vertical one; one name for a strip, and
            none for a single run, for a rule may have no hyper-parameters.
        n: the number of values along each axis, at least 2.
        schedule: what η is multiplied with at each step; what is not varied keeps the value it has here.
        every: only every `every`-th value along each axis is used, for a coarse map.
        coarse: a coarse map of the same, whose values are not run again; its `every` divides n − 1.
        batch: how many rows of the data each step sees, the same for all runs; None for all.
        seed: sets the order of the rows.
    """
    about = axis_hypers(run, schedule, surface.parameters)
    horizontal, vertical = (*(about[field] for field in fields), None, None)[:2]
    x, y = (np.array([0.5]) if each is None else axis(each, n)[::every] for each in (horizontal, vertical))

    def follow(x: np.ndarray, y: np.ndarray) -> Progress[tuple[np.ndarray, ...]]:
        varied = dict(zip(fields, (x[None, :], y[:, None]), strict=False))
        w1, w2 = (np.full((y.size, x.size), w) for w in start)
        many, rate_schedule = with_axes(run, schedule, varied)
        let = of_surface(varied)
        targets = () if let else surface.minima
        found = yield from arrivals(
            many, surface, w1, w2, steps, targets, rate_schedule, let, batch=batch, seed=seed
        )
        return found.ends.judged_error, found.ends.stopped, found.close_at

    error, stopped, close = yield from follow(x, y) if coarse is None else _others(follow, x, y, coarse)
    before = surface.value(*map(float, start))
    along = of_surface(dict(zip(fields, (x[None, :], y[:, None]), strict=False)))
    starts = endpoints(run, surface, *start, 0, let=along).error if along else np.array(before)
    best = _best(error, close, before)
    followed: set[tuple[int, int]] = set()
    while best is not None and best not in followed:
        followed.add(best)
        values = dict(zip(fields, (float(x[best[1]]), float(y[best[0]])), strict=False))
        one, rate_schedule = with_axes(run, schedule, values)
        ground = surface.at(**surface.values | of_surface(values))
        alone = descending(one, ground, start, steps, None, rate_schedule, batch, seed)
        path = yield from stretched(alone, 1, 1)
        end = path.stopped
        error[best], stopped[best] = (math.nan, end.step) if end else (path.judged.error[-1], 0)
        close[best] = None if end else close_at(path, ground.minima)  # None becomes nan
        yield 1.0
        best = _best(error, close, before)
    least = math.nan if best is None else float(np.nanmin(error))
    known = [surface.value(*minimum) for minimum in surface.minima]
    return Plane(
        horizontal,
        vertical,
        x,
        y,
        steps,
        error,
        close,
        stopped,
        None if best is None else Best(float(x[best[1]]), float(y[best[0]]), float(error[best])),
        math.nan if best is None else left_of(GOOD, least, before),
        before,
        starts,
        lowest=min((each for each in (*known, least) if math.isfinite(each)), default=math.nan),
    )


def _others(
    follow: Callable[..., Progress[tuple[np.ndarray, ...]]], x: np.ndarray, y: np.ndarray, coarse: Plane
) -> Progress[tuple[np.ndarray, ...]]:
    """Follow the runs that a coarse map lacks, and take the others from it; return what `follow` does."""
    stride = (x.size - 1) // (coarse.x.size - 1)
    column, row = (np.arange(values.size) % stride == 0 for values in (x, y))
    known = coarse.error, coarse.stopped, coarse.close_at
    whole = tuple(np.empty((y.size, x.size), dtype=each.dtype) for each in known)
    for each, old in zip(whole, known, strict=True):
        each[np.ix_(row, column)] = old
    done, count = 0.0, y.size * x.size - coarse.error.size
    for rows, columns in ((row, ~column), (~row, column | True)):
        if (size := rows.sum() * columns.sum()) == 0:
            continue
        part = yield from stretched(follow(x[columns], y[rows]), done, done + size / count)
        done += size / count
        for each, new in zip(whole, part, strict=True):
            each[np.ix_(rows, columns)] = new
    return whole


def _best(error: np.ndarray, close: np.ndarray, before: float) -> tuple[int, int] | None:
    """Return the row and column of the best run; see `Plane.best`."""
    if not np.isfinite(error).any():
        return None
    equal = np.flatnonzero(error <= left_of(EQUAL, float(np.nanmin(error)), before))
    first = np.lexsort((error.flat[equal], close.flat[equal]))[0]
    row, column = divmod(int(equal[first]), error.shape[1])
    return row, column


def left_of(share: float, least: float, before: float) -> float:
    """Return the E at which a share is left of the error that the best run removes, from `before` to `least`.

    The products come first, because the difference may overflow. If nothing is removed, it is `least`.
    """
    return least + (share * max(least, before) - share * least)


def stability_border(
    surface: Surface, run: Optimizer, start: tuple[float, float], fields: tuple[str, ...], n: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return where the runs of a plane begin to diverge in theory: a curve of n points (x, y).

    There is a border if E is quadratic where runs from the start descend (see `level_box`), one of the two
    hyper-parameters is η, and the method has a `stability_bound`: the border is η = bound / λmax. The curve
    covers the range of the other hyper-parameter, or the height of a strip; its η may lie beyond the slider.
    It holds for runs without a schedule: when η falls, a run that has begun to diverge comes back.
    Over a parameter of E it has fewer points, each with its own λmax.
    """
    own = [about.name for about in hypers(run)]
    of_e = [name for name in fields if name.startswith(OF_SURFACE)]
    if "eta" not in fields or not set(fields) <= {*own, *of_e} or run.stability_bound is None:
        return None
    if of_e:
        return _border_over(surface, run, start, fields, of_e[0])
    box = level_box(surface, start)
    curvatures = box and constant_curvatures(surface, box)
    if curvatures is None:
        return None
    high, _ = curvatures
    if fields == ("eta",):
        return np.full(n, run.stability_bound / high), np.linspace(0, 1, n)
    (other,) = (about for about in hypers(run) if about.name in fields and about.name != "eta")
    values = axis(other, n)
    border = np.broadcast_to(replace(run, **{other.name: values}).stability_bound / high, values.shape)
    return (border, values) if fields[0] == "eta" else (values, border)


def _border_over(
    surface: Surface, run: Optimizer, start: tuple[float, float], fields: tuple[str, ...], name: str
) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the border over a parameter of E."""
    values = axis(axis_hypers(run, None, surface.parameters)[name], _NUMBERS)
    rates = np.full(values.shape, np.nan)
    for i, value in enumerate(values):
        ground = surface.at(**surface.values | of_surface({name: float(value)}))
        box = level_box(ground, start)
        curvatures = box and constant_curvatures(ground, box)
        if curvatures is not None:
            rates[i] = run.stability_bound / curvatures[0]
    known = np.isfinite(rates)
    if known.sum() < 2:  # at 0 a term may vanish that is not quadratic
        return None
    border, values = rates[known], values[known]
    return (border, values) if fields[0] == "eta" else (values, border)
