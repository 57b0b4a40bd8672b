"""Text to tokens: the only place that looks at characters, and the errors that a visitor is shown.

Letters and digits are ASCII, besides the few other characters listed here. Everything that merely looks
like one of them (fullwidth, bold, Arabic or Cyrillic letters and digits, invisible characters) is named and
refused.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_CHARACTERS = 300
MAX_TOKENS = 200
MAX_DIGITS = 24  # more cannot be meant: a double holds 17


class ExpressionError(ValueError):
    """Why a text is not an error function.

    Attributes:
        message: what is wrong and what to write instead, in plain words. Plain text: escape it where it is
        shown. position: 0-based index into the text, or None where the text as a whole is meant.
    """

    def __init__(self, message: str, position: int | None = None):
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return self.message


class Token(NamedTuple):
    """One token: `kind` is "number", "name", "end" or the operator itself; `text` is as normalized."""

    kind: str
    text: str
    position: int


_NUMBER = re.compile(r"(?:[0-9]+(?:\.(?![*/^]))?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_₀-₉]*|π")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_EXPONENT = re.compile(f"⁻?[{_RAISED}]+")
_FROM_RAISED = str.maketrans(_RAISED + "⁻", "0123456789-")
_FROM_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# math.js reads 2./3 w1 with its elementwise division, which is not tighter than a product: 2/(3 w1).
_OPERATORS = {"./": "./", ".*": "*", ".^": "^", "**": "^", "·": "*", "×": "*", "−": "-"} | {
    c: c for c in "+-*/^%(),"
}
_WEIGHTS = {"x": "w1", "y": "w2", "w_1": "w1", "w_2": "w2", "w_₁": "w1", "w_₂": "w2"}

_ADVICE = {
    "|": "there are no bars here: write abs(w1)",
    "!": "there are no factorials here",
    "=": "an error function has no equals sign: write only what stands to its right",
    "<": "comparisons are not allowed: write min(w1, w2) or max(w1, w2) for a kink",
    ">": "comparisons are not allowed: write min(w1, w2) or max(w1, w2) for a kink",
    "[": "lists are not allowed: use round parentheses for grouping",
    "]": "lists are not allowed: use round parentheses for grouping",
    "{": "curly braces are not allowed: use round parentheses for grouping",
    "}": "curly braces are not allowed: use round parentheses for grouping",
    ";": "only one expression is allowed: leave out the semicolon",
    ":": "there are no assignments or ranges here: leave out the colon",
    "$": "leave out the dollar sign: the formula is set as mathematics by itself",
    "\\": "this is not LaTeX: write sqrt(w1), not \\sqrt{w1}",
    "'": "texts in quotes are not allowed",
    '"': "texts in quotes are not allowed",
    "`": "texts in quotes are not allowed",
    "#": "comments are not allowed",
    ".": "a dot may only stand within a number, as in 0.5",
    "_": "an underscore may only stand within a name, as in w_1",
    "÷": "write / for a division",
    "√": "write sqrt(w1) for a root",
    "\n": "write everything on one line",
    "\r": "write everything on one line",
}


def check_length(text: str) -> None:
    """Raise `ExpressionError` if `text` is longer than any error function may be."""
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(f"too long: at most {MAX_CHARACTERS} characters are allowed", MAX_CHARACTERS)


def tokenize(text: str) -> list[Token]:
    """The tokens of `text`, ending with one of kind "end"; raises `ExpressionError`."""
    check_length(text)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if text[position] in " \t":
            position += 1
            continue
        if len(tokens) >= MAX_TOKENS:
            raise ExpressionError("too many parts: leave some out", position)
        for read in (_read_number, _read_name, _read_exponent, _read_operator):
            if found := read(text, position):
                new, position = found
                tokens += new
                break
        else:
            raise ExpressionError(_why_not(text[position]), position)
    return [*tokens, Token("end", "", len(text))]


def _read_number(text: str, position: int) -> tuple[list[Token], int] | None:
    if not (match := _NUMBER.match(text, position)):
        return None
    literal = match[0]
    following = text[match.end() : match.end() + 1]
    if (
        literal == "0"
        and following
        and following in "xXbBoO"
        and text[match.end() + 1 : match.end() + 2].isalnum()
    ):
        raise ExpressionError("only decimal numbers are allowed", position)
    if sum(c in "0123456789" for c in re.split("[eE]", literal)[0]) > MAX_DIGITS:
        raise ExpressionError(f"too many digits: at most {MAX_DIGITS} are allowed", position)
    return [Token("number", literal, position)], match.end()


def _read_name(text: str, position: int) -> tuple[list[Token], int] | None:
    if not (match := _NAME.match(text, position)):
        return None
    name = match[0]
    name = "pi" if name == "π" else _WEIGHTS.get(name, name).translate(_FROM_LOWERED)
    return [Token("name", name, position)], match.end()


def _read_exponent(text: str, position: int) -> tuple[list[Token], int] | None:
    if not (match := _EXPONENT.match(text, position)):
        return None
    digits = match[0].translate(_FROM_RAISED)
    if len(digits) > MAX_DIGITS:
        raise ExpressionError(f"too many digits: at most {MAX_DIGITS} are allowed", position)
    sign = [Token("-", "-", position)] if digits[0] == "-" else []
    return [Token("^", "^", position), *sign, Token("number", digits.lstrip("-"), position)], match.end()


def _read_operator(text: str, position: int) -> tuple[list[Token], int] | None:
    for length in (2, 1):
        piece = text[position : position + length]
        if piece in _OPERATORS:
            return [Token(_OPERATORS[piece], _OPERATORS[piece], position)], position + length
    return None


def _why_not(character: str) -> str:
    if character in _ADVICE:
        return _ADVICE[character]
    if " " < character <= "~":
        return f"the character {character} is not allowed here"
    name = unicodedata.name(character, "")
    shown = f"U+{ord(character):04X} ({name})" if name else f"U+{ord(character):04X}"
    return f"the character {shown} is not allowed: use plain letters, digits and signs"


def quote(text: str, limit: int = 20) -> str:
    """A short piece of a visitor's text for a message: tokens are of printable characters only."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
