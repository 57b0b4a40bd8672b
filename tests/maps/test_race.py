"""A fair race: all methods have the same budget, each gets its best run, and a link restores the result."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from oracles import close_at

from app.contract import MAX_RUNS
from app.experiment import Experiment, proposed_run
from app.maps.race import Noise, race, race_experiment
from app.rules import parse_rule
from app.runs.follow import runs_of
from app.url import from_query, to_query
from optimizers import OPTIMIZERS, descend, finished, hypers
from surfaces import GALLERY, Surface

ALL = [method() for method in OPTIMIZERS.values()]
every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


def raced(surface, runs, steps=60, budget=25, start=None, noise=None):
    return finished(race(surface, runs, start or surface.start, steps, budget, noise=noise))


def brute_force(surface, entrant, steps, side, start=None):
    """Every run of an entrant's map, one path after another."""
    abouts = [about for about in hypers(entrant.given) if about.name in entrant.fields]
    count = side if len(abouts) == 2 else side**2
    along = [
        np.geomspace(about.low, about.high, count)
        if about.scale == "log"
        else np.linspace(about.low, about.high, count)
        for about in abouts
    ]
    for values in itertools.product(*([float(f"{value:.4g}") for value in each] for each in along)):
        names = (about.name for about in abouts)
        run = replace(entrant.given, **dict(zip(names, values, strict=True)))
        yield run, descend(run, surface, start or surface.start, steps)


@every_method
@pytest.mark.parametrize("key", ["rosenbrock", "himmelblau"])
def test_no_run_of_a_map_is_better_than_the_tuned_one(method, key):
    surface = GALLERY[key]
    (entrant,) = raced(surface, [method()])
    paths = dict(brute_force(surface, entrant, steps=60, side=5))
    assert len(paths) == entrant.runs == 25
    assert entrant.steps == sum(path.stopped.step if path.stopped else 60 for path in paths.values())
    before = surface.value(*surface.start)
    least = min(path.judged.error[-1] for path in paths.values() if path.stopped is None)
    equals = {
        run: math.inf if math.isnan(at := close_at(path, nearest(surface, path))) else at
        for run, path in paths.items()
        if path.stopped is None and before - path.judged.error[-1] >= (1 - 1e-9) * (before - least)
    }
    assert equals[entrant.tuned] == min(equals.values())
    tuned = paths[entrant.tuned]
    assert entrant.error == tuned.judged.error[-1]
    assert entrant.lowers == (entrant.error < before)
    removed = [before - path.judged.error[-1] for path in paths.values() if path.stopped is None]
    share = sum(each >= (1 - 1e-3) * (before - least) for each in removed) / 25
    assert entrant.good == pytest.approx(share, abs=1.5 / 25)  # runs among many may differ from single ones
    assert (entrant.close or math.inf) == min(equals.values())


def end(path):
    return path.judged.w1[-1], path.judged.w2[-1]


def nearest(surface, path):
    return min(surface.minima, key=lambda known: math.dist(known, end(path)))


def test_every_method_has_the_same_number_of_runs_and_keeps_its_other_values():
    runs = [replace(run, epsilon=0.001) if hasattr(run, "epsilon") else run for run in ALL]
    entrants = raced(GALLERY["himmelblau"], runs, budget=20)
    assert {entrant.runs for entrant in entrants} == {16}
    assert all(entrant.steps <= 16 * 60 for entrant in entrants)
    assert {entrant.given for entrant in entrants} == set(runs)
    for entrant in entrants:
        kept = {name: value for name, value in vars(entrant.given).items() if name not in entrant.fields}
        assert kept.items() <= vars(entrant.tuned).items()
        assert all(type(value) is float for value in vars(entrant.tuned).values())
        assert len(entrant.fields) == min(2, len(hypers(entrant.given)))


def test_the_first_place_has_the_least_error_and_the_others_follow():
    entrants = raced(GALLERY["rosenbrock"], ALL)
    errors = [entrant.error for entrant in entrants]
    assert errors == sorted(errors)
    assert [entrant.place for entrant in entrants] == list(range(1, len(ALL) + 1))


def test_among_those_that_get_all_the_way_the_fastest_wins_and_equals_share_a_place():
    entrants = raced(GALLERY["bowl"], ALL, steps=300, budget=64)
    before = GALLERY["bowl"].value(*GALLERY["bowl"].start)
    arrived = [entrant for entrant in entrants if entrant.error <= 1e-9 * before]
    assert entrants[: len(arrived)] == tuple(arrived)
    steps = [entrant.close for entrant in arrived]
    assert steps == sorted(steps)
    for entrant in arrived:
        assert entrant.place == 1 + sum(close < entrant.close for close in steps)
    assert len(set(steps)) < len(steps)


def test_a_race_is_on_the_function_with_the_number_of_its_letter():
    written, lettered = Surface.parse("w1^2 + 7 w2^2"), Surface.parse("w1^2 + k w2^2").at(k=7.0)
    entrants = [raced(surface, ALL[:3], start=(3.0, 4.0)) for surface in (written, lettered)]
    assert [each.tuned for each in entrants[0]] == [each.tuned for each in entrants[1]]


def test_the_tuned_run_is_what_the_page_shows():
    surface = GALLERY["six-hump-camel"]
    experiment = replace(Experiment().on_surface(surface), steps=80)
    entrants = raced(surface, ALL[:5], steps=80)
    after = race_experiment(experiment, entrants)
    for run, entrant in zip(runs_of(surface, after), entrants, strict=True):
        assert run.told["error"] == entrant.error
        assert run.told["close"] == entrant.close


def test_a_link_of_the_result_restores_the_tuned_runs_to_the_bit():
    surface = GALLERY["rosenbrock"]
    experiment = replace(Experiment().on_surface(surface), steps=60)
    entrants = raced(surface, ALL)
    after = race_experiment(experiment, entrants)
    assert from_query(to_query(after)) == (after, [])
    assert after.runs == tuple(entrant.tuned for entrant in entrants[:MAX_RUNS])
    assert after.pins == tuple(range(2, MAX_RUNS + 1))
    assert after.log_error
    for run, entrant in zip(from_query(to_query(after))[0].runs, entrants, strict=False):
        assert descend(run, surface, after.start, after.steps).judged.error[-1] == entrant.error


@pytest.mark.parametrize("count", [4, MAX_RUNS])
def test_the_number_of_a_pinned_run_is_its_rank(count):
    surface = GALLERY["bowl"]
    entrants = raced(surface, ALL[:count], steps=40)
    after = race_experiment(replace(Experiment().on_surface(surface), steps=40), entrants)
    assert after.pins == tuple(range(2, count + 1))
    ranks = {entrant.tuned: rank for rank, entrant in enumerate(entrants, start=1)}
    assert [ranks[run] for run in after.runs[1:]] == list(after.pins)


def test_negative_errors_have_no_logarithmic_axis():
    surface = GALLERY["styblinski-tang"]
    experiment = replace(Experiment(log_error=True).on_surface(surface), steps=60)
    assert not race_experiment(experiment, raced(surface, ALL[:2])).log_error


# Cases without a clear winner


@pytest.mark.parametrize("noise", [None, Noise(0.1, 3)])
def test_a_start_without_an_error_has_no_winner(noise):
    surface = Surface.parse("log(w1)")
    entrants = raced(surface, ALL[:3], start=(-1.0, 0.0), noise=noise)
    for entrant in entrants:
        assert entrant.tuned is entrant.error is entrant.close is None
        assert (entrant.place, entrant.runs, entrant.steps, entrant.good) == (1, 25, 0, 0)
        assert entrant.latest == 0
    assert race_experiment(Experiment(), entrants) == Experiment()


def test_a_method_whose_runs_all_end_early_comes_last_and_says_so():
    surface, start = Surface.parse("sqrt(w1)"), (0.01, 0.0)
    lion, descent = OPTIMIZERS["lion"](), OPTIMIZERS["gradient-descent"]()
    first, last = raced(surface, [lion, descent], steps=120, start=start)
    assert (first.given, last.given) == (descent, lion)
    assert first.tuned is not None
    assert last.tuned is None
    latest = max(path.stopped.step for _, path in brute_force(surface, last, 120, 5, start))
    assert (last.latest, last.good, last.lowers) == (latest, 0, False)
    after = race_experiment(Experiment(), (first, last))
    assert (after.runs, after.pins) == ((first.tuned,), ())


def test_the_end_of_the_last_run_is_known_also_under_noise():
    (entrant,) = raced(Surface.parse("sqrt(w1)"), [OPTIMIZERS["lion"]()], 120, 5, (0.01, 0.0), Noise(1e-9, 3))
    (quiet,) = raced(Surface.parse("sqrt(w1)"), [OPTIMIZERS["lion"]()], 120, 5, (0.01, 0.0))
    assert entrant.tuned is None
    assert entrant.latest == quiet.latest > 0


def test_from_a_minimum_no_run_lowers_e():
    entrants = raced(GALLERY["bowl"], ALL, start=(0.0, 0.0))
    for entrant in entrants:
        assert (entrant.place, entrant.error, entrant.close) == (1, 0, 0)
        assert not entrant.lowers


def test_without_known_minima_runs_come_close_to_their_own_ends():
    surface = Surface.parse("3 w1^2 + 10 w2^2")
    for entrant in raced(surface, ALL[:4], start=(-15.0, 20.0)):
        path = descend(entrant.tuned, surface, (-15.0, 20.0), 60)
        assert entrant.close == close_at(path)


def test_runs_that_tuning_makes_the_same_enter_once():
    momentum, adam = OPTIMIZERS["momentum"], OPTIMIZERS["adam"]
    runs = [momentum(eta=0.01), momentum(alpha=0.1), adam(), adam(beta2=0.9)]
    entrants = raced(GALLERY["bowl"], runs)
    assert {entrant.given for entrant in entrants} == {runs[0], runs[2], runs[3]}


def test_a_race_without_methods_is_empty():
    assert raced(GALLERY["bowl"], []) == ()
    assert race_experiment(Experiment(), ()) == Experiment()


# Progress.


def test_progress_runs_from_0_to_1_and_a_race_can_be_dropped():
    surface = GALLERY["rosenbrock"]
    runs = [proposed_run(key, surface) for key in ("momentum", "adam", "rprop")]
    shares = list(race(surface, runs, surface.start, 2000, 64))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert len({math.ceil(3 * share) for share in shares}) == 3
    work = race(surface, runs, surface.start, 2000, 64)
    next(work)
    work.close()


def test_a_typed_rule_is_tuned_over_its_fields_and_one_without_any_runs_as_it_is():
    bowl = GALLERY["bowl"]
    adam = "m = β1 m + (1-β1) g; s = β2 s + (1-β2) g g; w = w - η (m/(1-β1^t))/sqrt(s/(1-β2^t) + ε)"
    runs = [OPTIMIZERS["adam"](), parse_rule(adam)(), parse_rule("w = w - g/100")()]
    found = finished(race(bowl, runs, bowl.start, 60, 64))
    own, house, fixed = (
        next(each for each in found if each.given == run) for run in (runs[1], runs[0], runs[2])
    )
    assert own.fields == house.fields == ("eta", "beta1")
    assert vars(own.tuned) == vars(house.tuned)
    assert (own.error, own.place, own.steps) == (house.error, house.place, house.steps)
    assert (fixed.fields, fixed.tuned, fixed.runs, fixed.steps) == ((), runs[2], 1, 60)
    assert fixed.error == descend(runs[2], bowl, bowl.start, 60).judged.error[-1]
