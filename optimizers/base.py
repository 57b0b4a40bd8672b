"""What an update rule is: `Optimizer`, its hyper-parameters (`hyper`) and the registry `OPTIMIZERS`."""

import abc
import dataclasses
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Number(Protocol):
    """A number in a rule: a float, an array, a term or a symbol. All of them have these operations."""

    def __add__(self, other: Any, /) -> "Number": ...
    def __radd__(self, other: Any, /) -> "Number": ...
    def __sub__(self, other: Any, /) -> "Number": ...
    def __rsub__(self, other: Any, /) -> "Number": ...
    def __mul__(self, other: Any, /) -> "Number": ...
    def __rmul__(self, other: Any, /) -> "Number": ...
    def __truediv__(self, other: Any, /) -> "Number": ...
    def __rtruediv__(self, other: Any, /) -> "Number": ...
    def __pow__(self, other: Any, /) -> "Number": ...
    def __rpow__(self, other: Any, /) -> "Number": ...
    def __neg__(self) -> "Number": ...
    def __abs__(self) -> "Number": ...
    def __lt__(self, other: Any, /) -> "Condition": ...
    def __le__(self, other: Any, /) -> "Condition": ...
    def __gt__(self, other: Any, /) -> "Condition": ...
    def __ge__(self, other: Any, /) -> "Condition": ...


class Condition(Protocol):
    """The result of comparing numbers, for `where`: a bool, or one for each element of an array."""

    def __and__(self, other: Any, /) -> "Condition": ...
    def __or__(self, other: Any, /) -> "Condition": ...


class _Ranked(Protocol):
    """A class that a menu lists, at the place of its rank."""

    key: ClassVar[str]
    rank: ClassVar[float]


_Class = TypeVar("_Class", bound=type[_Ranked])

OPTIMIZERS: dict[str, type["Optimizer"]] = {}
"""Every method by its key, in the order of `Optimizer.rank`; filled as the classes are defined."""


GROUPS = {"series": "The series", "classics": "Classics", "newer": "Newer"}
"""The groups of methods in menus, key -> title."""


ABSENT = (
    "Muon, Shampoo and SOAP are not here: they act on whole matrices of weights, and with two weights "
    "nothing of what they are good at could be seen."
)
"""Why these methods are missing, for visitors who look for them in the menu."""


UNITS = {"w": (1, 0), "w²/E": (2, -1), "E²/w²": (-2, 2), "1/w": (-1, 0), "w²": (2, 0)}
UNITS |= {"E/w": (-1, 1), "w/E": (1, -1)}
"""The units of hyper-parameters, as powers (p, q) of the units of w and E: if w is scaled by a and E by b,
the value must be scaled by aᵖ bᑫ for the same run. Others are scale-free: momentum's α is, its η is not."""


@dataclasses.dataclass(frozen=True)
class Hyper:
    """One hyper-parameter: how it is written, which values make sense, and what a slider offers.

    `low` and `high` bound the slider (`scale` "log" or "linear"; on a linear scale one tick is `tick`), while
    `accepts` decides which values the method can run with: η = 20 is legal although no slider reaches it.
    """

    name: str
    symbol: str
    meaning: str
    default: float
    low: float
    high: float
    scale: str
    tick: float | None
    least: float
    most: float
    least_included: bool
    most_included: bool
    unit: str
    """One of UNITS; empty if the value is scale-free."""

    def accepts(self, value: float) -> bool:
        """Tell whether `value` is a finite float within the method's own bounds."""
        above = value >= self.least if self.least_included else value > self.least
        below = value <= self.most if self.most_included else value < self.most
        return math.isfinite(value) and above and below

    @property
    def bounds(self) -> str:
        """The accepted values in words, such as "above 0" or "from 0 to below 1"."""
        if math.isinf(self.least) and math.isinf(self.most):
            return "from −∞ to ∞"
        if math.isinf(self.most):
            return f"{'from' if self.least_included else 'above'} {self.least:g}"
        lower = f"from {self.least:g}" if self.least_included else f"above {self.least:g}"
        return f"{lower} to {'' if self.most_included else 'below '}{self.most:g}"


def hyper(
    symbol: str,
    meaning: str,
    *,
    default: float,
    low: float,
    high: float,
    scale: str = "linear",
    tick: float | None = None,
    bounds: str = "(0, inf)",
    unit: str = "",
) -> Any:
    """Declare a hyper-parameter as a dataclass field, whose values are of type `Number`.

    Args:
        symbol: the letter on the page, such as "η" or "β1".
        meaning: what it does, in a few words (the tooltip of its slider).
        default: the value of a new run.
        low: the lower end of its slider.
        high: the upper end of its slider.
        scale: "log" where the range spans decades, else "linear".
        tick: one slider tick on a linear scale (a log slider has 20 ticks a decade).
        bounds: the values the method can run with, as an interval: "(0, inf)", "[0, 1]" or "[0, 1)".
        unit: one of UNITS; empty if the value is scale-free.
    """
    least, most = (float(end) for end in bounds[1:-1].split(","))
    about = {
        "symbol": symbol,
        "meaning": meaning,
        "low": low,
        "high": high,
        "scale": scale,
        "tick": tick,
        "least": least,
        "most": most,
        "least_included": bounds[0] == "[",
        "most_included": bounds[-1] == "]",
        "unit": unit,
    }
    return dataclasses.field(default=default, metadata={"hyper": about})


def hypers(optimizer: Any) -> tuple[Hyper, ...]:
    """Return the hyper-parameters of a method (class or instance) in the order of its fields."""
    return tuple(
        Hyper(**{"name": field.name, "default": field.default, **field.metadata["hyper"]})
        for field in dataclasses.fields(optimizer)
    )


def enter(table: dict[str, _Class], cls: _Class) -> None:
    """Enter a class under its own `key`, if it has one; the table is ordered by `rank`, then by key.

    Raises:
        ValueError: if a class of another file has the same key.
    """
    if "key" not in vars(cls):
        return
    if cls.key in table and table[cls.key].__module__ != cls.__module__:
        raise ValueError(f"{table[cls.key].__name__} and {cls.__name__} have the same key {cls.key!r}")
    table[cls.key] = cls
    ordered = sorted(table.items(), key=lambda item: (item[1].rank, item[0]))
    table.clear()
    table.update(ordered)


class Stateless(NamedTuple):
    """The state of a method that remembers nothing."""


class Optimizer(abc.ABC):
    """An update rule for one coordinate, to be subclassed as a frozen dataclass of hyper-parameters.

    The two methods are the two kinds of line in a paper's algorithm: first the moments, then the weights.
    They use plain arithmetic and the functions of `arithmetic`, so that w, g, the moments and the
    hyper-parameters may be floats, arrays that broadcast, or symbols. `t` counts from 1. It is a float, so
    that 2**t overflows; as an integer it would grow without end. g is ∂E/∂w at w(t−1).
    """

    if TYPE_CHECKING:  # what a subclass has as a dataclass; `eta` is a field of most
        __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]
        eta: Number

        def __init__(self, **hypers: Number) -> None: ...

    key: ClassVar[str]
    title: ClassVar[str]
    text: ClassVar[str] = ""
    """The text of a typed rule; "" for a method of this package."""
    rank: ClassVar[float] = math.inf
    """Where the method stands in menus; methods of equal rank are ordered by key."""
    summary: ClassVar[str]
    """One sentence for the page: what the method does."""
    group: ClassVar[str] = "newer"
    """One of GROUPS."""
    watch: ClassVar[str] = ""
    """One sentence for the page: what to look at."""
    unscheduled: ClassVar[str] = ""
    """Why no schedule applies, in one sentence for the page; empty if every step uses η."""
    bound_needs_one_rate: ClassVar[bool] = False
    """Whether `sharpness_bound` holds only while η is constant."""
    State: ClassVar[type[Any]] = Stateless
    """A NamedTuple class with one field a moment; those called m and s are plotted."""
    lines: ClassVar[tuple[tuple[str, Any], ...]] = ()
    """The lines of a typed rule, in order: what each sets, a field of the state or "w", and its term. Names
    in the terms are fields; those of w and of the state at t−1 end in "_before"."""
    symbols: ClassVar[dict[str, str]] = {}
    """Symbols of fields of the state on the page, where they differ from the names: {"delta": "Δ"}."""
    moments: ClassVar[dict[str, str]] = {}
    """What m and s are called in the literature, for the plots: {"m": "momentum"}."""
    judged_symbol: ClassVar[str] = ""
    """The symbol of the point that `judged` returns; empty if the method is judged at w."""

    pair_symbol: ClassVar[str] = ""
    """What the article series calls the method's measure of gradient pairs; see `pairs.measure`."""
    pair_measure: ClassVar[Callable[..., Number] | None] = None
    """The method's own measure, where the common one (`pairs.lengthening`) says less."""
    pair_meaning: ClassVar[str] = ""
    """One sentence for the page: what the colours of the method's own measure mean."""
    pair_example: ClassVar[tuple[float, float] | None] = None
    """The pair (g1, g2) whose measure the article series calculates, to be marked on the map."""
    pair_partner: ClassVar[str | None] = None
    """The key of a method with the same fields, beside which the measure says most."""

    def __init_subclass__(cls, listed: bool = True, **options: Any) -> None:
        """Enter a class with its own key into OPTIMIZERS, if it is `listed`."""
        super().__init_subclass__(**options)
        # A variant does not inherit these.
        pairs = ("pair_symbol", "pair_measure", "pair_meaning", "pair_example", "pair_partner")
        for name in ("group", "watch", *pairs):
            if name not in vars(cls):
                setattr(cls, name, vars(Optimizer)[name])
        if listed:
            enter(OPTIMIZERS, cls)

    def sharpness_bound(self, t: Number) -> Number | None:
        """Return theory's bound on the sharpness at step t; None if there is none.

        The sharpness is the largest eigenvalue of D^(−1/2) H D^(−1/2), where H is the Hessian of E and D the
        diagonal matrix of `preconditioner`. On a quadratic E with constant D and t, a run converges below the
        bound and diverges above it: the step is then linear in the gradients, and at the bound one of its
        eigenvalues is −1. Cohen et al. 2021 (arXiv 2103.00065) and 2022 (arXiv 2207.14484) derive the bounds
        of some methods; those of the others are derived in the same way.

        t matters where the step corrects a moment for its start at zero. It may be math.inf for the long run,
        or an array, and so may the hyper-parameters. With a schedule, η is that of the step: see `scaled`.
        """
        return None

    def preconditioner(self, t: Number, state: Any) -> Number:
        """Return what step t divides the gradients of one weight by, D, from its state at t.

        Corrections of s for its start at zero are included; those of m are in `sharpness_bound`.
        """
        return 1.0

    @property
    def stability_bound(self) -> Any:
        """The bound on η λ below which the method is stable on E = λ w²/2, λ > 0; None if there is none.

        It is `sharpness_bound` in the long run, for methods that have D = 1. It depends on the
        hyper-parameters other than η, and is an array where they are.
        """
        scales = type(self).preconditioner is not Optimizer.preconditioner
        if scales or self.sharpness_bound(math.inf) is None:
            return None
        return dataclasses.replace(self, eta=1.0).sharpness_bound(math.inf)

    @classmethod
    def no_schedule(cls) -> str:
        """Return why no schedule applies to the method, in one sentence; empty if one does."""
        has_rate = any(field.name == "eta" for field in dataclasses.fields(cls))
        return cls.unscheduled if has_rate else "There is no learning rate η."

    def scaled(self, factor: Number) -> Self:
        """Return the method with η times a schedule's factor: the rule of one step."""
        return dataclasses.replace(self, eta=self.eta * factor)

    def initial(self) -> Any:
        """Return the state before the first step: zero, unless a method says otherwise."""
        return self.State(*(0.0 for _ in self.State._fields))

    def accumulate(self, t: Number, g: Number, state: Any) -> Any:
        """Return the state at t from the state at t−1 and the gradient g at w(t−1)."""
        return state

    def remembered(self, t: Number, w: Number, g: Number, state: Any) -> Any:
        """Return the state at t. A typed rule whose states use w(t−1) overrides this; no method needs w."""
        return self.accumulate(t, g, state)

    @abc.abstractmethod
    def update(self, t: Number, w: Number, g: Number, state: Any) -> Number:
        """Return what step t subtracts from w = w(t−1), given the state at t."""

    def moved(self, t: Number, w: Number, g: Number, state: Any) -> Number:
        """Return w(t). A rule that is not written as w − update overrides this, to be rounded as written."""
        return w - self.update(t, w, g, state)

    def judged(self, w: Number, state: Any) -> Number:
        """Return the weight at which the method is judged, from w and the state at the same t.

        That is w, unless the method's paper reports another point; then `judged_symbol` names it.
        """
        return w
