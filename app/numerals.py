"""How numbers are written for people: the same rule as static/numbers.js, held to it by tests/numbers.tsv.

Numbers that can be edited, links and exports have all their digits instead.
"""

import math
from decimal import ROUND_HALF_UP, Context

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float | None, digits: int = 4) -> str:
    """Write a number with at most so many significant digits: "0.0123", "1.2e−7", "∞", or "–" for none.

    The exact value of the float is rounded, and half a digit goes away from zero, as in JavaScript's
    toPrecision. Python's formats would take the even digit.
    """
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    number = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(float(value)).normalize()
    exponent = number.adjusted()
    if number == 0:
        return "0"
    text = f"{number:f}" if -4 < exponent < 6 else f"{number.scaleb(-exponent):f}e{exponent}"
    return text.replace("-", "−")


def count(number: int | None) -> str:
    """Write how many there are, with a comma between thousands: "12,345", or "–" for none at all.

    A number that is to be typed has digits alone, for the fields of the page read a comma as a decimal one.
    """
    return "–" if number is None else f"{number:,}".replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Write 10 to a whole power as it is read most easily: "0.01", "1", "100", but "10⁻³"."""
    return f"{10.0**exponent:g}" if -2 <= exponent <= 2 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def place(point: tuple[float, float], view: tuple[tuple[float, float], tuple[float, float]]) -> str:
    """Write a point with three digits a coordinate, and as 0 what is nothing beside the side of the view."""
    sides = (high - low for low, high in view)
    near = (w if abs(w) > 1e-4 * side else 0.0 for w, side in zip(point, sides, strict=True))
    return f"({', '.join(short(w, 3) for w in near)})"
