"""What the server refuses: paths that the page does not need, and websockets that send too much.

Nothing here knows what the page shows. How it is hooked into Bokeh stands in `server` and `fast_lane`.
"""

import base64
import hashlib
import re
import time

from tornado.httputil import HTTPHeaders
from tornado.web import HTTPError, OutputTransform, RequestHandler

LONGEST_MESSAGE = 1_000_000
"""Bytes of one websocket frame; the longest that the page sends has a few thousand."""
LONGEST_BODY = 10_000
"""Bytes that a request may bring along; the page sends none."""

_CREDIT = 1000
_CREDIT_PER_SECOND = 2000
_BYTES = 4096
_NONCE = re.compile(rb'nonce="([\w-]+)"')
_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL | re.IGNORECASE)


class Allowance:
    """How much more one websocket may send before it is a flood.

    Each frame costs one credit, and one more for every 4096 bytes. Credit comes back only while none of the
    connection's messages is being handled, for a flood always has the next one waiting, however slow the
    server is, whereas the page sends a change only when the one before has been answered.
    """

    def __init__(self, clock=time.monotonic) -> None:
        self._clock = clock
        self._credit = float(_CREDIT)
        self._resting_since = clock()

    def take(self, frame: str | bytes) -> bool:
        """Whether a frame may be handled; `rest` must be called when it has been."""
        rested = self._clock() - self._resting_since
        self._credit = min(_CREDIT, self._credit + rested * _CREDIT_PER_SECOND)
        self._credit -= 1 + len(frame) / _BYTES
        # The page sends text only. Binary frames are the buffers of a message, whose number has no bound.
        return isinstance(frame, str) and self._credit >= 0

    def rest(self) -> None:
        """A frame has been handled."""
        self._resting_since = self._clock()


class SecurityHeaders(OutputTransform):
    """Gives every response the headers that keep browsers from doing more than the page needs."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.pop("Server", None)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if headers.get("Content-Type", "").startswith("text/html"):
            headers["Content-Security-Policy"] = content_security_policy(chunk)
            headers["Cache-Control"] = "no-store"  # it holds the token of one session
        return status_code, headers, chunk


def content_security_policy(page: bytes) -> str:
    """Return the policy for a page: its own scripts, no event handlers in attributes, no other host.

    Inline scripts are named by their nonce, or by their hash where they are Panel's, which knows of no nonce.
    `blob:` is how Panel fetches and runs the components' modules. Bokeh makes style elements in the browser, of which
    no hash can be known.
    """
    scripts = {_source(script) for script in _SCRIPT.finditer(page) if script["text"]}
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
