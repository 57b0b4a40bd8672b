"""The table of functions that visitors may type (tests/own_functions.tsv)."""

from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).parents[1] / "own_functions.tsv"


class OwnFunction(NamedTuple):
    """A text, and the kinds of difficulty in showing it."""

    kinds: tuple[str, ...]
    text: str


def own_functions() -> list[OwnFunction]:
    """Return the table's functions in its order."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return [OwnFunction(tuple(kinds.split()), text) for kinds, text in rows]
