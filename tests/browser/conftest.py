"""A real server and a real Chromium; no test lets an error, a warning or a request to another host pass."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from explorer_page import PATIENCE, ExplorerPage
from explorer_server import running
from playwright.sync_api import expect

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("elsewhere")) as server:
        yield server


@pytest.fixture
def address(server):
    return server.address


@pytest.fixture
def new_page(chromium, address):
    """Opens pages of the explorer: new_page(query, width=..., height=..., waits_for=figure, script=..., ...).

    The script runs before any of the page. `complains_of` has what of the console fails the test. `waits_for`
    and `is_late` are those of an ExplorerPage.
    """
    complaints: list[str] = []
    contexts = []
    host = urlsplit(address).netloc

    def complain(kind, text):
        complaints.append(f"{kind}: {text}")

    def watch_request(request):
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != host:
            complain("request to another host", request.url)

    def open_page(
        query="",
        width=1440,
        height=900,
        waits_for=None,
        is_late=False,
        script="",
        complains_of=("error", "warning"),
        **options,
    ):
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(1000 * PATIENCE)
        context.add_init_script(script)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: told.type in complains_of and complain("console", told.text))
        page.on("pageerror", lambda error: complain("error", error))
        page.on("request", watch_request)
        page.on(
            "response", lambda response: response.status >= 400 and complain(response.status, response.url)
        )
        return ExplorerPage(page, address + query, waits_for, is_late)

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def explorer(new_page):
    """The default page."""
    return new_page()


@pytest.fixture
def site():
    """A site that has one page, whatever its path: site.pages[path] is its HTML. `.port` is its port."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(server.pages.get(self.path, "<!doctype html>").encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.pages = {}
    server.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def embedding(site, tmp_path):
    """A server that the site may frame at the name `localhost`."""
    with running(tmp_path, "--allow-embed", f"http://localhost:{site.port}") as server:
        yield server.address
