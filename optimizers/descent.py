"""The loop that follows one path: `descend` records every step. `many` follows many at once."""

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from .arguments import check, check_start
from .base import Array, Optimizer
from .batches import Rows, rows_by_step
from .fused import fused, part_of
from .ieee_steps import careful
from .looking import Surface, looking
from .noise import noise_by_weight
from .progress import Progress, finished
from .schedules import Schedule, factors

REASONS = {
    "weights": "the weights are not finite numbers",
    "error": "E is not a finite number",
    "gradient": "the gradient is not a finite number",
}
"""Why a run ended early."""
ENDINGS = {
    "start": "No first step: {why} at the start.",
    "later": "The run ends at t = {t}: {why} there.",
}
"""What is said of a run that ends early: at its start, or later."""


Recorded = tuple[list[float], tuple[int, float, float, float] | None]
"""All rows of a run end to end; and where it ended early, (t, w1, w2, E), or None."""


class Stopped(NamedTuple):
    """Where a run ended early: the first t at which w, E or ∇E is not finite, one of REASONS, and that w."""

    step: int
    reason: str
    w1: float
    w2: float


class Judged(NamedTuple):
    """The points by which a run is judged, and E there: see `Optimizer.judged`.

    The arrays have the shape (T+1,), as in `Trajectory`. E is nan where the point has none; that does not end
    a run.
    """

    w1: Array
    w2: Array
    error: Array


class Trajectory(NamedTuple):
    """One run. All arrays are float64 of shape (T+1,): row t holds w(t), E and ∇E at w(t), the moments at t.

    `factor` is what a schedule multiplied η with in step t, nan in row 0; None if no schedule applies.

    ∇E is the gradient that the method used: that of the batch of step t + 1, if there are batches, with its
    noise. E is that of all rows. w, E and ∇E are finite, except that a start without E is still row 0, with
    error and gradient nan. A moment that overflows does not end a run while these are finite.
    """

    t: Array
    w1: Array
    w2: Array
    error: Array
    g1: Array
    g2: Array
    state: Mapping[str, tuple[Array, Array]]
    stopped: Stopped | None
    factor: Array | None = None
    judge: Callable[[], Judged] | None = None
    """Computes what `apart` returns, when it is first asked for."""
    full: Callable[[], tuple[Array, Array]] | None = None
    """Computes `full_g1` and `full_g2`, when they are first asked for; None if they are g1 and g2."""
    rows: Rows | None = None
    """The rows of the data from which g1 and g2 come, of shape (T+1, size); None if all do."""
    batch_error: Array | None = None
    """E of these rows at w(t), nan where it is not finite; None without batches."""

    @property
    def full_g1(self) -> Array:
        """∂E/∂w1 at w(t) of all rows, without noise; nan where it is not finite."""
        return self.full()[0] if self.full else self.g1

    @property
    def full_g2(self) -> Array:
        """∂E/∂w2 at w(t) of all rows, without noise; nan where it is not finite."""
        return self.full()[1] if self.full else self.g2

    @property
    def apart(self) -> Judged | None:
        """The points by which the run is judged; None if these are the path itself."""
        return self.judge() if self.judge else None

    @property
    def judged(self) -> Judged:
        """The points by which the run is judged."""
        return self.apart or Judged(self.w1, self.w2, self.error)


def descend(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    noise: ArrayLike | None = None,
    schedule: Schedule | None = None,
    *,
    batch: int | None = None,
    seed: int = 0,
) -> Trajectory:
    """Follow one start for `steps` updates and record every step.

    Nothing is clamped: the run ends before the first t at which w(t), E or ∇E is not a finite number.

    Args:
        optimizer: a method with its hyper-parameters, which are numbers.
        surface: anything with value and gradient.
        start: w(0).
        steps: the number of updates, from 0.
        noise: what is added to ∂E/∂w1 and ∂E/∂w2 at w(t), for each t from 0 to `steps`, as from a mini-batch
            (see `gradient_noise`); further rows are ignored. The g1 and g2 of the result include the noise,
            so that every step follows from its row. E is without noise.
        schedule: what η is multiplied with at each step. A method to which no schedule applies runs as
            without one (see `Optimizer.no_schedule`).
        batch: how many rows of the surface's data each step sees; None for all. See `batches`.
        seed: sets the order of the rows of batches, and nothing else.

    Raises:
        TypeError: an argument has a wrong type.
        ValueError: a number is out of bounds, the noise has too few rows, or the data no batch of this size.

    Examples:
        >>> from optimizers import OPTIMIZERS, SCHEDULES, descend, gradient_noise
        >>> from surfaces import Surface
        >>> bowl = Surface.parse("3 w1^2 + 10 w2^2")
        >>> path = descend(OPTIMIZERS["momentum"](eta=0.001, alpha=0.9), bowl, start=(-15, 20), steps=300)
        >>> path.t.size, path.stopped
        (301, None)
        >>> print(f"{path.error[0]} at first, {path.error[-1]:.1e} at last")
        4675.0 at first, 6.2e-11 at last

        What the method keeps, here m of both weights:

        >>> m1, m2 = path.state["m"]

        A run that diverges ends; the record says where and why:

        >>> wild = descend(OPTIMIZERS["gradient-descent"](eta=0.2), bowl, start=(-15, 20), steps=1000)
        >>> wild.stopped.step, wild.stopped.reason
        (320, 'E is not a finite number')

        With a schedule, and with noise in the gradients:

        >>> noise = gradient_noise(sigma=0.5, seed=7, index=0, steps=300)
        >>> falling = SCHEDULES["cosine"](warm_up=20)
        >>> path = descend(OPTIMIZERS["adam"](eta=0.5), bowl, (-15, 20), 300, noise, falling)
        >>> path.factor[[1, 20, 300]].round(4).tolist()
        [0.05, 1.0, 0.0]
    """
    check(optimizer, surface, steps, schedule)
    return finished(descending(optimizer, surface, check_start(start), steps, noise, schedule, batch, seed))


def descending(
    optimizer: Optimizer,
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    noise: ArrayLike | None = None,
    schedule: Schedule | None = None,
    batch: int | None = None,
    seed: int = 0,
    order: int = 0,
) -> Progress[Trajectory]:
    """Do what `descend` does, in slices: a generator that yields the share of the work that is done.

    `order` is the number of the order of the batches, from 0 (the `index` of `batches`).
    """
    w1, w2 = float(start[0]), float(start[1])
    by_step = rows_by_step(surface, batch, steps, seed, order)
    error, g1, g2, *seen = looking(surface, by_step)(0, w1, w2)
    columns = () if noise is None else noise_by_weight(noise, steps)
    if columns:
        g1, g2 = g1 + columns[0][0], g2 + columns[1][0]
    factor = None if schedule is None or optimizer.no_schedule() else factors(schedule, steps)
    if _finite(error, g1, g2):
        begin = steps, w1, w2, error, g1, g2, *columns
        run = fused(optimizer, surface, bool(columns), factor, by_step, seen)
        found = (yield from run(*begin)) if run else None
        rows, end = found or (
            yield from _plain(optimizer, surface, *begin, factors=factor, by_step=by_step, seen=seen)
        )
    else:
        initial = optimizer.initial()
        rows, end = [w1, w2, error, g1, g2, *initial, *initial, *seen], (0, w1, w2, error)
    names = optimizer.State._fields
    width = 5 + 2 * len(names) + len(seen)
    table = np.frombuffer(struct.pack(f"{len(rows)}d", *rows))  # in half the time of np.array(rows)
    path1, path2, errors, slopes1, slopes2, *moments = np.ascontiguousarray(table.reshape(-1, width).T)
    first, second = moments[: len(names)], moments[len(names) : 2 * len(names)]
    of_batches = moments[2 * len(names) :]  # as `seen` says: its error, and the slopes over all rows
    full = of_batches[1:]
    compute: Callable[[], Any] | None = partial(tuple, full) if full else None
    if columns and not full:
        compute = cache(partial(_slopes, surface, path1, path2))
    return Trajectory(
        np.arange(len(path1), dtype=np.float64),
        path1,
        path2,
        errors,
        slopes1,
        slopes2,
        state=dict(zip(names, zip(first, second, strict=True), strict=True)),
        stopped=None if end is None else Stopped(end[0], _reason(*end[1:]), *end[1:3]),
        factor=None if factor is None else factor[: len(path1)],
        judge=cache(partial(_judged_apart, optimizer, surface, (path1, path2), (first, second)))
        if optimizer.judged_symbol
        else None,
        full=compute,
        rows=None if by_step is None else by_step[: len(path1)],
        batch_error=of_batches[0] if of_batches else None,
    )


def _slopes(surface: Surface, w1: Array, w2: Array) -> tuple[Array, Array]:
    found = [surface.gradient(*each) for each in zip(w1.tolist(), w2.tolist(), strict=True)]
    g1, g2 = np.array(found).T
    return g1, g2


def _judged_apart(
    optimizer: Optimizer, surface: Surface, weights: Sequence[Array], states: Sequence[Sequence[Array]]
) -> Judged:
    with np.errstate(all="ignore"):
        points: Any = [  # arrays: a rule returns arrays for arrays
            optimizer.judged(w, optimizer.State(*state)) for w, state in zip(weights, states, strict=True)
        ]
        w1, w2 = points
        errors = [surface.value(*each) for each in zip(w1.tolist(), w2.tolist(), strict=True)]
    return Judged(w1, w2, np.array(errors))


def _plain(
    optimizer: Optimizer,
    surface: Surface,
    steps: int,
    w1: float,
    w2: float,
    error: float,
    g1: float,
    g2: float,
    noise1: Sequence[float] = (),
    noise2: Sequence[float] = (),
    *,
    factors: Array | None = None,
    by_step: Rows | None = None,
    seen: Sequence[float] = (),
) -> Progress[Recorded]:
    """Run in slices from a point with its E and ∇E, which already includes its noise.

    Returns:
        all rows end to end, each w1, w2, E, g1, g2, the states of both coordinates, and with batches what
        `looking` adds, as `seen` at the start; and (t, w1, w2, E) of the first row that is not finite, or
        None if all are.
    """
    look, moved = looking(surface, by_step), careful(optimizer, factors)
    first = second = optimizer.initial()
    rows = [w1, w2, error, g1, g2, *first, *second, *seen]
    whole, part = range(1, steps + 1), part_of(surface)
    for done in range(0, steps, part):
        yield done / steps
        with np.errstate(all="ignore"):
            for t in whole[done : done + part]:
                (w1, first), (w2, second) = moved(t, w1, g1, first), moved(t, w2, g2, second)
                error, g1, g2, *seen = look(t, float(w1), float(w2))
                if noise1:
                    g1, g2 = g1 + noise1[t], g2 + noise2[t]
                if not _finite(error, g1, g2):
                    return rows, (t, float(w1), float(w2), error)
                rows += (w1, w2, error, g1, g2, *first, *second, *seen)
    return rows, None


def _finite(*numbers: float) -> bool:
    return all(map(math.isfinite, numbers))


def _reason(w1: float, w2: float, error: float) -> str:
    if not _finite(w1, w2):
        return REASONS["weights"]
    return REASONS["gradient" if _finite(error) else "error"]
