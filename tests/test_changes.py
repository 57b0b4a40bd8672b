"""Changes that wait for the server are merged as the server would apply them one after the other."""

import dataclasses

import pytest
from browser_modules import Modules
from hypothesis import given
from hypothesis import strategies as st

from app.experiment import Experiment
from app.lineup import in_lineup, told_schedule
from optimizers import OPTIMIZERS, SCHEDULES, hypers

KEYS = ("momentum", "adam", "rmsprop")
rates = st.floats(1e-6, 1.0)
values = st.fixed_dictionaries(
    {}, optional={"eta": rates, "alpha": rates, "beta1": rates.filter(lambda b: b < 1)}
)
schedules = st.sampled_from(["constant", "cosine", "step"]).map(lambda key: SCHEDULES[key](warm_up=5.0))
batches = st.integers(0, 5)
runs = st.tuples(st.sampled_from(KEYS).map(lambda key: OPTIMIZERS[key]()), schedules, batches)
lineups = st.lists(runs, min_size=1, max_size=3).map(lambda found: [in_lineup(*each) for each in found])
changes = st.fixed_dictionaries(
    {},
    optional={
        "steps": st.integers(1, 500),
        "start": st.tuples(rates, rates).map(list),
        "values": values,
        "method": st.sampled_from(KEYS),
        "schedule": schedules.map(told_schedule),
        "batch": batches,
        "lineup": lineups,
    },
)


@pytest.fixture(scope="session")
def top(node):
    return Modules(node, ".")


@given(st.lists(changes, min_size=1, max_size=5))
def test_merged_changes_do_what_they_do_one_by_one(top, made):
    one_by_one = Experiment()
    merged = {}
    for change in made:
        if "lineup" not in change and change.get("method") == one_by_one.active.key:
            continue  # a menu tells only of another method
        one_by_one = one_by_one.changed(change)
        merged = top("experiment.js", "merged", merged, change)
    assert Experiment().changed(merged) == one_by_one


def test_a_value_of_the_run_before_does_not_reach_a_lineup(top):
    lineup = [in_lineup(OPTIMIZERS["adam"](eta=0.5))]
    before = {"values": {"eta": 7}, "method": "adam", "schedule": {"key": "cosine"}, "steps": 5}
    found = top("experiment.js", "merged", before, {"lineup": lineup})
    assert found == {"steps": 5, "lineup": lineup}
    run = Experiment().changed(found).active
    assert {about.name: getattr(run, about.name) for about in hypers(run)} == {
        **dataclasses.asdict(OPTIMIZERS["adam"]()),
        "eta": 0.5,
    }
