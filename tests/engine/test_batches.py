"""The browser's mini-batches are the server's, to the row."""

import numpy as np

from optimizers import batches

SOME = """(rows, seed, index, counts) => {
    const order = module.row_order(rows, seed, index)
    return counts.map((count) => [...order(count).slice(0, count)])
}"""


def test_the_browser_draws_the_same_batches_for_any_seed_and_count(engine):
    cases = [
        (rows, seed, index)
        for rows in (1, 2, 7, 50, 200)
        for seed in (0, 5, 2**31, 2**32 - 1)
        for index in (0, 49)
    ]
    counts = [3, 1000, 10, 5000]
    found = engine.work("batches.js", SOME, [(*case, counts) for case in cases])
    for (rows, seed, index), orders in zip(cases, found, strict=True):
        expected = batches(rows, 1, 5000, seed, index).ravel()
        for count, order in zip(counts, orders, strict=True):
            np.testing.assert_array_equal(order, expected[:count])
