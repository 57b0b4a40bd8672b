"""Serves the page: what `trajectory-explorer` and `python -m app` do."""

import argparse
import contextlib
import importlib.metadata
import os
import socket
import sys
import threading
import webbrowser

from bokeh.util.token import generate_secret_key
from panel.io.server import get_server

from . import fast_lane
from .page import open_page

DISTRIBUTION = "trajectory-explorer"
SECRET = "TRAJECTORY_EXPLORER_SECRET"
"""The environment variable with the key that signs session ids; it must be the same after a restart."""


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
        description="Serve a page that shows where optimizers go on an error function that one types.",
        epilog=f"Set {SECRET} to a long random text, so that open pages survive a restart of the server.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=int, default=5006, help="port to listen on, 0 for any free one (default: %(default)s)"
    )
    parser.add_argument("--workers", type=_positive, default=1, metavar="N", help="processes (default: 1)")
    parser.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        metavar="HOST",
        help="host[:port] under which browsers see the page, if it is not --host (may be repeated)",
    )
    parser.add_argument(
        "--prefix", default="", metavar="P", help="path under which the page stands, such as /explorer"
    )
    parser.add_argument("--show", action="store_true", help="open the page in the browser")
    parser.add_argument("--version", action="version", version=f"{DISTRIBUTION} {version()}")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted. Returns the exit status: 0, or 1 if the port cannot be listened on."""
    options = arguments().parse_args(argv)
    fast_lane.send_at_once()
    prefix = options.prefix.strip("/")
    try:
        port = options.port or _free_port(options.host)
        server = get_server(
            {"/": open_page},
            address=options.host,
            port=port,
            websocket_origin=[*_own_origins(options.host, port), *options.allow_origin],
            prefix=f"/{prefix}" if prefix else "",
            num_procs=options.workers,
            title="Trajectory explorer",
            location=False,
            liveness=True,
            warm=options.workers == 1,
            sign_sessions=True,
            secret_key=os.environ.get(SECRET) or generate_secret_key(),
            generate_session_ids=True,
            unused_session_lifetime_milliseconds=30_000,
            check_unused_sessions_milliseconds=10_000,
            websocket_max_message_size=1_000_000,
            keep_alive_milliseconds=20_000,
        )
    except OSError as error:
        print(
            f"{DISTRIBUTION}: {options.host}:{options.port} cannot be used: {error.strerror}", file=sys.stderr
        )
        return 1
    address = f"http://{options.host}:{server.port}/" + (f"{prefix}/" if prefix else "")
    print(f"{DISTRIBUTION} {version()} serves {address}", flush=True)
    if options.show:
        # In a thread, for some browsers return only when they are closed.
        browser = threading.Thread(target=webbrowser.open, args=[address], daemon=True)
        server.io_loop.add_callback(browser.start)
    with contextlib.suppress(KeyboardInterrupt):
        server.run_until_shutdown()
    return 0


def _free_port(host: str) -> int:
    """Return a port that is free now: Bokeh wants to know the port in order to check the browsers' origin."""
    with socket.create_server((host, 0)) as probe:
        return probe.getsockname()[1]


def _own_origins(host: str, port: int) -> list[str]:
    """Return the exact origins that browsers on this machine send (others are for --allow-origin)."""
    names = ("127.0.0.1", "localhost") if host in ("127.0.0.1", "localhost") else (host,)
    return [f"{name}:{port}" for name in names]


def run() -> None:
    """Be the command `trajectory-explorer`."""
    sys.exit(main())
