"""Stability: the sharpness at each step of the active run, and its theoretical bound."""

from typing import Any

from bokeh.models import BasicTicker, BasicTickFormatter
from bokeh.plotting import figure

from surfaces import Surface

from ..glyphs import dock_figure, source
from ..lineup import applied
from ..runs.follow import Run
from ..runs.stability import stability
from ..words.stability_words import told_stability
from . import Panel, Saying, Seen

_LINE, _END = ("t", "value"), ("t", "value", "word", "drop", "align")
_RANGES = ("stability_t_range", "stability_range")
SOURCES = {
    "stability_sharpness": _LINE,
    "stability_bound": _LINE,
    "stability_crossing": _LINE,
    "stability_sharpness_name": _END,
    "stability_bound_name": _END,
    "stability_time": ("t",),
}


def _says(seen: Seen) -> Saying:
    return (seen.surface, seen.run), lambda: _told(seen.surface, seen.run)


def _told(surface: Surface, run: Run) -> dict[str, Any]:
    """Return the sharpness over t, its bound, where they cross, and the words beside the figure."""
    schedule = applied(run.method, run.schedule)
    return told_stability(stability(run.method, schedule, surface, run.path), run.method, run.path)


def _draw() -> list[figure]:
    """Return the figure, with a logarithmic axis. It has too little height for longer axis labels."""
    plot = dock_figure("stability", 72, _RANGES, y_axis_type="log", x_axis_label="t", y_axis_label="λ₁")
    plot.xgrid.visible = False
    plot.xaxis.ticker = BasicTicker(desired_num_ticks=6, min_interval=1)  # steps are whole
    plot.yaxis.formatter = BasicTickFormatter()  # as for the error
    plot.axis.axis_label_standoff = 4
    sharpness = source("stability_sharpness", SOURCES)
    plot.line("t", "value", source=sharpness, name="stability_line", line_width=1.6)
    bound = {"source": source("stability_bound", SOURCES), "line_width": 2, "line_dash": [7, 4]}
    plot.line("t", "value", name="stability_bound_line", **bound)
    mark = {"name": "stability_mark", "marker": "circle", "size": 10, "fill_color": None, "line_width": 2}
    plot.scatter("t", "value", source=source("stability_crossing", SOURCES), **mark)
    for kind, line in (("sharpness", "line"), ("bound", "bound_line")):
        plot.text(
            "t",
            "value",
            text="word",
            source=source(f"stability_{kind}_name", SOURCES),
            name=f"stability_{line}_name",
            y_offset="drop",
            text_align="align",
            text_baseline="middle",
            text_font_size="12px",
            background_fill_alpha=0.75,
        )
    plot.vspan("t", source=source("stability_time", SOURCES), name="cursor_line", level="overlay")
    return [plot]


PANEL = Panel(
    title="Stability",
    tip="The [sharpness] at each [step], and the [stability bound] above which steps swing wider and wider.",
    group="Shape",
    rank=6,
    says=_says,
    figures=("stability",),
    draw=_draw,
    sources=SOURCES,
    renderers={
        "stability_line": "first",
        "stability_bound_line": "bad",
        "stability_mark": "bad",
        "stability_line_name": "first",
        "stability_bound_line_name": "bad",
    },
    models=_RANGES,
)
