"""The files that browsers load, named by the hash of their content; the same in every process of a version.

New content has a new name. So browsers keep a file for ever, and any process of the version can serve it.
The content comes from static/, and from functions given to `register`.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property, partial
from pathlib import Path

from . import look
from .bundles import FOLDER, SCRIPTS, of_panels, of_portable_panels, text

_HOME = Path(__file__).parents[1]
_MINIFIED = _HOME / "minified"
"""The scripts, minified, and compressed; only a wheel has this folder (.wheel/build.py)."""
_MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_UNUSED = re.compile(r" */\*(?s:.*?)\*/|^ +|^\n", re.MULTILINE)
"""Comments, indentation and empty lines of a style sheet; no string in one has any."""
_DIGITS = 12
"""Digits of the hash in a name: enough to tell versions apart, too few to stop a forger."""


@dataclass(frozen=True)
class Asset:
    """A file as browsers get it. Made by `asset`."""

    name: str
    media_type: str
    content: bytes
    file_name: str
    """The name with the hash of the content in it, such as page.3f2a9c0d1e5b.js."""

    @cached_property
    def compressed(self) -> bytes:
        """The content, gzipped."""
        return gzip.compress(self.content, compresslevel=9, mtime=0)

    @cached_property
    def brotli(self) -> bytes:
        """A script as the wheel has it compressed, a sixth smaller than gzipped; empty, if it has none."""
        packed = _MINIFIED / f"{self.name}.br"
        is_there = packed.exists() and script(self.name).encode() == self.content
        return packed.read_bytes() if is_there else b""


def register(name: str, make: Callable[[], str | bytes]) -> None:
    """Add an asset. It is made when it is first requested.

    Args:
        name: such as "page.js"; its ending says what kind of file it is.
        make: returns the content, the same in every process of a version.
    """
    _makers[name] = make


@cache
def asset(name: str) -> Asset:
    """Return an asset.

    Raises:
        KeyError: no asset has this name, or its ending has no media type.
        FileNotFoundError: the installation is incomplete.
    """
    made = content(name)
    stem, suffix = posixpath.splitext(name)
    digits = hashlib.sha256(made).hexdigest()[:_DIGITS]
    return Asset(name, _MEDIA_TYPES[suffix], made, f"{stem}.{digits}{suffix}")


@cache
def content(name: str) -> bytes:
    """Return the content of an asset, where neither its file name nor its compressed form is needed.

    Raises:
        KeyError: no asset has this name.
        FileNotFoundError: the installation is incomplete.
    """
    made = _makers[name]()
    return made.encode() if isinstance(made, str) else made


def path(name: str) -> str:
    """Return the path of an asset's file, relative to the page."""
    return f"assets/{asset(name).file_name}"


def find(file_name: str) -> Asset | None:
    """Return the asset with this file name; None if the name or the hash is not ours."""
    for name in _makers:
        if asset(name).file_name == file_name:
            return asset(name)
    return None


def make_all() -> None:
    """Make all assets now: no visitor waits for one, and forked workers share them."""
    for name in _makers:
        _ = asset(name).compressed, asset(name).brotli


@cache
def version() -> str:
    """Return a token of all that decides what a page shows: Python's modules as well as the browser's."""
    return token_of([*(_HOME / name for name in ("app", "optimizers", "surfaces")), FOLDER, _MINIFIED])


def token_of(folders: Iterable[Path]) -> str:
    """Return a hash of the names and the content of all modules, sheets and data in folders."""
    digest = hashlib.sha256()
    for root in folders:
        for path in sorted(
            path for path in root.rglob("*") if path.suffix in (".py", ".html", *_MEDIA_TYPES)
        ):
            digest.update(f"{path.relative_to(root).as_posix()} {path.stat().st_size}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGITS]


@cache
def sheet(*names: str, font: str = "") -> str:
    """Return style sheets of static/ as one, with what all share: font, tokens, path's colours, system.css.

    Args:
        names: the sheets, in their order.
        font: the address of the font of formulas; if it is empty, that of its asset, beside the sheet.
    """
    address = font or asset("math.woff2").file_name
    face = f'@font-face {{ font-family: "Latin Modern Math"; src: url("{address}") format("woff2"); }}\n'
    selectors = {"light": ":root", "dark": ':root[data-theme="dark"]'}
    of_path = "".join(
        f"{selectors[theme]} {{ {' '.join(f'--{name}: {colour};' for name, colour in tokens.items())} }}\n"
        for theme, tokens in look.PATH_TOKENS.items()
    )
    rules = text("tokens.css") + of_path + "".join(map(text, (*names, "system.css")))
    return face + _UNUSED.sub("", rules)


def script(name: str) -> str:
    """Return one of our scripts, of `SCRIPTS`: minified in a wheel, else made of the modules in static/."""
    minified = _MINIFIED / name
    return minified.read_text(encoding="utf-8") if minified.exists() else SCRIPTS[name]()


_makers: dict[str, Callable[[], str | bytes]] = {
    **{name: partial(script, name) for name in SCRIPTS if name not in ("unpack.js", "service_worker.js")},
    "page.css": lambda: sheet("controls.css", *of_panels("css"), "page.css"),
    "site.css": lambda: sheet("controls.css", *of_portable_panels("css"), "page.css", "saved.css"),
    "embed.css": lambda: sheet("controls.css", "embed.css"),
    "math.woff2": lambda: (FOLDER / "fonts" / "latin-modern-math.woff2").read_bytes(),
    "icon.svg": lambda: text("icon.svg"),
    "icon.png": lambda: (FOLDER / "icon.png").read_bytes(),
}
"""The function that makes each asset, by name."""
