"""Lesson 3.2: the first moment over time."""

from urllib.parse import quote

from surfaces import GALLERY

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    averaged, plain = (path.state["m"][0] for path in paths)
    assert -plain.min() > -1.5 * averaged.min() > 0
    assert abs(plain[60:]).max() < 1e-12
    assert averaged[30] < -1e-3


LESSON = Lesson(
    key="first-moment",
    number="3.2",
    title="The first moment over time",
    link=(
        f"e={quote(GALLERY['small-hole'].text)}&steps=150&t=30"
        "&run=first-moment:eta=20,beta1=0.95&run=first-moment:eta=20,beta1=0"
    ),
    text=(
        "The trace of $m$ for the two runs of the lesson before. Only $m_1$ matters here (the solid lines;"
        " a click on $m_2$ in the legend hides the dashed ones).",
        "Without averaging (orange) $m_1$ is the gradient itself. It is large on the slope, and zero for good"
        " once the path lies in the small hole.",
        "With $\\beta_1 = 0.95$ it grows more slowly and never gets as large, but it does not vanish in the"
        " hole either: what is left of the slope carries the path over the rim.",
    ),
    check=check,
)
