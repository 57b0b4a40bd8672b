"""Goals: what a text of one says, and whether a run reaches it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contract import MOST_TRIES
from app.experiment import Experiment
from app.goals import QUANTITIES, Goal, GoalError, goal_words, legal_goal, parse_goal
from app.url import from_query, to_query
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

goals = st.builds(
    Goal,
    quantity=st.sampled_from(QUANTITIES),
    less=st.booleans(),
    number=st.floats(-1e300, 1e300),
    within=st.none() | st.integers(1, 10_000),
    by=st.lists(st.sampled_from(["eta", "alpha", "beta1", "k", "lambda_"]), unique=True).map(tuple),
    tries=st.none() | st.integers(1, MOST_TRIES),
)


@given(goals)
def test_a_goal_is_read_as_it_was_written(goal):
    assert parse_goal(goal.text) == goal
    experiment = Experiment().changed({"goal": goal.text})
    assert from_query(to_query(experiment)) == (experiment, [])


def test_the_form_of_the_contract_is_read_with_spaces_and_without():
    goal = Goal("E", True, 0.001, 50, ("alpha", "k"), 5)
    assert parse_goal("E < 0.001 @ 50; by=alpha, k; tries=5") == goal
    assert parse_goal("E<0.001@50;by=alpha,k;tries=5") == goal


@pytest.mark.parametrize(
    "text",
    [
        *("E", "E<", "E=1", "E<=1", "F<1", "E<x", "E<nan", "E<inf", "E<1e999", "E<1@", "E<1@0", "E<1@1.5"),
        *("E<1@10001", "E<1;", "E<1;by=", "E<1;by=a b", "E<1;by=a,a", "E<1;tries=0", "E<1;tries=100"),
        *("E<1;tries=1;tries=2", "E<1;so=2", "E<1;by=<b>", "e<1", "E<1 E<2", "E<١"),
    ],
)
def test_another_text_is_refused_with_what_is_expected(text):
    with pytest.raises(GoalError) as refusal:
        parse_goal(text)
    assert len(refusal.value.message) > 15
    assert legal_goal(text) is None


def test_a_bad_goal_in_a_link_is_dropped_with_a_notice():
    experiment, (notice,) = from_query("goal=E%3D1")
    assert experiment == Experiment()
    assert "“E=1”" in notice
    assert "E<0.001@50" in notice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E<0.001@50;by=alpha", "Bring E below 0.001 within 50 steps, by α alone."),
        ("w1>1", "Bring w₁ above 1 at the last step."),
        ("stopped>0", "Make the run break off."),
        ("stopped<40", "Bring the step at which the run breaks off below 40."),
    ],
)
def test_a_goal_is_told_in_words(text, words):
    assert goal_words(parse_goal(text), {"alpha": "α"}) == words


def told(method, start=(-15.0, 20.0), steps=60, **values):
    path = descend(OPTIMIZERS[method](**values), GALLERY["bowl"], start, steps)
    columns = {"w1": path.w1, "w2": path.w2, "error": path.error}
    return {"columns": columns, "stopped": path.stopped and path.stopped.step}, path


def judged(draw, name, text, run):
    goal = parse_goal(text)
    asked = {name: getattr(goal, name) for name in ("quantity", "less", "number", "within")}
    return draw("goal.js", name, asked, run)


def reached(draw, text, run):
    return judged(draw, "is_reached", text, run)


@pytest.mark.parametrize("quantity", ["E", "w1", "w2"])
@pytest.mark.parametrize("operator", ["<", ">"])
def test_a_goal_is_reached_where_its_inequality_holds(draw, quantity, operator):
    run, path = told("momentum", eta=0.001, alpha=0.9)
    column = {"E": path.error, "w1": path.w1, "w2": path.w2}[quantity]
    holds = np.less if operator == "<" else np.greater
    for number in (-3.0, 0.5, 30.0):
        assert reached(draw, f"{quantity}{operator}{number}", run) == holds(column[-1], number)
        for within in (3, 20):
            some = holds(column[: within + 1], number).any()
            assert reached(draw, f"{quantity}{operator}{number}@{within}", run) == some


def test_a_run_that_breaks_off_reaches_that_alone(draw):
    run, path = told("gradient-descent", eta=5.0, steps=3000)
    step = path.stopped.step
    assert reached(draw, "stopped>0", run)
    assert reached(draw, f"stopped>0@{step}", run)
    assert not reached(draw, f"stopped>0@{step - 1}", run)
    assert not reached(draw, "E>0", run)
    stays, _ = told("momentum", eta=0.001, alpha=0.9)
    assert not reached(draw, "stopped>0", stays)
    assert not reached(draw, "stopped<9999", stays)


def test_the_words_of_how_far_a_run_is_from_a_goal(draw):
    columns = {"w1": [3, -2, 1], "w2": [0, 0, 0], "error": [9, 0.25, 4]}
    run = {"columns": columns, "stopped": None}
    broken = {"columns": columns, "stopped": 2}
    for text, words in (
        ("E<1", "Now E = 4."),
        ("E<1@2", "Now E = 0.25 at its lowest."),
        ("E>1@1", "Now E = 9 at its highest."),
        ("w1>5@2", "Now w₁ = 3 at its highest."),
        ("w1<-5", "Now w₁ = 1."),
        ("stopped>0", "Now it does not break off."),
    ):
        assert judged(draw, "words_now", text, run) == words
    assert judged(draw, "words_now", "E<1", broken) == "Now it breaks off at t = 2."
    assert judged(draw, "words_now", "stopped>0", broken) == "Now it breaks off at t = 2."
    assert judged(draw, "words_now", "E<1@2", broken) == "Now E = 0.25 at its lowest."


def test_the_smaller_of_two_values_is_the_better_one(draw):
    assert draw("goal.js", "better", None, 0.9) == 0.9
    assert draw("goal.js", "better", 0.9, 0.95) == 0.9
    assert draw("goal.js", "better", 0.9, 0.85) == 0.85
