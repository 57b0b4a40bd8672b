"""The page, or a widget of it, as one file that needs neither a server nor a network.

It is the page of a site (`site`) with all that a site loads inside, packed; static/unpack.js unpacks it.
"""

import base64
import dataclasses
import gzip
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from optimizers import OPTIMIZERS
from surfaces import Surface

from .. import assets
from ..bundles import LATE_OF_SITE, of_portable_panels
from ..experiment import Experiment
from ..figures.bokeh_script import bokeh_script, svg_script
from ..figures.picture import picture_text
from ..lessons import LESSONS
from ..numerals import place, steps_text
from ..packing import pack
from ..panels import TABS, Panel, tab_names
from ..runs.follow import Run, runs_of
from ..settings import View, legal_view
from ..tables.table_text import told_table
from ..template import json_text, template
from ..url import Widget, to_query
from ..words.contents import contents, of_surface, told_experiment
from ..words.run_words import told_run, values
from .catalogue import choices, methods_of, panels_with, pictured, portable_rule

_FIXED = "What is shown is fixed: the browser has no instructions for this E, and computes no other run."
_SAMPLES = 176
"""Samples of E along each side, where the browser has no instructions for it."""
_ROOM = 0.25
"""How much wider than the view the samples reach on each side, in its width: frames have other shapes."""
_LARGEST = 100_000
"""Most bytes of runs in a file; the browser computes larger runs by itself."""
_SKETCHED = 400
"""Most points of the path in the picture for a browser that cannot open the file."""
assets.register("print.js", lambda: assets.script("print.js") + svg_script())


def page_text(
    experiment: Experiment,
    surface: Surface,
    base: str = "",
    runs: tuple[Run, ...] = (),
    *,
    is_hosted: bool = False,
    widget: Widget | None = None,
    title: str = "",
    caption: str = "",
) -> str:
    """Return the file as HTML; for the same arguments, every process of a version makes the same text.

    Args:
        experiment: what to show. A tab, or a panel, that needs a server is not opened.
        surface: the surface of its expression.
        base: the address of a server's page, to which the file links; none if it is empty.
        runs: known runs of it.
        is_hosted: whether it is part of a Panel app, and says there what it shows (static/hosted.js).
        widget: the parts of the page that it has; all, if it is None.
        title: what stands above it; empty for what it shows.
        caption: what stands below its title; nothing if it is empty.
    """
    is_fixed = surface.instructions is None
    is_lone = is_fixed or is_hosted
    panels = _panels(surface, is_lone)
    shown = alone(experiment, surface, is_lone)
    runs = runs_of(surface, shown, runs)
    packed, style = _packed(), _style(widget is not None)
    lesson = LESSONS.get(shown.lesson)
    saved = {
        **packed,
        "style": style,
        "facts": json_text(_facts(shown, surface, base, runs, is_hosted)),
        "fixed": _FIXED if is_fixed else "",
        "is_lone": is_lone,
        "link": f"{base}?{to_query(experiment)}" if base else "",
        "heading": title,
        "caption": caption,
        "title": title
        or (f"{lesson.number} {lesson.title}" if lesson else f"{shown.active.title} on {shown.expression}"),
        "description": _description(shown),
        "sketch": "" if shown.awaited else _sketch(runs[0], shown.view),
    }
    page = template("page.html" if widget is None else "embed.html")
    return page.render(saved=saved, widget=widget, tabs=TABS, panels=panels, tab="path")


def alone(experiment: Experiment, surface: Surface, is_lone: bool = True) -> Experiment:
    """Return what a page without a server can show of an experiment.

    `is_lone` says whether the page has this function alone, and no lessons.
    """
    panel = experiment.panel if experiment.panel in _panels(surface, is_lone) else "step"
    return dataclasses.replace(
        experiment,
        view=legal_view(experiment.view) or experiment.view,  # floats, as a link has them
        tab="path",
        panel=panel,
        tune=False,
        lesson="" if is_lone else experiment.lesson,
    )


def _panels(surface: Surface, is_lone: bool) -> dict[str, Panel]:
    if not is_lone:
        return panels_with()
    return panels_with(() if surface.data is None else ("data",))


def first_facts(experiment: Experiment, surface: Surface) -> dict[str, Any]:
    """Return the facts of an experiment and its surface that need no server, without arrays, by topic."""
    told = contents(experiment, surface)
    # What is said of columns is true of the table that a server knows.
    news = {"suggested": _suggested(experiment, surface), "experiment": _told(experiment)}
    return {**told, "columns": [], "typed_rules": _typed(told), **news}


def _suggested(experiment: Experiment, surface: Surface) -> Mapping[str, Mapping[str, float]]:
    """Return the values that a method gets when it is chosen, by method; it has its defaults without.

    The page of a file cannot search for values on a typed function, and proposes those of the file's runs.
    """
    runs = (run for run in reversed(experiment.runs) if not run.text)  # of equal methods, the active run's
    return surface.suggested or {run.key: dataclasses.asdict(run) for run in runs}


def _told(experiment: Experiment) -> dict[str, Any]:
    return {**told_experiment(experiment), "query": None}


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    return {text: portable_rule(rule) for text, rule in told["typed_rules"].items()}


def _facts(
    experiment: Experiment, surface: Surface, base: str, runs: tuple[Run, ...], is_hosted: bool
) -> dict[str, Any]:
    """Return what the file says of the experiment: `lone` if its page has this function alone."""
    is_fixed = surface.instructions is None
    said, buffer = pack(_arrays(experiment, surface, runs))
    found: dict[str, Any] = {
        "places": {"full": base} if base else {},
        "kept": {"said": said, "buffer": base64.b64encode(buffer).decode()},
    }
    if is_fixed or is_hosted:
        keys = {run.key for run in experiment.runs} | (set() if is_fixed else set(OPTIMIZERS))
        lone = {"methods": methods_of(keys), "panels": tab_names(_panels(surface, is_lone=True))}
        return {**found, "lone": {**lone, "first": first_facts(experiment, surface), "is_hosted": is_hosted}}
    function = {
        "text": surface.text,
        "data": told_table(surface.data),
        "start": experiment.start,
        "view": experiment.view,
        "facts": {**of_surface(surface), "suggested": _suggested(experiment, surface)},
    }
    rules = _typed(contents(experiment, surface))
    return {**found, "shown": {"experiment": _told(experiment), "function": function, "typed_rules": rules}}


def _arrays(experiment: Experiment, surface: Surface, runs: tuple[Run, ...]) -> dict[str, Any]:
    """Return the facts with arrays, by topic: the runs that NumPy has computed, and samples of E."""
    told = [told_run(run, surface) for run in runs]
    if surface.instructions is not None and len(pack(told)[1]) > _LARGEST:
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


def _sketch(run: Run, view: View) -> dict[str, Any]:
    """Return the path as points of an SVG of 100 by 100 that is the view; not all, if it has many."""
    (low1, high1), (low2, high2) = view
    every = max(1, -(-run.path.w1.size // _SKETCHED))
    x = 100 * (run.path.w1[::every] - low1) / (high1 - low1)
    y = 100 * (high2 - run.path.w2[::every]) / (high2 - low2)
    places = zip(np.clip(x, -1e4, 1e4).tolist(), np.clip(y, -1e4, 1e4).tolist(), strict=True)
    points = [f"{across:.1f},{down:.1f}" for across, down in places]
    return {"points": " ".join(points), "start": points[0].split(",")}


@cache
def _style(is_widget: bool) -> str:
    """Return the style sheets, with the font of formulas in them."""
    parts = ("embed.css",) if is_widget else (*of_portable_panels("css"), "page.css", "saved.css")
    font = base64.b64encode(assets.content("math.woff2")).decode()
    return assets.sheet("controls.css", *parts, font=f"data:font/woff2;base64,{font}")


@cache
def _packed() -> dict[str, str]:
    """Return what is the same in all files: all that a site loads, packed; what unpacks it; and the policy.

    The file may run these scripts, and request nothing.
    """
    scripts = {
        "bokeh": bokeh_script(),
        "site": assets.script("site.js"),
        **{name: assets.content(f"{name}.js").decode() for name in LATE_OF_SITE},
    }
    picture = json.loads(picture_text(*pictured()))
    text = json_text({"scripts": scripts, "choices": choices(), "picture": picture})
    unpack = assets.script("unpack.js")
    hashes = [hashlib.sha256(script.encode()).digest() for script in (unpack, *scripts.values())]
    allowed = " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in hashes)
    return {
        "packed": base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode(),
        "unpack": unpack,
        "policy": policy({"script-src": allowed, "style-src": "'unsafe-inline'", "font-src": "data:"}),
    }


def policy(sources: dict[str, str]) -> str:
    """Return the content security policy of a page without a server, which has these sources."""
    always = {
        "default-src": "'none'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {each}" for name, each in (always | sources).items())
