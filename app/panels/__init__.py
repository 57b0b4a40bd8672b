"""What the server says of side panels: one file a panel, which is found by itself.

A module of this package calls `register` with its `Panel`; static/panels/ has the browser's half of it.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from surfaces import Surface

from ..experiment import Experiment
from ..runs.follow import Run
from ..settings import View


@dataclass(frozen=True)
class Seen:
    """What is shown while a panel is open."""

    experiment: Experiment
    surface: Surface
    run: Run
    """The active one."""
    view: View
    """What the browser shows of the surface."""


@dataclass(frozen=True)
class Panel:
    """A side panel of which only the server can say what it shows."""

    key: str
    """Its name in `contract.PANELS`, and the topic that is told."""
    says: Callable[[Seen], tuple[Any, Callable[[], dict[str, Any]]]]
    """Returns what the fact depends on, and what makes it: as long as the first is equal, nothing is made."""


PANELS: dict[str, Panel] = {}


def register(panel: Panel) -> None:
    """Add a panel."""
    PANELS[panel.key] = panel


for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
