"""A table as text: as it is pasted or typed, as it stands in its field, and as a link holds it.

Text from outside is a spreadsheet's cells, CSV or TSV, or the table of the page itself. Columns are divided
by tabs, else by semicolons, else by commas, else by spaces. A decimal comma is read where the columns are
divided by tabs or semicolons. Points in brackets, as books and programs print them, are rows, too.
"""

import re
from typing import Any

from surfaces import DataError, Table
from surfaces.table import MOST_COLUMNS, MOST_ROWS, USUAL_NAMES

LONGEST = 40_000
"""Characters of a text that is read; the largest table, with all digits, has 20,000."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_OPENS = re.compile(r"^\s*[(\[]", re.MULTILINE)
_BETWEEN = re.compile(r"[)\]][\s,;]*(?=[(\[])")
_BRACKETS = str.maketrans("()[]", "    ")
_UNSEEN = str.maketrans("\ufeff\u200b", "  ")
_MINUS = str.maketrans("−–", "--")
_QUOTED = re.compile(r'"(.*)"|\'(.*)\'')
_IN_QUOTES = re.compile(r'"[^"]*"')


class TableTextError(DataError):
    """Says what is wrong with a text; `position` is the index of a character of it, or None."""

    def __init__(
        self,
        message: str,
        position: int | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message, row, column)
        self.position = position


def read_table(text: str) -> Table:
    """Read a table; a first line of words names its columns.

    Raises:
        TableTextError: the text is no table, or the table is larger than one may be.
    """
    if len(text) > LONGEST:
        raise TableTextError(
            f"the text is too long: a table has {LONGEST:,} characters and {MOST_ROWS} rows at most"
        )
    lines = _lines(_without_brackets(text.translate(_UNSEEN)))
    if not lines:
        raise TableTextError("the table is empty: write a row on each line, such as 1.5, 2")
    divider = next(
        (mark for mark in "\t;," if any(mark in _IN_QUOTES.sub("", line) for _, line in lines)), None
    )
    (start, first), *_ = rows = [(start, _cells(line, divider)) for start, line in lines]
    _narrow(first, 1)
    for _, cells in rows:
        _narrow(cells, len(first))
    has_point = any(
        "." in cell and _number(cell, False) is not None for _, cells in rows for _, cell in cells
    )
    has_comma = divider in ("\t", ";") and not has_point
    is_named = any(cell and _number(cell, has_comma) is None for _, cell in first)
    if len(first) > MOST_COLUMNS:
        raise TableTextError(f"there are {len(first):,} columns: at most {MOST_COLUMNS} are allowed", start)
    if is_named and (
        number := next((cell for _, cell in first if _number(cell, has_comma) is not None), None)
    ):
        at, word = next((at, cell) for at, cell in first if cell and _number(cell, has_comma) is None)
        words = f"“{_short(word)}” is no number, and “{_short(number)}” names no column"
        raise TableTextError(f"the first row mixes both: {words}", start + at)
    names = [_unquoted(cell) for _, cell in first] if is_named else list(USUAL_NAMES[len(first) - 1])
    if "" in names:
        place = names.index("")
        raise TableTextError(f"column {place + 1} has no name", start + first[place][0], None, "")
    twice = next((place for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        at = start + first[twice][0]
        raise TableTextError(f"two columns are called {_short(names[twice])}", at, None, names[twice])
    rows = rows[is_named:]
    if not rows:
        raise TableTextError("there are names, but no row of numbers below them", start)
    if len(rows) > MOST_ROWS:
        words = f"there are {len(rows):,} rows: at most {MOST_ROWS} are allowed"
        raise TableTextError(words, rows[MOST_ROWS][0], MOST_ROWS)
    values = [_row(place, *each, names, has_comma) for place, each in enumerate(rows)]
    try:
        return Table.of(dict(zip(names, zip(*values, strict=True), strict=True)))
    except DataError as error:
        place = names.index(error.column) if error.column in names else 0
        at, cells = (start, first) if error.row is None else rows[error.row]
        raise TableTextError(error.message, at + cells[place][0], error.row, error.column) from None


def told_table(table: Table | None) -> dict[str, Any] | None:
    """Return a table as the browser has it."""
    return None if table is None else {"names": list(table.names), "columns": list(map(list, table.columns))}


def table_part(table: Table | None) -> str:
    """Write a table as a link does, to the bit: x,y;8,1.2;9,0.7; nothing without one."""
    if table is None:
        return ""
    rows = zip(*table.columns, strict=True)
    return ";".join([",".join(table.names), *(",".join(map(_digits, row)) for row in rows)])


def read_part(part: str) -> Table:
    """Read what `table_part` writes.

    Raises:
        DataError: it is no table; the message names the first bad row.
    """
    if len(part) > LONGEST:
        raise DataError(f"{len(part):,} characters are too many: a table has {LONGEST:,} at most")
    first, *rows = part.split(";")
    names = first.split(",")
    if not rows:
        raise DataError("write the names of the columns, then the rows, such as x,y;8,1.2;9,0.7")
    if len(names) > MOST_COLUMNS:
        raise DataError(f"there are {len(names):,} columns: at most {MOST_COLUMNS} are allowed")
    if len(set(names)) < len(names):
        raise DataError("two columns have the same name")
    if len(rows) > MOST_ROWS:
        raise DataError(f"there are {len(rows):,} rows: at most {MOST_ROWS} are allowed", MOST_ROWS)
    cells = ([(0, cell) for cell in row.split(",")] for row in rows)
    values = [_row(place, 0, row, names, has_comma=False) for place, row in enumerate(cells)]
    return Table.of(dict(zip(names, zip(*values, strict=True), strict=True)))


def _without_brackets(text: str) -> str:
    """Put each point in brackets on a line of its own; all characters keep their places."""
    if not _OPENS.search(text):
        return text
    return _BETWEEN.sub(lambda gap: "\n".ljust(len(gap[0])), text).translate(_BRACKETS)


def _lines(text: str) -> list[tuple[int, str]]:
    """Return the lines that have more than dividers, each with the index of its first character."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.replace(";", " ").replace(",", " ").strip():
            found.append((start, line.rstrip("\r")))
        start += len(line) + 1
    return found


def _cells(line: str, divider: str | None) -> list[tuple[int, str]]:
    """Return the cells of a line, each with the index of its first character."""
    if divider is None:
        return [(found.start(), found[0]) for found in re.finditer(r"\S+", line)]
    cells, start = [], 0
    for part in _IN_QUOTES.sub(lambda quoted: quoted[0].replace(divider, " "), line).split(divider):
        cell = line[start : start + len(part)]
        cells.append((start + len(cell) - len(cell.lstrip()), cell.strip()))
        start += len(cell) + 1
    return cells


def _narrow(cells: list[tuple[int, str]], width: int) -> None:
    """Take off empty cells beyond a width, which spreadsheets write for columns without numbers."""
    while len(cells) > width and not cells[-1][1]:
        cells.pop()


def _row(
    row: int, start: int, cells: list[tuple[int, str]], names: list[str], has_comma: bool
) -> list[float]:
    values = []
    for name, (at, cell) in zip(names, cells, strict=False):
        value = _number(cell, has_comma)
        if value is None:
            what = f"“{_short(cell)}” is no number" if cell else "a number is missing"
            if _number(cell, True) is not None:
                what += " beside those with a decimal point: leave out the comma"
            raise TableTextError(f"row {row + 1}, column {_short(name)}: {what}", start + at, row, name)
        values.append(value)
    if len(cells) != len(names):
        has = "1 number" if len(cells) == 1 else f"{len(cells):,} numbers"
        columns = "is 1 column" if len(names) == 1 else f"are {len(names)} columns"
        raise TableTextError(f"row {row + 1} has {has}, and there {columns}", start, row)
    return values


def _number(cell: str, has_comma: bool) -> float | None:
    """Read a number with any minus sign, and with a decimal comma if there may be one; else None."""
    text = _unquoted(cell).translate(_MINUS)
    if has_comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    return float(text) if len(text) <= 400 and _NUMBER.fullmatch(text) else None


def _unquoted(cell: str) -> str:
    found = _QUOTED.fullmatch(cell)
    return (found[1] or found[2] or "") if found else cell


def _digits(value: float) -> str:
    """Write a number with all its digits, and without a fraction of 0."""
    return repr(value).removesuffix(".0")


def _short(text: str) -> str:
    clean = "".join(character if character.isprintable() else "�" for character in text)
    return clean if len(clean) <= 20 else clean[:19] + "…"
