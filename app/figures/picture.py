"""The picture: all figures as one text, which is the same for everybody and which browsers keep.

The sources in it are empty. The facts of a visitor's runs reach the browser separately, and the browser draws
them into the sources.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from bokeh.document import Document
from bokeh.model import Model
from bokeh.models import AllIndices, GlyphRenderer, UnionRenderers

from ..glyphs import source
from ..panels import PANELS, TABS
from .surface import surface_figure
from .traces import trace_figures

_ID = re.compile(r'"(p\d+)"')


DOCUMENTS: dict[str, Callable[[], list[Model]]] = {
    # All numbers of the active run stand in `trajectory`, from which nothing is drawn.
    "path": lambda: [surface_figure(), source("trajectory")],
    "traces": trace_figures,
    **{key: panel.draw for key, panel in (TABS | PANELS).items() if panel.figures},
}
"""The function that makes the figures of each document."""
IN_SIGHT = ("path", "traces")
"""The documents of the figures that are always in sight, in the order in which browsers make them."""


@cache
def picture_text(*tabs: str) -> str:
    """Return the picture as JSON; of some tabs, or of all if none is named.

    It has two Bokeh documents for the figures that are always in sight, {"path": document, "traces": ...},
    and one for each tab whose figures are made when the tab, or the panel, is first opened.

    The text depends only on the code, so a server can serve it to a page that another server made.
    """
    picture = {name: _written(name) for name in tabs or DOCUMENTS}
    return json.dumps(picture, allow_nan=False, separators=(",", ":"))


@cache
def _written(tab: str) -> dict[str, Any]:
    """Return the document of a tab.

    Bokeh numbers the models of a process. So ids are renumbered here. With the name of the tab in them, they
    differ from those of other tabs and of sessions.
    """
    models = DOCUMENTS[tab]()
    _share(models)
    document = Document()
    with document.models.freeze():  # looks for what belongs to the models once, not after each root
        for model in models:
            document.add_root(model)
    ids: dict[str, str] = {}

    def rename(found: str) -> str:
        return ids.setdefault(found, f"{tab}{len(ids) + 1}")

    written = document.to_json(deferred=False)
    written.pop("defs", None)  # the models that Panel adds to Bokeh's; no figure has any
    text = _ID.sub(lambda found: f'"{rename(found[1])}"', json.dumps(written, allow_nan=False))
    picture: dict[str, Any] = json.loads(text)
    return picture


def _share(models: list[Model]) -> None:
    """Let renderers share what is the same in all of them: browsers have fewer models to make.

    No renderer looks different when something is selected or muted.
    """
    every, union = AllIndices(), UnionRenderers()
    for renderer in (found for model in models for found in model.select({"type": GlyphRenderer})):
        glyph = renderer.glyph
        renderer.update(selection_glyph=glyph, nonselection_glyph=glyph, muted_glyph=glyph)
        renderer.data_source.selection_policy = union
        if isinstance(renderer.view.filter, AllIndices):
            renderer.view.filter = every
