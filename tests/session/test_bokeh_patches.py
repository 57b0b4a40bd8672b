"""The private parts of Bokeh and Panel that the page uses still work as it assumes."""

import inspect
import json
import re
from types import SimpleNamespace

from bokeh.command.subcommands.serve import Serve
from bokeh.command.util import build_single_handler_applications
from bokeh.document import Document
from bokeh.document.events import MessageSentEvent
from bokeh.protocol import Protocol
from bokeh.server.protocol_handler import ProtocolHandler
from bokeh.server.session import ServerSession
from bokeh.server.tornado import BokehTornado
from bokeh.server.urls import per_app_patterns
from bokeh.server.views.ws import WSHandler
from panel.io.application import build_applications
from panel.io.server import Server, get_server
from tornado.websocket import WebSocketHandler
from visitor import run

from app.serving import files, guard
from app.session import bokeh_patches


def test_a_websocket_is_opened_once_by_a_method_that_can_be_wrapped():
    assert issubclass(WSHandler, WebSocketHandler)
    original = inspect.unwrap(WSHandler.open)
    assert list(inspect.signature(original).parameters) == ["self"]
    assert callable(WebSocketHandler.set_nodelay)


def test_every_websocket_sends_at_once_and_opens_even_if_it_cannot(monkeypatch):
    calls = []
    monkeypatch.setattr(WSHandler, "open", lambda self: calls.append("open"))
    bokeh_patches.send_at_once()
    bokeh_patches.send_at_once()

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


def test_messages_come_frame_by_frame_and_are_handled_one_after_the_other():
    original = inspect.unwrap(WSHandler.on_message)
    assert inspect.iscoroutinefunction(original)
    assert len(inspect.signature(original).parameters) == 2  # itself and a frame


def test_a_binary_frame_closes_the_websocket_and_goes_no_further(monkeypatch):
    heard = []

    async def on_message(self, frame):
        heard.append(frame)

    monkeypatch.setattr(WSHandler, "on_message", on_message)
    bokeh_patches.only_texts()
    handler = SimpleNamespace(close=lambda *how: heard.append(how))
    for frame in ("text", b"binary"):
        run(WSHandler.on_message(handler, frame))
    assert heard == ["text", (1003, "only texts are read")]


def test_a_message_that_is_not_ours_is_answered_and_goes_no_further(monkeypatch):
    handled = []

    async def handle(self, message, connection):
        handled.append(message.msgtype)

    assert list(inspect.signature(inspect.unwrap(ProtocolHandler.handle)).parameters)[1:] == [
        "message",
        "connection",
    ]
    assert "self.handler.handle(message, self.connection)" in inspect.getsource(WSHandler._handle)
    monkeypatch.setattr(ProtocolHandler, "handle", handle)
    bokeh_patches.only_from_the_page(lambda kind, content: content == "ours")
    bokeh_patches.only_from_the_page(lambda kind, content: True)
    for content in ("ours", "theirs"):
        answer = run(ProtocolHandler.handle(None, message(content), Connection()))
    assert handled == ["ours"]
    assert answer.content == APOLOGY


APOLOGY = {"text": "the server could not handle the message", "traceback": None}


def message(content):
    return SimpleNamespace(msgtype=content, content=content, header={"msgid": "1"})


class Connection:
    """Makes Bokeh's own errors."""

    def error(self, message, text):
        return Protocol().create("ERROR", message.header["msgid"], text)


def test_an_error_is_sent_without_its_traceback(monkeypatch):
    async def fail(message, connection):
        raise ValueError("secret")

    monkeypatch.setattr(ProtocolHandler, "handle", inspect.unwrap(ProtocolHandler.handle))
    bokeh_patches.only_from_the_page(lambda kind, content: True)
    handler = ProtocolHandler()
    handler._handlers["fails"] = fail
    answer = run(handler.handle(message("fails"), Connection()))
    assert (answer.msgtype, answer.content) == ("ERROR", APOLOGY)
    assert "secret" not in answer.content_json


def test_an_application_keeps_two_of_its_paths_and_static_files_are_closed_before_bokeh_adds_them(
    monkeypatch,
):
    paths = [entry[0] for entry in per_app_patterns]
    assert set(paths) - {"/static/.*"} in ({"/ws", "/?"}, {"/ws", "/?", "/metadata", "/autoload.js"})
    patterns = [(path, None) for path in ("/ws", "/metadata", "/?")]
    monkeypatch.setattr(bokeh_patches, "per_app_patterns", patterns)
    bokeh_patches.only_page_and_websocket(guard.Closed)
    bokeh_patches.only_page_and_websocket(guard.Closed)
    assert patterns == [("/ws", None), ("/?", None), ("/static/.*", guard.Closed)]
    making = inspect.getsource(BokehTornado.__init__)
    assert making.index("in per_app_patterns") < making.index("create_static_handler(")


def test_panels_own_command_can_serve_a_path_of_ours(monkeypatch):
    monkeypatch.setattr(bokeh_patches, "toplevel_patterns", paths := [])
    bokeh_patches.also_serve(*files.ROUTE)
    bokeh_patches.also_serve(*files.ROUTE)
    assert paths == [files.ROUTE]
    assert "extra_patterns + toplevel_patterns" in inspect.getsource(BokehTornado.__init__)


def test_panels_servers_are_made_with_options_that_can_be_changed(monkeypatch):
    made = []
    monkeypatch.setattr(Server, "__init__", lambda self, *all, **options: made.append((all, options)))
    bokeh_patches.prepare_servers(lambda applications, options: options.update(port=len(applications)))
    bokeh_patches.prepare_servers(lambda applications, options: options.clear())
    Server({"/": None}, port=5006, prefix="/a")
    assert made == [(({"/": None},), {"port": 1, "prefix": "/a"})]
    assert "Server(apps, port=port, **opts)" in inspect.getsource(get_server)
    assert "Server(applications, **server_kwargs)" in inspect.getsource(Serve.invoke)


def test_an_application_of_panels_tells_what_makes_its_pages(tmp_path):
    def page(): ...

    def other(): ...

    (tmp_path / "main.py").write_text("")
    applications = build_applications({"/": page, "/other": other})
    (folder,) = build_single_handler_applications([str(tmp_path)]).values()
    assert bokeh_patches.shows(applications["/"], page, tmp_path)
    assert bokeh_patches.shows(folder, page, tmp_path)
    assert not bokeh_patches.shows(applications["/other"], page, tmp_path)
    assert not bokeh_patches.shows(folder, page, tmp_path / "other")


# Messages


def through_bokeh(event):
    """A message of one event, as it goes over the websocket."""
    return Protocol().create("PATCH-DOC", [event])


def test_a_message_goes_to_the_browser_as_it_is_with_its_bytes_beside_it():
    document, sent = Document(), []
    document.callbacks.on_change(sent.append)
    bokeh_patches.send_message(document, {"head": "{}", "buffer": b"\x01\x02"})
    (event,) = sent
    patch = through_bokeh(event)
    (told,) = json.loads(patch.content_json)["events"]
    assert (told["kind"], told["msg_type"]) == ("MessageSent", bokeh_patches.KIND)
    head, buffer = dict(told["msg_data"]["entries"]).values()
    assert head == "{}"
    assert [(each.ref, each.data) for each in patch.buffers] == [(buffer["data"], b"\x01\x02")]


def test_a_message_of_a_browser_reaches_its_session_only():
    document, heard = Document(), []
    bokeh_patches.receive_messages(document, heard.append)
    through_bokeh(MessageSentEvent(document, bokeh_patches.KIND, "a text")).apply_to_document(document)
    through_bokeh(MessageSentEvent(document, "another kind", "a text")).apply_to_document(document)
    assert heard == ["a text"]


def test_a_message_is_handled_with_the_lock_of_its_session():
    patch = inspect.getsource(ServerSession._handle_patch)
    assert patch.lstrip().startswith("@_needs_document_lock")
    assert re.search(r"message\.apply_to_document[(,] ?self\.document, self\)", patch)
