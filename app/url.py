"""The address: `to_query` writes an Experiment as a query string, `from_query` reads any text at all.

    e=3 w1^2 + 10 w2^2 & start=-15,20 & steps=300 & run=momentum:eta=0.001,alpha=0.9 & view=-25,25,-25,25

Floats are written with all their digits, so that a link gives the same path to the bit, and nothing is left
out because it is a default today, so that a link stays true when defaults change.
"""

import dataclasses
from collections.abc import Callable
from urllib.parse import parse_qsl, quote

from optimizers import OPTIMIZERS, Optimizer, hypers
from surfaces import ExpressionError, Surface

from .experiment import (
    MAX_RUNS,
    MAX_STEPS,
    Experiment,
    known_surface,
    legal_point,
    legal_steps,
    legal_view,
    proposed_run,
)

_LONGEST = 20_000
"""A query longer than this is not read at all; nine runs and the longest expression need about 3,000."""


def to_query(experiment: Experiment) -> str:
    """Return the query string, without "?", that restores the experiment to the bit."""
    (w1_low, w1_high), (w2_low, w2_high) = experiment.view
    parts = [
        ("e", experiment.expression),
        ("start", _numbers(*experiment.start)),
        ("steps", str(experiment.steps)),
        *(("run", _run_text(run)) for run in experiment.runs),
        ("view", _numbers(w1_low, w1_high, w2_low, w2_high)),
    ]
    if experiment.log_error:
        parts.append(("error", "log"))
    return "&".join(f"{name}={quote(text, safe=',:=*()!')}" for name, text in parts)


def from_query(query: str, parse: Callable[[str], Surface] = Surface.parse) -> tuple[Experiment, list[str]]:
    """Read a query string; what cannot be used falls back to its default and is named in the notices.

    Args:
        query: any text, with or without the "?".
        parse: reads an error function or raises ExpressionError.

    Returns:
        the experiment, and one sentence for each part that was not used (plain text, never markup).
    """
    notices: list[str] = []
    if len(query) > _LONGEST:
        return Experiment(), ["The link is too long to be one of this page; the default is shown."]
    found: dict[str, str] = {}
    runs: list[str] = []
    for name, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace"):
        if name == "run":
            runs.append(text)
        elif name in ("e", "start", "steps", "view", "error"):
            found[name] = text
        else:
            notices.append(f"The link has a part “{_short(name)}” that this page does not know.")

    experiment = Experiment()
    if "e" in found:
        try:
            parse(found["e"])
        except ExpressionError as error:
            notices.append(f"The link's error function “{_short(found['e'])}” was not used: {error.message}")
        else:
            experiment = dataclasses.replace(experiment, expression=found["e"])
    surface = known_surface(experiment.expression)
    if surface is not None:
        experiment = experiment.on_surface(surface)

    if "start" in found:
        start = legal_point(_floats(found["start"]))
        if start is None:
            notices.append(
                f"The link's start “{_short(found['start'])}” was not used: it is not two numbers."
            )
        else:
            experiment = dataclasses.replace(experiment, start=start)
    if "steps" in found:
        steps = legal_steps((_floats(found["steps"]) or [None])[0])
        if steps is None:
            notices.append(
                f"The link's steps “{_short(found['steps'])}” were not used: they go from 1 to {MAX_STEPS}."
            )
        else:
            experiment = dataclasses.replace(experiment, steps=steps)
    if "view" in found:
        numbers = _floats(found["view"]) or []
        view = legal_view((numbers[:2], numbers[2:]))
        if view is None:
            notices.append(
                f"The link's view “{_short(found['view'])}” was not used: it is not two intervals."
            )
        else:
            experiment = dataclasses.replace(experiment, view=view)
    if "error" in found:
        if found["error"] not in ("linear", "log"):
            notices.append(f"The link's error scale “{_short(found['error'])}” is neither linear nor log.")
        experiment = dataclasses.replace(experiment, log_error=found["error"] == "log")

    if runs:
        if len(runs) > MAX_RUNS:
            notices.append(f"The link has {len(runs)} runs; the first {MAX_RUNS} are shown.")
        read = [_read_run(text, surface, notices) for text in runs[:MAX_RUNS]]
        known = tuple(run for run in read if run is not None)
        experiment = dataclasses.replace(experiment, runs=known or experiment.runs)
    return experiment, notices


def _run_text(run: Optimizer) -> str:
    return f"{run.key}:" + ",".join(f"{about.name}={getattr(run, about.name)!r}" for about in hypers(run))


def _read_run(text: str, surface, notices: list[str]) -> Optimizer | None:
    key, _, assignments = text.partition(":")
    if key not in OPTIMIZERS:
        notices.append(f"The link's run “{_short(text)}” was left out: there is no method of that name.")
        return None
    run = proposed_run(key, surface)
    known = {about.name: about for about in hypers(run)}
    for assignment in filter(None, assignments.split(",")):
        name, _, number = assignment.partition("=")
        about, value = known.get(name), (_floats(number) or [None])
        if about is None:
            notices.append(f"The link gives {run.title} a value “{_short(name)}” that it does not have.")
        elif len(value) != 1 or value[0] is None or not about.accepts(value[0]):
            notices.append(
                f"The link's {about.symbol} = “{_short(number)}” was not used: it goes {about.bounds}."
            )
        else:
            run = dataclasses.replace(run, **{name: value[0]})
    return run


def _numbers(*values: float) -> str:
    return ",".join(map(repr, map(float, values)))


def _floats(text: str) -> list[float] | None:
    """Read numbers with commas between; None if anything else stands there."""
    if len(text) > 400 or not text.isascii():
        return None
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return None


def _short(text: str) -> str:
    """Return a piece of a visitor's text that is fit to be quoted: printable and not long."""
    clean = "".join(character if character.isprintable() else "�" for character in text)
    return clean if len(clean) <= 40 else clean[:39] + "…"
