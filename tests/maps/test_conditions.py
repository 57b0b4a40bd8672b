"""A race over conditions: its budgets, its judges, and that the ranking flips."""

import math
from dataclasses import replace

import numpy as np
import pytest

from app.experiment import Experiment
from app.maps.conditions import TUNINGS, USUAL, Condition, compare, conditions_of
from app.maps.planes import axis, default_axes
from app.maps.race import JUDGES, Entrant, Noise, race, race_experiment
from app.words.condition_words import REFERENCE, told_conditions
from optimizers import OPTIMIZERS, SCHEDULES, descend, finished, gradient_noise, hypers
from surfaces import GALLERY, Surface

HIMMELBLAU = GALLERY["himmelblau"]
RUNS = [OPTIMIZERS["momentum"](), OPTIMIZERS["adam"]()]
COSINE = SCHEDULES["cosine"]()


def raced(runs, budget=16, schedule=None, noise=None, surface=HIMMELBLAU, steps=100):
    return finished(race(surface, runs, surface.start, steps, budget, schedule, noise))


def test_a_race_with_a_schedule_is_of_runs_that_follow_it():
    for entrant in raced(RUNS, schedule=COSINE):
        path = descend(entrant.tuned, HIMMELBLAU, HIMMELBLAU.start, 100, schedule=COSINE)
        assert entrant.error == path.judged.error[-1]
    shown = race_experiment(Experiment(), raced(RUNS, schedule=COSINE), COSINE)
    assert shown.schedules == (COSINE, COSINE)


def test_a_tuned_run_that_ends_early_with_the_middle_judge_is_shown_all_the_same():
    run = OPTIMIZERS["momentum"](eta=2.0)
    entrant = Entrant(run, ("eta",), run, 9, 900, 0.1, latest=None, error=None, lowers=False, close=None)
    assert race_experiment(Experiment(), (entrant,)).runs == (run,)


@pytest.mark.parametrize("key", ["gradient-descent", "momentum", "adam", "rprop"])
@pytest.mark.parametrize("schedule", [None, COSINE], ids=["steady", "cosine"])
def test_under_noise_the_best_with_path_0_is_judged_by_others(key, schedule):
    noise, (entrant,) = Noise(2.0, 7), raced([OPTIMIZERS[key]()], 9, schedule, Noise(2.0, 7))

    def end(run, index):
        drawn = gradient_noise(*noise, index, 100)
        path = descend(run, HIMMELBLAU, HIMMELBLAU.start, 100, drawn, schedule)
        return math.inf if path.stopped else path.judged.error[-1]

    assert entrant.runs == 9
    about = {each.name: each for each in hypers(entrant.given)}
    fields = default_axes(entrant.given)
    count = 3 if len(fields) == 2 else 9
    grid = np.stack(np.meshgrid(*(axis(about[name], count) for name in fields)), axis=-1).reshape(9, -1)
    ends = [
        end(replace(entrant.given, **dict(zip(fields, values, strict=True))), 0) for values in grid.tolist()
    ]
    assert end(entrant.tuned, 0) == min(ends)
    assert entrant.error == sorted(end(entrant.tuned, index) for index in range(1, 1 + JUDGES))[JUDGES // 2]


def test_if_no_run_reaches_the_end_no_method_is_tuned():
    surface = Surface.parse("log(w1)")
    found = finished(race(surface, RUNS, (-1.0, 0.0), 10, 9, None, Noise(1.0, 0)))
    assert [entrant.tuned for entrant in found] == [None, None]
    assert [entrant.place for entrant in found] == [1, 1]


def test_the_conditions_are_the_pages_or_usual_ones():
    usual = conditions_of(Experiment(), GALLERY["bowl"])
    assert len(usual) == 12
    assert [each.budget for each in usual] == [*TUNINGS] * 4
    assert {each.schedule for each in usual} == {None, USUAL}
    slope = math.hypot(*GALLERY["bowl"].gradient(*GALLERY["bowl"].start))
    assert {each.noise for each in usual} == {None, Noise(float(f"{0.1 * slope:.0e}"), 0)}
    step = SCHEDULES["step"](period=9.0)
    own = conditions_of(Experiment(schedules=(step,), noise=0.5, seed=3), GALLERY["bowl"])
    assert {each.schedule for each in own} == {None, step}
    assert {each.noise for each in own} == {None, Noise(0.5, 3)}


SOME = [Condition(schedule, noise, 16) for schedule in (None, COSINE) for noise in (None, Noise(3.0, 0))]


def test_the_same_conditions_give_the_same_result():
    one, other = (finished(compare(HIMMELBLAU, RUNS, HIMMELBLAU.start, 100, SOME)) for _ in range(2))
    assert one == other
    assert [condition for condition, _ in one] == SOME


def test_the_order_of_momentum_and_adam_flips_with_noise_whatever_the_seed():
    def ahead(noise):
        first, second = raced(RUNS, 16, None, noise, steps=300)
        assert first.place == 1 < second.place
        return first.given.key

    assert ahead(None) == "adam"
    assert [ahead(Noise(3.0, seed)) for seed in range(20)] == ["momentum"] * 20


def test_the_chart_has_every_method_once_in_every_condition_and_says_who_flips():
    runs = [OPTIMIZERS[key]() for key in ("gradient-descent", "momentum", "rmsprop", "adam")]
    results = finished(compare(HIMMELBLAU, runs, HIMMELBLAU.start, 300, SOME))
    told = told_conditions(results, 300)
    assert [column["schedule"] for column in told["columns"]] == ["steady η"] * 2 + ["cosine"] * 2
    assert [column["noise"] for column in told["columns"]] == ["no noise", "σ = 3"] * 2
    for i, result in enumerate(results):
        cells = [row["cells"][i] for row in told["rows"]]
        assert sorted(cell["order"] for cell in cells) == [0, 1, 2, 3]
        for row, cell in zip(told["rows"], cells, strict=True):
            entrant = result.entrants[cell["order"]]
            assert (row["title"], cell["place"]) == (entrant.given.title, entrant.place)
            assert cell["words"].startswith(f"{row['title']}, place {entrant.place}: E = ")
    assert [row["cells"][-1]["order"] for row in told["rows"]] == [0, 1, 2, 3]
    flips, tuned, reference = told["words"]
    assert "of 4 conditions, and behind in" in flips
    assert "256 in all; under noise (seed 0)" in tuned
    assert reference == REFERENCE


def test_the_words_tell_if_no_order_flips():
    alone = finished(compare(HIMMELBLAU, RUNS[:1], HIMMELBLAU.start, 20, SOME))
    assert told_conditions(alone, 20)["words"][0].startswith("No two methods change their order")
