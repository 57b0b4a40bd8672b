"""One session without a browser: every message is answered once, and none breaks the session."""

import json
import math
from concurrent.futures import Future
from types import SimpleNamespace

import pytest
from bare_session import Session, called
from bokeh.document import Document
from hypothesis import given
from hypothesis import strategies as st
from panel.io.state import set_curdoc, state

from app.contract import ASKS
from app.experiment import Experiment
from app.lessons import LESSONS
from app.rules.gallery import EXAMPLES
from app.session import background, page, racing, reader
from app.session.bokeh_patches import KIND
from app.session.parser_pool import BusyError
from app.url import from_query, standing_surfaces, to_query
from app.words.contents import constants, contents, told_experiment
from optimizers import OPTIMIZERS, finished
from optimizers.fused import PART
from surfaces import GALLERY, PLAIN, ExpressionError, Surface

words = st.sampled_from(["adam", "rosenbrock", "activate", "remove", "hide", "table", "numpy", "torch"])
names = st.sampled_from(
    ["key", "ask", "act", "place", "step", "try", "g", "text", "number", "keys", "budget", "undo", "values"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats() | st.text(max_size=8) | words,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(names, each, max_size=4),
    max_leaves=8,
)
asks = st.sampled_from(ASKS)


@pytest.fixture(scope="module")
def session():
    return Session()


@given(change=anything, ask=anything)
def test_any_message_is_answered_once(session, change, ask):
    heads = session.hears(change=change, ask=ask)
    assert [head["number"] for head in heads].count(7) == 1


@given(name=asks, details=anything)
def test_any_ask_is_answered_once_and_leaves_a_page_that_its_link_restores(session, name, details):
    details = details if isinstance(details, dict) else {}
    heads = session.hears(ask={**details, "ask": name})
    assert [head["number"] for head in heads].count(7) == 1
    told = [head["said"]["experiment"] for head in heads if "experiment" in head["said"]]
    if told:
        assert from_query(told[-1]["query"]) == (session.explorer.experiment, [])


@given(name=asks, details=anything)
def test_any_ask_before_the_greeting_is_answered_once(name, details):
    session = Session(greets=False)
    heads = session.hears(ask={**(details if isinstance(details, dict) else {}), "ask": name})
    assert [head["number"] for head in heads].count(7) == 1


@pytest.mark.parametrize("key", ["page", "numpy", "torch", "notebook"])
def test_a_text_that_is_asked_for_before_the_greeting_comes_after_the_first_runs(key):
    session = Session(greets=False)
    assert session.hears(ask={"ask": "text", "key": key}) == [{"number": 7, "said": {}}]
    answer, text = session.hears(ask={"ask": "hello"})
    assert answer["said"]["runs"]
    assert text["said"]["text"]["key"] == key


def test_a_drag_sends_only_changed_facts():
    session = Session()
    (head,) = session.hears(change={"values": {"alpha": 0.5}})
    assert set(head["said"]) == {"experiment", "runs"}
    assert head["said"]["experiment"]["values"]["alpha"] == 0.5


def test_the_first_message_has_all_that_is_in_sight():
    said = Session("run=adam&run=momentum").first["said"]
    assert {"experiment", "runs", "ground", "formulas", "code"} <= set(said)
    assert not {"pairs", "curvature", "basins", "plane"} & set(said)
    assert [run["title"] for run in said["runs"]] == ["Adam", "Momentum"]


def test_a_page_is_told_its_first_facts_only_once_and_another_browser_all():
    session = Session(greets=False)
    greeting = {"ask": {"ask": "hello", "told": True}}
    (first,), (second,) = session.hears(**greeting), session.hears(**greeting)
    assert {"experiment", "runs"} <= set(first["said"])
    assert not {"formulas", "code", "suggested"} & set(first["said"])
    assert {"formulas", "code", "suggested", *first["said"]} <= set(second["said"])


def test_pages_that_found_no_room_take_none(monkeypatch):
    class Server:
        sessions = []

    def come():
        document = Document()
        document._session_context = lambda: context
        has_room = page._has_room(document)
        Server.sessions.append(SimpleNamespace(document=document))
        return has_room

    context = SimpleNamespace(server_context=Server)
    monkeypatch.setattr(page, "MOST_SESSIONS", 2)
    assert [come() for _ in range(6)] == [True, True, *[False] * 4]
    del Server.sessions[0]
    assert [come() for _ in range(2)] == [True, False]


def test_an_unchanged_run_is_not_sent_again():
    session = Session("run=adam&run=momentum")
    (head,) = session.hears(change={"values": {"eta": 0.5}})
    assert [run is not None for run in head["said"]["runs"]] == [True, False]
    (head,) = session.hears(change={"start": [1, 2]})
    assert all(head["said"]["runs"])


@pytest.mark.parametrize("change", [{"log_error": True}, {"cursor": 3}, {"panel": "runs"}, {"crop": 5}])
def test_looking_elsewhere_sends_no_runs_and_no_ground(change):
    (head,) = Session().hears(change=change)
    assert set(head["said"]) == {"experiment"}


def test_ground_comes_with_the_surface_alone():
    session = Session()
    (head,) = session.hears(change={"view": [[-30, 30], [-24, 24]]})
    assert set(head["said"]) == {"experiment"}
    (head,) = session.hears(ask={"ask": "surface", "key": "himmelblau"})
    assert head["said"]["ground"]["minima"] == json.loads(json.dumps(GALLERY["himmelblau"].minima))


def test_what_is_computed_over_the_view_goes_by_the_one_that_is_shown():
    session = Session("tab=basins&view=-2,2,-1,1")
    shown = ((-4.0, 4.0), (-1.0, 1.0))
    seen = {"ask": "seen", "wanted": [[-2, 2], [-1, 1]], "view": shown}
    session.hears(ask=seen)
    explorer = session.explorer
    assert explorer.maps._work.view == shown
    assert explorer.experiment.view == ((-2.0, 2.0), (-1.0, 1.0)), "the link keeps what is wanted"
    session.hears(change={"view": [[0, 1], [0, 1]]})
    assert explorer.maps._work.view == ((0.0, 1.0), (0.0, 1.0)), "of another view nothing was told"


@pytest.mark.parametrize("bad", [{}, {"view": None}, {"view": [[1, 0], [0, 1]]}, {"wanted": "all"}])
def test_a_view_that_makes_no_sense_is_not_shown(bad):
    session = Session("tab=basins")
    view = session.explorer.experiment.view
    session.hears(ask={"ask": "seen", **({"wanted": view, "view": view} | bad if bad else {})})
    assert session.explorer.maps._work.view == view


def test_long_runs_are_computed_in_slices_and_answered_when_they_are_there(later, monkeypatch):
    session = Session("steps=10000")
    for each in ("_SLICE", "_FIRST_SLICE"):
        monkeypatch.setattr(background, each, 1e-9)  # each part of a run is one
    session.heads.clear()
    session.receive(json.dumps({"number": 1, "change": {"start": [1, 2]}}))
    session.receive(
        json.dumps({"number": 2, "change": {"start": [3, 4]}, "ask": {"ask": "text", "key": "numpy"}})
    )
    assert not session.heads
    monkeypatch.setattr(background, "_PATIENCE", 0.0)
    monkeypatch.setattr(background, "_REPORTS", 0.0)
    turns = 0
    while later:
        later.popleft()()
        turns += 1
    *before, answer, text = session.heads  # before, it says that it is still there, which is not the answer
    assert turns >= 10_000 // PART
    assert before == [{"number": None, "said": {}}] * len(before) != []
    assert answer["number"] == 2
    assert [run["of"]["start"] for run in answer["said"]["runs"]] == [[3, 4]]
    assert answer["said"]["experiment"]["start"] == [3, 4]
    assert text["said"]["text"]["key"] == "numpy"
    assert "[3.0, 4.0]" in text["said"]["text"]["text"], "the script is of the runs that it waited for"


def test_what_is_pinned_with_a_change_under_way_is_the_run_after_it():
    session = Session()
    session.hears(change={"values": {"alpha": 0.25}}, ask={"ask": "pin"})
    assert [run.alpha for run in session.explorer.experiment.runs] == [0.25, 0.25]


def test_another_method_brings_its_values_and_the_page_has_its_controls_and_rule_already():
    (head,) = Session().hears(change={"method": "adam"})
    assert {"axes", "experiment", "runs"} == set(head["said"])
    assert head["said"]["runs"][0]["title"] == "Adam"
    (run,) = head["said"]["experiment"]["lineup"]
    assert run == {
        "method": "adam",
        "values": head["said"]["experiment"]["values"],
        "schedule": {"key": "constant", "warm_up": 0.0},
        "batch": 0,
    }
    rule = constants()["rules"]["adam"]
    assert [row["label"] for row in rule["sliders"]] == ["η", "β1", "β2", "ε"]
    assert run["values"] == rule["defaults"] | GALLERY["bowl"].suggested["adam"]


@pytest.mark.parametrize(
    ("surface", "panel"), [(PLAIN["bowl"], "runs"), (GALLERY["line"], "data"), (GALLERY["line"], "runs")]
)
def test_contents_are_the_same_objects_while_numbers_change(surface, panel):
    experiment = Experiment().on_surface(surface).changed({"panel": panel})
    before = contents(experiment, surface)
    after = contents(experiment.changed({"values": {"alpha": 0.3}, "steps": 50}), surface)
    assert [topic for topic in before if after[topic] is not before[topic]] == []
    assert bool(before["columns"]) == (panel == "data")


def test_the_first_facts_of_the_page_are_json():
    json.dumps({**constants(), **contents(Experiment(), PLAIN["bowl"])}, allow_nan=False)


def test_a_server_gets_ready_also_where_no_process_can_be_started(monkeypatch):
    refused = Future()
    refused.set_exception(BusyError())
    monkeypatch.setattr(page.PARSER_POOL, "warm", lambda: refused)
    page.get_ready()


def test_a_session_holds_the_wire_and_nothing_else():
    roots, document = list(state._fake_roots), Document()
    with set_curdoc(document):
        page.open_page()
    assert document.roots == []
    assert not list(document.models)
    assert set(document.callbacks._message_callbacks) == {KIND, "bokeh_event"}
    assert state._fake_roots == roots  # as Panel would keep one for a template


# Texts and links that take long


@pytest.fixture
def slow(monkeypatch):
    """Delays texts: slow[text] is the future of its surface."""
    futures = {}
    monkeypatch.setattr(reader.PARSER_POOL, "surface", lambda text, _: futures.setdefault(text, Future()))
    monkeypatch.setattr(
        Document, "add_next_tick_callback", lambda self, callback: called(lambda act: act(), callback)
    )
    return futures


def test_a_slow_text_does_not_replace_a_newer_choice(slow):
    slow[Experiment().expression] = done = Future()
    done.set_result(GALLERY["bowl"])
    session = Session()
    session.hears(ask={"ask": "typed", "text": "w1^4 + w2^2", "number": 1})
    session.hears(ask={"ask": "surface", "key": "rosenbrock"})
    slow["w1^4 + w2^2"].set_result(Surface.parse("w1^4 + w2^2"))
    assert session.explorer.experiment.expression == GALLERY["rosenbrock"].text
    assert [head["said"]["verdict"]["number"] for head in session.heads] == [1]


@pytest.mark.parametrize(
    ("asks", "topic"),
    [
        ([{"ask": "typed", "text": "w1^4 + w2^2", "number": 1}], "verdict"),
        (
            [{"ask": "rule", "open": True}, {"ask": "typed_rule", "text": "w = w - 2 η g", "number": 1}],
            "rule_verdict",
        ),
    ],
)
def test_a_text_is_judged_with_its_experiment_however_long_the_run_takes(asks, topic, later, monkeypatch):
    """Alone, a verdict would come to a browser that still has the text before, and puts that back."""

    def parsed(text, table):
        done = Future()
        done.set_result(Surface.parse(text))
        return done

    session = Session()
    monkeypatch.setattr(reader.PARSER_POOL, "surface", parsed)
    compute_slowly(session, monkeypatch)
    for ask in asks:
        session.receive(json.dumps({"number": 8, "ask": ask}))
        for _ in range(100):
            if later:
                later.popleft()()
    (head,) = [head for head in session.heads if topic in head["said"]]
    assert head["said"][topic] == {"number": 1, "message": "", "position": None}
    assert asks[-1]["text"] in json.dumps(head["said"]["experiment"], ensure_ascii=False)


def compute_slowly(session, monkeypatch):
    """Let no run be computed within the event that wants it."""
    begin = session.explorer._running.start

    def start(*work, at_once):
        assert at_once
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(background, "_FIRST_SLICE", 0)
            begin(*work, at_once=at_once)

    monkeypatch.setattr(session.explorer._running, "start", start)


def whole(session: Session) -> dict:
    """What the browser keeps of the experiment."""
    return json.loads(json.dumps(told_experiment(session.explorer.experiment)))


def test_a_whole_experiment_is_shown_again():
    session = Session("lesson=speed-up")
    kept, before = whole(session), session.explorer.experiment
    session.hears(ask={"ask": "surface", "key": "rosenbrock"})
    session.hears(change={"method": "adam"}, ask={"ask": "pin"})
    session.hears(ask={"ask": "lesson", "key": "momentum"})
    (head,) = session.hears(ask={"ask": "restore", "experiment": kept})
    assert session.explorer.experiment == before
    assert head["said"]["expression"] == "w1 + 2 w2"
    assert head["said"]["lesson"]["number"] == "1.5"


def test_a_whole_experiment_whose_function_is_refused_changes_nothing(slow):
    slow[Experiment().expression] = done = Future()
    done.set_result(GALLERY["bowl"])
    session = Session()
    before = session.explorer.experiment
    kept = {**whole(session), "expression": "w1 +", "steps": 7}
    session.hears(ask={"ask": "restore", "experiment": kept})
    slow["w1 +"].set_exception(ExpressionError("Something is missing.", 4))
    assert session.heads[-1]["said"]["refused"]["text"] == "w1 +"
    assert session.explorer.experiment == before


def test_an_experiment_that_comes_late_does_not_replace_a_newer_one(slow):
    slow[Experiment().expression] = done = Future()
    done.set_result(GALLERY["bowl"])
    session = Session()
    session.hears(ask={"ask": "restore", "experiment": {**whole(session), "expression": "w1^4 + w2^2"}})
    session.hears(ask={"ask": "surface", "key": "rosenbrock"})
    slow["w1^4 + w2^2"].set_result(Surface.parse("w1^4 + w2^2"))
    assert session.explorer.experiment.expression == GALLERY["rosenbrock"].text


def test_a_link_that_is_refused_in_the_end_says_why(slow):
    slow[Experiment().expression] = done = Future()
    done.set_result(GALLERY["bowl"])
    session = Session("e=w1 %2B")
    slow["w1 +"].set_exception(ExpressionError("Something is missing.", 4))
    (head,) = session.heads
    assert head["said"]["refused"] == {"text": "w1 +", "message": "Something is missing.", "position": 4}
    assert session.explorer.experiment == Experiment()


SHOWS_A_QUARTIC = {
    "link": lambda _: {"query": "?e=w1^4 %2B w2^2&steps=7"},
    "restore": lambda kept: {"experiment": {**kept, "expression": "w1^4 + w2^2", "steps": 7}},
}


@pytest.mark.parametrize("slice_seconds", [1e-9, math.inf])
@pytest.mark.parametrize("name", SHOWS_A_QUARTIC)
def test_a_link_and_a_whole_experiment_are_waited_for_while_the_workers_are_busy(
    name, slice_seconds, slow, later, monkeypatch
):
    """However little of a run is computed at once: the rest comes on the event loop."""
    monkeypatch.setattr(background, "_FIRST_SLICE", slice_seconds)
    monkeypatch.setattr(Document, "add_timeout_callback", lambda self, callback, _: later.append(callback))
    slow[Experiment().expression] = done = Future()
    done.set_result(GALLERY["bowl"])
    session = Session()
    slow["w1^4 + w2^2"] = done = Future()
    done.set_exception(BusyError())
    (head,) = session.hears(ask={"ask": name, **SHOWS_A_QUARTIC[name](whole(session))})
    assert head["said"] == {}
    slow["w1^4 + w2^2"] = done = Future()
    done.set_result(Surface.parse("w1^4 + w2^2"))
    while later:
        later.popleft()()
    assert session.explorer.experiment.expression == "w1^4 + w2^2"
    assert session.explorer.experiment.steps == 7


def test_a_surface_that_was_turned_stays_so_while_one_goes_on_within_a_lesson():
    session = Session("lesson=saddle")
    session.hears(change={"camera": [10, 20]})
    session.hears(ask={"ask": "lesson", "question": True})
    assert session.explorer.experiment.awaited
    assert session.explorer.experiment.camera == (10, 20)
    session.hears(ask={"ask": "lesson", "try": 1})
    assert session.explorer.experiment.camera == (10, 20)
    session.hears(ask={"ask": "lesson", "key": "saddle"})
    assert session.explorer.experiment.camera == (125, 30)


@pytest.mark.parametrize("query", ["e=", "?e=&e=", "e=w1&e=", "lesson=unknown&e= ", "=&&=", "?"])
def test_a_link_without_a_function_says_so_as_the_address_does(query, slow):
    slow[Experiment().expression] = done = Future()
    done.set_result(GALLERY["bowl"])
    session = Session()
    heads = session.hears(ask={"ask": "link", "query": query})
    for text in set(slow) - {Experiment().expression}:
        with pytest.raises(ExpressionError) as refusal:
            Surface.parse(text)
        slow[text].set_exception(refusal.value)
    (told,) = [head["said"]["linked"] for head in heads + session.heads if "linked" in head["said"]]
    assert told["notices"] == from_query(query)[1]
    assert session.explorer.surface.text == session.explorer.experiment.expression


@pytest.mark.parametrize("key", LESSONS)
def test_functions_of_lessons_need_no_worker_and_stay_cached(key, monkeypatch):
    standing_surfaces()

    def ask_a_worker(text, *_):
        pytest.fail(f"{text} is read anew")

    monkeypatch.setattr(reader.PARSER_POOL, "_queue", ask_a_worker)
    session = Session(f"lesson={key}")
    assert session.explorer.surface.text == session.explorer.experiment.expression
    for k in range(len(LESSONS[key].tries)):
        session.hears(ask={"ask": "lesson", "try": k})
        assert session.explorer.surface.text == session.explorer.experiment.expression


# Faults of the past


_AT_THE_ENDS = [
    "1e308*1.7",
    "-1e308*1.7",
    "1e308 w1",
    "1e-320 w1",
    "1e308 max(w1, w2)",
    "1.7e308 (cos(w1) + cos(w2))",
]


@pytest.mark.parametrize("text", _AT_THE_ENDS)
def test_the_largest_and_smallest_numbers_do_not_break_a_session(text):
    session = Session(f"e={text}&panel=curvature")
    for change in ({"values": {"alpha": 0.5}}, {"log_error": True}, {"tab": "plane"}, {"tab": "pairs"}):
        head, *_ = session.hears(change=change)
        assert head["said"]["experiment"]["query"] == to_query(session.explorer.experiment)


def test_a_colouring_does_not_compute_a_map_again():
    session = Session("tab=plane&steps=20")
    maps = session.explorer.maps
    maps.follow(session.explorer.experiment, session.explorer.surface)
    maps._found = finished(maps._work.begin(None))
    maps._background.stop()
    session.hears(change={"colouring": "close"})
    session.hears(change={"values": {"eta": 0.01}})
    assert not maps._background.busy
    session.hears(change={"steps": 30})
    assert maps._background.busy


@pytest.mark.parametrize("tab", ["basins", "plane"])
def test_a_coarse_map_in_a_crowd_has_half_the_points_along_each_axis_and_the_fine_one_is_the_same(tab):
    explorer = Session(f"tab={tab}&steps=20").explorer
    work = explorer.maps._work

    def image(found):
        return work.told(found, explorer.experiment)["map"]["image"]

    coarse, coarser = (finished(work.begin(None, in_crowd)) for in_crowd in (False, True))
    assert len(image(coarser)) == -(-len(image(coarse)) // 2)
    fine, also_fine = (image(finished(work.begin(first))) for first in (coarse, coarser))
    assert fine.tobytes() == also_fine.tobytes()


def finish(job):
    while job.waits:
        job.go_on(math.inf, lambda act, told: act(told))


@pytest.mark.parametrize("tab", ["basins", "plane"])
def test_a_finer_map_can_be_stopped_and_a_change_begins_the_next_one(tab):
    session = Session(f"tab={tab}&steps=20")
    maps = session.explorer.maps
    first = maps._background._job
    assert len(session.hears(ask={"ask": "stop_map"})) == 1  # the coarse one goes on
    finish(first)
    maps._compute(maps._work, maps._found)  # it would begin by itself after a pause
    *_, told = session.hears(ask={"ask": "stop_map"})
    assert told["said"][tab]["coarse"]
    assert told["said"][tab]["progress"] is None
    assert not maps._background.busy
    session.hears(change={"steps": 30})
    assert maps._background.busy


def test_a_drag_does_not_begin_a_coarse_map_before_the_last_one_is_there():
    session = Session("tab=basins&steps=20")
    maps = session.explorer.maps
    first, job = maps._work, maps._background._job
    for eta in (0.01, 0.02, 0.03):
        session.hears(change={"values": {"eta": eta}})
        assert maps._background._job is job
    finish(job)
    assert maps._shown == first
    finish(maps._background._job)
    assert maps._shown == maps._work
    assert maps._work.run.eta == 0.03


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (
            {"ask": {"ask": "surface", "key": "rosenbrock"}},
            "the function, the start, the steps or the batches have changed",
        ),
        ({"change": {"start": [1, 2]}}, "the function, the start, the steps or the batches have changed"),
        ({"change": {"panel": "runs"}}, "you left its tab"),
    ],
)
def test_a_race_that_is_dropped_says_why(message, why):
    session = Session("panel=race&steps=20")
    races, explorer = session.explorer.races, session.explorer
    races.begin(["momentum", "adam"], 64, explorer.surface, lambda: explorer.experiment)
    assert races._background.busy
    heads = session.hears(**message)
    words = f"The race was not finished: {why}."
    assert heads[-1]["said"]["race"] == {"progress": None, "words": words}
    assert not races._background.busy


def test_a_race_that_fails_says_so(later, monkeypatch):
    session = Session("panel=race&steps=20")
    explorer = session.explorer
    monkeypatch.setattr(racing, "race", broken_race)
    explorer.races.begin(["momentum"], 64, explorer.surface, lambda: explorer.experiment)
    while later:
        later.popleft()()
    words = "The race was not finished: something went wrong on the server."
    assert session.heads[-1]["said"]["race"] == {"progress": None, "words": words}


def broken_race(*_, **__):
    yield 0.5
    raise ValueError("a fault")


def test_a_race_says_its_course_and_its_runs_as_the_lineup_has_them(later):
    session = Session("panel=race&steps=20")
    explorer = session.explorer
    explorer.races.begin(["momentum", "adam"], 64, explorer.surface, lambda: explorer.experiment)
    while explorer.races._background.busy:
        later.popleft()()
    told = [head["said"] for head in session.heads]
    (lineup,) = [said["experiment"]["lineup"] for said in told if "experiment" in said]
    race = told[-1]["race"]
    assert [row["run"] for row in race["rows"]] == lineup
    course = json.loads(json.dumps({"expression": PLAIN["bowl"].text, "start": (-15, 20), "steps": 20}))
    assert race["course"] == course


def test_a_race_is_sent_with_its_runs_however_slow_they_are(later, monkeypatch):
    """Alone, it would come to a page that shows other runs, and so none of its rows."""
    session = Session("panel=race&steps=20")
    compute_slowly(session, monkeypatch)
    session.hears(ask={"ask": "race", "keys": ["momentum", "adam"], "budget": 64})
    while later:
        later.popleft()()
    (told,) = [head["said"] for head in session.heads if head["said"].get("race", {}).get("rows")]
    assert [row["run"] for row in told["race"]["rows"]] == told["experiment"]["lineup"]


def test_a_link_is_told_with_its_experiment_however_long_the_run_takes(later, monkeypatch):
    session = Session()
    compute_slowly(session, monkeypatch)
    session.hears(ask={"ask": "link", "query": "surface=saddle&steps=7"})
    while later:
        later.popleft()()
    (told,) = [head["said"] for head in session.heads if "linked" in head["said"]]
    assert told["experiment"]["steps"] == 7


def test_the_first_moment_has_its_own_bound():
    run = OPTIMIZERS["first-moment"](beta1=0.5)
    session = Session("panel=curvature&run=first-moment:eta=0.01,beta1=0.5")
    curvature = session.first["said"]["curvature"]
    assert curvature["run"] == "First moment (Adam without s), β1 0.5"
    assert float(curvature["points"][0]["words"]["run_bound"]) == pytest.approx(run.stability_bound / 20)


# Rules that were typed


def test_a_rule_is_typed_checked_and_followed():
    session = Session()
    (head,) = session.hears(ask={"ask": "rule", "open": True})
    (run,) = head["said"]["experiment"]["lineup"]
    assert run["method"] == "own"
    assert run["rule"] == "m = α m + g\nw = w - η m"
    assert list(head["said"]["typed_rules"]) == [run["rule"]]
    text = "m = α m + g\nw = w - η m - p w"
    first, second = session.hears(ask={"ask": "typed_rule", "text": text, "number": 3})
    assert first["said"]["experiment"]["values"] == {"eta": 0.001, "alpha": 0.9, "p": 0.5}
    assert [row["label"] for row in first["said"]["typed_rules"][text]["sliders"]] == ["η", "α", "p"]
    assert first["said"]["typed_rules"][text]["code"] is not None
    assert second["said"] == {"rule_verdict": {"number": 3, "message": "", "position": None}}
    (head,) = session.hears(ask={"ask": "typed_rule", "text": text + " +", "number": 4})
    assert head["said"]["rule_verdict"]["position"] == len(text) + 2
    assert session.explorer.experiment.active.text == text


def test_a_drag_of_a_typed_rule_says_nothing_of_what_it_does_not_change():
    session = Session("run=own:eta=0.001,p=0.5&rule=w = w - η g - p w/100")
    (head,) = session.hears(change={"values": {"p": 0.25}})
    assert set(head["said"]) == {"experiment", "runs"}


def test_a_text_that_comes_late_does_not_undo_the_choice_of_another_method():
    session = Session("run=own:eta=0.001&rule=w = w - η g")
    session.hears(change={"method": "adam"})
    session.hears(ask={"ask": "typed_rule", "text": "w = w - 2 η g", "number": 1})
    assert session.explorer.experiment.active == OPTIMIZERS["adam"](**GALLERY["bowl"].suggested["adam"])


def test_an_example_is_shown_with_its_own_values():
    session = Session("run=adam:eta=5")
    session.hears(ask={"ask": "rule", "example": "sign"})
    active = session.explorer.experiment.active
    assert active.text == EXAMPLES["sign"].text
    assert active == type(active)()


@pytest.mark.parametrize("tab", ["path", "basins", "plane", "pairs"])
@pytest.mark.parametrize("panel", ["step", "runs", "curvature", "race", "noise"])
def test_a_rule_without_hyper_parameters_breaks_nothing(tab, panel):
    session = Session(f"run=own&rule=w = w - g/100&tab={tab}&panel={panel}&steps=20")
    assert session.first["said"]["runs"][0]["columns"]
    (head,) = session.hears(change={"steps": 30})
    assert "runs" in head["said"]
