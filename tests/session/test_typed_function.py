"""A session's response to a typed function: what it changes, says, takes back and leaves alone."""

import dataclasses
import json
import math
from types import SimpleNamespace
from urllib.parse import quote

import numpy as np
import pytest
from bare_session import Session
from bokeh.document import Document

from app.contract import UNITS
from app.session import typed_function
from app.url import from_query
from optimizers import OPTIMIZERS, close_at, descend
from surfaces import GALLERY

STEEP = "1000 w1^2 + 3000 w2^2"
FAR = "(w1 - 300)^2 + (w2 + 500)^2"
WELLS = "(w1^2-1)^2 + w2^2"


class Visitor:
    """A visitor of a session whose background work is done when it is waited for."""

    def __init__(self, later, query=""):
        self.later = later
        self.session = Session(query)
        self.number = 0
        self.met = self.session.first["said"]["met"]
        self.wait()

    @property
    def shown(self):
        return self.session.explorer.experiment

    def sends(self, **message):
        """Return what is said of each topic, the last of it, at once."""
        return self.learn(self.session.hears(**message))

    def learn(self, heads):
        said = {topic: detail for head in heads for topic, detail in head["said"].items()}
        self.met = said.get("met", self.met)
        return said

    def types(self, text, into="typed"):
        self.number += 1
        return self.sends(ask={"ask": into, "text": text, "number": self.number})

    def types_table(self, text):
        self.types(text, "typed_data")
        return self.wait()

    def changes(self, **change):
        return self.sends(change=change)

    def wait(self):
        self.session.heads.clear()
        while self.later:
            self.later.popleft()()
        return self.learn(self.session.heads)

    def undoes(self):
        return self.sends(change=json.loads(json.dumps(self.met["undo"])))


@pytest.fixture
def visitor(later):
    return Visitor(later)


def fields(experiment):
    return experiment.start, experiment.view, experiment.active


def test_the_first_answer_shows_what_was_typed_and_a_later_one_what_was_found(visitor):
    before = visitor.shown
    said = visitor.types(STEEP)
    assert said["verdict"]["message"] == ""
    assert said["experiment"]["expression"] == STEEP
    assert said["met"]["seeking"]
    assert fields(visitor.shown) == fields(before)
    said = visitor.wait()
    assert "seeking" not in said["met"]
    assert said["experiment"]["values"]["eta"] < 1e-4
    assert said["met"]["words"].startswith("Chosen so that it does not overflow: η = ")
    assert from_query(said["experiment"]["query"]) == (visitor.shown, [])


def near(points):
    return pytest.approx(np.array(points), abs=1e-6)


def test_the_minima_that_are_found_are_those_by_which_runs_are_judged(visitor):
    said = visitor.types(WELLS) | visitor.wait()
    assert np.array(said["ground"]["minima"]) == near([(-1, 0), (1, 0)])
    explorer = visitor.session.explorer
    (path,) = (run.path for run in explorer.runs)
    away = min(math.hypot(path.w1[-1] - w1, path.w2[-1]) for w1 in (-1, 1))
    assert said["runs"][0]["distance"] == pytest.approx(away, abs=1e-9)
    assert said["runs"][0]["close"] == close_at(path, explorer.surface.minima)
    said = visitor.changes(panel="curvature") | visitor.wait()
    assert [point["name"] for point in said["curvature"]["points"]][-2:] == ["minimum 1", "minimum 2"]


def test_the_minima_of_a_links_function_are_found_and_follow_its_letter(later):
    visitor = Visitor(later, "e=(w1^2 - k)^2 %2B 2 w2^2&let=k:4&start=3,1&run=momentum:eta=0.01")
    assert np.array(visitor.session.explorer.surface.minima) == near([(-2, 0), (2, 0)])
    assert visitor.met == {"words": "", "undo": None}
    visitor.changes(let={"k": 9})
    said = visitor.wait()
    assert np.array(said["ground"]["minima"]) == near([(-3, 0), (3, 0)])
    assert said["ground"]["let"] == {"k": 9}


def test_a_line_of_minima_and_more_than_a_view_can_show_are_not_called_the_minima(later):
    for text in ("(w1 - w2)^2", "sin(w1)^2 %2B sin(w2)^2"):
        assert Visitor(later, f"e={text}").session.explorer.surface.minima == ()


def test_undo_brings_back_what_stood_and_is_one_change(visitor):
    before = visitor.shown
    visitor.types(FAR)
    visitor.wait()
    assert visitor.shown.start != before.start
    assert visitor.shown.view != before.view
    visitor.undoes()
    assert fields(visitor.shown) == fields(before)
    assert visitor.shown.expression == FAR
    assert visitor.met == {"words": "", "undo": None}


def test_what_was_taken_back_is_not_set_by_hand(visitor):
    visitor.types(STEEP)
    visitor.wait()
    visitor.undoes()
    visitor.types(STEEP + " + 1")
    visitor.wait()
    assert visitor.shown.active.eta < 1e-4
    assert "had set" not in visitor.met["words"]


def test_a_good_run_is_left_alone_and_nothing_is_said(visitor):
    before = visitor.shown
    visitor.types("2 w1^2 + 8 w2^2")
    visitor.wait()
    assert fields(visitor.shown) == fields(before)
    assert visitor.met == {"words": "", "undo": None}


def test_what_was_set_by_hand_is_kept_if_anything_else_helps(visitor):
    visitor.changes(values={"eta": 0.004})
    visitor.types(FAR)
    visitor.wait()
    assert visitor.shown.active.eta == 0.004
    assert visitor.shown.start != (-15, 20)
    assert "had set" not in visitor.met["words"]
    visitor.changes(start=[310, -510])
    visitor.types(FAR + " + 1e6 w1^2")
    visitor.wait()
    assert visitor.shown.active.eta < 0.004
    assert "Only a change of what you had set has helped." in visitor.met["words"]


def test_a_link_shows_what_it_says(later):
    query = f"e={STEEP.replace('+', '%2B')}&run=momentum:eta=0.5"
    visitor = Visitor(later, query)
    assert visitor.shown.active.eta == 0.5
    assert visitor.shown.start == (-15, 20)
    assert visitor.met == {"words": "", "undo": None}


def test_nothing_moves_while_one_types_and_undo_restores_the_settings_from_before(later):
    text = "1000 (w1 - 3)^2 + 3000 log(w2)^2"
    hasty = Visitor(later)
    before = hasty.shown
    for end in range(1, len(text) + 1):
        hasty.types(text[:end])
        assert fields(hasty.shown) == fields(before)
    hasty.wait()
    patient, direct = Visitor(later), Visitor(later)
    for end in range(1, len(text) + 1):
        patient.types(text[:end])
        patient.wait()
    direct.types(text)
    direct.wait()
    assert hasty.shown == direct.shown
    assert hasty.met == direct.met
    for visitor in (patient, hasty):
        assert visitor.shown.view != before.view
        visitor.undoes()
        assert fields(visitor.shown) == fields(before)


def test_what_was_found_is_shown_once_one_rests_or_presses_enter(later, monkeypatch):
    rests = []
    monkeypatch.setattr(Document, "add_timeout_callback", lambda self, act, after: rests.append((after, act)))
    monkeypatch.setattr(
        typed_function, "time", SimpleNamespace(monotonic=lambda: 0.0)
    )  # searches take no time
    visitor = Visitor(later)
    before = fields(visitor.shown)
    visitor.types(WELLS)
    visitor.wait()
    ((after, rest),) = rests
    assert after == 400
    assert fields(visitor.shown) == before
    assert visitor.met["seeking"]
    rest()
    assert fields(visitor.shown) != before
    visitor.undoes()
    visitor.types(WELLS + " + 0")
    visitor.wait()
    visitor.sends(ask={"ask": "entered", "number": visitor.number})
    found = fields(visitor.shown)
    assert found != before
    rests[-1][1]()  # the rest that comes later changes nothing
    assert fields(visitor.shown) == found


def test_enter_before_the_text_was_read_counts_for_it(later, monkeypatch):
    monkeypatch.setattr(Document, "add_timeout_callback", lambda self, act, after: None)
    visitor = Visitor(later)
    before = fields(visitor.shown)
    visitor.sends(ask={"ask": "entered", "number": 1})
    visitor.types(WELLS)
    visitor.wait()
    assert fields(visitor.shown) != before


def test_editing_a_coefficient_moves_nothing_and_another_function_does(visitor):
    visitor.types(WELLS)
    visitor.wait()
    shown = fields(visitor.shown)
    assert visitor.met["words"].startswith("Chosen to show 2 minima and a saddle: ")
    for text in ("(w1^2-1)^2 + 1.2 w2^2", "(w1^2-1.1)^2 + 1.2 w2^2", "1.5 (w1^2-1.1)^2 + 1.2 w2^2"):
        visitor.types(text)
        visitor.wait()
        assert fields(visitor.shown) == shown
    visitor.types("(w1 - 7)^2 + (w2 + 4)^4")
    visitor.wait()
    assert fields(visitor.shown) != shown


TABLE = (
    "e=mean((w1 x %2B w2 - y)^2)&data=x,y;-1,-2;0,1;1,2;2,4"
    "&run=gradient-descent:eta=0.001&start=-2,3&view=-5,5,-5,5"
)


@pytest.fixture
def with_table(later):
    return Visitor(later, TABLE)


def test_a_table_typed_anew_moves_nothing_while_the_view_shows_its_minimum(with_table):
    visitor = with_table
    shown = fields(visitor.shown)
    for rows in ("-1,-2\n0,1\n1,2\n2,5", "-1,3\n0,1\n1,-2", "-1,3\n0,1\n1,-2\n2,-4\n3,-7"):
        visitor.types_table(rows)
        assert fields(visitor.shown) == shown
        assert not visitor.met["words"]
    visitor.sends(ask={"ask": "sample", "key": "outliers"})
    visitor.wait()
    assert fields(visitor.shown) == shown


@pytest.mark.parametrize(
    ("rows", "why"),
    [("-10,-2\n0,1\n10,2\n20,4", "does not overflow"), ("-3,-2\n0,1\n4,2\n4,4", "stays in view")],
)
def test_a_table_on_which_the_run_climbs_changes_the_rate_alone(with_table, rows, why):
    visitor = with_table
    visitor.changes(values={"eta": 0.1})
    start, view, _ = before = fields(visitor.shown)
    visitor.types_table(rows)
    assert fields(visitor.shown)[:2] == (start, view)
    assert visitor.met["words"].startswith(f"Chosen so that it {why}: η = ")
    visitor.undoes()
    assert fields(visitor.shown) == before
    assert visitor.shown.data.columns[1][0] == -2


def test_a_table_whose_minimum_is_out_of_sight_is_shown_and_undo_restores_the_view(with_table):
    visitor = with_table
    before = fields(visitor.shown)
    visitor.types_table("-1,2000\n0,1000\n1,100\n2,-1000")
    low, high = np.array(visitor.shown.view).T
    assert (low < (-990, 1020)).all()
    assert (high > (-990, 1020)).all()
    assert visitor.met["words"].startswith("Chosen to show the minimum: ")
    visitor.undoes()
    assert fields(visitor.shown) == before


def test_a_text_without_sums_keeps_the_table_for_the_next_one_with(with_table):
    visitor = with_table
    table = visitor.shown.data
    visitor.types("(w1 x + w2 - y)^2")
    visitor.wait()
    assert visitor.session.explorer.surface.data is None
    visitor.types("sum((w1 x + w2 - y)^2)")
    visitor.wait()
    assert visitor.session.explorer.surface.data == table


@pytest.mark.parametrize(
    "change", [{"start": [1, 2]}, {"values": {"alpha": 0.5}}, {"view": [[-9, 9], [-9, 9]]}, {"steps": 100}]
)
def test_a_change_ends_the_search_and_takes_its_words_away(visitor, change):
    visitor.types(STEEP)
    visitor.changes(**change)
    after = visitor.shown
    visitor.wait()
    assert visitor.shown == after
    visitor.types(FAR)
    visitor.wait()
    assert visitor.met["words"]
    visitor.changes(**{**change, "start": [1, 3]})
    assert visitor.met == {"words": "", "undo": None}


def test_looking_elsewhere_does_not_end_the_search(visitor):
    visitor.types(STEEP)
    visitor.changes(panel="runs", log_error=True)
    visitor.wait()
    assert visitor.met["words"]
    assert (visitor.shown.panel, visitor.shown.log_error) == ("runs", True)
    visitor.changes(panel="step")
    assert visitor.met["words"]


def test_a_typed_gallery_surface_brings_its_settings_and_undo_restores_those_set_by_hand(visitor):
    visitor.changes(values={"eta": 0.002, "alpha": 0.4}, start=[3, 4], units=UNITS[1])
    before = visitor.shown
    text = "(x-1)^2 + 100(x^2-y)^2"
    assert visitor.types(text)["surface"] == "rosenbrock"
    assert fields(visitor.shown) == fields(before)
    visitor.wait()
    known = GALLERY["rosenbrock"]
    assert (visitor.shown.expression, visitor.shown.start, visitor.shown.view) == (
        text,
        known.start,
        known.domain,
    )
    assert visitor.met["words"].startswith("This is Rosenbrock")
    assert visitor.session.explorer.surface.minima == known.minima
    visitor.undoes()
    assert visitor.shown == dataclasses.replace(before, expression=text)
    visitor.changes(start=[1.25, 1.5])
    visitor.types(text + " ")
    visitor.wait()
    assert visitor.shown.start == (1.25, 1.5)


RULE = "m = α m + g\nw = w - η m"


def test_a_typed_rule_gets_values_that_suit_a_surface_of_the_gallery_that_is_chosen(later):
    visitor = Visitor(later, f"run=own:eta=0.02,alpha=0.5&rule={quote(RULE)}")
    before = visitor.shown.active
    visitor.sends(ask={"ask": "surface", "key": "rosenbrock"})
    assert visitor.shown.active == before
    visitor.wait()
    known = GALLERY["rosenbrock"]
    assert (visitor.shown.start, visitor.shown.view) == (known.start, known.domain)
    assert visitor.shown.active.eta < 0.01
    assert visitor.met["words"].startswith("Chosen ")
    visitor.undoes()
    assert visitor.shown.active == before
    visitor.sends(ask={"ask": "surface", "key": "bowl"})
    visitor.wait()
    assert visitor.shown.active == before  # is worth seeing there
    assert visitor.met == {"words": "", "undo": None}


def test_a_typed_rule_gets_values_where_a_text_means_a_surface_of_the_gallery(later):
    visitor = Visitor(later, f"run=own:eta=0.1,alpha=0.5&rule={quote(RULE)}")
    before = visitor.shown
    visitor.types("(x-1)^2 + 100(x^2-y)^2")
    visitor.wait()
    assert visitor.shown.active.eta < 0.01
    assert visitor.met["words"].startswith("This is Rosenbrock, with its own start and view. Chosen ")
    visitor.undoes()
    assert fields(visitor.shown) == fields(before)


def test_a_text_without_values_gets_a_message_and_the_last_picture_stays(visitor):
    visitor.types(STEEP)
    visitor.wait()
    before, met = visitor.shown, visitor.met
    for text in ("sqrt(min(-1, w1))", "exp(1000 + w1^2)"):
        said = visitor.types(text)
        visitor.wait()
        assert "no value" in said["verdict"]["message"]
        assert said["verdict"]["position"] is None
        assert visitor.shown == before
        assert visitor.met == met


def test_level_ground_is_said_to_be_level(visitor):
    before = visitor.shown
    visitor.types("7")
    visitor.wait()
    assert visitor.shown.expression == "7"
    assert fields(visitor.shown) == fields(before)
    words = "E is the same everywhere: it depends on neither w1 nor w2."
    assert visitor.met == {"words": words, "undo": None}


def test_where_e_falls_for_ever_that_is_said(visitor):
    visitor.types("-exp(w1/10) + w2^2")
    visitor.wait()
    assert "No minimum was found within reach: E goes on falling." in visitor.met["words"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w1^2 + 1e4", ""),
        ("sign(w1) + w2^2", ""),
        ("mod(w1, 1) + w2^2", ""),
        ("max(0, 1 - w1)", "E is lowest on level ground."),
    ],
)
def test_nothing_is_said_to_fall_on_that_does_not(visitor, text, words):
    visitor.types(text)
    visitor.wait()
    assert visitor.met["words"].endswith(words)
    assert "E falls on" not in visitor.met["words"]


def test_a_method_chosen_on_an_own_function_gets_values_that_suit(visitor):
    visitor.types("1e9 w1^2 + 1e9 w2^2")
    visitor.wait()
    start, view = visitor.shown.start, visitor.shown.view
    assert visitor.changes(method="gradient-descent")["met"]["seeking"]
    assert "seeking" not in visitor.wait()["met"]
    assert 1e-14 < visitor.shown.active.eta < 1e-8
    assert (visitor.shown.start, visitor.shown.view) == (start, view)
    visitor.undoes()
    assert visitor.shown.active.eta == 0.001


def test_a_method_chosen_during_the_search_leaves_the_function_in_a_view_that_shows_it(visitor):
    visitor.types(FAR)
    before = visitor.changes(method="adam")["experiment"]
    visitor.wait()
    assert visitor.shown.active.key == "adam"
    assert all(low < w < high for w, (low, high) in zip((300, -500), visitor.shown.view, strict=True))
    path = descend(visitor.shown.active, visitor.session.explorer.surface, visitor.shown.start, 300)
    assert math.hypot(path.w1[-1] - 300, path.w2[-1] + 500) < 10
    visitor.undoes()
    assert (visitor.shown.start, visitor.shown.active.eta) == ((-15, 20), before["values"]["eta"])


def test_a_method_chosen_before_a_surface_of_the_gallery_is_shown_has_its_start_and_view(visitor):
    visitor.types("(x-1)^2 + 100(x^2-y)^2")
    visitor.changes(method="adam")
    visitor.wait()
    known = GALLERY["rosenbrock"]
    adam = OPTIMIZERS["adam"](**known.suggested["adam"])
    assert fields(visitor.shown) == (known.start, known.domain, adam)
    assert visitor.met["words"].startswith("This is Rosenbrock")


def test_a_start_set_with_a_method_during_the_search_stays(visitor):
    visitor.types(FAR)
    visitor.changes(method="adam", start=[3, 4])
    visitor.wait()
    assert (visitor.shown.start, visitor.shown.active.key) == ((3, 4), "adam")


@pytest.mark.parametrize("methods", [["adam"], ["rprop", "adam"], ["adam", "rprop"]], ids=", ".join)
def test_a_method_chosen_after_the_page_has_changed_something_has_nothing_of_the_one_before(visitor, methods):
    visitor.types(STEEP)
    visitor.wait()
    assert visitor.met["undo"]
    for method in methods:
        visitor.changes(method=method)
    visitor.wait()
    assert visitor.shown.active.key == methods[-1]
    assert (
        descend(visitor.shown.active, visitor.session.explorer.surface, visitor.shown.start, 300).error[-1]
        < 1
    )


def test_a_method_chosen_anew_starts_with_values_that_do_well_here(visitor):
    visitor.changes(method="adam")
    visitor.wait()
    bowl = GALLERY["bowl"]
    assert visitor.shown.active == OPTIMIZERS["adam"](**bowl.suggested["adam"])
    assert descend(visitor.shown.active, bowl, bowl.start, 300).error[-1] < 1e-3
    visitor.changes(steps=60)
    visitor.changes(method="momentum")
    visitor.changes(method="adam")
    visitor.wait()
    assert descend(visitor.shown.active, bowl, bowl.start, 60).error[-1] < 10
    visitor.changes(start=[3.0, 4.0], view=[[-8.0, 8.0], [-8.0, 8.0]])
    visitor.changes(method="lion")
    visitor.wait()
    assert visitor.shown.start == (3.0, 4.0)
    assert descend(visitor.shown.active, bowl, (3.0, 4.0), 60).error[-1] < 2


def test_a_surface_and_a_method_that_were_never_searched_are_searched_when_chosen(visitor, monkeypatch):
    default = OPTIMIZERS["gradient-descent"]()
    monkeypatch.setitem(GALLERY, "branin", dataclasses.replace(GALLERY["branin"], suggested={}))
    visitor.changes(method="gradient-descent")
    assert visitor.sends(ask={"ask": "surface", "key": "branin"})["met"]["seeking"]
    assert visitor.shown.active == default
    visitor.wait()
    assert visitor.shown.active.eta > default.eta
    for key, surface in GALLERY.items():
        others = {method: values for method, values in surface.suggested.items() if method != default.key}
        monkeypatch.setitem(GALLERY, key, dataclasses.replace(surface, suggested=others))
    visitor.sends(ask={"ask": "surface", "key": "matyas"})
    assert visitor.shown.active == default
    visitor.wait()
    assert visitor.shown.active.eta > default.eta


def test_nonsense_from_a_browser_changes_nothing(visitor):
    for change in ({"values": {"nobody": 1}, "nothing": 2}, {"values": 3}, {"lineup": 5}, {"method": 7}):
        visitor.changes(**change)
    visitor.types(STEEP)
    visitor.wait()
    assert visitor.shown.active.eta < 1e-4
