"""The table of what must be seen of functions (shown_functions.tsv), and what it finds fault with."""

import dataclasses
import math

import numpy as np
from shown import faults, shown_functions

from app.experiment import Experiment

TABLE = shown_functions()
KINDS = {
    *("minimum", "wells", "saddle", "maximum", "none", "ring", "trough", "valley", "plateau", "kink", "step"),
    *("waves", "noisy", "border", "scaled", "far", "fit", "neuron", "factorisation", "collection"),
}


def page(text, **change):
    return dataclasses.replace(Experiment(), expression=text).changed(change)


def row(text):
    return next(each for each in TABLE if each.text == text)


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


def test_two_wells_in_the_view_of_a_bowl_are_not_shown():
    wells = row("(w1^2 - 1)^2 + w2^2")
    assert "points 2.0% apart" in faults(wells, page(wells.text))
    assert "points drowned" in faults(wells, page(wells.text))
    good = {"view": [[-2, 2], [-2, 2]], "start": [-1.3, 1.5]}
    assert faults(wells, page(wells.text, **good)) == []
    assert "start at the edge" in faults(wells, page(wells.text, **{**good, "start": [-1.95, 1.5]}))
    assert "points out of view" in faults(wells, page(wells.text, **{**good, "view": [[-2, 0.9], [-2, 2]]}))
    assert "does not arrive" in faults(wells, page(wells.text, **good, values={"eta": 1e-4}))
    assert "run too small" in faults(wells, page(wells.text, **good, values={"eta": 1e-6}))


def test_waves_are_seen_a_few_times():
    waves = row("sin(w1) sin(w2)")
    for half, is_shown in ((2, False), (12, True), (60, False)):
        found = faults(
            waves, page(waves.text, view=[[-half, half], [-half, half]], start=[0.3 * half, 0.2 * half])
        )
        assert any("periods" in fault for fault in found) != is_shown
