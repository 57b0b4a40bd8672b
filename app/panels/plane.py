"""Hyper-parameters: the plane of two of them, coloured by how the run ends with each pair of values."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from bokeh.models import FixedTicker, NoOverlap, Range1d, Span
from bokeh.plotting import figure

from optimizers import Optimizer, Schedule
from surfaces import Surface

from .. import look
from ..contract import IMAGE, OF_SCHEDULE
from ..experiment import Experiment
from ..glyphs import add_image, bare_figure, codes, source
from ..maps import plane_map
from ..maps.planes import (
    Plane,
    axis_hypers,
    axis_schedule,
    of_surface,
    plane,
    shown_axes,
    stability_border,
    with_axes,
)
from ..words.plane_words import NO_BORDER, plane_legend
from . import Panel

_PLACES = ("x", "y")
SOURCES = {
    "plane_image": IMAGE,
    **{f"plane_{each}": _PLACES for each in ("border", "good", "best")},
    "plane_here": (*_PLACES, "fill"),
    "plane_word": (*_PLACES, "word", "align"),
}


@dataclass(frozen=True)
class PlaneWork:
    """The inputs of the map; see `Work`."""

    surface: Surface
    run: Optimizer
    """With defaults for the hyper-parameters along the axes: the map does not depend on these."""
    start: tuple[float, float]
    steps: int
    fields: tuple[str, ...]
    schedule: Schedule | None
    """With defaults along the axes, too."""
    batch: int | None = None
    seed: int = 0

    @classmethod
    def of(cls, experiment: Experiment, surface: Surface) -> "PlaneWork | None":
        """Return the work for an experiment; None for a rule without hyper-parameters."""
        run = experiment.active
        of_axes = axis_schedule(experiment)
        fields = shown_axes(run, *experiment.axes, of_axes, surface.parameters)
        if not fields:
            return None
        known = axis_hypers(run, of_axes, surface.parameters)
        defaults = {name: known[name].default for name in fields}
        surface = surface.at(**surface.values | of_surface(defaults))
        run, schedule = with_axes(run, of_axes, defaults)
        if not any(name.startswith(OF_SCHEDULE) for name in fields):
            schedule = experiment.applied
        return cls(surface, run, experiment.start, experiment.steps, fields, schedule, *experiment.seen)

    @property
    def place(self) -> tuple[object, ...]:
        return self.surface, type(self.run), type(self.schedule), self.fields

    def begin(self, coarse: Plane | None, in_crowd: bool = False) -> Generator[float, None, Plane]:
        every = plane_map.COARSER[in_crowd] if coarse is None else 1
        run = self.surface, self.run, self.start, self.steps, self.fields
        of_map = plane_map.FINE, self.schedule, every, coarse
        return plane(*run, *of_map, batch=self.batch, seed=self.seed)

    def told(self, found: Plane, experiment: Experiment) -> dict[str, Any]:
        where = self.surface, self.run, self.start
        border = None if self.schedule else stability_border(*where, self.fields, 200)
        of_rate = "eta" in self.fields and stability_border(*where, ("eta",), 2) is not None
        hidden = self.schedule is not None and of_rate
        shown = plane_map.told_plane(found, experiment.colouring, border)
        legend = plane_legend(found, experiment.colouring, self.run.judged_symbol)
        return {"map": shown, **legend, "no_border": NO_BORDER if hidden else ""}


def _draw() -> list[figure]:
    """Return the figure. The browser sets what its axes show."""
    plot = bare_figure("plane", left=64, x_range=Range1d(), y_range=Range1d(), min_border_top=8)
    plot.grid.visible = False
    for axis in plot.axis:
        axis.ticker = FixedTicker(ticks=[])
        axis.major_label_policy = NoOverlap()
    tones = codes("plane_tones", look.PLANES["light"])
    add_image(plot, source("plane_image", SOURCES), tones, "plane_map")
    plot.line("x", "y", source=source("plane_border", SOURCES), name="border_line", line_width=3.5)
    plot.line("x", "y", source=source("plane_good", SOURCES), name="good_line", line_width=2)
    plot.scatter(
        "x",
        "y",
        source=source("plane_best", SOURCES),
        marker="star",
        size=17,
        fill_color="white",
        line_color=look.PATHS["light"][0],
        line_width=1.6,
    )
    for dimension, name in (("height", "plane_x"), ("width", "plane_y")):
        line = {"line_width": 1.4, "line_dash": [2, 4], "level": "overlay"}
        plot.add_layout(Span(name=name, dimension=dimension, location=None, **line))
    plot.text(
        "x",
        "y",
        text="word",
        source=source("plane_word", SOURCES),
        name="region_words",
        text_align="align",
        text_baseline="middle",
        text_font_size="13px",
        background_fill_alpha=0.75,
        padding=3,
        level="overlay",
    )
    plot.scatter(
        "x",
        "y",
        source=source("plane_here", SOURCES),
        name="plane_run",
        size=13,
        fill_color={"field": "fill", "transform": codes("plane_run_fill", look.ENDS["light"])},
        line_width=2.5,
        level="overlay",
    )
    return [plot]


PANEL = Panel(
    title="Hyper-parameters",
    tip="Each place is a pair of [hyper-parameter]s, its colour how the run with them ends: the brighter, "
    "the better. Press, and the [path] follows.",
    work=PlaneWork.of,
    figures=("plane",),
    draw=_draw,
    sources=SOURCES,
    renderers={
        **dict.fromkeys(("good_line", "region_words", "plane_x", "plane_y"), "text"),
        "border_line": "bad",
        "plane_run": "halo",
    },
    models=("plane_map",),
    palettes={
        "plane_tones": {**look.PLANES, "shades": look.PLANE_SHADES},
        "plane_run_fill": look.ENDS,
    },
)
