"""The arrows of a step: true to the scales that are stated; these are round and change only if they must."""

import math

import numpy as np
import pytest
from drawn_runs import lengths, points, told
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

FRAME = {"x_range": [-25.0, 25.0], "y_range": [-25.0, 25.0], "width": 500, "height": 400}
COLOURS = {"gradient": "red", "moment": "green", "update": "blue"}
PATH = descend(OPTIMIZERS["momentum"](), GALLERY["bowl"], (-15.0, 20.0), 300)


def drawn(draw, run, t, frame=FRAME, **options):
    found = draw("arrows.js", "arrow_columns", run, t, frame, {"colours": COLOURS, **options})
    assert set(found) == {"arrows", "arrow_names", "scales", "legend"}
    for name in ("arrows", "arrow_names"):
        assert lengths(found[name]) == {len(found["arrows"]["x0"])}
    return found


def pixels(arrows, frame=FRAME):
    (x_low, x_high), (y_low, y_high) = frame["x_range"], frame["y_range"]
    x0, y0, x1, y1 = (np.array(arrows[name], dtype=float) for name in ("x0", "y0", "x1", "y1"))
    return np.hypot(
        (x1 - x0) / (x_high - x_low) * frame["width"], (y1 - y0) / (y_high - y_low) * frame["height"]
    )


def one_step(w, g, m=None):
    """A run of one step from (0, 0) to w, with the gradient g there and the moment m after it."""
    moments = {} if m is None else {"m1": [0, m[0]], "m2": [0, m[1]]}
    return points([0, w[0]], [0, w[1]], g1=[g[0], 0], g2=[g[1], 0], **moments)


@pytest.mark.parametrize("t", [1, 2, 17, 300])
def test_arrows_are_what_the_step_saw_had_gathered_and_did_times_their_scales(draw, t):
    found = drawn(draw, told(PATH), t)
    scale = {row["name"]: row["scale"] for row in found["legend"]}
    m1, m2 = PATH.state["m"]
    vectors = {
        "−∇E": (-PATH.g1[t - 1], -PATH.g2[t - 1]),
        "−m": (-m1[t], -m2[t]),
        "Δw": (PATH.w1[t] - PATH.w1[t - 1], PATH.w2[t] - PATH.w2[t - 1]),
    }
    assert list(scale) == list(vectors)
    assert scale["−∇E"] == scale["−m"]
    arrows = found["arrows"]
    for i, name in enumerate(found["arrow_names"]["name"]):
        assert (arrows["x0"][i], arrows["y0"][i]) == (PATH.w1[t - 1], PATH.w2[t - 1])
        tip = np.array([arrows["x1"][i] - arrows["x0"][i], arrows["y1"][i] - arrows["y0"][i]])
        np.testing.assert_allclose(tip, scale[name] * np.array(vectors[name]), rtol=1e-6, atol=1e-12)
    kinds = {row["name"]: row["kind"] for row in found["legend"]}
    assert kinds == {"−∇E": "gradient", "−m": "moment", "Δw": "update"}
    names = found["arrow_names"]["name"]
    assert arrows["colour"] == found["arrow_names"]["colour"] == [COLOURS[kinds[name]] for name in names]


def test_the_start_has_no_arrows_nor_a_step_that_begins_out_of_view(draw):
    away = {**FRAME, "x_range": [0.0, 50.0]}
    for found in (drawn(draw, told(PATH), 0), drawn(draw, told(PATH), 1, away)):
        assert found["arrows"]["x0"] == []
        assert found["legend"] == []


def test_a_method_without_moments_has_two_arrows_and_a_noisy_gradient_is_named_g(draw):
    descent = told(descend(OPTIMIZERS["gradient-descent"](), GALLERY["bowl"], (-15.0, 20.0), 300))
    assert [row["name"] for row in drawn(draw, descent, 1)["legend"]] == ["−∇E", "Δw"]
    noise = np.zeros(PATH.t.size)
    descent["columns"] |= {"noise1": noise, "noise2": noise}
    assert [row["name"] for row in drawn(draw, descent, 1)["legend"]] == ["−g", "Δw"]


@pytest.mark.parametrize(("steps", "t", "shown"), [(4, 1, 1), (4, 3, 3), (4, 4, 4), (5, 4, 1)])
def test_the_arrows_of_a_short_path_are_all_drawn_up_to_the_cursor(draw, steps, t, shown):
    path = descend(OPTIMIZERS["gradient-descent"](), GALLERY["bowl"], (-15.0, 20.0), steps)
    found = drawn(draw, told(path), t, scales={"gradient": 0.1, "update": 1})
    starts = set(zip(found["arrows"]["x0"], found["arrows"]["y0"], strict=True))
    assert starts == {(path.w1[i], path.w2[i]) for i in range(t - shown, t)}


sizes = st.floats(-8, 8).map(lambda exponent: 10**exponent)


@given(sizes, sizes, sizes, st.floats(-3, 3))
def test_the_longest_arrow_can_be_seen_and_scales_are_round(draw, slope, moment, step, angle):
    turn = np.array([math.cos(angle), math.sin(angle)])
    found = drawn(draw, one_step(step * turn, slope * turn, -moment * turn), 1)
    for scale in found["scales"].values():
        digit = scale / 10 ** math.floor(math.log10(scale) + 1e-9)
        assert any(digit == pytest.approx(round_digit) for round_digit in (1, 2, 5))
    length = dict(zip(found["arrow_names"]["name"], pixels(found["arrows"]), strict=True))
    assert 22 <= max(length.get("−∇E", 0), length.get("−m", 0)) <= 190
    own = step * np.hypot(turn[0] * 10, turn[1] * 8)
    assert length["Δw"] >= 22 * (1 - 1e-9)
    assert (found["scales"]["update"] == 1) == (22 <= own <= math.hypot(500, 400))


def test_scales_stay_until_they_have_to_change(draw):
    before = {"gradient": 0.5, "update": 1}
    kept = drawn(draw, one_step((5, 0), (10, 0)), 1, scales=before)  # 50 px
    assert kept["scales"] == before
    short = drawn(draw, one_step((5, 0), (4, 0)), 1, scales=before)  # would be 20 px
    assert short["scales"]["gradient"] == 2  # 80 px
    long = drawn(draw, one_step((5, 0), (40, 0)), 1, scales=before)  # would be 200 px
    assert long["scales"]["gradient"] == 0.2  # 80 px
    still = drawn(draw, one_step((0, 0), (0, 0)), 1, scales=before)
    assert still["scales"] == before
    assert still["arrows"]["x0"] == []


def test_hidden_arrows_are_not_drawn_but_keep_their_place_in_the_legend(draw):
    whole, found = drawn(draw, told(PATH), 5), drawn(draw, told(PATH), 5, hidden=["moment"])
    assert found["arrow_names"]["name"] == ["−∇E", "Δw"]
    assert found["legend"] == whole["legend"]
    assert found["scales"] == whole["scales"]


def test_names_stand_beyond_the_tips_and_below_each_other(draw):
    found = drawn(draw, one_step((5, 0), (-10, 0), (-10, 0)), 1, scales={"gradient": 0.5, "update": 1})
    names, arrows = found["arrow_names"], found["arrows"]
    assert arrows["x1"] == [5, 5, 5]  # all three point alike
    assert names["x"] == pytest.approx([6, 6, 6])  # 10 px further
    assert names["y"] == pytest.approx([0, -15 / 8, -30 / 8])  # 15 px apart
    assert names["align"] == ["left"] * 3
    left = drawn(draw, one_step((-5, 0), (10, 0)), 1)["arrow_names"]
    assert left["align"] == ["right"] * 2


@pytest.mark.parametrize("size", [1e-320, 1e-160, 1e160, 1e308])
def test_vectors_of_any_size_give_arrows_of_numbers(draw, size):
    found = drawn(draw, one_step((size, -size), (size, size), (-size, size)), 1)
    for name in ("x0", "y0", "x1", "y1"):
        assert np.isfinite(found["arrows"][name]).all()
    assert all(math.isfinite(scale) for scale in found["scales"].values())
