"""Basins: every map is made of single runs, and its statements about them are true."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import close_at
from strategies import expressions

import app.maps.basins
from app.maps import settling
from app.maps.attractors import ELSEWHERE, MOST_ATTRACTORS, MOVING, NO_START, NOT_FINITE, Shape
from app.maps.basins import basins
from app.maps.clusters import clusters, components
from app.maps.settling import settled
from optimizers import OPTIMIZERS, Optimizer, arrivals, descend, finished, stretched
from optimizers.arithmetic import where
from surfaces import GALLERY, ExpressionError, Surface

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
LOWEST_ALONG_A_LINE_OR_AT_A_KINK = [GALLERY["two-layers"], GALLERY["outliers-absolute"]]
NO_LINKS = np.empty((2, 0), dtype=int)


def suited(key, surface):
    return OPTIMIZERS[key](**surface.suggested.get(key, {}))


def mapped(surface, run, steps=200, n=24, view=None):
    return finished(basins(surface, run, view or surface.domain, steps, n))


# A map is made of single runs.


@every_method
@pytest.mark.parametrize("key", ["himmelblau", "two-wells", "beale", "ackley"])
def test_a_map_equals_its_single_paths(method, key):
    surface = GALLERY[key]
    run, steps = suited(method.key, surface), 30
    found = mapped(surface, run, steps, n=7)
    for i, j in [(0, 0), (1, 5), (2, 2), (3, 3), (4, 1), (6, 6)]:
        path = descend(run, surface, (found.w1[j], found.w2[i]), steps)
        if path.stopped is not None:
            assert found.kind[i, j] == (NOT_FINITE if path.stopped.step else NO_START)
            assert math.isnan(found.error[i, j])
        else:
            assert found.error[i, j] == pytest.approx(path.error[-1], rel=1e-9, abs=1e-12)
        np.testing.assert_equal(found.close_at[i, j], close_at(path))


@every_method
def test_arrivals_are_the_same_in_any_shape_and_for_any_target(method):
    surface = GALLERY["himmelblau"]
    run, steps = suited(method.key, surface), 50
    w1, w2 = np.meshgrid(np.linspace(-4, 4, 3), np.linspace(-5, 5, 4))
    whole = finished(arrivals(run, surface, w1, w2, steps, surface.minima))
    for i in np.ndindex(w1.shape):
        one = finished(arrivals(run, surface, w1[i], w2[i], steps, surface.minima))
        path = descend(run, surface, (w1[i], w2[i]), steps)
        minimum = min(surface.minima, key=lambda m: math.dist(m, (path.w1[-1], path.w2[-1])))
        assert one.close_at.shape == ()
        np.testing.assert_equal(float(one.close_at), whole.close_at[i])
        np.testing.assert_equal(float(one.close_at), close_at(path, minimum))
        np.testing.assert_allclose(one.swing, whole.swing[(..., *i)], rtol=1e-9)
        tenths = [np.ptp(w[-back:]) for back in (11, 6) for w in (path.w1, path.w2)]
        np.testing.assert_allclose(one.swing.ravel(), tenths, rtol=1e-6, atol=1e-9)


def test_many_steps_run_in_smaller_blocks_with_the_same_result():
    surface, run = GALLERY["bowl"], OPTIMIZERS["momentum"](eta=0.001, alpha=0.9)
    found = mapped(surface, run, steps=6000, n=20)  # 400 starts, 349 in a block
    path = descend(run, surface, (found.w1[19], found.w2[19]), 6000)
    assert found.close_at[19, 19] == close_at(path)
    assert (found.kind == 0).all()


# A fine map goes on with a coarse one.


@pytest.mark.parametrize("key", ["himmelblau", "two-wells", "beale"])
def test_a_fine_map_follows_only_the_starts_that_the_coarse_one_has_not(key, monkeypatch):
    surface, sizes = GALLERY[key], []

    def counted(run, surface, w1, w2, steps, **options):
        sizes.append(w1.size)
        return arrivals(run, surface, w1, w2, steps, **options)

    monkeypatch.setattr(app.maps.basins, "arrivals", counted)
    inputs = surface, suited("momentum", surface), surface.domain, 80, 24
    coarse = finished(basins(*inputs, every=4))
    fine, alone = finished(basins(*inputs, coarse=coarse)), finished(basins(*inputs))
    assert sizes == [6 * 6, 24 * 24 - 6 * 6, 24 * 24]
    assert fine.attractors == alone.attractors
    for name in ("w1", "w2", "kind", "close_at", "error"):
        np.testing.assert_array_equal(getattr(fine, name), getattr(alone, name))
        some = getattr(fine, name)[(slice(2, None, 4),) * getattr(fine, name).ndim]
        if name != "kind":  # attractors may be numbered otherwise
            np.testing.assert_array_equal(getattr(coarse, name), some)


# The statements of a map


@pytest.mark.parametrize("key", ["two-wells", "himmelblau"])
@pytest.mark.parametrize("method", ["gradient-descent", "momentum", "adam", "rprop"])
def test_a_start_belongs_to_the_minimum_where_a_long_run_from_it_ends(key, method):
    surface = GALLERY[key]
    run = suited(method, surface)
    found = mapped(surface, run, steps=400, n=11)
    assert np.mean(found.kind >= 0) > 0.95
    for i, j in np.ndindex(found.kind.shape):
        if found.kind[i, j] >= 0:
            path = descend(run, surface, (found.w1[j], found.w2[i]), 4000)
            here = found.attractors[found.kind[i, j]]
            assert here.known
            assert math.dist(here[:2], (path.w1[-1], path.w2[-1])) < 0.1  # as near as Adam stays


METHODS_OF_THREE_KINDS = [["momentum", "adam", "rprop"][k % 3] for k in range(len(GALLERY))]


@pytest.mark.parametrize(
    ("surface", "method"), list(zip(GALLERY.values(), METHODS_OF_THREE_KINDS, strict=True)), ids=GALLERY
)
def test_runs_settle_at_minima_only_which_are_points_whether_known_or_not(surface, method):
    for known in (surface, Surface.parse(surface.text, surface.data)):
        found = mapped(known, suited(method, surface), n=32, view=surface.domain)
        assert sum(found.shares.values()) == pytest.approx(1)
        for attractor in found.attractors if surface is not GALLERY["two-layers"] else ():  # a hyperbola
            assert attractor.shape is Shape.POINT, attractor
            assert attractor.reach == ((attractor.w1,) * 2, (attractor.w2,) * 2)
    found = mapped(surface, suited("lion" if method == "rprop" else method, surface), n=32)
    assert len(found.attractors) <= MOST_ATTRACTORS
    assert [attractor[:2] for attractor in found.attractors if attractor.known] == list(surface.minima)
    sides = [high - low for low, high in surface.domain]
    if surface in LOWEST_ALONG_A_LINE_OR_AT_A_KINK:
        across, along = (np.linspace(*interval, 401) for interval in surface.domain)
        lowest = surface.value(across[:, None], along).min()
        for attractor in found.attractors:
            assert surface.value(*attractor[:2]) == pytest.approx(lowest, rel=2e-3)
        return
    for attractor in found.attractors:
        g1, g2 = surface.gradient(*attractor[:2])
        (h11, h12), (_, h22) = surface.hessian(*attractor[:2])
        if not math.isnan(h11):
            eigenvalues = np.linalg.eigvalsh([[h11, h12], [h12, h22]])
            assert eigenvalues[0] > 0
            assert math.hypot(g1, g2) < 1e-3 * eigenvalues[0] * min(sides)


def test_small_steps_are_no_rest():
    creeping = mapped(GALLERY["bowl"], OPTIMIZERS["gradient-descent"](eta=1e-7))
    assert (creeping.kind == MOVING).all()
    assert (mapped(GALLERY["saddle"], OPTIMIZERS["gradient-descent"](eta=0.01)).kind == MOVING).all()
    assert (mapped(Surface.parse("w1"), OPTIMIZERS["gradient-descent"](eta=1e-6)).kind == MOVING).all()


def test_lingering_near_a_saddle_is_no_rest_but_standing_on_it_is():
    surface = Surface.parse("w1^2 - 0.05 w2^2 + w2^4/100")
    run = OPTIMIZERS["gradient-descent"](eta=0.05)
    found = mapped(surface, run, steps=100, n=21, view=((-1, 1), (-1, 1)))
    linger = np.abs(found.w2) <= 0.1  # they move by less than 1 % of the view in the last tenth
    still = (found.w1[None, :] == 0) & (found.w2[:, None] == 0)
    np.testing.assert_array_equal(found.kind[linger] == MOVING, ~still[linger])


def test_a_swing_that_never_ends_belongs_to_its_minimum():
    run = OPTIMIZERS["lion"](eta=0.1, beta1=0.0, beta2=0.0)  # the sign of the gradient, always 0.1 long
    found = mapped(GALLERY["bowl"], run, steps=1000)
    assert (found.kind == 0).all()
    wide = mapped(GALLERY["bowl"], replace(run, eta=3.3), steps=1000)
    assert (wide.kind == MOVING).all()


def test_a_kink_is_a_place_to_settle():
    found = mapped(Surface.parse("abs(w1) + abs(w2 - 1)"), OPTIMIZERS["rprop"]())
    assert (found.kind == 0).all()
    assert found.attractors[0][:2] == pytest.approx((0, 1), abs=1e-3)
    assert not found.attractors[0].known


def test_unknown_minima_are_found():
    told = GALLERY["himmelblau"]
    found = mapped(Surface.parse(told.text), suited("adam", told), n=40, view=told.domain)
    places = sorted(attractor[:2] for attractor in found.attractors)
    np.testing.assert_allclose(places, sorted(told.minima), atol=1e-6)
    shares = [found.shares[index] for index in range(4)]
    assert shares == sorted(shares, reverse=True)


def test_a_valley_of_minima_is_one_attractor_however_few_the_starts():
    for text, valleys in (("(w1 + w2)^2", 1), ("(w1^2 + w2^2 - 4)^2", 1), ("(w1 w2 - 1)^2", 2), ("5", 1)):
        for n in (30, 100):
            found = mapped(Surface.parse(text), OPTIMIZERS["rprop"](), n=n)
            assert len(found.attractors) == valleys, (text, n)
            assert found.attractors[0].error == pytest.approx(Surface.parse(text).value(1.0, 1.0) % 2, abs=5)


WIDE, NEAR = ((-10.0, 10.0), (-10.0, 10.0)), ((-2.0, 2.0), (-2.0, 2.0))


@pytest.mark.parametrize(
    ("text", "view", "shapes"),
    [
        ("w1^2", WIDE, ["LINE"]),
        ("(w1 - w2)^2", WIDE, ["LINE"]),
        ("5", WIDE, ["LEVEL"]),
        ("(w1^2 + w2^2 - 1)^2", NEAR, ["CURVE"]),
        ("(w2 - w1^2)^2", ((-1.0, 1.0), (-1.0, 1.0)), ["CURVE"]),
        ("(w1^2 - 1)^2", NEAR, ["LINE", "LINE"]),
        ("max(0, w1^2 + w2^2 - 9)", ((-5.0, 5.0), (-5.0, 5.0)), ["LEVEL"]),
        ("floor(w1)", WIDE, ["STEPS"]),
        ("w1^2 + 20 w2^2", WIDE, ["POINT"]),
        ("w1^4 + w2^4", NEAR, ["POINT"]),
        ("(w1^2 - 1)^2 + w2^2", NEAR, ["POINT", "POINT"]),
    ],
)
def test_valleys_and_points_are_told_apart(text, view, shapes):
    adam = OPTIMIZERS["adam"](eta=0.1)
    for run, n in (
        (OPTIMIZERS["momentum"](eta=0.01), 48),
        (OPTIMIZERS["rprop"](), 48),
        (adam, 48),
        (adam, 120),
    ):
        found = mapped(Surface.parse(text), run, steps=400, n=n, view=view)
        assert [attractor.shape.name for attractor in found.attractors] == shapes, run


def test_the_reach_of_a_valley_is_that_of_the_places_where_its_runs_settle():
    found = mapped(Surface.parse("(w1 + w2)^2"), OPTIMIZERS["gradient-descent"](eta=0.1), view=WIDE)
    np.testing.assert_allclose(found.attractors[0].reach, [(-10, 10), (10, -10)], atol=1e-9)
    found = mapped(Surface.parse("w1^2"), OPTIMIZERS["gradient-descent"](eta=0.1), view=((3, 5), (-1, 2)))
    np.testing.assert_allclose(found.attractors[0].reach, [(0, 0), (-1, 2)], atol=1e-9)


def test_a_run_that_stands_still_on_a_slope_has_not_settled():
    @dataclass(frozen=True)
    class Lazy(Optimizer, listed=False):
        def update(self, t, w, g, state):
            return where(t < 5.0, 0.01 * g, 0.0 * g)

    found = mapped(GALLERY["bowl"], Lazy(), steps=100, n=9)
    at_the_start = (found.w1[None, :] == 0) & (found.w2[:, None] == 0)
    np.testing.assert_array_equal(found.kind == MOVING, ~at_the_start)


def test_more_minima_than_colours_leave_the_rest_elsewhere():
    found = mapped(GALLERY["rastrigin"], suited("rprop", GALLERY["rastrigin"]), n=60)
    assert len(found.attractors) == MOST_ATTRACTORS
    assert found.shares[ELSEWHERE] > 0.5


def test_paths_may_leave_the_view_and_settle_outside():
    view = ((2.0, 3.0), (2.0, 3.0))
    found = mapped(GALLERY["bowl"], OPTIMIZERS["gradient-descent"](eta=0.05), view=view)
    assert (found.kind == 0).all()


# Pure edge cases.


def test_starts_without_an_error_are_told_apart_from_runs_that_end():
    surface = Surface.parse("sqrt(w1)")
    found = mapped(surface, OPTIMIZERS["gradient-descent"](eta=1.0), n=30, view=((-1, 1), (-1, 1)))
    assert (found.kind[:, found.w1 <= 0] == NO_START).all()
    assert (found.kind[:, found.w1 > 0] == NOT_FINITE).all()
    assert np.isnan(found.close_at).all()


def test_a_view_of_bad_starts_alone():
    found = mapped(Surface.parse("log(w1)"), OPTIMIZERS["adam"](), view=((-3, -1), (0, 1)))
    assert (found.kind == NO_START).all()
    assert found.attractors == ()
    assert found.shares == {ELSEWHERE: 0, MOVING: 0, NOT_FINITE: 0, NO_START: 1}


def test_runs_that_all_overflow():
    found = mapped(GALLERY["bowl"], OPTIMIZERS["gradient-descent"](eta=10.0), steps=2000, n=9)
    expected = np.full((9, 9), NOT_FINITE)
    expected[4, 4] = 0  # the minimum itself is a start
    np.testing.assert_array_equal(found.kind, expected)


def test_on_a_plain_all_runs_rest_at_once():
    found = mapped(Surface.parse("5"), OPTIMIZERS["adam"](), n=2)
    assert (found.kind >= 0).all()
    assert (found.close_at == 0).all()


def test_one_step_is_enough_for_a_map():
    found = mapped(GALLERY["bowl"], OPTIMIZERS["gradient-descent"](), steps=1, n=3)
    assert found.kind[1, 1] == 0
    assert np.count_nonzero(found.kind == MOVING) == 8


@given(expressions, st.sampled_from(list(OPTIMIZERS)), st.sampled_from([1, 7, 30]))
def test_any_expression_has_a_map(text, key, steps):
    try:
        surface = Surface.parse(text)
    except ExpressionError:
        return
    found = mapped(surface, OPTIMIZERS[key](), steps=steps, n=5)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert (np.isfinite(found.error) == (found.kind > NOT_FINITE)).all()
    assert (np.isfinite(found.close_at) == (found.kind > NOT_FINITE)).all()
    assert (found.kind < len(found.attractors)).all()


# Progress.


def test_work_tells_how_far_it_is_and_can_be_dropped():
    work = basins(GALLERY["himmelblau"], OPTIMIZERS["adam"](), GALLERY["himmelblau"].domain, 200, 100)
    shares = [next(work) for _ in range(5)]
    work.close()
    shares += basins(GALLERY["himmelblau"], OPTIMIZERS["adam"](), GALLERY["himmelblau"].domain, 200, 100)
    assert all(0 < share <= 1 + 1e-12 for share in shares)
    assert shares[5:] == sorted(shares[5:])
    assert len(shares) > 15
    assert shares[-1] == pytest.approx(1)


def test_work_leaves_the_callers_warnings_alone():
    before = np.geterr()
    work = basins(GALLERY["bowl"], OPTIMIZERS["adam"](), GALLERY["bowl"].domain, 100, 100)
    next(work)
    assert np.geterr() == before


@pytest.mark.parametrize(
    "text", ["(w1^2 - 1)^2 + w2^2", "(w1 w2 - 1)^2", "|w1| + w2^2", "sin(3 w1) + log(w2)"]
)
def test_runs_that_are_judged_in_parts_settle_as_they_do_at_once(monkeypatch, text):
    surface, view = Surface.parse(text), ((-2, 2), (-2, 2))
    found = mapped(surface, OPTIMIZERS["momentum"](eta=0.02), steps=200, n=9, view=view).found
    at_once = finished(settled(surface, found, view))
    monkeypatch.setattr(settling, "_PART", 40)  # five runs
    assert len(list(settled(surface, found, view))) == 17
    for one, other in zip(at_once, finished(settled(surface, found, view)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_parts_of_larger_work_share_its_progress():
    def work():
        yield 0.0
        yield 0.5
        return "done"

    assert list(stretched(work(), 0.5, 1.0)) == [0.5, 0.75]
    assert finished(stretched(work(), 0, 1)) == "done"


# Clusters.


@given(st.lists(st.tuples(st.floats(-1, 2), st.floats(-1, 2)), min_size=1, max_size=40))
def test_clusters_are_those_of_touching_cells(points):
    points = np.array(points).T
    labels = clusters(points, 0.1, NO_LINKS)
    cells = np.floor(points / 0.1)
    groups = [{i} for i in range(points.shape[1])]
    for i in range(points.shape[1]):
        for j in range(i):
            if abs(cells[:, i] - cells[:, j]).max() <= 1:
                merged = groups[i] | groups[j]
                for member in merged:
                    groups[member] = merged
    for i, group in enumerate(groups):
        assert set(np.flatnonzero(labels == labels[i])) == group


def test_points_far_away_are_clusters_of_their_own():
    labels = clusters(np.array([[0.0, 1e300, -1e300, 1e300], [0.0, 1e300, 0.0, 1e300]]), 0.01, NO_LINKS)
    assert labels[1] == labels[3]
    assert len(set(labels)) == 3


def test_a_long_chain_in_any_order_is_one_component():
    order = np.random.default_rng(3).permutation(5000)
    labels = components(5001, order[:-1], order[1:])
    assert (labels[:5000] == 0).all()
    assert labels[5000] == 5000
