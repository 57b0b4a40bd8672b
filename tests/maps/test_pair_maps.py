"""The maps over pairs of gradients: each pixel is the measure of its pair."""

import numpy as np
import pytest

from app.maps.pairs import GRID, contour_levels, pair_maps, pair_runs
from optimizers import OPTIMIZERS
from optimizers.pairs import measure

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@every_method
def test_a_map_holds_the_measure_of_every_pair_and_its_scale_nearly_all_of_them(method):
    found = pair_maps(method(), 2.0)
    own, image = found.runs[0], found.values[0]
    assert image.shape == (GRID, GRID)
    assert np.mean(np.abs(image) <= found.largest) > 0.97
    g = -2 + 4 / GRID * (np.arange(GRID) + 0.5)
    for i, j in [(0, 0), (17, 101), (59, 60), (119, 3)]:
        assert image[i, j] == measure(own, g[j], g[i])


def test_the_sharp_jump():
    (image,) = pair_maps(OPTIMIZERS["momentum"](alpha=0.4), 2.0).values
    left, right = image[GRID - 1, GRID // 2 - 1], image[GRID - 1, GRID // 2]
    assert left == pytest.approx(-2, abs=0.05)
    assert right == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("key", ["adam", "adam-uncorrected"])
def test_adam_is_shown_with_and_without_bias_correction_on_one_scale(key):
    run = OPTIMIZERS[key](eta=1.0)
    corrected, uncorrected = pair_runs(run)
    assert (corrected.key, uncorrected.key) == ("adam", "adam-uncorrected")
    assert vars(corrected) == vars(uncorrected) == vars(run)
    found = pair_maps(run, 3.0)
    assert found.runs == [corrected, uncorrected]
    assert np.abs(found.values[1]).max() <= 1.6 * found.largest


@pytest.mark.parametrize("largest", [3.1, 1e-9, 4.0, 7e12])
def test_levels_are_round_few_and_on_both_sides_of_zero(largest):
    levels = contour_levels(largest)
    assert 3 <= levels.size <= 9
    assert 0 in levels
    np.testing.assert_allclose(levels, -levels[::-1])
    assert levels[-1] <= largest * 1.001


def test_a_method_that_overflows_has_a_map_too():
    found = pair_maps(OPTIMIZERS["adadelta"](eta=100.0), 1e12)
    assert np.isfinite([found.largest, *found.levels]).all()
    assert found.values[0].shape == (GRID, GRID)
