"""The page on Panel's own servers, `panel serve app` and `pn.serve(app.open_page)`, with the same guards.

Importing this prepares the servers that the process makes from then on. A server that has other applications
too is left as it is, because the guards would close what those need; it says so when it starts.
"""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bokeh.application import Application

from ..session import doors
from ..session.page import open_page
from . import files, log
from .options import guard_connections, guarded
from .secret import secret

__all__ = ["open_page"]

_FOLDER = Path(__file__).parents[1]
_logger = logging.getLogger(__name__)


def _prepare(applications: Mapping[str, Application], options: dict[str, Any]) -> None:
    """Guard a server of which all applications are the page.

    Raises:
        ValueError: the key of the environment is too short.
    """
    others = [path for path, each in applications.items() if not doors.shows(each, open_page, _FOLDER)]
    if len(others) == len(applications):
        return
    if others:
        _logger.warning(
            "The trajectory explorer shares its server with %s, so it has neither the limits nor the headers "
            "nor the log of the command trajectory-explorer. It has them on a server of its own.",
            ", ".join(others),
        )
        return
    log.guard()
    guard_connections()
    ours = guarded(options.get("secret_key") or secret())
    ours["extra_patterns"] = [*options.get("extra_patterns", ()), doors.root(), *ours["extra_patterns"]]
    options |= ours
    if options.get("address") is None:
        _logger.warning(
            "Panel listens on all addresses of this machine. The address 127.0.0.1 keeps others away."
        )


doors.send_at_once()
doors.also_serve(*files.ROUTE)
doors.prepare_servers(_prepare)
