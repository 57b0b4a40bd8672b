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


def test_slower_starts_are_deeper():
    surface, run = GALLERY["himmelblau"], OPTIMIZERS["gradient-descent"](eta=0.001)
    found = finished(basins(surface, run, surface.domain, 400, 40))
    shade = (basin_image(found, 400)["image"] % BASIN_SHADES)[found.kind >= 0]
    close_at = found.close_at[found.kind >= 0]
    quick, slow = close_at <= np.quantile(close_at, 0.2), close_at >= np.quantile(close_at, 0.8)
    assert shade[quick].mean() + 3 < shade[~quick & ~slow].mean() < shade[slow].mean() - 3


def test_shades_change_smoothly_within_a_basin():
    """Momentum comes close a whole swing earlier or later from starts that are next to each other."""
    surface, run = GALLERY["himmelblau"], OPTIMIZERS["momentum"](eta=0.001, alpha=0.9)
    found = finished(basins(surface, run, surface.domain, 300, 100))
    shade = (basin_image(found, 300)["image"] % BASIN_SHADES).astype(int)
    steps = np.log1p(found.close_at)
    same = (found.kind[:, 1:] == found.kind[:, :-1]) & (found.kind[:, 1:] >= 0)
    swings = np.abs(np.diff(steps, axis=1)[same]).max() / np.ptp(steps[found.kind >= 0]) * BASIN_SHADES
    assert np.abs(np.diff(shade, axis=1)[same]).max() < swings / 2


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
