"""The address: `to_query` writes an Experiment as a query string, `from_query` reads any text at all.

links.md has each part with an example.

`e` may be the key of a surface of the gallery, such as beale; a link that is written has its text.
The schedule of a run follows after a slash. A run without one keeps its η. How many rows of the data a step
sees is `batch` for the active run, and follows after @ for the others; without it, all of them. The texts of
rules that were typed are in the order of their runs.

A link holds everything that the page shows and that a visitor chose: the fields of Experiment. It does not
hold what belongs to the visitor: light or dark, the history of undo, notices, and whether the path plays.
Floats have all their digits, so that a link gives the same path to the bit. Defaults are written too, so that
a link stays true when defaults change. Only what is off, such as noise of 0, is left out.

`embed` and `show` say how the page is shown inside another page, and are not in Experiment.
"""

import dataclasses
import difflib
import re
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from optimizers import SCHEDULES, Optimizer, Schedule, hypers
from optimizers.ieee_steps import Record
from surfaces import (
    GALLERY,
    DataError,
    ExpressionError,
    Surface,
    Table,
    gallery_key,
    recognized,
    standing_surface,
)
from surfaces.table import MOST_ROWS

from .contract import CURSOR_PART, EMBED, MAX_RUNS, SCHEMES, SHOW, WIDGET, WIDGET_FIRST
from .experiment import SETTINGS, Experiment, fitted, proposed
from .lessons import LESSONS
from .lineup import ALL_ROWS, STEADY, batch_in, fitted_batch
from .numerals import count, short
from .rules import RuleError, method_named
from .settings import let_in, number_in
from .tables.sampling import NO_TABLE, SAMPLED, Parse, read_surface
from .tables.table_text import read_part, table_part

_FIELDS = {setting.part: name for name, setting in SETTINGS.items()}
"""The parts of a query that are a setting: part -> field."""
BATCH_PART = "batch"
"""The part of a query that says how many rows each step of the active run sees."""
PARTS = ("e", *_FIELDS, BATCH_PART, "run", "rule", "lesson", EMBED, SHOW)
"""All that a link may have."""
_LONGEST = 60_000
"""A query longer than this is not read at all; nine runs and the longest expression need about 3,000."""
_ALIKE = 0.75
"""How alike a text and the key of a surface that is meant are, at least."""

_PLAIN = ",:=*()!"
_ALSO = {"run": "/@", "data": ";"}
"""Characters that are not escaped in a link: anywhere, and in some of its parts."""


def to_query(experiment: Experiment) -> str:
    """Return the query string, without "?", that restores the experiment to the bit.

    The key alone is enough while a lesson is as it was opened.
    """
    lesson = [("lesson", experiment.lesson)] if experiment.lesson else []
    if lesson and experiment == lesson_experiment(experiment.lesson):
        return urlencode(lesson)
    sizes = (ALL_ROWS, *experiment.batches[1:])
    runs = [
        ("run", _run_text(*each)) for each in zip(experiment.runs, experiment.schedules, sizes, strict=True)
    ]
    batch = [(BATCH_PART, str(experiment.batch))] if experiment.batch != ALL_ROWS else []
    runs += [("rule", run.text) for run in experiment.runs if run.text]
    pins = [("pins", SETTINGS["pins"].write(experiment.pins))] if experiment.pins else []
    parts = [
        (setting.part, setting.write(value))
        for name, setting in SETTINGS.items()
        if name != "pins"
        and ((value := getattr(experiment, name)) != setting.nothing or _in_lesson(name, experiment.lesson))
    ]
    pairs = [("e", experiment.expression), *parts, *batch, *runs, *pins, *lesson]
    return "&".join(f"{name}={quote(text, safe=_PLAIN + _ALSO.get(name, ''))}" for name, text in pairs)


def _in_lesson(name: str, lesson: str) -> bool:
    """Return whether links of a lesson write a setting even if its value is `nothing`."""
    setting = SETTINGS[name]
    return bool(lesson) and (
        setting.in_lessons or getattr(lesson_experiment(lesson), name) != setting.nothing
    )


@cache
def lesson_experiment(key: str) -> Experiment:
    """Return the experiment that a lesson opens with."""
    experiment, _ = from_query(LESSONS[key].link)
    return dataclasses.replace(experiment, lesson=key, panel="lesson")


@cache
def standing_surfaces() -> dict[tuple[str, Table | None], Surface]:
    """Return the surfaces of the gallery and the lessons by their texts and tables.

    They are parsed once a process.
    """
    links = [
        link
        for lesson in LESSONS.values()
        for link in (lesson.link, *(f"lesson={lesson.key}&{each}" for each in lesson.links))
    ]
    texts = {(shown.expression, shown.data) for shown, _ in map(from_query, links)}
    read = {each: recognized(read_surface(*each)) for each in texts}
    return read | {(surface.text, surface.data): surface for surface in GALLERY.values()}


def function_of(query: str) -> tuple[str, Table | None]:
    """Return the text that a query gives for the error function, which may be wrong, and its table."""
    found = dict(_pairs(query))
    experiment = lesson_experiment(found["lesson"]) if found.get("lesson") in LESSONS else Experiment()
    text = found.get("e", experiment.expression)
    return text, _read_table(found, [], experiment.data if text == experiment.expression else None)


def from_query(query: str, parse: Parse = read_surface) -> tuple[Experiment, list[str]]:
    """Read a query string; what cannot be used falls back to its default and is named in the notices.

    Args:
        query: any text, with or without the "?".
        parse: reads an error function, with a table or None, or raises ExpressionError.

    Returns:
        the experiment, and one sentence for each part that was not used (plain text, never markup).
    """
    if len(query) > _LONGEST:
        return Experiment(), [
            f"The link is longer than {count(_LONGEST)} characters and was not read; the default is shown."
        ]
    notices: list[str] = []
    experiment = Experiment()
    pairs = _pairs(query)
    found = dict(pairs)
    if "lesson" in found:
        if found["lesson"] in LESSONS:
            experiment = lesson_experiment(found["lesson"])
        else:
            notices.append(_not_used("lesson", found["lesson"], "no lesson has this name"))

    before = experiment.expression
    # The expression comes first: a surface of the gallery brings its own start, view and values.
    text = found.get("e", experiment.expression)
    table = _read_table(found, notices, experiment.data if text == experiment.expression else None)
    surface = standing_surface(experiment.expression, experiment.data)
    if (text, table) != (experiment.expression, experiment.data):
        try:
            surface = recognized(parse(text, table))
        except ExpressionError as error:
            close = difflib.get_close_matches(text.casefold(), GALLERY, 1, _ALIKE)
            why = f"{error.message}. Did you mean e={close[0]}?" if close else error.message
            notices.append(_not_used("error function", text, why, experiment.expression))
        else:
            if surface.data is not None and table is None:
                notices.append(_notice(SAMPLED, NO_TABLE))
            if text != experiment.expression:
                experiment = dataclasses.replace(experiment, let=(), standardize=False).placed_on(surface)
            experiment = dataclasses.replace(experiment, expression=text, data=table or surface.data)
    if surface is not None and "let" in found:
        experiment, surface = _with_let(experiment, surface, found["let"], notices)
    if surface is not None and experiment.expression == found.get("e") != before and gallery_key(surface):
        experiment = dataclasses.replace(experiment.on_surface(surface), let=experiment.let)

    # The runs come before the other parts, because `pins` must fit the pinned runs.
    texts = [text for name, text in pairs if name == "run"]
    if len(texts) > MAX_RUNS:
        notices.append(f"The link has {count(len(texts))} runs; the first {MAX_RUNS} are shown.")
    rules = [text for name, text in pairs if name == "rule"]
    read = [_read_run(text, rules, surface, notices) for text in texts[:MAX_RUNS]]
    if len(texts) <= MAX_RUNS:
        notices += [
            _not_used("update rule", rule, "there is no run for it; write run=own before it")
            for rule in rules
        ]
    if found_runs := [each for each in read if each is not None]:
        experiment = experiment.with_lineup(found_runs)
    if BATCH_PART in found:
        experiment = experiment.with_run(batch=_read_batch(found[BATCH_PART], surface, notices))

    for part, text in found.items():
        if part in _FIELDS and part != "data" and (part != "let" or surface is None):
            name, setting = _FIELDS[part], SETTINGS[_FIELDS[part]]
            changed = experiment.with_setting(name, setting.read(text))
            if changed is None:
                notices.append(
                    _not_used(part, text, setting.advice, _plain(setting.write(getattr(experiment, name))))
                )
            experiment = changed or experiment
        elif part not in PARTS:
            notices.append(f"The link has a part “{_short(part)}” that this page does not know.")
    if experiment.awaited and CURSOR_PART not in found:
        experiment = dataclasses.replace(experiment, cursor=experiment.steps)
    return experiment.closed(), notices


def _read_table(found: dict[str, str], notices: list[str], usual: Table | None) -> Table | None:
    """Return the table of a link; the usual one if it has none, or a bad one, which is dropped whole."""
    if not found.get("data"):
        return None if "data" in found else usual
    try:
        return read_part(found["data"])
    except DataError as error:
        notices.append(_not_used("data", found["data"], error.message))
        return usual


def _with_let(
    experiment: Experiment, surface: Surface, text: str, notices: list[str]
) -> tuple[Experiment, Surface]:
    """Read the numbers of an error function; a bad one leaves the default."""
    let: dict[str, float] = {}
    for name, number in let_in(text):
        about = surface.parameters.get(name)
        if about is not None and number is not None and about.accepts(number):
            let[name] = number
            continue
        why = f"the function has {', '.join(surface.parameters) or 'no letters with numbers'}"
        shown = name if about else text
        taken = f"{name} = {short(about.default)}" if about else ""
        notices.append(
            _not_used("let", shown, f"the letter {name} stands for {about.advice}" if about else why, taken)
        )
    return fitted(dataclasses.replace(experiment, let=tuple(let.items())), surface)


def left_out(query: str, experiment: Experiment, surface: Surface) -> frozenset[str]:
    """Return what a link that was written by hand leaves to the page: "start", "view" and hyper-parameters.

    Nothing, if the link has a lesson, or neither an error function nor a run. A surface of the gallery brings
    its own start and view. `experiment` is what `from_query` has read in the query.
    """
    pairs = _pairs(query)
    found = dict(pairs)
    if found.get("lesson") in LESSONS or not found.keys() & {"e", "run"}:
        return frozenset()
    _, _, values = next((text for name, text in pairs if name == "run"), "").partition("/")[0].partition(":")
    given = {assignment.partition("=")[0] for assignment in values.split(",")}
    free = {about.name for about in hypers(experiment.active)} - given
    if found.get("e") == experiment.expression and not gallery_key(surface):
        free |= {"start", "view"} - found.keys()
    return frozenset(free)


def has_part(query: str, part: str) -> bool:
    """Tell whether a link has a part."""
    return part in dict(_pairs(query))


def _pairs(query: str) -> list[tuple[str, str]]:
    """Return the parts of a query and their values; no parts if the query is too long.

    The key of a surface of the gallery, which is no error function itself, stands for its text and its table.
    """
    if len(query) > _LONGEST:
        return []
    pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="replace")
    found = dict(pairs)
    named = GALLERY.get(found.get("e", "").strip().casefold())
    if named is None:
        return pairs
    table = [] if named.data is None or "data" in found else [("data", table_part(named.data))]
    return [(name, named.text if name == "e" else text) for name, text in pairs] + table


@dataclasses.dataclass(frozen=True)
class Widget:
    """The page as a widget in another page, as a link asks for it."""

    parts: tuple[str, ...] = WIDGET_FIRST
    """The parts of the page that it has."""
    scheme: str = ""
    """Light or dark; if empty, that of the browser."""

    @property
    def link(self) -> str:
        """The parts of a query that ask for it, without a leading "&"."""
        embed = f"{EMBED}={self.scheme}" if self.scheme else EMBED
        return embed if self.parts == WIDGET_FIRST else f"{embed}&{SHOW}={','.join(self.parts)}"


def widget_of(query: str) -> tuple[Widget | None, list[str]]:
    """Read whether a query wants the page as a widget.

    Returns:
        the widget, or None for the full page, and one sentence for each part that was not used.
    """
    found = dict(_pairs(query))
    if EMBED not in found:
        return None, [_not_used(SHOW, found[SHOW], f"it needs {EMBED} beside it")] if SHOW in found else []
    notices: list[str] = []
    if (scheme := found[EMBED]) not in ("", *SCHEMES):
        notices.append(_not_used(EMBED, scheme, f"it is {' or '.join(SCHEMES)}, or nothing", "the browser's"))
        scheme = ""
    names = [name for name in found.get(SHOW, "").split(",") if name]
    parts = tuple(name for name in WIDGET if name in names)
    advice = f"it is {', '.join(WIDGET)}, or some of them, with commas between"
    bad = [name for name in dict.fromkeys(names) if name not in WIDGET]
    if bad:
        notices.append(_not_used(SHOW, ",".join(bad), advice))
    return Widget(parts or WIDGET_FIRST, scheme), notices


def _run_text(run: Optimizer, schedule: Schedule, batch: int) -> str:
    schedule_text = "" if schedule == STEADY else f"/{_record_text(schedule)}"
    return _record_text(run) + schedule_text + ("" if batch == ALL_ROWS else f"@{batch}")


def _record_text(record: Any) -> str:
    values = (f"{about.name}={getattr(record, about.name)!r}" for about in hypers(record))
    return f"{record.key}:{','.join(values)}"


def _read_run(
    text: str, rules: list[str], surface: Surface | None, notices: list[str]
) -> tuple[Optimizer, Schedule, int] | None:
    """Read a run, its schedule and its batch; a typed run takes the next of the rules."""
    of_both, at, of_batch = text.partition("@")
    of_method, slash, of_schedule = of_both.partition("/")
    key, _, assignments = of_method.partition(":")
    rule = ""

    def next_rule() -> str:
        nonlocal rule
        rule = rules.pop(0) if rules else ""
        return rule

    try:
        run = proposed(method_named(key, next_rule), surface)
    except KeyError:
        notices.append(_not_used("run", text, "a run begins with the name of a method, such as adam:eta=0.1"))
        return None
    except RuleError as error:
        notices.append(_not_used("update rule", rule, error.message))
        return None
    schedule = _read_schedule(of_schedule, notices) if slash else STEADY
    batch = _read_batch(of_batch, surface, notices) if at else ALL_ROWS
    return _assigned(run, assignments, notices), schedule, batch


def _read_batch(text: str, surface: Surface | None, notices: list[str]) -> int:
    """Read the size of a batch; without a surface, whoever has it fits the size to its data (`fitted`)."""
    batch, rows = batch_in(number_in(text)), surface.rows if surface else None
    if surface is not None and rows is None:
        notices.append(_not_used(BATCH_PART, text, "the function does not come from data"))
        return ALL_ROWS
    most = MOST_ROWS if rows is None else rows
    if batch is None or not 1 <= batch <= most:
        why = f"it is a whole number from 1 to {most}, the number of rows"
        notices.append(_not_used(BATCH_PART, text, why, "all rows"))
        return ALL_ROWS
    return batch if rows is None else fitted_batch(batch, rows)


def _read_schedule(text: str, notices: list[str]) -> Schedule:
    key, _, assignments = text.partition(":")
    if key not in SCHEDULES:
        notices.append(_not_used("schedule", text, f"it is {' or '.join(SCHEDULES)}", STEADY.key))
        return STEADY
    return _assigned(SCHEDULES[key](), assignments, notices)


def _assigned(record: Record, assignments: str, notices: list[str]) -> Record:
    """Return a run or a schedule with the values that a link gives it."""
    known = {about.name: about for about in hypers(record)}
    for assignment in filter(None, assignments.split(",")):
        name, _, number = assignment.partition("=")
        about, value = known.get(name), number_in(number)
        if about is None:
            notices.append(f"The link gives {record.title} a value “{_short(name)}” that it does not have.")
        elif value is None or not about.accepts(value):
            notices.append(
                _not_used(
                    about.symbol, number, f"it is a number {about.bounds}", short(getattr(record, name))
                )
            )
        else:
            record = dataclasses.replace(record, **{name: value})
    return record


class Notice(str):
    """A sentence about a part of a link that was not used, for the page."""

    refusal: str
    """The same without what the page takes in its place, for what refuses the link."""


def _not_used(what: str, text: str, why: str, taken: str = "") -> Notice:
    """Say what was not used, what the page takes in its place, and what is right."""
    end = "" if why.endswith(("?", ".")) else "."
    begin = f"The link's {what} “{_short(text)}” was not used: "
    refusal = f"{begin}{why}{end}"
    return _notice(
        f"{begin}the page takes {taken}. {why[0].upper()}{why[1:]}{end}" if taken else refusal, refusal
    )


def _notice(text: str, refusal: str) -> Notice:
    notice = Notice(text)
    notice.refusal = refusal
    return notice


def _plain(text: str) -> str:
    """Return a part of a link as words have it: "none" if it is off, and no zeros that say nothing."""
    if text.strip(",") in ("", "0.0"):
        return "none"
    return re.sub(r"\.0(?![0-9])", "", re.sub(r"-(?=[0-9])", "−", text))


def _short(text: str) -> str:
    """Return a visitor's text so that it can be quoted: on one line, printable and short."""
    lines = "; ".join(text.splitlines())
    clean = "".join(character if character.isprintable() else "�" for character in lines)
    return clean if len(clean) <= 40 else clean[:39] + "…"
