"""The only file that uses private parts of Bokeh and Panel, with the reason and what happens without.

Each was tried with Bokeh 3.9 and 3.10, and Panel 1.9.4 and 1.10; pyproject.toml allows no others.
`tests/session/test_doors.py` fails loudly when a new release changes one of them.
"""

import functools
import logging
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from bokeh.application import Application
from bokeh.document import Document
from bokeh.document.events import MessageSentEvent
from bokeh.server.connection import ServerConnection
from bokeh.server.protocol_handler import ProtocolHandler
from bokeh.server.urls import per_app_patterns, toplevel_patterns
from bokeh.server.views.ws import WSHandler
from panel.io.server import Server
from tornado.web import RequestHandler

KIND = "explorer"
"""The kind of this page's messages among all on a websocket."""

log = logging.getLogger(__name__)


def send_at_once() -> None:
    """Set TCP_NODELAY on every websocket.

    Bokeh writes a message as several small frames and never turns Nagle's algorithm off. So the kernel holds
    back the last frame until the browser has acknowledged the first: 40 ms a reply. Tornado's method is
    public; that `WSHandler.open` is called once for each connection is private to Bokeh. Without it
    everything works, but slower.
    """
    if getattr(WSHandler.open, "sends_at_once", False):
        return
    bokeh_open = WSHandler.open

    @functools.wraps(bokeh_open)
    def open_without_delay(self, *args, **kwargs):
        try:
            self.set_nodelay(True)
        except Exception:
            log.warning("the websocket could not be set to send at once", exc_info=True)
        return bokeh_open(self, *args, **kwargs)

    open_without_delay.sends_at_once = True
    WSHandler.open = open_without_delay


def receive_messages(document: Document, receive: Callable[[Any], None]) -> None:
    """Call `receive` with each message that the browser sends to this session, with the session's lock held.

    A document can carry messages of any kind besides its models' changes. So the page needs no component of
    Panel, which would delay what is sent.
    """
    document.on_message(KIND, receive)


def send_message(document: Document, data: dict[str, Any]) -> None:
    """Send a message to the browser; bytes in it travel as they are. The session's lock must be held."""
    document.callbacks.trigger_on_change(MessageSentEvent(document, KIND, data))


class Bound(Protocol):
    """Decides which frames of one websocket are accepted."""

    def takes(self, frame: str | bytes, more_waits: bool) -> bool:
        """Whether to handle a frame; `more_waits` says whether the next one has arrived too."""


def bound_messages(make_bound: Callable[[], Bound]) -> None:
    """Close every websocket whose own bound rejects a frame.

    Bokeh limits the size of a frame, but not how many come or how many make one message. `on_message` is
    Tornado's public method, and Bokeh handles a frame before it reads the next. Whether the next one has
    arrived is private to the stream. Without it no flood is closed, but its frames still take turns with
    other sessions.
    """
    if getattr(WSHandler.on_message, "bounds_messages", False):
        return
    bokeh_on_message = WSHandler.on_message

    @functools.wraps(bokeh_on_message)
    async def on_bounded_message(self, frame: str | bytes) -> None:
        if getattr(self, "_sent_too_much", False):
            return
        if not hasattr(self, "_bound"):
            self._bound = make_bound()
        if not self._bound.takes(frame, _more_waits(self)):
            self._sent_too_much = True
            log.warning("A websocket sent too much and is closed.")
            self.close(1008, "too many messages")
            return
        await bokeh_on_message(self, frame)

    on_bounded_message.bounds_messages = True
    WSHandler.on_message = on_bounded_message


def _more_waits(handler: WSHandler) -> bool:
    """Whether the browser has already sent more than what is being handled."""
    stream = getattr(handler.ws_connection, "stream", None)
    if getattr(stream, "_read_buffer", None):
        return True
    try:
        return bool(stream.socket.recv(1, socket.MSG_PEEK))
    except (AttributeError, OSError):  # nothing has arrived, or there is no socket
        return False


def only_from_the_page(is_ours: Callable[[str, Any], bool]) -> None:
    """Answer every message that `is_ours` does not know, by its type and its content, with an error.

    Bokeh would decode whatever a browser sends: compressed bytes and arrays of any size, models, another
    document. That `ProtocolHandler.handle` gets a whole message before anything of it is decoded is private.
    Without it a few messages fill the memory of the server.
    """
    if getattr(ProtocolHandler.handle, "takes_only_ours", False):
        return
    bokeh_handle = ProtocolHandler.handle

    @functools.wraps(bokeh_handle)
    async def handle_ours(self, message, connection):
        if is_ours(message.msgtype, message.content):
            return await bokeh_handle(self, message, connection)
        log.warning("A websocket sent a message that is not the page's.")
        return connection.error(message, "not a message of the page")

    handle_ours.takes_only_ours = True
    ProtocolHandler.handle = handle_ours


def keep_tracebacks() -> None:
    """Tell a browser that its message failed, but not how: Bokeh would send the traceback that it logs."""
    if getattr(ServerConnection.error, "keeps_tracebacks", False):
        return
    bokeh_error = ServerConnection.error

    @functools.wraps(bokeh_error)
    def error_without_traceback(self, message, text: str):
        answer = bokeh_error(self, message, "the server could not handle the message")
        answer.content = {**answer.content, "traceback": None}
        return answer

    error_without_traceback.keeps_tracebacks = True
    ServerConnection.error = error_without_traceback


def only_page_and_websocket() -> None:
    """Remove the paths that let other sites embed an application: `autoload.js` and `metadata`.

    The list is Bokeh's, and Panel changes it in the same way. A server reads it when it is made.
    """
    per_app_patterns[:] = [entry for entry in per_app_patterns if entry[0] in ("/ws", "/?")]


def close_static(closed: type[RequestHandler]) -> None:
    """Close the path of Bokeh's, Panel's and their extensions' files: the page loads none of them from there.

    The list is the same. Its paths are matched before the one that Bokeh adds for these files.
    """
    entry = (r"/static/.*", closed)
    if entry not in per_app_patterns:
        per_app_patterns.append(entry)


def also_serve(pattern: str, handler: type[RequestHandler]) -> None:
    """Let the server of `panel serve` answer a path of ours too.

    The list is Bokeh's, and documented. A server reads it when it is made.
    """
    entry = (pattern, handler)
    if entry not in toplevel_patterns:
        toplevel_patterns.append(entry)


def root() -> tuple:
    """Return the path that leads from `/` to the only application of a server; Bokeh adds it as the last."""
    return toplevel_patterns[0]


def prepare_servers(prepare: Callable[[Mapping[str, Application], dict[str, Any]], None]) -> None:
    """Call `prepare(applications, options)` for each server of this process; it may change the options.

    The class is Panel's, and its options are documented. That `panel serve` and `pn.serve` both make their
    servers of it, with the options as keywords, is private. Without it their servers have no guards.
    """
    if getattr(Server.__init__, "prepares", False):
        return
    panel_init = Server.__init__

    @functools.wraps(panel_init)
    def prepared_init(self, applications, *args, **options):
        prepare(applications, options)
        panel_init(self, applications, *args, **options)

    prepared_init.prepares = True
    Server.__init__ = prepared_init


def shows(application: Application, page: Callable[[], None], folder: Path) -> bool:
    """Whether Panel makes the documents of an application with this function, or with the app in this folder.

    Both stand in private fields of the application's handlers. Without them no application is known as ours.
    """
    functions = [getattr(handler, "_func", None) for handler in application.handlers]
    folders = [getattr(handler, "_path", None) for handler in application.handlers]
    if any(page in (function, *getattr(function, "args", ())) for function in functions):
        return True
    return any(isinstance(each, str) and Path(each).resolve() == folder.resolve() for each in folders)
