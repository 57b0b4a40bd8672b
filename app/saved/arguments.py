"""What `explore` is asked for, as an experiment: a method by its key, numbers of NumPy, what is left out."""

import contextlib
import dataclasses
import difflib
import operator
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, cast

import numpy as np

from optimizers import OPTIMIZERS, SCHEDULES, Optimizer, Schedule, hypers
from optimizers.arguments import check_value
from optimizers.batches import checked_size
from surfaces import GALLERY, ExpressionError, Surface, Table, gallery_key, recognized
from surfaces.letters import field_of

from ..contract import MAX_RUNS
from ..experiment import SETTINGS, Experiment, proposed
from ..lineup import ALL_ROWS, STEADY, fitted_batch
from ..maps.tuning import rate_of
from ..proposals.opening import completed
from ..proposals.views import view_of
from ..runs.follow import runs_of
from ..runs.worth import IN_VIEW, looks
from ..settings import View
from .python_function import PythonFunction

_Record = TypeVar("_Record", Optimizer, Schedule)
Functions = tuple[Callable[[float, float], float], Callable[[float, float], tuple[float, float]]]
"""value(w1, w2) and gradient(w1, w2)."""
_VIEW = "it is two ranges, such as ((-5, 5), (-2, 8)): w1 from −5 to 5 and w2 from −2 to 8; neither is empty"
_ALIKE = 0.75
"""How alike a name and the one that is meant are, at least."""
Expression = str | Surface | Functions
Method = str | Optimizer


def experiment_of(
    expression: Expression,
    methods: Sequence[Method],
    values: Mapping[str, Any],
    start: tuple[float, float] | None = None,
    steps: int = 300,
    schedule: str | Schedule = STEADY,
    view: View | None = None,
    let: Mapping[str, Any] = MappingProxyType({}),
    data: Any = None,
    batch: int | None = None,
    seed: int = 0,
    noise: float = 0.0,
) -> tuple[Experiment, Surface]:
    """Return the experiment that these arguments of `explore` ask for, and its surface.

    What is left out is found as for a link that was typed: start, view, and values of methods given by key.

    Raises:
        DataError: the data are no table.
        ExpressionError: the expression is not an error function.
        TypeError: an argument has a wrong type, or no method has one of the values.
        ValueError: a number is out of bounds, a key is not known, or an argument would have no effect.
    """
    surface = surface_of(expression, None if data is None else Table.of(data))
    if let and isinstance(surface, Surface):
        surface = recognized(surface.at(**{**dict(surface.let), **numbers_of(let)}))
    elif let:
        raise TypeError("let cannot be used: a pair of functions has no letters")
    if not 1 <= len(methods) <= MAX_RUNS:
        raise ValueError(f"method cannot be used: there must be 1 to {MAX_RUNS}, not {len(methods)} methods")
    runs, free = zip(*methods_of(methods, values, surface), strict=True)
    rate_schedule = schedule_of(schedule)
    if rate_schedule != STEADY and all(run.no_schedule() for run in runs):
        words = f"schedule={schedule!r} cannot be used with {runs[0].title}"
        raise ValueError(f"{words}: {runs[0].no_schedule()}")
    experiment = Experiment(
        expression=surface.text,
        let=tuple({**dict(surface.let), **numbers_of(let)}.items()),
        data=surface.data,
        runs=runs,
        schedules=(rate_schedule,) * len(runs),
        batches=(batch_of(batch, surface),) * len(runs),
        pins=tuple(range(1, len(runs))),
    )
    asked = {"start": surface.start if start is None else start, "steps": steps, "seed": seed}
    asked |= {"noise": noise, "view": surface.domain if view is None else view}
    experiment = with_settings(experiment, **asked)
    if experiment.seed and not experiment.noise and batch is None:
        raise ValueError(f"seed={seed!r} cannot be used: it needs noise, or a batch of data")
    is_typed = isinstance(surface, Surface) and not gallery_key(surface)
    places = {name for name, given in (("start", start), ("view", view)) if given is None and is_typed}
    if isinstance(surface, Surface):
        experiment = _with_free_values(experiment, surface, places, free)
    if view is None and not gallery_key(surface):
        experiment = dataclasses.replace(experiment, view=_view_of(surface, experiment))
    return experiment, surface


def numbers_of(let: Mapping[str, Any]) -> dict[str, float]:
    """Return numbers of letters as Python's own, by the names of these in Python: λ and lambda are lambda_.

    Raises:
        TypeError: they are no numbers by name.
    """
    try:
        return {field_of(name): float(number) for name, number in let.items()}
    except (AttributeError, IndexError, TypeError, ValueError):
        raise TypeError(f'let={let!r} cannot be used: it is numbers by letter, such as {{"k": 10}}') from None


def surface_of(expression: Expression, table: Table | None = None) -> Surface:
    """Return the surface of an expression, of a name of the gallery, or of a pair of functions.

    With a table, its sums go over the rows of that.

    Raises:
        ExpressionError: a text is not an error function.
        TypeError: it is something else, or it has no sums that go over the table.
    """
    surface = _plain_surface(expression, table)
    if table is not None and getattr(surface, "data", None) is None:
        raise TypeError("data cannot be used: the expression has neither mean(...) nor sum(...)")
    return surface


def _plain_surface(expression: Expression, table: Table | None) -> Surface:
    if isinstance(expression, Surface):
        return expression if table is None else recognized(Surface.parse(expression.text, table))
    if isinstance(expression, str):
        known = GALLERY.get(_key_of(expression, GALLERY))
        if known is not None and table is None:
            return known
        try:
            return recognized(Surface.parse(known.text if known else expression, table))
        except ExpressionError as error:
            names = f"; the gallery has {', '.join(GALLERY)}" if expression.isidentifier() else ""
            meant = _meant(expression, _titles(GALLERY)) if names else ""
            words = f"expression={expression!r} cannot be used: {meant}{error.message}{names}"
            raise ExpressionError(words, error.position) from None
    if isinstance(expression, Sequence) and len(expression) == 2 and all(map(callable, expression)):
        # It has all that is asked of a surface whose run is fixed.
        return cast(Surface, PythonFunction(*expression))
    raise TypeError(
        f"expression={expression!r} cannot be used: it must be a text, a name of the gallery, a Surface, or "
        "a pair of functions, value(w1, w2) and gradient(w1, w2)"
    )


def methods_of(
    methods: Sequence[Method], values: Mapping[str, Any], surface: Surface
) -> list[tuple[Optimizer, set[str]]]:
    """Return each method as an Optimizer, with the names of the hyper-parameters that nobody gave.

    Each method that is given by key has those of the values that are its own.
    """
    found: list[tuple[Optimizer, set[str]]] = []
    unused = set(values)
    for method in methods:
        if not isinstance(method, str):
            found.append(
                (_plain("method", method, Optimizer, 'a key, such as "adam", or Adam(eta=0.1)'), set())
            )
            continue
        proposal = proposed(_known("method", method, OPTIMIZERS), surface)
        names = {about.name for about in hypers(proposal)}
        own = {name: value for name, value in values.items() if name in names}
        found.append((_replaced(proposal, own), names - own.keys()))
        unused -= names
    if unused:
        name = min(unused)
        if name in getattr(surface, "parameters", ()):
            raise TypeError(f'{name} cannot be used: did you mean let={{"{name}": {values[name]!r}}}?')
        raise TypeError(_unused(name, methods))
    return found


def found_values(
    runs: Sequence[Optimizer], methods: Sequence[Method], values: Collection[str]
) -> list[list[str]]:
    """Return which of the values left out were found for each run: its rate, and all that are no defaults."""
    return [
        [
            about.name
            for about in hypers(run)
            if isinstance(method, str) and about.name not in values
            if about == rate_of(run) or getattr(run, about.name) != about.default
        ]
        for run, method in zip(runs, methods, strict=True)
    ]


def valued(method: Optimizer, values: Mapping[str, Any]) -> Optimizer:
    """Return a method with other values of some of its hyper-parameters.

    Raises:
        TypeError: it has no hyper-parameter of a name, or a value is no number.
        ValueError: a value is out of bounds.
    """
    names = [about.name for about in hypers(method)]
    for name in values:
        if name not in names:
            raise TypeError(
                f"{name} cannot be used: {_meant_value(name, method)}{method.key} has {', '.join(names)}"
            )
    return _replaced(method, values)


def listed(methods: Method | Sequence[Method]) -> list[Method]:
    """Return the methods as a list, also if it is only one."""
    several = isinstance(methods, Sequence) and not isinstance(methods, str)
    return list(cast(Sequence[Method], methods)) if several else [cast(Method, methods)]


def _unused(name: str, methods: Sequence[Method]) -> str:
    """Say what keywords there are, since there is none of this name."""
    keys = [_key_of(method, OPTIMIZERS) for method in methods if isinstance(method, str)]
    if not keys:
        return f'{name} cannot be used: values go with a key, such as "adam"; {methods[0]!r} has its own'
    own = [f"{key} has {', '.join(about.name for about in hypers(OPTIMIZERS[key]))}" for key in keys]
    meant = next(filter(None, (_meant_value(name, OPTIMIZERS[key]) for key in keys)), "")
    return f"{name} cannot be used: {meant}{'; '.join(own)}"


def schedule_of(schedule: str | Schedule) -> Schedule:
    """Return a schedule that is given by key, or as it is."""
    if isinstance(schedule, str):
        chosen: Schedule = _known("schedule", schedule, SCHEDULES)()
        return chosen
    return _plain("schedule", schedule, Schedule, 'a key, such as "cosine", or Cosine(warm_up=20)')


def batch_of(batch: Any, surface: Surface) -> int:
    """Return how many rows a step sees, None for all, as an experiment has it.

    Raises:
        ValueError: the surface has no rows, or no batch of this size.
    """
    if batch is None:
        return ALL_ROWS
    rows = getattr(surface, "rows", None)
    return fitted_batch(checked_size(batch, rows), rows)


def _known(argument: str, name: str, table: Mapping[str, Any]) -> Any:
    key = _key_of(name, table)
    if key not in table:
        meant = _meant(name, _titles(table))
        raise ValueError(f"{argument}={name!r} cannot be used: {meant}it is one of {', '.join(table)}")
    return table[key]


def _titles(table: Mapping[str, Any]) -> dict[str, str]:
    return {key: each.title for key, each in table.items()}


def _meant_value(name: str, method: Optimizer | type[Optimizer]) -> str:
    return _meant(name, {about.name: about.meaning for about in hypers(method)})


def _meant(name: str, names: Mapping[str, str]) -> str:
    """Ask for the name that is meant, if one is like it; `names` says of each in words what it is.

    It may be like the name, the words, or the initials of either: lr is the learning rate.
    """
    alike: dict[str, str] = {}
    for known, said in names.items():
        for words in (re.findall(r"\w+", text.casefold()) for text in (known, said)):
            alike |= {" ".join(words): known, "".join(word[0] for word in words): known}
    close = difflib.get_close_matches(re.sub(r"\W|_", " ", name.casefold()), alike, 1, _ALIKE)
    return f"did you mean {alike[close[0]]}? " if close else ""


def _key_of(name: str, table: Mapping[str, Any]) -> str:
    """Return the key of what has this key or this title, however capitals are written; "" if nothing has."""
    plain = name.strip().casefold()
    return next((key for key, each in table.items() if plain in (key, each.title.casefold())), "")


def _plain(argument: str, record: _Record, kind: type, words: str) -> _Record:
    """Return a method or a schedule whose values are Python's own numbers, as a link needs them."""
    if not isinstance(record, kind):
        raise TypeError(f"{argument}={record!r} cannot be used: it must be {words}")
    return _replaced(record, {about.name: getattr(record, about.name) for about in hypers(record)})


def _replaced(record: _Record, values: Mapping[str, Any]) -> _Record:
    """Return a method or a schedule with values that are checked, as Python's own numbers."""
    about, numbers = {each.name: each for each in hypers(record)}, {}
    for name, value in values.items():
        check_value(about[name], value)
        numbers[name] = value if type(value) is int else float(value)
    return dataclasses.replace(record, **numbers)


def with_settings(experiment: Experiment, **settings: Any) -> Experiment:
    """Return an experiment with other settings, whose numbers may be NumPy's.

    Raises:
        ValueError: a setting is not legal.
    """
    for name, value in settings.items():
        changed = experiment.with_setting(name, _python(value))
        if changed is None:
            advice = _VIEW if name == "view" else SETTINGS[name].advice
            raise ValueError(f"{name}={value!r} cannot be used: {advice}")
        experiment = changed
    return experiment


def _python(value: Any) -> Any:
    """Return numbers of any kind as Python's own; anything else stays, to be refused later."""
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence) or (isinstance(value, np.ndarray) and value.ndim):
        return tuple(map(_python, value))
    for kind in (operator.index, float):
        with contextlib.suppress(TypeError, ValueError):
            return kind(value)
    return value


def _with_free_values(
    experiment: Experiment, surface: Surface, places: Collection[str], free: Sequence[Collection[str]]
) -> Experiment:
    """Return the experiment with a start, a view and hyper-parameters that show its surface.

    The start and the view are those of the first run. Each further method gets values that suit it there.
    """
    for place, names in enumerate(free):
        left_out = frozenset([*names, *([] if place else places)])
        if not left_out:
            continue
        alone = dataclasses.replace(
            experiment, runs=experiment.runs[place:][:1], schedules=experiment.schedules[place:][:1], pins=()
        )
        found = completed(alone, surface, left_out)
        runs = (*experiment.runs[:place], found.active, *experiment.runs[place + 1 :])
        experiment = dataclasses.replace(experiment, runs=runs, start=found.start, view=found.view)
    return experiment


def _view_of(surface: Surface, experiment: Experiment) -> View:
    """Return a view that holds the runs; the present one, if it shows most of each run."""
    paths = [run.path for run in runs_of(surface, experiment)]
    if min(looks(path, experiment.view).in_view for path in paths) >= IN_VIEW:
        return experiment.view
    points = np.hstack([[path.w1, path.w2] for path in paths])
    return view_of(points) or experiment.view
