"""The figure `plane`: a map over two hyper-parameters, with the current run in its cross-hair."""

from bokeh.model import Model
from bokeh.models import ColumnDataSource, FixedTicker, Range1d, Row, Span

from optimizers import Hyper, Optimizer

from .. import look
from ..maps.planes import axes_of
from ..maps.slider_axes import axis_settings
from .glyphs import add_image, bare_figure, codes, source


class PlanePlot:
    """The figure of one session and what feeds it (see `plane_map`); made when it is first shown."""

    def __init__(self) -> None:
        self.room = Row(name="plane_room", sizing_mode="stretch_both")
        self.sources: dict[str, ColumnDataSource] = {}
        self.models: dict[str, Model] = {}
        self._axes: tuple[Hyper | None, Hyper | None] = (None, None)

    def show(self, run: Optimizer, asked: tuple[str, str]) -> None:
        """Make room for the map over two hyper-parameters of a run."""
        if not self.room.children:
            self.room.children = [self._figure()]
        axes = axes_of(run, asked)
        if axes == self._axes:
            return
        self._axes = axes
        (plot,) = self.room.children
        for axis, interval, about in zip(plot.axis, (plot.x_range, plot.y_range), axes, strict=True):
            found = axis_settings(about)
            interval.update(start=found["start"], end=found["end"])
            axis.ticker = FixedTicker(ticks=found["ticks"], minor_ticks=found["minor"])
            axis.major_label_overrides = dict(zip(found["ticks"], found["words"], strict=True))
            axis.axis_label = found["name"]

    def _source(self, name: str, *columns: str) -> ColumnDataSource:
        self.sources[name] = source(name, *columns)
        return self.sources[name]

    def _figure(self):
        plot = bare_figure(
            "plane",
            left=64,
            x_range=Range1d(),
            y_range=Range1d(),
            min_border_top=8,
        )
        plot.grid.visible = False
        image = self._source("plane_image", "image", "error", "close", "x", "y", "dw", "dh")
        add_image(plot, image, codes("plane_tones", look.PLANES["light"]))
        plot.line("x", "y", source=self._source("plane_good", "x", "y"), name="good_line", line_width=1.6)
        plot.line(
            "x",
            "y",
            source=self._source("plane_border", "x", "y"),
            name="border_line",
            line_width=2,
            line_dash=[7, 4],
        )
        plot.scatter(
            "x",
            "y",
            source=self._source("plane_best", "x", "y"),
            name="best_point",
            marker="star",
            size=17,
            fill_color="white",
            line_color=look.PATH[0],
            line_width=1.6,
        )
        for dimension, name in (("height", "plane_x"), ("width", "plane_y")):
            self.models[name] = Span(
                name=name, dimension=dimension, location=None, line_width=1.4, level="overlay"
            )
            plot.add_layout(self.models[name])
        return plot
