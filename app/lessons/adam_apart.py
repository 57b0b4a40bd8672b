"""Lesson 3.5: Adam's own text, and what each of its lines is for."""

from urllib.parse import quote

import numpy as np

from optimizers import Trajectory
from optimizers.base import Array

from . import Lesson, Question, Shown, says, shows

_ADAM = "m = β1 m + (1 - β1) g\ns = β2 s + (1 - β2) g^2\nw = w - η (m/(1 - β1^t))/sqrt(s/(1 - β2^t) + ε)"
_UNCORRECTED = "m = β1 m + (1 - β1) g\ns = β2 s + (1 - β2) g^2\nw = w - η m/sqrt(s + ε)"
_WITHOUT_S = "m = β1 m + (1 - β1) g\nw = w - η m/(1 - β1^t)"
_WITHOUT_M = "s = β2 s + (1 - β2) g^2\nw = w - η g/sqrt(s/(1 - β2^t) + ε)"
_NO_CORRECTION, _NO_S, _NO_M = "No bias correction", "No s", "No m"


def _first_steps(path: Trajectory) -> Array:
    return np.array([abs(path.w1[1] - path.w1[0]), abs(path.w2[1] - path.w2[0])])


def _first_steps_have_length_eta(shown: Shown) -> None:
    for eta in (0.1, 0.5, 2.0):
        np.testing.assert_allclose(_first_steps(shown.changed(eta=eta)), eta, rtol=1e-9)
    (path,) = shown.paths
    assert abs(path.g2[0]) > 4 * abs(path.g1[0])
    assert round(path.w2.min(), 1) == -0.5


def _without_correction_it_is_longer(shown: Shown) -> None:
    uncorrected, adam = shown.tried(_NO_CORRECTION)
    np.testing.assert_allclose(_first_steps(uncorrected) / _first_steps(adam), 3.16, atol=0.005)
    assert round((1 - 0.9) / np.sqrt(1 - 0.999), 2) == 3.16
    assert round(uncorrected.w2.min(), 1) == -8.1


def _without_s_it_leaps(shown: Shown) -> None:
    without, adam = shown.tried(_NO_S)
    np.testing.assert_allclose(_first_steps(without), 0.5 * np.abs([adam.g1[0], adam.g2[0]]))
    assert round(_first_steps(without)[1]) == 200
    assert without.w2[1] < -25


def _without_m_nothing_carries_it_across(shown: Shown) -> None:
    without, adam = shown.tried(_NO_M)
    assert without.w2.min() > 0 > adam.w2.min()
    assert without.w1.max() < 0 < adam.w1.max()
    assert without.error[100] > 3 * adam.error[100]


def _beside(text: str) -> str:
    """Return the link of a rule with Adam itself pinned beside it."""
    return f"run=own:eta=0.5&run=own:eta=0.5&pins=1&rule={quote(text)}&rule={quote(_ADAM)}"


def _each_part_is_missed(shown: Shown) -> None:
    _without_correction_it_is_longer(shown)
    _without_s_it_leaps(shown)
    _without_m_nothing_carries_it_across(shown)


LESSON = Lesson(
    key="adam-apart",
    number="3.5",
    title="Take Adam apart",
    gist=says(
        "Without the correction Adam overshoots farther, without $s$ it leaps, without $m$ it falls behind.",
        _each_part_is_missed,
    ),
    link=f"steps=300&t=1&run=own:eta=0.5&rule={quote(_ADAM)}",
    sentences=(
        (
            shows("This is Adam as text, under “Update rule”, where each line can be changed."),
            says(
                "As it stands, the first step has length $\\eta$ in both weights, however steep $E$ is."
                " The path overshoots to $w_2 \\approx -0.5$.",
                _first_steps_have_length_eta,
            ),
            shows("Each button takes something away, with Adam itself pinned beside it."),
        ),
        (
            says(
                "Without the bias correction the first step is $(1 - \\beta_1)/\\sqrt{1 - \\beta_2}"
                " \\approx 3.16$ times as long. The path overshoots to $w_2 \\approx -8.1$.",
                _without_correction_it_is_longer,
            ),
            says(
                "Without $s$ the first step is $\\eta$ times the gradient. It leaps by 200 along $w_2$,"
                " out of the view.",
                _without_s_it_leaps,
            ),
            says(
                "Without $m$ nothing carries the path across the minimum. But at $t = 100$ it still has"
                " more than three times Adam’s error.",
                _without_m_nothing_carries_it_across,
            ),
        ),
    ),
    tries=(
        (_NO_CORRECTION, _beside(_UNCORRECTED)),
        (_NO_S, _beside(_WITHOUT_S)),
        (_NO_M, _beside(_WITHOUT_M)),
    ),
    able="Say what each line of Adam is for.",
    minutes=4,
    question=Question(
        (
            "Without m nothing carries the path past the minimum. Does E fall sooner, then? Draw it"
            " over 100 steps."
        ),
        f"steps=100&guess=curve&run=own:eta=0.5&rule={quote(_WITHOUT_M)}",
        (
            says(
                "It does not fall sooner. At $t = 100$ E is more than three times as large as with Adam:"
                " $s$ remembers the large gradients of the past and keeps the steps short, and no $m$ makes"
                " up for it. Press “No m” to see both.",
                _without_m_nothing_carries_it_across,
            ),
        ),
    ),
)
