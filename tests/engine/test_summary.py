"""The browser describes a run that it computes as the server does, in words and figures."""

import dataclasses
import re
from dataclasses import replace

import numpy as np
import pytest
from rules_by_hand import RULES

from app.experiment import Experiment
from app.rules import parse_rule
from app.rules.gallery import EXAMPLES
from app.runs.fan import path_count
from app.runs.follow import runs_of
from app.words.run_words import ended, told_run, values
from optimizers import OPTIMIZERS, SCHEDULES, batches, gradient_noise, instructions, schedule_instructions
from surfaces import GALLERY, PLAIN, Surface

every_method = pytest.mark.parametrize("key", OPTIMIZERS)
SURFACES = GALLERY | PLAIN
EXACT = [name for name, surface in SURFACES.items() if not re.search(r"[a-v]", surface.text)]
"""Surfaces of sums, products and powers, which both compute alike; test_agreement.py has the others."""


def experiment_of(key, text, start=None, noise=0.0, **values):
    surface = SURFACES[text] if text in SURFACES else Surface.parse(text)
    suggested = {} if values else surface.suggested.get(key, {})
    run = OPTIMIZERS[key](**(suggested | values))
    settings = {"expression": surface.text, "start": start or surface.start, "noise": noise, "fan": 6}
    return surface, dataclasses.replace(Experiment(), runs=(run,), **settings)


def asked(surface, experiment):
    schedule = experiment.applied
    return {
        "schedule": schedule and {"code": schedule_instructions(type(schedule)), "values": vars(schedule)},
        "rule": instructions(type(experiment.active)),
        "surface": surface.instructions,
        "values": vars(experiment.active),
        "start": experiment.start,
        "steps": experiment.steps,
        "noise": experiment.noise,
        "normals": normals(experiment),
        "batches": orders(surface, experiment),
        "table": surface.data and dict(zip(("names", "columns"), told_columns(surface.data), strict=True)),
    }


def told_columns(table):
    return list(table.names), [np.array(column) for column in table.columns]


def orders(surface, experiment):
    """Return the order of the rows for each path, from the first step to that beyond the last."""
    size, count = experiment.batch, experiment.steps + 1
    if not size:
        return None
    paths = range(path_count(experiment, size))
    each = [batches(surface.rows, size, count, experiment.seed, path).ravel() for path in paths]
    return [{"order": order, "size": size} for order in each]


def normals(experiment):
    if experiment.noise == 0:
        return None
    paths = range(path_count(experiment))
    return [gradient_noise(1.0, experiment.seed, path, experiment.steps).ravel() for path in paths]


def ending(surface, experiment):
    (run,) = runs_of(surface, experiment)
    return ended(run.path, surface)


def check(engine, cases):
    """Compare all that both say of a run, except its conditions, which the browser knows."""
    found = engine.many("summary.js", "told_run", [[asked(*case)] for case in cases])
    for told, (surface, experiment) in zip(found, cases, strict=True):
        (run,) = runs_of(surface, experiment)
        expected = {name: part for name, part in told_run(run, surface).items() if name != "of"}
        case = f"{run.path.t.size} rows of {experiment.active} on {surface.text}"
        assert set(told) == set(expected), case
        assert list(told["columns"]) == list(expected["columns"]), case
        for name in told:
            same(told[name], expected[name], f"{name}, {case}")


def same(found, expected, what):
    if isinstance(expected, dict):
        assert set(found) == set(expected), what
        for name in expected:
            same(found[name], expected[name], f"{name} of {what}")
    elif isinstance(expected, list) and expected and isinstance(expected[0], np.ndarray):
        for one, other in zip(found, expected, strict=True):
            same(one, other, what)
    elif isinstance(expected, np.ndarray | list | float):
        size = 1 + np.fmax.reduce(np.abs(expected), axis=None, initial=0.0) if np.size(expected) else 1
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9 * min(size, 1e300), err_msg=what)
    else:
        assert found == expected, what


@every_method
def test_summaries_of_every_method_agree(engine, key):
    assert len(EXACT) > 8
    check(engine, [experiment_of(key, name) for name in EXACT])


@every_method
def test_with_noise_and_a_fan(engine, key):
    names = ["bowl", "rosenbrock", "beale", "plateau"]
    noises = (1e-3, 0.3, 1e-3)[list(OPTIMIZERS).index(key) % 2 :]
    check(engine, [experiment_of(key, names[k], noise=noises[k % 2]) for k in range(4)])


@pytest.mark.parametrize("paths", [1, 2, 3])
def test_with_few_noisy_paths(engine, paths):
    surface, experiment = experiment_of("momentum", "bowl", noise=0.3)
    check(engine, [(surface, dataclasses.replace(experiment, fan=paths))])


TABLE = {
    "x": [0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0, 0.75],
    "y": [1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5, 1.25],
}


@every_method
def test_with_batches_alone_and_with_noise_on_top(engine, key):
    surface = Surface.parse("mean((w1 x + w2 - y)^2) + 0.01 w1^4 w2^2", TABLE)
    settings = {"expression": surface.text, "start": (-1.0, 2.0), "fan": 3, "seed": 7}
    run = replace(Experiment(), runs=(OPTIMIZERS[key](),), **settings)
    noises = (0.0, 0.1, 0.0, 0.1)[list(OPTIMIZERS).index(key) % 2 :]
    given = zip((1, 3, 7), noises, strict=False)
    check(engine, [(surface, replace(run, batches=(size,), noise=noise)) for size, noise in given])


def test_with_batches_both_compute_the_same_bits(engine):
    surface = Surface.parse("mean((w1 x + w2 - y)^2)", TABLE)
    settings = {"expression": surface.text, "start": (-1.0, 2.0), "batches": (3,), "seed": 7, "fan": 1}
    for key, rates in (("adam", {"eta": 0.05}), ("momentum", {"eta": 0.01, "alpha": 0.9})):
        experiment = replace(Experiment(), runs=(OPTIMIZERS[key](**rates),), **settings)
        (found,) = engine.many("summary.js", "told_run", [[asked(surface, experiment)]])
        (run,) = runs_of(surface, experiment)
        for name, column in run.told["columns"].items():
            np.testing.assert_array_equal(found["columns"][name], column, err_msg=f"{name} of {key}")


@every_method
def test_with_a_schedule(engine, key):
    schedules = [schedule() for schedule in SCHEDULES.values()] + [SCHEDULES["constant"](warm_up=30.0)]
    surface, noisy = experiment_of(key, "rosenbrock", noise=0.1)
    quiet = dataclasses.replace(noisy, noise=0.0)
    check(
        engine,
        [
            (surface, dataclasses.replace((quiet, noisy)[k % 2], schedules=(schedule,)))
            for k, schedule in enumerate(schedules, list(OPTIMIZERS).index(key))
        ],
    )


ENDS = [
    ("gradient-descent", "3 w1^2 + 10 w2^2", (-15.0, 20.0), {"eta": 0.2}),  # E overflows
    ("momentum", "log(w1)", (-1.0, 0.0), {}),  # no E at the start
    ("momentum", "sqrt(w1)", (0.0, 0.0), {}),  # no slope there
    ("momentum", "exp(w1)", (1e3, 0.0), {}),  # E overflows there
    ("gradient-descent", "sqrt(w1) + w2^2", (0.05, 1.0), {"eta": 0.1}),  # leaves the domain
    ("gradient-descent", "w1^4 + w2^4", (4.0, 3.0), {"eta": 0.5}),
    ("gradient-descent", "w1^2 - w2^2", (1.0, 1.0), {"eta": 10.0}),
    ("gradient-descent", "exp(w1 w2) + w1", (3.0, 3.0), {"eta": 1e5}),
    ("gradient-descent", "exp(w1^2) w2", (9.0, 9.0), {"eta": 1e300}),  # w overflows
    ("adam", "1/w1 + w2", (0.3, 0.0), {"eta": 0.1}),
    ("rprop", "sqrt(w1) + sqrt(w2)", (0.5, 0.7), {"eta": 0.5}),
    ("supersab", "w1^4 - w2^4", (1.0, 1.0), {"eta": 1.0, "eta_max": 100.0}),
    ("lion", "log(w1) + w2", (0.1, 0.0), {"eta": 0.3}),
    ("momentum", "w2^2 sin(w1^70)", (1e4, 1e20), {}),  # a slope overflows
    ("momentum", "1/w1 + w1^-30", (1e-200, 0.0), {}),
    ("momentum", "log(w2) + atanh(w1)", (1.0, 0.0), {}),  # poles
]


@pytest.mark.parametrize("noise", [0.0, 0.2])
def test_runs_that_end_early_say_the_same(engine, noise):
    cases = [experiment_of(key, text, start, noise, **values) for key, text, start, values in ENDS]
    check(engine, cases)
    said = {ending(*case).partition(": ")[2] for case in cases}
    assert len(said) >= 4, said


def test_both_engines_know_every_reason(engine):
    rule = parse_rule("w = w - log(g)")()
    nowhere = dataclasses.replace(Experiment(), runs=(rule,), start=(-1.0, 1.0), fan=6)
    check(engine, [(SURFACES["bowl"], nowhere)])
    words = {ending(*experiment_of(key, text, at, **v)) for key, text, at, v in ENDS}
    words.add(ending(SURFACES["bowl"], nowhere))
    reasons = PLAIN["bowl"].instructions["reasons"].values()
    assert all(any(reason in ending for ending in words) for reason in reasons)


def test_noise_that_takes_the_gradient_beyond_all_numbers(engine):
    check(engine, [experiment_of("rprop", "1.7e308 w1 + w2", (0.0, 0.0), 1e307, eta=1e-5)])


@every_method
def test_moments_tend_to_the_same_limits(engine, key):
    slopes = [(7.0, -1.0), (0.0, 0.0), (1e-9, 1e9)]
    check(engine, [experiment_of(key, f"{a!r} w1 + {b!r} w2", (1.0, 1.0)) for a, b in slopes])
    edges = {"alpha": 1.0} if "alpha" in OPTIMIZERS[key].__dataclass_fields__ else {}
    check(engine, [experiment_of(key, "7 w1 - w2", (1.0, 1.0), **edges)])


@pytest.mark.parametrize("steps", [1, 2, 499, 500, 501, 777, 4000])
def test_long_fans_keep_the_same_points(engine, steps):
    surface, experiment = experiment_of("momentum", "bowl", noise=2.0)
    check(engine, [(surface, dataclasses.replace(experiment, steps=steps))])


def test_many_of_the_runs_that_are_compared_come_close():
    cases = [experiment_of(key, name) for key in ("momentum", "adam", "rprop") for name in EXACT]
    reached = [run.told["close"] for case in cases for run in runs_of(*case)]
    assert sum(close is not None for close in reached) > 10


@every_method
def test_values_are_written_alike(engine, key):
    rule = instructions(OPTIMIZERS[key])
    for number in (0.1, 1e-8, 0.999, 12345.6789, 1 / 3, 1e21, 5e-324):
        run = OPTIMIZERS[key](**dict.fromkeys(rule["symbols"], number))
        assert engine("summary.js", "values_in_words", rule, vars(run)) == values(run)


TYPED = {
    **{rule.__name__: text for rule, text, _ in RULES},
    **{key: example.text for key, example in EXAMPLES.items()},
    "functions of g": "a = sin(g) + cos(g) + asin(sin(g)) + acos(cos(g)) + atan(g) + atan2(g, t) + tanh(g)\n"
    "b = cbrt(g) + asinh(g) + atanh(tanh(g/1e3)) + ceil(g) + hypot(g, t, 3) + mod(g, 5)\n"
    "w = w - η (g + (a + b)/1e3) - sign(g) max(1e-4, min(g, 1))^2/1e6 + abs(g)^0.5/1e6",
    "functions of t": "a = tan(t/100) + sinh(t/1e3) + cosh(t/1e3) + acosh(t) + log(t) + log10(t) + log2(t)\n"
    "b = log(t, 3) + exp(-t) + floor(t/7) + t % 3 + 2^t^-1; w = w - η g (a + b)/1e2",
    "comparisons": "a = if(g <= 3, if(t != 4, 1, 0.5), if(t >= 9, if(g == 7, 2, 0.9), if(1 < t, 0.8, 0.7)))\n"
    "w = w - η g a",
    "a state that is a number": "m = 0.5; s = t; v = s; w = w - η g m + v/1e4 - s/1e4",
}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_rule_is_followed_as_the_server_follows_it(engine, name):
    surface = PLAIN["bowl"]
    quiet = dataclasses.replace(Experiment(), runs=(parse_rule(TYPED[name])(),), steps=60)
    check(engine, [(surface, quiet), (surface, dataclasses.replace(quiet, noise=0.5, fan=3))])


@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        ("m = 0.9 m + g/t; w = w - η m", []),  # in step t it tends to 10 g/t
        ("m = 0.9 m + if(t < 9, 2, 1) g; w = w - η m", [0.01, -0.02]),
        ("m = 0.9 m + if(t < 10, 2, 1) g; w = w - η m", []),
    ],
)
def test_a_limit_needs_the_last_two_steps(engine, rule, limit):
    surface = Surface.parse("w1/1000 - w2/500")
    experiment = dataclasses.replace(
        Experiment(), expression=surface.text, runs=(parse_rule(rule)(),), steps=10
    )
    check(engine, [(surface, experiment)])
    (run,) = runs_of(surface, experiment)
    assert told_run(run, surface)["limits"].get("m", []) == pytest.approx(limit)
