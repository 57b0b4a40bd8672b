"""Lesson 4.2: at the edge of stability the sharpness settles just below theory's bound, and E falls on."""

from functools import cache

import numpy as np

from optimizers import OPTIMIZERS, Trajectory
from optimizers.base import Array
from surfaces import Surface

from . import Lesson, Question, Shown, says, shows

_TEXT = "(1 - w1^2 w2^2)^2/4"
_ADAM, _DECAY = "Adam", "Let η fall"
_DESCENT = OPTIMIZERS["gradient-descent"](eta=0.4)


@cache
def _surface() -> Surface:
    return Surface.parse(_TEXT)


def _sharpness(path: Trajectory, t: int) -> float:
    """The largest eigenvalue of the Hessian at w(t)."""
    return float(np.linalg.eigvalsh(np.array(_surface().hessian(path.w1[t], path.w2[t])))[-1])


def _shares(path: Trajectory) -> Array:
    """The sharpness at w(0), w(1), ... as a share of 2/η."""
    return np.array([_sharpness(path, t) for t in range(path.t.size)]) * 0.4 / 2


def _it_rises_above_the_bound(shown: Shown) -> None:
    (path,) = shown.paths
    share = _shares(path)
    assert _DESCENT.sharpness_bound(1.0) == 2 / 0.4
    assert round(share[0], 2) == 0.72
    assert share[1] > 1.4


def _on_a_quadratic_it_would_diverge_but_here_it_swings_and_settles(shown: Shown) -> None:
    (path,) = shown.paths
    share = _shares(path)
    above = share > 1
    assert np.count_nonzero(above[1:] != above[:-1]) > 100
    assert round(share[-1], 2) == 0.99
    assert path.error[-1] < 1e-6
    assert np.abs(share[-50:-1] - 0.99).max() < 0.01


def _adam_does_the_same(shown: Shown) -> None:
    (path,) = shown.tried(_ADAM)
    run = OPTIMIZERS["adam"](eta=0.1, beta1=0.9, beta2=0.9)
    shares, roots = [], []
    for t in range(1, path.t.size):
        states = (run.State(*(path.state[name][i][t] for name in "ms")) for i in (0, 1))
        scale = np.array([run.preconditioner(t, state) for state in states], dtype=float)
        hessian = np.array(_surface().hessian(path.w1[t - 1], path.w2[t - 1]))
        matrix = hessian / np.sqrt(np.outer(scale, scale))
        shares.append(np.linalg.eigvalsh(matrix)[-1] / run.sharpness_bound(t))
        roots.append(scale[0])
    assert round(shares[29], 2) == 0.16
    assert abs(np.median(shares[150:]) - 0.88) < 0.005
    assert 0.8 < min(shares[150:]) < max(shares[150:]) < 0.95
    assert roots[99] < roots[29] / 4
    assert 0.9 < _sharpness(path, 100) / _sharpness(path, 30) < 1.1


def _with_a_falling_rate_the_bound_leaves(shown: Shown) -> None:
    (path,) = shown.tried(_DECAY)
    assert path.factor is not None
    bounds = 2 / (0.4 * path.factor[1:])
    assert (np.diff(bounds) > 0).all()
    assert _sharpness(path, 200) < bounds[199] / 3
    assert path.error[-1] < 1e-30


def _it_rises_and_settles_below_the_bound(shown: Shown) -> None:
    _it_rises_above_the_bound(shown)
    _on_a_quadratic_it_would_diverge_but_here_it_swings_and_settles(shown)


LESSON = Lesson(
    key="edge-of-stability",
    number="4.2",
    title="Edge of stability",
    gist=says(
        "The sharpness rises to the bound and settles just below it, while $E$ goes to 0.",
        _it_rises_and_settles_below_the_bound,
    ),
    panel="stability",
    link=f"e={_TEXT}&start=1.5,0.6&steps=300&view=1.25,1.65,0.5,0.9&error=log&t=2&run=gradient-descent:eta=0.4",
    sentences=(
        (
            says(
                "The sharpness is the largest eigenvalue of the Hessian. On a quadratic, gradient descent"
                " diverges if it is above $2/\\eta$. Here it begins at 0.72 of that bound, and the first"
                " step takes it above.",
                _it_rises_above_the_bound,
            ),
            shows("“Stability” in “Shape” draws both over $t$."),
            says(
                "Still, the path does not diverge. It swings across the valley, to where the valley is"
                " flatter, and back. In the end the sharpness is 0.99 of the bound, while $E$ goes to 0.",
                _on_a_quadratic_it_would_diverge_but_here_it_swings_and_settles,
            ),
        ),
        (
            says(
                "Adam divides by $\\sqrt{\\hat s}$, and the bound is on the sharpness after that division."
                " This rises from 0.16 of the bound at $t = 30$, and then stays near 0.88. The valley does"
                " not become steeper: $s$ forgets the large gradients.",
                _adam_does_the_same,
            ),
            says(
                "A schedule that lets $\\eta$ fall raises the bound. The swinging ends, and $E$ falls"
                " below $10^{-30}$.",
                _with_a_falling_rate_the_bound_leaves,
            ),
        ),
    ),
    tries=(
        (_ADAM, "steps=600&run=adam:eta=0.1,beta1=0.9,beta2=0.9,epsilon=1e-08&view=0.9,1.9,0.3,1.3"),
        (_DECAY, "run=gradient-descent:eta=0.4/cosine:"),
    ),
    able="Say what happens when η is too large for the valley.",
    minutes=4,
    question=Question(
        (
            "The first step takes the run to where the valley is too narrow for this η: on a quadratic it"
            " would diverge. How does E go here? Draw it."
        ),
        "guess=curve",
        (
            says(
                "The run does not diverge. It swings across the valley, to where the valley is flatter,"
                " and $E$ goes to 0 all the same. So a large η can end in a narrow valley, just below its"
                " bound. Open “Stability” to see it.",
                _it_rises_and_settles_below_the_bound,
            ),
        ),
    ),
)
