"""The named surfaces: gradients that are right, minima that are minima, and starts one can start from."""

import math
import subprocess
import sys

import numpy as np
import pytest
from oracles import central_differences, close
from suggest import suggestion

from optimizers import OPTIMIZERS, descend, hypers
from surfaces import GALLERY, PLAIN, Surface, gallery_key, parse, recognized, to_text

# The lowest error of each, from the literature (two-wells and small-hole have no closed form).
LOWEST = {
    "bowl": 0, "ravine": 0, "plateau": 0, "sin-cos": -2, "rosenbrock": 0, "beale": 0, "himmelblau": 0,
    "booth": 0, "matyas": 0, "mccormick": -math.sqrt(3) / 2 - math.pi / 3, "three-hump-camel": 0,
    "six-hump-camel": -1.031628453489877, "styblinski-tang": -78.33233140754282, "goldstein-price": 3,
    "branin": 0.397887357729738, "rastrigin": 0, "ackley": 0, "easom": -1,
}  # fmt: skip

# The local minimum next to the start, where a method with small steps stays.
HOLES = {"rastrigin": (1.98991223370855, 1.98991223370855), "ackley": (-2.97922395469115, 2.97922395469115)}

# Those without a minimum that has no slope: E falls for ever, is lowest along a line, or at a kink.
WITHOUT_MINIMA = ("saddle", "separable", "two-layers", "outliers-absolute")

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
    if key in WITHOUT_MINIMA:
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
    assert parse(to_text(formula), GALLERY[key].columns) == formula


@pytest.mark.long
def test_importing_the_gallery_compiles_nothing():
    code = "import surfaces; assert not any('compiled' in s.__dict__ for s in surfaces.GALLERY.values())"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_titles_tell_the_surfaces_apart():
    assert len({surface.title for surface in GALLERY.values()}) == len(GALLERY)


@every_surface
def test_suggestions_are_within_reach_of_the_slider_and_not_the_defaults(key):
    for method, values in GALLERY[key].suggested.items():
        about = {hyper.name: hyper for hyper in hypers(OPTIMIZERS[method])}
        for name, value in values.items():
            assert about[name].accepts(value)
            assert about[name].low <= value <= about[name].high
            assert value != about[name].default


@pytest.mark.parametrize("key", HOLES)
def test_a_hole_is_a_minimum_but_not_the_lowest(key):
    surface, hole = GALLERY[key], HOLES[key]
    assert surface.gradient(*hole) == pytest.approx((0, 0), abs=1e-9)
    assert np.linalg.eigvalsh(surface.hessian(*hole)).min() > 0
    assert surface.value(*hole) > surface.value(*surface.minima[0]) + 1


@every_surface
def test_a_method_does_something_sensible_the_moment_it_is_chosen(key):
    suggested = GALLERY[key].suggested
    for method in OPTIMIZERS.values():
        fault = what_is_wrong(method(**suggested.get(method.key, {})), key)
        if fault and method.key not in suggested:  # the page searches then, too
            fault = what_is_wrong(method(**suggestion(GALLERY[key], method.key)), key)
        assert not fault, (
            f"{method.title} on {key}: {fault}. If either is new or has changed, run `python "
            "tests/suggest.py`, which searches the rates and writes surfaces/suggested.json. If that is not "
            "enough, try another start of a new surface, change the defaults of the method, or give values "
            "for it in `suggested` of "
            f"{key} in surfaces/gallery.py."
        )


def what_is_wrong(run, key):
    """Say why a run on a surface of the gallery is not worth seeing; nothing if it is."""
    surface = GALLERY[key]
    path = descend(run, surface, surface.start, 300)
    if path.stopped is not None:
        return f"it ends at t = {path.stopped.step}, since {path.stopped.reason}"
    low, high = np.transpose(surface.domain)

    def in_view(points):
        return (points - low) / (high - low)

    places = in_view(np.transpose([path.w1, path.w2]))
    seen = ((places >= 0) & (places <= 1)).all(axis=1).mean()
    if seen <= 0.85:
        return f"only {seen:.0%} of its points lie in the view, where more than 85 % must"
    if key == "saddle":  # left along w2, where E falls without end
        return "" if path.error[-1] < 0 else "it must leave the saddle, to E below 0"
    if np.abs(np.diff(places, axis=0)).max() >= 0.5:
        return "a step must be shorter than half the view"
    if path.error[1:].min() >= path.error[0]:
        return "E must fall below that of the start"
    goals = [*surface.minima, *([HOLES[key]] if key in HOLES else [])]
    left = np.hypot(*(in_view(np.array(goals)) - places[-1]).T).min() if goals else np.inf
    lowest = surface.value(*surface.minima[0]) if goals else lowest_in(surface)
    gained = (path.error[0] - path.error[-1]) / (path.error[0] - lowest)
    if left >= 0.05 and gained <= 0.5:
        return f"it must end near a minimum or half-way down; it goes {gained:.0%} of the way down"
    return ""


def lowest_in(surface):
    """E at the lowest of many points of the domain."""
    across, along = (np.linspace(*interval, 201) for interval in surface.domain)
    return surface.value(across[:, None], along).min()


WRITTEN_OTHERWISE = {
    "bowl": ["3w1²+10w2²", "3*w1^2 + 10*w2^2", "10 y^2 + 3 x^2", "(3 w_1**2 + 10·w_2^2)", "3 w1 w1 + 10w2^2"],
    "rosenbrock": ["100(w2-w1^2)^2 + (1 - w1)^2", "(1-x)^2+100*(y-x*x)^2", "100 (x^2 - y)^2 + x^2 - 2x + 1"],
    "easom": ["-exp(-(w1 - π)^2 - (w2 - π)^2) cos(w1) cos(w2)"],
}


@pytest.mark.parametrize(
    ("key", "text"), [(key, text) for key, texts in WRITTEN_OTHERWISE.items() for text in texts]
)
def test_a_surface_of_the_gallery_is_recognized_however_it_is_written(key, text):
    surface, known = recognized(Surface.parse(text)), GALLERY[key]
    assert gallery_key(surface) == key
    assert surface.text == text
    assert (surface.title, surface.minima, surface.suggested) == (known.title, known.minima, known.suggested)
    assert surface.value(1.25, -0.5) == known.value(1.25, -0.5)
    assert surface.instructions["minima"] == known.minima


@pytest.mark.parametrize(
    "text",
    [
        *("3 w1^2 + 10.5 w2^2", "3 w1^2 + 10 w2^2 + 0 w1/w1", "w1 + 2 w2", "5", "3 w1^2 + 10 w2^2 + 0.001"),
        "3 w1^2 + 10 w2^2 + max(0, abs(w1) - 100)",
        *(f"3 w1^2 + 10 w2^2 + max(0, {side} - 2)" for side in ("w1", "-w1", "w2", "-w2")),
    ],
)
def test_other_functions_are_not(text):
    surface = Surface.parse(text)
    assert gallery_key(surface) == ""
    assert recognized(surface) is surface


@pytest.mark.parametrize("key", GALLERY)
def test_the_gallery_recognizes_each_of_its_own(key):
    known = GALLERY[key]
    assert gallery_key(known) == key
    assert gallery_key(Surface.parse(f"({known.plain or known.text})", known.data)) == key


# Surfaces with a parameter

PARAMETERS = {
    "bowl": {"k": 10.0},
    "ravine": {"kappa": 20.0},
    "two-wells": {"d": 2.0},
    "small-hole": {"d": 0.006},
    "rosenbrock": {"b": 100.0},
    "rastrigin": {"A": 10.0},
}
every_parametrized = pytest.mark.parametrize("key", PARAMETERS)


@every_parametrized
def test_a_parameter_has_the_literatures_number_within_its_range_and_a_meaning(key):
    surface = GALLERY[key]
    assert surface.values == PARAMETERS[key]
    assert surface.meanings.keys() == surface.parameters.keys()
    for about in surface.parameters.values():
        assert about.declared
        assert about.low < about.default < about.high


def test_those_with_a_parameter_are_known_without_it_too():
    assert (
        {key for key, surface in GALLERY.items() if surface.parameters} == PLAIN.keys() == PARAMETERS.keys()
    )
    assert not any(surface.parameters for surface in PLAIN.values())


@every_parametrized
def test_at_its_default_it_is_to_the_bit_the_surface_with_the_number_written_out(key):
    surface, plain = GALLERY[key], Surface.parse(PLAIN[key].text)
    w1, w2 = np.random.default_rng(3).uniform(-4, 4, (2, 500))
    for kind in ("value", "gradient", "value_and_gradient", "hessian"):
        np.testing.assert_array_equal(getattr(surface, kind)(w1, w2), getattr(plain, kind)(w1, w2))
        for point in zip(w1[:50], w2[:50], strict=True):
            assert getattr(surface, kind)(*point) == getattr(plain, kind)(*point)
    for method in OPTIMIZERS.values():
        run = method(**surface.suggested.get(method.key, {}))
        one, other = (descend(run, each, surface.start, 200) for each in (surface, plain))
        for column in ("w1", "w2", "error", "g1", "g2"):
            np.testing.assert_array_equal(getattr(one, column), getattr(other, column))


@every_parametrized
def test_near_its_default_it_is_near_that_surface(key):
    surface, ((name, number),) = GALLERY[key], PARAMETERS[key].items()
    near = surface.at(**{name: number * (1 + 1e-12)})
    points = np.random.default_rng(4).uniform(-2, 2, (2, 100))
    np.testing.assert_allclose(near.value(*points), surface.value(*points), rtol=1e-9, atol=1e-12)
    assert near.values[name] != number
    assert near.numbers


@every_parametrized
def test_its_older_text_is_that_surface_with_all_that_is_known_of_it(key):
    text, known = PLAIN[key].text, GALLERY[key]
    for surface in (recognized(Surface.parse(text)), recognized(Surface.parse(f" {text}"))):
        assert gallery_key(surface) == key
        about = ("title", "domain", "start", "minima", "suggested")
        assert [getattr(surface, name) for name in about] == [getattr(known, name) for name in about]
    assert recognized(Surface.parse(text)).text == text


@every_parametrized
def test_it_stays_that_surface_while_its_number_is_moved(key):
    known, (name,) = GALLERY[key], PARAMETERS[key]
    about = known.parameters[name]
    for number in (about.low, about.high):
        moved = recognized(Surface.parse(known.text).at(**{name: number}))
        assert gallery_key(moved) == key
        assert (moved.title, moved.domain, moved.start) == (known.title, known.domain, known.start)
        assert moved.suggested == {}, "they were found for the default"
        for minimum in moved.minima:
            assert moved.gradient(*minimum) == (0.0, 0.0)
            assert np.linalg.eigvalsh(moved.hessian(*minimum)).min() >= 0
    assert recognized(moved.at(**{name: about.default})) is known


def test_minima_that_move_with_a_number_are_known_at_the_default_alone():
    assert [key for key in PARAMETERS if not GALLERY[key].keeps_minima] == ["two-wells", "small-hole"]
    assert GALLERY["two-wells"].at(d=1.5).minima == ()
    assert GALLERY["rosenbrock"].at(b=5.0).minima == ((1.0, 1.0),)
