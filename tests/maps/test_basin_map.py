"""Basins as an image."""

import numpy as np

from app.look import BASIN_SHADES, BASINS, NOTHING
from app.maps.basin_map import basin_image
from app.maps.basins import basins
from optimizers import OPTIMIZERS, descend, finished
from surfaces import GALLERY, Surface

MOMENTUM = OPTIMIZERS["momentum"](eta=0.01, alpha=0.8)


def test_a_pixel_has_the_row_of_the_attractor_that_its_run_comes_to():
    surface = GALLERY["two-wells"]
    found = finished(basins(surface, MOMENTUM, surface.domain, 300, 24))
    image = basin_image(found, 300)["image"]
    for i, j in [(3, 2), (12, 20), (20, 5), (8, 15)]:
        path = descend(MOMENTUM, surface, (found.w1[j], found.w2[i]), 300)
        well = surface.minima[int(image[i, j] // BASIN_SHADES)]
        assert np.hypot(path.w1[-1] - well[0], path.w2[-1] - well[1]) < 0.05


def test_slower_starts_are_darker():
    surface = GALLERY["bowl"]
    run = OPTIMIZERS["momentum"](eta=0.002, alpha=0.5)
    found = finished(basins(surface, run, surface.domain, 400, 16))
    image = basin_image(found, 400)["image"]
    order = np.argsort(found.close_at.ravel())
    assert (np.diff((image % BASIN_SHADES).ravel()[order]) >= 0).all()


def test_starts_without_error_are_left_to_the_hatching():
    surface = Surface.parse("sqrt(w1) + w2^2")
    found = finished(basins(surface, OPTIMIZERS["adam"](), ((-1.0, 1.0), (-1.0, 1.0)), 50, 10))
    image = basin_image(found, 50)["image"]
    assert (image[:, :5] == NOTHING).all()
    assert (image[:, 5:] != NOTHING).all()


def test_every_value_has_a_colour_in_both_themes():
    rows = 9 + 3
    assert len(BASINS["light"]) == len(BASINS["dark"]) == rows * BASIN_SHADES
    assert rows * BASIN_SHADES <= NOTHING
