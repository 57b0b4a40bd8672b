"""The page on Panel's own servers: it has the guards of the command, or says that it has not."""

import contextlib
import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from ports import free_port
from tornado.httpclient import HTTPClientError
from visitor import Closed, Visitor, connect, read_token, run

import app
from app import assets
from app.serving import guard

PANELS = {
    "panel serve": ["-m", "panel", "serve", str(Path(app.__file__).parent), "--port", "{port}"],
    "pn.serve": ["-c", "import app, panel; panel.serve(app.open_page, port={port}, show=False)"],
}
SHARED = "panel.serve({{'/': app.open_page, '/other': lambda: 'Other'}}, port={port}, show=False)"


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def serve(tmp_path, log):
    """Starts Python with some words in an empty folder, and returns the address of its server."""
    processes = []

    def start(words):
        port = free_port()
        command = [sys.executable, *(word.format(port=port) for word in words)]
        with log.open("w") as output:
            processes.append(subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output))
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                return f"http://localhost:{port}/"
            assert processes[-1].poll() is None, log.read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)

    yield start
    for process in processes:
        process.terminate()
        process.wait()


def get(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as response:
            return response.status, response.headers, response.read().decode(), response.url
    except urllib.error.HTTPError as error:
        return error.code, error.headers, "", url


@pytest.mark.parametrize("words", PANELS.values(), ids=PANELS)
def test_a_server_of_panels_has_the_guards_of_the_command(serve, log, words):
    origin = serve(words)
    status, headers, page, address = get(origin)  # the root leads to the only application
    address = f"{address.rstrip('/')}/"
    assert status == 200
    assert "<title>Trajectory explorer</title>" in page
    assert headers["Content-Security-Policy"] == guard.policy()
    assert headers["Cache-Control"] == "no-store"
    assert (headers["X-Content-Type-Options"], headers["Server"]) == ("nosniff", None)
    assert json.loads(get(origin + "liveness")[2]) == {"alive": True}
    assert get(origin + assets.path("page.js"))[2] == assets.asset("page.js").content.decode()
    for path in (
        "metadata",
        "autoload.js",
        "components/antigravity/a/b/c",
        "static/js/bokeh.min.js",
        "nosuch",
    ):
        assert get(origin + path)[0] == 404
        assert get(address + path)[0] == 404

    async def say_too_much(visitor):
        await visitor.send_message("x" * (guard.LONGEST_MESSAGE + 1))  # the end of it may find nobody
        await visitor.tick(values={"alpha": 0.6})

    async def enter():
        visitor = await Visitor.enter(address)
        await visitor.tick(values={"alpha": 0.5})
        with pytest.raises(Closed):
            await say_too_much(visitor)
        token = await read_token(address)
        assert "." in token  # it is signed
        for stranger in ("http://example.org", "http://evil.example"):
            with pytest.raises(HTTPClientError) as refused:
                await connect(address, token, origin=stranger)
            assert refused.value.code == 403

    run(enter())
    entries = log.read_text()
    assert entries.count("Refusing websocket connection") == 1  # a kind of fault is written once a minute
    assert "all addresses of this machine" in entries
    assert "Traceback" not in entries


@pytest.mark.once
def test_a_server_that_has_other_applications_too_says_that_it_is_not_guarded(serve, log):
    origin = serve(["-c", f"import app, panel; {SHARED}"])
    assert "shares its server with /other" in log.read_text()
    assert "Trajectory explorer" in get(origin)[2]
    assert get(origin + assets.path("page.js"))[0] == 200
    assert get(origin + "other")[0] == 200
    assert get(origin + "static/js/bokeh.min.js")[0] == 200


WITHOUT = """
from app.session import bokeh_patches

bokeh_patches._found = lambda place: None

import app, panel
from app.serving.options import guard_connections

guard_connections()
panel.serve(app.open_page, port={port}, show=False)
"""


@pytest.mark.once
def test_without_the_patched_parts_the_page_works_and_the_log_names_them(serve, log):
    """That is what a release would do that moves them all."""
    address = serve(["-c", WITHOUT])
    status, headers, *_ = get(address)
    assert (status, headers["Content-Security-Policy"]) == (200, None)
    assert get(address + assets.path("page.js"))[0] == 200

    async def enter():
        visitor = await Visitor.enter(address)
        await visitor.tick(values={"alpha": 0.5})
        return visitor.answer

    assert "alpha=0.5" in run(enter())
    entries = log.read_text()
    for missing in (
        "no panel.io.server:Server.__init__: servers of Panel's own have no guards",
        "WSHandler.open: answers come up to 40 ms later",
        "WSHandler.on_message: a message may have any number of buffers",
        "ProtocolHandler.handle: messages of any kind are decoded",
    ):
        assert missing in entries
    assert entries.count("was not prepared, so it has neither") == 1
