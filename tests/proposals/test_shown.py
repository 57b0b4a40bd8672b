"""The table of what must be seen of functions (shown_functions.tsv), and what it finds fault with."""

import math

import numpy as np
from shown import shown_functions

TABLE = shown_functions()
KINDS = {
    *("minimum", "wells", "saddle", "maximum", "none", "ring", "trough", "valley", "plateau", "kink", "step"),
    *("waves", "noisy", "border", "scaled", "far", "fit", "neuron", "factorisation", "collection"),
}


def test_the_table_has_functions_of_all_kinds():
    assert len({each.text for each in TABLE}) == len(TABLE) >= 150
    assert {kind for each in TABLE for kind in each.kinds} == KINDS


def test_the_points_of_the_table_are_stationary_or_lowest_at_a_kink():
    angles = np.arange(64) * math.pi / 32
    for function in TABLE:
        surface = function.surface
        scale = max((max(map(abs, point)) for point in function.points), default=1.0) or 1.0
        for w1, w2 in function.points:
            around = w1 + 1e-2 * scale * np.cos(angles), w2 + 1e-2 * scale * np.sin(angles)
            slopes = np.hypot(*surface.gradient(*around))
            error = surface.value(w1, w2)
            lowest = np.nanmin(surface.value(*around)) >= error - 1e-6 * abs(error)
            assert np.hypot(*surface.gradient(w1, w2)) <= 2e-3 * np.nanmax(slopes) or lowest, function.text
