"""The ground below the runs: tones and levels that show a surface's shape, and from which E can be told."""

import json

import numpy as np
import pytest

from app.runs.ground import GRID, told_ground
from app.session.wire import pack
from surfaces import GALLERY, Surface

every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())


def errors_of(surface, view):
    return surface.value(*np.meshgrid(*(np.linspace(*interval, GRID) for interval in view)))


def shares_of(ground):
    """The share of the tones of each sample, nan where there is none."""
    return np.where(ground["tone"] == 0, np.nan, (ground["tone"] - 1.0) / 65534)


@every_surface
def test_tones_use_their_whole_range_and_grow_with_the_error(surface):
    ground = told_ground(surface, surface.domain)
    tone, error = ground["tone"].astype(int), errors_of(surface, surface.domain)
    order = np.argsort(error[tone > 0])
    assert (np.diff(tone[tone > 0][order]) >= 0).all()
    shares = shares_of(ground)
    assert np.nanmin(shares) < 0.02
    assert np.nanmax(shares) > 0.98
    assert np.nanstd(shares) > 0.1
    assert len(ground["levels"]) >= 10
    assert (np.diff(ground["levels"]) > 0).all()
    assert 0 < ground["levels"][0] < ground["levels"][-1] < 1


@every_surface
def test_the_error_can_be_told_from_its_tone(surface):
    ground = told_ground(surface, surface.domain)
    low, high, power = (ground[name] for name in ("low", "high", "power"))
    error = np.clip(errors_of(surface, surface.domain), low, high)
    half = 0.5 / 65534 * 1.001
    shares = shares_of(ground)
    for off, holds in ((-half, np.less_equal), (half, np.greater_equal)):
        told = low + (high - low) * np.clip(shares + off, 0, 1) ** power
        assert holds(told[~np.isnan(told)], error[~np.isnan(told)] - np.sign(off) * 1e-9 * (high - low)).all()


def test_a_pole_does_not_take_all_tones():
    ground = told_ground(Surface.parse("1/w1^2 + w2^2"), ((-3, 3), (-3, 3)))
    assert np.nanstd(shares_of(ground)) > 0.1


def test_outside_the_domain_there_is_no_tone():
    tone = told_ground(Surface.parse("log(w1)"), ((-1, 1), (-1, 1)))["tone"]
    w1 = np.linspace(-1, 1, GRID)
    assert (tone[:, w1 < 0] == 0).all()
    assert (tone[:, w1 > 0] > 0).all()


@pytest.mark.parametrize(
    "text", ["5", "log(w1)/log(w1) - log(-1 - w1^2)", "1e300 w1^2", "1e-300 w1", "1.7e308 sin(w1)"]
)
def test_flat_empty_huge_and_tiny_surfaces_have_a_ground_too(text):
    ground = told_ground(Surface.parse(text), ((-5, 5), (-5, 5)))
    assert ground["tone"].shape == (GRID, GRID)
    told, _ = pack(ground)
    json.dumps(told, allow_nan=False)


def test_a_flat_surface_has_one_tone_of_its_error_and_no_line():
    ground = told_ground(Surface.parse("5"), ((-5, 5), (-5, 5)))
    assert len(np.unique(ground["tone"])) == 1
    assert ground["tone"][0, 0] > 1
    assert (ground["low"], ground["high"], ground["levels"]) == (5, 5, [])


def test_an_equal_surface_over_an_equal_view_has_one_ground():
    view = ((-2.0, 2.0), (-1.0, 3.0))
    first = told_ground(Surface.parse("w1^2 + w2^2"), view)
    again = told_ground(Surface.parse("w1^2 + w2^2"), ((-2.0, 2.0), (-1.0, 3.0)))
    assert first is again
    assert not first["tone"].flags.writeable


def test_the_known_minima_are_told():
    surface = GALLERY["himmelblau"]
    assert told_ground(surface, surface.domain)["minima"] == surface.minima
