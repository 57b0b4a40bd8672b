"""What stands on the surface in three dimensions: the glyphs of the map, with names and words."""

import numpy as np
import pytest
from relief_scene import ABOVE, FRAME, GREYS, SIZE, STANDING, VIEW, Scene, pixels

PAPER, HALO, TEXT, BLUE, ORANGE = "#fffffe", "#fefefe", "#101010", "#0000ff", "#ff8000"
RECORDER = """() => {
    const calls = []
    const states = []
    let state = { dash: [], at: [0, 0] }
    let path = []
    const add = (kind, details = {}) => calls.push({ kind, ...state, path, ...details })
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
        stroke: () => add("stroke"),
        fill: () => add("fill"),
        fillText: (text) => add("word", { text }),
    }
    const context = new Proxy({}, {
        get: (_, name) => (name === "calls" ? calls : (acts[name] ?? state[name] ?? (() => null))),
        set: (_, name, value) => (state[name] = value, true),
    })
    return context
}"""
"""A canvas that writes down strokes, filled shapes and words, with their colours and places."""
PAINT = """(data) => {
    const plain = new Uint32Array(64 * 256).fill(0xff888888)
    const scene = { ...data, error: ERROR, lines: new WeakMap() }
    scene.colours = { ...data.colours, tones: plain, lines: plain, edge: 0xff0000ff }
    const context = (RECORDER)()
    module.paint_above(context, module.placed(scene, 1))
    return context.calls
}"""


def glyph(kind, source, rows, **look):
    """What the map draws (figures/drawn_glyphs.js), of which all rows look alike."""
    return {"type": kind, "source": source, "rows": [look | row for row in rows]}


def lines(source, rows, **look):
    return glyph("MultiLine", source, rows, **{"line_width": 2.4, "line_alpha": 1} | look)


def markers(source, rows, **look):
    plain = {"marker": "circle", "fill_alpha": 1, "fill_color": None, "line_color": None, "line_width": 1}
    return glyph("Scatter", source, rows, **plain | look)


def arrows(starts, tips, head=11):
    ends = zip(starts, tips, strict=True)
    rows = [{"x0": start[0], "y0": start[1], "x1": tip[0], "y1": tip[1]} for start, tip in ends]
    return glyph("Arrow", "arrows", rows, line_color=ORANGE, line_width=3, line_alpha=1, head=head)


def names(of):
    """Names of places, by their texts."""
    rows = [{"text": text, "of_x": x, "of_y": y} for text, (x, y) in of.items()]
    font = {"text_font_size": "13px", "text_font_style": "bold", "text_font": "serif"}
    return glyph("Text", "arrow_names", rows, text_color=ORANGE, **font)


def painted(relief, seen, error, *glyphs, **more):
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
        "labels": [],
        "colours": {"page": PAPER, "halo": HALO, "text": TEXT, "soft": "#777777", "font": "serif"}
        | {"words": ["#000000"] * 255, "ground": GREYS},
        "glyphs": [
            *glyphs,
            *([] if any(each["source"] == "arrow_names" for each in glyphs) else [names({})]),
        ],
    } | more
    function = PAINT.replace("ERROR", error).replace("RECORDER", RECORDER)
    return relief.work("scene.js", function, [[data]])[0]


def bowl(w1, w2):
    return w1**2 + (w2 - 1) ** 2


BOWL = "(w1, w2) => w1 ** 2 + (w2 - 1) ** 2"


@pytest.fixture
def seen(relief, draw):
    return Scene(relief, draw, bowl, STANDING)


def places(seen, w1, w2, error=None):
    """The pixels of places on the bowl, or at other errors."""
    w1, w2 = np.asarray(w1, float), np.asarray(w2, float)
    height = seen.height(bowl(w1, w2) if error is None else np.asarray(error))
    return pixels(seen.projection, np.column_stack([(w1 + 2) / 4, (w2 + 1) / 4, height]))[:, :2]


def near(points, others):
    return np.linalg.norm(np.asarray(points)[:, None] - np.asarray(others)[None], axis=2).min(axis=1)


def of_kind(calls, kind, **wanted):
    return [call for call in calls if call["kind"] == kind and wanted.items() <= call.items()]


def points_of(calls):
    return np.array([point[:2] for call in calls for point in call["path"]])


def test_a_path_is_drawn_at_its_errors_with_a_halo_and_without_an_error_on_the_relief(relief, seen):
    w1, w2 = np.linspace(-1.8, 1.5, 30), np.linspace(2.5, 1, 30)
    for error in (bowl(w1, w2) + 1, None):
        row = {"w1": w1, "w2": w2} | ({} if error is None else {"error": error})
        halo = row | {"line_color": HALO, "line_width": 5.4}
        calls = painted(relief, seen, BOWL, lines("path", [halo, row | {"line_color": BLUE}]))
        corners = points_of(of_kind(calls, "stroke", strokeStyle=BLUE, lineWidth=2.4))
        assert near(places(seen, w1, w2, error), corners).max() < 1
        below, above = (
            of_kind(calls, "stroke", strokeStyle=colour, lineCap=cap)
            for colour, cap in ((HALO, "butt"), (BLUE, "round"))
        )
        assert below[-1]["path"] == above[-1]["path"]
        assert calls.index(below[-1]) < calls.index(above[-1])


def test_what_is_hidden_is_faint_below_the_rest_and_has_no_halo(relief, draw):
    """A wall along w1, with a line from before it to behind it and one on it."""

    def wall(w1, w2):
        return np.exp(-((3 * (w2 - 1)) ** 8))

    seen = Scene(relief, draw, wall, (0, 30), count=101)
    across = {"w1": [0.0, 0.0], "w2": [-0.5, 2.2], "error": [0.02, 0.02]}
    on_top = {"w1": [-1.0, 1.0], "w2": [1.0, 1.0], "error": [1.0, 1.0]}
    rows = [row | look for row in (across, on_top) for look in ({"line_color": HALO}, {"line_color": BLUE})]
    strokes = of_kind(painted(relief, seen, "() => NaN", lines("pin_path", rows)), "stroke")
    faint = [call for call in strokes if call["globalAlpha"] < 1]
    assert [call["strokeStyle"] for call in faint] == [BLUE]
    assert strokes[0] == faint[0]
    assert points_of(faint)[:, 1].min() < points_of(of_kind(strokes, "stroke", globalAlpha=1))[:, 1].max()


def test_a_mark_of_direction_has_one_size_and_points_along_its_path_whichever_way_it_is_seen(relief, draw):
    path = {"w1": [-1.5, 0.0], "w2": [1.0, 1.0], "error": [2.25, 0.0]}
    mark = {"w1": [-1.0, -0.9, -1.0], "w2": [1.1, 1.0, 0.9], "error": [1.5, 1.35, 1.5], "mark": True}
    at_the_end = {"w1": [-0.15, -0.05, -0.15], "w2": [1.1, 1.0, 0.9], "error": [0.2, 0.1, 0.2], "mark": True}
    for camera in (ABOVE, STANDING, (10, 50), (80, 60)):
        seen = Scene(relief, draw, bowl, camera)
        calls = painted(relief, seen, BOWL, lines("path", [path, mark, at_the_end], line_color=BLUE))
        (found,) = [call for call in calls if len(call["path"]) == 3]
        one, tip, other = points_of([found])
        assert tip == pytest.approx(places(seen, [-0.9], [1.0], [1.35])[0])
        along = np.subtract(*places(seen, *np.transpose([[0.0, 1], [-1.5, 1]]), [0.0, 2.25]))
        for arm in (one, other):
            assert np.hypot(*(arm - tip)) == pytest.approx(7)
            cosine = (tip - arm) @ along / 7 / np.hypot(*along)
            assert cosine == pytest.approx(np.cos(0.2 * np.pi), abs=1e-6)


def test_markers_stand_at_their_errors_in_the_shapes_and_sizes_of_the_map(relief, seen):
    rows = [
        {"w1": -1.0, "w2": 0.5, "marker": "circle", "size": 13, "fill_color": BLUE},
        {"w1": 0.5, "w2": 0.0, "error": 2.0, "marker": "diamond", "size": 20, "fill_color": ORANGE},
        {"w1": 1.0, "w2": 0.0, "marker": "cross", "size": 28, "line_color": TEXT},
        {"w1": np.nan, "w2": np.nan, "error": np.nan, "marker": "circle", "size": 13, "fill_color": TEXT},
    ]
    calls = painted(relief, seen, BOWL, markers("ends", rows))
    ((x, y, radius),) = of_kind(calls, "fill", fillStyle=BLUE)[0]["path"]
    assert ((x, y), radius) == (pytest.approx(places(seen, [-1.0], [0.5])[0]), 6.5)
    diamond = points_of(of_kind(calls, "fill", fillStyle=ORANGE))
    assert diamond.mean(axis=0) == pytest.approx(places(seen, [0.5], [0.0], [2.0])[0])
    assert np.ptp(diamond, axis=0) == pytest.approx([20 / 1.5, 20])
    cross = points_of(of_kind(calls, "stroke", strokeStyle=TEXT))
    assert cross.mean(axis=0) == pytest.approx(places(seen, [1.0], [0.0])[0])
    assert np.ptp(cross, axis=0) == pytest.approx([28, 28])
    assert not of_kind(calls, "fill", fillStyle=TEXT)  # it is out of view


@pytest.mark.parametrize("rim", ["#707070", False])
def test_the_outer_edge_is_a_line_where_the_page_is_dark(relief, seen, rim):
    function = """(data) => {
        globalThis.ImageData = class {}
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
        "words": [],
        "mesh": seen.mesh,
        "rough": seen.rough,
        "projection": seen.projection,
        "layer": seen.layer,
        "floor": {"images": [], "lines": []},
        "colours": {"rim": rim, "font": "serif"},
    }
    calls = relief.work("ground.js", function.replace("RECORDER", RECORDER), [[data]])[0]
    drawn = points_of(of_kind(calls, "stroke", strokeStyle="#707070"))
    assert bool(len(drawn)) == bool(rim)
    if rim:
        along, ends = np.linspace(0, 1, 40), (np.zeros(40), np.ones(40))
        u, v = np.hstack([side for end in ends for side in ((along, end), (end, along))])
        assert near(drawn, places(seen, 4 * u - 2, 4 * v - 1)).max() < 12  # px
        behind = places(seen, 4 * along - 2, np.full(40, 3.0))
        assert near(behind, drawn).max() < 5  # nothing lies before it


def words_of(calls):
    return {call["text"]: np.array(call["at"]) for call in of_kind(calls, "word")}


def test_names_of_arrows_stand_at_their_tips_and_cover_neither_each_other_nor_an_arrow(relief, seen):
    start, tips = (0.8, 0.2), [(0.3, 0.9), (0.32, 0.88), (0.5, 0.5)]
    named = dict(zip(["−∇E", "−m", "Δw"], tips, strict=True))
    calls = painted(relief, seen, BOWL, arrows([start] * 3, tips), names(named))
    words = words_of(calls)
    assert list(words) == ["−∇E", "−m", "Δw"]
    half = {name: np.array([9 * len(name) / 2, 8]) for name in words}
    for name, other in [("−∇E", "−m"), ("−m", "Δw"), ("−∇E", "Δw")]:
        assert (np.abs(words[name] - words[other]) > half[name] + half[other]).any()
    for name, tip in zip(words, tips, strict=True):
        assert near([words[name]], places(seen, *np.transpose([tip])))[0] < 70
    points = points_of(of_kind(calls, "stroke", strokeStyle=ORANGE))
    for name, at in words.items():
        assert not (np.abs(points - at) < half[name]).all(axis=1).any()
    heads = [call for call in of_kind(calls, "fill") if len(call["path"]) == 3]
    assert near(places(seen, *np.transpose(tips)), [head["path"][0][:2] for head in heads]).max() < 1e-6


def test_names_keep_off_paths_and_words_on_contour_lines_but_not_off_fans(relief, seen):
    tip = (0.3, 0.9)
    arrow, name = arrows([(0.8, 0.2)], [tip]), names({"−∇E": tip})

    def place(*others, **more):
        return words_of(painted(relief, seen, BOWL, *others, arrow, name, **more))["−∇E"]

    free = place()
    w1, w2 = (np.linspace(*ends, 60) for ends in ((-0.4, 0.6), (1.3, 0.9)))
    nearest = np.argmin(near(places(seen, w1, w2), [free]))
    row = {"w1": w1 + 0.05, "w2": w2, "error": bowl(w1 + 0.05, w2)}
    fan = lines("fan", [row], line_color=BLUE, line_alpha=0.6)
    assert place(fan) == pytest.approx(free)
    at = place(lines("pin_path", [row], line_color=BLUE))
    points = places(seen, row["w1"], w2)
    assert not (np.abs(points - at) < [9 * 3 / 2 + 3, 8 + 3]).all(axis=1).any()
    label = {"w1": w1[nearest], "w2": w2[nearest], "word": "1200", "angle": 0, "tone": 100.0}
    at = place(labels=[label])
    assert (np.abs(places(seen, [label["w1"]], [label["w2"]])[0] - at) > [9 * 3 / 2, 8]).any()


@pytest.mark.parametrize(("length", "head"), [(1, 10), (0.05, None)])
def test_a_head_is_at_most_half_of_its_arrow(relief, seen, length, head):
    calls = painted(relief, seen, BOWL, arrows([(0.5, 0.5)], [(0.5 + length, 0.5)], head=10))
    (found,) = [call for call in of_kind(calls, "fill") if len(call["path"]) == 3]
    tip, *arms = points_of([found])
    start, end = places(seen, [0.5, 0.5 + length], [0.5, 0.5])
    assert np.hypot(*(tip - arms).T) == pytest.approx(head or np.hypot(*(end - start)) / 2)


def test_what_is_deeper_than_the_floor_or_has_no_height_stands_on_the_floor(relief, draw):
    """Over logarithmic heights, where E = 0 has none."""
    seen = Scene(relief, draw, bowl, STANDING, kind="log", count=60)
    path = {"w1": [1.0, 0.5, 0.2], "w2": [1.0, 1.0, 1.0], "error": [1.0, 1e-2, 1e-30]}
    ends = [
        {"w1": 0.2, "w2": 1.0, "error": 1e-30, "size": 5, "fill_color": BLUE},
        {"w1": 0.0, "w2": 1.0, "size": 5, "fill_color": ORANGE},
    ]
    calls = painted(relief, seen, BOWL, lines("path", [path], line_color=BLUE), markers("ends", ends))

    def on_floor(w1):
        return pixels(seen.projection, np.array([[(w1 + 2) / 4, 0.5, -0.35]]))[0, :2]

    for colour, w1 in ((BLUE, 0.2), (ORANGE, 0.0)):
        assert points_of(of_kind(calls, "fill", fillStyle=colour))[0] == pytest.approx(on_floor(w1))
    assert points_of(of_kind(calls, "stroke", strokeStyle=BLUE))[:, 1].max() <= on_floor(0.2)[1] + 1e-6


def test_crosses_of_curvature_lie_on_the_relief(relief, seen):
    rows = [
        {"x0": 0.4, "y0": 1, "x1": 0.8, "y1": 1, "line_color": BLUE, "line_width": 4},
        {"x0": 0.6, "y0": 0.8, "x1": 0.6, "y1": 1.2, "line_color": ORANGE, "line_width": 1.4},
    ]
    calls = painted(relief, seen, BOWL, glyph("Segment", "curvature", rows, line_alpha=1))
    for row in rows:
        look = {"strokeStyle": row["line_color"], "lineWidth": row["line_width"]}
        points = points_of(of_kind(calls, "stroke", **look))
        along = np.linspace(0, 1, 25)
        w1, w2 = (row[f"{k}0"] + along * (row[f"{k}1"] - row[f"{k}0"]) for k in "xy")
        assert near(places(seen, w1, w2), points).max() < 1e-6


def test_a_weight_and_its_pixel_give_each_other(relief, draw):
    seen = Scene(relief, draw, bowl, STANDING, fine=2)
    there = {"projection": seen.projection, "layer": seen.layer, "view": VIEW, "frame": FRAME}
    w1, w2 = [-0.5, 0.3, 1.0], [0.4, 0.0, -0.5]
    for x, y in places(seen, w1, w2):
        at = relief("places.js", "weights_at", there, {"x": x, "y": y})
        assert near(places(seen, *np.transpose([at])), [[x, y]])[0] < 1
    assert relief("places.js", "weights_at", there, {"x": 1, "y": 1}) is None


def words_on(relief, seen, labels, error):
    """What is written on the contour lines of a relief, and where."""
    data = {
        "by": 1,
        "frame": FRAME,
        "view": VIEW,
        "range": seen.range,
        "labels": labels,
        "image": None,
        "projection": seen.projection,
        "rough": seen.rough,
        "layer": seen.layer,
        "colours": {"words": ["#000000"] * 255, "ground": GREYS},
    }
    function = f"(data) => module.words_on_lines({{ ...data, error: {error} }})"
    (found,) = relief.work("ground.js", function, [[data]])
    assert all((each["fill"], each["halo"]) == ("#000000", GREYS[99]) for each in found)
    assert all(abs(each["angle"]) <= np.pi / 2 for each in found)
    return {each["word"]: [each["x"], each["y"]] for each in found}


@pytest.mark.parametrize(("elevation", "is_written"), [(12, False), (18, True)])
def test_where_the_relief_is_seen_from_the_side_there_are_no_words(relief, draw, elevation, is_written):
    seen = Scene(relief, draw, lambda w1, w2: np.where(w1 > 1.9, 1, 0) + 0 * w2, (0, elevation))
    label = {"w1": 0.0, "w2": 1.0, "word": "level", "angle": 0.0, "tone": 100.0}
    assert bool(words_on(relief, seen, [label], "(w1) => (w1 > 1.9 ? 1 : 0)")) == is_written


@pytest.mark.parametrize("camera", [ABOVE, STANDING])
def test_words_of_contour_lines_lie_along_them_upright_and_only_where_they_are_seen(relief, draw, camera):
    seen = Scene(relief, draw, lambda w1, w2: np.cos(2 * w1) + 0 * w2, camera)
    labels = [
        {"w1": w1, "w2": 1.0, "word": str(number), "angle": np.pi / 2, "tone": 100.0}
        for number, w1 in enumerate([-1.2, -0.4, 0.4, 1.2, 1.21])
    ]
    found = words_on(relief, seen, labels, "(w1) => Math.cos(2 * w1)")
    assert "4" not in found  # it would lie on the one beside it
    assert len(found) == 4 if camera == ABOVE else 1 <= len(found) <= 4
    for text, at in found.items():
        w1 = labels[int(text)]["w1"]
        place = [[(w1 + 2) / 4, 0.5, seen.height(np.cos(2 * w1))]]
        assert at == pytest.approx(pixels(seen.projection, np.array(place))[0, :2])
