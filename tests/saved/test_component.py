"""The component for Panel: its parameters, and what it takes from the page."""

import dataclasses
import json
import threading

import numpy as np
import pytest

from app import TrajectoryExplorer, explore
from app.experiment import proposed_run
from app.runs.worth import blamed
from app.url import from_query
from app.words.contents import told_experiment
from optimizers import OPTIMIZERS, SCHEDULES, descend
from surfaces import GALLERY, ExpressionError, Surface

NAMES = ["expression", "let", "method", "values", "start", "steps", "schedule", "data", "batch", "trajectory"]


@pytest.fixture
def explorer():
    return TrajectoryExplorer("3w1^2+10w2^2", "momentum", eta=0.001, alpha=0.9)


def events_of(explorer, names=NAMES):
    """The names of the parameters that change, as somebody who watches all of them is told."""
    found = []
    explorer.param.watch(lambda *events: found.extend(event.name for event in events), names)
    return found


def parameters(explorer):
    return {name: getattr(explorer, name) for name in NAMES[:-1]}


def says(explorer, experiment, number=0, by="a frame"):
    """What a page in a frame sends that shows an experiment."""
    told = json.loads(json.dumps(told_experiment(experiment)))
    explorer._hear(json.dumps({"by": by, "number": number, "experiment": told}))


def test_it_starts_as_explore_does(explorer):
    shown = explore("3w1^2+10w2^2", "momentum", eta=0.001, alpha=0.9)
    assert explorer.experiment == shown.experiment
    assert explorer.link == shown.link
    np.testing.assert_array_equal(explorer.trajectory.w1, shown.trajectory.w1)
    assert parameters(explorer) == {
        "expression": "3w1^2+10w2^2",
        "let": {},
        "method": "momentum",
        "values": {"eta": 0.001, "alpha": 0.9},
        "start": (-15.0, 20.0),
        "steps": 300,
        "schedule": SCHEDULES["constant"](),
        "data": None,
        "batch": None,
    }
    asked = {"data": {"x": [0, 1, 2], "y": [1, 3, 4]}, "batch": 2, "noise": 0.5, "seed": 3}
    noisy = [each("mean((w1 x + w2 - y)^2)", "adam", **asked) for each in (TrajectoryExplorer, explore)]
    np.testing.assert_array_equal(*(each.trajectory.w1 for each in noisy))


def test_a_parameter_that_is_set_gives_the_run_and_one_event_each(explorer):
    events = events_of(explorer)
    explorer.values = {"alpha": 0.5}
    assert explorer.values == {"eta": 0.001, "alpha": 0.5}
    assert sorted(events) == ["trajectory", "values"]
    explorer.start = np.array([4, 3])
    explorer.param.update(steps=20, schedule="cosine")
    assert explorer.schedule == SCHEDULES["cosine"]()
    run = OPTIMIZERS["momentum"](eta=0.001, alpha=0.5)
    path = descend(run, GALLERY["bowl"], (4.0, 3.0), 20, schedule=SCHEDULES["cosine"]())
    np.testing.assert_array_equal(explorer.trajectory.w1, path.w1)
    assert from_query(explorer.link) == (explorer.experiment, [])
    events.clear()
    explorer.start = (4.0, 3.0)
    assert events == []


def test_another_method_has_the_values_that_suit_it_unless_they_are_given(explorer):
    explorer.method = "adam"
    assert explorer.experiment.active == proposed_run("adam", GALLERY["bowl"])
    explorer.param.update(method="rmsprop", values={"eta": 0.3})
    assert explorer.method == "rmsprop"
    assert explorer.values["eta"] == 0.3
    explorer.method = OPTIMIZERS["momentum"](eta=0.01, alpha=0.0)
    assert (explorer.method, explorer.values) == ("momentum", {"eta": 0.01, "alpha": 0.0})


@pytest.mark.parametrize("text", ["(w1^2 - 1)^2 + w2^2", "1e6 (w1 - 300)^2 + w2^2", "rosenbrock"])
def test_another_function_has_a_start_a_view_and_values_that_show_it(explorer, text):
    explorer.expression = text
    assert explorer.expression == GALLERY.get(text, Surface(text)).text
    assert not blamed(explorer.trajectory, explorer.experiment.view)
    explorer.param.update(expression="w1^2 + w2^4", start=(1, 1), values={"eta": 0.02})
    assert (explorer.start, explorer.values["eta"]) == ((1.0, 1.0), 0.02)


@pytest.mark.parametrize(
    ("news", "words"),
    [
        ({"expression": "w1 +"}, "something is missing"),
        ({"expression": 3}, "it must be a text"),
        ({"let": {"q": 1}}, "q cannot be set: the parameters are none"),
        ({"let": 3}, "it is numbers by letter"),
        ({"method": "adm"}, r"did you mean adam\? it is one of gradient-descent"),
        ({"method": "adam", "values": {"alpha": 1}}, "adam has eta, beta1"),
        ({"values": {"lr": 0.1}}, r"did you mean eta\? momentum has eta, alpha"),
        ({"values": {"eta": -1}}, "η must be above 0"),
        ({"start": (1, 2, 3)}, "it is a place, w1 and w2"),
        ({"steps": 0}, "from 1 to"),
        ({"schedule": "cosines"}, "it is one of constant"),
        ({"batch": 2}, "needs a function of data"),
        ({"data": {"x": [1], "y": [2]}}, "neither mean"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_all_stays(explorer, news, words):
    before, path, events = parameters(explorer), explorer.trajectory, events_of(explorer)
    with pytest.raises((TypeError, ValueError, ExpressionError), match=words):
        explorer.param.update(
            steps=7 if "steps" not in news else 0, **{k: v for k, v in news.items() if k != "steps"}
        )
    assert parameters(explorer) == before
    assert explorer.trajectory is path
    assert events == []
    explorer.steps = 10
    assert explorer.trajectory.t.size == 11


def test_what_is_set_while_a_change_is_told_is_shown_too(explorer):
    explorer.param.watch(lambda event: setattr(explorer, "steps", 100), "values")
    explorer.method = "adam"
    assert explorer.experiment.steps == explorer.steps == len(explorer.trajectory.w1) - 1 == 100


def test_what_a_thread_sets_while_the_page_is_heard_is_shown_too(explorer):
    thread = threading.Thread(target=setattr, args=(explorer, "steps", 100))

    def meanwhile(event):
        thread.start()
        thread.join(0.2)  # it waits for the end of what is heard

    explorer.param.watch(meanwhile, "start")
    says(explorer, dataclasses.replace(explorer.experiment, start=(1.0, 2.0)))
    thread.join()
    assert explorer.experiment.start == explorer.start == (1.0, 2.0)
    assert explorer.experiment.steps == explorer.steps == len(explorer.trajectory.w1) - 1 == 100


def test_the_trajectory_is_to_read(explorer):
    with pytest.raises(TypeError, match="Constant parameter"):
        explorer.trajectory = None


def test_a_pair_of_functions_is_refused():
    with pytest.raises(TypeError, match="it must be a text"):
        TrajectoryExplorer((lambda w1, w2: w1, lambda w1, w2: (1, 0)))


def test_what_the_page_shows_sets_the_parameters(explorer):
    events = events_of(explorer)
    says(explorer, explorer.experiment)
    assert events == []
    says(explorer, explorer.experiment.changed({"start": [4, 3], "cursor": 7}))
    assert (explorer.start, explorer.experiment.cursor) == ((4.0, 3.0), 7)
    assert sorted(events) == ["start", "trajectory"]
    events.clear()
    says(explorer, explorer.experiment.changed({"cursor": 8}))
    assert events == []
    says(explorer, explorer.experiment.pinned().with_method("adam"))
    assert explorer.method == "adam"
    assert [run.key for run in explorer.experiment.runs] == ["adam", "momentum"]


def test_what_the_page_says_before_it_knows_what_python_has_set_is_not_heard(explorer):
    before = explorer.experiment
    explorer.steps = 50
    says(explorer, before.changed({"steps": 200}), number=0)
    assert explorer.steps == 50
    says(explorer, explorer.experiment.changed({"start": [1, 2]}), number=1)
    assert (explorer.steps, explorer.start) == (50, (1.0, 2.0))


def test_the_page_brings_back_functions_that_it_has_shown_and_no_others(explorer):
    before = explorer.experiment
    explorer.expression = "(w1^2 - 1)^2 + w2^2"
    says(explorer, before, number=1)
    assert explorer.experiment == before
    other = explore("w1^2 + w2^4", "momentum").experiment
    says(explorer, other, number=2)
    assert explorer.expression == before.expression


@pytest.mark.parametrize(
    "message",
    [
        "",
        "[]",
        "null",
        '{"by": "a"}',
        '{"by": "a", "number": 0, "experiment": 3}',
        '{"by": 3, "number": 0, "experiment": {}}',
        '{"by": "a", "number": "0", "experiment": {"steps": 3}}',
        '{"by": "a", "number": 0, "experiment": {"expression": ["w1"], "steps": 1e9, "lineup": [3]}}',
        b"\\xff",
        None,
        {"steps": 3},
    ],
)
def test_a_message_that_is_not_the_pages_changes_nothing(explorer, message):
    before, events = explorer.experiment, events_of(explorer)
    explorer._hear(message)
    assert explorer.experiment == before
    assert events == []


def test_the_page_is_told_what_python_sets_and_facts_only_with_another_function(explorer):
    frame = explorer.__panel__()
    assert frame is explorer.__panel__()
    assert '"is_hosted":true' in json.loads(frame.page).replace(" ", "")
    assert not any("<" in text for text in (frame.page, frame.facts, frame.told))
    first, facts = json.loads(frame.told), frame.facts
    assert first["version"] == json.loads(facts)["version"]
    explorer.steps = 10
    told = json.loads(frame.told)
    assert (told["by"], told["number"], told["experiment"]["steps"]) == ("", 1, 10)
    assert frame.facts == facts
    says(explorer, explorer.experiment.changed({"start": [1, 2]}), number=1, by="one frame")
    told = json.loads(frame.told)
    assert (told["by"], told["number"], told["experiment"]["start"]) == ("one frame", 1, [1.0, 2.0])
    page = frame.page
    explorer.expression = "w1^2 + w2^4"
    told, facts = json.loads(frame.told), json.loads(frame.facts)
    assert told["version"] == facts["version"] == first["version"] + 1
    assert facts["first"]["code"]["text"] == "w1^2 + w2^4"
    assert frame.page == page


def test_a_function_that_the_browser_cannot_follow_is_a_page_of_its_own(explorer, monkeypatch):
    monkeypatch.setattr(Surface, "instructions", None)
    frame = explorer.__panel__()
    page = frame.page
    explorer.steps = 10
    assert frame.page != page
    assert "What is shown is fixed" in json.loads(frame.page)


def test_letters_follow_the_page_and_python():
    explorer = TrajectoryExplorer(
        "w1^2 + k w2^2 + b w1", "gradient-descent", let={"k": 2}, eta=0.05, start=(1.0, 1.0), steps=5
    )
    assert explorer.let == {"k": 2.0, "b": 1.0}
    assert explorer.trajectory.w2[1] == pytest.approx(0.8)
    events = events_of(explorer)
    told = json.loads(json.dumps(told_experiment(explorer.experiment) | {"let": {"k": 3}}))
    explorer._hear(json.dumps({"by": "a", "number": explorer._number, "experiment": told}))
    assert explorer.let == {"k": 3.0, "b": 1.0}
    assert sorted(events) == ["let", "trajectory"]
    assert explorer.trajectory.w2[1] == pytest.approx(0.7)
    assert "let=k:3.0" in explorer.link
    explorer.let = {"b": 0}
    assert explorer.let == {"k": 3.0, "b": 0.0}
    assert explorer.trajectory.w1[1] == pytest.approx(0.9)
    explorer.param.update(expression="w1^2 + c w2^2", let={"c": 4})
    assert (explorer.let, explorer.experiment.let) == ({"c": 4.0}, (("c", 4.0),))
    explorer.expression = Surface.parse("w1^2 + k w2^2").at(k=4.0)
    assert explorer.let == {"k": 4.0}
    explorer.expression = "rosenbrock"
    assert explorer.let == {"b": 100.0}


def test_a_batch_and_data_are_set_from_both_sides():
    text, data = "mean((w1 x + w2 - y)^2)", {"x": [0, 1, 2, 4], "y": [1, 3, 5, 4]}
    line = Surface.parse(text, data)
    asked = {"batch": 2, "steps": 20, "eta": 0.01, "alpha": 0.5, "start": (-1.0, 2.0)}
    explorer = TrajectoryExplorer(text, "momentum", data=data, **asked)
    run = OPTIMIZERS["momentum"](eta=0.01, alpha=0.5)

    def follows(batch):
        path = descend(run, line, (-1.0, 2.0), 20, batch=batch)
        np.testing.assert_array_equal(explorer.trajectory.w1, path.w1)

    follows(2)
    explorer.batch = 1
    follows(1)
    says(explorer, explorer.experiment.changed({"batch": 3}), number=1)
    assert explorer.batch == 3
    follows(3)
    with pytest.raises(ValueError, match="from 1 to 4"):
        explorer.batch = 5
    assert explorer.batch == 3
    moved = {"names": ["x", "y"], "columns": [[0, 1, 2, 4], [1, 3, 5, 2]]}
    says(explorer, explorer.experiment.changed({"data": moved}), number=1)
    line = Surface.parse(line.text, {"x": [0, 1, 2, 4], "y": [1, 3, 5, 2]})
    follows(3)
    assert explorer.data == {"x": [0, 1, 2, 4], "y": [1, 3, 5, 2]}
    explorer.data = np.array([[0, 1], [1, 3], [2, 5], [4, 9]])
    line = Surface.parse(line.text, {"x": [0, 1, 2, 4], "y": [1, 3, 5, 9]})
    follows(3)
    assert explorer.data == {"x": [0, 1, 2, 4], "y": [1, 3, 5, 9]}
    explorer.expression = "w1^2 + w2^4"
    assert explorer.batch is None
