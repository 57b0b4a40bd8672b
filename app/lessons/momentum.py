"""Lesson 1.2: a path with momentum."""

import numpy as np

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    (path,) = paths
    assert int(np.argmax(path.w2 < 0)) == 14
    rising = np.flatnonzero(np.diff(path.error) > 0)[0]
    assert rising + int(np.argmax(np.diff(path.error[rising:]) < 0)) == 22


LESSON = Lesson(
    key="momentum",
    number="1.2",
    title="A path with momentum",
    link="steps=300&t=14&run=momentum:eta=0.001,alpha=0.9",
    text=(
        "The same run, 300 steps long. At $t = 14$ the path has gathered so much speed that it crosses the"
        " valley’s floor, $w_2 = 0$, and goes on downwards. The error has a bump at $t = 22$, while the path"
        " climbs the other side.",
        "The trace of $m$ tells why: $m_2$ grows as long as the gradient keeps its sign, and it takes a while"
        " until the turned gradient has used it up.",
        "Drag α. At $\\alpha = 0$ this is gradient descent, which never leaves the slope’s fall line and"
        " creeps along the valley; at $\\alpha = 1$ nothing is ever forgotten, and the path swings for ever.",
    ),
    check=check,
    tries=(
        ("Without momentum, α = 0", "run=momentum:eta=0.001,alpha=0"),
        ("Without friction, α = 1", "run=momentum:eta=0.001,alpha=1"),
    ),
)
