"""Experiment -> the content of the page's controls and texts, by topic; static/ has a part for each topic.

The functions are pure, and cached where they do not depend on numbers, so that a drag recomputes nothing.
"""

import dataclasses
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from optimizers import (
    ABSENT,
    GROUPS,
    OPTIMIZERS,
    SCHEDULES,
    Hyper,
    Optimizer,
    Schedule,
    hypers,
    instructions,
    schedule_instructions,
)
from optimizers.caching import cached_by_class
from surfaces import GALLERY, Surface, gallery_key
from surfaces.parameters import Parameter

from ..contract import DATA_GROUP, DATA_PANEL, GUESSES, OF_SURFACE
from ..experiment import SETTINGS, Experiment
from ..goals import goal_words, parse_goal
from ..lessons import LESSONS, Lesson
from ..lineup import STEADY, in_lineup, told_schedule
from ..maps.planes import axes_of, axis_hypers, axis_schedule, shown_axes
from ..rules import OwnRule, UnwritableError, epsilon_outside, parse_rule, text_of
from ..rules.gallery import EXAMPLES
from ..tables.table_text import told_table
from ..url import from_query, lesson_experiment, to_query
from .axes import told_axis
from .controls import batch_rows, method_rows, parameter_row, schedule_rows, start_rows, steps_rows
from .data_words import column_words
from .equations import equations, schedule_lines
from .function_words import function_names
from .typed_words import aside_words

_LONGEST_FORMULA = 3000
"""Characters of LaTeX that a browser sets without a noticeable pause."""


@cache
def constants() -> dict[str, Any]:
    """Return the choices in menus, which all pages share; panels/ adds to them."""
    return {
        "surfaces": [
            *([key, each.title, *([DATA_GROUP] if each.data else [])] for key, each in GALLERY.items()),
            ["", "Own function"],
        ],
        "methods": [
            *([method.key, method.title, GROUPS[method.group]] for method in OPTIMIZERS.values()),
            [OwnRule.key, OwnRule.title, ""],
        ],
        "absent": ABSENT,
        "functions": function_names(),
        "examples": [{"key": key, **each._asdict()} for key, each in EXAMPLES.items()],
        "lessons": [
            {
                "key": key,
                "number": lesson.number,
                "title": lesson.title,
                "part": lesson.part,
                "able": lesson.able,
                "minutes": lesson.minutes,
            }
            for key, lesson in LESSONS.items()
        ],
        "boxes": start_rows(),
        "steps_rows": steps_rows(),
        "schedule_names": [[schedule.key, schedule.title] for schedule in SCHEDULES.values()],
        "schedules": {key: _schedule(schedule) for key, schedule in SCHEDULES.items()},
        "steady": told_schedule(STEADY),
        "rules": {key: _rule(method) for key, method in OPTIMIZERS.items()},
    }


def contents(experiment: Experiment, surface: Surface) -> dict[str, Any]:
    """Return the parts' content for an experiment and the surface of its expression."""
    method, axes_schedule = type(experiment.active), axis_schedule(experiment)
    letters = tuple(surface.parameters.items())
    table = experiment.data if experiment.panel == DATA_PANEL else None
    return {
        **of_surface(surface),
        "notes": (*surface.notes, *aside_words(experiment.expression, experiment.data)),
        "columns": column_words(surface, table, experiment.standardize, experiment.start),
        "axes": _axes(method, type(axes_schedule) if axes_schedule else None, experiment.axes, letters),
        "typed_rules": typed_rules(tuple({run.text: None for run in experiment.runs if run.text})),
        "lesson": told_lesson(experiment.lesson, experiment.awaited),
        "goal": _goal(method, experiment.goal, letters),
    }


def of_surface(surface: Surface) -> dict[str, Any]:
    """Return what is said of a surface, whatever the method."""
    return {
        "formulas": _formulas(surface),
        "notes": surface.notes,
        "surface": gallery_key(surface),
        "parameters": _parameters(surface),
        "batch_rows": batch_rows(surface.rows),
        "code": _code(surface),
        "ground": _ground(surface),
        "model": _model(surface),
        "suggested": _suggested(surface),
    }


def told_experiment(experiment: Experiment) -> dict[str, Any]:
    """Return the experiment as the browser gets it, with its address."""
    settings = {name: getattr(experiment, name) for name in SETTINGS}
    lineup = list(map(in_lineup, experiment.runs, experiment.schedules, experiment.batches))
    return {
        **settings,
        "let": dict(experiment.let),
        "data": told_table(experiment.data),
        "expression": experiment.expression,
        "lesson": experiment.lesson,
        "lineup": lineup,
        "values": lineup[0]["values"],
        "schedule": lineup[0]["schedule"],
        "batch": lineup[0]["batch"],
        "query": to_query(experiment),
    }


@lru_cache(maxsize=64)
def _formulas(surface: Surface) -> list[str]:
    """Return E and its gradient in LaTeX."""
    names = ("E", r"\partial E/\partial w_1", r"\partial E/\partial w_2")
    too_long = r"\text{(exact, and too long to be set here)}"
    return [
        f"{name} = {tex if len(tex) <= _LONGEST_FORMULA else too_long}"
        for name, tex in zip(names, (surface.latex, *surface.gradient_latex), strict=True)
    ]


@cached_by_class
def _rule(method: type[Optimizer]) -> dict[str, Any]:
    """Return a method for the browser: words, equations, sliders, defaults and instructions."""
    return {
        "words": method.summary,
        "watch": method.watch,
        "lines": [line._asdict() for line in equations(method)],
        "sliders": method_rows(method),
        "defaults": {about.name: about.default for about in hypers(method)},
        "code": instructions(method),
        "writable": _is_writable(method),
        "has_outside": _is_writable(method) and not method.text and bool(epsilon_outside(text_of(method))),
        "unscheduled": method.no_schedule(),
    }


def _schedule(schedule: type[Schedule]) -> dict[str, Any]:
    """Return a schedule for the browser: words, equations, sliders, defaults and instructions."""
    return {
        "words": schedule.summary,
        "lines": schedule_lines(schedule),
        "unwarmed": schedule_lines(schedule, warmed=False),
        "sliders": schedule_rows(schedule),
        "defaults": {about.name: about.default for about in hypers(schedule)},
        "code": schedule_instructions(schedule),
    }


def _is_writable(method: type[Optimizer]) -> bool:
    try:
        text_of(method)
    except UnwritableError:
        return False
    return True


@lru_cache(maxsize=64)
def typed_rules(texts: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return the typed rules, by their texts."""
    methods = {text: parse_rule(text) for text in texts}
    return {text: _rule(method) | {"hints": list(method.hints)} for text, method in methods.items()}


@lru_cache(maxsize=64)
def _parameters(surface: Surface) -> list[dict[str, Any]]:
    """Return a row for each parameter of E."""
    meanings = surface.meanings
    return [parameter_row(name, about, meanings.get(name, "")) for name, about in surface.parameters.items()]


@lru_cache(maxsize=64)
def _code(surface: Surface) -> dict[str, Any] | None:
    """Return instructions for E and its gradient; None if only the server can compute them."""
    code = surface.instructions
    return None if code is None else {"text": surface.text, **code}


@lru_cache(maxsize=64)
def _ground(surface: Surface) -> dict[str, Any]:
    """Return instructions for E alone, the known minima, and the numbers of E for which they are known.

    If they are known for all numbers, `let` is None.
    """
    let = None if surface.keeps_minima else dict(surface.let) if surface.minima else {}
    table = told_table(surface.data) if surface.minima else None
    return {"code": surface.value_instructions, "minima": surface.minima, "let": let, "data": table}


@lru_cache(maxsize=64)
def _model(surface: Surface) -> dict[str, Any] | None:
    """Return what E fits to the data, with its instructions; None without data.

    The instructions are None if the text tells no model.
    """
    if surface.data is None:
        return None
    model = surface.model
    return {"code": surface.model_instructions, "latex": model.latex if model else ""}


@lru_cache(maxsize=64)
def _suggested(surface: Surface) -> Mapping[str, Mapping[str, float]]:
    """Return the values that the gallery suggests on a surface, by method."""
    return dict(surface.suggested)


@cached_by_class
def _axes(
    method: type[Optimizer],
    schedule: type[Schedule] | None,
    asked: tuple[str, str],
    of_surface: tuple[tuple[str, Parameter], ...],
) -> dict[str, Any]:
    parameters = dict(of_surface)
    labels = {OF_SURFACE + name: parameter_row(name, each)["label"] for name, each in of_surface}
    return {
        "fields": shown_axes(method, *asked, schedule, parameters),
        "names": [
            [name, labels.get(name, about.symbol)]
            for name, about in axis_hypers(method, schedule, parameters).items()
        ],
        "axes": [told_axis(about) for about in axes_of(method, asked, schedule, parameters)],
    }


@cached_by_class
def _goal(
    method: type[Optimizer], text: str, of_surface: tuple[tuple[str, Parameter], ...]
) -> dict[str, Any] | None:
    """Return a goal for the browser, with its words; None if there is none."""
    if not text:
        return None
    goal = parse_goal(text)
    symbols = {about.name: about.symbol for about in hypers(method)}
    symbols |= {name: parameter_row(name, each)["label"] for name, each in of_surface}
    named = [symbols.get(name, name) for name in goal.by]
    return {
        **dataclasses.asdict(goal),
        "text": text,
        "words": goal_words(goal, symbols),
        "symbols": named,
    }


@cache
def told_lesson(key: str, awaited: bool) -> dict[str, Any]:
    """Return the open lesson; while a guess is awaited, nothing of it but its question.

    `asks` is the kind of guess that its question is about, or "" if it sets a goal.
    """
    lesson = LESSONS.get(key)
    if lesson is None:
        return {}
    keys = list(LESSONS)
    question = lesson.question
    asks = next((kind for kind in GUESSES if f"guess={kind}" in question.link), "")
    return {
        "key": key,
        "number": lesson.number,
        "title": lesson.title,
        "gist": lesson.gist.words if not awaited else question.words if asks else "",
        "question": question.words,
        "asks": asks,
        "answer": " ".join(each.words for each in question.answer) if not awaited else "",
        "text": [] if awaited else list(lesson.text),
        "tries": [] if awaited else [list(each) for each in lesson.tries],
        "moves": moved(lesson),
        "about": lesson.about,
        "panel": lesson.panel,
        "first": lesson.key == keys[0],
        "last": lesson.key == keys[-1],
    }


def moved(lesson: Lesson) -> list[str]:
    """Return the controls that a lesson changes, in its text's suggestions and in its experiments.

    They are hyper-parameters, settings of the schedule and the batch, by the paths of their rows;
    "schedule.key" is the schedule's menu.
    """
    shown = lesson_experiment(lesson.key)
    links = list(lesson.links)
    tried = [from_query(f"lesson={lesson.key}&{link}")[0] for link in links]
    invitations = [
        each.words for group in lesson.sentences for each in group if not (each.check or each.is_seen)
    ]

    def is_moved(about: Hyper) -> bool:
        value = getattr(shown.active, about.name)
        named = any(re.search(rf"{about.symbol}(?![0-9])", words) for words in invitations)
        return named or any(getattr(each.active, about.name, value) != value for each in tried)

    def is_rescheduled(name: str) -> bool:
        value = getattr(shown.schedule, name)
        return any(getattr(each.schedule, name, value) != value for each in tried)

    return [
        *(f"values.{about.name}" for about in hypers(shown.active) if is_moved(about)),
        *(
            f"schedule.{name}"
            for name in ("key", *(about.name for about in hypers(shown.schedule)))
            if is_rescheduled(name)
        ),
        *(["batch"] if any("Batch" in words for words in invitations) else []),
    ]
