"""Lesson 4.1: what warm-up does for Adam, and what decay does under noise."""

from functools import cache

import numpy as np

from optimizers import OPTIMIZERS, SCHEDULES, descend, gradient_noise
from surfaces import Surface

from . import Lesson, Question, Shown, says, shows

_TEXT, _START, _STEPS, _NOISE, _FAN = "(1 - w1^3 w2^3)^2/4", (1.5, 0.6), 300, 0.1, 20
_WARM, _STEADY, _LONGER = "Warm up", "Warm up, no decay", "η = 0.5"
_ON_THE_PLATEAU = 0.2
_SEEDS = range(20)


@cache
def _surface() -> Surface:
    return Surface.parse(_TEXT)


@cache
def _errors(key: str, warm_up: float, seed: int, eta: float = 0.3) -> np.ndarray:
    """Return E at the end of all paths with the noise of a seed, as the page has them."""
    run, schedule = OPTIMIZERS["adam"](eta=eta), SCHEDULES[key](warm_up=warm_up)
    noises = (gradient_noise(_NOISE, seed, index, _STEPS) for index in range(_FAN))
    return np.array([descend(run, _surface(), _START, _STEPS, noise, schedule).error[-1] for noise in noises])


def _stuck(key: str, warm_up: float, seed: int, eta: float = 0.3) -> int:
    return int((_errors(key, warm_up, seed, eta) > _ON_THE_PLATEAU).sum())


def _most_end_on_the_plateau(shown: Shown) -> None:
    assert _stuck("cosine", 0.0, 1) == 14
    assert shown.paths[0].factor is not None
    plateau = _errors("cosine", 0.0, 1)
    np.testing.assert_allclose(plateau[plateau > _ON_THE_PLATEAU], 0.25, atol=0.02)


def _the_first_step_is_as_long_as_eta_and_too_far(shown: Shown) -> None:
    (path,) = shown.paths
    quiet = descend(OPTIMIZERS["adam"](eta=0.3), _surface(), _START, 1, schedule=SCHEDULES["cosine"]())
    for each in (path, quiet):
        moves = abs(each.w1[1] - each.w1[0]), abs(each.w2[1] - each.w2[0])
        np.testing.assert_allclose(moves, 0.3, rtol=1e-6)
    assert round(quiet.error[0], 2) == 0.02
    assert round(quiet.error[1], 1) == 2.6
    assert path.error[1] > 100 * path.error[0]


def _with_warm_up_none_does(shown: Shown) -> None:
    (path,) = shown.tried(_WARM)
    assert abs(path.w1[1] - path.w1[0]) < 0.3 / 19
    assert path.error[-1] < 1e-3
    for seed in _SEEDS:
        assert _stuck("cosine", 20.0, seed) == 0
        assert _stuck("cosine", 0.0, seed) >= 12


def _without_decay_they_keep_swinging(shown: Shown) -> None:
    (path,) = shown.tried(_STEADY)
    assert path.factor is not None
    assert path.factor[-1] == 1
    for seed in _SEEDS:
        ratio = np.median(_errors("constant", 20.0, seed)) / np.median(_errors("cosine", 20.0, seed))
        assert ratio > 40


def _it_depends_on_the_rate(shown: Shown) -> None:
    (path,) = shown.tried(_LONGER)
    assert path.error[-1] < 1e-3
    for seed in range(5):
        assert _stuck("cosine", 0.0, seed, eta=0.5) == 0


_RUN = "adam:eta=0.3,beta1=0.9,beta2=0.999,epsilon=1e-08"


LESSON = Lesson(
    key="warm-up-and-decay",
    number="4.1",
    title="Warm-up and decay",
    gist=says(
        "A warm-up keeps Adam’s first steps short, and no path ends on the plateau.",
        _with_warm_up_none_does,
    ),
    link=f"e={_TEXT}&start=1.5,0.6&steps={_STEPS}&view=-1.5,2.5,-1.5,1.5&t=1"
    f"&noise={_NOISE}&seed=1&fan={_FAN}&run={_RUN}/cosine:warm_up=0.0",
    sentences=(
        (
            shows("Each of the 20 paths has noise of its own in its gradients."),
            says(
                "The start is close to the minima, the curve $w_1 w_2 = 1$. Still, 14 paths end on the"
                " plateau, where $E = 1/4$.",
                _most_end_on_the_plateau,
            ),
            says(
                "Adam’s first step has length $\\eta$ in both weights, however near the minimum is. Even"
                " without noise it takes $E$ from 0.02 to 2.6. It is steep there, so $s$ becomes large, and"
                " a large $s$ makes the way back slow.",
                _the_first_step_is_as_long_as_eta_and_too_far,
            ),
        ),
        (
            says(
                "With a warm-up of 20 steps no path ends there, whatever the seed is. $\\eta$ begins"
                " small, so the first steps are short, and $s$ has seen some gradients before $\\eta$ has"
                " its full size.",
                _with_warm_up_none_does,
            ),
            says(
                "Towards the end a decay matters. Without it the paths keep swinging in the noise: half of"
                " them end above an error more than 40 times as large.",
                _without_decay_they_keep_swinging,
            ),
            says(
                "A warm-up is not always needed. With $\\eta = 0.5$ and no warm-up the first step is even"
                " longer, and no path ends on the plateau.",
                _it_depends_on_the_rate,
            ),
        ),
    ),
    tries=(
        (_WARM, f"run={_RUN}/cosine:warm_up=20.0"),
        (_STEADY, f"run={_RUN}/constant:warm_up=20.0"),
        (_LONGER, f"run={_RUN.replace('0.3', '0.5')}/cosine:warm_up=0.0"),
    ),
    able="Say what a warm-up and a decay are for.",
    minutes=4,
    question=Question(
        (
            "The start is close to the minima, the curve w1 w2 = 1, and there is no noise now."
            " Where does Adam’s first step lead?"
        ),
        "noise=0&fan=1&steps=1&t=1&guess=place",
        (
            says(
                "A start close to a minimum is not safe. Adam’s first step has length η in both weights,"
                " however near the minimum is, and takes $E$ from 0.02 to 2.6. Press “Warm up”.",
                _the_first_step_is_as_long_as_eta_and_too_far,
            ),
        ),
    ),
)
