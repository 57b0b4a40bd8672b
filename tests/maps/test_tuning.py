"""The strip above the rate's slider: each place is the run with that rate, and the bound is theory's."""

import dataclasses
import math
import re

import numpy as np
import pytest

from app.maps.slider_axes import ends, position
from app.maps.tuning import rate_of, strip, without_rate
from app.rules import parse_rule
from app.words.tuning_words import told_strip
from optimizers import OPTIMIZERS, descend, finished
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


def told(run, surface=BOWL, start=(-15.0, 20.0), steps=120):
    run = without_rate(run)
    return told_strip(finished(strip(surface, run, start, steps)), surface, run, start)


@every_method
def test_each_place_is_how_the_run_with_that_rate_ends(method):
    surface, start = GALLERY["himmelblau"], (0.5, -1.0)
    shown = told(method(), surface, start)
    rate = rate_of(method)
    assert shown["field"] == rate.name
    assert shown["ends"] == list(ends(rate))
    assert shown["x"][0] == pytest.approx(shown["ends"][0])
    assert shown["x"][-1] == pytest.approx(shown["ends"][1])
    for place in range(0, shown["x"].size, 20):
        value = float(f"{10 ** shown['x'][place]:.3e}")
        path = descend(dataclasses.replace(method(), **{rate.name: value}), surface, start, 120)
        end = math.nan if path.stopped else path.judged.error[-1]
        np.testing.assert_allclose(shown["end"][place], end, rtol=1e-6, atol=1e-9)
        assert math.isnan(shown["tone"][place]) == math.isnan(end)


def test_the_bound_of_stability_separates_runs_that_settle_from_those_that_grow():
    run = OPTIMIZERS["gradient-descent"]()
    shown = told(run, steps=3000)
    assert shown["bound"] == pytest.approx(math.log10(2 / 20))
    settled = shown["tone"] < 0.01
    assert settled[np.flatnonzero(shown["x"] < shown["bound"])[-3]]
    assert np.isnan(shown["tone"][shown["x"] > shown["bound"] + 0.1]).all()


def test_it_does_not_depend_on_the_rate_but_on_the_other_values():
    one, other = (OPTIMIZERS["momentum"](eta=eta) for eta in (0.1, 1e-4))
    assert without_rate(one) == without_rate(other)
    assert told(OPTIMIZERS["momentum"](alpha=0.0))["bound"] < told(one)["bound"]


def test_there_is_no_bound_where_theory_has_none_or_it_lies_beyond_the_slider():
    assert told(OPTIMIZERS["adam"]())["bound"] is None
    steep = Surface.parse("1e9 w1^2 + 1e9 w2^2")
    assert told(OPTIMIZERS["gradient-descent"](), steep)["bound"] is None


def test_where_all_runs_end_early_there_is_no_best():
    shown = told(OPTIMIZERS["gradient-descent"](), Surface.parse("log(w1)"), (-1.0, 1.0))
    assert (shown["best"], shown["best_words"]) == (None, "")
    assert np.isnan(shown["tone"]).all()


def test_the_rate_is_eta_or_else_the_first_and_a_rule_may_have_none():
    for method in OPTIMIZERS.values():
        assert rate_of(method).name == "eta"
    assert rate_of(parse_rule("w = w - zeta g")()).symbol == "ζ"
    assert rate_of(parse_rule("w = w - g/10")()) is None


def test_places_are_those_of_the_slider():
    shown = told(OPTIMIZERS["momentum"]())
    assert position(rate_of(OPTIMIZERS["momentum"]), 0.001) == pytest.approx(-3)
    assert shown["best"] in shown["x"]


@pytest.mark.parametrize(
    ("method", "steps"), [(method, (5, 120, 3000)[k % 3]) for k, method in enumerate(OPTIMIZERS.values())]
)
def test_what_is_called_lowest_is_lowest_and_what_is_called_good_ends_low(method, steps):
    shown = told(method(), steps=steps)
    kind, *numbers = re.findall(r"^lowest|^good|[\d.]+(?:e−?\d+)?", shown["best_words"])
    rates = [float(number.replace("−", "-")) for number in numbers]
    at = np.flatnonzero(np.isclose(10 ** shown["x"][:, None], rates, rtol=5e-3).any(axis=1))
    if kind == "lowest":
        assert shown["end"][at].tolist() == [np.nanmin(shown["end"])]
    else:
        ends = shown["end"][at[0] : at[-1] + 1]
        assert ends.max() - np.nanmin(shown["end"]) <= 2e-9 * BOWL.value(-15.0, 20.0)
