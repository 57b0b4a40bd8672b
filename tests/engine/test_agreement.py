"""Two engines, one rule: what the browser computes of a run is what the server computes.

The same methods, surfaces, hyper-parameters, starts and noise go to both: every method on every other surface
of the gallery, and some on every accepted text of tests/expressions.tsv, and on some that have their moods.

- A step from the same state is the server's to the bit.
- E and ∇E at the same point are the server's within 1e-12 of the sum of their terms' magnitudes.
- A run of 300 steps ends at the same t for the same reason, and stays within 1e-9 of its extent, in at least
  94 of 100 cases. Each of the others comes apart on the server too, when what it computes is changed in the
  last place: its steps are so long that it leaps from slope to slope, or it rests where the slope turns.
"""

import functools
import json
import math
import zlib
from pathlib import Path

import instruction_reader
import numpy as np
import pytest

from optimizers import OPTIMIZERS, descend, gradient_noise, hypers, instructions
from surfaces import GALLERY, PLAIN, Surface

pytestmark = pytest.mark.long
STEPS = 300
ROWS = [line.split("\t") for line in (Path(__file__).parents[1] / "expressions.tsv").read_text().splitlines()]
TEXTS = [json.loads(row[2]) for row in ROWS if row[1:2] == ["accept"]]
TEXTS = [text if isinstance(text, str) else "".join(piece * count for piece, count in text) for text in TEXTS]
TEXTS += [
    "w1^4 + w2^4",  # soon overflows
    "1/(1 + exp(1000 w1)) + w2^2",  # overflows on the way to a finite value
    "sqrt(w1) + w2^2",  # has an edge without a slope
    "log(w1 w2)",
    "abs(w1) + max(w1, w2, 0.1) + sign(w2) + mod(w1, 2)",  # kinks and ties
    "1e300 w1^2 + 1e300 w2",  # finite numbers whose sum is not
    "atan2(w1, w2)",
    "tan(w1) + w2^2",  # poles
    "w1^-2 + w2^2",
    "hypot(w1, w2, w1 w2)",
    "log(1 + exp(-900 w1)) + 1/(1 + exp(800 w2))",  # exp would overflow
    "softplus(w1 w2) + huber(w1, 0.5) + relu(w2) sigmoid(w1) + logaddexp(900 w1, w2)",
]
CASES = [(key, name) for k, key in enumerate(OPTIMIZERS) for name in list(GALLERY)[k % 2 :: 2]]
CASES += [(key, text) for k, text in enumerate(TEXTS) for key in list(OPTIMIZERS)[k % 12 :: 12]]


@functools.cache
def surfaces():
    return GALLERY | PLAIN | {text: Surface.parse(text) for text in TEXTS}


class Case:
    """A run with random hyper-parameters and a random start, the same every time, and in a quarter noise."""

    def __init__(self, key, name):
        rng = np.random.default_rng(zlib.crc32(f"{key} {name}".encode()))
        values = {}
        for about in hypers(OPTIMIZERS[key]):
            low, high = about.low, about.high
            logs = rng.uniform(math.log10(low), math.log10(high)) if about.scale == "log" else None
            values[about.name] = float(rng.uniform(low, high) if logs is None else 10**logs)
        domain = surfaces()[name].domain if name in GALLERY else ((-4, 4), (-4, 4))
        self.name = f"{key} on {name}"
        self.run, self.surface = OPTIMIZERS[key](**values), surfaces()[name]
        self.start = [float(rng.uniform(*interval)) for interval in domain]
        self.noise = gradient_noise(0.3, 1, 0, STEPS) if rng.random() < 0.25 else None
        self.path = descend(self.run, self.surface, self.start, STEPS, self.noise)

    def asked(self):
        return {
            "rule": instructions(type(self.run)),
            "surface": self.surface.instructions,
            "table": told(self.surface.data),
            "values": vars(self.run),
            "start": self.start,
            "steps": STEPS,
            "noise": None
            if self.noise is None
            else dict(zip(("first", "second"), self.noise.T, strict=True)),
        }

    def told(self):
        stopped = self.path.stopped
        return {"columns": columns(self.path), "stopped": stopped and stopped._asdict()}

    def comes_apart_itself(self):
        """Whether the server's own run comes apart, too, when its results are changed in the last place."""
        for seed in range(20):
            path = descend(self.run, Shaken(self.surface, seed), self.start, STEPS, self.noise)
            stopped = path.stopped and path.stopped._asdict()
            if not agree(self.told(), {"columns": columns(path), "stopped": stopped}):
                return True
        return False


class Shaken:
    """A surface with w, E and ∇E changed in the last place at random, as another library would round."""

    def __init__(self, surface, seed):
        self.surface, self.rng = surface, np.random.default_rng(seed)

    def value_and_gradient(self, w1, w2):
        change = 1 + self.rng.integers(-1, 2, 5) * 2.0**-52
        with np.errstate(all="ignore"):
            found = self.surface.value_and_gradient(float(w1 * change[0]), float(w2 * change[1]))
            return tuple(map(float, found * change[2:]))


def told(table):
    """A table as the browser has it."""
    return table and {"names": table.names, "columns": table.columns}


def columns(path):
    found = {name: getattr(path, name) for name in ("w1", "w2", "error", "g1", "g2")}
    for name, (first, second) in path.state.items():
        found[f"{name}1"], found[f"{name}2"] = first, second
    return found


def extent_of(columns):
    """How far a run goes."""
    with np.errstate(all="ignore"):
        return max(np.ptp(columns["w1"]), np.ptp(columns["w2"]))


def distance(one, other, names):
    """The largest difference; numbers that are not finite are alike or infinitely far apart."""
    a, b = (np.array([each[name] for name in names]) for each in (one, other))
    alike = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(all="ignore"):
        return np.max(np.where(alike, 0.0, np.nan_to_num(np.abs(a - b), nan=np.inf)))


def agree(told, found):
    """Whether both end at the same t for the same reason, and are within 1e-9 of the extent on the way.

    w is measured by how far the run goes, all else by its largest number.
    """
    ends = [run["stopped"] and (run["stopped"]["step"], run["stopped"]["reason"]) for run in (told, found)]
    if ends[0] != ends[1]:
        return False
    one, other = told["columns"], found["columns"]
    assert list(one) == list(other)
    if len(one["w1"]) != len(other["w1"]):
        return False
    pairs = [("w1", "w2"), ("error",), ("g1", "g2")]
    pairs += [(f"{name[:-1]}1", f"{name[:-1]}2") for name in list(one)[5::2]]
    for names in pairs:
        size = np.fmax.reduce(np.abs([one[name] for name in names]), axis=None)
        apart = distance(one, other, names)
        if apart and not apart <= 1e-9 * (extent_of(one) if names[0] == "w1" else size):
            return False
    return True


@pytest.fixture(scope="module")
def cases():
    return [Case(*case) for case in CASES]


def test_whole_runs(engine, cases):
    others = []
    for begin in range(0, len(cases), 100):
        batch = cases[begin : begin + 100]
        found = engine.many("run.js", "simulate", [[case.asked()] for case in batch])
        others += [case for case, run in zip(batch, found, strict=True) if not agree(case.told(), run)]
    assert not [case.name for case in others if not case.comes_apart_itself()]
    assert len(others) <= 0.06 * len(cases)


def test_a_step_from_the_same_state_is_the_same_to_the_bit(engine, cases):
    asked, expected = [], []
    for case in cases:
        told, fields, last = columns(case.path), case.run.State._fields, case.path.t.size - 1
        for t, i in ((t, i) for t in sorted({1, 2, last // 3, last}) if 1 <= t <= last for i in "12"):
            step = {"rule": instructions(type(case.run)), "values": vars(case.run), "t": t}
            before = {name: told[f"{name}{i}"][t - 1] for name in fields}
            asked.append({**step, "w": told[f"w{i}"][t - 1], "g": told[f"g{i}"][t - 1], "state": before})
            after = {name: told[f"{name}{i}"][t] for name in fields}
            expected.append((case.name, t, {"w": told[f"w{i}"][t], "state": after}))
    found = engine.many("run.js", "stepped", [[each] for each in asked])
    assert len(found) > 4 * len(cases)
    for step, (name, t, after) in zip(found, expected, strict=True):
        np.testing.assert_equal(step, after, f"{name}, step {t}")


def test_an_error_and_its_slopes_at_the_same_point(engine):
    asked, expected = [], []
    rng = np.random.default_rng(3)
    for surface in (
        each for each in surfaces().values() if not each.data
    ):  # test_rows.py has those with data
        for scale in (1, 4, 4, 25, 1e3):
            point = (scale * rng.uniform(-1, 1, 2)).tolist()
            asked.append([surface.instructions, *point])
            expected.append((surface, point, surface.value_and_gradient(*point)))
    for found, (surface, point, told) in zip(
        engine.many("run.js", "evaluated", asked), expected, strict=True
    ):
        seen = [found[name] for name in ("error", "g1", "g2")]
        np.testing.assert_array_equal(np.isnan(seen), np.isnan(told))
        sizes = magnitudes(surface.instructions, *point)
        for number, exact, size in zip(seen, told, sizes, strict=True):
            assert math.isnan(exact) or abs(number - exact) <= 1e-12 * size, (surface.text, point)


def magnitudes(program, w1, w2):
    """For E and both slopes the sum of the magnitudes of their terms, with which rounding errors grow.

    Each number has a size: its own magnitude, and the sizes of what it is made of, as far as it depends on
    them.
    """
    values = instruction_reader.registers_of(program)
    values[program["weights"][0]], values[program["weights"][1]] = np.float64(w1), np.float64(w2)
    sizes = np.abs(values)
    share = 1e-7
    with np.errstate(all="ignore"):
        for name, to, operands in instruction_reader.rows(program["code"], program["operations"]):
            work = instruction_reader.OPERATIONS[name][1]
            numbers = [values[each] for each in operands]
            values[to] = np.float64(work(*numbers))
            sizes[to] = abs(values[to])
            for k, each in enumerate(operands):
                moved = [*numbers[:k], numbers[k] + share * sizes[each], *numbers[k + 1 :]]
                sizes[to] += abs(work(*moved) - values[to]) / share
    return [sizes[place] for place in program["results"]]
