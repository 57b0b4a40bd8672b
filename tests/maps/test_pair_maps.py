"""The maps over pairs of gradients, as the page draws them."""

import numpy as np
import pytest

from app.maps.pairs import GRID, contour_levels, explain_pair, pair_maps, pairs_scene
from optimizers import OPTIMIZERS
from optimizers.pairs import measure, pair

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


@every_method
def test_a_map_holds_the_measure_of_every_pair_and_its_scale_is_symmetric(method):
    sources, settings = pairs_scene(method(), 2.0)
    assert settings["pairs_tones"]["low"] == -settings["pairs_tones"]["high"] < 0
    (image,) = sources["pairs_image"]["image"]
    assert image.shape == (GRID, GRID)
    g = -2 + 4 / GRID * (np.arange(GRID) + 0.5)
    (own, *_) = pair_maps(method())
    for i, j in [(0, 0), (17, 101), (59, 60), (119, 3)]:
        assert image[i, j] == measure(own, g[j], g[i])


def test_the_series_point_and_the_sharp_jump():
    (point,) = explain_pair(OPTIMIZERS["momentum"](alpha=0.4), 2.0, 1.0)
    assert point["measure"] == pytest.approx(-0.2)
    sources, _ = pairs_scene(OPTIMIZERS["momentum"](alpha=0.4), 2.0)
    (image,) = sources["pairs_image"]["image"]
    left, right = image[GRID - 1, GRID // 2 - 1], image[GRID - 1, GRID // 2]
    assert left == pytest.approx(-2, abs=0.05)
    assert right == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize("key", ["adam", "adam-uncorrected"])
def test_adam_is_shown_with_and_without_bias_correction_on_one_scale(key):
    run = OPTIMIZERS[key](eta=1.0)
    corrected, uncorrected = pair_maps(run)
    assert (corrected.key, uncorrected.key) == ("adam", "adam-uncorrected")
    assert vars(corrected) == vars(uncorrected) == vars(run)
    sources, settings = pairs_scene(run, 3.0)
    assert np.abs(sources["pairs_other_image"]["image"][0]).max() <= 1.6 * settings["pairs_tones"]["high"]


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
    sources, settings = pairs_scene(OPTIMIZERS["adadelta"](eta=100.0), 1e12)
    assert np.isfinite(settings["pairs_tones"]["high"])
    assert sources["pairs_image"]["image"][0].shape == (GRID, GRID)


@every_method
def test_the_words_on_the_lines_are_the_measures_where_they_stand(method):
    run = method()
    sources, settings = pairs_scene(run, 3.0)
    words = sources["pairs_words"]
    (own, *_) = pair_maps(run)
    allowed = 0.1 * settings["pairs_tones"]["high"]
    for g1, g2, word in zip(words["g1"], words["g2"], words["word"], strict=True):
        assert float(word.replace("−", "-")) == pytest.approx(measure(own, g1, g2), abs=allowed)
