"""Repairs of a bad run: words come at once, buttons at rest, and both only for the shown run."""

import dataclasses
import json

from bare_session import Session

from app.lessons import LESSONS
from app.numerals import short

FINE = {"words": "", "quiet": True, "fits": False, "offers": []}


class Page:
    """A session and its last words about a bad run. `waits` does its background work."""

    def __init__(self, later, query=""):
        self.later = later
        self.session = Session(query)
        self.trouble = self.session.first["said"]["trouble"]

    def changes(self, **change):
        return self.learn(self.session.hears(change=json.loads(json.dumps(change))))

    def waits(self):
        self.session.heads.clear()
        while self.later:
            self.later.popleft()()
        return self.learn(self.session.heads)

    def learn(self, heads):
        for head in heads:
            self.trouble = head["said"].get("trouble", self.trouble)
        return self.trouble


def test_a_good_run_has_no_trouble(later):
    page = Page(later)
    assert page.trouble == page.waits() == FINE


def test_words_come_at_once_and_buttons_at_rest_and_a_button_mends(later):
    page = Page(later)
    said = page.changes(values={"eta": 0.6})
    assert "3.2 times the stability limit" in said["words"]
    assert (said["quiet"], said["offers"]) == (False, [])
    (offer,) = page.waits()["offers"]
    assert offer["label"] == f"Use η = {short(offer['change']['values']['eta'])}"
    assert page.changes(**offer["change"]) == FINE


def test_buttons_are_about_the_newest_run(later):
    page = Page(later)
    page.changes(values={"eta": 0.6})
    page.changes(values={"eta": 1e-7})
    offers = page.waits()["offers"]
    assert len(offers) == 1
    page.changes(values={"eta": 0.6})
    page.changes(values={"eta": 0.001})
    assert page.waits() == FINE


def test_what_one_looks_at_searches_nothing_again(later):
    page = Page(later)
    page.changes(values={"eta": 0.6})
    offers = page.waits()["offers"]
    page.changes(panel="runs", cursor=5)
    assert not later
    assert page.trouble["offers"] == offers


def test_a_link_to_a_bad_run_is_left_as_it_is_and_gets_buttons(later):
    page = Page(later, "run=momentum:eta=0.5,alpha=0.9")
    assert page.trouble["words"]
    assert page.waits()["offers"]
    assert page.session.explorer.experiment.active.eta == 0.5


def test_a_bad_run_of_a_lesson_is_said_quietly_and_without_buttons(later, monkeypatch):
    tries = (("Slower", "run=momentum:eta=0.001,alpha=0.9"), ("Faster", "run=momentum:eta=0.7,alpha=0.9"))
    link = "run=momentum:eta=0.6,alpha=0.9"
    lesson = dataclasses.replace(LESSONS["momentum"], key="divergence", link=link, tries=tries)
    monkeypatch.setitem(LESSONS, "divergence", lesson)
    page = Page(later, "lesson=divergence")
    for eta, quiet in ((None, True), (0.7, True), (0.65, False)):
        if eta is not None:
            page.changes(values={"eta": eta})
        assert page.trouble["words"]
        assert page.trouble["quiet"] == quiet
        assert bool(page.waits()["offers"]) != quiet
