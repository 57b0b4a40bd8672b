"""The named surfaces: gradients that are right, minima that are minima, and starts one can start from."""

import math
import subprocess
import sys

import numpy as np
import pytest
from oracles import central_differences, close

from surfaces import GALLERY, parse, to_text

# The lowest error of each, from the literature (two-wells and small-hole have no closed form).
LOWEST = {
    "bowl": 0, "ravine": 0, "plateau": 0, "sin-cos": -2, "rosenbrock": 0, "beale": 0, "himmelblau": 0,
    "booth": 0, "matyas": 0, "mccormick": -math.sqrt(3) / 2 - math.pi / 3, "three-hump-camel": 0,
    "six-hump-camel": -1.031628453489877, "styblinski-tang": -78.33233140754282, "goldstein-price": 3,
    "branin": 0.397887357729738, "rastrigin": 0, "ackley": 0, "easom": -1,
}  # fmt: skip

every_surface = pytest.mark.parametrize("key", GALLERY)
every_minimum = pytest.mark.parametrize(
    ("key", "minimum"), [(key, minimum) for key, surface in GALLERY.items() for minimum in surface.minima]
)


@every_surface
def test_the_gradient_is_that_of_central_differences(key):
    surface = GALLERY[key]
    low, high = np.transpose(surface.domain)
    for point in np.random.default_rng(1).uniform(low, high, (50, 2)):
        value, *gradient = surface.value_and_gradient(*map(float, point))
        assert gradient == close(central_differences(surface.value, *point), 1 + abs(value))


@every_minimum
def test_a_minimum_lies_within_the_domain_and_below_its_surroundings(key, minimum):
    surface = GALLERY[key]
    for coordinate, (low, high) in zip(minimum, surface.domain, strict=True):
        assert low <= coordinate <= high
    angles = np.linspace(0, 2 * np.pi, 36)
    around = surface.value(minimum[0] + 1e-3 * np.cos(angles), minimum[1] + 1e-3 * np.sin(angles))
    assert surface.value(*minimum) < around.min()


@every_minimum
def test_at_a_minimum_the_slope_is_zero_and_no_curvature_negative(key, minimum):
    if key == "ackley":  # a cone: it has no slope at its tip
        assert np.isnan(GALLERY[key].gradient(*minimum)).all()
        return
    gradient, hessian = np.array(GALLERY[key].gradient(*minimum)), np.array(GALLERY[key].hessian(*minimum))
    assert np.linalg.eigvalsh(hessian).min() > 0
    assert np.linalg.solve(hessian, gradient) == pytest.approx(
        [0, 0], abs=1e-14 * (1 + np.abs(minimum).max())
    )


@pytest.mark.parametrize(("key", "lowest"), LOWEST.items())
def test_the_lowest_minimum_is_the_one_in_the_literature(key, lowest):
    errors = [GALLERY[key].value(*minimum) for minimum in GALLERY[key].minima]
    assert errors[0] == pytest.approx(lowest, rel=1e-13, abs=1e-14)
    assert errors == pytest.approx(sorted(errors), rel=1e-12, abs=1e-12)


@every_surface
def test_nothing_in_the_domain_is_lower_than_the_known_minima(key):
    surface = GALLERY[key]
    if key == "saddle":
        assert surface.minima == ()
        return
    across, along = (np.linspace(*interval, 201) for interval in surface.domain)
    lowest = surface.value(*surface.minima[0])
    assert surface.value(across[:, None], along).min() >= lowest - 1e-12 * (1 + abs(lowest))


@every_surface
def test_a_start_lies_within_the_domain_and_on_a_slope(key):
    surface = GALLERY[key]
    for coordinate, (low, high) in zip(surface.start, surface.domain, strict=True):
        assert low <= coordinate <= high
    gradient = surface.gradient(*surface.start)
    assert np.isfinite(gradient).all()
    assert gradient != (0, 0)


@every_surface
def test_a_text_is_short_enough_to_be_typed_and_prints_back(key):
    formula = GALLERY[key].formula
    assert parse(to_text(formula)) == formula


def test_importing_the_gallery_compiles_nothing():
    code = "import surfaces; assert not any('compiled' in s.__dict__ for s in surfaces.GALLERY.values())"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_titles_tell_the_surfaces_apart():
    assert len({surface.title for surface in GALLERY.values()}) == len(GALLERY)
