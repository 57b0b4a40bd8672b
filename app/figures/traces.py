"""The figures `error`, `m` and `s`: the traces of all runs over t, in frames below each other.

The browser shows the axis of t at the lowest of them (static/figures/show.js), and a legend above each.

The error has a linear and a logarithmic axis. What belongs to only one of them has its name as a tag, so that
the browser can show one and hide the other.
"""

from typing import Any

from bokeh.models import (
    BasicTicker,
    BasicTickFormatter,
    ColumnDataSource,
    Grid,
    LogAxis,
    LogScale,
    Range1d,
)
from bokeh.plotting import figure

from .. import look
from ..glyphs import bare_figure, pin_colours, source

_FIRST = {"name": "first_line", "line_color": look.COMPONENTS[0], "line_width": 2, "level": "overlay"}
_SECOND = {**_FIRST, "name": "second_line", "line_color": look.COMPONENTS[1], "line_dash": [6, 3]}

_EPOCH = 0.07
"""The height of the ticks of epochs, as a share of the frame's."""


def trace_figures() -> list[figure]:
    """Return the three figures."""
    t_range = Range1d(name="t_range", start=0, end=1)
    common = {"t_range": t_range, "time": source("time"), "epochs": source("epochs")}
    return [_error_figure(**common), *(_moment_figure(name, **common) for name in ("m", "s"))]


def _trace_figure(name: str, t_range: Range1d, time: ColumnDataSource, epochs: ColumnDataSource) -> figure:
    plot = bare_figure(
        name,
        left=56,
        x_range=t_range,
        y_range=Range1d(name=f"{name}_range", start=0, end=1),
        x_axis_label="t",
        min_border_top=6,
        min_border_bottom=6,
    )
    plot.xaxis.visible = plot.xgrid.visible = False
    plot.xaxis.ticker = BasicTicker(desired_num_ticks=4, min_interval=1)  # steps are whole
    plot.yaxis.ticker = BasicTicker(desired_num_ticks=4)
    plot.axis.axis_label_standoff = 4
    # Not a Span, whose painting makes the browser look up its style sheets every time.
    plot.vspan("t", source=time, name="cursor_line", level="overlay")
    plot.extra_y_ranges["height"] = Range1d(start=0, end=1)
    ticks = {"source": epochs, "name": "epoch_line", "y_range_name": "height", "level": "underlay"}
    plot.segment("t", 0, "t", _EPOCH, line_width=1.4, **ticks)
    return plot


def _error_figure(**common: Any) -> figure:
    plot = _trace_figure("error", **common)
    plot.yaxis.axis_label = "E"
    plot.yaxis.tags = plot.ygrid.tags = ["linear"]
    plot.extra_y_ranges["log"] = Range1d(name="error_log_range", start=0.1, end=10)
    plot.extra_y_scales["log"] = LogScale()
    hidden = {"visible": False, "tags": ["log"]}
    logarithmic = LogAxis(y_range_name="log", axis_label="E", axis_label_standoff=4, **hidden)
    logarithmic.formatter = BasicTickFormatter()  # Bokeh's own draws labels instead of returning them
    logarithmic.ticker.desired_num_ticks = 4
    plot.add_layout(logarithmic, "left")
    plot.add_layout(Grid(dimension=1, axis=logarithmic, **hidden))
    pins = {"source": source("pin_error"), "line_color": pin_colours(), "line_width": 1.8, "level": "overlay"}
    thin = {**_FIRST, "name": "batch_line", "line_width": 0.8, "line_alpha": 0.7}
    dashed = {"name": "guess_curve_line", "line_dash": [5, 4], "line_width": 1.8, "level": "overlay"}
    dotted = {**_FIRST, "name": "judged_line", "line_dash": [2, 4]}
    for draw, style in (
        (plot.multi_line, pins),
        (plot.line, {"source": source("batch_trace"), **thin}),
        (plot.line, {"source": source("error_trace"), **_FIRST}),
        (plot.line, {"source": source("guess_curve"), **dashed}),
        (plot.line, {"source": source("judged_trace"), **dotted}),
    ):
        draw("t", "error", tags=["linear"], **style)
        draw("t", "error", y_range_name="log", **hidden, **style)
    return plot


def _moment_figure(name: str, **common: Any) -> figure:
    plot = _trace_figure(name, **common)
    plot.yaxis.axis_label = name
    pins = {
        "source": source(f"pin_{name}"),
        "line_width": 1.8,
        "line_color": pin_colours(),
        "level": "overlay",
    }
    plot.multi_line("t", "first", tags=["first"], **pins)
    plot.multi_line("t", "second", line_dash=[6, 3], tags=["second"], **pins)
    limits = source(f"{name}_limits")
    plot.multi_line("t", "value", source=limits, line_color="colour", line_dash="dotted", line_width=1.8)
    plot.text(
        "end",
        "at",
        text="word",
        source=limits,
        name="limit_word",
        x_offset="shift",
        y_offset="drop",
        text_font_size="11px",
        text_align="right",
        text_baseline="middle",
    )
    trace = source(f"{name}_trace")
    plot.line("t", "first", source=trace, tags=["first"], **_FIRST)
    plot.line("t", "second", source=trace, tags=["second"], **_SECOND)
    return plot
