"""Lesson 2.2: a path with adaptive learning rates."""

import numpy as np

from optimizers import OPTIMIZERS, Trajectory, descend
from optimizers.base import Array
from surfaces import PLAIN

from . import Lesson, Question, Shown, invites, says


def _steps(path: Trajectory) -> Array:
    return np.abs([np.diff(path.w1), np.diff(path.w2)])


def _both_weights_move_at_one_speed(shown: Shown) -> None:
    smooth, _ = shown.paths
    first, second = _steps(smooth)[:, :250]
    assert (np.abs(second / first - 1) < 0.1).all()
    angle = np.degrees(np.arctan2(np.diff(smooth.w2), np.diff(smooth.w1)))
    assert (np.abs(angle[:250] + 45) < 3).all()


def _the_scale_is_the_squared_gradient(shown: Shown) -> None:
    smooth, angular = shown.paths
    for i, (s, g) in enumerate(zip(smooth.state["s"], (smooth.g1, smooth.g2), strict=True)):
        np.testing.assert_allclose(s[1:], 0.9 * s[:-1] + 0.1 * g[:-1] ** 2)
        bare = angular.state["s"][i][1:]
        np.testing.assert_allclose(bare, (angular.g1, angular.g2)[i][:-1] ** 2)
    assert np.abs(np.diff(smooth.state["s"][1])).max() < np.abs(np.diff(angular.state["s"][1])).max()


def _nothing_is_remembered(shown: Shown) -> None:
    _, angular = shown.paths
    first, second = _steps(angular)
    np.testing.assert_allclose(second[:380], 0.05, rtol=1e-6)
    near = np.abs(angular.g1[:-1]) < 0.01  # √ε shortens steps where the gradient is so small
    np.testing.assert_allclose(first[~near], 0.05, rtol=1e-4)
    assert near.sum() <= 3


def _the_path_has_a_corner(shown: Shown) -> None:
    _, angular = shown.paths
    np.testing.assert_allclose(angular.w1[:300] + angular.w2[:300], 5, atol=1e-3)  # a diagonal
    assert np.abs(angular.w1[300:]).max() < 0.05
    np.testing.assert_allclose(np.diff(angular.w2[300:380]), -0.05, rtol=1e-4)
    assert (np.diff(np.sign(angular.w1[302:])) != 0).all()  # to and fro


def _the_path_bends_smoothly(shown: Shown) -> None:
    smooth, _ = shown.paths
    angle = np.degrees(np.unwrap(np.arctan2(np.diff(smooth.w2), np.diff(smooth.w1))))
    assert abs(angle[0] + 45) < 1e-9
    assert angle[360] < -80
    assert np.abs(np.diff(angle[:361])).max() < 2
    lengths = _steps(smooth)[0]
    assert lengths[0] > 2 * lengths[50] > 2.5 * lengths[300]


def _it_never_comes_to_rest(shown: Shown) -> None:
    for path in (shown.changed(steps=1000), shown.changed(steps=10_000), *shown.tried("At rest? 1000 steps")):
        late = np.abs([path.w1[-20:], path.w2[-20:]])
        np.testing.assert_allclose(late, 0.025, atol=5e-4)
        turns = np.sign([path.w1[-20:], path.w2[-20:]])
        assert (turns[:, 1:] != turns[:, :-1]).all()


def _a_long_memory_shrinks_the_steps(shown: Shown) -> None:
    (path,) = shown.tried("A longer memory, β = 0.99")
    assert f"{path.error[1000]:.0e}" == "4e-37"
    np.testing.assert_array_equal(path.error, shown.changed(steps=1000, beta=0.99).error)
    assert _steps(path)[:, -1].max() < 1e-9
    for beta in (0.98, 0.99, 0.995):
        assert shown.changed(steps=1000, beta=beta).error[-1] < 1e-10
    again = shown.changed(steps=2000, beta=0.99)
    assert again.error[1000] < 1e-30
    assert again.error[1000:].max() > 1e-2


def _a_rate_that_is_too_large_only_swings_wider(shown: Shown) -> None:
    bowl = PLAIN["bowl"]
    for eta, diverges in ((0.099, False), (0.101, True), (0.5, True), (5.0, True)):
        path = descend(OPTIMIZERS["gradient-descent"](eta=eta), bowl, bowl.start, 1000)
        assert (path.error[-1] > path.error[0]) == diverges
    for eta in (0.1, 0.5, 1.0, 5.0):
        path = shown.changed(steps=1000, eta=eta)
        late = np.abs([path.w1[-20:], path.w2[-20:]])
        np.testing.assert_allclose(late, eta / 2, rtol=0.05)


def _a_rate_that_is_too_small_takes_long(shown: Shown) -> None:
    arrived = []
    for eta in (0.05, 0.02, 0.01):
        path = shown.changed(steps=5000, eta=eta)
        arrived.append(int(np.argmax(path.error < 0.01 * path.error[0])))
    assert arrived[0] < arrived[1] < arrived[2]
    assert abs(arrived[2] / arrived[1] - 2) < 0.1


def _one_speed_and_no_rest(shown: Shown) -> None:
    _both_weights_move_at_one_speed(shown)
    _it_never_comes_to_rest(shown)


LESSON = Lesson(
    key="adaptive",
    number="2.2",
    title="A path with adaptive rates",
    gist=says(
        "Both weights move at nearly the same speed, and near the minimum the path never rests.",
        _one_speed_and_no_rest,
    ),
    link=(
        "steps=400&t=50&view=-16,3,-1.5,21"
        "&run=rmsprop:eta=0.05,beta=0.9,epsilon=1e-8&run=rmsprop:eta=0.05,beta=0,epsilon=1e-8"
    ),
    sentences=(
        (
            says(
                "Both weights move at nearly the same speed. So the path heads for the minimum, not down"
                " the steep side first.",
                _both_weights_move_at_one_speed,
            ),
            says(
                "The traces of $s$ are the squared gradients, smoothed by $\\beta$.",
                _the_scale_is_the_squared_gradient,
            ),
        ),
        (
            says(
                "With $\\beta = 0$ (green) nothing is remembered: every step is $\\pm\\eta$ in each weight.",
                _nothing_is_remembered,
            ),
            says(
                "So the path is a diagonal until $w_1$ has come to 0, at $t = 300$. Then $w_1$ jumps to"
                " and fro, and the path goes straight down.",
                _the_path_has_a_corner,
            ),
            says(
                "With $\\beta = 0.9$ the size of the gradient still counts a little. Steps become shorter"
                " as it falls, and the path bends smoothly.",
                _the_path_bends_smoothly,
            ),
        ),
        (
            says(
                "Near the minimum its steps stop shrinking, so it never rests: in the end both weights"
                " jump between $\\pm\\eta/2$, here $\\pm 0.025$.",
                _it_never_comes_to_rest,
            ),
            says(
                "With $\\beta = 0.99$ $s$ still remembers the large gradients of the way down, and steps"
                " do shrink for a while: the error at $t = 1000$ is $4 \\cdot 10^{-37}$.",
                _a_long_memory_shrinks_the_steps,
            ),
        ),
        (
            invites("Drag η."),
            says(
                "Above 0.1 gradient descent would diverge, but the scheme only jumps farther around the"
                " minimum.",
                _a_rate_that_is_too_large_only_swings_wider,
            ),
            says("With half the $\\eta$ it takes twice as many steps.", _a_rate_that_is_too_small_takes_long),
        ),
    ),
    tries=(
        ("At rest? 1000 steps", "steps=1000&t=1000&run=rmsprop:eta=0.05,beta=0.9,epsilon=1e-8"),
        ("A longer memory, β = 0.99", "steps=1000&t=1000&run=rmsprop:eta=0.05,beta=0.99,epsilon=1e-8"),
    ),
    able="Recognize a path with adaptive rates, and say why it never rests.",
    minutes=4,
    question=Question(
        (
            "Does the adaptive scheme go straight to the minimum? Nothing is remembered here, β ="
            " 0. Where is w at t = 300?"
        ),
        "t=300&guess=place&run=rmsprop:eta=0.05,beta=0,epsilon=1e-8",
        (
            says(
                "It does not go straight. Both weights move by η at each step, so the path is a diagonal"
                " until $w_1$ has come to 0, at $t = 300$. From that corner it goes straight down. Drag β"
                " to round the corner.",
                _the_path_has_a_corner,
            ),
        ),
    ),
)
