"""Prepares once what every server of the tests needs: see explorer_server.py.

The command makes the same before it forks its workers. No thread may be started here.
"""

import os

from app import assets
from app.serving import server  # noqa: F401 (imported for the forked processes)
from app.session.page import make_shared


def _held():
    """How many threads and open files this process has."""
    return [len(os.listdir(f"/proc/self/{each}")) for each in ("task", "fd")]


BEFORE = _held()
assets.make_all()
make_shared()
AFTER = _held()
