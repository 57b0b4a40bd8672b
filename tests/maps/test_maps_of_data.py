"""Maps of an error function from data are those of the same function written out row by row."""

import re

import numpy as np
import pytest

from app.maps.basins import basins
from app.maps.curvature import curvature
from app.maps.planes import plane
from app.maps.race import race
from app.proposals.terrain import terrain
from app.runs.stability import stability
from optimizers import OPTIMIZERS, arrivals, descend, finished
from surfaces import Surface

ROWS = [(-1.0, 1.5), (0.5, -0.25), (2.0, 3.0)]
DATA = dict(zip(("x", "y"), zip(*ROWS, strict=True), strict=True))
TERMS = {
    "a line": "(w1 x + w2 - y)^2",
    "a neuron": "(w2 tanh(w1 x) - y)^2",
    "a product": "(w1 w2 x - y)^2",
    "a logistic curve": "log(1 + exp(-y (w1 x + w2)))",
}
VIEW = ((-4.0, 4.0), (-3.0, 3.0))
ADAM = OPTIMIZERS["adam"](eta=0.2)


@pytest.fixture(params=TERMS.values(), ids=TERMS, scope="module")
def both(request):
    """The function from data, and the same as typed without."""
    written = []
    for row in ROWS:
        term = request.param
        for name, number in zip(DATA, row, strict=True):
            term = re.sub(rf"\b{name}\b", f"({number})", term)
        written.append(term)
    return Surface.parse(f"mean({request.param})", DATA), Surface.parse(f"({' + '.join(written)})/3")


def alike(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-7)


def test_both_are_the_same_function(both):
    w1, w2 = np.random.default_rng(3).uniform(-3, 3, (2, 50))
    alike(both[0].value(w1, w2), both[1].value(w1, w2))


def test_basins(both):
    one, other = (finished(basins(surface, ADAM, VIEW, 60, 9)) for surface in both)
    assert np.mean(one.kind == other.kind) > 0.95


def test_planes(both):
    one, other = (finished(plane(surface, ADAM, (1.0, 2.0), 40, ("eta", "beta1"), 7)) for surface in both)
    alike(one.error, other.error)


def test_races(both):
    runs = [ADAM, OPTIMIZERS["momentum"]()]
    one, other = (finished(race(surface, runs, (1.0, 2.0), 30, 20)) for surface in both)
    assert [type(entrant.given) for entrant in one] == [type(entrant.given) for entrant in other]
    alike(one[0].error, other[0].error)


def test_curvature_stability_and_arrivals(both):
    one, other = (curvature(surface, 0.5, 1.0, ADAM) for surface in both)
    alike(one.eigenvalues, other.eigenvalues)
    sharp = [
        stability(ADAM, None, surface, descend(ADAM, surface, (1.0, 2.0), 30)).sharpness for surface in both
    ]
    alike(*sharp)
    ends = [finished(arrivals(ADAM, surface, [1.0, -2.0], [2.0, 0.5], 50)).ends.error for surface in both]
    alike(*ends)


def test_minima(both):
    one, other = (finished(terrain(surface, VIEW)) for surface in both)
    assert len(one.minima) == len(other.minima)
    if one.minima:
        assert one.minima[0].error == pytest.approx(other.minima[0].error, rel=1e-6, abs=1e-9)
