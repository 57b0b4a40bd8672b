"""The page on Panel's own servers, `panel serve app` and `pn.serve(app.open_page)`, with the same guards.

Importing this prepares the servers that the process makes from then on. A server with other applications
stays as it is, because the guards would close paths that those need; it logs a warning when it starts.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bokeh.application import Application
from tornado.web import RedirectHandler

from .. import assets
from ..session import bokeh_patches, page
from . import files, log
from .options import guard_connections, guarded
from .secret import secret

_FOLDER = Path(__file__).parents[1]
_WITHOUT = "it has neither the limits nor the headers nor the log of the command trajectory-explorer"
_logger = logging.getLogger(__name__)
_decided = False
"""Whether a server with the page has been prepared, or has logged why not."""


def open_page() -> None:
    """Make the document of a new session; warn once if its server was not prepared."""
    global _decided
    if not _decided:
        _decided = True
        _logger.warning("This server of the trajectory explorer was not prepared, so %s.", _WITHOUT)
    page.open_page()


def _prepare(applications: Mapping[str, Application], options: dict[str, Any]) -> None:
    """Guard a server whose only application is the page.

    Raises:
        ValueError: the key of the environment is too short.
    """
    global _decided
    others = [
        path for path, each in applications.items() if not bokeh_patches.shows(each, open_page, _FOLDER)
    ]
    if len(others) == len(applications):
        return
    _decided = True
    if others:
        _logger.warning(
            "The trajectory explorer shares its server with %s, so %s. It has them on a server of its own.",
            ", ".join(others),
            _WITHOUT,
        )
        return
    log.guard()
    guard_connections()
    assets.make_all()  # now, and not while the first visitor waits
    page.make_shared()
    ours = guarded(options.get("secret_key") or secret())
    root = _root(applications, options.get("prefix") or "")
    ours["extra_patterns"] = [*options.get("extra_patterns", ()), *root, *ours["extra_patterns"]]
    options |= ours
    if options.get("address") is None:
        _logger.warning(
            "Panel listens on all addresses of this machine. The address 127.0.0.1 keeps others away."
        )


def _root(
    applications: Mapping[str, Application], prefix: str
) -> list[tuple[str, type[RedirectHandler], dict[str, Any]]]:
    """Return the path that leads from `/` to the first application, unless that stands there itself."""
    if "/" in applications:
        return []
    parts = (prefix.strip("/"), next(iter(applications)).strip("/"))
    return [("/?", RedirectHandler, {"url": "/".join(["", *filter(None, parts)]), "permanent": False})]


bokeh_patches.send_at_once()
bokeh_patches.also_serve(*files.ROUTE)
bokeh_patches.prepare_servers(_prepare)
