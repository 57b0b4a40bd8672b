"""Maps with a letter of E along an axis: each run is that on the function with its number."""

import numpy as np
import pytest

from app.experiment import Experiment
from app.maps.plane_map import GROWN, plane_image
from app.maps.planes import axes_of, plane, shown_axes, stability_border
from app.panels.plane import PlaneWork
from app.settings import legal_axes
from optimizers import OPTIMIZERS, descend, finished
from surfaces import Surface

BOWL = Surface.parse("(w1^2 + k w2^2)/2; k in [1, 100] = 10")
DESCENT = OPTIMIZERS["gradient-descent"](eta=0.1)
START, STEPS = (1.0, 1.0), 60


@pytest.mark.parametrize("fields", [("eta", "E.k"), ("E.k", "eta")])
def test_each_run_of_a_map_is_that_on_the_function_with_its_number(fields):
    found = finished(plane(BOWL, DESCENT, START, STEPS, fields, 7))
    assert (found.horizontal.name, found.vertical.name) == fields
    for i, j in np.ndindex(7, 7):
        values = dict(zip(fields, map(float, (found.x[j], found.y[i])), strict=True))
        path = descend(type(DESCENT)(eta=values["eta"]), BOWL.at(k=values["E.k"]), START, STEPS)
        expected = np.nan if path.stopped else path.error[-1]
        np.testing.assert_allclose(found.error[i, j], expected, rtol=1e-9)
        is_grown = plane_image(found, "error")[i, j] == GROWN
        assert is_grown == (expected > path.error[0]), "above its own start"


def test_the_border_of_stability_is_two_over_the_largest_curvature():
    rates, numbers = stability_border(BOWL, DESCENT, START, ("eta", "E.k"), 200)
    assert numbers[0] == 1
    assert numbers[-1] == 100
    np.testing.assert_allclose(rates, 2 / numbers, rtol=1e-9)
    numbers, rates = stability_border(BOWL, DESCENT, START, ("E.k", "eta"), 200)
    np.testing.assert_allclose(rates, 2 / numbers, rtol=1e-9)
    cubic = Surface.parse("w1^2 + k w2^4")
    assert stability_border(cubic, DESCENT, START, ("eta", "E.k"), 200) is None


def test_a_letter_is_offered_as_an_axis_and_can_be_in_a_link():
    parameters = BOWL.parameters
    assert shown_axes(type(DESCENT), "E.k", "eta", None, parameters) == ("E.k", "eta")
    assert shown_axes(type(DESCENT), "", "", None, parameters) == ("eta", "E.k")
    assert shown_axes(type(DESCENT), "E.k", "eta") == ("eta",)
    horizontal, _ = axes_of(type(DESCENT), ("E.k", "eta"), None, parameters)
    assert (horizontal.symbol, horizontal.scale, horizontal.low, horizontal.high) == ("k", "log", 1, 100)
    assert legal_axes(["eta", "E.k"]) == ("eta", "E.k")


def test_a_moved_letter_on_an_axis_leaves_the_map():
    experiment = Experiment(expression=BOWL.text, axes=("eta", "E.k"), runs=(DESCENT,))
    works = [PlaneWork.of(experiment, BOWL.at(k=k)) for k in (2.0, 30.0)]
    assert works[0] == works[1]
    other = Experiment(expression=BOWL.text, axes=("eta", "alpha"), runs=(OPTIMIZERS["momentum"](),))
    assert PlaneWork.of(other, BOWL.at(k=2.0)) != PlaneWork.of(other, BOWL.at(k=30.0))
