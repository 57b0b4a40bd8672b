"""The options of every server of the page, that of the command or of Panel: what it refuses and limits."""

import functools
from collections.abc import Sequence
from typing import Any

from tornado.web import GZipContentEncoding

from ..session import bokeh_patches
from . import guard

PING = 60
"""Seconds between two pings of a websocket, and in which it has to answer."""
LIFETIME = 10_000
"""Milliseconds after which a session without a websocket ends. A websocket that comes later gets a new
session, made like the first from the query in its token. So does one that reaches another worker."""


def guard_connections() -> None:
    """Handle the page's own messages alone, at once, and close all paths but those of the page."""
    bokeh_patches.send_at_once()
    bokeh_patches.only_texts()
    bokeh_patches.only_from_the_page(guard.is_ours)
    bokeh_patches.only_page_and_websocket(guard.Closed)


def guarded(key: str, embedders: Sequence[str] = ()) -> dict[str, Any]:
    """Return the options of a Bokeh server, but for its address.

    `key` signs session ids, and the pages of `embedders` may frame this one: see `guard.policy`.
    """
    return {
        "extra_patterns": list(guard.ROUTES),
        # In this order, because the first reads the page. Compression does not reveal the token to someone
        # who makes others request pages and compares their lengths: each page has its own token.
        "transforms": [
            functools.partial(guard.SecurityHeaders, guard.policy(embedders)),
            GZipContentEncoding,
        ],
        "sign_sessions": True,
        "secret_key": key,
        "generate_session_ids": True,
        # A session token holds the query, but no cookies or headers, because it is sent in a header itself.
        "include_headers": [],
        "include_cookies": [],
        "unused_session_lifetime_milliseconds": LIFETIME,
        "check_unused_sessions_milliseconds": LIFETIME // 2,
        "websocket_max_message_size": guard.LONGEST_MESSAGE,
        "keep_alive_milliseconds": 20_000,
        # A browser that does not answer a ping has gone, or does not read what waits for it in our memory.
        "websocket_ping_interval": PING,
        "websocket_ping_timeout": PING,
        "http_server_kwargs": {
            "max_body_size": guard.LONGEST_BODY,
            "idle_connection_timeout": 20,
            "body_timeout": 20,
        },
    }
