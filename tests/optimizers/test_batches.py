"""Mini-batches: what a seed gives, and what a run sees of the data; test_methods.py has the oracles."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers import (
    OPTIMIZERS,
    arrivals,
    batches,
    descend,
    descending,
    endpoints,
    finished,
    gradient_noise,
    trajectories,
)
from surfaces import GALLERY

every_method = pytest.mark.parametrize("method", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
X = np.array([0.5, -1.0, 2.0, 1.5, -0.25, 3.0, -2.0])
Y = np.array([1.0, -0.5, 2.5, 3.0, 0.25, 3.5, -1.5])
START = (-1.0, 2.0)
seeds = st.integers(0, 2**32 - 1)


def line(rows=None):
    """The squares of a line w1 x + w2 through some rows of the points, summed in the table's order."""
    used = sorted(range(X.size) if rows is None else rows)

    def value(w1, w2):
        return sum((w1 * X[i] + w2 - Y[i]) ** 2 for i in used) / len(used)

    def gradient(w1, w2):
        off = [w1 * X[i] + w2 - Y[i] for i in used]
        g1 = 2 * sum(each * X[i] for each, i in zip(off, used, strict=True)) / len(used)
        return g1, 2 * sum(off) / len(used)

    return SimpleNamespace(value=value, gradient=gradient, rows=X.size, of_rows=line)


LINE = line()


def numbers(path):
    columns = [path.w1, path.w2, path.error, path.g1, path.g2, path.full_g1, path.full_g2]
    return np.array([*columns, *(moment for pair in path.state.values() for moment in pair)])


# What a seed gives


@given(st.integers(1, 40), st.data(), seeds, st.integers(0, 30))
def test_every_epoch_is_a_permutation_and_more_steps_only_prolong(rows, data, seed, steps):
    size = data.draw(st.integers(1, rows))
    found = batches(rows, size, steps, seed)
    assert found.shape == (steps, size)
    np.testing.assert_array_equal(batches(rows, size, steps + 9, seed)[:steps], found)
    epochs = found.ravel()[: found.size - found.size % rows].reshape(-1, rows)
    assert (np.sort(epochs) == np.arange(rows)).all()


def test_all_orders_of_rows_are_equally_frequent():
    epochs = batches(4, 4, 24_000, seed=1)
    _, counts = np.unique(epochs @ 4 ** np.arange(4), return_counts=True)
    assert counts.size == 24
    assert (abs(counts - 1000) < 5 * np.sqrt(1000)).all()


def test_sizes_share_the_order_and_seeds_and_indices_do_not():
    np.testing.assert_array_equal(batches(7, 2, 70, 3).ravel(), batches(7, 5, 28, 3).ravel())
    orders = {batches(20, 20, 1, seed, index).tobytes() for seed in range(20) for index in range(20)}
    assert len(orders) == 400


def test_a_link_of_today_has_the_same_batches_tomorrow():
    assert batches(5, 2, 7, seed=3).tolist() == [[2, 0], [4, 1], [3, 3], [0, 4], [1, 2], [3, 4], [1, 2]]


@pytest.mark.parametrize("size", [0, -1, 8, 2.0, True])
def test_a_size_that_the_data_do_not_have_is_refused(size):
    for work in (
        lambda: batches(7, size, 3, 0),
        lambda: descend(OPTIMIZERS["adam"](), LINE, START, 3, batch=size),
        lambda: endpoints(OPTIMIZERS["adam"](), LINE, *START, 3, batch=size),
    ):
        with pytest.raises(ValueError, match="must be a whole number from 1 to 7"):
            work()


@pytest.mark.parametrize("seed", [None, -1, 1.5, "7", True, 2**32])
def test_a_seed_that_cannot_be_used_is_refused_by_its_name(seed):
    for work in (
        lambda: batches(7, 2, 3, seed),
        lambda: descend(OPTIMIZERS["adam"](), LINE, START, 3, batch=2, seed=seed),
        lambda: endpoints(OPTIMIZERS["adam"](), LINE, *START, 3, batch=2, seed=seed),
    ):
        with pytest.raises(ValueError, match=r"seed=.* cannot be used: it must be a whole number from 0 to"):
            work()


@pytest.mark.parametrize("steps", [-1, 2.0, None])
def test_a_number_of_steps_that_cannot_be_taken_is_refused(steps):
    with pytest.raises(ValueError, match=r"steps=.* cannot be used"):
        batches(7, 2, steps, 0)


def test_batches_without_data_are_refused():
    for work in (descend, lambda *given, **more: endpoints(*given[:2], *given[2], given[3], **more)):
        with pytest.raises(ValueError, match="needs a function of data"):
            work(OPTIMIZERS["adam"](), GALLERY["bowl"], START, 3, batch=2)


# What a run sees


@every_method
def test_a_batch_of_all_rows_is_no_batch_to_the_bit(method):
    run = method()
    np.testing.assert_array_equal(
        numbers(descend(run, LINE, START, 40, batch=7, seed=5)), numbers(descend(run, LINE, START, 40))
    )
    ends = (endpoints(run, LINE, *START, 40, batch=size) for size in (7, None))
    np.testing.assert_array_equal(*(np.array(each) for each in ends))


@every_method
def test_each_step_follows_the_gradient_of_its_batch_and_the_error_is_that_of_all_rows(method):
    run = method()
    path = descend(run, LINE, START, 40, batch=3, seed=5)
    rows = batches(7, 3, 41, seed=5)
    np.testing.assert_array_equal(path.rows, rows)
    for t, (w1, w2) in enumerate(zip(path.w1, path.w2, strict=True)):
        seen = line(rows[t].tolist())
        assert path.error[t] == LINE.value(w1, w2)
        assert path.batch_error[t] == seen.value(w1, w2)
        assert (path.g1[t], path.g2[t]) == seen.gradient(w1, w2)
        assert (path.full_g1[t], path.full_g2[t]) == LINE.gradient(w1, w2)


def test_noise_comes_on_top_of_the_gradient_of_the_batch():
    noise = gradient_noise(0.5, 3, 0, 20)
    run = OPTIMIZERS["momentum"](eta=0.02)
    path = descend(run, LINE, START, 20, noise, batch=2, seed=3)
    for t, (w1, w2) in enumerate(zip(path.w1, path.w2, strict=True)):
        g1, g2 = line(batches(7, 2, 21, 3)[t].tolist()).gradient(w1, w2)
        assert (path.g1[t], path.g2[t]) == (g1 + noise[t, 0], g2 + noise[t, 1])
    alone = descend(run, LINE, START, 20, noise)
    exact = [LINE.gradient(*each) for each in zip(alone.w1, alone.w2, strict=True)]
    np.testing.assert_array_equal(np.array([alone.full_g1, alone.full_g2]).T, exact)


@every_method
def test_many_runs_with_batches_equal_their_paths(method):
    run = method()
    starts1, starts2 = np.array([-1.0, 0.5, 3.0]), np.array([2.0, -1.0, 0.25])
    ends = endpoints(run, LINE, starts1, starts2, 30, batch=2, seed=9)
    whole = finished(trajectories(run, LINE, starts1, starts2, 30, batch=2, seed=9))
    arrived = finished(arrivals(run, LINE, starts1, starts2, 30, batch=2, seed=9))
    for i, start in enumerate(zip(starts1.tolist(), starts2.tolist(), strict=True)):
        path = descend(run, LINE, start, 30, batch=2, seed=9)
        for name in ("w1", "w2", "error"):
            column = getattr(path, name)
            np.testing.assert_allclose(getattr(whole, name)[:, i], column, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(getattr(ends, name)[i], column[-1], rtol=1e-9, atol=1e-12)
            np.testing.assert_array_equal(getattr(arrived.ends, name)[i], getattr(ends, name)[i])


def test_orders_of_other_numbers_are_other_orders():
    run = OPTIMIZERS["gradient-descent"](eta=0.02)
    paths = [finished(descending(run, LINE, START, 9, batch=2, seed=4, order=k)) for k in range(3)]
    for k, path in enumerate(paths):
        np.testing.assert_array_equal(path.rows, batches(7, 2, 10, 4, k))
    assert len({float(path.w1[-1]) for path in paths}) == 3
