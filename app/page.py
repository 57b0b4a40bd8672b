"""One session: its Experiment, its plots and controls, and the wiring between them, which goes one way.

An event makes a new Experiment (`_become`); from it follow the frame to the browser and the address in it.
"""

import contextlib
import dataclasses
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from urllib.parse import urlencode

import panel as pn
from bokeh.events import RangesUpdate

from optimizers import OPTIMIZERS
from surfaces import GALLERY, ExpressionError, Surface

from . import components, controls, fast_lane
from .assets import text
from .background import Background
from .basin_map import COARSE, FINE, basin_legend, basin_sources
from .basins import Basins, basins
from .equations import equations
from .experiment import Experiment, known_surface, legal_point, legal_view
from .exports import numpy_script, table, torch_script
from .lessons import LESSONS
from .pairs import explain_pair, pair_maps
from .plots import Plots
from .scene import fitted_view, ground, scene
from .url import from_query, to_query
from .wire import Wire
from .workshop import REFUSALS, BusyError, Workshop

_REST = 120
"""Milliseconds after the last wheel tick or pan move before the surface is sampled anew."""
_PATIENCE = 0.25
"""Seconds that opening a page waits for an expression that nobody has asked for before."""
_PAUSE = 500
"""Milliseconds after which such an expression is asked for again; a classroom that comes back has many."""
_LONGEST_FORMULA = 3000
"""Characters of LaTeX that a browser sets without a noticeable pause."""
_APOLOGY = """{% extends base %}
{% block contents %}
<p>Something went wrong on the server, which has written it down. <a href=".">Start anew</a></p>
{% endblock %}
"""
_WORKSHOP = Workshop()

log = logging.getLogger(__name__)


class Page(pn.Template):
    """A template of many parts that is put into its document in one go.

    Bokeh looks through all models again for each part that is added, and Panel writes all parts out anew:
    400 ms for thirty of them.
    """

    def server_doc(self, doc=None, title=None, location=True):
        doc = doc or pn.state.curdoc
        with doc.models.freeze():
            return super().server_doc(doc, title, location)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Explorer:
    """The explorer of one visitor."""

    def __init__(self, query: str) -> None:
        self.experiment, self.notices = from_query(query, self._parse_link)
        self.surface = _WORKSHOP.surface(self.experiment.expression).result()
        self.scene = scene(self.surface, self.experiment)
        self.plots = Plots()
        self.plots.show_view(self.experiment.view)
        self.plots.show_ground(self.surface, ground(self.surface, self.experiment.view))
        self.plots.show_first(self.scene)
        self.plots.show_log_error(self.experiment.log_error)
        self.plots.name_moments(self.experiment.active.moments)
        self._make_controls()
        self._resample = None
        self._background = Background(pn.state.curdoc)
        self._mapped = None
        pn.state.onload(self._follow_map)

    # The page's parts, and who listens to them

    def _make_controls(self) -> None:
        experiment = self.experiment
        self.wire = Wire()
        self.wire.listen(lambda change: self._become(self.experiment.changed(change)))
        self.expression = components.ExpressionField(value=experiment.expression)
        self.expression.on_msg(lambda event: self._typed(event.data))
        self.formulas = components.Mathematics(lines=self._formulas())
        self.gallery = components.Choice(
            label="Surface",
            options=[*([key, surface.title] for key, surface in GALLERY.items()), ["", "Own function"]],
            value=self._gallery_key(),
        )
        self.gallery.on_choice(self._chose_surface)
        self.method = components.Choice(
            label="Optimizer",
            options=[[key, method.title] for key, method in OPTIMIZERS.items()],
            value=experiment.active.key,
        )
        self.method.on_choice(self._chose_method)
        self.summary = components.Words(words=experiment.active.summary)
        self.rule = components.Mathematics(lines=self._rule())
        self.pin = components.Ask(label="Pin run", tooltip="Keep this run and compare others with it")
        self.pin.on_msg(lambda event: self._become(self.experiment.pinned()))
        self.sliders = components.NumberRows(rows=controls.method_rows(experiment))
        self.start = components.NumberRows(rows=controls.start_rows(experiment))
        self.pointer = components.SurfacePointer(start=list(experiment.start))
        self.status = components.Status(status=self._status())
        self.status.on_msg(lambda event: self._fit())
        self.log_error = components.Toggle(
            label="log scale",
            tooltip="Show the error on a logarithmic axis",
            setting="log_error",
            checked=experiment.log_error,
        )
        self.legend = components.Legend(status=self._status())
        self.time = components.Time(cursor=experiment.cursor)
        self.step = components.Step(lines=self._step_lines(), values=dataclasses.asdict(experiment.active))
        self.runs = components.Runs(status=self._status())
        for part in (self.legend, self.runs):
            part.on_ask(self._asked_of_run)
        self.panel = components.Tabs(
            tabs=[["step", "Step"], ["runs", "Runs"], ["lesson", "Lesson"]],
            value=experiment.panel,
            setting="panel",
            target=".dock",
        )
        self.export = components.Export(sizing_mode=None)
        self.export.on_ask(self._written)
        self.tab = components.Tabs(
            tabs=[["path", "Path"], ["basins", "Basins"], ["pairs", "Gradient pairs"]],
            value=experiment.tab,
            setting="tab",
            target=".stage",
        )
        self.pairs = components.Pairs(reach=experiment.reach, maps=len(pair_maps(experiment.active)))
        self.pairs.on_ask(self._explained_pair)
        self.lessons = components.Lessons(
            lessons=[
                {"key": key, "number": lesson.number, "title": lesson.title, "part": lesson.part}
                for key, lesson in LESSONS.items()
            ],
            sizing_mode=None,
        )
        self.lesson = components.LessonText(lesson=self._lesson())
        for part in (self.lessons, self.lesson):
            part.on_msg(lambda event: self._asked_of_lesson(event.data))
        self.plots.surface.on_event(RangesUpdate, self._moved_view)

    def template(self) -> pn.Template:
        """Return the page: static/page.html with the parts in their places."""
        page = Page(text("page.html"))
        page.add_variable("style", text("page.css"))
        page.add_variable("notices", self.notices)
        page.add_variable("connection", text("connection.js"))
        page.add_variable("nonce", secrets.token_urlsafe(16))  # Panel's module loader takes it over
        parts = {
            "expression": self.expression,
            "gallery": self.gallery,
            "formulas": self.formulas,
            "method": self.method,
            "summary": self.summary,
            "rule": self.rule,
            "pin": self.pin,
            "sliders": self.sliders,
            "start": self.start,
            "surface_plot": pn.pane.Bokeh(self.plots.surface, sizing_mode="stretch_both"),
            "legend": self.legend,
            "basin_legend": components.BasinLegend(),
            "lessons": self.lessons,
            "lesson": self.lesson,
            "tab": self.tab,
            "pairs_maps": self.pairs,
            "pairs_plot": pn.pane.Bokeh(self.plots.pairs.figures["pairs"], sizing_mode="stretch_both"),
            "pairs_other_plot": pn.pane.Bokeh(
                self.plots.pairs.figures["pairs_other"], sizing_mode="stretch_both"
            ),
            "status": self.status,
            "time": self.time,
            "step": self.step,
            "runs": self.runs,
            "panel": self.panel,
            "log_error": self.log_error,
            "error_plot": pn.pane.Bokeh(self.plots.error, sizing_mode="stretch_both"),
            "m_plot": pn.pane.Bokeh(self.plots.moments["m"], sizing_mode="stretch_both"),
            "s_plot": pn.pane.Bokeh(self.plots.moments["s"], sizing_mode="stretch_both"),
            "export": self.export,
            "link": components.CopyLink(sizing_mode=None),
            "theme": components.Theme(sizing_mode=None),
            "wire": self.wire,
            "pointer": self.pointer,
            "hover": components.Hover(),
        }
        for name, part in parts.items():
            page.add_panel(name, part)
        return page

    # Events

    def _become(self, experiment: Experiment, surface: Surface | None = None) -> None:
        """Show an experiment, and the surface of its expression if that is another: every event ends here."""
        before, self.experiment = self.experiment, experiment
        if surface is not None:
            self.surface = surface
            self.formulas.lines = self._formulas()
            self.gallery.value = self._gallery_key()
        if type(experiment.active) is not type(before.active):
            self.method.value = experiment.active.key
            self.summary.words = experiment.active.summary
            self.rule.lines = self._rule()
            self.step.lines = self._step_lines()
            self.plots.name_moments(experiment.active.moments)
        if experiment.lesson != before.lesson:
            self.lesson.lesson = self._lesson()
        if experiment.view != before.view:
            self.plots.show_view(experiment.view)
        if (experiment.expression, experiment.view) != (before.expression, before.view):
            self.plots.show_ground(self.surface, ground(self.surface, experiment.view))
        if experiment.log_error != before.log_error:
            self.plots.show_log_error(experiment.log_error)
        self.scene = scene(self.surface, experiment, self.scene)
        self.wire.send(self.scene, self._status())
        self._follow_map()

    def _parse_link(self, text: str) -> Surface:
        """Read a link's expression, but do not let the other sessions wait for it."""
        future = _WORKSHOP.surface(text)
        try:
            return future.result(timeout=_PATIENCE)
        except (TimeoutError, BusyError):
            pn.state.onload(partial(self._ask_again, text))  # before, nothing would show what comes
            raise ExpressionError("it takes longer than others, and is shown when it is ready.") from None
        except REFUSALS as refusal:
            raise ExpressionError(refusal.message, refusal.position) from None

    def _typed(self, data) -> None:
        text, number = (data.get(name) if isinstance(data, dict) else None for name in ("text", "number"))
        if isinstance(text, str) and isinstance(number, int):
            self._when_done(_WORKSHOP.surface(text), partial(self._judge, text, number))

    def _when_done(self, future: Future, then: Callable[[Future], None]) -> None:
        """Call `then` with the future, now or in a later event of this session."""
        if future.done():
            then(future)
            return
        document = pn.state.curdoc

        def schedule(done: Future) -> None:
            with contextlib.suppress(RuntimeError):  # the session has ended meanwhile
                document.add_next_tick_callback(partial(then, done))

        future.add_done_callback(schedule)

    def _judge(self, text: str, number: int, done: Future) -> None:
        """Show the surface of a typed text, or what is wrong with it while the last good surface stays."""
        try:
            surface = done.result()
        except REFUSALS as error:
            self.expression.judge(number, error.message, error.position)
        else:
            self.expression.judge(number)
            if text != self.experiment.expression:
                self._become(dataclasses.replace(self.experiment, expression=text), surface)

    def _ask_again(self, text: str) -> None:
        self._when_done(_WORKSHOP.surface(text), partial(self._show_late, text))

    def _show_late(self, text: str, done: Future) -> None:
        """Show the surface of a link's text that has taken its time, or that no worker was free for."""
        if isinstance(done.exception(), BusyError):
            pn.state.curdoc.add_timeout_callback(partial(self._ask_again, text), _PAUSE)
        elif done.exception() is None:
            self.expression.show(text)
            self._become(dataclasses.replace(self.experiment, expression=text), done.result())

    def _chose_surface(self, key: str) -> None:
        surface = GALLERY.get(key)
        if surface is None:
            self.expression.invite()
        else:
            self._become(self.experiment.on_surface(surface), surface)
            self.expression.show(surface.text)
            self.sliders.rows = controls.method_rows(self.experiment)

    def _chose_method(self, key: str) -> None:
        if key != self.experiment.active.key:
            self._become(self.experiment.with_method(key))
            self.sliders.rows = controls.method_rows(self.experiment)

    def _asked_of_run(self, ask: str, place: int) -> None:
        """Do with a pinned run what its legend entry or its row in the table was asked for."""
        acts = {
            "activate": self.experiment.with_active,
            "remove": self.experiment.without,
            "show": partial(self.experiment.with_shown, shown=True),
            "hide": partial(self.experiment.with_shown, shown=False),
        }
        if ask in acts and isinstance(place, int) and 0 < place < len(self.experiment.runs):
            self._become(acts[ask](place))
            if ask == "activate":
                self.sliders.rows = controls.method_rows(self.experiment)

    def _asked_of_lesson(self, data) -> None:
        """Open a lesson, the one after or before it, or a state that it proposes."""
        if not isinstance(data, dict):
            return
        keys, current = list(LESSONS), self.experiment.lesson
        if data.get("lesson") in keys:
            self._open(f"lesson={data['lesson']}")
        elif data.get("step") in (1, -1):
            place = keys.index(current) + data["step"] if current in keys else 0
            if 0 <= place < len(keys):
                self._open(f"lesson={keys[place]}")
        elif current in keys and isinstance(data.get("try"), int):
            tries = LESSONS[current].tries
            if 0 <= data["try"] < len(tries):
                self._open(f"lesson={current}&{tries[data['try']][1]}")

    def _open(self, link: str) -> None:
        """Show what a link of this page's own says."""
        experiment, _ = from_query(link)
        surface = known_surface(experiment.expression) or Surface.parse(experiment.expression)
        self._become(experiment, surface)
        self.expression.show(experiment.expression)
        self.sliders.rows = controls.method_rows(experiment)
        self.start.rows = controls.start_rows(experiment)

    def _explained_pair(self, pair) -> list | None:
        point = legal_point(pair)
        return None if point is None else explain_pair(self.experiment.active, *point)

    def _written(self, what: str) -> str | None:
        """Return what is shown as text of a kind, or None for a kind that there is not."""
        if what == "table":
            return table(self.experiment.runs, (self.scene.trajectory, *self.scene.pinned))
        script = {"numpy": numpy_script, "torch": torch_script}.get(what)
        return script and script(self.experiment, self.surface, self.scene.trajectory)

    def _moved_view(self, event: RangesUpdate) -> None:
        """Follow a wheel zoom or a pan: the path at once, the surface when the movement rests."""
        view = legal_view(((event.x0, event.x1), (event.y0, event.y1)))
        if view is None or view == self.experiment.view:
            return
        self.experiment = dataclasses.replace(self.experiment, view=view)
        self.scene = scene(self.surface, self.experiment, self.scene)
        self.wire.send(self.scene, self._status())
        self._follow_map()
        document = pn.state.curdoc
        if self._resample is not None:
            document.remove_timeout_callback(self._resample)
        self._resample = document.add_timeout_callback(partial(self._sample_view, view), _REST)

    def _sample_view(self, view) -> None:
        self._resample = None
        if view == self.experiment.view:
            self.plots.show_ground(self.surface, ground(self.surface, view))

    def _fit(self) -> None:
        self._become(
            dataclasses.replace(
                self.experiment, view=fitted_view(self.scene.trajectory, self.experiment.view)
            )
        )

    # Maps, which are computed in the background while their tab is shown

    def _follow_map(self) -> None:
        """Compute the basins of what is shown, coarsely at once and finely at rest; or forget them."""
        experiment = self.experiment
        if experiment.tab != "basins":
            if self._mapped is not None:
                self._mapped = None
                self._background.stop()
                self.wire.send_aside(
                    basin_sources(None, 0), "explorer:basins", {"entries": [], "progress": None}
                )
            return
        wanted = (experiment.expression, experiment.active, experiment.view, experiment.steps)
        if wanted != self._mapped:
            self._mapped = wanted
            self._compute_basins(wanted, COARSE)

    def _compute_basins(self, wanted: tuple, n: int) -> None:
        if wanted != self._mapped:  # it has changed while this waited for rest
            return
        _, run, view, steps = wanted

        def done(found: Basins) -> None:
            detail = {"entries": basin_legend(found), "progress": None}
            self.wire.send_aside(basin_sources(found, steps), "explorer:basins", detail)
            if n == COARSE:
                document = pn.state.curdoc
                document.add_timeout_callback(partial(self._compute_basins, wanted, FINE), _REST)

        def progress(share: float) -> None:
            self.wire.send_aside({}, "explorer:basins", {"entries": None, "progress": share})

        self._background.start(basins(self.surface, run, view, steps, n), done, progress)

    # What the controls say

    def _status(self) -> dict:
        experiment = self.experiment
        return {
            **self.scene.status,
            "query": to_query(experiment),
            "maps": len(pair_maps(experiment.active)),
            "settings": {
                "values": dataclasses.asdict(experiment.active),
                "steps": experiment.steps,
                "start": list(experiment.start),
                "log_error": experiment.log_error,
                "cursor": experiment.cursor,
                "panel": experiment.panel,
                "tab": experiment.tab,
                "reach": experiment.reach,
                "crop": experiment.crop,
            },
        }

    def _formulas(self) -> list[dict]:
        surface = self.surface
        formulas = [
            ("E", "E", surface.latex, surface.text),
            (
                r"\partial E/\partial w_1",
                "∂E/∂w1",
                surface.gradient_latex[0],
                surface.gradient_text[0],
            ),
            (
                r"\partial E/\partial w_2",
                "∂E/∂w2",
                surface.gradient_latex[1],
                surface.gradient_text[1],
            ),
        ]
        too_long = r"\text{(exact, and too long to be set here)}"
        return [
            {
                "tex": f"{name} = {tex if len(tex) <= _LONGEST_FORMULA else too_long}",
                "plain": f"{plain} = {text[:_LONGEST_FORMULA]}",
            }
            for name, plain, tex, text in formulas
        ]

    def _rule(self) -> list[dict]:
        lines = equations(type(self.experiment.active))
        return [{"tex": line.general, "plain": line.general} for line in lines]

    def _step_lines(self) -> list[dict]:
        lines = equations(type(self.experiment.active))
        return [{"result": line.result, "filled": line.filled} for line in lines]

    def _lesson(self) -> dict:
        lesson = LESSONS.get(self.experiment.lesson)
        if lesson is None:
            return {"first": True}
        keys = list(LESSONS)
        return {
            "number": lesson.number,
            "title": lesson.title,
            "text": list(lesson.text),
            "tries": [list(each) for each in lesson.tries],
            "first": lesson.key == keys[0],
            "last": lesson.key == keys[-1],
        }

    def _gallery_key(self) -> str:
        surface = known_surface(self.experiment.expression)
        return next((key for key, known in GALLERY.items() if known is surface), "")


def get_ready(seconds: float = 10) -> None:
    """Wait until this process can read a new expression, so that the first links find their surfaces."""
    with contextlib.suppress(TimeoutError):
        _WORKSHOP.warm().result(seconds)


def open_page() -> pn.Template:
    """Return the page of a new session, as its address asks for."""
    _WORKSHOP.warm()
    document = pn.state.curdoc
    fast_lane.rest_when_idle(document)
    fast_lane.stay_on_this_host(document)
    # A lost connection is the matter of static/connection.js.
    document.config.update(reconnect_session=False, notify_connection_status=False)
    arguments = pn.state.session_args
    pairs = [(name, value) for name, values in arguments.items() for value in values]
    try:
        return Explorer(urlencode(pairs)).template()
    except Exception:
        log.exception("A page could not be made.")  # Panel would show the traceback to the visitor
        return pn.Template(_APOLOGY)
