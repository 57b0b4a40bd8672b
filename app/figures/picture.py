"""The picture: all figures as one text that is the same for everybody, which browsers show and keep.

A figure of the text has empty sources. What is true of a visitor's runs comes to the browser by itself, and the
browser draws it into them.
"""

import json
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bokeh.embed.util import OutputDocumentFor, standalone_docs_json_and_render_items
from bokeh.plotting import figure

from .glyphs import source
from .pairs import pair_figures
from .plane import plane_figure
from .surface import surface_figure
from .traces import trace_figures

_ID = re.compile(r'"(p\d+)"')


@cache
def picture_text() -> str:
    """Return the picture as JSON.

    It is an object with a Bokeh document for what is always in sight (`path`), and one for each tab whose figures
    are made when it is first opened: {"path": {"document": ..., "roots": {name of a figure: id of its model}}}.

    The text depends on nothing but the code: a server that has not made a page can serve it its picture. Bokeh
    counts the models of a process, so ids are counted anew here, with a letter that no session's ids have.
    """
    ids: dict[str, str] = {}

    def rename(found: str) -> str:
        return ids.setdefault(found, f"f{len(ids) + 1}")

    figures = {
        "path": [surface_figure(), *trace_figures(source("trajectory"))],
        "pairs": pair_figures(),
        "plane": [plane_figure()],
    }
    picture = {name: _written(each, rename) for name, each in figures.items()}
    return json.dumps(picture, allow_nan=False, separators=(",", ":"))


def _written(figures: Sequence[figure], rename: Callable[[str], str]) -> dict[str, Any]:
    with OutputDocumentFor(figures):
        documents, (item,) = standalone_docs_json_and_render_items(figures)
    (document,) = documents.values()
    document.pop("defs", None)  # of models that Panel adds to Bokeh's, which no figure has
    text = _ID.sub(lambda found: f'"{rename(found[1])}"', json.dumps(document, allow_nan=False))
    roots = {root.name: rename(root.id) for root in item.roots}
    return {"document": json.loads(text), "roots": roots}
