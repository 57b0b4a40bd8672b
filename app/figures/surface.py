"""The figure `surface`: the surface from above, the paths on it, and the step at the cursor.

What moves with a slider is drawn on the overlay level, so that the browser repaints it without repainting the
surface below. Colours that depend on light or dark are set in the browser (static/theme.js).
"""

from functools import lru_cache

import numpy as np
from bokeh.models import (
    Arrow,
    BoxAnnotation,
    LinearColorMapper,
    LinearInterpolator,
    PanTool,
    Range1d,
    VeeHead,
    WheelZoomTool,
)
from contourpy import LineType, contour_generator

from surfaces import Surface

from .. import look
from ..experiment import View
from ..runs.ground import Ground, ground
from .glyphs import add_image, bare_figure, codes, pin_colours, source

_SOURCES = {
    "path": ("w1", "w2", "share"),
    "halo": ("w1", "w2"),
    "dots": ("w1", "w2", "share"),
    "ends": ("w1", "w2", "share"),
    "fan": ("w1", "w2"),
    "fan_ends": ("w1", "w2"),
    "pin_path": ("w1", "w2", "colour"),
    "pin_ends": ("w1", "w2", "colour", "number"),
    "pin_fan": ("w1", "w2", "colour"),
    "pin_fan_ends": ("w1", "w2", "colour"),
    "curvature": ("x0", "y0", "x1", "y1", "share", "sign"),
    "basins": ("image", "x", "y", "dw", "dh"),
    "cursor": ("w1", "w2"),
    "arrows": ("x0", "y0", "x1", "y1", "colour"),
    "arrow_names": ("x", "y", "name", "colour", "align"),
}
"""Columns by source; static/time.js and arrows.js alone fill the last three, and the maps `basins`."""


class SurfacePlot:
    """The figure of one session and what feeds it."""

    def __init__(self) -> None:
        self.sources = {name: source(name, *columns) for name, columns in _SOURCES.items()}
        self.ground = source("ground", "image", "error", "x", "y", "dw", "dh")
        self.contours = source("contour_lines", "w1", "w2", "level")
        self.minima = source("known_minima", "w1", "w2")
        self.view = (Range1d(), Range1d())
        for interval in self.view:
            interval.update(min_interval=1e-9, max_interval=1e9)
        self.figure = self._figure()

    def show_ground(self, surface: Surface, view: View) -> None:
        """Draw the surface over a view: tones, contour lines, and the minima that are known."""
        self.ground.data, self.contours.data = ground_columns(surface, view)
        minima = surface.minima
        self.minima.data = {"w1": [at[0] for at in minima], "w2": [at[1] for at in minima]}

    def show_view(self, view: View) -> None:
        """Move the surface's axes to a view."""
        for interval, (low, high) in zip(self.view, view, strict=True):
            interval.update(start=low, end=high)

    def _figure(self):
        wheel = WheelZoomTool(zoom_on_axis=False)
        plot = bare_figure(
            "surface",
            left=52,
            x_range=self.view[0],
            y_range=self.view[1],
            tools=[PanTool(), wheel],
            active_scroll=wheel,
            x_axis_label="w₁",
            y_axis_label="w₂",
            min_border_right=12,
            min_border_top=8,
        )
        plot.grid.visible = False
        outside = {"hatch_pattern": "right_diagonal_line", "hatch_color": "#808080", "hatch_alpha": 0.45}
        plot.add_layout(
            BoxAnnotation(fill_color=None, line_color=None, level="image", hatch_scale=8, **outside)
        )
        tones = LinearColorMapper(
            name="tones", palette=look.SURFACE["light"], low=1, high=255, low_color="rgba(0, 0, 0, 0)"
        )
        add_image(plot, self.ground, tones)
        add_image(plot, self.sources["basins"], codes("basin_tones", look.BASINS["light"]))
        plot.multi_line("w1", "w2", source=self.contours, name="contours", line_width=0.8, line_alpha=0.55)
        plot.scatter("w1", "w2", source=self.minima, name="minima", marker="cross", size=13, line_width=2)
        self._add_pins(plot)
        self._add_path(plot)
        self._add_crosses(plot)
        self._add_step(plot)
        return plot

    def _add_pins(self, plot) -> None:
        pins = pin_colours()
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

    def _add_path(self, plot) -> None:
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
        """Add the cursor and the arrows of its step, which static/time.js and arrows.js move."""
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


@lru_cache(maxsize=16)
def ground_columns(surface: Surface, view: View) -> tuple[dict[str, list], dict[str, list]]:
    """Return the columns of the image and of the contour lines; a classroom on one surface has them once."""
    drawn = ground(surface, view)
    step1, step2 = drawn.w1[1] - drawn.w1[0], drawn.w2[1] - drawn.w2[0]
    image = {
        "image": [np.where(np.isnan(drawn.tone), 0, 1 + 254 * np.nan_to_num(drawn.tone)).astype(np.uint8)],
        "error": [_compact(drawn.error)],
        "x": [drawn.w1[0] - step1 / 2],
        "y": [drawn.w2[0] - step2 / 2],
        "dw": [drawn.w1[-1] - drawn.w1[0] + step1],
        "dh": [drawn.w2[-1] - drawn.w2[0] + step2],
    }
    return image, contour_lines(drawn)


def _compact(values: np.ndarray) -> np.ndarray:
    """Return values in half the room, if they are not too large for it."""
    return values.astype(np.float32) if np.nanmax(np.abs(values), initial=0) < 1e38 else values


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
