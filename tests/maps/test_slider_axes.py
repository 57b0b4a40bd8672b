"""Positions of the sliders: they invert."""

import numpy as np
import pytest

from app.maps.planes import axis
from app.maps.slider_axes import ends, position
from optimizers import OPTIMIZERS, hypers

HYPERS = {f"{key}-{about.name}": about for key, method in OPTIMIZERS.items() for about in hypers(method)}
every_hyper = pytest.mark.parametrize("about", HYPERS.values(), ids=HYPERS.keys())


@every_hyper
def test_positions_invert_and_samples_are_even(about):
    values = axis(about, 33)
    places = position(about, values)
    np.testing.assert_allclose(np.diff(places), np.diff(places).mean(), atol=1e-3 * max(1, about.high))
    np.testing.assert_allclose(10**places if about.scale == "log" else places, values, rtol=1e-12)
    assert (places[0], places[-1]) == ends(about)
