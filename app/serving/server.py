"""The server of the command, from the address it listens on to the signal that stops it."""

import argparse
import atexit
import contextlib
import errno
import functools
import gc
import logging
import os
import signal
import socket
import threading
import time
import webbrowser
from collections.abc import Sequence

from panel.io.server import Server, get_server

from .. import assets
from ..session.page import get_ready, make_shared, open_page
from ..session.reader import PARSER_POOL
from . import log, workers
from .distribution import DISTRIBUTION, LAST_PORT, refuse, version
from .memory import give_back
from .options import guard_connections, guarded
from .secret import secret

_NEXT_PORTS = 50
"""Most ports after the given one that are tried."""
_FREE_PORTS = 5
"""Free ports that are tried for port 0: another process may take one first."""
_LONGEST_STOP = 3.5
"""Seconds that a server which stops waits for unfinished work."""


def serve(options: argparse.Namespace) -> int:
    """Serve until interrupted; return the exit status, 1 if it cannot serve as asked."""
    log.begin()
    atexit.register(log.drop_unwritten)
    try:
        key = secret()
    except ValueError as error:
        return refuse(str(error))
    _take_many_connections()
    guard_connections()
    if options.workers == 1:
        PARSER_POOL.warm()  # its process starts meanwhile; without workers nothing is forked after its thread
    else:
        _prepare()
    # SIGTERM interrupts like Ctrl-C until the loop has its own handler, which a parent of workers never has.
    # Ctrl-C is set, too, because a shell starts background processes with that signal ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    lifeline = workers.Lifeline() if options.workers > 1 else None
    try:
        server = _make_server(options, key)
    except OSError as error:
        return refuse(_why_not(options, error))
    except KeyboardInterrupt:
        if lifeline is not None:
            lifeline.end_workers(_LONGEST_STOP + 1)
        return 0
    with contextlib.suppress(KeyboardInterrupt):  # before the loop handles signals, or as it begins to
        _run(server, options, lifeline)
    _stop(server)
    return 0


def _prepare() -> None:
    """Make what all pages share, and what workers share if they are forked afterwards."""
    assets.make_all()
    make_shared()
    gc.freeze()  # what exists now stays: it need not be collected, nor copied for workers
    gc.enable()


def _take_many_connections() -> None:
    """Allow as many open files as the system does, because each connection is one."""
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limit
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _why_not(options: argparse.Namespace, error: OSError) -> str:
    """Say why the server cannot listen, and what to do about a port that is in use."""
    where = f"{_in_address(options.host)}:{options.port}"
    if error.errno != errno.EADDRINUSE:
        return f"{where} cannot be used: {error.strerror}"
    if options.next_port:
        return f"{where} is in use, and so are the ports after it"
    return f"{where} is in use. Choose another port with --port, or add --next-port to take the next free one"


def _make_server(options: argparse.Namespace, key: str) -> Server:
    """Listen and return the server; with several workers, return in each of them, never in their parent.

    Raises:
        OSError: the address cannot be used, or no port that was tried is free.
    """
    *others, last = _ports(options)
    for port in others:
        try:
            return _listening(options, key, port)
        except OSError as error:  # another process may have been quicker
            if error.errno != errno.EADDRINUSE:
                raise
    return _listening(options, key, last)


def _listening(options: argparse.Namespace, key: str, port: int) -> Server:
    server = get_server(
        {"/": open_page},
        address=options.host,
        port=port,
        websocket_origin=options.allow_origin,
        prefix=options.prefix,
        num_procs=options.workers,
        title="Trajectory explorer",
        location=False,
        **guarded(key, options.allow_embed),
    )
    # Bokeh's option takes no IPv6 address.
    server._tornado.websocket_origins.update(_own_origins(options.host, port))
    return server


def _announce(server: Server, options: argparse.Namespace) -> None:
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
        threading.Thread(target=webbrowser.open, args=[address], daemon=True).start()


def _run(server: Server, options: argparse.Namespace, lifeline: workers.Lifeline | None) -> None:
    """Serve until SIGTERM or Ctrl-C. Bokeh's own handler prints, and does not stop if that fails."""
    if workers.is_first():
        _announce(server, options)
    if options.workers == 1:  # connections that arrive now wait
        _prepare()
    get_ready()
    loop = server.io_loop
    # Tornado uses the wall clock. If that is set back by a day, periodic callbacks would pause for a day.
    loop.time = time.monotonic
    server.start()
    give_back()
    # Only once: the loop runs again while the server stops, and a signal and the parent may both stop it.
    stop = functools.cache(loop.stop)
    with lifeline.holds(loop, stop) if lifeline else contextlib.nullcontext():
        with contextlib.suppress(NotImplementedError):  # on Windows, where there is no SIGTERM
            loop.asyncio_loop.add_signal_handler(signal.SIGTERM, stop)
        loop.start()


def _stop(server: Server) -> None:
    """Close all sessions, but wait no longer than _LONGEST_STOP."""
    unclean = threading.Timer(_LONGEST_STOP, os._exit, [0])
    unclean.daemon = True
    unclean.start()
    with contextlib.suppress(KeyboardInterrupt):
        server.stop()


def _ports(options: argparse.Namespace) -> Sequence[int]:
    """Return the ports to try, in this order."""
    if options.port == 0:
        return [_free_port(options.host) for _ in range(_FREE_PORTS)]
    last = min(options.port + _NEXT_PORTS, LAST_PORT) if options.next_port else options.port
    return range(options.port, last + 1)


def _free_port(host: str) -> int:
    """Return a port that is free now: Bokeh needs the port to check the browsers' origin."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, 0), family=family) as probe:
        port: int = probe.getsockname()[1]
    return port


def _own_origins(host: str, port: int) -> list[str]:
    """Return the exact origins that browsers on this machine send (others are for --allow-origin)."""
    names = ("127.0.0.1", "localhost") if host in ("127.0.0.1", "localhost") else (_in_address(host),)
    return [f"{name}:{port}" for name in names]


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
