"""The step of a run that tells most: where its arrows differ."""

import numpy as np

from optimizers import Trajectory

from ..settings import View

_SEEN = 0.01
"""Share of the view: a step of this length is as telling as a longer one, and a shorter one less."""
_STEEP = 0.5
"""Share of the steepest slope of the run from which on a slope is as telling as a steeper one."""


def telling_step(path: Trajectory, view: View) -> int:
    """Return the t at whose step the run goes least along −∇E, by the angles that the view shows; or 1.

    Short steps and gentle slopes count less, because nobody sees their arrows.
    """
    across, up = (high - low for low, high in view)
    steps = np.stack([np.diff(path.w1) / across, np.diff(path.w2) / up])
    slopes = -np.stack([path.g1[:-1] / across, path.g2[:-1] / up])
    lengths, steepness = np.hypot(*steps), np.hypot(*slopes)
    with np.errstate(all="ignore"):
        cosine = (steps * slopes).sum(axis=0) / (lengths * steepness)
        seen = np.minimum(lengths / _SEEN, 1) * np.minimum(steepness / (_STEEP * steepness.max(initial=0)), 1)
    worth = np.nan_to_num((1 - cosine) * seen, nan=0.0)
    return 1 + int(np.argmax(worth)) if worth.size else 1
