"""BokehJS without what no figure has: nearly half fewer bytes to load and to parse.

Bokeh's package has BokehJS as one script: a list of modules, `function _(require, module, exports, …){…}`
with short names for these parameters, that require each other by their places in it, and the names of some
of these places. Modules that gather others, such as models/index, require all models. Here, these keep only
the models that the figures have. Others ask whether something is of a class that nothing here is of, or would
call what no figure reaches: of such modules (_UNREACHED) only the names stay. What nothing requires then
becomes an empty module without a name, so that all places stay. The style sheets of what no figure shows
become empty texts.
"""

import json
import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bokeh.settings import settings

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
_UNREACHED = {
    "core/util/buffer",  # arrays in texts: ours come as bytes, and the picture has none
    "core/util/projections",  # the earth, as a map
    "models/text/math_text",  # formulas between dollars
    # of a toolbar
    *("core/util/menus", "models/annotations/toolbar_panel", "models/ui/menus/menu"),
    *(f"models/tools/{name}" for name in ("click_button", "on_off_button", "tool_button", "tool_menu")),
    # of words instead of numbers
    *("models/axes/categorical_axis", "models/mappers/categorical_color_mapper"),
    *("models/glyphs/harea_step", "models/glyphs/varea_step"),
    *("embed/notebook", "models/callbacks/customjs", "models/mappers/weighted_stack_color_mapper"),
}
"""Modules whose classes and functions others name, and do not use for our figures; nothing extends them."""
_SHEETS = {
    f"styles/{name}.css"
    for name in ("buttons", "icons", "legacy_menus", "logo", "menus", "tool_button", "toolbar")
}
"""Style sheets of tools and menus: figures show no toolbar, and documents no notifications."""
_SHEET = re.compile(r"""(?<=\.default=)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


class _Module(NamedTuple):
    text: str
    requires: frozenset[int]
    """The places of the modules that it requires, and perhaps of others."""
    exports: frozenset[str]


@cache
def bokeh_script() -> str:
    """Return BokehJS with the models of the picture."""
    whole = Path(settings.bokehjs_path(), "js", "bokeh.min.js").read_text(encoding="utf-8")
    return lean(whole, models_in(json.loads(picture_text())))


def lean(script: str, needed: Collection[str]) -> str:
    """Return a script of BokehJS with all that some models need.

    Args:
        script: the whole one, minified.
        needed: names of models, such as "Figure".

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
    left = {name: place for name, place in places.items() if place in kept}
    return "".join(
        [
            script[: found.start("modules")],
            ",\n".join(texts),
            script[found.end("modules") : found.start("places")],
            json.dumps(left, separators=(",", ":")),
            script[found.end("places") :],
        ]
    )


def _module(text: str, name: str | None) -> _Module:
    head = _HEAD.match(text)
    if not head:
        return _Module(text, frozenset(), frozenset())
    if name in _SHEETS:
        text = _SHEET.sub('""', text)
    requires = re.findall(rf"(?<![\w$.]){re.escape(head['require'])}\((\d+)\)", text)
    exports = re.findall(rf"(?<![\w$.]){re.escape(head['exports'])}\.([\w$]+)=", text)
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
