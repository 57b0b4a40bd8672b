"""The maps over pairs of gradients: what the browser draws them from, and what is said of a pair."""

import numpy as np
import pytest

from app.maps.pairs import GRID, contour_levels, explain_pair, pair_maps, told_pairs
from optimizers import OPTIMIZERS
from optimizers.pairs import measure, pair

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@every_method
def test_a_map_holds_the_measure_of_every_pair_and_its_scale_nearly_all_of_them(method):
    told = told_pairs(method(), 2.0)
    image = told["maps"][0]["values"]
    assert image.shape == (GRID, GRID)
    assert np.mean(np.abs(image) <= told["largest"]) > 0.97
    g = -2 + 4 / GRID * (np.arange(GRID) + 0.5)
    (own, *_) = pair_maps(method())
    for i, j in [(0, 0), (17, 101), (59, 60), (119, 3)]:
        assert image[i, j] == measure(own, g[j], g[i])


def test_the_series_point_and_the_sharp_jump():
    (point,) = explain_pair(OPTIMIZERS["momentum"](alpha=0.4), 2.0, 1.0)
    assert point["measure"] == pytest.approx(-0.2)
    (only,) = told_pairs(OPTIMIZERS["momentum"](alpha=0.4), 2.0)["maps"]
    image = only["values"]
    left, right = image[GRID - 1, GRID // 2 - 1], image[GRID - 1, GRID // 2]
    assert left == pytest.approx(-2, abs=0.05)
    assert right == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("key", ["adam", "adam-uncorrected"])
def test_adam_is_shown_with_and_without_bias_correction_on_one_scale(key):
    run = OPTIMIZERS[key](eta=1.0)
    corrected, uncorrected = pair_maps(run)
    assert (corrected.key, uncorrected.key) == ("adam", "adam-uncorrected")
    assert vars(corrected) == vars(uncorrected) == vars(run)
    told = told_pairs(run, 3.0)
    assert [each["title"].partition("\n")[0][-4:] for each in told["maps"]] == [
        corrected.title[-4:],
        uncorrected.title[-4:],
    ]
    assert np.abs(told["maps"][1]["values"]).max() <= 1.6 * told["largest"]


def test_a_pair_is_explained_by_both_steps():
    run = OPTIMIZERS["rmsprop"](eta=1.0, beta=0.0)
    (found,) = explain_pair(run, 0.5, 1.0)
    steps = pair(run, 0.5, 1.0)
    assert found == {"first": steps.first, "second": steps.second, "measure": steps.measure}
    assert found["second"] == pytest.approx(1)


@pytest.mark.parametrize("largest", [3.1, 1e-9, 4.0, 7e12])
def test_levels_are_round_few_and_on_both_sides_of_zero(largest):
    levels = contour_levels(largest)
    assert 3 <= levels.size <= 9
    assert 0 in levels
    np.testing.assert_allclose(levels, -levels[::-1])
    assert levels[-1] <= largest * 1.001


def test_a_method_that_overflows_has_a_map_too():
    told = told_pairs(OPTIMIZERS["adadelta"](eta=100.0), 1e12)
    assert np.isfinite([told["largest"], *told["levels"]]).all()
    assert told["maps"][0]["values"].shape == (GRID, GRID)
