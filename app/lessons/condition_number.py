"""Lesson 4.5: the condition number sets the best rates, with momentum by its root (Polyak 1964)."""

from urllib.parse import quote

import numpy as np

from optimizers import OPTIMIZERS, Trajectory, descend
from surfaces import Surface

from . import Lesson, Question, Shown, invites, says, shows

_TEXT = "(w1^2 + k w2^2)/2; k in [1, 100] = 25"
_START = (-4.0, 1.5)
_LONGER, _MAP = "k = 100", "η against k"


def _gradient_descent(k: float) -> str:
    """Return the run with the best rate, in as many digits as its box shows."""
    return f"gradient-descent:eta={2 / (k + 1):.5g}"


def _momentum(k: float) -> str:
    root = k**0.5
    return f"momentum:eta={4 / (root + 1) ** 2:.5g},alpha={((root - 1) / (root + 1)) ** 2:.5g}"


def _arrival(path: Trajectory) -> int:
    """Return the first t at which E is below 0.001."""
    return int(np.argmax(path.error < 0.001))


def _factor(k: float, eta: float, alpha: float = 0.0) -> float:
    """Return what a step multiplies the distance by in the long run, in the direction that shrinks least."""
    steps = (np.array([[1 + alpha - eta * curvature, -alpha], [1, 0]]) for curvature in (1, k))
    return float(max(np.abs(np.linalg.eigvals(step)).max() for step in steps))


def _k_is_the_condition_number(shown: Shown) -> None:
    assert Surface.parse(_TEXT).hessian(*_START) == ((1, 0), (0, 25))


def _the_best_rate_of_gradient_descent(shown: Shown) -> None:
    _, path = shown.paths
    np.testing.assert_allclose(path.w1[1:] / path.w1[:-1], 12 / 13, rtol=1e-5)
    np.testing.assert_allclose(path.w2[1:] / path.w2[:-1], -12 / 13, rtol=1e-5)
    assert min(_factor(25, eta) for eta in np.linspace(0, 0.1, 1001)) > 12 / 13 - 1e-12


def _the_best_pair_of_momentum(shown: Shown) -> None:
    grid = [(eta, alpha) for eta in np.linspace(0, 0.2, 181) for alpha in np.linspace(0, 1, 91)]
    assert min(_factor(25, *pair) for pair in grid) > 2 / 3 - 1e-6
    assert abs(_factor(25, 1 / 9, 4 / 9) - 2 / 3) < 1e-6


def _it_arrives_three_times_as_soon(shown: Shown) -> None:
    assert list(map(_arrival, shown.paths)) == [22, 66]


def _steps_grow_with_k_and_with_its_root(shown: Shown) -> None:
    assert list(map(_arrival, shown.tried(_LONGER))) == [52, 293]
    assert (round(52 / 22, 1), round(293 / 66, 1)) == (2.4, 4.4)


def _both_are_close_to_their_bounds(shown: Shown) -> None:
    for run in (OPTIMIZERS["gradient-descent"](eta=1 / 13), OPTIMIZERS["momentum"](eta=1 / 9, alpha=4 / 9)):
        below, above = (
            descend(run, Surface.parse(_TEXT).at(k=k), _START, 1000).error[-1] for k in (25.5, 26.5)
        )
        assert below < 1e-6
        assert above > 1e6


def _a_larger_rate_is_better_with_momentum(shown: Shown) -> None:
    surface, momentum = Surface.parse(_TEXT).at(k=100.0), OPTIMIZERS["momentum"]
    paths = [descend(momentum(eta=eta, alpha=0.67), surface, _START, 2000) for eta in (0.0198, 0.03, 0.034)]
    assert list(map(_arrival, paths[:2])) == [64, 38]
    assert paths[2].error[-1] > 1e6
    descent = OPTIMIZERS["gradient-descent"]
    assert descend(descent(eta=0.021), surface, _START, 2000).error[-1] > 1e6
    assert descend(descent(eta=0.0198), surface, _START, 2000).error[-1] < 1e-6


LESSON = Lesson(
    key="condition-number",
    number="4.5",
    title="Condition number",
    gist=says(
        "From $k = 25$ to 100 gradient descent takes 4.4 times as many steps, momentum 2.4 times.",
        _steps_grow_with_k_and_with_its_root,
    ),
    link=f"e={quote(_TEXT)}&start=-4,1.5&steps=100&view=-5,5,-3,3&error=log&t=10"
    f"&run={_momentum(25)}&run={_gradient_descent(25)}",
    sentences=(
        (
            says(
                "The curvature of $E$ is $\\mu = 1$ along the valley and $L = k$ across it. So the"
                " condition number $L/\\mu$ is $k$, here 25.",
                _k_is_the_condition_number,
            ),
            says(
                "Gradient descent (pinned) is fastest at $\\eta = 2/(L + \\mu) = 1/13$: then each step"
                " multiplies both weights by 12/13 and turns the sign of $w_2$.",
                _the_best_rate_of_gradient_descent,
            ),
            says(
                "Momentum is fastest at $\\eta = 4/(\\sqrt L + \\sqrt\\mu)^2 = 1/9$ and"
                " $\\alpha = ((\\sqrt L - \\sqrt\\mu)/(\\sqrt L + \\sqrt\\mu))^2 = 4/9$ (Polyak 1964):"
                " the factor is 2/3 in the long run.",
                _the_best_pair_of_momentum,
            ),
        ),
        (
            says(
                "So $E$ is below 0.001 after 22 steps with momentum, and after 66 without.",
                _it_arrives_three_times_as_soon,
            ),
            says(
                "With $k = 100$, and the best values for that, it takes 52 and 293 steps: those of"
                " momentum grow like $\\sqrt k$, those of gradient descent like $k$.",
                _steps_grow_with_k_and_with_its_root,
            ),
        ),
        (
            invites("Drag k across 26."),
            says("Above that, both runs diverge with the values for 25.", _both_are_close_to_their_bounds),
            shows("“η against k” draws that border for gradient descent: $2/\\lambda = 2/k$."),
        ),
    ),
    tries=(
        (_LONGER, f"let=k:100&steps=300&run={_momentum(100)}&run={_gradient_descent(100)}"),
        (_MAP, f"tab=plane&axes=k,eta&run={_gradient_descent(25)}"),
    ),
    able="Say why momentum helps most in long valleys.",
    minutes=4,
    question=Question(
        (
            "Here k = 100, and η = 0.0198 is the best rate of gradient descent. Is it the best with"
            " momentum, too? Bring E below 0.001 within 50 steps, by η alone."
        ),
        "let=k:100&run=momentum:eta=0.0198,alpha=0.67&goal=E%3C0.001@50%3Bby=eta",
        (
            says(
                "With momentum a larger η is better: 0.03 takes 38 steps, 0.0198 takes 64. Gradient"
                " descent diverges above $2/k = 0.02$, momentum only above $2(1 + \\alpha)/k = 0.0334$."
                " Drag η across 0.0334.",
                _a_larger_rate_is_better_with_momentum,
            ),
        ),
    ),
)
