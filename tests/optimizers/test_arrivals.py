"""How many runs come to their ends: the same as whole paths tell, whether or not all points are kept."""

import numpy as np
import pytest

from optimizers import OPTIMIZERS, SCHEDULES, arrivals, arriving, close_at, descend, finished, trajectories
from optimizers.arriving import CLOSE
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
RING = Surface.parse("(w1^2 + w2^2 - 1)^2")


@pytest.fixture(autouse=True, params=[2**20, 0], ids=["kept", "in stretches"])
def points_kept(request, monkeypatch):
    """All points of a block are kept, or none."""
    monkeypatch.setattr(arriving, "_KEPT", request.param)


def told_by_paths(run, surface, w1, w2, steps, targets, schedule=None):
    """Return close_at and swing, from all points of all runs."""
    paths = finished(trajectories(run, surface, w1, w2, steps, schedule))
    own = path = np.stack([paths.w1, paths.w2], axis=1)
    if run.judged_symbol:
        path = judged_paths(run, surface, *np.broadcast_arrays(w1, w2), steps)
    end = path[-1]
    goal = end
    if targets:
        distances = [np.hypot(end[0] - at1, end[1] - at2) for at1, at2 in targets]
        goal = np.moveaxis(np.array(targets)[np.argmin(distances, axis=0)], -1, 0)
    with np.errstate(all="ignore"):
        far = ~(np.hypot(*(path - goal).swapaxes(0, 1)) <= CLOSE * np.hypot(*(path[0] - goal)))
        last = np.where(far.any(axis=0), steps - np.argmax(far[::-1], axis=0), -1)
        tenth = max(1, steps // 10)
        swing = [np.ptp(own[max(0, steps - back) :], axis=0) for back in (2 * tenth, tenth)]
    close_at = np.where(last == steps, np.nan, last + 1.0)
    return np.where(np.isnan(end[0]), np.nan, close_at), np.where(np.isnan(end[0]), np.nan, swing)


def judged_paths(run, surface, w1, w2, steps):
    """Return the points by which runs are judged, one run after the other."""
    path = np.full((steps + 1, 2, *w1.shape), np.nan)
    for place in np.ndindex(w1.shape):
        alone = descend(run, surface, (w1[place], w2[place]), steps)
        if alone.stopped is None:
            path[(..., *place)] = np.transpose(alone.judged[:2])
    return path


def compare(run, surface, w1, w2, steps, targets=(), schedule=None):
    found = finished(arrivals(run, surface, w1, w2, steps, targets, schedule))
    close_at, swing = told_by_paths(run, surface, w1, w2, steps, targets, schedule)
    np.testing.assert_array_equal(found.close_at, close_at)
    np.testing.assert_allclose(found.swing, swing, rtol=1e-12, atol=1e-15)
    return found


@every_method
@pytest.mark.parametrize("steps", [1, 2, 31, 250])
def test_arrivals_equal_those_read_from_whole_paths(method, steps):
    surface = GALLERY["himmelblau"]
    run = method(**surface.suggested.get(method.key, {}))
    starts = np.meshgrid(np.linspace(-6, 6, 7), np.linspace(-5, 5, 5))
    compare(run, surface, *starts, steps)
    compare(run, surface, *starts, steps, surface.minima)


@every_method
def test_runs_that_end_early_are_left_out_and_the_others_go_on_as_they_would(method):
    starts = np.meshgrid(np.linspace(-30, 30, 6), np.linspace(-30, 30, 5))
    found = compare(method(), RING, *starts, 400)
    for i in [(0, 0), (2, 3), (4, 1)]:
        alone = finished(arrivals(method(), RING, starts[0][i], starts[1][i], 400))
        assert alone.ends.stopped == found.ends.stopped[i]
        np.testing.assert_array_equal(alone.ends.error, found.ends.error[i])


def test_a_run_that_has_left_the_domain_stays_ended_though_the_slope_there_leads_back():
    run, surface = OPTIMIZERS["gradient-descent"](eta=1.5), Surface.parse("w1^2/2 - log(w1)")
    w1 = np.linspace(0.2, 4, 20)
    found = finished(arrivals(run, surface, w1, 0.0, 40))
    paths = [descend(run, surface, (start, 0.0), 40) for start in w1]
    ended = [path.stopped.step if path.stopped else 0 for path in paths]
    assert found.ends.stopped.tolist() == ended
    assert 0 < sum(step == 1 for step in ended) < 20
    assert np.isnan(found.swing[..., found.ends.stopped > 0]).all()


def test_most_runs_of_a_plane_end_early_and_those_that_stay_keep_their_values():
    eta, alpha = np.geomspace(1e-4, 100, 12)[None, :], np.linspace(0, 1, 5)[:, None]
    run = OPTIMIZERS["momentum"](eta=eta, alpha=alpha)
    found = compare(run, GALLERY["bowl"], -15.0, 20.0, 2000, GALLERY["bowl"].minima)
    assert found.ends.error.shape == (5, 12)
    assert np.isnan(found.ends.error).mean() > 0.4


@pytest.mark.parametrize("values", [{}, {"warm_up": np.array([[0.0], [40.0]])}], ids=["plain", "varied"])
def test_a_schedule_goes_on_with_the_runs_that_stay(values):
    schedule = SCHEDULES["cosine"](**values)
    w1 = np.linspace(-20, 20, 11)
    compare(OPTIMIZERS["gradient-descent"](eta=0.02), RING, w1[None, :], 0.5, 600, (), schedule)


def test_a_path_that_starts_at_its_target_is_close_as_long_as_it_stays():
    found = compare(OPTIMIZERS["momentum"](), GALLERY["bowl"], np.zeros(2), np.zeros(2), 50, ((0.0, 0.0),))
    assert (found.close_at == 0).all()


@pytest.mark.parametrize(("start", "length"), [((5.0, -3.0), 1e-9), ((0.0, 0.0), 1e-9), ((0.0, 0.0), 1e-323)])
def test_a_path_that_leaves_its_target_by_however_little_is_no_longer_close(start, length):
    run = OPTIMIZERS["gradient-descent"](eta=length)
    assert np.isnan(compare(run, Surface.parse("w1"), *start, 1, (start,)).close_at)


def test_a_run_that_halves_its_distance_in_each_step_is_close_after_seven():
    run, surface = OPTIMIZERS["gradient-descent"](eta=0.5), Surface.parse("(w1^2 + w2^2)/2")
    assert 2**-7 < 0.01 < 2**-6
    assert close_at(descend(run, surface, (-8.0, 6.0), 20), ((0.0, 0.0),)) == 7
    assert finished(arrivals(run, surface, -8.0, 6.0, 20, ((0.0, 0.0),))).close_at == 7


@pytest.mark.parametrize("target", [(3.0, 2.0), (-3.0, 2.0), (3.0, -2.0), (-3.0, -2.0)])
def test_a_run_that_comes_from_across_the_origin_is_close_when_it_is_there(target):
    surface = Surface.parse("((w1 - {})^2 + (w2 - {})^2)/2".format(*target))
    run = OPTIMIZERS["gradient-descent"](eta=1.0)  # which arrives in one step
    found = compare(run, surface, -target[0], -target[1], 20, (target,))
    assert (found.ends.w1, found.ends.w2) == target
    assert found.close_at == 1


def test_starts_without_a_first_step_have_neither():
    found = finished(
        arrivals(OPTIMIZERS["adam"](), Surface.parse("log(w1)"), np.full(3, -1.0), np.zeros(3), 200)
    )
    assert found.ends.bad_start.all()
    assert np.isnan(found.close_at).all()
    assert np.isnan(found.swing).all()


def test_progress_never_goes_back_and_ends_at_1():
    starts = np.meshgrid(np.linspace(-6, 6, 100), np.linspace(-5, 5, 100))
    shares = list(arrivals(OPTIMIZERS["adam"](), GALLERY["himmelblau"], *starts, 500))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert len(shares) > 100
