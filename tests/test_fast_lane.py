"""The private parts of Bokeh and Panel that the page relies on are still what it takes them for."""

import inspect

from bokeh.document import Document
from bokeh.server.views.ws import WSHandler
from panel.custom import JSComponent, ReactiveESM
from panel.io.state import state
from panel.models.esm import DataEvent
from panel.reactive import Reactive
from tornado.websocket import WebSocketHandler

from app import fast_lane


def test_a_websocket_is_opened_once_by_a_method_that_can_be_wrapped():
    assert issubclass(WSHandler, WebSocketHandler)
    original = inspect.unwrap(WSHandler.open)
    assert list(inspect.signature(original).parameters) == ["self"]
    assert callable(WebSocketHandler.set_nodelay)


def test_every_websocket_sends_at_once_and_opens_even_if_it_cannot(monkeypatch):
    calls = []
    monkeypatch.setattr(WSHandler, "open", lambda self: calls.append("open"))
    fast_lane.send_at_once()
    fast_lane.send_at_once()

    class Connection:
        def set_nodelay(self, on):
            calls.append(on)

    class OddConnection:
        def set_nodelay(self, on):
            raise RuntimeError

    WSHandler.open(Connection())
    assert calls == [True, "open"]
    WSHandler.open(OddConnection())
    assert calls == [True, "open", "open"]


def test_panel_has_the_cleanup_that_is_scheduled_early():
    assert callable(state._schedule_busy_cleanup)


def test_messages_go_to_and_from_components_as_the_wire_expects():
    assert list(inspect.signature(ReactiveESM._send_msg).parameters) == ["self", "data"]
    assert list(inspect.signature(JSComponent.on_msg).parameters) == ["self", "callback"]


def test_panel_asks_a_component_where_its_events_go():
    assert list(inspect.signature(Reactive._server_event).parameters) == ["self", "doc", "event"]
    assert list(inspect.signature(Reactive._send_event).parameters) == ["self", "Event", "event_kwargs"]
    assert list(inspect.signature(ReactiveESM._process_event).parameters) == ["self", "event"]
    assert "_server_event" in inspect.getsource(Reactive._register_events)


def test_a_prompt_component_answers_in_the_same_turn():
    component, document, sent = fast_lane.PromptComponent(), Document(), []
    component.on_msg(lambda event: component._send_msg({"echo": event.data}))
    model = component.get_root(document)
    document.add_root(model)
    document.callbacks.on_change(lambda event: sent.append(event.msg_data))
    component._server_event(document, DataEvent(model=model, data=7))
    assert [(event.model, event.data) for event in sent] == [(model, {"echo": 7})]
    assert component._asking is None
