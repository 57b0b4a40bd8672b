"""What a schedule is: `Schedule`, its registry `SCHEDULES`, and the warm-up that most of them share."""

import abc
import dataclasses
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ..arithmetic import maximum, where
from ..base import Array, Number, enter, hyper

SCHEDULES: dict[str, type["Schedule"]] = {}
"""Every schedule by its key, in the order of `Schedule.rank`; filled as the classes are defined."""


class Schedule(abc.ABC):
    """A schedule of the learning rate, to be subclassed as a frozen dataclass of its own hyper-parameters.

    `factor` uses plain arithmetic and the functions of `arithmetic`, as update rules do, so that t, the
    number of steps and the fields may be floats, arrays that broadcast, terms or symbols.
    """

    if TYPE_CHECKING:  # what a subclass has, as a dataclass
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

        def __init__(self, **hypers: Number) -> None: ...

    key: ClassVar[str]
    title: ClassVar[str]
    rank: ClassVar[float] = math.inf
    """Where the schedule stands in menus; those of equal rank are ordered by key."""
    summary: ClassVar[str]
    """One sentence for the page: what the schedule does."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        enter(SCHEDULES, cls)

    @abc.abstractmethod
    def factor(self, t: Number, steps: Number) -> Number:
        """Return what η is multiplied with at step t = 1, ..., steps: a number from 0 to 1.

        Where optax has the same schedule, step t has its value at count t − 1: the first step is taken with
        the value that it starts with. t and `steps` are never integers.
        """


@dataclasses.dataclass(frozen=True)
class WarmedUp(Schedule):
    """A schedule that may begin with a linear warm-up: t / W for t ≤ W, and then `decayed`."""

    warm_up: Number = hyper(
        "warm-up",
        "steps in which η grows to its full size",
        default=0.0,
        low=0,
        high=100,
        tick=1,
        bounds="[0, inf)",
    )

    def factor(self, t: Number, steps: Number) -> Number:
        after = self.decayed(*self.counted(t, steps))
        return where(t <= self.warm_up, t / maximum(self.warm_up, 1.0), after)

    def counted(self, t: Number, steps: Number) -> tuple[Number, Number]:
        """Return how many steps lie between the warm-up and step t, and how many follow it, at least 1."""
        return maximum(t - 1 - self.warm_up, 0.0), maximum(steps - self.warm_up, 1.0)

    @abc.abstractmethod
    def decayed(self, count: Number, span: Number) -> Number:
        """Return the factor `count` = 0, 1, ... steps after the first step that follows the warm-up.

        `span` is the number of steps that follow the warm-up, at least 1.
        """


@lru_cache(maxsize=32)
def factors(schedule: Schedule, steps: int) -> Array:
    """Return the factors of a run, shape (steps + 1,): entry t is that of step t, and entry 0 is nan.

    The fields of the schedule are floats. The array is read-only, because many runs share it.
    """
    found = np.full(steps + 1, np.nan)
    with np.errstate(all="ignore"):
        found[1:] = schedule.factor(np.arange(1.0, steps + 1), float(steps))
    found.flags.writeable = False
    return found
