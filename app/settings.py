"""Settings: what a field of `Experiment` declares about itself, so that links and the browser can set it.

Values from outside are not trusted. A function `legal_*` takes a value of any type and returns what the field
is set to, or None if the value is not legal.
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from surfaces import DataError, Table
from surfaces.letters import field_of
from surfaces.parameters import MOST

from .contract import (
    FARTHEST,
    LARGEST,
    MAX_RUNS,
    MAX_STEPS,
    MOST_POINTS,
    OF_SCHEDULE,
    OF_SURFACE,
    SMALLEST,
    VIEW_DIGITS,
)
from .numerals import short
from .rules.names import is_field

SIZES = f"a number from {short(SMALLEST)} to {short(LARGEST)}"
COORDINATES = f"from {short(-FARTHEST)} to {short(FARTHEST)}"
"""The legal values, in words."""

_LISTED = 7
"""Most names that a message lists."""

Interval = tuple[float, float]
View = tuple[Interval, Interval]
Let = tuple[tuple[str, float], ...]
"""Numbers of parameters of E, by name."""
Known = TypeVar("Known")


@dataclass(frozen=True)
class Setting:
    """How a field is checked, and how a link writes it."""

    part: str
    """Its name in a link."""
    legal: Callable[[Any], Any]
    """Checks a value from outside: one that the browser sent or `read` returned."""
    advice: str
    """Why a part of a link was not used, with the limits: "it is a whole number from 1 to 50"."""
    write: Callable[[Any], str] = str
    read: Callable[[str], Any] = str
    nothing: Any = None
    """The value that links omit, because a link without the part will always mean it: no crop, no noise."""
    in_lessons: bool = True
    """Whether links of all lessons write even `nothing`; else only links of lessons that set the field."""
    form: tuple[Any, ...] = ()
    """What static/url.js reads and writes, and its limits; by the field's name if it is empty."""


def setting(default: Any, part: str, legal: Callable[[Any], Any], advice: str, **link: Any) -> Any:
    """Declare a field with its default; `link` has the other fields of its `Setting`."""
    return field(default=default, metadata={"setting": Setting(part, legal, advice, **link)})


def whole(default: int, part: str, least: int, most: int, **link: Any) -> Any:
    """Declare a whole number from `least` to `most`."""

    def legal(value: Any) -> int | None:
        number = as_float(value)
        if number is None or number != int(number) or not least <= number <= most:
            return None
        return int(number)

    return setting(
        default,
        part,
        legal,
        f"it is a whole number from {least} to {most}",
        read=number_in,
        form=("whole", least, most),
        **link,
    )


def flag(part: str) -> Any:
    """Declare what is on or off, and off at first; links omit that."""
    return setting(
        False,
        part,
        legal_flag,
        "it is on or off",
        write=lambda is_on: "on" if is_on else "off",
        read={"on": True, "off": False}.get,
        nothing=False,
        in_lessons=False,
        form=("flag",),
    )


def choice(part: str, names: Collection[str], **link: Any) -> Any:
    """Declare a choice of some names; the first is the default."""

    def legal(value: Any) -> str | None:
        return value if isinstance(value, str) and value in names else None

    form = ("choice", *names)
    return setting(next(iter(names)), part, legal, f"it is {' or '.join(names)}", form=form, **link)


def one_of(default: int, part: str, numbers: Collection[int]) -> Any:
    """Declare a choice of some whole numbers; links omit the default."""

    def legal(value: Any) -> int | None:
        return next((number for number in numbers if number == as_float(value)), None)

    advice = f"it is {' or '.join(map(str, numbers))}"
    form = ("number", *numbers)
    return setting(default, part, legal, advice, read=number_in, nothing=default, in_lessons=False, form=form)


def choices(default: tuple[str, ...], part: str, names: Collection[str], most: int | None = None) -> Any:
    """Declare a choice of several names, at most `most` of them; links omit the default."""
    most = len(names) if most is None else most

    def legal(value: Any) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
            return None
        good = set(value) <= set(names) and len(set(value)) <= most
        return tuple(name for name in names if name in value) if good else None

    return setting(
        default,
        part,
        legal,
        f"it is at most {most} of {_listed(list(names))}, with commas between",
        write=",".join,
        read=lambda text: list(filter(None, text.split(","))),
        nothing=default,
        in_lessons=False,
        form=("several", most, *names),
    )


def _listed(names: list[str]) -> str:
    """List names; of many only some."""
    return ", ".join(names) if len(names) <= _LISTED else f"{', '.join(names[:_LISTED])} and so on"


def amount(part: str) -> Any:
    """Declare a number above 0, or 0 for none."""
    return setting(
        0.0,
        part,
        legal_amount,
        f"it is 0 for none, or {SIZES}",
        write=repr,
        read=number_in,
        nothing=0.0,
        form=("amount",),
    )


# What is legal


def as_float(value: Any) -> float | None:
    """Return a finite number as a float, else None; a bool is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def legal_size(value: Any) -> float | None:
    """Return a float above zero that leaves room for arithmetic, else None."""
    number = as_float(value)
    return number if number is not None and SMALLEST <= number <= LARGEST else None


def legal_amount(value: Any) -> float | None:
    """Return 0 or a legal size, else None."""
    return 0.0 if as_float(value) == 0 else legal_size(value)


def legal_flag(value: Any) -> bool | None:
    """Return a bool as it is, else None."""
    return value if isinstance(value, bool) else None


def legal_axes(value: Any) -> tuple[str, str] | None:
    """Return two names if each is empty or may be that of a hyper-parameter, else None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    good = (isinstance(name, str) and (name == "" or is_field(_bare(name))) for name in value)
    return tuple(value) if all(good) else None


def _bare(name: str) -> str:
    return name.removeprefix(OF_SCHEDULE).removeprefix(OF_SURFACE)


def legal_let(value: Any) -> Let | None:
    """Return numbers of parameters of E as pairs of a name and a float, else None."""
    pairs = value.items() if isinstance(value, Mapping) else value
    if not isinstance(pairs, Collection) or len(pairs) > MOST:
        return None
    found: dict[str, float] = {}
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return None
        name, number = pair[0], as_float(pair[1])
        if not isinstance(name, str) or not is_field(name) or name in found or number is None:
            return None
        found[name] = number
    return tuple(found.items())


def legal_table(value: Any) -> Table | None:
    """Return a table that is given as one, or as {names, columns}, if it may be one, else None."""
    if isinstance(value, Table):
        return value
    if not isinstance(value, Mapping):
        return None
    names, columns = value.get("names"), value.get("columns")
    if not isinstance(names, list | tuple) or not isinstance(columns, list | tuple):
        return None
    good = len(names) == len(columns) and all(isinstance(name, str) for name in names)
    if not good or len(set(names)) < len(names) or not all(isinstance(each, list) for each in columns):
        return None
    try:
        return Table.of(dict(zip(names, columns, strict=True)))
    except DataError:
        return None


def legal_guessed(value: Any) -> tuple[float, ...] | None:
    """Return a t and the numbers of pairs, as floats; () for none; else None."""
    if not isinstance(value, list | tuple) or len(value) > 1 + 2 * MOST_POINTS:
        return None
    numbers = _all_known(map(as_float, value))
    if numbers is None or (numbers and (len(numbers) % 2 == 0 or not 0 <= numbers[0] <= MAX_STEPS)):
        return None
    return numbers if all(abs(number) <= LARGEST for number in numbers) else None


def legal_camera(value: Any) -> tuple[float, ...] | None:
    """Return (azimuth, elevation) in degrees, from −180 to 180 and from 0 to 90; () for none; else None."""
    if not isinstance(value, list | tuple) or len(value) not in (0, 2):
        return None
    numbers = _all_known(map(as_float, value))
    if numbers is None:
        return None
    within = zip(numbers, ((-180, 180), (0, 90)), strict=False)
    return numbers if all(low <= number <= high for number, (low, high) in within) else None


def _all_known(values: Iterable[Known | None]) -> tuple[Known, ...] | None:
    """Return values; None if any of them is None."""
    found = tuple(values)
    known = tuple(value for value in found if value is not None)
    return known if len(known) == len(found) else None


def legal_pins(value: Any) -> tuple[int, ...] | None:
    """Return numbers of pinned runs if all are whole, ±1 to ±9, and differ in size, else None."""
    if not isinstance(value, list | tuple):
        return None
    numbers = _all_known(map(as_float, value))
    if numbers is None:
        return None
    sizes = set(map(abs, numbers))
    if len(sizes) != len(numbers) or not sizes <= set(range(1, MAX_RUNS + 1)):
        return None
    return tuple(map(int, numbers))


def legal_point(value: Any) -> tuple[float, float] | None:
    """Return (w1, w2) for a pair of finite numbers of a sensible size, else None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    w1, w2 = map(as_float, value)
    if w1 is None or w2 is None or max(abs(w1), abs(w2)) > FARTHEST:
        return None
    return w1, w2


def legal_view(value: Any) -> View | None:
    """Return ((w1_low, w1_high), (w2_low, w2_high)) if both are intervals with digits to spare, else None."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    intervals = _all_known(map(legal_point, value))
    if intervals is None:
        return None
    for interval in intervals:
        if interval[1] - interval[0] <= VIEW_DIGITS * max(map(abs, interval)):
            return None
    return intervals[0], intervals[1]


# Numbers in a link


def let_text(let: Let) -> str:
    """Write numbers of parameters as a link does: k:10.0,b:3.0."""
    return ",".join(f"{name}:{number!r}" for name, number in let)


def let_in(text: str) -> list[tuple[str, float | None]]:
    """Read what `let_text` writes, or a hand, as in λ:3; a number that cannot be read is None."""
    parts = (part.partition(":") for part in text.split(","))
    return [(field_of(name) if name else name, number_in(number)) for name, _, number in parts]


def numbers_text(*values: float) -> str:
    """Write numbers to the bit, with commas between them."""
    return ",".join(map(repr, map(float, values)))


def numbers_in(text: str) -> list[float]:
    """Read numbers with commas between them; an empty list if the text is anything else."""
    if len(text) > 400 or not text.isascii():
        return []
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []


def number_in(text: str) -> float | None:
    """Read a number; None if the text is anything else."""
    numbers = numbers_in(text)
    return numbers[0] if len(numbers) == 1 else None
