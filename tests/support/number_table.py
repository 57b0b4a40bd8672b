"""The table of numbers as they are written, which the tests of Python and of the browser read."""

from pathlib import Path

_TABLE = Path(__file__).parents[1] / "numbers.tsv"


def written(kind):
    """The rows of a kind: the function's arguments and the text (ticks: lists; intervals: an int)."""
    rows = []
    for line in _TABLE.read_text().splitlines():
        if not line.startswith("#"):
            of, value, digits, text = line.split("\t")
            if of == kind and " " in value:
                words = int(text) if kind == "view_digits" else text.split()
                rows.append((([_number(each) for each in value.split()],), words))
            elif of == kind and kind.endswith("ticks"):
                rows.append((([_number(value)],), [text]))
            elif of == kind:
                rows.append(((_number(value), *([int(digits)] if digits else [])), text))
    return rows


def _number(text):
    if text == "none":
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)
