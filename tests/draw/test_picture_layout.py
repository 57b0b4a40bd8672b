"""Where the figures of a picture and its caption go: beside or below each other, with nothing blank below."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

CALL = """(width, count, shape, words) => module.picture_layout(
    width, count, (across) => 60 + shape * (across - 60), (across) => 20 * Math.ceil(words / across))"""


@pytest.fixture(scope="module")
def layout(draw):
    return lambda *given: draw.work("picture_layout.js", CALL, [list(given)])[0]


def overlap(one, other):
    sides = (("x", "width"), ("y", "height"))
    return all(min(one[a] + one[b], other[a] + other[b]) > max(one[a], other[a]) + 1e-6 for a, b in sides)


@given(
    width=st.integers(220, 3000),
    stage=st.integers(0, 2),
    traces=st.integers(0, 3),
    shape=st.floats(0.4, 2),
    words=st.sampled_from([0, 300, 2000]),
)
def test_all_stands_within_the_picture_and_nothing_over_anything(layout, width, stage, traces, shape, words):
    found = layout(width, {"stage": stage, "traces": traces}, shape, words)
    figures = found["figures"]
    assert len(figures) == stage + traces
    places = [*figures, found["words"]] if words else figures
    assert not any(overlap(one, other) for one, other in combinations(places, 2))
    for place in places:
        assert place["x"] >= 0 <= place["y"]
        assert place["x"] + place["width"] <= width + 1e-6
        assert place["y"] + place["height"] <= found["height"] + 1e-6
    lowest = max((place["y"] + place["height"] for place in places), default=0)
    assert found["height"] - lowest <= 6 + 1e-6  # no blank part below


@given(width=st.integers(480, 2000), words=st.sampled_from([0, 300]))
def test_traces_beside_a_surface_end_where_it_ends(layout, width, words):
    surface, *traces = layout(width, {"stage": 1, "traces": 2}, 1, words)["figures"]
    assert {trace["x"] for trace in traces} == {surface["width"]}
    assert traces[1]["y"] == pytest.approx(traces[0]["height"])
    assert traces[1]["height"] - traces[0]["height"] == pytest.approx(32)  # the axis of t
    if not words:
        assert sum(trace["height"] for trace in traces) == pytest.approx(surface["height"])


def test_a_narrow_picture_has_all_in_one_column(layout):
    found = layout(300, {"stage": 2, "traces": 2}, 1, 300)
    assert [figure["width"] for figure in found["figures"]] == [300] * 4
    tops = [figure["y"] for figure in found["figures"]]
    assert tops == sorted(tops)
    assert found["words"]["y"] > tops[-1]
