"""Text to tokens: the only place that looks at characters, and the errors that a visitor is shown.

An `Alphabet` says what the texts of a language are made of. Letters and digits are ASCII, besides the few
other characters listed there. Everything that merely looks like one of them (fullwidth, bold, Arabic or
Cyrillic letters and digits, invisible characters) is named and refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from surfaces.letters import LETTER

MAX_CHARACTERS = 600
MAX_TOKENS = 300
MAX_DIGITS = 24  # a double holds 17


class ExpressionError(ValueError):
    """Why a text is not an error function, or whatever else the grammar reads.

    Attributes:
        message: what is wrong and what to write instead, in plain words. Plain text: escape it where it is
            shown.
        position: 0-based index into the text, or None where the text as a whole is meant.
    """

    def __init__(self, message: str, position: int | None = None):
        super().__init__(message, position)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        return self.message


class Token(NamedTuple):
    """One token: `kind` is "number", "name", "end" or the operator itself; `text` is normalized."""

    kind: str
    text: str
    position: int


@dataclass(frozen=True)
class Alphabet:
    """What the texts of a language are made of, and how long they may be."""

    characters: int
    """The most characters of a text."""
    tokens: int
    """The most tokens."""
    name: re.Pattern[str]
    spelled: Callable[[str], str]
    """How a name is written in its token."""
    operators: Mapping[str, str]
    """Operators of one or two characters -> the kinds of their tokens."""
    advice: Mapping[str, str]
    """Characters that are not allowed -> why, and what to write instead."""
    around: str = ""
    """Characters that may stand before and after a text."""


_NUMBER = re.compile(r"(?:[0-9]+(?:\.(?![*/^]))?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_EXPONENT = re.compile(f"⁻?[{_RAISED}]+")
_FROM_RAISED = str.maketrans(_RAISED + "⁻", "0123456789-")
FROM_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
# math.js reads 2./3 w1 with its elementwise division, which is not tighter than a product: 2/(3 w1).
OPERATORS = {
    "./": "./",
    ".*": "*",
    ".^": "^",
    "**": "^",
    ".+": "+",
    ".-": "-",
    "·": "*",
    "×": "*",
    "−": "-",
} | {c: c for c in "+-*/^%(),"}
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
COMPARED = {sign: sign for sign in COMPARISONS} | {"≤": "<=", "≥": ">=", "≠": "!="}
"""Comparisons, and the kinds of their tokens."""
_NAMES = {"π": "pi", "τ": "tau"} | {f"{vector}{i}": f"w{i}" for vector in ("θ", "theta") for i in (1, 2)}
_WEIGHTS = {"x": "w1", "y": "w2", "x1": "w1", "x2": "w2"}
"""Names of weights that are names of columns where a text goes over the rows of a table."""
_INDEX = re.compile(r"_([0-9]+)$")

ADVICE = {
    "|": "there are no bars here: write abs(w1)",
    "!": "there are no factorials here",
    "=": "an error function has no equals sign: write only what stands to its right",
    "<": "comparisons are not allowed: write min(w1, w2) or max(w1, w2) for a kink",
    ">": "comparisons are not allowed: write min(w1, w2) or max(w1, w2) for a kink",
    "[": "lists are not allowed: use round parentheses for grouping",
    "]": "lists are not allowed: use round parentheses for grouping",
    "{": "curly braces are not allowed: use round parentheses for grouping",
    "}": "curly braces are not allowed: use round parentheses for grouping",
    ";": "a semicolon ends a definition, such as r = w1^2 + w2^2: these stand before the error function",
    ":": "there are no assignments or ranges here: leave out the colon",
    "$": "leave out the dollar sign: the formula is set as mathematics by itself",
    "\\": "this is not LaTeX: write sqrt(w1), not \\sqrt{w1}",
    "'": "quotes are not allowed: write 1000 for 1'000, and w1^2 + w2^2 for w'w",
    '"': "texts in quotes are not allowed",
    "`": "texts in quotes are not allowed",
    "?": "write if(w1 > 0, w1, w2) for a choice",
    "@": "write out products of vectors: w1^2 + w2^2 for that of w with itself",
    "#": "comments are not allowed",
    ".": "a dot may only stand within a number, as in 0.5: write * for a product, pow(w1, 2) for w1.pow(2)",
    "_": "an underscore may only stand within a name, as in w_1",
    "÷": "write / for a division",
    "√": "write sqrt(w1) for a root",
    "∑": "write out each term of this sum",
    **dict.fromkeys("\n\r", "write everything on one line, with a semicolon after each definition"),
}


def spelled(name: str) -> str:
    """A name as it stands in a token of a text with columns: w_1, w₁ and θ1 are w1, and x is itself."""
    name = _INDEX.sub(r"\1", name.translate(FROM_LOWERED))
    return _NAMES.get(name, name)


def _spelled(name: str) -> str:
    name = spelled(name)
    return _WEIGHTS.get(name, name)


_ON_PAPER = {c: c for c in "|√∛{}:=;[]\\"}
"""Bars, roots, braces, signs between lines and, as `pasted` writes it, the sign of a fraction."""
EXPRESSIONS = Alphabet(
    characters=MAX_CHARACTERS,
    tokens=MAX_TOKENS,
    name=re.compile(rf"[A-Za-z][A-Za-z0-9_₀-₉]*|π|{LETTER}(?:_?[0-9₀-₉]+)?"),
    spelled=_spelled,
    operators=OPERATORS | COMPARED | _ON_PAPER | {":=": "="},
    advice=ADVICE,
    around=" \t\r\n\u00a0",  # what comes along when a text is copied from a page or a file
)
WITH_COLUMNS = replace(EXPRESSIONS, spelled=spelled)
"""Expressions in which x and y are columns of a table."""


def check_characters(text: str, alphabet: Alphabet = EXPRESSIONS) -> None:
    """Refuse what is no text, by a TypeError, and what is longer than its language allows."""
    if not isinstance(text, str):
        raise TypeError(f"{text!r} cannot be read: it must be a text")
    most = alphabet.characters
    if len(text) > most:
        raise ExpressionError(f"too long: at most {most} characters are allowed", most)


def tokenize(text: str, alphabet: Alphabet = EXPRESSIONS) -> list[Token]:
    """The tokens of `text`, ending with one of kind "end"; raises `ExpressionError`."""
    tokens: list[Token] = []
    position = len(text) - len(str.lstrip(text, alphabet.around))
    end = len(text.rstrip(alphabet.around))
    while position < end:
        if text[position] in " \t":
            position += 1
            continue
        if len(tokens) >= alphabet.tokens:
            raise ExpressionError(f"too many parts: at most {alphabet.tokens} are allowed", position)
        for read in (_read_number, _read_name, _read_exponent, _read_operator):
            if found := read(text, position, alphabet):
                new, position = found
                tokens += new
                break
        else:
            raise ExpressionError(_why_not(text[position], alphabet), position)
    return [*tokens, Token("end", "", len(text))]


_Read = tuple[list[Token], int] | None


def _read_number(text: str, position: int, alphabet: Alphabet) -> _Read:
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


def _read_name(text: str, position: int, alphabet: Alphabet) -> _Read:
    if not (match := alphabet.name.match(text, position)):
        return None
    return [Token("name", alphabet.spelled(match[0]), position)], match.end()


def _read_exponent(text: str, position: int, alphabet: Alphabet) -> _Read:
    if not (match := _EXPONENT.match(text, position)):
        return None
    digits = match[0].translate(_FROM_RAISED)
    if len(digits) > MAX_DIGITS:
        raise ExpressionError(f"too many digits: at most {MAX_DIGITS} are allowed", position)
    sign = [Token("-", "-", position)] if digits[0] == "-" else []
    return [Token("^", "^", position), *sign, Token("number", digits.lstrip("-"), position)], match.end()


def _read_operator(text: str, position: int, alphabet: Alphabet) -> _Read:
    for length in (2, 1):
        kind = alphabet.operators.get(text[position : position + length])
        if kind is not None:
            return [Token(kind, kind, position)], position + length
    return None


def _why_not(character: str, alphabet: Alphabet) -> str:
    if character in alphabet.advice:
        return alphabet.advice[character]
    if " " < character <= "~":
        return f"the character {character} is not allowed here"
    name = unicodedata.name(character, "")
    shown = f"U+{ord(character):04X} ({name})" if name else f"U+{ord(character):04X}"
    return f"the character {shown} is not allowed: use plain letters, digits and signs"


def quote(text: str, limit: int = 20) -> str:
    """A short piece of a visitor's text for a message: tokens are of printable characters only."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def joined(words: Sequence[str]) -> str:
    """Words, at least one, as a sentence lists them: "w1", "w1 and w2", "x, y and z"."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
