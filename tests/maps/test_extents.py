"""What places have in common: a point or a straight line, as exactly as they are known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.maps.extents import is_point, line_through

coordinates = st.floats(-10, 10)
angles = st.floats(0, np.pi)


def scattered(middle, room, count=50):
    """Places that are all the same one, each off by less than the room."""
    random = np.random.default_rng(1)
    angle, size = random.uniform(0, 2 * np.pi, count), random.uniform(0, room, count)
    return np.array(middle)[:, None] + size * [np.cos(angle), np.sin(angle)]


@given(coordinates, coordinates, st.floats(0, 0.01))
def test_places_are_a_point_if_each_may_be_off_by_its_distance_from_it(w1, w2, room):
    places = scattered((w1, w2), room)
    assert is_point(places, np.full(50, room))
    if room > 1e-4:
        assert not is_point(places, np.full(50, room / 100))


def test_one_place_that_is_surely_elsewhere_is_enough():
    places, room = scattered((0.5, 0.5), 0.01), np.full(50, 0.01)
    places[0, 7], room[7] = 0.6, 0
    assert not is_point(places, room)


@given(coordinates, coordinates, angles, st.floats(0.01, 10))
def test_a_line_is_found_with_its_ends(w1, w2, angle, length):
    direction = np.array([np.cos(angle), np.sin(angle)])
    at = np.linspace(0, length, 40)
    places = np.array([w1, w2])[:, None] + direction[:, None] * at
    ends = line_through(places, np.zeros(40))
    expected = np.array(sorted([places[:, 0].tolist(), places[:, -1].tolist()]))
    if abs(expected[0, 0] - expected[1, 0]) > 1e-9:
        np.testing.assert_allclose(ends, expected, atol=1e-9)
    assert ends[0, 0] <= ends[1, 0]


def test_an_arc_is_no_line_unless_its_places_are_as_far_off():
    angle = np.linspace(0, 0.5, 100)
    places = np.array([np.cos(angle), np.sin(angle)])
    assert line_through(places, np.zeros(100)) is None
    assert line_through(places, np.full(100, 0.02)) is not None


def test_places_that_are_too_far_away_have_no_line():
    places = np.array([[0, 1e300, -1e300], [0, 1e300, 1.0]])
    with np.errstate(all="ignore"):
        assert line_through(places, np.zeros(3)) is None
