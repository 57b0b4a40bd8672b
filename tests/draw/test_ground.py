"""The ground as the browser draws it: what it shows of E is what E is."""

import numpy as np
import pytest

from app.runs.ground import told_ground
from surfaces import GALLERY, Surface

every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())


def columns_of(draw, surface, view=None):
    ground = told_ground(surface, view or surface.domain)
    return ground, draw("ground.js", "ground_columns", ground)


def share(ground, error):
    """The share of the tones at which E lies."""
    return (
        (np.clip(error, ground["low"], ground["high"]) - ground["low"]) / (ground["high"] - ground["low"])
    ) ** (1 / ground["power"])


@every_surface
def test_pixels_have_their_middles_at_the_samples_and_go_by_the_tones(draw, surface):
    ground, columns = columns_of(draw, surface)
    (image,) = columns["ground"]["image"]
    rows, n = image["shape"]
    assert (rows, n) == ground["tone"].shape
    ((x,), (dw,), (y,), (dh,)) = (columns["ground"][name] for name in ("x", "dw", "y", "dh"))
    w1, w2 = x + (np.arange(n) + 0.5) * dw / n, y + (np.arange(rows) + 0.5) * dh / rows
    for along, interval in ((w1, surface.domain[0]), (w2, surface.domain[1])):
        np.testing.assert_allclose(along, np.linspace(*interval, len(along)), atol=1e-12)
    values = np.array(image["values"]).reshape(rows, n)
    np.testing.assert_allclose(
        values, 1 + 254 * share(ground, surface.value(*np.meshgrid(w1, w2))), atol=1.01
    )
    assert (values.min(), values.max()) == (1, 255)


def test_where_there_is_no_error_there_is_neither_colour_nor_line(draw):
    surface = Surface.parse("log(w1)")
    ground, columns = columns_of(draw, surface, ((-1, 1), (-1, 1)))
    values = np.array(columns["ground"]["image"][0]["values"]).reshape(ground["tone"].shape)
    outside = np.linspace(-1, 1, values.shape[1]) < 0
    assert (values[:, outside] == 0).all()
    assert (values[:, ~outside] > 0).all()
    assert len(columns["contour_lines"]["w1"]) > 5
    assert all(np.nanmin(line) > 0 for line in columns["contour_lines"]["w1"])


@every_surface
def test_along_a_contour_line_the_error_is_its_level(draw, surface):
    ground, columns = columns_of(draw, surface)
    lines = columns["contour_lines"]
    assert len(lines["w1"]) == len(lines["w2"]) >= 10
    levels = []
    for w1, w2 in zip(*lines.values(), strict=True):
        w1, w2 = np.array(w1), np.array(w2)
        np.testing.assert_array_equal(np.isnan(w1), np.isnan(w2))
        solid = ~np.isnan(w1)
        shares = share(ground, surface.value(w1[solid], w2[solid]))
        levels.append(min(ground["levels"], key=lambda level, shares=shares: abs(level - np.median(shares))))
        off = np.abs(shares - levels[-1])
        assert np.median(off) < 1e-3
        # Narrow valleys and steps bend between samples, by no more than from one line to the next.
        assert np.quantile(off, 0.95) < 0.03
    assert (np.diff(levels) > 0).all()


def test_the_known_minima_are_marked(draw):
    surface = GALLERY["himmelblau"]
    _, columns = columns_of(draw, surface)
    assert list(zip(*columns["known_minima"].values(), strict=True)) == list(surface.minima)


@pytest.mark.parametrize("text", ["5", "log(w1)/log(w1) - log(-1 - w1^2)", "1e300 w1^2", "1e-300 w1"])
def test_flat_empty_huge_and_tiny_surfaces_are_drawn_too(draw, text):
    _, columns = columns_of(draw, Surface.parse(text), ((-5, 5), (-5, 5)))
    for source in columns.values():
        assert len({len(column) for column in source.values()}) == 1
    for line in (*columns["contour_lines"]["w1"], *columns["contour_lines"]["w2"]):
        assert np.isfinite(np.array(line)[~np.isnan(line)]).all()


def test_a_flat_surface_has_one_colour_and_no_line(draw):
    _, columns = columns_of(draw, Surface.parse("5"), ((-5, 5), (-5, 5)))
    (colour,) = set(columns["ground"]["image"][0]["values"])
    assert 1 < colour < 255
    assert columns["contour_lines"] == {"w1": [], "w2": []}
