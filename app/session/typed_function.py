"""What a session finds for a typed function in the background: how it is shown, announced and taken back.

What was shown before is kept while texts are typed, so that one press brings it back.
"""

import dataclasses
import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bokeh.document import Document

from optimizers import Optimizer, hypers
from surfaces import GALLERY, Surface, gallery_key

from ..experiment import Experiment
from ..proposals.search import Proposal, changeable, proposal
from ..words.typed_words import changed_names, recognized_words, set_back, typed_words
from .background import Background

_NOTHING = {"words": "", "undo": None}
_REST = 0.4
"""Seconds after the last text before the view, the start and the values change."""


class TypedFunction:
    """Finds what shows a function, one search at a time; the newest wins.

    `told` is what the browser is told: the `words` below the field; `undo`, the change that takes back what
    the page has changed, or None; and `seeking`, while a search is under way or its result waits.
    """

    def __init__(
        self, document: Document, now: Callable[[], Experiment], show: Callable[[Experiment], None]
    ) -> None:
        self._told: dict[str, Any] = _NOTHING
        self._document = document
        self._background = Background(document)
        self._now = now
        self._show = show
        self._by_hand: frozenset[str] = frozenset()
        """What the visitor has set since the page was opened or a surface was chosen."""
        self._replaced: Experiment | None = None
        """What was shown before the page changed it; None if there is nothing to take back."""
        self._about: tuple[object, ...] | None = None
        """What the search or the words are about; when that changes, the search and the words are dropped."""
        self._held: Callable[[], None] | None = None
        """Shows what was found; it is called once the visitor rests."""
        self._seek: Callable[[Surface, Experiment], None] | None = None
        """Looks for what shows the typed function; None if only values were looked for since."""
        self._typed_at = -math.inf
        """When the last text was typed, or a method chosen for it, on the clock of `time.monotonic`."""
        self._undo: Any = None
        """The change that takes back what the page has changed, as the browser would send it."""

    @property
    def told(self) -> dict[str, Any]:
        """What the browser is told."""
        return {**self._told, "seeking": True} if self._is_seeking else self._told

    @property
    def _is_seeking(self) -> bool:
        """Whether a search is under way or its result waits."""
        return self._background.busy or self._held is not None

    def changed(self, change: dict[str, Any], changed: Experiment, surface: Surface) -> None:
        """Note what a visitor has changed by hand, and look for values if that is the method.

        If a search for what shows a typed function is not over, it begins again with the method. Undo, redo
        and taking back the page's change do not count. `change` is what the browser has sent, and `changed`
        what will be shown, on `surface`.
        """
        taken_back, self._undo = change == self._undo, None
        if "lineup" in change or taken_back:
            return
        if "method" in change:
            self._by_hand &= {"start", "view"}
        values = change.get("values")
        names = change.keys() | (values.keys() if isinstance(values, dict) else set())
        set_now = names & changeable(changed.active)
        self._by_hand |= set_now
        if "method" in change:
            if self._seek is not None and self._is_seeking and not set_now:
                self._typed_at = time.monotonic()
                self._seek(surface, changed)
            else:
                self._suit(changed, surface, _fields(changed) - self._by_hand)

    def forget(self) -> None:
        """Forget what was set by hand, because a surface or a lesson has replaced it."""
        self._by_hand = frozenset()

    def chose(self, chosen: Experiment, surface: Surface) -> None:
        """Look for values that suit a surface of the gallery that was chosen and will be shown."""
        self.forget()
        self._suit(chosen, surface, _fields(chosen))

    def typed(self, shown: Experiment, surface: Surface, last: Surface) -> None:
        """Look for what shows a function that was typed better than what will be shown at first.

        That is `shown`: the new text, and all else as before. The start, the view and the values stay if they
        show the new function, too. So a coefficient can be edited and nothing moves. `last` is the surface of
        what was shown before.
        """
        self._background.stop()
        self._typed_at = time.monotonic()
        key = gallery_key(surface)
        if key and key == gallery_key(last):
            return
        self._seek = self._recognize if key else self._seek_all
        self._seek(surface, shown)

    def over_other_rows(self, shown: Experiment, surface: Surface) -> None:
        """Do what `typed` does where the function stays and goes over another table.

        The start and the view stay where they show it.
        """
        self._background.stop()
        self._typed_at = time.monotonic()
        self._seek = self._seek_all
        self._seek_all(surface, shown, keeps=True)

    def _seek_all(self, surface: Surface, shown: Experiment, keeps: bool = False) -> None:
        everything = changeable(shown.active)
        self._search(surface, shown, shown, [everything - self._by_hand, everything], keeps=keeps)

    def enter(self) -> None:
        """Show at once what was found for a typed text: its typing has ended."""
        self._typed_at = -math.inf
        self._show_held()

    def follow(self, experiment: Experiment) -> None:
        """Drop the search and the words if what they are about is no longer shown."""
        if self._about not in (None, _searched(experiment)):
            self._background.stop()
            self._about = self._replaced = self._held = None
            self._told = _NOTHING

    def _suit(self, shown: Experiment, surface: Surface, free: frozenset[str]) -> None:
        """Look for values of the active run; its start and the view stay.

        At the gallery's own starts there is nothing to do if its values were found by the same search.
        """
        where = shown.start, shown.view, shown.steps, shown.applied
        usual = surface.start, surface.domain, Experiment().steps, None
        if where == usual and _is_searched(surface, shown.active):
            return
        self._seek, self._typed_at = None, -math.inf
        self._search(surface, shown, shown, [free], insists=False)

    def _recognize(self, surface: Surface, shown: Experiment) -> None:
        """Show a text that equals a surface of the gallery as that surface."""
        known = shown.on_surface(surface)
        words = recognized_words(surface, known.active)
        if known.active.text:  # the gallery has no values for a typed rule
            self._search(surface, shown, known, [_fields(known)], words, insists=False)
            return
        self._about = _searched(shown)

        def show() -> None:
            before, after = self._before(shown), _with_changes(self._now(), known)
            self._keep(before, after, words)
            self._show(after)

        self._hold(show)

    def _before(self, shown: Experiment) -> Experiment:
        """Return what is restored when the page's change is taken back: what was shown before typing.

        If the method has changed since, that is `shown`: there are no values of the new one to go back to.
        """
        replaced = self._replaced
        if replaced is None or type(replaced.active) is not type(shown.active):
            return shown
        return _with_changes(shown, replaced)

    def _search(
        self,
        surface: Surface,
        shown: Experiment,
        begin: Experiment,
        turns: list[frozenset[str]],
        words: str = "",
        insists: bool = True,
        keeps: bool = False,
    ) -> None:
        """Look for an experiment that shows a function better than `begin` does; `shown` is shown meanwhile.

        `words` are said before those about the change. For the others see `proposal`.
        """
        by_hand = self._by_hand
        self._about, self._held = _searched(shown), None

        def show(found: Proposal) -> None:
            before = self._before(shown)
            after = _with_changes(self._now(), found.experiment or begin)
            about = typed_words(surface, before, after, found, by_hand)
            self._keep(before, after, " ".join(filter(None, [words, about])))
            self._show(after)

        work = proposal(surface, begin, turns, insists, keeps)
        self._background.start(work, lambda found: self._hold(partial(show, found)))

    def _hold(self, show: Callable[[], None]) -> None:
        """Show what was found once the visitor rests."""
        self._held = show
        rest = self._typed_at + _REST - time.monotonic()
        if rest <= 0:
            self._show_held()
        else:
            self._document.add_timeout_callback(partial(self._show_held, show), math.ceil(1e3 * rest))

    def _show_held(self, held: Callable[[], None] | None = None) -> None:
        """Show what was found; given `held`, only if that is still the newest."""
        show = self._held
        if show is not None and held in (None, show):
            self._held = None
            show()

    def _keep(self, before: Experiment, after: Experiment, words: str) -> None:
        differs = bool(changed_names(before, after))
        self._replaced = before if differs else None
        self._about = _searched(after)
        undo = set_back(before, after) if differs else None
        self._undo = _as_sent(undo)
        self._told = {"words": words, "undo": undo}


def _fields(experiment: Experiment) -> frozenset[str]:
    """Return the names of the active run's hyper-parameters."""
    return frozenset(about.name for about in hypers(experiment.active))


def _is_searched(surface: Surface, run: Optimizer) -> bool:
    """Tell whether the gallery has been searched for values of a method on a surface.

    The gallery holds the values that were found. It has none for a new surface, nor for a new or a typed
    method. A method that has values on some surfaces, but none on this one, was searched here, too: its
    defaults do well.
    """
    return bool(surface.suggested) and any(run.key in known.suggested for known in GALLERY.values())


def _searched(experiment: Experiment) -> tuple[object, ...]:
    """Return what the result of a search depends on."""
    run = experiment.active, experiment.applied
    return *experiment.function, experiment.start, experiment.view, *run, experiment.steps


def _with_changes(experiment: Experiment, other: Experiment) -> Experiment:
    """Return an experiment with the start, the view, its units and the active run of another one."""
    with_run = experiment.with_run(other.active, other.schedule)
    return dataclasses.replace(with_run, start=other.start, view=other.view, units=other.units)


def _as_sent(change: Any) -> Any:
    """Return a change as the browser would send it: with lists, because JSON has no tuples."""
    if isinstance(change, list | tuple):
        return [_as_sent(each) for each in change]
    if isinstance(change, dict):
        return {name: _as_sent(each) for name, each in change.items()}
    return change
