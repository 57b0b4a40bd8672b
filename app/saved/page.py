"""The page as one file: what a link shows, and all that the browser needs to go on from there alone.

It is static/page.html, with scripts, style sheets and facts inside, and without the parts that need a server.
static/alone.js starts it, and answers it in place of a server.
"""

import base64
import dataclasses
import hashlib
from collections.abc import Collection
from functools import cache
from typing import Any

import numpy as np

from optimizers import OPTIMIZERS
from surfaces import Surface

from .. import assets
from ..bundles import of_portable_panels
from ..experiment import Experiment
from ..figures.picture import picture_text
from ..lessons import LESSONS
from ..numerals import place, steps_text
from ..packing import pack
from ..panels import PANELS, TABS, Panel, constants, tab_names
from ..runs.follow import Run, runs_of
from ..settings import View, legal_view
from ..template import json_text, template
from ..words.contents import contents, told_experiment
from ..words.run_words import told_run, values

_CONSTANTS = (
    *("methods", "absent", "boxes", "steps_rows", "schedule_names", "schedules", "steady", "rules"),
    *("words", "tips", "noise"),
)
_FIXED = "What is shown is fixed: the browser has no instructions for this E, and computes no other run."
_SAMPLES = 176
"""Samples of E along each side, where the browser has no instructions for it."""
_ROOM = 0.25
"""How much wider than the view the samples reach on each side, in its width: frames have other shapes."""
_LARGEST = 100_000
"""Most bytes of runs in a file; the browser computes larger runs by itself."""


def page_text(
    experiment: Experiment,
    surface: Surface,
    base: str = "",
    runs: tuple[Run, ...] = (),
    is_hosted: bool = False,
) -> str:
    """Return the file as HTML; for the same experiment, every process of a version makes the same text.

    Args:
        experiment: what to show, without a tab, panel or lesson that needs a server.
        surface: the surface of its expression.
        base: the address of a server's page, to which the file links; none if it is empty.
        runs: known runs of it.
        is_hosted: whether it is part of a Panel app, and says there what it shows (static/hosted.js).
    """
    shown = alone(experiment, surface)
    panels = panels_with(_has(surface))
    can_follow = surface.instructions is not None
    scripts = _scripts()
    lesson = LESSONS.get(experiment.lesson)
    is_asked = experiment.guess != "off" or experiment.goal
    saved = {
        **scripts,
        "policy": _policy(tuple(scripts.values())),
        "style": _style(),
        "picture": _picture(*pictured(panels)),
        "facts": json_text(_facts(shown, surface, can_follow, runs, is_hosted)),
        "fixed": "" if can_follow else _FIXED,
        "link": f"{base}?{told_experiment(experiment)['query']}" if base else "",
        "title": f"{lesson.number} {lesson.title}"
        if lesson
        else f"{shown.active.title} on {shown.expression}",
        "question": lesson.question.words if lesson and is_asked else "",
        "description": _description(shown),
    }
    return template().render(saved=saved, tabs=TABS, panels=panels)


@cache
def _style() -> str:
    """Return the style sheets, with the font of formulas in them."""
    sheets = "controls.css", *of_portable_panels("css"), "page.css", "saved.css", "file.css"
    font = base64.b64encode(assets.content("math.woff2")).decode()
    return assets.sheet(*sheets, font=f"data:font/woff2;base64,{font}")


def panels_with(has: Collection[str]) -> dict[str, Panel]:
    """Return the panels of a page without a server that has some of "data" and "lessons"."""
    return {key: each for key, each in PANELS.items() if each.is_portable and each.needs in ("", *has)}


def pictured(panels: dict[str, Panel]) -> list[str]:
    """Return the names of the figures' documents of a page with these panels."""
    return ["path", *(key for key, panel in panels.items() if panel.figures)]


def _has(surface: Surface) -> tuple[str, ...]:
    return () if surface.data is None else ("data",)


def alone(experiment: Experiment, surface: Surface) -> Experiment:
    """Return what a page without a server can show of an experiment."""
    panels = panels_with(_has(surface))
    panel = experiment.panel if experiment.panel in panels else next(iter(panels))
    return dataclasses.replace(
        experiment,
        view=legal_view(experiment.view) or experiment.view,  # floats, as a link has them
        tab="path",
        panel=panel,
        tune=False,
        lesson="",
    )


def first_facts(experiment: Experiment, surface: Surface) -> dict[str, Any]:
    """Return the facts of an experiment and its surface that need no server, without arrays, by topic."""
    told = contents(experiment, surface)
    rules = {text: portable_rule(rule) for text, rule in told["typed_rules"].items()}
    shown = {**told_experiment(experiment), "query": None}
    # What is said of columns is true of the table that a server knows.
    return {**told, "columns": [], "typed_rules": rules, "experiment": shown}


def _facts(
    experiment: Experiment, surface: Surface, can_follow: bool, runs: tuple[Run, ...], is_hosted: bool
) -> dict[str, Any]:
    keys = {run.key for run in experiment.runs} | (set(OPTIMIZERS) if can_follow else set())
    said, buffer = pack(_arrays(experiment, surface, can_follow, runs))
    return {
        "places": {},
        "constants": portable_constants(keys, panels_with(_has(surface))),
        "first": first_facts(experiment, surface),
        "kept": {
            "said": said,
            "buffer": base64.b64encode(buffer).decode(),
            **({"is_hosted": True} if is_hosted else {}),
        },
    }


def portable_constants(
    keys: set[str], panels: dict[str, Panel], more: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return what there is to choose: the methods of these keys, the panels, and more topics."""
    found = {name: constants()[name] for name in (*_CONSTANTS, *more)}
    contract = constants()["contract"]
    shown = {"path", *panels}
    absent = {name for key, panel in (TABS | PANELS).items() if key not in shown for name in panel.palettes}
    palettes = {name: each for name, each in contract["palettes"].items() if name not in absent}
    return {
        "contract": {**contract, "panels": tab_names(panels), "palettes": palettes},
        **found,
        "schedules": {key: portable_rule(each) for key, each in found["schedules"].items()},
        "methods": [each for each in found["methods"] if each[0] in keys],
        "rules": {key: portable_rule(rule) for key, rule in found["rules"].items() if key in keys},
    }


def portable_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """Return a rule that needs no server: without the strip of all rates, and without a text to open."""
    sliders = [_row({**row, "tunable": False}) for row in rule["sliders"]]
    return {**rule, "sliders": sliders, "has_outside": False}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None and value is not False}


def _arrays(
    experiment: Experiment, surface: Surface, can_follow: bool, runs: tuple[Run, ...]
) -> dict[str, Any]:
    """Return the facts with arrays, by topic: the runs that NumPy has computed, and samples of E."""
    told = [told_run(run, surface) for run in runs_of(surface, experiment, runs)]
    if can_follow and len(pack(told)[1]) > _LARGEST:
        told = []
    found: dict[str, Any] = {"told_runs": told}
    if surface.value_instructions is None:
        samples = _sampled(surface, experiment.view)
        found["ground"] = {"code": None, "minima": surface.minima, "let": {}, "samples": samples}
    return found


def _sampled(surface: Surface, view: View) -> dict[str, Any]:
    """Return what static/engine/surface_samples.js would sample, of a view that is a little wider."""
    w1, w2 = (np.linspace(*_wider(interval), _SAMPLES) for interval in view)
    values = surface.value(w1, w2[:, None]).astype(np.float32)
    ends = [[places[0], places[-1]] for places in (w1.tolist(), w2.tolist())]
    return {"view": ends, "values": values.ravel(), "shape": list(values.shape)}


def _wider(interval: tuple[float, float]) -> tuple[float, float]:
    low, high = interval
    room = _ROOM * (high - low)
    return low - room, high + room


def _description(experiment: Experiment) -> str:
    """Return in one sentence what the file shows."""
    run = f"{experiment.active.title}, {values(experiment.active, experiment.schedule, experiment.batch)}"
    start = place(experiment.start, experiment.view)
    return f"{run}: {steps_text(experiment.steps)} from {start} on E(w1, w2) = {experiment.expression}"


@cache
def _picture(*names: str) -> str:
    """Return the figures of some documents."""
    return picture_text(*names).replace("<", r"\u003c")


@cache
def _scripts() -> dict[str, str]:
    """Return the scripts for script elements, in their order: what would end an element is escaped."""
    bokeh = assets.content("bokeh.js").decode()
    texts = {"bokeh": bokeh, "script": assets.script("alone.js"), "relief": assets.script("relief.js")}
    return {
        name: text.replace("</script", r"<\/script").replace("<!--", r"\x3c!--").replace("\r\n", "\n")
        for name, text in texts.items()
    }


@cache
def _policy(scripts: tuple[str, ...]) -> str:
    """Return the policy of a file: it may run these scripts, and request nothing."""
    hashes = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{each}'" for each in hashes)
    return policy({"script-src": allowed, "style-src": "'unsafe-inline'", "font-src": "data:"})


def policy(sources: dict[str, str]) -> str:
    """Return the content security policy of a page without a server, which has these sources."""
    always = {
        "default-src": "'none'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {each}" for name, each in (always | sources).items())
