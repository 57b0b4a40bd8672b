"""The surface in three dimensions: where places are on the screen, what hides what, and what height is."""

import numpy as np
import pytest
from relief_scene import ABOVE, EDGE, FRAME, SIZE, STANDING, VIEW, Scene, pixels, projected

CAMERAS = [ABOVE, STANDING, (45, 10), (120, 60), (-179.5, 34.25), (90, 90)]


# The camera


@pytest.mark.parametrize("camera", CAMERAS)
def test_a_place_and_its_pixel_give_each_other_and_the_box_fits(relief, camera):
    projection = projected(relief, camera)
    random = np.random.default_rng(1)
    places = random.uniform((0, 0, -0.35), (1, 1, 1), (50, 3))
    there = pixels(projection, places)
    np.testing.assert_allclose(
        relief.many("camera.js", "pixel_of", [[projection, place] for place in places.tolist()]), there
    )
    back = relief.many("camera.js", "place_of", [[projection, pixel] for pixel in there.tolist()])
    np.testing.assert_allclose(back, places, atol=1e-9)
    assert (there[:, :2] > 0).all()
    assert (there[:, :2] < (SIZE["width"], SIZE["height"])).all()
    # One pixel is as long in depth as on the screen: nothing is nearer in one direction.
    lengths = np.linalg.norm([projection[name][:3] for name in ("x", "y", "depth")], axis=0)
    np.testing.assert_allclose(lengths / lengths[0], np.array([320, 240, 0.5 * 240]) / 320)


def test_from_above_it_is_the_map_whatever_the_height(relief):
    places = np.random.default_rng(2).uniform((0, 0, -5), (1, 1, 5), (50, 3))
    x, y, _ = pixels(projected(relief, ABOVE), places).T
    np.testing.assert_allclose(x, FRAME["left"] + places[:, 0] * FRAME["width"], atol=1e-9)
    np.testing.assert_allclose(y, FRAME["top"] + (1 - places[:, 1]) * FRAME["height"], atol=1e-9)


def test_a_pointer_turns_what_is_near_with_it_and_stops_above(relief):
    near = np.array([[0.5, 0, 0]])
    before = pixels(projected(relief, STANDING), near)[0]
    turned = relief("camera.js", "turned", STANDING, 20, 0)
    assert pixels(projected(relief, turned), near)[0][0] > before[0]
    assert relief("camera.js", "turned", STANDING, 0, 1000) == [-28, 90]
    azimuth, elevation = relief("camera.js", "turned", (179, 20), -10, -1000)
    assert -180 <= azimuth <= -176
    assert 0 < elevation < 10
    halfway = relief("camera.js", "between", (170, 90), (-170, 30), 0.5)
    assert halfway == pytest.approx([180, 60])


def opened(relief, draw, error, view, path):
    """The camera with which a surface opens, and whether it sees places in the plane."""
    w1, w2 = np.meshgrid(np.linspace(*view[0], 101), np.linspace(*view[1], 101))
    samples = {"view": view, "values": error(w1, w2).ravel(), "shape": w1.shape}
    samples["scale"] = scale = draw("ground_columns.js", "ground_scale", samples)
    columns = dict(zip(("w1", "w2"), np.array(path).T, strict=True))
    columns["error"] = error(columns["w1"], columns["w2"])
    sides = relief("camera.js", "sides_of", FRAME)
    ask = {"samples": samples, "kind": "linear", "path": columns, "sides": sides}
    camera = relief("opening_camera.js", "opening_camera", ask)
    top = relief("heights.js", "top_of", scale, columns["error"][0])
    azimuth, elevation = np.radians(camera)
    to_eye = np.array([np.sin(azimuth), -np.cos(azimuth), np.tan(elevation)]) / sides

    def is_seen(place):
        """Nothing of the surface stands between the place and the eye; what is cut off stands nowhere."""
        (low1, high1), (low2, high2) = view
        u, v = (place[0] - low1) / (high1 - low1), (place[1] - low2) / (high2 - low2)
        h = (error(*np.array(place)) - scale["low"]) / (top - scale["low"])
        u, v, h = np.array([[u], [v], [h]]) + np.linspace(5, 1000, 2000) * to_eye[:, None]
        ground = error(low1 + u * (high1 - low1), low2 + v * (high2 - low2))
        ground = (ground - scale["low"]) / (top - scale["low"])
        inside = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1) & (ground <= 1)
        return not (inside & (ground > h)).any()

    return camera, is_seen


def test_the_camera_opens_on_all_wells_and_the_run(relief, draw):
    def wells(w1, w2):
        return (w1**2 - 1) ** 2 + w2**2

    path = [(1.6, -1.3), (0.8, -0.7), (0.2, 0.6), (-0.5, 0.9), (-1.2, 0.2), (-1, 0)]
    camera, is_seen = opened(relief, draw, wells, ((-2, 2), (-2.4, 2.4)), path)
    assert camera != [-30, 40]
    assert all(map(is_seen, [(1.0, 0.0), (-1.0, 0.0), *path[1:]]))

    def saddle(w1, w2):
        return w1**2 - w2**2 / 4

    def hillside(w1, w2):
        return w2 + 0 * w1

    assert opened(relief, draw, hillside, ((-5, 5), (-5, 5)), [(-3, 4), (-1, 1.5), (0, 0)])[0] == [-30, 40]
    camera, is_seen = opened(relief, draw, saddle, ((-3, 3), (-3, 3)), [(-2, 0.1), (-1, 0.2), (0, 1), (0, 2)])
    assert all(map(is_seen, [(-1.0, 0.2), (0.0, 1.0), (0.0, 2.0)]))


# Heights


def test_heights_are_linear_or_logarithmic_and_nothing_is_moved_to_an_end(relief):
    linear = {"kind": "linear", "low": 2.0, "high": 10.0}
    log = {"kind": "log", "low": 1e-2, "high": 1e2}

    def heights(errors, scale):
        return relief.many("heights.js", "height_of", [[error, scale] for error in errors])

    assert heights([2.0, 6.0, 10.0, 18.0, -6.0], linear) == [0, 0.5, 1, 2, -1]
    assert heights([1e-2, 1.0, 1e2, 1e4, 1e-4], log) == pytest.approx([0, 0.5, 1, 1.5, -0.5])
    assert np.isnan(heights([0.0, -1.0, np.nan], log)).all()
    assert heights([1.6e308], {"kind": "linear", "low": -1.6e308, "high": 1.6e308}) == [1]

    samples = {"values": np.array([-3.0, 0.0, 0.5, 40.0, np.nan])}
    scale = {"low": -3.0, "high": 40.0}
    assert relief("heights.js", "height_range", samples, scale, "log") == {
        "kind": "log",
        "low": 0.5,
        "high": 40,
        "has_holes": True,
    }
    assert relief("heights.js", "height_range", samples, {"low": -3, "high": 0}, "log") is None
    ticks = relief("ticks.js", "height_ticks", {"kind": "log", "low": 0.02, "high": 3e4}, 4)
    assert ticks == pytest.approx([0.1, 10, 1000])
    assert relief("ticks.js", "round_numbers", -2, 2, 5) == [-2, -1, 0, 1, 2]


def test_walls_that_rise_far_above_the_rest_are_cut_so_that_hollows_are_seen(relief, draw):
    def top(error, start, half):
        w1, w2 = np.meshgrid(*[np.linspace(-half, half, 61)] * 2)
        values = np.asarray(error(w1, w2), float).ravel()
        scale = draw("ground_columns.js", "ground_scale", {"values": values})
        assert (values <= scale["most"]).mean() == pytest.approx(0.75, abs=0.01)
        return relief("heights.js", "top_of", scale, start), values.max()

    wells, highest = top(lambda w1, w2: (w1**2 - 1) ** 2 + w2**2, 2.0, 2.2)
    assert 2 < wells < highest / 2
    assert 1 / wells > 0.1  # the height of the ridge between them
    higher, _ = top(lambda w1, w2: (w1**2 - 1) ** 2 + w2**2, 12.0, 2.2)
    assert wells < 12 <= higher
    for error in (lambda w1, w2: 3 * w1**2 + 10 * w2**2, lambda w1, w2: np.sin(w1) * np.sin(w2)):
        bowl, highest = top(error, 1.0, 5)
        assert bowl == pytest.approx(highest)


def test_the_words_say_how_tall_it_is_drawn_and_where_it_is_open(relief):
    sides = relief("camera.js", "sides_of", FRAME)  # 320 px for 4 units, 120 px for the heights
    linear, log = ({"kind": kind, "low": low, "high": 3.0} for kind, low in (("linear", 0.04), ("log", 0.1)))

    def said(heights, least, **open_at):
        open_at = {"above": False, "below": False} | open_at
        return relief("ticks.js", "height_words", heights, least, VIEW, sides, open_at)

    assert said(linear, 0.0) == "E from 0 to 3, drawn × 0.51"
    assert said(linear, 1e-17, above=True) == ("E from 0 to 3, drawn × 0.51; cut above 3, paths dashed")
    assert said(linear, -50.0, below=True).startswith("E from 0.04 to 3, ")  # it is open down there
    assert said(linear, 0.0, above=True, below=True).endswith("cut above 3 and below 0.04, paths dashed")
    assert said(log, 0.0) == "E from 0 to 3, height log E; dashed: E < 0.1"
    assert said(log, 0.2, below=True) == "E from 0.1 to 3, height log E; dashed: E < 0.1"
    holes = {**log, "high": 9706.1, "has_holes": True}
    assert said(holes, 0.0) == "E from 0 to 9700, height log E, none where E = 0; dashed: E < 0.1"
    assert said(holes, -2.0) == "E from −2 to 9700, height log E, none where E ≤ 0; dashed: E < 0.1"
    assert said(log, 0.0, above=True).endswith("height log E; dashed: E < 0.1 or > 3")


# What is drawn


def wave(w1, w2):
    return np.cos(2 * w1) + 0.4 * w2**2


@pytest.mark.parametrize("camera", [ABOVE, STANDING, (140, 20)])
@pytest.mark.parametrize("fine", [1, 2])
def test_the_pixel_of_a_place_shows_that_place_within_half_a_pixel(relief, draw, camera, fine):
    scene = Scene(relief, draw, wave, camera, fine=fine)
    at = np.random.default_rng(3).uniform(0.02, 0.98, (60, 2))
    w1, w2 = VIEW[0][0] + 4 * at[:, 0], VIEW[1][0] + 4 * at[:, 1]
    places = np.column_stack([at, scene.height(wave(w1, w2))])
    states = scene.states(relief, places)
    seen = places[np.array(states) != "hidden"]
    assert len(seen) > 20
    there = pixels(scene.projection, seen)
    function = "(layer, points) => points.map(([x, y]) => module.seen_at(layer, x, y))"
    (picked,) = relief.work("raster.js", function, [[scene.layer, there[:, :2].tolist()]])
    is_there = [each is not None for each in picked]  # not on the last pixels before what is behind it
    assert np.mean(is_there) > 0.9
    there, picked = there[is_there], [each for each in picked if each is not None]
    back = relief.many("camera.js", "place_of", [[scene.projection, each] for each in picked])
    assert np.abs(np.array(picked)[:, :2] - there[:, :2]).max() <= 0.5 / fine + 1e-9
    # The place that was picked is on the surface: E there is its height.
    u, v, h = np.array(back).T
    exact = scene.height(wave(VIEW[0][0] + 4 * u, VIEW[1][0] + 4 * v))
    np.testing.assert_allclose(h, exact, atol=0.01)


def test_a_ridge_hides_what_lies_behind_it_and_nothing_else(relief, draw):
    """A wall along w1 at v = 0.5, looked at from the south: it hides so far as its shadow falls."""
    elevation = 30
    scene = Scene(relief, draw, lambda w1, w2: np.exp(-((3 * (w2 - 1)) ** 8)), (0, elevation), count=101)
    u, v = np.meshgrid(np.linspace(0.1, 0.9, 9), np.linspace(0.05, 0.95, 46))
    places = np.column_stack([u.ravel(), v.ravel(), np.zeros(u.size)])
    states = np.array(scene.states(relief, places)).reshape(u.shape)
    wall = 1 / 3 / 4  # half its thickness in v
    tall, deep = 0.5 * 240, 240
    behind = 0.5 + wall + tall / np.tan(np.radians(elevation)) / deep  # far behind, and seen again
    inside = np.abs(v - 0.5) < wall + 0.05
    hidden = (v > 0.5) & (v < behind - 0.05)
    assert (states[hidden & ~inside] == "hidden").all()
    assert (states[(v < 0.5) & ~inside] == "seen").all()
    assert (states[v > behind + 0.05] == "seen").all() or not (v > behind + 0.05).any()
    on_top = np.column_stack([np.linspace(0.1, 0.9, 9), np.full(9, 0.5), np.full(9, scene.height(1.0))])
    assert set(scene.states(relief, on_top)) == {"seen"}


def test_at_rest_the_mesh_has_all_samples_and_while_it_moves_fewer(relief, draw):
    scene = Scene(relief, draw, wave, ABOVE, count=150)
    samples = {"view": VIEW, "values": scene.values.ravel(), "shape": [150, 150]}
    function = """(...parts) => Object.entries(module.SIDE).map(([pace, side]) => {
        const { u, v, h, triangles } = module.mesh_of(...parts, null, side)
        return [pace, u.length, triangles.length / 6, Array.from(h.slice(-1))[0]]
    })"""
    sides = relief("camera.js", "sides_of", FRAME)
    (found,) = relief.work("mesh.js", function, [[samples, scene.scale, scene.range, sides]])
    last = pytest.approx(scene.height(wave(2.0, 3.0)))
    assert found == [["moving", 104**2, 103**2, last], ["resting", 150**2, 149**2, last]]


def test_where_there_is_no_e_there_is_a_hole_with_an_edge_finer_than_the_grid(relief, draw):
    log = "(w1, w2) => (w1 * w1 + w2 * w2 > 1 ? Math.log(w1 * w1 + w2 * w2) : NaN)"

    def error(w1, w2):
        return np.where(w1**2 + w2**2 > 1, np.log(w1**2 + w2**2), np.nan)

    holes = {}
    for cut in (False, log):
        scene = Scene(relief, draw, error, ABOVE, count=25, cut=cut)
        rows, columns = np.nonzero(scene.pixels)
        u, v = (
            (columns + 0.5 - FRAME["left"]) / FRAME["width"],
            1 - (rows + 0.5 - FRAME["top"]) / FRAME["height"],
        )
        assert ((-2 + 4 * u) ** 2 + (-1 + 4 * v) ** 2 > 0.97).all()
        holes[bool(cut)] = FRAME["width"] * FRAME["height"] - len(rows)
    circle = (np.pi + 0.0) * (FRAME["width"] / 4) * (FRAME["height"] / 4)
    assert holes[True] < holes[False]
    assert holes[True] == pytest.approx(circle, rel=0.1)


def test_a_crease_is_finer_than_the_grid_and_has_no_gaps(relief, draw):
    """A valley whose floor runs between the samples, as that of log E does."""
    source = "(w1, w2) => (w1 + 0.37 * w2 - 0.2) ** 2 + 0.001"

    def error(w1, w2):
        return (w1 + 0.37 * w2 - 0.2) ** 2 + 0.001

    off = {}
    for cut in (False, source):
        scene = Scene(relief, draw, error, (-160, 40), kind="log", count=41, fine=2, cut=cut)
        u, v, h = (scene.mesh[name][scene.mesh["triangles"].reshape(-1, 3)].mean(axis=1) for name in "uvh")
        low, high = scene.range["low"], scene.range["high"]
        exact = np.log(error(-2 + 4 * u, -1 + 4 * v) / low) / np.log(high / low)
        crease = np.abs(-2 + 4 * u + 0.37 * (-1 + 4 * v) - 0.2) < 0.1
        off[bool(cut)] = np.abs(h - exact)[crease].mean()
        for column in (scene.pixels != 0).T:  # the image of a line across the relief, which is one piece
            seen = np.flatnonzero(column)
            assert seen.size == 0 or seen[-1] - seen[0] + 1 == seen.size
    assert off[True] < off[False] / 3


def test_beyond_the_range_it_is_open_with_an_edge_and_nothing_is_cut_off_within(relief, draw):
    """A pole: the range ends far below it (draw/ground_columns.js)."""

    def pole(w1, w2):
        return 1 / (w1**2 + (w2 - 1) ** 2 + 1e-6)

    scene = Scene(relief, draw, pole, ABOVE, count=101)
    assert scene.open == {"above": True, "below": False}
    radius = np.sqrt(1 / scene.scale["high"])  # E is high there
    rows, columns = np.nonzero(scene.pixels == 0)
    w1 = -2 + 4 * (columns + 0.5 - FRAME["left"]) / FRAME["width"]
    w2 = -1 + 4 * (1 - (rows + 0.5 - FRAME["top"]) / FRAME["height"])
    inside = np.hypot(w1, w2 - 1) < 1
    assert inside.sum() > 10
    assert np.hypot(w1, w2 - 1)[inside].max() < radius + 0.1
    assert (scene.pixels == EDGE).sum() > 10
    assert not any(Scene(relief, draw, wave, ABOVE).open.values())
    upside_down = Scene(relief, draw, lambda w1, w2: -pole(w1, w2), ABOVE, count=101)
    assert upside_down.open == {"above": False, "below": True}
    states = scene.states(relief, np.array([[0.5, 0.5, 1.2], [0.1, 0.1, scene.height(pole(-1.6, -0.6))]]))
    assert states == ["open", "seen"]


def test_colours_are_those_of_the_map_and_lines_lie_at_its_levels(relief, draw):
    def slope(w1, w2):
        return 0.3 * w1 + w2 * 0

    scene = Scene(relief, draw, slope, ABOVE, lines=lambda shares: shares)
    samples = {"view": VIEW, "values": scene.values.ravel(), "shape": [61, 61]}
    ground = draw("ground_columns.js", "ground_columns", samples, [])
    image = np.array(ground["sources"]["ground"]["image"][0]["values"]).reshape(61, 61)
    row = scene.pixels[128, FRAME["left"] : FRAME["left"] + FRAME["width"]]
    columns = np.arange(FRAME["width"])
    green = (row >> 8 & 255).astype(int) - (row & 255).astype(int)
    lines = columns[green > 60]
    drawn = [line["w1"] for line in ground["lines"]]
    crossings = [FRAME["width"] * (np.nanmean(each) - VIEW[0][0]) / 4 for each in drawn]
    assert len(crossings) >= 10
    for at in crossings:
        assert np.abs(lines + 0.5 - at).min() < 1
    plain = columns[np.abs(green) < 2]
    tones = image[30, np.clip((plain / FRAME["width"] * 60).round().astype(int), 0, 60)] - 1
    assert len(plain) > 200
    shade = (row[plain] & 255) / np.maximum(tones, 1)
    assert np.ptp(shade[tones > 40]) < 0.25  # one slope has one shade, but for the map's own relief
    assert 0.55 <= shade[tones > 40].mean() <= 1.2


# Lines and axes


def test_shades_are_lighter_on_a_dark_page_and_level_parts_keep_their_colour(relief):
    whole, half = (
        np.array(relief("raster.js", "shaded", ["#808080"], *more)).reshape(64, 256)[:, 0] & 255
        for more in ([], [0.5])
    )
    assert (np.diff(whole.astype(int)) >= 0).all()
    dark = whole < 128
    np.testing.assert_allclose(128 - half[dark], (128 - whole[dark]) / 2, atol=1)
    assert (half[~dark] == whole[~dark]).all()
    assert whole.max() > 128  # what faces the light


def test_shades_gain_chroma_and_bright_light_keeps_the_hue(relief):
    numbers = np.array(relief("raster.js", "shaded", ["#f0c088"])).reshape(64, 256)[:, 0]
    red, green, blue = (numbers >> shift & 255 for shift in (0, 8, 16))
    in_light = red >= 0xF0
    assert in_light.any()
    assert not in_light.all()
    saturation = 1 - blue / red
    own = 1 - 0x88 / 0xF0
    np.testing.assert_allclose(saturation[in_light], own, atol=0.01)
    np.testing.assert_allclose(green[in_light] / red[in_light], 0xC0 / 0xF0, atol=0.01)
    assert (np.diff(saturation) <= 0.01).all()
    assert saturation[0] > 1.2 * own


def test_a_line_is_cut_into_what_is_seen_hidden_and_open(relief, draw):
    scene = Scene(relief, draw, lambda w1, w2: np.exp(-((3 * (w2 - 1)) ** 8)), (0, 30), count=101)
    stage = {"projection": scene.projection, "layer": scene.layer, "rough": scene.rough}
    line = {
        "u": [0.5, 0.5, 0.5, np.nan, 0.2, 0.2, -1.0],
        "v": [0.1, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5],
        "h": [0.02, 0.02, np.nan, 0.0, 1.0, 2.0, 2.0],
    }
    pieces = relief("hidden_lines.js", "add_line", line, stage)
    lengths = {
        name: np.hypot(*(np.reshape(found, (-1, 4))[:, :2] - np.reshape(found, (-1, 4))[:, 2:]).T).sum()
        for name, found in pieces.items()
    }
    places = np.array([[0.5, 0.1, 0.02], [0.5, 0.9, 0.02], [0.2, 0.5, 1], [0.2, 0.5, 2], [0, 0.5, 2]])
    (a, b, c, d, e) = pixels(scene.projection, places)[:, :2]
    along = np.linalg.norm(b - a)
    assert lengths["seen"] + lengths["hidden"] == pytest.approx(along, rel=1e-6)
    assert 0.3 * along < lengths["hidden"] < 0.8 * along
    assert lengths["open"] == pytest.approx(np.linalg.norm(d - c) + np.linalg.norm(e - d), rel=1e-6)


@pytest.mark.parametrize("azimuth", range(-180, 180, 40))
def test_axes_stand_at_the_outer_edges_and_their_ticks_at_the_values(relief, azimuth):
    projection = projected(relief, (azimuth, 34))
    scale = {"kind": "linear", "low": 0.0, "high": 50.0}
    axes = relief("axes.js", "axes_of", projection, VIEW, scale)
    assert [axis["name"] for axis in axes] == ["w₁", "w₂", "E"]
    corners = pixels(projection, np.array([[u, v, -0.35] for u in (0, 1) for v in (0, 1)]))[:, :2]
    middle = corners.mean(axis=0)
    for k, axis in enumerate(axes[:2]):
        line = np.reshape(axis["line"], (2, 2))
        assert line.mean(axis=0)[1] >= middle[1] - 1e-6  # the nearer of the two edges
        out = np.array(axis["out"])
        # No corner of the floor lies farther out than the edge.
        assert ((corners - line[0]) @ out <= 1e-6).all()
        assert np.linalg.norm(out) == pytest.approx(1)
        assert len(axis["ticks"]) >= 2
        for tick in axis["ticks"]:
            value = float(tick["word"].replace("−", "-"))
            share = (value - VIEW[k][0]) / 4
            np.testing.assert_allclose(
                [tick["x"], tick["y"]], line[0] + share * (line[1] - line[0]), atol=1e-6
            )
    box = pixels(projection, np.array([[u, v, h] for u in (0, 1) for v in (0, 1) for h in (0, 1)]))
    assert axes[2]["line"][0] == pytest.approx(box[:, 0].min())
    for tick in axes[2]["ticks"]:
        bottom, top = np.reshape(axes[2]["line"], (2, 2))
        assert tick["y"] == pytest.approx(bottom[1] + float(tick["word"]) / 50 * (top[1] - bottom[1]))
    thin = {"kind": "linear", "low": 0.2, "high": 8400.0}  # 5000 alone would tell no scale
    assert len(relief("axes.js", "axes_of", projection, VIEW, thin)[2]["ticks"]) >= 2
    assert [axis["name"] for axis in relief("axes.js", "axes_of", projected(relief, ABOVE), VIEW, scale)] == [
        "w₁",
        "w₂",
    ]
