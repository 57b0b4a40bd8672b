"""Names in a figure: they overlap neither each other nor the frame, and no line if that can be helped."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

FRAME = {"width": 400, "height": 300}
across, up = st.floats(20, 380), st.floats(20, 280)
names = st.builds(
    lambda x, y, angle: {"x": x, "y": y, "angle": angle, "width": 28, "height": 16},
    across,
    up,
    st.floats(-3, 3),
)


def boxes(asked, places):
    return [
        (place["x"] - name["width"] / 2, place["x"] + name["width"] / 2, place["y"] - 8, place["y"] + 8)
        for name, place in zip(asked, places, strict=True)
        if place
    ]


@given(st.lists(names, min_size=1, max_size=6), st.lists(st.tuples(across, up, across, up), max_size=8))
def test_no_name_overlaps_another_or_the_frame(draw, asked, lines):
    found = boxes(asked, draw("placing.js", "placed_names", asked, lines, FRAME))
    for i, (left, right, low, high) in enumerate(found):
        assert 3 <= left < right <= 397
        assert 3 <= low < high <= 297
        for other in found[:i]:
            assert left >= other[1] or right <= other[0] or low >= other[3] or high <= other[2]


def test_a_name_stands_in_its_direction_where_nothing_is_in_the_way(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    assert draw("placing.js", "placed_names", [name], [], FRAME) == [{"x": 200 + 6 + 14, "y": 150}]


def test_a_name_gives_way_to_a_line(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    line = [200, 150, 390, 150]
    ((left, right, low, high),) = boxes([name], draw("placing.js", "placed_names", [name], [line], FRAME))
    assert low > 150 or high < 150 or right < 200
    assert left > 100, "it stays near"


def test_names_in_a_crowd_stand_farther_away(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    found = boxes([name] * 30, draw("placing.js", "placed_names", [name] * 30, [], FRAME))
    assert len(found) == 30


def test_a_name_without_a_free_place_stands_on_a_line_and_without_any_place_nowhere(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    lines = [[0, y, 400, y] for y in np.arange(0, 300, 5.0)]
    assert draw("placing.js", "placed_names", [name], lines, FRAME)[0] is not None
    assert draw("placing.js", "placed_names", [{**name, "width": 900}], [], FRAME) == [None]
