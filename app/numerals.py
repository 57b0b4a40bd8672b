"""How numbers are written for people, as in static/numbers.js; tests/numbers.tsv tests both.

Numbers that can be edited, and those in links and exports, have all their digits instead.
"""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context
from itertools import pairwise

Interval = tuple[float, float]

_MOST_DECIMALS = 15
"""Most decimals of a tick: a float has no more digits."""
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float | None, digits: int = 4) -> str:
    """Write a number with at most `digits` significant digits: "0.0123", "1.2e−7", "∞", or "–" for none.

    The exact value of the float is rounded, and a tie goes away from zero, as in JavaScript's toPrecision.
    Python's formats would round a tie to the even digit.
    """
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    number = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(float(value)).normalize()
    exponent = number.adjusted()
    if number == 0:
        return "0"
    text = f"{number:f}" if _is_plain(exponent) else f"{number.scaleb(-exponent):f}e{exponent}"
    return text.replace("-", "−")


def _is_plain(power: int) -> bool:
    """Whether a number with this power of ten is written without it."""
    return -4 < power < 6


def count(number: int | None) -> str:
    """Write a count with a comma between thousands: "12,345", or "–" for None.

    Not for numbers to be typed: the fields of the page read a comma as a decimal point.
    """
    return "–" if number is None else f"{number:,}".replace("-", "−")


def steps_text(number: int) -> str:
    """Write a number of steps: "1 step", "12,345 steps"."""
    return "1 step" if number == 1 else f"{count(number)} steps"


def finite(value: float) -> float | None:
    """Return a number for JSON; if it is not finite, None, which `short` writes as "–"."""
    return float(value) if math.isfinite(value) else None


def ticks(values: Sequence[float]) -> list[str]:
    """Write the ticks of a linear axis in the same form.

    All have the fewest decimals that tell them apart, and the exponent of the largest, if it needs one: "0",
    "0.5", "1.0", or "0", "0.5e8", "1.0e8".
    """
    largest = max(map(abs, values), default=0.0)
    power = int(f"{largest:.11e}".partition("e")[2])
    exponent = 0 if _is_plain(power) else power
    sizes = [value / float(f"1e{exponent}") for value in values]
    gaps = [high - low for low, high in pairwise(sorted(sizes)) if high > low]
    hair = 1e-6 * min([abs(largest / float(f"1e{exponent}")), *gaps])
    decimals = next(
        (
            count
            for count in range(_MOST_DECIMALS)
            if all(abs(round(size, count) - size) <= hair for size in sizes)
        ),
        _MOST_DECIMALS,
    )
    texts = [f"{size:.{decimals}f}" for size in sizes]
    ending = f"e{exponent}" if exponent else ""
    return [(text + ending).replace("-", "−") if float(text) else "0" for text in texts]


def powers_of_ten(exponents: Sequence[int]) -> list[str]:
    """Write 10 to whole powers, all in one form: "0.01", "0.1", "1", or "10⁻³", "10⁻²", "10⁻¹", "1", "10"."""
    if all(-2 <= exponent <= 2 for exponent in exponents):
        return [f"{10.0**exponent:g}" for exponent in exponents]
    return ["1" if not n else "10" if n == 1 else f"10{str(n).translate(_SUPERSCRIPTS)}" for n in exponents]


def place(point: tuple[float, float], view: tuple[Interval, Interval]) -> str:
    """Write a point with the digits that tell places in the view apart, and no more."""
    return f"({', '.join(map(coordinate, point, view))})"


def coordinate(w: float, interval: Interval) -> str:
    """Write a coordinate with the digits that tell places in an interval of it apart, and no more."""
    return short(round(w, -_last_digit(interval)), view_digits(interval))


def view_digits(interval: Interval) -> int:
    """Return how many digits tell apart places that are a thousandth of an interval from each other."""
    largest = max(map(abs, interval))
    return max(1, _power(largest) - _last_digit(interval) + 1)


def _last_digit(interval: Interval) -> int:
    """Return the power of ten of the last of these digits."""
    low, high = interval
    return _power((high - low) / 1000)


def _power(size: float) -> int:
    """Return the power of ten of the first digit; a size that rounding has made smaller than 10ⁿ has n."""
    return math.floor(math.log10(size) + 1e-9)
