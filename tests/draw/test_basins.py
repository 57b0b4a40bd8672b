"""The image of the basins, where its starts lie."""

import numpy as np

from app.maps.basin_map import basin_image
from app.maps.basins import basins
from optimizers import OPTIMIZERS, finished
from surfaces import GALLERY


def test_pixels_have_their_middles_at_the_starts(draw):
    surface = GALLERY["himmelblau"]
    found = finished(basins(surface, OPTIMIZERS["momentum"](), surface.domain, 50, 12))
    told = basin_image(found, 50)
    columns = draw("basins.js", "basin_columns", told)["basins"]
    (image,) = columns["image"]
    np.testing.assert_array_equal(np.reshape(image["values"], image["shape"]), told["image"])
    for start, length, along in (("x", "dw", found.w1), ("y", "dh", found.w2)):
        middles = columns[start][0] + (np.arange(12) + 0.5) * columns[length][0] / 12
        np.testing.assert_allclose(middles, along)


def test_without_a_map_all_columns_are_empty(draw):
    assert draw("basins.js", "basin_columns", None) == {
        "basins": {"image": [], "x": [], "y": [], "dw": [], "dh": []}
    }
