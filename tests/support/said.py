"""What the page says: every text in sight that has a number, and what its numbers have to be.

A rule is a pattern of a text in a part of the page, and a function that returns what its groups have to
read, by what is drawn: the columns of the figures, the positions of the controls. Numbers are written anew,
with the digits that the page promises, and compared as texts. A text with a number that no rule knows is a
mistake, too.
"""

import json
import math
import re
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from app.contract import FARTHEST, MAX_FAN, MAX_SEED, MAX_STEPS
from app.lessons import LESSONS
from app.lineup import applied
from app.look import BASIN_SHADES, PLANE_SHADES
from app.numerals import count, place, power_of_ten, short, view_digits
from app.runs.follow import runs_of
from app.url import from_query
from optimizers import descend, endpoints, hypers
from surfaces import Surface

_NUMBER = r"−?(?:∞|\d[\d,]*(?:\.\d+)?(?:e−?\d+)?)"
_NAMES = re.compile(r"[A-Za-zβλ∂][12](?![\d.])|log₁₀|3-D|\(3\)$")
"""What has a digit and is no number: w1, β2, m1, and the key of a button."""

_TEXTS = """() => {
    const clean = (text) => text.replace(/\\s+/g, " ").trim()
    const whole = ".tip, .said, tbody tr, output, dialog li"
    const joined = (element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        const found = []
        while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode
            if (data.trim() && parentElement.checkVisibility()) found.push(data.trim())
        }
        return clean(found.join(" "))
    }
    const cells = (row) => [...row.cells].map(joined).join(" | ")
    const number_of = (node) => [...node.querySelectorAll("[data-c]")]
        .map(({ dataset }) => String.fromCodePoint(parseInt(dataset.c, 16))).join("")
    const numbers = (formula) => [...formula.querySelectorAll("[data-mml-node=mn]")].flatMap((node) => {
        const power = node.parentElement.dataset.mmlNode === "msup" && node === node.parentElement.children[0]
        if (node.closest("[data-mml-node=msub]")?.children[0].contains(node) === false) return []
        if (power && number_of(node) === "10") return ["10^" + number_of(node.parentElement.children[1])]
        const above = node.closest("[data-mml-node=msup]")
        const is_power = above && number_of(above.children[0]) === "10"
        return is_power ? [] : [number_of(node)]
    })
    const found = []
    const say = (element, kind, text, more = []) => {
        const part = element.closest("[data-part]")?.dataset.part ?? ""
        const of = element.closest(".row")?.querySelector(".label")?.firstChild.data ?? ""
        found.push({ part, kind, text, of, more })
    }
    const look = (element) => {
        if (!element.checkVisibility()) return
        if (element.title) say(element, "title", clean(element.title))
        if (element.matches("script, style, svg, option")) return
        if (element.matches("[role=math]")) {
            return say(element, "formula", element.getAttribute("aria-label"), numbers(element))
        }
        const is_whole = element.matches(whole)
        const own = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
        if (is_whole || own) {
            if (element.matches("tr")) say(element, "row", cells(element))
            else say(element, "text", joined(element))
            for (const each of element.querySelectorAll("[title]")) say(each, "title", clean(each.title))
            return
        }
        for (const child of element.children) look(child)
    }
    look(document.querySelector(".page"))
    const column = (source, name) => {
        const data = model_of(source)?.data
        return data ? Array.from(data.get?.(name) ?? data[name] ?? []) : []
    }
    for (const [source, name] of [["m_limits", "word"], ["s_limits", "word"], ["pairs_words", "word"],
        ["pairs_other_words", "word"], ["pairs_example", "word"], ["pairs_other_example", "word"]])
        for (const text of column(source, name))
            found.push({ part: source, kind: "figure", text, of: "", more: [] })
    return found
}"""
"""Each text in sight once, with its part of the page; of a formula also its numbers, as they are set."""


class Text(NamedTuple):
    """A text, where it stands, and what it belongs to."""

    part: str
    kind: str
    text: str
    of: str
    """The label of its row of controls."""
    more: list[str]
    """The numbers of a formula."""

    @property
    def has_number(self) -> bool:
        return re.search(r"[\d∞]", _NAMES.sub("", self.text)) is not None


def texts(explorer) -> list[Text]:
    return [Text(**each) for each in explorer.page.evaluate(_TEXTS)]


class Shown:
    """What is drawn, and what the controls show."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.experiment, notices = from_query(explorer.page.evaluate("() => location.search"))
        assert notices == []
        self.surface = Surface.parse(self.experiment.expression)
        self.columns = explorer.trajectory()
        self.end = self.columns["t"].size - 1
        self.t = int(explorer.source("time")["t"][0])
        self.view = tuple(explorer.range_of("surface", axis) for axis in "xy")
        minima = explorer.source("known_minima")
        self.minima = list(zip(minima["w1"], minima["w2"], strict=True))
        self.sliders = dict(
            explorer.page.evaluate(
                """() => [...document.querySelectorAll(".row:has(.label)")].map((row) => [
                    row.querySelector(".label").firstChild.data,
                    Number(row.querySelector("[type=text]").value),
                ])"""
            )
        )

    @cached_property
    def runs(self):
        """The runs as the columns have them: the active one, then those that are pinned."""
        found = runs_of(self.surface, self.experiment, ())
        np.testing.assert_array_equal(found[0].path.error, self.columns["error"])
        drawn = list(map(np.array, _column(self.explorer, "pin_error", "error")))
        shown = [run for run, pin in zip(found[1:], self.experiment.pins, strict=True) if pin > 0]
        assert len(drawn) == len(shown)
        for line, run in zip(drawn, shown, strict=True):
            np.testing.assert_array_equal(line, run.path.error[: line.size])
        return found

    @cached_property
    def tips(self):
        """The number that the tip of each line of a step has, by the line's name."""
        tips = self.explorer.page.locator("[data-part=step] [role=math]").evaluate_all(
            "(lines) => lines.map((line) => [line.getAttribute('aria-label'), line.title])"
        )
        return {name: _number(tip.rpartition(" = ")[2]) for name, tip in tips}

    def numbers(self, source, column):
        return [float(each) for each in _column(self.explorer, source, column)]

    def last(self, digits):
        return short(self.columns["error"][-1], digits)

    def where(self, t):
        return self.words_of((self.columns["w1"][t], self.columns["w2"][t]))

    def words_of(self, point):
        """A point as the browser writes it."""
        return ", ".join(
            short(w, max(5, view_digits(each))) for w, each in zip(point, self.view, strict=True)
        )

    def column(self, name, t):
        return float(self.columns[name][t]) if name in self.columns else None

    def image(self, source):
        return np.array(_column(self.explorer, source, "image")[0])

    @cached_property
    def axes(self):
        """The hyper-parameters along the axes of the map, by the menus beside it."""
        chosen = self.explorer.page.locator(".plane-axes select").evaluate_all(
            "(lists) => lists.slice(0, 2).filter((list) => list.checkVisibility()).map(({ value }) => value)"
        )
        about = {each.name: each for each in hypers(self.experiment.active)}
        return [about[name] for name in chosen]

    @cached_property
    def grid(self):
        """E after the last step for all pixels of the map of hyper-parameters."""
        side = math.isqrt(self.image("plane_image").size)
        x, y = (values_along(about, side) for about in self.axes)
        run = self.with_values((x[None, :], y[:, None]))
        return endpoints(run, self.surface, *self.experiment.start, self.experiment.steps).error

    def with_values(self, values):
        """The active run with other values along the axes of the map."""
        names = [about.name for about in self.axes]
        return replace(self.experiment.active, **dict(zip(names, values, strict=True)))

    def values(self, run):
        """The values of a run, and those of the schedule that it follows."""
        schedule = applied(run.method, run.schedule)
        each = [_values(run.method)] + (
            [f"{schedule.title.lower()}, {_values(schedule)}"] if schedule else []
        )
        return "; ".join(filter(None, each))

    def close(self, path):
        """The first step after which a run stays within 1 % of the way to its target, by its own words."""
        w = np.array([path.w1, path.w2])
        targets = np.array(self.minima or [w[:, -1]])
        target = targets[np.argmin(np.hypot(*(targets - w[:, -1]).T))]
        far = np.hypot(*(w - target[:, None]))
        outside = np.flatnonzero(far > 0.01 * far[0])
        first = 0 if outside.size == 0 else int(outside[-1]) + 1
        return None if path.stopped or first > path.t[-1] else first

    def distance(self, path):
        last = np.array([path.w1[-1], path.w2[-1]])
        return min((math.hypot(*(last - minimum)) for minimum in np.array(self.minima)), default=None)


def _values(of):
    return ", ".join(f"{about.symbol} {short(getattr(of, about.name), 6)}" for about in hypers(of))


def value_at(about, position):
    """The value of a hyper-parameter at a place on an axis; those of a map have four digits."""
    return float(f"{10**position if about.scale == 'log' else position:.3e}")


def values_along(about, n):
    ends = np.log10([about.low, about.high]) if about.scale == "log" else (about.low, about.high)
    return np.array([value_at(about, each) for each in np.linspace(*ends, n)])


def _column(explorer, source, column):
    """A column of a source: numbers, words, or lists of numbers."""
    found = json.loads(
        explorer.page.evaluate(
            """([source, column]) => {
                const { data } = model_of(source)
                const plain = (each) => typeof each === "object" ? Array.from(each, String) : String(each)
                return JSON.stringify(Array.from(data.get?.(column) ?? data[column], plain))
            }""",
            [source, column],
        )
    )  # as a text: Playwright reads long lists slowly
    return [[float(x) for x in each] if isinstance(each, list) else each for each in found]


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", "").replace("∞", "inf"))


def percent(share: float) -> str:
    """Two digits; only 1 is 100 %, and below it what is missing has a digit."""
    missing = 100 * (1 - share)
    digits = 2 + math.ceil(-math.log10(missing)) if 0 < missing <= 0.5 else 2
    return f"{short(100 * share, digits)} %"


def tex_numbers(value: float) -> list[str]:
    """A number as it is set: "1.2", "10^−7"; one with a power of ten has fewer digits."""
    is_plain = "e" not in short(abs(value), 6)
    size, _, power = short(abs(value), 6 if is_plain else 4).partition("e")
    return ([size] if size != "1" or not power else []) + ([f"10^{power}"] if power else [])


RULES: list[tuple[str, str, re.Pattern, object]] = []


def rule(part: str, kind: str, pattern: str):
    """Declare what texts of a part have to say.

    The function gets what is shown, the text and the groups; it returns what the groups have to read, as a
    tuple, or a list of several such tuples.
    """
    regex = re.compile(pattern.replace("N", f"({_NUMBER})").replace("…", "(.+)"), re.DOTALL)

    def declare(function):
        RULES.append((part, kind, regex, function))
        return function

    return declare


def mistakes(explorer) -> list[str]:
    """Return what the page says that is not shown, or that no rule knows; empty if all is well."""
    shown = Shown(explorer)
    found = []
    for text in texts(explorer):
        if text.has_number:
            found += [f"{text.part}, {text.kind}: “{text.text}” {why}" for why in _wrong(shown, text)]
    return found


def _wrong(shown, text):
    for part, kind, regex, function in RULES:
        match = regex.fullmatch(text.text) if (part, kind) == (text.part, text.kind) else None
        if match:
            wanted = function(shown, text, *match.groups())
            wanted = wanted if isinstance(wanted, list) else [wanted]
            groups = tuple(match.groups())
            return [] if groups in map(tuple, wanted) else [f"has {groups}, and what is drawn {wanted}"]
    return ["has numbers that no rule knows"]


# Controls


def _about(shown, symbol):
    """A hyper-parameter of the run or of its schedule by its symbol."""
    found = [*hypers(shown.experiment.active), *hypers(shown.experiment.schedule)]
    named = [about for about in found if about.symbol == symbol]
    assert named, f"the address has no {symbol} yet"
    return named[0]


@rule("sliders", "title", r"….? \(double click: back to N\)")
@rule("schedule", "title", r"….? \(double click: back to N\)")
def _(shown, text, words, back):
    default = 300 if text.of == "Steps" else _about(shown, text.of).default
    return words, short(default)


@rule("sliders", "title", r"a number (from|above|below) ….?")
@rule("schedule", "title", r"a number (from|above|below) ….?")
@rule("sliders", "title", r"a whole number (from) N to N")
def _(shown, text, word, *ends):
    if text.of == "Steps":
        return word, "1", str(MAX_STEPS)
    about = _about(shown, text.of)
    low, high = short(about.least), short(about.most)
    upper = f" to {'' if about.most_included else 'below '}{high}" if math.isfinite(about.most) else ""
    said = f"{low}{upper}" if about.least_included else f"{low}{upper.replace(' to', ' and')}"
    return [(word, said), (word, f"{low}{upper}"), (word, f"{low}, to {high}")]


@rule("status", "text", "1:1")
@rule("start", "text", "w[12]")
@rule("start", "title", "w[12] of the start")
def _(shown, text):
    return ()


@rule("start", "title", r"a number, such as −1.5, up to ±N")
def _(shown, text, most):
    return (short(FARTHEST),)


@rule("noise", "title", r"0 for no noise, or a number from 1e−300 to 1e300")
def _(shown, text):
    return ()


@rule("noise", "title", r"a whole number from N to N")
def _(shown, text, low, high):
    return ("0", str(MAX_SEED)) if text.of == "Seed" else ("1", str(MAX_FAN))


# The function, the method, the lesson


@rule("formulas", "formula", r"(E|∂E/∂w[12]) = …")
def _(shown, text, name, formula):
    """It is compared with what is drawn, the error and the gradients along the path."""
    of = {"E": "error", "∂E/∂w1": "g1", "∂E/∂w2": "g2"}[name]
    if formula.endswith("…"):
        return name, formula  # it is too long to be shown
    points = shown.columns["w1"], shown.columns["w2"]
    if not shown.experiment.noise or of == "error":
        found = np.broadcast_to(Surface.parse(formula).value(*points), points[0].shape)
        np.testing.assert_allclose(
            found, shown.columns[of], rtol=1e-9, atol=1e-9 * abs(shown.columns[of]).max()
        )
    return name, formula


@rule("rule", "formula", "…")
def _(shown, text, formula):
    return (formula,)  # tests/words/test_equations.py holds it against the rule that runs


@rule("lesson", "text", "…")
@rule("lesson", "formula", "…")
def _(shown, text, words):
    """What a lesson says is held by tests/test_lessons.py; here, that it is the open lesson that says it."""
    if not shown.experiment.lesson:
        return [(f"{lesson.number} {lesson.title}",) for lesson in LESSONS.values()]
    lesson = LESSONS[shown.experiment.lesson]
    pieces = " $".join(lesson.text).split("$")
    known = [
        f"{lesson.number} {lesson.title}",
        *(part.strip() for piece in pieces for part in re.fullmatch(r"([,.;:?!)]*)(.*)", piece).groups()),
        *(try_ for try_, _ in lesson.tries),
    ]
    return [(each,) for each in known]


@rule("lessons", "text", "…")
def _(shown, text, words):
    return [(f"{lesson.number} {lesson.title}",) for lesson in LESSONS.values()]


@rule("expression", "text", r"… so that …\. (?:Undo)?")
def _(shown, text, *groups):
    return groups


# Runs


@rule("legend", "text", r"([1-8] )?…")
@rule("legend", "title", r"()… \((?:the active run|click: hide|click: show)\).*")
def _(shown, text, number, words):
    pins = (None, *shown.experiment.pins)
    return [
        (number and f"{abs(pin)} " if pin else number, f"{run.method.title} {shown.values(run)}")
        for run, pin in zip(shown.runs, pins, strict=True)
        if not number or pin
    ]


@rule("runs", "row", r"([1-8] )?… \| … \| … \| … \| (.*) \| (.*)")
def _(shown, text, number, name, error, distance, close, end, actions):
    rows = []
    for run, pin in zip(shown.runs, (None, *shown.experiment.pins), strict=True):
        path = run.path
        stopped = f"ends at t = {path.stopped.step}" if path.stopped else end if end == "growing" else ""
        figures = short(path.error[-1], 5), short(shown.distance(path), 5), count(shown.close(path))
        name_of = f"{run.method.title} {shown.values(run)}"
        rows.append((pin and f"{abs(pin)} ", name_of, *figures, stopped, actions))
    return rows


@rule("runs", "text", r"Steps to 1 %")
@rule("race", "text", r"Steps to 1 %")
@rule("runs", "text", r"the first step after which .* stays below 1 % of .*")
@rule("race", "text", r"the first step after which .* stays below 1 % of .*")
@rule("race", "text", r"share of the runs .* all but 0\.1 % of .*")
@rule("curvature", "text", r"2 / λₘₐₓ.*")
@rule("runs", "title", r"the first step after which .* stays below 1 % of .*")
@rule("race", "title", r"the first step after which .* stays below 1 % of .*")
@rule("race", "title", r"share of the runs .* all but 0\.1 % of .*")
@rule("plane", "title", r"These runs remove all but 0\.1 % of .*")
@rule("curvature", "title", r"2 / λₘₐₓ.*")
def _(shown, text):
    return ()


@rule("runs", "title", r"The run … at t = N…")
def _(shown, text, what, t, why):
    return [(what, str(run.path.stopped.step), why) for run in shown.runs if run.path.stopped]


# Below the surface


@rule("status", "text", r"E = N at t = N(?: w = \((.*)\)| The path leaves the view\.)?(?: Stretched: .*)?")
def _(shown, text, error, t, where):
    return shown.last(5), str(shown.end), where and shown.where(shown.end)


@rule("status", "text", r"w = \((.*)\)")
def _(shown, text, where):
    return (shown.where(shown.end),)


@rule("status", "text", r"(.*)at t = N(\D*)")
def _(shown, text, before, t, after):
    stopped = shown.runs[0].path.stopped
    return before, str(stopped.step), after


@rule(
    "status",
    "text",
    r"(.*?)η is (?:only )?N (?:times|of) the stability limit, (.*?)N, λ = N at the start\.",
)
def _(shown, text, before, times, formula, bound, steepest):
    run, start = shown.experiment.active, shown.experiment.start
    sharpness = float(np.linalg.eigvalsh(shown.surface.hessian(*start))[-1])
    stable = run.stability_bound / sharpness
    if "t =" in before:
        assert f"t = {shown.runs[0].path.stopped.step}" in before
    return before, short(run.eta / stable, 2), formula, short(stable, 2), short(sharpness, 3)


@rule("status", "text", r"Use … = N(?: .*)?")
def _(shown, text, symbol, value):
    return symbol, value  # what a button would set; tests/proposals hold it


# Time


@rule("time", "text", r"t = N E = N w = \((.*)\)")
def _(shown, text, t, error, where):
    return str(shown.t), short(shown.column("error", shown.t), 5), shown.where(shown.t)


@rule("time", "text", r"… × N")
def _(shown, text, name, scale):
    """What an arrow's length is multiplied with, by the arrow that is drawn."""
    t = shown.t
    kinds = {"−∇E": ("g", t - 1, -1), "−g": ("g", t - 1, -1), "−m": ("m", t, -1)}
    names = [_column(shown.explorer, "arrow_names", column) for column in ("name", "colour")]
    colour = dict(zip(*names, strict=True)).get(name)
    colours = _column(shown.explorer, "arrows", "colour")
    if colour not in colours:
        return name, scale  # it is hidden, or too short to be seen
    place = len(colours) - 1 - colours[::-1].index(colour)
    x0, y0, x1, y1 = (shown.numbers("arrows", column)[place] for column in ("x0", "y0", "x1", "y1"))
    drawn = x1 - x0, y1 - y0
    if name == "Δw":
        vector = [shown.column(w, t) - shown.column(w, t - 1) for w in ("w1", "w2")]
    else:
        letter, row, sign = kinds[name]
        vector = [sign * shown.column(f"{letter}{k}", row) for k in (1, 2)]
    k = int(np.argmax(np.abs(vector)))
    return name, short(float(f"{drawn[k] / vector[k]:.9e}"))


@rule("time", "title", r"t = N is the (start|last step)")
def _(shown, text, t, which):
    return ("0", "start") if which == "start" else (str(shown.end), "last step")


@rule("step", "text", r"t = 0 is the start: no step has led here\.")
def _(shown, text):
    assert shown.t == 0
    return ()


@rule("step", "formula", r"(\w+?)([12])(?:\(N\))? = N")
def _(shown, text, name, weight, t, value):
    """The result, and all numbers of the line: of columns, controls, t, or the rule's own."""
    at = shown.t - 1 if name == "g" else shown.t
    result = shown.column(f"{name}{weight}", at)
    if result is None:  # a line between, whose result stands in the lines below it
        result = shown.tips[text.text]
    own = re.findall(r"\d+(?:\.\d+)?", shown.experiment.active.text)  # of a rule that was typed
    known = {"1", "2", "0", "0.5", str(shown.t), str(shown.t - 1), *own}
    numbers = [*shown.sliders.values()]
    for column in shown.columns.values():
        numbers += [float(column[shown.t]), float(column[shown.t - 1])]
    if f"noise{weight}" in shown.columns:
        numbers.append(shown.column(f"g{weight}", at) - shown.column(f"noise{weight}", at))
    for number in numbers:
        known.update(tex_numbers(number))
    for number in shown.tips.values():
        known.update(tex_numbers(number))
    assert set(text.more) <= known, (text.text, set(text.more) - known)
    set_value = tex_numbers(result)
    assert text.more[-len(set_value) :] == set_value, (text.text, text.more)
    return name, weight, t and str(shown.t), short(result, 6)


@rule("step", "title", r"(\w+?)([12])(?:\(N\))? = N")
def _(shown, text, name, weight, t, value):
    result = shown.column(f"{name}{weight}", shown.t - 1 if name == "g" else shown.t)
    result = _number(value) if result is None else result
    return name, weight, t and str(shown.t), short(result, 15)


# The traces


@rule("traces", "text", r"error, one of N paths")
def _(shown, text, paths):
    return (str(shown.explorer.source("fan_ends")["w1"].size + 1),)


@rule("left_out", "text", r"E (?:=|≤) 0 is left out\.")
def _(shown, text):
    assert (shown.columns["error"] <= 0).any()
    return ()


@rule("left_out", "text", r"E is nowhere above 0, and .*")
def _(shown, text):
    assert (shown.columns["error"] <= 0).all()
    return ()


@rule("left_out", "text", r"(.*)E below 10(⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+) is cut off\.")
def _(shown, text, before, power):
    low = shown.explorer.page.evaluate("() => model_of('error_log_range').start")
    return before, power_of_ten(round(math.log10(low))).removeprefix("10")


@rule("left_out", "text", r"E above N is cut off; double click: all\.")
def _(shown, text, crop):
    return (short(shown.explorer.range_of("error", "y")[1]),)


@rule("m_limits", "figure", r"m[₁₂] → N")
@rule("s_limits", "figure", r"s[₁₂] → N")
def _(shown, text, value):
    return [(short(line[0]),) for line in _column(shown.explorer, text.part, "value")]


# Under the pointer


@rule("hover", "text", r"t N w₁ N w₂ N E N")
def _(shown, text, t, w1, w2, error):
    at = int(t)
    where = shown.where(at).split(", ")
    return t, *where, short(shown.column("error", at), 5)


@rule("hover", "text", r"w₁ N w₂ N E N")
def _(shown, text, w1, w2, error):
    point = [_number(each) for each in (w1, w2)]
    return w1, w2, short(shown.surface.value(*point), 5)


@rule("hover", "text", r"t N E N")
def _(shown, text, t, error):
    return t, short(shown.column("error", int(t)), 5)


@rule("hover", "text", r"t N ([ms])₁ N [ms]₂ N")
def _(shown, text, t, name, first, second):
    return t, name, *(short(shown.column(f"{name}{k}", int(t)), 5) for k in (1, 2))


# Maps


@rule("basins", "text", r"….? N %")
def _(shown, text, words, share):
    """The share is that of the pixels, and where a place is named, E is level there."""
    image = shown.image("basins")
    rows = {"elsewhere": -1, "still moving": -2, "not finite": -3}
    shares = {
        int(row): float(np.mean(image // BASIN_SHADES == row)) for row in np.unique(image // BASIN_SHADES)
    }
    known = [percent(each).removesuffix(" %") for each in shares.values()]
    if found := re.fullmatch(r"\((.*), (.*)\)", words):
        point = [_number(each) for each in found.groups()]
        gaps = [math.hypot(*(np.subtract(point, minimum))) for minimum in shown.minima]
        assert min(gaps, default=0) < 1e-2, words
    assert words in rows or not words.isalpha()
    return [(words, each) for each in known]


@rule("plane", "text", r"(not finite|never close) N %")
def _(shown, text, words, share):
    code = PLANE_SHADES + (words == "not finite")
    return words, percent(float(np.mean(shown.image("plane_image") == code))).removesuffix(" %")


@rule("plane", "text", r"★ best …: E = N")
def _(shown, text, values, error):
    """The values are those at the star, and E is the end of a run that has them."""
    star = shown.explorer.source("plane_best")
    at = [float(star[name][0]) for name in ("x", "y")][: len(shown.axes)]
    numbers = [value_at(about, each) for about, each in zip(shown.axes, at, strict=True)]
    words = ", ".join(
        f"{about.symbol} {short(value)}" for about, value in zip(shown.axes, numbers, strict=True)
    )
    path = descend(shown.with_values(numbers), shown.surface, shown.experiment.start, shown.experiment.steps)
    return words, short(path.error[-1], 5)


@rule("plane", "text", r"good to 0\.1 % N %")
def _(shown, text, share):
    """The share of a grid of runs that remove all but a thousandth of what the best one removes."""
    error, before = shown.grid, shown.surface.value(*shown.experiment.start)
    least = np.nanmin(error)
    return (percent(float(np.mean(error <= least + 1e-3 * (before - least)))).removesuffix(" %"),)


@rule("plane", "text", r"≤ N(?: above N)? ≥ N(?: above N)?")
def _(shown, text, good, base, bad, other_base):
    """All runs as good as the best shade says have it, and all as bad as the worst says have that."""
    image, above = shown.image("plane_image").reshape(shown.grid.shape), shown.grid
    if base:
        above = above - _number(base)
    low, high = (_number(each) for each in (good, bad))
    assert set(np.unique(image[above < 0.95 * low])) <= {0}
    assert set(np.unique(image[above > 1.05 * high])) <= {PLANE_SHADES - 1}
    assert above[image == 0].max(initial=0) < 2 * low
    assert above[image == PLANE_SHADES - 1].min(initial=math.inf) > high / 2
    return good, base, bad, other_base


@rule("plane", "title", r"Error after N steps")
def _(shown, text, steps):
    return (count(shown.experiment.steps),)


@rule("plane", "text", r"(\S+) N(?: (\S+) N)? E N close at (?:N|–)")
def _(shown, text, first, x, second, y, error, close):
    """The tip names a run: E and the step are that run's."""
    said = [_number(each) for each in filter(None, (x, y))]
    path = descend(shown.with_values(said), shown.surface, shown.experiment.start, shown.experiment.steps)
    near = shown.close(path)
    return first, x, second, y, short(path.error[-1], 5), None if near is None else str(near)


@rule("sliders", "text", r"E ≤ N(?: above N)? to ≥ N(?: above N)? · lowest E at (\S+) = N(.*)")
def _(shown, text, good, base, bad, other_base, symbol, value, more):
    """No rate of a finer strip does better than the one that is named, but for nine digits."""
    rate = next(about for about in hypers(shown.experiment.active) if about.symbol == symbol)
    run, start, steps = shown.experiment.active, shown.experiment.start, shown.experiment.steps
    rates = np.geomspace(rate.low, rate.high, 60)
    ends = endpoints(replace(run, **{rate.name: rates}), shown.surface, *start, steps).error
    best = descend(replace(run, **{rate.name: _number(value)}), shown.surface, start, steps)
    before = shown.surface.value(*start)
    assert best.error[-1] <= np.nanmin(ends) + 1e-3 * (before - np.nanmin(ends))
    assert _number(good) < _number(bad)
    return good, base, bad, other_base, symbol, value, more


@rule("pairs_example", "figure", r"\(N, N\): N")
@rule("pairs_other_example", "figure", r"\(N, N\): N")
def _(shown, text, g1, g2, value):
    """The measure is that of the map at this place, as near as its pixels are."""
    name = text.part.removesuffix("_example")
    at = shown.numbers(text.part, "g1")[0], shown.numbers(text.part, "g2")[0]
    reach = shown.experiment.reach
    image = shown.image(f"{name}_image")
    side = math.isqrt(image.size)
    j, i = (int((each + reach) / (2 * reach) * side) for each in at)
    around = image.reshape(side, side)[max(0, i - 2) : i + 3, max(0, j - 2) : j + 3]
    number = _number(value)
    assert around.min() - 0.01 <= number <= around.max() + 0.01, (around, number)
    return short(at[0]), short(at[1]), value


@rule("pairs_words", "figure", "N")
@rule("pairs_other_words", "figure", "N")
def _(shown, text, level):
    """A level is one that the map has on both sides of it."""
    image = shown.image(text.part.replace("words", "image"))
    assert np.nanmin(image) <= _number(level) <= np.nanmax(image)
    return (level,)


@rule("pairs", "text", r"g₁ N g₂ N (.*)")
def _(shown, text, g1, g2, more):
    return g1, g2, more  # tests/words/test_pair_words.py holds what the server says of a pair


# Panels


@rule("curvature", "text", "…")
def _(shown, text, head):
    run = shown.experiment.active
    others = [
        f"{about.symbol} {short(getattr(run, about.name))}" for about in hypers(run) if about.name != "eta"
    ]
    return [(", ".join([run.title, *others]),), ("η stable below",)]


@rule(
    "curvature",
    "row",
    r"(start|w\(\d+\)|minimum(?: \d)?) \(([^|]*)\)"
    r" \| ([^|]*) \| ([^|]*), ([^|]*) \| ([^|]*) \| ([^|]*)(?: \| ([^|]*))?",
)
def _(shown, text, name, where, kind, high, low, condition, descent, bound):
    if name.startswith("minimum"):
        points = shown.minima
    else:
        t = 0 if name == "start" else shown.t
        assert name in ("start", f"w({t})")
        points = [(shown.columns["w1"][t], shown.columns["w2"][t])]
    rows = []
    for point in points:
        least, most = np.linalg.eigvalsh(shown.surface.hessian(*map(float, point)))
        run = shown.experiment.active
        words = "none" if least < 0 else None
        of_run = bound
        if run.stability_bound is not None and bound:
            of_run = words or short(run.stability_bound / most)
        sizes = sorted((abs(least), abs(most)))
        numbers = short(most), short(least), short(sizes[1] / sizes[0]), words or short(2 / most)
        rows.append((name, place(tuple(map(float, point)), shown.view)[1:-1], kind, *numbers, of_run))
    return rows


@rule("stability", "text", r"(.*)(?: goes from N to N| begins and ends at N) of the bound\.")
def _(shown, text, what, first, last, both):
    """The line that is drawn, over the bound that is drawn."""
    lines = [shown.explorer.source(f"stability_{name}")["value"] for name in ("sharpness", "bound")]
    begin, end = (short(lines[0][k] / lines[1][k], 3) for k in (0, -1))
    return what, first and begin, last and end, both and begin


def _above(shown):
    sharpness, bound = (shown.explorer.source(f"stability_{name}") for name in ("sharpness", "bound"))
    return sharpness["t"][sharpness["value"] > bound["value"]], shown.end


@rule("stability", "text", r"It is above from the first step, in N of N steps\.")
def _(shown, text, above, steps):
    found, end = _above(shown)
    assert found[0] == 1
    return count(found.size), count(end)


@rule("stability", "text", r"It crosses the bound at t = N and is above in N of N steps\.")
def _(shown, text, t, above, steps):
    found, end = _above(shown)
    assert shown.explorer.source("stability_crossing")["t"][0] == found[0]
    return str(int(found[0])), count(found.size), count(end)


@rule("stability", "text", r"E\(N\) = N(?:, E\(N\) = N)?\.")
def _(shown, text, t, error, later, error_later):
    return (
        t,
        short(shown.column("error", int(t)), 3),
        later,
        later and short(shown.column("error", int(later)), 3),
    )


@rule("stability", "text", r"The bound (?:is N|goes from N to N)\.")
def _(shown, text, bound, first, last):
    ends = [short(each) for each in shown.explorer.source("stability_bound")["value"][[0, -1]]]
    return (bound and ends[0], *(first and each for each in ends))


@rule("stability", "text", r"Theory: Cohen et al\., arXiv .*\.")
def _(shown, text):
    return ()


@rule("race", "row", r"(\d) \| … \| N \| (?:N|–) \| N % \| N runs, N steps \| (.*)")
def _(shown, text, number, name, error, close, share, runs, steps, remark):
    """A row is a run that is shown; the shares are those of the runs that were spent on it."""
    budget = shown.experiment.budget
    assert runs == str(budget)
    assert int(steps.replace(",", "")) <= budget * shown.experiment.steps
    assert any(percent(k / budget) == f"{share} %" for k in range(budget + 1))
    rows = []
    for run in shown.runs:
        symbols = [about for about in hypers(run.method) if f"{about.symbol} " in name]
        words = ", ".join(f"{about.symbol} {short(getattr(run.method, about.name))}" for about in symbols)
        figures = short(run.path.error[-1], 5), None if (at := shown.close(run.path)) is None else count(at)
        rows.append((number, f"{run.method.title} {words}", *figures, share, runs, steps, remark))
    return rows


@rule("race", "text", r"N runs of N steps for each, from \((.*)\)(, without noise)?\. .*")
def _(shown, text, runs, steps, start, noise):
    experiment = shown.experiment
    where = place(experiment.start, shown.view)[1:-1]
    return (
        str(experiment.budget),
        count(experiment.steps),
        where,
        ", without noise" if experiment.noise else None,
    )


@rule("race", "text", r"(\d) methods?")
def _(shown, text, number):
    return (str(len(shown.experiment.racers)),)


@rule(
    "race",
    "text",
    r"Places go by the final error; where it differs by less than 1e−9 of what .* steps to 1 %\.",
)
def _(shown, text):
    return ()  # that the rows are in this order is held by tests/browser/test_race.py


@rule(
    "noise",
    "text",
    r"N paths\.(?: Half of them end with an error up to N, a tenth up to N, and nine tenths up to N\.)?"
    r"(?: N ended early\.)?",
)
def _(shown, text, paths, middle, low, high, ended):
    """The errors are those at the ends that are drawn, and at the end of the run itself."""
    ends = shown.explorer.source("fan_ends")
    errors = sorted([*shown.surface.value(ends["w1"], ends["w2"]), shown.columns["error"][-1]])
    at = [short(errors[max(0, math.ceil(share * len(errors) - 1))], 3) for share in (0.5, 0.1, 0.9)]
    return str(len(errors)), *at, None
