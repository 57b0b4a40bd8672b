"""The lines of a text: definitions, ranges, and what they are for; of functions and of rules alike."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from surfaces.tokens import ExpressionError, Token, quote

LARGEST = 1e100
"""The largest end of a range."""
CLOSEST = 1e-9
"""The least length of a range, as a share of its larger end: a slider needs ticks that differ."""
SMALLEST = 1e-300
"""The least length of a range in any case."""


LOG_FROM = 100
"""A slider is logarithmic if the ends of its range are above 0 and differ by at least this factor."""
_TICKS = 100
"""A linear slider has about this many ticks."""


class Range(NamedTuple):
    """What a line such as p in [0, 2] = 0.3 says of a number."""

    low: float
    high: float
    default: float | None

    @property
    def is_log(self) -> bool:
        """Whether the slider is logarithmic."""
        return self.low > 0 and self.high / self.low >= LOG_FROM

    @property
    def middle(self) -> float:
        """The middle of the slider."""
        if self.is_log:
            return math.sqrt(self.low) * math.sqrt(self.high)
        return self.low + (self.high - self.low) / 2

    @property
    def tick(self) -> float | None:
        """A round number that divides a linear slider into about _TICKS parts."""
        if self.is_log:
            return None
        part = (self.high - self.low) / _TICKS
        unit = 10.0 ** math.floor(math.log10(part))
        return next(factor * unit for factor in (5, 2, 1) if factor * unit <= part * (1 + 1e-9))


def statements(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut tokens at line ends and semicolons; each statement ends with a token of kind "end"."""
    statement: list[Token] = []
    for token in tokens:
        if token.kind not in (";", "end"):
            statement.append(token)
        elif statement:
            yield [*statement, Token("end", "", token.position)]
            statement = []


def is_range(statement: Sequence[Token]) -> bool:
    """Whether a statement begins as a range does."""
    return len(statement) > 1 and statement[0].kind == "name" and statement[1].text == "in"


def range_of(statement: Sequence[Token]) -> Range:
    """Read name in [low, high] = default; the default may be missing.

    Raises:
        ExpressionError: the range is not written so, or its numbers do not fit.
    """
    name, word, *rest = statement
    form = f"a range is written {quote(name.text)} in [0, 2] = 0.3"
    numbers: list[float] = []
    expected = ["[", "number", ",", "number", "]", "=", "number", "end"]
    at = 0
    for place, kind in enumerate(expected):
        token = rest[at]
        if place == 5 and token.kind == "end":
            break
        sign = 1.0
        if kind == "number" and token.kind in "+-":
            sign = -1.0 if token.kind == "-" else 1.0
            at += 1
        if rest[at].kind != kind:
            raise ExpressionError(form, rest[at].position)
        if kind == "number":
            numbers.append(sign * float(rest[at].text))
            if not abs(numbers[-1]) <= LARGEST:
                raise ExpressionError(f"a range reaches at most to {LARGEST:g}", rest[at].position)
        at += 1
    low, high, *default = numbers
    if not low < high:
        raise ExpressionError("a range begins with its smaller end", word.position)
    if high - low < max(SMALLEST, CLOSEST * max(abs(low), abs(high))):
        raise ExpressionError("the ends of a range are too close to each other", word.position)
    if default and not low <= default[0] <= high:
        raise ExpressionError("the value must lie within the range", rest[at - 2].position)
    return Range(low, high, default[0] if default else None)
