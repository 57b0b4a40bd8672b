"""BokehJS with the models of the figures: what is needed stays, whatever the others are."""

import gzip
import json
import re
from pathlib import Path

from bokeh.settings import settings

from app.figures.bokeh_script import bokeh_script, lean, models_in, svg_script

MODULES = {
    "main": "function _(r,m,x,s){s();r(1),r(2)}",
    "core/base": "function _(r,m,x,s){x.Base=class{}}",
    "models/index": (
        'function _(q,m,x,s){s("Line",q(3).Line);var l=q(4);s("Plot",l.Plot),q(5),q(7),q(12),q(13)}'
    ),
    "models/line": "function _(r,m,x,s){x.Line=class extends r(1).Base{}}",
    "models/plot": "function _(r,m,x,s){const k=r(2);x.Plot=class{at(y){return y instanceof k.Axis}}}",
    "models/axis": "function _(r,m,x,s){x.Axis=class extends r(1).Base{}}",
    "core/never_required": "function _(r,m,x,s){r(5)}",
    "models/dot": "function _(r,m,x,s){const e=r(8);x.Dot=class{at(y){return e.project_xy(y)}},r(10)}",
    "core/util/projections": "function _(q,m,y,s){s(),y.project_xy=q(9).far,y.inplace={}}",
    "core/geodesy": "function _(r,m,x,s){x.far=9}",
    "styles/icons.css": "function _(r,m,x,s){x.pen='bk-pen',x.default='.bk-pen{content:\"\\'\"}'}",
    "tslib": "function _(t,m,u,s){u.__exportStar=a,u.__rest=b;function a(){}function b(){}}",
    "models/star": "function _(r,m,x,s){x.Star=this.__rest,r(11).__exportStar(r(3),x)}",
    "models/rest": "function _(r,m,x,s){x.Rest=r(11).__rest(1)}",
}
ASKED = ("models", "core/base", "core/geodesy")


def script(modules):
    places = {name: place for place, name in enumerate(modules)}
    texts = ",\n".join(modules.values())
    return f"(function(){{}})([\n{texts}\n], 0, {json.dumps(places)}, {{}});"


def left_of(needed):
    """The modules that stay, by name."""
    made = lean(script(MODULES), needed, ASKED)
    texts = re.search(r"\[\n(.*)\n\]", made, re.DOTALL)[1].split(",\n")
    left = {name: text for name, text in zip(MODULES, texts, strict=True) if not text.endswith("_(){}")}
    named = ("core/base", "models/index")  # of those that are asked for
    places = {name: place for place, name in enumerate(MODULES) if name in named}
    assert made.endswith(f"\n], 0, {json.dumps(places, separators=(',', ':'))}, {{}});")
    return left


def test_what_is_needed_stays_with_what_it_requires():
    assert set(left_of({"Line"})) == {"main", "core/base", "models/index", "models/line"}


def test_a_model_that_another_one_takes_from_the_index_stays():
    assert set(left_of({"Plot"})) == {"main", "core/base", "models/index", "models/plot", "models/axis"}


def test_of_what_no_figure_reaches_the_names_stay_and_of_its_style_sheets_too():
    left = left_of({"Dot"})
    reached = {"main", "core/base", "models/index", "models/dot"}
    assert set(left) == reached | {"core/util/projections", "styles/icons.css"}
    assert left["core/util/projections"] == (
        "function _(r,m,x,s){s();x.inplace=class{};x.project_xy=class{}}"
    )
    assert left["styles/icons.css"] == "function _(r,m,x,s){x.pen='bk-pen',x.default=\"\"}"


def test_of_typescripts_helpers_those_that_are_used_stay_or_all():
    assert "__rest" not in left_of({"Star"})["tslib"]
    assert left_of({"Star", "Rest"})["tslib"] == MODULES["tslib"]


HELPED = """async (helpers) => {
    const x = {}
    new Function(`return ${helpers}`)()(null, null, x, () => {})
    const module = { __esModule: true, get a() { return 1 }, b: 2, default: 3 }
    const exports = { b: 5 }
    x.__exportStar(module, exports)
    x.__createBinding(exports, module, "default", "c")
    const imported = [module, { a: 1, default: 3 }, null].map((each) => [
        x.__importStar(each), x.__importDefault(each)
    ])
    return [imported, { ...exports }, x.__setFunctionName(() => 1, "name").name]
}"""


def test_they_do_what_those_of_bokeh_do(node):
    whole = Path(settings.bokehjs_path(), "js", "bokeh.min.js").read_text(encoding="utf-8")
    ours, theirs = (
        re.search(r"^function _.*[.]__exportStar=.*}(?=,$)", text, re.M) for text in (bokeh_script(), whole)
    )
    assert len(ours[0]) < len(theirs[0]) / 5
    assert node.call(HELPED, ours[0]) == node.call(HELPED, theirs[0])


def test_a_script_that_lacks_a_model_or_leaves_one_out_or_is_written_otherwise_stays_whole():
    whole = script(MODULES)
    for text, needed in ((whole, "Circle"), (whole, "project_xy"), ("(()=>{class Line{}})()", "Line")):
        assert lean(text, {"Line", needed}, ASKED) == text


def test_models_are_found_wherever_they_stand():
    grid = {"type": "object", "name": "Grid", "id": "p2", "attributes": {"axis": {"id": "p3"}}}
    assert models_in({"roots": [{"type": "object", "name": "Plot", "attributes": {"below": [grid]}}]}) == {
        "Grid",
        "Plot",
    }


def test_the_figures_need_half_of_the_installed_script_and_pictures_what_draws_svg():
    whole = Path(settings.bokehjs_path(), "js", "bokeh.min.js").read_bytes()
    made = bokeh_script().encode()
    assert len(gzip.compress(made)) < 0.48 * len(gzip.compress(whole))
    assert [b"svgAttr" in each for each in (whole, made, svg_script().encode())] == [True, False, True]
