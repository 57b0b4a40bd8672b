"""How numbers are written in words, labels and tables (in the browser static/numbers.js does it)."""

import math

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def short(value: float | None, digits: int = 4) -> str:
    """Write a number with at most so many digits: "0.0123", "1.2e−7", "∞", or "–" for none at all."""
    if value is None or math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    if -3 <= int(exponent) < 6:
        text = f"{float(f'{mantissa}e{exponent}'):.15g}"
    else:
        text = f"{float(mantissa):.15g}e{int(exponent)}"
    return "0" if float(mantissa) == 0 else text.replace("-", "−")


def power_of_ten(exponent: int) -> str:
    """Write 10 to a whole power as it is read most easily: "0.01", "1", "100", but "10⁻³"."""
    return f"{10.0**exponent:g}" if -2 <= exponent <= 2 else f"10{str(exponent).translate(_SUPERSCRIPTS)}"


def place(point: tuple[float, float], view: tuple[tuple[float, float], tuple[float, float]]) -> str:
    """Write a point with three digits a coordinate, and as 0 what is nothing beside the side of the view."""
    sides = (high - low for low, high in view)
    near = (w if abs(w) > 1e-4 * side else 0.0 for w, side in zip(point, sides, strict=True))
    return f"({', '.join(short(w, 3) for w in near)})"
