"""The server end of the wire: changes and asks come up from the browser, facts go down.

A message is one text; on the way down it also has one buffer with all arrays. The browser has at most one
message under way. It sends the newest values when the answer has arrived, so nothing stale is ever queued.
What takes long to compute is answered when it is there.
The other end is static/wire.js.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from bokeh.document import Document

from ..packing import pack
from .doors import receive_messages, send_message

_LONGEST = 100_000
"""Most characters of a message; the page sends a few thousand."""

log = logging.getLogger(__name__)


class Wire:
    """The wire of one session."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._number: int | None = None
        self._is_busy: Callable[[], bool] = lambda: False
        self._complained = False

    def listen(self, heard: Callable[[Any, Any], None], is_busy: Callable[[], bool]) -> None:
        """Call `heard(change, ask)` for each message, unchecked; None is a missing part.

        While `is_busy()`, what is said is not the answer yet.
        """
        self._is_busy = is_busy

        def receive(message: Any) -> None:
            data = self._read(message)
            number = data.get("number")
            self._number = number if isinstance(number, int) else None
            try:
                heard(data.get("change"), data.get("ask"))
            finally:
                if self._number is not None and not is_busy():  # nothing was sent, but the browser waits
                    self.say()

        receive_messages(self._document, receive)

    def say(self, **said: Any) -> None:
        """Tell the page about some topics, in JSON values and arrays."""
        number = None
        if not self._is_busy():
            number, self._number = self._number, None  # the first message sent is the answer
        told, buffer = pack(said)
        head = json.dumps({"number": number, "said": told}, allow_nan=False)
        send_message(self._document, {"head": head, "buffer": buffer})

    def _read(self, message: Any) -> dict[str, Any]:
        """Return what a message says. One that makes no sense says nothing; the first one is logged."""
        try:
            if isinstance(message, str) and len(message) <= _LONGEST:
                data = json.loads(message)
                if isinstance(data, dict):
                    return data
        except (ValueError, RecursionError):
            pass
        if not self._complained:
            self._complained = True
            log.warning("A browser sends messages that are not the page's. They are ignored.")
        return {}
