"""The figure `plane`: a map over two hyper-parameters, with the active run in its cross-hair."""

from bokeh.models import FixedTicker, NoOverlap, Range1d, Span
from bokeh.plotting import figure

from .. import look
from ..glyphs import add_image, bare_figure, codes, source


def plane_figure() -> figure:
    """Return the figure. The browser sets what its axes show."""
    plot = bare_figure("plane", left=64, x_range=Range1d(), y_range=Range1d(), min_border_top=8)
    plot.grid.visible = False
    for axis in plot.axis:
        axis.ticker = FixedTicker(ticks=[])
        axis.major_label_policy = NoOverlap()
    add_image(plot, source("plane_image"), codes("plane_tones", look.PLANES["light"]), "plane_map")
    plot.line("x", "y", source=source("plane_good"), name="good_line", line_width=2)
    border = source("plane_border")
    plot.line("x", "y", source=border, name="border_line", line_width=2, line_dash=[7, 4])
    plot.scatter(
        "x",
        "y",
        source=source("plane_best"),
        marker="star",
        size=17,
        fill_color="white",
        line_color=look.PATHS["light"][0],
        line_width=1.6,
    )
    for dimension, name in (("height", "plane_x"), ("width", "plane_y")):
        line = {"line_width": 1.4, "line_dash": [2, 4], "level": "overlay"}
        plot.add_layout(Span(name=name, dimension=dimension, location=None, **line))
    return plot
