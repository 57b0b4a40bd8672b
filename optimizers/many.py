"""The loop that follows many paths at once: `endpoints` keeps where they end.

`arrivals` is `endpoints` with an eye on the way: when a run came close to its end, and if it has settled.
`trajectories` keeps all of the way.
"""

import copy
import dataclasses
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .base import Array, Optimizer
from .careful import Record, in_numpy, initial_in_numpy
from .descent import Surface, Trajectory, evaluator
from .progress import Progress, finished, stretched
from .schedules import Schedule, factors

Mask = NDArray[np.bool_]

CLOSE = 0.01
"""A run is close where at most this share of the distance that it had to go is left."""
_BLOCK = 8192
"""How many starts run together: the arrays of a block fit in a core's cache, and memory stays bounded."""
_RECORDED, _LEAST_BLOCK = 2**21, 256
"""`trajectories` keeps the paths of one block: so many points, but of no fewer starts than the latter."""
_STRETCHES, _LEAST_STRETCH = 32, 16
"""Into how many stretches `arrivals` cuts the steps at most, and how many steps one has at least."""
_FORWARD = 0.9
"""The share of the work of `arrivals` that is done when the last step has been taken."""
_PART, _MOST_STEPS = 2**15, 32
"""How many starts × steps, and how many steps, are computed from one report of progress to the next."""


_Block = tuple[tuple[Any, ...], Optimizer, Schedule | None, Array, Array]
"""The index of a block in the whole, its method, its schedule, if there is one, and its starts w1 and w2."""


class Endpoints(NamedTuple):
    """Where many runs ended. All arrays have the broadcast shape of the starts and hyper-parameters.

    `w1`, `w2`, `error` are nan where a run ended early; `stopped` is the step at which it did, 0 where it
    did not, and `bad_start` tells the starts without E (for which `stopped` is 0 as well).
    """

    w1: Array
    w2: Array
    error: Array
    stopped: NDArray[np.int_]
    bad_start: Mask


class Arrivals(NamedTuple):
    """Where many runs ended and how they got there. Shapes are those of `ends`, after the axes named below.

    `close_at` is the first t from which on the run is close: ‖w(t) − target‖ ≤ CLOSE ‖w(0) − target‖ until
    its last step; nan where it never is. The target is the run's own end, unless targets were given.

    `swing` has shape (2, 2, ...): how far w1 and w2 ranged (second axis), max − min, over the last fifth and
    over the last tenth of the steps (first axis).

    Both are nan where a run ended early.
    """

    ends: Endpoints
    close_at: Array
    swing: Array


class Trajectories(NamedTuple):
    """All points of many runs: arrays of shape (steps + 1, ...), nan from where a run ended early."""

    w1: Array
    w2: Array
    error: Array


def endpoints(
    optimizer: Optimizer,
    surface: Surface,
    w1: ArrayLike,
    w2: ArrayLike,
    steps: int,
    schedule: Schedule | None = None,
) -> Endpoints:
    """Follow many starts at once for `steps` updates and keep where they end.

    w1, w2 and any hyper-parameter of `optimizer` and of `schedule` may be arrays that broadcast together.
    Starts run in blocks of a fixed size, so that the memory needed beside the result does not grow with their
    number. A method to which no schedule applies runs as without one (see `Optimizer.no_schedule`).
    """
    shape, blocks = _blocks(optimizer, schedule, w1, w2, _BLOCK)
    ends = _unknown_ends(shape)
    for block, rule, course, start1, start2 in blocks:
        _fill(ends, block, finished(_run(rule, course, start1, start2, surface, steps)))
    return ends


def arrivals(
    optimizer: Optimizer,
    surface: Surface,
    w1: ArrayLike,
    w2: ArrayLike,
    steps: int,
    targets: Sequence[tuple[float, float]] = (),
    schedule: Schedule | None = None,
) -> Progress[Arrivals]:
    """Follow many starts as `endpoints` does, and watch how they come to their ends.

    This is a generator, so that the caller can show progress and can stop half-way: it yields the share of
    the work that is done, and returns the result, which `yield from` and `finished` hand over.

    Args:
        optimizer: a method; its hyper-parameters may be arrays.
        surface: anything with value and gradient.
        w1: starts; w1, w2 and the hyper-parameters broadcast together.
        w2: starts.
        steps: the number of updates.
        targets: if there are any, `close_at` is about the one that is nearest to the end of the run.
        schedule: as in `endpoints`.
    """
    shape, blocks = _blocks(optimizer, schedule, w1, w2, _BLOCK)
    found = Arrivals(_unknown_ends(shape), np.empty(shape), np.empty((2, 2, *shape)))
    done, count = 0.0, math.prod(shape)
    for block, rule, course, start1, start2 in blocks:
        share = start1.size / count
        work = _arrive(rule, course, start1, start2, surface, steps, targets)
        part = yield from stretched(work, done, done + share)
        done += share
        _fill(found.ends, block, part.ends)
        _fill(found[1:], block, part[1:])
    return found


def trajectories(
    optimizer: Optimizer,
    surface: Surface,
    w1: ArrayLike,
    w2: ArrayLike,
    steps: int,
    schedule: Schedule | None = None,
) -> Progress[Trajectories]:
    """Follow many starts as `endpoints` does, and keep all of their points.

    This is a generator, as `arrivals` is. The result needs 24 bytes for each step of each run.
    """
    size = min(_BLOCK, max(_LEAST_BLOCK, _RECORDED // (steps + 1)))
    shape, blocks = _blocks(optimizer, schedule, w1, w2, size)
    whole = np.empty((steps + 1, 3, *shape))
    times = np.arange(steps + 1)
    done, count = 0.0, math.prod(shape)
    for block, rule, course, start1, start2 in blocks:
        share = start1.size / count
        path = np.empty((steps + 1, 3, *start1.shape))
        ends = yield from stretched(
            _run(rule, course, start1, start2, surface, steps, path), done, done + share
        )
        done += share
        last = np.where(ends[4], 0, np.where(ends[3] > 0, ends[3], steps + 1))
        path.swapaxes(0, 1)[:, times.reshape(-1, *[1] * last.ndim) >= last] = np.nan
        whole[(..., *block)] = path
    return Trajectories(*whole.swapaxes(0, 1))


def close_at(path: Trajectory, targets: Sequence[tuple[float, float]] = ()) -> int | None:
    """Return the `close_at` of `Arrivals` for one recorded path; None where there is none.

    Of a path that ended early this is about the steps that it has.
    """
    end = float(path.w1[-1]), float(path.w2[-1])
    target1, target2 = min(targets, key=lambda target: math.dist(target, end), default=end)
    with np.errstate(all="ignore"):  # paths may be so long that distances overflow
        distance = np.hypot(path.w1 - target1, path.w2 - target2)
        far = np.flatnonzero(distance > CLOSE * distance[0])
    after = int(far[-1]) + 1 if far.size else 0
    return after if after < path.t.size else None


def _blocks(
    optimizer: Optimizer, schedule: Schedule | None, w1: ArrayLike, w2: ArrayLike, size: int
) -> tuple[tuple[int, ...], Iterator[_Block]]:
    """Cut many starts into blocks of at most `size`.

    Returns:
        the shape to which starts and hyper-parameters broadcast; and for each block in turn its index in an
        array of that shape, the method, the schedule (None if none applies), w1 and w2. What a
        hyper-parameter has once for many starts, it keeps once, so that no work is done twice.
    """
    records: list[Any] = [in_numpy(optimizer)]
    if schedule is not None and not optimizer.no_schedule():
        records.append(in_numpy(schedule))
    varying = [{name: values for name, values in vars(each).items() if values.ndim} for each in records]
    w1, w2 = np.asarray(w1, float), np.asarray(w2, float)
    shape = np.broadcast_shapes(
        w1.shape, w2.shape, *(values.shape for each in varying for values in each.values())
    )

    def part(values: Array, block: tuple[Any, ...]) -> Array:
        values = values.reshape((1,) * (len(shape) - values.ndim) + values.shape)
        once = (0 if isinstance(at, int) else slice(None) for at in block)
        each = zip(block, once, values.shape, strict=False)
        return values[tuple(all_alike if length == 1 else at for at, all_alike, length in each)]

    def in_turn() -> Iterator[_Block]:
        for block in _indices(shape, size):
            of_block = np.broadcast_to(False, shape)[block].shape
            starts = (np.array(np.broadcast_to(part(w, block), of_block)) for w in (w1, w2))
            rule, *course = (
                dataclasses.replace(record, **{name: part(values, block) for name, values in each.items()})
                for record, each in zip(records, varying, strict=True)
            )
            yield block, rule, course[0] if course else None, *starts

    return shape, in_turn()


def _indices(shape: tuple[int, ...], size: int) -> Iterator[tuple[Any, ...]]:
    """Cut a shape into blocks of at most `size` numbers, and return their indices.

    One axis is cut; those before it are single numbers, those after it stay whole. A single number is a block
    of shape (1,).
    """
    if not shape:
        yield (np.newaxis,)
        return
    inner = [math.prod(shape[axis + 1 :]) for axis in range(len(shape))]
    cut = next(axis for axis, count in enumerate(inner) if count <= size)
    length = size // max(1, inner[cut])
    for outer in np.ndindex(*shape[:cut]):
        for low in range(0, shape[cut], length):
            yield *outer, slice(low, low + length), *[slice(None)] * (len(shape) - cut - 1)


class _Runs:
    """Runs under way: the method, and for each run its point, its E and ∇E, and its states."""

    def __init__(
        self,
        optimizer: Optimizer,
        schedule: Schedule | None,
        w1: Array,
        w2: Array,
        surface: Surface,
        steps: int,
    ):
        self.optimizer, self.schedule, self.steps = optimizer, schedule, steps
        self.evaluate, self.at = evaluator(surface), _at_each_step(optimizer, schedule, steps)
        self.w1: Any = w1  # arrays, of which a rule makes arrays
        self.w2: Any = w2
        self.first = self.second = initial_in_numpy(optimizer)
        self.error, self.g1, self.g2 = self.evaluate(w1, w2)
        self.index = np.arange(w1.size).reshape(w1.shape)
        """Which runs of the block these are."""

    def step(self, t: int) -> None:
        """Take step t. All arrays are new, so that a copy made before keeps what it had."""
        step, rule = np.float64(t), self.at(t)
        self.first = rule.accumulate(step, self.g1, self.first)
        self.second = rule.accumulate(step, self.g2, self.second)
        self.w1 = rule.moved(step, self.w1, self.g1, self.first)
        self.w2 = rule.moved(step, self.w2, self.g2, self.second)
        self.error, self.g1, self.g2 = self.evaluate(self.w1, self.w2)

    def finite(self) -> Mask:
        """Return a mask of the runs that have not ended."""
        mask: Mask = np.isfinite(self.error) & np.isfinite(self.g1) & np.isfinite(self.g2)
        return mask

    def picked(self, mask: Mask) -> "_Runs":
        """Return some of the runs, in arrays with one axis."""

        def pick(value: ArrayLike) -> NDArray[Any]:
            return np.broadcast_to(value, mask.shape)[mask]

        def pick_fields(record: Record) -> Record:
            values = {name: pick(value) for name, value in vars(record).items() if np.ndim(value)}
            return dataclasses.replace(record, **values)

        some = copy.copy(self)
        some.optimizer = pick_fields(self.optimizer)
        some.schedule = self.schedule and pick_fields(self.schedule)
        some.at = _at_each_step(some.optimizer, some.schedule, self.steps)
        for name in ("w1", "w2", "error", "g1", "g2", "index"):
            setattr(some, name, pick(getattr(self, name)))
        some.first, some.second = (type(state)(*map(pick, state)) for state in (self.first, self.second))
        return some


def _run(
    optimizer: Optimizer,
    schedule: Schedule | None,
    w1: Array,
    w2: Array,
    surface: Surface,
    steps: int,
    path: Array | None = None,
) -> Progress[tuple[Any, ...]]:
    """Run one block; yield the share of its steps that are done, now and then; return fields of `Endpoints`.

    Where `path` is given, of shape (steps + 1, 2 or 3, ...), all points are written into it, E too if it has
    room; but nothing after the step at which the last run has ended early.
    """
    runs = _Runs(optimizer, schedule, w1, w2, surface, steps)
    running = runs.finite()
    bad_start, stopped = ~running, np.zeros(w1.shape, dtype=int)
    if path is not None:
        path[0] = (w1, w2, runs.error)[: path.shape[1]]
    part = _part(w1.size)
    for done in range(0, steps, part):
        with np.errstate(all="ignore"):  # not across a yield: it would hold for the caller too
            for t in range(done + 1, min(done + part, steps) + 1):
                if not running.any():
                    break
                runs.step(t)
                if path is not None:
                    path[t] = (runs.w1, runs.w2, runs.error)[: path.shape[1]]
                ended = running & ~runs.finite()
                stopped[ended] = t
                running &= ~ended
        yield min(done + part, steps) / steps
    return *np.where(running, (runs.w1, runs.w2, runs.error), np.nan), stopped, bad_start


def _part(size: int) -> int:
    """Return how many steps of so many runs are computed from one report of progress to the next."""
    return max(1, min(_MOST_STEPS, _PART // max(1, size)))


class _Stretch(NamedTuple):
    """The steps from t = begin to t = end of some runs of a block, and the boxes in which the runs stay."""

    runs: _Runs
    """As they were at t = begin."""
    begin: int
    end: int
    low: Array
    """Shape (2, ...), like high: the least and the largest w1 and w2 of each run."""
    high: Array


def _arrive(
    optimizer: Optimizer,
    schedule: Schedule | None,
    w1: Array,
    w2: Array,
    surface: Surface,
    steps: int,
    targets: Sequence[tuple[float, float]],
) -> Progress[Arrivals]:
    """Do one block of `arrivals`.

    Paths of many steps are too long to be kept. So of each stretch of the steps a box is kept, and the runs
    as they were before it. When the ends are known, the last stretch of a run whose box is not all close to
    the target is followed again, to see at which step it was last farther away. Runs that have ended are left
    out.
    """
    runs = _Runs(optimizer, schedule, w1, w2, surface, steps)
    running = runs.finite()
    end1, end2, error = np.full((3, *w1.shape), np.nan)
    ends = Endpoints(end1, end2, error, np.zeros(w1.shape, dtype=int), ~running)
    tenth = max(1, steps // 10)
    windows = max(0, steps - 2 * tenth), steps - tenth
    count = max(1, min(_STRETCHES, steps // _LEAST_STRETCH))
    edges = sorted({*(steps * k // count for k in range(count + 1)), *windows})
    stretches = []
    for begin, end in itertools.pairwise(edges):
        if running.sum() <= running.size / 2:
            runs, running = runs.picked(running), np.ones(running.sum(), dtype=bool)
        before, low, high = copy.copy(runs), np.array([runs.w1, runs.w2]), np.array([runs.w1, runs.w2])
        part = _part(running.size)
        for done in range(begin, end, part):
            with np.errstate(all="ignore"):  # not across a yield: it would hold for the caller too
                for t in range(done + 1, min(done + part, end) + 1):
                    if not running.any():
                        break
                    runs.step(t)
                    for axis, w in enumerate((runs.w1, runs.w2)):
                        np.minimum(low[axis], w, out=low[axis])
                        np.maximum(high[axis], w, out=high[axis])
                    ended = running & ~runs.finite()
                    ends.stopped.flat[runs.index[ended]] = t
                    running &= ~ended
            yield _FORWARD * min(done + part, end) / steps
        stretches.append(_Stretch(before, begin, end, low, high))
    for whole, last in zip(ends[:3], (runs.w1, runs.w2, runs.error), strict=True):
        whole.flat[runs.index[running]] = last[running]
    looking = _looked_back(stretches, np.array([w1, w2]), np.array(ends[:2]), windows, targets)
    return Arrivals(ends, *(yield from looking))


def _looked_back(
    stretches: list[_Stretch],
    starts: Array,
    ends: Array,
    windows: tuple[int, int],
    targets: Sequence[tuple[float, float]],
) -> Progress[tuple[Array, Array]]:
    """Return `close_at` and `swing` of a block, whose starts and ends have the shape (2, ...)."""
    shape, steps = starts.shape[1:], stretches[-1].end
    going = ~np.isnan(ends[0])
    swing = np.array([_ranged(stretches, window, shape) for window in windows])
    close_at = np.full(shape, np.nan)
    with np.errstate(all="ignore"):
        goals = _nearest(targets, ends)
        unit = CLOSE * np.hypot(*(starts - goals))
        unit[unit == 0] = 5e-324  # a path that starts at its target is close where it is there
    undecided = going.copy()
    for number, stretch in enumerate(reversed(stretches), start=1):
        index = stretch.runs.index
        goal, radius = goals.reshape(2, -1)[:, index], unit.ravel()[index]
        with np.errstate(all="ignore"):
            corner = np.maximum(np.abs(stretch.low - goal), np.abs(stretch.high - goal))
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
    """Follow some runs of a stretch again; return when each was last far from its goal, −1 if never."""
    runs, last = stretch.runs.picked(which), np.full(radius.shape, -1)
    part = _part(radius.size)
    for done in range(stretch.begin, stretch.end + 1, part):
        with np.errstate(all="ignore"):
            for t in range(done, min(done + part, stretch.end + 1)):
                if t > stretch.begin:
                    runs.step(t)
                last[_is_far(np.array([runs.w1, runs.w2]) - goal, radius)] = t
        yield progress
    return last


def _is_far(offset: Array, radius: Array) -> Mask:
    """Tell which offsets, shape (2, ...), are longer than the radius, or no numbers."""
    share = offset / radius
    share *= share
    near: Mask = share[0] + share[1] <= 1
    return ~near


def _ranged(stretches: list[_Stretch], begin: int, shape: tuple[int, ...]) -> Array:
    """Return how far w1 and w2 of each run of a block range from t = begin on, shape (2, ...)."""
    low, high = np.full((2, math.prod(shape)), np.inf), np.full((2, math.prod(shape)), -np.inf)
    for stretch in stretches:
        if stretch.begin >= begin:
            at = stretch.runs.index.ravel()
            low[:, at] = np.minimum(low[:, at], stretch.low.reshape(2, -1))
            high[:, at] = np.maximum(high[:, at], stretch.high.reshape(2, -1))
    with np.errstate(all="ignore"):
        ranged: Array = high - low
    return ranged.reshape(2, *shape)


def _at_each_step(optimizer: Optimizer, schedule: Schedule | None, steps: int) -> Callable[[int], Optimizer]:
    """Return the function t -> the rule of step t."""
    if schedule is None:
        return lambda t: optimizer
    if any(np.ndim(value) for value in vars(schedule).values()):
        return lambda t: optimizer.scaled(schedule.factor(np.float64(t), np.float64(steps)))
    known = factors(schedule, steps)  # at once, in the time of a few steps
    return lambda t: optimizer.scaled(known[t])


def _unknown_ends(shape: tuple[int, ...]) -> Endpoints:
    return Endpoints(*(np.empty(shape, dtype=kind) for kind in (float, float, float, int, bool)))


def _fill(wholes: Iterable[NDArray[Any]], block: tuple[Any, ...], parts: Iterable[NDArray[Any]]) -> None:
    """Put the parts of a block, whose last axes are those of the starts, into their places in the wholes."""
    for whole, part in zip(wholes, parts, strict=True):
        whole[..., *block] = part


def _nearest(targets: Sequence[tuple[float, float]], ends: Array) -> Array:
    """Return for each end, shape (2, ...), the nearest target; the end itself if there are no targets."""
    if not len(targets):
        return ends
    points = np.array(targets, dtype=float)
    distances = np.hypot(*(np.expand_dims(w, -1) - points[:, i] for i, w in enumerate(ends)))
    nearest = np.moveaxis(points[distances.argmin(axis=-1)], -1, 0)
    return np.where(np.isnan(ends), np.nan, nearest)
