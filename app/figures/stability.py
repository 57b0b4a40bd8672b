"""The figure `stability`: the sharpness of each step and theory's bound on it, on a logarithmic axis."""

from bokeh.models import BasicTicker, BasicTickFormatter, Range1d
from bokeh.plotting import figure

from .glyphs import bare_figure, source


def stability_figure() -> figure:
    """Return the figure. The browser sets its ranges. It is too low for longer labels of its axes."""
    plot = bare_figure(
        "stability",
        left=72,
        x_range=Range1d(name="stability_t_range", start=0, end=1),
        y_range=Range1d(name="stability_range", start=0.1, end=10),
        y_axis_type="log",
        x_axis_label="t",
        y_axis_label="λ₁",
        min_border_top=8,
        min_border_bottom=38,
    )
    plot.xgrid.visible = False
    plot.xaxis.ticker = BasicTicker(desired_num_ticks=6, min_interval=1)  # steps are whole
    plot.yaxis.formatter = BasicTickFormatter()  # as for the error
    plot.yaxis.ticker.desired_num_ticks = 4
    plot.axis.axis_label_standoff = 4
    plot.line("t", "value", source=source("stability_sharpness"), name="stability_line", line_width=1.6)
    bound = {"line_width": 2, "line_dash": [7, 4]}
    plot.line("t", "value", source=source("stability_bound"), name="stability_bound_line", **bound)
    mark = {"name": "stability_mark", "marker": "circle", "size": 10, "fill_color": None, "line_width": 2}
    plot.scatter("t", "value", source=source("stability_crossing"), **mark)
    for kind, line in (("sharpness", "line"), ("bound", "bound_line")):
        plot.text(
            "t",
            "value",
            text="word",
            source=source(f"stability_{kind}_name"),
            name=f"stability_{line}_name",
            x_offset="shift",
            y_offset="drop",
            text_align="align",
            text_baseline="middle",
            text_font_size="12px",
            background_fill_alpha=0.75,
        )
    plot.vspan("t", source=source("stability_time"), name="cursor_line", level="overlay")
    return plot
