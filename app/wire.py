"""The drag path: changes come up from the browser, and each is answered by one frame that goes down.

A frame is one Bokeh message with one buffer for all arrays of all sources. (Assigning the sources' `data`
would send each array as two websocket frames of its own and Panel would wait 50 ms before each event.) The
browser keeps at most one change under way and sends the newest value when its answer has arrived, so that
nothing stale is ever queued; see static/wire.js.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from .assets import text
from .fast_lane import PromptComponent
from .scene import Scene


class Wire(PromptComponent):
    """The invisible component at the Python end of static/wire.js."""

    _esm = text("wire.js")

    _number: int | None = None

    def listen(self, changed: Callable[[dict[str, Any]], None]) -> None:
        """Call `changed` with every change that the browser sends; each call must answer with `send`."""

        def receive(event) -> None:
            data = event.data if isinstance(event.data, dict) else {}
            self._number = data.get("number")
            changed(data.get("change"))

        self.on_msg(receive)

    def send(self, scene: Scene, status: dict[str, Any]) -> None:
        """Send what is to be shown; it carries the number of the change that it answers."""
        number, self._number = self._number, None
        self._send(scene.sources, {"number": number, "settings": scene.settings, "status": status})

    def send_aside(self, sources: dict[str, dict[str, Any]], event: str, detail: dict[str, Any]) -> None:
        """Send columns that belong to no change, and let the page hear of them as an event."""
        self._send(sources, {"number": None, "settings": {}, "event": event, "detail": detail})

    def _send(self, columns: dict[str, dict[str, Any]], head: dict[str, Any]) -> None:
        sources, buffer = pack(columns)
        # As one text: Bokeh's serializer would take longer for the hundreds of small lists than the run took.
        text = json.dumps({**head, "sources": sources}, allow_nan=False)
        self._send_msg({"head": text, "buffer": buffer})


def pack(sources: dict[str, dict[str, Any]]) -> tuple[dict[str, dict[str, Any]], np.ndarray]:
    """Lay all columns end to end in one float64 buffer.

    Returns:
        for each column its [offset, length] in the buffer, and the buffer. A column of lines has a list of
        such pairs, one of images a list of [offset, rows, columns], and one of words {"words": [...]}. An
        array that stands in several columns is laid down once.
    """
    pieces: list[np.ndarray] = []
    places: dict[int, list[int]] = {}
    size = 0

    def place(array: np.ndarray) -> list[int]:
        nonlocal size
        if id(array) not in places:
            pieces.append(array.ravel())
            places[id(array)] = [size, *array.shape]
            size += array.size
        return places[id(array)]

    def packed_column(column):
        if isinstance(column, tuple):
            return {"words": column}
        return [place(line) for line in column] if isinstance(column, list) else place(column)

    packed = {
        name: {key: packed_column(column) for key, column in columns.items()}
        for name, columns in sources.items()
    }
    return packed, np.concatenate([*pieces, np.empty(0)])
