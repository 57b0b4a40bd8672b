"""The parameters of an error function: its free letters, each with a slider."""

from __future__ import annotations

import re
from dataclasses import dataclass

from surfaces.letters import GREEK
from surfaces.statements import LARGEST, Range

MOST = 6
"""The most parameters of a function."""
USUAL = Range(0.0, 10.0, 1.0)
"""The range of a parameter that has none of its own."""
_NAME = re.compile(rf"(?:[A-Za-z]|[{''.join(GREEK)}])[0-9]*")
_NEVER = re.compile(r"[eEijIπτ]|[wxyθ][0-9]*")


def may_be_parameter(name: str) -> bool:
    """Whether a name is one letter, with digits or without, that means nothing else."""
    return _NAME.fullmatch(name) is not None and _NEVER.fullmatch(name) is None


@dataclass(frozen=True)
class Parameter:
    """What is known of a parameter."""

    symbol: str
    """How it is written: a letter, with digits or without."""
    low: float
    high: float
    """The ends of its slider."""
    default: float
    declared: bool
    """Whether the text says its range, which binds then."""

    @property
    def range(self) -> Range:
        """Its slider."""
        return Range(self.low, self.high, self.default)

    @property
    def most(self) -> float:
        """The greatest value that it may have; see also `least`."""
        return self.high if self.declared else LARGEST

    @property
    def least(self) -> float:
        """The least value that it may have."""
        return self.low if self.declared else -LARGEST

    @property
    def advice(self) -> str:
        """Which numbers it takes, in words."""
        if not self.declared:
            return f"a number up to ±{LARGEST:g}"
        return f"a number from {self.low:g} to {self.high:g}"

    def accepts(self, value: object) -> bool:
        """Whether it may have a value."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return self.least <= value <= self.most


def parameter(symbol: str, declared: Range | None) -> Parameter:
    """Make a parameter of its symbol and of what the text says of it."""
    given = declared or USUAL
    default = given.middle if given.default is None else given.default
    return Parameter(symbol, given.low, given.high, default, declared is not None)
