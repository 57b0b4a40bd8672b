"""Lesson 5.2: why features are standardized: far from 0 a slope and a height nearly replace each other."""

import numpy as np

from surfaces import SAMPLES

from . import Lesson, Question, Shown, invites, says, table

_X, _Y = SAMPLES["far-line"].draw().columns
_DATA = table(_X, _Y)
_LOWEST = 0.0832
_STANDARDIZED, _FASTER = "Standardize x", "η = 0.01"


def _curvatures(x: tuple[float, ...] | np.ndarray) -> tuple[float, float]:
    """Return the smaller and the larger eigenvalue of the Hessian of the mean of squares."""
    rows = np.transpose([x, np.ones(len(x))])
    low, high = np.linalg.eigvalsh(2 * rows.T @ rows / len(x))
    return float(low), float(high)


def _scaled() -> np.ndarray:
    x = np.array(_X)
    return np.asarray((x - x.mean()) / x.std())


def _the_condition_number_is_in_the_thousands(shown: Shown) -> None:
    low, high = _curvatures(_X)
    assert 7500 < high / low < 7700
    assert 205 < high < 206


def _the_rate_is_bound_by_the_steep_direction(shown: Shown) -> None:
    (path,) = shown.paths
    _, high = _curvatures(_X)
    assert 0.009 < 2 / high < 0.01
    assert path.error[20] < 2
    assert path.error[-1] > 1
    (faster,) = shown.tried(_FASTER)
    assert faster.error[-1] > 1e10


def _standardized_it_arrives_in_a_few_steps(shown: Shown) -> None:
    low, high = _curvatures(_scaled())
    assert abs(high / low - 1) < 1e-9
    (path,) = shown.tried(_STANDARDIZED)
    assert abs(path.error[10] - _LOWEST) < 1e-4
    slope, height = np.polyfit(_scaled(), _Y, 1)
    assert np.allclose((path.w1[-1], path.w2[-1]), (slope, height), atol=1e-9)


def _the_line_is_the_same(shown: Shown) -> None:
    (path,) = shown.tried(_STANDARDIZED)
    line = path.w1[-1] * _scaled() + path.w2[-1]
    assert np.allclose(line, np.polyval(np.polyfit(_X, _Y, 1), _X), atol=1e-8)


LESSON = Lesson(
    key="standardized-features",
    number="5.2",
    title="Standardized features",
    gist=says(
        "With $x$ from 8 to 12 the valley is 87 times as long as wide; standardized it is round.",
        _the_condition_number_is_in_the_thousands,
    ),
    panel="data",
    link=f"e=mean((w1 x %2B w2 - y)^2)&data={_DATA}&start=1.6,3&steps=300&view=-1,2.5,-18,6&t=1&error=log"
    "&panel=data&run=gradient-descent:eta=0.009",
    sentences=(
        (
            says(
                "Here $x$ lies between 8 and 12. There a larger slope with a smaller height gives nearly"
                " the same line, and nearly the same $E$. So the valley is long and narrow: the condition"
                " number is about 7600.",
                _the_condition_number_is_in_the_thousands,
            ),
            says(
                "Its steep sides allow only rates below 0.0098: with 0.01 the run diverges. With 0.009 it"
                " is down in the valley after 20 steps, but after 300 it still has $E > 1$.",
                _the_rate_is_bound_by_the_steep_direction,
            ),
        ),
        (
            says(
                "“Standardize x” shifts and scales the column $x$ to mean 0 and standard deviation 1. Then"
                " the condition number is 1, and with $\\eta = 0.4$ the run arrives within ten steps.",
                _standardized_it_arrives_in_a_few_steps,
            ),
            says("The weights differ, but the line through the points is the same.", _the_line_is_the_same),
            invites("Move the pointer over the surface."),
        ),
    ),
    tries=(
        (_FASTER, "run=gradient-descent:eta=0.01"),
        (_STANDARDIZED, "standardize=on&start=-1,3&view=-2,4,-2,4&run=gradient-descent:eta=0.4"),
    ),
    able="Say why features are standardized before training.",
    minutes=3,
    question=Question(
        "Here x lies between 8 and 12. Does E come down to its lowest value within 300 steps? Draw how it"
        " goes.",
        "guess=curve",
        (
            says(
                "It does not. E falls below 2 within 20 steps, and then hardly at all: after 300 it is"
                " still above 1. A larger η does not help, since with 0.01 the run diverges. Press"
                " “Standardize x”.",
                _the_rate_is_bound_by_the_steep_direction,
            ),
        ),
    ),
)
