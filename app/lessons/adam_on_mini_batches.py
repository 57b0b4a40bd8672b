"""Lesson 5.4: Adam on mini-batches: where rows that pull hard are rare, β2 decides where it ends."""

import numpy as np

from optimizers import Trajectory

from . import Lesson, Question, Shown, invites, says

_POINTS = (
    "-2,-1.4;-1.8,-0.9;-1.8,-0.8;-1.6,-0.8;-1.6,-0.9;-1.4,-0.6;-1.4,-0.6;-1.2,-0.2;-1.2,-0.3;-1,-0.3"
    ";-1,-0.1;-0.8,-0.2;-0.8,-0.3;-0.7,0;-0.6,0.1;-0.5,0.1;-0.4,0.1;-0.2,0.4;-0.2,0;-0.1,0.5;0,0.6;0.1,0.3"
    ";0.2,0.7;0.3,0.6;0.4,0.9;0.6,8;0.6,0.8;0.7,1.2;0.8,1.3;1,1;1,1.2;1.1,1.4;1.2,1.4;1.3,1.8;1.4,9;1.5,1.8"
    ";1.6,1.6;1.7,2.1;1.8,1.9;2,2"
)
_X, _Y = np.array([point.split(",") for point in _POINTS.split(";")], dtype=float).T
_USUAL, _ROWS = _Y < 5, _Y < 10
"""Which points are near the line, all but two; and all 40."""
_LONG, _ALL = "β2 = 0.999", "All rows"


def _line(rows: np.ndarray) -> np.ndarray:
    """Return w of the line of least squares through some of the points."""
    return np.polyfit(_X[rows], _Y[rows], 1)


def _away(path: Trajectory, rows: np.ndarray) -> float:
    """Return how far w is from that line's at the end."""
    w1, w2 = _line(rows)
    return float(np.hypot(path.w1[-1] - w1, path.w2[-1] - w2))


def _all_rows_lead_to_least_squares(shown: Shown) -> None:
    (path,) = shown.tried(_ALL)
    assert _away(path, _ROWS) < 1e-3
    assert (_line(_ROWS) > _line(_USUAL) + 0.2).all()
    assert np.round((path.w1[-1], path.w2[-1]), 2).tolist() == [1.08, 0.86]


def _single_rows_lead_to_the_line_of_the_usual_ones(shown: Shown) -> None:
    (path,) = shown.paths
    assert np.count_nonzero(_USUAL) == 38
    assert _away(path, _USUAL) < 0.03
    assert np.round((path.w1[-1], path.w2[-1]), 1).tolist() == [0.8, 0.5]


def _no_step_is_longer_however_steep_the_row(shown: Shown) -> None:
    (path,) = shown.paths
    gradients = np.abs(path.g2[-41:-1])
    assert gradients.max() > 50 * np.median(gradients)
    steps = np.abs(np.diff([path.w1, path.w2]))
    assert steps.max() <= 0.05 / np.sqrt(1 - 0.5) < 1.42 * 0.05


def _a_long_memory_leads_to_least_squares(shown: Shown) -> None:
    (path,) = shown.tried(_LONG)
    assert path.batch_error is not None
    assert _away(path, _ROWS) < 0.01


def _in_between_it_ends_in_between(shown: Shown) -> None:
    path = shown.changed(beta2=0.9)
    assert 0.15 < _away(path, _USUAL) < 0.25
    assert 0.15 < _away(path, _ROWS) < 0.25


def _beta2_decides_where(shown: Shown) -> None:
    _all_rows_lead_to_least_squares(shown)
    _single_rows_lead_to_the_line_of_the_usual_ones(shown)
    _a_long_memory_leads_to_least_squares(shown)


LESSON = Lesson(
    key="adam-on-mini-batches",
    number="5.4",
    title="Adam on mini-batches",
    gist=says(
        "On mini-batches Adam can end elsewhere than on all rows: $\\beta_2$ decides where.",
        _beta2_decides_where,
    ),
    panel="data",
    link=f"e=mean((w1 x %2B w2 - y)^2)&data=x,y;{_POINTS}&start=-1,2.5&steps=1000&view=-1.6,2.4,-0.5,3.5&t=1"
    "&panel=data&batch=1&run=adam:eta=0.05,beta1=0.0,beta2=0.5/cosine:",
    sentences=(
        (
            says(
                "Two of the 40 points lie far above the others, and pull the line of the lowest $E$ up."
                " With all rows in each step Adam ends at that line, $w = (1.08, 0.86)$.",
                _all_rows_lead_to_least_squares,
            ),
            says(
                "With one row in each step and $\\beta_2 = 0.5$ it ends at the line through the other 38"
                " points, $(0.8, 0.5)$.",
                _single_rows_lead_to_the_line_of_the_usual_ones,
            ),
            says(
                "The gradients of the two points are more than 50 times as long as the others. But $s$"
                " forgets them until they come again, and no step is longer than $1.42 \\eta$.",
                _no_step_is_longer_however_steep_the_row,
            ),
        ),
        (
            says(
                "With $\\beta_2 = 0.999$ $s$ remembers a thousand steps. So all rows are divided by nearly"
                " the same number, and Adam ends at the lowest $E$ again.",
                _a_long_memory_leads_to_least_squares,
            ),
            says(
                "With 0.9 it ends between the two lines. Reddi et al. (2018, arXiv 1904.09237) show that"
                " Adam need not converge where large gradients are rare.",
                _in_between_it_ends_in_between,
            ),
            invites("Drag $\\beta_2$ across 0.9."),
        ),
    ),
    tries=(
        (_LONG, "batch=1&run=adam:eta=0.05,beta1=0.0,beta2=0.999/cosine:"),
        (_ALL, "batch=40"),
    ),
    able="Say why Adam’s end can depend on β2 and on the batch.",
    minutes=4,
    question=Question(
        (
            "Two of the 40 points lie far above the others. Adam sees one point at each step, with β2 ="
            " 0.5 and an η that falls to 0. Where does it end?"
        ),
        "guess=place",
        (
            says(
                "It does not end where $E$ is lowest, but at the line through the other 38 points. The two"
                " pull hard, but $s$ forgets them until they come again. Drag β2 to the right.",
                _beta2_decides_where,
            ),
        ),
    ),
)
