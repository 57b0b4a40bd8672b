"""What each server of the tests reads and makes first, once for all of them: see explorer_server.py.

It is what workers share, which the command makes before it forks them. It starts no thread.
"""

from app import assets
from app.serving import server  # noqa: F401 (imported for those that are forked)
from app.session.page import make_shared

assets.make_all()
make_shared()
