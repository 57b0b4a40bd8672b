"""Lesson 5.3: mini-batches: on noisy data they leave a floor, which falls with their size and with η."""

import numpy as np

from optimizers import Trajectory
from surfaces import SAMPLES

from . import Lesson, Question, Shown, invites, says, table

_X, _NOISY = SAMPLES["line"].draw().columns
_EXACT = tuple(round(0.8 * x + 0.5, 3) for x in _X)
_FOUR, _ON_A_LINE, _DECAY = "Four rows", "Points on a line", "Let η fall"


def _lowest() -> float:
    """Return E of the line of least squares."""
    line = np.polyval(np.polyfit(_X, _NOISY, 1), _X)
    return float(np.mean((line - np.array(_NOISY)) ** 2))


def _floor(path: Trajectory) -> float:
    """Return by how much E is above its lowest value, in the mean over the last 200 steps."""
    return float(np.mean(path.error[-200:])) - _lowest()


def _a_step_sees_one_row(shown: Shown) -> None:
    (path,) = shown.paths
    inputs = path.g1[:12] / path.g2[:12]  # of one row, ∂E/∂w1 is x ∂E/∂w2
    assert np.allclose(sorted(inputs), _X, atol=1e-9)


def _a_floor_remains(shown: Shown) -> None:
    (path,) = shown.paths
    assert 0.014 < _floor(path) < 0.015
    assert 0.3 < (np.diff(path.error[-200:]) > 0).mean() < 0.7
    assert path.stopped is None


def _the_floor_falls_with_the_size(shown: Shown) -> None:
    (path,) = shown.tried(_FOUR)
    assert 0.0010 < _floor(path) < 0.0011


def _on_exact_data_one_row_is_enough(shown: Shown) -> None:
    (path,) = shown.tried(_ON_A_LINE)
    assert path.error[-1] < 1e-25


def _a_falling_rate_removes_the_floor(shown: Shown) -> None:
    (path,) = shown.tried(_DECAY)
    assert path.batch_error is not None
    assert path.error[-1] - _lowest() < 1e-5


def _a_floor_remains_that_falls_with_the_size(shown: Shown) -> None:
    _a_floor_remains(shown)
    _the_floor_falls_with_the_size(shown)


LESSON = Lesson(
    key="mini-batches",
    number="5.3",
    title="Mini-batches",
    gist=says(
        "A run whose steps see only some of the points never comes to rest, unless $\\eta$ falls.",
        _a_floor_remains_that_falls_with_the_size,
    ),
    panel="data",
    link=f"e=mean((w1 x %2B w2 - y)^2)&data={table(_X, _NOISY)}&start=-2,3&steps=400&view=-3,4,-3,4&t=1"
    "&error=log&panel=data&batch=1&run=gradient-descent:eta=0.1",
    sentences=(
        (
            says(
                "Each step follows the gradient of a single row of the table, the bold point. In"
                " twelve steps each row comes once, in a random order: this is an epoch.",
                _a_step_sees_one_row,
            ),
            says(
                "A step moves the line towards one point, and for the others $E$ may grow. So the path"
                " never comes to rest: on average $E$ stays 0.014 above its lowest value.",
                _a_floor_remains,
            ),
            invites("Drag Batch."),
        ),
        (
            says("With four rows in each step it stays 0.001 above it.", _the_floor_falls_with_the_size),
            says(
                "A schedule that lets $\\eta$ fall brings the run to rest: at the end less than $10^{-5}$"
                " is left.",
                _a_falling_rate_removes_the_floor,
            ),
            says(
                "If all points lie on one line, that line fits every row. Then a single row in each step"
                " is enough.",
                _on_exact_data_one_row_is_enough,
            ),
        ),
    ),
    tries=(
        (_FOUR, "batch=4"),
        (_DECAY, "batch=1&run=gradient-descent:eta=0.1/cosine:"),
        (_ON_A_LINE, f"data={table(_X, _EXACT)}"),
    ),
    able="Say why a run on mini-batches never comes to rest.",
    minutes=3,
    question=Question(
        "Each step sees one row of the twelve. Does the run come to rest at the lowest E? Draw how E goes.",
        "guess=curve",
        (
            says(
                "It does not come to rest. A step moves the line towards one point, and for the others $E$"
                " may grow. On average $E$ stays 0.014 above its lowest value. Drag Batch to 4.",
                _a_floor_remains,
            ),
        ),
    ),
)
