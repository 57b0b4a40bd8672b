"""A hyper-parameter map: its lines and points are true to the ends of the runs."""

from dataclasses import asdict, replace

import numpy as np
import pytest

from app.maps.plane_map import GROWN, NEVER_CLOSE, NOT_FINITE, plane_image, told_plane
from app.maps.planes import axes_of, default_axes, plane, stability_border
from app.maps.slider_axes import position
from app.numerals import short
from app.words.axes import told_axis
from optimizers import OPTIMIZERS, descend, finished
from surfaces import GALLERY, Surface

MAPS = [
    ("bowl", "momentum"),
    ("rosenbrock", "adam"),
    ("styblinski-tang", "rmsprop"),
    ("saddle", "momentum"),
    ("ravine", "gradient-descent"),
]
BROKEN = NOT_FINITE
several = pytest.mark.parametrize(("key", "method"), MAPS)


def mapped(surface, method, n=24, start=None, steps=120):
    run = OPTIMIZERS[method]()
    return finished(plane(surface, run, start or surface.start, steps, default_axes(run), n))


def drawn(draw, found, border=None):
    return draw("plane.js", "plane_columns", told_plane(found, "error", border), BROKEN)


def crossed(draw, run, horizontal=None, vertical=None):
    axes = [told_axis(about) for about in axes_of(run, (horizontal, vertical))]
    return draw("plane.js", "cross_hair", asdict(run), {"axes": axes})


def value_at(about, place):
    return float(10**place if about.scale == "log" else place)


# The image.


@several
def test_pixels_have_their_middles_at_the_values_of_their_runs(draw, key, method):
    found = mapped(GALLERY[key], method)
    columns = drawn(draw, found)["plane_image"]
    (image,) = columns["image"]
    rows, n = image["shape"]
    assert (rows, n) == (1 if found.vertical is None else 24, 24)
    np.testing.assert_array_equal(np.reshape(image["values"], (rows, n)), plane_image(found, "error"))
    x = columns["x"][0] + (np.arange(n) + 0.5) * columns["dw"][0] / n
    y = columns["y"][0] + (np.arange(rows) + 0.5) * columns["dh"][0] / rows
    np.testing.assert_allclose([value_at(found.horizontal, each) for each in x], found.x, rtol=5e-4)
    if found.vertical is None:
        assert (columns["y"], columns["dh"], y) == ([0], [1], [0.5])
    else:
        np.testing.assert_allclose([value_at(found.vertical, each) for each in y], found.y, atol=5e-4)


def test_a_pixel_shows_the_run_with_the_values_at_its_middle(draw):
    surface = GALLERY["bowl"]
    found = mapped(surface, "momentum")
    columns = drawn(draw, found)["plane_image"]
    shades = np.reshape(columns["image"][0]["values"], (24, 24))
    (x,), (y,), (dw,), (dh,) = (columns[name] for name in ("x", "y", "dw", "dh"))
    came = []
    for i, j in [(0, 0), (12, 15), (3, 23), (20, 17), (23, 2)]:
        eta = float(f"{value_at(found.horizontal, x + (j + 0.5) * dw / 24):.4g}")
        alpha = float(f"{value_at(found.vertical, y + (i + 0.5) * dh / 24):.4g}")
        path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), surface, surface.start, 120)
        came.append((path.error[-1] if path.stopped is None else np.inf, int(shades[i, j])))
    in_order = [shade for _, shade in sorted(came)]
    assert in_order == sorted(in_order)
    assert len(set(in_order)) > 2


def test_without_a_map_all_columns_are_empty(draw):
    full, empty = (
        drawn(draw, mapped(GALLERY["bowl"], "momentum", n=6)),
        draw("plane.js", "plane_columns", None, BROKEN),
    )
    assert {name: list(columns) for name, columns in full.items()} == {
        name: list(columns) for name, columns in empty.items()
    }
    assert not any(column for columns in empty.values() for column in columns.values())


def test_without_a_first_step_there_is_neither_line_nor_point(draw):
    found = mapped(Surface.parse("log(w1)"), "adam", start=(-1.0, 0.0), n=5)
    columns = drawn(draw, found)
    assert set(columns["plane_image"]["image"][0]["values"]) == {255}
    for name in ("plane_good", "plane_border", "plane_best"):
        assert columns[name] == {"x": [], "y": []}


@pytest.mark.parametrize(
    "text", ["5", "-w1^4", "1e200 w1^2", "1e-320 w1^2", "1e308 sin(1e-154 w1) + 1e154 w1"]
)
def test_flat_huge_and_tiny_errors_have_maps_too(draw, text):
    columns = drawn(draw, mapped(Surface.parse(text), "momentum", start=(1.0, 1.0), n=9))
    for source in columns.values():
        assert len({len(column) for column in source.values()}) == 1


# Lines and points.


def crossings(line, found, flags):
    """Hold that a line parts the samples that are set from their neighbours; return how often it does."""
    x, y = position(found.horizontal, found.x), position(found.vertical, found.y)
    line = line[:, np.isfinite(line).all(axis=0)]
    count = 0
    for (i, j), here in np.ndenumerate(flags):
        for k, m in ((i, j + 1), (i + 1, j)):
            if k < len(y) and m < len(x):
                low, high = np.array([[x[j]], [y[i]]]), np.array([[x[m]], [y[k]]])
                between = ((line >= low - 1e-12) & (line <= high + 1e-12)).all(axis=0)
                assert between.any() == (here != flags[k, m]), (i, j, k, m)
                count += between.any()
    assert len(np.unique(line.round(9), axis=1).T) == count
    return count


@pytest.mark.parametrize(("key", "method"), MAPS[:3])
def test_the_line_of_good_runs_parts_each_good_sample_from_its_bad_neighbours(draw, key, method):
    found = mapped(GALLERY[key], method)
    line = np.array(list(drawn(draw, found)["plane_good"].values()))
    assert crossings(line, found, found.error <= found.good) > 0


def test_on_a_fine_map_the_line_goes_by_samples_that_stand_alone(draw):
    found = mapped(GALLERY["bowl"], "momentum", n=2)
    n, chance = 121, np.random.default_rng(1)
    rows, columns = np.mgrid[:n, :n]
    good = np.hypot(rows - 60, columns - 70) < 40
    alone = (rows % 4 == 1) & (columns % 4 == 1) & (chance.random((n, n)) < 0.3)
    alone &= np.abs(np.hypot(rows - 60, columns - 70) - 40) > 4  # the edge itself is not torn
    error = np.where(good ^ alone, found.best.error, found.before) + chance.random((n, n)) * 1e-6 * found.good
    x, y = np.geomspace(1e-5, 10, n), np.linspace(0, 1, n)
    found = replace(found, error=error, x=x, y=y, stopped=np.zeros((n, n), int), close_at=np.ones((n, n)))
    assert ((error <= found.good) != good).sum() > 100
    line = np.array(list(drawn(draw, found)["plane_good"].values()))
    assert crossings(line, found, without_thin(good)) > 200


def without_thin(flags):
    """Flags without what is less than three samples wide: first set ones, then unset ones."""

    def around(flags, what):
        wide = np.pad(flags, 1, mode="edge")
        return what(np.lib.stride_tricks.sliding_window_view(wide, (3, 3)), axis=(2, 3))

    opened = around(around(flags, np.all), np.any)
    return around(around(opened, np.any), np.all)


def test_the_line_of_good_runs_ends_at_the_stability_border(draw):
    surface, run = GALLERY["bowl"], OPTIMIZERS["momentum"]()
    found = mapped(surface, "momentum", n=121)
    border = stability_border(surface, run, surface.start, default_axes(run), 200)
    told = told_plane(found, "error", border)
    sides = np.ptp(told["ends"], axis=1)[:, None]
    with_it, without = (
        np.array(list(drawn(draw, found, each)["plane_good"].values())) / sides for each in (border, None)
    )
    away = np.linalg.norm(
        without[:, :, None] - np.array([told["border"][name] for name in "xy"])[:, None] / sides[..., None],
        axis=0,
    ).min(axis=1)
    kept = np.isfinite(with_it).all(axis=0)
    np.testing.assert_array_equal(kept, away >= 0.035)
    np.testing.assert_array_equal(with_it[:, kept], without[:, kept])
    assert 0.1 < kept.mean() < 0.9


def test_between_samples_the_line_of_good_runs_goes_by_the_logarithm_of_the_error(draw):
    # Above the best run, E is 10 at the left and 0.1 at the right; a good run has 1 at most.
    told = {
        "image": np.zeros((2, 2), dtype=np.uint8),
        "error": np.array([[9.0, -0.9], [9.0, -0.9]]),
        "x": np.array([0.0, 1.0]),
        "y": np.array([0.0, 1.0]),
        "ends": [[0, 1], [0, 1]],
        "best": [1, 1, -1],
        "good": 0,
        "border": None,
    }
    assert draw("plane.js", "plane_columns", told)["plane_good"]["x"] == [0.5, 0.5]
    told["error"][:, 0] = np.nan  # a run that ends early is three decades too bad
    assert draw("plane.js", "plane_columns", told)["plane_good"]["x"] == [0.75, 0.75]


def test_a_strip_has_lines_across(draw):
    found = mapped(GALLERY["ravine"], "gradient-descent", n=60)
    x, y = (np.array(each) for each in drawn(draw, found)["plane_good"].values())
    good = found.error[0] <= found.good
    edges = np.flatnonzero(np.diff(good))
    places = position(found.horizontal, found.x)
    across = np.sort(x[np.isfinite(x)].reshape(-1, 2), axis=0)
    assert edges.size == len(across) >= 2
    for edge, (bottom, top) in zip(edges, across, strict=True):
        assert bottom == top
        assert places[edge] <= bottom <= places[edge + 1]
    assert sorted(set(y[np.isfinite(y)])) == [0, 1]


@pytest.mark.parametrize("method", ["momentum", "nesterov", "first-moment", "gradient-descent"])
def test_the_border_is_drawn_as_far_as_it_lies_on_the_map(draw, method):
    surface, run = GALLERY["bowl"], OPTIMIZERS[method]()
    found = mapped(surface, method, n=9)
    eta, other = stability_border(surface, run, surface.start, default_axes(run), 200)
    told = told_plane(found, "error", (eta, other))
    border = {name: np.array(each) for name, each in drawn(draw, found, (eta, other))["plane_border"].items()}
    assert border["x"].size == border["y"].size > 1
    np.testing.assert_array_equal(np.isnan(border["x"]), np.isnan(border["y"]))
    for each, (low, high) in zip(border.values(), told["ends"], strict=True):
        assert np.nanmin(each) >= low
        assert np.nanmax(each) <= high
    on_map = np.isfinite(eta) & (eta <= found.horizontal.high)
    assert np.isin(told["border"]["x"][on_map], border["x"]).all()


def test_a_border_that_leaves_the_map_ends_at_its_edge(draw):
    found = mapped(GALLERY["bowl"], "first-moment", n=5)  # η from 10⁻⁵ to 100
    eta, beta = np.array([1e-7, 1e-3, np.inf, 1.0, 1e4]), np.array([0.0, 0.2, 0.4, 0.6, 0.8])
    border = drawn(draw, found, (eta, beta))["plane_border"]
    np.testing.assert_allclose(border["x"], [-5, -3, np.nan, 0, 2], atol=1e-12)
    np.testing.assert_allclose(border["y"], [0.1, 0.2, np.nan, 0.6, 0.7], atol=1e-12)


def test_a_border_that_is_nowhere_on_the_map_is_not_drawn(draw):
    found = mapped(GALLERY["bowl"], "first-moment", n=5)
    for eta in (np.zeros(2), np.full(2, np.inf), np.full(2, 1e9)):
        assert drawn(draw, found, (eta, np.array([0.1, 0.9])))["plane_border"] == {"x": [], "y": []}


# The cross-hair.


@several
def test_the_best_point_is_where_the_slider_of_the_best_run_stands(draw, key, method):
    found = mapped(GALLERY[key], method)
    best = drawn(draw, found)["plane_best"]
    hair = crossed(draw, OPTIMIZERS[method](**found.best_values), *default_axes(OPTIMIZERS[method]()))
    assert best["x"] == pytest.approx([hair["plane_x"]])
    assert best["x"] == [position(found.horizontal, found.best.x)]
    assert best["y"] == ([0.5] if found.vertical is None else pytest.approx([hair["plane_y"]]))


def test_a_run_beyond_the_sliders_is_not_on_the_map(draw):
    run = OPTIMIZERS["momentum"](eta=0.1, alpha=0.25)
    assert crossed(draw, run, "eta", "alpha") == {"plane_x": -1, "plane_y": 0.25}
    assert crossed(draw, run, "alpha", "eta") == {"plane_x": 0.25, "plane_y": -1}
    for beyond in (replace(run, eta=20.0), replace(run, eta=1e-9)):
        assert crossed(draw, beyond, "eta", "alpha") == {"plane_x": None, "plane_y": 0.25}
    assert crossed(draw, OPTIMIZERS["gradient-descent"](eta=0.1)) == {"plane_x": -1, "plane_y": None}


@pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_a_run_at_the_ends_of_its_sliders_is_on_the_map(draw, method):
    axes = axes_of(method(), (None, None))
    for end in ("low", "high"):
        run = replace(method(), **{about.name: getattr(about, end) for about in axes if about is not None})
        hair = crossed(draw, run)
        assert hair["plane_x"] is not None
        assert (hair["plane_y"] is None) == (axes[1] is None)


# The run where one points


@several
def test_the_run_at_the_middle_of_a_pixel_is_that_of_its_values(draw, key, method):
    told = told_plane(mapped(GALLERY[key], method, n=8), "error", None)
    places = [(told, x, y) for y in told["y"] for x in told["x"]]
    found = draw.many("plane.js", "run_at", places)
    assert [run["at"] for run in found] == [[x, y] for _, x, y in places]
    np.testing.assert_array_equal([run["error"] for run in found], told["error"].ravel())
    np.testing.assert_array_equal([run["close"] for run in found], told["close"].ravel())


def test_a_run_is_named_by_its_own_place_wherever_on_its_pixel_one_points(draw):
    told = told_plane(mapped(GALLERY["bowl"], "momentum", n=8), "error", None)
    (x, y), half = (told["x"][5], told["y"][2]), 0.499 / 7
    for off in (-half, half):
        found = draw("plane.js", "run_at", told, x + 6 * off, y + off)
        assert found["at"] == [x, y]
        assert found["error"] == told["error"][2, 5]


def test_no_run_is_found_outside_the_map(draw):
    told = told_plane(mapped(GALLERY["bowl"], "momentum", n=8), "error", None)
    (left, right), (bottom, top) = told["ends"]
    half = (right - left) / 14 * 1.001
    for x, y in ((left - half, 0.5), (right + half, 0.5), (-3.0, bottom - 0.08), (-3.0, top + 0.08)):
        assert draw("plane.js", "run_at", told, x, y) is None
    assert draw("plane.js", "run_at", told, left - 0.99 * half, 0.5) is not None


# The words of regions, the run that is shown, and what is said of it.


@pytest.mark.parametrize("colouring", ["error", "close", "ended"])
@several
def test_each_word_stands_in_a_large_region_of_runs_that_end_so(draw, key, method, colouring):
    found = mapped(GALLERY[key], method, n=48)
    image = plane_image(found, colouring)
    shaded = image < NEVER_CLOSE
    regions = {
        "good": shaded & (found.error <= found.good),
        "still high": shaded & (found.error > max(found.good, found.before / 10)),
        "never close": image == NEVER_CLOSE,
        "above start": image == GROWN,
        "breaks off": image == NOT_FINITE,
    }
    words = draw("plane.js", "plane_columns", told_plane(found, colouring, None), BROKEN)["plane_word"]
    x, y = (
        position(about, values) for about, values in ((found.horizontal, found.x), (found.vertical, found.y))
    )
    if found.best is not None:
        best = position(found.horizontal, found.best.x), position(found.vertical, found.best.y)
        near = [np.abs(places - at) < np.ptp(places) / 12 for places, at in zip((x, y), best, strict=True)]
        regions = {word: mask & ~np.outer(near[1], near[0]) for word, mask in regions.items()}
    for word, mask in regions.items():
        if word not in words["word"]:
            assert largest_square(mask) < 48 / 4
            continue
        k = words["word"].index(word)
        i, j = np.abs(y - words["y"][k]).argmin(), np.abs(x - words["x"][k]).argmin()
        columns = {"left": range(5), "right": range(43, 48), "center": range(j - 4, j + 5)}
        assert mask[max(0, i - 4) : i + 5, columns[words["align"][k]]].all()


def largest_square(mask):
    """The side of the largest square of true samples; on a strip the longest run of them."""
    rows, columns = mask.shape
    sides = range(1, columns + 1)
    height = (lambda side: side) if rows > 1 else (lambda _: 1)
    return max(
        (
            side
            for side in sides
            if height(side) <= rows
            and np.lib.stride_tricks.sliding_window_view(mask, (height(side), side)).all(axis=(2, 3)).any()
        ),
        default=0,
    )


def test_the_run_that_is_shown_stands_where_the_lines_cross(draw):
    def here(run, *asked):
        axes = [told_axis(about) for about in axes_of(run, asked or (None, None))]
        return draw("plane.js", "here", asdict(run), {"axes": axes})["plane_here"]

    assert here(OPTIMIZERS["momentum"](eta=0.1, alpha=0.25)) == {"x": [-1], "y": [0.25], "fill": [1]}
    assert here(OPTIMIZERS["gradient-descent"](eta=0.1)) == {"x": [-1], "y": [0.5], "fill": [1]}
    assert here(OPTIMIZERS["momentum"](eta=1e9, alpha=0.25)) == {"x": [], "y": [], "fill": []}


def told_run(run, surface, steps=120):
    path = descend(run, surface, surface.start, steps)
    columns = {name: np.array(getattr(path, name)) for name in ("w1", "w2", "error")}
    ended = "E is not finite" if path.stopped else ""
    return {
        "columns": columns,
        "ended": ended,
        "stopped": path.stopped and path.stopped.step,
        "judged": None,
        "judged_symbol": "",
    }


@pytest.mark.parametrize(
    ("eta", "words"),
    [
        (0.02, "This run is good: E has fallen from 4675 to"),
        (
            1e-5,
            "This run is not among the good ones: E has fallen from 4675 to 4293, and theirs to 4.675",
        ),
        (0.21, "This run ends above its start: E has risen from 4675 to"),
        (9.0, "This run breaks off at t = "),
    ],
)
def test_the_sentence_says_where_the_run_lies_on_the_map(draw, eta, words):
    surface, run = GALLERY["bowl"], OPTIMIZERS["momentum"](eta=eta, alpha=0.5)
    steps = 400 if eta > 1 else 120
    told = told_plane(mapped(surface, "momentum"), "error", None)
    said = draw("plane_sentence.js", "plane_sentence", told, "η = 0.08", told_run(run, surface, steps))
    assert said.startswith(words)
    ends = "gets there soonest" if "good:" in words else "ends at E ≈ 0"
    assert said.endswith(f"The best one, with η = 0.08, {ends}.")


def test_the_error_of_the_best_run_is_said_as_it_is_where_it_is_not_next_to_nothing(draw):
    surface = GALLERY["styblinski-tang"]
    told = told_plane(mapped(surface, "rmsprop"), "error", None)
    run = told_run(OPTIMIZERS["rmsprop"](), surface)
    said = draw("plane_sentence.js", "plane_sentence", told, "η = 1", run)
    assert said.endswith(f"ends at E = {short(told['best'][2])}.")
    assert draw("plane_sentence.js", "plane_sentence", {**told, "best": None}, "", run).count(".") >= 1


def test_what_is_judged_elsewhere_than_at_w_is_said_of_that_point(draw):
    surface = GALLERY["bowl"]
    told = told_plane(mapped(surface, "momentum"), "error", None)
    run = told_run(OPTIMIZERS["momentum"](eta=1e-5, alpha=0.5), surface) | {"judged_symbol": "x"}
    said = draw("plane_sentence.js", "plane_sentence", told, "η = 0.08", run)
    assert said.startswith("This run is not among the good ones: E(x) has fallen ")
    assert said.endswith(" ends at E(x) ≈ 0.")
