"""Noise on the page: one path that is explained, a fan of others, and the same of both for the same link."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.experiment import MAX_FAN, MAX_RUNS, MAX_STEPS, Experiment
from app.look import PIN_SHADES
from app.runs.fan import FAN_STEPS, follow, path_count
from app.runs.scene import scene
from app.session.wire import pack
from app.url import from_query, to_query
from optimizers import OPTIMIZERS, descend, gradient_noise
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
NOISY = dataclasses.replace(Experiment(), noise=5.0, seed=7, fan=6)
TWO = dataclasses.replace(NOISY.pinned().pinned().with_method("adam"), pins=(3, 1))
every_method = pytest.mark.parametrize("key", OPTIMIZERS)


def points(path):
    return np.array([path.w1, path.w2])


def lines(source):
    return [np.array(line) for line in zip(source["w1"], source["w2"], strict=True)]


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
    drawn = scene(BOWL, quiet.changed({"seed": 99, "fan": 30}))
    expected = descend(quiet.active, BOWL, quiet.start, quiet.steps)
    np.testing.assert_array_equal(points(drawn.trajectory), points(expected))
    assert drawn.sources["fan"] == {"w1": [], "w2": []}
    assert drawn.status["runs"][0]["fan"] is None


@every_method
def test_path_0_is_the_trajectory_however_many_there_are(key):
    experiment = NOISY.with_method(key)
    expected = oracle(experiment, experiment.active, 0)
    for fan in (1, 2, 20):
        drawn = scene(BOWL, experiment.changed({"fan": fan}))
        np.testing.assert_array_equal(points(drawn.trajectory), points(expected))
        np.testing.assert_array_equal(drawn.sources["trajectory"]["g1"], expected.g1)


def test_pinned_runs_meet_the_same_noise_as_the_active_one():
    drawn = scene(BOWL, NOISY.pinned())
    (twin,) = drawn.pinned
    np.testing.assert_array_equal(points(twin), points(drawn.trajectory))
    same_lines(lines(drawn.sources["pin_fan"]), lines(drawn.sources["fan"]))
    changed = scene(BOWL, NOISY.pinned().with_method("adam"))
    slopes = [np.array(BOWL.gradient(path.w1, path.w2)) for path in (changed.trajectory, *changed.pinned)]
    active, pinned = (
        np.array([path.g1, path.g2]) - slope
        for path, slope in zip((changed.trajectory, *changed.pinned), slopes, strict=True)
    )
    np.testing.assert_allclose(active, pinned, atol=1e-9)


def test_what_of_a_gradient_is_noise_can_be_told():
    drawn = scene(BOWL, NOISY).sources["trajectory"]
    slope = np.array(BOWL.gradient(drawn["w1"], drawn["w2"]))
    noise = np.array([drawn["noise1"], drawn["noise2"]])
    np.testing.assert_allclose(slope + noise, [drawn["g1"], drawn["g2"]], rtol=1e-9, atol=1e-9)
    short = scene(BOWL, NOISY.changed({"values": {"eta": 0.5}})).sources["trajectory"]
    assert short["noise1"].size == short["t"].size < 301
    assert "noise1" not in scene(BOWL, Experiment()).sources["trajectory"]


def test_a_gradient_that_noise_takes_beyond_all_numbers_is_named_as_the_reason():
    text = "1.7e308 w1 + w2"
    experiment = dataclasses.replace(
        NOISY, expression=text, start=(0.0, 0.0), noise=1e307, runs=(OPTIMIZERS["lion"](eta=1e-5),), fan=1
    )
    found = {
        scene(Surface.parse(text), experiment.changed({"seed": seed})).status["runs"][0]["ended"]
        for seed in range(20)
    }
    assert "No first step: the gradient is not a finite number at the start." in found
    assert any("the gradient is not a finite number there." in words for words in found)


# The fan


def test_a_fan_is_the_other_paths():
    drawn = scene(BOWL, NOISY.changed({"fan": 6}))
    expected = [points(oracle(NOISY, NOISY.active, k)) for k in range(1, 6)]
    same_lines(lines(drawn.sources["fan"]), expected)
    ends = np.array([drawn.sources["fan_ends"][name] for name in ("w1", "w2")]).T
    np.testing.assert_array_equal(ends, [line[:, -1] for line in expected])


@given(st.integers(2, 12), st.integers(2, 12))
def test_a_path_does_not_depend_on_how_many_there_are(few, many):
    few, many = sorted([few, many])
    short = dataclasses.replace(NOISY, steps=30)
    found = [lines(scene(BOWL, short.changed({"fan": fan})).sources["fan"]) for fan in (few, many)]
    assert len(found[1]) == many - 1
    same_lines(found[0], found[1][: few - 1])


def test_the_same_link_gives_the_same_fan():
    one, other = (scene(BOWL, from_query(to_query(TWO))[0]) for _ in range(2))
    for name in ("fan", "pin_fan"):
        same_lines(lines(one.sources[name]), lines(other.sources[name]))
        same_lines(lines(one.sources[name]), lines(scene(BOWL, TWO).sources[name]))
    assert one.status == other.status


def test_another_seed_gives_another_fan_and_another_level_a_wider_one():
    at_rest = dataclasses.replace(NOISY, start=(0.0, 0.0))  # in the minimum, where all is noise
    once, other, twice = (
        lines(scene(BOWL, at_rest.changed(change)).sources["fan"])
        for change in ({}, {"seed": 8}, {"noise": 10})
    )
    assert not any(np.array_equal(a, b) for a, b in zip(once, other, strict=True))
    np.testing.assert_allclose(twice, 2 * np.array(once), rtol=1e-9)  # momentum on a bowl is linear


def test_a_fan_ends_at_the_edge_of_the_view():
    narrow = dataclasses.replace(NOISY, view=((-9.0, -2.0), (-3.0, 6.0)))
    sources = scene(BOWL, narrow).sources
    for w1, w2 in lines(sources["fan"]):
        there = np.isfinite(w1)
        assert there.any()
        assert ((w1[there] >= -9 - 1e-9) & (w1[there] <= -2 + 1e-9)).all()
        assert ((w2[there] >= -3 - 1e-9) & (w2[there] <= 6 + 1e-9)).all()
    assert sources["fan_ends"]["w1"].size == 0  # all of them end near (0, 0)
    away = scene(BOWL, dataclasses.replace(NOISY, view=((500.0, 510.0), (500.0, 510.0)))).sources
    assert [line.size for line in lines(away["fan"])] == [0] * 5


def test_a_long_fan_is_drawn_with_fewer_points_from_start_to_end():
    long = dataclasses.replace(NOISY, steps=4000, fan=3)
    found = lines(scene(BOWL, long).sources["fan"])
    for k, line in enumerate(found, 1):
        whole = points(oracle(long, long.active, k))
        assert 300 < line.shape[1] <= 501
        np.testing.assert_array_equal(line[:, [0, -1]], whole[:, [0, -1]])
        assert {tuple(point) for point in line.T} <= {tuple(point) for point in whole.T}


def test_a_fan_can_be_sent():
    places, buffer = pack(scene(BOWL, TWO).sources)
    assert len(places["fan"]["w1"]) == 5
    assert len(places["pin_fan"]["w1"]) == 10
    assert np.isfinite(buffer).all()


@given(st.integers(1, MAX_STEPS), st.integers(1, MAX_FAN), st.integers(1, MAX_RUNS))
def test_fans_are_bounded_and_never_vanish(steps, fan, runs):
    experiment = dataclasses.replace(NOISY, steps=steps, fan=fan, runs=NOISY.runs * runs)
    count = path_count(experiment)
    assert min(fan, 2) <= count <= fan
    assert (count - 1) * steps * runs <= max(FAN_STEPS, steps * runs)
    assert count == fan or count * steps * runs > FAN_STEPS
    assert path_count(dataclasses.replace(experiment, noise=0.0)) == 1


# Fans of pinned runs


def test_pinned_runs_have_fans_in_their_hues():
    source = scene(BOWL, TWO).sources["pin_fan"]
    expected = [points(oracle(TWO, run, k)) for run in TWO.runs[1:] for k in range(1, 6)]
    same_lines(lines(source), expected)
    assert (source["colour"] // PIN_SHADES + 1).tolist() == [3] * 5 + [1] * 5
    hidden = scene(BOWL, TWO.with_shown(1, False)).sources
    assert (hidden["pin_fan"]["colour"] // PIN_SHADES + 1).tolist() == [1] * 5
    assert hidden["pin_fan_ends"]["w1"].size == 5


def test_a_drag_of_the_active_run_leaves_the_pinned_fans_alone():
    before = scene(BOWL, TWO)
    after = scene(BOWL, TWO.changed({"values": {"eta": 0.002}}), before)
    assert all(one is other for one, other in zip(after.fans[1:], before.fans[1:], strict=True))
    assert after.fans[0] is not before.fans[0]
    assert not any(name.startswith("pin_") for name in after.sources)
    moved = scene(BOWL, dataclasses.replace(TWO, view=((-5.0, 5.0), (-5.0, 5.0))), before)
    assert moved.fans[0] is before.fans[0]
    for change in ({"noise": 4}, {"seed": 8}, {"fan": 4}, {"start": [1, 1]}, {"steps": 9}):
        assert "pin_fan" in scene(BOWL, TWO.changed(change), before).sources


def test_a_fan_is_taken_away_once():
    before = scene(BOWL, NOISY)
    away = scene(BOWL, NOISY.changed({"noise": 0}), before)
    assert away.sources["fan"] == {"w1": [], "w2": []}
    assert away.sources["fan_ends"]["w1"].size == 0
    assert "fan" not in scene(BOWL, NOISY.changed({"noise": 0, "steps": 20}), away).sources


# What the page says of a fan


def test_a_fan_is_summed_up_by_what_its_paths_have_come_to():
    experiment = NOISY.changed({"fan": 21})
    found = scene(BOWL, experiment).status["runs"][0]["fan"]
    errors = sorted(oracle(experiment, experiment.active, k).error[-1] for k in range(21))
    assert found == {"paths": 21, "ended": 0, "error": [errors[2], errors[10], errors[18]]}


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
    paths = [follow(experiment.active, surface, experiment, k) for k in range(20)]
    ended = sum(path.stopped is not None for path in paths)
    assert 0 < ended < 20
    found = scene(surface, experiment).status["runs"][0]["fan"]
    assert (found["paths"], found["ended"]) == (20, ended)
    assert found["error"][1] in [path.error[-1] for path in paths if path.stopped is None]
    nowhere = scene(surface, dataclasses.replace(experiment, start=(-1.0, 0.0))).status["runs"][0]["fan"]
    assert nowhere == {"paths": 20, "ended": 20, "error": None}


@pytest.mark.parametrize("text", ["1e307 w1^2 - 1e307 w2^2", "log(w1 w2)", "1e-300 w1", "5"])
@pytest.mark.parametrize("noise", [1e-300, 1.0, 1e300])
def test_the_summary_of_any_fan_is_made_of_numbers(text, noise):
    experiment = dataclasses.replace(NOISY, expression=text, start=(1.0, 1.5), noise=noise, steps=20)
    found = scene(Surface.parse(text), experiment).status["runs"][0]["fan"]
    assert 0 <= found["ended"] <= found["paths"] == 6
    assert (found["error"] is None) == (found["ended"] == 6)
    assert np.isfinite(found["error"] or [0]).all()
