"""The same widgets and plots with nothing behind them: what opening a page of this framework costs by itself.

    panel serve tests/benchmarks/bare_page.py

Stock Panel widgets in place of the page's own, the same figures with the same data in them, and no callbacks.
"""

import numpy as np
import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from app.experiment import Experiment
from app.lessons import LESSONS
from app.look import SURFACE
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

pn.extension()
experiment, surface = Experiment(), GALLERY["bowl"]
path = descend(experiment.active, surface, experiment.start, experiment.steps)
m1, m2 = path.state["m"]
source = ColumnDataSource(
    name="trajectory",
    data={"t": path.t, "w1": path.w1, "w2": path.w2, "error": path.error, "m1": m1, "m2": m2},
)

w1, w2 = (np.linspace(*interval, 224) for interval in surface.domain)
values = surface.value(*np.meshgrid(w1, w2))
shares = np.sqrt(values / values.max())
(w1_low, w1_high), (w2_low, w2_high) = surface.domain
size = {"sizing_mode": "stretch_both"}
plot = figure(name="surface", x_range=(w1_low, w1_high), y_range=(w2_low, w2_high), **size)
plot.image([shares], x=w1_low, y=w2_low, dw=w1_high - w1_low, dh=w2_high - w2_low, palette=SURFACE["light"])
plot.contour(w1, w2, shares, levels=np.linspace(0, 1, 16)[1:-1], line_color="#8d8475")
plot.line("w1", "w2", source=source, line_width=5, line_color="white")
plot.line("w1", "w2", source=source, line_width=2)
traces = [figure(name=name, **size) for name in ("error", "m", "s")]
traces[0].line("t", "error", source=source)
for name in ("m1", "m2"):
    traces[1].line("t", name, source=source, legend_label=name)
maps = [figure(name=name, visible=False, **size) for name in ("pairs", "pairs_other")]
for each in maps:
    each.image([np.zeros((2, 2))], x=0, y=0, dw=1, dh=1)

pn.Row(
    pn.Column(
        pn.widgets.TextInput(name="Error function", value=surface.text),
        pn.widgets.Select(name="Surface", options=[each.title for each in GALLERY.values()]),
        pn.pane.LaTeX(rf"$E = {surface.latex}$"),
        pn.widgets.Select(name="Optimizer", options=[each.title for each in OPTIMIZERS.values()]),
        pn.widgets.Button(name="Pin run"),
        pn.widgets.FloatSlider(name="η", start=1e-5, end=10, value=0.001, format="0.00000"),
        pn.widgets.FloatSlider(name="α", start=0, end=1, value=0.9),
        pn.widgets.IntSlider(name="Steps", start=10, end=2000, value=300),
        *(pn.widgets.FloatInput(name=name) for name in ("η", "α", "Steps", "w1", "w2")),
        pn.widgets.Select(name="Lessons", options=[each.title for each in LESSONS.values()]),
    ),
    pn.Column(
        pn.pane.Bokeh(plot, sizing_mode="stretch_both"),
        pn.Row(
            *(pn.widgets.Button(name=name) for name in ("‹", "Play", "›")), pn.widgets.IntSlider(name="t")
        ),
        pn.pane.Markdown("Step and runs"),
        sizing_mode="stretch_both",
    ),
    pn.Column(
        pn.widgets.Checkbox(name="log scale"),
        *(pn.pane.Bokeh(each, sizing_mode="stretch_both") for each in (*traces, *maps)),
        *(pn.widgets.Button(name=name) for name in ("Export", "Copy link", "Dark")),
        sizing_mode="stretch_both",
    ),
    sizing_mode="stretch_both",
).servable()
