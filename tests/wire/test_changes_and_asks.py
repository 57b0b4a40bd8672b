"""The wire: what it sends and when, and what it makes of the answers."""

import json

import numpy as np
import pytest
from wire_page import ADAM, EXPERIMENT, MOMENTUM

from app.packing import fingerprint

FIRST_HELLO, HELLO = ({"ask": "hello", "told": is_told} for is_told in (True, False))
PIN, RUN = {"ask": "pin"}, {"ask": "run"}
ANSWER = 5000
"""Milliseconds after which a missing answer no longer delays newer changes."""
REST = 500
"""Milliseconds between two messages, or of rest in a drag, while the page computes the runs by itself."""


def rejoin(page, token):
    page.run("(token) => void rejoin(token)", token)


@pytest.fixture
def joined(wired):
    """A page whose server has answered the hello."""
    wired.join()
    assert wired.sent() == [(1, None, FIRST_HELLO)]
    wired.answer(1)
    assert wired.known("answered")
    return wired


@pytest.fixture
def alone(joined):
    """A joined page that computes the runs itself, and has sent nothing for a while."""
    joined.wait(10_000)
    joined.answer(None, experiment={**EXPERIMENT, "tab": "path", "expression": "E"}, code={"text": "E"})
    return joined


def test_one_message_is_under_way_and_changes_meanwhile_go_up_as_one(wired):
    assert wired.known("experiment") == {**EXPERIMENT, "settled": True}
    assert wired.said("method") == ["momentum"]
    wired.change(seed=4)
    wired.join()
    assert wired.run("() => [sessions[0].url, sessions[0].token]") == ["ws://static.test/ws", "token 1"]
    assert wired.sent() == [(1, {"seed": 4}, FIRST_HELLO)]
    wired.change(steps=5)
    wired.change(steps=6, values={"eta": 1})
    wired.change(values={"alpha": 0})
    assert wired.sent() == []
    assert wired.run("() => document.documentElement.dataset.settled") == "no"
    values = {"eta": 1, "alpha": 0}
    shown = {**EXPERIMENT, "steps": 6, "values": values, "lineup": [{**MOMENTUM, "values": values}]}
    assert wired.known("experiment") == {**shown, "seed": 4, "settled": False}
    wired.answer(1, experiment={**EXPERIMENT, "steps": 7, "noise": 1})
    assert wired.known("experiment") == {**shown, "noise": 1, "settled": False}  # the visitor's changes stay
    assert wired.sent() == [(2, {"steps": 6, "values": values}, None)]
    wired.answer(None, experiment=EXPERIMENT)  # an unasked message
    assert wired.known("experiment") == {**shown, "settled": False}
    wired.answer(2, experiment=shown)
    assert wired.known("experiment") == {**shown, "settled": True}
    assert wired.run("() => document.documentElement.dataset.settled") == "yes"
    assert wired.said("answered") == [False, True]
    wired.wait(2 * ANSWER)
    assert wired.sent() == []


def test_an_ask_goes_up_after_the_changes_before_it_and_before_those_after_it(wired):
    wired.change(steps=5)
    wired.ask("pin")
    wired.change(steps=6)
    wired.ask("run")
    wired.ask("run")
    wired.change(steps=7)
    assert wired.known("experiment")["steps"] == 7
    wired.join()
    ups = [({"steps": 5}, FIRST_HELLO), (None, PIN), ({"steps": 6}, RUN), (None, RUN), ({"steps": 7}, None)]
    for number, (change, ask) in enumerate(ups, 1):
        assert wired.sent() == [(number, change, ask)]
        assert not wired.known("experiment")["settled"]
        wired.answer(number)
    assert wired.known("experiment")["settled"]


def test_a_lost_answer_holds_newer_changes_back_for_five_seconds(joined):
    joined.change(steps=5)
    joined.wait(1000)
    joined.change(steps=6)
    joined.wait(ANSWER - 1001)
    assert joined.sent() == [(2, {"steps": 5}, None)]
    joined.wait(1)
    assert joined.sent() == [(3, {"steps": 6}, None)]
    joined.answer(2, experiment={**EXPERIMENT, "steps": 5})  # comes late
    assert not joined.known("answered")
    assert joined.known("experiment")["steps"] == 6
    joined.answer(3)
    joined.wait(ANSWER - 100)
    joined.change(steps=7)
    joined.change(steps=8)
    joined.wait(ANSWER - 1)  # the time of the message before has run out, too
    assert joined.sent() == [(4, {"steps": 7}, None)]
    joined.wait(1)
    assert joined.sent() == [(5, {"steps": 8}, None)]


def test_nothing_is_settled_before_an_answer_that_comes_late(joined):
    joined.change(steps=5)
    joined.wait(ANSWER)
    joined.answer(None)  # the server is still there
    assert not joined.known("answered")
    assert not joined.known("experiment")["settled"]
    joined.answer(2, experiment={**EXPERIMENT, "steps": 5})
    assert joined.known("answered")
    joined.join("lost")
    rejoin(joined, "token 2")
    joined.join()
    assert joined.sent() == [(3, None, HELLO)], "what was answered late is not sent again"


def test_an_unanswered_message_is_sent_again_on_the_next_connection(joined):
    joined.change(steps=5)
    joined.change(values={"eta": 1})
    joined.sent()
    joined.join("lost")
    joined.change(values={"alpha": 0})
    joined.wait(3000)
    rejoin(joined, "token 2")
    assert joined.run("() => sessions[1].token") == "token 2"
    joined.join()
    again = {"steps": 5, "values": {"eta": 1, "alpha": 0}}
    assert joined.sent() == [(3, again, HELLO)]
    assert joined.sent(0) == []
    assert joined.said("session") == [1, 2]
    assert joined.said("lost")[-1]
    joined.join("lost", 0)
    joined.answer(3, place=0)  # the connection before
    assert joined.said("lost") == []
    joined.wait(3000)  # the answer to the message before that was lost would have been given up by now
    joined.change(steps=6)
    assert joined.sent() == []
    joined.answer(3)
    assert joined.sent() == [(4, {"steps": 6}, None)]


def test_messages_without_an_answer_for_five_seconds_are_sent_again_in_order(joined):
    joined.change(steps=5)
    joined.ask("pin")
    joined.wait(ANSWER)
    joined.change(values={"eta": 1})
    joined.wait(ANSWER)
    assert joined.sent() == [(2, {"steps": 5}, None), (3, None, PIN), (4, {"values": {"eta": 1}}, None)]
    assert joined.known("experiment")["steps"] == 5
    joined.change(seed=1)
    joined.join("lost")
    rejoin(joined, "token 2")
    joined.join()
    for number, change, ask in [
        (5, {"steps": 5}, HELLO),
        (6, None, PIN),
        (7, {"values": {"eta": 1}, "seed": 1}, None),
    ]:
        assert joined.sent() == [(number, change, ask)]
        joined.answer(number)


def test_an_ask_without_an_answer_is_asked_again_after_the_hello(joined):
    joined.ask("pin")
    joined.change(steps=5)
    joined.ask("run")
    assert joined.sent() == [(2, None, PIN)]
    joined.join("lost")
    rejoin(joined, "token 2")
    joined.join()
    assert joined.sent() == [(3, None, HELLO)]
    for number, change, ask in [(4, None, PIN), (5, {"steps": 5}, RUN)]:
        joined.answer(number - 1)
        assert joined.sent() == [(number, change, ask)]
    joined.answer(5)
    assert joined.sent() == []


def test_a_message_is_dropped_after_four_times_and_unsent_ones_are_kept(joined):
    joined.change(steps=5)
    assert joined.sent() == [(2, {"steps": 5}, None)]
    for number in (3, 4, 5):
        joined.join("lost")
        rejoin(joined, "token")
        joined.join()
        assert joined.sent() == [(number, {"steps": 5}, HELLO)]
    joined.change(seed=6)
    joined.ask("pin")
    joined.change(noise=7)
    joined.join("lost")
    rejoin(joined, "token")
    joined.join()
    shown = {**EXPERIMENT, "seed": 6, "noise": 7}
    assert joined.known("experiment")["settled"] is False
    for number, change, ask in [(6, {"seed": 6}, HELLO), (7, None, PIN), (8, {"noise": 7}, None)]:
        assert joined.sent() == [(number, change, ask)]
        joined.answer(number, experiment=shown if number == 8 else EXPERIMENT)
    assert joined.known("experiment") == {**shown, "settled": True}
    assert joined.sent() == []


def test_an_ask_that_crashes_the_server_is_dropped_after_four_times(joined):
    joined.ask("pin")
    assert joined.sent() == [(2, None, PIN)]
    for number in (3, 5, 7):
        joined.join("lost")
        rejoin(joined, "token")
        joined.join()
        joined.answer(number)
        assert joined.sent() == [(number, None, HELLO), (number + 1, None, PIN)]
    joined.join("lost")
    rejoin(joined, "token")
    joined.join()
    joined.answer(9)
    assert joined.sent() == [(9, None, HELLO)]
    assert joined.known("experiment")["settled"]


UNFINISHED = [
    ({"ask": "race", "budget": 64}, {"race": {"progress": 0.5}}, {"race": {"progress": None}}),
    ({"ask": "text", "key": "page"}, {"text": {"key": "numpy"}}, {"text": {"key": "page"}}),
    ({"ask": "typed", "number": 2, "text": "w1"}, {"verdict": {"number": 1}}, {"verdict": {"number": 2}}),
    (
        {"ask": "restore", "experiment": {"expression": "w2"}},
        {"experiment": EXPERIMENT},
        {"experiment": {**EXPERIMENT, "expression": "w2"}},
    ),
]
"""Asks, a message without the result of each, and one with it."""


def ask_in_full(page, ask):
    page.run("({ ask, ...details }) => requests.ask(ask, details)", ask)


def lose_and_rejoin(page):
    page.join("lost")
    rejoin(page, "token")
    page.join()


@pytest.mark.parametrize(("ask", "without", "with_it"), UNFINISHED, ids=lambda each: str(each.get("ask", "")))
def test_an_answered_ask_is_asked_again_until_its_result_has_come(joined, ask, without, with_it):
    ask_in_full(joined, ask)
    joined.change(steps=5)
    assert joined.sent() == [(2, None, ask)]
    joined.answer(2, **without)
    assert joined.sent() == [(3, {"steps": 5}, None)]
    lose_and_rejoin(joined)
    assert joined.sent() == [(4, None, HELLO)]
    joined.answer(4)
    assert joined.sent() == [(5, None, ask)]
    joined.answer(5, **without)
    assert joined.sent() == [(6, {"steps": 5}, None)]
    joined.answer(6)
    joined.answer(None, **with_it)
    assert joined.known("unfinished") == []
    lose_and_rejoin(joined)
    joined.answer(7)
    assert joined.sent() == [(7, None, HELLO)]


def test_an_ask_that_crashes_the_server_after_its_answer_is_given_up_after_four_times(joined):
    race = {"ask": "race", "budget": 64}
    ask_in_full(joined, race)
    for number in (2, 4, 6, 8):
        assert joined.sent() == [(number, None, race)]
        joined.answer(number, race={"progress": 0})
        assert joined.said("given_up") == []
        lose_and_rejoin(joined)
        assert joined.sent() == [(number + 1, None, HELLO)]
        joined.answer(number + 1)
    assert joined.sent() == []
    assert joined.said("given_up") == [race]
    assert joined.known("unfinished") == []


def test_a_field_whose_text_was_dropped_sends_the_next_one(joined):
    joined.run(
        """async () => {
            const { checked } = await import("/parts/checked.js")
            const [place, field] = ["div", "input"].map((tag) => document.createElement(tag))
            document.body.append(place)
            const options = { shown: () => "", well: () => [], verdict_id: "verdict" }
            checked(place, field, "E", "explorer:half-typed", "typed", "verdict", options)
            window.type = (text) => {
                field.value = text
                field.dispatchEvent(new Event("input"))
            }
        }"""
    )
    joined.run("() => type('bad')")
    for number in (3, 5, 7, 9):
        joined.join("lost")
        rejoin(joined, "token")
        joined.join()
        joined.answer(number)
    joined.sent()
    joined.run("() => type('good')")
    assert joined.sent() == [(10, None, {"ask": "typed", "number": 2, "text": "good"})]


def test_a_message_is_tried_four_times_anew_after_one_that_was_dropped_or_answered(joined):
    for first in (2, 8):
        joined.change(seed=first)
        assert joined.sent() == [(first, {"seed": first}, None)]
        for number, change in [
            (first + 1, {"seed": first}),
            (first + 2, {"seed": first}),
            (first + 3, {"seed": first}),
            (first + 4, None),
        ]:
            joined.join("lost")
            rejoin(joined, "token")
            joined.join()
            assert joined.sent() == [(number, change, HELLO)]
        joined.answer(first + 4)
        joined.change(steps=first)
        assert joined.sent() == [(first + 5, {"steps": first}, None)]
        joined.answer(first + 5)


def test_a_connection_that_fails_is_lost_and_one_that_comes_late_is_left(wired):
    wired.join("fail")
    assert wired.known("lost")
    assert wired.warnings == ["Error: The server has not taken the connection: 1006 "]
    rejoin(wired, "token 2")
    rejoin(wired, "token 3")
    wired.join("open", 2)
    wired.join("open", 1)
    wired.answer(1, 2)
    wired.join("lost", 2)
    assert wired.known("lost")
    assert wired.run("() => sessions[1].sent") == []
    wired.change(steps=5)
    rejoin(wired, "token 4")
    rejoin(wired, "token 5")
    wired.join("fail", 3)
    wired.join("open", 4)
    assert wired.sent(4) == [(2, {"steps": 5}, HELLO)]


def test_a_page_that_computes_its_runs_sends_twice_a_second(alone):
    alone.change(steps=5)
    alone.wait(1)
    assert alone.sent() == [(2, {"steps": 5}, None)]
    alone.answer(2)
    alone.change(steps=6)
    alone.wait(REST - 3)
    alone.change(seed=1)
    assert alone.sent() == []
    alone.wait(3)
    assert alone.sent() == [(3, {"steps": 6, "seed": 1}, None)]
    alone.change(steps=7)
    alone.wait(REST + 1)
    assert alone.sent() == []
    alone.answer(3)  # what waits is due
    assert alone.sent() == [(4, {"steps": 7}, None)]
    alone.change(steps=8)
    alone.answer(4)
    assert alone.sent() == []
    alone.run("() => requests.send()")  # which takes what waits along
    assert alone.sent() == [(5, {"steps": 8}, None)]
    alone.answer(5)
    alone.change(steps=9)
    alone.ask("pin")
    assert alone.sent() == [(6, {"steps": 9}, PIN)]
    alone.answer(6)
    alone.say("code", None)
    alone.change(steps=10)
    assert alone.sent() == [(7, {"steps": 10}, None)]


def test_a_drag_beside_a_map_sends_its_next_change_once_the_map_has_come(joined):
    joined.say("contract", {"limits": {"fan_steps": 50_000}, "from_server": ["basins"]})
    joined.answer(None, experiment={**EXPERIMENT, "tab": "basins"})
    joined.run("() => dispatchEvent(new Event('pointerdown'))")
    joined.change(seed=1)
    assert joined.sent() == [(2, {"seed": 1}, None)]
    joined.change(seed=2)
    joined.answer(2)
    assert joined.sent() == []
    joined.answer(None, basins={"progress": 0.5})
    assert joined.sent() == []
    joined.answer(None, basins={"progress": None, "map": {"x": 1}})
    assert joined.sent() == [(3, {"seed": 2}, None)]
    joined.change(seed=3)
    joined.answer(3)
    joined.wait(1499)
    assert joined.sent() == []
    joined.wait(1)
    assert joined.sent() == [(4, {"seed": 3}, None)], "a map may take longer, or not change"
    joined.answer(4)
    joined.change(seed=4)
    joined.ask(PIN)
    assert joined.sent() == [(5, {"seed": 4}, {"ask": PIN})], "an ask does not wait"
    joined.answer(5)
    joined.change(seed=5)
    joined.run("() => dispatchEvent(new Event('pointerup'))")
    joined.wait(1)
    assert joined.sent() == [(6, {"seed": 5}, None)]


@pytest.mark.parametrize("end", ["pointerup", "pointercancel"])
def test_in_a_drag_it_sends_at_rest_and_at_the_end(alone, end):
    point = (
        "(name) => document.querySelector('button').dispatchEvent(new PointerEvent(name, { bubbles: true }))"
    )
    alone.run(point, "pointerdown")
    for seed in range(3):
        alone.change(steps=5, seed=seed)
        alone.wait(REST - 1)
        assert alone.sent() == []
    alone.wait(1)
    assert alone.sent() == [(2, {"steps": 5, "seed": 2}, None)]
    alone.change(noise=5)
    alone.wait(300)
    alone.answer(2)
    alone.wait(REST - 1)  # of rest, since the answer
    assert alone.sent() == []
    alone.wait(1)
    assert alone.sent() == [(3, {"noise": 5}, None)]
    alone.answer(3)
    alone.change(steps=7)
    alone.run(point, end)
    alone.change(seed=7)  # a slider's last change comes after that
    alone.wait(1)
    assert alone.sent() == [(4, {"steps": 7, "seed": 7}, None)]
    alone.wait(1000)
    alone.answer(4)
    alone.change(steps=8)
    alone.wait(1)
    assert alone.sent() == [(5, {"steps": 8}, None)]


def run_of(error):
    columns = {name: np.array([1.0, 2.0]) for name in ("w1", "w2", "g1", "g2")}
    return {"columns": {**columns, "error": np.array([3.0, error])}, "moments": {}, "limits": {}}


def test_null_instead_of_a_run_stands_for_the_run_before(joined):
    def last_errors():
        return joined.run("() => store.known('told_runs').map(({ columns }) => columns.error[1])")

    joined.answer(None, runs=[run_of(4.0), run_of(5.0)], surface="bowl")
    assert last_errors() == [4, 5]
    joined.answer(None, runs=[run_of(6.0), None])
    assert last_errors() == [6, 5]


def test_a_message_that_cannot_be_applied_is_reported_once_and_the_experiment_stays(joined):
    for _ in range(2):
        joined.answer(None, experiment={**EXPERIMENT, "steps": 5}, runs=7, surface="valley")
    assert joined.known("surface") == "valley"
    assert joined.known("experiment") == {**EXPERIMENT, "settled": True}
    (warning,) = joined.warnings
    assert warning.startswith("A message of the server cannot be read: TypeError")


@pytest.mark.parametrize(
    ("head", "buffer", "is_answer"),
    [
        ("{", b"", False),
        ("null", b"", False),
        (json.dumps({"number": 2, "said": None}), b"", True),
        (json.dumps({"number": 2, "said": {"runs": [{"array": [0, "f8", 9]}]}}), b"12345678", True),
        (json.dumps({"number": 2, "said": {"runs": [{"array": [0]}]}}), b"", True),
    ],
)
def test_a_message_that_cannot_be_read_stalls_nothing(joined, head, buffer, is_answer):
    joined.change(steps=5)
    joined.change(steps=6)
    joined.sent()
    joined.answer_with(head, buffer)
    (warning,) = joined.warnings
    assert warning.startswith("A message of the server cannot be read: ")
    assert joined.sent() == ([(3, {"steps": 6}, None)] if is_answer else [])
    assert not joined.known("answered")
    joined.wait(0 if is_answer else ANSWER)
    joined.answer(3)
    assert joined.known("experiment") == {**EXPERIMENT, "settled": True}


def test_a_method_brings_its_values_its_rule_and_its_sliders(joined):
    joined.said("rule")
    kept = {**MOMENTUM, "values": {"eta": 7, "alpha": 0.5}}
    cosine = {"key": "cosine", "values": {}}
    joined.change(method="adam", values={"beta1": 0.8, "alpha": 3})
    experiment = joined.known("experiment")
    assert experiment["lineup"] == [{**ADAM, "values": {"eta": 0.5, "beta1": 0.8}}]
    assert experiment["values"] == {"eta": 0.5, "beta1": 0.8}
    assert joined.said("method")[-1] == "adam"
    assert joined.said("rule") == [joined.known("rules")["adam"]]
    assert joined.said("sliders")[-1] == ["η", "β1"]
    joined.change(lineup=[{"method": "momentum", "values": kept["values"]}, {**ADAM, "schedule": cosine}])
    assert joined.known("experiment")["lineup"] == [kept, {**ADAM, "schedule": cosine}]
    joined.change(method="momentum", schedule=cosine)
    assert joined.known("experiment")["lineup"][0] == {**kept, "schedule": cosine}
    assert joined.known("experiment")["schedule"] == cosine
    assert len(joined.said("rule")) == 1


def test_hidden_arrows_are_toggled(joined):
    joined.change(hidden=["velocity"])
    for name, hidden in [("slope", ["velocity", "slope"]), ("velocity", ["slope"])]:
        joined.run("(name) => requests.toggle_hidden(name)", name)
        assert joined.known("experiment")["hidden"] == hidden
    joined.run("() => requests.ask('text', { kind: 'python' })")
    assert joined.said("asked")[-1] == {"ask": "text", "kind": "python"}


def test_columns_that_the_server_computes_to_the_same_bits_come_from_the_page(alone):
    """A message lists fingerprints of the page's columns; its answer refers to a column by its index."""
    column = np.array([0.1, -3e300, 0.0, 1e-310, *np.sqrt(np.arange(3000.0))])
    show = """(columns) => store.say("runs", [{ columns: Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, Float64Array.from(column)])) }])"""
    found = "() => sessions.at(-1).sent.splice(0).map(({ number, there }) => [number, there])"
    alone.run(show, {"w1": [*column], "w2": [1, 2], "none": []})
    alone.change(steps=5)
    alone.wait(REST)
    prints = [fingerprint(np.array(each).tobytes()) for each in (column, [1.0, 2.0], [])]
    assert alone.run(found) == [[2, prints]]
    alone.run(show, {"w1": [1, 2]})
    alone.change(steps=6)
    alone.wait(ANSWER)
    assert alone.run(found) == [[3, prints[1:2]]]
    for number, place in ((2, 0), (3, 0)):  # the answer to the first message comes late
        alone.answer_with(json.dumps({"number": number, "said": {"text": {"array": [place]}}}))
    texts = "() => said.filter(([topic]) => topic === 'text').map(([, told]) => [...told])"
    assert alone.run(texts) == [[*column], [1, 2]]
    alone.run(show, {"w1": [0] * 60_000})  # too long for fingerprints
    alone.change(steps=7)
    alone.wait(REST)
    assert alone.run(found) == [[4, []]]
