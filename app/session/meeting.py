"""How a session meets a typed function: what is found in the background, is shown, said and taken back.

What stood before the page changed it is kept while texts are typed. So what is found depends on the last text
alone, and not on how it was typed.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from bokeh.document import Document

from optimizers import hypers
from surfaces import Surface, gallery_key

from ..experiment import Experiment
from ..proposals.search import Proposal, changeable, proposal
from ..words.met_words import changed_names, met_words, recognized_words, set_back
from .background import Background

_NOTHING = {"words": "", "undo": None}


class Meeting:
    """Finds what shows a function, one search at a time; the newest wins.

    `told` is what the browser is told: the `words` below the field, the change that takes back what the page
    has changed, or None, and `seeking` while there is more to come.
    """

    def __init__(
        self, document: Document, now: Callable[[], Experiment], show: Callable[[Experiment], None]
    ) -> None:
        self._told: dict[str, Any] = _NOTHING
        self._background = Background(document)
        self._now = now
        self._show = show
        self._by_hand: frozenset[str] = frozenset()
        """What the visitor has set since the page was opened, unless a surface has replaced it since."""
        self._stood: Experiment | None = None
        """What stood before the page changed it; None if nothing is to be taken back."""
        self._about: tuple | None = None
        """What is searched, or was found; when it changes, the search ends and the words are gone."""
        self._set_back: Any = None
        """The change that brings back what stood, as the browser would send it."""

    @property
    def told(self) -> dict[str, Any]:
        """What the browser is told."""
        return {**self._told, "seeking": True} if self._background.busy else self._told

    def changed(self, change: dict[str, Any], surface: Surface) -> None:
        """Note what a visitor has changed by hand; look for hyper-parameters of a method that was chosen.

        What brings back something that stood is not by hand.
        """
        taken_back, self._set_back = change == self._set_back, None
        if "lineup" in change or taken_back:
            return
        if "method" in change:
            self._by_hand &= {"start", "view"}
        values = change.get("values")
        names = change.keys() | (values.keys() if isinstance(values, dict) else set())
        self._by_hand |= names & changeable(self._now().active)
        if "method" in change and not gallery_key(surface):
            self._search(surface, self._now(), self._now(), [_fields(self._now()) - self._by_hand])

    def forget(self) -> None:
        """Note that a surface or a lesson was opened, which replaces what was set by hand."""
        self._by_hand = frozenset()

    def chose(self, surface: Surface) -> None:
        """Look for values of a rule that was typed, after a surface of the gallery was chosen.

        The gallery suggests none for it, and those that suited another surface may be of no use here.
        """
        now = self._now()
        if now.active.text:
            self._search(surface, now, now, [_fields(now)])

    def typed(self, text: str, surface: Surface, last: Surface) -> Experiment:
        """Return what a typed text shows at first, and begin to look for more.

        Args:
            text: a new text.
            surface: its surface.
            last: the surface of what is shown.
        """
        shown = dataclasses.replace(self._now(), expression=text)
        before = shown if self._stood is None else _with_changes(shown, self._stood)
        self._background.stop()
        key = gallery_key(surface)
        if key and key == gallery_key(last):
            return shown
        if key:
            known = before.on_surface(surface)
            words = recognized_words(surface, known.active)
            self._keep(before, known, words)
            if known.active.text:
                self._search(surface, known, known, [_fields(known)], before, words)
            return known
        everything = changeable(before.active)
        self._search(surface, before, shown, [everything - self._by_hand, everything])
        return shown

    def follow(self, experiment: Experiment) -> None:
        """Drop the search and the words if what they are about is no longer shown."""
        if self._about not in (None, _searched(experiment)):
            self._background.stop()
            self._about = self._stood = None
            self._told = _NOTHING

    def _search(
        self,
        surface: Surface,
        begin: Experiment,
        shown: Experiment,
        turns: list[frozenset[str]],
        stood: Experiment | None = None,
        words: str = "",
    ) -> None:
        """Look for more than an experiment shows.

        Args:
            surface: the surface.
            begin: what is changed if need be.
            shown: what is shown meanwhile.
            turns: see `proposal`.
            stood: what is brought back when the change is taken back; `begin` if not given.
            words: what is said before the words about the change.
        """
        by_hand = self._by_hand
        self._about = _searched(shown)

        def done(found: Proposal) -> None:
            after = _with_changes(self._now(), found.experiment or begin)
            about = met_words(surface, begin, found, by_hand)
            self._keep(stood or begin, after, " ".join(filter(None, [words, about])))
            self._show(after)

        self._background.start(proposal(surface, begin, turns), done)

    def _keep(self, before: Experiment, after: Experiment, words: str) -> None:
        differs = bool(changed_names(before, after))
        self._stood = before if differs else None
        self._about = _searched(after)
        undo = set_back(before, after) if differs else None
        self._set_back = _as_sent(undo)
        self._told = {"words": words, "undo": undo}


def _fields(experiment: Experiment) -> frozenset[str]:
    """Return the names of the active run's hyper-parameters."""
    return frozenset(about.name for about in hypers(experiment.active))


def _searched(experiment: Experiment) -> tuple:
    """Return what a search is about."""
    run = experiment.active, experiment.applied
    return experiment.expression, experiment.start, experiment.view, *run, experiment.steps


def _with_changes(experiment: Experiment, other: Experiment) -> Experiment:
    """Return an experiment with the start, the view and the active run of another one."""
    runs, schedules = (other.active, *experiment.runs[1:]), (other.schedule, *experiment.schedules[1:])
    where = {"start": other.start, "view": other.view}
    return dataclasses.replace(experiment, runs=runs, schedules=schedules, **where)


def _as_sent(change: Any) -> Any:
    """Return a change as it comes back from a browser, which has lists alone."""
    if isinstance(change, list | tuple):
        return [_as_sent(each) for each in change]
    if isinstance(change, dict):
        return {name: _as_sent(each) for name, each in change.items()}
    return change
