"""What is said of a search's result is true of the run that it shows."""

import dataclasses

import pytest

from app.experiment import Experiment
from app.proposals.search import Proposal, proposal
from app.runs.worth import STILL
from app.words.typed_words import aside_words, typed_words
from optimizers import OPTIMIZERS, close_at, descend, finished
from surfaces import Surface, Table

BEFORE = Experiment(expression="w1^2 + 30 w2^2")
SURFACE = Surface.parse(BEFORE.expression)


def found_from(rate: float) -> Proposal:
    run = dataclasses.replace(BEFORE.active, eta=rate)
    far = dataclasses.replace(BEFORE, runs=(run,), view=((300, 310), (300, 310)))
    return finished(proposal(SURFACE, far, [frozenset({"view", "eta"})]))


@pytest.mark.parametrize("steps", [15, 300])
def test_a_proposal_arrives_if_its_run_does(steps):
    far = dataclasses.replace(BEFORE, steps=steps, view=((300, 310), (300, 310)))
    found = finished(proposal(SURFACE, far, [frozenset({"view", "start"})]))
    after = found.experiment
    path = descend(after.active, SURFACE, after.start, after.steps)
    close = close_at(path, [(0.0, 0.0)])
    assert found.arrives == (close is not None and close_at(path) <= 0.9 * steps)


def test_no_run_is_promised_to_arrive_at_a_flat_minimum():
    flat = Surface.parse("1000 w1^4 + w2^2")  # too flat to tell its minimum from a line of minima
    runs = (OPTIMIZERS["rprop"](),)
    far = dataclasses.replace(BEFORE, expression=flat.text, runs=runs, view=((300, 310), (300, 310)))
    found = finished(proposal(flat, far, [frozenset({"view", "start", "eta"})]))
    after = found.experiment
    path = descend(after.active, flat, after.start, after.steps)
    assert close_at(path, [(0.0, 0.0)]) <= 0.9 * after.steps
    assert not found.arrives


@pytest.mark.parametrize("arrives", [True, False])
def test_only_a_run_that_arrives_is_promised_to_arrive(arrives):
    moved = dataclasses.replace(BEFORE, start=(1.0, 2.0))
    found = dataclasses.replace(found_from(0.01), why=(), arrives=arrives)
    said = typed_words(SURFACE, BEFORE, moved, found, frozenset())
    assert said.startswith("Chosen ")
    assert said.endswith(": start (1, 2).")
    assert ("so that it arrives" in said) == arrives


def test_where_nothing_was_found_no_setting_is_said_to_help():
    moved = dataclasses.replace(BEFORE, start=(1.0, 2.0))
    found = dataclasses.replace(found_from(0.01), experiment=None, why=(STILL,))
    said = typed_words(SURFACE, BEFORE, moved, found, frozenset())
    assert said == "No start and no values were found that show more."


def test_only_a_run_that_stays_in_the_domain_is_promised_to_stay_there():
    text = "sqrt(w1) + w2^2"
    begin = Experiment(expression=text, start=(1.0, 1.0), view=((-5.0, 5.0), (-5.0, 5.0)))
    found = finished(proposal(Surface.parse(text), begin, [frozenset({"eta", "start", "view"})]))
    for breaks_off in (False, True):
        told = dataclasses.replace(found, breaks_off=breaks_off, why=())
        said = typed_words(Surface.parse(text), begin, told.experiment, told, frozenset())
        assert ("stays where E is defined" in said) == (not breaks_off)


def test_a_text_without_sums_leaves_the_table_aside_and_says_so():
    table = Table.of({"x": [0], "y": [1]})
    write = "Write mean(…) to go over the rows of your table, where "
    assert aside_words("(w1 x + w2 - y)^2", table) == [write + "x and y are columns."]
    assert aside_words("w1^2 + 2y", table) == [write + "y is a column."]
    for text in ("w1^2 + exp(w2)", "mean((w1 x + w2 - y)^2)"):
        assert not aside_words(text, table)
    assert not aside_words("x^2 + y^2", None)


def test_a_refusal_speaks_of_the_table_only_if_a_column_is_refused():
    table = Table.of({"time": [0], "way": [1]})
    text = "w1 time + bread"
    assert aside_words(text, table, text.index("time"))
    assert not aside_words(text, table, text.index("bread"))
