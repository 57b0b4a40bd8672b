"""A short pinned path that coincides with the active one is drawn beside it, between its true ends."""

import numpy as np
import pytest
from drawn_runs import points, told

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

VIEW, FRAME = [[-15.6, -14.2], [18.6, 20.2]], {"width": 560, "height": 640}
BOWL, START = GALLERY["bowl"], (-15.0, 20.0)


def path_of(key, steps=2, **values):
    return told(descend(OPTIMIZERS[key](**values), BOWL, START, steps))


def beside(draw, pinned, active):
    return draw("beside.js", "line_beside", pinned, active, VIEW, FRAME)


def test_it_keeps_beside_the_arrows_of_steps_that_both_make_and_ends_where_it_ends(draw):
    """Lesson 1.1."""
    pinned, active = path_of("gradient-descent", eta=0.001), path_of("momentum", eta=0.001, alpha=0.9)
    found = beside(draw, pinned, active)
    columns = pinned["columns"]
    for name in ("w1", "w2"):
        assert (found[name][0], found[name][-1]) == (columns[name][0], columns[name][-1])
    assert found["ends"] == [0, len(found["w1"]) // 2 - 1, len(found["w1"]) - 1]
    assert [found["error"][k] for k in found["ends"]] == columns["error"].tolist()
    assert set(found["error"]) == set(columns["error"])
    line = (np.array([found["w1"], found["w2"]]).T - [VIEW[0][0], VIEW[1][0]]) * 400
    ways = np.array([np.diff(active["columns"][name]) for name in ("w1", "w2")]).T
    left = np.array([-ways[0][1], ways[0][0]]) / np.hypot(*ways[0])
    apart = (line - line[0]) @ left
    assert apart[1:-1] == pytest.approx(14, abs=3)
    assert (np.diff(line[:, 1]) < 0.1).all(), "it goes on downwards"


def test_a_step_elsewhere_or_in_another_direction_stays_where_it_is(draw):
    """Lesson 2.1: the first step goes where the gradient points, the second begins elsewhere."""
    pinned = path_of("gradient-descent", eta=0.001)
    found = beside(draw, pinned, path_of("rmsprop", eta=0.05, beta=0.9))
    columns = pinned["columns"]
    assert len(found["w1"]) == 5
    for name in ("w1", "w2"):
        assert [found[name][k] for k in (0, 3, 4)] == pytest.approx(columns[name], abs=1e-12)
    across = points([-15, -14.8], [20, 20])
    assert beside(draw, across, path_of("momentum", eta=0.001)) is None
    short = points([-15, -14.99], [20, 19.96])
    assert beside(draw, short, path_of("momentum", eta=0.001)) is None


def test_a_path_of_many_steps_stays_where_it_is(draw):
    long, short = (path_of("gradient-descent", eta=0.001, steps=steps) for steps in (5, 2))
    assert beside(draw, long, short) is None
    assert beside(draw, short, long) is None
    assert beside(draw, short, short) is not None


def test_an_end_at_that_of_the_active_path_is_covered(draw):
    one, other = points([0, 1, 2], [0, 0, 0]), points([0, 3, 2.01], [0, 1, 0])
    view = [[-5, 5], [-5, 5]]
    for until, covered in ((0, True), (1, False), (2, True), (10**9, True)):
        assert draw("beside.js", "is_covered", one, other, view, FRAME, until) is covered


@pytest.mark.parametrize("until", [0, 1, 2, 10**9])
def test_the_line_is_what_is_drawn_of_a_pinned_run_up_to_a_step(draw, until):
    pinned, active = path_of("gradient-descent", eta=0.001), path_of("momentum", eta=0.001, alpha=0.9)
    line = beside(draw, pinned, active)
    pins = [{"run": pinned, "number": 1, "beside": line, "covered": True}]
    found = draw("pins.js", "pin_columns", pins, VIEW, FRAME, 0, {"pin_shades": 12}, until)
    assert (found["pin_ends"]["w1"], found["covered_ends"]["w1"]) == (
        [],
        [pinned["columns"]["w1"][min(until, 2)]],
    )
    assert found["pin_halos"]["w1"] == ([] if until == 0 else [line["w1"][: line["ends"][min(until, 2)] + 1]])
    pieces = found["pin_path"]["w1"]
    if until == 0:
        assert pieces == []
    else:
        joined = [pieces[0][0], *(w for piece in pieces for w in piece[1:])]
        assert joined == line["w1"][: line["ends"][min(until, 2)] + 1]
