"""All figures of one session, and the standing data sources that feed them: made once, filled many times."""

from bokeh.models import LayoutDOM

from surfaces import Surface

from ..experiment import Experiment
from ..runs.scene import Scene
from .glyphs import source
from .pairs import PairPlots
from .plane import PlanePlot
from .surface import SurfacePlot
from .traces import TracePlots


class Plots:
    """The figures, each in a part of its own; the source `trajectory` is common to them."""

    def __init__(self) -> None:
        self.trajectory = source("trajectory")
        self.surface = SurfacePlot()
        self.traces = TracePlots(self.trajectory)
        self.pairs = PairPlots()
        self.plane = PlanePlot()

    @property
    def figures(self) -> list[LayoutDOM]:
        """All that is drawn, each with a name by which the page has a place for it."""
        traces = self.traces
        return [self.surface.figure, traces.error, *traces.moments.values(), self.pairs.room, self.plane.room]

    def show_first(self, scene: Scene, surface: Surface) -> None:
        """Show the first scene; later ones go to the browser as frames (see `wire`)."""
        self.show(None, scene.experiment, surface)
        parts = self.surface, self.traces, self.pairs
        sources = {name: each for part in parts for name, each in part.sources.items()}
        sources["trajectory"] = self.trajectory
        models = self.traces.models | self.pairs.models | self.plane.models
        for name, columns in scene.sources.items():
            sources[name].data = {
                key: list(column) if isinstance(column, tuple) else column for key, column in columns.items()
            }
        for name, properties in scene.settings.items():
            models[name].update(**properties)

    def show(self, before: Experiment | None, experiment: Experiment, surface: Surface) -> None:
        """Show what of an experiment does not come with every frame, as far as it has changed."""

        def changed(*fields: str) -> bool:
            return before is None or any(getattr(before, f) != getattr(experiment, f) for f in fields)

        if changed("view"):
            self.surface.show_view(experiment.view)
        if changed("view", "expression"):
            self.surface.show_ground(surface, experiment.view)
        if changed("log_error"):
            self.traces.show_log_error(experiment.log_error)
        if before is None or [*map(type, before.runs)] != [*map(type, experiment.runs)]:
            self.traces.name_moments(experiment)
        if experiment.tab == "pairs":
            self.pairs.show(experiment.active)
        elif experiment.tab == "plane":
            self.plane.show(experiment.active, experiment.axes)
