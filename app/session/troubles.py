"""What a session says of a run that is not worth seeing: at once what happens, and at rest what mends it."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any

from bokeh.document import Document

from optimizers import Trajectory, stretched
from surfaces import Surface

from ..experiment import Experiment
from ..proposals.search import proposal
from ..runs.worth import blamed
from ..words.trouble_words import is_meant, mending_turns, offer, trouble_words
from .background import Background

_REST = 200
"""Milliseconds at rest before the search begins."""
_MOST = 2
"""Buttons, at most."""

Offers = list[dict[str, Any]]


class Troubles:
    """Says what is wrong with the shown run, one search at a time; the newest wins.

    `told` is what the browser is told: `words`, empty if the run is worth seeing; whether they are `quiet`,
    because the run is meant to be bad; and `offers`, the buttons.
    """

    def __init__(self, document: Document, show: Callable[[], None]) -> None:
        self.told: dict[str, Any] = _told("")
        self._document = document
        self._background = Background(document)
        self._show = show
        self._about: tuple | None = None

    def follow(self, experiment: Experiment, surface: Surface, path: Trajectory) -> None:
        """Say what happens in the shown run, and look for what mends it once nothing changes any more."""
        about = surface, experiment.active, experiment.start, experiment.view, path
        if self._about is not None and all(map(_is_same, about, self._about)):
            return
        self._about = about
        self._background.stop()
        words = trouble_words(surface, path, experiment)
        quiet = bool(words) and is_meant(experiment)
        self.told = _told(words, quiet)
        if words and not quiet:
            why = blamed(path, experiment.view)
            self._document.add_timeout_callback(partial(self._begin, about, surface, experiment, why), _REST)

    def _begin(self, about: tuple, surface: Surface, experiment: Experiment, why: tuple[str, ...]) -> None:
        if about is not self._about:
            return

        def done(offers: Offers) -> None:
            self.told = {**self.told, "offers": offers}
            self._show()

        self._background.start(mending(surface, experiment, why), done)


def mending(surface: Surface, experiment: Experiment, why: tuple[str, ...]) -> Generator[float, None, Offers]:
    """Look for single changes that make the run worth seeing; if there is none, for more at once."""
    run = experiment.active
    singles, together = mending_turns(run, why)
    turns = [*singles, *together]
    offers: Offers = []
    for number, turn in enumerate(turns):
        if len(offers) == _MOST or (offers and number >= len(singles)):
            break
        share = number / len(turns)
        found = yield from stretched(proposal(surface, experiment, [turn]), share, share + 1 / len(turns))
        if found.experiment is not None:
            offers.append(offer(experiment, found))
    return offers


def _told(words: str, quiet: bool = False) -> dict[str, Any]:
    return {"words": words, "quiet": quiet, "offers": []}


def _is_same(one: Any, other: Any) -> bool:
    return one is other or (not isinstance(one, Trajectory) and one == other)
