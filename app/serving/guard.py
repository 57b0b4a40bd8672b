"""What the server refuses: paths that the page does not need, and messages that are not the page's.

Nothing here knows what the page shows. `options` and `session.bokeh_patches` hook it into Bokeh.
"""

from collections.abc import Iterable
from typing import Any

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import HTTPError, OutputTransform, RequestHandler

from ..session import bokeh_patches
from ..session.page import APOLOGY, NO_ROOM
from . import files

LONGEST_MESSAGE = 1_000_000
"""Most bytes of a websocket frame; the page sends a few thousand."""
LONGEST_BODY = 10_000
"""Most bytes of a request's body; the page sends none."""

_POLICY = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",  # Bokeh makes style elements in the browser
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "frame-src 'self'",  # the preview of what to embed
    "manifest-src 'self'",
    "worker-src 'self'",  # the service worker
    "base-uri 'none'",
    "form-action 'none'",
]

_MARKS = {APOLOGY.encode(): 500, NO_ROOM.encode(): 503}
"""The mark in a page that could not be made -> its status."""
_COME_AGAIN = "5"
"""Seconds after which a browser asks again for a page for which there was no room."""


def policy(embedders: Iterable[str] = ()) -> str:
    """Return the content security policy: a page may run this server's script files, and ask no other server.

    It may be framed by itself, for the preview of what to embed; a page of the same origin could do the same
    things without a frame. A page of another origin could hide it below a button of its own (clickjacking),
    so only hosts that the operator names may frame it: `embedders`, as `frame-ancestors` wants them.
    """
    return "; ".join([*_POLICY, " ".join(["frame-ancestors 'self'", *embedders])])


def is_ours(kind: str, content: Any) -> bool:
    """Whether a message is one that the page sends: one text.

    The text may be anything: `session.wire` checks it. `kind` is Bokeh's type of the message, and `content`
    its content as JSON values.
    """
    try:  # nothing else may stand beside it: Bokeh would decode that, too
        ((_, (event,)),) = content.items()
        text = event["msg_data"]
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    said = {"events": [{"kind": "MessageSent", "msg_type": bokeh_patches.KIND, "msg_data": text}]}
    return kind == "PATCH-DOC" and isinstance(text, str) and content == said


class SecurityHeaders(OutputTransform):
    """Gives every response the headers that keep browsers from doing more than the page needs.

    Also sets the status of a page that could not be made, because Bokeh lets no application set it.
    """

    def __init__(self, policy: str, request: HTTPServerRequest) -> None:
        super().__init__(request)
        self._policy = policy

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        headers.pop("Server", None)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        if headers.get("Content-Type", "").startswith("text/html"):
            headers["Content-Security-Policy"] = self._policy
            headers["Cache-Control"] = "no-store"  # it holds the token of one session
            status_code = next((status for mark, status in _MARKS.items() if mark in chunk), status_code)
            if status_code == 503:
                headers["Refresh"] = _COME_AGAIN
        return status_code, headers, chunk


class Liveness(RequestHandler):
    """Says that the event loop of this process runs; Panel's own path would also render pages on demand."""

    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.write({"alive": True})

    head = get


class Closed(RequestHandler):
    """Refuses every path that the page does not need. Some of Panel's would import modules by name."""

    def initialize(self, **_: object) -> None:
        """Accept what Bokeh gives to all paths (see `bokeh_patches.only_page_and_websocket`)."""

    def prepare(self) -> None:
        raise HTTPError(404)


ROUTES = [(r"/liveness", Liveness), files.ROUTE, (r"/.*", Closed)]
"""Matched after the page and its websocket, before everything that Panel adds."""
