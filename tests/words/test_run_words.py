"""A run in words: its method, its values, and why it ended."""

import dataclasses

import pytest

from app.experiment import Experiment
from app.runs.follow import runs_of
from app.words.run_words import ended, named, told_run, values
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY, Surface

ADAM = OPTIMIZERS["adam"](eta=0.5)


def test_a_run_is_told_with_its_method_and_its_values():
    (run,) = runs_of(GALLERY["bowl"], dataclasses.replace(Experiment(), runs=(ADAM,), steps=20))
    told = told_run(run, GALLERY["bowl"])
    assert run.told.items() <= told.items()
    assert (told["title"], told["values"]) == ("Adam", "η 0.5, β1 0.9, β2 0.999, ε 1e−8")
    assert told["ended"] == ""


def test_a_schedule_stands_behind_the_values_where_one_applies():
    cosine = SCHEDULES["cosine"](warm_up=20.0)
    assert values(OPTIMIZERS["momentum"](), cosine).endswith("α 0.9; cosine, warm-up 20, floor 0")
    assert values(OPTIMIZERS["rprop"](), cosine) == values(OPTIMIZERS["rprop"]())
    assert values(OPTIMIZERS["momentum"](), SCHEDULES["constant"]()) == values(OPTIMIZERS["momentum"]())


def test_a_method_is_named_with_the_values_that_characterize_it():
    assert named(ADAM) == "Adam, β1 0.9, β2 0.999, ε 1e−8"
    assert named(OPTIMIZERS["gradient-descent"]()) == "Gradient descent"
    assert values(OPTIMIZERS["momentum"](eta=1 / 3, alpha=0.9)) == "η 0.333333, α 0.9"


@pytest.mark.parametrize(
    ("text", "run", "start", "words"),
    [
        (
            "3 w1^2 + 10 w2^2",
            OPTIMIZERS["momentum"](eta=0.2, alpha=0.0),
            (-15, 20),
            "ends at t = 320: E is too large for floating-point numbers",
        ),
        ("log(w1)", OPTIMIZERS["momentum"](), (-1, 0), "No first step: E is not defined at the start."),
        ("sqrt(w1)", OPTIMIZERS["gradient-descent"](eta=0.1), (0.05, 0), "E is not defined there."),
        ("sqrt(w1)", OPTIMIZERS["gradient-descent"](), (0, 0), "No first step: E has no finite slope"),
        ("w1^2", OPTIMIZERS["gradient-descent"](), (1, 0), ""),
    ],
)
def test_the_words_name_the_reason_why_a_run_ended(text, run, start, words):
    experiment = dataclasses.replace(Experiment(), expression=text, runs=(run,), start=start, steps=400)
    surface = Surface.parse(text)
    found = ended(runs_of(surface, experiment)[0].path, surface)
    assert words in found
    assert bool(words) == bool(found)
