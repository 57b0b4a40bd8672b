"""The figures and their standing data sources, which are made once and only ever get new arrays.

What moves with a slider is drawn on the overlay level, so that the browser repaints it without repainting the
surface below. Colours that depend on light or dark are set in the browser (static/theme.js).
"""

import numpy as np
from bokeh.core.property.vectorization import Value
from bokeh.models import (
    Arrow,
    BasicTicker,
    BasicTickFormatter,
    BoxAnnotation,
    ColumnDataSource,
    Grid,
    LayoutDOM,
    Legend,
    LegendItem,
    LinearColorMapper,
    LinearInterpolator,
    LogAxis,
    LogScale,
    PanTool,
    Range1d,
    Span,
    VeeHead,
    WheelZoomTool,
)
from bokeh.plotting import figure
from contourpy import LineType, contour_generator

from surfaces import Surface

from . import look
from .experiment import Experiment, View
from .pair_plots import PairPlots
from .plane_plot import PlanePlot
from .scene import Ground, Scene, ground


class Plots:
    """The figures `surface`, `error`, `m` and `s` of one session, those of `pairs`, and what feeds them."""

    def __init__(self) -> None:
        names = ("trajectory", "path", "halo", "dots", "ends", "m_trace", "s_trace")
        names += (
            "pin_path",
            "pin_ends",
            "pin_error",
            "pin_m",
            "pin_s",
            "error_trace",
            "m_limits",
            "s_limits",
            "curvature",
            "fan",
            "fan_ends",
            "pin_fan",
            "pin_fan_ends",
        )
        self.sources = {name: ColumnDataSource(name=name) for name in names}
        in_browser = {  # filled by static/time.js alone, and `basins` by messages of its own
            "basins": ("image", "x", "y", "dw", "dh"),
            "cursor": ("w1", "w2"),
            "arrows": ("x0", "y0", "x1", "y1", "colour"),
            "arrow_names": ("x", "y", "name", "colour", "align"),
        }
        for name, columns in in_browser.items():
            self.sources[name] = ColumnDataSource(name=name, data={column: [] for column in columns})
        self.ground = ColumnDataSource(
            name="ground", data={"image": [], "error": [], "x": [], "y": [], "dw": [], "dh": []}
        )
        self.contours = ColumnDataSource(data={"w1": [], "w2": [], "level": []})
        self.minima = ColumnDataSource(data={"w1": [], "w2": []})
        self.ranges = {
            name: Range1d(name=f"{name}_range", start=0, end=1)
            for name in ("t", "error", "error_log", "m", "s")
        }
        self.ranges["error_log"].update(start=0.1, end=10)
        self.view = (Range1d(), Range1d())
        for interval in self.view:
            interval.update(min_interval=1e-9, max_interval=1e9)
        self.surface = self._surface_figure()
        self.error = self._error_figure()
        self.moments = {name: self._moment_figure(name) for name in ("m", "s")}
        self.pairs = PairPlots()
        self.plane = PlanePlot()

    @property
    def figures(self) -> list[LayoutDOM]:
        """All that is drawn, each with a name by which the page has a place for it."""
        return [self.surface, self.error, *self.moments.values(), self.pairs.room, self.plane.room]

    # What is shown

    def follow(self, before: Experiment, experiment: Experiment, surface: Surface) -> None:
        """Show what of an experiment does not come with every frame, as far as it has changed."""
        if experiment.view != before.view:
            self.show_view(experiment.view)
        if (experiment.expression, experiment.view) != (before.expression, before.view):
            self.show_ground(surface, ground(surface, experiment.view))
        if experiment.log_error != before.log_error:
            self.show_log_error(experiment.log_error)
        if experiment.runs != before.runs:
            self.name_moments(experiment)
        self._show_tab(experiment)

    def show_ground(self, surface: Surface, ground: Ground) -> None:
        """Draw the surface: tones, contour lines, and the minima that are known."""
        image = np.where(np.isnan(ground.tone), 0, 1 + 254 * np.nan_to_num(ground.tone)).astype(np.uint8)
        w1, w2 = ground.w1, ground.w2
        step1, step2 = w1[1] - w1[0], w2[1] - w2[0]
        self.ground.data = {
            "image": [image],
            "error": [ground.error.astype(np.float32)],
            "x": [w1[0] - step1 / 2],
            "y": [w2[0] - step2 / 2],
            "dw": [w1[-1] - w1[0] + step1],
            "dh": [w2[-1] - w2[0] + step2],
        }
        self.contours.data = contour_lines(ground)
        minima = surface.minima
        self.minima.data = {"w1": [at[0] for at in minima], "w2": [at[1] for at in minima]}

    def show_view(self, view: View) -> None:
        """Move the surface's axes to a view."""
        for interval, (low, high) in zip(self.view, view, strict=True):
            interval.update(start=low, end=high)

    def show_first(self, scene: Scene, surface: Surface) -> None:
        """Show the first scene; later ones go to the browser as frames (see `wire`)."""
        experiment = scene.experiment
        self.show_view(experiment.view)
        self.show_ground(surface, ground(surface, experiment.view))
        self.show_log_error(experiment.log_error)
        self.name_moments(experiment)
        self._show_tab(experiment)
        sources = self.sources | self.pairs.sources
        models = {range_.name: range_ for range_ in self.ranges.values()}
        models |= self.pairs.models | self.plane.models
        for name, columns in scene.sources.items():
            sources[name].data = {
                key: list(column) if isinstance(column, tuple) else column for key, column in columns.items()
            }
        for name, properties in scene.settings.items():
            models[name].update(**properties)

    def _show_tab(self, experiment: Experiment) -> None:
        """Make the figures of a tab when it is first shown."""
        if experiment.tab == "pairs":
            self.pairs.show(experiment.active)
        elif experiment.tab == "plane":
            self.plane.show(experiment.active, experiment.axes)

    def show_log_error(self, log: bool) -> None:
        """Switch the error between its linear and its logarithmic axis."""
        for model, is_log in self._error_scale:
            model.visible = is_log == log

    def name_moments(self, experiment: Experiment) -> None:
        """Say at the traces what the active method calls m and s, or that they are not its own."""
        active, *pinned = (run.moments for run in experiment.runs)
        for name, plot in self.moments.items():
            elsewhere = "of pinned runs" if any(name in moments for moments in pinned) else "not kept"
            plot.yaxis.axis_label = f"{name}, {active[name]}" if name in active else f"{name} ({elsewhere})"
            for item in plot.above[0].items:
                item.visible = name in active or elsewhere == "of pinned runs"

    # How the figures are made

    def _surface_figure(self):
        wheel = WheelZoomTool(zoom_on_axis=False)
        plot = figure(
            name="surface",
            x_range=self.view[0],
            y_range=self.view[1],
            tools=[PanTool(), wheel],
            toolbar_location=None,
            active_scroll=wheel,
            x_axis_label="w₁",
            y_axis_label="w₂",
            sizing_mode="stretch_both",
            background_fill_color=None,
            border_fill_color=None,
            min_border_left=52,
            min_border_right=12,
            min_border_top=8,
            min_border_bottom=44,
        )
        plot.grid.visible = False
        outside = {"hatch_pattern": "right_diagonal_line", "hatch_color": "#808080", "hatch_alpha": 0.45}
        plot.add_layout(
            BoxAnnotation(fill_color=None, line_color=None, level="image", hatch_scale=8, **outside)
        )
        tones = LinearColorMapper(
            name="tones", palette=look.SURFACE["light"], low=1, high=255, low_color="rgba(0, 0, 0, 0)"
        )
        plot.image(
            image="image",
            x="x",
            y="y",
            dw="dw",
            dh="dh",
            source=self.ground,
            color_mapper=tones,
            level="underlay",
        )
        basin_tones = LinearColorMapper(
            name="basin_tones",
            palette=look.BASINS["light"],
            low=-0.5,
            high=len(look.BASINS["light"]) - 0.5,
            nan_color="rgba(0, 0, 0, 0)",
        )
        plot.image(
            image="image",
            x="x",
            y="y",
            dw="dw",
            dh="dh",
            source=self.sources["basins"],
            color_mapper=basin_tones,
            level="underlay",
        )
        plot.multi_line("w1", "w2", source=self.contours, name="contours", line_width=0.8, line_alpha=0.55)
        plot.scatter("w1", "w2", source=self.minima, name="minima", marker="cross", size=13, line_width=2)
        pins = {"field": "colour", "transform": _pin_colours()}
        self._add_fan(plot, "pin_fan", pins)
        plot.multi_line(
            "w1", "w2", source=self.sources["pin_path"], line_color=pins, line_width=2.2, line_join="round"
        )
        plot.scatter(
            "w1", "w2", source=self.sources["pin_ends"], size=17, fill_color=pins, line_color="white"
        )
        plot.text(
            "w1",
            "w2",
            text="number",
            source=self.sources["pin_ends"],
            text_color="white",
            text_font_size="11px",
            text_font_style="bold",
            text_align="center",
            text_baseline="middle",
        )
        self._add_fan(plot, "fan", look.PATH[3 * look.PATH_COLOURS // 4], level="overlay")
        line = {"level": "overlay", "line_cap": "round", "line_join": "round"}
        plot.line(
            "w1",
            "w2",
            source=self.sources["halo"],
            name="halo_line",
            line_color="white",
            line_width=5.5,
            line_alpha=0.75,
            **line,
        )
        blues = {"field": "share", "transform": LinearColorMapper(palette=look.PATH, low=0, high=1)}
        plot.multi_line("w1", "w2", source=self.sources["path"], line_color=blues, line_width=2.4, **line)
        plot.scatter(
            "w1",
            "w2",
            source=self.sources["dots"],
            size=5,
            fill_color=blues,
            line_color=None,
            level="overlay",
        )
        plot.scatter(
            "w1",
            "w2",
            source=self.sources["ends"],
            size=12,
            fill_color={
                "field": "share",
                "transform": LinearColorMapper(palette=["white", look.PATH[-1]], low=0, high=1),
            },
            line_color=look.PATH[0],
            line_width=2.4,
            level="overlay",
        )
        self._add_crosses(plot)
        self._add_step(plot)
        return plot

    def _add_fan(self, plot, name: str, colour, **options) -> None:
        """Add the other paths of noisy runs, so thin that the path that is explained stays above them."""
        lines, ends = self.sources[name], self.sources[f"{name}_ends"]
        plot.multi_line("w1", "w2", source=lines, line_color=colour, line_width=1, line_alpha=0.45, **options)
        plot.scatter(
            "w1", "w2", source=ends, size=4, fill_color=colour, fill_alpha=0.7, line_color=None, **options
        )

    def _add_crosses(self, plot) -> None:
        """Add the lines of principal curvature: thick where E curves most, in another colour downwards."""
        at = {"source": self.sources["curvature"], "level": "overlay", "line_cap": "round"}
        plot.segment("x0", "y0", "x1", "y1", line_color="white", line_width=6, line_alpha=0.8, **at)
        plot.segment(
            "x0",
            "y0",
            "x1",
            "y1",
            line_color={
                "field": "sign",
                "transform": LinearColorMapper(palette=look.CURVATURE, low=-1, high=1),
            },
            line_width={"field": "share", "transform": LinearInterpolator(x=[0, 1], y=[1.4, 4])},
            **at,
        )

    def _add_step(self, plot) -> None:
        """Add the cursor and the arrows of its step, which static/time.js moves."""
        arrows = {"source": self.sources["arrows"], "line_color": "colour", "level": "overlay"}
        plot.add_layout(
            Arrow(
                x_start="x0",
                y_start="y0",
                x_end="x1",
                y_end="y1",
                line_width=2.4,
                end=VeeHead(size=9, line_color="colour", fill_color="colour"),
                **arrows,
            )
        )
        plot.text(
            "x",
            "y",
            text="name",
            source=self.sources["arrow_names"],
            text_color="colour",
            text_font_size="13px",
            text_font_style="bold",
            text_outline_color=None,
            text_align="align",
            text_baseline="middle",
            level="overlay",
        )
        plot.scatter(
            "w1",
            "w2",
            source=self.sources["cursor"],
            name="cursor_point",
            size=9,
            line_width=2,
            level="overlay",
        )

    def _trace_figure(self, name: str, **options):
        plot = figure(
            name=name,
            x_range=self.ranges["t"],
            tools=[],
            toolbar_location=None,
            sizing_mode="stretch_both",
            background_fill_color=None,
            border_fill_color=None,
            outline_line_color=None,
            x_axis_label="t",
            min_border_left=72,
            min_border_right=14,
            min_border_top=24,
            min_border_bottom=38,
            **options,
        )
        plot.xgrid.visible = False
        plot.xaxis.ticker = BasicTicker(desired_num_ticks=6)
        plot.axis.axis_label_standoff = 4
        plot.add_layout(Span(name=f"{name}_cursor", dimension="height", location=1, level="overlay"))
        return plot

    def _error_figure(self):
        plot = self._trace_figure("error", y_range=self.ranges["error"])
        plot.extra_y_ranges = {"log": self.ranges["error_log"]}
        plot.extra_y_scales = {"log": LogScale()}
        plot.yaxis.ticker = BasicTicker(desired_num_ticks=4)
        plot.yaxis.formatter = _compact()
        plot.yaxis.axis_label = "E"
        logarithmic = LogAxis(y_range_name="log", visible=False, axis_label="E", axis_label_standoff=4)
        logarithmic.ticker.desired_num_ticks = 4
        plot.add_layout(logarithmic, "left")
        grid = Grid(dimension=1, axis=logarithmic, visible=False)
        plot.add_layout(grid)
        style = {
            "name": "first_line",
            "line_color": look.COMPONENTS[0],
            "line_width": 2,
            "level": "overlay",
        }
        pins = {
            "source": self.sources["pin_error"],
            "line_color": {"field": "colour", "transform": _pin_colours()},
        }
        pinned = plot.multi_line("t", "error", line_width=1.8, **pins)
        pinned_log = plot.multi_line("t", "error", y_range_name="log", visible=False, line_width=1.8, **pins)
        linear = plot.line("t", "error", source=self.sources["error_trace"], **style)
        log = plot.line(
            "t", "error", source=self.sources["trajectory"], y_range_name="log", visible=False, **style
        )
        self._error_scale = [
            (plot.yaxis[0], False),
            (plot.ygrid[0], False),
            (linear, False),
            (pinned, False),
            (pinned_log, True),
            (logarithmic, True),
            (grid, True),
            (log, True),
        ]
        return plot

    def _moment_figure(self, name: str):
        plot = self._trace_figure(name, y_range=self.ranges[name])
        plot.yaxis.ticker = BasicTicker(desired_num_ticks=4)
        plot.yaxis.formatter = _compact()
        pins = {"source": self.sources[f"pin_{name}"], "line_width": 1.8}
        pins["line_color"] = {"field": "colour", "transform": _pin_colours()}
        pinned = [
            plot.multi_line("t", "first", **pins),
            plot.multi_line("t", "second", line_dash=[6, 3], **pins),
        ]
        limits = self.sources[f"{name}_limits"]
        plot.multi_line("t", "value", source=limits, name="limit", line_dash="dotted", line_width=1.6)
        plot.text(
            Value(4),
            "at",
            text="word",
            source=limits,
            name="limit_word",
            y_offset=-2,
            text_font_size="11px",
            text_baseline="bottom",
        )
        source = self.sources[f"{name}_trace"]
        style = {"source": source, "line_width": 2, "level": "overlay"}
        first = plot.line("t", "first", name="first_line", line_color=look.COMPONENTS[0], **style)
        second = plot.line(
            "t", "second", name="second_line", line_color=look.COMPONENTS[1], line_dash=[6, 3], **style
        )
        items = [
            LegendItem(label=f"{name}₁", renderers=[pinned[0], first]),
            LegendItem(label=f"{name}₂", renderers=[pinned[1], second]),
        ]
        plot.add_layout(_legend(items), "above")
        return plot


def contour_lines(ground: Ground) -> dict[str, list]:
    """Return one line for each level, broken by nan between its pieces."""
    if not ground.levels.size:
        return {"w1": [], "w2": [], "level": []}
    generator = contour_generator(
        ground.w1, ground.w2, np.ma.masked_invalid(ground.error), line_type=LineType.ChunkCombinedNan
    )
    w1, w2, levels = [], [], []
    for level in ground.levels:
        ((points,),) = generator.lines(float(level))  # of the only chunk
        if points is not None:
            w1.append(points[:, 0])
            w2.append(points[:, 1])
            levels.append(float(level))
    return {"w1": w1, "w2": w2, "level": levels}


def _pin_colours() -> LinearColorMapper:
    return LinearColorMapper(palette=look.PINS, low=-0.5, high=len(look.PINS) - 0.5)


def _compact() -> BasicTickFormatter:
    """Tick labels that fit the fixed left border whatever the numbers are."""
    return BasicTickFormatter(power_limit_high=5, power_limit_low=-3)


def _legend(items: list[LegendItem]) -> Legend:
    """A line of its own above a trace, where it can cover nothing; a click hides and shows an entry."""
    return Legend(
        items=items,
        orientation="horizontal",
        location="right",
        click_policy="hide",
        border_line_color=None,
        background_fill_color=None,
        padding=0,
        margin=2,
        spacing=14,
        glyph_width=26,
        label_standoff=6,
    )
