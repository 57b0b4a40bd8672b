"""The strip of a session: computed only while it is open, and for what is shown."""

import pytest
from bare_session import Session
from bokeh.document import Document


@pytest.fixture
def ticks(monkeypatch, later):
    monkeypatch.setattr(Document, "add_timeout_callback", lambda self, callback, _: None)
    return later


def hears(session, ticks, **change):
    """Return what is said of the strip, in turn, until nothing is left to do."""
    heads = session.hears(change=change)
    session.heads.clear()
    while ticks:
        ticks.popleft()()
    return [head["said"]["tune"] for head in [*heads, *session.heads] if "tune" in head["said"]]


def test_a_closed_strip_is_not_computed(ticks):
    session = Session()
    assert hears(session, ticks, values={"alpha": 0.5}) == []
    assert hears(session, ticks, start=[1, 2]) == []


def test_an_open_strip_follows_start_values_and_steps_but_not_its_own_rate(ticks):
    session = Session()
    (strip,) = hears(session, ticks, tune=True)
    assert strip["field"] == "eta"
    assert hears(session, ticks, values={"eta": 0.01}) == []
    for change in ({"values": {"alpha": 0.5}}, {"start": [1, 2]}, {"steps": 50}):
        (strip,) = hears(session, ticks, **change)
        assert strip["field"] == "eta"
    assert hears(session, ticks, panel="runs", view=[[-9, 9], [-9, 9]]) == []
    assert hears(session, ticks, tune=False) == [None]
    assert hears(session, ticks, start=[3, 4]) == []


def test_the_strip_of_another_method_takes_the_place_of_the_old_one_that_is_gone_at_once(ticks):
    session = Session()
    hears(session, ticks, tune=True)
    gone, strip = hears(session, ticks, method="adam")
    assert gone is None
    assert strip["bound"] is None


def test_a_link_may_open_it(ticks):
    session = Session("tune=on")
    assert session.explorer.experiment.tune
    assert ticks
