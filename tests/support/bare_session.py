"""A session without a browser and without a server: a test sends messages and reads the answers."""

import json
import math
from collections import deque
from collections.abc import Callable
from functools import partial
from inspect import iscoroutine

import pytest
from bokeh.document import Document
from bokeh.document.events import DocumentChangedEvent, MessageSentEvent

from app.session import background
from app.session.bokeh_patches import KIND
from app.session.explorer import Explorer


class Session:
    """A session without a browser, and its answers. Without `greets` nobody says hello."""

    def __init__(self, query: str = "", greets: bool = True):
        self.document = Document()
        self.explorer = Explorer(query, self.document)
        self.heads = []
        """The heads of the messages to the browser since the last call of `hears`."""
        self.document.callbacks.on_change(self._note)
        (self.receive,) = self.document.callbacks._message_callbacks[KIND]
        if greets:
            self.first, *_ = self.hears(ask={"ask": "hello"})

    def hears(self, **data) -> list[dict]:
        """Send a message and return the heads of all messages that it causes at once."""
        self.heads.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(background, "_FIRST_SLICE", math.inf)  # so that a slow machine puts nothing off
            self.receive(json.dumps({"number": 7, **data}))
        heads, self.heads = self.heads, []
        return heads

    def _note(self, event: DocumentChangedEvent) -> None:
        if isinstance(event, MessageSentEvent):
            self.heads.append(json.loads(event.msg_data["head"]))


def without_loop(monkeypatch) -> deque:
    """Collect the callbacks for an event loop, which does not run here; the test calls them."""
    waiting = deque()
    turns = background.Turns(lambda _, callback: waiting.append(callback))
    monkeypatch.setattr(background, "turns", lambda: turns)
    later = partial(called, waiting.append)
    monkeypatch.setattr(Document, "add_next_tick_callback", lambda self, callback: later(callback))
    monkeypatch.setattr(Document, "add_timeout_callback", lambda self, callback, _: later(callback))
    return waiting


def called(keep: Callable, callback: Callable) -> None:
    """Collect a document's callback. A coroutine must end here without waiting for anything."""

    def act() -> None:
        if iscoroutine(awaited := callback()):
            with pytest.raises(StopIteration):
                awaited.send(None)

    keep(act)
