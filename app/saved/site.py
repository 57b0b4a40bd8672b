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
from ..bundles import LATE_OF_SITE
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
_POLICY = {
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Bokeh makes style elements in the browser
    "font-src": "'self'",
    "connect-src": "'self'",
}
_FILES = {
    "style": "site.css",
    "script": "site.js",
    "catalogue": "catalogue.json",
    "picture": "site_picture.json",
    "font": "math.woff2",
    "bokeh": "bokeh.js",
    **{name: f"{name}.js" for name in LATE_OF_SITE},
}
"""The assets that the page loads, by their use."""
assets.register("bokeh.js", bokeh_script)
assets.register("catalogue.json", lambda: json_text(choices()))
assets.register("site_picture.json", lambda: picture_text(*pictured()))


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
    files = {assets.path(name): assets.content(name) for name in (*_FILES.values(), "embed.css")}
    of_widget = {**places(), "style": assets.path("embed.css")}
    pages = {
        "widget.html": page("embed.html", of_widget, base or "./", widget=_WIDGET, tab="path").encode(),
        "index.html": page("page.html", places(), base).encode(),
    }
    names = [*pages, *files]
    return {_MARK: json.dumps({"files": names}, indent=1).encode(), **files, **pages}


def places(folder: str = "assets") -> dict[str, str]:
    """Return the paths of the files that the page loads from a folder, by their use."""
    return {use: f"{folder}/{assets.asset(name).file_name}" for use, name in _FILES.items()}


def page(name: str, places: dict[str, str], full: str, offline: str = "", **more: Any) -> str:
    """Return a page of the site.

    Args:
        name: its template.
        places: the paths of its files.
        full: the address of one that shows more, if there is one.
        offline: what it says because its server is not reached; nothing if it needs none.
        more: further variables of the template.
    """
    saved = {
        "policy": policy(_POLICY),
        "facts": json_text({"places": {**places, "full": full}, "is_offline": bool(offline)}),
        "link": full,
        "title": "Trajectory explorer",
        "description": f"{len(OPTIMIZERS)} optimizers on {len(GALLERY)} functions, with lessons.",
        "offline": offline,
    }
    shown = {"saved": saved, "places": places, "tabs": TABS, "panels": panels_with()}
    return template(name).render(**shown, **more)


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
