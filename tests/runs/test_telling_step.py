"""The step that is explained at the opening: where the arrows differ."""

import numpy as np
import pytest

from app.proposals.opening import opened
from app.runs.follow import runs_of
from app.runs.telling_step import telling_step
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

BOWL = GALLERY["bowl"]


def test_momentum_is_told_where_it_goes_uphill():
    path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), BOWL, BOWL.start, 300)
    t = telling_step(path, BOWL.domain)
    step = np.array([path.w1[t] - path.w1[t - 1], path.w2[t] - path.w2[t - 1]])
    assert step @ (-path.g1[t - 1], -path.g2[t - 1]) < 0
    assert np.hypot(*step) > 0.25  # a quarter of the longest one


def test_where_all_steps_go_downhill_or_none_is_made_it_is_the_first():
    line = descend(OPTIMIZERS["gradient-descent"](eta=0.01), BOWL, (0.0, 20.0), 50)
    assert telling_step(line, BOWL.domain) == 1
    assert telling_step(descend(OPTIMIZERS["momentum"](), BOWL, (0.0, 0.0), 10), BOWL.domain) == 1


OWN = "e=w1^4-2w1^2%2Bw2^2%2B0.3w1&start=1.6,1.2&run=momentum:eta=0.02,alpha=0.9"


def test_a_function_whose_view_the_page_finds_is_told_at_its_telling_step():
    found, surface, _ = opened(OWN)
    run = runs_of(surface, found)[0]
    assert found.cursor == telling_step(run.path, found.view) > 1


def test_several_runs_are_compared_at_their_ends_unless_a_link_asks_for_a_step():
    link = "run=momentum:eta=0.001,alpha=0.9&run=adam:eta=0.5&steps=120"
    seen = {
        more: (found.panel, found.cursor)
        for more in ("", "&panel=noise", "&t=7", "&panel=step")
        for found, *_ in [opened(link + more)]
    }
    told = opened("")[0].cursor
    assert seen == {
        "": ("runs", 120),
        "&panel=noise": ("noise", 120),
        "&t=7": ("step", 7),
        "&panel=step": ("step", told),
    }
    assert opened("lesson=convergence")[0].cursor == 22


@pytest.mark.parametrize("part", ["t=1", "view=-2,2,-2,2"])
def test_a_link_that_names_its_step_or_a_whole_page_stays_at_it(part):
    assert opened(f"{OWN}&{part}")[0].cursor == 1
