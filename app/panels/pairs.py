"""Gradient pairs: maps of how a step depends on two successive gradients."""

from functools import partial

from bokeh.models import BasicTickFormatter, ColorBar, LinearColorMapper, Range1d, Title
from bokeh.plotting import figure

from .. import look
from ..glyphs import bare_figure, source
from ..words.pair_words import told_pairs
from . import Panel, Saying, Seen

FIGURES = ("pairs", "pairs_other")
_WORDS = ("g1", "g2", "word")
_COLUMNS = {"image": ("image", "x", "y", "side"), "lines": ("g1", "g2"), "words": _WORDS, "example": _WORDS}
SOURCES = {f"{name}_{part}": columns for name in FIGURES for part, columns in _COLUMNS.items()}


def _says(seen: Seen) -> Saying:
    of = seen.experiment.active, seen.experiment.reach
    return of, partial(told_pairs, *of)


def _draw() -> list[figure]:
    """Return the two figures, which share axes and colours."""
    tones = LinearColorMapper(name="pairs_tones", palette=look.SIGNED["light"], low=-1, high=1)
    ranges = {
        "x_range": Range1d(name="g1_range", start=-1, end=1),
        "y_range": Range1d(name="g2_range", start=-1, end=1),
    }
    return [_figure(name, tones, ranges) for name in FIGURES]


def _figure(name: str, tones: LinearColorMapper, ranges: dict[str, Range1d]) -> figure:
    plot = bare_figure(
        name,
        left=52,
        title=Title(
            name=f"{name}_title",
            text="",
            text_font_style="normal",
            align="center",
            standoff=28,  # half of it is below, so that what the page lays over the title covers no tick
        ),
        x_axis_label="g₁, the first gradient",
        y_axis_label="g₂, the second gradient",
        min_border_right=76,  # for the longest labels of the colour bar: while they change, the frame stays
        **ranges,
    )
    plot.grid.visible = False
    image = source(f"{name}_image", SOURCES)
    plot.image(
        image="image", x="x", y="y", dw="side", dh="side", source=image, color_mapper=tones, level="underlay"
    )
    plot.multi_line(
        "g1",
        "g2",
        source=source(f"{name}_lines", SOURCES),
        name=f"{name}_contours",
        line_width=0.9,
        line_alpha=0.6,
    )
    words = {
        "text": "word",
        "text_font_size": "11px",
        "text_align": "center",
        "background_fill_alpha": 0.75,
        "padding": 2,
    }
    plot.text(
        "g1",
        "g2",
        source=source(f"{name}_words", SOURCES),
        name=f"{name}_levels",
        text_baseline="middle",
        **words,
    )
    example = source(f"{name}_example", SOURCES)
    plot.scatter("g1", "g2", source=example, size=9, line_width=2, line_color="#1d2126", fill_color="white")
    words["text_align"] = "right"  # on a phone its middle is too close to the frame, which would cut it
    plot.text(
        "g1",
        "g2",
        source=example,
        name=f"{name}_measure",
        text_baseline="bottom",
        x_offset=24,
        y_offset=-8,
        **words,
    )
    plot.add_layout(
        ColorBar(
            color_mapper=tones,
            formatter=BasicTickFormatter(),
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


PANEL = Panel(
    title="Gradient pairs",
    tip="What an [optimizer] makes of each [gradient pair], whatever E is.",
    instead="One weight meets g₁, then g₂, whatever E is. Traces and t are of the run on the tab Path.",
    says=_says,
    topics=("pair",),
    figures=FIGURES,
    draw=_draw,
    sources=SOURCES,
    renderers={f"{name}_{part}": "text" for name in FIGURES for part in ("contours", "levels", "measure")},
    models=("g1_range", "g2_range", *(f"{name}_title" for name in FIGURES)),
    palettes={"pairs_tones": look.SIGNED},
)
