"""Words about a run that is not worth seeing: the numbers are right, and each button alone repairs it."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.lessons import LESSONS
from app.proposals.search import failings
from app.runs.worth import CLIMBS, ENDS, STILL, blamed
from app.session.run_repair import mending
from app.url import from_query, lesson_experiment
from app.words.repair_words import bound_formula, is_meant, repair_words
from optimizers import OPTIMIZERS, descend, finished
from surfaces import GALLERY, Surface


def shown(text=GALLERY["bowl"].text, **change):
    experiment = Experiment(expression=text).changed(change)
    surface = Surface.parse(text)
    path = descend(experiment.active, surface, experiment.start, experiment.steps)
    return experiment, surface, path


def words(*args, **change):
    experiment, surface, path = shown(*args, **change)
    return repair_words(surface, path, experiment, blamed(path, experiment.view))


def offers(*args, **change):
    experiment, surface, path = shown(*args, **change)
    return finished(mending(surface, experiment, blamed(path, experiment.view)))


def test_nothing_is_said_about_a_run_worth_seeing_or_one_with_few_steps():
    assert words() == ""
    assert words(steps=20) == ""


@pytest.mark.parametrize(
    ("said", "case"),
    [
        ("The run hardly moves in 300 steps.", {"values": {"eta": 1e-7}}),
        ("The run stands still: E has no slope at the start.", {"text": "7"}),
        ("The run is too small to see in this view.", {"start": [0.4, 0.3]}),
        ("No first step: E is not defined at the start.", {"text": "log(w1)"}),
        ("The run does not descend.", {"values": {"alpha": 1}, "steps": 290}),
    ],
)
def test_what_happens_is_said(said, case):
    assert words(**case).startswith(said)


def test_a_path_that_leaves_the_view_needs_no_words():
    assert words(view=[[-16, -10], [-25, 25]]) == ""


def test_a_run_that_runs_away_is_not_said_to_stand_still():
    experiment = Experiment().with_rule("w = w + 100")
    surface = Surface.parse(experiment.expression)
    path = descend(experiment.active, surface, experiment.start, experiment.steps)
    said = repair_words(surface, path, experiment, blamed(path, experiment.view))
    assert said == "The run is out of view from t = 1 on, and E rises."


def test_why_a_run_overflows_is_said_with_the_bound_at_the_start():
    said = words(values={"eta": 0.6})
    assert said.startswith("The run ends at t = ")
    assert "E is too large for floating-point numbers there." in said
    # λmax = 20, 2 (1 + 0.9) / 20 = 0.19, 0.6 / 0.19 = 3.2
    assert "η is 3.2 times the stability limit, 2(α + 1)/λ = 0.19, λ = 20 at the start." in said


def test_a_rate_a_little_above_the_bound_is_not_one_times_the_bound():
    said = words(values={"eta": 0.191}, steps=1000)
    assert "η is just above the stability limit, 2(α + 1)/λ = 0.19, λ = 20 at the start." in said


def test_no_bound_is_said_where_theory_has_none_or_it_explains_nothing():
    assert "λ" not in words(method="adam", values={"eta": 1e4})
    assert "λ" not in words(values={"eta": 0.001}, view=[[-16, -10], [-25, 25]])
    assert "λ" not in words("-w1^2 - w2^2", values={"eta": 1e-9})


def test_the_formula_of_a_bound_is_read_from_the_method():
    assert bound_formula(OPTIMIZERS["gradient-descent"]) == "2/λ"
    assert bound_formula(OPTIMIZERS["nesterov"]) == "2(α + 1)/(λ(2 α + 1))"
    assert bound_formula(OPTIMIZERS["adam"]) == ""


@pytest.mark.parametrize(
    ("label", "case"),
    [
        ("Use η = ", {"values": {"eta": 0.6}}),
        ("Use η = ", {"values": {"eta": 1e-7}}),
        ("Move the start", {"text": "log(w1)^2 + w2^2", "values": {"eta": 0.01}}),
        ("Move the start", {"text": "exp(exp(w1)) + w2^2", "start": [8, 1], "values": {"eta": 1e-16}}),
        ("Move the start", {"text": "w1^2 w2^2", "start": [0, 3]}),
    ],
)
def test_each_button_is_short_and_repairs_the_run_alone(label, case):
    experiment, surface, _ = shown(**case)
    (offer,) = offers(**case)
    assert offer["label"].startswith(label)
    assert len(offer["label"]) <= 24
    after = experiment.changed(offer["change"])
    assert after != experiment
    assert finished(failings(surface, after.active, after.start, after.view, after.steps)) == ()
    assert ("start" in offer["label"]) == ("start" in offer["change"])


@pytest.mark.parametrize("case", [{"start": [0.4, 0.3]}, {"view": [[-16, -10], [-25, 25]]}])
def test_no_other_button_is_offered_if_a_fitting_view_is_enough(case):
    assert offers(**case) == []


@pytest.mark.parametrize("method", ["momentum", "adam", "gradient-descent", "lion", "rmsprop"])
@pytest.mark.parametrize("rate", [0.05, 0.2, 0.5, 3.0, 30.0])
def test_a_remedy_for_a_run_that_is_too_fast_is_never_faster(method, rate):
    case = {"method": method, "values": {"eta": rate}}
    experiment, _, path = shown(**case)
    why = blamed(path, experiment.view)
    for offer in offers(**case):
        if {ENDS, CLIMBS} & set(why) and STILL not in why and "values" in offer["change"]:
            assert offer["change"]["values"]["eta"] <= rate


@pytest.mark.parametrize("text", ["3 w1^2 + 10 w2^2", "w1^4 + w2^4", "(1 - w1)^2 + 100 (w2 - w1^2)^2"])
@pytest.mark.parametrize("reach", [200, 1e7])
def test_the_repairs_of_a_diverging_run_do_not_depend_on_the_view(text, reach):
    view = [[-reach, reach], [-reach, reach]]
    case = {"method": "gradient-descent", "values": {"eta": 1.0}, "start": [-1.2, 5.0], "view": view}
    experiment, _, path = shown(text, **case)
    assert path.stopped is not None
    (offer,) = offers(text, **case)
    assert offer["label"].startswith("Use η = ")
    assert set(offer["change"]) == {"values", "view"}
    after = experiment.changed(offer["change"])
    assert 1e-6 < after.active.eta < 0.1
    assert np.ptp(after.view, axis=1).max() < 60


def test_only_a_run_that_a_lesson_proposes_counts_as_meant():
    for key, lesson in LESSONS.items():
        assert is_meant(lesson_experiment(key))
        for _, link in lesson.tries:
            assert is_meant(from_query(f"lesson={key}&{link}")[0])
        assert not is_meant(lesson_experiment(key).changed({"start": [1.5, 2.5]}))
    assert not is_meant(Experiment())
