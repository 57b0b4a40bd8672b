"""The normal numbers of a seed: the browser's are the server's, and these are NumPy's of today."""

import numpy as np

from optimizers import gradient_noise

SOME = """(seed, index, counts) => {
    const first = module.normal_numbers(seed, index)
    return counts.map((count) => first(count).slice(0, count))
}"""


def test_normal_numbers_equal_numpys_for_any_seed_and_count(engine):
    cases = [(seed, index) for seed in (0, 5, 2**31, 2**32 - 1) for index in (0, 49)]
    counts = [2, 40_000, 602, 80_000]
    found = engine.work("normals.js", SOME, [(*case, counts) for case in cases])
    for (seed, index), streams in zip(cases, found, strict=True):
        expected = gradient_noise(1.0, seed, index, 40_000).ravel()
        assert np.abs(expected).max() > 3.66  # beyond the last layer of the ziggurat
        for count, numbers in zip(counts, streams, strict=True):
            np.testing.assert_allclose(numbers, expected[:count], rtol=5e-14)
