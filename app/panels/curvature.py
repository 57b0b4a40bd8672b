"""Curvature: the Hessian at the start, at the cursor and at the minima in sight, and its bounds on η."""

from functools import partial

from bokeh.models import LinearColorMapper, LinearInterpolator
from bokeh.plotting import figure

from .. import look
from ..glyphs import source
from ..maps.curvature import curvature_points
from ..words.curvature_words import told_curvature
from . import Panel, Saying, Seen

SOURCES = {"curvature": ("x0", "y0", "x1", "y1", "share", "sign")}


def _says(seen: Seen) -> Saying:
    points = curvature_points(seen.surface, seen.run.path, seen.experiment.cursor, seen.view)
    of = seen.surface, seen.experiment.active, seen.view, points
    return of, partial(told_curvature, *of)


def _add_crosses(surface: figure) -> None:
    """Add the lines of principal curvature: thicker where E curves more, with a colour for each sign."""
    at = {"source": source("curvature", SOURCES), "level": "overlay", "line_cap": "round"}
    surface.segment("x0", "y0", "x1", "y1", name="curvature_halo", line_width=6, line_alpha=0.8, **at)
    by_sign = LinearColorMapper(name="curvature_tones", palette=look.CURVATURE["light"], low=-1, high=1)
    surface.segment(
        "x0",
        "y0",
        "x1",
        "y1",
        line_color={"field": "sign", "transform": by_sign},
        line_width={"field": "share", "transform": LinearInterpolator(x=[0, 1], y=[1.4, 4])},
        **at,
    )


PANEL = Panel(
    title="Curvature",
    tip="How E curves at the [start], at the cursor and at each [minimum], by the [eigenvalue]s of its "
    "[Hessian], and the largest [learning rate] that is stable there.",
    group="Shape",
    rank=5,
    says=_says,
    on_surface=_add_crosses,
    sources=SOURCES,
    renderers={"curvature_halo": "halo"},
    palettes={"curvature_tones": look.CURVATURE},
)
