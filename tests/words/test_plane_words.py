"""The words beside a hyper-parameter map agree with its colours and its best run."""

import json
import math

import numpy as np
import pytest

from app.contract import COLOURINGS
from app.look import PLANE_SHADES
from app.maps.plane_map import ToneEnds, plane_image
from app.maps.planes import default_axes, plane
from app.words.plane_words import plane_legend, tone_words
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
    assert plane_legend(found, "close")["ends"] == ("0", "120")


def test_the_ends_of_the_scale_name_the_reference_of_its_errors():
    assert tone_words(ToneEnds(1e-6, 4700.0)) == ("≤ 1e−6", "≥ 4700")
    assert tone_words(ToneEnds(1e-6, 12.0, -78.332)) == ("≤ 1e−6 above −78.33", "≥ 12 above −78.33")
    assert tone_words(ToneEnds(math.nan, math.nan)) == ("", "")
