"""Lesson 3.1: averaged gradients roll over a small hole."""

from urllib.parse import quote

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    surface = GALLERY["small-hole"]
    ends = {
        beta1: descend(OPTIMIZERS["first-moment"](eta=20.0, beta1=beta1), surface, surface.start, 150).w1[-1]
        for beta1 in (0, 0.9, 0.91, 0.95)
    }
    assert round(ends[0], 2) == round(ends[0.9], 2) == -0.33
    assert ends[0.91] > 1
    assert round(ends[0.95], 1) == 3.0
    assert paths[0].w1[-1] > 1


LESSON = Lesson(
    key="small-hole",
    number="3.1",
    title="Rolling over a small hole",
    link=f"e={quote(GALLERY['small-hole'].text)}&steps=150&t=30&run=first-moment:eta=20,beta1=0.95",
    text=(
        "A hill, a small hole at its foot, a larger one behind. Adam’s first moment alone, without the"
        " second: an average of the gradients, not a sum, like a heavy ball with much friction.",
        "At $\\beta_1 = 0$ this is gradient descent, and it ends in the small hole, at $w_1 = -0.33$, as it"
        " does up to $\\beta_1 = 0.90$. From 0.91 on the average still holds enough of the slope’s gradients"
        " to climb the far rim, and the path ends near $(3, 0)$.",
        "Drag β1 across 0.90.",
    ),
    check=check,
    tries=(
        ("It stays, β1 = 0.90", "run=first-moment:eta=20,beta1=0.9"),
        ("It passes, β1 = 0.91", "run=first-moment:eta=20,beta1=0.91"),
    ),
)
