"""The page as a folder that any host of files can serve, at any path: the whole gallery and all lessons.

The page is the one of a file (`page`). Its scripts and sheets stand beside it, and what there is to choose
comes as one more file (`catalogue`), which static/site.js reads. A list of files marks a folder as ours.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from optimizers import OPTIMIZERS
from surfaces import GALLERY

from .. import assets
from ..bundles import LATE_OF_SITE, of_portable_panels
from ..figures.bokeh_script import bokeh_script
from ..figures.picture import picture_text
from ..panels import TABS
from ..template import json_text, template
from ..url import Widget
from .catalogue import choices, panels_with, pictured
from .files import SaveError, is_address
from .page import policy

_MARK = "trajectory-explorer.json"
"""The list of the files of a site, in its folder."""
_OURS = re.compile(r"index\.html|widget\.html|assets/[\w.-]+", re.ASCII)
"""The names of files of a site."""
_WIDGET = Widget(("surface", "legend", "time", "sliders"))
"""What the second page has: it shows its link in a frame of another page."""
_SHEETS = ("controls.css", *of_portable_panels("css"), "page.css", "saved.css")
_POLICY = {
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Bokeh makes style elements in the browser
    "font-src": "'self'",
    "connect-src": "'self'",
}


def write_site(folder: str | os.PathLike[str], base: str = "") -> None:
    """Write the site into a folder, which is made if there is none.

    Args:
        folder: it is empty, or holds a site that was written before. Other files in it stay.
        base: the address of a server's page, to which links lead; none if it is empty.

    Raises:
        SaveError: the folder holds something else or cannot be written, or the base is no address.
    """
    folder = Path(folder)
    if base and not is_address(base):
        raise SaveError(f"{base!r} is not an address that begins with http:// or https://")
    try:
        before = _files_of(folder)
        files = site_files(base)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        for name in before - files.keys():
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise SaveError(f"{folder} cannot be written: {error.strerror or error}") from None


def site_files(base: str = "") -> dict[str, bytes]:
    """Return the content of each file of the site, by its path: the list first, the page last."""
    made: dict[str, tuple[str, str | bytes]] = {
        "style": ("site.css", assets.sheet(*_SHEETS)),
        "widget_style": ("widget.css", assets.sheet("controls.css", "embed.css")),
        "script": ("site.js", assets.script("site.js")),
        "catalogue": ("catalogue.json", json_text(choices())),
        "picture": ("picture.json", picture_text(*pictured())),
        "font": ("math.woff2", assets.content("math.woff2")),
        "bokeh": ("bokeh.js", bokeh_script()),
        **{name: (f"{name}.js", assets.content(f"{name}.js")) for name in LATE_OF_SITE},
    }
    places: dict[str, str] = {}
    files: dict[str, bytes] = {}
    for use, (name, text) in made.items():
        content = text.encode() if isinstance(text, str) else text
        places[use] = f"assets/{assets.hashed_name(name, content)}"
        files[places[use]] = content
    of_widget = {**places, "style": places["widget_style"]}
    pages = {
        "widget.html": _page("embed.html", of_widget, base or "./", widget=_WIDGET, tab="path"),
        "index.html": _page("page.html", places, base),
    }
    names = [*pages, *files]
    return {_MARK: json.dumps({"files": names}, indent=1).encode(), **files, **pages}


def _page(name: str, places: dict[str, str], full: str, **more: Any) -> bytes:
    """Return a page of the site; `full` is the address of one that shows more, if there is one."""
    saved = {
        "policy": policy(_POLICY),
        "facts": json_text({"places": {**places, "full": full}}),
        "link": full,
        "title": "Trajectory explorer",
        "description": f"{len(OPTIMIZERS)} optimizers on {len(GALLERY)} functions, with lessons.",
    }
    shown = {"saved": saved, "places": places, "tabs": TABS, "panels": panels_with()}
    return template(name).render(**shown, **more).encode()


def _files_of(folder: Path) -> set[str]:
    """Return the files of the site that a folder holds; none, if it is empty or is none yet.

    Raises:
        OSError: it cannot be read.
        SaveError: it holds something else.
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(None, "it is a file")
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        names = json.loads((folder / _MARK).read_text(encoding="utf-8"))["files"]
        return {name for name in names if _OURS.fullmatch(name)}
    except (OSError, ValueError, KeyError, TypeError):
        words = "a site goes into an empty folder, or into one that --site has written"
        raise SaveError(f"{folder} holds something else: {words}") from None
