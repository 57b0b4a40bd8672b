"""A hyper-parameter map as an image: its shades and codes are true to the ends of the runs."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import expressions

from app.contract import COLOURINGS
from app.look import NOTHING, PLANE_SHADES, PLANES
from app.maps.plane_map import plane_image, told_plane
from app.maps.planes import default_axes, plane, stability_border
from app.packing import pack
from app.words.plane_words import plane_legend
from optimizers import OPTIMIZERS, finished
from surfaces import GALLERY, ExpressionError, Surface

every_colouring = pytest.mark.parametrize("colouring", COLOURINGS)
NEVER_CLOSE, GROWN, NOT_FINITE = range(PLANE_SHADES, PLANE_SHADES + 3)
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
def test_lower_errors_are_never_darker(key, method):
    found = mapped(GALLERY[key], method)
    image = plane_image(found, "error")
    finite = np.isfinite(found.error)
    shades = image[finite][np.argsort(found.error[finite])]
    assert (np.diff(shades.astype(int)) >= 0).all()
    np.testing.assert_array_equal(image == GROWN, found.error > found.before)
    shades = shades[shades != GROWN]
    assert shades.max() < PLANE_SHADES
    assert shades.max() - shades.min() > PLANE_SHADES / 2
    assert (image[~finite] == NOT_FINITE).all()


@several
def test_those_who_come_close_sooner_are_never_darker_and_those_who_do_not_are_apart(key, method):
    found = mapped(GALLERY[key], method)
    image = plane_image(found, "close")
    close = np.isfinite(found.close_at)
    assert (np.diff(image[close][np.argsort(found.close_at[close])].astype(int)) >= 0).all()
    assert (image[close] < PLANE_SHADES).all()
    assert (image[~close & np.isfinite(found.error)] == NEVER_CLOSE).all()
    assert (image[np.isnan(found.error)] == NOT_FINITE).all()


def test_shades_go_by_the_logarithm_of_what_is_left_above_the_known_minimum():
    found = mapped(GALLERY["styblinski-tang"], "gradient-descent", start=(-4.5, -4.0), n=400)
    surface = GALLERY["styblinski-tang"]
    left = found.error[0] - min(surface.value(*minimum) for minimum in surface.minima)
    start = surface.value(-4.5, -4.0) - surface.value(*surface.minima[0])
    between = (left < start) & (left > 1e-4 * start)
    assert between.sum() > 20
    decades = np.log10(left[between] / start)
    slope, offset = np.polyfit(decades, plane_image(found, "error")[0, between], 1)
    assert np.abs(slope * decades + offset - plane_image(found, "error")[0, between]).max() < 1
    assert offset == pytest.approx(PLANE_SHADES, abs=1.5)  # no better than the start


def test_where_e_falls_for_ever_shades_go_by_the_gain():
    found = mapped(Surface.parse("w1^2 - w2^2"), "momentum", start=(1.0, 1e-3), steps=300)
    shades = plane_image(found, "error")[np.isfinite(found.error)]
    assert np.std(shades) > PLANE_SHADES / 10
    assert len(np.unique(shades)) > PLANE_SHADES / 4
    assert plane_legend(found, "error")["scale"][0][1].startswith("−")


@every_colouring
def test_without_a_first_step_there_is_no_image_and_nothing_else(colouring):
    found = mapped(Surface.parse("log(w1)"), "adam", start=(-1.0, 0.0), n=5)
    told = told_plane(found, colouring, None)
    assert (told["image"] == NOTHING).all()
    assert told["best"] is told["good"] is told["before"] is told["border"] is None
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
    assert (image <= NOT_FINITE).all()
    legend = plane_legend(found, colouring)
    assert bool(legend["scale"]) == np.isfinite(found.error).any() or colouring != "error"
    json.dumps(legend, allow_nan=False)


def test_the_sooner_a_run_ends_the_worse_its_shade():
    found = mapped(GALLERY["bowl"], "momentum")
    image = plane_image(found, "ended")
    assert (image[found.stopped == 0] == 0).all()
    order = np.argsort(found.stopped[found.stopped > 0])
    assert (np.diff(image[found.stopped > 0][order].astype(int)) <= 0).all()
    assert image.max() < PLANE_SHADES


@given(expressions, st.sampled_from(list(OPTIMIZERS)), st.sampled_from(list(COLOURINGS)))
def test_any_expression_has_a_map(text, method, colouring):
    try:
        surface = Surface.parse(text)
    except ExpressionError:
        return
    found = mapped(surface, method, steps=7, n=4, start=(1.0, -0.5))
    image = plane_image(found, colouring)
    assert ((image == NOTHING) == (np.isnan(found.error) & (found.stopped == 0))).all()
    assert ((image <= NOT_FINITE) | (image == NOTHING)).all()
    told, _ = pack([told_plane(found, colouring, None), plane_legend(found, colouring)])
    json.dumps(told, allow_nan=False)


# What lines and points are drawn from.


@several
def test_places_are_positions_of_the_sliders(key, method):
    found = mapped(GALLERY[key], method)
    told = told_plane(found, "error", None)
    for name, about, values in (("x", found.horizontal, found.x), ("y", found.vertical, found.y)):
        places = told[name]
        low, high = told["ends"]["xy".index(name)]
        if about is None:
            assert (places, low, high) == ([0.5], 0, 1)
        else:
            np.testing.assert_allclose([value_at(about, place) for place in places], values)
            assert (places[0], places[-1]) == pytest.approx((low, high))
    i, j = np.flatnonzero(told["y"] == told["best"][1])[0], np.flatnonzero(told["x"] == told["best"][0])[0]
    assert told["best"][2] == told["error"][i, j] == found.best.error
    assert told["before"] == GALLERY[key].value(*GALLERY[key].start)
    assert told["good"] == found.good > found.best.error
    np.testing.assert_array_equal(told["close"], found.close_at)


def test_the_border_is_told_as_far_as_it_goes():
    surface, run = GALLERY["bowl"], OPTIMIZERS["momentum"]()
    found = mapped(surface, "momentum", n=5)
    eta, alpha = stability_border(surface, run, surface.start, default_axes(run), 50)
    border = told_plane(found, "error", (eta, alpha))["border"]
    np.testing.assert_allclose(10 ** border["x"], eta)
    np.testing.assert_array_equal(border["y"], alpha)
    assert told_plane(found, "error", (np.array([0.0, np.inf]), alpha[:2]))["border"]["x"].tolist() == [
        -np.inf,
        np.inf,
    ]


# Colours.


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_good_is_lighter_than_bad_and_what_has_no_shade_stands_out(theme):
    colours = np.array([[int(each[i : i + 2], 16) for i in (1, 3, 5)] for each in PLANES[theme]])
    assert len(colours) == NOT_FINITE + 1
    luminance = ((colours / 255) ** 2.2) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(luminance[: NEVER_CLOSE + 1]) <= 0).all()
    assert luminance[0] > 4 * luminance[PLANE_SHADES - 1]
    for code in (NEVER_CLOSE, GROWN, NOT_FINITE):
        others = np.delete(colours, code, axis=0)
        assert np.linalg.norm(others - colours[code], axis=1).min() > 20
    assert np.ptp(colours[NOT_FINITE]) < 10  # grey, while the shades are warm
    assert (colours[:PLANE_SHADES, 0] > colours[:PLANE_SHADES, 2]).all()
