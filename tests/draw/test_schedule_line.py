"""The small curve of a schedule: its factors from the first step to the last, and the cursor in it."""

import re

import numpy as np
import pytest

from optimizers import SCHEDULES
from optimizers.schedules import factors

WIDTH, HEIGHT, ROOM = 1000, 100, 8


def points(line):
    return np.array([list(map(float, point.split())) for point in re.split("[ML]", line)[1:]])


@pytest.mark.parametrize("key", SCHEDULES)
@pytest.mark.parametrize("steps", [1, 2, 300, 499, 10_000])
def test_the_line_has_the_factors_of_the_run(draw, key, steps):
    factor = factors(SCHEDULES[key](), steps)
    found = points(draw("schedule_line.js", "schedule_line", factor, steps))
    assert len(found) <= 502
    t = 1 + found[:, 0] * max(steps - 1, 1) / WIDTH
    share = 1 - (found[:, 1] - ROOM) / (HEIGHT - 2 * ROOM)
    np.testing.assert_allclose(t, np.round(t), atol=0.06)
    np.testing.assert_allclose(share, factor[np.round(t).astype(int)], atol=1e-3)
    assert (round(t[0]), round(t[-1])) == (1, steps)


def test_a_run_that_ends_early_fills_only_its_part(draw):
    found = points(draw("schedule_line.js", "schedule_line", factors(SCHEDULES["linear"](), 100)[:51], 100))
    assert found[-1, 0] == pytest.approx(WIDTH * 49 / 99, abs=0.01)
    assert draw("schedule_line.js", "schedule_line", np.array([np.nan]), 100) == ""


def test_the_cursor_stands_at_its_step(draw):
    places = [draw("schedule_line.js", "schedule_place", t, 101) for t in (0, 1, 51, 101)]
    assert places == [0, 0, 500, 1000]
