"""What a browser sends is not trusted, and an experiment never changes: it is replaced."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.experiment import FARTHEST, MAX_STEPS, Experiment
from optimizers import OPTIMIZERS
from surfaces import GALLERY

json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
changes = (
    json
    | st.dictionaries(st.sampled_from(["values", "steps", "start", "log_error"]), json)
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


def test_a_change_applies_what_is_legal_and_leaves_out_the_rest():
    experiment = Experiment().changed(
        {"values": {"eta": 0.0137, "alpha": 2}, "steps": 5, "start": [1, math.nan]}
    )
    assert experiment.active == OPTIMIZERS["momentum"](eta=0.0137, alpha=0.9)
    assert experiment.steps == 5
    assert experiment.start == Experiment().start


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_a_surface_brings_values_that_suit_the_method(key):
    experiment = Experiment().with_method(key)
    for surface in (GALLERY["goldstein-price"], GALLERY["bowl"]):
        experiment = experiment.on_surface(surface)
        assert experiment.active == OPTIMIZERS[key](**surface.suggested.get(key, {}))
