"""The page of a session: its HTML, with the first facts of its Explorer in it."""

import contextlib
import logging
from functools import cache
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode
from weakref import WeakSet

import panel as pn
from bokeh.document import Document

from surfaces import PLAIN, Surface, recognized

from .. import assets
from ..bundles import LATE
from ..experiment import Experiment
from ..figures.picture import DOCUMENTS, IN_SIGHT, picture_text
from ..panels import PANELS, TABS, Panel, constants
from ..saved import offline
from ..saved.page import page_text
from ..template import json_text, template
from ..url import standing_surfaces, widget_of
from .explorer import Explorer
from .parser_pool import BusyError
from .reader import PARSER_POOL

APOLOGY = '<p id="apology">'
"""The mark of a page that could not be made; serving/guard.py looks for it, and for the next one."""
NO_ROOM = '<p id="no-room">'
"""The mark of a page for which there is no room."""
MOST_SESSIONS = 1000
"""Sessions of a process: 70 MB if all have just opened the page, half a gigabyte if they show maps more."""
assets.register("picture.json", lambda: picture_text(*IN_SIGHT))
assets.register("pictures.json", lambda: picture_text(*(name for name in DOCUMENTS if name not in IN_SIGHT)))

_refused = WeakSet[Document]()
"""The documents of the pages for which there was no room."""

log = logging.getLogger(__name__)


@cache
def _constants() -> str:
    """Return as JSON what all pages share."""
    return json_text(constants())


@cache
def _places(is_widget: bool) -> dict[str, str]:
    """Return the paths of the files that the page, or the widget, loads, and the version of them all."""
    names = {
        "style": "embed.css" if is_widget else "page.css",
        "script": "page.js",
        "bokeh": "bokeh.js",
        "font": "math.woff2",
    }
    names |= {name: f"{name}.json" for name in ("picture", "pictures")}
    names |= {name: f"{name}.js" for name in LATE}
    if not is_widget:
        names |= {
            "manifest": offline.MANIFEST,
            "icon": offline.ICON,
            "service_worker": offline.SERVICE_WORKER,
        }
    return {"version": assets.version(), **{use: assets.path(name) for use, name in names.items()}}


def make_shared() -> None:
    """Make what all pages share, before workers are forked: this starts no thread, process or event loop."""
    _constants()
    page_text(Experiment(), PLAIN["bowl"])
    recognized(Surface.parse("w1"))  # compiles the gallery, with which typed functions are compared
    standing_surfaces()  # and those of the lessons


def get_ready() -> None:
    """Wait until this process can read a new expression, if it will be able to within ten seconds."""
    with contextlib.suppress(TimeoutError, BusyError):
        PARSER_POOL.warm().result(timeout=10)


def open_page() -> None:
    """Make the document of a new session: the page for its address, and the wire."""
    PARSER_POOL.warm()
    document = pn.state.curdoc
    # static/connection.js handles a lost connection.
    document.config.update(reconnect_session=False, notify_connection_status=False)
    document.title = "Trajectory explorer"
    document.template = template()
    arguments = pn.state.session_args
    pairs = [(name, value) for name, values in arguments.items() for value in values]
    try:
        if not _has_room(document):
            document.template_variables.update(no_room=NO_ROOM, places=_places(False))
            return
        query = urlencode(pairs)
        explorer = Explorer(query, document)
        first = explorer.first()
        widget, notices = widget_of(query)
        variables: dict[str, Any] = {
            "constants": _constants(),
            "first": json_text(first),
            "late_panels": _late_panels(first),
            "notices": explorer.notices + notices,
            "tabs": TABS,
            "panels": PANELS,
        }
        if widget is not None:
            document.template = template("embed.html")
            variables |= {"widget": widget, "tab": explorer.experiment.tab}
    except Exception:
        log.exception("A page could not be made.")  # Panel would show the traceback to the visitor
        variables = {"apology": APOLOGY}
    document.template_variables.update(variables, places=_places("widget" in variables))


def _late_panels(first: dict[str, Any]) -> list[Panel]:
    """Return the panels of the script `panels` with which a page with these first facts opens."""
    experiment, beside = first["experiment"], first["lesson"].get("panel")
    late = {PurePath(file).stem for file in LATE["panels"]}
    opened = late.intersection((experiment["tab"], experiment["panel"], beside))
    return [panel for key, panel in (TABS | PANELS).items() if key in opened]


def _has_room(document: Document) -> bool:
    """Whether the process has room for the session of a document, which is not among the others yet.

    A page that is refused comes again every few seconds; its sessions take no room.
    """
    server = getattr(document.session_context, "server_context", None)  # there is none while Panel warms up
    if server is None or sum(each.document not in _refused for each in server.sessions) < MOST_SESSIONS:
        return True
    _refused.add(document)
    return False
