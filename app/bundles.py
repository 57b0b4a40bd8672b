"""Scripts made of the browser's modules in static/: each script is a module and all that it imports.

The build hook of the wheel runs this file by itself, so it imports nothing but the standard library.
"""

import posixpath
import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from pathlib import Path

_APP = Path(__file__).parent
FOLDER = _APP.parent / "static"
"""The folder with the style sheets and browser modules, beside the packages."""
_IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<file>[\w./]+)"\n', re.MULTILINE)
_UNUSED = re.compile(
    r"^ *//.*\n|^ */\*\*(?:[^*]|\*(?!/))*\*/\n|/\*\* @(?:type|returns|this) [^*\n]*\*/ *|^ +|^\n",
    re.MULTILINE,
)
"""Comments with lines of their own, types, indentation and empty lines; no string in a module has any."""
_EXPORT = re.compile(r"^export (?=(?:(?:async )?function\*?|const) (?P<name>\w+))", re.MULTILINE)


@cache
def text(name: str) -> str:
    """Return the text of a file of static/."""
    return (FOLDER / name).read_text(encoding="utf-8")


def of_panels(kind: str) -> list[str]:
    """Return the files of panels with one ending, as paths within static/."""
    return [f"panels/{path.name}" for path in sorted((FOLDER / "panels").glob(f"*.{kind}"))]


def of_portable_panels(kind: str) -> list[str]:
    """Return those of the panels that a page without a server has (`is_portable` of panels/)."""
    return [file for file in of_panels(kind) if "is_portable=True" in _described(file)]


def _late_panels() -> list[str]:
    """Return the modules of panels whose content comes later in any case: figures, and words of a server."""
    portable = of_portable_panels("js")
    return [file for file in of_panels("js") if file not in portable or "figures=" in _described(file)]


def _described(file: str) -> str:
    """Return the module of panels/ that describes the panel of a file."""
    return (_APP / "panels" / f"{Path(file).stem}.py").read_text(encoding="utf-8")


LATE = {
    "embed": ["embed/dialog.js"],
    "goal": ["parts/goal_maker.js"],
    "links": ["parts/link_list.js"],
    "panels": _late_panels(),
    "pen": ["parts/lecture_pen.js"],
    "print": ["print/picture_dialog.js"],
    "recording": ["recording/record.js"],
    "relief": ["parts/relief_stage.js"],
}
"""The scripts that the page loads when they are first needed (static/load.js): name -> its modules."""
LATE_OF_SITE = ("recording", "goal", "print", "relief")
"""Those of a page without a server."""


def page_bundle() -> str:
    """Return page.js and all that it imports as one script.

    A browser learns what a module imports only by reading it. Requests for fifty small files, some only after
    others, would take longer than the rest of opening the page. Each file keeps its own scope. It may import
    names from other files of the folder, one line per file, and export functions and constants.
    """
    return _joined(_of_page())


def site_bundle() -> str:
    """Return site.js as such a script, with what its late scripts take from page.js."""
    shared = (file for file in _late_of_site() if file in _of_page())
    return _joined(_order(*of_portable_panels("js"), *shared, "site.js"))


def alone_bundle(name: str) -> str:
    """Return a module that nothing else imports as such a script."""
    return _joined(_order(name))


def late_bundle(names: Iterable[str]) -> str:
    """Return browser modules and all that they import, except the modules of page.js, as one script.

    The modules of page.js are in scope already, because they are constants of a script. The exports of the
    last module become a property of the script's element.
    """
    page, files = _of_page(), _order(*names)
    scopes = [_scope(file) for file in files if file not in page]
    last = f"document.currentScript.exported = {_variable(files[-1])}"
    return "\n".join(["(() => {", '"use strict"', *scopes, last, "})()"])


def _joined(files: Iterable[str]) -> str:
    return "\n".join(['"use strict"', *map(_scope, files)])  # like every module


def _of_page() -> tuple[str, ...]:
    """Return all modules of page.js, with what late scripts of a site take from site.js.

    The panels' come before it: they register themselves.
    """
    of_site = _order("site.js")
    shared = (file for file in _late_of_site() if file in of_site)
    panels = (file for file in of_panels("js") if file not in LATE["panels"])
    return _order(*panels, *shared, "page.js")


def _late_of_site() -> tuple[str, ...]:
    return _order(*(file for name in LATE_OF_SITE for file in LATE[name]))


@cache
def _order(*names: str) -> tuple[str, ...]:
    """Return modules and all that they import, each after what it imports itself."""
    order: dict[str, None] = {}

    def visit(file: str) -> None:
        if file not in order:
            for found in _IMPORT.finditer(text(file)):
                visit(_beside(file, found["file"]))
            order[file] = None

    for name in names:
        visit(name)
    return tuple(order)


@cache
def _scope(file: str) -> str:
    """Return a module as a function that is called at once and returns what the module exports.

    Comments and indentation, a fifth of the text, are left out.
    """
    source = _IMPORT.sub(
        lambda found: f"const {found['names']} = {_variable(_beside(file, found['file']))}\n",
        _UNUSED.sub("", text(file)),
    )
    exported = ", ".join(found["name"] for found in _EXPORT.finditer(source))
    return f"const {_variable(file)} = (() => {{\n{_EXPORT.sub('', source)}\nreturn {{ {exported} }}\n}})()"


def _beside(file: str, other: str) -> str:
    """Return the path of an imported file within the folder; `other` is relative to `file`."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), other))


def _variable(file: str) -> str:
    return f"module_{file.removesuffix('.js').replace('/', '_')}"


SCRIPTS: dict[str, Callable[[], str]] = {
    "page.js": page_bundle,
    "site.js": site_bundle,
    **{name: partial(alone_bundle, name) for name in ("unpack.js", "service_worker.js")},
    **{f"{name}.js": partial(late_bundle, modules) for name, modules in LATE.items()},
}
"""The function that makes each script, by name."""
