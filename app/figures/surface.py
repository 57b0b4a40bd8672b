"""The figure `surface`: the surface from above, the paths on it, and the step at the cursor.

What moves with a slider is drawn on the overlay level, so that the browser repaints it without repainting the
surface below. Colours that depend on light or dark are set in the browser.
"""

from typing import Any

from bokeh.models import (
    Arrow,
    BoxAnnotation,
    CDSView,
    GlyphRenderer,
    GroupFilter,
    LinearColorMapper,
    PanTool,
    Range1d,
    VeeHead,
    WheelZoomTool,
)
from bokeh.plotting import figure

from .. import look
from ..glyphs import add_image, bare_figure, pin_colours, pin_names, source
from ..panels import PANELS, TABS

OPEN = 0.3
"""The alpha of what fills the end of a pinned path, as in static/draw/run_columns.js."""


def surface_figure() -> figure:
    """Return the figure, with everything that it ever shows."""
    wheel = WheelZoomTool(zoom_on_axis=False)
    plot = bare_figure(
        "surface",
        left=62,
        x_range=_weight_range(),
        y_range=_weight_range(),
        tools=[PanTool(), wheel],
        active_scroll=wheel,
        x_axis_label="w₁",
        y_axis_label="w₂",
        min_border_right=12,
        min_border_top=8,
    )
    plot.grid.visible = False
    bare = {"fill_color": None, "line_color": None}
    hatch = {"hatch_pattern": "right_diagonal_line", "hatch_color": "#808080", "hatch_alpha": 0.45}
    plot.add_layout(
        BoxAnnotation(name="no_ground", visible=False, level="image", hatch_scale=8, **hatch, **bare)
    )
    # Not the figure's outline: Bokeh strokes it together with the last ticks, and those stay on a new layout.
    # Half of its width is clipped.
    plot.add_layout(BoxAnnotation(name="frame", fill_color=None, line_width=2, line_alpha=1))
    tones = LinearColorMapper(
        name="tones", palette=look.SURFACE["light"], low=1, high=255, low_color="rgba(0, 0, 0, 0)"
    )
    add_image(plot, source("ground"), tones)
    contours, minima = source("contour_lines"), source("known_minima")
    plot.multi_line(
        "w1",
        "w2",
        source=contours,
        line_width=0.8,
        line_color=_on_tones("contour_tones", look.CONTOURS),
        line_alpha="alpha",
    )
    plot.text(
        "w1",
        "w2",
        text="word",
        angle="angle",
        source=source("contour_labels"),
        text_color=_on_tones("contour_word_tones", look.CONTOUR_WORDS),
        text_font_size="11px",
        text_align="center",
        text_baseline="middle",
    )
    # The crosses are larger than the marker at the end of a path, and thinner than what turns there.
    plot.scatter("w1", "w2", source=minima, name="minima", marker="cross", size=22, line_width=1)
    ends = _ends()
    _add_pins(plot)
    _add_path(plot, ends)
    for panel in (TABS | PANELS).values():
        panel.on_surface(plot)
    _add_step(plot, ends)
    return plot


def _on_tones(name: str, palettes: dict[str, list[str]]) -> dict[str, object]:
    """Return the colour of a glyph by its column `tone`, the number of the tone below it."""
    return {
        "field": "tone",
        "transform": LinearColorMapper(name=name, palette=palettes["light"], low=1, high=255),
    }


def _weight_range() -> Range1d:
    return Range1d(start=-1, end=1)


def _add_pins(plot: figure) -> None:
    pins = pin_colours()
    _add_fan(plot, "pin_fan", pins)
    line = {"line_join": "round", "level": "overlay"}
    plot.multi_line("w1", "w2", source=source("pin_halos"), name="pin_halo", line_width=4.8, **line)
    plot.multi_line("w1", "w2", source=source("pin_path"), line_color=pins, line_width=1.9, **line)
    _add_pin_ends(plot, "covered_ends")


def _add_pin_ends(plot: figure, ends: str) -> GlyphRenderer:
    look = {"fill_color": pin_colours(), "fill_alpha": OPEN, "line_color": pin_colours(), "line_width": 2}
    return plot.scatter("w1", "w2", source=source(ends), marker="diamond", size=14, level="overlay", **look)


def _add_path(plot: figure, ends: dict[str, object]) -> None:
    _add_fan(plot, "fan", None, ("fan_line", "fan_points"), level="overlay")
    # Shares below 0 are the halo, whose colour the browser sets.
    shades = LinearColorMapper(name="path_shades", palette=look.PATHS["light"], low=0, high=1)
    blues = {"field": "share", "transform": shades}
    line = {"line_color": blues, "line_width": "width", "line_cap": "cap", "line_join": "round"}
    plot.multi_line("w1", "w2", source=source("path"), name="path_line", level="overlay", **line)
    # Where the run is judged, if that is not the path itself
    dotted = {"name": "judged_line", "line_width": 1.8, "line_dash": [2, 4], "level": "overlay"}
    plot.multi_line("w1", "w2", source=source("judged_path"), **dotted)
    # E of the rows that the step at the cursor sees, around where it begins
    dashed = {"name": "batch_contour", "line_alpha": 0.5, "line_dash": [5, 3], "level": "overlay"}
    plot.multi_line("w1", "w2", source=source("batch_contours"), **dashed)
    plot.scatter(
        "w1", "w2", source=source("dots"), size=5, fill_color=blues, line_color=None, level="overlay"
    )
    plot.scatter(**ends)


def _ends() -> dict[str, object]:
    """Return the options of the markers at the ends of the path."""
    white_to_bright = LinearColorMapper(name="end_fills", palette=look.ENDS["light"], low=0, high=1)
    fill = {"field": "share", "transform": white_to_bright}
    columns = {"x": "w1", "y": "w2", "source": source("ends"), "marker": "marker", "size": "size"}
    return {
        **columns,
        "name": "path_ends",
        "fill_color": fill,
        "fill_alpha": "filled",
        "line_width": 2,
        "level": "overlay",
    }


def _add_fan(
    plot: figure,
    name: str,
    colour: str | dict[str, object] | None,
    names: tuple[str | None, str | None] = (None, None),
    **options: Any,
) -> None:
    """Add the other paths of noisy runs, thin enough for the explained path to stand out.

    Renderers that have `names` get their colour in the browser.
    """
    line = {"name": names[0], "source": source(name), "line_color": colour}
    plot.multi_line("w1", "w2", line_width=1, line_alpha=0.6, **line, **options)
    end = {"name": names[1], "source": source(f"{name}_ends"), "fill_color": colour, "line_color": None}
    plot.scatter("w1", "w2", size=4, fill_alpha=0.7, **end, **options)


def _add_step(plot: figure, ends: dict[str, object]) -> None:
    """Add the cursor and the arrows of its step, and what is above the arrows."""
    arrows = {"source": source("arrows"), "level": "overlay"}
    plot.segment("w1", "w2", "x0", "y0", line_color="colour", line_width="width", **arrows)
    at = {"x_start": "x0", "y_start": "y0", "x_end": "x1", "y_end": "y1", **arrows}
    edge = VeeHead(name="arrow_halo_head", size="size", fill_color=None, line_width=4, line_join="round")
    plot.add_layout(Arrow(name="arrow_halo", line_width="halo", end=edge, **at))
    head = VeeHead(size="size", line_color="colour", fill_color="colour")
    plot.add_layout(Arrow(line_width="width", line_color="colour", end=head, **at))
    names = plot.text(
        "x",
        "y",
        text="name",
        source=source("arrow_names"),
        text_color="colour",
        text_font_size="13px",
        text_font_style="bold",
        text_outline_color=None,
        text_align="center",
        text_baseline="middle",
        level="overlay",
    )
    guesses = _guesses(plot)
    start = CDSView(filter=GroupFilter(column_name="marker", group="circle"))
    at = {"source": source("cursor"), "name": "cursor_point", "level": "overlay"}
    pins = _add_pin_ends(plot, "pin_ends")
    numbers = plot.text(
        "w1",
        "w2",
        text="number",
        source=pins.data_source,
        text_color=pin_names(),
        x_offset="shift",
        y_offset=-9,
        text_font_size="12px",
        text_font_style="bold",
        text_align="center",
        text_baseline="middle",
        level="overlay",
    )
    origin = plot.scatter("w1", "w2", name="arrow_origin", size=5, line_color=None, **arrows)
    above = [*guesses, origin, pins, numbers, plot.scatter(view=start, **ends), names]
    points = plot.scatter("w1", "w2", size=9, fill_color=None, line_width=2, line_color=pin_colours(), **at)
    for renderer in [*above, points]:
        plot.renderers.remove(renderer)
        plot.add_layout(renderer)  # Bokeh paints layout items, such as the arrows, above all other renderers


def _guesses(plot: figure) -> list[GlyphRenderer]:
    """Add the marks of guesses, with their letters, and the lines to where w is in truth."""
    marked, level = source("guesses"), "overlay"
    marks = {"source": marked, "marker": "x", "size": 15, "fill_color": None, "level": level}
    return [
        plot.multi_line(
            "w1", "w2", source=source("guess_lines"), name="guess_line", line_width=1.6, level=level
        ),
        plot.scatter("w1", "w2", name="guess_halo", line_width=6, **marks),
        plot.scatter("w1", "w2", name="guess_mark", line_width=2.6, **marks),
        plot.text(
            "w1",
            "w2",
            text="word",
            source=marked,
            name="guess_letter",
            x_offset=12,
            text_font_size="14px",
            text_font_style="bold",
            text_baseline="middle",
            level=level,
        ),
    ]
