"""The one place that reaches into private parts of Bokeh and Panel, with the reason and a way without.

`tests/session/test_doors.py` fails loudly when a new release changes one of them.
"""

import functools
import logging
import socket

from bokeh.document import Document
from bokeh.events import Event
from bokeh.model import Model
from bokeh.server.connection import ServerConnection
from bokeh.server.urls import per_app_patterns
from bokeh.server.views.ws import WSHandler
from panel.custom import JSComponent
from panel.io.resources import LOCAL_DIST
from panel.io.state import set_curdoc, state

from ..serving.guard import Backlog

log = logging.getLogger(__name__)


def send_at_once() -> None:
    """Set TCP_NODELAY on every websocket.

    Bokeh writes a message as several small frames and never turns Nagle's algorithm off, so the kernel holds
    the last of them back until the browser has acknowledged the first: 40 ms a reply. Tornado has a public
    method for it; that `WSHandler.open` is called once for each connection is Bokeh's private matter. Without
    it all works, slower.
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


class PromptComponent(JSComponent):
    """A component whose messages are handled, and answered, where Bokeh delivers them.

    Bokeh delivers a message with the session's lock held, which is all that a handler needs. Panel puts it
    off to a later turn of the server's loop, because it can come in a worker thread, and what the handler
    sends to a turn after that. Should Panel no longer ask `_server_event` or `_send_event`, messages take
    that way again.
    """

    _asking: tuple[Document, Model] | None = None
    """Whose message is being handled."""

    def _server_event(self, doc: Document, event: Event) -> None:
        self._asking = doc, event.model
        try:
            with set_curdoc(doc):
                self._process_event(event)
        finally:
            self._asking = None

    def _send_event(self, Event: type[Event], **fields) -> None:  # noqa: N803, as Panel calls it
        if self._asking is None:
            super()._send_event(Event, **fields)
        else:
            document, model = self._asking
            document.callbacks.send_event(Event(model=model, **fields))


def rest_when_idle(document: Document) -> None:
    """Let Panel schedule its cleanup of busy events on the server's own loop, once and for all.

    Panel 1.10.0 schedules it with the first property that a browser changes, and Bokeh 3.10 handles that in a
    worker thread, from which Panel sends the task to the loop, which sends it to a worker thread, and so on
    for ever: a whole core for nothing. Only a coroutine runs on the loop itself. Where Panel has no such
    method, nothing needs to be done.
    """
    schedule = getattr(state, "_schedule_busy_cleanup", None)
    if schedule is None:
        return

    async def schedule_on_the_loop() -> None:
        schedule()

    document.add_next_tick_callback(schedule_on_the_loop)


def stay_on_this_host(document: Document) -> None:
    """Let Panel's style sheets come from this server even if another process has rendered the page.

    Panel learns where its files are when it renders a page. A process that gets only the websocket (one of
    several workers, or a restarted server) points to a CDN instead, unless the document already says it.
    """
    path = f"{state.rel_path}/" if state.rel_path else ""
    document.template_variables["dist_url"] = path + LOCAL_DIST


def forget_with(document: Document) -> None:
    """Let Panel forget with a session the root that it has invented for the page's template.

    Panel 1.9 and 1.10 keep its name in a list for ever. To be called when a template has been put into its
    document. Where there is no such list, nothing needs to be done.
    """
    names = getattr(state, "_fake_roots", [])
    views = getattr(state, "_views", {})
    mine = [name for name in names if name in views and views[name][2] is document]

    def forget(_) -> None:
        for name in mine:
            if name in names:
                names.remove(name)

    document.on_session_destroyed(forget)


def bound_messages() -> None:
    """Close every websocket that is too far ahead of the server.

    Bokeh bounds the size of a frame, but neither how many come nor how many make one message. `on_message` is
    Tornado's public method, and Bokeh handles a frame before the next is read. Whether the next has come is
    the stream's private matter; where it cannot be seen, nothing is ever closed for it, and a flood gets its
    turn between the others.
    """
    if getattr(WSHandler.on_message, "bounds_messages", False):
        return
    bokeh_on_message = WSHandler.on_message

    @functools.wraps(bokeh_on_message)
    async def on_bounded_message(self, frame: str | bytes) -> None:
        if getattr(self, "_sent_too_much", False):
            return
        backlog = self.__dict__.setdefault("_backlog", Backlog())
        if not backlog.takes(frame, _more_waits(self)):
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
    except (AttributeError, OSError):  # nothing there, or nothing to look into
        return False


def keep_tracebacks() -> None:
    """Tell a browser that its message failed, but not how: Bokeh logs the traceback, and sends it too."""
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
    """Take away the paths with which other sites embed an application: `autoload.js` and `metadata`.

    The list is Bokeh's, and Panel changes it in the same way. It is read when a server is made.
    """
    per_app_patterns[:] = [entry for entry in per_app_patterns if entry[0] in ("/ws", "/?")]
