"""Noise on the page: one path that is explained, a fan of others, and the same of both for the same link."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contract import MAX_FAN, MAX_RUNS, MAX_STEPS
from app.experiment import Experiment
from app.packing import pack
from app.runs.fan import FAN_STEPS, path_count
from app.runs.follow import runs_of
from app.runs.path import simulate
from app.url import from_query, to_query
from app.words.run_words import ended
from optimizers import OPTIMIZERS, descend, finished, gradient_noise
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
NOISY = dataclasses.replace(Experiment(), noise=5.0, seed=7, fan=6)
TWO = dataclasses.replace(NOISY.pinned().pinned().with_method("adam"), pins=(3, 1))
every_method = pytest.mark.parametrize("key", OPTIMIZERS)


def points(path):
    return np.array([path.w1, path.w2])


def told(experiment, surface=BOWL):
    """What the browser hears of the active run."""
    return runs_of(surface, experiment)[0].told


def lines(run):
    """The paths of a run's fan, as the browser hears of them."""
    fan = run["fan"]
    return [np.array(line) for line in zip(fan["w1"], fan["w2"], strict=True)]


def same_lines(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def oracle(experiment, run, index):
    """A path of the fan, without the page."""
    noise = gradient_noise(experiment.noise, experiment.seed, index, experiment.steps)
    return descend(run, BOWL, experiment.start, experiment.steps, noise)


# The path that is explained


@every_method
def test_without_noise_seed_and_fan_change_nothing(key):
    quiet = Experiment().with_method(key)
    (run,) = runs_of(BOWL, quiet.changed({"seed": 99, "fan": 30}))
    expected = descend(quiet.active, BOWL, quiet.start, quiet.steps)
    np.testing.assert_array_equal(points(run.path), points(expected))
    assert run.told["fan"] is None
    assert run.fan.lines == ()


@every_method
def test_path_0_is_the_trajectory_however_many_there_are(key):
    experiment = NOISY.with_method(key)
    expected = oracle(experiment, experiment.active, 0)
    for fan in (1, 2, 20):
        (run,) = runs_of(BOWL, experiment.changed({"fan": fan}))
        np.testing.assert_array_equal(points(run.path), points(expected))
        np.testing.assert_array_equal(run.told["columns"]["g1"], expected.g1)


def test_pinned_runs_meet_the_same_noise_as_the_active_one():
    active, twin = runs_of(BOWL, NOISY.pinned())
    np.testing.assert_array_equal(points(twin.path), points(active.path))
    same_lines(lines(twin.told), lines(active.told))
    paths = [run.path for run in runs_of(BOWL, NOISY.pinned().with_method("adam"))]
    active, pinned = (
        np.array([path.g1, path.g2]) - np.array(BOWL.gradient(path.w1, path.w2)) for path in paths
    )
    np.testing.assert_allclose(active, pinned, atol=1e-9)


def test_a_gradient_is_the_slope_plus_the_recorded_noise():
    columns = told(NOISY)["columns"]
    slope = np.array(BOWL.gradient(columns["w1"], columns["w2"]))
    noise = np.array([columns["noise1"], columns["noise2"]])
    np.testing.assert_allclose(slope + noise, [columns["g1"], columns["g2"]], rtol=1e-9, atol=1e-9)
    short = told(NOISY.changed({"values": {"eta": 0.5}}))["columns"]
    assert short["noise1"].size == short["noise2"].size == short["w1"].size < 301
    assert "noise1" not in told(Experiment())["columns"]


def test_a_gradient_that_noise_takes_beyond_all_numbers_is_named_as_the_reason():
    text = "1.7e308 w1 + w2"
    experiment = dataclasses.replace(
        NOISY, expression=text, start=(0.0, 0.0), noise=1e307, runs=(OPTIMIZERS["lion"](eta=1e-5),), fan=1
    )
    surface = Surface.parse(text)
    runs = [runs_of(surface, experiment.changed({"seed": seed}))[0] for seed in range(20)]
    found = {ended(run.path, surface) for run in runs}
    assert "No first step: the gradient is not a finite number at the start." in found
    assert any("the gradient is not a finite number there." in words for words in found)


# The fan


@given(st.integers(2, 12), st.integers(2, 12))
def test_a_path_does_not_depend_on_how_many_there_are(few, many):
    few, many = sorted([few, many])
    short = dataclasses.replace(NOISY, steps=30)
    found = [lines(told(short.changed({"fan": fan}))) for fan in (few, many)]
    assert len(found[1]) == many - 1
    same_lines(found[0], found[1][: few - 1])


def test_the_same_link_gives_the_same_fans():
    one, other = (runs_of(BOWL, from_query(to_query(TWO))[0]) for _ in range(2))
    for first, second, again in zip(one, other, runs_of(BOWL, TWO), strict=True):
        same_lines(lines(first.told), lines(second.told))
        same_lines(lines(first.told), lines(again.told))
        assert pack(first.told) == pack(second.told)


def test_another_seed_gives_another_fan_and_another_level_a_wider_one():
    at_rest = dataclasses.replace(NOISY, start=(0.0, 0.0))  # in the minimum, where all is noise
    once, other, twice = (lines(told(at_rest.changed(change))) for change in ({}, {"seed": 8}, {"noise": 10}))
    assert not any(np.array_equal(a, b) for a, b in zip(once, other, strict=True))
    np.testing.assert_allclose(twice, 2 * np.array(once), rtol=1e-9)  # momentum on a bowl is linear


def test_a_long_fan_has_fewer_points_from_start_to_end():
    long = dataclasses.replace(NOISY, steps=4000, fan=3)
    for k, line in enumerate(lines(told(long)), 1):
        whole = points(oracle(long, long.active, k))
        assert 300 < line.shape[1] <= 501
        np.testing.assert_array_equal(line[:, [0, -1]], whole[:, [0, -1]])
        assert {tuple(point) for point in line.T} <= {tuple(point) for point in whole.T}


def test_fans_can_be_sent():
    heads, buffer = pack([run.told for run in runs_of(BOWL, TWO)])
    assert [len(head["fan"]["w1"]) for head in heads] == [5, 5, 5]
    json.dumps(heads, allow_nan=False)
    assert np.isfinite(np.frombuffer(buffer)).all()


@given(st.integers(1, MAX_STEPS), st.integers(1, MAX_FAN), st.integers(1, MAX_RUNS))
def test_fans_are_bounded_and_never_vanish(steps, fan, runs):
    experiment = dataclasses.replace(NOISY, steps=steps, fan=fan, runs=NOISY.runs * runs)
    count = path_count(experiment)
    assert min(fan, 2) <= count <= fan
    assert (count - 1) * steps * runs <= max(FAN_STEPS, steps * runs)
    assert count == fan or count * steps * runs > FAN_STEPS
    assert path_count(dataclasses.replace(experiment, noise=0.0)) == 1


# Fans of pinned runs


def test_pinned_runs_have_fans_of_their_own():
    for run, method in zip(runs_of(BOWL, TWO), TWO.runs, strict=True):
        same_lines(lines(run.told), [points(oracle(TWO, method, k)) for k in range(1, 6)])


def test_a_drag_of_the_active_run_leaves_the_pinned_fans_alone():
    before = runs_of(BOWL, TWO)
    after = runs_of(BOWL, TWO.changed({"values": {"eta": 0.002}}), before)
    assert all(one is other for one, other in zip(after[1:], before[1:], strict=True))
    assert after[0].fan is not before[0].fan
    assert runs_of(BOWL, dataclasses.replace(TWO, view=((-5.0, 5.0), (-5.0, 5.0))), before) == before
    for change in ({"noise": 4}, {"seed": 8}, {"fan": 4}, {"start": [1, 1]}, {"steps": 9}):
        assert not set(runs_of(BOWL, TWO.changed(change), before)) & set(before)


def test_without_noise_the_fan_is_gone():
    before = runs_of(BOWL, NOISY)
    (away,) = runs_of(BOWL, NOISY.changed({"noise": 0}), before)
    assert away.told["fan"] is None


# What the page says of a fan


def test_the_summary_of_a_fan_counts_paths_and_has_quantiles_of_the_error():
    experiment = NOISY.changed({"fan": 21})
    found = told(experiment)["fan"]
    errors = sorted(oracle(experiment, experiment.active, k).error[-1] for k in range(21))
    assert (found["paths"], found["ended"]) == (21, 0)
    assert found["error"] == [errors[2], errors[10], errors[18]]


def test_paths_that_end_early_are_counted_and_have_no_say_in_the_error():
    surface = Surface.parse("w1 - log(w1) + w2^2")
    experiment = dataclasses.replace(
        Experiment(),
        expression=surface.text,
        start=(1.0, 0.0),
        steps=200,
        runs=(OPTIMIZERS["gradient-descent"](eta=0.1),),
        noise=4.0,
        fan=20,
    )
    paths = [finished(simulate(experiment.active, surface, experiment, k)) for k in range(20)]
    ended = sum(path.stopped is not None for path in paths)
    assert 0 < ended < 20
    found = told(experiment, surface)["fan"]
    assert (found["paths"], found["ended"]) == (20, ended)
    assert found["error"][1] in [path.error[-1] for path in paths if path.stopped is None]
    nowhere = told(dataclasses.replace(experiment, start=(-1.0, 0.0)), surface)["fan"]
    assert (nowhere["paths"], nowhere["ended"], nowhere["error"]) == (20, 20, None)


@pytest.mark.parametrize("text", ["1e307 w1^2 - 1e307 w2^2", "log(w1 w2)", "1e-300 w1", "5"])
@pytest.mark.parametrize("noise", [1e-300, 1.0, 1e300])
def test_the_summary_of_any_fan_is_made_of_numbers(text, noise):
    experiment = dataclasses.replace(NOISY, expression=text, start=(1.0, 1.5), noise=noise, steps=20)
    found = told(experiment, Surface.parse(text))["fan"]
    assert 0 <= found["ended"] <= found["paths"] == 6
    assert (found["error"] is None) == (found["ended"] == 6)
    assert np.isfinite(found["error"] or [0]).all()
