"""The tabs of the stage and the side panels: each has a module, which is found automatically.

The module's `PANEL` describes Python's half; the browser's half is the module of the same name in
static/panels/.
"""

import importlib
import math
import pkgutil
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from bokeh.plotting import figure

from surfaces import Surface

from .. import contract as common
from .. import look
from ..experiment import Experiment
from ..runs.follow import Run
from ..settings import View
from ..words.contents import constants as common_constants
from ..words.glossary import TIPS, WORDS


@dataclass(frozen=True)
class Seen:
    """What the page shows while a panel is open."""

    experiment: Experiment
    surface: Surface
    run: Run
    """The active one."""
    view: View
    """What the browser shows of the surface."""


Saying = tuple[Any, Callable[[], dict[str, Any]]]
"""(inputs, make): make() returns the fact; it is called again only when the inputs have changed."""


class Work(Protocol):
    """The inputs of a map, as a value: equal inputs give an equal map."""

    @property
    def place(self) -> tuple[object, ...]:
        """What the axes of the map mean. When it changes, the old map is wrong and is removed."""

    def begin(self, coarse: Any | None, in_crowd: bool = False) -> Generator[float, None, Any]:
        """Return a generator that computes the map: the fine one that follows a coarse one, or a coarse one.

        In a crowd a coarse map has a quarter of the points.
        """

    def told(self, found: Any, experiment: Experiment) -> dict[str, Any]:
        """Return the result for the browser: its `map`, and words."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A tab of the stage or a side panel. Its key, also as a topic, is the name of its module."""

    title: str
    tip: str = ""
    """What it shows, in a sentence or two; its terms are marked as in words/glossary.py."""
    instead: str = ""
    """The words below a tab that replaces the surface."""
    group: str = ""
    """The tab under which several side panels stand; without one, a panel has a tab of its own."""
    rank: float = math.inf
    """Where the tab of a side panel stands: 1 is the first; panels of equal rank are ordered by key."""
    says: Callable[[Seen], Saying] | None = None
    """Returns what only the server can say of it; told as the topic of its key, while it is open."""
    work: Callable[[Experiment, Surface], Work | None] | None = None
    """Returns what is computed for it in the background, as a tab; told as the topic of its key, too."""
    topics: tuple[str, ...] = ()
    """Further topics that the server tells for it, besides its key."""
    constants: Mapping[str, Any] = field(default_factory=dict)
    """What never changes and all pages share, by topic."""
    is_portable: bool = False
    """Whether a page without a server has it."""
    needs: str = ""
    """What a page without a server needs for it, if anything: "data", from which E is made, or "lessons"."""
    figures: tuple[str, ...] = ()
    """The names of its figures, which are made when it is first opened."""
    draw: Callable[[], list[figure]] = list
    """Returns these figures."""
    on_surface: Callable[[figure], None] = lambda surface: None
    """Adds what it shows on the surface."""
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The columns of each data source of what it draws, as in `contract.SOURCES`."""
    renderers: Mapping[str, str] = field(default_factory=dict)
    """The colours of what it draws, as in `contract.RENDERERS`."""
    models: tuple[str, ...] = ()
    """The names of its further models, such as ranges: those that are neither sources nor renderers."""
    palettes: Mapping[str, Any] = field(default_factory=dict)
    """The palettes of what it draws, by the names of their colour mappers."""


_found: dict[str, Panel] = {
    module.name: importlib.import_module(f"{__name__}.{module.name}").PANEL
    for module in pkgutil.iter_modules(__path__)
}
TABS = {key: _found.pop(key) for key in common.TABS}
PANELS = dict(sorted(_found.items(), key=lambda item: (item[1].rank, item[0])))
"""The tabs of the stage, and the side panels, by their keys and in their order."""
_ALL = TABS | PANELS


def _names(attribute: str) -> list[str]:
    return [name for panel in _ALL.values() for name in getattr(panel, attribute)]


def _merged(attribute: str) -> dict[str, Any]:
    return {name: each for panel in _ALL.values() for name, each in getattr(panel, attribute).items()}


_FROM_SERVER = [key for key, panel in _ALL.items() if panel.says or panel.work]
TOPICS = (*common.SAID, *_FROM_SERVER, *_names("topics"), *_names("constants"))
FIGURES = (*common.FIGURES, *_names("figures"))
SOURCES = common.SOURCES | _merged("sources")
RENDERERS = common.RENDERERS | _merged("renderers")
MODELS = (*common.MODELS, *_names("models"), *_names("palettes"))
"""TOPICS, FIGURES, SOURCES, RENDERERS and MODELS: those of `contract` with those of all panels."""


def tab_names(panels: Mapping[str, Panel]) -> list[list[str]]:
    """Return the key, the title and the group of each tab for the browser."""
    return [[key, panel.title, panel.group or panel.title] for key, panel in panels.items()]


@cache
def contract() -> dict[str, Any]:
    """Return the names and numbers that the browser shares with Python, as JSON values."""
    base = common.contract()
    return {
        **base,
        "sources": SOURCES,
        "renderers": RENDERERS,
        "palettes": base["palettes"] | _merged("palettes"),
        "tabs": tab_names(TABS),
        "panels": tab_names(PANELS),
        "instead": {key: panel.instead for key, panel in _ALL.items() if panel.instead},
        "from_server": _FROM_SERVER,
    }


@cache
def constants() -> dict[str, Any]:
    """Return what all pages share: the contract, with packed palettes, and the choices in menus."""
    palettes = {
        name: {key: look.packed(each) if isinstance(each, list) else each for key, each in palette.items()}
        for name, palette in contract()["palettes"].items()
    }
    tips = TIPS | {key: panel.tip for key, panel in _ALL.items()}
    shared = {"contract": {**contract(), "palettes": palettes}, "words": WORDS, "tips": tips}
    return {**shared, **common_constants(), **_merged("constants")}
