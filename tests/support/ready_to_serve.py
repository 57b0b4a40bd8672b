"""Prepares once what every server of the tests needs: see explorer_server.py.

The command makes the same before it forks its workers. No thread may be started here.
"""

from app import assets
from app.serving import server  # noqa: F401 (imported for the forked processes)
from app.session.page import make_shared

assets.make_all()
make_shared()
