"""The arrows of a step have the stated scales, which are round and change only if they must."""

import math

import numpy as np
import pytest
from drawn_runs import lengths, points, told
from hypothesis import given
from hypothesis import strategies as st

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

FRAME = {"x_range": [-25.0, 25.0], "y_range": [-25.0, 25.0], "width": 500, "height": 400}
COLOURS = {"gradient": "red", "full": "grey", "moment": "green", "update": "blue", "point": "black"}
WANTED = 0.45 * 400
PATH = descend(OPTIMIZERS["momentum"](), GALLERY["bowl"], (-15.0, 20.0), 300)


def drawn(draw, run, t, frame=FRAME, **options):
    found = draw("arrows.js", "arrow_columns", run, t, frame, {"colours": COLOURS, **options})
    assert set(found) == {"arrows", "arrow_names", "lines", "scales", "legend", "paths_named"}
    for name in ("arrows", "arrow_names"):
        assert len(lengths(found[name])) == 1
    return found


def kinds_of(found):
    """The kinds of the arrows, by their colours."""
    return [
        next(kind for kind, colour in COLOURS.items() if colour == each) for each in found["arrows"]["colour"]
    ]


def starts_of(found, frame=FRAME):
    """Where the arrows start, in pixels."""
    sides = [high - low for low, high in (frame["x_range"], frame["y_range"])]
    at = np.array([found["arrows"]["x0"], found["arrows"]["y0"]], dtype=float).T
    return at / sides * (frame["width"], frame["height"])


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


def test_with_batches_the_gradient_of_all_rows_stands_beside_that_of_the_batch(draw):
    run = one_step([1.0, 2.0], [-3.0, -4.0])
    assert [row["name"] for row in drawn(draw, run, 1)["legend"]] == ["−∇E", "Δw"]
    run["columns"] |= {"full_g1": np.array([-5.0, 0.0]), "full_g2": np.array([-1.0, 0.0])}
    found = drawn(draw, run, 1)
    assert [(row["name"], row["kind"]) for row in found["legend"]] == [
        ("−∇E", "full"),
        ("−∇E batch", "gradient"),
        ("Δw", "update"),
    ]
    full, batch = (row["scale"] for row in found["legend"][:2])
    assert full == batch
    x0, x1, y0, y1 = (np.array(found["arrows"][name], float) for name in ("x0", "x1", "y0", "y1"))
    assert kinds_of(found) == ["full", "gradient", "update"]
    np.testing.assert_allclose((x1 - x0)[:2] / full, [5, 3])
    np.testing.assert_allclose((y1 - y0)[:2] / full, [1, 4])
    assert kinds_of(drawn(draw, run, 1, hidden=["full"])) == ["gradient", "update"]


@pytest.mark.parametrize("t", [1, 2, 17, 300])
def test_arrows_are_the_gradient_the_moment_and_the_update_times_their_scales(draw, t):
    found = drawn(draw, told(PATH), t)
    scale = {row["name"]: row["scale"] for row in found["legend"]}
    m1, m2 = PATH.state["m"]
    vectors = {
        "−∇E": (-PATH.g1[t - 1], -PATH.g2[t - 1]),
        "−m": (-m1[t], -m2[t]),
        "Δw": (PATH.w1[t] - PATH.w1[t - 1], PATH.w2[t] - PATH.w2[t - 1]),
    }
    assert list(scale) == list(vectors)
    vectors["−m, Δw"], scale["−m, Δw"] = vectors["Δw"], scale["Δw"]
    assert (scale["−∇E"], scale["−m"]) == (0.05, 0.01), "on one scale the gradient would be too short"
    assert [row["drawn"] for row in found["legend"]] == ["gradient", "update", "update"]
    kinds = {"gradient": "−∇E", "update": "−m, Δw"}
    assert set(kinds_of(found)) <= set(kinds), "one arrow is Δw and, on its scale, −m"
    np.testing.assert_allclose(scale["Δw"] * np.array(vectors["Δw"]), scale["−m"] * np.array(vectors["−m"]))
    arrows, start = found["arrows"], np.array([PATH.w1[t - 1], PATH.w2[t - 1]]) / 50 * (500, 400)
    for i, kind in enumerate(kinds_of(found)):
        assert (arrows["w1"][i], arrows["w2"][i]) == (PATH.w1[t - 1], PATH.w2[t - 1])
        aside = starts_of(found)[i] - start
        assert np.hypot(*aside) <= (0 if kind == "update" else 30) + 1e-9
        tip = np.array([arrows["x1"][i] - arrows["x0"][i], arrows["y1"][i] - arrows["y0"][i]])
        name = kinds[kind]
        np.testing.assert_allclose(tip, scale[name] * np.array(vectors[name]), rtol=1e-6, atol=1e-12)
    assert set(found["arrow_names"]["name"]) <= set(vectors)
    for name, colour in zip(found["arrow_names"]["name"], found["arrow_names"]["colour"], strict=True):
        assert colour == COLOURS[next(kind for kind, named in kinds.items() if named == name)]


@pytest.mark.parametrize(("width", "height"), [(285, 280), (500, 500), (540, 590), (700, 400)])
def test_at_the_step_that_tells_most_the_gradient_is_plain_in_frames_of_all_shapes(draw, width, height):
    frame = {**FRAME, "width": width, "height": height}
    found = drawn(draw, told(PATH), 21, frame)
    gradient = pixels(found["arrows"], frame)[kinds_of(found).index("gradient")]
    assert gradient > 0.08 * min(width, height)


def test_a_moment_along_the_gradients_has_their_scale_however_much_it_has_gathered(draw):
    path = descend(OPTIMIZERS["momentum"](eta=0.01, alpha=0.9), Surface.parse("w1 + 2 w2"), (9.0, 18.0), 100)
    scale = {row["name"]: row["scale"] for row in drawn(draw, told(path), 40)["legend"]}
    assert scale["−∇E"] == scale["−m"]


def test_scales_are_the_same_for_all_steps_of_a_run(draw):
    found = [drawn(draw, told(PATH), t) for t in (1, 2, 17, 60, 300)]
    assert len({tuple(each["scales"].values()) for each in found}) == 1
    longest = max(max(pixels(drawn(draw, told(PATH), t)["arrows"]), default=0) for t in range(1, 40))
    assert 0.4 * WANTED <= longest <= WANTED * 1.01


def ends_of(found, frame=FRAME):
    """Where the arrows end, in pixels."""
    sides = np.array([high - low for low, high in (frame["x_range"], frame["y_range"])])
    vectors = [
        found["arrows"][f"{axis}1"][i] - found["arrows"][f"{axis}0"][i] for axis in "xy" for i in range(3)
    ]
    return starts_of(found) + np.reshape(vectors, (2, 3)).T / sides * (frame["width"], frame["height"])


def test_of_arrows_that_point_alike_the_update_stays_and_the_others_step_aside(draw):
    found = drawn(draw, one_step((5, 0), (-10, 0), (-10, 0)), 1)
    assert kinds_of(found) == ["gradient", "moment", "update"]
    gradient, moment, update = starts_of(found)
    np.testing.assert_array_equal(update, (0, 0))
    size = max(found["arrows"]["size"])
    for one, other in ((moment, update), (update, gradient)):
        assert one[0] == other[0] == 0
        assert 0.5 * size + 1.5 < one[1] - other[1] < 2 * size  # no head lies on a line, and they stand close
    gradient, moment, update = found["arrows"]["width"]
    assert update == 1.5 * gradient == 1.5 * moment, "what the step does is the strongest"


@given(*[st.floats(2, 40)] * 3, *[st.floats(-math.pi, math.pi)] * 3)
def test_no_tip_lies_on_another_arrow_and_vectors_are_unchanged(draw, a, b, c, alpha, beta, gamma):
    """But for the two that cannot avoid it: a third arrow between two others."""
    steps = [
        (length * math.cos(angle), length * math.sin(angle)) for length, angle in ((a, alpha), (b, beta))
    ]
    update = (c * math.cos(gamma), c * math.sin(gamma))
    scales = {"gradient": 1, "moment": 1, "update": 1}
    found = drawn(draw, one_step(update, *[(-x, -y) for x, y in steps]), 1, scales=scales)
    if len(found["arrows"]["x0"]) < 3 or found["scales"] != scales:
        return
    starts, tips = starts_of(found), ends_of(found)
    np.testing.assert_array_equal(starts[2], (0, 0))
    for i, vector in enumerate([*steps, update]):
        np.testing.assert_allclose((tips - starts)[i], np.array(vector) * (10, 8), rtol=1e-9, atol=1e-9)
    vectors, lengths_of = tips - starts, np.hypot(*(tips - starts).T)
    for i, j in ((1, 2), (0, 2), (0, 1)):
        short, long = (i, j) if lengths_of[i] < lengths_of[j] else (j, i)
        along = vectors[long] / lengths_of[long]
        way = tips[short] - starts[long]
        if way @ along > 0:
            assert abs(along[0] * way[1] - along[1] * way[0]) > 4 or (i, j) == (0, 1)


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
    updates = [i for i, kind in enumerate(kinds_of(found)) if kind == "update"]
    starts = {(found["arrows"]["x0"][i], found["arrows"]["y0"][i]) for i in updates}
    assert starts == {(path.w1[i], path.w2[i]) for i in range(t - shown, t)}
    points = {name for name in found["arrow_names"]["name"] if name.startswith("w(")}
    assert points == ({f"w({i})" for i in range(steps + 1)} if steps <= 4 else set())


sizes = st.floats(-8, 8).map(lambda exponent: 10**exponent)


@given(sizes, sizes, sizes, st.floats(-3, 3))
def test_the_longest_arrow_can_be_seen_and_scales_are_round(draw, slope, moment, step, angle):
    turn = np.array([math.cos(angle), math.sin(angle)])
    found = drawn(draw, one_step(step * turn, slope * turn, -moment * turn), 1)
    for scale in found["scales"].values():
        digit = scale / 10 ** math.floor(math.log10(scale) + 1e-9)
        assert any(digit == pytest.approx(round_digit) for round_digit in (1, 2, 5))
    length = dict(zip(kinds_of(found), pixels(found["arrows"]), strict=True))
    assert 0.4 * WANTED <= max(length.get("gradient", 0), length.get("moment", 0)) <= WANTED * 1.01
    own = step * np.hypot(turn[0] * 10, turn[1] * 8)
    assert (found["scales"]["update"] == 1) == (own >= 30 or 0.5 < WANTED / own < 2)
    if own < 30:
        assert 0.4 * WANTED <= length["update"] <= WANTED * 1.01


def test_scales_stay_until_they_have_to_change(draw):
    before = {"gradient": 1, "moment": 1, "update": 1}
    kept = drawn(draw, one_step((5, 0), (10, 0)), 1, scales=before)  # 100 px
    assert kept["scales"] == before
    short = drawn(draw, one_step((5, 0), (4, 0)), 1, scales=before)  # would be 40 px
    assert short["scales"]["gradient"] == 2  # 80 px; 5 would be 200
    long = drawn(draw, one_step((5, 0), (40, 0)), 1, scales=before)  # would be 400 px
    assert long["scales"]["gradient"] == 0.2  # 80 px
    still = drawn(draw, one_step((0, 0), (0, 0)), 1, scales=before)
    assert still["scales"] == before
    assert still["arrows"]["x0"] == []


def test_the_scale_is_the_rate_where_that_is_round_and_arrows_are_long_enough(draw):
    """So that −m is as long as Δw, and −∇E as a step of gradient descent."""
    run = one_step((8, 0), (-80, 0), (-80, 0))  # Δw has 80 px
    own = drawn(draw, run, 1, eta=0.1)
    assert own["scales"] == {"gradient": 0.1, "moment": 0.1, "update": 1}
    assert pixels(own["arrows"]) == pytest.approx([80, 80, 80])
    assert drawn(draw, run, 1, eta=0.11)["scales"]["gradient"] == 0.2, "not round"
    assert drawn(draw, run, 1, eta=0.01)["scales"]["gradient"] == 0.2, "arrows of 8 px"
    assert drawn(draw, run, 1, eta=1)["scales"]["gradient"] == 0.2, "arrows of 800 px"


@pytest.mark.parametrize(("length", "head"), [(100, 12), (25, 12), (12, 6)])
def test_a_head_is_at_most_half_of_its_arrow_and_shorter_arrows_are_thinner(draw, length, head):
    run = one_step((length / 10, 0), (-10, 0))
    found = drawn(draw, run, 1, scales={"gradient": 1, "update": 1})["arrows"]
    (size,) = (size for size, colour in zip(found["size"], found["colour"], strict=True) if colour == "blue")
    if length >= 30:
        assert size == head
    whole = drawn(draw, points([0, 10, 10 + length / 10], [0, 0, 0], g1=[-1, 0, 0], g2=[0, 0, 0]), 2)
    assert whole["scales"]["update"] == 1
    found = drawn(draw, points([0, 10] + [10 + length / 10] * 5, [0] * 7, g1=[-1] + [0] * 6, g2=[0] * 7), 2)
    assert found["arrows"]["size"] == pytest.approx([head])
    assert found["arrows"]["width"] == pytest.approx([max(1.9 * head / 8, 1.3)])
    assert found["arrows"]["halo"][0] == found["arrows"]["width"][0] + 3


def test_arrows_that_are_too_short_are_not_drawn_and_the_legend_says_so(draw):
    path = points([0, 10, 11.05, 11.05, 11.05, 11.05], [0] * 6, g1=[-1, -0.8, 0, 0, 0, 0], g2=[0] * 6)
    found = drawn(draw, path, 2)
    assert kinds_of(found) == ["gradient"]
    assert {row["name"]: row["short"] for row in found["legend"]} == {"−∇E": False, "Δw": True}
    hidden = drawn(draw, path, 2, hidden=["gradient"])
    assert hidden["legend"] == found["legend"], "hidden is not short"


def test_names_keep_off_pinned_paths_words_on_the_ground_guesses_and_crosses_of_minima(draw):
    run = one_step((10, 0), (0, -10))
    free = drawn(draw, run, 1)["arrow_names"]
    x, y = free["x"][free["name"].index("Δw")] * 10, free["y"][free["name"].index("Δw")] * 8
    line = [x - 20, y + 5, x + 20, y + 5]
    pin = points([line[0] / 10, line[2] / 10], [line[1] / 8, line[3] / 8])
    on_screen = [line[0] + 250, line[1] + 200, line[2] + 250, line[3] + 200]
    pinned, guessed = [{"run": pin, "colour": "orange"}], [(x / 10, line[1] / 8)]
    for options in ({"pinned": pinned}, {"words": [on_screen]}, {"marks": guessed}, {"minima": guessed}):
        names = drawn(draw, run, 1, **options)["arrow_names"]
        for name, at_x, at_y in zip(names["name"], names["x"], names["y"], strict=True):
            beside = abs(at_x * 10 - x) > 20 + 4.5 * len(name) or abs(at_y * 8 - line[1]) > 8 + 8
            assert beside or name == "w(1)"
    covered = drawn(draw, run, 1)["lines"]
    assert covered[1] == pytest.approx([250, 200, 350, 200])  # the update
    assert len(covered) == len(free["name"]) + 2


def test_of_a_short_path_the_last_arrow_of_each_kind_is_named(draw):
    path = descend(OPTIMIZERS["momentum"](eta=0.02), GALLERY["bowl"], (-15.0, 20.0), 3)
    names = drawn(draw, told(path), 3, scales={"gradient": 0.02, "update": 1})["arrow_names"]["name"]
    assert sorted(name for name in names if not name.startswith("w(")) == ["−m, Δw", "−∇E"]


def test_hidden_arrows_are_not_drawn_but_keep_their_place_in_the_legend(draw):
    whole, found = drawn(draw, told(PATH), 5), drawn(draw, told(PATH), 5, hidden=["moment"])
    assert set(found["arrow_names"]["name"]) <= {"−∇E", "Δw"}
    assert kinds_of(found) == ["gradient", "update"]
    assert found["legend"] == whole["legend"]
    assert found["scales"] == whole["scales"]


def test_names_stand_close_to_their_arrows_and_not_on_the_path(draw):
    for t in range(1, 40):
        found = drawn(draw, told(PATH), t)
        names, arrows = found["arrow_names"], found["arrows"]
        tips = np.transpose([np.multiply(arrows["x1"], 10), np.multiply(arrows["y1"], 8)])
        shafts = dict(zip(kinds_of(found), zip(starts_of(found), tips, strict=True), strict=True))
        kinds = {"−∇E": "gradient", "−m, Δw": "update"}
        for name, x, y in zip(names["name"], names["x"], names["y"], strict=True):
            along = np.linspace(*shafts[kinds[name]], 200) - (10 * x, 8 * y)
            beside = np.maximum(np.abs(along) - (4.5 * len(name) + 3, 8), 0)
            assert np.hypot(*beside.T).min() <= 15 + 1e-6
            inside = (abs(PATH.w1 - x) * 10 < 9 * len(name) / 2) & (abs(PATH.w2 - y) * 8 < 8)
            assert not inside.any()


def test_an_arrow_that_leaves_the_frame_is_named_where_it_does(draw):
    edge = {**FRAME, "x_range": [-1.0, 49.0]}
    names = drawn(draw, one_step((-5, 0), (10, 0)), 1, edge)["arrow_names"]
    assert dict(zip(names["name"], names["of_x"], strict=True)) == {"−∇E": -1, "Δw": -1, "w(0)": 0}
    assert min(names["x"]) > -1


def test_the_ends_of_other_short_runs_are_named_in_their_colours(draw):
    short = descend(OPTIMIZERS["momentum"](), GALLERY["bowl"], (-15.0, 20.0), 2)
    other = descend(OPTIMIZERS["gradient-descent"](eta=0.03), GALLERY["bowl"], (-15.0, 20.0), 2)
    names = drawn(draw, told(short), 2, pinned=[{"run": told(other), "colour": "orange"}])["arrow_names"]
    assert ("w(2)", "orange") in set(zip(names["name"], names["colour"], strict=True))


@pytest.mark.parametrize("titles", [[], ["Momentum", "Adam"]])
def test_paths_are_named_beside_one_of_their_points_in_their_colours(draw, titles):
    adam = descend(OPTIMIZERS["adam"](eta=0.5), GALLERY["bowl"], (-15.0, 20.0), 300)
    pinned = [{"run": told(adam), "colour": "orange"}]
    found = drawn(draw, told(PATH), 300, pinned=pinned, titles=titles)
    names = found["arrow_names"]
    assert found["paths_named"] == bool(titles)
    assert dict(zip(names["name"], names["colour"], strict=True)) == dict(
        zip(titles, ["blue", "orange"], strict=False)
    )
    of = dict(zip(names["name"], zip(names["of_x"], names["of_y"], strict=True), strict=True))
    for path, (x, y) in zip((PATH, adam), [of[title] for title in titles], strict=False):
        assert np.hypot(x - path.w1, y - path.w2).min() < 2


@pytest.mark.parametrize("size", [1e-320, 1e-160, 1e160, 1e308])
def test_vectors_of_any_size_give_arrows_of_numbers(draw, size):
    found = drawn(draw, one_step((size, -size), (size, size), (-size, size)), 1)
    for name in ("x0", "y0", "x1", "y1"):
        assert np.isfinite(found["arrows"][name]).all()
    assert all(math.isfinite(scale) for scale in found["scales"].values())
