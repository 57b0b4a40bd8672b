"""What is true of the runs of an experiment: each followed once, with words and figures that hold."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import close_at

from app.experiment import Experiment
from app.rules import parse_rule
from app.runs.follow import runs_of
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
every_method = pytest.mark.parametrize("key", OPTIMIZERS)
PINNED = dataclasses.replace(
    Experiment(),
    runs=(OPTIMIZERS["momentum"](), OPTIMIZERS["adam"](eta=0.5), OPTIMIZERS["gradient-descent"](eta=0.2)),
    pins=(3, 1),
)


@every_method
def test_the_columns_are_the_trajectory(key):
    experiment = Experiment().with_method(key)
    (run,) = runs_of(BOWL, experiment)
    path = descend(experiment.active, BOWL, experiment.start, experiment.steps)
    told = run.told["columns"]
    always = ("w1", "w2", "error", "g1", "g2")
    assert set(told) == {*always, *(f"{name}{i}" for name in path.state for i in (1, 2))}
    for name in always:
        np.testing.assert_array_equal(told[name], getattr(path, name))
    for name, moments in path.state.items():
        np.testing.assert_array_equal([told[f"{name}1"], told[f"{name}2"]], moments)
    assert {column.shape for column in told.values()} == {path.t.shape}


@pytest.mark.parametrize("key", [key for key, method in OPTIMIZERS.items() if method.judged_symbol])
def test_the_points_by_which_a_run_is_judged_are_told_beside_its_own(key):
    experiment = Experiment().with_method(key)
    (run,) = runs_of(BOWL, experiment)
    w1, w2, error = (run.told["judged"][name] for name in ("w1", "w2", "error"))
    for w, (x, _), own in (
        (w1, run.path.state["x"], run.path.w1[0]),
        (w2, run.path.state["x"][::-1], run.path.w2[0]),
    ):
        np.testing.assert_allclose(w, own + x, atol=1e-12)
    np.testing.assert_array_equal(error, [BOWL.value(*each) for each in zip(w1, w2, strict=True)])
    assert run.told["error"] == error[-1] != run.path.error[-1]


def test_a_state_called_noise_is_kept_apart_from_the_noise():
    quiet = dataclasses.replace(Experiment(), runs=(parse_rule("noise = t; w = w - η g")(),), steps=4)
    noisy = quiet.changed({"noise": 0.5})
    for experiment, there in ((quiet, False), (noisy, True)):
        (run,) = runs_of(BOWL, experiment)
        assert run.told["columns"]["noise_1"].tolist() == [0, 1, 2, 3, 4]
        assert ("noise1" in run.told["columns"]) == there


def test_pinned_runs_start_where_the_active_one_does():
    for run, method in zip(runs_of(BOWL, PINNED), PINNED.runs, strict=True):
        oracle = descend(method, BOWL, PINNED.start, PINNED.steps)
        np.testing.assert_array_equal(run.told["columns"]["w1"], oracle.w1)


def test_a_run_is_followed_again_only_if_it_would_go_another_way():
    before = runs_of(BOWL, PINNED)
    after = runs_of(BOWL, PINNED.changed({"values": {"eta": 0.002}}), before)
    assert after[0] is not before[0]
    assert after[1:] == before[1:]
    looks = {"view": [[-5, 5], [-5, 5]], "log_error": True, "cursor": 9, "pins": [-3, 1], "seed": 8}
    for change in ({name: value} for name, value in looks.items()):
        assert runs_of(BOWL, PINNED.changed(change), before) == before
    for change in ({"start": [1, 1]}, {"steps": 9}, {"noise": 4}):
        assert not set(runs_of(BOWL, PINNED.changed(change), before)) & set(before)
    assert runs_of(BOWL, PINNED.with_active(2), before) == (before[2], before[1], before[0])


@given(st.integers(0, 2))
def test_a_run_that_was_pinned_goes_on_as_it_is(place):
    before = runs_of(BOWL, PINNED)
    assert runs_of(BOWL, PINNED.pinned(), before) == (*before, before[0])
    if place:
        assert before[place] not in runs_of(BOWL, PINNED.without(place), before)


def test_runs_are_compared_by_the_figures_that_the_page_names():
    momentum, _, diverging = (run.told for run in runs_of(BOWL, PINNED))
    path = descend(OPTIMIZERS["momentum"](), BOWL, PINNED.start, PINNED.steps)
    far = np.hypot(path.w1, path.w2)
    assert momentum["error"] == path.error[-1]
    assert momentum["distance"] == pytest.approx(far[-1])
    assert (far[momentum["close"] :] < 0.25).all()
    assert far[momentum["close"] - 1] >= 0.25
    assert not momentum["growing"]
    assert diverging["growing"]
    assert diverging["close"] is None


def test_without_known_minima_a_run_has_no_distance_and_comes_close_to_its_own_end():
    surface = Surface.parse("w1^2 + 2 w2^2")
    (run,) = runs_of(surface, dataclasses.replace(Experiment(), expression=surface.text))
    assert run.told["distance"] is None
    assert 0 < run.told["close"] == close_at(run.path) < 300


def test_without_known_minima_a_run_that_ends_early_comes_close_to_nothing():
    surface = Surface.parse("log(w1) + w2^2")
    experiment = dataclasses.replace(Experiment(), expression=surface.text, start=(0.1, 1.0))
    (run,) = runs_of(surface, experiment)
    assert run.path.stopped is not None
    assert run.told["close"] is None


# Where moments tend to


def limits_of(text, run):
    experiment = dataclasses.replace(Experiment(), expression=text, runs=(run,), steps=2000)
    return runs_of(Surface.parse(text), experiment)[0]


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_the_limit_of_a_moment_is_right(key):
    method = OPTIMIZERS[key]
    run = limits_of(
        "7 w1 - w2", method(**dict.fromkeys({"beta2", "beta3"} & {*method.__dataclass_fields__}, 0.9))
    )
    for name, limit in run.told["limits"].items():
        np.testing.assert_allclose([moment[-1] for moment in run.path.state[name]], limit, rtol=1e-6)
    expected = {"rmsprop-momentum": [10, -10], "adopt": [1, -1], "adam": [7, -1]}
    assert run.told["limits"].get("m") == pytest.approx(expected.get(key, run.told["limits"].get("m")))


def test_moments_have_no_limit_where_the_gradient_changes_or_they_do_not_settle():
    assert limits_of("w1^2", OPTIMIZERS["momentum"]()).told["limits"] == {}
    assert limits_of("2 w1 - 3 w2", OPTIMIZERS["momentum"](alpha=1.0)).told["limits"] == {}
    assert limits_of("2 w1 - 3 w2", OPTIMIZERS["adagrad"]()).told["limits"] == {}
