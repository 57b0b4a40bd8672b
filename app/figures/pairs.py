"""The figures `pairs` and `pairs_other`: maps over pairs of gradients, with axes and colours in common."""

from bokeh.core.validation import silence
from bokeh.core.validation.warnings import EMPTY_LAYOUT
from bokeh.model import Model
from bokeh.models import ColorBar, ColumnDataSource, InlineStyleSheet, LinearColorMapper, Range1d, Row, Title

from optimizers import Optimizer

from .. import look
from ..maps.pairs import pair_maps
from .glyphs import bare_figure, source

_ROOM = ":host { gap: 8px } @media (max-width: 1100px) { :host { flex-direction: column } }"
"""Side by side; on a tablet and a phone, where the stage is narrow, below each other."""

silence(EMPTY_LAYOUT)  # until its tab is shown, the room is empty on purpose


class PairPlots:
    """The two figures of one session, and what feeds them (see `pairs.pairs_scene`).

    They are made when they are first shown: most visitors never ask for them.
    """

    def __init__(self) -> None:
        self.room = Row(
            name="pairs_room", sizing_mode="stretch_both", stylesheets=[InlineStyleSheet(css=_ROOM)]
        )
        self.sources: dict[str, ColumnDataSource] = {}
        self.models: dict[str, Model] = {}

    def show(self, run: Optimizer) -> None:
        """Make room for the maps of a run."""
        if not self.room.children:
            self._make()
        _, other = self.room.children
        other.visible = len(pair_maps(run)) > 1

    def _make(self) -> None:
        self.tones = LinearColorMapper(name="pairs_tones", palette=look.SIGNED, low=-1, high=1)
        self.ranges = {name: Range1d(name=f"{name}_range", start=-1, end=1) for name in ("g1", "g2")}
        self.models |= {model.name: model for model in (self.tones, *self.ranges.values())}
        self.room.children = [self._figure(name) for name in ("pairs", "pairs_other")]

    def _source(self, name: str, *columns: str) -> ColumnDataSource:
        self.sources[name] = source(name, *columns)
        return self.sources[name]

    def _figure(self, name: str):
        title = Title(name=f"{name}_title", text="", text_font_style="normal", align="center")
        self.models[title.name] = title
        plot = bare_figure(
            name,
            left=52,
            title=title,
            x_range=self.ranges["g1"],
            y_range=self.ranges["g2"],
            x_axis_label="g₁, the first gradient",
            y_axis_label="g₂, the second gradient",
            min_border_right=8,
        )
        plot.grid.visible = False
        plot.image(
            image="image",
            x="x",
            y="y",
            dw="side",
            dh="side",
            source=self._source(f"{name}_image", "image", "x", "y", "side"),
            color_mapper=self.tones,
            level="underlay",
        )
        plot.multi_line(
            "g1",
            "g2",
            source=self._source(f"{name}_lines", "g1", "g2"),
            line_color="#3a3f46",
            line_width=0.9,
            line_alpha=0.7,
        )
        plot.text(
            "g1",
            "g2",
            text="word",
            source=self._source(f"{name}_words", "g1", "g2", "word"),
            text_color="#1d2126",
            text_font_size="11px",
            text_align="center",
            text_baseline="middle",
            background_fill_color="white",
            background_fill_alpha=0.75,
            padding=2,
        )
        plot.add_layout(
            ColorBar(
                color_mapper=self.tones,
                width=10,
                padding=4,
                border_line_color=None,
                background_fill_color=None,
                bar_line_color=None,
                major_tick_line_color=None,
            ),
            "right",
        )
        return plot
