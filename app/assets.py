"""Finds the files of static/: beside the packages in a checkout, inside this package once installed.

All of them travel inside the page, which asks for no other file of ours.
"""

import posixpath
import re
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_FOLDERS = (_HERE / "static", _HERE.parent / "static")
_IMPORT = re.compile(r'^import (?P<names>\{.*?\}) from "(?P<file>[\w./]+)"\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function|const) (?P<name>\w+))", re.MULTILINE)


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
    """Return the text of a file of static/."""
    return (folder() / name).read_text(encoding="utf-8")


@cache
def bundle(name: str) -> str:
    """Return a browser module and all that it imports as one script.

    A module inside a page cannot import another by its name, and one request for each of thirty small files
    would take longer than all else that opening the page does. Each file keeps a scope of its own. It may
    import names from other files of the folder, in one line each, and export functions and constants.
    """
    order: list[str] = []

    def visit(file: str) -> None:
        if file not in order:
            for found in _IMPORT.finditer(text(file)):
                visit(_beside(file, found["file"]))
            order.append(file)

    visit(name)
    return "\n".join(_scope(file) for file in order)


def _scope(file: str) -> str:
    """Return a module as a function that is called at once and returns what the module exports."""
    source = _IMPORT.sub(
        lambda found: f"const {found['names']} = {_variable(_beside(file, found['file']))}\n", text(file)
    )
    exported = ", ".join(found["name"] for found in _EXPORT.finditer(source))
    return f"const {_variable(file)} = (() => {{\n{_EXPORT.sub('', source)}\nreturn {{ {exported} }}\n}})()"


def _beside(file: str, other: str) -> str:
    """Return the place in the folder of what a file names from where it stands."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), other))


def _variable(file: str) -> str:
    return f"module_{file.removesuffix('.js').replace('/', '_')}"
