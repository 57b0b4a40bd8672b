"""Links that were copied from earlier versions of the page show what they showed (links.json).

Their own numbers hold to the bit. What is computed from them holds to nine digits, since exp is not the same
to the bit on all machines.
"""

import json
from pathlib import Path

import pytest

from app.proposals.opening import opened
from app.runs.follow import runs_of
from surfaces import Surface, recognized

LINKS = json.loads(Path(__file__).with_name("links.json").read_text(encoding="utf-8"))


def test_there_are_forty_links():
    assert len({each["link"] for each in LINKS}) >= 40


@pytest.mark.parametrize("shown", LINKS, ids=lambda shown: shown["link"][:60])
def test_a_copied_link_shows_the_same_page(shown):
    experiment, _, notices = opened(shown["link"])
    assert notices == []
    assert (list(experiment.start), [list(ends) for ends in experiment.view]) == (
        shown["start"],
        shown["view"],
    )
    runs = runs_of(recognized(Surface.parse(experiment.expression)), experiment)
    for run, (steps, *end) in zip(runs, shown["ends"], strict=True):
        path = run.path
        assert path.t.size - 1 == steps
        assert [path.w1[-1], path.w2[-1], path.error[-1]] == pytest.approx(end, rel=1e-9, abs=1e-12)
