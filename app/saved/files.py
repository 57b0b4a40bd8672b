"""What a link shows, written to a file: `save` chooses by the file's ending what it writes.

The file is written under another name beside its place, and then moved there, so that it is never incomplete.
If there is a symbolic link in its place, the file replaces the link, and the target of the link stays.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from optimizers import Trajectory
from surfaces import DataError, Surface, Table

from ..experiment import Experiment
from ..proposals.opening import opened
from ..proposals.search import with_minima_sought
from ..runs.follow import runs_of
from ..tables.table_text import LONGEST, read_table, table_part
from ..url import Widget, widget_of
from ..words.exports import notebook, numpy_script, table


class SaveError(Exception):
    """Says in one line why a file was not written."""


def save(
    path: str | os.PathLike[str],
    link: str = "",
    base: str = "",
    data: str | os.PathLike[str] | None = None,
    title: str = "",
    caption: str = "",
) -> None:
    """Write what a link shows.

    Args:
        path: the file. Its ending says what is written: .html the page as one file, or a widget of it if the
            link has `embed`, .csv the table of every step of every run, .py a NumPy script of all runs that
            are shown, .ipynb a notebook of it.
        link: the query of the page's address, or the whole address; empty for the default.
        base: the address of a server's page, to which an HTML file links; none if it is empty.
        data: a file with the table that E's sums go over, instead of the link's: CSV or TSV, with the names
            of its columns in the first line, or without.
        title: what stands above the page of an HTML file; empty for the usual.
        caption: what stands below that; nothing if it is empty.

    Raises:
        SaveError: the ending is another, the file cannot be written, or the link, the base, the data, the
            title or the caption cannot be used.
    """
    path = Path(path)
    if _writer(path) is not _page and (title or caption):  # before the work
        raise SaveError(f"{path} cannot show a title or a caption: only what ends in .html can")
    if base and not is_address(base):
        raise SaveError(f"{base!r} is not an address that begins with http:// or https://")
    experiment, surface, widget = _linked(link, None if data is None else _table_in(Path(data)))
    write(path, experiment, surface, base=base, widget=widget, title=title, caption=caption)


def write(path: Path, experiment: Experiment, surface: Surface, **of_page: Any) -> None:
    """Write an experiment to a file, as `save` does; `of_page` are arguments of `page_text`, for a page.

    Raises:
        SaveError: as in `save`.
    """
    writer = _writer(path)
    text = writer(experiment, surface, **of_page) if writer is _page else writer(experiment, surface)
    _write_whole(path, text)


def _writer(path: Path) -> Callable[..., str]:
    ending = path.suffix.lower()
    if ending not in _WRITERS:
        raise SaveError(f"{path}: {_PICTURES if ending in _DRAWN else ''}{_ENDINGS}")
    return _WRITERS[ending]


def is_address(text: str) -> bool:
    """Whether a text is an address to which a file may link."""
    return re.fullmatch(r"https?://[^\s\"'<>?#]+", text) is not None


def _table_in(path: Path) -> Table:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return read_table(file.read(LONGEST + 1))
    except OSError as error:
        raise SaveError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise SaveError(f"{path} cannot be read: save it as CSV in UTF-8 (its text is not UTF-8)") from None
    except DataError as error:
        raise SaveError(f"{path} has no table: {error.message}") from None


def _linked(link: str, table: Table | None) -> tuple[Experiment, Surface, Widget | None]:
    """Return what a link shows, with a table instead of the link's if there is one, its surface, and as what.

    Unlike the page, it refuses a link that is partly wrong. A query that is no part of an address was typed
    by hand, so that its "+" is a plus. In an address, as in the page's, it is a space.
    """
    is_whole = re.match("https?://", link) is not None
    query = link.partition("?")[2] if is_whole else link.replace("+", "%2B")
    query = query.partition("#")[0]
    if table is not None:
        query += f"&data={quote(table_part(table))}"  # of two, the last one counts
    experiment, surface, notices = opened(query)
    widget, more = widget_of(query)
    if wrong := [getattr(notice, "refusal", notice) for notice in (*notices, *more)]:
        raise SaveError(" ".join(" ".join(wrong).split()))
    if table is not None and surface.data is None:
        raise SaveError("the error function has neither mean(...) nor sum(...) that could go over the data")
    return experiment, surface, widget


def _write_whole(path: Path, text: str) -> None:
    """Write a text to a file, or leave what is there as it is.

    Raises:
        SaveError: it cannot be written.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_dir():
            raise IsADirectoryError(None, "it is a folder")
        if path.exists() and not path.is_file():
            raise OSError(None, "it is a device or a pipe")
        file = aside.open("x", encoding="utf-8", newline="")  # "x", to overwrite nobody's file
        try:
            with file:
                file.write(text)
            if path.exists():
                shutil.copymode(path, aside)
            os.replace(aside, path)
        except BaseException:
            aside.unlink()
            raise
    except UnicodeEncodeError:
        raise SaveError(f"{path} cannot be written: a title or a caption is not UTF-8") from None
    except OSError as error:
        raise SaveError(f"{path} cannot be written: {error.strerror or error}") from None


def _page(experiment: Experiment, surface: Surface, **of_page: Any) -> str:
    from .page import page_text  # needs Bokeh, which a table and a script do without

    return page_text(experiment, with_minima_sought(surface), **of_page)


def _table(experiment: Experiment, surface: Surface) -> str:
    return table(runs_of(surface, experiment), experiment.pins)


def _script(experiment: Experiment, surface: Surface) -> str:
    return numpy_script(experiment, surface, _paths(experiment, surface))


def _notebook(experiment: Experiment, surface: Surface) -> str:
    return notebook(experiment, surface, _paths(experiment, surface))


def _paths(experiment: Experiment, surface: Surface) -> list[Trajectory]:
    if not hasattr(surface, "lines"):
        raise SaveError("a script repeats only what was given as an expression")
    return [run.path for run in runs_of(surface, experiment)]


_WRITERS: dict[str, Callable[..., str]] = {
    ".html": _page,
    ".csv": _table,
    ".py": _script,
    ".ipynb": _notebook,
}
"""The function that makes the text of a file, by its ending."""
_ENDINGS = f"what is saved ends in {', '.join(_WRITERS)}"
_DRAWN = (".svg", ".png", ".pdf", ".webm", ".gif")
_PICTURES = "pictures and videos are drawn in a browser: use Share on the page; "
