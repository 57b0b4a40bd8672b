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
from .experiment import Experiment, known_surface, legal_view
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
        self.plots.surface.on_event(RangesUpdate, self._moved_view)

    def template(self) -> pn.Template:
        """Return the page: static/page.html with the parts in their places."""
        page = pn.Template(text("page.html"))
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
            "sliders": self.sliders,
            "start": self.start,
            "surface_plot": pn.pane.Bokeh(self.plots.surface, sizing_mode="stretch_both"),
            "status": self.status,
            "log_error": self.log_error,
            "error_plot": pn.pane.Bokeh(self.plots.error, sizing_mode="stretch_both"),
            "m_plot": pn.pane.Bokeh(self.plots.moments["m"], sizing_mode="stretch_both"),
            "s_plot": pn.pane.Bokeh(self.plots.moments["s"], sizing_mode="stretch_both"),
            "link": components.CopyLink(sizing_mode=None),
            "theme": components.Theme(sizing_mode=None),
            "wire": self.wire,
            "pointer": self.pointer,
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
            self.plots.name_moments(experiment.active.moments)
        if experiment.view != before.view:
            self.plots.show_view(experiment.view)
        if (experiment.expression, experiment.view) != (before.expression, before.view):
            self.plots.show_ground(self.surface, ground(self.surface, experiment.view))
        if experiment.log_error != before.log_error:
            self.plots.show_log_error(experiment.log_error)
        self.scene = scene(self.surface, experiment)
        self.wire.send(self.scene, self._status())

    def _parse_link(self, text: str) -> Surface:
        """Read a link's expression, but do not let the other sessions wait for it."""
        future = _WORKSHOP.surface(text)
        try:
            return future.result(timeout=_PATIENCE)
        except (TimeoutError, BusyError):
            pn.state.curdoc.add_timeout_callback(partial(self._ask_again, text), _PAUSE)
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

    def _moved_view(self, event: RangesUpdate) -> None:
        """Follow a wheel zoom or a pan: the path at once, the surface when the movement rests."""
        view = legal_view(((event.x0, event.x1), (event.y0, event.y1)))
        if view is None or view == self.experiment.view:
            return
        self.experiment = dataclasses.replace(self.experiment, view=view)
        self.scene = scene(self.surface, self.experiment)
        self.wire.send(self.scene, self._status())
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

    # What the controls say

    def _status(self) -> dict:
        experiment = self.experiment
        return {
            **self.scene.status,
            "query": to_query(experiment),
            "settings": {
                "values": dataclasses.asdict(experiment.active),
                "steps": experiment.steps,
                "start": list(experiment.start),
                "log_error": experiment.log_error,
            },
        }

    def _formulas(self) -> list[dict]:
        surface = self.surface
        formulas = [
            ("E", "E", surface.latex, surface.text),
            (
                r"\frac{\partial E}{\partial w_1}",
                "∂E/∂w1",
                surface.gradient_latex[0],
                surface.gradient_text[0],
            ),
            (
                r"\frac{\partial E}{\partial w_2}",
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
    document.config.update(
        reconnect_session=False, notify_connection_status=False
    )  # static/connection.js does
    arguments = pn.state.session_args
    pairs = [(name, value) for name, values in arguments.items() for value in values]
    try:
        return Explorer(urlencode(pairs)).template()
    except Exception:
        log.exception("A page could not be made.")  # Panel would show the traceback to the visitor
        return pn.Template(_APOLOGY)
