"""While a guess is awaited, runs are told by their start alone."""

from dataclasses import replace

import pytest

from app.experiment import Experiment
from app.runs.follow import runs_of
from app.saved.files import write
from app.url import from_query, to_query
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import GALLERY

BOWL = GALLERY["bowl"]
AWAITED = replace(Experiment(), guess="place")


@pytest.mark.parametrize("key", OPTIMIZERS)
def test_an_awaited_run_has_its_first_row_alone(key):
    (run,) = runs_of(BOWL, replace(AWAITED, runs=(OPTIMIZERS[key](),), noise=0.5, fan=5))
    assert {len(column) for column in run.told["columns"].values()} == {1}
    assert (run.told["columns"]["w1"][0], run.told["columns"]["w2"][0]) == AWAITED.start
    assert run.told["fan"] is None
    assert run.told["limits"] == {}
    assert [run.told[name] for name in ("error", "distance", "close", "stopped")] == [None] * 4


@pytest.mark.parametrize("key", SCHEDULES)
def test_so_has_one_with_a_schedule(key):
    (run,) = runs_of(BOWL, replace(AWAITED, schedules=(SCHEDULES[key](),)))
    assert run.path.t.tolist() == [0]


def test_so_have_the_pinned_runs_which_may_be_copies_of_it():
    assert {run.path.t.size for run in runs_of(BOWL, AWAITED.pinned())} == {1}


def test_the_answer_tells_the_whole_run():
    (run,) = runs_of(BOWL, replace(AWAITED, guessed=(300.0, 1.0, 2.0)))
    assert run.path.t.size == 301


def test_a_change_of_the_run_makes_the_answer_void_and_another_change_does_not():
    answered = replace(AWAITED, guessed=(300.0,))
    for changes in ({"start": [1, 2]}, {"values": {"eta": 0.002}}, {"steps": 7}, {"method": "adam"}):
        assert answered.changed(changes).asked_anew(answered).awaited
    for changes in ({"view": [[-1, 1], [-1, 1]]}, {"log_error": True}, {"cursor": 3}):
        assert not answered.changed(changes).asked_anew(answered).awaited
    assert not answered.pinned().asked_anew(answered).awaited


def test_a_lesson_asks_its_question_once():
    asked = from_query("lesson=saddle&guess=place")[0]
    assert asked.awaited
    assert asked.changed({"steps": 7}).asked_anew(asked).awaited
    answered = asked.changed({"guessed": [7, 0, 0]})
    again = answered.changed({"steps": 8}).asked_anew(answered)
    assert (again.guess, again.guessed) == ("off", ())


def test_no_map_and_no_strip_of_rates_is_open_while_a_guess_is_awaited():
    shown = replace(Experiment(), tab="basins", tune=True).changed({"guess": "curve"})
    assert (shown.tab, shown.tune) == ("path", False)
    assert from_query("guess=place&tab=basins&tune=on")[0].tab == "path"
    assert AWAITED.changed({"tab": "plane", "tune": True}) == AWAITED
    assert AWAITED.changed({"tab": "pairs"}).tab == "pairs"


@pytest.mark.parametrize("wrong", [[1, 2], [-1], ["300"], [300, 1, 1e400], 300, [20000], [1.0] * 43])
def test_numbers_that_are_no_guess_are_left_out(wrong):
    assert AWAITED.changed({"guessed": wrong}) == AWAITED


def test_a_link_keeps_the_guess_and_one_without_a_t_asks_for_the_last_step():
    experiment, notices = from_query("guess=place&steps=40")
    assert not notices
    assert (experiment.awaited, experiment.cursor) == (True, 40)
    assert from_query("guess=place&t=12")[0].cursor == 12
    answered = replace(experiment, guessed=(40.0, 1.5, -2.0))
    assert from_query(to_query(answered)) == (answered, [])


def test_a_link_that_asks_for_no_known_guess_says_so():
    (notice,) = from_query("guess=end")[1]
    assert "“end”" in notice
    assert "place or curve" in notice


@pytest.mark.parametrize("ending", ["csv", "py", "ipynb", "html"])
def test_no_file_of_an_awaited_run_tells_its_end(ending, tmp_path):
    (run,) = runs_of(BOWL, Experiment())
    write(tmp_path / f"run.{ending}", AWAITED, BOWL)
    text = (tmp_path / f"run.{ending}").read_text(encoding="utf-8")
    for column in (run.path.w1, run.path.w2, run.path.error):
        assert repr(float(column[-1])) not in text
    if ending == "csv":
        assert len(text.splitlines()) == 2
