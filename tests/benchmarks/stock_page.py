"""The same plots as Panel's and Bokeh's documentation teach them: the page that the benchmark compares with.

    panel serve tests/benchmarks/stock_page.py

Widgets are bound to a callback, the callback assigns `source.data`, ranges follow the data. The engine is the
product's, so that what differs is the page.
"""

import numpy as np
import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

from app.experiment import Experiment
from app.look import PATHS, SURFACE
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

pn.extension()
experiment, surface = Experiment(), GALLERY["bowl"]
steps = int(pn.state.session_args.get("steps", [b"300"])[0])

eta = pn.widgets.FloatSlider(name="η", start=1e-4, end=2e-3, step=1e-5, value=0.001, format="0.00000")
alpha = pn.widgets.FloatSlider(name="α", start=0, end=1, step=0.01, value=0.9)
source = ColumnDataSource(name="trajectory")


def update(eta, alpha):
    path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), surface, experiment.start, steps)
    (m1, m2) = path.state["m"]
    source.data = {
        "t": path.t,
        "w1": path.w1,
        "w2": path.w2,
        "error": path.error,
        "g1": path.g1,
        "g2": path.g2,
        "m1": m1,
        "m2": m2,
        "colour": np.linspace(0, len(PATHS["light"]) - 1, path.t.size).astype(int),
    }


update(eta.value, alpha.value)
w1, w2 = (np.linspace(*interval, 224) for interval in surface.domain)
values = surface.value(*np.meshgrid(w1, w2))
shares = np.sqrt(values / values.max())
(w1_low, w1_high), (w2_low, w2_high) = surface.domain
plot = figure(name="surface", width=600, height=600, x_range=(w1_low, w1_high), y_range=(w2_low, w2_high))
plot.image([shares], x=w1_low, y=w2_low, dw=w1_high - w1_low, dh=w2_high - w2_low, palette=SURFACE["light"])
plot.contour(w1, w2, shares, levels=np.linspace(0, 1, 16)[1:-1], line_color="#8d8475")
plot.line("w1", "w2", source=source, line_color="white", line_width=5)
plot.line("w1", "w2", source=source, line_color=PATHS["light"][0], line_width=2)
plot.scatter("w1", "w2", source=source, size=4, color="#1553c8")
error = figure(name="error", width=380, height=260)
error.line("t", "error", source=source)
m = figure(name="m", width=380, height=260)
m.line("t", "m1", source=source, legend_label="m1")
m.line("t", "m2", source=source, legend_label="m2", line_dash="dashed")
m.legend.click_policy = "hide"

pn.Row(
    pn.Column(eta, alpha, pn.bind(update, eta, alpha)),
    plot,
    pn.Column(error, m),
).servable()
