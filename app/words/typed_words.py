"""The words below the field of E: what was changed so that a run is worth seeing, and why."""

import dataclasses
import re

from optimizers import Optimizer, hypers
from surfaces import Surface, Table
from surfaces.expression import uses_data
from surfaces.surface import REASONS
from surfaces.tokens import joined

from ..experiment import Experiment
from ..numerals import place, short
from ..proposals.features import Features
from ..proposals.search import UNSEEN, Proposal
from ..proposals.stationary import MAXIMUM, MINIMUM, SADDLE
from ..runs.worth import CLIMBS, ENDS, LEAVES, NO_START, SMALL, STILL

_SO_THAT = {
    NO_START: "so that it starts where E is defined",
    ENDS: "so that it does not overflow",
    STILL: "so that it moves",
    LEAVES: "so that it stays in view",
    CLIMBS: "so that it descends",
    SMALL: "so that it can be seen",
}
"""Why something was changed, the strongest reason first."""
_ARRIVES, _BETTER = "so that it arrives", "to show more of the path"
_KINDS = {
    MINIMUM: ("a minimum", "minima"),
    SADDLE: ("a saddle", "saddles"),
    MAXIMUM: ("a maximum", "maxima"),
}
_IN_DOMAIN = "so that it stays where E is defined"
_FALLS = "No minimum was found within reach: E goes on falling."
_BOTTOM = "E is lowest on level ground."
_NOTHING_BETTER = "No start and no values were found that show more."
_LEVEL = "E is the same everywhere: it depends on neither w1 nor w2."


def changed_names(before: Experiment, after: Experiment) -> list[str]:
    """Return the differences between the active runs, starts and views: fields, "start" and "view"."""
    one, other = before.active, after.active
    fields = [about.name for about in hypers(other) if getattr(one, about.name) != getattr(other, about.name)]
    return [*fields, *(name for name in ("start", "view") if getattr(before, name) != getattr(after, name))]


def set_words(after: Experiment, names: list[str]) -> list[str]:
    """Return settings in words, each by itself: ["η = 0.0004", "start (1, 2)", "view"]."""
    symbols = {about.name: about.symbol for about in hypers(after.active)}
    words = [f"{symbols[name]} = {short(getattr(after.active, name))}" for name in names if name in symbols]
    words += [f"start {place(after.start, after.view)}"] if "start" in names else []
    return words + (["view"] if "view" in names else [])


def typed_words(
    surface: Surface, before: Experiment, after: Experiment, proposal: Proposal, by_hand: frozenset[str]
) -> str:
    """Say what the page has changed and why; if it changed nothing, what was found; or "".

    `before` and `after` are the experiment before the search and after it, and `by_hand` names the settings
    that the visitor has made.
    """
    ground = proposal.found.terrain
    if ground.level:
        return _LEVEL
    has_points = bool(proposal.found.points)
    lowest = [] if has_points else [_FALLS] if ground.falls else [_BOTTOM] if ground.bottom else []
    names = changed_names(before, after)
    if not names:
        return " ".join(lowest)
    if proposal.experiment is None and proposal.why:
        return " ".join([_NOTHING_BETTER, *lowest])
    goal = _ARRIVES if proposal.arrives else _BETTER
    reasons = [each for each in proposal.why if each != ENDS or not proposal.breaks_off]
    why = next((words for reason, words in _SO_THAT.items() if reason in reasons), goal)
    stopped = None if proposal.breaks_off else proposal.before.stopped
    if UNSEEN in proposal.why:
        why = f"to show {seen_words(proposal.found)}"
    elif (
        stopped
        and stopped.step
        and surface.explain(stopped.w1, stopped.w2) in (REASONS["undefined"], REASONS["slope"])
    ):
        why = _IN_DOMAIN
    words = [f"Chosen {why}: {', '.join(set_words(after, names))}."]
    if by_hand & set(names):
        words.append("Only a change of what you had set has helped.")
    return " ".join(words + lowest)


def seen_words(found: Features) -> str:
    """Return a function's features in a few words: "2 minima and a saddle"."""
    points = [point for point in found.points if point.is_isolated]
    counted = [
        (sum(point.kind == kind for point in points), *names)
        for kind, names in _KINDS.items()
        if any(point.kind == kind for point in points)
    ]
    words = [one if number == 1 else f"{number} {more}" for number, one, more in counted]
    if not words:
        return "where E is lowest" if found.points else "how E falls"
    if any(point.kind == MINIMUM and not point.is_isolated for point in found.points):
        return joined(["a line of minima", *words])
    if len(points) == 1:
        return words[0].replace("a ", "the ", 1)
    if found.more:
        return "its minima" if counted[0][1] == "a minimum" else "its saddles"
    return joined(words)


def aside_words(text: str, table: Table | None, mistake: int | None = None) -> list[str]:
    """Say that a text without sums leaves a table aside, if it names its columns.

    If it is refused, `mistake` is the index of the character that is wrong; it must be one of these names.
    """
    if table is None or uses_data(text):
        return []
    names = [name for name in table.names if re.search(rf"(?<![^\W\d_]){name}\b", text)]
    are = "is a column" if len(names) == 1 else "are columns"
    if not names or (mistake is not None and not text.startswith(tuple(names), mistake)):
        return []
    return [f"Write mean(…) to go over the rows of your table, where {joined(names)} {are}."]


def recognized_words(surface: Surface, run: Optimizer) -> str:
    """Return the words for a text that equals a gallery surface, which has no values for typed rules."""
    its = "start and view" if run.text else "start, view and values"
    return f"This is {surface.title}, with its own {its}."


def set_back(before: Experiment, after: Experiment) -> dict[str, object]:
    """Return the change that restores the start, the view, the units and the active run's values."""
    units = {"units": before.units} if before.units != after.units else {}
    return {"start": before.start, "view": before.view, **units, "values": dataclasses.asdict(before.active)}
