"""Maps and races follow the batches of the active run: they show the same ends as its path."""

import dataclasses

import numpy as np

from app.experiment import Experiment
from app.maps.basins import basins
from app.maps.planes import plane
from app.maps.race import race, race_experiment
from app.runs.follow import runs_of
from optimizers import OPTIMIZERS, descend, finished
from surfaces import Surface

TABLE = {"x": [0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0], "y": [1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5]}
SURFACE = Surface.parse("mean((w1 x + w2 - y)^2)", TABLE)
START, SEEN = (-1.0, 2.0), {"batch": 2, "seed": 5}
MOMENTUM = OPTIMIZERS["momentum"](eta=0.01, alpha=0.5)


def test_each_place_of_a_hyper_parameter_map_is_the_end_of_the_run_with_these_batches():
    found = finished(plane(SURFACE, MOMENTUM, START, 40, ("eta", "alpha"), 5, **SEEN))
    for row, alpha in enumerate(found.y[:4]):
        for column, eta in enumerate(found.x[:4]):
            run = OPTIMIZERS["momentum"](eta=float(eta), alpha=float(alpha))
            path = descend(run, SURFACE, START, 40, **SEEN)
            if path.stopped is None:
                np.testing.assert_allclose(found.error[row, column], path.error[-1], rtol=1e-9)
    other = finished(plane(SURFACE, MOMENTUM, START, 40, ("eta", "alpha"), 5))
    assert not np.array_equal(found.error, other.error, equal_nan=True)


def test_each_place_of_the_basins_is_the_end_of_the_run_with_these_batches():
    view = (-3.0, 3.0), (-3.0, 3.0)
    for every, coarse in ((2, None), (1, finished(basins(SURFACE, MOMENTUM, view, 40, 7, 2, **SEEN)))):
        found = finished(basins(SURFACE, MOMENTUM, view, 40, 7, every, coarse, **SEEN))
        for row, w2 in enumerate(found.w2):
            for column, w1 in enumerate(found.w1):
                path = descend(MOMENTUM, SURFACE, (float(w1), float(w2)), 40, **SEEN)
                np.testing.assert_allclose(found.found.ends.error[row, column], path.error[-1], rtol=1e-9)


def test_a_race_tells_the_errors_of_the_runs_that_it_shows():
    runs = [OPTIMIZERS[key]() for key in ("gradient-descent", "adam")]
    entrants = finished(race(SURFACE, runs, START, 40, 16, **SEEN))
    given = dataclasses.replace(
        Experiment(), expression=SURFACE.text, data=SURFACE.data, start=START, steps=40, batches=(2,), seed=5
    )
    assert given.seen == (2, 5)
    shown = race_experiment(given, entrants)
    assert shown.batches == (2, 2)
    for entrant, run in zip(entrants, runs_of(SURFACE, shown), strict=True):
        np.testing.assert_allclose(entrant.error, run.path.error[-1], rtol=1e-12)
