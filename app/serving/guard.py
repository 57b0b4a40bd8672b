"""What the server refuses: paths that the page does not need, and websockets that send too much.

Nothing here knows what the page shows. How it is hooked into Bokeh stands in `server` and `session.doors`.
"""

import base64
import hashlib
import re

from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, OutputTransform, RequestHandler

LONGEST_MESSAGE = 1_000_000
"""Bytes of one websocket frame; the longest that the page sends has a few thousand."""
LONGEST_BODY = 10_000
"""Bytes that a request may bring along; the page sends none."""

APOLOGY = b'<p id="apology">'
"""What a page has that could not be made."""

_LONG_FRAME = 4096
_LONGEST_BACKLOG = 3000
_NONCE = re.compile(rb'nonce="([\w-]+)"')
_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)
_DATA = b'type="application/json"'


class Backlog:
    """How far one websocket is ahead of the server, in frames (a long one counts as several).

    The page is never far ahead: it sends a change when the one before has been answered. A flood is, however
    slowly it comes and however slow the server is.
    """

    def __init__(self) -> None:
        self._frames = 0.0

    def takes(self, frame: str | bytes, more_waits: bool) -> bool:
        """Whether a frame is to be handled. The alternative is to close the connection.

        Args:
            frame: what has come.
            more_waits: whether the next frame has come too.
        """
        self._frames = self._frames + 1 + len(frame) / _LONG_FRAME if more_waits else 0.0
        # The page sends text only. Binary frames are the buffers of a message, whose number has no bound.
        return isinstance(frame, str) and self._frames <= _LONGEST_BACKLOG


class SecurityHeaders(OutputTransform):
    """Gives every response the headers that keep browsers from doing more than the page needs.

    Also, a page that could not be made has a status that says so, which Bokeh lets no application set.
    """

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.pop("Server", None)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if headers.get("Content-Type", "").startswith("text/html"):
            headers["Content-Security-Policy"] = content_security_policy(chunk)
            headers["Cache-Control"] = "no-store"  # it holds the token of one session
            if APOLOGY in chunk:
                status_code = 500
        return status_code, headers, chunk


def content_security_policy(page: bytes) -> str:
    """Return the policy for a page: its own scripts, no event handlers in attributes, no other host.

    Inline scripts are named by their nonce, or by their hash where they are Panel's, which knows of no nonce.
    `blob:` is how Panel fetches and runs the components' modules. Bokeh makes style elements in the browser,
    of which no hash can be known.
    """
    found = _SCRIPT.finditer(page)
    scripts = {_source(script) for script in found if script["text"] and _DATA not in script["attributes"]}
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self' blob:", *sorted(scripts)]),
            "style-src 'self' 'unsafe-inline'",
            "connect-src 'self' blob:",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",
        ]
    )


def _source(script: re.Match[bytes]) -> str:
    """Return what names an inline script in a policy."""
    nonce = _NONCE.search(script["attributes"])
    if nonce:
        return f"'nonce-{nonce[1].decode()}'"
    return f"'sha256-{base64.b64encode(hashlib.sha256(script['text']).digest()).decode()}'"


class Liveness(RequestHandler):
    """Says that the event loop of this process turns; Panel's own would also render pages on demand."""

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.write({"alive": True})

    head = get


class Closed(RequestHandler):
    """Answers every path that the page does not need. Some of Panel's would import modules by name."""

    def prepare(self) -> None:
        raise HTTPError(404)


ROUTES = [(r"/liveness", Liveness), (r"/(?!static/).*", Closed)]
"""Behind the page and its websocket, before everything that Panel adds."""
