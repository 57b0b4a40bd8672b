"""What the panel Data says of the columns: both condition numbers, and columns that are constant."""

from functools import lru_cache

from surfaces import Surface, Table
from surfaces.tokens import joined

from ..maps.conditioning import condition_numbers
from ..numerals import short
from ..tables.standardizing import constant_columns


@lru_cache(maxsize=64)
def column_words(
    surface: Surface, table: Table | None, is_standardized: bool, start: tuple[float, float]
) -> list[str]:
    """Return one sentence for each thing to say; none while E has no data."""
    if table is None or surface.data is None:
        return []
    words = []
    if found := condition_numbers(surface, table, start):
        plain, scaled, is_constant = found
        where = "" if is_constant else " at the start"
        words.append(
            f"Condition number{where}: {short(plain)} as given, {short(scaled)} with x standardized."
        )
    constant = constant_columns(table)
    if is_standardized and constant:
        are, they_are = ("is", "it is") if len(constant) == 1 else ("are", "they are")
        words.append(f"{joined(constant)} {are} constant and left as {they_are}.")
    return words
