"""Checks the page's words: each visible number is drawn, or is one that its part of the page may mention.

Words are not compared, so that they can be edited. A number may have few digits or many.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from app.contract import FARTHEST, MAX_FAN, MAX_SEED, MAX_STEPS
from app.experiment import Experiment
from app.look import BASIN_SHADES, PLANE_SHADES
from app.maps.planes import GOOD, left_of
from app.numerals import short
from app.runs.follow import runs_of
from app.url import from_query
from optimizers import descend, endpoints, hypers
from surfaces import Surface

_NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?(?:e−?\d+)?")
_NAMES = re.compile(r"[A-Za-zβλ∂][12](?![\d.])|log₁₀|3-D")
"""What has a digit and is no number: w1, β2, m1."""
_PROSE = ("lesson", "lessons", "formulas", "rule")
"""Parts whose numbers are text; tests/test_lessons.py and tests/words hold them."""
_CONSTANTS = (FARTHEST, MAX_FAN, MAX_SEED, MAX_STEPS, 1e-300, 1e300, 1e-9, -1.5, 0.1, 10.0, 100.0)
_PAPERS = (2103.00065, 2207.14484)
_DIGITS = (2, 3, 4, 5, 6, 9, 12)
_MISSING = re.compile(r"undefined|null|None|NaN|nan|\[object|⟨|⟩|\{|\}|  |\(\)")

_TEXTS = """() => {
    const clean = (text) => text.replace(/\\s+/g, " ").trim()
    const joined = (element) => {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        const found = []
        while (walker.nextNode()) {
            const { data, parentElement } = walker.currentNode
            if (data.trim() && parentElement.checkVisibility()) found.push(data.trim())
        }
        return clean(found.join(" "))
    }
    const found = []
    const say = (element, text) => {
        if (text) found.push([element.closest("[data-part]")?.dataset.part ?? "", clean(text)])
    }
    const look = (element) => {
        if (!element.checkVisibility() || element.matches("script, style, svg, option, .offers")) return
        say(element, element.title)
        const own = [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim())
        if (own || element.matches(".tip, .said, tbody tr, output, dialog li")) {
            say(element, joined(element))
            for (const each of element.querySelectorAll("[title]")) say(each, each.title)
        } else for (const child of element.children) look(child)
    }
    look(document.querySelector(".page"))
    return found
}"""
"""Each text in sight once, with its part of the page; of a row all cells.

What a button would set is not there yet; tests/proposals hold it.
"""


class Text(NamedTuple):
    """A text, and the part of the page in which it stands."""

    part: str
    text: str

    @property
    def numbers(self) -> list[float]:
        """Its numbers. Those of one digit are left out, as sentences contain them for other reasons."""
        found = _NUMBER.findall(_NAMES.sub("", self.text))
        return [_number(each) for each in found if len(each.strip("−,")) > 1]


def texts(explorer) -> list[Text]:
    return [Text(*each) for each in explorer.page.evaluate(_TEXTS)]


def mistakes(explorer) -> list[str]:
    """Return the page's numbers that are shown nowhere; empty if all is well."""
    shown, found = Shown(explorer), []
    said = texts(explorer)
    for part in {each.part for each in said} - set(_PROSE):
        facts = written([*shown.facts(), *shown.facts_of(part)])
        for each in (each for each in said if each.part == part):
            more = written(shown.facts_in(each))
            wrong = [number for number in each.numbers if number not in facts and number not in more]
            found += [f"{part}: “{each.text}” has {wrong}"] if wrong else []
    words = [each for each in said if each.part not in _PROSE]
    return found + [f"{part}: “{text}” misses a word" for part, text in words if _MISSING.search(text)]


def written(facts: Iterable[float]) -> set[float]:
    """Return the numbers as they are read, with few digits or many; formulas have them without signs."""
    finite = {float(each) for each in facts if each is not None and math.isfinite(each)}
    finite |= set(map(abs, finite))
    return {_number(short(each, digits)) for each in finite for digits in _DIGITS}


def _number(text: str) -> float:
    """Return a number as it is written, without digits beyond those that are compared."""
    return float(f"{float(text.replace('−', '-').replace(',', '')):.{_DIGITS[-1]}g}")


def _turns(path) -> int:
    """How often a path turns by more than a right angle, seen at the scale of its extent so far."""
    w = np.array([path.w1, path.w2]).T
    at, going, found = w[0], None, 0
    for t in range(1, len(w)):
        move = w[t] - at
        length = np.hypot(*move)
        if not length > 0.02 * np.ptp(w[: t + 1], axis=0).max():
            continue
        found += going is not None and float(move @ going) < 0
        going = move / length if going is None or float(move @ going) < 0 else going
        at = w[t]
    return found


class Shown:
    """What is drawn, and what the controls show."""

    def __init__(self, explorer):
        self.explorer = explorer
        self.experiment, notices = from_query(explorer.page.evaluate("() => location.search"))
        assert notices == []
        self.surface = Surface.parse(self.experiment.expression)
        self.columns = explorer.trajectory()
        self.t, self.end = int(explorer.source("time")["t"][0]), self.columns["t"].size - 1
        minima = explorer.source("known_minima")
        self.minima = list(zip(minima["w1"], minima["w2"], strict=True))
        self.runs = runs_of(self.surface, self.experiment, ())
        np.testing.assert_array_equal(self.runs[0].path.error, self.columns["error"])

    def facts(self) -> Iterator[float]:
        """Numbers that all parts may mention: the settings, and each run at its ends and at the cursor."""
        experiment = self.experiment
        yield from (*experiment.start, *experiment.view[0], *experiment.view[1], *map(abs, experiment.pins))
        yield from (experiment.steps, experiment.noise, experiment.seed, experiment.fan, experiment.reach)
        yield from (experiment.budget, self.t, self.t - 1, self.end, Experiment().steps, *_CONSTANTS)
        for axis in "xy":
            yield from self.explorer.range_of("surface", axis)
        for each in (*experiment.runs, *experiment.schedules):
            for about in hypers(each):
                yield from (getattr(each, about.name), about.default, about.least, about.most)
        for column in self.columns.values():
            yield from column[[0, max(0, self.t - 1), self.t, -1]]
        for run in self.runs:
            yield from (run.path.error[-1], run.path.w1[-1], run.path.w2[-1], run.path.t[-1])
            yield from [run.path.stopped.step] if run.path.stopped else []

    def facts_of(self, part: str) -> Iterator[float]:
        """Numbers that one part may mention besides."""
        yield from getattr(self, f"_of_{part}", tuple)()

    def facts_in(self, text: Text) -> Iterator[float]:
        """Numbers that follow from others in the same text."""
        numbers, experiment = text.numbers, self.experiment
        if text.part == "hover" and len(numbers) >= 2:  # E at the place that is named
            yield from (*numbers[:2], self.surface.value(*numbers[:2]))
        if text.part == "race":  # the steps of all runs; a run may end early
            yield from (each for each in numbers if each <= experiment.budget * experiment.steps)
        if text.part == "sliders" and len(numbers) in (3, 4) and all(map(self._is_best, numbers[2:])):
            yield from numbers

    def _is_best(self, rate):
        """Whether hardly any rate does better than one."""
        run, start, steps = self.experiment.active, self.experiment.start, self.experiment.steps
        (eta,) = (about for about in hypers(run) if about.name == "eta")
        if not eta.accepts(rate):
            return False
        rates = np.geomspace(eta.low, eta.high, 60)
        ends = endpoints(replace(run, eta=rates), self.surface, *start, steps).error
        best = descend(replace(run, eta=rate), self.surface, start, steps).error[-1]
        return best <= np.nanmin(ends) + 1e-3 * (self.surface.value(*start) - np.nanmin(ends))

    def _of_hover(self):
        for column in self.columns.values():
            yield from column

    def _of_time(self):
        """The scales of the arrows, and what is next to nothing with one digit.

        tests/browser/test_time.py checks the arrows themselves.
        """
        yield from (
            float(short(self.columns[name][self.t], 1).replace("−", "-")) for name in ("error", "w1", "w2")
        )
        yield from (k * 10.0**power for power in range(-30, 31) for k in (1, 2, 5))

    def _of_sentence(self):
        if self.experiment.tab == "plane":
            yield from self._of_best_on_plane()
        for run in self.runs:
            yield from self._distances(run.path)
        yield from (each for minimum in self.minima for each in minimum)
        yield from range(_turns(self.runs[0].path) + 1)

    def _of_status(self):
        run, start = self.experiment.active, self.experiment.start
        sharpness = float(np.linalg.eigvalsh(self.surface.hessian(*start))[-1])
        yield sharpness
        if run.stability_bound is not None and sharpness:
            yield from (run.stability_bound / sharpness, run.eta * sharpness / run.stability_bound)

    def _of_runs(self):
        for run in self.runs:
            yield from self._distances(run.path)

    def _of_race(self):
        yield from self._of_runs()
        yield from (100 * k / self.experiment.budget for k in range(self.experiment.budget + 1))

    def _distances(self, path):
        """How far a run ends from a minimum, and after which step it stays within 1 % of the way."""
        w = np.array([path.w1, path.w2])
        targets = np.array(self.minima or [w[:, -1]])
        target = targets[np.argmin(np.hypot(*(targets - w[:, -1]).T))]
        far = np.hypot(*(w - target[:, None]))
        outside = np.flatnonzero(far > 0.01 * far[0])
        yield from (far[-1], 0 if outside.size == 0 else outside[-1] + 1)

    def _of_step(self):
        yield from map(float, re.findall(r"\d+(?:\.\d+)?", getattr(self.experiment.active, "text", "")))
        for column in self.columns.values():
            yield from column[max(0, self.t - 1) : self.t + 1]
        for k in "12":
            if f"noise{k}" in self.columns:
                yield from self.columns[f"g{k}"] - self.columns[f"noise{k}"]
            for name, beta in (("m", "beta1"), ("s", "beta2")):
                if hasattr(self.experiment.active, beta) and self.t:
                    share = 1 - getattr(self.experiment.active, beta) ** self.t
                    yield self.columns[f"{name}{k}"][self.t] / share

    def _of_basins(self):
        yield from self._shares("basins", BASIN_SHADES)
        for minimum in self.minima:
            yield from minimum

    def _of_plane(self):
        image = self._image("plane_image")
        yield from (100 * np.mean(image == PLANE_SHADES + k) for k in (0, 1, 2))
        yield from self._of_best_on_plane()

    def _of_best_on_plane(self):
        """The best run's values, its error, and that up to which runs are good."""
        star = self.explorer.source("plane_best")
        values = [float(star[name][0]) for name in ("x", "y")]
        yield from (*values, *(10**value for value in values))
        run, start = self.experiment.active, self.experiment.start
        for each in ({}, {"eta": float(f"{10 ** values[0]:.3e}")}):
            names = [name for name in ("alpha", "beta1") if each and hasattr(run, name)]
            best = replace(run, **each, **dict.fromkeys(names, values[1]))
            error = descend(best, self.surface, start, self.experiment.steps).error[-1]
            yield from (error, left_of(GOOD, error, self.surface.value(*start)))

    def _shares(self, source, shades):
        image = self._image(source) // shades
        _, counts = np.unique(image, return_counts=True)
        yield from 100 * counts / image.size

    def _image(self, source):
        read = "(source) => JSON.stringify(Array.from(model_of(source).data.image[0]))"
        return np.array(json.loads(self.explorer.page.evaluate(read, source)))

    def _of_curvature(self):
        run = self.experiment.active
        columns = self.columns
        points = [*self.minima, *((columns["w1"][t], columns["w2"][t]) for t in (0, self.t))]
        for point in points:
            least, most = np.linalg.eigvalsh(self.surface.hessian(*map(float, point)))
            yield from (
                *point,
                least,
                most,
                2 / most,
                max(abs(least), abs(most)) / min(abs(least), abs(most)),
            )
            yield from [] if run.stability_bound is None else [run.stability_bound / most]

    def _of_stability(self):
        sharpness, bound = (self.explorer.source(f"stability_{name}") for name in ("sharpness", "bound"))
        above = sharpness["t"][sharpness["value"] > bound["value"]]
        shares = sharpness["value"] / bound["value"]
        yield from (above.size, *above[:1], *shares[[0, -1]], *bound["value"][[0, -1]])
        yield from self.columns["error"]
        yield from (*self.columns["t"], *_PAPERS)

    def _of_noise(self):
        ends = self.explorer.source("fan_ends")
        yield ends["w1"].size + 1
        errors = sorted([*self.surface.value(ends["w1"], ends["w2"]), self.columns["error"][-1]])
        yield from (errors[max(0, math.ceil(share * len(errors) - 1))] for share in (0.5, 0.1, 0.9))

    def _of_traces(self):
        yield self.explorer.source("fan_ends")["w1"].size + 1

    def _of_left_out(self):
        yield from self.explorer.range_of("error", "y")
