"""Finds the files of static/: beside the packages in a checkout, inside this package once installed."""

from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_FOLDERS = (_HERE / "static", _HERE.parent / "static")


@cache
def folder() -> Path:
    """Return the folder with the style sheets and browser modules.

    Raises:
        FileNotFoundError: neither place has it, so that the installation is not whole.
    """
    for candidate in _FOLDERS:
        if (candidate / "page.html").is_file():
            return candidate
    raise FileNotFoundError("The static files are missing; install the package again.")


@cache
def text(name: str) -> str:
    """Return the text of a file of static/; all of them travel inside the page, which asks for no other."""
    return (folder() / name).read_text(encoding="utf-8")
