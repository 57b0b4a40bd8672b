"""What stands on the surface in three dimensions: paths, fans, arrows with names, crosses, and words."""

import itertools

import numpy as np
import pytest
from relief_scene import ABOVE, FRAME, GREYS, SIZE, STANDING, VIEW, Scene, pixels

PAPER, HALO, TEXT, BLUES, ORANGE = (
    "#fffffe",
    "#fefefe",
    "#101010",
    ["#000080", "#0000c0", "#0000ff"],
    "#ff8000",
)
PINS = [f"#ff80{shade:02x}" for shade in range(6)]
RECORDER = """() => {
    const calls = []
    const states = []
    let state = { dash: [], at: [0, 0] }
    let path = []
    const add = (kind, details) => calls.push({ kind, ...state, path, ...details })
    const acts = {
        save: () => states.push({ ...state }),
        restore: () => (state = states.pop()),
        setLineDash: (dash) => (state.dash = dash),
        translate: (x, y) => (state.at = [x, y]),
        beginPath: () => (path = []),
        moveTo: (x, y) => path.push([x, y, true]),
        lineTo: (x, y) => path.push([x, y, path.length === 0]),
        measureText: (text) => ({ width: 9 * text.length }),
        arc: (x, y, radius) => path.push([x, y, radius]),
        stroke: () => add("stroke", { colour: state.strokeStyle }),
        fill: () => add("fill", { colour: state.fillStyle }),
        fillText: (text) => add("word", { text, colour: state.fillStyle }),
    }
    const context = new Proxy({}, {
        get: (_, name) => (name === "calls" ? calls : (acts[name] ?? state[name] ?? (() => null))),
        set: (_, name, value) => (state[name] = value, true),
    })
    return context
}"""
"""A canvas that writes down strokes, filled shapes and words, with their colours and places."""
PAINT = """(data, name) => {
    const plain = new Uint32Array(64 * 256).fill(0xff888888)
    const { ...scene } = { ...data, error: ERROR }
    scene.colours = { ...data.colours, tones: plain, lines: plain, edge: 0xff0000ff }
    const context = (RECORDER)()
    module.paint_above(context, module.placed(scene, 1))
    return context.calls
}"""


def run(w1, w2, error, **more):
    return {"columns": {"w1": np.array(w1), "w2": np.array(w2), "error": np.array(error)}, **more}


def painted(scene, seen, error, runs, **more):
    """What is painted above a relief, with E as JavaScript."""
    data = {
        "camera": seen.camera,
        "frame": FRAME,
        "size": SIZE,
        "by": 1,
        "view": VIEW,
        "range": seen.range,
        "mesh": seen.mesh | {"rough": seen.rough},
        "levels": [],
        "image": None,
        "floor": {"images": [], "contours": []},
        "labels": [],
        "t": 0,
        "until": 10**6,
        "runs": runs,
        "minima": [],
        "arrows": [],
        "names": [],
        "crosses": [],
        "colours": {
            "page": PAPER,
            "halo": HALO,
            "text": TEXT,
            "soft": "#777777",
            "line": "#999999",
            "font": "serif",
            "path": BLUES,
            "pins": PINS,
            "shades": 3,
            "curvature": ["#aa0000", "#888888", "#00aa00"],
        },
    } | more
    function = PAINT.replace("ERROR", error).replace("RECORDER", RECORDER)
    return scene.work("scene.js", function, [[data, ""]])[0]


def bowl(w1, w2):
    return w1**2 + (w2 - 1) ** 2


BOWL = "(w1, w2) => w1 ** 2 + (w2 - 1) ** 2"


@pytest.fixture
def seen(relief, draw):
    return Scene(relief, draw, bowl, STANDING)


def places(seen, w1, w2):
    """The pixels of places on the bowl."""
    w1, w2 = np.asarray(w1, float), np.asarray(w2, float)
    at = np.column_stack([(w1 + 2) / 4, (w2 + 1) / 4, seen.height(bowl(w1, w2))])
    return pixels(seen.projection, at)[:, :2]


def near(points, others):
    return np.linalg.norm(np.asarray(points)[:, None] - np.asarray(others)[None], axis=2).min(axis=1)


def test_a_path_is_drawn_at_its_errors_up_to_a_step_with_marks_of_direction(scene, seen):
    w1, w2 = np.linspace(-1.8, 1.5, 30), np.linspace(-0.5, 1, 30)
    whole = run(w1, w2, bowl(w1, w2))
    calls = painted(scene, seen, BOWL, [whole])
    blue = [call for call in calls if call["kind"] == "stroke" and call["colour"] in BLUES]
    assert {call["colour"] for call in blue} == set(BLUES)  # from dark to bright
    corners = np.array([point[:2] for call in blue if call["lineWidth"] == 2.4 for point in call["path"]])
    assert near(places(seen, w1, w2), corners).max() < 1
    marks = [call["path"] for call in blue if len(call["path"]) == 3]
    assert len(marks) >= 1
    for mark in marks:
        (left, tip, right), forward = np.array(mark)[:, :2], places(seen, [w1[0], w1[-1]], [w2[0], w2[-1]])
        assert (tip - (left + right) / 2) @ (forward[1] - forward[0]) > 0
    end = [call for call in calls if call["kind"] == "fill" and call["colour"] == BLUES[-1]]
    assert len(end[-1]["path"]) == 4  # the diamond

    until = painted(scene, seen, BOWL, [whole], until=10, t=10)
    short = np.array(
        [
            point[:2]
            for call in until
            if call["kind"] == "stroke" and call["colour"] in BLUES and call["lineWidth"] == 2.4
            for point in call["path"]
        ]
    )
    assert near(places(seen, w1[:11], w2[:11]), short).max() < 1
    assert near(places(seen, w1[12:], w2[12:]), short).min() > 3
    assert not [call for call in until if call["kind"] == "fill" and len(call["path"]) == 4]


def test_a_fan_lies_on_the_relief_and_each_of_its_paths_ends_in_a_dot(scene, seen):
    w1, w2 = np.linspace(-1.5, 1, 12), np.linspace(2, 0.5, 12)
    fan = {"w1": [w1 + off for off in (0.2, 0.4)], "w2": [w2, w2]}
    calls = painted(scene, seen, BOWL, [run(w1, w2, bowl(w1, w2), fan=fan)])
    hairs = [call for call in calls if call["kind"] == "stroke" and call["lineWidth"] == 1]
    points = np.array([point[:2] for call in hairs for point in call["path"]])
    ends = [call["path"][0] for call in calls if call["kind"] == "fill" and call["path"][0][2] == 2]
    assert len(ends) == 2
    for one, other in zip(fan["w1"], fan["w2"], strict=True):
        assert near(places(seen, one, other), points).max() < 1
        assert near(places(seen, one[-1:], other[-1:]), np.array(ends)[:, :2]).max() < 1e-6


def test_the_end_of_a_pinned_run_has_the_colour_that_it_has_on_the_map(scene, seen, draw):
    w1, w2 = np.linspace(-1.5, 1, 12), np.linspace(2, 0.5, 12)
    pin = run(w1, w2, bowl(w1, w2), moments={})
    calls = painted(scene, seen, BOWL, [pin, pin | {"number": 2}])
    (end,) = [call for call in calls if call["kind"] == "fill" and call["path"][0][2] == 8.5]
    pins = [{"run": pin, "number": 2}]
    on_map = draw("pins.js", "pin_columns", pins, VIEW, FRAME, 0, {"pin_shades": 3})["pin_ends"]
    assert end["colour"] == PINS[on_map["colour"][0]]


def test_a_pinned_path_has_a_halo_below_all_of_it_as_on_the_map(scene, seen):
    w1, w2 = np.linspace(-1.5, 1, 12), np.linspace(2, 0.5, 12)
    pin = run(w1, w2, bowl(w1, w2), moments={})
    strokes = painted(scene, seen, BOWL, [run([1.0], [1.0], [1.0]), pin | {"number": 2}])
    lines = [call for call in strokes if call["kind"] == "stroke" and call["lineWidth"] in (2.2, 4.4)]
    lines = [call for call in lines if call["colour"] in (HALO, *PINS)]  # not the ring of the start
    halos, colours = lines[: len(lines) // 2], lines[len(lines) // 2 :]
    assert {(call["colour"], call["lineWidth"]) for call in halos} == {(HALO, 4.4)}
    assert {call["colour"] for call in colours} == set(PINS[3:])
    assert [call["path"] for call in halos] == [call["path"] for call in colours]


@pytest.mark.parametrize("rim", ["#707070", False])
def test_the_outer_edge_is_a_line_where_the_page_is_dark(scene, seen, rim):
    function = """(data) => {
        Object.assign(globalThis, { ImageData: class {}, Path2D: class { lineTo() {} closePath() {} } })
        const context = (RECORDER)()
        const layer = { ...data.layer, pixels: new Uint32Array(0) }
        module.paint_ground(context, { ...data, layer }, { getContext: () => ({ putImageData: () => null }) })
        return context.calls
    }"""
    data = {
        "size": SIZE,
        "frame": FRAME,
        "view": VIEW,
        "by": 1,
        "range": seen.range,
        "image": None,
        "labels": [],
    }
    data |= {"mesh": seen.mesh, "rough": seen.rough, "projection": seen.projection, "layer": seen.layer}
    data |= {"floor": {"images": [], "contours": []}, "colours": {"rim": rim, "font": "serif"}}
    calls = scene.work("ground.js", function.replace("RECORDER", RECORDER), [[data]])[0]
    drawn = [point[:2] for call in calls if call.get("colour") == "#707070" for point in call["path"]]
    assert bool(drawn) == bool(rim)
    if rim:
        along, ends = np.linspace(0, 1, 40), (np.zeros(40), np.ones(40))
        u, v = np.hstack([side for end in ends for side in ((along, end), (end, along))])
        assert near(drawn, places(seen, 4 * u - 2, 4 * v - 1)).max() < 12  # px
        behind = places(seen, 4 * along - 2, np.full(40, 3.0))
        assert near(behind, drawn).max() < 5  # nothing lies before it


def test_names_of_arrows_stand_at_their_tips_and_cover_neither_each_other_nor_an_arrow(scene, seen):
    start, tips = (0.8, 0.2), [(0.3, 0.9), (0.32, 0.88), (0.5, 0.5)]
    look = {"width": 3, "halo": 6}
    arrows = [{"x0": start[0], "y0": start[1], "x1": x, "y1": y, "colour": ORANGE, **look} for x, y in tips]
    names = [
        {"name": name, "colour": ORANGE, "x": 0, "y": 0, "of_x": x, "of_y": y}
        for name, (x, y) in zip(["−∇E", "−m", "Δw"], tips, strict=True)
    ]
    path = run([start[0], tips[2][0]], [start[1], tips[2][1]], [bowl(*start), bowl(*tips[2])])
    calls = painted(scene, seen, BOWL, [path], arrows=arrows, names=names)
    words = {call["text"]: np.array(call["at"]) for call in calls if call["kind"] == "word"}
    assert list(words) == ["−∇E", "−m", "Δw"]
    half = {name: np.array([9 * len(name) / 2, 8]) for name in words}
    for name, other in [("−∇E", "−m"), ("−m", "Δw"), ("−∇E", "Δw")]:
        assert (np.abs(words[name] - words[other]) > half[name] + half[other]).any()
    for name, tip in zip(words, tips, strict=True):
        assert near([words[name]], places(seen, *np.transpose([tip])))[0] < 70
    lines = [call for call in calls if call["kind"] == "stroke" and call["colour"] == ORANGE]
    points = np.array([point[:2] for call in lines for point in call["path"]])
    for name, at in words.items():
        assert not (np.abs(points - at) < half[name]).all(axis=1).any()
    heads = [call for call in calls if call["kind"] == "fill" and len(call["path"]) == 3]
    assert near(places(seen, *np.transpose(tips)), [head["path"][0][:2] for head in heads]).max() < 1e-6


def test_names_keep_off_pinned_paths_and_words_on_contour_lines(scene, seen):
    tip = (0.3, 0.9)
    arrow = {"x0": 0.8, "y0": 0.2, "x1": tip[0], "y1": tip[1], "colour": ORANGE, "width": 3, "halo": 6}
    name = {"name": "−∇E", "colour": ORANGE, "x": 0, "y": 0, "of_x": tip[0], "of_y": tip[1]}
    path = run([0.8, 0.7], [0.2, 0.3], [bowl(0.8, 0.2), bowl(0.7, 0.3)])

    def place(*pinned, **more):
        calls = painted(scene, seen, BOWL, [path, *pinned], arrows=[arrow], names=[name], **more)
        (at,) = (np.array(call["at"]) for call in calls if call["kind"] == "word" and call["text"] == "−∇E")
        pins = [call for call in calls if call["kind"] == "stroke" and call["colour"] in PINS]
        return at, [point[:2] for call in pins for point in call["path"]]

    free, _ = place()
    w1, w2 = (np.linspace(*ends, 60) for ends in ((-0.4, 0.6), (1.3, 0.9)))
    nearest = np.argmin(near(places(seen, w1, w2), [free]))
    pin = run(w1 + 0.05, w2, bowl(w1 + 0.05, w2), moments={}, number=1)
    at, points = place(pin)
    assert len(points) > 20
    assert not (np.abs(np.array(points) - at) < [9 * 3 / 2 + 3, 8 + 3]).all(axis=1).any()
    label = {"w1": w1[nearest], "w2": w2[nearest], "word": "1200", "angle": 0, "tone": 100.0}
    at, _ = place(labels=[label])
    assert (np.abs(places(seen, [label["w1"]], [label["w2"]])[0] - at) > [9 * 3 / 2, 8]).any()


@pytest.mark.parametrize(("length", "head"), [(1, 10), (0.05, None)])
def test_a_head_is_at_most_half_of_its_arrow(scene, seen, length, head):
    ends = np.array([0.5, 0.5 + length]), np.array([0.5, 0.5])
    arrow = {
        "x0": ends[0][0],
        "y0": 0.5,
        "x1": ends[0][1],
        "y1": 0.5,
        "colour": ORANGE,
        "width": 3,
        "halo": 6,
    }
    path = run([0.5, 0.6], [0.5, 0.5], [bowl(0.5, 0.5), bowl(0.6, 0.5)])
    calls = painted(scene, seen, BOWL, [path], arrows=[arrow])
    (found,) = [call for call in calls if call["kind"] == "fill" and len(call["path"]) == 3]
    tip, *arms = np.array([point[:2] for point in found["path"]])
    start, end = places(seen, *ends)
    assert np.hypot(*(tip - arms).T) == pytest.approx(head or np.hypot(*(end - start)) / 2)


def test_the_cursor_is_a_ring_that_is_not_drawn_within_the_marker_of_the_start(scene, seen):
    w1, w2 = np.array([-1.5, -1.49, 0.5]), np.array([2.0, 1.99, 0.5])
    rings = []
    for t in range(3):
        calls = painted(scene, seen, BOWL, [run(w1, w2, bowl(w1, w2))], t=t)
        rings.append([call for call in calls if call["kind"] == "stroke" and call["path"][0][2] == 4.5])
    assert [len(found) for found in rings] == [0, 0, 1]
    assert rings[2][0]["path"][0][:2] == pytest.approx(places(seen, w1[2:], w2[2:])[0])


def test_what_is_deeper_than_the_floor_or_has_no_height_stands_on_the_floor(scene, relief, draw):
    """Over logarithmic heights, where E = 0 has none."""
    seen = Scene(relief, draw, bowl, STANDING, kind="log", count=60)
    path = run([1.0, 0.5, 0.2], [1.0, 1.0, 1.0], [1.0, 1e-2, 1e-30])
    calls = painted(scene, seen, BOWL, [path], minima=[[0, 1]])

    def on_floor(w1):
        return pixels(seen.projection, np.array([[(w1 + 2) / 4, 0.5, -0.35]]))[0, :2]

    (minimum,) = [call for call in calls if call["kind"] == "stroke" and call["lineWidth"] == 1.6]
    assert np.mean(minimum["path"], axis=0)[:2] == pytest.approx(on_floor(0))
    (end,) = [call for call in calls if call["kind"] == "fill" and len(call["path"]) == 4]
    assert np.mean(end["path"], axis=0)[:2] == pytest.approx(on_floor(0.2))
    lowest = max(
        point[1]
        for call in calls
        if call["kind"] == "stroke" and call["colour"] in BLUES
        for point in call["path"]
    )
    assert lowest <= on_floor(0.2)[1] + 8  # no line goes through the floor; the diamond is on it


def test_crosses_of_curvature_lie_on_the_relief_in_the_colours_of_their_signs(scene, seen):
    cross = [
        {"x0": 0.4, "y0": 1, "x1": 0.8, "y1": 1, "share": 1, "sign": 1},
        {"x0": 0.6, "y0": 0.8, "x1": 0.6, "y1": 1.2, "share": 0, "sign": -1},
    ]
    path = run([0.6], [1.0], [bowl(0.6, 1.0)])
    calls = painted(scene, seen, BOWL, [path], crosses=cross, minima=[[0, 1]])
    for colour, width, ends in [("#00aa00", 4, cross[0]), ("#aa0000", 1.4, cross[1])]:
        (line,) = [call for call in calls if call["kind"] == "stroke" and call["colour"] == colour]
        assert line["lineWidth"] == width
        points = [point[:2] for point in line["path"]]
        at = places(seen, [ends["x0"], ends["x1"]], [ends["y0"], ends["y1"]])
        assert near(at, points).max() < 1e-6
    (minimum,) = [call for call in calls if call["kind"] == "stroke" and len(call["path"]) == 4]
    assert np.mean(minimum["path"], axis=0)[:2] == pytest.approx(places(seen, [0], [1])[0])


def test_a_weight_and_its_pixel_give_each_other_and_a_pointer_finds_the_step_below_it(scene, relief, draw):
    seen = Scene(relief, draw, bowl, STANDING, fine=2)
    there = {"projection": seen.projection, "layer": seen.layer, "view": VIEW, "frame": FRAME}
    w1, w2 = [-0.5, 0.3, 1.0], [0.4, 0.0, -0.5]
    for x, y in places(seen, w1, w2):
        at = scene("places.js", "weights_at", there, {"x": x, "y": y})
        assert near(places(seen, *np.transpose([at])), [[x, y]])[0] < 1
    assert scene("places.js", "weights_at", there, {"x": 1, "y": 1}) is None
    path = run(w1, w2, bowl(np.array(w1), np.array(w2)))
    x, y = places(seen, w1, w2)[1]
    shown = {"projection": seen.projection, "view": VIEW, "range": seen.range}
    step = [scene("places.js", "step_near", shown, path, {"x": x + off, "y": y}, 9) for off in (4, 12)]
    assert step == [1, None]


def words_on(scene, seen, labels, error):
    """What is written on the contour lines of a relief, and where."""
    function = """(data) => {
        const plain = new Uint32Array(64 * 256).fill(0xff888888)
        const colours = { ...data.colours, tones: plain, lines: plain, edge: 0xff0000ff }
        const context = (RECORDER)()
        globalThis.Path2D = class { lineTo() {} closePath() {} }
        const canvas = { getContext: () => ({ putImageData() {} }) }
        module.paint_ground(context, { ...data, colours, error: ERROR }, canvas)
        return context.calls.filter(({ kind, colour }) => kind === "word" && colour === "#000000")
    }""".replace("RECORDER", RECORDER).replace("ERROR", error)
    data = {
        "size": SIZE,
        "by": 1,
        "frame": FRAME,
        "view": VIEW,
        "range": seen.range,
        "labels": labels,
        "projection": seen.projection,
        "rough": seen.rough,
        "image": None,
        "layer": seen.layer | {"pixels": np.zeros(SIZE["width"] * SIZE["height"], np.int32)},
        "floor": {"images": [], "contours": []},
        "colours": {"font": "serif", "words": ["#000000"] * 255, "ground": GREYS, "soft": "#1", "line": "#2"},
    }
    (calls,) = scene.work("ground.js", function, [[data]])
    return {call["text"]: call["at"] for call in calls}


@pytest.mark.parametrize(("elevation", "is_written"), [(12, False), (18, True)])
def test_where_the_relief_is_seen_from_the_side_there_are_no_words(
    relief, draw, scene, elevation, is_written
):
    seen = Scene(relief, draw, lambda w1, w2: np.where(w1 > 1.9, 1, 0) + 0 * w2, (0, elevation))
    label = {"w1": 0.0, "w2": 1.0, "word": "level", "angle": 0.0, "tone": 100.0}
    assert bool(words_on(scene, seen, [label], "(w1) => (w1 > 1.9 ? 1 : 0)")) == is_written


@pytest.mark.parametrize("camera", [ABOVE, STANDING])
def test_words_of_contour_lines_lie_along_them_upright_and_only_where_they_are_seen(
    relief, draw, scene, camera
):
    seen = Scene(relief, draw, lambda w1, w2: np.cos(2 * w1) + 0 * w2, camera)
    labels = [
        {"w1": w1, "w2": 1.0, "word": str(number), "angle": np.pi / 2, "tone": 100.0}
        for number, w1 in enumerate([-1.2, -0.4, 0.4, 1.2, 1.21])
    ]
    found = words_on(scene, seen, labels, "(w1) => Math.cos(2 * w1)")
    assert "4" not in found  # it would lie on the one beside it
    assert len(found) == 4 if camera == ABOVE else 1 <= len(found) <= 4
    for text, at in found.items():
        w1 = labels[int(text)]["w1"]
        place = [[(w1 + 2) / 4, 0.5, seen.height(np.cos(2 * w1))]]
        assert at == pytest.approx(pixels(seen.projection, np.array(place))[0, :2])


def test_marks_of_direction_are_even_point_forward_and_keep_away_from_ends_and_gaps(scene):
    def pieces(points):
        return [number for one, other in itertools.pairwise(points) for number in (*one, *other)]

    line = [(5.0 * k, 100.0) for k in range(81)]  # 400 px
    found = scene("directions.js", "directions", pieces(line))
    tips = [mark["points"][1] for mark in found]
    assert tips == [[50, 100], [150, 100], [250, 100], [350, 100]]
    for mark in found:
        (left, _), (tip, _), (right, _) = mark["points"]
        assert left < tip > right
    assert scene("directions.js", "directions", pieces(line[:10])) == []
    backwards = scene("directions.js", "directions", pieces(line[::-1]))
    assert all(mark["points"][0][0] > mark["points"][1][0] for mark in backwards)
    broken = pieces(line[:10]) + pieces(
        [(x + 300, y) for x, y in line[10:21]]
    )  # the gap is where a mark would be
    assert scene("directions.js", "directions", broken) == []
