"""The server end of the wire: changes and asks come up from the browser, facts go down.

A message is one text; on the way down it also has one buffer with all arrays. The browser has at most one
message under way. It sends the newest values when the answer has arrived, so nothing stale is ever queued.
A result that takes long is the answer once it is computed. A message says which columns of numbers the page
has computed; those that are equal to the bit are not sent back, nine bytes in ten of a run.
The other end is static/wire.js.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

from bokeh.document import Document

from ..packing import pack
from .bokeh_patches import receive_messages, send_message

_LONGEST = 100_000
"""Most characters of a message; the page sends a few thousand."""
_MOST_THERE = 200
"""The most columns that a browser may say it has; a method of the menu has 18 at most, a typed rule 30."""

log = logging.getLogger(__name__)


class Wire:
    """The wire of one session."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._number: int | None = None
        self._there: dict[str, int] = {}
        """The fingerprints of the columns that the browser has, and the numbers that refer to them."""
        self._is_busy: Callable[[], bool] = lambda: False
        self._complained = False

    def listen(self, heard: Callable[[Any, Any], None], is_busy: Callable[[], bool]) -> None:
        """Call `heard(change, ask)` for each message; both are unchecked, and None if missing.

        While `is_busy()`, what is sent does not count as the answer.
        """
        self._is_busy = is_busy

        def receive(message: Any) -> None:
            data = self._read(message)
            number = data.get("number")
            self._number = number if isinstance(number, int) else None
            self._there = _columns_in(data.get("there"))
            try:
                heard(data.get("change"), data.get("ask"))
            finally:
                if self._number is not None and not is_busy():  # nothing was sent, but the browser waits
                    self.say()

        receive_messages(self._document, receive)

    def say(self, **said: Any) -> None:
        """Send some topics to the page, as JSON values and arrays."""
        number = None
        if not self._is_busy():
            number, self._number = self._number, None  # the first message sent is the answer
        told, buffer = pack(said) if number is None else pack(said, self._there)
        head = json.dumps({"number": number, "said": told}, allow_nan=False)
        send_message(self._document, {"head": head, "buffer": buffer})

    def _read(self, message: Any) -> dict[str, Any]:
        """Return the content of a message; none if it makes no sense, of which the first is logged."""
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


def _columns_in(there: Any) -> dict[str, int]:
    """Return the columns that a browser says it has; none if that makes no sense."""
    if not isinstance(there, list) or len(there) > _MOST_THERE:
        return {}
    return {each: number for number, each in enumerate(there) if isinstance(each, str)}
