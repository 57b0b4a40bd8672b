"""The maps over pairs of gradients as the browser draws them."""

import numpy as np
import pytest

from app.maps.pairs import GRID, pair_runs
from app.words.pair_words import told_pairs
from optimizers import OPTIMIZERS
from optimizers.pairs import measure

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())


def drawn(draw, run, reach, **size):
    told = told_pairs(run, reach)
    return told, draw("pairs.js", "pair_columns", told, size)


def middles(image):
    (x,), (y,), (side,) = image["x"], image["y"], image["side"]
    share = (np.arange(GRID) + 0.5) / GRID
    return x + share * side, y + share * side


@every_method
def test_pixels_have_their_middles_at_their_pairs_and_colours_are_symmetric(draw, method):
    _, found = drawn(draw, method(), 2.0)
    (own, *_) = pair_runs(method())
    image = found["sources"]["pairs_image"]
    (pixels,) = image["image"]
    values = np.reshape(pixels["values"], pixels["shape"])
    g1, g2 = middles(image)
    np.testing.assert_allclose(values, measure(own, g1[None, :], g2[:, None]), rtol=1e-9, atol=1e-12)
    assert found["low"] == -found["high"] < 0
    assert found["reach"] == 2


@every_method
def test_the_words_on_the_lines_are_the_measures_where_they_stand(draw, method):
    _, found = drawn(draw, method(), 3.0)
    for name, run in zip(("pairs", "pairs_other"), pair_runs(method()), strict=False):
        words = found["sources"][f"{name}_words"]
        for g1, g2, word in zip(words["g1"], words["g2"], words["word"], strict=True):
            expected = pytest.approx(measure(run, g1, g2), abs=0.1 * found["high"])
            assert float(word.replace("−", "-")) == expected


@every_method
def test_lines_lie_in_one_quadrant_each_and_along_them_the_measure_is_a_level(draw, method):
    told, found = drawn(draw, method(), 3.0)
    lines = found["sources"]["pairs_lines"]
    (own, *_) = pair_runs(method())
    for g1, g2 in zip(np.array(lines["g1"], dtype=object), lines["g2"], strict=True):
        g1, g2 = np.array(g1, dtype=float), np.array(g2, dtype=float)
        np.testing.assert_array_equal(np.isnan(g1), np.isnan(g2))
        solid = ~np.isnan(g1)
        g1, g2 = g1[solid], g2[solid]
        assert len(set(np.sign(g1))) == len(set(np.sign(g2))) == 1
        off = np.abs(measure(own, g1, g2)[:, None] - told["levels"]).min(axis=1)
        assert np.median(off) < 0.05 * found["high"]


def test_lines_go_on_to_the_edges_of_their_quadrants(draw):
    _, found = drawn(draw, OPTIMIZERS["momentum"](alpha=0.9), 3.0)
    lines = found["sources"]["pairs_lines"]
    ends = np.array([[g[0], g[-1]] for g in lines["g1"]]), np.array([[g[0], g[-1]] for g in lines["g2"]])
    near_edge = [np.minimum(np.abs(each), 3 - np.abs(each)) < 1e-3 for each in ends]
    assert np.logical_or(*near_edge).all()
    assert (np.hypot(*ends) < 0.02).sum() == 2  # the line of 0 comes to the middle from either side


@every_method
def test_no_word_is_cut_by_the_frame(draw, method):
    _, found = drawn(draw, method(), 3.0)
    for name in ("pairs_words", "pairs_other_words"):
        words = found["sources"][name]
        assert np.abs([words["g1"], words["g2"]]).max(initial=0) <= 0.88 * 3


@every_method
@pytest.mark.parametrize(("sides", "letters"), [((90, 90), 0), ((105, 105), 14), ((240, 150), 14)])
def test_on_a_small_map_words_neither_overlap_nor_leave_the_frame(draw, method, sides, letters):
    _, found = drawn(draw, method(), 3.0, sides=sides, letters=letters)
    wide, high = (np.array([26, 15]) * max(1, letters / 11)).tolist()
    example_wide = 64 * max(1, letters / 11)
    for name in ("pairs_words", "pairs_other_words"):
        words = found["sources"][name]
        places = np.array([words["g1"], words["g2"]]).T * sides / 6
        example = found["sources"][name.replace("words", "example")]
        examples = np.array([example["g1"], example["g2"]]).T * sides / 6
        for i, (x, y) in enumerate(places):
            assert abs(x) + wide / 2 <= sides[0] / 2
            assert abs(y) + high / 2 <= sides[1] / 2
            assert all(abs(x - left) >= wide or abs(y - low) >= high for left, low in places[:i])
            for right, low in np.add(examples, (24, 8)):  # its word's right end, and its lower one
                is_beside = x - wide / 2 >= right or x + wide / 2 <= right - example_wide
                assert is_beside or y + high / 2 <= low or y - high / 2 >= low + high


def test_two_maps_have_two_titles_and_one_map_leaves_the_other_empty(draw):
    _, two = drawn(draw, OPTIMIZERS["adam"](), 1.0)
    assert len(two["titles"]) == 2
    assert len(two["sources"]["pairs_other_lines"]["g1"]) > 2
    _, one = drawn(draw, OPTIMIZERS["momentum"](), 1.0)
    assert len(one["titles"]) == 1
    assert list(one["sources"]) == list(two["sources"])
    for name in ("image", "lines", "words", "example"):
        assert list(one["sources"][f"pairs_other_{name}"]) == list(two["sources"][f"pairs_other_{name}"])
        assert not any(one["sources"][f"pairs_other_{name}"].values())


def test_the_example_of_the_series_is_marked_if_the_map_reaches_so_far(draw):
    _, found = drawn(draw, OPTIMIZERS["momentum"](alpha=0.4), 3.0)
    assert found["sources"]["pairs_example"] == {"g1": [2], "g2": [1], "word": ["(2, 1): −0.2"]}
    _, near = drawn(draw, OPTIMIZERS["momentum"](alpha=0.4), 1.5)
    assert near["sources"]["pairs_example"] == {"g1": [], "g2": [], "word": []}


def test_a_method_that_overflows_has_a_map_too(draw):
    _, found = drawn(draw, OPTIMIZERS["adadelta"](eta=100.0), 1e12)
    for source in found["sources"].values():
        assert len({len(column) for column in source.values()}) == 1
    assert np.isfinite([found["low"], found["high"]]).all()
