"""What the plots are given: clipped paths, tones and levels that show a surface's shape, ranges, words."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.experiment import Experiment
from app.look import PIN_SHADES
from app.runs.lines import clip_path, joined
from app.runs.scene import fitted_view, scene
from app.runs.traces import log_range, round_range, steady
from app.session.wire import pack
from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY, Surface

every_surface = pytest.mark.parametrize("surface", GALLERY.values(), ids=GALLERY.keys())
VIEW = ((-1.0, 2.0), (0.0, 1.0))
points = st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=2, max_size=12)


@given(points)
def test_a_clipped_segment_is_the_part_that_lies_in_the_view(path):
    w1, w2 = np.array(path).T
    first, second = clip_path(w1, w2, VIEW)
    for i in range(len(path) - 1):
        shares = np.linspace(0, 1, 501)
        along1, along2 = w1[i] + shares * (w1[i + 1] - w1[i]), w2[i] + shares * (w2[i + 1] - w2[i])
        inside = (along1 >= -1) & (along1 <= 2) & (along2 >= 0) & (along2 <= 1)
        if np.isnan(first[i, 0]):
            assert inside.sum() <= 1  # a corner may be touched
        else:
            assert -1 - 1e-9 <= first[i].min() <= first[i].max() <= 2 + 1e-9
            assert -1e-9 <= second[i].min() <= second[i].max() <= 1 + 1e-9
            if inside.any():
                seen = np.array([along1[inside][[0, -1]], along2[inside][[0, -1]]])
                room = np.hypot(w1[i + 1] - w1[i], w2[i + 1] - w2[i]) / 400 + 1e-9
                assert np.abs(np.array([first[i], second[i]]) - seen).max() <= room


def test_segments_join_into_one_line_and_break_where_the_path_was_out_of_view():
    w1, w2 = np.array([0.0, 1.0, 3.0, 3.0, 0.5]), np.array([0.5, 0.5, 0.5, 0.2, 0.2])
    line = joined(clip_path(w1, w2, VIEW)[0])
    np.testing.assert_array_equal(line[~np.isnan(line)], [0, 1, 2, 2, 0.5])
    assert np.isnan(line[3])


@pytest.mark.parametrize("steps", [1, 2, 7, 300, 5000])
def test_the_coloured_lines_are_the_path_from_dark_to_bright(steps):
    experiment = Experiment(steps=steps)
    drawn = scene(GALLERY["bowl"], experiment).sources
    whole = drawn["trajectory"]["w1"]
    lines = drawn["path"]["w1"]
    assert len(lines) <= 32
    np.testing.assert_array_equal(np.concatenate([lines[0], *(line[1:] for line in lines[1:])]), whole)
    assert (np.diff(drawn["path"]["share"]) > 0).all()
    assert 0 < drawn["path"]["share"][0] < drawn["path"]["share"][-1] < 1 or steps == 1


@given(st.lists(st.floats(allow_infinity=False), max_size=5))
def test_ranges_hold_their_values(values):
    values = np.array(values, dtype=float)
    low, high = round_range(values)
    assert low < high
    finite = values[np.isfinite(values)]
    assert not finite.size or (low <= finite.min() and finite.max() <= high)
    low, high = log_range(values)
    assert 0 < low < high < np.inf


@every_surface
def test_the_fitted_view_holds_the_path(surface):
    path = descend(OPTIMIZERS["adam"](), surface, surface.start, 100)
    (w1_low, w1_high), (w2_low, w2_high) = fitted_view(path, surface.domain)
    assert w1_low < path.w1.min() <= path.w1.max() < w1_high
    assert w2_low < path.w2.min() <= path.w2.max() < w2_high


def test_a_path_that_stays_put_keeps_the_width_of_the_view():
    path = descend(OPTIMIZERS["adam"](), Surface.parse("log(w1)"), (-1.0, 3.0), 100)
    fitted = fitted_view(path, ((-5, 5), (-2, 2)))
    assert np.diff(fitted).ravel() == pytest.approx([11.6, 4.64])


@pytest.mark.parametrize(
    ("text", "run", "start", "words"),
    [
        (
            "3 w1^2 + 10 w2^2",
            OPTIMIZERS["momentum"](eta=0.2, alpha=0.0),
            (-15, 20),
            "ends at t = 320: E overflows",
        ),
        ("log(w1)", OPTIMIZERS["momentum"](), (-1, 0), "No first step: E is not defined at the start."),
        ("sqrt(w1)", OPTIMIZERS["gradient-descent"](eta=0.1), (0.05, 0), "E is not defined there."),
        ("sqrt(w1)", OPTIMIZERS["gradient-descent"](), (0, 0), "No first step: E has no finite slope"),
        ("w1^2", OPTIMIZERS["gradient-descent"](), (1, 0), ""),
    ],
)
def test_the_page_says_why_a_run_ended(text, run, start, words):
    experiment = dataclasses.replace(Experiment(), expression=text, runs=(run,), start=start, steps=400)
    ended = scene(Surface.parse(text), experiment).status["runs"][0]["ended"]
    assert words in ended
    assert bool(words) == bool(ended)


def test_a_frame_unpacks_to_its_columns():
    sources = scene(GALLERY["rosenbrock"], Experiment().pinned()).sources
    places, buffer = pack(sources)
    assert buffer.dtype == np.float64
    for name, columns in sources.items():
        for key, column in columns.items():
            found = places[name][key]
            if isinstance(column, tuple):
                assert found == {"words": column}
            elif isinstance(column, list):
                for (offset, length), line in zip(found, column, strict=True):
                    np.testing.assert_array_equal(buffer[offset : offset + length], line)
            else:
                offset, length = found
                np.testing.assert_array_equal(buffer[offset : offset + length], column)


# Pinned runs


PINNED = dataclasses.replace(
    Experiment(),
    runs=(OPTIMIZERS["momentum"](), OPTIMIZERS["adam"](eta=0.5), OPTIMIZERS["gradient-descent"](eta=0.2)),
    pins=(3, 1),
)


def test_pinned_runs_start_where_the_active_one_does_and_have_their_own_hue():
    drawn = scene(GALLERY["bowl"], PINNED)
    path = drawn.sources["pin_path"]
    for number, w1, w2 in zip(path["colour"] // PIN_SHADES + 1, path["w1"], path["w2"], strict=True):
        assert number in (3, 1)
        assert w1.size == w2.size >= 2
    ends = drawn.sources["pin_ends"]
    assert ends["number"] == ("3", "1")
    for i, run in enumerate(PINNED.runs[1:]):
        oracle = descend(run, GALLERY["bowl"], PINNED.start, PINNED.steps)
        assert (ends["w1"][i], ends["w2"][i]) == (oracle.w1[-1], oracle.w2[-1])
        np.testing.assert_array_equal(drawn.sources["pin_error"]["error"][i], oracle.error)
    assert len(drawn.sources["pin_m"]["first"]) == 1  # gradient descent keeps no moment


def test_a_pinned_path_goes_from_dark_to_bright_through_all_its_points():
    path = scene(GALLERY["bowl"], PINNED).sources["pin_path"]
    adam = path["colour"] // PIN_SHADES == 2
    shades = path["colour"][adam] % PIN_SHADES
    assert (np.diff(shades) > 0).all()
    assert (shades[0], shades[-1]) == (0, PIN_SHADES - 1)
    pieces = [w1 for w1, mine in zip(path["w1"], adam, strict=True) if mine]
    oracle = descend(PINNED.runs[1], GALLERY["bowl"], PINNED.start, PINNED.steps)
    joined_again = np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])
    np.testing.assert_array_equal(joined_again, oracle.w1)


def test_a_drag_of_the_active_run_leaves_the_pinned_ones_alone():
    surface, before = GALLERY["bowl"], scene(GALLERY["bowl"], PINNED)
    after = scene(surface, PINNED.changed({"values": {"eta": 0.002}}), before)
    assert after.pinned is before.pinned
    assert not any(name.startswith("pin_") for name in after.sources)
    moved = scene(surface, PINNED.changed({"start": [1, 1]}), before)
    assert moved.sources["pin_path"]["w1"][0][0] == 1


def test_a_hidden_run_is_neither_drawn_nor_in_the_ranges():
    shown, hidden = (scene(GALLERY["bowl"], PINNED.with_shown(2, on)) for on in (True, False))
    assert hidden.sources["pin_ends"]["number"] == ("3",)
    assert hidden.settings["error_range"]["end"] < 1e4 < shown.settings["error_range"]["end"]


def test_runs_are_compared_by_the_figures_that_the_page_names():
    momentum, adam, diverging = scene(GALLERY["bowl"], PINNED).status["runs"]
    path = descend(OPTIMIZERS["momentum"](), GALLERY["bowl"], PINNED.start, PINNED.steps)
    far = np.hypot(path.w1, path.w2)
    assert momentum["error"] == path.error[-1]
    assert momentum["distance"] == pytest.approx(far[-1])
    assert (far[momentum["close"] :] < 0.25).all()
    assert far[momentum["close"] - 1] >= 0.25
    assert (adam["title"], adam["values"]) == ("Adam", "η 0.5, β1 0.9, β2 0.999, ε 1e-8")
    assert not momentum["growing"]
    assert diverging["growing"]
    assert diverging["close"] is None


def test_a_surface_without_known_minima_has_no_distances():
    experiment = dataclasses.replace(Experiment(), expression="w1 + w2")
    (run,) = scene(Surface.parse("w1 + w2"), experiment).status["runs"]
    assert run["distance"] is run["close"] is None


def test_ranges_stay_while_what_they_show_fits_and_fills_half_of_them():
    assert steady((0.0, 6.0), (0.0, 10.0)) == (0.0, 10.0)
    assert steady((0.0, 4.0), (0.0, 10.0)) == (0.0, 4.0)
    assert steady((-1.0, 9.0), (0.0, 10.0)) == (-1.0, 9.0)
    assert steady((1e-3, 1e2), (1e-4, 1e3), log=True) == (1e-4, 1e3)
    assert steady((1.0, 1e2), (1e-4, 1e3), log=True) == (1.0, 1e2)


@given(st.floats(1e-5, 1), st.floats(1e-5, 1))
def test_ranges_hold_the_path_whatever_was_shown_before(first, second):
    surface, experiment = GALLERY["bowl"], dataclasses.replace(Experiment(), steps=40)
    before = scene(surface, experiment.changed({"values": {"eta": first}}))
    now = scene(surface, experiment.changed({"values": {"eta": second}}), before)
    bounds = now.settings["error_range"]
    assert bounds["start"] <= now.trajectory.error.min() <= now.trajectory.error.max() <= bounds["end"]
