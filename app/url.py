"""The address: `to_query` writes an Experiment as a query string, `from_query` reads any text at all.

    e=3 w1^2 + 10 w2^2 & start=-15,20 & steps=300 & view=-25,25,-25,25 & error=log
    & panel=step & tab=path & axes=eta,alpha & colour=error & reach=3.0 & crop=9.0 & t=12
    & noise=0.5 & seed=7 & fan=20 & run=momentum:eta=0.001,alpha=0.9 & run=adam:eta=0.1 & pins=1

Floats are written with all their digits, so that a link gives the same path to the bit, and nothing is left
out because it is a default today, so that a link stays true when defaults change. What a link need not say
is that something is not there, such as noise.
"""

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, urlencode

from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import ExpressionError, Surface

from .experiment import (
    COLOURINGS,
    MAX_FAN,
    MAX_RUNS,
    MAX_SEED,
    MAX_STEPS,
    PANELS,
    TABS,
    Experiment,
    known_surface,
    legal_amount,
    legal_axes,
    legal_cursor,
    legal_fan,
    legal_pins,
    legal_point,
    legal_seed,
    legal_size,
    legal_steps,
    legal_view,
    one_of,
    proposed_run,
)
from .lessons import LESSONS

_LONGEST = 20_000
"""A query longer than this is not read at all; nine runs and the longest expression need about 3,000."""


class _Part(NamedTuple):
    """A part of the query that is one field of Experiment; `read` gives None for what cannot be used."""

    field: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    advice: str
    nothing: Any = None
    """A value that is not written, for a link without the part will always mean it: no crop, no noise."""


_PARTS = {
    "start": _Part(
        "start",
        lambda start: _numbers(*start),
        lambda text: legal_point(_floats(text)),
        "it is two numbers with a comma between",
    ),
    "steps": _Part("steps", str, lambda text: legal_steps(_float(text)), f"it goes from 1 to {MAX_STEPS}"),
    "view": _Part(
        "view",
        lambda view: _numbers(*view[0], *view[1]),
        lambda text: legal_view((_floats(text)[:2], _floats(text)[2:])),
        "it is the ends of two intervals",
    ),
    "error": _Part(
        "log_error",
        lambda log: "log" if log else "linear",
        {"log": True, "linear": False}.get,
        "it is linear or log",
    ),
    "panel": _Part("panel", str, one_of(PANELS), f"it is {' or '.join(PANELS)}"),
    "tab": _Part("tab", str, one_of(TABS), f"it is {' or '.join(TABS)}"),
    "axes": _Part(
        "axes",
        ",".join,
        lambda text: legal_axes(text.split(",")),
        "it is the names of two hyper-parameters with a comma between",
        nothing=("", ""),
    ),
    "colour": _Part("colouring", str, one_of(COLOURINGS), f"it is {' or '.join(COLOURINGS)}"),
    "reach": _Part("reach", repr, lambda text: legal_size(_float(text)), "it is a number above 0"),
    "crop": _Part(
        "crop", repr, lambda text: legal_amount(_float(text)), "it is a number, and 0 for none", 0.0
    ),
    "t": _Part("cursor", str, lambda text: legal_cursor(_float(text)), f"it goes from 0 to {MAX_STEPS}"),
    "noise": _Part(
        "noise", repr, lambda text: legal_amount(_float(text)), "it is a number, and 0 for none", 0.0
    ),
    "seed": _Part("seed", str, lambda text: legal_seed(_float(text)), f"it goes from 0 to {MAX_SEED}", 0),
    "fan": _Part("fan", str, lambda text: legal_fan(_float(text)), f"it goes from 1 to {MAX_FAN}", 1),
}


def to_query(experiment: Experiment) -> str:
    """Return the query string, without "?", that restores the experiment to the bit.

    While a lesson is as it was opened, its key says it all.
    """
    lesson = [("lesson", experiment.lesson)] if experiment.lesson else []
    if lesson and experiment == lesson_experiment(experiment.lesson):
        return urlencode(lesson)
    pairs = [
        ("e", experiment.expression),
        *(
            (name, part.write(value))
            for name, part in _PARTS.items()
            if (value := getattr(experiment, part.field)) != part.nothing or lesson  # which may have some
        ),
        *(("run", _run_text(run)) for run in experiment.runs),
        *([("pins", ",".join(map(str, experiment.pins)))] if experiment.pins else []),
        *lesson,
    ]
    return "&".join(f"{name}={quote(text, safe=',:=*()!')}" for name, text in pairs)


@cache
def lesson_experiment(key: str) -> Experiment:
    """Return the experiment that a lesson opens with."""
    experiment, _ = from_query(LESSONS[key].link)
    return dataclasses.replace(experiment, lesson=key, panel="lesson")


def from_query(query: str, parse: Callable[[str], Surface] = Surface.parse) -> tuple[Experiment, list[str]]:
    """Read a query string; what cannot be used falls back to its default and is named in the notices.

    Args:
        query: any text, with or without the "?".
        parse: reads an error function or raises ExpressionError.

    Returns:
        the experiment, and one sentence for each part that was not used (plain text, never markup).
    """
    if len(query) > _LONGEST:
        return Experiment(), ["The link is too long to be one of this page; the default is shown."]
    notices: list[str] = []
    experiment = Experiment()
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace")
    found = dict(pairs)
    if "lesson" in found:
        if found["lesson"] in LESSONS:
            experiment = lesson_experiment(found["lesson"])
        else:
            notices.append(_not_used("lesson", found["lesson"], "there is none of that name"))

    # The expression comes first, for a surface of the gallery brings a start, a view and values of its own.
    if "e" in found and found["e"] != experiment.expression:
        try:
            parse(found["e"])
        except ExpressionError as error:
            notices.append(_not_used("error function", found["e"], error.message))
        else:
            experiment = dataclasses.replace(experiment, expression=found["e"])
            if (known := known_surface(found["e"])) is not None:
                experiment = experiment.on_surface(known)
    surface = known_surface(experiment.expression)

    for name, text in found.items():
        if name in _PARTS:
            part = _PARTS[name]
            value = part.read(text)
            if value is None:
                notices.append(_not_used(name, text, part.advice))
            else:
                experiment = dataclasses.replace(experiment, **{part.field: value})
        elif name not in ("e", "run", "pins", "lesson"):
            notices.append(f"The link has a part “{_short(name)}” that this page does not know.")

    runs = [text for name, text in pairs if name == "run"]
    if len(runs) > MAX_RUNS:
        notices.append(f"The link has {len(runs)} runs; the first {MAX_RUNS} are shown.")
    read = [_read_run(text, surface, notices) for text in runs[:MAX_RUNS]]
    known = tuple(run for run in read if run is not None)
    pins = tuple(range(1, len(known))) if known else experiment.pins
    known = known or experiment.runs
    if "pins" in found:
        read_pins = legal_pins(_floats(found["pins"]), len(pins))
        if read_pins is None:
            notices.append(_not_used("pins", found["pins"], "it is a number from 1 to 8 for each pinned run"))
        pins = read_pins or pins
    return dataclasses.replace(experiment, runs=known, pins=pins), notices


def _run_text(run: Optimizer) -> str:
    return f"{run.key}:" + ",".join(f"{about.name}={getattr(run, about.name)!r}" for about in hypers(run))


def _read_run(text: str, surface: Surface | None, notices: list[str]) -> Optimizer | None:
    key, _, assignments = text.partition(":")
    if key not in OPTIMIZERS:
        notices.append(_not_used("run", text, "there is no method of that name"))
        return None
    run = proposed_run(key, surface)
    known = {about.name: about for about in hypers(run)}
    for assignment in filter(None, assignments.split(",")):
        name, _, number = assignment.partition("=")
        about, value = known.get(name), _float(number)
        if about is None:
            notices.append(f"The link gives {run.title} a value “{_short(name)}” that it does not have.")
        elif value is None or not about.accepts(value):
            notices.append(_not_used(about.symbol, number, f"it goes {about.bounds}"))
        else:
            run = dataclasses.replace(run, **{name: value})
    return run


def _numbers(*values: float) -> str:
    return ",".join(map(repr, map(float, values)))


def _floats(text: str) -> list[float]:
    """Read numbers with commas between; an empty list if anything else stands there."""
    if len(text) > 400 or not text.isascii():
        return []
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []


def _float(text: str) -> float | None:
    numbers = _floats(text)
    return numbers[0] if len(numbers) == 1 else None


def _not_used(what: str, text: str, why: str) -> str:
    return f"The link's {what} “{_short(text)}” was not used: {why.removesuffix('.')}."


def _short(text: str) -> str:
    """Return a piece of a visitor's text that is fit to be quoted: printable and not long."""
    clean = "".join(character if character.isprintable() else "�" for character in text)
    return clean if len(clean) <= 40 else clean[:39] + "…"
