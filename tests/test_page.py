"""One session without a browser: every message is answered once, and whatever it says, the page goes on."""

import json

import pytest
from bokeh.document import Document
from hypothesis import given
from hypothesis import strategies as st
from panel.io.state import set_curdoc
from panel.models.esm import DataEvent

from app.contents import constants, contents
from app.experiment import Experiment
from app.page import Explorer
from app.url import from_query
from surfaces import GALLERY

words = st.sampled_from(["adam", "rosenbrock", "activate", "remove", "hide", "table", "numpy", "torch"])
names = st.sampled_from(
    ["key", "ask", "act", "place", "step", "try", "g", "text", "number", "keys", "budget", "undo", "values"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats() | st.text(max_size=8) | words,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(names, each, max_size=4),
    max_leaves=8,
)
asks = st.sampled_from(["typed", "surface", "method", "pin", "run", "fit", "lesson", "pair", "race", "text"])


class Session:
    """A session, what it is told, and what it answers."""

    def __init__(self, query: str = ""):
        self.document = Document()
        with set_curdoc(self.document):
            self.explorer = Explorer(query, self.document)
            self.explorer.page().server_doc(self.document)
        (self.model,) = (self.document.get_model_by_name("wire"),)
        self.heads = []
        self.explorer.wire._send_msg = lambda sent: self.heads.append(json.loads(sent["head"]))

    def hears(self, **data) -> list[dict]:
        """Send a message and return the heads of all frames that it causes at once."""
        self.heads.clear()
        event = DataEvent(model=self.model, data={"number": 7, **data})
        self.explorer.wire._server_event(self.document, event)
        return list(self.heads)


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
    status = next((head["status"] for head in reversed(heads) if head["status"]), None)
    if status:
        assert from_query(status["query"]) == (session.explorer.experiment, [])


def test_a_drag_says_nothing_of_what_it_does_not_change():
    session = Session()
    (head,) = session.hears(change={"values": {"alpha": 0.5}})
    assert head["said"] == {}
    assert head["status"]["settings"]["values"]["alpha"] == 0.5
    assert not {"pin_path", "pin_ends", "m_limits", "curvature", "fan"} & set(head["sources"])


def test_what_is_pinned_with_a_change_under_way_is_the_run_after_it():
    session = Session()
    session.hears(change={"values": {"alpha": 0.25}}, ask={"ask": "pin"})
    assert [run.alpha for run in session.explorer.experiment.runs] == [0.25, 0.25]


def test_another_method_brings_its_own_controls_and_rule():
    (head,) = Session().hears(ask={"ask": "method", "key": "adam"})
    assert {"method", "rule", "sliders", "axes"} == set(head["said"])
    assert [row["label"] for row in head["said"]["sliders"]] == ["η", "β1", "β2", "ε", "Steps"]


def test_contents_are_the_same_objects_while_numbers_change():
    experiment, surface = Experiment(), GALLERY["bowl"]
    before = contents(experiment, surface)
    after = contents(experiment.changed({"values": {"alpha": 0.3}, "steps": 50}), surface)
    assert all(after[topic] is before[topic] for topic in before)


def test_what_the_page_begins_with_is_json():
    json.dumps({**constants(), **contents(Experiment(), GALLERY["bowl"])}, allow_nan=False)


@pytest.mark.parametrize("tab", ["path", "pairs", "plane"])
def test_figures_of_a_tab_are_made_when_it_is_first_shown(tab):
    session = Session()
    count = len(list(session.document.models))
    session.hears(change={"tab": tab})
    assert (len(list(session.document.models)) > count) == (tab != "path")
