"""One session: its Experiment, and what it does with each message of the browser.

Data flows one way: an event makes a new Experiment (`_become`), which decides all that the browser is told.
"""

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import Any

from bokeh.document import Document

from surfaces import GALLERY, ExpressionError, Surface, Table
from surfaces.expression import with_columns
from surfaces.samples import SAMPLES, next_sample

from ..experiment import Experiment, fitted
from ..lessons import LESSONS
from ..panels import PANELS, TABS, Seen
from ..proposals.opening import opened
from ..proposals.search import features_of, lacks_minima, with_minima
from ..proposals.terrain import is_empty
from ..rules import RuleError, parse_rule
from ..rules.gallery import EXAMPLES
from ..runs.follow import Run, all_conditions, computed_runs
from ..saved.files import is_address
from ..saved.page import page_text
from ..settings import View, legal_point, legal_table, legal_view
from ..tables.table_text import TableTextError, read_table
from ..url import from_query, function_of, standing_surfaces
from ..words.contents import contents, told_experiment
from ..words.exports import notebook, numpy_script, torch_script
from ..words.pair_words import explain_pair
from ..words.run_words import told_run
from ..words.typed_words import aside_words
from .background import Background
from .maps import Maps
from .racing import Races
from .reader import Answer, Reader
from .run_repair import RunRepair
from .tuning import Tuning
from .typed_function import TypedFunction
from .wire import Wire

_MOST_TO_DO = 8
"""The most requests that wait for the runs; the page has four texts and a race."""
_EMPTY = "E has no value anywhere around: it is too large for floating-point numbers, or not defined."


class Explorer:
    """The explorer of one visitor."""

    def __init__(self, query: str, document: Document) -> None:
        self.document = document
        self.reader = Reader(document)
        self._query = query
        self.experiment, self.surface, self.notices = opened(query, self.reader.at_once)
        self.runs: tuple[Run, ...] = ()
        self.wire = Wire(document)
        self._running = Background(document)
        self._searching = Background(document)
        self._sought: Surface | None = None
        """The surface whose features were last searched for its minima alone."""
        self.wire.listen(self._heard, lambda: self._running.busy)
        self.maps = Maps(document, self.wire)
        self.races = Races(document, self.wire, self._show_raced)
        self.tuning = Tuning(document, self.wire)
        self.typed_function = TypedFunction(document, lambda: self.experiment, self._become)
        self.run_repair = RunRepair(document, lambda: self._become(self.experiment))
        self._there = False
        self._entered = 0
        """The number of the last text whose typing has ended."""
        self._wanted: list[tuple[Any, ...]] = []
        """The conditions of the runs that were computed last, or are being computed, and the known minima."""
        self._is_anew = False
        """Whether the next message with runs also replaces the text in the field of E."""
        self._to_say: dict[str, Any] = {}
        """What is to be sent with the runs that are being computed, by topic."""
        self._to_do: list[dict[str, Any]] = []
        """Requests that wait for the runs, or for the function of the link."""
        self._typed_batches: tuple[tuple[int, ...], tuple[int, ...]] = (), ()
        """Batches wanted before a table was typed, and those its rows allow; more rows bring them back."""
        self._views: tuple[View, View] | None = None
        """A view that was wanted, and the wider one that the browser shows for it."""
        self._told = contents(self.experiment, self.surface)
        self._acts = {
            "hello": self._greet,
            "typed": self._typed,
            "restore": self._restore,
            "typed_rule": self._typed_rule,
            "typed_data": self._typed_data,
            "sample": self._drew,
            "rule": self._asked_of_rule,
            "surface": self._chose_surface,
            "pin": lambda _: self._become(self.experiment.pinned()),
            "run": self._asked_of_run,
            "lesson": self._asked_of_lesson,
            "link": self._asked_of_link,
            "pair": self._explain_pair,
            "race": self._asked_of_race,
            "stop_map": lambda _: self.maps.stop(),
            "seen": self._seen,
            "entered": self._enter,
            "text": self._write,
        }

    def first(self) -> dict[str, Any]:
        """Return what the page shows before the wire is connected, by topic."""
        experiment = self.experiment
        told = {"expression": experiment.expression, "experiment": told_experiment(experiment)}
        return {**self._told, **told}

    # Events

    def _heard(self, change: Any, ask: Any) -> None:
        """Act on a message. The browser is not trusted: a message that makes no sense is ignored."""
        if isinstance(change, dict):
            changed = self.experiment.changed(change, self.surface)
            self.typed_function.changed(change, changed, self.surface)
            if "standardize" in change and "lineup" not in change:
                changed = self._shown_anew(changed)
            self._become(changed, answered="guessed" in change)
        if isinstance(ask, dict) and isinstance(name := ask.get("ask"), str) and name in self._acts:
            self._acts[name](ask)

    def _greet(self, ask: dict[str, Any]) -> None:
        """Tell a browser that has just connected the runs, and all that its page has not said."""
        is_told = ask.get("told") is True and not self._there
        self._there = True
        self.runs, self._told = (), self._told if is_told else {}
        self._become(self.experiment)
        self.reader.read_late(self._show_late)

    def _become(
        self,
        experiment: Experiment,
        surface: Surface | None = None,
        anew: bool = False,
        answered: bool = False,
    ) -> None:
        """Show an experiment, with the surface of its expression if that has changed: every event ends here.

        With `anew` the expression replaces the text in the field of E. Runs that take long to compute are
        shown in a later event. `answered` says that the answer to a guess is the experiment's own; else it
        is void if it was about another run.
        """
        experiment, surface = fitted(experiment, surface or self.surface)
        self.surface = with_minima(surface)
        self.experiment = experiment = experiment if answered else experiment.asked_anew(self.experiment)
        if anew:
            self._is_anew = True
            self.reader.supersede()
            self.typed_function.forget()
        self.typed_function.follow(experiment)
        wanted = [*all_conditions(experiment), self.surface.minima]
        if not self._there or (self._running.busy and wanted == self._wanted):
            return
        self._wanted = wanted
        work = computed_runs(self.surface, experiment, self.runs)
        keep_alive = self.wire.say  # an empty message
        self._running.start(work, self._show, lambda _: keep_alive(), self._give_up, at_once=True)

    def _show(self, runs: tuple[Run, ...]) -> None:
        """Tell what the experiment shows, with its runs."""
        experiment = self.experiment
        before, self.runs = self.runs, runs
        more = {"expression": experiment.expression} if self._is_anew else {}
        self._is_anew = False
        more |= self._taken_to_say()
        self.wire.say(experiment=told_experiment(experiment), **self._news(before), **more)
        self.maps.follow(dataclasses.replace(experiment, view=self._shown_view()), self.surface)
        self.races.follow(experiment)
        self.tuning.follow(experiment, self.surface)
        self._seek_minima()
        self._catch_up()

    def _seek_minima(self) -> None:
        """Look for the minima of a function, if nobody knows them."""
        surface = self.surface
        is_sought = self._sought == surface and self._searching.busy
        if lacks_minima(surface) and not (is_sought or self.typed_function.told.get("seeking")):
            self._sought = surface
            self._searching.start(features_of(surface), lambda _: self._become(self.experiment))

    def _catch_up(self) -> None:
        asks, self._to_do = self._to_do, []
        for ask in asks:
            self._acts[ask["ask"]](ask)

    def _waits(self, ask: dict[str, Any]) -> bool:
        """Tell whether a request must wait until what it is about is shown; if so, keep it until then."""
        if not self._running.busy and self.runs and not self.reader.is_late:
            return False
        self._to_do = [*self._to_do, ask][-_MOST_TO_DO:]
        return True

    def _give_up(self) -> None:
        """Answer although there are no runs."""
        self.wire.say(**self._taken_to_say())

    def _say_verdict(self, **said: dict[str, Any]) -> None:
        """Send the refusal of a typed text at once, but its acceptance only with its experiment.

        Without that experiment the browser would put the previous text back.
        """
        if any(verdict["message"] for verdict in said.values()):
            self.wire.say(**said)
        else:
            self._say_when_shown(**said)

    def _say_when_shown(self, **said: dict[str, Any]) -> None:
        """Send what is about the experiment, but not before its runs."""
        if self._running.busy:
            self._to_say |= said
        else:
            self.wire.say(**said)

    def _taken_to_say(self) -> dict[str, Any]:
        said, self._to_say = self._to_say, {}
        return said

    def _news(self, before: tuple[Run, ...]) -> dict[str, Any]:
        """Return what the browser does not know yet, by topic. What is out of sight is not computed.

        `before` are the runs that it knows.
        """
        experiment, surface = self.experiment, self.surface
        news: dict[str, Any] = {}

        def tell(topic: str, decided_by: Any, make: Callable[[], Any] | None = None) -> None:
            if topic not in self._told or self._told[topic] != decided_by:
                self._told[topic] = decided_by
                news[topic] = make() if make else decided_by

        for topic, content in contents(experiment, surface).items():
            tell(topic, content)
        self.run_repair.follow(experiment, surface, self.runs[0].path)
        tell("met", self.typed_function.told)
        tell("trouble", self.run_repair.told)
        tell("runs", self.runs, partial(_told_runs, self.runs, before, surface))
        seen = Seen(experiment, surface, self.runs[0], self._shown_view())
        # While a guess is awaited, closed panels are told anew, too: what they have would give the end away.
        for key, panel in (TABS | PANELS).items():
            is_open = key in (experiment.tab, experiment.panel)
            if panel.says is not None and (is_open or (experiment.awaited and key in self._told)):
                tell(key, *panel.says(seen))
        return news

    def _seen(self, ask: dict[str, Any]) -> None:
        """Compute from now on over the view that the browser shows, which is wider than the wanted one."""
        wanted, shown = legal_view(ask.get("wanted")), legal_view(ask.get("view"))
        if wanted is not None and shown is not None:
            self._views = wanted, shown
            self._become(self.experiment)

    def _shown_view(self) -> View:
        """Return the view that the browser shows; until it has said so, the wanted one."""
        wanted = self.experiment.view
        return self._views[1] if self._views is not None and self._views[0] == wanted else wanted

    def _typed(self, ask: dict[str, Any]) -> None:
        text, number = ask.get("text"), ask.get("number")
        if isinstance(text, str) and isinstance(number, int):
            self.reader.read(text, self.experiment.data, partial(self._judge, number))

    def _enter(self, ask: dict[str, Any]) -> None:
        """Show at once what is found for a text: its typing has ended."""
        if isinstance(number := ask.get("number"), int):
            self._entered = number
            self.typed_function.enter()

    def _judge(self, number: int, answer: Answer) -> None:
        """Show the surface of a typed text, or say what is wrong and keep the last good surface."""
        verdict = {"number": number, **answer.refusal}
        if answer.surface is None:
            aside = aside_words(answer.text, self.experiment.data, verdict["position"] or 0)
            verdict["message"] = ". ".join([verdict["message"], *aside])
        elif is_empty(answer.surface, self.experiment.view):
            verdict["message"] = _EMPTY
        elif answer.is_newest and answer.text != self.experiment.expression:
            shown = dataclasses.replace(self.experiment, expression=answer.text)
            shown, surface = fitted(shown, answer.surface)
            if self.surface.data is None:
                shown = shown.placed_on(surface)
            self.typed_function.typed(shown, surface, self.surface)
            self._become(shown, surface)
            if number <= self._entered:
                self.typed_function.enter()
        self._say_verdict(verdict=verdict)

    def _typed_data(self, ask: dict[str, Any]) -> None:
        """Show the function over the rows of a typed table, or say what is wrong and keep the last one."""
        text, number = ask.get("text"), ask.get("number")
        if not isinstance(text, str) or not isinstance(number, int):
            return
        try:
            self._read_with(read_table(text), number)
        except TableTextError as error:
            verdict = {"number": number, "message": error.message, "position": error.position}
            self._say_verdict(data_verdict=verdict)

    def _drew(self, ask: dict[str, Any]) -> None:
        """Show the function over the rows of a sample: one of a kind, or the next one of the same kind."""
        sample = _entry(SAMPLES, ask.get("key"))
        if sample is not None:
            self._read_with(sample.draw(), None)
        elif self.experiment.data is not None:
            self._read_with(next_sample(self.experiment.data), None)

    def _read_with(self, table: Table, number: int | None) -> None:
        """Read the function with another table; `number` is that of its text, if it was typed.

        Columns that have other names now have them in the function, too.
        """
        text = with_columns(self.experiment.expression, self.surface.columns, table.names)
        self.reader.read(text, table, partial(self._show_data, table, number))

    def _show_data(self, table: Table, number: int | None, answer: Answer) -> None:
        if answer.surface is not None and answer.is_newest and table != self.experiment.data:
            wanted, left = self._typed_batches
            if self.experiment.batches != left:
                wanted = self.experiment.batches
            shown = dataclasses.replace(self.experiment, expression=answer.text, data=table, batches=wanted)
            shown, surface = fitted(shown, answer.surface)
            self._typed_batches = wanted, shown.batches
            self.typed_function.over_other_rows(shown, surface)
            self._become(shown, surface)
        # A place in E's text is none in the table's.
        self._say_verdict(data_verdict={"number": number, **answer.refusal, "position": None})

    def _shown_anew(self, experiment: Experiment) -> Experiment:
        """Return an experiment whose columns have other units, with a view, a start and rates for them."""
        shown, surface = fitted(experiment, self.surface)
        if surface.data is None or surface.data == self.surface.data:
            return experiment
        self.typed_function.typed(shown, surface, self.surface)
        return shown

    def _typed_rule(self, ask: dict[str, Any]) -> None:
        """Show the rule of a typed text, or say what is wrong and keep the last good rule."""
        text, number = ask.get("text"), ask.get("number")
        if not isinstance(text, str) or not isinstance(number, int):
            return
        verdict = {"number": number, "message": "", "position": None}
        active = self.experiment.active
        try:
            if active.text not in ("", text):  # another method may have been chosen meanwhile
                self._become(self.experiment.with_rule(text))
        except RuleError as error:
            verdict |= {"message": error.message, "position": error.position}
        self._say_verdict(rule_verdict=verdict)

    def _asked_of_rule(self, ask: dict[str, Any]) -> None:
        """Open the rule of the active run as text, or show one of the examples."""
        if example := _entry(EXAMPLES, ask.get("example")):
            self._become(self.experiment.with_run(parse_rule(example.text)()))
        elif ask.get("open"):
            self._become(self.experiment.with_rule_opened(outside=ask.get("outside") is True))

    def _show_late(self, answer: Answer) -> None:
        """Show the surface of a link's slow expression, unless something else has been asked for."""
        if answer.is_newest and (found := self._readable(answer)):
            experiment, surface, _ = opened(self._query, lambda *_: found)
            self._become(experiment, surface, anew=True, answered=True)
        else:
            self._catch_up()

    def _readable(self, answer: Answer) -> Surface | None:
        """Return the surface; if there is none, say why."""
        if answer.surface is None:
            self.wire.say(refused={"text": answer.text, **answer.refusal})
        return answer.surface

    def _restore(self, ask: dict[str, Any]) -> None:
        """Show an experiment that the browser has kept."""
        kept = ask.get("experiment")
        if isinstance(kept, dict) and isinstance(text := kept.get("expression"), str):
            table = legal_table(kept.get("data"))
            self.reader.read(text, table, partial(self._show_again, kept), insists=True)

    def _show_again(self, kept: dict[str, Any], answer: Answer) -> None:
        if answer.is_newest and (surface := self._readable(answer)):
            lesson = _entry(LESSONS, kept.get("lesson"))
            key = lesson.key if lesson else ""
            experiment = dataclasses.replace(self.experiment, expression=answer.text, lesson=key)
            self._become(experiment.changed(kept, surface), surface, anew=True, answered=True)

    def _chose_surface(self, ask: dict[str, Any]) -> None:
        surface = _entry(GALLERY, ask.get("key"))
        if surface is not None:
            chosen = self.experiment.on_surface(surface)
            self.typed_function.chose(chosen, surface)
            self._become(chosen, surface, anew=True)

    def _asked_of_run(self, ask: dict[str, Any]) -> None:
        """Activate or remove a pinned run, as its row in the table asks."""
        acts = {"activate": self.experiment.with_active, "remove": self.experiment.without}
        act, place = _entry(acts, ask.get("act")), ask.get("place")
        if act is not None and isinstance(place, int) and 0 < place < len(self.experiment.runs):
            self._become(act(place))

    def _asked_of_lesson(self, ask: dict[str, Any]) -> None:
        """Open a lesson, the next or the previous one, or a state that the lesson proposes."""
        keys, current = list(LESSONS), self.experiment.lesson
        if ask.get("key") in keys:
            self._open(f"lesson={ask['key']}")
        elif isinstance(step := ask.get("step"), int) and abs(step) == 1:
            place = keys.index(current) + step if current in keys else 0
            if 0 <= place < len(keys):
                self._open(f"lesson={keys[place]}")
        elif current in keys and ask.get("question") is True:
            self._open(f"lesson={current}&{LESSONS[current].question.link}")
        elif current in keys and isinstance(ask.get("try"), int):
            tries = LESSONS[current].tries
            if 0 <= ask["try"] < len(tries):
                self._open(f"lesson={current}&{tries[ask['try']][1]}")

    def _open(self, link: str) -> None:
        """Show the state of a link that is part of a lesson."""
        surfaces = standing_surfaces()
        experiment, _ = from_query(link, lambda *asked: surfaces[asked])
        if "&" in link and "camera=" not in link:  # one goes on within the lesson, and has turned the surface
            experiment = dataclasses.replace(experiment, camera=self.experiment.camera)
        self._become(experiment, surfaces[experiment.expression, experiment.data], anew=True, answered=True)

    def _asked_of_link(self, ask: dict[str, Any]) -> None:
        """Show what another link shows, once its error function has been read."""
        query = ask.get("query")
        if isinstance(query, str):
            self.reader.read(*function_of(query), partial(self._show_link, query), insists=True)

    def _show_link(self, query: str, answer: Answer) -> None:
        if not answer.is_newest:
            return

        def read(_text: str, _table: Table | None) -> Surface:
            if answer.surface is None:
                raise ExpressionError(**answer.refusal)
            return answer.surface

        experiment, surface, notices = opened(query, read)
        self._become(experiment, surface, anew=True, answered=True)
        self._say_when_shown(linked={"query": query, "notices": notices})

    def _explain_pair(self, ask: dict[str, Any]) -> None:
        point = legal_point(ask.get("g"))
        if point is not None:
            self.wire.say(pair={"g": point, "maps": explain_pair(self.experiment.active, *point)})

    def _asked_of_race(self, ask: dict[str, Any]) -> None:
        if self._waits(ask):
            return
        if self.experiment.awaited:
            self.races.refuse("guess first, or let the run be shown")
            return
        asked = ask.get("keys"), ask.get("budget"), self.surface, lambda: self.experiment
        self.races.begin(*asked, ask.get("conditions"))

    def _show_raced(self, experiment: Experiment, said: dict[str, Any]) -> None:
        self._become(experiment)
        self._say_when_shown(race=said)

    def _write(self, ask: dict[str, Any]) -> None:
        """Send what is shown as a script, or as a page that links to the address of this one.

        While its runs are being computed, the request waits.
        """
        if self._waits(ask):
            return
        base = ask.get("base")
        base = base if isinstance(base, str) and is_address(base) else ""
        shown = self.experiment, self.surface, [run.path for run in self.runs]
        written = {
            "page": lambda: page_text(self.experiment, self.surface, base, self.runs),
            "numpy": lambda: numpy_script(*shown),
            "torch": lambda: torch_script(*shown),
            "notebook": lambda: notebook(*shown),
        }
        kind = _entry(written, ask.get("key"))
        if kind is not None:
            self.wire.say(text={"key": ask["key"], "text": kind()})


def _told_runs(
    runs: tuple[Run, ...], before: tuple[Run, ...], surface: Surface
) -> list[dict[str, Any] | None]:
    """Return what the browser is told about the runs; None for one that it has at the same index."""
    known = [*before, *[None] * len(runs)]
    return [None if run is known[place] else told_run(run, surface) for place, run in enumerate(runs)]


def _entry(table: dict[str, Any], key: Any) -> Any:
    """Return the entry of a table for an untrusted key, or None."""
    return table.get(key) if isinstance(key, str) else None
