"""The table of a race, and the sentences about it."""

import json
from dataclasses import replace

import pytest

from app.experiment import Experiment
from app.lineup import in_lineup
from app.maps.race import race
from app.words.race_words import race_rows, remark, report, tuned_values
from optimizers import OPTIMIZERS, finished, hypers
from surfaces import GALLERY, Surface

ALL = [method() for method in OPTIMIZERS.values()]
ROSENBROCK = GALLERY["rosenbrock"]


def raced(surface, runs, start=None, steps=60, budget=25):
    return finished(race(surface, runs, start or surface.start, steps, budget))


@pytest.fixture(scope="module")
def entrants():
    return raced(ROSENBROCK, ALL)


def test_a_table_names_what_was_tuned(entrants):
    rows = race_rows(entrants, ROSENBROCK, Experiment().on_surface(ROSENBROCK))
    for row, entrant in zip(json.loads(json.dumps(rows, allow_nan=False)), entrants, strict=True):
        symbols = [about.symbol for about in hypers(entrant.given) if about.name in entrant.fields]
        parts = row["values"].split(", ")
        assert [part.split(" ")[0] for part in parts] == symbols
        for part, field in zip(parts, entrant.fields, strict=True):
            number = float(part.split(" ")[1].replace("−", "-"))
            assert number == pytest.approx(getattr(entrant.tuned, field), rel=5e-4)
        assert row["run"] == json.loads(json.dumps(in_lineup(entrant.tuned)))
        assert row["good"] == entrant.good > 0
    failed = replace(entrants[0], given=OPTIMIZERS["momentum"](), fields=("eta", "alpha"), tuned=None)
    assert tuned_values(failed) == "η, α"


def test_a_run_that_depends_on_a_fine_grid_of_its_tuning_has_a_remark(entrants):
    for entrant in entrants:
        said = remark(entrant, ROSENBROCK, ROSENBROCK.start)
        assert said.endswith("Few other values are nearly as good.") == (entrant.good < 0.05)
    assert {entrant.good < 0.05 for entrant in entrants} == {True, False}


def test_best_values_at_the_edge_of_their_ranges_are_marked():
    flat = Surface.parse("w1^2/100 + w2^2/100")
    descent, momentum = (OPTIMIZERS[key]() for key in ("gradient-descent", "momentum"))
    (found,) = raced(flat, [descent], start=(3.0, 4.0))
    assert found.tuned.eta == hypers(descent)[0].high
    assert remark(found, flat, (3.0, 4.0)).startswith("η is at the edge of its range.")
    (inside,) = raced(GALLERY["bowl"], [momentum])
    assert inside.tuned.eta not in (hypers(momentum)[0].low, hypers(momentum)[0].high)
    assert ("α is at the edge" in remark(inside, GALLERY["bowl"], (0, 0))) == (inside.tuned.alpha in (0, 1))
    both = replace(
        found, given=momentum, fields=("eta", "alpha"), tuned=OPTIMIZERS["momentum"](eta=10, alpha=0)
    )
    assert remark(both, flat, (3.0, 4.0)).startswith("η and α are at the edge of their ranges.")


def test_a_method_that_cannot_lower_e_has_a_reason():
    log = Surface.parse("log(w1)")
    (nowhere,) = raced(log, ALL[:1], start=(-1.0, 0.0))
    assert remark(nowhere, log, (-1.0, 0.0)) == "No first step: E is not defined at the start."
    root, start = Surface.parse("sqrt(w1)"), (0.01, 0.0)
    (lion,) = raced(root, [OPTIMIZERS["lion"]()], start=start, steps=120)
    assert remark(lion, root, start) == f"All runs end early, the last of them at t = {lion.latest}."
    (resting,) = raced(GALLERY["bowl"], ALL[:1], start=(0.0, 0.0))
    assert remark(resting, GALLERY["bowl"], (0.0, 0.0)) == "No run lowers E."


def test_the_report_says_what_the_race_was_and_that_there_was_no_noise():
    assert report(Experiment(), 256) == "256 runs of 300 steps for each, from (−15, 20)."
    assert report(Experiment(noise=1.0), 64).endswith("(−15, 20), without noise.")
