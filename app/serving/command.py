"""The command `trajectory-explorer`: its arguments, and what it does with them.

The modules that serve and that save are imported when needed: a server needs many that saving does not.
"""

import argparse
import gc
import os
import re

from .distribution import DISTRIBUTION, LAST_PORT, refuse, version
from .secret import SECRET, SHORTEST_SECRET

_EMBEDDER = re.compile(
    r"(https?://)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(?P<port>\d{1,5}))?", re.ASCII | re.IGNORECASE
)


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
      what a link shows, as one file that needs no server; .csv is the table, .py a NumPy script,
      .ipynb a notebook
  {DISTRIBUTION} --save widget.html --link "run=adam:eta=0.5&embed" --caption "Adam on a bowl"
      the same as a widget, for a page of yours
  {DISTRIBUTION} --site course
      the page with the gallery and all lessons, as a folder for a host of files
  {DISTRIBUTION} --workers 4 --prefix /explorer --allow-origin example.org
      behind a proxy that serves https://example.org/explorer/, as app/serving/README.md describes it

GET liveness, beside the page, answers 200 while the server is well. SIGTERM and Ctrl-C stop it.""",
    )
    parser.add_argument(
        "--host", type=_host, default="127.0.0.1", metavar="H", help="listen on this address (%(default)s)"
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
        "--save",
        metavar="FILE",
        help="serve nothing; write what a link shows to FILE (.html, .csv, .py or .ipynb)",
    )
    parser.add_argument(
        "--site",
        metavar="FOLDER",
        help="serve nothing; write a page that needs no server into FOLDER, for a host of files",
    )
    parser.add_argument(
        "--link", default="", metavar="QUERY", help="what to save: what stands behind ? in the page's address"
    )
    parser.add_argument(
        "--data",
        metavar="CSV",
        help="a table that the link's mean(...) and sum(...) go over; its first line may name the columns",
    )
    parser.add_argument(
        "--base",
        default="",
        metavar="URL",
        help="the page to which a saved .html file or a site links (none)",
    )
    parser.add_argument("--title", default="", metavar="TEXT", help="what stands above a saved .html file")
    parser.add_argument("--caption", default="", metavar="TEXT", help="what stands below its title (none)")
    parser.add_argument("--version", action="version", version=f"{DISTRIBUTION} {version()}")
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, which goes from 0 to {LAST_PORT}")
    return int(text)


def _host(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an address is missing, such as 127.0.0.1 or 0.0.0.0")
    return text


def _origin(text: str) -> str:
    if not text or set(text) & set("*/@ "):
        raise argparse.ArgumentTypeError(f"{text!r} is not a host or host:port, exactly as browsers see it")
    return text


def _embedder(text: str) -> str:
    """Check a source of `frame-ancestors`. Without a scheme it has that of the page, or https."""
    found = _EMBEDDER.fullmatch(text)
    if found is None or int(found["port"] or 0) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a host, host:port or https://host:port")
    return text


def _prefix(text: str) -> str:
    parts = [part for part in text.split("/") if part]
    if not all(re.fullmatch(r"[\w-]+", part, re.ASCII) for part in parts):
        raise argparse.ArgumentTypeError(f"{text!r} is not a path of letters, digits, - and _")
    return "".join(f"/{part}" for part in parts)


def main(argv: list[str] | None = None) -> int:
    """Serve until interrupted, or save a file.

    Returns:
        the exit status: 0, 1 if it cannot serve as asked, or 2 if it cannot save as asked.
    """
    parser = arguments()
    options = parser.parse_args(argv)
    of_file = bool(options.link or options.data is not None or options.title or options.caption)
    if options.site is not None and (options.save is not None or of_file):
        parser.error("--site writes the whole page: of the options of --save, only --base goes with it")
    if options.save is not None or options.site is not None:
        return _save(options)
    if options.base or of_file:
        words = "--link, --data, --title, --caption and --base say what --save FILE writes"
        parser.error(f"{words}, and --base what --site FOLDER does")
    if options.workers > 1 and not hasattr(os, "fork"):
        parser.error(
            "--workers: this system cannot share a port; start several servers, each with its --port"
        )
    gc.disable()  # until it serves: nearly all objects made now stay, and collecting the others takes long
    from .server import serve

    return serve(options)


def _save(options: argparse.Namespace) -> int:
    from ..saved.files import SaveError, save

    try:
        if options.site is not None:
            from ..saved.site import write_site

            write_site(options.site, options.base)
        else:
            save(options.save, options.link, options.base, options.data, options.title, options.caption)
    except SaveError as error:
        return refuse(str(error), status=2)
    return 0
