"""Pieces that several figures are made of."""

from collections.abc import Mapping
from typing import Any

from bokeh.models import ColumnDataSource, GlyphRenderer, LinearColorMapper, Range1d
from bokeh.plotting import figure

from . import look
from .contract import SOURCES


def source(name: str, among: Mapping[str, tuple[str, ...]] = SOURCES) -> ColumnDataSource:
    """Return the data source of a name, with empty columns."""
    return ColumnDataSource(name=name, data={column: [] for column in among[name]})


def bare_figure(name: str, left: int, **options: Any) -> figure:
    """Return a figure without chrome. Its frame begins `left` pixels from its edge, or more for labels.

    The browser writes the ticks (static/figures/tick_labels.js), and always draws all points of a line
    (static/figures/plots.js).
    """
    return figure(
        name=name,
        toolbar_location=None,
        context_menu=None,  # a press of the right button opens the browser's own
        sizing_mode="stretch_both",
        background_fill_color=None,
        border_fill_color=None,
        outline_line_color=None,
        min_border_left=left,
        lod_threshold=None,
        **{"title": None, "tools": [], "min_border_right": 14, "min_border_bottom": 44, **options},
    )


def dock_figure(name: str, left: int, ranges: tuple[str, str], **options: Any) -> figure:
    """Return a figure for a side panel, with few ticks. The browser sets its ranges by their names."""
    x_range, y_range = (Range1d(name=each, start=0.1, end=1) for each in ranges)
    both = {"x_range": x_range, "y_range": y_range, "min_border_top": 8, "min_border_bottom": 38}
    plot = bare_figure(name, left, **both, **options)
    plot.axis.ticker.desired_num_ticks = 4
    return plot


def pin_colours() -> dict[str, object]:
    """Return the colour of a glyph by its column `colour`, an index into the shades of all pins."""
    return {"field": "colour", "transform": codes("pin_shades", look.PINS["light"])}


def pin_names() -> dict[str, object]:
    """Return the colour of a pinned run's number by the same column."""
    high = len(look.PINS["light"]) - 0.5
    names = LinearColorMapper(name="pin_names", palette=look.PIN_NAMES["light"], low=-0.5, high=high)
    return {"field": "colour", "transform": names}


def codes(name: str | None, palette: list[str]) -> LinearColorMapper:
    """Return the mapper of indices to the colours of a palette; larger numbers and nan are clear."""
    clear = "rgba(0, 0, 0, 0)"
    return LinearColorMapper(
        name=name, palette=palette, low=-0.5, high=len(palette) - 0.5, high_color=clear, nan_color=clear
    )


def add_image(
    plot: figure, data: ColumnDataSource, mapper: LinearColorMapper, name: str | None = None
) -> GlyphRenderer:
    """Draw the image of a source below everything else."""
    place = {"x": "x", "y": "y", "dw": "dw", "dh": "dh"}
    return plot.image(image="image", **place, source=data, name=name, color_mapper=mapper, level="underlay")
