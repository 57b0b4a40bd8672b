"""Lesson 1.3: how fast three values of α converge."""

from . import Lesson


def check(paths):
    """Check the numbers in the text."""
    for path, error in zip(paths, ("4.9e-29", "2.8e-07", "1.5e-01"), strict=True):
        assert f"{path.error[700]:.1e}" == error
    assert f"{paths[2].error[700]:.3g}" == "0.148"


LESSON = Lesson(
    key="convergence",
    number="1.3",
    title="Three values of α",
    link=(
        "steps=700&t=22&crop=600&run=momentum:eta=0.001,alpha=0.9"
        "&run=momentum:eta=0.001,alpha=0.6&run=momentum:eta=0.001,alpha=0"
    ),
    text=(
        "The error of three runs over 700 steps, on one axis that is cropped to where they differ (turn the"
        " wheel over it for another crop, double click for all of it).",
        "All three fall fast at first. Then the run without momentum creeps along the valley: its error at"
        " $t = 700$ is 0.148, beside $2.8 \\cdot 10^{-7}$ for $\\alpha = 0.6$ and"
        " $4.9 \\cdot 10^{-29}$ for $\\alpha = 0.9$. The price of 0.9 is the bump at $t = 22$.",
        "Switch to the log scale: straight lines are geometric convergence, and their slopes are the rates.",
    ),
    check=check,
)
