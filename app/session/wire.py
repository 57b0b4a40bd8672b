"""The way between page and server: changes and asks come up from the browser, frames go down.

A frame is one Bokeh message with one buffer for all arrays of all sources. (Assigning the sources' `data`
would send each array as two websocket frames of its own and Panel would wait 50 ms before each event.) The
browser keeps at most one message under way and sends the newest values when its answer has arrived, so that
nothing stale is ever queued; see static/wire.js.
"""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from ..assets import text
from ..runs.scene import Scene
from .doors import PromptComponent


class Wire(PromptComponent):
    """The invisible component at the Python end of static/wire.js; the only one that the page has."""

    _esm = text("plug.js")

    _number: int | None = None

    def listen(self, heard: Callable[[Any, Any], None]) -> None:
        """Call `heard(change, ask)` with all that the browser sends, whatever it is; None is nothing."""

        def receive(event) -> None:
            data = event.data if isinstance(event.data, dict) else {}
            self._number = data.get("number")
            try:
                heard(data.get("change"), data.get("ask"))
            finally:
                if self._number is not None:  # nothing was sent, but the browser waits for an answer
                    self.say()

        self.on_msg(receive)

    def send(self, scene: Scene, status: dict[str, Any], said: dict[str, Any]) -> None:
        """Send a scene, what there is to say of it, and what else of the page has changed, by topic."""
        self._send(scene.sources, scene.settings, said, status)

    def say(self, sources: dict[str, dict[str, Any]] | None = None, **said: Any) -> None:
        """Let the page hear of some topics, and give it columns that belong to no scene."""
        self._send(sources or {}, {}, said, None)

    def _send(self, columns, settings, said, status) -> None:
        number, self._number = self._number, None  # the first that is sent is the answer
        sources, buffer = pack(columns)
        head = {"number": number, "sources": sources, "settings": settings, "said": said, "status": status}
        # As one text: Bokeh's serializer would take longer for the hundreds of small lists than the run took.
        self._send_msg({"head": json.dumps(head, allow_nan=False), "buffer": buffer})


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
