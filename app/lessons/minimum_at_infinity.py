"""Lesson 5.5: a minimum at infinity: where classes are apart, a logistic curve's weights grow for ever."""

import numpy as np

from surfaces import SAMPLES

from . import Lesson, Question, Shown, invites, says, table

_APART, _OVERLAPPING = (table(*SAMPLES[key].draw().columns) for key in ("separable", "overlapping"))
_OVERLAP = "Classes that overlap"


def _the_weights_grow_like_a_logarithm(shown: Shown) -> None:
    (path,) = shown.paths
    size = np.hypot(path.w1, path.w2)
    first, second = size[1000] - size[100], size[10_000] - size[1000]
    assert 3 < first < 4
    assert 3 < second < 4
    assert path.error[10_000] < path.error[1000] / 7 < path.error[100] / 49


def _the_threshold_goes_to_the_middle_between_the_classes(shown: Shown) -> None:
    (path,) = shown.paths
    threshold = -path.w2 / path.w1
    middle = (-0.32 + 0.72) / 2
    away = np.abs(threshold[[100, 1000, 10_000]] - middle)
    assert away[0] > away[1] > away[2]
    assert away[2] < 0.02


def _with_overlap_there_is_a_minimum(shown: Shown) -> None:
    (path,) = shown.tried(_OVERLAP)
    assert np.round((path.w1[-1], path.w2[-1]), 2).tolist() == [3.14, -0.96]
    assert abs(path.w1[-1] - path.w1[2000]) < 1e-4


LESSON = Lesson(
    key="minimum-at-infinity",
    number="5.5",
    title="A minimum at infinity",
    gist=says(
        "Where the classes are apart, $E$ falls for ever and the weights grow, ever more slowly.",
        _the_weights_grow_like_a_logarithm,
    ),
    panel="data",
    link=f"e=mean(softplus(-y (w1 x %2B w2)))&data={_APART}&start=-2,3&steps=10000&view=-3,15,-8,6"
    "&error=log&t=100&panel=data&run=gradient-descent:eta=1.0",
    sentences=(
        (
            says(
                "A logistic curve separates two classes, $y = -1$ and $y = 1$. A steeper curve is always"
                " better, so $E$ has no minimum. Each time that the number of steps grows tenfold, $w$"
                " moves by about 3.5: it grows like $\\log t$.",
                _the_weights_grow_like_a_logarithm,
            ),
            says(
                "What converges is the threshold between the classes, $-w_2/w_1$. It goes to 0.2, the"
                " middle between them, as Soudry et al. (2018, arXiv 1710.10345) prove.",
                _the_threshold_goes_to_the_middle_between_the_classes,
            ),
        ),
        (
            says(
                "Where the classes overlap, some points are on the wrong side of the curve. For them a"
                " steeper curve is worse. So there is a minimum, at $w = (3.14, -0.96)$.",
                _with_overlap_there_is_a_minimum,
            ),
            invites("Drag a point."),
        ),
    ),
    tries=((_OVERLAP, f"data={_OVERLAPPING}&view=-3,9,-6,5"),),
    able="Say why weights can grow for ever while E falls.",
    minutes=3,
    question=Question(
        "The two classes are apart. Does the run come to rest? Where is w after 10,000 steps?",
        "t=10000&guess=place",
        (
            says(
                "It does not come to rest, because a steeper curve is always better. Each time that the"
                " number of steps grows tenfold, $w$ moves by about 3.5. Press “Classes that overlap”.",
                _the_weights_grow_like_a_logarithm,
            ),
        ),
    ),
)
