"""The private parts of Bokeh and Panel that the page relies on are still what it takes them for."""

import inspect

from bokeh.server.views.ws import WSHandler
from panel.custom import JSComponent, ReactiveESM
from panel.io.state import state
from tornado.websocket import WebSocketHandler

from app import fast_lane


def test_a_websocket_is_opened_once_by_a_method_that_can_be_wrapped():
    assert issubclass(WSHandler, WebSocketHandler)
    original = inspect.unwrap(WSHandler.open)
    assert list(inspect.signature(original).parameters) == ["self"]
    assert callable(WebSocketHandler.set_nodelay)


def test_every_websocket_sends_at_once_even_if_asked_twice():
    fast_lane.send_at_once()
    first = WSHandler.open
    fast_lane.send_at_once()
    assert WSHandler.open is first
    done = []

    class Connection:
        def set_nodelay(self, on):
            done.append(on)
            raise RuntimeError("this connection is odd, and opens all the same")

    original = inspect.unwrap(first)
    try:
        first.__wrapped__ = original
        outcome = None
        try:
            first(Connection())
        except AttributeError as error:  # the original opens a real connection only
            outcome = error
    finally:
        assert done == [True]
    assert outcome is not None


def test_panel_has_the_cleanup_that_is_scheduled_early():
    assert callable(state._schedule_busy_cleanup)


def test_messages_go_to_and_from_components_as_the_wire_expects():
    assert list(inspect.signature(ReactiveESM._send_msg).parameters) == ["self", "data"]
    assert list(inspect.signature(JSComponent.on_msg).parameters) == ["self", "callback"]
