"""Servers of one process each behind nginx, as the README has them, but without TLS.

    python tests/benchmarks/behind_proxy.py --port 5006 --workers 2 [more options of the command]

They serve http://127.0.0.1:5006/explorer/ until this process is ended.
"""

import argparse
import contextlib
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from servers import explorer

ROOT = Path(__file__).parents[2]
PATH = "explorer/"
"""Under which nginx serves the page."""
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
_MAIN = """
daemon off;
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
    {temporary}
    access_log off;
    include {folder}/explorer.conf;
}}
"""


def configuration(port: int, servers: list[int]) -> str:
    """Return the file that comes with the package, with these ports and without TLS."""
    text = (ROOT / "app/serving/nginx.conf").read_text()
    text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port} backlog=1000;", text)
    text = re.sub(r" *ssl_certificate.*\n", "", text)
    lines = "".join(f"    server 127.0.0.1:{server} max_fails=0;\n" for server in servers)
    text, count = re.subn(r"(?: *server 127\.0\.0\.1:\d+ max_fails=0;\n)+", lines, text)
    assert count == 1, "nginx.conf names its servers in another way"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=2)
    options, others = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # in place of the end at once, which leaves the rest
    own = f"127.0.0.1:{options.port}"
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        key = {"TRAJECTORY_EXPLORER_SECRET": secrets.token_hex(16)}
        arguments = ["--prefix", "/explorer", "--allow-origin", own, *others]
        servers = [
            stack.enter_context(explorer(*arguments, environment=key)).port for _ in range(options.workers)
        ]
        (folder / "explorer.conf").write_text(configuration(options.port, servers))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, temporary=temporary))
        nginx = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"])
        stack.callback(nginx.wait)
        stack.callback(nginx.terminate)
        nginx.wait()


if __name__ == "__main__":
    main()
