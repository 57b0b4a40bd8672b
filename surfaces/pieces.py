"""Texts of which each character knows where it came from, so that a mistake is shown at its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from surfaces.tokens import ExpressionError

Piece = tuple[str, int]
"""A text, and the place at which it, or what it stands for, begins."""


def text_of(pieces: list[Piece]) -> str:
    """The text of some pieces."""
    return "".join(text for text, _ in pieces)


def replaced(
    characters: list[Piece], pattern: re.Pattern[str], instead: Callable[[re.Match[str]], str]
) -> list[Piece]:
    """The characters with all matches of a pattern replaced."""
    text = text_of(characters)
    result: list[Piece] = []
    end = 0
    for match in pattern.finditer(text):
        result += characters[end : match.start()]
        place = characters[match.start()][1]
        try:
            result += [(character, place) for character in instead(match)]
        except ExpressionError as error:
            at = error.position or 0
            raise ExpressionError(error.message, characters[at][1]) from None
        end = match.end()
    return result + characters[end:]
