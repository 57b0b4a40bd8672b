"""Lesson 1.5: how much momentum speeds up on a constant slope."""

import numpy as np

from . import Lesson, Question, Shown, says, shows


def _the_gradient_is_constant(shown: Shown) -> None:
    for path in shown.paths:
        assert (path.g1 == 1).all()
        assert (path.g2 == 2).all()


def _the_sum_tends_to_a_limit(shown: Shown) -> None:
    for alpha in (0.5, 0.9):
        path = shown.changed(alpha=alpha)
        for m, g in zip(path.state["m"], (1, 2), strict=True):
            np.testing.assert_allclose(m[:4], g * np.array([0, 1, 1 + alpha, 1 + alpha + alpha**2]))
            assert abs(m[-1] * (1 - alpha) / g - 1) < 1e-4


def _the_steps_become_ten_times_as_long(shown: Shown) -> None:
    path, plain = shown.paths
    steps, descent = (np.hypot(np.diff(each.w1), np.diff(each.w2)) for each in shown.paths)
    assert not plain.state
    assert abs(steps[0] / descent[0] - 1) < 1e-9
    assert abs(steps[-1] / descent[-1] - 10) < 0.01
    assert [round(m[-1], 2) for m in path.state["m"]] == [10, 20]


def _a_larger_alpha_takes_longer(shown: Shown) -> None:
    half = []
    for alpha in (0.5, 0.8, 0.9, 0.99):
        m = shown.changed(steps=1000, alpha=alpha).state["m"][0]
        half.append(int(np.argmax(m > 0.5 / (1 - alpha))))
    assert half == sorted(set(half))


def _steps_tend_to_so_many_times_the_first(shown: Shown) -> None:
    for alpha in (0.0, 0.5, 0.9):
        path = shown.changed(alpha=alpha)
        steps = np.hypot(np.diff(path.w1), np.diff(path.w2))
        assert abs(steps[-1] / steps[0] * (1 - alpha) - 1) < 1e-3


def _it_gets_nine_times_as_far(shown: Shown) -> None:
    path, descent = shown.paths
    assert (round(path.w1[-1], 1), round(path.w2[-1], 1)) == (-0.1, -0.2)
    assert (round(descent.w1[-1], 9), round(descent.w2[-1], 9)) == (8, 16)


LESSON = Lesson(
    key="speed-up",
    number="1.5",
    title="A factor of 1/(1 − α)",
    gist=says(
        "On a constant slope the steps become up to $1/(1 - \\alpha)$ times as long.",
        _steps_tend_to_so_many_times_the_first,
    ),
    about="traces",
    link=(
        "e=w1%20%2B%202%20w2&start=9,18&view=-2,10,-4,22&steps=100&t=40"
        "&run=momentum:eta=0.01,alpha=0.9&run=gradient-descent:eta=0.01"
    ),
    sentences=(
        (
            says(
                "This surface is a plane: its gradient is $g = (1, 2)$ everywhere.", _the_gradient_is_constant
            ),
            says(
                "Each step keeps α of $m$ and adds $g$. So $m(t) = g (1 + \\alpha + \\alpha^2 + \\dots)$,"
                " which tends to $g/(1 - \\alpha)$.",
                _the_sum_tends_to_a_limit,
            ),
            shows("The dotted lines in the trace of $m$ are these limits."),
        ),
        (
            says(
                "With $\\alpha = 0.9$ $m$ tends to $(10, 20)$: the steps become ten times as long as"
                " those of gradient descent (green).",
                _the_steps_become_ten_times_as_long,
            ),
            says(
                "Drag α: the larger it is, the larger the limits are, and the more steps it takes to come"
                " near them.",
                _a_larger_alpha_takes_longer,
            ),
        ),
    ),
    able="Say how much longer steps become on a constant slope.",
    minutes=2,
    question=Question(
        (
            "The slope is the same everywhere. In 100 steps gradient descent gets from (9, 18) to"
            " (8, 16). How far does momentum get with α = 0.9?"
        ),
        "guess=place",
        (
            says(
                "It gets to (−0.1, −0.2): nine times as far. After a while each step is ten times as"
                " long. Drag α to see it change.",
                _it_gets_nine_times_as_far,
            ),
        ),
    ),
)
