"""The lessons: one for each figure of the article series, and some beyond: a link and a few paragraphs each.

A lesson is one file of this package with a `LESSON`; the menu finds a new file by itself. `$...$` in a text
is mathematics. Each sentence is true by its check (`says`), or by a test of the page in
tests/browser/test_lessons.py (`shows`), or only invites to something (`invites`).
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from optimizers import Trajectory

LESSONS: dict[str, "Lesson"] = {}
"""Every lesson by its key, in the order of their numbers."""


_PARTS = {
    "1": "Momentum",
    "2": "Adaptive learning rates",
    "3": "Adam",
    "4": "Beyond the series",
    "5": "From data",
}
"""The titles of the parts, by the first digit of a lesson's number."""


class Shown(Protocol):
    """What a lesson shows, for the checks of its sentences."""

    paths: tuple[Trajectory, ...]
    """The paths of the link's runs, the active one first."""

    def tried(self, words: str) -> tuple[Trajectory, ...]:
        """Return the paths of the state that the button with these words shows."""

    def changed(self, steps: int | None = None, **values: float) -> Trajectory:
        """Return the path of the active run with other values."""


class Sentence(NamedTuple):
    """A sentence of a lesson."""

    words: str
    check: Callable[[Shown], None] | None
    """Asserts that the sentence is true of what the lesson shows and invites to try."""
    is_seen: bool
    """Whether it is about the page, so that a test in the browser asserts it."""


def says(words: str, check: Callable[[Shown], None]) -> Sentence:
    """Make a sentence that a check asserts."""
    return Sentence(words, check, is_seen=False)


def shows(words: str) -> Sentence:
    """Make a sentence about the page, which a test in the browser asserts."""
    return Sentence(words, None, is_seen=True)


def invites(words: str) -> Sentence:
    """Make a sentence that claims nothing."""
    return Sentence(words, None, is_seen=False)


class Question(NamedTuple):
    """What a lesson asks before it tells: a guess, or a goal. The wrong answer is a common misconception."""

    words: str
    """The question, or what is to be reached."""
    link: str
    """What differs from the lesson's link: `guess=` or `goal=`, and the run that it is about."""
    answer: tuple[Sentence, ...]
    """What was seen, and what to do next; told once the guess is made."""


def table(x: Iterable[float], y: Iterable[float]) -> str:
    """Return the table of some points as a link has it."""
    return "x,y;" + ";".join(f"{one},{other}" for one, other in zip(x, y, strict=True))


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A state of the page, and what to look at.

    Attributes:
        key: its name in an address, which never changes.
        number: the part of the series and the place in it, such as "1.2".
        title: what it is about, in a few words.
        gist: the one sentence that a projector shows, in large letters.
        link: the query string of the state.
        sentences: its paragraphs: what to look at, what to try, what to notice.
        tries: further states, as (words, what differs from the link).
        about: the figures that it is about, "surface" or "traces"; traces get more room.
        panel: the side panel that a projector shows with it; none for the traces alone.
        minutes: how long it takes, with its question.
        able: what one can do after it, in one sentence.
        question: what it asks before it tells.
    """

    key: str
    number: str
    title: str
    gist: Sentence
    link: str
    sentences: tuple[tuple[Sentence, ...], ...]
    tries: tuple[tuple[str, str], ...] = ()
    about: str = "surface"
    panel: str = ""
    minutes: int = 3
    able: str
    question: Question

    @property
    def part(self) -> str:
        """The part of the series that it belongs to, or one beyond the series."""
        return _PARTS[self.number[0]]

    @property
    def links(self) -> tuple[str, ...]:
        """What its further states, and its question, change of its link."""
        return (*dict(self.tries).values(), self.question.link)

    @property
    def text(self) -> tuple[str, ...]:
        """Its paragraphs."""
        return tuple(" ".join(sentence.words for sentence in paragraph) for paragraph in self.sentences)


_found = [
    importlib.import_module(f"{__name__}.{module.name}").LESSON for module in pkgutil.iter_modules(__path__)
]
LESSONS.update((lesson.key, lesson) for lesson in sorted(_found, key=lambda lesson: lesson.number))
