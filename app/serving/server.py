"""The command `trajectory-explorer`, which serves the page."""

import argparse
import contextlib
import errno
import functools
import gc
import importlib.metadata
import logging
import os
import re
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Sequence

from bokeh.settings import settings
from panel.io.server import get_server
from tornado.ioloop import IOLoop

from .. import assets
from ..saved.files import SaveError, save
from ..session.page import get_ready, open_page
from . import log, workers
from .leftovers import give_back, keep_together
from .options import SECRET, SHORTEST_SECRET, guard_connections, guarded, secret

DISTRIBUTION = "trajectory-explorer"
_LAST_PORT = 65535
_EMBEDDER = re.compile(
    r"(https?://)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(?P<port>\d{1,5}))?", re.ASCII | re.IGNORECASE
)
_NEXT_PORTS = 50
"""Most ports after the given one that are tried."""
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
  {SECRET}  the key that signs session ids, {SHORTEST_SECRET} characters or more. Servers behind
                              one proxy need the same; alone, a server makes one up.

examples:
  {DISTRIBUTION} --show
      for yourself; only this machine can reach the page
  {DISTRIBUTION} --host 0.0.0.0 --allow-origin 192.168.1.20:5006
      for a room, under the address that the others type
  {DISTRIBUTION} --save bowl.html --link "start=-15,20&run=adam:eta=0.5"
      what a link shows, as one file that needs no server; .csv is the table, .py a NumPy script
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
        "--next-port", action="store_true", help="if that port is in use, take the next free one"
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
        "--allow-embed",
        type=_embedder,
        action="append",
        default=[],
        metavar="HOST",
        help="[scheme://]host[:port] whose pages may show this one in a frame; may be repeated",
    )
    parser.add_argument(
        "--prefix",
        type=_prefix,
        default="",
        metavar="P",
        help="path under which the page stands, as /explorer",
    )
    parser.add_argument("--show", action="store_true", help="open the page in the browser")
    parser.add_argument(
        "--save", metavar="FILE", help="serve nothing; write what a link shows to FILE (.html, .csv or .py)"
    )
    parser.add_argument(
        "--link", default="", metavar="QUERY", help="what to save: what stands behind ? in the page's address"
    )
    parser.add_argument(
        "--base", default="", metavar="URL", help="the page to which a saved .html file links (none)"
    )
    parser.add_argument("--version", action="version", version=f"{DISTRIBUTION} {version()}")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, which goes from 0 to {_LAST_PORT}")
    return int(text)


def _origin(text: str) -> str:
    if not text or set(text) & set("*/@ "):
        raise argparse.ArgumentTypeError(f"{text!r} is not a host or host:port, exactly as browsers see it")
    return text


def _embedder(text: str) -> str:
    """Check a source of `frame-ancestors`. Without a scheme it has that of the page, or https."""
    found = _EMBEDDER.fullmatch(text)
    if found is None or int(found["port"] or 0) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a host, host:port or https://host:port")
    return text


def _prefix(text: str) -> str:
    parts = [part for part in text.split("/") if part]
    if not all(part.replace("-", "").replace("_", "").isalnum() for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not a path of letters, digits, - and _")
    return "".join(f"/{part}" for part in parts)


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted, or save a file.

    Returns:
        the exit status: 0, 1 if it cannot serve as asked, or 2 if it cannot save as asked.
    """
    parser = arguments()
    options = parser.parse_args(argv)
    if options.save is not None:
        return _save(options)
    if options.link or options.base:
        parser.error("--link and --base say what --save FILE writes")
    log.begin()
    try:
        key = secret()
    except ValueError as error:
        return _refuse(str(error))
    settings.perform_document_validation = False  # the tests do it once; each session would take 50 ms
    keep_together()
    guard_connections()
    assets.make_all()
    # SIGTERM interrupts like Ctrl-C until the loop has its own handler; a parent of workers gets none.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    lifeline = workers.Lifeline() if options.workers > 1 else None
    gc.freeze()  # what exists now stays: no need to collect it, or to copy it for workers
    try:
        server = _make_server(options, key)
    except OSError as error:
        return _refuse(_why_not(options, error))
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


def _save(options: argparse.Namespace) -> int:
    try:
        save(options.save, options.link, options.base)
    except SaveError as error:
        return _refuse(str(error), status=2)
    return 0


def _refuse(why: str, status: int = 1) -> int:
    print(f"{DISTRIBUTION}: {why}", file=sys.stderr)
    return status


def _why_not(options: argparse.Namespace, error: OSError) -> str:
    """Say why the server cannot listen, and what to do about a port that is in use."""
    where = f"{_in_address(options.host)}:{options.port}"
    if error.errno != errno.EADDRINUSE:
        return f"{where} cannot be used: {error.strerror}"
    if options.next_port:
        return f"{where} is in use, and so are the ports after it"
    return f"{where} is in use. Choose another port with --port, or add --next-port to take the next free one"


def _make_server(options: argparse.Namespace, key: str):
    """Listen and return the server; with several workers, return in each of them, never in their parent.

    Raises:
        OSError: the address cannot be used, or no port that was tried is free.
    """
    ports = _ports(options)
    for port in ports:
        try:
            return _listening(options, key, port)
        except OSError as error:  # another process may have been quicker
            if error.errno != errno.EADDRINUSE or port == ports[-1]:
                raise
    raise AssertionError("there is always a port to try")


def _listening(options: argparse.Namespace, key: str, port: int):
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
        **guarded(key, options.allow_embed),
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


def _ports(options: argparse.Namespace) -> Sequence[int]:
    """Return the ports to try, in this order."""
    if options.port == 0:
        return [_free_port(options.host)]
    last = min(options.port + _NEXT_PORTS, _LAST_PORT) if options.next_port else options.port
    return range(options.port, last + 1)


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
