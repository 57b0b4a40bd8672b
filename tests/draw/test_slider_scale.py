"""One arithmetic of sliders: value, position and tick, on the scales of all rows."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import parse_rule
from app.words.controls import method_rows, noise_rows, parameter_row, schedule_rows, steps_rows
from optimizers import OPTIMIZERS, SCHEDULES
from surfaces import Surface

SMALL = method_rows(parse_rule("p in [0, 0.001]; w = w - p g"))[0]
ROWS = [
    row
    for rows in (
        [SMALL],
        *map(method_rows, OPTIMIZERS.values()),
        *map(schedule_rows, SCHEDULES.values()),
        noise_rows(),
        steps_rows(),
    )
    for row in rows
    if row.get("scale")
]


def scale(draw, function, *arguments):
    return draw("slider_scale.js", function, *arguments)


@given(st.sampled_from(ROWS), st.floats(0, 1))
def test_a_chosen_value_is_short_within_the_ends_and_near_to_its_position(draw, row, share):
    low, high = (scale(draw, "position_of", row, row[end]) for end in ("low", "high"))
    at = low + share * (high - low)
    value = scale(draw, "chosen_at", row, at)
    assert row["low"] <= value <= row["high"]
    assert value in (row["low"], row["high"]) or len(f"{value:e}".split("e")[0].rstrip("0")) <= 6
    assert abs(scale(draw, "position_of", row, value) - at) <= 0.011 * (high - low)


@given(st.floats(0, 0.001))
def test_a_small_range_has_values_between_its_ends(draw, at):
    assert scale(draw, "chosen_at", SMALL, at) == pytest.approx(at, abs=6e-7)


@given(st.sampled_from(ROWS), st.integers(-5, 5), st.data())
def test_a_tick_back_and_forth_returns_to_the_tick(draw, row, steps, data):
    inner = range(6, 20) if row["scale"] == "linear" else range(10)
    first = scale(draw, "nearest_tick", row, scale(draw, "position_of", row, row["low"]))
    value = scale(draw, "value_of_tick", row, first + data.draw(st.sampled_from(inner)) + 6)
    there = scale(draw, "stepped", row, value, steps)
    if row["low"] < there < row["high"] and row["low"] < value < row["high"]:
        assert math.copysign(1, there - value) == math.copysign(1, steps) or steps == 0
        assert scale(draw, "stepped", row, there, -steps) == value


FREE = parameter_row("k", Surface.parse("k w1").parameters["k"])


@given(st.floats(-1e90, 1e90))
def test_a_slider_without_bounds_widens_to_any_number(draw, value):
    row = scale(draw, "widened", FREE, value)
    low, high = min(0, value), max(10, value)
    assert row["low"] <= low
    assert high <= row["high"]
    assert row["high"] - row["low"] <= 2.6 * (high - low) + 1e-9
    assert 40 <= (row["high"] - row["low"]) / row["tick"] <= 260


def test_a_zero_is_the_tick_below_the_lowest(draw):
    row = next(row for row in ROWS if row.get("has_zero") and row["scale"] == "log")
    assert scale(draw, "stepped", row, row["low"], -1) == 0
    assert scale(draw, "stepped", row, 0, 1) == row["low"]
    assert scale(draw, "position_of", row, 0) < scale(draw, "position_of", row, row["low"])


def test_a_sweep_goes_to_an_end_and_back_and_covers_the_whole_slider(draw):
    shares = [scale(draw, "swept", 0.25, lengths) for lengths in (0, 0.5, 0.75, 1.25, 1.75, 2, 3.75)]
    assert shares == [0.25, 0.75, 1.0, 0.5, 0.0, 0.25, 0.0]


@pytest.mark.parametrize(("at", "share"), [(-4, 0), (-3, 0.2), (1, 1), (-9, 0), (7, 1)])
def test_a_position_has_a_share_of_the_slider_and_beyond_its_ends_that_of_the_end(draw, at, share):
    assert scale(draw, "share_of", [-4, 1], at) == pytest.approx(share)
    assert scale(draw, "position_at", [-4, 1], share) == pytest.approx(min(max(at, -4), 1))
