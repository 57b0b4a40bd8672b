"""The text alternative of the surface: where the runs went, when they arrived, and how they turned."""

import math

import numpy as np
import pytest

from app.experiment import Experiment
from app.numerals import short
from app.runs.follow import runs_of
from app.words.path_words import path_words, turns
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface


def words(surface, **settings):
    experiment = Experiment(expression=surface.text, **settings)
    (run,) = runs_of(surface, experiment)
    return path_words(run, surface, experiment.view)


def test_a_path_that_goes_back_and_forth_turns_at_each_of_its_ends():
    line = [0, 1, 2, 3, 4, 3, 2, 1, 2, 3]
    assert turns([(w, 0.0) for w in line]) == 2
    assert turns([(0.0, -w) for w in line]) == 2


def test_a_straight_line_an_arc_of_a_right_angle_and_a_point_do_not_turn():
    assert turns([(float(w), 2.0 * w) for w in range(50)]) == 0
    assert turns([(math.cos(a / 100), math.sin(a / 100)) for a in range(157)]) == 0
    assert turns([(1.0, 1.0)] * 5) == 0


def test_a_circle_counts_a_turn_per_right_angle():
    around = [(math.cos(2 * math.pi * a / 400), math.sin(2 * math.pi * a / 400)) for a in range(401)]
    assert turns(around) == 3
    assert turns(around + around) == 7


def test_an_invisible_zigzag_is_not_a_turn():
    assert turns([(w + (-1) ** w * 0.9, 0.0) for w in range(1000)]) == 0


@pytest.mark.parametrize("size", [1e-9, 1e200])
def test_the_unit_of_the_weights_does_not_matter(size):
    assert turns([(size * w, 0.0) for w in (0, 1, 2, 1, 0, 1)]) == 2


def test_a_run_arrives_where_it_stays_near_the_minimum():
    run = OPTIMIZERS["momentum"](eta=0.01, alpha=0.8)
    surface = GALLERY["bowl"]
    path = descend(run, surface, (-15.0, 20.0), 300)
    distance = np.hypot(path.w1, path.w2)
    after = int(np.flatnonzero(distance > 0.01 * distance[0])[-1]) + 1
    said = words(surface, runs=(run,))
    assert said.startswith(f"from (−15, 20) arrives near (0, 0) after {after} steps, turning ")


def test_plain_descent_does_not_turn():
    run = OPTIMIZERS["gradient-descent"](eta=0.01)
    assert words(GALLERY["bowl"], runs=(run,)).endswith("steps, without turning.")


def test_of_a_run_that_has_not_arrived_the_place_and_the_error_are_told():
    run = OPTIMIZERS["gradient-descent"](eta=0.001)
    w1, w2 = -15 * (1 - 0.006) ** 20, 20 * (1 - 0.02) ** 20
    said = words(GALLERY["bowl"], runs=(run,), steps=20)
    at = f"({short(round(w1, 2))}, {short(round(w2, 2))})"
    errors = f"E goes from 4675 to {short(3 * w1**2 + 10 * w2**2)}"
    assert said == f"from (−15, 20) is at {at} after 20 steps, without turning; {errors}."


def test_a_run_that_ends_early_says_so_instead():
    surface = Surface.parse("log(w1)^2 + w2^2")
    said = words(surface, start=(0.5, 1.0), runs=(OPTIMIZERS["gradient-descent"](eta=3.0),))
    assert said.startswith("from (0.5, 1)")
    assert "The run ends at t = " in said
    assert "arrives" not in said


def test_a_run_on_level_ground_stays():
    assert words(Surface.parse("(w1 + 15)^2 + (w2 - 20)^2")) == "from (−15, 20) stays there."


def test_places_have_as_many_digits_as_the_view_needs():
    near = ((-15.0001, -14.9999), (19.9999, 20.0001))
    said = words(GALLERY["bowl"], start=(-15.00004, 20.0), view=near)
    assert said.startswith("from (−15.00004, 20)")
