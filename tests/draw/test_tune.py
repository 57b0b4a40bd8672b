"""The strip above the slider of the rate: low where runs end low, bars where they end early."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

WIDTH, HEIGHT = 1000, 100
tones = st.lists(st.floats(0, 1) | st.just(math.nan), min_size=2, max_size=40)


def shapes(draw, tone, ends=(-4.0, 1.0), best=None, bound=None):
    x = np.linspace(*ends, len(tone))
    strip = {"x": x, "tone": np.array(tone), "ends": list(ends), "best": best, "bound": bound}
    return draw("tune.js", "strip_shapes", strip)


def points(line):
    return [tuple(map(float, point.split())) for point in re.split("[ML]", line)[1:]]


@given(tones)
def test_line_and_bars_cover_the_strip_and_each_run_is_in_one_of_them(draw, tone):
    found = shapes(draw, tone)
    drawn = points(found["line"])
    assert len(drawn) == sum(not math.isnan(each) for each in tone)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in drawn)
    step = WIDTH / (len(tone) - 1)
    for k, each in enumerate(tone):
        inside = [left - 0.1 <= k * step <= left + width + 0.1 for left, width in found["bars"]]
        assert any(inside) == math.isnan(each)
    assert found["line"].count("M") == len(re.findall(r"1+", "".join("01"[each == each] for each in tone)))


def test_a_low_end_is_drawn_low_and_positions_are_spread_evenly(draw):
    assert points(shapes(draw, [1.0, 0.5, 0.0])["line"]) == [(0, 6), (500, 50), (1000, 94)]


def test_marks_stand_at_their_positions(draw):
    found = shapes(draw, [0.0, 1.0], best=-1.5, bound=1.0)
    assert (found["best"], found["bound"]) == (500, 1000)
    assert shapes(draw, [0.0, 1.0])["bound"] is None


@pytest.mark.parametrize(("at", "place"), [(-9.0, 0), (-4.0, 0), (-1.5, 500), (1.0, 1000), (7.0, 1000)])
def test_a_rate_beyond_the_slider_is_at_its_end(draw, at, place):
    assert draw("tune.js", "strip_place", at, [-4.0, 1.0]) == place


@given(st.floats(-6, 3))
def test_the_run_under_the_pointer_is_the_nearest(draw, at):
    x = np.linspace(-4, 1, 21)
    assert draw("tune.js", "nearest_run", x, at) == pytest.approx(np.argmin(np.abs(x - at)), abs=0.51)
