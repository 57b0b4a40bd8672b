"""Hyper-parameter maps: they are made of single runs, and theory's stability border is where runs diverge."""

import math
from dataclasses import replace

import numpy as np
import pytest
from oracles import close_at

import app.maps.planes
from app.maps.planes import GOOD, axis, default_axes, plane, shown_axes, stability_border
from optimizers import OPTIMIZERS, SCHEDULES, arrivals, descend, endpoints, finished, hypers
from surfaces import GALLERY, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
LINEAR = ["gradient-descent", "momentum", "nesterov", "first-moment"]
QUADRATIC = ["bowl", "ravine", "booth", "matyas"]
several = pytest.mark.parametrize("method", [m for m in OPTIMIZERS.values() if len(hypers(m)) > 1])


def mapped(surface, run, fields, steps=100, n=20, start=None):
    return finished(plane(surface, run, start or surface.start, steps, fields, n))


@several
@pytest.mark.parametrize("key", ["himmelblau", "rosenbrock", "small-hole"])
def test_a_plane_equals_its_single_paths(method, key):
    surface, steps = GALLERY[key], 30
    fields = tuple(about.name for about in hypers(method))
    for pair in (fields[:2], fields[:-3:-1]):
        found = mapped(surface, method(), pair, steps, n=8)
        for i, j in [(0, 0), (1, 6), (3, 3), (4, 2), (7, 7)]:
            run = replace(method(), **{pair[0]: float(found.x[j]), pair[1]: float(found.y[i])})
            path = descend(run, surface, surface.start, steps)
            if path.stopped is not None:
                assert found.stopped[i, j] == path.stopped.step
                assert math.isnan(found.error[i, j])
                assert math.isnan(found.close_at[i, j])
            else:
                assert found.stopped[i, j] == 0
                assert found.error[i, j] == pytest.approx(path.judged.error[-1], rel=1e-6, abs=1e-12)
                end = path.judged.w1[-1], path.judged.w2[-1]
                minimum = min(surface.minima, key=lambda known: math.dist(known, end))
                np.testing.assert_equal(found.close_at[i, j], close_at(path, minimum))


@every_method
def test_a_strip_equals_its_single_paths(method):
    surface, steps = GALLERY["himmelblau"], 30
    for about in hypers(method):
        found = mapped(surface, method(), (about.name,), steps, n=9)
        assert found.error.shape == found.close_at.shape == found.stopped.shape == (1, 9)
        assert (found.vertical, found.y.tolist(), list(found.best_values)) == (None, [0.5], [about.name])
        for j in (0, 4, 8):
            path = descend(
                replace(method(), **{about.name: float(found.x[j])}), surface, surface.start, steps
            )
            assert found.stopped[0, j] == (path.stopped.step if path.stopped else 0)
            if not path.stopped:
                assert found.error[0, j] == pytest.approx(path.judged.error[-1], rel=1e-6, abs=1e-12)


@pytest.mark.parametrize("fields", [("eta", "alpha"), ("eta",)])
def test_the_steps_spent_are_those_of_all_its_paths(fields):
    surface = Surface.parse("w1^4 + w2^2")
    found = mapped(surface, OPTIMIZERS["momentum"](), fields, steps=25, n=7, start=(3, 1))
    spent = 0
    for i, j in np.ndindex(found.error.shape):
        values = dict(zip(fields, (float(found.x[j]), float(found.y[i])), strict=False))
        path = descend(OPTIMIZERS["momentum"](**values), surface, (3, 1), 25)
        spent += path.stopped.step if path.stopped else 25
    assert found.spent == spent < 25 * found.error.size


def test_a_plane_knows_the_start_and_the_least_error_there_is():
    surface = GALLERY["styblinski-tang"]
    found = mapped(surface, OPTIMIZERS["adam"](), ("eta", "beta1"), n=5)
    assert found.before == surface.value(*surface.start)
    assert found.lowest == min(surface.value(*minimum) for minimum in surface.minima)
    unknown = mapped(Surface.parse(surface.text), OPTIMIZERS["adam"](), ("eta", "beta1"), n=5, start=(1, 1))
    assert unknown.lowest == np.nanmin(unknown.error)


def test_without_a_known_minimum_runs_come_close_to_their_own_ends():
    surface = Surface.parse("3 w1^2 + 10 w2^2")
    found = mapped(surface, OPTIMIZERS["momentum"](), ("eta", "alpha"), n=5, start=(-15, 20))
    run = OPTIMIZERS["momentum"](eta=float(found.x[1]), alpha=float(found.y[2]))
    assert found.close_at[2, 1] == close_at(descend(run, surface, (-15, 20), 100))


@every_method
def test_axes_cover_the_sliders_with_values_that_the_method_accepts(method):
    for about in hypers(method):
        values = axis(about, 50)
        assert values.shape == (50,)
        assert (values[0], values[-1]) == (about.low, about.high)
        assert all(map(about.accepts, values.tolist()))
        steps = np.diff(np.log(values)) if about.scale == "log" else np.diff(values)
        half_a_digit = 1e-3 if about.scale == "log" else 1e-3 * about.high
        np.testing.assert_allclose(steps, steps.mean(), atol=half_a_digit)
        assert all(len(f"{value:.12e}".split("e")[0].rstrip("0")) <= 5 for value in values)


# Which hyper-parameters to vary.


@every_method
def test_the_axes_of_a_method_are_its_own_and_differ(method):
    names = [about.name for about in hypers(method)]
    assert len(set(default_axes(method()))) == min(2, len(names))
    asked = [None, "nosuch", "eta", *names]
    for horizontal in asked:
        for vertical in asked:
            axes = shown_axes(method(), horizontal, vertical)
            assert set(axes) <= set(names)
            assert len(set(axes)) == len(axes) == min(2, len(names))
            if horizontal in names:
                assert axes[0] == horizontal
                if vertical in names and vertical != horizontal:
                    assert axes[1] == vertical


def test_the_learning_rate_comes_first_and_what_keeps_a_root_from_zero_last():
    axes = {key: default_axes(method()) for key, method in OPTIMIZERS.items()}
    assert axes["gradient-descent"] == ("eta",)
    assert axes["momentum"] == ("eta", "alpha")
    assert axes["adagrad"] == ("eta", "epsilon")
    assert axes["adam"] == ("eta", "beta1")
    assert axes["adadelta"] == ("eta", "rho")
    assert shown_axes(OPTIMIZERS["adam"](), "eta", "alpha") == ("eta", "beta1")
    assert shown_axes(OPTIMIZERS["adam"](), "beta1", "beta1") == ("beta1", "eta")
    assert shown_axes(OPTIMIZERS["adam"](), None, "eta") == ("beta1", "eta")


# The best of a plane.


def test_the_best_run_is_the_fastest_of_those_that_get_all_the_way():
    found = mapped(GALLERY["bowl"], OPTIMIZERS["momentum"](), ("eta", "alpha"), steps=300, n=60)
    i, j = int(np.flatnonzero(found.y == found.best.y)[0]), int(np.flatnonzero(found.x == found.best.x)[0])
    assert found.error[i, j] == found.best.error
    before = GALLERY["bowl"].value(*GALLERY["bowl"].start)
    all_the_way = found.error <= 1e-9 * before
    assert all_the_way.sum() > 100
    assert found.close_at[i, j] == found.close_at[all_the_way].min()


@pytest.mark.parametrize("key", ["bowl", "rosenbrock", "ackley", "two-wells"])
@pytest.mark.parametrize("method", ["gradient-descent", "rmsprop", "adam"])
def test_the_best_run_alone_ends_as_the_map_says_even_where_paths_are_chaotic(key, method):
    surface, run = GALLERY[key], OPTIMIZERS[method]()
    fields = default_axes(run)
    found = mapped(surface, run, fields, steps=300, n=40)
    path = descend(replace(run, **found.best_values), surface, surface.start, 300)
    assert path.judged.error[-1] == found.best.error
    here = np.argwhere((found.error == found.best.error) & (found.x == found.best.x))[0]
    minimum = min(surface.minima, key=lambda known: math.dist(known, (path.w1[-1], path.w2[-1])))
    np.testing.assert_equal(found.close_at[*here], close_at(path, minimum))
    before = surface.value(*surface.start)
    assert before - found.best.error >= (1 - 1e-9) * (before - np.nanmin(found.error))


def test_good_runs_remove_nearly_all_that_the_best_one_removes():
    surface = GALLERY["rosenbrock"]
    found = mapped(surface, OPTIMIZERS["adam"](), ("eta", "beta1"), n=30)
    before, least = surface.value(*surface.start), np.nanmin(found.error)
    removed = (before - found.error) / (before - least)
    np.testing.assert_array_equal(found.error <= found.good, removed >= 1 - GOOD)
    assert 0 < np.mean(found.error <= found.good) < 0.5


# The border of stability.


@pytest.mark.parametrize("key", LINEAR[1:])
@pytest.mark.parametrize("name", QUADRATIC)
def test_runs_diverge_just_beyond_the_border_of_theory_and_not_just_before(key, name):
    surface, method = GALLERY[name], OPTIMIZERS[key]
    fields = tuple(about.name for about in hypers(method))
    eta, other = stability_border(surface, method(), surface.start, fields, 40)
    settles = other <= 0.95  # close to 1 it takes too long, or a first moment overflows before
    eta, other = eta[settles], other[settles]
    for factor in (0.98, 1.02):
        runs = method(**{"eta": factor * eta, fields[1]: other})
        early, late = (endpoints(runs, surface, *surface.start, steps).judged_error for steps in (2000, 4000))
        grows = ~(late <= early)  # or is not finite any more
        lowest = min(surface.value(*minimum) for minimum in surface.minima)
        rests = late - lowest < 1e-12
        assert (grows if factor > 1 else rests | ~grows).all()


def test_the_bounds_of_the_textbooks():
    bowl = GALLERY["bowl"]  # λmax = 20
    eta, alpha = stability_border(bowl, OPTIMIZERS["momentum"](), bowl.start, ("eta", "alpha"), 3)
    np.testing.assert_allclose((eta, alpha), [[0.1, 0.15, 0.2], [0, 0.5, 1]])
    alpha, eta = stability_border(bowl, OPTIMIZERS["nesterov"](), bowl.start, ("alpha", "eta"), 3)
    np.testing.assert_allclose((eta, alpha), [[0.1, 0.075, 2 / 30], [0, 0.5, 1]])
    descent = OPTIMIZERS["gradient-descent"]()
    assert descent.stability_bound == 2
    eta, height = stability_border(bowl, descent, bowl.start, ("eta",), 3)
    np.testing.assert_allclose((eta, height), [[0.1] * 3, [0, 0.5, 1]])


@pytest.mark.parametrize(
    ("text", "key", "fields"),
    [
        ("w1^4 + w2^2", "momentum", ("eta", "alpha")),
        ("w1^2 - w2^2", "momentum", ("eta", "alpha")),
        ("w1 + w2", "momentum", ("eta", "alpha")),
        ("log(w1)", "momentum", ("eta", "alpha")),
        ("w1^2 + w2^2", "adam", ("eta", "beta1")),
        ("w1^2 + w2^2", "adam", ("beta1", "beta2")),
    ],
)
def test_elsewhere_theory_draws_no_border(text, key, fields):
    surface = Surface.parse(text)
    assert stability_border(surface, OPTIMIZERS[key](), surface.start, fields, 20) is None


def test_the_border_is_about_where_the_runs_go_and_not_about_the_view():
    surface, run = Surface.parse("w1^2 + w2^2 + max(0, w1 - 20)^3"), OPTIMIZERS["momentum"]()
    eta, alpha = stability_border(surface, run, (3.0, 3.0), ("eta", "alpha"), 9)
    np.testing.assert_allclose(eta, (1 + alpha))
    for start in ((25.0, 3.0), (12.0, 17.0)):  # where E is not quadratic, and where it is not so lower down
        assert stability_border(surface, run, start, ("eta", "alpha"), 9) is None
    assert stability_border(surface, run, (0.0, 0.0), ("eta", "alpha"), 9) is None  # no run moves


# Pure edge cases.


def test_a_start_without_an_error_has_no_best():
    found = mapped(Surface.parse("log(w1)"), OPTIMIZERS["adam"](), ("eta", "beta1"), start=(-1, 0))
    assert found.best is None
    assert found.best_values == {}
    assert found.spent == 0
    assert np.isnan([found.good, found.before, found.lowest]).all()
    assert np.isnan(found.error).all()
    assert (found.stopped == 0).all()


def test_on_a_plain_every_run_is_the_best():
    found = mapped(Surface.parse("5"), OPTIMIZERS["momentum"](), ("eta", "alpha"))
    assert found.best.error == found.good == found.before == found.lowest == 5
    assert (found.close_at == 0).all()


def test_an_error_without_a_lower_bound_does_not_confuse_the_best():
    with np.errstate(all="raise"):
        found = mapped(Surface.parse("-w1^4"), OPTIMIZERS["momentum"](), ("eta", "alpha"), start=(1, 0))
    assert found.best.error == np.nanmin(found.error) or found.best.error < 0
    assert (found.stopped > 0).any()
    assert (found.error[found.stopped > 0] != found.error[found.stopped > 0]).all()


@pytest.mark.parametrize("fields", [("eta", "beta2"), ("schedule.warm_up", "eta"), ("eta",)])
def test_a_fine_map_follows_only_the_runs_that_the_coarse_one_has_not(fields, monkeypatch):
    surface, sizes = GALLERY["himmelblau"], []

    def counted(run, surface, w1, w2, *others, **batches):
        sizes.append(w1.size)
        return arrivals(run, surface, w1, w2, *others, **batches)

    monkeypatch.setattr(app.maps.planes, "arrivals", counted)
    inputs = surface, OPTIMIZERS["adam"](), surface.start, 40, fields, 21, SCHEDULES["linear"]()
    coarse = finished(plane(*inputs, every=4))
    work = plane(*inputs, coarse=coarse)
    shares = list(work)
    fine, alone = finished(plane(*inputs, coarse=coarse)), finished(plane(*inputs))
    assert sum(sizes) == coarse.error.size + 2 * (fine.error.size - coarse.error.size) + alone.error.size
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    np.testing.assert_array_equal(fine.x[::4], coarse.x)
    np.testing.assert_array_equal(fine.error[:: 4 if len(fields) == 2 else 1, ::4], coarse.error)
    for name in ("x", "y", "error", "close_at", "stopped"):  # a run among others may round otherwise
        np.testing.assert_allclose(getattr(fine, name), getattr(alone, name), rtol=1e-9)
    assert fine.best.error == pytest.approx(alone.best.error, rel=1e-9)


def test_progress_runs_from_0_to_1():
    surface = GALLERY["himmelblau"]
    shares = list(plane(surface, OPTIMIZERS["adam"](), surface.start, 100, ("eta", "beta2"), 120))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)
    assert len(shares) > 5
