"""The other paths of noisy runs: they end at the edge of the view, and have the hues of their runs."""

import numpy as np
from drawn_runs import lengths, told

from optimizers import OPTIMIZERS, descend, gradient_noise
from surfaces import GALLERY

SHADES = 12
WIDE = ((-25.0, 25.0), (-25.0, 25.0))
BOWL, START = GALLERY["bowl"], (-15.0, 20.0)


def path_of(key, index):
    return descend(OPTIMIZERS[key](), BOWL, START, 300, gradient_noise(5.0, 7, index, 300))


def noisy(key="momentum", paths=6):
    """A run with its fan, and the fan alone."""
    fan = [np.array([path.w1, path.w2]) for path in (path_of(key, k) for k in range(1, paths))]
    return told(path_of(key, 0), fan), fan


def lines(source):
    return [np.array(line) for line in zip(source["w1"], source["w2"], strict=True)]


def same_lines(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def pinned(draw, *runs):
    pins = [{"run": run, "number": number} for run, number in runs]
    return draw("fan_columns.js", "pin_fan_columns", pins, {"pin_shades": SHADES})


def test_a_fan_is_the_other_paths(draw):
    run, fan = noisy()
    found = draw("fan_columns.js", "fan_columns", run, WIDE)
    same_lines(lines(found["fan"]), fan)
    ends = np.array([found["fan_ends"]["w1"], found["fan_ends"]["w2"]]).T
    np.testing.assert_array_equal(ends, [line[:, -1] for line in fan])


def test_a_fan_ends_at_the_edge_of_the_view(draw):
    run, _ = noisy()
    found = draw("fan_columns.js", "fan_columns", run, ((-9.0, -2.0), (-3.0, 6.0)))
    assert len(lines(found["fan"])) == 5
    for w1, w2 in lines(found["fan"]):
        there = ~np.isnan(w1)
        assert there.any()
        np.testing.assert_array_equal(there, ~np.isnan(w2))
        assert ((w1[there] >= -9) & (w1[there] <= -2)).all()
        assert ((w2[there] >= -3) & (w2[there] <= 6)).all()
    assert lengths(found["fan_ends"]) == {0}  # all of them end near (0, 0)
    away = draw("fan_columns.js", "fan_columns", run, ((500.0, 510.0), (500.0, 510.0)))
    assert [line.size for line in lines(away["fan"])] == [0] * 5


def test_a_run_without_noise_has_no_fan(draw):
    quiet = told(path_of("momentum", 0))
    found = draw("fan_columns.js", "fan_columns", quiet, WIDE)
    assert found == {"fan": {"w1": [], "w2": []}, "fan_ends": {"w1": [], "w2": []}}
    for columns in pinned(draw, (quiet, 1)).values():
        assert lengths(columns) == {0}


def test_pinned_runs_have_fans_in_their_hues(draw):
    (momentum, first), (adam, second) = noisy(), noisy("adam", paths=4)
    found = pinned(draw, (momentum, 3), (adam, 1))
    same_lines(lines(found["pin_fan"]), [*first, *second])
    ends = np.array([found["pin_fan_ends"]["w1"], found["pin_fan_ends"]["w2"]]).T
    np.testing.assert_array_equal(ends, [line[:, -1] for line in (*first, *second)])
    for columns in found.values():
        assert (np.array(columns["colour"]) // SHADES + 1).tolist() == [3] * 5 + [1] * 3
