"""Lesson 3.2: the first moment over time."""

from urllib.parse import quote

import numpy as np

from surfaces import PLAIN

from . import Lesson, Question, Shown, says, shows

_HOLE = PLAIN["small-hole"]


def _two_runs(shown: Shown) -> None:
    averaged, plain = shown.paths
    assert averaged.w1[-1] > 2.9
    assert round(plain.w1[-1], 2) == -0.33


def _without_averaging_it_is_the_gradient(shown: Shown) -> None:
    _, plain = shown.paths
    m, slope = plain.state["m"][0], plain.w1[:-1] < -0.8
    np.testing.assert_array_equal(m[1:], plain.g1[:-1])
    assert np.abs(m[1:][slope]).max() == np.abs(m).max() > 0.009
    assert np.abs(m[25:]).max() < 1e-6
    assert (np.hypot(plain.w1[20:] + 0.33, plain.w2[20:]) < 0.05).all()


def _averaging_grows_slowly_and_lasts(shown: Shown) -> None:
    averaged, plain = (path.state["m"][0] for path in shown.paths)
    assert (np.abs(averaged[1:10]) < np.abs(plain[1:10])).all()
    assert np.abs(averaged).max() < 0.5 * np.abs(plain).max()
    path = shown.paths[0]
    beside = np.flatnonzero((path.w1 > -0.33) & (path.w1 < 0.44))
    assert np.abs(averaged[beside]).min() > 0.002
    assert (np.abs(path.g1[beside]) < np.abs(averaged[beside])).all()  # m is larger than the slope there


LESSON = Lesson(
    key="first-moment",
    number="3.2",
    title="The first moment over time",
    gist=says(
        "The average of the gradients grows more slowly than they do, but it lasts.",
        _averaging_grows_slowly_and_lasts,
    ),
    about="traces",
    link=(
        f"e={quote(_HOLE.text)}&steps=150&t=30"
        "&run=first-moment:eta=20,beta1=0.95&run=first-moment:eta=20,beta1=0"
    ),
    sentences=(
        (
            says(
                "The figure of $m$ shows two runs: one passes the small hole (blue), one stays there"
                " (green).",
                _two_runs,
            ),
            shows("Watch $m_1$, the solid lines; “$m_2$” above the trace hides the dashed ones."),
        ),
        (
            says(
                "Without averaging (green) $m_1$ is the gradient itself. It is large on the slope. Once"
                " the path lies in the small hole it stays zero.",
                _without_averaging_it_is_the_gradient,
            ),
        ),
        (
            says(
                "With $\\beta_1 = 0.95$ (blue) $m_1$ grows more slowly and never becomes as large. But at"
                " the small hole it is not yet zero: what is left of the slope carries the path past it.",
                _averaging_grows_slowly_and_lasts,
            ),
        ),
    ),
    able="Compare a gradient with its average over time.",
    minutes=2,
    question=Question(
        (
            "The deepest hole is at w1 = 3. Without averaging, β1 = 0, every step follows the"
            " gradient. Where does the run end?"
        ),
        "guess=place&run=first-moment:eta=20,beta1=0",
        (
            says(
                "The gradient points down the slope, not to the deepest hole. It is zero in the small"
                " hole, and the run stays there. Drag β1 to 0.95.",
                _without_averaging_it_is_the_gradient,
            ),
        ),
    ),
)
