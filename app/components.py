"""The page's own controls: each a browser module of static/ and the few parameters that it shows.

They are small and native, so that the page opens fast and a drag waits for nobody; what they change, they
tell the wire (static/wire.js), which is the only one that talks to the server during a drag.
"""

from collections.abc import Callable
from typing import Any

import param
from panel.custom import JSComponent

from . import look
from .assets import text


class _Control(JSComponent):
    """A component that looks like the rest of the page."""

    _stylesheets = [text("controls.css")]

    def __init__(self, **params):
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width", **params})


class NumberRows(_Control):
    """Sliders and number boxes; see `controls` for the rows."""

    rows = param.List(doc="Descriptions of the rows, as made by `controls`.")

    _esm = text("sliders.js")


class ExpressionField(_Control):
    """The text field for E(w1, w2), with the verdict on what stands in it."""

    value = param.String(doc="The text to begin with.")
    _esm = text("expression.js")

    def judge(self, number: int, message: str = "", position: int | None = None) -> None:
        """Say what is wrong with the text that came with this number, or with an empty message: nothing."""
        self._send_msg({"number": number, "message": message, "position": position})

    def show(self, text: str) -> None:
        """Put a text into the field that needs no checking; also if the browser has not made it yet."""
        self.value = text
        self._send_msg({"show": text})

    def invite(self) -> None:
        """Put the cursor into the field."""
        self._send_msg({"invite": True})


class Choice(_Control):
    """A labelled select; `on_choice` hears what the visitor chose, never what the page has set."""

    label = param.String(doc="The visible and accessible name.")
    options = param.List(doc="Pairs [key, title].")
    value = param.String(doc="The key of what is shown.")

    _esm = text("choice.js")

    def on_choice(self, chosen: Callable[[str], None]) -> None:
        """Call `chosen` with the key that the visitor has chosen; keys that are no option are dropped."""

        def receive(event) -> None:
            key = event.data.get("chosen") if isinstance(event.data, dict) else None
            if any(key == option for option, _ in self.options):
                self.value = key
                chosen(key)

        self.on_msg(receive)


class Mathematics(_Control):
    """Formulas, set as mathematics."""

    lines = param.List(doc='Formulas as {"tex": ..., "plain": ...}.')

    _esm = text("mathjax.js") + text("mathematics.js")


class Step(_Control):
    """The arithmetic of the step at the cursor; see `equations.Line`."""

    lines = param.List(doc='Lines as {"result": ..., "filled": ...}.')
    values = param.Dict(doc="The hyper-parameters to begin with; later ones come with the frames.")

    _esm = text("mathjax.js") + text("step.js")


class Time(_Control):
    """The time cursor: play, step, scrub, keys, and what the cursor shows in the plots."""

    cursor = param.Integer(doc="The t to begin with.")

    _esm = text("numbers.js") + text("time.js")


class _Asking(_Control):
    """What shows the runs and is asked to do something with one."""

    status = param.Dict(doc="The status to begin with; later ones come with the frames.")
    colours = param.List(default=look.PINS, doc="The shades of the pinned runs.")

    def on_ask(self, asked: Callable[[str, int], None]) -> None:
        """Call `asked` with what is asked ("activate", "remove", "show" or "hide") and the run's place."""

        def receive(event) -> None:
            data = event.data if isinstance(event.data, dict) else {}
            asked(data.get("ask"), data.get("place"))

        self.on_msg(receive)


class Runs(_Asking):
    """The table that compares the active run and the pinned ones."""

    _esm = text("numbers.js") + text("swatch.js") + text("runs.js")


class Legend(_Asking):
    """One entry a run, above the surface."""

    _esm = text("swatch.js") + text("legend.js")


class Ask(_Control):
    """A button that asks for one thing; `on_msg` hears it."""

    label = param.String(doc="The visible and accessible name.")
    tooltip = param.String(doc="What it does.")

    _esm = text("ask.js")


class Tabs(_Control):
    """Shows one of several parts of the page; which, is a setting of the experiment."""

    tabs = param.List(doc="Pairs [key, title].")
    value = param.String(doc="The key to begin with.")
    setting = param.String(doc="The field of Experiment.")
    target = param.String(doc="Selects the element around the parts.")

    _esm = text("tabs.js")


class Words(_Control):
    """A few plain words."""

    words = param.String(doc="What to say.")

    _esm = text("words.js")


class SurfacePointer(_Control):
    """Clicks and marker drags on the figure `surface`; shows nothing itself."""

    start = param.List(doc="The start [w1, w2] to begin with.")

    _esm = text("surface.js")


class Hover(_Control):
    """Says what stands under the pointer in the figures."""

    _esm = text("numbers.js") + text("hover.js")


class Pairs(_Control):
    """What the wheel and the pointer do on the maps over pairs of gradients."""

    reach = param.Number(doc="How far the maps reach, to begin with.")
    maps = param.Integer(doc="How many maps are shown, to begin with.")

    _esm = text("numbers.js") + text("pairs.js")

    def on_ask(self, explained: Callable[[Any], list | None]) -> None:
        """Answer a pair [g1, g2] with what `explained` returns for each map."""

        def receive(event) -> None:
            pair = event.data.get("g") if isinstance(event.data, dict) else None
            if (maps := explained(pair)) is not None:
                self._send_msg({"g": pair, "maps": maps})

        self.on_msg(receive)


class Lessons(_Control):
    """The menu of lessons; `on_msg` hears {"lesson": key}."""

    lessons = param.List(doc='Lessons as {"key": ..., "number": ..., "title": ..., "part": ...}.')

    _esm = text("menu.js") + text("lessons.js")


class LessonText(_Control):
    """The words of a lesson; `on_msg` hears {"step": ±1} and {"try": i}."""

    lesson = param.Dict(doc="The lesson that is read, or nothing.")

    _esm = text("mathjax.js") + text("lesson.js")


class BasinLegend(_Control):
    """What the starts of the view come to, and how far the map is; both come with the wire."""

    colours = param.Dict(default=look.BASINS, doc="The map's palette by theme.")
    shades = param.Integer(default=look.BASIN_SHADES, doc="Shades of each row of colours.")

    _esm = text("basins.js")


class Toggle(_Control):
    """A checkbox for one yes-or-no setting of the experiment."""

    label = param.String(doc="The visible and accessible name.")
    tooltip = param.String(doc="What it does.")
    setting = param.String(doc="The field of Experiment.")
    checked = param.Boolean(doc="The value to begin with.")

    _esm = text("toggle.js")


class Status(_Control):
    """What became of the run, and the button that fits the view to it."""

    status = param.Dict(doc="The status to begin with; later ones come with the frames.")

    _esm = text("numbers.js") + text("status.js")


class Export(_Control):
    """The menu that takes numbers, pictures and code out of the page."""

    _esm = text("menu.js") + text("export.js")

    def on_ask(self, written: Callable[[str], str | None]) -> None:
        """Answer what is asked for ("table", "numpy", "torch") with the text that `written` returns."""

        def receive(event) -> None:
            what = event.data.get("ask") if isinstance(event.data, dict) else None
            if isinstance(what, str) and (text := written(what)) is not None:
                self._send_msg({"text": text})

        self.on_msg(receive)


class CopyLink(_Control):
    """The button that copies the address."""

    _esm = text("link.js")


class Theme(_Control):
    """The button for light and dark; it colours the plots too."""

    tones = param.Dict(
        default={"tones": look.SURFACE, "basin_tones": look.BASINS},
        doc="Palettes by colour mapper and theme.",
    )

    _esm = text("theme.js")
