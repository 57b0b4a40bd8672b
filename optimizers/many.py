"""The loop that follows many paths at once: `endpoints` keeps where they end, `trajectories` the way."""

import copy
import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .arguments import check, checked_numbers
from .base import Array, Optimizer
from .batches import Rows, rows_by_step
from .ieee_steps import Record, in_numpy, initial_in_numpy
from .looking import Surface, evaluator, evaluator_of_arrays, row_count
from .noise import noise_by_weight
from .progress import Progress, finished, stretched
from .schedules import Schedule, factors

Mask = NDArray[np.bool_]

BLOCK = 8192
"""How many starts run together: the arrays of a block fit in a core's cache, and memory stays bounded."""
_RECORDED, _LEAST_BLOCK = 2**21, 256
"""A block of `trajectories` has about the first number of points, but at least the second of starts."""
_PART, _MOST_STEPS = 2**15, 32
"""The most starts × steps, and the most steps, between two reports of progress."""
_PART_OF_ROWS, _PER_ROW = 2**18, 1000
"""The most starts × steps × rows of data between two reports; a row takes the time of so many starts more."""
Numbers = Mapping[str, ArrayLike]
"""Numbers of parameters of the surface, by name."""
NONE: Numbers = MappingProxyType({})
_Block = tuple[tuple[Any, ...], Optimizer, Schedule | None, Array, Array, dict[str, Array]]
"""The index of a block in the whole, its method, its schedule, if there is one, its starts w1 and w2, and the
numbers of its surface."""


class Endpoints(NamedTuple):
    """Where many runs ended. All arrays have the broadcast shape of the starts and hyper-parameters.

    `w1`, `w2`, `error` are nan where a run ended early; `stopped` is the step at which it did, 0 where it
    did not, and `bad_start` tells the starts without E (for which `stopped` is 0 as well). `judged_error` is
    E where the method is judged (see `Optimizer.judged`), for most methods `error` itself.
    """

    w1: Array
    w2: Array
    error: Array
    stopped: NDArray[np.int_]
    bad_start: Mask
    judged_error: Array


class Trajectories(NamedTuple):
    """All points of many runs: arrays of shape (steps + 1, ...), nan from where a run ended early.

    `judged_error` is E where the method is judged (see `Optimizer.judged`), for most methods `error` itself.
    """

    w1: Array
    w2: Array
    error: Array
    judged_error: Array


def endpoints(
    optimizer: Optimizer,
    surface: Surface,
    w1: ArrayLike,
    w2: ArrayLike,
    steps: int,
    schedule: Schedule | None = None,
    let: Numbers = NONE,
    *,
    noise: ArrayLike | None = None,
    batch: int | None = None,
    seed: int = 0,
) -> Endpoints:
    """Follow many starts at once for `steps` updates and keep where they end.

    w1, w2 and any hyper-parameter of `optimizer` and of `schedule` may be arrays that broadcast together, and
    so may the numbers of parameters of the surface, in `let`. Starts run in blocks of a fixed size, so that
    the memory needed beside the result does not grow with their number. A method to which no schedule applies
    runs as without one (see `Optimizer.no_schedule`).

    `noise`, `batch` and `seed` are as in `descend`: all runs have the same noise and see the same batches; E
    is that of all rows, without noise.

    Raises:
        TypeError: an argument has a wrong type.
        ValueError: a number is out of bounds, the noise has too few rows, or the data no batch of this size.

    Examples:
        Where runs from a grid of starts end, on a function with minima at w1 = −1 and w1 = 1:

        >>> import numpy as np
        >>> from optimizers import OPTIMIZERS, endpoints
        >>> from surfaces import Surface
        >>> wells = Surface.parse("(w1^2 - 1)^2 + w2^2")
        >>> w1, w2 = np.linspace(-2, 2, 5), np.linspace(-1, 1, 3)[:, np.newaxis]
        >>> ends = endpoints(OPTIMIZERS["gradient-descent"](eta=0.05), wells, w1, w2, steps=200)
        >>> ends.w1.round(3)
        array([[-1., -1.,  0.,  1.,  1.],
               [-1., -1.,  0.,  1.,  1.],
               [-1., -1.,  0.,  1.,  1.]])

        The errors for several learning rates; the largest ends with an overflow:

        >>> rates = np.array([0.001, 0.01, 0.1, 1.0])
        >>> ends = endpoints(OPTIMIZERS["gradient-descent"](eta=rates), wells, 1.5, 1.0, steps=200)
        >>> ends.error.round(6), ends.stopped
        (array([4.64552e-01, 3.09000e-04, 0.00000e+00,         nan]), array([0, 0, 0, 5]))

        The same rate for several condition numbers, which are a parameter of the function:

        >>> bowl = Surface.parse("(w1^2 + k w2^2)/2")
        >>> k = np.array([1.0, 10.0, 19.0, 21.0])
        >>> endpoints(OPTIMIZERS["gradient-descent"](eta=0.1), bowl, 1, 1, 50, let={"k": k}).w2.round(1)
        array([  0. ,   0. ,   0. , 117.4])
    """
    check(optimizer, surface, steps, schedule, many=True)
    shape, blocks = in_blocks(optimizer, schedule, w1, w2, block_of(surface), let)
    ends, by_step = unknown_ends(shape), rows_by_step(surface, batch, steps, seed)
    columns = () if noise is None else noise_by_weight(noise, steps)
    for block, rule, rate_schedule, start1, start2, numbers in blocks:
        runs = Runs(rule, rate_schedule, start1, start2, surface, steps, numbers, by_step, columns)
        fill(ends, block, finished(_run(runs)))
    return ends


def trajectories(
    optimizer: Optimizer,
    surface: Surface,
    w1: ArrayLike,
    w2: ArrayLike,
    steps: int,
    schedule: Schedule | None = None,
    *,
    batch: int | None = None,
    seed: int = 0,
) -> Progress[Trajectories]:
    """Follow many starts as `endpoints` does, and keep all of their points.

    This is a generator, as `arrivals` is. The result needs 24 bytes for each step of each run, 32 if the
    method is judged elsewhere than at w.
    """
    rows = 4 if optimizer.judged_symbol else 3
    size = min(block_of(surface), max(_LEAST_BLOCK, _RECORDED // (steps + 1)))
    shape, blocks = in_blocks(optimizer, schedule, w1, w2, size)
    whole = np.empty((steps + 1, rows, *shape))
    times = np.arange(steps + 1)
    done, count = 0.0, math.prod(shape)
    by_step = rows_by_step(surface, batch, steps, seed)
    for block, rule, rate_schedule, start1, start2, _ in blocks:
        share = start1.size / count
        path = np.empty((steps + 1, rows, *start1.shape))
        runs = Runs(rule, rate_schedule, start1, start2, surface, steps, by_step=by_step)
        ends = yield from stretched(_run(runs, path), done, done + share)
        done += share
        last = np.where(ends.bad_start, 0, np.where(ends.stopped > 0, ends.stopped, steps + 1))
        path.swapaxes(0, 1)[:, times.reshape(-1, *[1] * last.ndim) >= last] = np.nan
        whole[(..., *block)] = path
    w1s, w2s, error, *judged = whole.swapaxes(0, 1)
    return Trajectories(w1s, w2s, error, judged[0] if judged else error)


def block_of(surface: Surface) -> int:
    """Return how many starts run together, so that a step of them goes over a bounded number of data rows."""
    return BLOCK // max(1, row_count(surface) // 20)


def in_blocks(
    optimizer: Optimizer,
    schedule: Schedule | None,
    w1: ArrayLike,
    w2: ArrayLike,
    size: int,
    let: Numbers = NONE,
) -> tuple[tuple[int, ...], Iterator[_Block]]:
    """Cut many starts into blocks of at most `size`.

    Returns:
        the shape to which starts and hyper-parameters broadcast; and for each block in turn its index in an
        array of that shape, the method, the schedule (None if none applies), w1, w2 and the numbers of `let`.
        What is constant along an axis keeps the length 1 there, so that nothing is computed twice.
    """
    records: list[Any] = [in_numpy(optimizer)]
    if schedule is not None and not optimizer.no_schedule():
        records.append(in_numpy(schedule))
    varying = [{name: values for name, values in vars(each).items() if values.ndim} for each in records]
    if not isinstance(let, Mapping):
        raise TypeError(f'let={let!r} cannot be used: it must hold numbers by name, such as {{"k": 3.0}}')
    w1, w2 = checked_numbers("w1", w1), checked_numbers("w2", w2)
    numbers = {name: checked_numbers(name, values) for name, values in let.items()}
    arrays = [item for each in ({"w1": w1, "w2": w2}, numbers, *varying) for item in each.items()]
    try:
        shape = np.broadcast_shapes(*(values.shape for _, values in arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in arrays if values.ndim)
        raise ValueError(f"these shapes do not broadcast together: {shapes}") from None

    def part(values: Array, block: tuple[Any, ...]) -> Array:
        values = values.reshape((1,) * (len(shape) - values.ndim) + values.shape)
        once = (0 if isinstance(at, int) else slice(None) for at in block)
        each = zip(block, once, values.shape, strict=False)
        return values[tuple(all_alike if length == 1 else at for at, all_alike, length in each)]

    def in_turn() -> Iterator[_Block]:
        for block in _indices(shape, size):
            of_block = np.broadcast_to(False, shape)[block].shape
            starts = (np.array(np.broadcast_to(part(w, block), of_block)) for w in (w1, w2))
            rule, *rate_schedule = (
                dataclasses.replace(record, **{name: part(values, block) for name, values in each.items()})
                for record, each in zip(records, varying, strict=True)
            )
            of_surface = {name: part(values, block) for name, values in numbers.items()}
            yield block, rule, rate_schedule[0] if rate_schedule else None, *starts, of_surface

    return shape, in_turn()


def _indices(shape: tuple[int, ...], size: int) -> Iterator[tuple[Any, ...]]:
    """Cut a shape into blocks of at most `size` numbers, and return their indices.

    One axis is cut; a block has one index of the axes before it, and all of those after it. A single number
    is a block of shape (1,).
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


class Runs:
    """Runs under way: the method, and for each run its point, its E and ∇E, and its states."""

    def __init__(
        self,
        optimizer: Optimizer,
        schedule: Schedule | None,
        w1: Array,
        w2: Array,
        surface: Surface,
        steps: int,
        numbers: dict[str, Array] | None = None,
        by_step: Rows | None = None,
        noise: Sequence[Sequence[float]] = (),
    ):
        self.noise = noise
        self.optimizer, self.schedule, self.steps = optimizer, schedule, steps
        self.surface, self.numbers, self.by_step = surface, numbers or {}, by_step
        self.evaluate = evaluator_of_arrays(surface, self.numbers)
        self.at = _at_each_step(optimizer, schedule, steps)
        self.w1: Any = w1  # arrays; a rule returns arrays for arrays
        self.w2: Any = w2
        self.first = self.second = initial_in_numpy(optimizer)
        with np.errstate(all="ignore"):
            self._look(0)
        self.index = np.arange(w1.size).reshape(w1.shape)
        """Which runs of the block these are."""

    def _evaluator(self, surface: Any) -> Callable[..., Any]:
        if not self.numbers:
            return evaluator(surface)
        return surface.varied(self.numbers)  # type: ignore[no-any-return]

    def _look(self, t: int) -> None:
        """Find E and ∇E at w(t): E of all rows, ∇E of the batch of step t + 1, with its noise.

        In a run that has ended they mean nothing: see `finite`.
        """
        self.error, self.g1, self.g2 = self.evaluate(self.w1, self.w2)
        if self.by_step is not None:
            surface: Any = self.surface  # one with rows
            _, self.g1, self.g2 = self._evaluator(surface.of_rows(self.by_step[t].tolist()))(self.w1, self.w2)
        if self.noise:
            self.g1, self.g2 = self.g1 + self.noise[0][t], self.g2 + self.noise[1][t]

    def step(self, t: int) -> None:
        """Take step t. Arrays are replaced, not changed, so that a copy made before stays as it was."""
        step, rule = np.float64(t), self.at(t)
        self.first = rule.remembered(step, self.w1, self.g1, self.first)
        self.second = rule.remembered(step, self.w2, self.g2, self.second)
        self.w1 = rule.moved(step, self.w1, self.g1, self.first)
        self.w2 = rule.moved(step, self.w2, self.g2, self.second)
        self._look(t)

    def judged(self) -> tuple[Any, Any]:
        """Return the points by which the runs are judged: see `Optimizer.judged`."""
        if not self.optimizer.judged_symbol:
            return self.w1, self.w2
        with np.errstate(all="ignore"):
            both = (self.w1, self.first), (self.w2, self.second)
            w1, w2 = (self.optimizer.judged(*each) for each in both)
        return w1, w2

    def judged_error(self) -> Array:
        """Return E at these points."""
        if not self.optimizer.judged_symbol:
            return self.error  # type: ignore[no-any-return]
        if self.numbers:
            return self._evaluator(self.surface)(*self.judged())[0]  # type: ignore[no-any-return]
        error: Array = self.surface.value(*self.judged())
        return error

    def row(self, count: int) -> tuple[Any, ...]:
        """Return the first `count` of w1, w2, E, and E where the method is judged."""
        return self.w1, self.w2, self.error, *([self.judged_error()] if count == 4 else [])

    def ended(self, running: Mask) -> Mask:
        """Return a mask of those of some runs of which a weight, E or a slope is not finite any more."""
        mask: Mask = running & ~np.isfinite(self.w1 + self.w2 + self.error + self.g1 + self.g2)
        return mask & ~self.finite() if mask.any() else mask  # the sum of finite numbers may overflow

    def finite(self) -> Mask:
        """Return a mask of the runs whose weights, E and ∇E are finite."""
        mask: Mask = np.logical_and.reduce(
            [np.isfinite(each) for each in (self.w1, self.w2, self.error, self.g1, self.g2)]
        )
        return mask

    def picked(self, mask: Mask) -> "Runs":
        """Return some of the runs, in arrays with one axis."""

        def pick(value: ArrayLike) -> NDArray[Any]:
            return np.broadcast_to(value, mask.shape)[mask]

        def pick_fields(record: Record) -> Record:
            values = {name: pick(value) for name, value in vars(record).items() if np.ndim(value)}
            return dataclasses.replace(record, **values)

        some = copy.copy(self)
        some.optimizer = pick_fields(self.optimizer)
        some.schedule = self.schedule and pick_fields(self.schedule)
        if self.numbers:
            some.numbers = {name: pick(values) for name, values in self.numbers.items()}
            some.evaluate = evaluator_of_arrays(self.surface, some.numbers)
        some.at = _at_each_step(some.optimizer, some.schedule, self.steps)
        for name in ("w1", "w2", "error", "g1", "g2", "index"):
            setattr(some, name, pick(getattr(self, name)))
        some.first, some.second = (type(state)(*map(pick, state)) for state in (self.first, self.second))
        return some


def _run(runs: Runs, path: Array | None = None) -> Progress[Endpoints]:
    """Run one block; yield the share of its steps that are done.

    If `path` is given, of shape (steps + 1, 3, ...), w1, w2 and E of each t are written into it; if it has
    room for a fourth number, so is E where the method is judged. If all runs have ended early, its further
    rows are not written.
    """
    steps, running = runs.steps, runs.finite()
    bad_start, stopped = ~running, np.zeros(running.shape, dtype=int)

    def keep(t: int) -> None:
        if path is not None:
            path[t] = runs.row(path.shape[1])

    keep(0)
    yield from taken(runs, 0, steps, running, stopped, keep)
    w1, w2, error, judged = np.where(running, runs.row(4), np.nan)
    return Endpoints(w1, w2, error, stopped, bad_start, judged)


def taken(
    runs: Runs, begin: int, end: int, running: Mask, stopped: NDArray[np.int_], seen: Callable[[int], None]
) -> Progress[None]:
    """Take the steps t = begin + 1, ..., end of a block; yield the share of all steps that are done.

    Where a run ends, `running` becomes False, and `stopped`, which has the shape of the whole block, gets t.
    `seen(t)` is called after each step. Once all runs have ended, no step is taken.
    """
    part = steps_at_once(running.size, runs.surface)
    for done in range(begin, end, part):
        with np.errstate(all="ignore"):  # not across a yield: it would hold for the caller too
            for t in range(done + 1, min(done + part, end) + 1):
                if not running.any():
                    break
                runs.step(t)
                seen(t)
                ended = runs.ended(running)
                if ended.any():
                    stopped.flat[runs.index[ended]] = t
                    running &= ~ended
        yield min(done + part, end) / runs.steps


def steps_at_once(size: int, surface: Surface) -> int:
    """Return how many steps of `size` runs on a surface are computed between two reports of progress."""
    of_rows = _PART_OF_ROWS // (row_count(surface) * (size + _PER_ROW))
    return max(1, min(_MOST_STEPS, _PART // max(1, size), of_rows))


def _at_each_step(optimizer: Optimizer, schedule: Schedule | None, steps: int) -> Callable[[int], Optimizer]:
    """Return the function t -> the rule of step t."""
    if schedule is None:
        return lambda t: optimizer
    if any(np.ndim(value) for value in vars(schedule).values()):
        return lambda t: optimizer.scaled(schedule.factor(np.float64(t), np.float64(steps)))
    known = factors(schedule, steps)  # at once, in the time of a few steps
    return lambda t: optimizer.scaled(known[t])


def unknown_ends(shape: tuple[int, ...]) -> Endpoints:
    """Return arrays of a shape, which `fill` fills block by block."""
    return Endpoints(*(np.empty(shape, dtype=kind) for kind in (float, float, float, int, bool, float)))


def fill(wholes: Iterable[NDArray[Any]], block: tuple[Any, ...], parts: Iterable[NDArray[Any]]) -> None:
    """Copy the parts of a block, whose last axes are those of the starts, into the wholes."""
    for whole, part in zip(wholes, parts, strict=True):
        whole[..., *block] = part
