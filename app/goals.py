"""`Goal`: what a visitor is to reach, as a lesson or a link gives it.

    Q OP NUMBER[@t][;by=alpha,k][;tries=n]

Q is E, w1, w2 or stopped, the step at which a run ends early; OP is < or >. Without `@t` it must hold at the
last step, with it at some step up to t. `by` names the values that may be moved, all if it is left out, and
`tries` is how many runs there may be. The browser checks it (static/draw/goal.js): arithmetic over the
columns of the run.
"""

import re
from dataclasses import dataclass

from surfaces.tokens import joined

from .contract import LARGEST, MAX_STEPS, MOST_TRIES
from .numerals import count, short
from .rules.names import is_field
from .settings import number_in

QUANTITIES = ("E", "w1", "w2", "stopped")
_FORM = re.compile(rf"({'|'.join(QUANTITIES)})\s*([<>])\s*([^@;\s]+)\s*(?:@\s*(\d+))?", re.ASCII)


class GoalError(ValueError):
    """Says in one sentence what is wrong with the text of a goal, and what is expected."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Goal:
    """What is to be reached."""

    quantity: str
    """One of QUANTITIES."""
    less: bool
    """Whether the quantity is to be below the number, rather than above it."""
    number: float
    within: int | None = None
    """The last step that counts; if None, the last step alone counts."""
    by: tuple[str, ...] = ()
    """The fields of the method and the letters of E that may be moved; any, if it is empty."""
    tries: int | None = None
    """How many runs there may be."""

    @property
    def text(self) -> str:
        """The text that `parse_goal` reads as this goal."""
        at = "" if self.within is None else f"@{self.within}"
        by = f";by={','.join(self.by)}" if self.by else ""
        tries = "" if self.tries is None else f";tries={self.tries}"
        return f"{self.quantity}{'<' if self.less else '>'}{self.number!r}{at}{by}{tries}"


def parse_goal(text: str) -> Goal:
    """Read a goal.

    Raises:
        GoalError: the text is none.
    """
    first, *more = (part.strip() for part in text.split(";"))
    found = _FORM.fullmatch(first)
    if not found:
        raise GoalError("it begins with E, w1, w2 or stopped, then < or > and a number, such as E<0.001@50")
    quantity, operator, digits, at = found.groups()
    number = number_in(digits)
    if number is None or not abs(number) <= LARGEST:
        raise GoalError(f"“{digits}” is not a number")
    if at is not None and not 1 <= int(at) <= MAX_STEPS:
        raise GoalError(f"the step after @ is from 1 to {count(MAX_STEPS)}")
    given: dict[str, str] = {}
    for part in more:
        name, _, value = (each.strip() for each in part.partition("="))
        if name not in ("by", "tries") or name in given:
            raise GoalError("after the number it has at most by= and tries=, once each")
        given[name] = value
    by = _by(given["by"]) if "by" in given else ()
    tries = _tries(given["tries"]) if "tries" in given else None
    return Goal(quantity, operator == "<", number, None if at is None else int(at), by, tries)


def _by(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(map(is_field, names)) or len(set(names)) < len(names) or len(names) > 8:
        raise GoalError("by= has the names of values, with commas between, such as alpha,k")
    return names


def _tries(text: str) -> int:
    if not re.fullmatch("[0-9]{1,2}", text) or not 1 <= int(text) <= MOST_TRIES:
        raise GoalError(f"tries= is a whole number from 1 to {MOST_TRIES}")
    return int(text)


def legal_goal(value: object) -> str | None:
    """Return the text of a goal in its shortest form, "" for none; else None."""
    if value == "":
        return ""
    try:
        return parse_goal(value).text if isinstance(value, str) and len(value) <= 200 else None
    except GoalError:
        return None


def goal_words(goal: Goal, symbols: dict[str, str]) -> str:
    """Return a goal in words; `symbols` are those of the values by name."""
    if goal.quantity == "stopped" and not goal.less and goal.number < 1:
        what = "Make the run break off"
        when = "" if goal.within is None else f" by t = {count(goal.within)}"
    else:
        name = {"w1": "w₁", "w2": "w₂", "stopped": "the step at which the run breaks off"}
        side = "below" if goal.less else "above"
        what = f"Bring {name.get(goal.quantity, goal.quantity)} {side} {short(goal.number)}"
        when = " at the last step" if goal.within is None else f" within {count(goal.within)} steps"
        when = "" if goal.quantity == "stopped" and goal.within is None else when
    by = f", by {joined([symbols.get(name, name) for name in goal.by])} alone" if goal.by else ""
    return f"{what}{when}{by}."
