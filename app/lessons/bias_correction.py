"""Lesson 3.3: what bias correction does to the second step."""

import math

from optimizers import OPTIMIZERS
from optimizers.pairs import pair

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    assert round(math.sqrt(1 - 0.999**2) / (1 - 0.9**2), 4) == 0.2353
    values = {"eta": 1.0, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-300}
    with_correction, without = (
        float(pair(OPTIMIZERS[key](**values), 1.0, 2.0).second) for key in ("adam", "adam-uncorrected")
    )
    assert round(with_correction / without, 4) == 0.2353


LESSON = Lesson(
    key="bias-correction",
    number="3.3",
    title="Bias correction",
    link="tab=pairs&reach=3&run=adam:eta=1,beta1=0.9,beta2=0.999,epsilon=1e-8",
    text=(
        "Both moments start at zero and are too small at first; Adam divides that bias out. The maps show how"
        " much longer the second step is than gradient descent’s, on the left with the correction and on the"
        " right without, on one scale of colour.",
        "Without it steps are longer, not shorter: $s$, under the root, is further off than $m$. At $t = 2$"
        " the corrections amount to a factor of"
        " $\\sqrt{1 - \\beta_2^2}/(1 - \\beta_1^2) \\approx 0.2353$.",
        "With it, small gradients are amplified and large ones attenuated, but moderately.",
    ),
    check=check,
)
