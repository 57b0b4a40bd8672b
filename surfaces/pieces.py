"""Texts of which each character knows where it came from, so that a mistake is shown at its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from surfaces.tokens import ExpressionError

Piece = tuple[str, int]
"""A text, and the place at which it, or what it stands for, begins."""


def pieces_of(text: str) -> list[Piece]:
    """The characters of a text, each at its place."""
    return list(zip(text, range(len(text)), strict=True))


def text_of(pieces: Sequence[Piece]) -> str:
    """The text of some pieces."""
    return "".join(text for text, _ in pieces)


def text_and_places(characters: Sequence[Piece], end: int = 0) -> tuple[str, list[int]]:
    """The text of some characters; and the place of each, and of the end."""
    return text_of(characters), [*(place for _, place in characters), end]


@contextmanager
def at_places(places: Sequence[int]) -> Iterator[None]:
    """Say of errors in a text that was rewritten where they are in the text before."""
    try:
        yield
    except ExpressionError as error:
        position = None if error.position is None else places[error.position]
        raise ExpressionError(error.message, position) from None


def replaced(
    characters: list[Piece], pattern: re.Pattern[str], instead: Callable[[re.Match[str]], str]
) -> list[Piece]:
    """The characters with all matches of a pattern replaced."""
    result: list[Piece] = []
    end = 0
    text, places = text_and_places(characters)
    with at_places(places):
        for match in pattern.finditer(text):
            result += characters[end : match.start()]
            result += [(character, places[match.start()]) for character in instead(match)]
            end = match.end()
    return result + characters[end:]
