"""Paths as lines: their points that a view contains, their segments cut at its edge, and joined again."""

from functools import lru_cache

import numpy as np

from ..experiment import View


def inside_view(w1: np.ndarray, w2: np.ndarray, view: View) -> np.ndarray:
    """Tell for each point whether the view contains it."""
    (w1_low, w1_high), (w2_low, w2_high) = view
    return (w1 >= w1_low) & (w1 <= w1_high) & (w2 >= w2_low) & (w2 <= w2_high)


@lru_cache(maxsize=64)
def early_steps(steps: int, count: int) -> np.ndarray:
    """Return at most `count` + 1 steps from 0 to the last, denser at first, where a path goes farthest."""
    return np.unique(np.round(steps * np.linspace(0, 1, count + 1) ** 2).astype(int))


def clip_path(w1: np.ndarray, w2: np.ndarray, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Cut the path's segments at the edge of the view (Liang & Barsky 1984), all at once.

    Returns:
        the ends of every segment, two arrays of shape (T, 2); both ends are nan where nothing of the
        segment is seen.
    """
    enter, leave = np.zeros(w1.size - 1), np.ones(w1.size - 1)
    with np.errstate(all="ignore"):
        for w, (low, high) in ((w1, view[0]), (w2, view[1])):
            step = np.diff(w)
            at_low, at_high = (low - w[:-1]) / step, (high - w[:-1]) / step
            still = step == 0  # then it is in the view's strip all along, or never
            never = (w[:-1] < low) | (w[:-1] > high)
            enter = np.maximum(
                enter, np.where(still, np.where(never, np.inf, 0), np.minimum(at_low, at_high))
            )
            leave = np.minimum(leave, np.where(still, 1, np.maximum(at_low, at_high)))
        seen = enter <= leave
        cut = np.stack([np.where(seen, enter, np.nan), np.where(seen, leave, np.nan)], axis=1)
        ends = []
        for w in (w1, w2):
            at = w[:-1, None] + cut * np.diff(w)[:, None]
            at[:, 1] = np.where(cut[:, 1] == 1, w[1:], at[:, 1])  # whole segments meet to the bit
            ends.append(at)
    return ends[0], ends[1]


def joined(segments: np.ndarray) -> np.ndarray:
    """Return segments of shape (T, 2) as one line, broken by nan where a segment does not go on."""
    if not len(segments):
        return np.empty(0)
    line = np.concatenate([segments, np.full((len(segments), 1), np.nan)], axis=1)
    goes_on = np.append(segments[:-1, 1] == segments[1:, 0], False)
    keep = np.ones_like(line, dtype=bool)
    keep[:, 2] = ~goes_on
    keep[1:, 0] = ~goes_on[:-1]
    return line[keep]
