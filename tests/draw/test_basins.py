"""The image of the basins, where its starts lie."""

import numpy as np

from app.look import BASIN_SHADES, NOTHING
from app.maps.basin_map import basin_image
from app.maps.basins import basins
from optimizers import OPTIMIZERS, finished
from surfaces import GALLERY

LIMITS = {"basin_shades": BASIN_SHADES}


NO_BORDER = np.empty((0, 2), dtype=np.uint16), np.empty((0, 9), dtype=np.uint8)


def drawn(draw, image, border=NO_BORDER):
    borders = dict(zip(("border", "border_rows"), border, strict=True))
    told = {"image": np.asarray(image, dtype=np.uint8), "x": 0, "y": 0, "dw": 1, "dh": 1, **borders}
    (found,) = draw("basins.js", "basin_columns", told, LIMITS)["basins"]["image"]
    return np.reshape(found["values"], found["shape"])


def test_pixels_lie_about_the_starts_that_they_show(draw):
    surface = GALLERY["himmelblau"]
    found = finished(basins(surface, OPTIMIZERS["momentum"](), surface.domain, 50, 12))
    told = basin_image(found, 50)
    columns = draw("basins.js", "basin_columns", told, LIMITS)["basins"]
    (image,) = columns["image"]
    pixels = np.reshape(image["values"], image["shape"])
    assert pixels.shape == (36, 36)
    same = pixels[1::3, 1::3] // BASIN_SHADES == told["image"] // BASIN_SHADES
    assert same.mean() > 0.8, "the middle pixel of nine is the start's, but for corners of its basin"
    for start, length, along in (("x", "dw", found.w1), ("y", "dh", found.w2)):
        middles = columns[start][0] + (np.arange(12) + 0.5) * columns[length][0] / 12
        np.testing.assert_allclose(middles, along)


def test_a_pixel_has_a_row_of_the_starts_about_it_and_a_shade_between_theirs(draw):
    random = np.random.default_rng(1)
    rows, shades = random.integers(0, 3, (9, 9)), random.integers(0, BASIN_SHADES, (9, 9))
    image = drawn(draw, rows * BASIN_SHADES + shades)
    for i in range(27):
        for j in range(27):
            low, left = max((i - 1) // 3, 0), max((j - 1) // 3, 0)
            around = np.s_[min(low, 7) : low + 2, min(left, 7) : left + 2]
            mine, shade = divmod(image[i, j], BASIN_SHADES)
            same = shades[around][rows[around] == mine]
            assert same.min() <= shade <= same.max()


def test_a_single_start_of_another_basin_keeps_its_place(draw):
    rows = np.zeros((9, 9))
    rows[4, 5] = 1
    image = drawn(draw, rows * BASIN_SHADES) // BASIN_SHADES
    assert image[13, 16] == 1
    assert image.sum() <= 9


def test_a_border_that_is_oblique_has_finer_steps_than_the_starts(draw):
    starts = np.add.outer(np.arange(20), np.arange(20) * 0.4)
    image = drawn(draw, np.where(starts > 12, BASIN_SHADES, 0)) // BASIN_SHADES
    border = np.argmax(image, axis=0)
    assert (np.diff(border) <= 0).all()
    assert len(set(border.tolist())) > 20, "of 20 columns of starts there would be 8"


def test_at_a_border_each_pixel_has_the_row_of_its_own_start(draw):
    starts = np.zeros((4, 5), dtype=np.uint8)
    starts[:, 3:] = BASIN_SHADES + 7
    at = np.argwhere(np.isin(np.indices(starts.shape)[1], (2, 3))).astype(np.uint16)
    rows = np.random.default_rng(1).choice([0, 1, 2, NOTHING], (len(at), 9)).astype(np.uint8)
    image = drawn(draw, starts, (at, rows))
    for (i, j), nine in zip(at, rows, strict=True):
        pixels = image[3 * i : 3 * i + 3, 3 * j : 3 * j + 3].ravel()
        np.testing.assert_array_equal(
            np.where(pixels == NOTHING, NOTHING, pixels // BASIN_SHADES),
            nine,
            "of a row that no start has, too",
        )
    assert (image[:, :6] == 0).all()
    assert (image[:, 12:] == BASIN_SHADES + 7).all()


def test_where_no_start_has_an_error_nothing_is_drawn(draw):
    image = drawn(draw, [[NOTHING, NOTHING, 3], [NOTHING, NOTHING, 3], [NOTHING, NOTHING, 3]])
    assert (image[:, :6] == NOTHING).all()
    assert (image[:, 6:] == 3).all()


def test_without_a_map_all_columns_are_empty(draw):
    assert draw("basins.js", "basin_columns", None, LIMITS) == {
        "basins": {"image": [], "x": [], "y": [], "dw": [], "dh": []}
    }
