"""Sums over the rows of a table as they are written on paper: 1/N Σᵢ (w1 xᵢ − yᵢ)² is mean((w1 x − y)^2).

A sum reaches as far as products do, up to the next + or − outside of brackets. Its index is left out where it
stands on a column. What could mean something else is refused with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from surfaces.letters import LETTER
from surfaces.pieces import Piece, replaced, text_of
from surfaces.tokens import ExpressionError

SIGNS = ("∑", "Σ", r"\Sigma")
"""What a text with such a sum has; the LaTeX of another has the name sum."""
_SMALL = str.maketrans("ᵢⱼₖₘₙ₀₁ᴹᴺⁿᵐ", "ijkmn01MNnm")
_SUM = re.compile(
    r"(?:∑|Σ(?=\s*(?:_\s*[({]?\s*[A-Za-z]|[ᵢⱼₖₘₙ])))"
    r"(?:\s*_\s*(?P<open>[({])?\s*(?P<index>[A-Za-z])(?:\s*=\s*(?P<first>[0-9]+))?(?(open)\s*[)}])"
    r"|\s*(?P<small>[ᵢⱼₖₘₙ])(?:₌(?P<low>[₀₁]))?)?"
    r"(?:\s*\^\s*(?:[({]\s*(?P<last>[^(){}]*?)\s*[)}]|(?P<letter>[A-Za-z0-9]))|\s*(?P<raised>[ᴹᴺⁿᵐ]))?"
)
"""The sign of a sum, with its bounds. A Greek Σ without an index is a letter."""
_FRACTION = re.compile(
    r"\\\s*(?:\{\s*[0-9.]+\s*\}|[0-9])\s*(?:\{(?P<below>[^{}]*)\}|(?P<alone>\s*[A-Za-z]))\s*[·*]?\s*$"
)
_RATIO = re.compile(
    r"(?:^|[=+\-−(,;{|·*])\s*(?P<ratio>(?P<open>\()?\s*[0-9.]+\s*/\s*"
    r"(?:\((?P<below>[^()]*)\)|(?P<alone>[A-Za-z]))(?(open)\s*\)))\s*[·*]?\s*$"
)
"""What may stand before a sum and make it a mean: 1/N as LaTeX, and on one line."""
_COUNT = re.compile(r"\s*(?P<factor>[0-9.]*)\s*(?P<letter>[A-Za-z])\s*")
"""What stands below its line: N, or 2 N."""
_MOST = 12
_ALL_ROWS = "a sum goes over all rows of a table, from 1 to N: write out each term of any other"
_NO_ROWS = "write out each term: only the columns of a table have a number for each row"
_NO_COUNT = "the number of rows has no name: write mean(…) for the sum over all rows divided by it"


def with_sums(characters: list[Piece]) -> list[Piece]:
    """Write sums over rows as mean(…) and sum(…).

    Raises:
        ExpressionError: a sum may mean something else; the error names its place.
    """
    indices, counts = set[str](), set[str]()
    signs = list(_SUM.finditer(text_of(characters)))
    if len(signs) > _MOST:
        raise ExpressionError(f"too many sums: at most {_MOST} are read", characters[signs[_MOST].start()][1])
    for sign in reversed(signs):  # an inner one before that around it
        index, count = _bounds(sign, characters)
        characters, divisor = _written(characters, sign, count)
        indices.add(index)
        counts.add(divisor or count or "N")
    for index in indices - {""}:
        characters = _without_index(characters, index)
    for count in counts:
        characters = replaced(characters, _alone(count), _refusing(_NO_COUNT))
    return characters


def _bounds(sign: re.Match[str], characters: list[Piece]) -> tuple[str, str]:
    """The index of a sum, and the letter of the number of its terms; empty where it does not say them."""
    index, first, last = (
        next((sign[name] for name in names if sign[name]), "").translate(_SMALL)
        for names in (("index", "small"), ("first", "low"), ("last", "letter", "raised"))
    )
    count = re.sub(r"\s*[-−]\s*1$", "", last) if first == "0" else last
    rest = text_of(characters[sign.end() :]).lstrip()
    if first not in ("", "0", "1") or not re.fullmatch("[A-Za-z]?", count) or rest[:1] in ("_", "^"):
        raise ExpressionError(_ALL_ROWS, characters[sign.start()][1])
    return index, count


def _written(characters: list[Piece], sign: re.Match[str], count: str) -> tuple[list[Piece], str]:
    """The characters with a sum written as a function, and the letter that divides it if it is a mean."""
    text, place = text_of(characters), characters[sign.start()][1]
    end, before, function, divisor = _end(text, sign.end()), characters[: sign.start()], "sum", ""
    if found := _FRACTION.search(text, 0, sign.start()) or _RATIO.search(text, 0, sign.start()):
        name = "alone" if found["below"] is None else "below"
        below = _COUNT.fullmatch(found[name])
        if below and below["letter"] in (count or "NMnm"):
            function, divisor = "mean", below["letter"]
            number = [(each, place) for each in below["factor"] or "1"]
            before = [*before[: found.start(name)], *number, *before[found.end(name) :]]
            if found.re is _RATIO:  # 1/2 mean(…) is 1/(2 mean(…)) behind a bracket
                at = found.start("ratio")
                before = [*before[:at], ("(", place), *before[at:], (")", place)]
    called = [(each, place) for each in f" {function}("]
    return [*before, *called, *characters[sign.end() : end], (")", place), *characters[end:]], divisor


def _end(text: str, begin: int) -> int:
    """Where the term ends that begins at a place: before the next + or − outside of brackets and bars."""
    depth, is_within_bars, before = 0, False, "("
    for at in range(begin, len(text)):
        sign = text[at]
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0 or (not depth and sign in ",;=\n"):
            return at
        if not depth and sign == "|":
            is_within_bars = not is_within_bars
        is_exponent = before in "eE" and text[at - 2 : at - 1].isdigit()
        if sign in "+-−" and not (depth or is_within_bars or is_exponent or before in "(^*/·×"):
            return at
        before = before if sign.isspace() else sign
    return len(text)


def _without_index(characters: list[Piece], index: str) -> list[Piece]:
    """The characters without an index on columns: x_i, x_{1,i}, x_1i, xᵢ, x[i] and x^{(i)}."""
    small = next((each for each in "ᵢⱼₖₘₙ" if each.translate(_SMALL) == index), index)
    on_column = re.compile(
        rf"(?P<name>(?:(?<![A-Za-z])[A-Za-z]+|{LETTER})(?:_?[0-9₀-₉]+)?)\s*"
        rf"(?:_\s*\{{\s*(?P<a>[0-9]*)\s*,?\s*{index}\s*,?\s*(?P<b>[0-9]*)\s*\}}"
        rf"|_\s*(?P<c>[0-9]*){index}(?P<d>[0-9]*)(?![A-Za-z0-9])"
        rf"|{small}|[\[(]\s*{index}\s*[\])]|\^\s*\{{?\s*\(\s*{index}\s*\)\s*\}}?)"
    )

    def column(match: re.Match[str]) -> str:
        if match["name"] in ("w", "θ", "theta"):
            raise ExpressionError(_NO_ROWS, match.start())
        return f" {match['name']}" + "".join(match[digits] or "" for digits in "abcd")

    words = f"the index {index} stands alone: it can only stand on a column, as in x_{index}"
    return replaced(replaced(characters, on_column, column), _alone(index), _refusing(words))


def _alone(letter: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9_]){letter}(?![A-Za-z0-9_])")


def _refusing(words: str) -> Callable[[re.Match[str]], str]:
    def refuse(match: re.Match[str]) -> str:
        raise ExpressionError(words, match.start())

    return refuse
