"""Lesson 5.1: E from data: each point of the surface is a line, the lowest one that of least squares."""

import numpy as np

from surfaces import SAMPLES

from . import Lesson, Question, Shown, invites, says, table

_X, _Y = SAMPLES["line"].draw().columns
_DATA = table(_X, _Y)
_PULLED = _DATA.replace("-1.66,-0.44", "-1.66,4")
_ABSOLUTE = "Absolute values"
_OUTLIER = "An outlier"


def _least_squares(y: tuple[float, ...] = _Y) -> tuple[float, float]:
    """Return the slope and the height of the line of least squares."""
    (slope, height), *_ = np.linalg.lstsq(np.transpose([_X, np.ones(len(_X))]), np.array(y), rcond=None)
    return float(slope), float(height)


def _e_is_the_mean_of_squared_residuals(shown: Shown) -> None:
    (path,) = shown.paths
    for t in (0, 3, 60):
        residuals = path.w1[t] * np.array(_X) + path.w2[t] - np.array(_Y)
        assert abs(path.error[t] - np.mean(residuals**2)) < 1e-12


def _the_run_ends_at_least_squares(shown: Shown) -> None:
    (path,) = shown.paths
    end = path.w1[-1], path.w2[-1]
    assert np.allclose(end, _least_squares(), atol=1e-9)
    assert np.round(end, 2).tolist() == [0.75, 0.52]


def _one_outlier_pulls_the_line(shown: Shown) -> None:
    (path,) = shown.tried(_OUTLIER)
    pulled = _least_squares(tuple(4.0 if y == -0.44 else y for y in _Y))
    assert np.allclose((path.w1[-1], path.w2[-1]), pulled, atol=1e-9)
    assert round(pulled[0], 2) == 0.30


def _absolute_values_hardly_notice_it(shown: Shown) -> None:
    (path,) = shown.tried(_ABSOLUTE)
    assert 0.7 < np.median(path.w1[-50:]) < 0.85
    assert 0.4 < np.median(path.w2[-50:]) < 0.7


LESSON = Lesson(
    key="line-through-points",
    number="5.1",
    title="A line through points",
    gist=says(
        "Each point of the surface is a line, and the lowest point is the line of least squares.",
        _the_run_ends_at_least_squares,
    ),
    panel="data",
    link=f"e=mean((w1 x %2B w2 - y)^2)&data={_DATA}&start=-2,3&steps=60&view=-3,4,-3,4&t=2&error=log"
    "&panel=data&run=gradient-descent:eta=0.3",
    sentences=(
        (
            says(
                "The model $f = w_1 x + w_2$ is a line: $w_1$ is its slope, $w_2$ its height at $x = 0$."
                " $E$ is the mean of the squared residuals, the thin lines from the points to it.",
                _e_is_the_mean_of_squared_residuals,
            ),
            invites("Move the pointer over the surface."),
            says(
                "Without an outlier gradient descent ends at $w = (0.75, 0.52)$, the line of least squares.",
                _the_run_ends_at_least_squares,
            ),
        ),
        (
            invites("Drag a point."),
            says(
                "A single outlier pulls the slope from 0.75 to 0.30, because its residual is squared.",
                _one_outlier_pulls_the_line,
            ),
            says(
                "With the mean of absolute values the outlier hardly counts: the line stays with the other"
                " points.",
                _absolute_values_hardly_notice_it,
            ),
        ),
    ),
    tries=(
        (_OUTLIER, f"data={_PULLED}"),
        (
            _ABSOLUTE,
            f"e=mean(abs(w1 x %2B w2 - y))&data={_PULLED}&steps=300&start=-2,3&view=-3,4,-3,4&panel=data"
            "&run=gradient-descent:eta=0.05",
        ),
    ),
    able="Say what a run looks for when E comes from data.",
    minutes=3,
    question=Question(
        "What if one of the twelve points lay far above the others: where would the run end then?",
        f"data={_PULLED}&guess=place",
        (
            says(
                "A single outlier pulls the slope from 0.75 to 0.30, because its residual is squared."
                " Press “Absolute values” to see a line that stays with the other points.",
                _one_outlier_pulls_the_line,
            ),
        ),
    ),
)
