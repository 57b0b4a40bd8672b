"""The step of a run that tells most: where its arrows differ."""

import numpy as np

from optimizers import Trajectory

from ..settings import View

_LONG = 0.5
"""Share of the run's longest step, and of its steepest slope, beyond which longer is not more telling."""


def telling_step(path: Trajectory, view: View) -> int:
    """Return the t at whose step the run goes most across −∇E, by the angle that the view shows; or 1.

    Short steps and gentle slopes count less, because their arrows are short. Where the update lies across the
    gradient, neither lies on the other, nor on the path that led there.
    """
    across, up = (high - low for low, high in view)
    steps = np.stack([np.diff(path.w1) / across, np.diff(path.w2) / up])
    slopes = np.stack([path.g1[:-1] / across, path.g2[:-1] / up])
    lengths, steepness = np.hypot(*steps), np.hypot(*slopes)
    with np.errstate(all="ignore"):
        sine = np.abs(steps[0] * slopes[1] - steps[1] * slopes[0]) / (lengths * steepness)
        seen, steep = (np.minimum(each / (_LONG * each.max(initial=0)), 1) for each in (lengths, steepness))
        worth = sine * seen * steep / (seen + steep)
    worth = np.nan_to_num(worth, nan=0.0).round(6)  # a straight run differs from −∇E by rounding alone
    return 1 + int(np.argmax(worth)) if worth.size else 1
