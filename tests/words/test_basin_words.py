"""The legend of the basins: shares, places, and valleys, which have no place."""

import re

import numpy as np
import pytest

from app.look import BASIN_SHADES
from app.maps.attractors import Attractor, Shape
from app.maps.basin_map import basin_image
from app.maps.basins import basins
from app.words.basin_words import MANY, attractor_words, basin_legend, told_legend
from optimizers import OPTIMIZERS, finished
from surfaces import GALLERY, Surface

VIEW = ((-5.0, 5.0), (-10.0, 10.0))


def legend_of(text, view=VIEW, steps=300, n=30, **momentum):
    run = OPTIMIZERS["momentum"](**{"eta": 0.01, "alpha": 0.8, **momentum})
    return basin_legend(finished(basins(Surface.parse(text), run, view, steps, n)))


def test_the_legend_adds_up_and_names_the_minima():
    surface = GALLERY["himmelblau"]
    found = finished(basins(surface, OPTIMIZERS["momentum"](eta=0.001), surface.domain, 300, 40))
    legend = basin_legend(found)
    assert sum(entry["share"] for entry in legend) == pytest.approx(1)
    assert "(3, 2)" in [entry["words"] for entry in legend]
    shares = [entry["share"] for entry in legend if entry["row"] < 9]
    assert shares == sorted(shares, reverse=True)


def test_the_legend_has_an_entry_for_starts_without_e():
    legend = legend_of("sqrt(w1) + w2^2")
    assert ("no E here", 0.5) in [(entry["words"], entry["share"]) for entry in legend]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w1^2", ["a line: w₁ = 0, w₂ from −10 to 10"]),
        ("w2^2 + 7", ["a line: w₁ from −5 to 5, w₂ = 0"]),
        ("(w1 - w2)^2", ["a line: w₁ from −7.5 to 7.5, w₂ from −7.5 to 7.5"]),
        ("(w1 + w2)^2", ["a line: w₁ from −7.5 to 7.5, w₂ from 7.5 to −7.5"]),
        ("abs(w1)", ["a line: w₁ = 0, w₂ from −10 to 10"]),
        ("5", ["level everywhere in view"]),
        ("floor(w1)", ["steps without a slope: w₁ from −5 to 5, w₂ from −10 to 10"]),
        ("w1^2 + w2^2", ["(0, 0)"]),
        ("w1^2 + (w2 - 3)^2", ["(0, 3)"]),
    ],
)
def test_a_valley_is_named_by_its_shape_and_a_point_by_its_place(text, words):
    assert [entry["words"] for entry in legend_of(text)] == words


def test_two_valleys_are_two_lines_and_a_ring_is_a_curve():
    near = ((-2.0, 2.0), (-2.0, 2.0))
    two = {entry["words"] for entry in legend_of("(w1^2 - 1)^2", near)}
    assert two == {f"a line: w₁ = {side}, w₂ from −2 to 2" for side in ("−1", "1")}
    (ring,) = legend_of("(w1^2 + w2^2 - 1)^2", near, n=48)
    assert ring["words"] == "a curve: w₁ from −1 to 1, w₂ from −1 to 1"


def test_the_extent_of_level_ground_is_right_if_slopes_surround_it():
    (bottom,) = legend_of("max(0, w1^2 + w2^2 - 9)", ((-5.0, 5.0), (-5.0, 5.0)))
    assert bottom["words"].startswith("level ground: w₁ from −")
    numbers = [float(each.replace("−", "-")) for each in re.findall(r"−?[\d.]+", bottom["words"])]
    np.testing.assert_allclose(numbers, [-3, 3, -3, 3], atol=0.1)


def test_minima_too_close_to_distinguish_are_called_several():
    legend = legend_of("sin(50 w1) + w2^2", eta=1e-4, alpha=0.9, steps=3000, n=60)
    assert [entry["words"] for entry in legend if entry["words"].startswith("several minima: w₁ from ")]


@pytest.mark.parametrize("shape", [shape for shape in Shape if shape is not Shape.POINT])
def test_no_marker_precedes_the_share_of_a_valley(shape):
    attractor = Attractor(1.0, 2.0, 0.0, False, shape, ((-1.0, 2.0), (3.0, 0.25)))
    words = attractor_words(attractor, VIEW)
    assert "(" not in words
    assert words.endswith(": w₁ from −1 to 2, w₂ from 3 to 0.25")


def test_where_there_are_more_minima_than_colours_the_legend_tells_the_e_of_the_ends():
    surface = GALLERY["rastrigin"]
    run = OPTIMIZERS["momentum"](**surface.suggested.get("momentum", {}))
    found = finished(basins(surface, run, surface.domain, 300, 60))
    told = told_legend(found)
    assert told["words"] == MANY
    assert [entry["words"] for entry in told["entries"][:2]] == ["E = 0", "E = 0.995"]
    assert sum(entry["share"] for entry in told["entries"]) == pytest.approx(1)
    rows = basin_image(found, 300)["image"] // BASIN_SHADES
    for entry in told["entries"]:
        assert np.mean(rows == entry["row"]) == pytest.approx(entry["share"])
        low, high = (f(found.error[rows == entry["row"]]) for f in (np.min, np.max))
        assert entry["words"].startswith("E ")
        assert high - low < 0.3 * np.ptp(found.error)
    few = finished(basins(GALLERY["himmelblau"], run, ((-5, 5), (-5, 5)), 300, 20))
    assert told_legend(few)["words"] == ""
