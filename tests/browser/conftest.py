"""A real server and a real Chromium. An error, a warning or a request to another host fails a test."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from explorer_page import PATIENCE, ExplorerPage
from explorer_server import running
from playwright.sync_api import expect

expect.set_options(timeout=1000 * PATIENCE)

KEEPS_NOTHING = "delete Navigator.prototype.serviceWorker"
"""A script: only the tests of it pay for what a service worker keeps."""
CUT_OFF = "net::ERR_INTERNET_DISCONNECTED"
"""Chromium's error for each request while a test has cut the network."""


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("elsewhere")) as server:
        yield server


@pytest.fixture
def address(server):
    return server.address


class Visitor:
    """Opens pages of a server, and collects complaints: errors, warnings, requests to another host."""

    def __init__(self, chromium, address):
        self.chromium, self.address = chromium, address
        self.host = urlsplit(address).netloc
        self.complaints: list[str] = []
        self.contexts = []

    def open(
        self,
        query="",
        width=1440,
        height=900,
        waits_for=None,
        is_late=False,
        script="",
        complains_of=("error", "warning"),
        **options,
    ):
        """Open a page. The script runs before those of the page.

        Without a query the page opens at t = 1 and does not draw itself; "?" opens it as a newcomer sees it.
        Console messages of the kinds `complains_of` fail the test. `waits_for` and `is_late` are those of an
        ExplorerPage.
        """
        viewport = {"width": width, "height": height}
        context = self.chromium.new_context(viewport=viewport, **options)
        context.set_default_timeout(1000 * PATIENCE)
        context.add_init_script(f"{KEEPS_NOTHING}\n{script}")
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda told: told.type in complains_of and self._hear_console(told.text))
        page.on("pageerror", lambda error: self._complain("error", error))
        page.on("request", self._watch_request)
        page.on("response", self._watch_response)
        return ExplorerPage(page, self.address + (query or "?t=1"), waits_for, is_late)

    def close(self):
        for context in self.contexts:
            context.close()
        self.contexts.clear()

    def check(self):
        complaints = "\n".join(self.complaints)
        self.complaints.clear()
        assert not complaints, complaints

    def _complain(self, kind, text):
        self.complaints.append(f"{kind}: {text}")

    def _hear_console(self, text):
        if CUT_OFF not in text:
            self._complain("console", text)

    def _watch_request(self, request):
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.netloc != self.host:
            self._complain("request to another host", request.url)

    def _watch_response(self, response):
        if response.status >= 400:
            self._complain(response.status, response.url)


@pytest.fixture
def new_page(chromium, address):
    """Opens pages of the explorer: new_page(query, width=..., height=..., ...), see Visitor.open."""
    visitor = Visitor(chromium, address)
    yield visitor.open
    visitor.close()
    visitor.check()


@pytest.fixture(scope="module")
def tours(chromium, server):
    """The visitor of a test file, and the pages that its tests share through `visit`, by their options."""
    visitor = Visitor(chromium, server.address)
    yield visitor, {}
    visitor.close()


@pytest.fixture
def visit(tours, request):
    """Goes to a link without a load, on a page that other tests of the file have used: visit(query, ...).

    A link restores all that matters, and a load is most of a short test's time. What belongs to the visitor
    stays, such as the history of undo; a test of that opens a page of its own. The options are those of
    `new_page`; tests with equal options share a page. After a failure the page is new.
    """
    visitor, pages = tours

    def visit(query="", width=1440, height=900, waits_for=None, **options):
        failed = request.session.testsfailed
        key = repr(sorted(options.items()))
        explorer, failed_before = pages.get(key, (None, None))
        if failed != failed_before:
            pages[key] = visitor.open(query, width, height, waits_for, **options), failed
            return pages[key][0]
        explorer.visit(query or "?t=1", width, height, waits_for)
        return explorer

    yield visit
    visitor.check()


@pytest.fixture
def explorer(new_page):
    """The default page."""
    return new_page()


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
def embedding(site, tmp_path_factory):
    """A server that the site may frame at the name `localhost`."""
    with running(
        tmp_path_factory.mktemp("embedding"), "--allow-embed", f"http://localhost:{site.port}"
    ) as server:
        yield server.address
