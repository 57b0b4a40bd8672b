"""BokehJS without what no figure has: nearly half fewer bytes to load and to parse.

Bokeh's package has BokehJS as one script: a list of modules, `function _(require, module, exports, …){…}`
with short names for these parameters, that require each other by their places in it, and the names of some
of these places. Modules that gather others, such as models/index, require all models. Here, these keep only
the models that the figures have. Others call functions that no figure reaches (_UNREACHED), so that modules
of such functions are not required either. What nothing requires then becomes an empty module without a name,
so that all places stay. The style sheets of what no figure shows become empty texts.
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
_MODEL = re.compile(r"\.([A-Z]\w+)")
_GATHERS = re.compile(r"models/(?:.*/)?(?:index|main)")
"""The names of modules that gather models."""
_UNREACHED = {
    "wgs84_mercator",  # the earth's map, of a figure whose ranges are degrees
    "gunzipSync",  # arrays in texts: ours come as bytes, and the picture has none
}
"""Functions of modules that others call, but not for our figures; no module needs theirs to begin."""
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
    modules = [_module(text) for text in _NEXT.split(found["modules"])]
    places = json.loads(found["places"])
    kept = _kept(modules, places, frozenset(needed))
    if not frozenset(needed).issubset(name for place in kept for name in modules[place].exports):
        return script
    texts = [module.text if place in kept else _EMPTY for place, module in enumerate(modules)]
    for place in (places[name] for name in _SHEETS.intersection(places)):
        texts[place] = _SHEET.sub('""', texts[place])
    names = json.dumps(
        {name: place for name, place in places.items() if place in kept}, separators=(",", ":")
    )
    return "".join(
        [
            script[: found.start("modules")],
            ",\n".join(texts),
            script[found.end("modules") : found.start("places")],
            names,
            script[found.end("places") :],
        ]
    )


def _module(text: str) -> _Module:
    head = _HEAD.match(text)
    if not head:
        return _Module(text, frozenset(), frozenset())
    requires = re.findall(rf"(?<![\w$.]){re.escape(head['require'])}\((\d+)\)", text)
    exports = re.findall(rf"(?<![\w$.]){re.escape(head['exports'])}\.([\w$]+)=", text)
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
        if place < len(modules) and place not in kept and not modules[place].exports & _UNREACHED:
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
