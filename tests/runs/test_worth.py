"""Whether a run is worth seeing: an example of each reason, and single runs judged as among many."""

import numpy as np
import pytest

from app.runs.worth import CLIMBS, ENDS, LEAVES, NO_START, SHORT, SMALL, STILL, looks, worth
from optimizers import OPTIMIZERS, Trajectories, descend, finished, trajectories
from surfaces import GALLERY, Surface

BOWL = GALLERY["bowl"]
START = (-15.0, 20.0)


def reasons(
    text="3 w1^2 + 10 w2^2", method="gradient-descent", start=START, steps=300, view=BOWL.domain, **values
):
    path = descend(OPTIMIZERS[method](**values), Surface.parse(text), start, steps)
    return worth(path, view)


def test_the_opening_run_is_worth_seeing():
    assert reasons(method="momentum", eta=0.001, alpha=0.9) == ()


@pytest.mark.parametrize(
    ("expected", "case"),
    [
        ({NO_START}, {"text": "log(w1)"}),
        ({ENDS, CLIMBS}, {"eta": 1e300}),
        ({ENDS}, {"text": "sqrt(w1 + 14.9) + (w2 - 10)^2", "start": (-14.0, 20.0), "eta": 0.1}),
        ({SHORT}, {"steps": 50, "eta": 0.01}),
        ({LEAVES}, {"text": "(w1 - 300)^2", "eta": 0.01}),
        ({STILL}, {"eta": 1e-6}),
        ({STILL, CLIMBS}, {"text": "exp(-99 (w1^2 + w2^2))"}),
        ({SMALL}, {"start": (0.5, 0.7), "eta": 0.01}),
        ({CLIMBS}, {"method": "momentum", "eta": 0.001, "alpha": 1.0, "steps": 310}),  # it swings for ever
    ],
)
def test_each_reason_is_named(expected, case):
    assert set(reasons(**case)) == expected


def test_a_view_that_is_moved_away_or_enlarged_makes_a_run_unseen():
    path = descend(OPTIMIZERS["gradient-descent"](eta=0.01), BOWL, START, 300)
    for view, expected in [
        (((-25, 25), (-25, 25)), ()),
        (((-25, 25), (-250, 250)), ()),  # w1 ranges over a third of its side
        (((-250, 250), (-250, 250)), (SMALL,)),
        (((-4, 25), (-25, 25)), (LEAVES,)),
    ]:
        assert worth(path, view) == expected


def test_a_run_that_climbs_by_more_than_a_twentieth_of_its_descent_is_not_worth_seeing():
    def run(last):
        error = np.concatenate([np.linspace(10, 0, 100), [last]])
        w = np.linspace(-5, 5, 101)
        return looks(Trajectories(w, w, error, error), ((-6, 6), (-6, 6))).reasons()[CLIMBS]

    assert not run(0.49)
    assert run(0.51)


def test_many_runs_are_judged_as_each_is_alone():
    eta = np.geomspace(1e-6, 1e3, 40)
    view = ((-25.0, 25.0), (-9.0, 25.0))
    runs = finished(trajectories(OPTIMIZERS["momentum"](eta=eta), BOWL, *START, 300))
    many = looks(runs, view).reasons()
    for place, each in enumerate(eta):
        path = descend(OPTIMIZERS["momentum"](eta=float(each)), BOWL, START, 300)
        found = {reason for reason, applies in many.items() if applies[place]}
        if path.stopped is not None and found:
            found = {ENDS} | (found - {SHORT, STILL, SMALL} if SHORT in found else found)
        assert set(worth(path, view)) == found


def test_the_largest_errors_are_compared_without_overflow():
    w = np.linspace(-5.0, 5.0, 101)
    error = 1.7e308 * np.linspace(1, -1, 101)
    assert not any(looks(Trajectories(w, w, error, error), ((-6, 6), (-6, 6))).reasons().values())
