"""Lesson 3.4: a path with Adam."""

from urllib.parse import quote

from optimizers import OPTIMIZERS, descend
from surfaces import GALLERY

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    (path,) = paths
    assert path.error[-1] < 1e-6
    bowl, wells = GALLERY["bowl"], GALLERY["two-wells"]
    late = descend(OPTIMIZERS["adam"](eta=10.0, beta1=0.99), bowl, bowl.start, 300)
    assert late.error[200:].max() > 100
    angular = descend(OPTIMIZERS["adam"](eta=5.0, beta1=0.5, beta2=0.1), bowl, bowl.start, 300)
    assert angular.error[200:].max() > 100
    missed = descend(OPTIMIZERS["adam"](eta=0.1, beta1=0.95), wells, (-1.5, 1.5), 300)
    assert abs(missed.w1[-1] - wells.minima[1][0]) < 0.01
    assert wells.value(*wells.minima[1]) > wells.value(*wells.minima[0])


LESSON = Lesson(
    key="adam",
    number="3.4",
    title="A path with Adam",
    link="steps=300&t=12&run=adam:eta=0.5,beta1=0.9,beta2=0.999,epsilon=1e-8",
    text=(
        "All of it together: $m$ averages the gradients, $s$ their squares, both are corrected for their"
        " start at zero, and their quotient is the step. The larger $\\beta_1$ is, the longer the path keeps"
        " its way and overshoots; a small $\\beta_2$ lets directions count, a large one lengths.",
        "Adam is no protection against extreme settings. It can swing about the minimum for hundreds of"
        " steps, and it can run past the better of two minima, as the buttons show.",
    ),
    check=check,
    tries=(
        ("It swings for long", "run=adam:eta=10,beta1=0.99,beta2=0.999,epsilon=1e-8"),
        ("It never settles", "run=adam:eta=5,beta1=0.5,beta2=0.1,epsilon=1e-8"),
        (
            "It passes the better minimum",
            f"e={quote(GALLERY['two-wells'].text)}&view=-2,2,-2,2&start=-1.5,1.5"
            "&run=adam:eta=0.1,beta1=0.95,beta2=0.999,epsilon=1e-8",
        ),
    ),
)
