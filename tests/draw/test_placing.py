"""Names in a figure overlap neither each other nor the frame, and no line if possible."""

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
        assert 6 <= left < right <= 394
        assert 6 <= low < high <= 294
        for other in found[:i]:
            assert (
                left >= other[1] + 6 or right <= other[0] - 6 or low >= other[3] + 6 or high <= other[2] - 6
            )


def test_a_name_stands_in_its_direction_where_nothing_is_in_the_way(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    assert draw("placing.js", "placed_names", [name], [], FRAME) == [
        {"x": 200 + 9 + 14, "y": 150, "at": [200, 150]}
    ]


def test_a_name_gives_way_to_a_line(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    line = [200, 150, 390, 150]
    ((left, right, low, high),) = boxes([name], draw("placing.js", "placed_names", [name], [line], FRAME))
    assert low > 150 or high < 150 or right < 200
    assert left > 100, "it stays near"


def test_the_name_of_a_path_stands_beside_another_of_its_points_where_one_has_no_room(draw):
    name = {"x": 100, "y": 150, "angle": 0, "width": 28, "height": 16, "others": [(300, 150)]}
    crowd = [[20, y, 180, y] for y in range(70, 231, 20)]
    (place,) = draw("placing.js", "placed_names", [name], crowd, FRAME)
    assert place == {"x": 300 + 9 + 14, "y": 150, "at": [300, 150]}


@given(st.lists(names, min_size=2, max_size=5), st.lists(st.tuples(across, up, across, up), max_size=8))
def test_no_name_is_much_nearer_to_what_another_names(draw, asked, lines):
    places = draw("placing.js", "placed_names", asked, lines, FRAME)
    for name, place in zip(asked, places, strict=True):
        if place:
            away = [np.hypot(place["x"] - other["x"], place["y"] - other["y"]) for other in asked]
            assert min(away) > 0.75 * away[asked.index(name)] - 1.01


def test_a_name_leaves_the_side_where_another_tip_is_nearer_and_points_do_not_count_there(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16, "kind": "arrow"}
    other = {**name, "x": 216, "angle": np.pi}
    mine, its = draw("placing.js", "placed_names", [name, other], [], FRAME)
    assert np.hypot(mine["x"] - 200, mine["y"] - 150) <= np.hypot(mine["x"] - 216, mine["y"] - 150) + 1
    assert np.hypot(its["x"] - 216, its["y"] - 150) <= np.hypot(its["x"] - 200, its["y"] - 150) + 1
    mine, _ = draw("placing.js", "placed_names", [name, {**other, "kind": "point"}], [], FRAME)
    assert (mine["x"], mine["y"]) == (223, 150)


def test_a_name_goes_by_lines_at_a_distance_or_stands_on_as_few_as_it_can(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    beside = [0, 150 + 8 + 7, 400, 150 + 8 + 7]
    (place,) = draw("placing.js", "placed_names", [name], [beside], FRAME)
    assert abs(place["y"] - beside[1]) >= 16
    lines = [[x, 0, x, 300] for x in np.arange(0, 400, 10.0)] + [
        [0, y, 200, y] for y in np.arange(0, 300, 10.0)
    ]
    (place,) = draw("placing.js", "placed_names", [name], lines, FRAME)
    assert place["x"] - 14 > 200, "there are lines in one direction only"


def test_a_name_stands_on_its_own_side_of_a_line_though_that_is_farther_away(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    crowd = [[150, y, 188, y] for y in range(120, 181, 10)]
    (place,) = draw("placing.js", "placed_names", [name], [[212, 0, 212, 300], *crowd], FRAME)
    assert place["x"] + 14 <= 212 - 8
    assert np.hypot(place["x"] - 200, place["y"] - 150) > 40
    walls = [[212, 0, 212, 300], [188, 0, 188, 300], [0, 162, 400, 162], [0, 138, 400, 138]]
    (place,) = draw("placing.js", "placed_names", [name], walls, FRAME)
    assert place["x"] - 14 >= 212 + 8, "where there is no such place, beyond a line and in its direction"


def gap(box, shaft):
    """The least distance, in pixels, from a box to a line."""
    left, right, low, high = box
    x, y = (np.linspace(shaft[k], shaft[k + 2], 400) for k in (0, 1))
    return np.hypot(x - np.clip(x, left, right), y - np.clip(y, low, high)).min()


def arrow(x0, y0, x1, y1):
    """What asks for the name of an arrow."""
    asked = {"x": x1, "y": y1, "angle": np.arctan2(y1 - y0, x1 - x0), "shaft": [x0, y0, x1, y1]}
    return {**asked, "width": 28, "height": 16, "kind": "arrow"}


@given(st.lists(st.tuples(across, up, across, up), min_size=1, max_size=4), st.data())
def test_the_name_of_an_arrow_stands_close_to_it_whatever_is_around(draw, shafts, data):
    asked = [arrow(*shaft) for shaft in shafts]
    lines = [*shafts, *data.draw(st.lists(st.tuples(across, up, across, up), max_size=30))]
    places = draw("placing.js", "placed_names", asked, lines, FRAME)
    for name, place in zip(asked, places, strict=True):
        if place:
            (box,) = boxes([name], [place])
            assert gap(box, name["shaft"]) <= 36 + 1e-6


def test_the_name_of_an_arrow_stands_beside_its_shaft_where_its_tip_has_no_room(draw):
    name = arrow(100, 150, 300, 150)
    crowd = [[x, 100, x, 200] for x in range(260, 345, 5)]
    ((left, right, low, high),) = boxes(
        [name], draw("placing.js", "placed_names", [name], [name["shaft"], *crowd], FRAME)
    )
    assert right < 260 - 8
    assert gap((left, right, low, high), name["shaft"]) >= 8


def test_the_name_of_an_arrow_without_room_at_it_stands_a_little_farther_away(draw):
    name = arrow(200, 150, 200, 140)
    crowd = [[x, y, x + 2, y] for x in (186, 200, 214) for y in range(128, 170, 4)]
    (box,) = boxes([name], draw("placing.js", "placed_names", [name], [name["shaft"], *crowd], FRAME))
    assert 15 < gap(box, name["shaft"]) <= 36 + 1e-6
    assert min(gap(box, line) for line in crowd) >= 8


def test_the_name_of_an_arrow_between_longer_ones_stands_at_its_tip(draw):
    shafts = [[100, 150, 150, 153], [100, 158, 190, 176], [100, 143, 195, 144]]
    lines = [*shafts, [126, 150, 130, 130], [60, 120, 220, 105]]
    names = [arrow(*shaft) for shaft in shafts]
    places = draw("placing.js", "placed_names", names, lines, FRAME)
    for name, place, box in zip(names, places, boxes(names, places), strict=True):
        tips = [np.hypot(place["x"] - x, place["y"] - y) for _, _, x, y in shafts]
        assert np.argmin(tips) == shafts.index(name["shaft"])
        assert gap(box, [name["x"], name["y"]] * 2) <= 15
        assert min(gap(box, line) for line in lines) >= 2


def test_a_name_without_a_free_place_covers_lines_rather_than_arrows(draw):
    shafts = [[100, y, 200, y] for y in (140, 150, 160)]
    names = [arrow(*shaft) for shaft in (shafts[1], shafts[0], shafts[2])]
    path = [[x, 150, x + 3, 150] for x in range(200, 300, 3)]
    crowd = [[200, y, 300, y] for y in (120, 130, 170, 180)]
    found = boxes(names, draw("placing.js", "placed_names", names, [*shafts, *path, *crowd], FRAME))
    assert found
    for box in found:
        assert min(gap(box, shaft) for shaft in shafts) >= 8


def test_names_of_crowded_points_stand_farther_away(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    found = boxes([name] * 20, draw("placing.js", "placed_names", [name] * 20, [], FRAME))
    assert len(found) == 20


def test_a_name_without_a_free_place_stands_on_a_line_and_without_any_place_nowhere(draw):
    name = {"x": 200, "y": 150, "angle": 0, "width": 28, "height": 16}
    lines = [[0, y, 400, y] for y in np.arange(0, 300, 5.0)]
    assert draw("placing.js", "placed_names", [name], lines, FRAME)[0] is not None
    assert draw("placing.js", "placed_names", [{**name, "width": 900}], [], FRAME) == [None]
