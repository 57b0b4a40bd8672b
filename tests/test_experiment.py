"""What a browser sends is not trusted, and an experiment never changes: it is replaced."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies_page import experiments

from app.contract import FARTHEST, MAX_FAN, MAX_SEED, MAX_STEPS
from app.experiment import SETTINGS, Experiment, proposed_run
from app.lineup import ALL_ROWS, STEADY, in_lineup, told_schedule
from app.rules import RuleError, parse_rule
from app.settings import legal_view
from optimizers import OPTIMIZERS, SCHEDULES, hypers
from surfaces import GALLERY

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
changes = (
    json
    | st.dictionaries(st.sampled_from(["values", "lineup", *Experiment.__dataclass_fields__]), json)
    | st.builds(
        lambda values: {"values": values}, st.dictionaries(st.sampled_from(["eta", "alpha", "beta"]), json)
    )
)


@given(changes)
def test_nothing_that_is_sent_makes_an_illegal_experiment(change):
    experiment = Experiment().changed(change)
    assert isinstance(experiment.steps, int)
    assert 1 <= experiment.steps <= MAX_STEPS
    assert all(isinstance(w, float) and math.isfinite(w) and abs(w) <= FARTHEST for w in experiment.start)
    assert 0 < experiment.active.eta < math.inf
    assert 0 <= experiment.active.alpha <= 1
    assert isinstance(experiment.log_error, bool)
    assert isinstance(experiment.cursor, int)
    assert 0 <= experiment.cursor <= MAX_STEPS
    assert isinstance(experiment.noise, float)
    assert 0 <= experiment.noise < math.inf
    assert isinstance(experiment.seed, int)
    assert 0 <= experiment.seed <= MAX_SEED
    assert isinstance(experiment.fan, int)
    assert 1 <= experiment.fan <= MAX_FAN
    assert legal_view(experiment.view) == experiment.view
    assert experiment.pins == ()


@given(experiments, experiments)
def test_the_browsers_form_of_an_experiment_restores_it(experiment, other):
    said = {name: listed(getattr(experiment, name)) for name in SETTINGS}
    said["lineup"] = list(map(in_lineup, experiment.runs, experiment.schedules, experiment.batches))
    made = replace(other, expression=experiment.expression, lesson=experiment.lesson).changed(said)
    assert made == experiment


method = st.sampled_from([*OPTIMIZERS, "nosuch"])
run = st.fixed_dictionaries({"method": method | json, "values": json, "schedule": json}) | json


@given(st.lists(run, max_size=12) | json)
def test_a_lineup_from_outside_replaces_all_runs_or_none(lineup):
    before = Experiment().pinned()
    after = before.changed({"lineup": lineup})
    good = isinstance(lineup, list) and 0 < len(lineup) <= 9
    good = good and all(
        isinstance(each, dict)
        and isinstance(each.get("method"), str)
        and each["method"] in OPTIMIZERS
        and isinstance(each.get("values"), dict)
        for each in lineup
    )
    keys = [each["method"] for each in lineup] if good else [run.key for run in before.runs]
    assert [run.key for run in after.runs] == keys
    assert after.pins == tuple(range(1, len(keys)))


def listed(value):
    """A value as JSON has it."""
    return list(map(listed, value)) if isinstance(value, tuple) else value


def test_a_change_applies_what_is_legal_and_leaves_out_the_rest():
    experiment = Experiment().changed(
        {"values": {"eta": 0.0137, "alpha": 2}, "steps": 5, "start": [1, math.nan]}
    )
    assert experiment.active == OPTIMIZERS["momentum"](eta=0.0137, alpha=0.9)
    assert experiment.steps == 5
    assert experiment.start == Experiment().start


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        *(("hidden", wrong) for wrong in ({"m1": 1}, [["m1"]], "m1", [3])),
        *(("camera", wrong) for wrong in ({}, "", [1], [1, "2"])),
        *(("axes", wrong) for wrong in ({"eta": 1, "alpha": 2}, ["eta", 3], "ab", ["eta"])),
        *(("start", wrong) for wrong in ({"1": 1, "2": 2}, [True, 1], [1, "2"], "12", 12)),
        *(("view", wrong) for wrong in ({"a": [0, 1], "b": [0, 1]}, [[0, 1]], [[0, 1], [0, 1], [0, 1]], 3)),
        *(("steps", wrong) for wrong in (True, "5", 10**400, [5], math.nan)),
        *(("tab", wrong) for wrong in (["plane"], 1, "", {})),
        *(("tune", wrong) for wrong in (1, "on")),
        *(("budget", wrong) for wrong in ("64", [64], 64.5, True)),
    ],
)
def test_a_setting_of_another_kind_is_left_out(name, wrong):
    experiment = replace(Experiment(), camera=(30.0, 40.0), hidden=("m2",))
    assert experiment.changed({name: wrong, "seed": 5}) == replace(experiment, seed=5)


def test_a_schedule_belongs_to_a_run_and_goes_with_it():
    cosine = SCHEDULES["cosine"](warm_up=20.0)
    told = {"key": "cosine", "warm_up": 20, "floor": 0}
    experiment = Experiment().changed({"schedule": told})
    assert (experiment.schedule, experiment.applied) == (cosine, cosine)
    pinned = experiment.pinned().changed({"schedule": {"key": "step", "gamma": 0.25, "period": 0}})
    step = SCHEDULES["step"](gamma=0.25)
    assert pinned.schedules == (step, cosine)
    assert pinned.with_active(1).schedules == (cosine, step)
    assert pinned.without(1).schedules == (step,)
    assert pinned.pinned().without(1).schedules == (step, step)
    assert pinned.pinned().without(2).schedules == (step, cosine)
    assert pinned.with_method("adam").schedule == step
    assert pinned.with_rule("w = w - η g").schedule == step
    assert pinned.changed({"lineup": [in_lineup(pinned.active)]}).schedules == (STEADY,)
    for wrong in (None, "cosine", {}, {"key": "nosuch"}, {"key": ["step"]}, {"floor": 1}):
        assert experiment.changed({"schedule": wrong}) == experiment


def test_a_batch_belongs_to_a_run_and_goes_with_it():
    experiment = Experiment().changed({"batch": 4})
    assert (experiment.batch, Experiment().batch) == (4, ALL_ROWS)
    pinned = experiment.pinned().changed({"batch": 7.0})
    assert pinned.batches == (7, 4)
    assert pinned.with_active(1).batches == (4, 7)
    assert pinned.without(1).batches == (7,)
    assert pinned.pinned().without(2).batches == (7, 4)
    assert pinned.with_method("adam").batches == (7, 4)
    assert pinned.with_rule("w = w - η g").batches == (7, 4)
    assert pinned.changed({"lineup": [in_lineup(pinned.active)]}).batches == (ALL_ROWS,)
    assert pinned.changed({"lineup": [in_lineup(pinned.active, STEADY, 9)] * 2}).batches == (9, 9)
    assert pinned.changed({"batch": ALL_ROWS}).batches == (ALL_ROWS, 4)
    for wrong in (None, "4", -1, 2.5, 201, math.inf, [4], True):
        assert experiment.changed({"batch": wrong}) == experiment


def test_no_schedule_applies_where_none_is_chosen_or_the_method_takes_none():
    cosine = SCHEDULES["cosine"]()
    assert Experiment().schedules == (STEADY,)
    assert Experiment().applied is None
    assert Experiment(runs=(OPTIMIZERS["rprop"](),), schedules=(cosine,)).applied is None
    assert Experiment(runs=(parse_rule("w = w - p g")(),), schedules=(cosine,)).applied is None
    assert Experiment(schedules=(SCHEDULES["constant"](warm_up=1.0), cosine)).applied is not None
    assert len(Experiment(schedules=(cosine, cosine)).schedules) == 1


def test_the_browser_moves_the_view():
    assert Experiment().changed({"view": [[-1, 2], [0, 0.5]]}).view == ((-1.0, 2.0), (0.0, 0.5))
    wrong = [[1, 1], [0, 1]], [[0, 1]], [[0, 1], [0, math.inf]], [[0, 2e12], [0, 1]], [0, 1, 0, 1], None
    for view in wrong:
        assert Experiment().changed({"view": view}) == Experiment()


def test_noise_is_a_level_a_seed_and_a_number_of_paths():
    experiment = Experiment().changed({"noise": 2, "seed": 7.0, "fan": 20})
    assert (experiment.noise, experiment.seed, experiment.fan) == (2.0, 7, 20)
    assert (type(experiment.seed), type(experiment.fan)) == (int, int)
    for change in ({"noise": -1}, {"noise": True}, {"seed": 2**32}, {"seed": 0.5}, {"fan": 0}, {"fan": 51}):
        assert experiment.changed(change) == experiment
    assert experiment.changed({"noise": 0}).noise == 0


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_surface_brings_values_that_suit_the_method(key):
    experiment = Experiment().with_method(key)
    for surface in (GALLERY["goldstein-price"], GALLERY["bowl"]):
        experiment = experiment.on_surface(surface)
        assert experiment.active == OPTIMIZERS[key](**surface.suggested.get(key, {}))


def test_a_method_has_the_values_that_suit_the_surface():
    adam, surface = OPTIMIZERS["adam"], GALLERY["saddle"]
    proposed = adam(**surface.suggested["adam"])
    assert adam() != proposed != Experiment().with_method("adam").active
    assert Experiment().with_method("adam", surface).active == proposed
    assert replace(Experiment(), expression=surface.text).with_method("adam").active == proposed


# Pinned runs


def test_a_pinned_run_keeps_its_values_and_its_number():
    experiment = Experiment().pinned().changed({"values": {"alpha": 0.5}}).pinned().with_method("adam")
    momentum = OPTIMIZERS["momentum"]
    assert experiment.runs == (
        proposed_run("adam", GALLERY["bowl"]),
        momentum(alpha=0.9),
        momentum(alpha=0.5),
    )
    assert experiment.pins == (1, 2)
    assert experiment.without(1).runs[1:] == (momentum(alpha=0.5),)
    assert experiment.without(1).pins == (2,)
    assert experiment.without(1).pinned().pins == (2, 1)


def test_a_lineup_numbers_its_pinned_runs_and_a_method_that_is_there_keeps_its_values():
    runs = [OPTIMIZERS["adam"](eta=0.5), OPTIMIZERS["momentum"](), OPTIMIZERS["lion"](eta=0.25)]
    changed = Experiment().changed({"lineup": list(map(in_lineup, runs))})
    assert changed.runs == tuple(runs)
    assert changed.pins == (1, 2)
    nine = Experiment().changed({"lineup": [in_lineup(run) for run in runs * 3]})
    assert nine.runs == tuple(runs * 3)
    assert nine.changed({"lineup": [in_lineup(runs[1])] * 10}) == nine
    for method in ("adam", "nosuch", "", ["momentum"], {"momentum": 1}, None, 3):
        assert changed.changed({"method": method}) == changed
    assert changed.changed({"method": "momentum"}).active == OPTIMIZERS["momentum"]()


def test_what_replaces_the_active_run_leaves_the_pinned_ones():
    experiment = Experiment().pinned().changed({"schedule": {"key": "cosine"}}).pinned().pinned()
    for changed in (
        experiment.with_method("adam"),
        experiment.with_rule("w = w - η g"),
        experiment.with_rule_opened(),
        experiment.on_surface(GALLERY["goldstein-price"]),
        experiment.changed({"method": "adam", "values": {"eta": 0.5}, "schedule": {"key": "step"}}),
    ):
        assert changed.active != experiment.active
        assert changed.runs[1:] == experiment.runs[1:]
        assert changed.schedules[1:] == experiment.schedules[1:]
        assert changed.pins == experiment.pins


def test_the_browser_hides_and_shows_pinned_runs():
    experiment = Experiment().pinned().pinned()
    hidden = experiment.changed({"pins": [1, -2]})
    assert hidden == replace(experiment, pins=(1, -2))
    assert hidden.changed({"pins": [1.0, 2.0]}) == experiment


@pytest.mark.parametrize(
    "pins", [[1], [1, 2, 3], [], [1, -1], [0, 1], [1, 10], [1, 1.5], [1, "2"], [1, True], 12, "12"]
)
def test_pins_are_refused_unless_each_pinned_run_has_a_number_of_its_own(pins):
    experiment = Experiment().pinned().pinned()
    assert experiment.changed({"pins": pins, "steps": 7}) == replace(experiment, steps=7)


def test_a_pinned_run_and_the_active_one_change_places():
    experiment = Experiment().pinned().with_method("adam").changed({"pins": [-1]})
    assert experiment.pins == (-1,)
    changed = experiment.with_active(1)
    assert changed.runs == experiment.runs[::-1]
    assert changed.pins == (1,)
    several = experiment.pinned().pinned().changed({"pins": [-1, -2, 3]})
    assert several.with_active(2).pins == (-1, 2, 3)
    assert several.with_active(1).pins == (1, -2, 3)
    assert several.without(2).pins == (-1, 3)


def test_eight_runs_can_be_pinned():
    experiment = Experiment()
    for _ in range(12):
        experiment = experiment.pinned()
    assert len(experiment.runs) == 9
    assert sorted(experiment.pins) == [1, 2, 3, 4, 5, 6, 7, 8]


# Rules that were typed


def test_a_rule_keeps_the_values_of_the_names_that_it_has():
    experiment = Experiment().with_method("adam").changed({"values": {"eta": 0.3, "beta1": 0.5}})
    typed = experiment.with_rule("m = β1 m + g; w = w - η m - p w")
    assert typed.active == parse_rule("m = β1 m + g; w = w - η m - p w")(eta=0.3, beta1=0.5, p=0.5)
    typed = typed.changed({"values": {"p": 0.25}})
    again = typed.with_rule("m = β1 m + g; w = w - η m - p w/2")
    assert again.active.p == 0.25
    with pytest.raises(RuleError):
        again.with_rule("w = w -")


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_method_opened_as_text_keeps_its_values(key):
    experiment = Experiment().with_method(key).changed({"values": {"eta": 0.0123}})
    opened = experiment.with_rule_opened()
    assert opened.active.text
    assert opened.with_rule_opened() == opened
    values = {about.symbol: getattr(experiment.active, about.name) for about in hypers(experiment.active)}
    assert {about.symbol: getattr(opened.active, about.name) for about in hypers(opened.active)} == values


def test_a_rule_keeps_its_values_on_another_surface():
    experiment = Experiment().with_rule("w = w - η g - p w").changed({"values": {"p": 0.125, "eta": 0.02}})
    moved = experiment.on_surface(GALLERY["rosenbrock"])
    assert moved.active == experiment.active
    assert moved.start == GALLERY["rosenbrock"].start


def test_a_lineup_with_rules_that_were_typed_is_checked_as_if_it_were_typed():
    text = "w = w - η g - p w"
    lineup = [
        {"method": "own", "rule": text, "values": {"eta": 0.5, "p": 0.25}},
        {"method": "adam", "values": {}},
    ]
    found = Experiment().changed({"lineup": lineup})
    assert found.runs == (parse_rule(text)(eta=0.5, p=0.25), OPTIMIZERS["adam"]())
    assert in_lineup(found.active) == {**lineup[0], "schedule": told_schedule(STEADY), "batch": ALL_ROWS}
    for rule in ("w = w -", "", None, 3, "w" * 10_000):
        wrong = [{"method": "own", "rule": rule, "values": {}}]
        assert Experiment().changed({"lineup": wrong}) == Experiment()
