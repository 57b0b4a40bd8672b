"""One session: its Experiment, its plots, and what it does with all that comes from the browser.

It goes one way: an event makes a new Experiment (`_become`), from which follow the frame to the browser and
the address in it.
"""

import contextlib
import dataclasses
import json
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any
from urllib.parse import urlencode

import panel as pn
from bokeh.document import Document
from bokeh.events import RangesUpdate

from optimizers import OPTIMIZERS
from surfaces import GALLERY, ExpressionError, Surface

from ..assets import bundle, text
from ..experiment import SETTINGS, Experiment, known_surface, legal_point, legal_view
from ..figures.picture import Plots
from ..lessons import LESSONS
from ..maps.pairs import explain_pair
from ..runs.scene import fitted_view, scene
from ..serving import guard
from ..url import from_query, to_query
from ..words.contents import constants, contents
from ..words.exports import numpy_script, table, torch_script
from . import doors
from .maps import Maps
from .racing import Races
from .wire import Wire
from .workshop import REFUSALS, BusyError, Workshop

_REST = 120
"""Milliseconds after the last wheel tick or pan move before the surface is sampled anew."""
_PATIENCE = 0.25
"""Seconds that opening a page waits for an expression that nobody has asked for before."""
_PAUSE = 500
"""Milliseconds after which such an expression is asked for again; a classroom that comes back has many."""
_APOLOGY = f"""{{% extends base %}}
{{% block contents %}}
{guard.APOLOGY.decode()}Something went wrong on the server, which has written it down.
<a href=".">Start anew</a></p>
{{% endblock %}}
"""
_WORKSHOP = Workshop()

log = logging.getLogger(__name__)


class Page(pn.Template):
    """static/page.html with one component, the wire, and Bokeh's figures in the places of their names."""

    def __init__(self, wire: Wire, figures: list, **variables: Any) -> None:
        super().__init__(text("page.html"))
        self.figures = figures
        self.add_panel("wire", wire)
        for name, value in variables.items():
            self.add_variable(name, value)

    def server_doc(self, doc=None, title=None, location=True):
        doc = doc or pn.state.curdoc
        with doc.models.freeze():  # or Bokeh looks through all models again for each root
            super().server_doc(doc, title, location)
            doors.forget_with(doc)
            for figure in self.figures:
                doc.add_root(figure)
        return doc


class Explorer:
    """The explorer of one visitor."""

    def __init__(self, query: str, document: Document) -> None:
        self.document = document
        self.experiment, self.notices = from_query(query, self._parse_link)
        self.surface = _WORKSHOP.surface(self.experiment.expression).result()
        self.scene = scene(self.surface, self.experiment)
        self.plots = Plots()
        self.plots.show_first(self.scene, self.surface)
        self.plots.surface.figure.on_event(RangesUpdate, self._moved_view)
        self.wire = Wire()
        self.wire.listen(self._heard)
        self.maps = Maps(document, self.wire)
        self.races = Races(document, self.wire, self._become)
        self._said = contents(self.experiment, self.surface)
        self._resample = None
        self._wish = 0  # counts what has been asked to be the expression; only the newest is shown
        self._acts = {
            "typed": self._typed,
            "surface": self._chose_surface,
            "method": self._chose_method,
            "pin": lambda _: self._become(self.experiment.pinned()),
            "run": self._asked_of_run,
            "fit": self._fit,
            "lesson": self._asked_of_lesson,
            "pair": self._explain_pair,
            "race": self._asked_of_race,
            "text": self._write,
        }
        pn.state.onload(lambda: self.maps.follow(self.experiment, self.surface))

    def page(self) -> Page:
        """Return the page as it opens."""
        first = {
            **constants(),
            **self._said,
            "expression": self.experiment.expression,
            "frame": {**self._status(), "settled": True},
        }
        return Page(
            self.wire,
            self.plots.figures,
            style=text("page.css") + text("controls.css"),
            script=bundle("page.js"),
            said=json.dumps(first, allow_nan=False).replace(
                "<", r"\u003c"
            ),  # so that nothing ends the script
            notices=self.notices,
            nonce=secrets.token_urlsafe(16),  # Panel's module loader takes it over
        )

    # Events

    def _heard(self, change: Any, ask: Any) -> None:
        """Do what the browser sends. It is not trusted: what makes no sense is left out."""
        if change is not None:
            self._become(self.experiment.changed(change))
        if isinstance(ask, dict) and isinstance(name := ask.get("ask"), str) and name in self._acts:
            self._acts[name](ask)

    def _become(self, experiment: Experiment, surface: Surface | None = None, anew: bool = False) -> None:
        """Show an experiment, and the surface of its expression if that is another: every event ends here.

        With `anew` the expression's field shows it too, which otherwise is what was typed there.
        """
        surface = surface or self.surface
        shown, said = scene(surface, experiment, self.scene), contents(experiment, surface)
        changed = {topic: what for topic, what in said.items() if what != self._said[topic]}
        if anew:
            self._wish += 1
            changed["expression"] = experiment.expression
        self.plots.show(self.experiment, experiment, surface)
        self.experiment, self.surface, self.scene, self._said = experiment, surface, shown, said
        self.wire.send(shown, self._status(), changed)
        self.maps.follow(experiment, surface)
        self.races.follow(experiment)

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

    def _typed(self, ask: dict) -> None:
        text, number = ask.get("text"), ask.get("number")
        if isinstance(text, str) and isinstance(number, int):
            self._wish += 1
            self._when_done(_WORKSHOP.surface(text), partial(self._judge, text, number, self._wish))

    def _when_done(self, future: Future, then: Callable[[Future], None]) -> None:
        """Call `then` with the future, now or in a later event of this session."""
        if future.done():
            then(future)
            return

        def schedule(done: Future) -> None:
            with contextlib.suppress(RuntimeError, AttributeError):  # the session has ended meanwhile
                self.document.add_next_tick_callback(partial(then, done))

        future.add_done_callback(schedule)

    def _judge(self, text: str, number: int, wish: int, done: Future) -> None:
        """Show the surface of a typed text, or what is wrong with it while the last good surface stays."""
        verdict = {"number": number, "message": "", "position": None}
        try:
            surface = done.result()
        except REFUSALS as error:
            verdict |= {"message": error.message, "position": error.position}
        else:
            if wish == self._wish and text != self.experiment.expression:
                self._become(dataclasses.replace(self.experiment, expression=text), surface)
        self.wire.say(verdict=verdict)

    def _ask_again(self, text: str) -> None:
        self._when_done(_WORKSHOP.surface(text), partial(self._show_late, text))

    def _show_late(self, text: str, done: Future) -> None:
        """Show the surface of a link's text that has taken its time, unless there is a newer wish."""
        if self._wish != 0:
            return
        try:
            surface = done.result()
        except BusyError:
            self.document.add_timeout_callback(partial(self._ask_again, text), _PAUSE)
        except REFUSALS as error:
            self.wire.say(refused={"text": text, "message": error.message, "position": error.position})
        else:
            self._become(dataclasses.replace(self.experiment, expression=text), surface, anew=True)

    def _chose_surface(self, ask: dict) -> None:
        surface = _entry(GALLERY, ask.get("key"))
        if surface is not None:
            self._become(self.experiment.on_surface(surface), surface, anew=True)
        elif ask.get("key") == "":
            self.wire.say(invite=True)

    def _chose_method(self, ask: dict) -> None:
        key = ask.get("key")
        if _entry(OPTIMIZERS, key) is not None and key != self.experiment.active.key:
            self._become(self.experiment.with_method(key))

    def _asked_of_run(self, ask: dict) -> None:
        """Do with a pinned run what its legend entry or its row in the table was asked for."""
        acts = {
            "activate": self.experiment.with_active,
            "remove": self.experiment.without,
            "show": partial(self.experiment.with_shown, shown=True),
            "hide": partial(self.experiment.with_shown, shown=False),
        }
        act, place = _entry(acts, ask.get("act")), ask.get("place")
        if act is not None and isinstance(place, int) and 0 < place < len(self.experiment.runs):
            self._become(act(place))

    def _asked_of_lesson(self, ask: dict) -> None:
        """Open a lesson, the one after or before it, or a state that it proposes."""
        keys, current = list(LESSONS), self.experiment.lesson
        if ask.get("key") in keys:
            self._open(f"lesson={ask['key']}")
        elif isinstance(step := ask.get("step"), int) and abs(step) == 1:
            place = keys.index(current) + step if current in keys else 0
            if 0 <= place < len(keys):
                self._open(f"lesson={keys[place]}")
        elif current in keys and isinstance(ask.get("try"), int):
            tries = LESSONS[current].tries
            if 0 <= ask["try"] < len(tries):
                self._open(f"lesson={current}&{tries[ask['try']][1]}")

    def _open(self, link: str) -> None:
        """Show what a link of this page's own says."""
        experiment, _ = from_query(link)
        surface = known_surface(experiment.expression) or Surface.parse(experiment.expression)
        self._become(experiment, surface, anew=True)

    def _explain_pair(self, ask: dict) -> None:
        point = legal_point(ask.get("g"))
        if point is not None:
            self.wire.say(pair={"g": point, "maps": explain_pair(self.experiment.active, *point)})

    def _asked_of_race(self, ask: dict) -> None:
        if ask.get("undo"):
            self.races.undo(self.experiment)
        else:
            self.races.begin(ask.get("keys"), ask.get("budget"), self.surface, lambda: self.experiment)

    def _write(self, ask: dict) -> None:
        """Say what is shown as text of a kind."""
        runs = (self.scene.trajectory, *self.scene.pinned)
        written = {
            "table": lambda: table(self.experiment.runs, runs),
            "numpy": lambda: numpy_script(self.experiment, self.surface, self.scene.trajectory),
            "torch": lambda: torch_script(self.experiment, self.surface, self.scene.trajectory),
        }
        kind = _entry(written, ask.get("key"))
        if kind is not None:
            self.wire.say(text=kind())

    def _fit(self, _: dict) -> None:
        view = fitted_view(self.scene.trajectory, self.experiment.view)
        self._become(dataclasses.replace(self.experiment, view=view))

    def _moved_view(self, event: RangesUpdate) -> None:
        """Follow a wheel zoom or a pan: the path at once, the surface when the movement rests."""
        view = legal_view(((event.x0, event.x1), (event.y0, event.y1)))
        if view is None or view == self.experiment.view:
            return
        self.experiment = dataclasses.replace(self.experiment, view=view)
        self.scene = scene(self.surface, self.experiment, self.scene)
        self.wire.send(self.scene, self._status(), {})
        self.maps.follow(self.experiment, self.surface)
        if self._resample is not None:
            self.document.remove_timeout_callback(self._resample)
        self._resample = self.document.add_timeout_callback(partial(self._sample_view, view), _REST)

    def _sample_view(self, view) -> None:
        self._resample = None
        if view == self.experiment.view:
            self.plots.surface.show_ground(self.surface, view)

    def _status(self) -> dict[str, Any]:
        """Return what goes with every frame: what became of the runs, the settings, and the address."""
        experiment = self.experiment
        return {
            **self.scene.status,
            "query": to_query(experiment),
            "settings": {
                "values": dataclasses.asdict(experiment.active),
                **{name: getattr(experiment, name) for name in SETTINGS},
            },
        }


def _entry(table: dict[str, Any], key: Any) -> Any:
    """Return what stands in a table under a key that anybody may have sent, or None."""
    return table.get(key) if isinstance(key, str) else None


def get_ready(seconds: float = 10) -> None:
    """Wait until this process can read a new expression, so that the first links find their surfaces."""
    with contextlib.suppress(TimeoutError):
        _WORKSHOP.warm().result(seconds)


def open_page() -> pn.Template:
    """Return the page of a new session, as its address asks for."""
    _WORKSHOP.warm()
    document = pn.state.curdoc
    doors.rest_when_idle(document)
    doors.stay_on_this_host(document)
    # A lost connection is the matter of static/connection.js.
    document.config.update(reconnect_session=False, notify_connection_status=False)
    arguments = pn.state.session_args
    pairs = [(name, value) for name, values in arguments.items() for value in values]
    try:
        return Explorer(urlencode(pairs), document).page()
    except Exception:
        log.exception("A page could not be made.")  # Panel would show the traceback to the visitor
        return pn.Template(_APOLOGY)
