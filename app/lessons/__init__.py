"""The lessons: one for each figure of the article series, each a link, a few paragraphs and a check.

A lesson is one file of this package with a `LESSON`; the menu finds a new file by itself. `$...$` in a text
is mathematics.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass

from optimizers import Trajectory

LESSONS: dict[str, "Lesson"] = {}
"""Every lesson by its key, in the order of their numbers."""


@dataclass(frozen=True)
class Lesson:
    """A state of the page, and what to look at.

    Attributes:
        key: its name in an address, which never changes.
        number: the part of the series and the place in it, such as "1.2".
        title: what it is about, in a few words.
        link: the query string of the state.
        text: its paragraphs: what to look at, what to try, what to notice.
        check: asserts that the numbers in the text come out, given the paths of the link's runs.
        tries: further states, as (words, what differs from the link).
    """

    key: str
    number: str
    title: str
    link: str
    text: tuple[str, ...]
    check: Callable[[tuple[Trajectory, ...]], None]
    tries: tuple[tuple[str, str], ...] = ()

    @property
    def part(self) -> str:
        """The part of the series that it belongs to."""
        return {"1": "Momentum", "2": "Adaptive learning rates", "3": "Adam"}[self.number[0]]


_found = [
    importlib.import_module(f"{__name__}.{module.name}").LESSON for module in pkgutil.iter_modules(__path__)
]
LESSONS.update((lesson.key, lesson) for lesson in sorted(_found, key=lambda lesson: lesson.number))
