"""Basins: the surface coloured by where a run from each of its points ends."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from bokeh.plotting import figure

from optimizers import Optimizer, Schedule, stretched
from surfaces import Surface

from .. import look
from ..contract import IMAGE
from ..experiment import Experiment
from ..glyphs import add_image, codes, source
from ..maps import basin_map
from ..maps.basins import Basins, basins
from ..maps.borders import with_borders
from ..settings import View
from ..words.basin_words import told_legend
from . import Panel

SOURCES = {"basins": IMAGE}


@dataclass(frozen=True)
class BasinWork:
    """The inputs of the map; see `Work`."""

    surface: Surface
    run: Optimizer
    view: View
    steps: int
    schedule: Schedule | None
    batch: int | None
    seed: int

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "BasinWork":
        of_run = experiment.view, experiment.steps, experiment.applied, *experiment.seen
        return cls(surface, experiment.active, *of_run)

    @property
    def place(self) -> tuple[object, ...]:
        return (self.surface,)

    def begin(self, coarse: Basins | None, in_crowd: bool = False) -> Generator[float, None, Basins]:
        every = basin_map.COARSER[in_crowd] if coarse is None else 1
        run = self.surface, self.run, self.view, self.steps
        found = basins(*run, basin_map.FINE, every, coarse, self.schedule, **self._seen)
        return found if coarse is None else self._with_borders(found)

    @property
    def _seen(self) -> dict[str, Any]:
        return {"batch": self.batch, "seed": self.seed}

    def _with_borders(self, work: Generator[float, None, Basins]) -> Generator[float, None, Basins]:
        found = yield from stretched(work, 0, 0.7)
        borders = with_borders(found, self.surface, self.run, self.steps, self.schedule, **self._seen)
        return (yield from stretched(borders, 0.7, 1))

    def told(self, found: Basins, experiment: Experiment) -> dict[str, Any]:
        return {
            "map": basin_map.basin_image(found, self.steps),
            **told_legend(found),
        }


def _add_map(surface: figure) -> None:
    tones = codes("basin_tones", look.BASINS["light"])
    add_image(surface, source("basins", SOURCES), tones, "basins_map")


PANEL = Panel(
    title="Basins",
    tip="Every place is a [start]: its colour says where the run from it ends, so each colour is a [basin].",
    work=BasinWork.of,
    on_surface=_add_map,
    sources=SOURCES,
    models=("basins_map",),
    palettes={"basin_tones": {**look.BASINS, "shades": look.BASIN_SHADES}},
)
