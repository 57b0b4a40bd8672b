"""The private parts of Bokeh's and Panel's servers that this page uses, with the reason and what each buys.

Those of BokehJS stand in static/figures/bokeh_internals.js, and the messages of its server in
static/websocket.js. figures/bokeh_script.py knows the modules of which BokehJS is made.

Each was tried with Bokeh 3.9.1 to 3.10.2, and Panel 1.9.4 to 1.10.0; pyproject.toml allows no others.
`tests/session/test_bokeh_patches.py` fails loudly when a new release changes one of them. A patch whose part
is gone says so in the log and leaves all as it is; the page works without any of them, which the same file
tries.

What each buys and costs, over the loopback of two cores:

    send_at_once             an answer after 3 ms, not 44; a page that is live after 20 ms, not 124
    only_texts               without it, one message of ever more buffers takes 1.4 GB in 8 s
    only_from_the_page       without it, two messages of 0.6 MB that are compressed take 900 MB and 4 s
    only_page_and_websocket  three paths fewer
    also_serve               the page's files beside other applications of Panel's (not for the command)
    prepare_servers, shows   the guards of `panel serve` and `pn.serve` (not for the command)
"""

import functools
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from bokeh.application import Application
from bokeh.document import Document
from bokeh.document.events import MessageSentEvent
from bokeh.server.urls import per_app_patterns, toplevel_patterns
from tornado.web import RequestHandler

KIND = "explorer"
"""The kind of this page's messages among all on a websocket."""

log = logging.getLogger(__name__)


def _replace(place: str, without: str, make: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
    """Replace a method by `make(method)`, unless that has been done.

    Args:
        place: the method, as "module:Class.method".
        without: what the log says if there is no such method.
        make: returns what replaces the method.
    """
    owner, _, name = place.rpartition(".")
    if (original := _found(place)) is None:
        log.warning("This version has no %s: %s.", place, without, stacklevel=2)  # each once a minute
    elif not getattr(original, "is_patch", False):
        replaced = functools.wraps(original)(make(original))
        replaced.is_patch = True  # type: ignore[attr-defined]
        setattr(_found(owner), name, replaced)


def _found(place: str) -> Any:
    """Return the private object at a place, "module:name"; None if there is none."""
    try:
        return resolve_name(place)
    except (ImportError, AttributeError):
        return None


def send_at_once() -> None:
    """Set TCP_NODELAY on every websocket.

    Bokeh writes a message as several small frames and never turns Nagle's algorithm off. So the kernel holds
    back the last frame until the browser has acknowledged the first. Tornado's method is public; that
    `WSHandler.open` is called once for each connection is private to Bokeh.
    """

    def make(bokeh_open: Callable[..., Any]) -> Callable[..., Any]:
        def open_without_delay(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                self.set_nodelay(True)
            except Exception:
                log.warning("the websocket could not be set to send at once", exc_info=True)
            return bokeh_open(self, *args, **kwargs)

        return open_without_delay

    _replace("bokeh.server.views.ws:WSHandler.open", "answers come up to 40 ms later", make)


def receive_messages(document: Document, receive: Callable[[Any], None]) -> None:
    """Call `receive` with each message that the browser sends to this session, with the session's lock held.

    A document can carry messages of any kind besides its models' changes. So the page needs no component of
    Panel, which would delay what is sent.
    """
    document.on_message(KIND, receive)


def send_message(document: Document, data: dict[str, Any]) -> None:
    """Send a message to the browser; bytes in it travel as they are. The session's lock must be held.

    Both names are public, and Panel uses them in the same way; no documentation names them. Without them the
    page shows what its link says and follows its controls by itself, as it does without a connection.
    """
    document.callbacks.trigger_on_change(MessageSentEvent(document, KIND, data))


def only_texts() -> None:
    """Close a websocket that sends a binary frame: the page sends none.

    Bokeh collects the buffers of a message, which are binary, and limits their size but not their number. All
    else that a flood sends waits in the network: Bokeh handles a frame before it reads the next, so that a
    flood of texts takes neither memory nor others' time.
    """

    def make(bokeh_on_message: Callable[..., Any]) -> Callable[..., Any]:
        async def on_text(self: Any, frame: str | bytes) -> None:
            if isinstance(frame, str):
                await bokeh_on_message(self, frame)
            else:
                log.warning("A websocket sent a binary frame and is closed.")
                self.close(1003, "only texts are read")

        return on_text

    _replace("bokeh.server.views.ws:WSHandler.on_message", "a message may have any number of buffers", make)


def only_from_the_page(is_ours: Callable[[str, Any], bool]) -> None:
    """Answer with an error every message whose type and content `is_ours` rejects.

    Bokeh would decode whatever a browser sends: compressed bytes and arrays of any size, models, another
    document. That `ProtocolHandler.handle` gets a whole message before anything of it is decoded, and returns
    the answer, is private. Without it a few messages fill the memory of the server.

    Errors are sent without reason and traceback. Bokeh logs them, and would send them, too.
    """

    def make(bokeh_handle: Callable[..., Any]) -> Callable[..., Any]:
        async def handle_ours(self: Any, message: Any, connection: Any) -> Any:
            if is_ours(message.msgtype, message.content):
                answer = await bokeh_handle(self, message, connection)
            else:
                log.warning("A websocket sent a message that is not the page's.")
                answer = connection.error(message, "")
            if answer is not None and answer.msgtype == "ERROR":
                answer.content = {"text": "the server could not handle the message", "traceback": None}
            return answer

        return handle_ours

    _replace(
        "bokeh.server.protocol_handler:ProtocolHandler.handle",
        "messages of any kind are decoded, and their errors are told with tracebacks",
        make,
    )


def only_page_and_websocket(closed: type[RequestHandler]) -> None:
    """Remove the paths by which other sites embed an application, and close that of Bokeh's own files.

    The list is Bokeh's, and documented; Panel changes it in the same way. A server reads it when it is made.
    The path of the files stands in it, where it is matched before the one that Bokeh adds for them; `closed`
    refuses all its requests.
    """
    kept = [entry for entry in per_app_patterns if entry[0] in ("/ws", "/?")]
    per_app_patterns[:] = [*kept, (r"/static/.*", closed)]


def also_serve(pattern: str, handler: type[RequestHandler]) -> None:
    """Let the server of `panel serve` answer a path of ours too.

    The list is Bokeh's, and documented. A server reads it when it is made.
    """
    entry = (pattern, handler)
    if entry not in toplevel_patterns:
        toplevel_patterns.append(entry)


def prepare_servers(prepare: Callable[[Mapping[str, Application], dict[str, Any]], None]) -> None:
    """Call `prepare(applications, options)` for each server of this process; it may change the options.

    The class is Panel's, and its options are documented. That `panel serve` and `pn.serve` both make their
    servers of it, with the options as keywords, is private. Without it their servers have no guards.
    """

    def make(panel_init: Callable[..., Any]) -> Callable[..., Any]:
        def prepared_init(
            self: Any, applications: Mapping[str, Application], *args: Any, **options: Any
        ) -> None:
            prepare(applications, options)
            panel_init(self, applications, *args, **options)

        return prepared_init

    _replace("panel.io.server:Server.__init__", "servers of Panel's own have no guards", make)


def shows(application: Application, page: Callable[[], None], folder: Path) -> bool:
    """Whether Panel makes the documents of an application with this function, or with the app in this folder.

    Both stand in private fields of the application's handlers. Without them no application is known as ours.
    """
    functions = [getattr(handler, "_func", None) for handler in application.handlers]
    folders = [getattr(handler, "_path", None) for handler in application.handlers]
    if any(page in (function, *getattr(function, "args", ())) for function in functions):
        return True
    return any(isinstance(each, str) and Path(each).resolve() == folder.resolve() for each in folders)
