"""The words beside a hyper-parameter map agree with its colours and its best run."""

import json
import math
import re

import numpy as np
import pytest

from app.contract import COLOURINGS
from app.look import PLANE_SHADES
from app.maps.plane_map import ToneEnds, error_tones, plane_image
from app.maps.planes import default_axes, plane
from app.words.plane_words import error_scale, plane_legend, tone_words
from optimizers import OPTIMIZERS, finished
from surfaces import GALLERY


def mapped(surface, method):
    run = OPTIMIZERS[method]()
    return finished(plane(surface, run, surface.start, 120, default_axes(run), 24))


@pytest.mark.parametrize(
    ("key", "method"), [("bowl", "momentum"), ("rosenbrock", "adam"), ("ravine", "gradient-descent")]
)
def test_the_legend_adds_up_and_names_the_best_run(key, method):
    found = mapped(GALLERY[key], method)
    for colouring in COLOURINGS:
        legend = plane_legend(found, colouring)
        image = plane_image(found, colouring)
        for entry in legend["entries"]:
            assert entry["share"] == np.mean(image == entry["row"]) > 0
        shaded = np.mean(image < PLANE_SHADES)
        assert shaded + sum(entry["share"] for entry in legend["entries"]) == pytest.approx(1)
        assert legend["good"] == np.mean(found.error <= found.good) > 0
        assert legend["best"].startswith(found.horizontal.symbol)
        json.dumps(legend, allow_nan=False)
    assert plane_legend(found, "close")["scale"] == [(0, "0"), (0.5, "30"), (1, "120")]


def test_the_numbers_beside_the_scale_of_errors_are_powers_of_ten_at_the_places_of_their_tones():
    scale = error_scale(ToneEnds(1e-4, 1e4))
    assert scale == [(0.0, "10⁻⁴"), (pytest.approx(3 / 8), "10⁻¹"), (pytest.approx(6 / 8), "10²")]
    assert error_scale(ToneEnds(3.0, 8.0)) == [(0, "3"), (1, "8")]
    assert error_scale(ToneEnds(-2e9, 10.0)) == [(0, "−2e9"), (1, "10")]
    assert error_scale(ToneEnds(math.nan, math.nan)) == []


RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.mark.parametrize(("key", "method"), [("bowl", "momentum"), ("styblinski-tang", "rmsprop")])
def test_a_number_beside_the_scale_stands_where_runs_of_that_error_have_their_tone(key, method):
    found = mapped(GALLERY[key], method)
    tones, ends = error_tones(found)
    above = np.where(tones % 1 > 0, found.error - ends.above, np.nan)
    for place, words in error_scale(ends):
        power = re.fullmatch("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", words)
        error = 10.0 ** int(power[1].translate(RAISED)) if power else float(words)
        assert np.nanmax(above[tones < place], initial=0) <= 1.05 * error  # the ends have two digits
        assert np.nanmin(above[tones > place], initial=np.inf) >= 0.95 * error


def test_the_ends_of_the_scale_name_the_reference_of_its_errors():
    assert tone_words(ToneEnds(1e-6, 4700.0)) == ("≤ 1e−6", "≥ 4700")
    assert tone_words(ToneEnds(1e-6, 12.0, -78.332)) == ("≤ 1e−6 above −78.33", "≥ 12 above −78.33")
    assert tone_words(ToneEnds(math.nan, math.nan)) == ("", "")


def test_the_title_says_where_the_method_is_judged():
    found = mapped(GALLERY["bowl"], "schedule-free")
    judged = OPTIMIZERS["schedule-free"].judged_symbol
    assert plane_legend(found, "error", judged)["title"] == "E(x) at the end"
    assert plane_legend(mapped(GALLERY["bowl"], "momentum"), "error")["title"] == "E at the end"
