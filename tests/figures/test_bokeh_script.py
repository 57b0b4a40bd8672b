"""BokehJS with the models of the figures: what is needed stays, whatever the others are."""

import gzip
import json
import re
from pathlib import Path

from bokeh.settings import settings

from app.figures.bokeh_script import bokeh_script, lean, models_in

MODULES = {
    "main": "function _(r,m,x,s){s();r(1),r(2)}",
    "core/base": "function _(r,m,x,s){x.Base=class{}}",
    "models/index": 'function _(q,m,x,s){s("Line",q(3).Line);var l=q(4);s("Plot",l.Plot),q(5)}',
    "models/line": "function _(r,m,x,s){x.Line=class extends r(1).Base{}}",
    "models/plot": "function _(r,m,x,s){const k=r(2);x.Plot=class{at(y){return y instanceof k.Axis}}}",
    "models/axis": "function _(r,m,x,s){x.Axis=class extends r(1).Base{}}",
    "core/never_required": "function _(r,m,x,s){r(5)}",
}


def script(modules):
    places = {name: place for place, name in enumerate(modules)}
    texts = ",\n".join(modules.values())
    return f"(function(){{}})([\n{texts}\n], 0, {json.dumps(places)}, {{}});"


def left_of(needed):
    """The names of the modules that stay."""
    made = lean(script(MODULES), needed)
    texts = re.search(r"\[\n(.*)\n\]", made, re.DOTALL)[1].split(",\nfunction")
    assert len(texts) == len(MODULES)
    return {name for name, text in zip(MODULES, texts, strict=True) if not text.endswith("_(){}")}


def test_what_is_needed_stays_with_what_it_requires():
    assert left_of({"Line"}) == {"main", "core/base", "models/index", "models/line"}


def test_a_model_that_another_one_takes_from_the_index_stays():
    assert left_of({"Plot"}) == {"main", "core/base", "models/index", "models/plot", "models/axis"}


def test_a_script_that_lacks_a_model_or_is_written_otherwise_stays_whole():
    for text, needed in ((script(MODULES), {"Line", "Circle"}), ("(()=>{class Line{}})()", {"Line"})):
        assert lean(text, needed) == text


def test_models_are_found_wherever_they_stand():
    grid = {"type": "object", "name": "Grid", "id": "p2", "attributes": {"axis": {"id": "p3"}}}
    assert models_in({"roots": [{"type": "object", "name": "Plot", "attributes": {"below": [grid]}}]}) == {
        "Grid",
        "Plot",
    }


def test_the_figures_need_two_thirds_of_the_installed_script():
    whole = Path(settings.bokehjs_path(), "js", "bokeh.min.js").read_bytes()
    made = bokeh_script().encode()
    assert len(gzip.compress(made)) < 0.72 * len(gzip.compress(whole))
