"""A hyper-parameter map as an image, lines and words: what is drawn is what the runs came to."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import expressions

from app.experiment import COLOURINGS
from app.look import PLANE_SHADES, PLANES
from app.maps.plane_map import plane_image, plane_legend, plane_settings, plane_sources
from app.maps.planes import default_axes, plane, stability_border
from app.maps.slider_axes import ends, position
from app.session.wire import pack
from optimizers import OPTIMIZERS, descend, finished
from surfaces import GALLERY, ExpressionError, Surface

every_colouring = pytest.mark.parametrize("colouring", COLOURINGS)
NEVER_CLOSE, NOT_FINITE = PLANE_SHADES, PLANE_SHADES + 1
MAPS = [
    ("bowl", "momentum"),
    ("rosenbrock", "adam"),
    ("styblinski-tang", "rmsprop"),
    ("saddle", "momentum"),
    ("ravine", "gradient-descent"),
]
several = pytest.mark.parametrize(("key", "method"), MAPS)


def value_at(about, place):
    return float(10**place if about.scale == "log" else place)


def mapped(surface, method, steps=120, n=24, start=None):
    run = OPTIMIZERS[method]()
    fields = default_axes(run)
    return finished(plane(surface, run, start or surface.start, steps, fields, n))


# The image.


@several
def test_pixels_have_their_middles_at_the_values_of_their_runs(key, method):
    found = mapped(GALLERY[key], method)
    columns = plane_sources(found)["plane_image"]
    (error,), (close,) = columns["error"], columns["close"]
    rows, n = columns["image"][0].shape
    assert error.shape == close.shape == (rows, n) == (1 if found.vertical is None else 24, 24)
    x = columns["x"] + (np.arange(n) + 0.5) * columns["dw"] / n
    y = columns["y"] + (np.arange(rows) + 0.5) * columns["dh"] / rows
    np.testing.assert_allclose([value_at(found.horizontal, each) for each in x], found.x, rtol=5e-4)
    if found.vertical is None:
        assert (columns["y"], columns["dh"], y) == ([0], [1], [0.5])
    else:
        np.testing.assert_allclose([value_at(found.vertical, each) for each in y], found.y, atol=5e-4)


def test_a_pixel_shows_the_run_with_the_values_at_its_middle():
    surface = GALLERY["bowl"]
    found = mapped(surface, "momentum")
    columns = plane_sources(found)["plane_image"]
    (image,), (error,) = columns["image"], columns["error"]
    for i, j in [(0, 0), (12, 15), (3, 23), (20, 17), (23, 2)]:
        eta = float(f"{value_at(found.horizontal, columns['x'][0] + (j + 0.5) * columns['dw'][0] / 24):.4g}")
        alpha = float(f"{value_at(found.vertical, columns['y'][0] + (i + 0.5) * columns['dh'][0] / 24):.4g}")
        path = descend(OPTIMIZERS["momentum"](eta=eta, alpha=alpha), surface, surface.start, 120)
        assert (image[i, j] == NOT_FINITE) == (path.stopped is not None)
        if path.stopped is None:
            assert error[i, j] == pytest.approx(path.error[-1], rel=1e-6)


@several
def test_lower_errors_are_never_darker(key, method):
    found = mapped(GALLERY[key], method)
    image = plane_image(found, "error")
    finite = np.isfinite(found.error)
    shades = image[finite][np.argsort(found.error[finite])]
    assert (np.diff(shades) >= 0).all()
    assert (shades >= 0).all()
    assert shades.max() < PLANE_SHADES
    assert np.ptp(shades) > PLANE_SHADES / 2
    assert (image[~finite] == NOT_FINITE).all()


@several
def test_those_who_come_close_sooner_are_never_darker_and_those_who_do_not_are_apart(key, method):
    found = mapped(GALLERY[key], method)
    image = plane_image(found, "close")
    close = np.isfinite(found.close_at)
    assert (np.diff(image[close][np.argsort(found.close_at[close])]) >= 0).all()
    assert (image[close] < PLANE_SHADES).all()
    assert (image[~close & np.isfinite(found.error)] == NEVER_CLOSE).all()
    assert (image[np.isnan(found.error)] == NOT_FINITE).all()


def test_shades_go_by_the_logarithm_of_what_is_left_above_the_known_minimum():
    found = mapped(GALLERY["styblinski-tang"], "gradient-descent", start=(-4.5, -4.0), n=400)
    surface = GALLERY["styblinski-tang"]
    left = found.error[0] - min(surface.value(*minimum) for minimum in surface.minima)
    start = surface.value(-4.5, -4.0) - surface.value(*surface.minima[0])
    between = (left < start) & (left > 1e-8 * start)
    assert between.sum() > 20
    decades = np.log10(left[between] / start)
    slope, offset = np.polyfit(decades, plane_image(found, "error")[0, between], 1)
    assert np.abs(slope * decades + offset - plane_image(found, "error")[0, between]).max() < 1
    assert offset == pytest.approx(PLANE_SHADES, abs=1.5)  # what is no better than the start


def test_where_e_falls_for_ever_it_is_what_is_gained_that_counts():
    found = mapped(Surface.parse("w1^2 - w2^2"), "momentum", start=(1.0, 1e-3), steps=300)
    shades = plane_image(found, "error")[np.isfinite(found.error)]
    assert np.std(shades) > PLANE_SHADES / 10
    assert len(np.unique(shades)) > PLANE_SHADES / 4
    assert plane_legend(found, "error")["ends"][0].startswith("≤ −")


@every_colouring
def test_without_a_first_step_there_is_no_image_and_nothing_else(colouring):
    found = mapped(Surface.parse("log(w1)"), "adam", start=(-1.0, 0.0), n=5)
    sources = plane_sources(found, colouring)
    assert np.isnan(sources["plane_image"]["image"][0]).all()
    for name in ("plane_good", "plane_border", "plane_best"):
        assert sources[name]["x"].size == sources[name]["y"].size == 0
    legend = plane_legend(found, colouring)
    assert (legend["entries"], legend["best"], legend["good"]) == ([], "", 0)


@every_colouring
@pytest.mark.parametrize(
    "text",
    [
        *("5", "0", "-5", "1e300", "-w1^4", "1e200 w1^2", "1e-300 w1^2", "1e-320 w1^2", "exp(exp(w1))"),
        "1e308 sin(1e-154 w1) + 1e154 w1",
        "-1e308 cos(w1)",
    ],
)
def test_flat_huge_and_tiny_errors_have_maps_too(text, colouring):
    found = mapped(Surface.parse(text), "momentum", start=(1.0, 1.0), n=9)
    image = plane_image(found, colouring)
    assert np.isfinite(image).all()
    assert ((image >= 0) & (image <= NOT_FINITE)).all()
    legend = plane_legend(found, colouring)
    assert all(legend["ends"]) == np.isfinite(found.error).any() or colouring != "error"
    json.dumps(legend, allow_nan=False)


def test_the_sooner_a_run_ends_the_worse_its_shade():
    found = mapped(GALLERY["bowl"], "momentum")
    image = plane_image(found, "ended")
    assert (image[found.stopped == 0] == 0).all()
    order = np.argsort(found.stopped[found.stopped > 0])
    assert (np.diff(image[found.stopped > 0][order]) <= 0).all()
    assert image.max() < PLANE_SHADES


@given(expressions, st.sampled_from(list(OPTIMIZERS)), st.sampled_from(COLOURINGS))
def test_any_expression_has_a_map(text, method, colouring):
    try:
        surface = Surface.parse(text)
    except ExpressionError:
        return
    found = mapped(surface, method, steps=7, n=4, start=(1.0, -0.5))
    image = plane_image(found, colouring)
    assert (np.isnan(image) == (np.isnan(found.error) & (found.stopped == 0))).all()
    assert ((image >= 0) & (image <= NOT_FINITE) | np.isnan(image)).all()
    pack(plane_sources(found, colouring))
    json.dumps(plane_legend(found, colouring), allow_nan=False)


# Lines and points.


@pytest.mark.parametrize(("key", "method"), MAPS[:3])
def test_the_line_of_good_runs_parts_each_good_sample_from_its_bad_neighbours(key, method):
    found = mapped(GALLERY[key], method)
    line = np.array(list(plane_sources(found)["plane_good"].values()))
    line = line[:, np.isfinite(line).all(axis=0)]
    x, y = position(found.horizontal, found.x), position(found.vertical, found.y)
    good = found.error <= found.good
    crossings = 0
    for (i, j), here in np.ndenumerate(good):
        for k, m in ((i, j + 1), (i + 1, j)):
            if k < len(y) and m < len(x):
                low, high = np.array([[x[j]], [y[i]]]), np.array([[x[m]], [y[k]]])
                between = ((line >= low - 1e-12) & (line <= high + 1e-12)).all(axis=0)
                assert between.any() == (here != good[k, m]), (i, j, k, m)
                crossings += between.any()
    assert len(np.unique(line.round(9), axis=1).T) == crossings > 0


def test_a_strip_has_lines_across():
    found = mapped(GALLERY["ravine"], "gradient-descent", n=60)
    line = plane_sources(found)["plane_good"]
    good = found.error[0] <= found.good
    edges = np.flatnonzero(np.diff(good))
    places = position(found.horizontal, found.x)
    across = line["x"][np.isfinite(line["x"])].reshape(-1, 2)
    assert edges.size == len(across) >= 2
    for edge, (bottom, top) in zip(edges, np.sort(across, axis=0), strict=True):
        assert bottom == top
        assert places[edge] <= bottom <= places[edge + 1]
    assert sorted(set(line["y"][np.isfinite(line["y"])])) == [0, 1]


@pytest.mark.parametrize("method", ["momentum", "nesterov", "first-moment", "gradient-descent"])
def test_the_border_is_drawn_as_far_as_it_lies_on_the_map(method):
    surface, run = GALLERY["bowl"], OPTIMIZERS[method]()
    found = mapped(surface, method, n=9)
    eta, other = stability_border(surface, run, surface.domain, default_axes(run), 200)
    border = plane_sources(found, border=(eta, other))["plane_border"]
    assert border["x"].size == border["y"].size > 1
    for name, about in (("x", found.horizontal), ("y", found.vertical)):
        low, high = ends(about)
        drawn = border[name][np.isfinite(border[name])]
        assert ((drawn >= low) & (drawn <= high)).all()
    on_map = np.isfinite(eta) & (eta <= found.horizontal.high)
    assert np.isin(np.log10(eta[on_map]), border["x"]).all()


def test_a_border_that_leaves_the_map_ends_at_its_edge():
    found = mapped(GALLERY["bowl"], "first-moment", n=5)  # η from 10⁻⁵ to 100
    eta, beta = np.array([1e-7, 1e-3, np.inf, 1.0, 1e4]), np.array([0.0, 0.2, 0.4, 0.6, 0.8])
    border = plane_sources(found, border=(eta, beta))["plane_border"]
    drawn = np.isfinite(border["x"])
    np.testing.assert_allclose(border["x"][drawn], [-5, -3, 0, 2], atol=1e-12)
    np.testing.assert_allclose(border["y"][drawn], [0.1, 0.2, 0.6, 0.7], atol=1e-12)
    assert drawn[0]
    assert drawn[1]
    assert not drawn[2]


@several
def test_the_best_point_is_where_the_slider_of_the_best_run_stands(key, method):
    found = mapped(GALLERY[key], method)
    sources = plane_sources(found)
    best = OPTIMIZERS[method](**found.best_values)
    crossed = plane_settings((found.horizontal, found.vertical), best)
    assert sources["plane_best"]["x"] == crossed["plane_x"]["location"]
    assert sources["plane_best"]["y"] == crossed["plane_y"]["location"] or found.vertical is None
    assert sources["plane_best"]["x"] == [position(found.horizontal, found.best.x)]
    assert (sources["plane_best"]["y"] == [0.5]) == (found.vertical is None)


def test_a_run_beyond_the_sliders_is_not_on_the_map():
    found = mapped(GALLERY["bowl"], "momentum", n=3)
    run = OPTIMIZERS["momentum"](eta=0.1, alpha=0.25)
    axes = found.horizontal, found.vertical
    assert plane_settings(axes, run) == {"plane_x": {"location": -1}, "plane_y": {"location": 0.25}}
    for beyond in (replace(run, eta=20.0), replace(run, eta=1e-9)):
        assert plane_settings(axes, beyond) == {"plane_x": {"location": None}, "plane_y": {"location": 0.25}}
    strip = plane_settings((found.horizontal, None), run)
    assert strip == {"plane_x": {"location": -1}, "plane_y": {"location": None}}


# Words, and what the page needs.


@several
def test_the_legend_adds_up_and_names_the_best_run(key, method):
    found = mapped(GALLERY[key], method)
    for colouring in COLOURINGS:
        legend = plane_legend(found, colouring)
        image = plane_image(found, colouring)
        for entry in legend["entries"]:
            assert entry["share"] == np.mean(image == entry["row"]) > 0
        shaded = np.mean(image < PLANE_SHADES)
        assert shaded + sum(entry["share"] for entry in legend["entries"]) == pytest.approx(1)
        assert legend["good"] == np.mean(found.error <= found.good) > 0
        assert legend["best"].startswith(found.horizontal.symbol)
        json.dumps(legend, allow_nan=False)
    assert plane_legend(found, "close")["ends"] == ("0", "120")


def test_a_map_travels_by_the_wire_with_the_columns_of_an_empty_one():
    found = mapped(GALLERY["bowl"], "momentum", n=6)
    full, empty = plane_sources(found), plane_sources(None)
    assert {name: list(columns) for name, columns in full.items()} == {
        name: list(columns) for name, columns in empty.items()
    }
    places, buffer = pack(full)
    ((offset, rows, columns),) = places["plane_image"]["image"]
    np.testing.assert_array_equal(
        buffer[offset : offset + rows * columns].reshape(rows, columns), plane_image(found, "error")
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_good_is_lighter_than_bad_and_what_has_no_shade_stands_out(theme):
    colours = np.array([[int(each[i : i + 2], 16) for i in (1, 3, 5)] for each in PLANES[theme]])
    assert len(colours) == NOT_FINITE + 1
    luminance = ((colours / 255) ** 2.2) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(luminance[: NEVER_CLOSE + 1]) <= 0).all()
    assert luminance[0] > 4 * luminance[PLANE_SHADES - 1]
    for code in (NEVER_CLOSE, NOT_FINITE):
        others = np.delete(colours, code, axis=0)
        assert np.linalg.norm(others - colours[code], axis=1).min() > 20
    red, _, blue = colours[NOT_FINITE]
    assert red > blue  # the shades are blue or grey
    assert (colours[:NOT_FINITE, 2] >= colours[:NOT_FINITE, 0]).all()
