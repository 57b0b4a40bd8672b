"""BokehJS without what no figure has: nearly half fewer bytes to load and to parse.

Bokeh's package has BokehJS as one script: a list of modules, `function _(require, module, exports, …){…}`
with short names for these parameters, that require each other by their places in it, and the names of some
of these places. Modules that gather others, such as models/index, require all models. Here, these keep only
the models that the figures have. Others ask whether something is of a class that nothing here is of, or would
call what no figure reaches: of such modules (_UNREACHED) only the names stay. What nothing requires then
becomes an empty module without a name, so that all places stay. The style sheets of what no figure shows
become empty texts. Of TypeScript's helpers those that are used stay, and of the names those that the page
asks for. What draws SVG comes when a picture is made.
"""

import json
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bokeh.settings import settings

from ..bundles import text
from .picture import picture_text

_LIST = re.compile(r"\(\[\n(?P<modules>function _\(.*)\n\], 0, (?P<places>\{.*?\}), ", re.DOTALL)
_NEXT = re.compile(r",\n(?=function _\()")
_HEAD = re.compile(r"function _\((?P<require>[\w$]+),[\w$]+,(?P<exports>[\w$]+)")
_EMPTY = "function _(){}"
_NAMES = "function _(r,m,x,s){{s();{}}}"
"""A module that has only the names of what it exports."""
_MODEL = re.compile(r"\.([A-Z]\w+)")
_GATHERS = re.compile(r"models/(?:.*/)?(?:index|main)")
"""The names of modules that gather models."""
_SVG = "core/util/svg"
_CANVAS = (
    'function _(r,m,x,s){s();x.SVGRenderingContext2D=function(){const c=document.createElement("canvas")'
    '.getContext("2d");c.get_svg=()=>c.canvas;return c}}'
)
"""What stands in the place of the module that draws SVG, until a picture is made: hatches are drawn on it."""
_UNREACHED = {
    "core/util/buffer",  # arrays in texts: ours come as bytes, and the picture has none
    "core/util/projections",  # the earth, as a map
    "models/text/math_text",  # formulas between dollars
    *("core/patching", "safely"),  # columns that a server changes in part, and errors in scripts beside it
    # of a toolbar
    *("core/util/menus", "models/annotations/toolbar_panel", "models/ui/menus/menu"),
    *(f"models/tools/{name}" for name in ("click_button", "on_off_button", "tool_button", "tool_menu")),
    # of words instead of numbers
    *("models/axes/categorical_axis", "models/mappers/categorical_color_mapper"),
    *("models/glyphs/harea_step", "models/glyphs/varea_step"),
    # of a session, for which the page has a websocket of its own
    *("client/connection", "embed/server", "protocol/message", "protocol/receiver"),
    *("embed/notebook", "models/callbacks/customjs", "models/mappers/weighted_stack_color_mapper"),
}
"""Modules whose classes and functions others name, and do not use for our figures; nothing extends them."""
_SHEETS = {
    f"styles/{name}.css"
    for name in ("buttons", "icons", "legacy_menus", "logo", "menus", "tool_button", "toolbar")
}
"""Style sheets of tools and menus: figures show no toolbar, and documents no notifications."""
_SHEET = re.compile(r"""(?<=\.default=)(["'`])(?:(?!\1)[^\\]|\\.)*\1""")

_HELPERS = {
    "__createBinding": "(o,m,k,n=k)=>Object.defineProperty(o,n,{enumerable:true,get:()=>m[k]})",
    "__exportStar": '(m,o)=>{for(const k of Object.keys(m))k=="default"||k in o||x.__createBinding(o,m,k)}',
    "__importDefault": "m=>m&&m.__esModule?m:{default:m}",
    "__importStar": "m=>m&&m.__esModule?m:{...m,default:m}",
    "__setFunctionName": '(f,n)=>Object.defineProperty(f,"name",{configurable:true,value:n})',
}
"""What modules use of tslib, TypeScript's helpers, which has thirty more."""
_TSLIB = f"function _(r,m,x,s){{s();{';'.join(f'x.{name}={body}' for name, body in _HELPERS.items())}}}"
_HELPER = re.compile(r"(?<!this)\.(__\w+)")
_ASKED = re.compile(r'Bokeh\.require\("([\w/]+)"\)')


class _Module(NamedTuple):
    text: str
    requires: frozenset[int]
    """The places of the modules that it requires, and perhaps of others."""
    exports: frozenset[str]


@cache
def bokeh_script() -> str:
    """Return BokehJS with the models of the picture."""
    asked = _ASKED.findall(text("figures/bokeh_internals.js"))
    return lean(_whole(), models_in(json.loads(picture_text())), asked)


@cache
def svg_script() -> str:
    """Return what adds the module that draws SVG to `bokeh_script`; empty, if that has it already."""
    left, whole = _LIST.search(bokeh_script()), _LIST.search(_whole())
    if not left or not whole or left["modules"] == whole["modules"]:
        return ""
    modules, here = (_NEXT.split(found["modules"]) for found in (whole, left))
    svg = json.loads(whole["places"])[_SVG]
    missing, places = dict[int | str, str](), [svg]
    while places:
        place = places.pop()
        missing["svg" if place == svg else place] = modules[place]
        requires = _module(modules[place], None).requires - missing.keys()
        places += [other for other in requires if here[other] == _EMPTY]
    parts = ",\n".join(f"{place}:{module}" for place, module in missing.items())
    # Its export replaces the name that stands in its place. It may come before BokehJS.
    return f"""
;((add) => window.Bokeh ? add() : document.getElementById("bokeh").addEventListener("load", add))(() =>
Object.assign(Bokeh.require({svg}), Bokeh.register_plugin({{{parts}}}, "svg")))
"""


def _whole() -> str:
    return Path(settings.bokehjs_path(), "js", "bokeh.min.js").read_text(encoding="utf-8")


def lean(script: str, needed: Collection[str], asked: Collection[str]) -> str:
    """Return a script of BokehJS with all that some models need.

    Args:
        script: the whole one, minified.
        needed: names of models, such as "Figure".
        asked: names of the modules that the page requires, such as "document" for document/index.

    Returns:
        The script; the whole one, if it is written otherwise than described above, or lacks a model.
    """
    found = _LIST.search(script)
    if not found:
        return script
    places = json.loads(found["places"])
    names = {place: name for name, place in places.items()}
    modules = [_module(text, names.get(place)) for place, text in enumerate(_NEXT.split(found["modules"]))]
    kept = _kept(modules, places, frozenset(needed))
    reached = (modules[place] for place in kept if names.get(place) not in _UNREACHED)
    if not frozenset(needed).issubset(name for module in reached for name in module.exports):
        return script
    texts = [module.text if place in kept else _EMPTY for place, module in enumerate(modules)]
    if places.get("tslib") in kept:
        _thin_helpers(texts, places["tslib"], modules[places["tslib"]])
    named = {name: place for name, place in places.items() if name.removesuffix("/index") in asked}
    left = {name: place for name, place in named.items() if place in kept}
    return "".join(
        [
            script[: found.start("modules")],
            ",\n".join(texts),
            script[found.end("modules") : found.start("places")],
            json.dumps(left, separators=(",", ":")),
            script[found.end("places") :],
        ]
    )


def _thin_helpers(texts: list[str], place: int, whole: _Module) -> None:
    """Put the few helpers in the place of all, unless a module uses another one."""
    texts[place] = _TSLIB
    if not whole.exports.intersection(_HELPER.findall("".join(texts))) <= _HELPERS.keys():
        texts[place] = whole.text


def _module(text: str, name: str | None) -> _Module:
    head = _HEAD.match(text)
    if not head:
        return _Module(text, frozenset(), frozenset())
    if name in _SHEETS:
        text = _SHEET.sub('""', text)
    requires = re.findall(rf"(?<![\w$.]){re.escape(head['require'])}\((\d+)\)", text)
    exports = re.findall(rf"(?<![\w$.]){re.escape(head['exports'])}\.([\w$]+)=", text)
    if name == _SVG:
        return _Module(_CANVAS, frozenset(), frozenset(exports))
    if name in _UNREACHED:
        classes = ";".join(f"x.{export}=class{{}}" for export in sorted(set(exports)))
        return _Module(_NAMES.format(classes), frozenset(), frozenset(exports))
    return _Module(text, frozenset(map(int, requires)), frozenset(exports))


def _kept(modules: list[_Module], places: dict[str, int], needed: frozenset[str]) -> set[int]:
    """Return the places of the modules that the first one needs, if it has no other models."""
    gathers = {place for name, place in places.items() if _GATHERS.fullmatch(name)}
    models = {place for name, place in places.items() if name.startswith("models/")} - gathers

    def next_to(place: int) -> Iterator[int]:
        for other in modules[place].requires:
            if place not in gathers or other not in models or modules[other].exports & needed:
                yield other

    kept, left = set[int](), [0]
    while left:
        place = left.pop()
        if place < len(modules) and place not in kept:
            kept.add(place)
            left += next_to(place)
    # A module may take models from one that gathers them.
    takers = (modules[place] for place in kept - gathers if modules[place].requires & gathers)
    taken = needed.union(*(_MODEL.findall(taker.text) for taker in takers))
    return kept if taken == needed else _kept(modules, places, taken)


def models_in(picture: Any) -> set[str]:
    """Return the names of the models in documents that were written as JSON."""
    if isinstance(picture, list):
        return set().union(*map(models_in, picture))
    if not isinstance(picture, dict):
        return set()
    own = {picture["name"]} if picture.get("type") == "object" else set()
    return own.union(*map(models_in, picture.values()))
