"""Data: the table over whose rows E goes, as text, and its points with the curves of the model."""

from bokeh.plotting import figure

from surfaces.samples import SAMPLES

from ..glyphs import dock_figure, source
from . import Panel

_RANGES = ("data_x_range", "data_y_range")
_PLACE = ("x", "y")
_CURVES = ("start", "end", "cursor", "pointed")
SOURCES = {
    "data_residuals": ("x0", "y0", "x1", "y1"),
    "data_levels": _PLACE,
    **{f"data_{name}": _PLACE for name in _CURVES},
    "data_points": _PLACE,
    "data_others": _PLACE,
    "data_batch": _PLACE,
    "data_chosen": _PLACE,
}
"""The curves are the model's at the weights of the start, of the end, at the cursor and under the pointer.

With two inputs, x and y are these, and the curves are where the model is 0; `data_others` are then the points
whose target is below the middle.
"""


def _draw() -> list[figure]:
    """Return the figure. The browser sets what its axes show."""
    plot = dock_figure("data", 56, _RANGES, x_axis_label="x", y_axis_label="y")
    at = {name: source(name, SOURCES) for name in SOURCES}
    plot.segment(
        "x0", "y0", "x1", "y1", source=at["data_residuals"], name="data_residual_lines", line_alpha=0.6
    )
    plot.line("x", "y", source=at["data_levels"], name="data_level_lines")
    for name, style in (
        ("start", {"line_dash": [2, 4], "line_width": 1.4}),
        ("end", {"line_dash": [7, 4], "line_width": 1.4}),
        ("cursor", {"line_width": 2.6}),
        ("pointed", {"line_width": 2}),
    ):
        plot.line("x", "y", source=at[f"data_{name}"], name=f"data_{name}_line", level="overlay", **style)
    mark = {"marker": "circle", "level": "overlay"}
    ring = {**mark, "fill_color": None, "line_width": 1.8}
    plot.scatter("x", "y", source=at["data_points"], name="data_dots", size=9, line_color=None, **mark)
    plot.scatter("x", "y", source=at["data_others"], name="data_rings", size=8, **ring)
    bold = {**mark, "fill_color": None, "line_width": 3}
    plot.scatter("x", "y", source=at["data_batch"], name="data_batch_rings", size=13, **bold)
    plot.scatter("x", "y", source=at["data_chosen"], name="data_chosen_ring", size=17, **ring)
    return [plot]


PANEL = Panel(
    title="Data",
    tip="The [data] from which E is made: each point of the surface is a curve of the [model] here. "
    "Drag a point; a double click adds or removes one.",
    rank=2.5,
    constants={"data_samples": [[key, sample.title, list(sample.names)] for key, sample in SAMPLES.items()]},
    is_portable=True,
    needs="data",
    figures=("data",),
    draw=_draw,
    sources=SOURCES,
    renderers={
        "data_residual_lines": "soft",
        "data_level_lines": "soft",
        "data_start_line": "path-dark",
        "data_end_line": "path-bright",
        "data_cursor_line": "first",
        "data_pointed_line": "text",
        "data_dots": "text",
        "data_rings": "text",
        "data_batch_rings": "gradient",
        "data_chosen_ring": "text",
    },
    models=_RANGES,
)
