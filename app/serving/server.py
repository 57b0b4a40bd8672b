"""The command `trajectory-explorer`, which serves the page."""

import argparse
import contextlib
import functools
import gc
import importlib.metadata
import logging
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable

from bokeh.settings import settings
from bokeh.util.token import generate_secret_key
from panel.io.server import get_server
from tornado.ioloop import IOLoop
from tornado.web import GZipContentEncoding

from .. import assets
from ..session import doors
from ..session.page import get_ready, open_page
from . import guard, log, workers
from .leftovers import give_back, keep_together

DISTRIBUTION = "trajectory-explorer"
SECRET = "TRAJECTORY_EXPLORER_SECRET"
"""The environment variable with the key that signs session ids."""
LIFETIME = 10_000
"""Milliseconds after which a session without a websocket ends. A websocket that comes later gets a new
session, made like the first from the query in its token. So does one that reaches another worker."""
_SHORTEST_SECRET = 16
_LONGEST_STOP = 3.5
"""Seconds that a server which stops waits for unfinished work."""


def version() -> str:
    """Return the version of the installed distribution."""
    try:
        return importlib.metadata.version(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def arguments() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog=DISTRIBUTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Serve a page that shows where optimizers go on an error function that you type.",
        epilog=f"""\
environment:
  {SECRET}  the key that signs session ids, {_SHORTEST_SECRET} characters or more. Servers behind
                              one proxy need the same; alone, a server makes one up.

examples:
  {DISTRIBUTION} --show
      for yourself; only this machine can reach the page
  {DISTRIBUTION} --host 0.0.0.0 --allow-origin 192.168.1.20:5006
      for a room, under the address that the others type
  {DISTRIBUTION} --workers 4 --prefix /explorer --allow-origin example.org
      behind a proxy that serves https://example.org/explorer/; see the README for its configuration

GET liveness, beside the page, answers 200 while the server is well. SIGTERM and Ctrl-C stop it.""",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", metavar="H", help="listen on this address (%(default)s)"
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=5006,
        metavar="P",
        help="listen on this port, 0 for any free one (%(default)s)",
    )
    parser.add_argument(
        "--workers", type=_positive, default=1, metavar="N", help="use N processes, one a core (%(default)s)"
    )
    parser.add_argument(
        "--allow-origin",
        type=_origin,
        action="append",
        default=[],
        metavar="HOST",
        help="host[:port] that stands in the browsers' address bar, if it is not H:P; may be repeated",
    )
    parser.add_argument(
        "--prefix",
        type=_prefix,
        default="",
        metavar="P",
        help="path under which the page stands, as /explorer",
    )
    parser.add_argument("--show", action="store_true", help="open the page in the browser")
    parser.add_argument("--version", action="version", version=f"{DISTRIBUTION} {version()}")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, which goes from 0 to 65535")
    return int(text)


def _origin(text: str) -> str:
    if not text or set(text) & set("*/@ "):
        raise argparse.ArgumentTypeError(f"{text!r} is not a host or host:port, exactly as browsers see it")
    return text


def _prefix(text: str) -> str:
    parts = [part for part in text.split("/") if part]
    if not all(part.replace("-", "").replace("_", "").isalnum() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not a path of letters, digits, - and _")
    return "".join(f"/{part}" for part in parts)


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted. Returns the exit status: 0, or 1 if it cannot serve as asked."""
    options = arguments().parse_args(argv)
    log.begin()
    secret = os.environ.get(SECRET) or generate_secret_key()
    if len(secret) < _SHORTEST_SECRET:
        return _refuse(f"{SECRET} is shorter than {_SHORTEST_SECRET} characters")
    settings.perform_document_validation = False  # the tests do it once; each session would take 50 ms
    keep_together()
    doors.send_at_once()
    doors.bound_messages(guard.Backlog)
    doors.keep_tracebacks()
    doors.only_page_and_websocket()
    doors.close_static(guard.Closed)
    assets.make_all()
    # SIGTERM interrupts like Ctrl-C until the loop has its own handler; a parent of workers gets none.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lifeline = workers.Lifeline() if options.workers > 1 else None
    gc.freeze()  # what exists now stays: no need to collect it, or to copy it for workers
    try:
        server = _make_server(options, secret)
    except OSError as error:
        return _refuse(f"{options.host}:{options.port} cannot be used: {error.strerror}")
    except KeyboardInterrupt:
        if lifeline is not None:
            lifeline.end_workers(_LONGEST_STOP + 1)
        return 0
    get_ready()  # connections that arrive meanwhile wait
    if workers.is_first():
        _announce(server, options)
    server.start()
    give_back(server)
    # Only once, because the loop runs again while the server stops, and both causes may come together.
    stop = functools.cache(server.io_loop.stop)
    with lifeline.holds(server.io_loop, stop) if lifeline else contextlib.nullcontext():
        _run_loop(server.io_loop, stop)
    _stop(server)
    return 0


def _refuse(why: str) -> int:
    print(f"{DISTRIBUTION}: {why}", file=sys.stderr)
    return 1


def _make_server(options: argparse.Namespace, secret: str):
    """Listen and return the server; with several workers, return in each of them, never in their parent."""
    port = options.port or _free_port(options.host)
    return get_server(
        {"/": open_page},
        address=options.host,
        port=port,
        websocket_origin=[*_own_origins(options.host, port), *options.allow_origin],
        prefix=options.prefix,
        num_procs=options.workers,
        title="Trajectory explorer",
        location=False,
        warm=options.workers == 1,
        extra_patterns=list(guard.ROUTES),
        # In this order, because the first reads the page. Compression does not reveal the token to someone
        # who makes others request pages and compares their lengths: each page has its own token.
        transforms=[guard.SecurityHeaders, GZipContentEncoding],
        sign_sessions=True,
        secret_key=secret,
        generate_session_ids=True,
        # A session token carries the query, no cookies and no headers: it travels in a header itself.
        include_headers=[],
        include_cookies=[],
        unused_session_lifetime_milliseconds=LIFETIME,
        check_unused_sessions_milliseconds=LIFETIME // 2,
        websocket_max_message_size=guard.LONGEST_MESSAGE,
        keep_alive_milliseconds=20_000,
        http_server_kwargs={"max_body_size": guard.LONGEST_BODY, "idle_connection_timeout": 20},
    )


def _announce(server, options: argparse.Namespace) -> None:
    """Print the address, and open it in the browser if that was asked for."""
    address = f"http://{_in_address(options.host)}:{server.port}{options.prefix}/"
    with contextlib.suppress(OSError, ValueError):  # nobody reads the output
        print(f"{DISTRIBUTION} {version()} serves {address}", flush=True)
    if options.host in ("0.0.0.0", "::") and not options.allow_origin:
        logging.getLogger(__name__).warning(
            "Browsers cannot use the page yet: name the address that they see with --allow-origin."
        )
    if options.show:
        # In a thread, because some browsers return only when they are closed.
        browser = threading.Thread(target=webbrowser.open, args=[address], daemon=True)
        server.io_loop.add_callback(browser.start)


def _run_loop(loop: IOLoop, stop: Callable[[], None]) -> None:
    """Serve until SIGTERM or Ctrl-C. Bokeh's own handler prints, and does not stop if nobody reads that."""
    with contextlib.suppress(NotImplementedError):  # on Windows, where there is no SIGTERM
        loop.asyncio_loop.add_signal_handler(signal.SIGTERM, stop)
    with contextlib.suppress(KeyboardInterrupt):
        loop.start()


def _stop(server) -> None:
    """Close all sessions, but do not wait for ever."""
    unclean = threading.Timer(_LONGEST_STOP, os._exit, [0])
    unclean.daemon = True
    unclean.start()
    with contextlib.suppress(KeyboardInterrupt):
        server.stop()


def _free_port(host: str) -> int:
    """Return a port that is free now: Bokeh needs the port to check the browsers' origin."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as probe:
        return probe.getsockname()[1]


def _own_origins(host: str, port: int) -> list[str]:
    """Return the exact origins that browsers on this machine send (others are for --allow-origin)."""
    names = ("127.0.0.1", "localhost") if host in ("127.0.0.1", "localhost") else (_in_address(host),)
    return [f"{name}:{port}" for name in names]


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
