"""The expressions of one session, read in the parser pool; what was wished for last counts."""

import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, NamedTuple

from bokeh.document import Document

from surfaces import ExpressionError, Surface

from .parser_pool import REFUSALS, BusyError, ParserPool

_PATIENCE = 0.25
"""Seconds that opening a page waits for an expression that is new to the server."""
_PAUSE = 500
"""Milliseconds before such an expression is tried again; a classroom that reconnects has many."""
_LINK = 0
"""The number of the wish that the link is; others are counted from 1."""
PARSER_POOL = ParserPool()
"""Reads the expressions of all sessions."""


class Answer(NamedTuple):
    """What became of a text."""

    text: str
    surface: Surface | None
    """None if it was refused."""
    refusal: dict[str, Any]
    """Its `message`, empty if there is a surface, and the `position` of the character that it is about."""
    is_newest: bool
    """Whether nothing else was wished for meanwhile."""


class Reader:
    """Reads texts for a session. `document` is the session's, in whose events answers arrive."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._late: list[str] = []
        self._wish = _LINK

    def supersede(self) -> None:
        """Note that something else was wished for than the texts that are being read."""
        self._wish += 1

    def read(self, text: str, then: Callable[[Answer], None], insists: bool = False) -> None:
        """Wish for a text, and call `then` with the answer, now or in a later event of the session.

        With `insists` a pool that is busy is asked again, as long as nothing else is wished for.
        """
        self._wish += 1
        self._read(text, self._wish, then, insists)

    def at_once(self, text: str) -> Surface:
        """Read the text of the link that opens the page.

        Raises:
            ExpressionError: if the text is refused, or if it takes long; see `read_late`.
        """
        future = PARSER_POOL.surface(text)
        try:
            return future.result(timeout=_PATIENCE)
        except (TimeoutError, BusyError):
            self._late.append(text)
            raise ExpressionError("it takes longer than others, and is shown when it is ready.") from None
        except REFUSALS as refusal:
            raise ExpressionError(refusal.message, refusal.position) from None

    def read_late(self, then: Callable[[Answer], None]) -> None:
        """Read what took long in `at_once`, now that the browser has connected and can show it."""
        while self._late:
            self._read(self._late.pop(), _LINK, then, insists=True)

    def _read(self, text: str, wish: int, then: Callable[[Answer], None], insists: bool = False) -> None:
        """Read a text. `insists` is that of `read`."""
        finish = partial(self._finish, text, wish, then, insists)
        future = PARSER_POOL.surface(text)
        if future.done():
            finish(future)
            return

        def schedule(done: Future[Surface]) -> None:
            with contextlib.suppress(RuntimeError, AttributeError):  # the session has ended meanwhile
                self._document.add_next_tick_callback(partial(finish, done))

        future.add_done_callback(schedule)

    def _finish(
        self, text: str, wish: int, then: Callable[[Answer], None], insists: bool, done: Future[Surface]
    ) -> None:
        is_newest = wish == self._wish
        surface, refusal = None, {"message": "", "position": None}
        try:
            surface = done.result()
        except REFUSALS as error:
            if insists and isinstance(error, BusyError):
                if is_newest:
                    again = partial(self._read, text, wish, then, insists)
                    self._document.add_timeout_callback(again, _PAUSE)
                return
            refusal = {"message": error.message, "position": error.position}
        then(Answer(text, surface, refusal, is_newest))
