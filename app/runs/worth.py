"""Whether a run is worth seeing in a view, and if not, why: pure functions of one run, or of many at once."""

from typing import Any, NamedTuple

import numpy as np

from optimizers import Trajectories, Trajectory

from ..contract import LEAVING
from ..settings import View

STEPS = 50
"""A run worth seeing has more steps than this."""
IN_VIEW = 1 - LEAVING
"""At least this share of the points of a run worth seeing is in the view."""
EXTENT = 0.1
"""The points in the view of a run worth seeing range over at least this share of a side of the view."""
ABOVE_LEAST = 0.05
"""A run worth seeing ends below its start, and above its least E by at most this share of the way down."""
UNDER_WAY = 0.05
"""A run that makes at least this share of its descent in the last tenth of its steps has not arrived."""

NO_START = "no start"
ENDS = "ends early"
SHORT = "few steps"
LEAVES = "leaves the view"
STILL = "stands still"
SMALL = "too small to see"
CLIMBS = "does not descend"
"""The reasons why a run is not worth seeing. One that hardly moves has arrived (SMALL) or has not (STILL)."""


class Looks(NamedTuple):
    """What decides whether runs are worth seeing; the arrays have the shape of the runs."""

    steps: np.ndarray
    """The last step that a run has; −1 if the start has no E."""
    in_view: np.ndarray
    """The share of its points that is in the view."""
    extent: np.ndarray
    """How far these points range, as a share of a side of the view: the larger of the two shares."""
    first: np.ndarray
    """E at the start. This and the next three are E where the method is judged."""
    late: np.ndarray
    """E after nine tenths of the steps."""
    last: np.ndarray
    """E after the last step."""
    least: np.ndarray
    """The least E on the way."""

    def reasons(self, room: float = 0.0) -> dict[str, np.ndarray]:
        """Return for each reason the runs to which it applies; those with none are worth seeing.

        With `room` all limits are stricter by this share.
        """
        with np.errstate(invalid="ignore", over="ignore"):
            # Of halves, so that no difference overflows
            descent, above = self.first / 2 - self.least / 2, self.last / 2 - self.least / 2
            gained, lately = self.first / 2 - self.last / 2, self.late / 2 - self.last / 2
            hardly_moves = ~(self.extent >= EXTENT * (1 + room))
            arrived = (gained > 0) & (lately < UNDER_WAY * gained)
            return {
                NO_START: self.steps < 0,
                SHORT: (self.steps >= 0) & (self.steps <= STEPS * (1 + room)),
                LEAVES: ~(self.in_view >= 1 - (1 - IN_VIEW) * (1 - room)),
                STILL: hardly_moves & ~arrived,
                SMALL: hardly_moves & arrived,
                CLIMBS: ~((gained > 0) & (above <= ABOVE_LEAST * (1 - room) * descent)),
            }


def looks(runs: Trajectory | Trajectories, view: View | np.ndarray) -> Looks:
    """Return how runs look in a view.

    Args:
        runs: a run; or many, whose arrays have the steps along the first axis.
        view: the view of all, or an array of shape (2, 2, ...) with a view for each.
    """
    judged = runs.judged_error if isinstance(runs, Trajectories) else runs.judged.error
    there = np.isfinite(runs.error)
    count = there.sum(axis=0)

    def error(row: np.ndarray) -> Any:
        return np.take_along_axis(judged, np.maximum(row, 0)[np.newaxis], axis=0)[0]

    with np.errstate(invalid="ignore"):
        both = [(runs.w1, *view[0]), (runs.w2, *view[1])]
        inside = np.all([there, *((w >= low) & (w <= high) for w, low, high in both)], axis=0)

        def extent(w: np.ndarray, low: Any, high: Any) -> Any:
            most, least = np.where(inside, w, -np.inf).max(axis=0), np.where(inside, w, np.inf).min(axis=0)
            return (most - least) / (high - low)

        return Looks(
            steps=count - 1,
            in_view=inside.sum(axis=0) / np.maximum(count, 1),
            extent=np.maximum(*(extent(*each) for each in both)),
            first=judged[0],
            late=error((count - 1) * 9 // 10),
            last=error(count - 1),
            least=np.where(np.isfinite(judged) & there, judged, np.inf).min(axis=0),
        )


def worth(run: Trajectory, view: View) -> tuple[str, ...]:
    """Return the reasons why a run is not worth seeing in a view; none if it is."""
    reasons = [reason for reason, applies in looks(run, view).reasons().items() if applies]
    if NO_START in reasons:
        return (NO_START,)
    if reasons and run.stopped is not None:
        ignored = (SHORT, STILL, SMALL) if SHORT in reasons else ()  # it had too few steps for these
        return (ENDS, *(reason for reason in reasons if reason not in ignored))
    return tuple(reasons)


def blamed(run: Trajectory, view: View) -> tuple[str, ...]:
    """Return the reasons of `worth` without SHORT: the number of steps is what was asked for."""
    return tuple(reason for reason in worth(run, view) if reason != SHORT)
