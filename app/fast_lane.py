"""The one place that reaches into private parts of Bokeh and Panel, with the reason and a way without.

`tests/test_fast_lane.py` fails loudly when a new release changes one of them.
"""

import functools
import logging

from bokeh.document import Document
from bokeh.events import Event
from bokeh.model import Model
from bokeh.server.views.ws import WSHandler
from panel.custom import JSComponent
from panel.io.resources import LOCAL_DIST
from panel.io.state import set_curdoc, state

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
