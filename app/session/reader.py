"""Reads the expressions of one session in the parser pool; only the newest request counts."""

import contextlib
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, NamedTuple

from bokeh.document import Document

from surfaces import ExpressionError, Surface, Table

from .parser_pool import REFUSALS, BusyError, ParserPool

_PATIENCE = 0.25
"""Seconds that opening a page waits for an expression that is new to the server."""
_PAUSE = 500
"""Milliseconds before a busy pool is asked again: a classroom that reconnects has many expressions."""
_LINK = 0
"""The number of the request that the link makes; others are counted from 1."""
PARSER_POOL = ParserPool()
"""Reads the expressions of all sessions."""


_Asked = tuple[str, Table | None]
"""A text, and the table that its sums go over."""


class Answer(NamedTuple):
    """The result of reading a text."""

    text: str
    surface: Surface | None
    """None if it was refused."""
    refusal: dict[str, Any]
    """Its `message`, empty if there is a surface, and the `position` of the character that it is about."""
    is_newest: bool
    """Whether nothing else has been requested meanwhile."""


class Reader:
    """Reads texts for a session; answers arrive in events of its `document`."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._late: list[_Asked] = []
        self._is_late = False
        self._newest = _LINK

    @property
    def is_late(self) -> bool:
        """Whether the text of the link is still being read, and nothing else has been requested."""
        return self._is_late and self._newest == _LINK

    def supersede(self) -> None:
        """Make the answers to all requests so far outdated."""
        self._newest += 1

    def read(
        self, text: str, table: Table | None, then: Callable[[Answer], None], insists: bool = False
    ) -> None:
        """Read a text, and call `then` with the answer, now or in a later event of the session.

        Its sums go over the table; without one, a sample may take its place.

        With `insists` a busy pool is asked again, until something else is requested.
        """
        self._newest += 1
        self._read((text, table), self._newest, then, insists)

    def at_once(self, text: str, table: Table | None = None) -> Surface:
        """Read the text of the link that opens the page.

        Raises:
            ExpressionError: if the text is refused, or if it takes long; see `read_late`.
        """
        future = PARSER_POOL.surface(text, table)
        try:
            return future.result(timeout=_PATIENCE)
        except (TimeoutError, BusyError):
            self._late.append((text, table))
            self._is_late = True
            raise ExpressionError("it takes longer than others, and is shown when it is ready.") from None
        except REFUSALS as refusal:
            raise ExpressionError(refusal.message, refusal.position) from None

    def read_late(self, then: Callable[[Answer], None]) -> None:
        """Read what took long in `at_once`, now that the browser has connected and can show it."""
        while self._late:
            self._read(self._late.pop(), _LINK, then, insists=True)

    def _read(
        self, asked: _Asked, number: int, then: Callable[[Answer], None], insists: bool = False
    ) -> None:
        """Read the text of the request with this number; `insists` is as in `read`."""
        finish = partial(self._finish, asked, number, then, insists)
        future = PARSER_POOL.surface(*asked)
        if future.done():
            finish(future)
            return

        def schedule(done: Future[Surface]) -> None:
            with contextlib.suppress(RuntimeError, AttributeError):  # the session has ended meanwhile
                self._document.add_next_tick_callback(partial(finish, done))

        future.add_done_callback(schedule)

    def _finish(
        self, asked: _Asked, number: int, then: Callable[[Answer], None], insists: bool, done: Future[Surface]
    ) -> None:
        is_newest = number == self._newest
        surface = None
        refusal: dict[str, Any] = {"message": "", "position": None}
        try:
            surface = done.result()
        except REFUSALS as error:
            if insists and isinstance(error, BusyError):
                if is_newest:
                    again = partial(self._read, asked, number, then, insists)
                    self._document.add_timeout_callback(again, _PAUSE)
                return
            refusal = {"message": error.message, "position": error.position}
        self._is_late = self._is_late and number != _LINK
        then(Answer(asked[0], surface, refusal, is_newest))
