"""At the borders of basins more starts are followed, so that borders are not guessed between starts."""

import numpy as np
import pytest

from app.maps import borders
from app.maps.attractors import NO_START, NOT_FINITE
from app.maps.basin_map import basin_image
from app.maps.basins import basins
from app.maps.borders import FINER, with_borders
from optimizers import OPTIMIZERS, descend, finished
from surfaces import GALLERY, Surface

MOMENTUM = OPTIMIZERS["momentum"](eta=0.001, alpha=0.9)
CASES = {
    "minima": (GALLERY["himmelblau"], MOMENTUM),
    "valleys": (Surface.parse("w1^2*(w1-3)^2"), OPTIMIZERS["gradient-descent"](eta=0.01)),
    "overflow": (Surface.parse("w1^4 + w2^4"), OPTIMIZERS["gradient-descent"](eta=0.01)),
    "no error": (Surface.parse("sqrt(w1^2 + w2^2 - 4)"), OPTIMIZERS["adam"](eta=0.1)),
}


def mapped(surface, run, n=80):
    view = surface.domain if surface in GALLERY.values() else ((-9.0, 9.0), (-9.0, 9.0))
    found = finished(basins(surface, run, view, 200, n))
    return finished(with_borders(found, surface, run, 200))


@pytest.mark.parametrize("case", CASES)
def test_every_start_at_a_border_has_the_kind_of_its_own_run(case):
    surface, run = CASES[case]
    found = mapped(surface, run)
    at, kinds = found.borders
    here = np.zeros(found.kind.shape, dtype=bool)
    here[tuple(at.T)] = True
    for shift in ((0, 1), (1, 0), (1, 1)):
        first, second = np.s_[: -shift[0] or None, : -shift[1] or None], np.s_[shift[0] :, shift[1] :]
        assert ((found.kind[first] == found.kind[second]) | here[first] & here[second]).all()
    np.testing.assert_array_equal(kinds[:, 1, 1], found.kind[tuple(at.T)])
    random = np.random.default_rng(1)
    step = [w[1] - w[0] for w in (found.w1, found.w2)]
    for k, i, j in zip(*(random.integers(0, most, 60) for most in (len(at), FINER, FINER)), strict=True):
        start = found.w1[at[k, 1]] + (j - 1) / 3 * step[0], found.w2[at[k, 0]] + (i - 1) / 3 * step[1]
        path = descend(run, surface, start, 200)
        kind = kinds[k, i, j]
        assert (kind == NO_START) == np.isnan(surface.value(*start))
        assert (kind in (NO_START, NOT_FINITE)) == (path.stopped is not None)
        if kind >= 0 and found.attractors[kind].known:
            end = np.array([path.w1[-1], path.w2[-1]])
            distances = [np.hypot(*(end - minimum)) for minimum in surface.minima]
            assert np.argmin(distances) == kind
        elif kind >= 0 and case == "valleys":
            assert abs(path.w1[-1] - found.attractors[kind].w1) < 0.1


def test_scattered_points_have_no_border(monkeypatch):
    monkeypatch.setattr(borders, "MOST", 0.01)
    found = mapped(*CASES["minima"])
    assert found.borders is None
    told = basin_image(found, 200)
    assert (told["border"].shape, told["border_rows"].shape) == ((0, 2), (0, FINER**2))


def test_a_map_without_a_border_is_complete():
    assert mapped(GALLERY["bowl"], OPTIMIZERS["rprop"]()).borders is None
