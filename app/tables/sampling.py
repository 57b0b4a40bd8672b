"""Reads an error function with a table; where it needs one and there is none, a sample takes its place."""

from collections.abc import Callable

from surfaces import SAMPLES, DataError, ExpressionError, Surface, Table
from surfaces.compiled import Compiled, compile_text
from surfaces.expression import uses_data

Parse = Callable[[str, Table | None], Surface]
"""Reads the text of an error function with a table, if there is one."""
SAMPLED = "The link has no table for its error function; a sample is shown. Put your own in Data."
NO_TABLE = "The link has no table for its error function: it needs data=, or --data FILE beside it."
_TRIED = ("line", "clouds")
"""The samples that may suit a function, in the order in which they are tried."""


def read_surface(
    text: str, table: Table | None = None, work: Callable[..., Compiled] = compile_text
) -> Surface:
    """Read a text with a table; a text with sums that has none gets the first sample that has its columns.

    A text without sums needs no table. `work` is as for `Surface.parse`.

    Raises:
        ExpressionError: the text is not an error function.
    """
    if not uses_data(text):
        return Surface.parse(text, work=work)
    tables = [table] if table else [SAMPLES[key].draw() for key in _TRIED]
    refusals: list[ExpressionError] = []
    for each in tables:
        try:
            return Surface.parse(text, each, work)
        except ExpressionError as error:
            refusals.append(error)
        except DataError as error:  # a column has the name of a definition
            refusals.append(ExpressionError(error.message))
    raise refusals[0]
