"""What a session says of a run that is not worth seeing: what happens, and, after a rest, what mends it."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from bokeh.document import Document

from optimizers import Trajectory, stretched
from surfaces import Surface

from ..experiment import Experiment
from ..proposals.search import proposal
from ..runs.worth import LEAVES, SMALL, blamed
from ..words.repair_words import is_meant, mending_turns, offer, repair_words
from .background import Background

_REST = 200
"""Milliseconds at rest before the search begins."""

Offers = list[dict[str, Any]]


class RunRepair:
    """Says what is wrong with the shown run, one search at a time; the newest wins.

    `told` is what the browser is told: `words`, empty if the run is worth seeing; `quiet`, whether they are
    no warning, because nothing failed or the lesson means the run to be bad; `fits`, whether another view
    would be enough; and `offers`, a button that mends the run, or none.
    """

    def __init__(self, document: Document, show: Callable[[], None]) -> None:
        self.told: dict[str, Any] = _told("")
        self._document = document
        self._background = Background(document)
        self._show = show
        self._about: tuple[Any, ...] | None = None

    def follow(self, experiment: Experiment, surface: Surface, path: Trajectory) -> None:
        """Say what happens in the shown run, and after a rest look for what mends it.

        Nothing is said while a guess of the run is awaited.
        """
        if experiment.awaited:
            self._about = None
            self._background.stop()
            self.told = _told("")
            return
        about = surface, experiment.active, experiment.start, experiment.view, path
        if self._about is not None and all(map(_is_same, about, self._about)):
            return
        self._about = about
        self._background.stop()
        why = blamed(path, experiment.view)
        words = repair_words(surface, path, experiment, why)
        is_lesson = bool(words) and is_meant(experiment)
        has_failed = path.stopped is not None
        fits = bool(why) and not set(why) - {LEAVES, SMALL}
        self.told = _told(words, is_lesson or not has_failed, fits)
        if words and not is_lesson and not fits:
            self._document.add_timeout_callback(partial(self._begin, about, surface, experiment, why), _REST)

    def _begin(
        self, about: tuple[Any, ...], surface: Surface, experiment: Experiment, why: tuple[str, ...]
    ) -> None:
        if about is not self._about:
            return

        def done(offers: Offers) -> None:
            self.told = {**self.told, "offers": offers}
            self._show()

        self._background.start(mending(surface, experiment, why), done)


def mending(surface: Surface, experiment: Experiment, why: tuple[str, ...]) -> Generator[float, None, Offers]:
    """Look for the smallest change that makes the run worth seeing."""
    turns = mending_turns(experiment.active, why)
    for number, turn in enumerate(turns):
        share = number / len(turns)
        work = proposal(surface, experiment, [turn], insists=False)
        found = yield from stretched(work, share, share + 1 / len(turns))
        if found.experiment is not None:
            return [offer(experiment, found)]
    return []


def _told(words: str, quiet: bool = True, fits: bool = False) -> dict[str, Any]:
    return {"words": words, "quiet": quiet, "fits": fits, "offers": []}


def _is_same(one: Any, other: Any) -> bool:
    return one is other or (not isinstance(one, Trajectory) and one == other)
