"""When runs come close to their ends: `arrivals` of many runs, and `close_at` of one path."""

import copy
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import Array, Optimizer
from .batches import rows_by_step
from .descent import Trajectory
from .looking import Surface
from .many import (
    NONE,
    Endpoints,
    Mask,
    Numbers,
    Runs,
    block_of,
    fill,
    in_blocks,
    steps_at_once,
    taken,
    unknown_ends,
)
from .progress import Progress, stretched
from .schedules import Schedule

CLOSE = 0.01
"""A run is close to its target once at most this share of the distance at the start is left."""
_STRETCHES, _LEAST_STRETCH = 32, 16
"""The most stretches into which `arrivals` cuts the steps, and the fewest steps of one."""
_KEPT = 2**20
"""A block with at most so many points keeps them all."""
_AT_ONCE = 2**14
"""The most points that are looked at between two reports of progress."""
_FORWARD = 0.9
"""The share of the work of `arrivals` that is done after the last step."""


class Arrivals(NamedTuple):
    """Where many runs ended and how they got there. Arrays have the shape of `ends`, after axes named below.

    `close_at` is the first t from which on the run is close: ‖w(t) − target‖ ≤ CLOSE ‖w(0) − target‖ until
    its last step; nan where it never is. The target is the run's own end, unless targets were given. w is
    where the method is judged (see `Optimizer.judged`).

    `swing` has shape (2, 2, ...): the range, max − min, of w1 and w2 (second axis) over the last fifth and
    over the last tenth of the steps (first axis).

    Both are nan where a run ended early.
    """

    ends: Endpoints
    close_at: Array
    swing: Array


def arrivals(
    optimizer: Optimizer,
    surface: Surface,
    w1: ArrayLike,
    w2: ArrayLike,
    steps: int,
    targets: Sequence[tuple[float, float]] = (),
    schedule: Schedule | None = None,
    let: Numbers = NONE,
    *,
    batch: int | None = None,
    seed: int = 0,
) -> Progress[Arrivals]:
    """Follow many starts as `endpoints` does, and find out when they come close to their ends.

    This is a generator, so that the caller can show progress and cancel: it yields the share of the work that
    is done, and returns the result (see `finished`).

    The target of a run is the one of `targets`, (w1, w2) each, that is nearest to its end; without targets,
    its end. All other arguments are as in `endpoints`.
    """
    shape, blocks = in_blocks(optimizer, schedule, w1, w2, block_of(surface), let)
    found = Arrivals(unknown_ends(shape), np.empty(shape), np.empty((2, 2, *shape)))
    done, count = 0.0, math.prod(shape)
    by_step = rows_by_step(surface, batch, steps, seed)
    for block, rule, rate_schedule, start1, start2, numbers in blocks:
        share = start1.size / count
        runs = Runs(rule, rate_schedule, start1, start2, surface, steps, numbers, by_step)
        arrive = _arrive if start1.size * (steps + 1) <= _KEPT else _arrive_in_stretches
        part = yield from stretched(arrive(runs, targets), done, done + share)
        done += share
        fill(found.ends, block, part.ends)
        fill(found[1:], block, part[1:])
    return found


def close_at(path: Trajectory, targets: Sequence[tuple[float, float]] = ()) -> int | None:
    """Return the `close_at` of `Arrivals` for one recorded path; None where there is none.

    A path that ended early has only the steps before its end.
    """
    w1, w2, _ = path.judged
    end = float(w1[-1]), float(w2[-1])
    target1, target2 = min(targets, key=lambda target: math.dist(target, end), default=end)
    with np.errstate(all="ignore"):  # paths may be so long that distances overflow
        distance = np.hypot(w1 - target1, w2 - target2)
        far = np.flatnonzero(distance > CLOSE * distance[0])
    after = int(far[-1]) + 1 if far.size else 0
    return after if after < path.t.size else None


class _Box(NamedTuple):
    """The box in which each run stays, arrays of shape (2, ...): its least and its largest w1 and w2."""

    low: Array
    high: Array

    @classmethod
    def about(cls, point: tuple[Array, Array]) -> "_Box":
        return cls(np.array(point), np.array(point))

    def take_in(self, point: tuple[Array, Array]) -> None:
        for axis, w in enumerate(point):
            np.minimum(self.low[axis], w, out=self.low[axis])
            np.maximum(self.high[axis], w, out=self.high[axis])


class _Stretch(NamedTuple):
    """The steps from t = begin to t = end of some runs of a block, and the boxes in which each run stays."""

    runs: Runs
    """The runs at t = begin."""
    begin: int
    end: int
    box: _Box
    judged_box: _Box
    """Of the points by which each run is judged; the same object as `box` where these are its own points."""


def _arrive(runs: Runs, targets: Sequence[tuple[float, float]]) -> Progress[Arrivals]:
    """Compute one block of `arrivals` from all of its points."""
    steps, running = runs.steps, runs.finite()
    bad_start, stopped = ~running, np.zeros(running.shape, dtype=int)
    path = np.empty((steps + 1, 2, *running.shape))
    judged = np.empty_like(path) if runs.optimizer.judged_symbol else path

    def keep(t: int) -> None:
        path[t, 0], path[t, 1] = runs.w1, runs.w2
        if judged is not path:
            judged[t] = runs.judged()

    keep(0)
    yield from stretched(taken(runs, 0, steps, running, stopped, keep), 0, _FORWARD)
    w1, w2, error, judged_error = np.where(running, runs.row(4), np.nan)
    with np.errstate(all="ignore"):  # runs that have ended may be anywhere
        swing = np.array([np.ptp(path[begin:], axis=0) for begin in _windows(steps)])
    goals = _nearest(targets, np.where(running, judged[-1], np.nan))
    last = yield from stretched(_last_far_of(judged, goals, running), _FORWARD, 1)
    close_at = np.where(running & (last < steps), last + 1.0, np.nan)
    ends = Endpoints(w1, w2, error, stopped, bad_start, judged_error)
    return Arrivals(ends, close_at, np.where(running, swing, np.nan))


def _last_far_of(path: Array, goals: Array, running: Mask) -> Progress[NDArray[np.int_]]:
    """Return the last t at which each running run was far from its goal, or −1.

    `path` has the shape (steps + 1, 2, ...).
    """
    radius, undecided = _radius(path[0], goals), running.copy()
    last = np.full(running.shape, -1)
    part, steps = max(1, _AT_ONCE // running.size), len(path) - 1
    for end in range(steps + 1, 0, -part):
        with np.errstate(all="ignore"):
            far = _is_far((path[max(0, end - part) : end] - goals).swapaxes(0, 1), radius)
        found = undecided & far.any(axis=0)
        if found.any():
            last[found] = end - 1 - far[::-1, found].argmax(axis=0)
            undecided &= ~found
            if not undecided.any():
                break
        yield 1 - max(0, end - part) / (steps + 1)
    yield 1.0
    return last


def _windows(steps: int) -> tuple[int, int]:
    """Return the t from which on the two rows of `swing` count."""
    tenth = max(1, steps // 10)
    return max(0, steps - 2 * tenth), steps - tenth


def _radius(starts: Array, goals: Array) -> Array:
    """Return how near to its goal each run is close."""
    with np.errstate(all="ignore"):
        radius: Array = CLOSE * np.hypot(*(starts - goals))
        radius[radius == 0] = 5e-324  # a path that starts at its target is close only while it is there
    return radius


def _arrive_in_stretches(runs: Runs, targets: Sequence[tuple[float, float]]) -> Progress[Arrivals]:
    """Compute one block of `arrivals` whose points are too many to be kept.

    Each stretch of steps keeps the runs at its beginning, and a box around each run. Once the ends are known,
    the last stretch whose box is not entirely close to the target is followed again, to find the last step at
    which the run was far. Runs that ended are left out.
    """
    steps, starts = runs.steps, np.array([runs.w1, runs.w2])
    running = runs.finite()
    end1, end2, error, judged1, judged2, judged_error = np.full((6, *running.shape), np.nan)
    ends = Endpoints(end1, end2, error, np.zeros(running.shape, dtype=int), ~running, judged_error)
    windows = _windows(steps)
    count = max(1, min(_STRETCHES, steps // _LEAST_STRETCH))
    edges = sorted({*(steps * k // count for k in range(count + 1)), *windows})
    stretches = []
    for begin, end in itertools.pairwise(edges):
        if running.sum() <= running.size / 2:
            runs, running = runs.picked(running), np.ones(running.sum(), dtype=bool)
        before, box = copy.copy(runs), _Box.about((runs.w1, runs.w2))
        judged_box = _Box.about(runs.judged()) if runs.optimizer.judged_symbol else box

        def take_in(t: int, box: _Box = box, judged_box: _Box = judged_box, runs: Runs = runs) -> None:
            box.take_in((runs.w1, runs.w2))
            if judged_box is not box:
                judged_box.take_in(runs.judged())

        yield from stretched(taken(runs, begin, end, running, ends.stopped, take_in), 0, _FORWARD)
        stretches.append(_Stretch(before, begin, end, box, judged_box))
    wholes = end1, end2, error, judged_error, judged1, judged2
    for whole, last in zip(wholes, (*runs.row(4), *runs.judged()), strict=True):
        whole.flat[runs.index[running]] = last[running]
    looking = _looked_back(stretches, starts, np.array((judged1, judged2)), windows, targets)
    return Arrivals(ends, *(yield from looking))


def _looked_back(
    stretches: list[_Stretch],
    starts: Array,
    ends: Array,
    windows: tuple[int, int],
    targets: Sequence[tuple[float, float]],
) -> Progress[tuple[Array, Array]]:
    """Return `close_at` and `swing` of a block, whose starts and judged ends have the shape (2, ...)."""
    shape, steps = starts.shape[1:], stretches[-1].end
    going = ~np.isnan(ends[0])
    swing = np.array([_ranged(stretches, window, shape) for window in windows])
    close_at = np.full(shape, np.nan)
    goals = _nearest(targets, ends)
    unit = _radius(starts, goals)
    undecided = going.copy()
    for number, stretch in enumerate(reversed(stretches), start=1):
        index = stretch.runs.index
        goal, radius = goals.reshape(2, -1)[:, index], unit.ravel()[index]
        with np.errstate(all="ignore"):
            low, high = stretch.judged_box
            corner = np.maximum(np.abs(low - goal), np.abs(high - goal))
            look = undecided.ravel()[index] & _is_far(corner, radius)
        if look.any():
            done = _FORWARD + (1 - _FORWARD) * (number - 1) / len(stretches)
            last = yield from _last_far(stretch, look, goal[:, look], radius[look], done)
            found = index[look][last >= 0]
            close_at.flat[found], undecided.flat[found] = last[last >= 0] + 1, False
        yield _FORWARD + (1 - _FORWARD) * number / len(stretches)
    close_at[undecided] = 0
    close_at[close_at > steps] = np.nan
    return close_at, np.where(going, swing, np.nan)


def _last_far(
    stretch: _Stretch, which: Mask, goal: Array, radius: Array, progress: float
) -> Progress[NDArray[np.int_]]:
    """Follow some runs of a stretch again; return the last t at which each was far from its goal, or −1."""
    runs, last = stretch.runs.picked(which), np.full(radius.shape, -1)
    part = steps_at_once(radius.size, runs.surface)
    for done in range(stretch.begin, stretch.end + 1, part):
        with np.errstate(all="ignore"):
            for t in range(done, min(done + part, stretch.end + 1)):
                if t > stretch.begin:
                    runs.step(t)
                last[_is_far(np.array(runs.judged()) - goal, radius)] = t
        yield progress
    return last


def _is_far(offset: Array, radius: Array) -> Mask:
    """Tell which offsets, shape (2, ...), are longer than the radius, or nan; the offsets are overwritten."""
    offset /= radius
    offset *= offset
    near: Mask = offset[0] + offset[1] <= 1
    return ~near


def _ranged(stretches: list[_Stretch], begin: int, shape: tuple[int, ...]) -> Array:
    """Return how far w1 and w2 of each run of a block range from t = begin on, shape (2, ...)."""
    low, high = np.full((2, math.prod(shape)), np.inf), np.full((2, math.prod(shape)), -np.inf)
    for stretch in stretches:
        if stretch.begin >= begin:
            at = stretch.runs.index.ravel()
            low[:, at] = np.minimum(low[:, at], stretch.box.low.reshape(2, -1))
            high[:, at] = np.maximum(high[:, at], stretch.box.high.reshape(2, -1))
    with np.errstate(all="ignore"):
        ranged: Array = high - low
    return ranged.reshape(2, *shape)


def _nearest(targets: Sequence[tuple[float, float]], ends: Array) -> Array:
    """Return for each end, shape (2, ...), the nearest target; the end itself if there are no targets."""
    if not len(targets):
        return ends
    points = np.array(targets, dtype=float)
    distances = np.hypot(*(np.expand_dims(w, -1) - points[:, i] for i, w in enumerate(ends)))
    nearest = np.moveaxis(points[distances.argmin(axis=-1)], -1, 0)
    return np.where(np.isnan(ends), np.nan, nearest)
