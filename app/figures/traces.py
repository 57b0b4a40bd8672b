"""The figures `error`, `m` and `s`: the traces of all runs over t."""

from bokeh.core.property.vectorization import Value
from bokeh.models import (
    BasicTicker,
    BasicTickFormatter,
    ColumnDataSource,
    Grid,
    Legend,
    LegendItem,
    LogAxis,
    LogScale,
    Range1d,
)

from .. import look
from ..experiment import Experiment
from .glyphs import bare_figure, pin_colours, source

_MOMENTS = ("m", "s")


class TracePlots:
    """The three figures of one session and what feeds them.

    Args:
        trajectory: the source of the active run.
    """

    def __init__(self, trajectory: ColumnDataSource) -> None:
        self.sources = {
            "time": source("time", "t"),
            "error_trace": source("error_trace", "t", "error"),
            "pin_error": source("pin_error", "t", "error", "colour"),
        }
        for name in _MOMENTS:
            self.sources[f"{name}_trace"] = source(f"{name}_trace", "t", "first", "second")
            self.sources[f"pin_{name}"] = source(f"pin_{name}", "t", "first", "second", "colour")
            self.sources[f"{name}_limits"] = source(f"{name}_limits", "t", "value", "at", "word")
        self.ranges = {
            name: Range1d(name=f"{name}_range", start=0, end=1)
            for name in ("t", "error", "error_log", *_MOMENTS)
        }
        self.ranges["error_log"].update(start=0.1, end=10)
        self.models = {range_.name: range_ for range_ in self.ranges.values()}
        self.error = self._error_figure(trajectory)
        self.moments = {name: self._moment_figure(name) for name in _MOMENTS}

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

    def _trace_figure(self, name: str, **options):
        plot = bare_figure(
            name,
            left=72,
            x_range=self.ranges["t"],
            outline_line_color=None,
            x_axis_label="t",
            min_border_top=24,
            min_border_bottom=38,
            **options,
        )
        plot.xgrid.visible = False
        plot.xaxis.ticker = BasicTicker(desired_num_ticks=4)
        plot.axis.axis_label_standoff = 4
        # Not a Span, which asks the browser for its style sheets whenever it is painted.
        plot.vspan("t", source=self.sources["time"], name="cursor_line", level="overlay")
        return plot

    def _error_figure(self, trajectory: ColumnDataSource):
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
            "line_color": pin_colours(),
        }
        pinned = plot.multi_line("t", "error", line_width=1.8, **pins)
        pinned_log = plot.multi_line("t", "error", y_range_name="log", visible=False, line_width=1.8, **pins)
        linear = plot.line("t", "error", source=self.sources["error_trace"], **style)
        log = plot.line("t", "error", source=trajectory, y_range_name="log", visible=False, **style)
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
        pins["line_color"] = pin_colours()
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


def _compact() -> BasicTickFormatter:
    """Tick labels that fit the fixed left border whatever the numbers are."""
    return BasicTickFormatter(power_limit_high=5, power_limit_low=-3)


def _legend(items: list[LegendItem]) -> Legend:
    """A line of its own above a trace, where it can cover nothing; a click hides and shows an entry.

    Bokeh paints it anew whenever its lines change; on a lower level the axes would be painted with it.
    """
    return Legend(
        items=items,
        level="overlay",
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
