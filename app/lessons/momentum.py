"""Lesson 1.2: a path with momentum."""

import numpy as np

from . import Lesson, Question, Shown, invites, says


def _the_same_run(shown: Shown) -> None:
    (path,) = shown.paths
    assert path.t.size == 301
    assert (round(path.w1[2], 2), round(path.w2[2], 2)) == (-14.74, 18.85)  # as in the lesson before


def _it_crosses_the_floor(shown: Shown) -> None:
    (path,) = shown.paths
    assert int(np.argmax(path.w2 < 0)) == 14
    assert (np.diff(path.w2[13:24]) < 0).all()


def _the_error_has_a_bump(shown: Shown) -> None:
    (path,) = shown.paths
    rising = np.flatnonzero(np.diff(path.error) > 0)[0]
    assert rising + int(np.argmax(np.diff(path.error[rising:]) < 0)) == 22
    assert path.w2[22] < path.w2[21] < 0


def _momentum_grows_while_friction_takes_less(shown: Shown) -> None:
    (path,) = shown.paths
    m, g = path.state["m"][1], path.g2
    assert int(m.argmax()) == 9
    friction = 0.1 * m[:-1]
    assert (g[:9] > friction[:9]).all()
    assert g[9] < friction[9]


def _it_takes_a_while_to_be_used_up(shown: Shown) -> None:
    (path,) = shown.paths
    m = path.state["m"][1]
    assert path.g2[13] > 0 > path.g2[14]
    assert 0.74 < m[14] / m[9] < 0.8
    assert int(np.argmax(m < 0)) == 24


def _without_momentum_it_is_gradient_descent(shown: Shown) -> None:
    path = shown.changed(alpha=0.0)
    for w, g in ((path.w1, path.g1), (path.w2, path.g2)):
        np.testing.assert_allclose(np.diff(w), -0.001 * g[:-1], rtol=1e-9)
    floor = np.abs(path.w2) < 0.1
    steps = np.hypot(np.diff(path.w1), np.diff(path.w2))
    assert steps[floor[:-1]].max() < 0.02 < 0.4 < steps[0]
    assert path.w1[-1] < -2
    np.testing.assert_array_equal(path.w1, shown.tried("Without momentum, α = 0")[0].w1)


def _without_friction_it_swings_for_ever(shown: Shown) -> None:
    path = shown.changed(steps=10_000, alpha=1.0)
    assert path.error[-1000:].max() > path.error[:1000].max() * 0.99
    (tried,) = shown.tried("Without friction, α = 1")
    np.testing.assert_array_equal(path.w1[:301], tried.w1)


def _it_gathers_speed_and_climbs_the_other_side(shown: Shown) -> None:
    _momentum_grows_while_friction_takes_less(shown)
    _it_crosses_the_floor(shown)
    _the_error_has_a_bump(shown)


def _more_momentum_is_not_always_faster(shown: Shown) -> None:
    first = {alpha: int(np.argmax(shown.changed(alpha=alpha).error < 0.001)) for alpha in (0.88, 0.9, 0.95)}
    assert first == {0.88: 108, 0.9: 129, 0.95: 234}


LESSON = Lesson(
    key="momentum",
    number="1.2",
    title="A path with momentum",
    gist=says(
        "With momentum the path gathers speed, crosses the valley’s floor and climbs the other side.",
        _it_gathers_speed_and_climbs_the_other_side,
    ),
    link="steps=300&t=22&run=momentum:eta=0.001,alpha=0.9",
    sentences=(
        (
            says("A run with momentum, $\\alpha = 0.9$: 300 steps from $(-15, 20)$.", _the_same_run),
            says(
                "At $t = 14$ it crosses the valley’s floor, $w_2 = 0$. By then it is fast, and it goes on"
                " downwards.",
                _it_crosses_the_floor,
            ),
            says(
                "The error rises to a bump at $t = 22$: there the path has climbed the other side of the"
                " valley.",
                _the_error_has_a_bump,
            ),
        ),
        (
            says(
                "The trace of $m$ shows why. At each step friction takes a tenth of $m_2$, and the"
                " gradient adds to it. Until $t = 9$ the gradient adds more, so $m_2$ grows.",
                _momentum_grows_while_friction_takes_less,
            ),
            says(
                "At $t = 14$ the gradient changes its sign. Three quarters of the largest $m_2$ are left,"
                " and carry the path on until $t = 24$.",
                _it_takes_a_while_to_be_used_up,
            ),
        ),
        (
            invites("Drag α."),
            says(
                "At $\\alpha = 0$ this is gradient descent. Every step follows the slope, and the path"
                " creeps along the valley.",
                _without_momentum_it_is_gradient_descent,
            ),
            says(
                "At $\\alpha = 1$ nothing is forgotten, and the path swings to and fro for ever.",
                _without_friction_it_swings_for_ever,
            ),
        ),
    ),
    tries=(
        ("Without momentum, α = 0", "run=momentum:eta=0.001,alpha=0"),
        ("Without friction, α = 1", "run=momentum:eta=0.001,alpha=1"),
    ),
    able=("Say from a path how much momentum it has, and when more of it is worse."),
    minutes=4,
    question=Question(
        "Is more momentum always faster? Bring E below 0.001 within 120 steps, by α alone.",
        "goal=E%3C0.001@120%3Bby=alpha",
        (
            says(
                "More momentum is not always faster. With $\\alpha = 0.88$ the error is below 0.001 after"
                " 108 steps. With 0.95 that takes 234 steps: the path overshoots again and again. Drag α to"
                " both sides.",
                _more_momentum_is_not_always_faster,
            ),
        ),
    ),
)
