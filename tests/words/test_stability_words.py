"""Stability over time in words: the numbers are the run's, and a missing bound is mentioned."""

import json

import pytest

from app.packing import pack
from app.runs.stability import stability
from app.words.stability_words import THEORY, told_stability
from optimizers import OPTIMIZERS, SCHEDULES, descend
from surfaces import GALLERY, Surface

EDGE = Surface.parse("(1 - w1^2 w2^2)^2/4")


def told(run, surface=EDGE, start=(1.5, 0.6), steps=300, schedule=None):
    path = descend(run, surface, start, steps, schedule=schedule)
    return told_stability(stability(run, schedule, surface, path), run, path)


def test_the_edge_of_stability_in_words():
    found = told(OPTIMIZERS["gradient-descent"](eta=0.4))
    assert found["crossing"] == 2
    assert found["words"] == [
        "The step is stable until t = 1; then 111 of 300 steps are up to 1.5 times as large as would be"
        " stable.",
        "The sharpness, λ₁ of the Hessian, goes from 0.724 to 0.993 times the bound.",
        "E(2) = 0.0138, E(12) = 0.0137.",
        "The bound is 5.",
        THEORY,
    ]


def test_a_run_below_and_one_above():
    bowl = GALLERY["bowl"]
    below = told(OPTIMIZERS["gradient-descent"](eta=0.05), bowl, bowl.start, 20)
    assert below["words"][:2] == [
        "The step is two times smaller than would be stable.",
        "The sharpness, λ₁ of the Hessian, begins and ends at 0.5 times the bound.",
    ]
    above = told(OPTIMIZERS["gradient-descent"](eta=0.2), bowl, bowl.start, 20)
    assert above["words"][0] == (
        "The step is two times as large as would be stable: in a bowl the run swings ever wider."
    )


@pytest.mark.parametrize(
    ("eta", "words"),
    [
        (0.025, "The step is four times smaller than would be stable."),
        (0.003, "The step is 33 times smaller than would be stable."),
        (0.099, "The step is hardly smaller than the largest stable one."),
    ],
)
def test_the_first_sentence_says_what_the_numbers_mean_for_the_run(eta, words):
    bowl = GALLERY["bowl"]
    assert told(OPTIMIZERS["gradient-descent"](eta=eta), bowl, bowl.start, 20)["words"][0] == words


def test_the_bound_moves_with_a_schedule_and_the_sharpness_may_be_scaled():
    found = told(OPTIMIZERS["rmsprop"](eta=0.1), schedule=SCHEDULES["linear"](floor=0.5))
    assert found["words"][1].startswith("The sharpness, λ₁ of D^−½ H D^−½ (a step divides by D), goes from ")
    assert "The bound goes from 20 to 39.87." in found["words"]


@pytest.mark.parametrize(
    ("key", "schedule", "words"),
    [
        ("lion", None, "theory has no bound for Lion."),
        ("rprop", None, "theory has no bound for Rprop."),
        ("schedule-free", SCHEDULES["cosine"](), "for Schedule-Free while a schedule changes η."),
    ],
)
def test_a_bound_unknown_to_theory_is_not_drawn_but_mentioned(key, schedule, words):
    found = told(OPTIMIZERS[key](), schedule=schedule)
    assert found["bound"] is None
    assert found["crossing"] is None
    assert found["words"][0].endswith(words)


@pytest.mark.parametrize("key", OPTIMIZERS)
@pytest.mark.parametrize("start", [(1.5, 0.6), (0.0, 0.0), (1e200, 1e200)])
def test_all_facts_can_be_sent_as_json(key, start):
    said, _ = pack(told(OPTIMIZERS[key](), start=start, steps=30))
    json.dumps(said, allow_nan=False)


def test_a_run_without_a_step():
    found = told(OPTIMIZERS["momentum"](), Surface.parse("log(w1)"), (-1.0, 0.0))
    assert found["words"] == ["The run has no step."]
